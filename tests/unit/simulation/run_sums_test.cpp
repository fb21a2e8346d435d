// Sums at the end of the warm-up and of a run, and requests that wait for each other for ever.
#include "engine/simulation/run_sums.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "engine/simulation/services.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// Customers of `path` are served 10 min, or hold a bed while they wait.
Model house(const std::string& warm_up = "0 min") {
  return small_model(R"(
pool.desk = {servers = 1, preemptible = [1]}
pool.bed.servers = 1
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
urgent = {seize = "desk", time = fixed(2 min)}
serve = {seize = "desk", priority = 1, time = fixed(10 min)}
admit = {seize = "bed", hold = ["bed"], time = fixed(3 min)}
leave.release = ["bed"]
out.exit = "done"
)",
                     "2 weeks", warm_up);
}

struct Sums : SmallRun {
  using SmallRun::SmallRun;

  std::uint32_t enter(const std::string& step, std::uint64_t entity = 1) {
    const std::uint32_t id = comer(step, entity);
    enter_seize(id, step);
    return id;
  }
  void enter_seize(std::uint32_t id, const std::string& at) {
    state.requests[id].step = step(at);
    Services(state).enter_seize(id, state.requests[id], plan(at), {});
  }
  void end(std::uint32_t id) {
    Services(state).release_servers({event_key(state.clock.now, EventKind::service_end), id, 0});
    Services(state).serve_touched();
  }
  std::int64_t busy(const std::string& name) const { return state.observer.busy(pool(name), 0); }
};

}  // namespace

TEST_CASE("At the end what is in service or held counts until now, and what services still take is their rest") {
  Sums run(house());
  run.enter("path.serve", 1);  // interrupted after 1 min: 9 are left
  const std::uint32_t held = run.enter("path.admit", 2);
  run.state.clock.now = 1 * minute;
  run.enter("path.urgent", 3);  // 2 min, of which 1 is left
  run.state.clock.now = 2 * minute;
  REQUIRE(run.busy("desk") == 1 * minute);
  account_running(run.state);
  CHECK(run.busy("desk") == 2 * minute);
  CHECK(run.state.observer.rest(run.pool("desk")) == (9 + 1) * minute);
  CHECK(run.busy("bed") == 2 * minute);
  CHECK(run.state.requests[held].state == RequestState::in_service);
  account_rests(run.state, -1);
  CHECK(run.state.observer.rest(run.pool("desk")) == 0);
  CHECK(run.state.observer.rest(run.pool("bed")) == 0);
}

TEST_CASE("A bed that is held behind its service counts until now") {
  Sums run(house());
  const std::uint32_t held = run.enter("path.admit");
  run.state.clock.now = 3 * minute;
  run.end(held);
  run.state.requests[held].state = RequestState::delayed;
  CHECK(run.busy("bed") == 0);
  run.state.clock.now = 50 * minute;
  account_running(run.state);
  CHECK(run.busy("bed") == 50 * minute);
}

TEST_CASE("The laws hold in a run that goes right, and one of them fails when any sum is one off") {
  const auto prepare = [](Sums& run) {
    for (std::uint64_t entity = 1; entity <= 3; ++entity) run.enter("path.serve", entity);
    run.enter("path.urgent", 4);
    run.enter("path.admit", 5);
    // A week on duty, at whose end the run stands.
    std::vector<Event> known;
    for (std::int32_t today = 0; today < 7; ++today) {
      run.state.clock.begin_day(today);
      run.state.staff.begin_day(today, run.state.clock, known);
    }
    run.state.clock.now = 7 * day;
    account_running(run.state);
  };
  Sums right(house());
  prepare(right);
  CHECK_NOTHROW(check_laws(right.state));
  const auto fails = [&](auto&& mistake) {
    Sums wrong(house());
    prepare(wrong);
    mistake(wrong);
    CHECK_THROWS_AS(check_laws(wrong.state), LogicFault);
  };
  fails([](Sums& run) { ++run.state.observer.entered; });
  fails([](Sums& run) { ++run.state.observer.left; });
  fails([](Sums& run) { ++run.state.observer.busy(run.pool("desk"), 0); });
  fails([](Sums& run) { ++run.servers("desk").waited; });
  fails([](Sums& run) { ++run.servers("desk").queue_length; });
  fails([](Sums& run) { ++run.servers("bed").busy; });
  fails([](Sums& run) { run.state.requests[0].state = RequestState::moving; });
}

TEST_CASE("What was asked, waited and seized before counting begins counts no more; what goes on counts from then") {
  Sums run(house("5 min"));
  const std::uint32_t desk = run.pool("desk");
  const std::uint32_t first = run.enter("path.serve", 1), second = run.enter("path.serve", 2);
  run.state.clock.now = 5 * minute;
  forget_warm_up(run.state);
  CHECK(run.state.observer.asked(desk, 0) == 0);
  CHECK(run.state.busy_before[desk] == 5 * minute);
  CHECK(run.state.observer.rest(desk) == -5 * minute);  // asked before, done after
  CHECK(PoolBank::time_held(run.state.servers[desk], run.state.clock.now) == 0);
  run.state.clock.now = 10 * minute;
  Services(run.state).release_servers({event_key(10 * minute, EventKind::service_end), first, 0});
  Services(run.state).serve_queues(run.state.servers[desk]);
  CHECK(run.state.requests[second].state == RequestState::in_service);
  CHECK(run.busy("desk") == 5 * minute);
  CHECK(PoolBank::time_held(run.state.servers[desk], run.state.clock.now) == 5 * minute);
  CHECK(run.state.servers[desk].waited == 5 * minute);
}

