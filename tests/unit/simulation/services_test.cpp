// What happens at a queue and a server, event by event.
#include "engine/simulation/services.h"

#include <catch2/catch.hpp>

#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

struct Desk : SmallRun {
  // The text ends in the steps of `path`, which has exits `out`, `gone` and `full` besides.
  explicit Desk(const std::string& text, const std::string& warm_up = "0 min")
      : SmallRun(small_model("stream.gone = {interval = fixed(1 h), enters = \"path.gone\"}\n"
                             "stream.full = {interval = fixed(1 h), enters = \"path.full\"}\n" +
                                 text + "\nout.exit = \"done\"\ngone.exit = \"gone\"\nfull.exit = \"full\"\n",
                             "2 weeks", warm_up)) {}

  // Somebody who comes now and enters the step's task; `next`: where they go instead.
  std::uint32_t enter(const std::string& step, Index* next = nullptr) {
    const std::uint32_t id = comer(step, ++entity_);
    const Index to = Services(state).enter_seize(id, state.requests[id], plan(step), {});
    if (next != nullptr) *next = to;
    return id;
  }
  Services::Ended end(std::uint32_t id) {
    const Services::Ended ended =
        Services(state).release_servers({event_key(state.clock.now, EventKind::service_end), id, 0});
    return ended;
  }
  RequestState state_of(std::uint32_t id) const { return state.requests[id].state; }
  std::int64_t busy(const std::string& name) const { return state.observer.busy(pool(name), 0); }
  // All that is to come: (ms, kind) in order.
  std::vector<std::pair<std::int64_t, EventKind>> to_come() {
    std::vector<std::pair<std::int64_t, EventKind>> events;
    while (state.events.first_key() != no_event) {
      const Event event = state.events.take_first();
      events.emplace_back(event_ms(event.key), event_kind(event.key));
    }
    return events;
  }

 private:
  std::uint64_t entity_ = 100;
};

using Ended = Services::Ended;

}  // namespace

TEST_CASE("Whoever finds a server starts, others wait in order, and the next starts when a server comes free") {
  Desk desk(R"(
pool.desk.servers = 2
wait.queue = {}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min), wait = "queue"})");
  const std::uint32_t first = desk.enter("path.serve"), second = desk.enter("path.serve");
  desk.state.clock.now = 4 * minute;
  const std::uint32_t third = desk.enter("path.serve"), fourth = desk.enter("path.serve");
  CHECK(desk.state_of(first) == RequestState::in_service);
  CHECK(desk.state_of(second) == RequestState::in_service);
  CHECK(desk.state_of(third) == RequestState::waiting);
  CHECK(desk.servers("desk").queue_length == 2);
  CHECK(desk.state.observer.asked(desk.pool("desk"), 0) == 40 * minute);
  desk.state.clock.now = 10 * minute;
  CHECK(desk.end(first) == Ended::plain);
  CHECK(desk.state_of(first) == RequestState::moving);
  CHECK(desk.state_of(third) == RequestState::waiting);  // nobody takes the server yet
  Services(desk.state).serve_queues(desk.servers("desk"));
  CHECK(desk.state_of(third) == RequestState::in_service);
  CHECK(desk.state_of(fourth) == RequestState::waiting);
  CHECK(desk.busy("desk") == 10 * minute);
  CHECK(desk.state.observer.waits[0][0].waits.sum == 6 * minute);
  CHECK(desk.state.observer.waits[0][0].waits.count == 3);
  CHECK(desk.servers("desk").waited == 6 * minute);
  CHECK(desk.state.service_ends == 1);
}

TEST_CASE("A service interrupted after 4 of 10 minutes counts 4, goes on first of its class, and takes 6 more") {
  Desk desk(R"(
pool.desk = {servers = 1, preemptible = [1]}
stream.a = {interval = fixed(1 h), enters = "path"}
stream.b = {interval = fixed(1 h), enters = "urgent"}
tally.work = {minutes = true}
[pathway.urgent.step]
serve = {seize = "desk", time = fixed(5 min)}
out.exit = "done"
[pathway.path.step]
serve = {seize = "desk", priority = 1, time = fixed(10 min), counts = ["work"]})");
  const std::uint32_t victim = desk.enter("path.serve"), behind = desk.enter("path.serve");
  desk.state.clock.now = 4 * minute;
  const std::uint32_t urgent = desk.enter("urgent.serve");
  CHECK(desk.state_of(urgent) == RequestState::in_service);
  CHECK(desk.state_of(victim) == RequestState::interrupted);
  CHECK(desk.state.requests[victim].work == 6 * minute);
  CHECK(desk.busy("desk") == 4 * minute);
  CHECK(desk.state.observer.counts[0] == 4 * minute);
  CHECK(desk.state.preempted == 1);
  desk.state.clock.now = 9 * minute;
  CHECK(desk.end(urgent) == Ended::plain);
  Services(desk.state).serve_queues(desk.servers("desk"));
  CHECK(desk.state_of(victim) == RequestState::in_service);
  CHECK(desk.state_of(behind) == RequestState::waiting);
  desk.state.clock.now = 10 * minute;
  CHECK(desk.end(victim) == Ended::nothing);  // when it would have ended
  desk.state.clock.now = 15 * minute;
  CHECK(desk.end(victim) == Ended::plain);
  CHECK(desk.busy("desk") == (4 + 5 + 6) * minute);
  CHECK(desk.state.service_ends == 2);
}

