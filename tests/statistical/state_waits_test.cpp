// Waits for no server (conditions, children, groups), queues in an order of their own, interruption by step, servers
// that follow the state, arrivals by a table, and books by a pattern: each against times told by hand.
#include <catch2/catch.hpp>
#include <string>

#include "tests/statistical/small_models.h"

using namespace draagkracht;
using namespace draagkracht::testing;

TEST_CASE("A join waits until all have left whom the request made at the steps named") {
  // At 1 min: one part of 5 min, two of 4 min for one server: ready at 9. A follow-up of an hour is not waited for.
  const std::string rest = R"(
run.arrivals = 1
wait.parts = {}
pool.a.servers = 1
pool.b.servers = 1
stream.one = {interval = fixed(1 min), enters = "job"}
[pathway.job.step]
one.spawn = "a"
two = {spawn = "b", copies = "COPIES"}
later = {spawn = "follow_up", after = fixed(1 h)}
ready = {join = ["one", "two"], wait = "parts"PATIENCE}
LEAVE
GAVE_UP
[pathway.a.step]
serve = {seize = "a", time = fixed(5 min)}
out.exit = "part"
[pathway.b.step]
serve = {seize = "b", time = fixed(4 min)}
out.exit = "part"
[pathway.follow_up.step]
out.exit = "followed_up"
)";
  const auto run_with = [&](const std::string& copies, const std::string& patience = "") {
    return run_model(rest, {{"COPIES", copies},
                            {"PATIENCE", patience},
                            {"GAVE_UP", patience.empty() ? "" : "gave_up.exit = \"gave_up\""}});
  };
  const FinishedRun run = run_with("2");
  check_all_wait(run.wait("parts"), 1, 8 * minute);
  check_all_wait(run.wait("system"), 1, 8 * minute);
  CHECK(run.outcome("part") == 3);
  CHECK(run.outcome("followed_up") == 1);
  check_conserved(run);
  check_all_wait(run_with("1").wait("parts"), 1, 5 * minute);
  check_all_wait(run_with("0").wait("parts"), 1, 5 * minute);

  const std::string patience = ", patience = " + with_fixed_laws("fixed(6 min)") + ", on_patience = \"gave_up\"";
  const FinishedRun impatient = run_with("2", patience);  // the parts go on, and nobody waits for them any more
  CHECK(impatient.outcome("gave_up") == 1);
  CHECK(impatient.outcome("part") == 3);
  CHECK(impatient.wait("parts").left == 1);
  CHECK(impatient.wait("parts").waits.count == 0);
  check_conserved(impatient);
  check_all_wait(run_with("1", patience).wait("parts"), 1, 5 * minute);
}

TEST_CASE("A join of nobody waits for nobody, and a round later for those of that round") {
  // Twice round: a part of 3 min each time.
  const std::string rest = R"(
run.arrivals = 1
wait.parts = {}
number.rounds = {}
pool.a.servers = 1
stream.one = {interval = fixed(1 min), enters = "job"}
[pathway.job.step]
none = {join = ["part"], wait = "parts"}
part.spawn = "a"
ready = {then = "count", branches = []}
count.assign.rounds = "rounds + 1"
again = {when = "rounds < 2", yes = "none", no = "last"}
last = {then = "leave"}
LEAVE
[pathway.a.step]
serve = {seize = "a", time = fixed(3 min)}
out.exit = "part"
)";
  const FinishedRun run = run_model(rest, {{"ready = {then = \"count\", branches = []}\n", ""}});
  CHECK(run.wait("parts").waits.count == 2);  // 0 at first, then 3 min
  CHECK(run.wait("parts").waits.sum == 3 * minute);
  CHECK(run.outcome("part") == 2);
}

