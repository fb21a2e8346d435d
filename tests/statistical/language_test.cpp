// The words of the model language that seize several pools, hold, choose by expressions, close and age: on models small
// enough to be told by hand, so that every number is exact. Each stream brings one customer at 13:00; times in comments
// are minutes from then.
#include <catch2/catch.hpp>

#include <cmath>
#include <regex>

#include "engine/core/fault.h"
#include "tests/statistical/small_models.h"

namespace draagkracht::testing {
namespace {

// ONCE stands for one arrival at 13:00.
FinishedRun run_once(const std::string& rest, const Replacements& replacements = {}) {
  const std::string text = "run.start = 2024-01-01\nrun.horizon = \"1 day\"\n" + replaced(rest, replacements);
  return run_text(with_fixed_laws(std::regex_replace(text, std::regex("ONCE"), "interval = fixed(13 h)")));
}

}  // namespace

TEST_CASE("Several pools at once: all or none; whoever stands behind may pass, unless the task is strict") {
  // The nurse serves the first until 30. The second comes at 10 and wants bed and nurse: it waits until 30. The third
  // comes at 20 and wants the bed alone: it passes until 25; behind a strict one it waits until that has both and is
  // gone, at 35.
  const std::string rest = R"(
pool.bed.servers = 1
pool.nurse.servers = 1
wait.both = {}
wait.alone = {}
stream.a = {ONCE, enters = "first"}
stream.b = {ONCE, enters = "second"}
stream.c = {ONCE, enters = "third"}
[pathway.first.step]
serve = {seize = "nurse", time = fixed(30 min)}
out.exit = "done"
[pathway.second.step]
come.delay = fixed(10 min)
serve = {seize = "bed", with = ["nurse"], strict = false, time = fixed(5 min), wait = "both"}
out.exit = "done"
[pathway.third.step]
come.delay = fixed(20 min)
serve = {seize = "bed", time = fixed(5 min), wait = "alone"}
out.exit = "done"
)";
  const FinishedRun passing = run_once(rest);
  CHECK(passing.wait("both").waits.sum == 20 * minute);
  CHECK(passing.wait("alone").waits.sum == 0);
  CHECK(passing.busy_ms("bed") == 10 * minute);
  CHECK(passing.busy_ms("nurse") == 35 * minute);
  CHECK(passing.simulation().in_progress() == 0);
  const FinishedRun strict = run_once(rest, {{"strict = false", "strict = true"}});
  CHECK(strict.wait("both").waits.sum == 20 * minute);
  CHECK(strict.wait("alone").waits.sum == 15 * minute);
  // A third who stays until 50 keeps the second waiting until then.
  const FinishedRun longer =
      run_once(rest, {{"time = fixed(5 min), wait = \"alone\"", "time = fixed(30 min), wait = \"alone\""}});
  CHECK(longer.wait("both").waits.sum == 40 * minute);
}

TEST_CASE("Who waits for several pools and loses patience leaves every queue") {
  const FinishedRun run = run_once(R"(
pool.bed.servers = 1
pool.nurse.servers = 1
wait.both = {}
stream.a = {ONCE, enters = "first"}
stream.b = {ONCE, enters = "second"}
[pathway.first.step]
serve = {seize = "nurse", time = fixed(30 min)}
out.exit = "done"
[pathway.second.step]
come.delay = fixed(10 min)
serve = {seize = "bed", with = ["nurse"], time = fixed(5 min), wait = "both", patience = fixed(19 min), on_patience = "gone"}
out.exit = "done"
gone.exit = "gone"
)");
  CHECK(run.outcome("gone") == 1);
  CHECK(run.wait("both").left == 1);
  CHECK(run.busy_ms("bed") == 0);
  CHECK(run.simulation().waiting(0) + run.simulation().waiting(1) == 0);
  CHECK(run.simulation().in_progress() == 0);
}

