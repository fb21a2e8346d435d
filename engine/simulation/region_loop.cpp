// The main loop of RegionSimulation: what every event goes through, from the event list to the next push. All of it is
// meant to be compiled into run_day, so that what an event needs stays in registers: hence `always_inline`, one place
// where requests go on, and rarer things behind calls (region_simulation.cpp, region_steps.cpp).
//
// Two rules of thumb, both measured: a word that was written in pieces must not be read back in one move soon after
// (the processor waits until the pieces are in the cache), and a choice that depends on a drawn word is added up, not
// jumped over.
#include <algorithm>
#include <bit>

#include "engine/simulation/region_simulation.h"

namespace draagkracht {

// A wait that needs more than its length: its row, another start, norms.
inline void RegionSimulation::add_wait(const Request& request, const StepPlan& plan) {
  const std::int64_t since = plan.waits_from_arrival ? clock_of(*plan.measure, request) : request.since;
  const std::uint32_t at = plan.waits_by_row ? row(plan.measure->key, request) : 0;
  const std::int64_t wait = plan.measure->working_days ? working_days_since(since) : now_ - since;
  Observer::add_wait(plan.waits[at], *plan.measure, wait + plan.measure->plus);
}

// A service starts on a server that is free.
inline void RegionSimulation::start(std::uint32_t id, Request& request, const StepPlan& plan, PoolState& pool,
                                    int priority_class) {
  const std::int64_t now = now_;
  if (plan.keeps_wait) [[unlikely]] numbers_[first_number(request) + numbers_each_ - 1] = static_cast<double>(now - request.since);
  if (plan.waits != nullptr && (now >= warm_up_ms_ || plan.waits_whole_run) && request.state != RequestState::interrupted) [[likely]] {
    if (plan.waits_plainly) {
      Observer::add_plain_wait(*plan.waits, now - request.since);
    } else {
      add_wait(request, plan);
    }
  }
  request.state = RequestState::in_service;
  pool.waited += now - request.since;
  request.since = now;
  servers_.seize(requests_, pool, priority_class, id, now);
  events_.push({event_key(now + request.work, EventKind::service_end), id, 0});
}

// Free servers take whom they may from the queues.
inline void RegionSimulation::serve_queues(PoolState& pool) {
  constexpr int not_plain = has_joint | is_closing | has_preemption;
  if ((pool.special & not_plain) != 0) [[unlikely]] return serve_special(pool);
  while (pool.busy < pool.on_duty) {
    const std::uint32_t ready = pool.waiting & pool.open;
    if (ready == 0) break;
    const int priority_class = std::countr_zero(ready);
    const std::uint32_t id = servers_.queues().take_head(requests_, pool, priority_class, now_);
    Request& request = requests_[id];
    start(id, request, plans_[request.step], pool, priority_class);
  }
}

void RegionSimulation::start_waiting(PoolState& pool) { serve_queues(pool); }
void RegionSimulation::start_now(std::uint32_t id, PoolState& pool, int priority_class) {
  Request& request = requests_[id];
  start(id, request, plans_[request.step], pool, priority_class);
}

// Joins a pool with the words of `block` and says `none`, or says where to go on instead.
inline Index RegionSimulation::enter_task(std::uint32_t id, Request& request, const StepPlan& plan, const RandomBlock& block) {
  if (plan.is_joint) [[unlikely]] return enter_joint(id, plan, block);
  std::uint32_t pool_index = plan.pool;
  if (pool_index == nobody) [[unlikely]] pool_index = find_pool(plan.task->pool, request);
  if (pool_index == nobody) [[unlikely]] return plan.task->otherwise;
  PoolState& pool = servers_[pool_index];
  const int priority_class = class_at(plan, request);
  bool starts = servers_.queues().can_start_now(pool, priority_class);
  if (starts && (pool.special & has_joint) != 0) [[unlikely]] starts = !holds_.is_blocked(pool_index, priority_class);
  if (!starts && pool.queue_length >= pool.length_limit && !would_interrupt(pool, priority_class)) [[unlikely]] {
    return turned_away(pool, *plan.task);
  }
  const std::int64_t work = draw_work(plan, request, block[service_lane]);
  DRAAGKRACHT_ENSURE(work >= 0);
  request.work = work;
  request.branch = block[branch_lane];
  request.priority_class = static_cast<std::uint8_t>(priority_class);
  if (plan.has_own_variable && request.person != nobody) [[unlikely]] {
    RequestLabels& labels = requests_.labels(request);
    if (labels.at[plan.task->own_variable] == 0) labels.at[plan.task->own_variable] = own_on_duty(pool_index, labels) ? 2 : 1;
  }
  if (!plan.gives_back_jointly) [[likely]] observer_.add_asked(pool_index, work);
  request.pool = pool_index;
  request.since = now_;
  if (starts) {
    start(id, request, plan, pool, priority_class);
    return none;
  }
  request.state = RequestState::waiting;
  servers_.queues().join_tail(requests_, pool, priority_class, id, now_);
  if ((pool.special & (has_preemption | has_joint | has_ageing)) != 0) [[unlikely]] {
    if ((pool.special & has_joint) != 0) holds_.note_joining(id);
    if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
    if ((pool.special & has_preemption) != 0) interrupt_for_waiting(pool);
    if (request.state != RequestState::waiting) return none;
  }
  if (plan.has_patience) [[unlikely]] limit_patience(id, *plan.task, block[patience_lane]);
  return none;
}

// A request ends at an exit.
inline void RegionSimulation::leave(std::uint32_t id, const Request& request, const StepPlan& plan) {
  if (plan.step.tallies != 0) [[unlikely]] tally(plan, request, 0);
  if (counting()) ++*plan.outcome;
  ++observer_.left;
  requests_.release(id);
}

// Lets a request go on from a step. Here is what most do after an event, to leave or to enter a task; the rest is a call
// away.
inline void RegionSimulation::go_on(Move move) {
  const StepPlan& plan = plans_[move.step];
  Request& request = requests_[move.id];
  if (plan.outcome != nullptr) {
    leave(move.id, request, plan);
  } else if (plan.task != nullptr) {
    if (move.step <= request.step) [[unlikely]] note_circle(move.step);
    if (plan.step.again != none) [[unlikely]] note_visit(move.id, plan.step);
    request.step = move.step;
    const RandomBlock block = random_block(key_, request.entity, plan.time_address, request.visit);
    const Index next = enter_task(move.id, request, plan, block);
    if (next != none) [[unlikely]] advance(move.id, next);
  } else {
    advance(move.id, move.step);
  }
}

// Lets a request go on until it waits for something or is gone, and then its children.
void RegionSimulation::advance(std::uint32_t id, Index at) {
  while (at != none) {
    const StepPlan& plan = plans_[at];
    Request& request = requests_[id];
    if (plan.outcome != nullptr) {
      leave(id, request, plan);
      break;
    }
    if (at <= request.step) [[unlikely]] note_circle(at);
    if (plan.step.again != none) [[unlikely]] note_visit(id, plan.step);
    request.step = at;
    if (plan.task != nullptr) {
      at = enter_task(id, request, plan, random_block(key_, request.entity, plan.time_address, request.visit));
    } else if (plan.by_label != nullptr) {
      const Index to = plan.by_label[label(plan.label, request)];
      const Index next = finish_step_here(request, plan, 0, 0);
      at = to == none ? next : to;
    } else {
      at = pass(id, plan);
    }
  }
  go_on_with_children();
}

// A service ends: its servers come free, and nobody takes them yet. An event is void whose service was interrupted: then
// nobody is served whose service would end now.
inline RegionSimulation::Ended RegionSimulation::release_servers(Event event) {
  Request& request = requests_[event.id];
  if (request.state != RequestState::in_service || request.since + request.work != now_) return Ended::none;
  request.state = RequestState::moving;
  ++service_ends_;
  const StepPlan& plan = plans_[request.step];
  if (plan.gives_back_jointly) [[unlikely]] {
    release_joint(event.id, *plan.task);
    return Ended::joint;
  }
  PoolState& pool = servers_[request.pool];
  if (request.since >= count_from_) [[likely]] {
    observer_.add_busy(request.pool, now_ - request.since);
  } else {
    servers_.account_service(request.pool, request.since, now_);
  }
  servers_.give_back(requests_, pool, request.priority_class, event.id, now_);
  if (plan.task == nullptr) [[unlikely]] {
    --side_jobs_;
    requests_.release(event.id);
    return Ended::side_job;
  }
  if (plan.has_after_work) [[unlikely]] start_after_work(request, *plan.task);
  return Ended::plain;
}

// Where a request goes on whose service has ended.
inline Index RegionSimulation::finish_service(std::uint32_t id) {
  const Request& done = requests_[id];
  const StepPlan& plan = plans_[done.step];
  if (plan.may_be_reallocated && requests_.labels(done).at[plan.task->rule_variable] != 0) [[unlikely]] {
    return finish_reallocated(id, plan, *plan.task);
  }
  return finish_step_here(done, plan, done.branch, done.work);
}

// The end of a service that falls on an instant of its own: the next one starts, and the request goes on. No step:
// nobody goes on.
inline RegionSimulation::Move RegionSimulation::end_service(Event event) {
  const Ended ended = release_servers(event);
  if (ended == Ended::none) [[unlikely]] return {};
  if (ended == Ended::joint) [[unlikely]] {
    serve_touched();
  } else {
    serve_queues(servers_[requests_[event.id].pool]);
    if (ended == Ended::side_job) [[unlikely]] return {};
  }
  return {event.id, finish_service(event.id)};
}

// Several services end at one instant, or duty changes at it too. Nobody starts until all of them are done: so whoever
// is first in line starts, whichever server comes free first, and nobody starts at a pool that closes.
void RegionSimulation::settle_instant(const Event& first, const Event*& known, const Event* behind) {
  settling_ = true;
  ended_.clear();
  if (event_kind(first.key) == EventKind::service_end) {
    const auto end = [&](const Event& event) {
      const std::uint32_t pool = requests_[event.id].pool;
      const Ended ended = release_servers(event);
      if (ended == Ended::none) return;
      if (ended != Ended::joint) touch(pool);
      if (ended != Ended::side_job) ended_.push_back(event.id);
    };
    end(first);
    while (events_.first_key() == first.key) end(events_.take_first());
  } else {
    change_duty(first.id, first.stamp);
  }
  for (; known != behind && known->key == event_key(now_, EventKind::calendar); ++known) change_duty(known->id, known->stamp);
  settling_ = false;
  serve_touched();
  go_on_with_children();
  for (const std::uint32_t id : ended_) {
    const Index next = finish_service(id);
    if (next != none) advance(id, next);
  }
}

inline void RegionSimulation::schedule_arrival(StreamState& stream, std::uint32_t index) {
  if (created_ >= most_arrivals_) [[unlikely]] return;
  const std::uint32_t at = stream.count % StreamState::most;
  if (at == 0) [[unlikely]] look_ahead(stream, index);
  stream.next_ms += stream.gaps[at];
  if (stream.next_ms < horizon_ms_) [[likely]] {
    events_.push({event_key(stream.next_ms, EventKind::arrival), index, 0});
  } else if (stream.next_ms == end_of_time.ms) {  // beyond any horizon, so that other streams need not be asked
    schedule_paced(index);
  }
}

void RegionSimulation::start_stream(std::uint32_t index) { schedule_arrival(streams_[index], index); }

// No step: nobody goes on.
inline RegionSimulation::Move RegionSimulation::arrive_anonymous(std::uint32_t index) {
  if (created_ >= most_arrivals_) [[unlikely]] return {};  // other streams were faster
  StreamState& stream = streams_[index];
  const std::uint32_t n = stream.count++;
  ++created_;
  const std::uint32_t id = requests_.create(stream.customer);
  Request& request = requests_[id];
  request.entity = stream.customer.entity + n;
  request.arrived = now_;
  if (has_labels_) requests_.labels(id) = stream.labels;
  if (has_own_) [[unlikely]] clear_own(id);
  Index at = stream.enters;
  if (stream.enters_task) {
    if (plans_[at].step.again != none) [[unlikely]] note_visit(id, plans_[at].step);
    request.step = at;
    at = enter_task(id, request, plans_[at], stream.blocks[n % StreamState::most]);
  }
  schedule_arrival(stream, index);
  return {id, at};
}

RegionSimulation::Move RegionSimulation::arrive(const Arrival& arrival) {
  ++observer_.timed_events;
  const std::uint32_t id = requests_.create();
  Request& request = requests_[id];
  request.entity = arrival.entity;
  request.arrived = now_;
  request.person = arrival.person;
  request.state = RequestState::moving;
  RequestLabels labels;
  std::copy(std::begin(arrival.of_person.attributes), std::end(arrival.of_person.attributes), labels.at + first_owner_label);
  std::copy(std::begin(arrival.of_person.place), std::end(arrival.of_person.place), labels.place);
  labels.own_server = arrival.of_person.own_server;
  labels.owner = arrival.of_person.entity;
  for (const SetStep& set : demand_->set(arrival.set)) labels.at[set.variable] = set.value;
  requests_.labels(id) = labels;
  if (has_own_) [[unlikely]] clear_own(id);
  ++observer_.entered;
  return {id, arrival.enters};
}

void RegionSimulation::run_day(std::int32_t d) {
  end_of_day_ = start_of_day(d + 1).ms;
  count_from_ = std::max(week_ * one_week.ms, warm_up_ms_);
  observer_.begin_week(week_);
  const std::int64_t created_before = created_;
  const std::int64_t ends_before = service_ends_;
  const Event* known = today_.sorted().data();
  if (warm_up_ms_ >= start_of_day(d).ms && warm_up_ms_ < end_of_day_) {
    handle_events(known, event_key(warm_up_ms_, EventKind::service_end));
    begin_counting();
  }
  handle_events(known, event_key(std::min(end_of_day_, horizon_ms_), EventKind::service_end));
  observer_.entered += created_ - created_before;
  observer_.timed_events += created_ - created_before + service_ends_ - ends_before;
  person_counts_.settle();
}

// The records that the known events soon to come are about: they lie anywhere in memory, so they are asked for before
// they are needed. Inlined by force: to the compiler a function that only fetches has no effect, and goes.
inline void RegionSimulation::fetch_ahead(const Event* known, const Event* behind) const {
  if (behind - known <= 16) return;
  const Event& event = known[16];
  if (event_kind(event.key) == EventKind::arrival) {
    __builtin_prefetch(&(*arrivals_)[event.id]);
  } else if (event_kind(event.key) == EventKind::delay_end) {
    __builtin_prefetch(&requests_[event.id]);
    __builtin_prefetch(&requests_.labels(event.id));
  }
}

// All events up to a key, of the event list and of the day's list from `next` on, which moves behind them.
void RegionSimulation::handle_events(const Event*& next, std::int64_t end_key) {
  const Event* known = next;
  const Event* const behind = today_.sorted().data() + today_.sorted().size();
  // What comes if the event list has nothing before it: a known event or the end.
  const auto next_known = [&] { return known != behind ? std::min(known->key, end_key) : end_key; };
  std::int64_t known_key = next_known();
  for (;;) {
    Move move;
    const std::int64_t first_key = events_.first_key();
    if (first_key < known_key || (first_key == known_key && first_key != end_key && comes_before_known(*known))) {
      const Event event = events_.take_first();
      now_ = event_ms(event.key);
      const EventKind kind = event_kind(event.key);
      if (kind == EventKind::service_end) {
        if (events_.second_key() == event.key || known_key == event_key(now_, EventKind::calendar)) [[unlikely]] {
          settle_instant(event, known, behind);
          known_key = next_known();
          continue;
        }
        move = end_service(event);
      } else if (kind == EventKind::arrival) {
        move = arrive_anonymous(event.id);
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
      now_ = event_ms(event.key);
      if (event_kind(event.key) == EventKind::calendar) {
        settle_instant(event, known, behind);
        known_key = next_known();
        continue;
      }
      known_key = next_known();
      move = event_kind(event.key) == EventKind::arrival ? arrive((*arrivals_)[event.id]) : handle_rare(event);
    }
    if (move.step != none) go_on(move);
  }
}

}  // namespace draagkracht