TEST_CASE("A group goes on when it is complete, in order of coming, and who loses patience leaves it") {
  // They come at 1, 2, 3, ... min; groups of three.
  const std::string rest = R"(
run.arrivals = 7
wait.group = {}
pool.room.servers = 1
stream.some = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
together = {gather = 3, wait = "group", first = "lead"PATIENCE}
member.exit = "member"
lead = {seize = "room", time = fixed(10 min)}
out.exit = "led"
alone.exit = "alone"
)";
  const FinishedRun run = run_model(rest, {{"PATIENCE", ""}, {"alone.exit = \"alone\"\n", ""}});
  CHECK(run.outcome("led") == 2);
  CHECK(run.outcome("member") == 4);
  CHECK(run.wait("group").waits.count == 6);
  CHECK(run.wait("group").waits.sum == 6 * minute);
  CHECK(run.simulation().in_progress() == 1);  // the seventh waits for ever
  check_conserved(run);

  // Whoever waited 90 s leaves: at 2.5, 3.5, ... Never are three there.
  const std::string patience = ", patience = " + with_fixed_laws("fixed(90 s)") + ", on_patience = \"alone\"";
  const FinishedRun impatient = run_model(rest, {{"PATIENCE", patience}});
  CHECK(impatient.outcome("alone") == 7);
  CHECK(impatient.wait("group").left == 7);
  check_conserved(impatient);
  const FinishedRun twos = run_model(rest, {{"PATIENCE", patience}, {"gather = 3", "gather = 2"}});
  CHECK(twos.outcome("alone") == 1);
  CHECK(twos.outcome("led") == 3);
}

TEST_CASE("Who waits for a condition goes on when others make it true, first come first") {
  // Three wait from 1 min. Keys come at 5, 7 and 9 min, each for one; the second wants two keys at once.
  const std::string rest = R"(
global.keys = {}
number.wants = {}
wait.key = {}
stream.group = {interval = fixed(1 min), enters = "visit"}
run.arrivals = 1
[pathway.visit.step]
key1 = {spawn = "key", after = fixed(4 min)}
key2 = {spawn = "key", after = fixed(6 min)}
key3 = {spawn = "key", after = fixed(8 min)}
second.spawn = "two"
third.spawn = "one"
first.then = "one.want"
[pathway.one.step]
want.assign.wants = "1"
wait = {await = "keys >= wants", wait = "key"}
take.assign.keys = "keys - wants"
LEAVE
[pathway.two.step]
want.assign.wants = "2"
wait.then = "one.wait"
[pathway.key.step]
come.assign.keys = "keys + 1"
out.exit = "key"
)";
  // At 5 the first of the ones, at 7 the other: the two would need both. At 9 there is one key: the two still waits.
  const FinishedRun run = run_model(rest);
  CHECK(run.wait("key").waits.count == 2);
  CHECK(run.wait("key").waits.sum == (4 + 6) * minute);
  CHECK(run.simulation().in_progress() == 1);
  check_conserved(run);
  const FinishedRun more = run_model(rest, {{"keys + 1", "keys + 2"}});  // at 5 both ones or the two, who came first
  CHECK(more.wait("key").waits.count == 3);
  CHECK(more.wait("key").waits.sum == (4 + 4 + 6) * minute);
}

TEST_CASE("A condition on a queue comes true at the event that shortens it") {
  // The desk serves from 1 to 11 and 11 to 21; somebody waits until nobody stands in line: at 11.
  const std::string rest = R"(
run.arrivals = 1
wait.calm = {}
pool.desk.servers = 1
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
other.spawn = "visit.serve"
watcher = {spawn = "watch", after = fixed(2 min)}
serve = {seize = "desk", time = fixed(10 min)}
out.exit = "done"
[pathway.watch.step]
stand = {await = "queue(desk) == 0", wait = "calm"}
out.exit = "calm"
)";
  check_all_wait(run_model(rest).wait("calm"), 1, 8 * minute);
  check_all_wait(run_model(rest, {{"queue(desk) == 0", "busy(desk) == 0"}}).wait("calm"), 1, 18 * minute);
}

TEST_CASE("Within a priority who has less of an expression goes first") {
  // The desk is busy from 1 to 11. They come at 2, 3 and 4 with dates 30, 10 and 20, and take 1 min each.
  const std::string rest = R"(
run.arrivals = 1
number.due = {}
wait.of_30 = {}
wait.of_10 = {}
wait.of_20 = {}
pool.desk.servers = 1
stream.one = {interval = fixed(1 min), enters = "first"}
[pathway.first.step]
a = {spawn = "of_30", after = fixed(1 min)}
b = {spawn = "of_10", after = fixed(2 min)}
c = {spawn = "of_20", after = fixed(3 min)}
serve = {seize = "desk", time = fixed(10 min)}
out.exit = "done"
[pathway.of_30.step]
set.assign.due = "30"
serve = {seize = "desk", order_by = "due", wait = "of_30", time = fixed(1 min)}
out.exit = "done"
[pathway.of_10.step]
set.assign.due = "10"
serve = {seize = "desk", order_by = "due", wait = "of_10", time = fixed(1 min)}
out.exit = "done"
[pathway.of_20.step]
set.assign.due = "20"
serve = {seize = "desk", order_by = "due", wait = "of_20", time = fixed(1 min)}
out.exit = "done"
)";
  const auto waits = [&](const FinishedRun& run) {
    return std::vector<std::int64_t>{run.wait("of_30").waits.sum / minute, run.wait("of_10").waits.sum / minute,
                                     run.wait("of_20").waits.sum / minute};
  };
  CHECK(waits(run_model(rest)) == std::vector<std::int64_t>{11, 8, 8});  // 10, 20, 30
  CHECK(waits(run_model(rest, {{"order_by = \"due\"", "order_by = \"-now\""}})) == std::vector<std::int64_t>{11, 9, 7});
  CHECK(waits(run_model(rest, {{"order_by = \"due\"", "order_by = \"0\""}})) == std::vector<std::int64_t>{9, 9, 9});
}