TEST_CASE("What is held stays seized until it is released") {
  // The first holds the bed from 0 over its rest (25) and the nurse's service (5): 30 with the time seized, 7 of the
  // nurse in the first step. The second waits for the bed from 0 to 32, or until the last step before the exit, at 132.
  const std::string rest = R"(
pool.bed.servers = 1
pool.nurse.servers = 1
wait.bed = {}
stream.a = {ONCE, enters = "path"}
stream.b = {ONCE, enters = "late"}
[pathway.path.step]
admit = {seize = "bed", with = ["nurse"], hold = ["bed"], time = fixed(7 min)}
rest.delay = fixed(20 min)
care = {seize = "nurse", time = fixed(5 min)}
leave.release = ["bed"]
home.delay = fixed(100 min)
out.exit = "done"
[pathway.late.step]
come.delay = fixed(1 min)
admit = {seize = "bed", hold = ["bed"], wait = "bed"}
stay.delay = fixed(3 min)
leave.release = ["bed"]
out.exit = "done"
)";
  const FinishedRun run = run_once(rest);
  CHECK(run.wait("bed").waits.sum == 31 * minute);
  CHECK(run.busy_ms("bed") == (32 + 3) * minute);
  CHECK(run.busy_ms("nurse") == 12 * minute);
  CHECK(run.observer().asked(0, 0) == (32 + 3) * minute);
  CHECK(run.observer().asked(1, 0) == 12 * minute);
  CHECK(run.simulation().in_progress() == 0);
  const FinishedRun at_exit = run_once(rest, {{"leave.release = [\"bed\"]\nhome.delay = fixed(100 min)\n",
                                               "home.delay = fixed(100 min)\nleave.release = [\"bed\"]\n"}});
  CHECK(at_exit.wait("bed").waits.sum == 131 * minute);
}

TEST_CASE("A stay that the end of the run cuts off counts until then, and over weeks in each") {
  const std::string rest = R"(
run.horizon = "3 weeks"
pool.bed = {servers = 1, occupancy = 2, audit = "24 h"}
stream.a = {interval = fixed(20 days), enters = "path"}
[pathway.path.step]
admit = {seize = "bed", time = fixed(40 days)}
out.exit = "done"
)";
  const std::string text = std::regex_replace("run.start = 2024-01-01\n" + rest, std::regex(R"(fixed\(([^)]*)\))"),
                                              R"({distribution = "deterministic", mean = "$1"})");
  const FinishedRun run = run_text(text);
  CHECK(run.busy_ms("bed") == 1440 * minute);
  CHECK(run.observer().occupancy == std::vector<std::int64_t>{20 * 1440 * minute, 1440 * minute, 0});
  CHECK(run.observer().audited == std::vector<std::int64_t>{20, 1, 0});
  // From day 10 on, over the end of the second week: a week's part in each.
  const FinishedRun early = run_text(replaced(text, {{"20 days", "10.5 days"}}));
  CHECK(early.simulation().busy(0, 1) == (3 * 24 + 12) * 60 * minute);
  CHECK(early.simulation().busy(0, 2) == 7 * 24 * 60 * minute);
}

TEST_CASE("Expressions choose by time, queue, numbers, labels and what waited") {
  // Two desks customers at once: the first is served 0-10, the second waits 10.
  const std::string rest = R"toml(
pool.desk.servers = 1
number.seen = {unit = "time"}
number.n = {}
global.count = {}
global.longest = {unit = "time"}
variable.kind.values = ["a", "b"]
tally.yes = {}
tally.no = {}
stream.a = {ONCE, enters = "path", set = {kind = "b"}}
stream.b = {ONCE, enters = "path"}
[pathway.path.step]
count.assign = {count = "count + 1", n = "count + 1", seen = "time_of_day"}
serve = {seize = "desk", time = fixed(10 min)}
keep.assign = {longest = "max(longest, waited)"}
test = {when = "EXPRESSION", yes = "good", no = "bad"}
good = {counts = ["yes"], then = "out"}
bad = {counts = ["no"], then = "out"}
out.exit = "done"
)toml";
  const auto truths = [&](const std::string& expression) {
    const FinishedRun run = run_once(rest, {{"EXPRESSION", expression}});
    CHECK(run.count("yes") + run.count("no") == 2);
    return run.count("yes");
  };
  CHECK(truths("time_of_day == 13 h + 10 min") == 1);
  CHECK(truths("now - seen > 15 min") == 1);
  CHECK(truths("elapsed <= 20 min") == 2);
  CHECK(truths("elapsed < 20 min") == 1);
  CHECK(truths("waited == 10 min") == 1);
  CHECK(truths("waited == 0 min") == 1);
  CHECK(truths("longest >= 10 min") == 1);
  CHECK(truths("n == count") == 1);  // only for the last of them
  CHECK(truths("kind == \\\"b\\\"") == 1);
  CHECK(truths("not (kind == \\\"b\\\") or n == 2") >= 1);
  CHECK(truths("queue(desk) == 0 and busy(desk) == 1") == 1);  // the second is being served when the first is done
  CHECK(truths("free(desk) == 1") == 1);
  CHECK(truths("mod(now, 1 h) / 1 min == 10 * 2") == 1);
  CHECK(truths("floor(7 / 2) == 3 and min(2, 3) - max(1, -1) == 1 and day == 0 and counting") == 2);
  CHECK(truths("not counting") == 0);
}

