// Key figures that ask for steps, tasks, labels, levels and stays: on models that can be told by hand, exact.
#include <catch2/catch.hpp>

#include <cmath>
#include <regex>

#include "engine/stats/running.h"
#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {
namespace {

// `fixed(7 min)` stands for the law that always gives 7 min.
FinishedRun run_model(const std::string& rest, const Replacements& replacements = {}) {
  const std::string text = "run.start = 2024-01-01\n" + replaced(rest, replacements);
  return run_text(
      std::regex_replace(text, std::regex(R"(fixed\(([^)]*)\))"), R"({distribution = "deterministic", mean = "$1"})"));
}

// Counted from 60 to 300 min. Short ones come at 10, 20, ... and are served from 1 to 4 min later; long ones come at
// 20, 40, ..., are served in their first 3 min and examined in the 5 min after. Of those who come from 60 on, 24 and 12
// are done by 300; in the whole run 29 and 14.
const std::string visits = R"toml(
run.warm_up = "1 h"
run.horizon = "4 h"
variable.kind.values = ["short", "long"]
variable.who.values = ["desk", "nurse"]
pool.desk = {servers = 9, occupancy = 9}
pool.nurse.servers = 9
wait.stay = {from = "arrival", by = ["kind"], within = ["4 min"]}
wait.stay_whole = {from = "arrival", whole_run = true, plus = "1 min"}
stream.short = {interval = fixed(10 min), enters = "visit"}
stream.long = {interval = fixed(20 min), enters = "visit.serve", set = {kind = "long"}}
[pathway.visit.step]
pause.delay = fixed(1 min)
serve = {seize = "desk", task = "intake", time = fixed(3 min)}
more = {select = "kind", cases = {long = "examine"}, otherwise = "out"}
examine = {seize = "desk", task = "exam", time = fixed(5 min)}
out = {exit = "done", wait = "stay"}
[kpi]
)toml";

double figure(const std::string& value, const std::string& unit = "1") {
  return run_model(visits + "figure = {value = \"" + value + "\", unit = \"" + unit + "\"}\n").key_figure("figure");
}

}  // namespace

TEST_CASE("count(STEP) is how often a step was done, in the counted period or the whole run") {
  CHECK(figure("count(visit.serve)") == 36);
  CHECK(figure("count(visit.serve, all)") == 43);
  CHECK(figure("count(visit.examine) / count(visit.serve)") == Approx(12.0 / 36).epsilon(1e-15));
  CHECK(figure("count(visit.pause) + 1000 * count(visit.more)") == 24 + 36'000);
  CHECK(figure("count(done)") == 36);
  CHECK(figure("count(done, all)") == 43);
  CHECK(figure("count(visit.out) - count( visit.out )") == 0);
}

TEST_CASE("minutes(POOL[...]) is service by task and by label") {
  CHECK(figure("minutes(desk)", "min") == 168);
  CHECK(figure("minutes(desk, all)", "min") == 43 * 3 + 14 * 5);
  CHECK(figure("minutes(desk[task=intake])", "min") == 108);
  CHECK(figure("minutes(desk[task=exam])", "h") == 1);
  CHECK(figure("minutes(desk[task=intake|exam])", "min") == 168);
  CHECK(figure("minutes(desk[kind=short])", "min") == 72);
  CHECK(figure("minutes(desk[task=intake, kind=long])", "min") == 36);
  CHECK(figure("minutes(desk[kind=short|long], all)", "min") == 199);
  CHECK(figure("minutes(desk[task=exam, kind=short])", "min") == 0);
}

TEST_CASE("minutes(POOL[...]) where a variable chooses the pool, where it is seized beside another, and interrupted") {
  const Replacements nurse_serves = {{"seize = \"desk\", task = \"intake\"", "seize = \"who\", task = \"intake\""},
                                     {"set = {kind = \"long\"}", "set = {kind = \"long\", who = \"nurse\"}"},
                                     {"task = \"exam\"", "task = \"exam\", with = [\"nurse\"]"}};
  const FinishedRun run = run_model(visits + R"toml(
desk_intake = {value = "minutes(desk[task=intake])", unit = "min"}
nurse_intake = {value = "minutes(nurse[task=intake])", unit = "min"}
nurse_long = {value = "minutes(nurse[kind=long])", unit = "min"}
nurse = {value = "minutes(nurse)", unit = "min"}
)toml",
                                    nurse_serves);
  CHECK(run.key_figure("desk_intake") == 24 * 3);
  CHECK(run.key_figure("nurse_intake") == 12 * 3);
  CHECK(run.key_figure("nurse_long") == 12 * 8);
  CHECK(run.key_figure("nurse") == 12 * 8);
  // From 50 to 70, interrupted from 55 to 65 by one who is served at once; the warm-up ends at 60.
  const FinishedRun interrupted = run_model(R"toml(
run.warm_up = "1 h"
run.horizon = "1 h"
pool.desk = {servers = 1, preemptible = [1]}
stream.long = {interval = fixed(50 min), enters = "long"}
stream.urgent = {interval = fixed(55 min), enters = "urgent"}
[pathway.long.step]
serve = {seize = "desk", priority = 1, time = fixed(20 min)}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "desk", time = fixed(10 min)}
out.exit = "done"
[kpi]
of_long = {value = "minutes(desk[task=long.serve])", unit = "min"}
of_long_all = {value = "minutes(desk[task=long.serve], all)", unit = "min"}
all = {value = "minutes(desk, all)", unit = "min"}
counted = {value = "minutes(desk)", unit = "min"}
)toml");
  // Others come at 100 and 110: the former until 110, when the latter takes over until the end.
  CHECK(interrupted.key_figure("of_long") == 15 + 10);  // what ended at 80 after the interruption, and 100-110
  CHECK(interrupted.key_figure("of_long_all") == 5 + 15 + 10);
  CHECK(interrupted.key_figure("all") == (80 - 50) + 20);
  CHECK(interrupted.key_figure("counted") == (80 - 60) + 20);
}