TEST_CASE("A step says whether its service gives way, and a pool that is held can be interrupted at others") {
  // One car: a drive from 1 of 30 min, after which the car is held for 20 min; an urgent call comes at URGENT.
  const std::string rest = R"(
run.arrivals = 1
wait.urgent = {}
pool.car = {servers = 1, preemptible = [1]}
stream.one = {interval = fixed(1 min), enters = "drive"}
[pathway.drive.step]
urgent = {spawn = "urgent", after = fixed(URGENT)}
drive = {seize = "car", hold = ["car"], priority = 1, time = fixed(30 min)KEY}
visit.delay = fixed(20 min)
back.release = ["car"]
home = {seize = "gate", time = fixed(0 min), wait = "system"}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "car", wait = "urgent", time = fixed(5 min)}
out.exit = "done"
)";
  // On the way: the call goes first, the drive goes on for the 21 min left.
  const FinishedRun diverted = run_model(rest, {{"URGENT", "9 min"}, {"KEY", ""}});
  check_all_wait(diverted.wait("urgent"), 1, 0);
  check_all_wait(diverted.wait("system"), 1, 55 * minute);
  CHECK(diverted.busy_ms("car") == 55 * minute);
  // At the visit the car is held: the call waits from 41 to 51.
  const FinishedRun held = run_model(rest, {{"URGENT", "40 min"}, {"KEY", ""}});
  check_all_wait(held.wait("urgent"), 1, 10 * minute);
  check_all_wait(held.wait("system"), 1, 50 * minute);
  // A drive that does not give way: from 10 to 51.
  const FinishedRun kept = run_model(rest, {{"URGENT", "9 min"}, {"KEY", ", interruptible = false"}});
  check_all_wait(kept.wait("urgent"), 1, 41 * minute);
  CHECK(kept.busy_ms("car") == 55 * minute);
  for (const FinishedRun* run : {&diverted, &held, &kept}) check_conserved(*run);
}

TEST_CASE("What is seized together is not interrupted, beside services that are") {
  // Two nurses: one lifts with a colleague's server from 1 to 31, or each does a job of their own; urgent at 6.
  const std::string rest = R"(
run.arrivals = 1
wait.urgent = {}
pool.nurse = {servers = 2, preemptible = [1]}
stream.one = {interval = fixed(1 min), enters = "lift"}
[pathway.lift.step]
urgent = {spawn = "urgent", after = fixed(5 min)}
lift = {seize = "nurse", WITHpriority = 1, time = fixed(30 min)}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "nurse", with = ["nurse"], wait = "urgent", time = fixed(5 min)}
out.exit = "done"
)";
  check_all_wait(run_model(rest, {{"WITH", "with = [\"nurse\"], "}}).wait("urgent"), 1, 25 * minute);
  // Who wants two at once interrupts nobody either.
  check_all_wait(run_model(rest, {{"WITH", ""}}).wait("urgent"), 1, 25 * minute);
  const FinishedRun single =
      run_model(rest, {{"WITH", "with = [\"nurse\"], "},
                       {"serve = {seize = \"nurse\", with = [\"nurse\"], ", "serve = {seize = \"nurse\", "},
                       {"servers = 2", "servers = 3"}});
  check_all_wait(single.wait("urgent"), 1, 0);
}

