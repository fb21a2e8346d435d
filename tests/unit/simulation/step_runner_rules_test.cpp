// Steps that ask an appointment book, the rules of reallocation, or a person's habits.
#include <catch2/catch.hpp>

#include "engine/simulation/step_runner.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// A book of three slots a day, three days ahead. The run starts on a Monday.
struct Booking : SmallRun {
  Booking()
      : SmallRun(small_model(R"~(
parameter.away.value = 0.5
schedule.hours.days.weekdays = "09:00-10:00"
schedule.always.days.every_day = "00:00-24:00"
wait.ahead = {}
[pool.desk]
servers = 1
schedule = "always"
book = {slot = "20 min", sessions = "hours", lead = "3 days"}
[stream]
a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
long = {book = "desk", slots = 2, accepts = fixed(2 days), wait = "ahead", on_none = "full", on_refused = "refused"}
short = {book = "desk", on_none = "full", no_show = "away", on_no_show = "stayed_away"}
today = {book = "desk", same_day = true, on_none = "full"}
come = {seize = "desk", time = fixed(5 min)}
out.exit = "done"
full.exit = "full"
refused.exit = "refused"
stayed_away.exit = "stayed_away"
)~")) {
    state.books.begin_day(0, state.parameters);
    state.clock.now = 8 * hour;
  }

  Index pass(std::uint32_t id, const std::string& name) { return StepRunner(state).pass(id, plan("path." + name)); }
  // When a new request has its appointment.
  std::int64_t appointment(const std::string& name) {
    const std::uint32_t id = comer("path." + name);
    REQUIRE(pass(id, name) == none);
    CHECK(state.requests[id].state == RequestState::delayed);
    return state.requests[id].since;
  }
};

struct Habits {
  static constexpr std::uint32_t persons = 60;
  Population people;
  SmallRun run;

  Habits()
      : people(with_people()),
        run(small_model(R"~(
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
attribute.age = {kind = "age_band", from_age = [0, 65], labels = ["young", "old"]}
attribute.lacks = {kind = "prevalence", row = "x"}
parameter = {start.value = 0.6, top.value = 0.6, zero.value = 0, counted.value = 0.2}
pool.desk.servers = 1
[diffusion.app]
initial = "start"
ceiling = "top"
innovation = "zero"
imitation = "zero"
relapse = "zero"
included = "counted"
eligible = {lacks = "no"}
[stream]
a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
uses = {adopts = "app", yes = "solved", no = "serve"}
serve = {seize = "desk", time = fixed(5 min)}
out.exit = "done"
solved.exit = "solved"
)~"),
            {1, 0}, &people) {}

  static Population with_people() {
    Population people;
    people.region = "VR00";
    people.persons.reset(persons, 2);
    for (std::uint32_t i = 0; i < persons; ++i) {
      people.persons[i].entity = 1000 + i;
      people.persons[i].labels()[1] = i % 3 == 0 ? 1 : 0;
    }
    people.wijken.push_back({"WK000000", "Nergens", 0, persons, "GM0000"});
    people.places.push_back({{"VR00", 0, 0, persons, 0}});
    return people;
  }
  bool uses(std::uint32_t i, std::uint64_t entity) {
    const std::uint32_t id = run.comer("path.uses", entity);
    const Person& person = people.persons[i];
    run.state.requests[id].person = i;
    RequestLabels& labels = run.state.requests.labels(id);
    labels.owner = person.entity;
    std::copy_n(person.labels(), 2, labels.bytes() + owner_slot(run.model.variables.size(), 0));
    return StepRunner(run.state).pass(id, run.plan("path.uses")) == run.step("path.solved");
  }
};

struct Reallocation : SmallRun {
  explicit Reallocation(double share, double returns) : SmallRun(small_model(text(share, returns))) {
    state.clock.now = 8 * hour;
  }

  static std::string text(double share, double returns) {
    return "parameter = {moved.value = " + std::to_string(share) + ", back.value = " + std::to_string(returns) + "}\n" +
           R"~(
variable.kind.values = ["short", "long"]
variable.who.values = ["gp", "nurse"]
variable.rule.values = ["none", "delegated"]
pool.gp.servers = 1
pool.nurse.servers = 1
[reallocation.delegated]
variable = "who"
from = "gp"
to = "nurse"
where = {kind = "short"}
rule_variable = "rule"
share = "moved"
return_rate = "back"
return_to = "path.again"
supervision = fixed(3 min)
supervision_priority = 1
supervisor = "gp"
[stream]
a = {interval = fixed(1 h), enters = "path"}
[pathway.path.step]
kinds = {draw = "kind", shares = {short = 0.5, long = 0.5}}
whom = {draw = "who", shares = {gp = 0.5, nurse = 0.5}}
give.reallocate = true
serve = {seize = "who", time = fixed(10 min)}
out.exit = "done"
again = {seize = "who", time = fixed(10 min)}
gone.exit = "again"
)~";
  }
  static constexpr int kind = 0, who = 1, rule = 2;  // variables

  RequestLabels& give(std::uint32_t id, std::uint8_t kind_label, std::uint8_t who_label) {
    RequestLabels& labels = state.requests.labels(id);
    labels.at[kind] = kind_label;
    labels.at[who] = who_label;
    CHECK(StepRunner(state).pass(id, plan("path.give")) == step("path.serve"));
    return labels;
  }
  // Passes a request on, serves it for 10 minutes, and says where it goes then.
  Index served(std::uint32_t id) {
    RequestLabels& labels = give(id, 0, 0);
    REQUIRE(labels.at[who] == 1);
    state.requests[id].step = step("path.serve");
    Services(state).enter_seize(id, state.requests[id], plan("path.serve"), {});
    REQUIRE(state.requests[id].state == RequestState::in_service);
    state.clock.now += 10 * minute;
    Services(state).release_servers({event_key(state.clock.now, EventKind::service_end), id, 0});
    return StepRunner(state).finish_service(id);
  }
};

}  // namespace

