// What happens at one instant, at closing time and to those who wait: told by hand, to the minute.
#include <catch2/catch.hpp>

#include "tests/statistical/small_models.h"

namespace draagkracht::testing {
namespace {

// One request, spawned so many minutes after the start, for each of "pathway@minutes[/variable=label]".
std::string comers(const std::vector<std::string>& plan) {
  std::string steps;
  int n = 0;
  for (const std::string& one : plan) {
    const std::size_t at = one.find('@'), slash = one.find('/');
    const std::string minutes = one.substr(at + 1, slash == std::string::npos ? slash : slash - at - 1);
    steps +=
        "s" + std::to_string(n++) + " = {spawn = \"" + one.substr(0, at) + "\", after = fixed(" + minutes + " min)";
    if (slash != std::string::npos) {
      const std::size_t equals = one.find('=');
      steps += ", set = {" + one.substr(slash + 1, equals - slash - 1) + " = \"" + one.substr(equals + 1) + "\"}";
    }
    steps += "}, ";
  }
  return R"(
stream.driver = {interval = fixed(1000 weeks), at_start = true, enters = "driver"}
pathway.driver.step = {)" +
         steps + R"(end = {exit = "driver"}}
)";
}

std::int64_t minutes_waited(const FinishedRun& run, const std::string& measure) {
  return run.wait(measure).waits.sum / minute;
}

}  // namespace

TEST_CASE("A service that ends at closing time begins no other, one that ends a moment before does") {
  const std::string desk = R"(
schedule.duty.days.every_day = "08:00-09:00"
pool.desk.schedule = "duty"
[pathway.visit.step]
serve = {seize = "desk", wait = "queue", time = fixed(TIME)}
LEAVE
)";
  const std::string two = comers({"visit@480", "visit@481"});
  const FinishedRun at = run_model(two + desk, {{"TIME", "60 min"}});
  CHECK(minutes_waited(at, "queue") == 0 + 1439);  // the second waits for the next morning
  const FinishedRun before = run_model(two + desk, {{"TIME", "59.99 min"}});
  CHECK(before.wait("queue").waits.sum == 59 * minute - 600);
  // Two servers, of which one goes: who is on duty still takes the next.
  const FinishedRun fewer = run_model(comers({"visit@480", "visit@480", "visit@481", "visit@482"}) + desk,
                                      {{"TIME", "60 min"}, {"08:00-09:00", "08:00-09:00=2, 09:00-10:00"}});
  CHECK(minutes_waited(fewer, "queue") == 59 + 1438);  // at 09:00 one of the two; at 10:00 the desk is closed
}

TEST_CASE("Several pools that come free at one instant serve the first in line first, whatever their order") {
  for (const std::string& order : {std::string("pool.x.servers = 1\npool.y.servers = 1\n"),
                                   std::string("pool.y.servers = 1\npool.x.servers = 1\n")}) {
    const std::string rest = order + R"(
wait.single = {}
wait.joint = {}
[pathway.block.step]
a = {seize = "x", with = ["y"], time = fixed(10 min)}
b.exit = "done"
[pathway.single.step]
a = {seize = "x", priority = PS, wait = "single", time = fixed(5 min)}
b.exit = "done"
[pathway.joint.step]
a = {seize = "y", with = ["x"], priority = PJ, wait = "joint", time = fixed(5 min)}
LEAVE
)";
    const std::string plan = comers({"block@0", "single@1", "joint@2"});
    const FinishedRun urgent = run_model(plan + rest, {{"PS", "0"}, {"PJ", "3"}});
    CHECK(minutes_waited(urgent, "single") == 9);
    CHECK(minutes_waited(urgent, "joint") == 13);
    const FinishedRun other = run_model(plan + rest, {{"PS", "3"}, {"PJ", "0"}});
    CHECK(minutes_waited(other, "single") == 14);
    CHECK(minutes_waited(other, "joint") == 8);
    const FinishedRun equal = run_model(plan + rest, {{"PS", "1"}, {"PJ", "1"}});
    CHECK(minutes_waited(equal, "single") == 9);  // came first
    CHECK(minutes_waited(equal, "joint") == 13);
  }
}

TEST_CASE("Pools that open at one instant, by calendar or by two services that end, do so before anyone starts") {
  const std::string rest = R"(
schedule.morning.days.every_day = "08:00-12:00"
pool.x.schedule = "morning"
pool.y.schedule = "morning"
wait.single = {}
wait.joint = {}
[pathway.single.step]
a = {seize = "x", priority = 3, wait = "single", time = fixed(5 min)}
b.exit = "done"
[pathway.joint.step]
a = {seize = "y", with = ["x"], priority = 0, wait = "joint", time = fixed(5 min)}
LEAVE
)";
  const FinishedRun opens = run_model(comers({"single@470", "joint@475"}) + rest);
  CHECK(minutes_waited(opens, "joint") == 5);
  CHECK(minutes_waited(opens, "single") == 15);
  const std::string busy = R"(
