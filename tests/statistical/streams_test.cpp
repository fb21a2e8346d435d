// When anonymous streams bring their requests: exact sequences, and Poisson counts per hour with a stated false-alarm
// rate and a wrong twin.
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <memory>

#include "engine/random/distribution.h"
#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr double false_alarm = 1e-6;  // of each statistical check

std::string fixed(const std::string& time) { return "{distribution = \"deterministic\", mean = \"" + time + "\"}"; }

// Four weeks from Monday 2024-01-01 in which whoever comes is counted by the hour of the day: tallies at_0 ... at_23.
std::string by_hour(const std::string& streams, const std::string& horizon = "4 weeks") {
  std::string text = "run.start = 2024-01-01\nrun.horizon = \"" + horizon + "\"\n" + streams;
  std::string steps = "\n[pathway.path.step]\n";
  for (int h = 0; h < 24; ++h) {
    const std::string n = std::to_string(h);
    const auto clock = [](int at) { return (at < 10 ? "0" : "") + std::to_string(at) + ":00"; };
    text += "schedule.h" + n + ".days.every_day = \"" + clock(h) + "-" + clock(h + 1) + "\"\ntally.at_" + n + " = {}\n";
    const std::string next = h == 23 ? "out" : "s" + std::to_string(h + 1);
    steps += "s" + n + " = {select = \"h" + n + "\", cases = {open = \"c" + n + "\", closed = \"" + next + "\"}}\n";
    steps += "c" + n + " = {set = {seen = \"yes\"}, counts = [\"at_" + n + "\"], then = \"out\"}\n";
  }
  return "variable.seen.values = [\"no\", \"yes\"]\n" + text + steps + "out.exit = \"done\"\n";
}

using Counts = std::array<std::int64_t, 24>;

Counts counts_of(const FinishedRun& run) {
  Counts counts{};
  for (std::size_t h = 0; h < 24; ++h) counts[h] = run.count("at_" + std::to_string(h));
  return counts;
}

// A run in which everyone waits until 18:00, and the time until then is measured.
FinishedRun until_six(const std::string& stream, const std::string& rest = "", const std::string& horizon = "4 weeks") {
  return run_text("run.start = 2024-01-01\nrun.horizon = \"" + horizon + "\"\n" + rest + R"(
wait.since.from = "arrival"
pool.gate.unlimited = true
schedule.evening.days.every_day = "18:00-18:01"
)" + "stream.people = {enters = \"path\", " +
                  stream + R"(}
[pathway.path.step]
rest.until = "evening"
leave = {seize = "gate", time = {distribution = "deterministic", mean = "0 min"}, wait = "since"}
out.exit = "done"
)");
}

void check_all_wait(const FinishedRun& run, std::int64_t n, std::int64_t ms) {
  const auto& waits = run.wait("since").waits;
  CHECK(waits.count == n);
  CHECK(waits.sum == n * ms);
  CHECK(static_cast<std::int64_t>(waits.squares) == n * ms * ms);
}

}  // namespace

TEST_CASE("The first of a window comes when it opens, to the millisecond") {
  // The gap is longer than the window, so the first is the only one: 28 days, 10 h before 18:00.
  const std::string window = "window = {from = \"8 h\", to = \"9 h\"}, first_at_opening = true, interval = ";
  check_all_wait(until_six(window + fixed("2 h")), 28, 10 * hour);
  // Working days only, and Mondays only.
  check_all_wait(until_six(window + fixed("2 h") + ", days = [\"weekdays\"]"), 20, 10 * hour);
  const std::string weekly = window + fixed("2 h") + ", days = [\"mon\"]";
  check_all_wait(until_six(weekly), 4, 10 * hour);
  // Whatever the law of the gaps.
  check_all_wait(until_six(window + R"({distribution = "uniform", low = "1 h", high = "30 h"})"), 28, 10 * hour);
  // Without the flag the first comes one gap later.
  check_all_wait(until_six("window = {from = \"8 h\", to = \"9 h\"}, interval = " + fixed("50 min")), 28,
                 9 * hour + 10 * minute);
}

