// Several pools and several servers at once, whichever of several is free first, who is interrupted and goes elsewhere,
// priority that accumulates, and many requests at one moment: each against times told by hand.
#include <catch2/catch.hpp>
#include <string>

#include "tests/statistical/small_models.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Three come at 1 min for the doctor or the nurse. A doctor takes 10 min, a nurse 4.
const std::string whoever_is_free = R"(
run.arrivals = 1
variable.who.values = ["nurse", "doctor"]
wait.by_who.by = ["who"]
tally.minutes = {minutes = true, by = ["who"]}
pool.doctor.servers = 1
pool.nurse.servers = 1
stream.group = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
others = {spawn = "visit.serve", copies = "2"}
serve = {seize = "doctor", or = ["nurse"], served_by = "who", wait = "by_who", counts = ["minutes"], time = {lookup = {table = "times", by = ["who"]}}}
out.exit = "done"
)";
const TableTexts times{{"times", "who,distribution,cv,mean_min\ndoctor,deterministic,0,10\nnurse,deterministic,0,4\n"}};

FinishedRun run_either(const Replacements& replacements = {}) {
  return run_text(model(replaced(whoever_is_free, replacements)), times);
}

}  // namespace

TEST_CASE("Whoever is free first serves, of several free ones the first in the stated order") {
  // Doctor 1-11, nurse 1-5, the third waits for the nurse: 5-9.
  const FinishedRun run = run_either();
  CHECK(run.busy_ms("doctor") == 10 * minute);
  CHECK(run.busy_ms("nurse") == 8 * minute);
  CHECK(run.wait("by_who", 0).waits.count == 2);
  CHECK(run.wait("by_who", 0).waits.sum == 4 * minute);
  CHECK(run.wait("by_who", 1).waits.count == 1);
  CHECK(run.wait("by_who", 1).waits.sum == 0);
  CHECK(run.observer().counts == std::vector<std::int64_t>{8 * minute, 10 * minute});
  CHECK(run.simulation().in_progress() == 0);
  // The nurse first, one comes alone: the order decides.
  const FinishedRun alone = run_either({{"copies = \"2\"", "copies = \"0\""}});
  CHECK(alone.busy_ms("doctor") == 10 * minute);
  const FinishedRun turned =
      run_either({{"copies = \"2\"", "copies = \"0\""},
                  {"seize = \"doctor\", or = [\"nurse\"]", "seize = \"nurse\", or = [\"doctor\"]"}});
  CHECK(turned.busy_ms("doctor") == 0);
  CHECK(turned.busy_ms("nurse") == 4 * minute);
}

TEST_CASE("Who waits for one of two pools keeps their place among who waits for one of them alone") {
  // The doctor is busy from 1 to 11, the nurse from 2 to 8. At 3 one comes for either, at 4 one for the nurse.
  const std::string rest = R"(
run.arrivals = 1
pool.doctor.servers = 1
pool.nurse.servers = 1
wait.either = {}
wait.nurse = {}
stream.one = {interval = fixed(1 min), enters = "doctor"}
[pathway.doctor.step]
nurse = {spawn = "nurse", after = fixed(1 min)}
either = {spawn = "either", after = fixed(2 min)}
last = {spawn = "last", after = fixed(3 min)}
serve = {seize = "doctor", time = fixed(10 min)}
out.exit = "done"
[pathway.nurse.step]
serve = {seize = "nurse", time = fixed(6 min)}
out.exit = "done"
[pathway.either.step]
serve = {seize = "doctor", or = ["nurse"], priority = 1, wait = "either", time = fixed(1 min)}
out.exit = "done"
[pathway.last.step]
serve = {seize = "nurse", priority = 1, wait = "nurse", time = fixed(1 min)}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  check_all_wait(run.wait("either"), 1, 5 * minute);
  check_all_wait(run.wait("nurse"), 1, 5 * minute);
  CHECK(run.busy_ms("doctor") == 10 * minute);
  CHECK(run.busy_ms("nurse") == 8 * minute);
  const FinishedRun urgent = run_model(rest, {{"\"nurse\", priority = 1", "\"nurse\", priority = 0"}});
  check_all_wait(urgent.wait("either"), 1, 6 * minute);
  check_all_wait(urgent.wait("nurse"), 1, 4 * minute);
}

TEST_CASE("Who loses patience leaves the queues of all pools, and who finds one full is turned away") {
  // Doctor and nurse are busy from 1 to 11. At 2 a third comes, waits 3 min and goes; at 6 a fourth comes and is served
  // at 11.
  const std::string rest = R"(
run.arrivals = 1
wait.fourth = {}
pool.doctor.servers = 1
pool.nurse.servers = 1
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
second = {spawn = "visit.serve"}
third = {spawn = "third", after = fixed(1 min)}
fourth = {spawn = "fourth", after = fixed(5 min)}
serve = {seize = "doctor", or = ["nurse"], time = fixed(10 min) ON_FULL}
out.exit = "done"
lost.exit = "lost"
[pathway.third.step]
serve = {seize = "nurse", or = ["doctor"], priority = 1, time = fixed(1 min), patience = fixed(3 min), on_patience = "visit.lost" ON_FULL}
out.exit = "done"
[pathway.fourth.step]
serve = {seize = "doctor", or = ["nurse"], priority = 1, wait = "fourth", time = fixed(1 min) ON_FULL}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest, {{" ON_FULL", ""}});
  check_all_wait(run.wait("fourth"), 1, 5 * minute);
  CHECK(run.outcome("lost") == 1);
  CHECK(run.outcome("done") == 3);
  check_conserved(run);
  const FinishedRun full = run_model(rest, {{" ON_FULL", ", on_full = \"visit.lost\""},
                                            {"pool.nurse.servers = 1", "pool.nurse = {servers = 1, queue_limit = 0}"}});
  CHECK(full.outcome("lost") == 2);
  check_conserved(full);
}