pool.x.servers = 1
pool.y.servers = 1
wait.single = {}
wait.joint = {}
[pathway.in_x.step]
a = {seize = "x", time = fixed(10 min)}
b.exit = "done"
[pathway.in_y.step]
a = {seize = "y", time = fixed(10 min)}
b.exit = "done"
[pathway.single.step]
a = {seize = "x", priority = 3, wait = "single", time = fixed(5 min)}
b.exit = "done"
[pathway.joint.step]
a = {seize = "y", with = ["x"], priority = 0, wait = "joint", time = fixed(5 min)}
LEAVE
)";
  for (const auto& plan :
       {comers({"in_x@0", "in_y@0", "single@1", "joint@2"}), comers({"in_y@0", "in_x@0", "single@1", "joint@2"})}) {
    const FinishedRun ends = run_model(plan + busy);
    CHECK(minutes_waited(ends, "joint") == 8);
    CHECK(minutes_waited(ends, "single") == 14);
  }
}

TEST_CASE("Who gives up sets free those whom he blocked, in every queue in which he stood") {
  const std::string rest = R"(
pool.a.servers = 1
pool.b.servers = 1
pool.c.servers = 1
wait.in_b = {}
wait.in_c = {}
[pathway.block.step]
s = {seize = "a", time = fixed(100 min)}
e.exit = "done"
[pathway.all.step]
s = {seize = "b", with = ["a", "c"], strict = true, time = fixed(5 min), patience = fixed(5 min), on_patience = "e"}
e.exit = "gone"
[pathway.one_b.step]
s = {seize = "b", wait = "in_b", time = fixed(1 min)}
e.exit = "done"
[pathway.one_c.step]
s = {seize = "c", wait = "in_c", time = fixed(1 min)}
LEAVE
)";
  const FinishedRun run = run_model(comers({"block@0", "all@1", "one_b@2", "one_c@3"}) + rest);
  CHECK(minutes_waited(run, "in_b") == 4);
  CHECK(minutes_waited(run, "in_c") == 3);
  const FinishedRun easy =
      run_model(comers({"block@0", "all@1", "one_b@2", "one_c@3"}) + rest, {{"strict = true, ", ""}});
  CHECK(minutes_waited(easy, "in_b") == 0);
}

TEST_CASE("Patience is drawn once: an expression or a long wait does not renew it at midnight") {
  const std::string rest = R"(
pool.desk.servers = 1
number.limit.unit = "time"
[pathway.block.step]
s = {seize = "desk", time = fixed(10 days)}
e.exit = "done"
[pathway.visit.step]
triage.delay = fixed(30 min)
serve = {seize = "desk", time = fixed(5 min), patience = PATIENCE, on_patience = "leave"}
LEAVE
)";
  for (const int came : {600, 1380, 1439, 4300}) {
    const std::string plan = comers({"block@0", "visit@" + std::to_string(came)});
    const FinishedRun run = run_model(plan + rest, {{"PATIENCE", R"({value = "4 h - elapsed"})"}});
    CHECK(minutes_waited(run, "system") == 240);
    const FinishedRun days = run_model(plan + rest, {{"PATIENCE", "fixed(3 days)"}});
    CHECK(minutes_waited(days, "system") == 30 + 3 * 1440);
  }
}

TEST_CASE("Patience for one queue is none for the next") {
  const FinishedRun run = run_model(comers({"block@0", "visit@0"}) + R"(
pool.first.servers = 1
pool.second.servers = 1
[pathway.block.step]
s = {seize = "second", time = fixed(60 min)}
e.exit = "done"
[pathway.visit.step]
one = {seize = "first", time = fixed(5 min), patience = fixed(20 min), on_patience = "out"}
two = {seize = "second", time = fixed(5 min), wait = "queue"}
LEAVE
)");
  CHECK(minutes_waited(run, "queue") == 55);
}

