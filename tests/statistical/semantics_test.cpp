// What the words of the model language mean, on models small enough to be told by hand: every number is exact.
// Runs start on Monday 2024-01-01 at 00:00; times in comments are minutes from then unless they look like a clock.
#include <catch2/catch.hpp>

#include "tests/statistical/small_models.h"

namespace draagkracht::testing {

TEST_CASE("A deterministic path takes exactly the sum of its parts") {
  const FinishedRun run = run_model(R"(
run.arrivals = 5
pool.desk.servers = 9
stream.people = {interval = fixed(30 min), enters = "path"}
[pathway.path.step]
think.delay = fixed(3 min)
serve = {seize = "desk", wait = "queue", time = fixed(7 min)}
sleep.delay = fixed(1 day)
wait_long.delay = fixed(2.5 days)
again = {seize = "desk", time = fixed(2 min)}
LEAVE
)");
  check_all_wait(run.wait("system"), 5, (3 + 7 + 1440 + 3600 + 2) * minute);
  check_all_wait(run.wait("queue"), 5, 0);
  CHECK(run.busy_ms("desk") == 5 * 9 * minute);
  CHECK(run.outcome("done") == 5);
  CHECK(run.simulation().in_progress() == 0);
  // Each passes an arrival, three sleeps and three ends of service (the gate's too).
  CHECK(run.observer().timed_events == 5 * 7);
}

TEST_CASE("A service that goes on when the run ends counts as far as it came") {
  const FinishedRun run = run_model(R"(
pool.desk.servers = 2
stream.people = {interval = fixed(20150 min), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(25 min)}
out.exit = "done"
)");
  CHECK(run.busy_ms("desk") == 10 * minute);  // two weeks are 20,160 min
  CHECK(run.simulation().in_progress() == 1);
}

TEST_CASE("A run of so many arrivals has just so many, from all streams together") {
  const FinishedRun run = run_model(R"(
run.arrivals = 1000
stream.a = {rate = "5 per min", enters = "path"}
stream.b = {rate = "3 per min", enters = "path"}
stream.c = {rate = "1 per hour", enters = "path"}
[pathway.path.step]
out.exit = "done"
)");
  CHECK(run.observer().entered == 1000);
  CHECK(run.outcome("done") == 1000);
}

TEST_CASE("Without a limit of capacity nobody ever waits") {
  const FinishedRun run = run_model(R"(
pool.desk.unlimited = true
stream.people = {rate = "60 per hour", enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = {distribution = "lognormal", mean = "30 min", cv = 2}}
out.exit = "done"
)");
  CHECK(run.wait("queue").waits.count > 10'000);
  CHECK(run.wait("queue").waits.sum == 0);
  check_conserved(run);
}

TEST_CASE("At one instant a service ends before anyone arrives") {
  const std::string rest = R"(
run.arrivals = 20
pool.desk.servers = 1
stream.people = {interval = fixed(10 min), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(600000 ms)}
out.exit = "done"
)";
  check_all_wait(run_model(rest).wait("queue"), 20, 0);
  // One millisecond more, and the k-th waits k ms.
  CHECK(run_model(rest, {{"600000 ms", "600001 ms"}}).wait("queue").waits.sum == 19 * 20 / 2);
}

TEST_CASE("At one instant a delay ends before anyone arrives, whatever the order in the file") {
  // Both are at the desk at 20.
  const std::string early = "stream.early = {interval = fixed(11 min), enters = \"early\"}\n";
  const std::string late = "stream.late = {interval = fixed(20 min), enters = \"late\"}\n";
  for (const std::string& streams : {early + late, late + early}) {
    const FinishedRun run = run_model(R"(
run.arrivals = 2
STREAMS
pool.desk.servers = 1
wait.late = {}
[pathway.early.step]
rest.delay = fixed(9 min)
serve = {seize = "desk", wait = "queue", time = fixed(3 min)}
out.exit = "done"
[pathway.late.step]
serve = {seize = "desk", wait = "late", time = fixed(3 min)}
out.exit = "done"
)",
                                      {{"STREAMS", streams}});
    CHECK(run.wait("queue").waits.sum == 0);
    CHECK(run.wait("late").waits.sum == 3 * minute);
  }
}

