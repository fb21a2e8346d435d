// What is counted when requests pass steps, and from when on.
#include "engine/simulation/step_counts.h"

#include <catch2/catch.hpp>

#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// Counting begins on the second Monday. The tallies `always` and the wait `whole` count from the start on.
Model desk() {
  Model model = small_model(R"(
variable.kind.values = ["short", "long"]
pool.desk.servers = 1
wait.queue = {}
wait.by_kind = {by = ["kind"], within = ["2 min", "10 min"], plus = "1 min"}
wait.whole = {whole_run = true}
wait.parts = {by = ["kind"], periods = ["week", "hour_of_week"]}
wait.system.from = "arrival"
wait.days = {from = "arrival", working_days = true}
tally.seen = {by = ["kind"], periods = ["week", "hour_of_week"]}
tally.work = {minutes = true}
tally.always = {}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
sort = {draw = "kind", shares = {short = 0.5, long = 0.5}}
first = {seize = "desk", time = fixed(10 min), wait = "queue", counts = ["seen", "work", "always"]}
second = {seize = "desk", time = fixed(10 min), wait = "by_kind"}
third = {seize = "desk", time = fixed(10 min), wait = "whole"}
fourth = {seize = "desk", time = fixed(10 min), wait = "system"}
fifth = {seize = "desk", time = fixed(10 min), wait = "days"}
sixth = {seize = "desk", time = fixed(10 min), wait = "parts"}
out.exit = "done"
)",
                            "4 weeks", "1 week");
  for (Tally& tally : model.tallies) tally.whole_run = tally.name == "always";
  return model;
}

struct Counts : SmallRun {
  Counts() : SmallRun(desk()) {}

  const Tally& tally(const std::string& name) const {
    for (const Tally& t : model.tallies) {
      if (t.name == name) return t;
    }
    throw std::out_of_range(name);
  }
  std::int64_t count(const std::string& name, std::uint32_t cell = 0) const {
    return state.observer.counts[tally(name).offset + cell];
  }
  Index measure(const std::string& name) const {
    std::vector<std::string> names;
    for (const WaitMeasure& wait : model.waits) names.push_back(wait.name);
    return position(names, name);
  }
  const WaitRecord& wait(const std::string& name, std::uint32_t row = 0) const {
    return state.observer.waits[measure(name)].at(row);
  }
  // Somebody who stands at this step since then, and whose service starts now.
  void start(const std::string& step, std::uint32_t id, std::int64_t since,
             RequestState before = RequestState::waiting) {
    Request& request = state.requests[id];
    request.step = this->step(step);
    request.since = since;
    request.state = before;
    StepCounts(state).add_start(id, request, plan(step));
  }
};

}  // namespace

TEST_CASE("Before the warm-up has ended only tallies of the whole run count, later all, week by week") {
  Counts run;
  const std::uint32_t id = run.comer("path.first");
  const Request& request = run.state.requests[id];
  const StepPlan& plan = run.plan("path.first");
  REQUIRE(run.state.tallies_whole_run);
  run.state.clock.begin_day(6);
  StepCounts(run.state).tally(plan, request, 3 * minute);
  CHECK(run.count("seen") == 0);
  CHECK(run.count("work") == 0);
  CHECK(run.count("always") == 1);
  run.state.clock.begin_day(7);
  StepCounts(run.state).tally(plan, request, 3 * minute);
  run.state.clock.begin_day(14);
  run.state.requests.labels(id).at[0] = 1;
  StepCounts(run.state).tally(plan, request, 4 * minute);
  StepCounts(run.state).tally(plan, request, 5 * minute);
  CHECK(run.count("always") == 4);
  CHECK(run.count("work") == 12 * minute);
  // Two kinds; of the whole run, of weeks 0 and 1, of the hours from Monday 00:00 and 03:00.
  CHECK(run.count("seen", 0) == 1);
  CHECK(run.count("seen", 1) == 2);
  const std::uint32_t by_week = run.tally("seen").by_week - run.tally("seen").offset;
  CHECK(run.count("seen", by_week + 0) == 1);
  CHECK(run.count("seen", by_week + 1) == 0);
  CHECK(run.count("seen", by_week + 2) == 0);
  CHECK(run.count("seen", by_week + 3) == 2);
  run.state.clock.now = 14 * day + 3 * hour;
  StepCounts(run.state).tally(plan, request, 5 * minute);
  const std::uint32_t by_hour = run.tally("seen").by_hour - run.tally("seen").offset;
  CHECK(run.count("seen", by_hour + 0) == 1);
  CHECK(run.count("seen", by_hour + 1) == 2);
  CHECK(run.count("seen", by_hour + 2 * 3 + 1) == 1);
  std::int64_t sum = 0;
  for (std::uint32_t cell = 0; cell < 2 * 168; ++cell) sum += run.count("seen", by_hour + cell);
  CHECK(sum == run.count("seen", 0) + run.count("seen", 1));
}

