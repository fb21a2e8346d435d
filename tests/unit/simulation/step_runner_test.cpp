// What each verb does to a request, and where it goes on.
#include "engine/simulation/step_runner.h"

#include <catch2/catch.hpp>

#include "engine/core/hash.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// One step of each kind, in a row; the run starts on Monday, and Tuesday 2 January 2024 is a holiday.
Model verbs() {
  Model model = small_model(R"~(
number.visits = {}
global.seen.value = 5
variable.kind.values = ["short", "long"]
variable.before.values = ["short", "long"]
schedule.office.days.weekdays = "09:00-17:00"
pool.desk.servers = 1
pool.bed.servers = 1
tally.work = {minutes = true}
tally.sorted = {}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
sort = {draw = "kind", shares = {short = 0.25, long = 0.75}, counts = ["sorted"]}
keep.copy = "before=kind"
mark.set = {kind = "long"}
look = {select = "before", cases = {long = "rest"}, otherwise = "office"}
rest.delay = fixed(30 min)
office = {until = "office"}
open = {select = "office", cases = {open = "count", closed = "chance"}}
count.assign = {visits = "visits + 1", seen = "seen + visits"}
few = {when = "visits < 2", yes = "child", no = "chance"}
child = {spawn = "later", set = {kind = "short"}}
late = {spawn = "later", after = fixed(20 min)}
chance = {chance = 0.25, yes = "book", no = "out"}
book = {account = "desk", time = fixed(12 min), counts = ["work"]}
hold = {seize = "bed", hold = ["bed"], time = fixed(1 min)}
free.release = ["bed"]
fork.branches = [{share = 0.5, to = "desk"}, {to = "out"}]
desk = {seize = "desk", time = fixed(1 min)}
out.exit = "done"
[pathway.later.step]
rest.delay = fixed(1 min)
out.exit = "later"
)~",
                            "2 weeks", "1 h");
  model.holidays = {model.start_day + 1};
  return model;
}

struct Verbs : SmallRun {
  Verbs() : SmallRun(verbs()) { state.clock.now = 2 * hour; }

  Index pass(std::uint32_t id, const std::string& name) {
    state.requests[id].step = step("path." + name);
    return StepRunner(state).pass(id, plan("path." + name));
  }
  Index to(const std::string& name) const { return step("path." + name); }
  double lane(std::uint32_t id, const std::string& name, Lane lane) const {
    const Request& request = state.requests[id];
    return uniform(random_block(state.key, request.entity, plan("path." + name).step.address, request.visit)[lane]);
  }
};

}  // namespace

TEST_CASE("A label is drawn by the step's own word, copied and set") {
  Verbs run;
  int longs = 0;
  for (std::uint64_t entity = 1; entity <= 40; ++entity) {
    const std::uint32_t id = run.comer("path.sort", entity);
    const std::uint8_t expected = run.lane(id, "sort", service_lane) < 0.25 ? 0 : 1;
    CHECK(run.pass(id, "sort") == run.to("keep"));
    const RequestLabels& labels = run.state.requests.labels(id);
    CHECK(labels.at[0] == expected);
    longs += expected;
    CHECK(run.pass(id, "keep") == run.to("mark"));
    CHECK(labels.at[1] == expected);
    CHECK(run.pass(id, "mark") == run.to("look"));
    CHECK(labels.at[0] == 1);
    CHECK(labels.at[1] == expected);
    CHECK(StepRunner(run.state).select_by_label(run.state.requests[id], run.plan("path.look")) ==
          run.to(expected == 1 ? "rest" : "office"));
  }
  CHECK(longs > 20);
  CHECK(longs < 40);
  CHECK(run.state.observer.counts[run.model.tallies[1].offset] == 40);
}

