// What steps read for a request.
#include "engine/simulation/step_values.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

constexpr std::uint32_t word_of(double u) { return static_cast<std::uint32_t>(u * 0x1p32); }

}  // namespace

TEST_CASE("A formula reads request, run and pools as they are now") {
  SmallRun run(small_model(R"~(
number.visits = {}
number.since.unit = "time"
global.seen.value = 3
variable.kind.values = ["short", "long"]
pool.desk.servers = 4
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
a.assign = {visits = "visits + 1"}
b.assign = {visits = "10 * seen - visits / 4"}
c.assign = {since = "now"}
d.assign = {since = "time_of_day"}
e.assign = {visits = "day"}
f.assign = {since = "elapsed"}
g.assign = {visits = "queue(desk) + 10 * busy(desk) + 100 * free(desk)"}
h.when = 'kind == "long" and not counting'
i.when = 'kind != "long" or elapsed >= 2 h'
j.assign = {visits = "floor(visits) + min(visits, 1) + max(visits, 7) + mod(0 - visits, 2)"}
k.assign = {since = "waited"}
l.assign = {visits = "-(visits - 1)"}
serve = {seize = "desk", time = fixed(1 min)}
out.exit = "done"
)~",
                           "2 weeks", "1 week"));
  RunState& state = run.state;
  state.clock.now = 1 * day + 8 * hour;
  const std::uint32_t id = run.comer("path.a");
  state.clock.now += 90 * minute;
  state.values.number(id, 0) = 2.5;
  state.values.last_wait(id) = 77;
  state.globals[0] = 4;
  PoolState& desk = run.servers("desk");
  for (int i = 0; i < 3; ++i) state.servers.seize(state.requests, desk, 0, run.comer("path.serve"), state.clock.now);
  for (int i = 0; i < 2; ++i)
    state.servers.queues().join_tail(state.requests, desk, 0, run.comer("path.serve"), state.clock.now);
  const auto value = [&](const std::string& step) {
    const Step& of = run.plan("path." + step).step;
    const Index formula = of.kind == StepKind::when ? run.model.verbs.when[of.index].formula
                                                    : run.model.verbs.assign[of.index].assignments[0].formula;
    return StepValues(state).evaluate(formula, state.requests[id]);
  };
  CHECK(value("a") == 3.5);
  CHECK(value("b") == 40 - 2.5 / 4);
  CHECK(value("c") == 33.5 * hour);
  CHECK(value("d") == 9.5 * hour);
  CHECK(value("e") == 1);
  CHECK(value("f") == 90 * minute);
  CHECK(value("g") == 2 + 30 + 100);
  CHECK(value("h") == 0);
  CHECK(value("i") == 1);
  state.requests.labels(id).at[0] = 1;
  CHECK(value("h") == 1);
  CHECK(value("i") == 0);
  CHECK(value("j") == 2 + 1 + 7 + 1.5);  // mod has the sign of its second
  CHECK(value("k") == 77);
  CHECK(value("l") == -1.5);
  state.clock.now = 8 * day;
  CHECK(value("h") == 0);
  CHECK(value("i") == 1);
  state.servers.set_duty(desk, 2, state.clock.now);
  CHECK(value("g") == 2 + 30);  // never below 0
}