TEST_CASE("Patience that ends at the instant of a start: the start wins") {
  // Served from 20 to 45; the second comes at 40 and would go at 45.
  const std::string rest = R"(
run.arrivals = 2
pool.desk.servers = 1
stream.people = {interval = fixed(20 min), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(25 min), patience = fixed(300000 ms), on_patience = "gone"}
out.exit = "done"
gone.exit = "gone"
)";
  const FinishedRun in_time = run_model(rest);
  CHECK(in_time.outcome("done") == 2);
  CHECK(in_time.wait("queue").waits.sum == 5 * minute);
  CHECK(in_time.wait("queue").left == 0);
  const FinishedRun too_late = run_model(rest, {{"300000 ms", "299999 ms"}});
  CHECK(too_late.outcome("done") == 1);
  CHECK(too_late.outcome("gone") == 1);
  CHECK(too_late.wait("queue").left == 1);
  CHECK(too_late.wait("queue").waits.count == 1);
}

TEST_CASE("Patience that ends when the pool opens: the start wins") {
  const std::string rest = R"(
run.arrivals = 1
schedule.day.days.every_day = "08:00-17:00"
pool.desk.schedule = "day"
stream.people = {interval = fixed(3 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(1 min), patience = fixed(5 h), on_patience = "gone"}
out.exit = "done"
gone.exit = "gone"
)";
  CHECK(run_model(rest).outcome("done") == 1);
  CHECK(run_model(rest, {{"5 h", "299 min"}}).outcome("gone") == 1);
}

TEST_CASE("A pool that is closed at night and at the weekend") {
  // Minutes that someone waits who comes so long after Monday 00:00.
  auto wait_of = [](const std::string& arrival, const std::string& days) {
    const FinishedRun run = run_model(R"(
run.arrivals = 1
schedule.open.days = {DAYS}
pool.desk.schedule = "open"
stream.people = {interval = fixed(ARRIVAL), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(10 min)}
out.exit = "done"
)",
                                      {{"DAYS", days}, {"ARRIVAL", arrival}});
    CHECK(run.wait("queue").waits.count == 1);
    return run.wait("queue").waits.sum / minute;
  };
  const std::string weekdays = R"(weekdays = "08:00-12:00, 13:00-17:00")";
  CHECK(wait_of("3 h", weekdays) == 5 * 60);     // Monday 03:00 -> 08:00
  CHECK(wait_of("9 h", weekdays) == 0);          // 09:00
  CHECK(wait_of("12 h", weekdays) == 60);        // 12:00 is closed already
  CHECK(wait_of("17 h", weekdays) == 15 * 60);   // 17:00 -> Tuesday 08:00
  CHECK(wait_of("114 h", weekdays) == 62 * 60);  // Friday 18:00 -> Monday 08:00
  SECTION("A night shift goes on over midnight") {
    const std::string night = R"(every_day = "00:00-08:00, 17:00-24:00")";
    CHECK(wait_of("66 h", night) == 0);       // Wednesday 18:00
    CHECK(wait_of("73 h", night) == 0);       // Thursday 01:00
    CHECK(wait_of("80 h", night) == 9 * 60);  // Thursday 08:00 -> 17:00
  }
  SECTION("An evening shift ends at midnight, though nothing is said of the next day's small hours") {
    CHECK(wait_of("23 h", R"(every_day = "17:00-24:00")") == 0);
    CHECK(wait_of("25 h", R"(every_day = "17:00-24:00")") == 16 * 60);  // Tuesday 01:00 -> 17:00
    CHECK(wait_of("121 h", R"(weekdays = "17:00-24:00")") == 64 * 60);  // Saturday 01:00 -> Monday 17:00
  }
  SECTION("A day of its own wins if it is named later") {
    const std::string days = R"(every_day = "08:00-17:00", sun = "20:00-21:00")";
    CHECK(wait_of("123 h", days) == 5 * 60);   // Saturday 03:00 -> 08:00
    CHECK(wait_of("147 h", days) == 17 * 60);  // Sunday 03:00 -> 20:00
  }
}

TEST_CASE("Hours on duty are those of the schedule, with its numbers of servers") {
  const FinishedRun run = run_model(R"(
run.arrivals = 1
schedule.open.days = {weekdays = "08:00-12:00=2, 13:00-17:00", sat = "20:00-24:00=3"}
pool.desk.schedule = "open"
stream.people = {interval = fixed(13 days), enters = "path"}
[pathway.path.step]
out.exit = "done"
)");
  for (std::int32_t week = 0; week < 2; ++week) CHECK(run.on_duty_ms("desk", week) == (5 * 12 + 12) * 60 * minute);
}