TEST_CASE("Overtime serves those who waited at closing time; later comers find the pool closed") {
  const std::string rest = R"(
schedule.duty.days.every_day = "00:00-01:00"
pool.desk = {schedule = "duty", overtime = true}
[pathway.visit.step]
serve = {seize = "desk", wait = "queue", time = fixed(10 min), priority_by = "u", priorities = {high = 0, low = 1}}
LEAVE
)";
  const std::string u = "\nvariable.u.values = [\"high\", \"low\"]\n";
  const FinishedRun low =
      run_model(comers({"visit@45/u=low", "visit@48/u=low", "visit@51/u=low", "visit@62/u=low"}) + u + rest);
  CHECK(minutes_waited(low, "queue") == 0 + 7 + 14 + 1378);
  // Nor does an urgent one who comes after closing time go before them, or at all.
  const FinishedRun high =
      run_model(comers({"visit@45/u=low", "visit@48/u=low", "visit@51/u=low", "visit@62/u=high"}) + u + rest);
  CHECK(minutes_waited(high, "queue") == 0 + 7 + 14 + 1378);
  CHECK(high.simulation().overtime(1) == 15 * minute);
  // Two servers: each takes one of those who waited.
  const FinishedRun two =
      run_model(comers({"visit@55/u=low", "visit@55/u=low", "visit@56/u=low", "visit@57/u=low"}) + u + rest,
                {{"00:00-01:00", "00:00-01:00=2"}});
  CHECK(minutes_waited(two, "queue") == 9 + 8);
  // At the instant of closing one is too late.
  const FinishedRun late = run_model(comers({"visit@55/u=low", "visit@60/u=low"}) + u + rest);
  CHECK(minutes_waited(late, "queue") == 1380);
}

TEST_CASE("Who waits when duty rises or a limit opens interrupts as a newcomer does") {
  const std::string rest = R"(
schedule.duty.days.every_day = "00:00-01:00, 02:00-10:00"
schedule.late.days.every_day = "02:00-10:00"
pool.desk = DESK
[pathway.long.step]
serve = {seize = "desk", time = fixed(180 min), priority = 2}
e.exit = "done"
[pathway.urgent.step]
serve = {seize = "desk", wait = "queue", time = fixed(10 min), priority = 0}
LEAVE
)";
  const std::string plan = comers({"long@50", "urgent@90"});
  const FinishedRun reopens = run_model(plan + rest, {{"DESK", R"({schedule = "duty", preemptible = [2]})"}});
  CHECK(minutes_waited(reopens, "queue") == 30);
  const std::string limited =
      R"({servers = 1, preemptible = [2], limit.early = {priorities = [0], cap = 1, schedule = "late"}})";
  const FinishedRun opens = run_model(plan + rest, {{"DESK", limited}});
  CHECK(minutes_waited(opens, "queue") == 30);
  const FinishedRun never = run_model(plan + rest, {{"DESK", R"({schedule = "duty"})"}});
  CHECK(minutes_waited(never, "queue") == 140);  // nothing may be interrupted: 50 + 180 - 90
}

TEST_CASE("Who would interrupt finds no queue full") {
  const std::string rest = R"(
pool.desk = {servers = 1, preemptible = [1], queue_limit = LIMIT}
[pathway.low.step]
serve = {seize = "desk", time = fixed(10 min), priority = 1, on_full = "e"}
served.exit = "low"
e.exit = "low_away"
[pathway.high.step]
serve = {seize = "desk", wait = "queue", time = fixed(10 min), priority = 0, on_full = "away"}
LEAVE
away.exit = "away"
)";
  for (const char* limit : {"0", "1", "5"}) {
    const FinishedRun run = run_model(comers({"low@0", "low@1", "high@2"}) + rest, {{"LIMIT", limit}});
    CHECK(run.outcome("away") == 0);
    CHECK(run.wait("queue").waits.count == 1);
    CHECK(run.wait("queue").waits.sum == 0);
    check_conserved(run);
  }
  const FinishedRun second = run_model(comers({"low@0", "high@2", "high@3"}) + rest, {{"LIMIT", "1"}});
  CHECK(second.outcome("away") == 1);  // it can interrupt nobody, and the interrupted one waits
}

TEST_CASE("Who moved up by ageing, started and was interrupted waits where it was served") {
  const std::string rest = R"(
schedule.duty.days.every_day = "00:00-01:00, 02:00-03:00"
variable.u.values = ["a", "b"]
pool.desk = {schedule = "duty", ageing = "10 min", closing = "hand_over", CLOSED}
[pathway.visit.step]
serve = {seize = "desk", wait = "queue", time = fixed(25 min), priority_by = "u", priorities = {a = 1, b = 2}}
LEAVE
away.exit = "away"
)";
  const std::string plan = comers({"visit@0/u=a", "visit@1/u=b", "visit@2/u=a", "visit@3/u=b"});
  const FinishedRun sent = run_model(plan + rest, {{"CLOSED", R"(on_closed = "visit.away")"}});
  CHECK(sent.outcome("away") == 2);
  const FinishedRun kept = run_model(plan + rest, {{", CLOSED", ""}, {"away.exit = \"away\"\n", ""}});
  CHECK(kept.outcome("done") == 4);
  check_conserved(kept);
}