TEST_CASE("An expression gives a time, a sampled number is kept, and work can be counted without a server") {
  const FinishedRun run = run_once(R"(
run.warm_up = "1 h"
pool.desk.servers = 1
pool.office.servers = 1
number.gap = {unit = "time"}
pool.gate.unlimited = true
wait.system = {from = "arrival"}
wait.child = {from = "arrival"}
stream.a = {ONCE, enters = "path"}
[pathway.path.step]
draw = {sample = "gap", time = fixed(7 min)}
once.delay = {value = "gap"}
twice.delay = {value = "2 * gap + 1 min"}
child = {spawn = "child", after = {value = "gap"}}
paper = {account = "office", time = fixed(45 min)}
leave = {seize = "gate", time = fixed(0 min), wait = "system"}
out.exit = "done"
[pathway.child.step]
later.delay = {value = "gap"}
leave = {seize = "gate", time = fixed(0 min), wait = "child"}
out.exit = "done"
)");
  CHECK(run.wait("system").waits.sum == 22 * minute);
  // Made 22 after its parent came, from 29 on, with the parent's number.
  CHECK(run.wait("child").waits.sum == 7 * minute);
  CHECK(run.observer().accounted(1) == 45 * minute);
  CHECK(run.busy_ms("office") == 0);
}

TEST_CASE("An expression without a value fails the run, and says where") {
  CHECK_THROWS_WITH(run_once(R"(
stream.a = {ONCE, enters = "path"}
[pathway.path.step]
wait.delay = {value = "1 min / day"}
out.exit = "done"
)"),
                    "the expression for a time in step path.wait gives no time, or an endless one");
}

TEST_CASE("At closing time service is finished, or handed over; who waits stays, or goes elsewhere") {
  // On duty 13:00-13:20 and from 14:00. The first is served from 0, the second waits.
  const std::string rest = R"(
schedule.hours.days = {every_day = "12:00-13:20, 14:00-24:00"}
pool.desk = {schedule = "hours" REST}
wait.desk = {}
stream.a = {ONCE, enters = "path"}
stream.b = {ONCE, enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "desk", time = fixed(30 min), patience = fixed(10 h), on_patience = "elsewhere"}
out.exit = "done"
elsewhere.delay = fixed(1 min)
away.exit = "away"
)";
  const FinishedRun finish = run_once(rest, {{"REST", ""}});
  CHECK(finish.wait("desk").waits.sum == 60 * minute);  // until 14:00
  CHECK(finish.overtime_ms("desk") == 10 * minute);
  CHECK(finish.outcome("done") == 2);
  // Handed over: 20 of 30 are done at 13:20, the other 10 from 14:00; the second starts at 14:10.
  const FinishedRun hand_over = run_once(rest, {{"REST", ", closing = \"hand_over\""}});
  CHECK(hand_over.overtime_ms("desk") == 0);
  CHECK(hand_over.busy_ms("desk") == 60 * minute);
  CHECK(hand_over.wait("desk").waits.sum == 70 * minute);
  const FinishedRun away = run_once(rest, {{"REST", ", on_closed = \"path.elsewhere\""}});
  CHECK(away.outcome("away") == 1);
  CHECK(away.outcome("done") == 1);
  CHECK(away.wait("desk").waits.sum == 0);
  // Who comes while it is closed goes elsewhere too.
  const FinishedRun late = run_once(rest, {{"REST", ", on_closed = \"path.elsewhere\""}, {"12:00-13:20, ", ""}});
  CHECK(late.outcome("away") == 2);
}

TEST_CASE("A request that waits long comes forward by a class") {
  // Served from 0 for 60. A low one comes at 5, a high one at 30: the high goes first. With an ageing of 40 the low one
  // is of the high class from 45 on, and came earlier.
  const std::string rest = R"(
pool.desk = {servers = 1 AGEING}
wait.low = {}
wait.high = {}
stream.a = {ONCE, enters = "first"}
stream.b = {ONCE, enters = "low"}
stream.c = {ONCE, enters = "high"}
[pathway.first.step]
serve = {seize = "desk", time = fixed(60 min)}
out.exit = "done"
[pathway.low.step]
come.delay = fixed(5 min)
serve = {seize = "desk", priority = 1, wait = "low", time = fixed(10 min)}
out.exit = "done"
[pathway.high.step]
come.delay = fixed(30 min)
serve = {seize = "desk", wait = "high", time = fixed(10 min)}
out.exit = "done"
)";
  const FinishedRun plain = run_once(rest, {{"AGEING", ""}});
  CHECK(plain.wait("high").waits.sum == 30 * minute);
  CHECK(plain.wait("low").waits.sum == 65 * minute);
  const FinishedRun ageing = run_once(rest, {{"AGEING", ", ageing = \"40 min\""}});
  CHECK(ageing.wait("high").waits.sum == 40 * minute);
  CHECK(ageing.wait("low").waits.sum == 55 * minute);
  CHECK(run_once(rest, {{"AGEING", ", ageing = \"56 min\""}}).wait("low").waits.sum == 65 * minute);
}