TEST_CASE("Who sleeps until later today is on the event list, until another day on the agenda") {
  Verbs run;
  const std::uint32_t id = run.comer("path.rest", std::uint64_t{7} << 32);
  CHECK(run.pass(id, "rest") == none);
  CHECK(run.state.requests[id].state == RequestState::delayed);
  CHECK(run.state.requests[id].since == 2 * hour + 30 * minute);
  CHECK(run.state.requests[id].branch == run.to("office"));
  REQUIRE(run.state.events.first_key() == event_key(2 * hour + 30 * minute, EventKind::delay_end));
  const Event event = run.state.events.take_first();
  CHECK(event.id == id);
  CHECK(event.stamp == 7);
  run.state.clock.now = 23 * hour + 45 * minute;
  const std::uint32_t late = run.comer("path.rest");
  CHECK(run.pass(late, "rest") == none);
  CHECK(run.state.events.first_key() == no_event);
  std::vector<Event> tomorrow;
  run.state.agenda.take(1, tomorrow);
  REQUIRE(tomorrow.size() == 1);
  CHECK(tomorrow[0].key == event_key(day + 15 * minute, EventKind::delay_end));
}

TEST_CASE("Until a schedule opens: not at all, later today, or after days off") {
  Verbs run;
  const auto sleeps_until = [&](std::int64_t now) {
    run.state.clock.begin_day(static_cast<std::int32_t>(now / day));
    run.state.clock.now = now;
    const std::uint32_t id = run.comer("path.office");
    const Index next = run.pass(id, "office");
    CHECK((next == none ? Index(run.state.requests[id].branch) : next) == run.to("open"));
    return next == none ? run.state.requests[id].since : now;
  };
  CHECK(sleeps_until(8 * hour) == 9 * hour);
  CHECK(sleeps_until(9 * hour) == 9 * hour);
  CHECK(sleeps_until(17 * hour - 1) == 17 * hour - 1);
  CHECK(sleeps_until(17 * hour) == 2 * day + 9 * hour);  // the holiday
  CHECK(sleeps_until(4 * day + 18 * hour) == 7 * day + 9 * hour);
  const auto goes_on_at = [&](std::int64_t now) {
    run.state.clock.now = now;
    return run.pass(run.comer("path.open"), "open");
  };
  CHECK(goes_on_at(9 * hour) == run.to("count"));
  CHECK(goes_on_at(17 * hour) == run.to("chance"));
  CHECK(goes_on_at(day + 10 * hour) == run.to("chance"));
}

TEST_CASE("Numbers are assigned one after the other, and choices see them") {
  Verbs run;
  const std::uint32_t id = run.comer("path.count");
  CHECK(run.pass(id, "count") == run.to("few"));
  CHECK(run.state.values.number(id, 0) == 1);
  CHECK(run.state.globals[0] == 6);
  CHECK(run.pass(id, "few") == run.to("child"));
  run.pass(id, "count");
  CHECK(run.state.globals[0] == 8);
  CHECK(run.pass(id, "few") == run.to("chance"));
}

TEST_CASE("A child has its parent's labels but for what is set, its numbers, and an entity of its own") {
  Verbs run;
  const std::uint32_t id = run.comer("path.child", 99);
  run.state.requests.labels(id).at[0] = 1;
  run.state.requests.labels(id).at[1] = 1;
  run.state.requests.labels(id).round = 3;
  run.state.values.number(id, 0) = 4;
  const std::int64_t entered = run.state.observer.entered;
  CHECK(run.pass(id, "child") == run.to("late"));
  REQUIRE(run.state.instant.ready.size() == 1);
  const std::uint32_t child = run.state.instant.ready[0];
  CHECK(run.state.requests[child].entity == combine(99, combine(run.plan("path.child").step.address, 0)));
  CHECK(run.state.requests[child].arrived == 2 * hour);
  CHECK(run.state.requests[child].state == RequestState::moving);
  CHECK(run.state.requests[child].branch == run.step("later.rest"));
  CHECK(run.state.requests.labels(child).at[0] == 0);
  CHECK(run.state.requests.labels(child).at[1] == 1);
  CHECK(run.state.requests.labels(child).round == 0);
  CHECK(run.state.values.number(child, 0) == 4);
  CHECK(run.state.observer.entered == entered + 1);
  CHECK(run.state.requests.labels(id).at[0] == 1);
  CHECK(run.pass(id, "late") == run.to("chance"));
  CHECK(run.state.instant.ready.size() == 1);  // the second sleeps
  REQUIRE(run.state.events.first_key() == event_key(2 * hour + 20 * minute, EventKind::delay_end));
  const Request& second = run.state.requests[run.state.events.take_first().id];
  CHECK(second.arrived == 2 * hour + 20 * minute);
  CHECK(second.entity != run.state.requests[child].entity);
}

