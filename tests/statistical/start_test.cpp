// The start in the middle: what is there when a run begins is what would be there if it had always gone on.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/statistical/against_exact.h"
#include "tests/statistical/small_models.h"

namespace draagkracht::testing {
namespace {

constexpr double ms_per_hour = 3'600'000;

// The criterion of check_against_exact for a model that stands in the test.
void check_start(const std::string& toml, const std::string& start, const std::vector<ExactValue>& values,
                 std::uint32_t replications = 32) {
  check_against_exact_text(replaced(toml, {{"START", start}}), replaced(toml, {{"START", ""}}), values, replications);
}

}  // namespace

// M/G/infinity, 400 an hour, each for 10 days on average: 96,000 at once, and 9,600 who leave on any day, after 10
// days. From the first day on, only if they are there at the start.
TEST_CASE("A stock at a delay is stationary from the first moment on") {
  const std::string model = R"toml(
run = {horizon = "1 day"}
wait.stay.from = "arrival"
[stream.people]
rate = "400 per hour"
enters = "care"
START
[pathway.care.step]
stay = {delay = {distribution = "lognormal", mean = "10 days", cv = 1.5}}
home = {exit = "home", wait = "stay"}
)toml";
  const std::vector<ExactValue> values = {
      {"leave on the first day", 9'600, [](const FinishedRun& run) { return double(run.outcome("home")); }},
      {"there at its end", 96'000, [](const FinishedRun& run) { return double(run.simulation().in_progress()); }},
      {"their stays, days", 10, [](const FinishedRun& run) { return run.mean_wait("stay") / (24 * 60); }}};
  check_start(model, "initial.stock = {}", values);
}

// A part of them comes to the delay: as many as the stream brings there. The law scales with a parameter.
TEST_CASE("A stock follows from the share that comes to the step, and from the time there") {
  const std::string model = R"toml(
run = {horizon = "1 day"}
parameter.stay = {value = 10, unit = "days"}
lever.longer = {parameter = "stay", operation = "multiply", value = 2}
[stream.people]
rate = "400 per hour"
enters = "care"
START
[pathway.care.step]
which.branches = [{share = 0.25, to = "stay"}, {to = "out"}]
stay = {delay = "uniform 0 days to stay"}
home.exit = "home"
out.exit = "out"
)toml";
  const std::vector<ExactValue> values = {
      {"leave on the first day", 2'400, [](const FinishedRun& run) { return double(run.outcome("home")); }},
      {"there at its end", 24'000, [](const FinishedRun& run) { return double(run.simulation().in_progress()); }}};
  check_start(model, "initial.stock = {at = \"care.stay\", share = 0.25}", values);
}

// M/M/1 at 0.9: in the system one is 10 min on average, exponentially; Wq = 9 min and Lq = 8.1. Counted is the first
// half hour but its first minute, so that who begins at the start itself is left out: 27 begin, and together they have
// waited 243 min.
TEST_CASE("A list waits at M/M/1 as if it had always been there") {
  const std::string model = R"toml(
run = {warm_up = "1 min", horizon = "30 min"}
pool.desk.servers = 1
wait.desk = {}
[stream.people]
rate = "0.9 per min"
enters = "visit"
START
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "1 min"}, wait = "desk"}
out.exit = "served"
[kpi]
queue.value = "queue(desk)"
)toml";
  const std::vector<ExactValue> values = {
      {"queue", 8.1, [](const FinishedRun& run) { return run.key_figure("queue"); }, 0.05},
      {"begin", 27, [](const FinishedRun& run) { return double(run.wait("desk").waits.count); }, 0.05},
      {"minutes waited by them", 243,
       [](const FinishedRun& run) { return double(run.wait("desk").waits.sum) / 60'000; }, 0.06}};
  check_start(model, "initial.list.waited = {distribution = \"exponential\", mean = \"10 min\"}", values, 4'000);
}

// M/M/infinity by servers: 200 places for 50 on average. What is left of an exponential time is exponential.
TEST_CASE("Those who are served at the start free their servers at the rate of the others") {
  const std::string model = R"toml(
run = {horizon = "1 h"}
pool.desk = {servers = 200}
[stream.people]
rate = "50 per hour"
enters = "visit"
START
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "gamma", mean = "1 h", cv = 2}}
out.exit = "served"
)toml";
  const std::vector<ExactValue> values = {
      {"leave in an hour", 50, [](const FinishedRun& run) { return double(run.outcome("served")); }},
      {"hours of service", 50, [](const FinishedRun& run) { return double(run.busy_ms("desk")) / ms_per_hour; }}};
  check_start(model, "initial.stock = {}", values, 2'000);
}

// One contact leads to 0.5 of another some weeks later, and that one too: 2,000 a week come by themselves, so 4,000 in
// all and 2,000 that come back, of whom as many were there twice as once, and so on. Eight weeks bring them to within
// 0.5^8 = 0.4 % of that; the twin is at a third of its way.
TEST_CASE("Follow-ups of the time before the run come as if it had always been as in the warm-up") {
  const std::string model = R"toml(
[run]
warm_up = "10 weeks"
horizon = "1 week"
START
[stream.people]
rate = "2000 per week"
enters = "care"
[pathway.care.step]
contact.branches = [{share = 0.5, to = "again"}, {to = "out"}]
again = {spawn = "later", after = {distribution = "gamma", mean = "8 weeks", cv = 0.8}}
out.exit = "first"
[pathway.later.step]
contact.branches = [{share = 0.5, to = "again"}, {to = "out"}]
again = {spawn = "later", after = {distribution = "gamma", mean = "8 weeks", cv = 0.8}}
out.exit = "later"
)toml";
  const std::vector<ExactValue> values = {
      {"later contacts", 2'000, [](const FinishedRun& run) { return double(run.outcome("later")); }, 0.02}};
  for (const std::string past : {"1 week", "2 weeks"}) {
    CAPTURE(past);
    check_start(model, "past_like = \"" + past + "\"", values);
  }
}

TEST_CASE("A list is served in order of coming, and its waits count from then") {
  // Three wait, for at most 3 h; a desk that opens at 10 h serves each in 10 min.
  const std::string text = R"toml(
run = {start = 2024-01-01, horizon = "1 day"}
schedule.day.days.every_day = "10:00-20:00"
pool.desk.schedule = "day"
wait.desk = {}
wait.stay.from = "arrival"
[stream.people]
interval = fixed(100 weeks)
enters = "visit"
initial.list = {stock = 3, waited = fixed(3 h)}
[pathway.visit.step]
serve = {seize = "desk", time = fixed(10 min), wait = "desk"}
out = {exit = "served", wait = "stay"}
)toml";
  const FinishedRun run = run_text(with_fixed_laws(text));
  CHECK(run.outcome("served") == 3);
  const ExactSum& waits = run.wait("desk").waits;
  CHECK(waits.count == 3);
  CHECK(run.wait("desk").histogram.quantile(0) >= 10 * 60 * minute);
  CHECK(run.wait("stay").waits.sum == waits.sum + 3 * 10 * minute);
  CHECK(waits.sum <= (3 * (10 + 3) * 60 + 10 + 20) * minute);
  check_conserved(run);
}

TEST_CASE("Who holds a place at the start gives it back at the end of the stay; who waits has it then") {
  // Two places, taken for as long as is left of a stay of a day. One waits.
  const std::string text = R"toml(
run = {horizon = "1 day"}
pool.bed = {servers = 2}
wait.bed = {}
[stream.people]
interval = fixed(100 weeks)
enters = "care"
initial.in_bed = {at = "care.lie", stock = STOCK}
initial.list = {stock = 1, waited = fixed(1 h)}
[pathway.care.step]
admit = {seize = "bed", hold = ["bed"], wait = "bed"}
lie.delay = fixed(1 day)
discharge.release = ["bed"]
home.exit = "home"
)toml";
  const FinishedRun run = run_text(with_fixed_laws(replaced(text, {{"STOCK", "2"}})));
  CHECK(run.outcome("home") == 2);
  CHECK(run.simulation().in_progress() == 1);
  CHECK(run.wait("bed").waits.count == 1);
  CHECK(run.wait("bed").waits.sum > 0);
  check_conserved(run);
  // Of five, two hold a place, and the others are not there.
  const FinishedRun full = run_text(with_fixed_laws(replaced(text, {{"STOCK", "5"}})));
  CHECK(full.observer().entered == 3);
  check_conserved(full);
}

TEST_CASE("Who has lost patience before the run is not there") {
  const std::string text = R"toml(
run = {horizon = "1 day"}
schedule.never.days.weekend = "10:00-20:00"
pool.desk.schedule = "never"
[stream.people]
interval = fixed(100 weeks)
enters = "visit"
initial.list = {stock = 1000, waited = fixed(10 h)}
[pathway.visit.step]
serve = {seize = "desk", time = fixed(10 min), patience = fixed(4 h), on_patience = "left"}
out.exit = "served"
left.exit = "left"
)toml";
  const FinishedRun run = run_text(with_fixed_laws(text));
  // 4 of 10 came within their patience. Five standard errors of 15.5: 6 false alarms in 10 million.
  CHECK(std::abs(run.observer().entered - 400) < 78);
  CHECK(run.outcome("left") == run.observer().entered);
  CHECK(run.simulation().now() == one_day.ms);
}

TEST_CASE("A start in the middle is part of the state that another run goes on from") {
  const std::string text = R"toml(
run = {start = 2024-01-01, warm_up = "2 weeks", past_like = "1 week", horizon = "2 weeks"}
schedule.day.days.every_day = "08:00-18:00"
pool.desk = {schedule = "day"}
pool.bed = {servers = 40}
wait.desk.whole_run = true
[stream.people]
rate = "5 per hour"
enters = "visit"
initial.list.waited = {distribution = "exponential", mean = "3 days"}
initial.in_bed = {at = "visit.lie", share = 0.1}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "4 min"}, wait = "desk", branches = [{share = 0.1, to = "admit"}, {share = 0.3, to = "again"}, {to = "out"}]}
again = {spawn = "visit", after = {distribution = "exponential", mean = "2 weeks"}, then = "out"}
admit = {seize = "bed", hold = ["bed"]}
lie.delay = {distribution = "lognormal", mean = "2 days", cv = 1}
discharge.release = ["bed"]
out.exit = "served"
)toml";
  const FinishedRun whole = run_text(text);
  REQUIRE(whole.observer().entered > 2'000);
  for (const std::int32_t day : {0, 1, 7, 13, 14, 20}) {
    CAPTURE(day);
    CHECK(run_forked(text, day).state() == whole.state());
  }
}

}  // namespace draagkracht::testing