// Counted from 60 to 300 min, one server. The first is served from 50 to 150. The second waits from 55 to 150 and is
// served beyond the end. The third waits from 100 and leaves at 120, the fourth from 250 on.
const std::string line = R"toml(
run.warm_up = "1 h"
run.horizon = "4 h"
pool.desk.servers = 1
wait.queue = {}
stream.first = {interval = fixed(9 days), start = "50 min", at_start = true, enters = "long"}
stream.second = {interval = fixed(9 days), start = "55 min", at_start = true, enters = "longer"}
stream.third = {interval = fixed(9 days), start = "100 min", at_start = true, enters = "hasty"}
stream.fourth = {interval = fixed(9 days), start = "250 min", at_start = true, enters = "long"}
global.most = {value = 2}
global.last = {unit = "time", time = "1 min"}
[pathway.long.step]
look.assign = {most = "most + queue(desk)", last = "now"}
serve = {seize = "desk", time = fixed(100 min), wait = "queue"}
out.exit = "done"
[pathway.longer.step]
serve = {seize = "desk", time = fixed(900 min), wait = "queue"}
out.exit = "done"
[pathway.hasty.step]
serve = {seize = "desk", time = fixed(1 min), wait = "queue", patience = fixed(20 min), on_patience = "out"}
out.exit = "left"
[kpi]
)toml";

TEST_CASE("queue(POOL) counts those served, those who left and those who wait at the end") {
  const FinishedRun run = run_model(line + R"toml(
mean = {value = "queue(desk)"}
hours = {value = "pool_queue_hours[pool=desk]", unit = "min"}
served = {value = "sum(queue)", unit = "min"}
)toml");
  CHECK(run.key_figure("hours") == Approx(90 + 20 + 50).epsilon(1e-14));
  CHECK(run.key_figure("mean") == Approx(160.0 / 240).epsilon(1e-14));
  CHECK(run.key_figure("served") == 95);  // who was served, warm-up included
}

