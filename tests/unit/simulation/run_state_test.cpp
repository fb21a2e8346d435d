// All state of a run: listed, saved, taken up, and what orders its events.
#include "engine/simulation/run_state.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "engine/core/fault.h"
#include "engine/simulation/region_simulation.h"
#include "engine/simulation/saved_state.h"
#include "tests/unit/simulation/plain_bytes.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

const std::string busy_desk = R"(
variable.kind.values = ["short", "long"]
number.visits = {}
global.seen.value = 0
pool.desk = {servers = 2, preemptible = [1]}
pool.bed.servers = 2
wait.queue = {by = ["kind"]}
tally.seen = {by = ["kind"]}
stream.a = {rate = "8 per hour", enters = "path"}
stream.b = {rate = "1 per hour", set = {kind = "long"}, enters = "path.admit"}
[pathway.path.step]
sort = {draw = "kind", shares = {short = 0.5, long = 0.5}}
serve.seize = "desk"
serve.time = {distribution = "exponential", mean = "13 min"}
serve.priority_by = "kind"
serve.priorities = {short = 0, long = 1}
serve.wait = "queue"
serve.counts = ["seen"]
serve.patience = {distribution = "exponential", mean = "40 min"}
serve.on_patience = "out"
count.assign = {visits = "visits + 1", seen = "seen + 1"}
again = {when = "visits < 2", yes = "rest", no = "admit"}
rest = {delay = {distribution = "exponential", mean = "20 h"}, then = "serve"}
admit = {seize = "bed", hold = ["bed"], time = {distribution = "exponential", mean = "10 min"}}
home.release = ["bed"]
out.exit = "done"
)";

// All state by name, as bytes without what lies between the members of records.
template <class Visited>
std::multimap<std::string, std::string> listed(Visited& run) {
  std::multimap<std::string, std::string> state;
  run.visit([&](const char* name, const auto& value) {
    std::string bytes;
    const auto append = [&](auto one) {
      if constexpr (std::is_trivially_copyable_v<decltype(one)>) bytes += plain_bytes(one);
    };
    if constexpr (requires { value.size(); }) {
      for (const auto& one : value) append(one);
    } else {
      append(value);
    }
    state.emplace(name, bytes);
  });
  return state;
}

std::set<std::string> differing(const std::multimap<std::string, std::string>& a,
                                const std::multimap<std::string, std::string>& b) {
  REQUIRE(a.size() == b.size());
  std::set<std::string> names;
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    if (*i != *j) names.insert(i->first);
  }
  return names;
}

}  // namespace

TEST_CASE("What changes during a run is listed where it changed, and nowhere else") {
  SmallRun run(small_model(busy_desk));
  const auto start = listed(run.state);
  const auto changes = [&](auto&& change) {
    SmallRun changed(small_model(busy_desk));
    change(changed.state);
    return differing(start, listed(changed.state));
  };
  using Names = std::set<std::string>;
  CHECK(changes([](RunState&) {}) == Names{});
  CHECK(changes([](RunState& s) { s.clock.now = 5; }) == Names{"clock.now"});
  CHECK(changes([](RunState& s) { s.all_gone = true; }) == Names{"all_gone"});
  CHECK(changes([](RunState& s) { s.globals[0] = 1; }) == Names{"globals"});
  CHECK(changes([](RunState& s) { s.busy_before[1] = 1; }) == Names{"busy_before"});
  CHECK(changes([](RunState& s) { ++s.service_ends; }) == Names{"service_ends"});
  CHECK(changes([](RunState& s) { ++s.preempted; }) == Names{"preempted"});
  CHECK(changes([](RunState& s) { ++s.side_jobs; }) == Names{"side_jobs"});
  CHECK(changes([](RunState& s) { s.wait_ends.overnight.push_back({}); }) == Names{"wait_ends.overnight"});
  CHECK(changes([](RunState& s) { s.observer.add_busy(1, 1); }) == Names{"observer.busy"});
  CHECK(changes([](RunState& s) { s.visits.note_way_back(0, 5); }) == Names{"visits.way_back_ms", "visits.ways_back"});
  CHECK(changes([](RunState& s) { s.agenda.put({event_key(day, EventKind::delay_end), 0, 0}); }) == Names{"agenda"});
  // Today's are made anew, and what holds within one instant is empty behind it.
  CHECK(changes([](RunState& s) { s.instant.ready.push_back(1); }) == Names{});
  CHECK(changes([](RunState& s) { s.set_day(1); }) == Names{});
}