namespace {

// Ways that hold one of two pools and want the other; and pools that are no part of it. Compiling refuses such rings,
// so they are closed behind its back: the steps `want` and `more` want the desk in the text.
Model ring() {
  Model model = small_model(R"(
pool.left.servers = 1
pool.desk.servers = 1
pool.right.servers = 1
pool.ward.servers = 2
stream.a = {interval = fixed(1 h), enters = "one"}
stream.b = {interval = fixed(1 h), enters = "other"}
stream.c = {interval = fixed(1 h), enters = "aside"}
[pathway.one.step]
hold = {seize = "left", hold = ["left"], time = fixed(1 min)}
want = {seize = "desk", time = fixed(1 min)}
calm = {seize = "right", time = fixed(1 min), patience = fixed(1 min), on_patience = "leave"}
leave.release = ["left"]
out.exit = "done"
[pathway.other.step]
hold = {seize = "right", hold = ["right"], time = fixed(1 min)}
want = {seize = "desk", time = fixed(1 min)}
leave.release = ["right"]
out.exit = "done"
[pathway.aside.step]
serve = {seize = "desk", time = fixed(9 h)}
lie = {seize = "ward", hold = ["ward"], time = fixed(1 min)}
more = {seize = "desk", time = fixed(1 min)}
leave.release = ["ward"]
out.exit = "done"
)");
  const auto wants = [&](const std::string& step, const std::string& pool) {
    for (Index kind = 0; kind < model.pools.size(); ++kind) {
      if (model.pools[kind].name == pool)
        model.verbs.seize[model.steps[position(model.step_names, step)].index].pool.pools = {kind};
    }
  };
  wants("one.want", "right");
  wants("other.want", "left");
  wants("aside.more", "ward");
  return model;
}

// Left and right are held after a minute, by who has nothing to do yet.
struct Ring : Sums {
  std::uint32_t one, other;

  Ring() : Sums(ring()), one(enter("one.hold", 1)), other(enter("other.hold", 2)) {
    state.clock.now = minute;
    end(one);
    end(other);
  }
};

}  // namespace

TEST_CASE("Requests that hold what each other wants are a deadlock, told by their pools and no others") {
  Ring run;
  run.enter("aside.serve", 3);
  run.enter("aside.serve", 4);  // waits for who is served
  const std::uint32_t lies = run.enter("aside.lie", 5);
  run.state.clock.now = 2 * minute;
  run.end(lies);
  run.enter("aside.lie", 6);
  run.enter_seize(lies, "aside.more");  // waits for who is served
  run.enter_seize(run.one, "one.want");
  REQUIRE(run.servers("right").queue_length == 1);
  REQUIRE(run.servers("ward").queue_length == 1);
  CHECK_NOTHROW(fail_on_deadlock(run.state));  // the other may still give back what it holds
  run.enter_seize(run.other, "other.want");
  CHECK_THROWS_WITH(fail_on_deadlock(run.state),
                    "deadlock: requests that hold servers of left, right wait for each other for ever");
  CHECK_THROWS_AS(fail_on_deadlock(run.state), RunFailure);
}

TEST_CASE("A ring is no deadlock while somebody in it may lose patience, or a pool may get more servers") {
  Ring patient;
  patient.enter_seize(patient.other, "other.want");
  patient.enter_seize(patient.one, "one.calm");
  CHECK_NOTHROW(fail_on_deadlock(patient.state));
  Ring closed;
  closed.enter_seize(closed.one, "one.want");
  closed.enter_seize(closed.other, "other.want");
  CHECK_THROWS_AS(fail_on_deadlock(closed.state), RunFailure);
  closed.state.servers.set_duty(closed.servers("left"), 0, closed.state.clock.now);  // who is off duty may come back
  CHECK_NOTHROW(fail_on_deadlock(closed.state));
  closed.state.servers.set_duty(closed.servers("left"), 2, closed.state.clock.now);
  CHECK_NOTHROW(fail_on_deadlock(closed.state));
}

TEST_CASE("Who wants another server of what it holds waits for ever if all are held so") {
  Sums run(ring());
  const std::uint32_t first = run.enter("aside.lie", 1), second = run.enter("aside.lie", 2);
  run.state.clock.now = minute;
  run.end(first);
  run.end(second);
  run.enter_seize(first, "aside.more");
  CHECK_NOTHROW(fail_on_deadlock(run.state));
  run.enter_seize(second, "aside.more");
  CHECK_THROWS_WITH(fail_on_deadlock(run.state),
                    "deadlock: requests that hold servers of ward wait for each other for ever");
}

}  // namespace draagkracht::testing