TEST_CASE("An overloaded queue from empty has its exact mean length; those who were served show half of it") {
  // Exact: tests/verification/exact_values.py. |z| <= 4 over 400 runs: a false alarm once in 16,000.
  const std::shared_ptr<const CompiledModel> model = compile_text(R"toml(
run.horizon = "60 min"
pool.desk.servers = 1
wait.queue = {}
stream.people = {rate = "2 per min", enters = "visit"}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "1 min"}, wait = "queue"}
out.exit = "served"
[kpi]
mean.value = "queue(desk)"
served.value = "sum(queue) / 60 min"
)toml");
  RunningMean mean, served;
  for (std::uint32_t replication = 0; replication < 400; ++replication) {
    const FinishedRun run(model, 121, replication);
    mean.add(run.key_figure("mean"));
    served.add(run.key_figure("served"));
  }
  const auto z = [](const RunningMean& figure) { return (figure.mean() - 29.9833334) / figure.standard_error(); };
  CHECK(std::abs(z(mean)) <= 4);
  CHECK(std::abs(z(served)) > 4);  // the twin
}

TEST_CASE("global(NAME) is what a value of the model is when the run ends") {
  const FinishedRun run = run_model(line + R"toml(
most = {value = "global(most)"}
last = {value = "global(last)", unit = "min"}
later = {value = "global(last) + global_time_at_end + 1 min", unit = "min"}
)toml");
  CHECK(run.key_figure("most") == 2 + 0 + 0);
  CHECK(run.key_figure("last") == 250);
  CHECK(run.key_figure("later") == 501);
}

// Requests come at 10, 20, ...; `opened` is set behind the pause of 1 min, the child's `due` lies 10 min ahead at 2
// min.
const std::string marks = R"toml(
run.horizon = "1 h"
variable.kind.values = ["odd", "even"]
number.opened.unit = "time"
number.due.unit = "time"
pool.desk.servers = 1
wait.since_open = {since = "opened", by = ["kind"], within = ["5 min"]}
wait.served = {since = "opened", plus = "1 min"}
wait.late = {since = "due"}
stream.odd = {interval = fixed(20 min), start = "10 min", at_start = true, enters = "visit"}
stream.even = {interval = fixed(20 min), enters = "visit.rest", set = {kind = "even"}}
[pathway.visit.step]
pause.delay = fixed(1 min)
open.assign = {opened = "now", due = "now + 10 min"}
rest.delay = fixed(2 min)
child.spawn = "child"
serve = {seize = "desk", time = fixed(3 min), wait = "served"}
out = {exit = "done", wait = "since_open"}
[pathway.child.step]
soon = {delay = fixed(1 min), wait = "late"}
rest.delay = fixed(20 min)
out = {exit = "gone", wait = "late"}
[kpi]
)toml";

TEST_CASE("A wait since a number begins when the number says, at any step, and without it counts apart") {
  const FinishedRun run = run_model(marks + R"toml(
odd = {value = "mean(since_open[kind=odd])", unit = "min"}
n = {value = "count(since_open)"}
not = {value = "since_open_unmarked[kind=even]"}
odd_not = {value = "since_open_unmarked[kind=odd]"}
within = {value = "since_open_within[since_open_norm=5 min]"}
served = {value = "mean(served)", unit = "min"}
served_not = {value = "served_unmarked"}
late = {value = "sum(late)", unit = "min"}
lates = {value = "count(late)"}
)toml");
  // Odd ones come at 10, 30, 50: marked at 11, 31, 51; served 2 to 5 min later. Even ones, at 20 and 40, are
  // not marked.
  CHECK(run.key_figure("odd") == 5);
  CHECK(run.key_figure("n") == 3);
  CHECK(run.key_figure("within") == 3);
  CHECK(run.key_figure("not") == 2);
  CHECK(run.key_figure("odd_not") == 0);
  CHECK(run.key_figure("served") == 2 + 1);
  CHECK(run.key_figure("served_not") == 2);
  // Children have the numbers of their parents. Three leave `soon` before they are due; two of them leave by the
  // end, 21 min behind the spawn and so 13 min behind the due moment.
  CHECK(run.key_figure("lates") == 5);
  CHECK(run.key_figure("late") == 2 * 13);
}