TEST_CASE("Servers on duty follow numbers of the model") {
  // One desk; at 5 min a second opens, at 20 min it closes; services of 10 min, three come at 1 min.
  const std::string rest = R"(
run.arrivals = 1
global.extra = {}
wait.desk = {}
pool.desk.capacity = "1 + extra"
stream.one = {interval = fixed(1 min), enters = "visit"}
[pathway.visit.step]
open = {spawn = "open", after = fixed(4 min)}
close = {spawn = "close", after = fixed(19 min)}
others = {spawn = "visit.serve", copies = "2"}
serve = {seize = "desk", wait = "desk", time = fixed(10 min)}
out.exit = "done"
[pathway.open.step]
more.assign.extra = "1"
out.exit = "opened"
[pathway.close.step]
less.assign.extra = "0"
out.exit = "closed"
)";
  const FinishedRun run = run_model(rest);  // from 1, 5 and 11: waits 0, 4 and 10
  CHECK(run.wait("desk").waits.count == 3);
  CHECK(run.wait("desk").waits.sum == 14 * minute);
  CHECK(run.on_duty_ms("desk", 0) == (21 + 15) * minute);  // until the last has gone at 21
  CHECK(run.overtime_ms("desk") == 0);
  const FinishedRun early = run_model(rest, {{"fixed(19 min)", "fixed(7 min)"}});
  // Closed at 8: two are at work, one of them above duty from 8 to 11; the third starts at 15, when one desk is free.
  CHECK(early.overtime_ms("desk") == 3 * minute);
  CHECK(early.wait("desk").waits.sum == (0 + 4 + 14) * minute);
}

TEST_CASE("Just so many come as a table counts, each within its hour") {
  const std::string rest = R"(
schedule.eight.days = {every_day = "08:00-09:00"}
stream.counted = {counts = {table = "visits", column = "number", by = BY}, enters = "visit"}
[pathway.visit.step]
hour = {select = "eight", cases = {open = "within", closed = "outside"}}
within.exit = "within"
outside.exit = "outside"
)";
  const TableTexts by_hour{
      {"visits", "date,hour,number\n2024-01-02,8,30\n2024-01-01,8,2\n2024-01-01,23,4\n2023-12-31,8,9\n"}};
  const FinishedRun run = run_text(model(replaced(rest, {{"BY", "[\"date\", \"hour\"]"}})), by_hour);
  CHECK(run.outcome("within") == 32);
  CHECK(run.outcome("outside") == 4);
  CHECK(run.simulation().in_progress() == 0);
  const TableTexts by_day{{"visits", "day,number\n0,240000\n3,0\n5,1\n"}};
  const FinishedRun days = run_text(model(replaced(rest, {{"BY", "[\"day\"]"}})), by_day);
  CHECK(days.outcome("within") + days.outcome("outside") == 240'001);
  CHECK(std::abs(days.outcome("within") - 10'000) < 500);  // 5 standard deviations: false alarm below 1 in a million
}

TEST_CASE("A number can come out of a table by label") {
  const std::string rest = R"(
run.arrivals = 3
variable.kind.values = ["short", "long"]
number.visits = {}
stream.some = {interval = fixed(1 min), set = {kind = "long"}, enters = "visit"}
[pathway.visit.step]
how_many = {sample = "visits", lookup = {table = "courses", column = "visits", by = ["kind"]}}
others = {spawn = "visit.out", copies = "visits"}
out.exit = "done"
)";
  const FinishedRun run = run_text(model(rest), {{"courses", "kind,visits\nshort,1\nlong,7\n"}});
  CHECK(run.outcome("done") == 24);
}

TEST_CASE("What is kept free of a book is released, and slots begin by a pattern") {
  // Four slots, half of them kept until the day itself. One comes on Monday at 12:00 and asks for SLOTS.
  const std::string rest = R"(
run.arrivals = 1
wait.access = {}
schedule.hours.days = {weekdays = "08:00-09:00"}
pool.nurse = {servers = 1, schedule = "hours", overtime = true, book = {slot = "15 min", sessions = "hours", lead = "3 days", same_day_share = 0.5BOOK}}
stream.one = {interval = fixed(12 h), enters = "visit"}
[pathway.visit.step]
others = {spawn = "visit.plan", copies = "2"}
plan = {book = "nurse", wait = "access", on_none = "none"}
serve = {seize = "nurse", time = fixed(1 min)}
out.exit = "seen"
none.exit = "none"
)";
  const auto access = [&](const std::string& book) {
    const FinishedRun run = run_model(rest, {{"BOOK", book}});
    check_conserved(run);
    return run.wait("access").waits.sum / minute;
  };
  const std::int64_t tuesday = 20 * 60;                             // min from Monday noon to Tuesday 08:00
  CHECK(access("") == tuesday + tuesday + 15 + tuesday + 24 * 60);  // the third on Wednesday
  CHECK(access(", release = \"20 h\"") == 3 * tuesday + 15 + 30);   // all of Tuesday is free now
  CHECK(access(", release = \"19 h\"") == access(""));
  CHECK(access(", overbook = 1") == 3 * tuesday + 24 * 60);  // of five slots 08:00 twice is issued ahead
  CHECK(access(", pattern = [\"08:00=2\", \"08:40=2\"]") == 3 * tuesday + 24 * 60);
}

