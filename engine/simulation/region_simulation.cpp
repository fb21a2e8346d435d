// The main loop: what every event goes through, from the event list to the next push. All of it is meant to be compiled
// into run_day, so that what an event needs stays in registers: hence `always_inline`, one place where requests go on,
// and rarer things behind calls.
//
// Two rules of thumb, both measured: a word that was written in pieces must not be read back in one move soon after
// (the processor waits until the pieces are in the cache), and a choice that depends on a drawn word is added up, not
// jumped over.
#include "engine/simulation/region_simulation.h"

#include <algorithm>

#include "engine/simulation/initial_start.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/place_rules.h"
#include "engine/simulation/run_sums.h"
#include "engine/simulation/trace.h"

namespace draagkracht {

RegionSimulation::RegionSimulation(const Model& model, const Region& region, RandomKey key)
    : run_(model, region, key) {}

void RegionSimulation::run() {
  run_to(run_.clock.days());
  if (!run_.all_gone) run_.clock.now = run_.clock.horizon;
  run_.staff.settle(run_.clock);
  account_running(run_, 1);
  check_laws(run_);
  if (!run_.model.years.empty()) run_.years.end(run_, measure_year(*this));
  run_.observer.service_starts = run_.service_ends + run_.preempted;
  for (std::uint32_t pool = 0; pool < run_.servers.size(); ++pool)
    run_.observer.service_starts += run_.servers[pool].busy;
}

void RegionSimulation::run_to(std::int32_t day) {
  if (run_.clock.next_day == 0 && day > 0) {
    run_.set_day(0);
    run_.arrivals.start(run_.events);
    if (run_.pending.due()) run_.trace == nullptr ? follow_state<false>() : follow_state<true>();
  }
  for (; run_.clock.next_day < day && !run_.all_gone; ++run_.clock.next_day) {
    if (run_.years.change_on(run_.clock.next_day)) [[unlikely]]
      change_year(run_.clock.next_day);
    begin_day(run_.clock.next_day);
    if (run_.clock.next_day == 0 && !run_.model.initials.empty()) [[unlikely]]
      run_.trace == nullptr ? begin_in_the_middle<false>() : begin_in_the_middle<true>();
    run_day(run_.clock.next_day);
    if (run_.holds.any_claims()) fail_on_deadlock(run_);
    run_.all_gone =
        run_.model.arrivals > 0 && run_.arrivals.created() >= run_.model.arrivals && run_.requests.alive() == 0;
  }
}

// What two simulations must have in common for their state to mean the same: far from all, but mistakes show here.
std::array<std::uint64_t, 4> RegionSimulation::shape() const {
  return {run_.model.steps.size(), run_.region.pools.size(), static_cast<std::uint64_t>(run_.clock.horizon),
          static_cast<std::uint64_t>(run_.clock.warm_up)};
}

SavedState RegionSimulation::save() {
  SavedState state;
  state.put(shape());
  visit([&](const char*, const auto& value) { state.put(value); });
  state.end();
  return state;
}

void RegionSimulation::take_up(const SavedState& state) {
  DRAAGKRACHT_ENSURE(run_.clock.next_day == 0);
  SavedState::Reader reader(state);
  std::array<std::uint64_t, 4> its_shape{};
  reader.get(its_shape);
  DRAAGKRACHT_ENSURE(its_shape == shape());
  visit([&](const char*, auto& value) { reader.get(value); });
  reader.finish();
  run_.enrolment.restore(run_.people);
}

// Parameters, who is on duty, appointment books, demand, and the sorted list of what is known of the day.
void RegionSimulation::begin_day(std::int32_t day) {
  run_.clock.begin_day(day);
  if (day > 0 && day % 7 == 0 && run_.sensors.any()) [[unlikely]]
    read_sensors();
  run_.set_day(day);
  if (!run_.model.place_rules.empty()) [[unlikely]]
    run_place_rules(run_, day);
  std::vector<Event>& known = run_.known.unsorted();
  run_.workforces.begin_day(day, run_.parameters, run_.sensors);
  run_.enrolment.begin_day(day, run_.parameters, run_.workforces, run_.people);
  if (run_.servers.limits_overtime()) [[unlikely]]
    run_.servers.limit_overtime(run_.region, run_.parameters, run_.clock.now);
  run_.staff.set_day(run_.parameters);
  run_.staff.begin_day(day, run_.clock, known);
  run_.books.begin_day(day, run_.parameters);
  if (run_.demand) {
    run_.persons_arrivals = &run_.demand->arrivals(day, run_.parameters);
    for (std::uint32_t i = 0; i < run_.persons_arrivals->size(); ++i) {
      const Arrival& arrival = (*run_.persons_arrivals)[i];
      known.push_back({event_key(arrival.ms, EventKind::arrival), i, first_half(arrival.entity)});
    }
  }
  services().begin_day();
  if (run_.people.change()) run_.trace == nullptr ? let_go<false>() : let_go<true>();
  run_.agenda.take(day, known);
  run_.arrivals.begin_day(day, run_.parameters, run_.events);
  // Arrivals and ends of delays carry the first half of their entity, so that hardly any tie needs a look at the
  // requests.
  run_.known.sort(day, [this](const Event& a, const Event& b) {
    if (event_kind(a.key) != EventKind::calendar && a.stamp != b.stamp) return a.stamp < b.stamp;
    return identity(run_, a, true) < identity(run_, b, true);
  });
}

// A week is over. Whoever waits for what a sensor says is asked again when the day begins.
void RegionSimulation::read_sensors() {
  run_.staff.settle(run_.clock);  // hours on duty of pools that follow the state
  run_.sensors.end_week(run_.clock, run_.servers, run_.staff);
  run_.pending.note_assigned();
}

// Who is there when the run begins.
template <bool followed>
void RegionSimulation::begin_in_the_middle() {
  InitialStart(run_).begin();
  go_on_with_children<followed>();
  if (run_.pending.due()) follow_state<followed>();
}

// Requests of persons who have died or left the region since the midnight before, and those at a place that has closed;
// or whose service has ended since.
template <bool followed>
void RegionSimulation::let_go() {
  const bool from_places = run_.enrolment.leaves_requests();
  bool some_stay = false;
  const auto goes = [&](std::uint32_t id) {
    const Request& request = run_.requests[id];
    if (request.state == RequestState::free) return false;
    if (request.person != nobody && !run_.people.there(request.person)) return true;
    if (!from_places) return false;
    const std::uint16_t place = run_.requests.labels(id).place[run_.enrolment.scope() - 1];
    if (place == no_place || !run_.enrolment.closed(place)) return false;
    some_stay = some_stay || request.state == RequestState::in_service;
    return true;
  };
  std::vector<std::uint32_t> leaving;
  for (std::uint32_t id = 0; id < run_.requests.slots(); ++id) {
    if (goes(id)) leaving.push_back(id);
  }
  std::sort(leaving.begin(), leaving.end(), [this](std::uint32_t a, std::uint32_t b) {
    const Request &first = run_.requests[a], &second = run_.requests[b];
    return first.entity != second.entity ? first.entity < second.entity : first.visit < second.visit;
  });
  for (const std::uint32_t id : leaving) {
    const std::uint32_t person = run_.requests[id].person;
    const bool closed = person == nobody || run_.people.there(person);
    services().take_out(id, closed                     ? run_.model.place_closed
                            : run_.people.died(person) ? run_.model.person_died
                                                       : run_.model.person_left);
  }
  if (from_places) run_.enrolment.requests_left(some_stay);
  go_on_with_children<followed>();
  services().serve_touched();
  go_on_with_children<followed>();
  if (run_.pending.due()) follow_state<followed>();
}

void RegionSimulation::run_day(std::int32_t day) {
  run_.observer.begin_week(run_.clock.week);
  if (run_.pending.assigned()) [[unlikely]]
    run_.trace == nullptr ? follow_state<false>() : follow_state<true>();
  const std::int64_t created_before = run_.arrivals.created();
  const std::int64_t ends_before = run_.service_ends;
  const Event* known = run_.known.sorted().data();
  if (run_.clock.warm_up >= start_of_day(day).ms && run_.clock.warm_up < run_.clock.end_of_day) {
    handle_events_until(known, event_key(run_.clock.warm_up, EventKind::service_end));
    begin_counting();
  }
  handle_events_until(known, event_key(std::min(run_.clock.end_of_day, run_.clock.horizon), EventKind::service_end));
  const std::int64_t created = run_.arrivals.created() - created_before;
  run_.observer.entered += created;
  run_.observer.timed_events += created + run_.service_ends - ends_before;
  run_.person_counts.settle();
}

// The warm-up ends.
void RegionSimulation::begin_counting() {
  run_.clock.now = run_.clock.warm_up;
  forget_warm_up(run_);
  run_.workforces.begin_counting();
  run_.years.begin_first(run_);
}

// A calendar year is over at the midnight that begins a day.
void RegionSimulation::change_year(std::int32_t day) {
  run_.clock.now = start_of_day(day).ms;
  run_.staff.settle(run_.clock);
  account_running(run_, 1);
  std::vector<double> results = measure_year(*this);
  run_.set_day(day);  // who is there from now on
  run_.years.change(run_, std::move(results));
  account_running(run_, -1);
}

// The records that the known events soon to come are about: they lie anywhere in memory, so they are asked for before
// they are needed. Inlined by force: to the compiler a function that only fetches has no effect, and goes.
inline void RegionSimulation::fetch_ahead(const Event* known, const Event* behind) const {
  if (behind - known <= 16) return;
  const Event& event = known[16];
  if (event_kind(event.key) == EventKind::arrival) {
    __builtin_prefetch(&(*run_.persons_arrivals)[event.id]);
  } else if (event_kind(event.key) == EventKind::delay_end) {
    fetch_request(event.id);
  }
}

// All that stands about a request, if there is one of that id.
inline void RegionSimulation::fetch_request(std::uint32_t id) const {
  if (id >= run_.requests.slots()) [[unlikely]]
    return;
  __builtin_prefetch(&run_.requests[id]);
  __builtin_prefetch(&run_.requests.labels(id));
  run_.visits.fetch(id);
}

// All events up to a key, of the event list and of the day's list from `next` on, which moves behind them.
template <bool followed>
void RegionSimulation::handle_events(const Event*& next, std::int64_t end_key) {
  const Event* known = next;
  const Event* const behind = run_.known.sorted().data() + run_.known.sorted().size();
  // What comes if the event list has nothing before it: a known event or the end.
  const auto next_known = [&] { return known != behind ? std::min(known->key, end_key) : end_key; };
  std::int64_t known_key = next_known();
  for (;;) {
    Move move;
    const std::int64_t first_key = run_.events.first_key();
    if (first_key < known_key || (first_key == known_key && first_key != end_key && comes_before_known(*known))) {
      if (run_.demand) fetch_request(run_.events.second_id());  // the next, if none comes between
      const Event event = run_.events.take_first();
      run_.clock.now = event_ms(event.key);
      const EventKind kind = event_kind(event.key);
      if (kind == EventKind::service_end) {
        if (run_.events.second_key() == event.key || known_key == event_key(run_.clock.now, EventKind::calendar))
            [[unlikely]] {
          settle_instant<followed>(event, known, behind);
          known_key = next_known();
          continue;
        }
        move = end_service(event);
      } else if (kind == EventKind::arrival) {
        move = arrive_anonymous<followed>(event.id);
      } else {
        move = handle_rare(event);
      }
    } else {
      if (known_key == end_key) {
        next = known;
        return;
      }
      const Event event = *known++;
      fetch_ahead(known, behind);
      run_.clock.now = event_ms(event.key);
      if (event_kind(event.key) == EventKind::calendar) {
        settle_instant<followed>(event, known, behind);
        known_key = next_known();
        continue;
      }
      known_key = next_known();
      move = event_kind(event.key) == EventKind::arrival ? arrive<followed>((*run_.persons_arrivals)[event.id])
                                                         : handle_rare(event);
    }
    if (move.step != none) go_on<followed>(move);
    if (!run_.instant.ready.empty()) [[unlikely]]
      go_on_with_children<followed>();  // whose service was interrupted
    if (run_.pending.due()) [[unlikely]]
      follow_state<followed>();
  }
}

// Whether the earliest event of the list comes before a known one of the same instant and kind.
bool RegionSimulation::comes_before_known(const Event& known) {
  const Event first = run_.events.take_first();
  const bool before = identity(run_, first, false) <= identity(run_, known, true);
  run_.events.push(first);
  return before;
}

// The end of a service that falls on an instant of its own: the next one starts, and the request goes on.
inline RegionSimulation::Move RegionSimulation::end_service(Event event) {
  const Services::Ended ended = services().release_servers(event);
  if (ended == Services::Ended::nothing) [[unlikely]]
    return {};
  if (ended == Services::Ended::joint) [[unlikely]] {
    services().serve_touched();
  } else {
    services().serve_queues(run_.servers[run_.requests[event.id].pool]);
    if (ended == Services::Ended::side_job) [[unlikely]]
      return {};
  }
  return {event.id, steps().finish_service(event.id)};
}

// Several services end at one instant, or duty changes at it too. Nobody starts until all of them are done: so whoever
// is first in line starts, whichever server comes free first, and nobody starts at a pool that closes.
template <bool followed>
void RegionSimulation::settle_instant(const Event& first, const Event*& known, const Event* behind) {
  services().begin_settling();
  run_.instant.ended.clear();
  if (event_kind(first.key) == EventKind::service_end) {
    const auto end = [&](const Event& event) {
      const std::uint32_t pool = run_.requests[event.id].pool;
      const Services::Ended ended = services().release_servers(event);
      if (ended == Services::Ended::nothing) return;
      if (ended != Services::Ended::joint) services().touch(pool);
      if (ended != Services::Ended::side_job) run_.instant.ended.push_back(event.id);
    };
    end(first);
    while (run_.events.first_key() == first.key) end(run_.events.take_first());
  } else {
    services().change_duty(first.id, first.stamp);
  }
  const std::int64_t duty_key = event_key(run_.clock.now, EventKind::calendar);
  for (; known != behind && known->key == duty_key; ++known) services().change_duty(known->id, known->stamp);
  services().end_settling();
  go_on_with_children<followed>();
  for (const std::uint32_t id : run_.instant.ended) {
    const Index next = steps().finish_service(id);
    if (next != none) advance<followed>(id, next);
  }
  if (run_.pending.due()) follow_state<followed>();
}

template <bool followed>
void RegionSimulation::follow_state() {
  do {
    run_.pending.settled();
    services().adapt_capacity();
    go_on_with_children<followed>();
    while (steps().resume_first()) go_on_with_children<followed>();
  } while (run_.pending.assigned());
}

template <bool followed>
inline RegionSimulation::Move RegionSimulation::arrive_anonymous(std::uint32_t index) {
  if (run_.arrivals.all_came()) [[unlikely]]
    return {};  // other streams were faster
  const AnonymousArrivals::Customer customer = run_.arrivals.take(index);
  const std::uint32_t id = run_.requests.create(customer.record);
  Request& request = run_.requests[id];
  request.entity = customer.entity;
  request.arrived = run_.clock.now;
  if (run_.has_labels) run_.requests.set_labels(id, customer.labels);
  run_.clear_values(id);
  if constexpr (followed) run_.trace->enters(id);
  Index at = customer.enters;
  if (customer.block != nullptr) {
    const StepPlan& plan = run_.plans[at];
    if (plan.step.again != none) [[unlikely]]
      run_.visits.note(run_.requests, id, plan.step);
    request.step = at;
    if constexpr (followed) run_.trace->reaches(id, at);
    at = services().enter_seize(id, request, plan, *customer.block);
  }
  run_.arrivals.schedule(index, run_.events);
  return {id, at};
}

template <bool followed>
RegionSimulation::Move RegionSimulation::arrive(const Arrival& arrival) {
  ++run_.observer.timed_events;
  const std::uint32_t id = run_.requests.create();
  Request& request = run_.requests[id];
  request.entity = arrival.entity;
  request.arrived = run_.clock.now;
  request.person = arrival.person;
  request.state = RequestState::moving;
  RequestLabels first;
  first.owner = arrival.owner.entity;
  first.own_server = arrival.owner.own_server;
  std::copy(std::begin(arrival.owner.place), std::end(arrival.owner.place), first.place);
  run_.requests.set_labels(id, first);
  RequestLabels& labels = run_.requests.labels(id);
  std::uint8_t* const of_owner = labels.bytes() + owner_slot(run_.model.variables.size(), 0);
  std::memcpy(of_owner, arrival.owner.labels, label_chunk);
  if (run_.model.attributes.size() > label_chunk) [[unlikely]]
    std::memcpy(of_owner, run_.people[arrival.person].labels(), label_room(run_.model.attributes.size()));
  if (run_.person_values.any_labels()) [[unlikely]]
    take_set_labels(arrival.person, labels);
  for (const SetStep& set : run_.demand.value().set(arrival.set)) labels.at[set.variable] = set.value;
  run_.clear_values(id);
  ++run_.observer.entered;
  if constexpr (followed) run_.trace->enters(id);
  return {id, arrival.enters};
}

// What steps have set so far of the labels of a person.
void RegionSimulation::take_set_labels(std::uint32_t person, RequestLabels& labels) const {
  for (std::size_t which = 0; which < run_.model.person_labels.size(); ++which)
    labels.bytes()[owner_slot(run_.model.variables.size(), run_.model.person_labels[which])] =
        run_.person_values.label(person, which);
}

// All events but arrivals, ends of service and changes of duty.
RegionSimulation::Move RegionSimulation::handle_rare(Event event) {
  const EventKind kind = event_kind(event.key);
  if (kind == EventKind::patience_end) return {event.id, services().end_patience(event.id)};
  if (kind == EventKind::ageing) {
    services().age(event.id);
    return {};
  }
  DRAAGKRACHT_ENSURE(kind == EventKind::delay_end);
  ++run_.observer.timed_events;
  Request& request = run_.requests[event.id];
  request.state = RequestState::moving;
  return {event.id, static_cast<Index>(request.branch)};
}

// A request reaches a step that is no exit.
inline void RegionSimulation::reach(std::uint32_t id, Request& request, const StepPlan& plan, Index step) {
  if (step <= request.step) [[unlikely]]
    run_.visits.note_way_back(step, run_.clock.now);
  if (plan.step.again != none) [[unlikely]]
    run_.visits.note(run_.requests, id, plan.step);
  request.step = step;
}

// Lets a request go on from a step. Here is what most do after an event, to leave or to enter a task; the rest is a
// call away.
template <bool followed>
inline void RegionSimulation::go_on(Move move) {
  const StepPlan& plan = run_.plans[move.step];
  Request& request = run_.requests[move.id];
  if (plan.outcome != nullptr) {
    if constexpr (followed) run_.trace->leaves(move.id, move.step);
    steps().leave(move.id, request, plan);
  } else if (plan.seize != nullptr) {
    if constexpr (followed) run_.trace->reaches(move.id, move.step);
    reach(move.id, request, plan, move.step);
    const RandomBlock block = random_block(run_.key, request.entity, plan.time_address, request.visit);
    const Index next = services().enter_seize(move.id, request, plan, block);
    if (next != none) [[unlikely]]
      advance<followed>(move.id, next);
  } else {
    advance<followed>(move.id, move.step);
  }
}

// Lets a request go on until it waits for something or is gone, and then its children.
template <bool followed>
void RegionSimulation::advance(std::uint32_t id, Index at) {
  while (at != none) {
    const StepPlan& plan = run_.plans[at];
    Request& request = run_.requests[id];
    if (plan.outcome != nullptr) {
      if constexpr (followed) run_.trace->leaves(id, at);
      steps().leave(id, request, plan);
      break;
    }
    if constexpr (followed) run_.trace->reaches(id, at);
    reach(id, request, plan, at);
    if (plan.seize != nullptr) {
      at = services().enter_seize(id, request, plan,
                                  random_block(run_.key, request.entity, plan.time_address, request.visit));
    } else if (plan.by_label != nullptr) {
      at = steps().select_by_label(request, plan);
    } else {
      at = steps().pass(id, plan);
    }
  }
  go_on_with_children<followed>();
}

template <bool followed>
void RegionSimulation::go_on_with_children() {
  while (!run_.instant.ready.empty()) {
    const std::uint32_t child = run_.instant.ready.back();
    run_.instant.ready.pop_back();
    advance<followed>(child, static_cast<Index>(run_.requests[child].branch));
  }
}

}  // namespace draagkracht
