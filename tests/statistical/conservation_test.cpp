// Extreme values of capacity and shares, and figures of duty that the laws of every run
// (engine/simulation/conservation.h) rest on: exact, on models small enough to be told by hand. Each run that ends has
// passed the laws.
#include <catch2/catch.hpp>

#include <cmath>
#include <regex>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {
namespace {

constexpr std::int64_t minute = 60'000;

// `fixed(7 min)` stands for the law that always gives 7 min.
FinishedRun run_model(const std::string& rest, const Replacements& replacements = {}, std::uint32_t seed = 1) {
  const std::string text = "run.start = 2024-01-01\n" + replaced(rest, replacements);
  return run_text(
      std::regex_replace(text, std::regex(R"(fixed\(([^)]*)\))"), R"({distribution = "deterministic", mean = "$1"})"),
      seed);
}

}  // namespace

TEST_CASE("Laws hold with everything that queues can do, whatever the warm-up cuts through") {
  // Two pools that are held and waited for together, one that interrupts, ages and hands over, one that stays open, one
  // that sends away; more work than they can do.
  const std::string rest = R"(
run.warm_up = "WARMUP"
run.horizon = "3 weeks"
schedule.day.days = {weekdays = "08:00-12:00=2, 13:00-17:00=3", sat = "22:00-24:00", sun = "00:00-03:00=2"}
pool.bed.servers = 5
pool.nurse.schedule = "day"
pool.doctor = {schedule = "day", ageing = "2 h", preemptible = [1, 2], closing = "hand_over", occupancy = 3}
pool.desk = {schedule = "day", overtime = true, queue_limit = 20}
pool.clinic = {schedule = "day", on_closed = "path.gone"}
stream.people = {rate = "12 per hour", enters = "path"}
[pathway.path.step]
kind = {branches = [{share = 0.3, to = "desk"}, {share = 0.2, to = "doctor"}, {share = 0.2, to = "urgent"}, {share = 0.2, to = "clinic"}, {to = "admit"}]}
desk = {seize = "desk", time = {distribution = "exponential", mean = "20 min"}, after_work = fixed(3 min), after_priority = 2, on_full = "gone", patience = {distribution = "exponential", mean = "1 h"}, on_patience = "doctor"}
home = {exit = "home"}
doctor = {seize = "doctor", priority = 2, time = {distribution = "exponential", mean = "40 min"}, then = "home", patience = {distribution = "exponential", mean = "30 h"}, on_patience = "gone"}
urgent = {seize = "doctor", time = {distribution = "exponential", mean = "5 min"}, then = "home"}
clinic = {seize = "clinic", time = {distribution = "exponential", mean = "30 min"}, then = "home"}
admit = {seize = "bed", with = ["nurse"], hold = ["bed"], priority = 1, time = fixed(10 min), patience = fixed(9 h), on_patience = "gone"}
stay = {delay = {distribution = "exponential", mean = "10 h"}}
care = {seize = "nurse", priority = 2, time = fixed(25 min)}
discharge = {release = ["bed"], then = "home"}
gone = {exit = "gone"}
)";
  for (const std::string warm_up : {"0 h", "9 h", "7 days", "200 h", "16.5 h"}) {
    for (std::uint32_t seed = 1; seed < 4; ++seed) {
      const FinishedRun run = run_model(rest, {{"WARMUP", warm_up}}, seed);
      CHECK(run.outcome("home") > 100);
      CHECK(run.outcome("gone") > 100);
    }
  }
}

TEST_CASE("A run may end within its warm-up: nothing has been counted") {
  const FinishedRun run = run_model(R"(
run.warm_up = "1 week"
run.horizon = "1 week"
run.arrivals = 10
pool.desk.servers = 1
stream.people = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(90 min)}
out.exit = "done"
)");
  CHECK(run.simulation().now() == (60 + 10 * 90) * minute);
  CHECK(run.observer().left == 10);
  CHECK(run.outcome("done") == 0);
}