TEST_CASE("Equal gaps in a window begin anew each day, and its end is no part of it") {
  const std::string stream = "stream.people = {enters = \"path\", interval = " + fixed("25 min") +
                             ", window = {from = \"8 h\", to = \"WHEN\"}";
  // 8:25, 8:50, 9:15, 9:40; not 10:05, and nothing is left of that gap the next morning.
  Counts expected{};
  expected[8] = expected[9] = 28 * 2;
  CHECK(counts_of(run_text(by_hour(replaced(stream, {{"WHEN", "10 h"}}) + "}\n"))) == expected);
  // 10:05 is the end: 600,000 ms later one more would come.
  CHECK(counts_of(run_text(by_hour(replaced(stream, {{"WHEN", "605 min"}}) + "}\n"))) == expected);
  expected[10] = 28;
  CHECK(counts_of(run_text(by_hour(replaced(stream, {{"WHEN", "36300001 ms"}}) + "}\n"))) == expected);
  // 8:00, 8:25, 8:50, 9:15, 9:40
  expected[8] = 28 * 3;
  expected[10] = 0;
  CHECK(counts_of(run_text(by_hour(replaced(stream, {{"WHEN", "10 h"}}) + ", first_at_opening = true}\n"))) ==
        expected);
}

TEST_CASE("A window over midnight belongs to the day on which it opens") {
  // Fridays 22:00 to Saturdays 02:00, hourly from 22:30.
  Counts expected{};
  expected[22] = expected[23] = expected[0] = expected[1] = 4;
  const std::string stream =
      "stream.people = {enters = \"path\", interval = " + fixed("1 h") +
      ", window = {from = \"22.5 h\", to = \"26 h\"}, days = [\"fri\"], first_at_opening = true}\n";
  CHECK(counts_of(run_text(by_hour(stream))) == expected);
}

TEST_CASE("Hours of a schedule are windows, one also over midnight") {
  const std::string schedule = "schedule.night.days = {mon = \"08:00-09:00, 22:00-24:00\", tue = \"00:00-01:00\"}\n";
  const std::string stream =
      "stream.people = {enters = \"path\", schedule = \"night\", interval = " + fixed("50 min") + "}\n";
  Counts expected{};  // Mondays 8:50, 22:50, 23:40, Tuesdays 00:30
  expected[8] = expected[22] = expected[23] = expected[0] = 4;
  CHECK(counts_of(run_text(by_hour(schedule + stream))) == expected);
}

TEST_CASE("A start shifts all arrivals, and the first may come at it") {
  // Every 2 days from Tuesday 06:00: without a gap before the first 14 of them in 28 days, 12 h before 18:00.
  const std::string every_two_days = "interval = " + fixed("2 days") + ", start = \"30 h\"";
  check_all_wait(until_six(every_two_days + ", at_start = true"), 14, 12 * hour);
  check_all_wait(until_six(every_two_days), 13, 12 * hour);
  check_all_wait(until_six("interval = " + fixed("2 days") + ", at_start = true"), 14, 18 * hour);
  // With a window that is open at the start; the next come when it opens.
  check_all_wait(until_six("interval = " + fixed("20 h") +
                           ", window = {from = \"6 h\", to = \"8 h\"}, start = \"30 h\", at_start = true"),
                 1, 12 * hour);
}

TEST_CASE("A parameter makes gaps run faster from the day on which a lever changes it") {
  // Every 10 minutes up to the second Monday at 00:00, from there every 5: 1,008 and (10,080 / 5 - 1).
  const std::string stream =
      "stream.people = {enters = \"path\", factor = \"crowd\", interval = " + fixed("10 min") + "}\n";
  const std::string lever =
      "parameter.crowd.value = 1\nlever.more = {parameter = \"crowd\", operation = \"set\", value = VALUE, from = "
      "2024-01-08}\n";
  const FinishedRun run = run_text(by_hour(stream + replaced(lever, {{"VALUE", "2"}}), "2 weeks"));
  CHECK(run.observer().entered == 1008 + 2015);
  // A rate of 0 stops them: the one of Monday 00:00 does not come either.
  CHECK(run_text(by_hour(stream + replaced(lever, {{"VALUE", "0"}}), "2 weeks")).observer().entered == 1007);
}