TEST_CASE("A chance and branches come true by the words of their lanes") {
  Verbs run;
  int yes = 0, first = 0;
  for (std::uint64_t entity = 1; entity <= 40; ++entity) {
    const std::uint32_t id = run.comer("path.chance", entity);
    const bool comes_true = run.lane(id, "chance", service_lane) < 0.25;
    const bool to_desk = run.lane(id, "fork", branch_lane) < 0.5;
    CHECK(run.pass(id, "chance") == run.to(comes_true ? "book" : "out"));
    CHECK(run.pass(id, "fork") == run.to(to_desk ? "desk" : "out"));
    yes += comes_true ? 1 : 0;
    first += to_desk ? 1 : 0;
  }
  CHECK(yes > 0);
  CHECK(yes < 20);
  CHECK(first > 10);
  CHECK(first < 30);
}

TEST_CASE("Work that is accounted seizes nobody, and counts from the end of the warm-up") {
  Verbs run;
  const std::uint32_t desk = run.pool("desk");
  run.state.clock.now = hour - 1;
  CHECK(run.pass(run.comer("path.book"), "book") == run.to("hold"));
  CHECK(run.state.observer.accounted(desk) == 0);
  run.state.clock.now = hour;
  CHECK(run.pass(run.comer("path.book"), "book") == run.to("hold"));
  CHECK(run.state.observer.accounted(desk) == 12 * minute);
  CHECK(run.state.observer.counts[run.model.tallies[0].offset] == 12 * minute);
  CHECK(run.state.servers[desk].busy == 0);
}

TEST_CASE("What is released is had by who waits for it") {
  Verbs run;
  const auto enter = [&] {
    const std::uint32_t id = run.comer("path.hold");
    Services(run.state).enter_seize(id, run.state.requests[id], run.plan("path.hold"), {});
    return id;
  };
  const std::uint32_t first = enter(), second = enter();
  run.state.clock.now += minute;
  Services(run.state).release_servers({event_key(run.state.clock.now, EventKind::service_end), first, 0});
  Services(run.state).serve_touched();
  CHECK(StepRunner(run.state).finish_service(first) == run.to("free"));
  CHECK(run.state.requests[second].state == RequestState::waiting);
  CHECK(run.pass(first, "free") == run.to("fork"));
  CHECK(run.state.requests[second].state == RequestState::in_service);
  CHECK(run.state.requests[first].claims == nobody);
}

TEST_CASE("Who leaves is gone, and its outcome counts from the end of the warm-up") {
  Verbs run;
  const Index done = position(run.model.outcomes, "done");
  const auto leave = [&](std::int64_t now) {
    run.state.clock.now = now;
    const std::uint32_t id = run.comer("path.out");
    StepRunner(run.state).leave(id, run.state.requests[id], run.plan("path.out"));
    CHECK(run.state.requests[id].state == RequestState::free);
  };
  leave(hour - 1);
  CHECK(run.state.observer.outcomes[done] == 0);
  CHECK(run.state.observer.left == 1);
  leave(hour);
  CHECK(run.state.observer.outcomes[done] == 1);
  CHECK(run.state.observer.left == 2);
}

}  // namespace draagkracht::testing