TEST_CASE("A book gives the first slots that are free, and says whether it is full or the wait too long") {
  Booking run;
  CHECK(run.appointment("long") == day + 9 * hour);
  CHECK(run.appointment("long") == 2 * day + 9 * hour);                         // one slot is left on Tuesday
  CHECK(run.pass(run.comer("path.long"), "long") == run.step("path.refused"));  // Thursday is too late
  CHECK(run.appointment("short") == day + 9 * hour + 40 * minute);
  CHECK(run.appointment("short") == 2 * day + 9 * hour + 40 * minute);
  for (const int minutes : {0, 20, 40}) CHECK(run.appointment("short") == 3 * day + 9 * hour + minutes * minute);
  CHECK(run.pass(run.comer("path.short"), "short") == run.step("path.full"));
  CHECK(run.pass(run.comer("path.long"), "long") == run.step("path.refused"));  // it is not known what comes later
}

TEST_CASE("On the day itself there is what has not begun yet") {
  Booking run;
  CHECK(run.appointment("today") == 9 * hour);
  run.state.clock.now = 9 * hour + 30 * minute;
  CHECK(run.appointment("today") == 9 * hour + 40 * minute);
  CHECK(run.pass(run.comer("path.today"), "today") == run.step("path.full"));
}

TEST_CASE("Who does not come is told by a word of the step, and sleeps until the appointment as well") {
  int away = 0;
  for (std::uint64_t entity = 1; entity <= 20; ++entity) {
    Booking run;
    const std::uint32_t id = run.comer("path.short", entity);
    const Request& request = run.state.requests[id];
    const RandomBlock block = random_block(run.state.key, entity, run.plan("path.short").step.address, request.visit);
    CHECK(run.pass(id, "short") == none);
    const bool stays_away = uniform(block[return_lane]) < 0.5;
    CHECK(request.branch == run.step(stays_away ? "path.stayed_away" : "path.today"));
    CHECK(request.since == day + 9 * hour);
    away += stays_away ? 1 : 0;
  }
  CHECK(away > 0);
  CHECK(away < 20);
}

TEST_CASE("A rule passes on its share of the requests that it is about, by a word of its own") {
  Reallocation run(0.5, 0);
  int moved = 0;
  for (std::uint64_t entity = 1; entity <= 40; ++entity) {
    const std::uint32_t id = run.comer("path.give", entity);
    const RandomBlock block = random_block(run.state.key, entity, run.model.rules[0].address, 0);
    const std::uint8_t expected = uniform(block[service_lane]) < 0.5 ? 1 : 0;
    const RequestLabels& labels = run.give(id, 0, 0);
    CHECK(labels.at[Reallocation::who] == expected);
    CHECK(labels.at[Reallocation::rule] == expected);
    moved += expected;
  }
  CHECK(moved > 0);
  CHECK(moved < 40);
  Reallocation all(1, 0);
  CHECK(all.give(all.comer("path.give"), 0, 0).at[Reallocation::rule] == 1);
  CHECK(all.give(all.comer("path.give"), 1, 0).at[Reallocation::rule] == 0);  // of another kind
  CHECK(all.give(all.comer("path.give"), 0, 1).at[Reallocation::rule] == 0);  // already with the nurse
}

TEST_CASE("What was passed on is supervised and counted, and goes on as ever") {
  Reallocation run(1, 0);
  const std::uint32_t id = run.comer("path.give");
  CHECK(run.served(id) == run.step("path.out"));
  CHECK(run.state.requests.labels(id).at[Reallocation::rule] == 1);
  const ReallocationCount& count = run.state.observer.reallocations[0];
  CHECK(count.contacts == 1);
  CHECK(count.minutes_to == 10 * minute);
  CHECK(count.minutes_from == 10 * minute);
  CHECK(count.supervision == 3 * minute);
  CHECK(count.returns == 0);
  CHECK(run.servers("nurse").busy == 0);
  CHECK(run.servers("gp").busy == 1);
}

TEST_CASE("What comes back is done by whom it came from, and is not passed on again") {
  Reallocation run(1, 1);
  const std::uint32_t id = run.comer("path.give");
  CHECK(run.served(id) == run.step("path.again"));
  CHECK(run.state.observer.reallocations[0].returns == 1);
  CHECK(run.state.requests.labels(id).at[Reallocation::who] == 0);
  CHECK(run.state.requests.labels(id).at[Reallocation::rule] == 0);
}

TEST_CASE("A habit: persons join in a fixed order, beyond those in the figures and of the eligible only") {
  Habits habits;
  const auto address = habits.run.model.diffusions[0].address;
  int users = 0;
  for (std::uint32_t i = 0; i < Habits::persons; ++i) {
    const double place = uniform(random_block(habits.run.state.key, 1000 + i, address, 0)[service_lane]);
    const bool expected = i % 3 != 0 && place < 0.6 && place >= 0.2;
    CHECK(habits.uses(i, 5 * i) == expected);
    CHECK(habits.uses(i, 5 * i + 1) == expected);  // whatever the request
    users += expected ? 1 : 0;
  }
  CHECK(users > 5);
  CHECK(users < 35);
  const std::uint32_t anonymous = habits.run.comer("path.uses");
  habits.run.state.requests[anonymous].person = nobody;
  CHECK(StepRunner(habits.run.state).pass(anonymous, habits.run.plan("path.uses")) == habits.run.step("path.serve"));
}

}  // namespace draagkracht::testing
