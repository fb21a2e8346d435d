// A run that goes on from another's state: the same bits as one that simulated all by itself.
#include <catch2/catch.hpp>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {
namespace {

// Something of everything, at all hours: at each midnight there are queues with running patience, services of several
// days, interrupted ones, booked slots, beds that are held, follow-ups to come and streams in the middle of a gap.
const std::string busy_house = R"(
run = {start = 2024-01-01, warm_up = "1 week", horizon = "3 weeks"}
variable.urgency.values = ["high", "low"]
number.visits = {}
global.seen.value = 0
schedule.day.days.every_day = "08:00-18:00"
schedule.office.days.weekdays = "08:00-18:00"
schedule.shifts.days.every_day = "00:00-08:00=1, 08:00-24:00=2"
pool.nurse = {schedule = "shifts", preemptible = [1], occupancy = 4, audit = "5 h"}
pool.bed = {servers = 3}
pool.doctor = {schedule = "day", overtime = true, book = {slot = "20 min", sessions = "office", lead = "2 weeks", same_day_share = 0.2}}
wait.nurse = {by = ["urgency"], whole_run = true}
wait.stay.from = "arrival"
tally.seen = {by = ["urgency"], periods = ["week"]}
stream.urgent = {rate = "2 per day", set = {urgency = "high"}, enters = "care"}
stream.others = {rates = ["4 per day", "9 per day"], rate_period = "5 h", set = {urgency = "low"}, enters = "care"}
stream.morning = {interval = {distribution = "gamma", mean = "2 h", cv = 0.5}, window = {from = "6 h", to = "12 h"}, enters = "visit"}
[pathway.care.step]
nurse = {seize = "nurse", time = {distribution = "exponential", mean = "4 h"}, priority_by = "urgency", priorities = {high = 0, low = 1}, patience = {distribution = "exponential", mean = "20 h"}, on_patience = "gone", wait = "nurse", counts = ["seen"]}
admit = {seize = "bed", hold = ["bed"], branches = [{share = 0.7, to = "lie"}, {to = "home"}]}
lie = {delay = {distribution = "lognormal", mean = "30 h", cv = 1}, then = "home"}
home = {release = ["bed"], then = "count"}
count.assign = {seen = "seen + 1", visits = "visits + 1"}
again = {when = "visits < 2", yes = "later", no = "out"}
later = {spawn = "visit", after = {distribution = "uniform", low = "1 day", high = "4 days"}}
out = {exit = "done", wait = "stay"}
gone.exit = "gone"
[pathway.visit.step]
book = {book = "doctor", on_none = "away"}
see = {seize = "doctor", time = {distribution = "gamma", mean = "25 min", cv = 0.6}}
over.exit = "seen"
away.exit = "away"
)";

}  // namespace

TEST_CASE("A run that goes on from a state has the bits of one that was never interrupted, whatever the day") {
  const FinishedRun whole = run_text(busy_house);
  REQUIRE(whole.observer().service_starts > 400);
  REQUIRE(whole.outcome("gone") > 5);
  REQUIRE(whole.wait("nurse", 1).waits.count > 100);
  const std::string state = whole.state();
  for (std::int32_t day = 0; day <= 28; ++day) {
    CAPTURE(day);
    CHECK(run_forked(busy_house, day).state() == state);
  }
  CHECK(run_text(busy_house, 2).state() != state);
}

TEST_CASE("A state of another model is not taken up") {
  const std::shared_ptr<const CompiledModel> one = compile_text(busy_house);
  const std::string other_text =
      replaced(busy_house, {{"pool.bed = {servers = 3", "pool.couch.servers = 1\npool.bed = {servers = 3"}});
  const std::shared_ptr<const CompiledModel> other = compile_text(other_text);
  RegionSimulation lead(one->model, one->region, RandomKey{1, 0});
  lead.run_to(9);
  RegionSimulation follower(other->model, other->region, RandomKey{1, 0});
  CHECK_THROWS(follower.take_up(lead.save()));
}

}  // namespace draagkracht::testing