TEST_CASE("A state that is saved and taken up is the same state, and goes on to the same end") {
  const Model model = small_model(busy_desk);
  const Region region = build_region(model, nullptr);
  RegionSimulation whole(model, region, {1, 0}), lead(model, region, {1, 0}), follower(model, region, {1, 0});
  lead.run_to(3);
  const SavedState state = lead.save();
  REQUIRE(lead.state().preempted > 0);
  REQUIRE(lead.in_progress() > 10);
  follower.take_up(state);
  CHECK(differing(listed(lead), listed(follower)) == std::set<std::string>{});
  whole.run();
  follower.run();
  CHECK(differing(listed(whole), listed(follower)) == std::set<std::string>{});
  CHECK(differing(listed(whole), listed(lead)).size() > 10);
}

TEST_CASE("A state is taken up only at the start, and only by a run of the same shape") {
  const Model model = small_model(busy_desk), longer = small_model(busy_desk, "15 days");
  const Region region = build_region(model, nullptr);
  RegionSimulation lead(model, region, {1, 0});
  lead.run_to(1);
  const SavedState state = lead.save();
  RegionSimulation begun(model, region, {1, 0}), other(longer, region, {1, 0});
  begun.run_to(1);
  CHECK_THROWS_AS(begun.take_up(state), LogicFault);
  CHECK_THROWS_AS(other.take_up(state), LogicFault);
}

TEST_CASE("A saved state is read in the order in which it was written, and to its end") {
  SavedState state;
  const std::vector<std::int32_t> numbers = {1, 2, 3};
  const std::vector<std::vector<double>> rows = {{0.5}, {}, {1.5, 2.5}};
  state.put(std::uint8_t{7});
  state.put(numbers);
  state.put(rows);
  state.end();
  CHECK(state.bytes() == 1 + (8 + 3 * 4) + (8 + 3 * 8 + 3 * 8));
  SavedState::Reader reader(state);
  std::uint8_t byte = 0;
  std::vector<std::int32_t> read = {9, 9, 9, 9};
  std::vector<std::vector<double>> read_rows;
  reader.get(byte);
  reader.get(read);
  CHECK_THROWS_AS(reader.finish(), LogicFault);
  reader.get(read_rows);
  CHECK(byte == 7);
  CHECK(read == numbers);
  CHECK(read_rows == rows);
  CHECK_NOTHROW(reader.finish());
  CHECK_THROWS_AS(reader.get(byte), LogicFault);
}

TEST_CASE("Events of one instant and kind come in order of entity, address and visit, whenever they were made") {
  SmallRun run(small_model(busy_desk));
  RunState& state = run.state;
  struct Made {
    std::uint64_t entity;
    std::string step;
    std::uint16_t visit;
  };
  const std::uint32_t serve = run.plan("path.serve").step.address, rest = run.plan("path.rest").step.address;
  const std::string low = serve < rest ? "path.serve" : "path.rest", high = serve < rest ? "path.rest" : "path.serve";
  constexpr std::uint64_t upper = std::uint64_t{1} << 32;
  const std::vector<Made> in_order = {{5, low, 0}, {5, low, 1},         {5, high, 0},
                                      {6, low, 0}, {upper + 1, low, 0}, {2 * upper, low, 0}};
  std::vector<std::uint32_t> ids;
  for (const Made& made : in_order) {
    ids.push_back(run.comer(made.step, made.entity));
    state.requests[ids.back()].visit = made.visit;
  }
  for (const EventKind kind : {EventKind::delay_end, EventKind::service_end}) {
    for (const std::size_t i : {3U, 0U, 5U, 1U, 4U, 2U}) {
      const std::uint32_t stamp = carries_entity(kind) ? first_half(in_order[i].entity) : 0;
      state.events.push({event_key(minute, kind), ids[i], stamp});
    }
    for (const std::uint32_t id : ids) {
      REQUIRE(state.events.first_key() == event_key(minute, kind));
      CHECK(state.events.take_first().id == id);
    }
    CHECK(state.events.first_key() == no_event);
  }
}

TEST_CASE("Work without a patient is nobody in progress") {
  SmallRun run(small_model(busy_desk));
  for (std::uint64_t entity = 1; entity <= 3; ++entity) run.comer("path.serve", entity);
  CHECK(run.state.in_progress() == 3);
  run.state.side_jobs = 1;
  CHECK(run.state.in_progress() == 2);
}

}  // namespace draagkracht::testing
