// The kernel against exact queueing values (engine/stats/queueing.h, itself tested against published tables). Each
// test has a twin with one rate off by 3 % that must fail the same criterion; the false-alarm rate is told in
// against_exact.h.
#include <catch2/catch.hpp>

#include <array>
#include <numeric>

#include "engine/stats/queueing.h"
#include "tests/statistical/against_exact.h"

namespace draagkracht::testing {
namespace {

// Rates per minute, times in minutes.
ExactValue mean_wait(const std::string& measure, double exact, std::uint32_t row = 0, double widest = 0.01) {
  return {"wait " + measure + " " + std::to_string(row), exact,
          [=](const FinishedRun& run) { return run.mean_wait(measure, row); }, widest};
}

ExactValue utilisation(const std::string& pool, double exact) {
  return {"utilisation", exact, [=](const FinishedRun& run) { return run.utilisation(pool); }};
}

ExactValue share_of_outcome(const std::string& outcome, double exact) {
  return {"share " + outcome, exact, [=](const FinishedRun& run) {
            const std::vector<std::int64_t>& outcomes = run.observer().outcomes;
            const auto all = std::accumulate(outcomes.begin(), outcomes.end(), std::int64_t{0});
            return static_cast<double>(run.outcome(outcome)) / static_cast<double>(all);
          }};
}

const Replacements slow_service = {{"mean = \"1 min\"", "mean = \"1.03 min\""}};

}  // namespace

TEST_CASE("M/M/1") {
  const ErlangCQueue queue(0.75, 1, 1);
  ExactValue waiting{"share waiting", queue.share_waiting(), [](const FinishedRun& run) {
                       const WaitRecord& record = run.wait("queue");
                       return 1 - static_cast<double>(record.within[0]) / static_cast<double>(record.waits.count);
                     }};
  check_against_exact("single_queue", {{"name = \"queue\"", "name = \"queue\"\nwithin = [\"0 min\"]"}}, slow_service,
                      {mean_wait("queue", queue.mean_wait()), mean_wait("system", queue.mean_time()),
                       utilisation("desk", queue.utilisation()), waiting});
}

TEST_CASE("M/M/c") {
  const ErlangCQueue queue(2.25, 1, 3);
  check_against_exact("single_queue", {{"servers = 1", "servers = 3"}, {"45 per hour", "135 per hour"}},
                      {{"135 per hour", "139.05 per hour"}},
                      {mean_wait("queue", queue.mean_wait()), mean_wait("system", queue.mean_time()),
                       utilisation("desk", queue.utilisation())});
}

TEST_CASE("M/G/1, lognormal service with a coefficient of variation of 1.5") {
  const double wait = mg1_mean_wait(0.6, 1, 1.5);
  check_against_exact("single_queue",
                      {{"45 per hour", "36 per hour"},
                       {"20 weeks", "60 weeks"},
                       {"\"exponential\", mean = \"1 min\"", "\"lognormal\", mean = \"1 min\", cv = 1.5"}},
                      slow_service,
                      {mean_wait("queue", wait), mean_wait("system", wait + 1), utilisation("desk", 0.6)});
}

TEST_CASE("M/D/1") {
  const double wait = mg1_mean_wait(0.75, 1, 0);
  check_against_exact("single_queue", {{"\"exponential\"", "\"deterministic\""}}, slow_service,
                      {mean_wait("queue", wait), mean_wait("system", wait + 1), utilisation("desk", 0.75)});
}

TEST_CASE("M/G/infinity: nobody waits, and the number in service is the load whatever the law") {
  ExactValue number{"number in service", 12, [](const FinishedRun& run) {
                      REQUIRE(run.wait("queue").waits.count > 10'000);
                      REQUIRE(run.wait("queue").waits.sum == 0);
                      return run.mean_in_service("desk");
                    }};
  for (const std::string law : {"exponential\", mean = \"16 min\"", "lognormal\", mean = \"16 min\", cv = 1.5"}) {
    check_against_exact("single_queue", {{"servers = 1", "unlimited = true"}, {"exponential\", mean = \"1 min\"", law}},
                        {{"45 per hour", "46.35 per hour"}}, {number});
  }
}

// The published waits of the county hospital (Hillier, Lieberman, "Introduction to operations research", queueing
// theory, priority models): arrival rates 0.2, 0.6, 1.2 and a service rate of 3.
TEST_CASE("Priorities, non-pre-emptive") {
  const std::array<double, 3> rates{0.2, 0.6, 1.2};
  for (const int servers : {1, 2}) {
    const std::vector<double> waits = mmn_priority_waits(rates, 3, servers);
    CHECK(waits[0] == Approx(servers == 1 ? 0.238095 : 0.028736).epsilon(1e-4));
    check_against_exact("priority_queue", {{"servers = 1", "servers = " + std::to_string(servers)}},
                        {{"mean = \"20 s\"", "mean = \"20.6 s\""}},
                        {mean_wait("queue", waits[0], 0, 0.02), mean_wait("queue", waits[1], 1, 0.02),
                         mean_wait("queue", waits[2], 2, 0.02), utilisation("doctors", 2.0 / 3 / servers)});
  }
}

TEST_CASE("Priorities, pre-emptive resume") {
  const std::array<double, 3> rates{0.2, 0.6, 1.2};
  const std::string resume = "name = \"doctors\"\npreemptible = [1, 2]";
  for (const int servers : {1, 2}) {
    const std::vector<double> waits = mmn_preemptive_waits(rates, 3, servers);
    CHECK(waits[2] == Approx(servers == 1 ? 1.030303 : 0.065422).epsilon(1e-4));
    std::vector<ExactValue> values{utilisation("doctors", 2.0 / 3 / servers)};
    for (std::uint32_t k = 0; k < 3; ++k) values.push_back(mean_wait("system", waits[k] + 1.0 / 3, k, 0.02));
    check_against_exact("priority_queue",
                        {{"name = \"doctors\"", resume}, {"servers = 1", "servers = " + std::to_string(servers)}},
                        {{"mean = \"20 s\"", "mean = \"20.6 s\""}}, values);
  }
}

// A general law: what is left of an interrupted service is kept, not drawn again (with an exponential law one could not
// tell).
TEST_CASE("Priorities, pre-emptive resume with lognormal service") {
  const double mean = 1.0 / 3;
  const std::array<PriorityClass, 3> classes{{{0.2, mean, 1.5}, {0.6, mean, 1.5}, {1.2, mean, 1.5}}};
  const std::vector<double> waits = mg1_preemptive_waits(classes);
  std::vector<ExactValue> values;
  for (std::uint32_t k = 0; k < 3; ++k) values.push_back(mean_wait("system", waits[k] + mean, k, 0.02));
  check_against_exact("priority_queue",
                      {{"name = \"doctors\"", "name = \"doctors\"\npreemptible = [1, 2]"},
                       {"\"exponential\", mean = \"20 s\"", "\"lognormal\", mean = \"20 s\", cv = 1.5"}},
                      {{"mean = \"20 s\"", "mean = \"20.6 s\""}}, values);
}

TEST_CASE("Erlang's loss formula, whatever the law of the stay") {
  const double lost = erlang_b(5, 4);
  for (const std::string law : {"exponential\", mean = \"2 min\"", "lognormal\", mean = \"2 min\", cv = 1.5"}) {
    check_against_exact("loss", {{"exponential\", mean = \"2 min\"", law}},
                        {{"mean = \"2 min\"", "mean = \"2.06 min\""}},
                        {share_of_outcome("lost", lost), utilisation("beds", 4 * (1 - lost) / 5)});
  }
}

// 30 calls per hour of 6 min, patience 5 min: published shares of callers who hang up with 3 and 4 at the telephone
// are 0.233535 and 0.113524.
TEST_CASE("M/M/n+M: callers who hang up (Erlang A)") {
  for (const int servers : {3, 4}) {
    const ErlangAQueue queue(0.5, 1.0 / 6, servers, 0.2);
    CHECK(queue.share_leaving() == Approx(servers == 3 ? 0.233535 : 0.113524).epsilon(1e-5));
    auto all_callers = [](const FinishedRun& run) {
      return static_cast<double>(run.wait("answered").waits.count + run.wait("hung_up").waits.count);
    };
    auto longer_than = [all_callers](std::size_t threshold) {
      return [=](const FinishedRun& run) {
        const std::int64_t within = run.wait("answered").within[threshold] + run.wait("hung_up").within[threshold];
        return 1 - static_cast<double>(within) / all_callers(run);
      };
    };
    ExactValue wait{"wait of all callers", queue.mean_wait(),
                    [=](const FinishedRun& run) {
                      const std::int64_t ms = run.wait("answered").waits.sum + run.wait("hung_up").waits.sum;
                      return static_cast<double>(ms) / 60'000 / all_callers(run);
                    },
                    0.02};
    check_against_exact("phone_line", {{"servers = 3", "servers = " + std::to_string(servers)}},
                        {{"30 per hour", "30.9 per hour"}},
                        {share_of_outcome("gone", queue.share_leaving()),
                         wait,
                         utilisation("line", queue.occupancy()),
                         {"share waiting", queue.share_waiting(), longer_than(0)},
                         {"share waiting over 2 min", queue.share_waiting_longer(2), longer_than(1), 0.02}});
  }
}

// Garnett, Mandelbaum, Reiman (2002): 48 calls per minute of 1 min, 50 agents, patience 2 min: 3.1 % hang up and
// callers wait 3.7 s.
TEST_CASE("M/M/n+M: fifty agents") {
  const ErlangAQueue queue(48, 1, 50, 0.5);
  CHECK(queue.share_leaving() == Approx(0.030912).epsilon(1e-4));
  CHECK(queue.mean_wait() * 60 == Approx(3.70947).epsilon(1e-5));
  check_against_exact("phone_line",
                      {{"servers = 3", "servers = 50"},
                       {"30 per hour", "48 per min"},
                       {"mean = \"6 min\"", "mean = \"1 min\""},
                       {"mean = \"5 min\"", "mean = \"2 min\""},
                       {"40 weeks", "2 days"},
                       {"1 week", "0 days"}},
                      {{"mean = \"1 min\"", "mean = \"1.03 min\""}},
                      {{"share gone", queue.share_leaving(), share_of_outcome("gone", 0).of_run, 0.02}});
}

// Hillier, Lieberman, the chapter on queueing networks: arrival rates 5, 10, 7.5 per hour, numbers present 1, 4/3, 3,
// time in the network 2/3 h.
TEST_CASE("Open Jackson network with feedback") {
  const std::array<double, 3> external{1, 4, 3};
  const std::array<double, 9> routing{0, 0.6, 0.3, 0.1, 0, 0.3, 0.4, 0.4, 0};
  const std::vector<double> rates = network_rates(external, routing);
  const std::array<int, 3> servers{1, 2, 1};
  const std::array<std::string, 3> names{"first", "second", "third"};
  std::vector<ExactValue> values;
  double present = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const ErlangCQueue station(rates[i], 10, servers[i]);
    values.push_back(mean_wait(names[i], station.mean_wait() * 60, 0, 0.02));
    values.push_back(utilisation(names[i], station.utilisation()));
    present += rates[i] * station.mean_time();
  }
  CHECK(present == Approx(16.0 / 3));
  values.push_back(mean_wait("system", present / 8 * 60));
  check_against_exact("network", {}, {{"mean = \"6 min\"", "mean = \"6.18 min\""}}, values);
}

}  // namespace draagkracht::testing