TEST_CASE("A service that began in the warm-up counts from its end") {
  Desk desk(R"(
pool.desk.servers = 1
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min)})",
            "6 min");
  const std::uint32_t id = desk.enter("path.serve");
  desk.state.clock.now = 10 * minute;
  CHECK(desk.end(id) == Ended::plain);
  CHECK(desk.busy("desk") == 4 * minute);
}

TEST_CASE("Patience ends a wait, and nothing else") {
  Desk desk(R"(
pool.desk.servers = 1
wait.queue = {}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min), patience = fixed(3 min), on_patience = "gone", wait = "queue"})");
  const std::uint32_t served = desk.enter("path.serve"), waits = desk.enter("path.serve");
  desk.state.clock.now = 2 * minute;
  const std::uint32_t later = desk.enter("path.serve");
  CHECK(Services(desk.state).end_patience(waits) == none);  // not yet
  desk.state.clock.now = 3 * minute;
  CHECK(Services(desk.state).end_patience(served) == none);
  CHECK(Services(desk.state).end_patience(later) == none);
  CHECK(Services(desk.state).end_patience(waits) == desk.step("path.gone"));
  CHECK(desk.state_of(waits) == RequestState::moving);
  CHECK(desk.servers("desk").queue_length == 1);
  CHECK(desk.servers("desk").waited == 3 * minute);
  CHECK(desk.state.observer.waits[0][0].left == 1);
  CHECK(desk.state.observer.waits[0][0].waits.count == 1);  // who started at once
  CHECK(desk.to_come() == std::vector<std::pair<std::int64_t, EventKind>>{{3 * minute, EventKind::patience_end},
                                                                          {5 * minute, EventKind::patience_end},
                                                                          {10 * minute, EventKind::service_end}});
}

TEST_CASE("Who finds the queue full is sent elsewhere and asks for nothing") {
  Desk desk(R"(
pool.desk = {servers = 1, queue_limit = 1}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min), on_full = "full"})");
  Index next = 0;
  desk.enter("path.serve", &next);
  CHECK(next == none);
  desk.enter("path.serve", &next);
  CHECK(next == none);
  desk.enter("path.serve", &next);
  CHECK(next == desk.step("path.full"));
  CHECK(desk.servers("desk").queue_length == 1);
  CHECK(desk.state.observer.asked(desk.pool("desk"), 0) == 20 * minute);
}

TEST_CASE("At closing those who wait go where the pool says, the first in line first; who is served stays") {
  Desk desk(R"(
schedule.hours.days.every_day = "00:00-12:00=1"
pool.desk = {schedule = "hours", on_closed = "path.gone"}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min), priority = 1}
calm = {seize = "desk", time = fixed(10 min)})");
  desk.state.servers.set_duty(desk.servers("desk"), 1, 0);
  const std::uint32_t served = desk.enter("path.serve"), first = desk.enter("path.serve");
  desk.state.clock.now = minute;
  const std::uint32_t second = desk.enter("path.serve"), better = desk.enter("path.calm");
  Services(desk.state).change_duty(desk.pool("desk"), StaffOnDuty::servers_level);
  Services(desk.state).serve_touched();
  CHECK(desk.state_of(served) == RequestState::in_service);
  // The last of the list goes on first.
  CHECK(desk.state.instant.ready == std::vector<std::uint32_t>{second, first, better});
  for (const std::uint32_t id : {first, second, better}) {
    CHECK(desk.state_of(id) == RequestState::moving);
    CHECK(desk.state.requests[id].branch == desk.step("path.gone"));
  }
  CHECK(desk.servers("desk").queue_length == 0);
  CHECK(desk.servers("desk").on_duty == 0);
  Index next = none;
  desk.enter("path.serve", &next);
  CHECK(next == desk.step("path.gone"));
}

TEST_CASE("A pool that hands over interrupts at closing, and the next on duty goes on") {
  Desk desk(R"(
schedule.hours.days.every_day = "00:00-12:00=1"
pool.desk = {schedule = "hours", closing = "hand_over"}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min)})");
  desk.state.servers.set_duty(desk.servers("desk"), 1, 0);
  const std::uint32_t id = desk.enter("path.serve");
  desk.state.clock.now = 3 * minute;
  Services(desk.state).change_duty(desk.pool("desk"), StaffOnDuty::servers_level);
  Services(desk.state).serve_touched();
  CHECK(desk.state_of(id) == RequestState::interrupted);
  CHECK(desk.busy("desk") == 3 * minute);
  desk.state.clock.now = 20 * minute;
  Services(desk.state).change_duty(desk.pool("desk"), StaffOnDuty::servers_level | 1U);
  Services(desk.state).serve_touched();
  CHECK(desk.state_of(id) == RequestState::in_service);
  desk.state.clock.now = 27 * minute;
  CHECK(desk.end(id) == Ended::plain);
  CHECK(desk.busy("desk") == 10 * minute);
}