TEST_CASE("A service that lasts over a break is overtime in all of it, and only there") {
  // From 11:30 to 13:10, of which an hour without duty; another from 16:50 to 18:30.
  const std::string rest = R"(
run.horizon = "1 week"
run.arrivals = 2
schedule.day.days.mon = "08:00-12:00, 13:00-17:00"
pool.desk.schedule = "day"
stream.people = {interval = fixed(320 min), start = "370 min", enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(100 min)}
out.exit = "done"
)";
  const FinishedRun run = run_model(rest);
  CHECK(run.busy_ms("desk") == 200 * minute);
  CHECK(run.overtime_ms("desk") == (60 + 90) * minute);
  // The first goes on when the run ends at 24:00: overtime counts as far as service does.
  const FinishedRun cut = run_model(rest, {{"1 week", "1 day"}, {"100 min", "800 min"}});
  CHECK(cut.busy_ms("desk") == 750 * minute);
  CHECK(cut.overtime_ms("desk") == (60 + 420) * minute);
}

TEST_CASE("More servers than ever come are as good as no limit: waits of exactly 0") {
  const std::string rest = R"(
run.horizon = "4 weeks"
run.arrivals = 10000
pool.desk.servers = 10000
wait.queue.within = ["0 min"]
stream.people = {rate = "60 per hour", enters = "path"}
[pathway.path.step]
serve = {seize = "desk", wait = "queue", time = {distribution = "lognormal", mean = "3 h", cv = 2}}
out.exit = "done"
)";
  for (const std::string capacity : {"servers = 10000", "unlimited = true"}) {
    const FinishedRun run = run_model(rest, {{"servers = 10000", capacity}});
    CHECK(run.wait("queue").waits.count == 10'000);
    CHECK(run.wait("queue").waits.sum == 0);
    CHECK(run.wait("queue").within[0] == 10'000);
    CHECK(run.wait("queue").histogram.quantile(1) == 0);
    CHECK(run.overtime_ms("desk") == 0);
  }
  // With no server at all nobody is served, and each waits from arrival to the end.
  const FinishedRun none = run_model(rest, {{"servers = 10000", "servers = 0"}});
  CHECK(none.wait("queue").waits.count == 0);
  CHECK(none.busy_ms("desk") == 0);
  CHECK(none.simulation().in_progress() == 10'000);
}

TEST_CASE("A share of 0 or 1 leaves the other way empty: no waits, and figures of it that are missing, not 0") {
  const std::string rest = R"toml(
run.horizon = "4 weeks"
run.arrivals = 500
variable.kind.values = ["left", "right"]
parameter.p.value = SHARE
pool.desk.servers = 3
wait.left = {}
wait.right = {}
tally.by_kind.by = ["kind"]
stream.people = {rate = "20 per hour", enters = "path"}
[pathway.path.step]
way = CHOICE
right = {seize = "desk", wait = "right", counts = ["by_kind"], time = fixed(5 min), then = "out_right"}
left = {seize = "desk", wait = "left", counts = ["by_kind"], time = fixed(5 min)}
out_left.exit = "out_left"
out_right.exit = "out_right"
[kpi]
mean_left = {value = "mean(left)", unit = "min"}
p95_left = {value = "p95(left)", unit = "min"}
ratio_left = {value = "sum(left) / count(left)", unit = "min"}
of_left = {value = "count(right) / by_kind[kind=left]"}
sum_left = {value = "sum(left)", unit = "min"}
count_left = {value = "count(by_kind[kind=left])"}
mean_right = {value = "mean(right)", unit = "min"}
count_right = {value = "count(by_kind[kind=right])"}
)toml";
  const std::string with_share = R"({chance = SHARE, yes = "left", no = "set_right"})";
  const std::string with_parameter = R"({chance = "p", yes = "left", no = "set_right"})";
  const std::string branches = R"({branches = [{share = SHARE, to = "left"}, {to = "set_right"}]})";
  const std::string of_parameter = R"({branches = [{share = "p", to = "left"}, {to = "set_right"}]})";
  const std::string drawn = R"({draw = "kind", shares = {left = SHARE, right = REST}, then = "by"}
by = {select = "kind", cases = {left = "left", right = "right"}})";
  const std::string by_number = R"({when = "SHARE == 1", yes = "left", no = "set_right"})";
  for (const std::string& choice : {with_share, with_parameter, branches, of_parameter, drawn, by_number}) {
    const std::string set = choice == drawn ? "" : "\nset_right.set.kind = \"right\"";
    const std::string model = replaced(rest, {{"CHOICE", choice + set}}) + "# REST\n";
    INFO(choice);
    const FinishedRun right = run_model(model, {{"SHARE", "0"}, {"REST", "1"}});
    CHECK(right.outcome("out_left") == 0);
    CHECK(right.outcome("out_right") == 500);
    CHECK(right.wait("left").waits.count == 0);
    for (const char* figure : {"mean_left", "p95_left", "ratio_left", "of_left"})
      CHECK(std::isnan(right.key_figure(figure)));
    CHECK(right.key_figure("sum_left") == 0);
    CHECK(right.key_figure("count_left") == 0);
    CHECK(right.key_figure("mean_right") >= 0);
    CHECK(right.key_figure("count_right") == 500);
    const FinishedRun left = run_model(model, {{"SHARE", "1"}, {"REST", "0"}});
    CHECK(left.outcome("out_left") == 500);
    CHECK(left.outcome("out_right") == 0);
    CHECK(std::isnan(left.key_figure("mean_right")));
    CHECK(left.key_figure("count_right") == 0);
    CHECK(left.key_figure("of_left") == 0);
  }
}