TEST_CASE("A pool named several times gives as many servers, all or none") {
  // Four nurses. At 1 a lift takes three of them for 10 min; at 2 another waits for three; at 3 one is enough and
  // passes, unless the lift is strict.
  const std::string rest = R"(
run.arrivals = 1
wait.lift = {}
wait.single = {}
pool.nurse.servers = 4
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
second = {spawn = "lift", after = fixed(1 min)}
single = {spawn = "single", after = fixed(2 min)}
then_lift.then = "lift.lift"
[pathway.lift.step]
lift = {seize = "nurse", with = ["nurse", "nurse"], wait = "lift", time = fixed(10 min)}
out.exit = "done"
[pathway.single.step]
serve = {seize = "nurse", wait = "single", time = fixed(2 min)}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  CHECK(run.wait("lift").waits.sum == 9 * minute);
  CHECK(run.wait("single").waits.sum == 0);
  CHECK(run.busy_ms("nurse") == (3 * 10 + 3 * 10 + 2) * minute);
  const FinishedRun strict = run_model(rest, {{"wait = \"lift\"", "strict = true, wait = \"lift\""}});
  CHECK(strict.wait("lift").waits.sum == 9 * minute);
  CHECK(strict.wait("single").waits.sum == 8 * minute);  // both begin at 11
  CHECK(run_model(rest, {{"nurse.servers = 4", "nurse.servers = 6"}}).wait("lift").waits.sum == 0);
}

TEST_CASE("Several servers of a pool keep to the limit of their priority") {
  const std::string rest = R"(
run.arrivals = 1
wait.lift = {}
pool.nurse = {servers = 9, limit.lifts = {priorities = [1], cap = 3}}
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
second.spawn = "visit.lift"
lift = {seize = "nurse", with = ["nurse"], priority = 1, wait = "lift", time = fixed(10 min)}
out.exit = "done"
)";
  CHECK(run_model(rest).wait("lift").waits.sum == 10 * minute);
  CHECK(run_model(rest, {{"cap = 3", "cap = 4"}}).wait("lift").waits.sum == 0);
}

TEST_CASE("Whose service is interrupted may go elsewhere, and what was left of it is lost") {
  // One bed: a less urgent from 1, for 30 min; the urgent one comes at 6 and stays 5 min.
  const std::string rest = R"(
run.arrivals = 1
wait.urgent = {}
pool.bed = {servers = 1, preemptible = [1]}
pool.couch.servers = 1
stream.low = {interval = fixed(1 min), enters = "low"}
[pathway.low.step]
urgent = {spawn = "urgent", after = fixed(5 min)}
stay = {seize = "bed", priority = 1, time = fixed(30 min), on_interrupted = "couch"}
leave.then = "low.home"
couch = {seize = "couch", time = fixed(7 min)}
home = {seize = "gate", time = fixed(0 min), wait = "system"}
out.exit = "done"
[pathway.urgent.step]
stay = {seize = "bed", wait = "urgent", time = fixed(5 min)}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  check_all_wait(run.wait("urgent"), 1, 0);
  check_all_wait(run.wait("system"), 1, 12 * minute);  // 5 in bed and 7 on the couch
  CHECK(run.busy_ms("bed") == 10 * minute);
  CHECK(run.busy_ms("couch") == 7 * minute);
  check_conserved(run);
}

TEST_CASE("Priority accumulates with the wait, at the rate of its class") {
  // The desk is busy from 1 to 11. A slow one waits from 2, a fast one from FAST on; at 11 rate x wait decides.
  const std::string rest = R"(
run.arrivals = 1
wait.slow = {}
wait.fast = {}
pool.desk = {servers = 1, accumulates = [2, 1]}
stream.one = {interval = fixed(1 min), enters = "first"}
[pathway.first.step]
slow = {spawn = "slow", after = fixed(1 min)}
fast = {spawn = "fast", after = fixed(FAST)}
serve = {seize = "desk", time = fixed(10 min)}
out.exit = "done"
[pathway.slow.step]
serve = {seize = "desk", priority = 1, wait = "slow", time = fixed(1 min)}
out.exit = "done"
[pathway.fast.step]
serve = {seize = "desk", priority = 0, wait = "fast", time = fixed(1 min)}
out.exit = "done"
)";
  const FinishedRun late = run_model(rest, {{"FAST", "6 min"}});  // 2 x 4 < 9
  CHECK(late.wait("slow").waits.sum == 9 * minute);
  CHECK(late.wait("fast").waits.sum == 5 * minute);
  const FinishedRun early = run_model(rest, {{"FAST", "5 min"}});  // 2 x 5 > 9
  CHECK(early.wait("slow").waits.sum == 10 * minute);
  CHECK(early.wait("fast").waits.sum == 5 * minute);
}

TEST_CASE("A step makes as many requests at one moment as an expression says") {
  const std::string rest = R"(
run.arrivals = 1
pool.desk.servers = 100
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
others = {spawn = "visit.serve", copies = "COPIES"}
serve = {seize = "desk", time = fixed(1 min)}
out.exit = "done"
)";
  const auto made = [&](const std::string& copies) { return run_model(rest, {{"COPIES", copies}}).outcome("done"); };
  CHECK(made("3") == 4);
  CHECK(made("2.4") == 3);
  CHECK(made("0") == 1);
  CHECK(made("0 - 5") == 1);
  CHECK(made("10000") == 10'001);
  CHECK_THROWS_WITH(made("10001"),
                    "step others of pathway visit makes 10001 requests at once: at most 10000 are possible. Limit "
                    "its `copies`, for instance with min()");
}