TEST_CASE("A book has a row of slots for each server on duty") {
  const std::string rest = R"(
schedule.office.days.weekdays = "09:00-10:00"
schedule.numbers.days.weekdays = "NUMBERS"
pool.nurse = {POOL, book = {slot = "10 min", sessions = "office", lead = "1 day"}}
number.k = {}
[pathway.ask.step]
ask = {book = "nurse", on_none = "nothing"}
serve = {seize = "nurse", wait = "queue", time = fixed(10 min)}
LEAVE
nothing.exit = "nothing"
[pathway.driver.step]
make.spawn = "ask"
count.assign = {k = "k + 1"}
more = {when = "k < 100", yes = "make", no = "end"}
end.exit = "driver"
)";
  const std::string one = "\nstream.driver = {interval = fixed(1000 weeks), at_start = true, enters = \"driver\"}\n";
  const auto issued = [&](const std::string& pool, const std::string& numbers) {
    const FinishedRun run = run_model(one + rest, {{"POOL", pool}, {"NUMBERS", numbers}});
    CHECK(run.wait("queue").waits.sum == 0);
    return 100 - run.outcome("nothing");
  };
  CHECK(issued("servers = 1", "09:00-10:00") == 6);
  CHECK(issued("servers = 3", "09:00-10:00") == 18);
  CHECK(issued("schedule = \"numbers\"", "09:00-10:00=3") == 18);
  CHECK(issued("schedule = \"numbers\"", "08:00-09:00=5, 09:00-09:30=3, 09:30-10:00=2") == 12);
  CHECK(issued("schedule = \"numbers\"", "09:00-09:30=3") == 0);  // nobody is there over the whole session
  CHECK(issued("servers = 2, schedule = \"numbers\"", "09:00-10:00=2") == 24);
}

TEST_CASE("How many slots an appointment takes may be a parameter's, which levers change") {
  // Six slots of ten minutes on the Tuesday of each of two weeks, for which many ask on the Monday before.
  const std::string rest = R"(
schedule.office.days.weekdays = "09:00-10:00"
pool.nurse = {servers = 1, book = {slot = "10 min", sessions = "office", lead = "1 day"}}
variable.kind.values = ["short", "long"]
parameter.size = {value = 2, least = 1, most = 100, by = ["kind"]}
stream.driver = {interval = fixed(1 week), at_start = true, set = {kind = "KIND"}, enters = "driver"}
[lever.size]
parameter = "size"
operation = "set"
LEVER
[pathway.driver.step]
make = {spawn = "ask", copies = "20", set = {kind = "KIND"}}
end.exit = "driver"
[pathway.ask.step]
ask = {book = "nurse", SLOTS, on_none = "nothing"}
seen.exit = "seen"
nothing.exit = "nothing"
)";
  const auto seen = [&](const std::string& slots, const std::string& lever, const std::string& kind = "long") {
    const FinishedRun run = run_model(rest, {{"SLOTS", slots}, {"LEVER", lever}, {"KIND", kind}});
    check_conserved(run);
    return run.outcome("seen");
  };
  const std::string all = "slots = \"size\"", by_kind = "slots_by = \"kind\", slots_of = {short = 1, long = \"size\"}";
  for (const std::string& slots : {all, by_kind}) {
    CHECK(seen(slots, "value = 2") == 2 * 3);
    CHECK(seen(slots, "value = 3") == 2 * 2);
    CHECK(seen(slots, "value = 2.4") == 2 * 3);  // rounded
    CHECK(seen(slots, "value = 2.5") == 2 * 2);
    CHECK(seen(slots, "value = 3\nfrom = 2024-01-08") == 3 + 2);
    CHECK(seen(slots, "value = 3\nwhere = {kind = \"short\"}") == 2 * 3);
  }
  CHECK(seen(by_kind, "value = 3", "short") == 2 * 6);
  CHECK(seen("slots = \"size\", slots_by = \"kind\", slots_of = {short = 1}", "value = 3") == 2 * 2);
}

TEST_CASE("A spawned request can be timed from when its first parent arose") {
  const std::string rest = R"(
wait.own = {from = "arrival"}
wait.all = {from = "first_arrival"}
stream.one = {interval = fixed(1000 weeks), at_start = true, enters = "first"}
[pathway.first.step]
rest.delay = fixed(10 min)
next = {spawn = "second", after = fixed(20 min)}
end.exit = "done"
[pathway.second.step]
rest.delay = fixed(5 min)
next = {spawn = "third"}
own = {wait = "own"}
LEAVE
[pathway.third.step]
rest.delay = fixed(1 min)
own = {wait = "own"}
all = {wait = "all"}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  CHECK(minutes_waited(run, "own") == 5 + 1);
  CHECK(minutes_waited(run, "all") == 10 + 20 + 5 + 1);
}

}  // namespace draagkracht::testing