TEST_CASE("Who is in service at closing time is finished in overtime; who waits stays, or is served too") {
  // Monday 16:55, 16:56, 16:57 for one server and 10 min each; closing at 17:00.
  const std::string rest = R"(
run.arrivals = 3
schedule.day.days.weekdays = "08:00-17:00"
pool.desk = {schedule = "day", overtime = false}
stream.people = {interval = fixed(1 min), enters = "path"}
[pathway.path.step]
until_five.delay = fixed(1014 min)
serve = {seize = "desk", wait = "queue", time = fixed(10 min)}
out.exit = "done"
)";
  const FinishedRun stay = run_model(rest);  // the first until 17:05, the others on Tuesday at 08:00 and 08:10
  CHECK(stay.overtime_ms("desk") == 5 * minute);
  CHECK(stay.wait("queue").waits.sum == ((15 * 60 + 4) + (15 * 60 + 3 + 10)) * minute);
  CHECK(stay.outcome("done") == 3);
  const FinishedRun overtime = run_model(rest, {{"overtime = false", "overtime = true"}});  // until 17:25
  CHECK(overtime.overtime_ms("desk") == 25 * minute);
  CHECK(overtime.wait("queue").waits.sum == (0 + 9 + 18) * minute);
  CHECK(overtime.busy_ms("desk") == 30 * minute);
}

TEST_CASE(
    "Beyond a limit of overtime who waits at closing time is left, but for the priorities that are always served") {
  // Every day from Tuesday on two of 30 min each at 16:50 for one server, closing at 17:00: 20 min of overtime for the
  // first and 30 min for the second, who otherwise is served at 08:00.
  const std::string rest = R"(
run.arrivals = 14
parameter.most = {value = SHARE, unit = "share"}
schedule.day.days.every_day = "08:00-17:00"
pool.desk = {schedule = "day", overtime = true, overtime_limit = {share = "most", always_below = ALWAYS}}
stream.first = {interval = fixed(1 day), enters = "path"}
stream.second = {interval = fixed(1 day), enters = "path"}
stream.never = {interval = fixed(13 days), enters = "other"}
[pathway.path.step]
until_ten_to_five.delay = fixed(1010 min)
serve = {seize = "desk", priority = 1, wait = "queue", time = fixed(30 min)}
out.exit = "done"
[pathway.other.step]
serve = {seize = "desk", priority = 2, time = fixed(30 min)}
out.exit = "done"
)";
  const auto run = [&](const std::string& share, const std::string& always) {
    return run_model(rest, {{"SHARE", share}, {"ALWAYS", always}});
  };
  // 540 min on duty a day. Overtime and 0.05 of the hours until then: Tuesday 0 of 27, Wednesday 50 of 54, Thursday 100
  // of 81, Friday 120 of 108, Saturday 140 of 135, Sunday 160 of 162, Monday a new week.
  CHECK(run("0.05", "0").overtime_ms("desk") == (50 + 50 + 20 + 20 + 20 + 50 + 50) * minute);
  CHECK(run("0.05", "0").wait("queue").waits.sum == (7 * 30 - 3 * 30 + 3 * (15 * 60 + 10)) * minute);
  CHECK(run("0.1", "0").overtime_ms("desk") == 7 * 50 * minute);
  CHECK(run("0", "0").overtime_ms("desk") == (50 + 5 * 20 + 50) * minute);  // none is known of on the first of a week
  CHECK(run("0", "1").overtime_ms("desk") == (50 + 5 * 20 + 50) * minute);
  CHECK(run("0", "2").overtime_ms("desk") == 7 * 50 * minute);
}