TEST_CASE("An unlimited pool has no hours on duty and no load; its service and the others' duty are counted") {
  const FinishedRun run = run_model(R"toml(
run.horizon = "1 day"
schedule.day.days.every_day = "08:00-18:00"
pool.free.unlimited = true
pool.open = {unlimited = true, schedule = "day"}
pool.desk = {servers = 2, schedule = "day"}
load.free.pools = ["free"]
load.both.pools = ["free", "desk"]
load.desk.pools = ["desk"]
window.free = {pool = "free", schedule = "day"}
window.desk = {pool = "desk", schedule = "day"}
run.arrivals = 1
stream.people = {interval = fixed(9 h), enters = "path"}
[pathway.path.step]
first = {seize = "free", time = fixed(30 min)}
second = {seize = "open", time = fixed(30 min)}
third = {seize = "desk", time = fixed(2 h)}
out.exit = "done"
[kpi]
free_busy = {value = "minutes(free)", unit = "min"}
open_busy = {value = "minutes(open)", unit = "min"}
free_servers.value = "servers(free)"
open_servers.value = "servers(open)"
free_hours = {value = "pool_on_duty_hours[pool=free]", unit = "h"}
all_hours = {value = "pool_on_duty_hours", unit = "h"}
free_load.value = "pool_load[pool=open]"
free_group.value = "load[load_group=free]"
both_group.value = "load[load_group=both]"
free_window = {value = "window_on_duty_hours[window=free]", unit = "h"}
desk_hours = {value = "pool_on_duty_hours[pool=desk]", unit = "h"}
desk_load.value = "pool_load[pool=desk]"
desk_group.value = "load[load_group=desk]"
desk_window = {value = "window_on_duty_hours[window=desk]", unit = "h"}
)toml");
  CHECK(run.key_figure("free_busy") == 30);
  CHECK(run.key_figure("open_busy") == 30);
  for (const char* name : {"free_servers", "open_servers", "free_hours", "all_hours", "free_load", "free_group",
                           "both_group", "free_window"}) {
    INFO(name);
    CHECK(std::isnan(run.key_figure(name)));
  }
  CHECK(run.key_figure("desk_hours") == 20);
  CHECK(run.key_figure("desk_load") == 0.1);
  CHECK(run.key_figure("desk_group") == 0.1);
  CHECK(run.key_figure("desk_window") == 20);
}

}  // namespace draagkracht::testing