TEST_CASE("On the day itself what is released goes to everyone") {
  // Monday: asked at 07:00 for an appointment of a session from 08:00.
  const std::string rest = R"(
run.arrivals = 1
wait.access = {}
schedule.hours.days = {every_day = "08:00-09:00"}
pool.nurse = {servers = 1, schedule = "hours", overtime = true, book = {slot = "15 min", sessions = "hours", lead = "3 days", same_day_share = 0.5, release = "RELEASE"}}
stream.one = {interval = fixed(7 h), enters = "visit"}
[pathway.visit.step]
plan = {book = "nurse", wait = "access", on_none = "none"}
serve = {seize = "nurse", time = fixed(1 min)}
out.exit = "seen"
none.exit = "none"
)";
  CHECK(run_model(rest, {{"RELEASE", "60 min"}}).wait("access").waits.sum == 60 * minute);
  CHECK(run_model(rest, {{"RELEASE", "59 min"}}).wait("access").waits.sum == 25 * 60 * minute);
}

TEST_CASE(
    "A run that goes on from a day in the middle waits, stands in order and follows the state as if undisturbed") {
  const std::string rest = R"(
global.open = {}
number.due = {unit = "time"}
wait.all = {}
schedule.hours.days = {every_day = "08:00-12:00"}
pool.desk = {capacity = "1 + min(2, floor(queue(desk) / 3)) + open", preemptible = [1]}
pool.car = {servers = 2, preemptible = [1]}
pool.nurse = {servers = 1, schedule = "hours", overtime = true, book = {slot = "15 min", sessions = "hours", lead = "5 days", same_day_share = 0.5, overbook = 1, release = "30 h"}}
stream.some = {rate = "4 per hour", enters = "visit"}
stream.doors = {rate = "1 per day", enters = "door"}
stream.calls = {rate = "6 per day", enters = "call"}
[pathway.visit.step]
due = {sample = "due", time = {distribution = "uniform", low = "1 h", high = "3 h"}}
dated.assign.due = "due + now"
one.spawn = "part"
two = {spawn = "part", after = {distribution = "exponential", mean = "30 min"}}
ready = {join = ["one", "two"], wait = "all"}
together = {gather = 5, wait = "all", first = "drive", patience = {distribution = "exponential", mean = "2 h"}, on_patience = "planned"}
wait_open = {await = "open == 1 or queue(desk) == 0", wait = "all"}
serve = {seize = "desk", order_by = "due", priority = 1, time = {distribution = "exponential", mean = "12 min"}, wait = "all"}
out.exit = "served"
drive = {seize = "car", hold = ["car"], priority = 1, time = {distribution = "exponential", mean = "40 min"}, wait = "all"}
stay.delay = {distribution = "exponential", mean = "20 min"}
back = {release = ["car"], then = "out"}
planned = {book = "nurse", on_none = "out", wait = "all"}
seen = {seize = "nurse", time = {distribution = "exponential", mean = "10 min"}, then = "out", wait = "all"}
[pathway.part.step]
serve = {seize = "desk", order_by = "-now", time = {distribution = "exponential", mean = "5 min"}}
out.exit = "part"
[pathway.door.step]
open.assign.open = "1"
later.delay = {distribution = "exponential", mean = "6 h"}
close.assign.open = "0"
out.exit = "door"
[pathway.call.step]
serve = {seize = "car", with = ["car"], time = {distribution = "exponential", mean = "30 min"}}
out.exit = "call"
)";
  const std::string text = model(rest);
  const FinishedRun whole = run_text(text);
  check_conserved(whole);
  CHECK(whole.wait("all").waits.count > 1000);
  for (const std::int32_t day : {1, 5, 9}) CHECK(run_forked(text, day).state() == whole.state());
  CHECK(run_text(text, 2).state() != whole.state());
}