TEST_CASE("A parameter of 1 changes nothing for a stream with windows") {
  const std::string stream =
      "stream.people = {rate = \"20 per hour\", enters = \"path\", window = {from = \"8 h\", to = \"17 h\"}";
  const Counts plain = counts_of(run_text(by_hour(stream + "}\n")));
  CHECK(counts_of(run_text(by_hour("parameter.one.value = 1\n" + stream + ", factor = \"one\"}\n"))) == plain);
  // Nor does another stream, wherever it stands.
  const std::string other = "stream.others = {rate = \"7 per hour\", enters = \"elsewhere\"}\n";
  const std::string elsewhere = "[pathway.elsewhere.step]\nout.exit = \"gone\"\n";
  CHECK(counts_of(run_text(by_hour(stream + "}\n" + other) + elsewhere)) == plain);
  CHECK(counts_of(run_text(by_hour(other + stream + "}\n") + elsewhere)) == plain);
}

namespace {

// Rates per hour over the day: 0 in the night, 1 ... 40 by day.
const std::string hourly_rates = R"(["0 per hour", "0 per hour", "0 per hour", "0 per hour", "0 per hour", "1 per hour",
  "4 per hour", "12 per hour", "40 per hour", "30 per hour", "24 per hour", "20 per hour", "16 per hour", "16 per hour",
  "18 per hour", "20 per hour", "12 per hour", "8 per hour", "6 per hour", "4 per hour", "3 per hour", "2 per hour",
  "0.5 per hour", "0 per hour"])";
constexpr std::array<double, 24> hourly = {0,  0,  0,  0,  0,  1, 4, 12, 40, 30, 24,  20,
                                           16, 16, 18, 20, 12, 8, 6, 4,  3,  2,  0.5, 0};

// Runs of four weeks: chi-square of the totals per hour (as many degrees as hours with a rate), and in standard errors
// how far the counts per run and hour scatter from their means otherwise than Poisson counts do.
struct PoissonFit {
  double chi_square = 0;
  int degrees = 0;
  double dispersion = 0;
  std::int64_t at_rate_0 = 0;
};

PoissonFit fit(const std::string& model, const std::array<double, 24>& per_hour, int runs) {
  const std::shared_ptr<const CompiledModel> compiled = compile_text(model);
  std::array<std::int64_t, 24> totals{};
  double squares = 0, terms = 0, variance = 0;
  PoissonFit result;
  for (int r = 0; r < runs; ++r) {
    const Counts counts = counts_of(FinishedRun(compiled, 3, static_cast<std::uint32_t>(r)));
    for (std::size_t h = 0; h < 24; ++h) {
      totals[h] += counts[h];
      const double mean = 28 * per_hour[h];
      if (mean == 0) continue;
      const double distance = static_cast<double>(counts[h]) - mean;
      squares += distance * distance / mean;
      terms += 1;
      variance += 2 + 1 / mean;  // of the square of a Poisson count's distance, over its mean
    }
  }
  for (std::size_t h = 0; h < 24; ++h) {
    const double mean = 28 * per_hour[h] * runs;
    if (mean == 0) {
      result.at_rate_0 += totals[h];
      continue;
    }
    const double distance = static_cast<double>(totals[h]) - mean;
    result.chi_square += distance * distance / mean;
    ++result.degrees;
  }
  result.dispersion = (squares - terms) / std::sqrt(variance);
  return result;
}

// A chi-square law of k degrees is a gamma law of mean k and cv sqrt(2 / k).
double bound(int degrees) {
  return DistributionSpec::gamma(degrees, std::sqrt(2.0 / degrees)).quantile(1 - false_alarm);
}
constexpr double normal_bound = 4.9;  // two-sided, false alarm 1e-6

}  // namespace