TEST_CASE("A time is drawn from the row of the request's labels, times its factor, and rounded once") {
  SmallRun run(compiled(R"~(
run = {start = 2024-01-01, horizon = "2 weeks"}
variable.kind.values = ["short", "long", "odd"]
parameter.haste.value = 1.5
pool.desk.servers = 1
stream.a = {interval = {distribution = "deterministic", mean = "1 h"}, enters = "path"}
[pathway.path.step]
sort = {draw = "kind", shares = {short = 0.5, long = 0.5}}
serve = {seize = "desk", time = {lookup = {table = "times", by = ["kind"]}, factor = "haste"}}
rest.delay = {value = "90 s - elapsed"}
law.delay = {distribution = "uniform", low = "0 min", high = "10 min"}
endless.delay = {value = "1 min / (queue(desk) - queue(desk))"}
out.exit = "done"
)~",
                        {{"times",
                          "kind,distribution,cv,mean_min\nshort,deterministic,0,2\nlong,deterministic,0,5.00001\n"
                          "odd,deterministic,0,1\n"}}));
  RunState& state = run.state;
  const std::uint32_t id = run.comer("path.serve");
  const StepPlan& plan = run.plan("path.serve");
  const StepValues values(state);
  CHECK(values.draw_work(plan, state.requests[id], word_of(0.5)) == 3 * minute);
  state.requests.labels(id).at[0] = 1;
  CHECK(values.draw_work(plan, state.requests[id], word_of(0.5)) == 450'001);  // 1.5 x 300,000.6 = 450,000.9
  const TableKey& key = plan.seize->time.key;
  CHECK(values.draw_time(plan.seize->time, state.requests[id], key.row_if(state.requests.labels(id), 0, 0), 0) ==
        3 * minute);
  const auto delay = [&](const std::string& step) -> const TimeSource& {
    return run.model.verbs.delay[run.plan("path." + step).step.index].time;
  };
  CHECK(values.draw_time(delay("law"), state.requests[id], word_of(0.25)) == Approx(2.5 * minute).margin(minute / 100));
  CHECK(values.draw_time(delay("rest"), state.requests[id], 0) == 90'000);
  state.clock.now = 2 * minute;
  CHECK(values.draw_time(delay("rest"), state.requests[id], 0) == 0);  // below 0 counts as 0
  state.requests[id].step = run.step("path.endless");
  CHECK_THROWS_AS(values.draw_time(delay("endless"), state.requests[id], 0), RunFailure);
  // A row without a time is told with the labels that lead there.
  state.requests[id].step = run.step("path.serve");
  TimeSource holes = plan.seize->time;
  holes.tables[2] = none;
  state.requests.labels(id).at[0] = 2;
  CHECK(values.draw_time(holes, state.requests[id], 0) == -1);
  CHECK_THROWS_WITH(values.needed_time(holes, state.requests[id], 0),
                    "step serve of pathway path has no time for kind \"odd\". Add the row to its table, or lead such "
                    "requests elsewhere");
}

TEST_CASE("A branch takes its share of the words, the last one the rest, and a parameter's share as it is today") {
  SmallRun run(small_model(R"(
pool.desk.servers = 1
parameter.second = {value = 0.5, least = 0, most = 0.7}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
fork.branches = [{share = 0.25, to = "a"}, {share = "second", to = "b"}, {to = "c"}]
a = {seize = "desk", time = fixed(1 min)}
b = {seize = "desk", time = fixed(1 min)}
c = {seize = "desk", time = fixed(1 min)}
out.exit = "done"
)"));
  RunState& state = run.state;
  const Request& request = state.requests[run.comer("path.fork")];
  const Branches& fork = run.model.branches[run.plan("path.fork").step.branch];
  const auto chosen = [&](std::uint32_t word) { return StepValues(state).choose_branch(fork, request, word); };
  CHECK(chosen(0) == run.step("path.a"));
  CHECK(chosen(word_of(0.25) - 1) == run.step("path.a"));
  CHECK(chosen(word_of(0.25)) == run.step("path.b"));
  CHECK(chosen(word_of(0.75) - 1) == run.step("path.b"));
  CHECK(chosen(word_of(0.75)) == run.step("path.c"));
  CHECK(chosen(0xffffffff) == run.step("path.c"));
}

TEST_CASE("A task's pool and class follow from a label; only who is being served is served by a task") {
  SmallRun run(small_model(R"(
variable.who.values = ["desk", "window"]
pool.desk.servers = 1
pool.window.servers = 1
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
sort = {draw = "who", shares = {desk = 0.5, window = 0.5}}
serve = {seize = "who", time = fixed(1 min), priority_by = "who", priorities = {desk = 2, window = 1}}
out.exit = "done"
)"));
  RunState& state = run.state;
  const std::uint32_t id = run.comer("path.serve");
  Request& request = state.requests[id];
  const StepPlan& plan = run.plan("path.serve");
  const StepValues values(state);
  CHECK(values.pool(plan.seize->pool, request) == run.pool("desk"));
  CHECK(values.priority_class(plan, request) == 2);
  state.requests.labels(id).at[0] = 1;
  CHECK(values.pool(plan.seize->pool, request) == run.pool("window"));
  CHECK(values.priority_class(plan, request) == 1);
  CHECK(values.pool_at(none, request) == nobody);
  CHECK(values.person_of(request) == nullptr);
  CHECK(values.seize_in_service(request) == nullptr);
  request.state = RequestState::in_service;
  CHECK(values.seize_in_service(request) == plan.seize);
}

}  // namespace draagkracht::testing