TEST_CASE("time_at(POOL, n) is how long just n servers were seized") {
  // In each 20 min two are busy for 3 and one for 8.
  CHECK(figure("time_at(desk, 2)", "min") == 36);
  CHECK(figure("time_at(desk, 1)", "min") == 96);
  CHECK(figure("time_at(desk, 0)", "h") == Approx(1.8).epsilon(1e-15));
  CHECK(figure("time_at(desk, 9)", "min") == 0);
}

TEST_CASE("A step without a queue tells a measure how long a request has been there") {
  CHECK(figure("mean(stay[kind=short])", "min") == 4);
  CHECK(figure("mean(stay[kind=long])", "min") == 8);
  CHECK(figure("count(stay)") == 36);
  CHECK(figure("stay_within[stay_norm=4 min]") == 24);
  CHECK(figure("sum(stay)", "min") == 24 * 4 + 12 * 8);
  // At another step, over the whole run, and with a minute more.
  const FinishedRun run = run_model(visits + "f = {value = \"sum(stay_whole)\", unit = \"min\"}\n",
                                    {{"otherwise = \"out\"", "otherwise = \"out\", wait = \"stay_whole\""}});
  CHECK(run.key_figure("f") == Approx(29 * (4 + 1) + 14 * (3 + 1)).epsilon(1e-15));
}

TEST_CASE("A circle without time fails the run, and says where and what to do") {
  const std::string rest = R"toml(
run.horizon = "1 day"
number.n = {}
stream.a = {interval = fixed(1 h), enters = "path"}
pool.desk.servers = 1
[pathway.path.step]
begin.assign = {n = "n + 1"}
FIRST
again = {when = "n < 1", yes = "out", no = "begin"}
out.exit = "done"
)toml";
  const std::string message =
      "requests go round without time: 10000000 ways back to an earlier step at one instant, the last to "
      "step begin of pathway path. Let a step of the round take time, or lead out of it after some rounds";
  CHECK_THROWS_WITH(run_model(rest, {{"FIRST", ""}}), message);
  CHECK_THROWS_WITH(run_model(rest, {{"FIRST", "rest = {delay = {value = \"0 min * n\"}}"}}), message);
  CHECK_THROWS_WITH(run_model(rest, {{"FIRST", "serve = {seize = \"desk\", time = {value = \"0 min * n\"}}"}}),
                    message);
  // Half as many rounds are none too many.
  CHECK(run_model(rest, {{"FIRST", ""}, {"n < 1", "mod(n, 100000) == 0"}}).outcome("done") == 23);
}

TEST_CASE("A request for which a table has no time fails the run, with step and labels") {
  const std::string times = "{lookup = {table = \"times\", by = [\"kind\", \"who\"]}}";
  const auto run = [&](const std::string& step, const std::string& csv) {
    return run_text(std::regex_replace(R"toml(
run.start = 2024-01-01
run.horizon = "1 day"
variable.kind.values = ["short", "long"]
variable.who.values = ["desk", "nurse"]
number.n.unit = "time"
number.rounds = {}
pool.desk.servers = 1
stream.a = {interval = {distribution = "deterministic", mean = "1 h"}, enters = "path", set = {kind = "long"}}
[pathway.path.step]
count.assign = {rounds = "rounds + 1"}
next.delay = {value = "1 min * rounds"}
)toml" + step + "\nout.exit = \"done\"\n",
                                       std::regex("TIME"), times),
                    {{"times", csv}});
  };
  const std::string head = "kind,who,distribution,cv,mean_min\n";
  const std::string lacks = head + "short,desk,deterministic,0,2\nlong,nurse,deterministic,0,2\n";
  const std::string message =
      "step serve of pathway path has no time for kind \"long\", who \"desk\". "
      "Add the row to its table, or lead such requests elsewhere";
  for (const std::string step :
       {"serve = {seize = \"desk\", time = TIME}", "serve.delay = TIME", "serve = {sample = \"n\", time = TIME}",
        "serve = {account = \"desk\", time = TIME}"}) {
    CAPTURE(step);
    CHECK_THROWS_WITH(run(step, lacks), message);
    CHECK(run(step, lacks + "long,desk,deterministic,0,2\n").outcome("done") == 23);
  }
}

}  // namespace draagkracht::testing