TEST_CASE("Hourly rates give Poisson counts in each hour, and none where the rate is 0") {
  const std::string stream = "stream.people = {enters = \"path\", rates = RATES}\n";
  const std::string model = by_hour(replaced(stream, {{"RATES", hourly_rates}}));
  const PoissonFit right = fit(model, hourly, 100);
  CHECK(right.at_rate_0 == 0);
  CHECK(right.degrees == 18);
  CHECK(right.chi_square < bound(right.degrees));
  CHECK(std::abs(right.dispersion) < normal_bound);
  // The twin has 3 % more in one hour: 40 * 28 * 100 arrivals there, so that 3 % are ten standard errors.
  const PoissonFit twin = fit(replaced(model, {{"\"40 per hour\"", "\"41.2 per hour\""}}), hourly, 100);
  CHECK(twin.chi_square > bound(twin.degrees));
  // Rates that hold for half an hour each have a cycle of half a day.
  std::array<double, 24> halves{};
  for (std::size_t h = 0; h < 24; ++h) halves[h] = (hourly[2 * (h % 12)] + hourly[2 * (h % 12) + 1]) / 2;
  const PoissonFit half_hours = fit(replaced(model, {{"enters", "rate_period = \"30 min\", enters"}}), halves, 50);
  CHECK(half_hours.at_rate_0 == 0);
  CHECK(half_hours.chi_square < bound(half_hours.degrees));
}

TEST_CASE("A table of rates over the week says the same as a list") {
  std::string list = "rates = [", csv = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h) {
    list += "\"" + std::to_string(h % 25) + " per hour\", ";
    csv += std::to_string(h) + "," + std::to_string(h % 25) + "\n";
  }
  const std::string stream = "stream.people = {enters = \"path\", RATES}\n";
  const FinishedRun of_list = run_text(by_hour(replaced(stream, {{"RATES", list + "]"}})));
  CHECK(of_list.observer().entered > 5'000);
  const std::string lookup = "rates_lookup = {table = \"calls\", column = \"calls\", by = [\"hour_of_week\"]}";
  const FinishedRun of_table = run_text(by_hour(replaced(stream, {{"RATES", lookup}})), {{"calls", csv}});
  CHECK(counts_of(of_table) == counts_of(of_list));
}

TEST_CASE("Gaps in a window: one at the opening and Poisson counts from there") {
  // Clinic hours of a published model: minutes 0-360, the first at minute 0, then 15 per hour on average.
  const std::string stream =
      "stream.people = {rate = \"RATE per hour\", enters = \"path\", window = {from = \"0 min\", to = \"6 h\"}, "
      "first_at_opening = true}\n";
  const auto deviation = [&](const std::string& rate) {
    const std::shared_ptr<const CompiledModel> compiled = compile_text(by_hour(replaced(stream, {{"RATE", rate}})));
    std::int64_t inside = 0, outside = 0;
    for (std::uint32_t r = 0; r < 100; ++r) {
      const Counts counts = counts_of(FinishedRun(compiled, 3, r));
      for (std::size_t h = 0; h < 24; ++h) (h < 6 ? inside : outside) += counts[h];
    }
    CHECK(outside == 0);
    return (static_cast<double>(inside) - 2800 * 91) / std::sqrt(2800.0 * 90);
  };
  CHECK(std::abs(deviation("15")) < normal_bound);
  CHECK(std::abs(deviation("15.45")) > normal_bound);
  // Of other than exponential gaps the counts scatter less.
  std::array<double, 24> constant{};
  constant.fill(15);
  const std::string erlang =
      R"(stream.people = {enters = "path", interval = {distribution = "erlang", mean = "4 min", shape = 4}}
)";
  CHECK(fit(by_hour(erlang), constant, 50).dispersion < -normal_bound);
  CHECK(
      std::abs(fit(by_hour("stream.people = {enters = \"path\", rate = \"15 per hour\"}\n"), constant, 50).dispersion) <
      normal_bound);
}

}  // namespace draagkracht::testing