TEST_CASE("Waits stand in the records of the whole run, of their week and of the hour in which they end") {
  Counts run;
  const std::uint32_t id = run.comer("path.sixth");
  run.state.requests.labels(id).at[0] = 1;
  run.state.clock.begin_day(15);
  run.state.clock.now = 15 * day + 2 * hour;
  run.start("path.sixth", id, run.state.clock.now - 4 * minute);
  StepCounts(run.state).add_left(run.measure("parts"), run.state.requests[id]);
  const WaitMeasure& parts = run.model.waits[run.measure("parts")];
  CHECK(run.model.counted_weeks() == 4);
  const std::uint32_t in_week = parts.by_week() + 2 * 1 + 1, in_hour = parts.by_hour(4) + 2 * 26 + 1;
  for (std::uint32_t row = 0; row < parts.records(4); ++row) {
    CAPTURE(row);
    const bool has = row == 1 || row == in_week || row == in_hour;
    CHECK(run.wait("parts", row).waits.count == (has ? 1 : 0));
    CHECK(run.wait("parts", row).waits.sum == (has ? 4 * minute : 0));
    CHECK(run.wait("parts", row).left == (has ? 1 : 0));
  }
}

TEST_CASE("Of an interrupted service only minutes count until its end") {
  Counts run;
  const std::uint32_t id = run.comer("path.first");
  StepCounts(run.state).add_interrupted(run.state.requests[id], 4 * minute);
  CHECK(run.count("work") == 0);  // the warm-up
  run.state.clock.begin_day(7);
  StepCounts(run.state).add_interrupted(run.state.requests[id], 4 * minute);
  CHECK(run.count("work") == 4 * minute);
  CHECK(run.count("seen") == 0);
  CHECK(run.count("always") == 0);
}

TEST_CASE("A wait counts when its service starts: from the end of the warm-up on, and not when it goes on") {
  Counts run;
  const std::uint32_t id = run.comer("path.first");
  run.state.clock.now = 7 * day - 1;
  run.start("path.first", id, 7 * day - minute);
  run.start("path.third", id, 7 * day - minute);
  CHECK(run.wait("queue").waits.count == 0);
  CHECK(run.wait("whole").waits.sum == minute - 1);
  run.state.clock.now = 7 * day;
  run.start("path.first", id, 7 * day - minute);
  CHECK(run.wait("queue").waits.count == 1);
  CHECK(run.wait("queue").waits.sum == minute);
  run.start("path.first", id, 7 * day - minute, RequestState::interrupted);
  CHECK(run.wait("queue").waits.count == 1);
}

TEST_CASE("Waits stand in the row of their labels, with what is added, and within norms that they do not pass") {
  Counts run;
  run.state.clock.now = 8 * day;
  const std::uint32_t id = run.comer("path.second");
  run.state.requests.labels(id).at[0] = 1;
  run.start("path.second", id, 8 * day - 1 * minute);  // 2 with what is added
  run.start("path.second", id, 8 * day - 1 * minute - 1);
  run.start("path.second", id, 8 * day - 9 * minute);
  run.start("path.second", id, 8 * day - 30 * minute);
  const WaitRecord& record = run.wait("by_kind", 1);
  CHECK(record.waits.count == 4);
  CHECK(record.waits.sum == (2 + 2 + 10 + 31) * minute + 1);
  CHECK(record.within == std::vector<std::int64_t>{1, 3});
  CHECK(run.wait("by_kind", 0).waits.count == 0);
  CHECK(record.left == 0);
  StepCounts(run.state).add_left(run.plan("path.second").seize->wait, run.state.requests[id]);
  CHECK(record.left == 1);
  CHECK(record.waits.count == 4);
  run.state.clock.now = 7 * day - 1;
  StepCounts(run.state).add_left(run.plan("path.second").seize->wait, run.state.requests[id]);
  CHECK(record.left == 1);
}

TEST_CASE("A wait from arrival counts all time since, one in working days the days off not") {
  Counts run;
  run.state.clock.now = 8 * day;
  const std::uint32_t id = run.comer("path.fourth");
  run.state.clock.now = 8 * day + 3 * hour;
  run.start("path.fourth", id, 8 * day + 2 * hour);
  CHECK(run.wait("system").waits.sum == 3 * hour);
  run.state.clock.now = 11 * day;  // a Friday
  const std::uint32_t other = run.comer("path.fifth");
  run.state.clock.now = 15 * day + 5 * hour;  // a Tuesday
  run.start("path.fifth", other, 15 * day);
  CHECK(run.wait("days").waits.sum == 2 * day);
  CHECK(run.wait("days").waits.count == 1);
}

TEST_CASE("An appointment counts from now, or from the arrival, to its moment") {
  Counts run;
  run.state.clock.now = 8 * day;
  const std::uint32_t id = run.comer("path.first");
  run.state.clock.now = 8 * day + hour;
  StepCounts(run.state).add_appointment(run.measure("queue"), run.state.requests[id], 9 * day);
  CHECK(run.wait("queue").waits.sum == 23 * hour);
  StepCounts(run.state).add_appointment(run.measure("system"), run.state.requests[id], 9 * day);
  CHECK(run.wait("system").waits.sum == 24 * hour);
}

}  // namespace draagkracht::testing