TEST_CASE("Places make buffers finite: who finds none is lost, and a server is blocked until the next place is free") {
  // Two stations of 10 and 30 with no place between them but the second station's own. The first customer blocks no
  // one; the second is done at 20 and stays on the first station until 40, so the third, at 25, is lost.
  const FinishedRun run = run_once(R"(
pool.station1 = {servers = 1, queue_limit = 0}
pool.station2.servers = 1
stream.a = {ONCE, enters = "path"}
stream.b = {ONCE, enters = "second"}
stream.c = {ONCE, enters = "third"}
[pathway.path.step]
one = {seize = "station1", hold = ["station1"], time = fixed(10 min), on_full = "lost"}
next = {seize = "station2", hold = ["station2"]}
free.release = ["station1"]
two.delay = fixed(30 min)
ready.release = ["station2"]
out.exit = "done"
lost.exit = "lost"
[pathway.second.step]
come = {delay = fixed(10 min), then = "path.one"}
[pathway.third.step]
come = {delay = fixed(25 min), then = "path.one"}
)");
  CHECK(run.outcome("done") == 2);
  CHECK(run.outcome("lost") == 1);
  CHECK(run.busy_ms("station1") == (10 + 30) * minute);
  CHECK(run.busy_ms("station2") == 60 * minute);
}

TEST_CASE("Waits of a measure of the whole run count within the warm-up too") {
  const std::string rest = R"(
run.warm_up = "1 day"
pool.desk.servers = 1
wait.all = {WHOLE}
stream.a = {ONCE, enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "all", time = fixed(5 min)}
out.exit = "done"
)";
  CHECK(run_once(rest, {{"WHOLE", ""}}).wait("all").waits.count == 2);  // at 26 and 39 of 48 hours
  CHECK(run_once(rest, {{"WHOLE", "whole_run = true"}}).wait("all").waits.count == 3);
}

TEST_CASE("Time on duty and work asked count from the very end of the warm-up to the very end of the run") {
  const FinishedRun run = run_text(R"(
run = {start = 2024-01-01, warm_up = "100 min", horizon = "1000 min"}
pool.desk.servers = 3
stream.a = {interval = {distribution = "deterministic", mean = "30 min"}, enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "20 min"}}
out.exit = "done"
)");
  CHECK(run.on_duty_ms("desk", 0) == 3 * 1000 * minute);
  CHECK(run.simulation().asked(0, 0) == 33 * 20 * minute);  // arrivals at 120, ..., 1080
  CHECK(run.busy_ms("desk") == (10 + 33 * 20) * minute);    // of that of 90 the end, from 100 to 110
}

TEST_CASE("Whatever a step does, its branches take the shares that they say") {
  // A customer every 4 s, 30 % of whom go one way: how many differs from its mean by more than 4.9 standard deviations
  // with a chance of 1e-6, for all verbs together 1.3e-5.
  const std::string rest = R"(
run.warm_up = "0 min"
schedule.always.days.every_day = "00:00-24:00"
variable.kind.values = ["a", "b"]
variable.other.values = ["a", "b"]
number.since.unit = "time"
pool.desk.servers = 100000
pool.held.servers = 100000
stream.s = {interval = fixed(4 s), enters = "path"}
stream.t = {ONCE, enters = "child"}
[pathway.child.step]
out.exit = "child"
[pathway.path.step]
admit = {seize = "held", hold = ["held"]}
here = {VERB, branches = [{share = 0.3, to = "early"}, {to = "late"}]}
early.release = ["held"]
one.exit = "one"
late.release = ["held"]
two.exit = "two"
)";
  for (const std::string verb :
       {R"(seize = "desk", time = fixed(1 s))", R"(seize = "desk", hold = ["desk"])", R"(delay = fixed(1 s))",
        R"(until = "always")", R"(draw = "kind", shares = {a = 0.5, b = 0.5})", R"(copy = "kind=other")",
        R"(set = {kind = "b"})", R"(spawn = "child")", R"(spawn = "child", after = fixed(1 s))",
        R"(sample = "since", time = fixed(1 s))", R"(assign = {since = "now"})",
        R"(account = "desk", time = fixed(1 s))", R"(release = ["held"])"}) {
    CAPTURE(verb);
    Replacements replacements{{"VERB", verb}};
    if (verb.starts_with("release")) {
      replacements.push_back({"early.release = [\"held\"]\n", ""});
      replacements.push_back({"late.release = [\"held\"]\n", ""});
      replacements.push_back({"to = \"early\"", "to = \"one\""});
      replacements.push_back({"to = \"late\"", "to = \"two\""});
    }
    if (verb.find("hold") != verb.npos) {
      for (const std::string way : {"early", "late"}) {
        replacements.push_back({way + ".release = [\"held\"]", way + ".release = [\"held\", \"desk\"]"});
      }
    }
    const FinishedRun run = run_once(rest, replacements);
    const auto one = static_cast<double>(run.outcome("one")), two = static_cast<double>(run.outcome("two"));
    CHECK(one + two > 21'000);
    CHECK(std::abs(one - 0.3 * (one + two)) < 4.9 * std::sqrt(0.21 * (one + two)));
  }
}

