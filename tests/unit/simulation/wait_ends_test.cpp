// When those who wait lose patience, today and on later days.
#include "engine/simulation/wait_ends.h"

#include <catch2/catch.hpp>

#include "engine/simulation/services.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {

TEST_CASE("The end of a wait has a place for each request there is; nobody's wait ends before one is set") {
  RequestStore requests;
  for (int i = 0; i < 3; ++i) requests.create();
  std::vector<std::int64_t> ends;
  WaitEnds::of(ends, requests, 1) = 5;
  CHECK(ends == std::vector<std::int64_t>{end_of_time.ms, 5, end_of_time.ms});
  requests.create();
  WaitEnds::of(ends, requests, 0) = 6;  // there is room: nothing moves
  CHECK(ends.size() == 3);
  WaitEnds::of(ends, requests, 3) = 7;
  CHECK(ends == std::vector<std::int64_t>{6, 5, end_of_time.ms, 7});
}

TEST_CASE("Patience beyond midnight is noted for the day on which it ends, for who still waits") {
  SmallRun run(small_model(R"(
pool.desk.servers = 1
stream.a = {interval = fixed(1 day), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(60 h), patience = fixed(30 h), on_patience = "gone"}
out.exit = "done"
gone.exit = "gone"
)"));
  RunState& state = run.state;
  const auto enter = [&] {
    const std::uint32_t id = run.comer("path.serve");
    Services(state).enter_seize(id, state.requests[id], run.plan("path.serve"), {});
    return id;
  };
  const std::uint32_t served = enter(), stays = enter(), leaves = enter();
  CHECK(state.requests[served].state == RequestState::in_service);
  REQUIRE(state.wait_ends.overnight.size() == 2);
  CHECK(state.wait_ends.overnight[0].id == stays);
  CHECK(state.wait_ends.overnight[0].ends == 30 * hour);
  state.requests[leaves].state = RequestState::delayed;
  Services(state).begin_day();
  CHECK(state.wait_ends.overnight.empty());
  std::vector<Event> known;
  state.agenda.take(1, known);
  REQUIRE(known.size() == 1);
  CHECK(known[0].key == event_key(30 * hour, EventKind::patience_end));
  CHECK(known[0].id == stays);
  // One that ends today is an event of today; one beyond the horizon is none.
  state.clock.begin_day(1);
  state.clock.now = 1 * day + 17 * hour;
  const std::size_t events = state.events.size();
  const std::uint32_t late = enter();
  CHECK(state.wait_ends.patience[late] == 1 * day + 47 * hour);
  CHECK(state.wait_ends.overnight.size() == 1);
  state.clock.begin_day(13);
  const std::uint32_t too_late = enter();
  CHECK(state.wait_ends.patience[too_late] == end_of_time.ms);
  CHECK(state.wait_ends.overnight.size() == 1);
  CHECK(state.events.size() == events);
}

}  // namespace draagkracht::testing