TEST_CASE("A limit holds back some priorities and nobody else") {
  // Three calls and three visitors at 1, 2, 3 for nine servers.
  const std::string rest = R"(
run.arrivals = 6
wait.call = {}
schedule.late.days = {mon = "23:55-24:00", wed = "00:00-24:00"}
pool.desk = {servers = 9, limit.lines = {priorities = [1], cap = 1}}
stream.calls = {interval = fixed(1 min), enters = "call"}
stream.visitors = {interval = fixed(1 min), enters = "visit"}
[pathway.call.step]
talk = {seize = "desk", wait = "call", priority = 1, time = fixed(10 min)}
out.exit = "done"
[pathway.visit.step]
serve = {seize = "desk", wait = "queue", priority = 2, time = fixed(10 min)}
out.exit = "done"
)";
  const FinishedRun one = run_model(rest);
  CHECK(one.wait("call").waits.sum == (0 + 9 + 18) * minute);
  check_all_wait(one.wait("queue"), 3, 0);
  CHECK(run_model(rest, {{"cap = 1", "cap = 2"}}).wait("call").waits.sum == 8 * minute);
  CHECK(run_model(rest, {{"cap = 1", "cap = 3"}}).wait("call").waits.sum == 0);
  // With hours: one starts on Monday at 23:55, the others on Wednesday at 00:00 and 00:10.
  const FinishedRun hours = run_model(rest, {{"cap = 1", "cap = 1, schedule = \"late\""}});
  CHECK(hours.wait("call").waits.sum == ((1435 - 1) + (2880 - 2) + (2890 - 3)) * minute);
  check_all_wait(hours.wait("queue"), 3, 0);
}

TEST_CASE("The latest start gives way, and only to a higher priority") {
  // Low priority from 10 and 12 on two servers, 30 min each; at 15 one of high priority for 5 min.
  const std::string rest = R"(
run.arrivals = 3
wait.low.from = "arrival"
wait.late.from = "arrival"
wait.urgent = {}
pool.desk = {servers = 2, preemptible = [1]}
stream.low = {interval = fixed(10 min), enters = "low"}
stream.late = {interval = fixed(12 min), enters = "late"}
stream.urgent = {interval = fixed(15 min), enters = "urgent"}
[pathway.low.step]
serve = {seize = "desk", priority = 1, time = fixed(30 min)}
leave = {seize = "gate", time = fixed(0 min), wait = "low"}
out.exit = "done"
[pathway.late.step]
serve = {seize = "desk", priority = 1, time = fixed(30 min)}
leave = {seize = "gate", time = fixed(0 min), wait = "late"}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "desk", wait = "urgent", time = fixed(5 min)}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  CHECK(run.wait("urgent").waits.sum == 0);
  CHECK(run.wait("low").waits.sum == 30 * minute);
  CHECK(run.wait("late").waits.sum == 35 * minute);
  CHECK(run.busy_ms("desk") == 65 * minute);
  const FinishedRun not_preemptible = run_model(rest, {{", preemptible = [1]", ""}});
  CHECK(not_preemptible.wait("urgent").waits.sum == 25 * minute);
  CHECK(not_preemptible.wait("late").waits.sum == 30 * minute);
}

namespace {
// Low priority at 10 for 30 min; two of high priority come at 12 and 30 for 5 min.
const std::string interrupted_twice = R"(
run.arrivals = 1
wait.urgent = {}
tally.minutes.minutes = true
pool.desk = {servers = 1, preemptible = [1]}
stream.low = {interval = fixed(10 min), enters = "low"}
[pathway.low.step]
first = {spawn = "urgent", after = fixed(2 min)}
second = {spawn = "urgent", after = fixed(20 min)}
serve = {seize = "desk", wait = "queue", priority = 1, counts = ["minutes"], time = fixed(30 min)}
LEAVE
[pathway.urgent.step]
serve = {seize = "desk", wait = "urgent", time = fixed(5 min)}
out.exit = "done"
)";
}  // namespace

TEST_CASE("An interrupted service goes on where it was, as often as it takes") {
  const FinishedRun run = run_model(interrupted_twice);
  check_all_wait(run.wait("system"), 1, 40 * minute);
  check_all_wait(run.wait("queue"), 1, 0);  // being interrupted is no second wait
  check_all_wait(run.wait("urgent"), 2, 0);
  CHECK(run.busy_ms("desk") == 40 * minute);
  CHECK(run.observer().service_starts == 6);  // 1 + 2 resumed + 2 urgent + the gate
}

TEST_CASE("Tallies of minutes take the whole of an interrupted service") {
  CHECK(run_model(interrupted_twice).count("minutes") == 30 * minute);
}