TEST_CASE("Who comes back to a step again and again never meets the same luck twice") {
  // Sums of ROUNDS draws, one such row of draws after the other: equal if and only if the luck repeats itself.
  const std::string rest = R"(
number.round = {}
number.luck = {}
number.sum = {}
number.before = {}
stream.a = {ONCE, enters = "path"}
[pathway.path.step]
again.delay = fixed(100 ms)
draw = {sample = "luck", law = {distribution = "uniform", low = 0, high = 1}}
add.assign = {sum = "sum + luck", round = "round + 1"}
half = {when = "round == ROUNDS", yes = "keep", no = "full"}
keep = {assign = {before = "sum", sum = "0"}, then = "again"}
full = {when = "round == 2 * ROUNDS", yes = "compare", no = "again"}
compare = {when = "sum == before", yes = "same", no = "other"}
same.exit = "same"
other.exit = "other"
)";
  for (const std::string rounds : {"1", "256", "65536"}) {
    CAPTURE(rounds);
    CHECK(
        run_once(rest, {{"round == ROUNDS", "round == " + rounds}, {"2 * ROUNDS", "2 * " + rounds}}).outcome("other") ==
        1);
  }
}

TEST_CASE("Services that started count whole, those from before the count not at all") {
  // At 13:00 one of 12 h, which an urgent one interrupts from 14:00 to 15:00, and one of 20 h elsewhere, which also
  // holds a bed: nobody knows for how long. The run ends at 24:00.
  const std::string rest = R"(
pool.desk = {servers = 1, preemptible = [1]}
pool.couch.servers = 2
pool.room.servers = 1
pool.bed.servers = 1
stream.a = {interval = fixed(99 h), start = "13 h", at_start = true, enters = "path"}
stream.b = {interval = fixed(99 h), start = "14 h", at_start = true, enters = "urgent"}
stream.c = {interval = fixed(99 h), start = "13 h", at_start = true, enters = "long"}
kpi.desk = {value = "pool_started_hours[pool=desk]", unit = "h"}
kpi.couch = {value = "pool_started_hours[pool=couch]", unit = "h"}
kpi.room = {value = "pool_started_hours[pool=room]", unit = "h"}
kpi.bed = {value = "pool_started_hours[pool=bed]", unit = "h"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(12 h), priority = 1}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "desk", time = fixed(1 h), priority = 0}
out.exit = "done"
[pathway.long.step]
serve = {seize = "couch", with = ["bed", "room"], hold = ["bed"], time = fixed(20 h)}
free.release = ["bed"]
out.exit = "done"
)";
  const FinishedRun run = run_once(rest);
  CHECK(run.busy_ms("desk") == 11 * 60 * minute);
  CHECK(run.key_figure("desk") == 12 + 1);
  CHECK(run.key_figure("couch") == 20);
  CHECK(run.key_figure("room") == 20);
  CHECK(run.key_figure("bed") == 11);
  // Counted from 14:30 for a day.
  const FinishedRun late = run_once("run.warm_up = \"14.5 h\"\n" + rest);
  CHECK(late.busy_ms("desk") == (30 + 11 * 60) * minute);
  CHECK(late.key_figure("desk") == 0);
  CHECK(late.key_figure("couch") == 0);
  CHECK(late.key_figure("room") == 0);
}

}  // namespace draagkracht::testing