TEST_CASE("Who waits moves up a class after each ageing, behind those who joined before") {
  Desk desk(R"(
pool.desk = {servers = 1, ageing = "30 min"}
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(3 h), priority = 1}
better = {seize = "desk", time = fixed(3 h)})");
  desk.enter("path.serve");
  const std::uint32_t ages = desk.enter("path.serve");
  desk.state.clock.now = 10 * minute;
  const std::uint32_t better = desk.enter("path.better");
  Services(desk.state).age(ages);
  CHECK(desk.state.requests[ages].priority_class == 1);  // not yet
  desk.state.clock.now = 30 * minute;
  Services(desk.state).age(ages);
  CHECK(desk.state.requests[ages].priority_class == 0);
  CHECK(desk.state.servers.queues().head(desk.servers("desk"), 0) == ages);
  CHECK(desk.state.requests[ages].next == better);
  CHECK(desk.servers("desk").queue_length == 2);
}

TEST_CASE("Work behind a patient's back is a job of its own, which is nobody in the system") {
  Desk desk(R"(
pool.desk.servers = 1
stream.a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = fixed(10 min), after_work = fixed(2 min), after_priority = 1})");
  const std::uint32_t first = desk.enter("path.serve"), second = desk.enter("path.serve");
  desk.state.clock.now = 10 * minute;
  CHECK(desk.end(first) == Ended::plain);
  CHECK(desk.state.side_jobs == 1);
  CHECK(desk.state.in_progress() == 2);
  CHECK(desk.state.observer.asked(desk.pool("desk"), 0) == 22 * minute);
  std::uint32_t job = nobody;
  for (std::uint32_t id = 0; id < desk.state.requests.slots(); ++id) {
    if (id != first && id != second) job = id;
  }
  REQUIRE(job != nobody);
  CHECK(desk.state_of(job) == RequestState::waiting);  // a better class waits
  Services(desk.state).serve_queues(desk.servers("desk"));
  CHECK(desk.state_of(second) == RequestState::in_service);
  desk.state.clock.now = 20 * minute;
  CHECK(desk.end(second) == Ended::plain);
  CHECK(desk.state.side_jobs == 2);
  Services(desk.state).serve_queues(desk.servers("desk"));
  CHECK(desk.state_of(job) == RequestState::in_service);
  desk.state.clock.now = 22 * minute;
  CHECK(desk.end(job) == Ended::side_job);
  CHECK(desk.state_of(job) == RequestState::free);
  CHECK(desk.state.side_jobs == 1);
  CHECK(desk.busy("desk") == (10 + 10 + 2) * minute);
  CHECK(desk.servers("desk").queue_length == 1);
}

TEST_CASE("Several pools are seized at once, held ones stay seized behind the service until they are given back") {
  Desk desk(R"(
pool.bed.servers = 1
pool.nurse.servers = 1
stream.a = {interval = fixed(1 h), enters = "path"}
stream.b = {interval = fixed(1 h), enters = "nurse"}
[pathway.nurse.step]
serve = {seize = "nurse", time = fixed(4 min)}
out.exit = "done"
[pathway.path.step]
admit = {seize = "bed", with = ["nurse"], hold = ["bed"], time = fixed(10 min)}
leave.release = ["bed"])");
  const std::uint32_t single = desk.enter("nurse.serve");
  const std::uint32_t both = desk.enter("path.admit");
  CHECK(desk.state_of(both) == RequestState::waiting);
  CHECK(desk.servers("bed").busy == 0);
  desk.state.clock.now = 4 * minute;
  CHECK(desk.end(single) == Ended::plain);
  Services(desk.state).touch(desk.pool("nurse"));
  Services(desk.state).serve_touched();
  CHECK(desk.state_of(both) == RequestState::in_service);
  CHECK(desk.servers("bed").busy == 1);
  CHECK(desk.servers("nurse").busy == 1);
  desk.state.clock.now = 14 * minute;
  CHECK(desk.end(both) == Ended::joint);
  CHECK(desk.servers("bed").busy == 1);
  CHECK(desk.servers("nurse").busy == 0);
  CHECK(desk.busy("nurse") == 14 * minute);
  CHECK(desk.busy("bed") == 0);
  desk.state.clock.now = 20 * minute;
  Services(desk.state).release_claims(both, desk.model.verbs.release[desk.plan("path.leave").step.index].pools);
  CHECK(desk.servers("bed").busy == 0);
  CHECK(desk.busy("bed") == 16 * minute);
  CHECK(desk.state.requests[both].claims == nobody);
}

}  // namespace draagkracht::testing