TEST_CASE("Patience lasts over midnight, for days") {
  // From Monday 20:00; 4 h and 28 h end at midnight exactly.
  const std::vector<std::pair<std::string, std::int64_t>> cases = {
      {"30 min", 30}, {"4 h", 240}, {"30 h", 1800}, {"28 h", 1680}, {"10 days", 14400}};
  for (const auto& [patience, minutes] : cases) {
    const FinishedRun run = run_model(R"(
run.arrivals = 1
pool.desk.servers = 0
stream.people = {interval = fixed(20 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(1 min), patience = fixed(PATIENCE), on_patience = "leave"}
LEAVE
)",
                                      {{"PATIENCE", patience}});
    INFO(patience);
    check_all_wait(run.wait("system"), 1, minutes * minute);
    CHECK(run.wait("queue").left == 1);
    CHECK(run.wait("queue").waits.count == 0);
  }
}

TEST_CASE("Work behind the patient's back keeps the server, by its own priority") {
  const std::string rest = R"(
run.arrivals = 2
pool.desk.servers = 1
stream.people = {interval = fixed(2 min), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = fixed(5 min), after_work = fixed(10 min), after_priority = 1}
LEAVE
)";
  // 2-7, the patient of 4 from 7 to 12, then both after-works: 12-22, 22-32.
  const FinishedRun patients_first = run_model(rest);
  CHECK(patients_first.wait("queue").waits.sum == 3 * minute);
  CHECK(patients_first.busy_ms("desk") == 30 * minute);
  CHECK(patients_first.simulation().now() == 32 * minute);
  CHECK(patients_first.simulation().in_progress() == 0);
  CHECK(patients_first.observer().left == 2);
  // 6-11, and as nobody waits the after-work 11-21: who comes at 12 waits until then.
  CHECK(run_model(rest, {{"2 min", "6 min"}}).wait("queue").waits.sum == 9 * minute);
  // 20-25, after-work 25-35: who comes at 40 does not wait.
  CHECK(run_model(rest, {{"2 min", "20 min"}}).wait("queue").waits.sum == 0);
}

TEST_CASE("Requests in are requests out and in progress") {
  for (std::uint32_t replication = 0; replication < 5; ++replication) {
    const FinishedRun run = run_model(R"(
pool.desk = {servers = 2, preemptible = [1], queue_limit = 5}
stream.people = {rate = "20 per hour", enters = "path"}
[pathway.path.step]
often = {chance = 0.3, yes = "child", no = "serve"}
child = {spawn = "path.later", after = {distribution = "exponential", mean = "1 h"}}
[pathway.path.step.serve]
seize = "desk"
wait = "queue"
priority = 1
time = {distribution = "gamma", mean = "8 min", cv = 0.7}
patience = {distribution = "exponential", mean = "10 min"}
on_patience = "gone"
on_full = "full"
after_work = {distribution = "uniform", low = "0 min", high = "2 min"}
[pathway.path.step.again]
branches = [{share = 0.2, to = "serve"}, {share = 0.1, to = "later"}, {to = "out"}]
[pathway.path.step.later]
delay = {distribution = "exponential", mean = "3 days"}
[pathway.path.step.urgent]
seize = "desk"
time = {distribution = "exponential", mean = "4 min"}
on_full = "full"
[pathway.path.step.out]
exit = "done"
[pathway.path.step.gone]
exit = "gone"
[pathway.path.step.full]
exit = "full"
)",
                                      {}, 7, replication);
    check_conserved(run);
    CHECK(run.simulation().in_progress() > 0);
    for (const std::string outcome : {"done", "gone", "full"}) CHECK(run.outcome(outcome) > 0);
  }
}

TEST_CASE("A share of 0 never comes true and a share of 1 always") {
  const std::string rest = R"(
stream.people = {rate = "60 per hour", enters = "path"}
[pathway.path.step]
toss = {chance = 0, yes = "yes", no = "no"}
yes.exit = "yes"
no = {branches = [{share = 1, to = "first"}, {share = 0, to = "second"}]}
first = {branches = [{share = 0, to = "second"}, {to = "done"}]}
second.exit = "second"
done.exit = "done"
)";
  const FinishedRun never = run_model(rest);
  CHECK(never.outcome("yes") == 0);
  CHECK(never.outcome("second") == 0);
  CHECK(never.outcome("done") == never.observer().entered);
  CHECK(never.observer().entered > 10'000);
  const FinishedRun always = run_model(rest, {{"chance = 0", "chance = 1"}});
  CHECK(always.outcome("yes") == always.observer().entered);
}

}  // namespace draagkracht::testing
