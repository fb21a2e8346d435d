// Services: the rarer events at a queue, and work without a patient.
#include "engine/simulation/services.h"

#include <algorithm>
#include <bit>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/simulation/step_runner.h"

namespace draagkracht {

void Services::start_waiting(PoolState& pool) { serve_queues(pool); }

void Services::start_now(std::uint32_t id, PoolState& pool, int priority_class) {
  Request& request = run_.requests[id];
  start(id, request, run_.plans[request.step], pool, priority_class);
}

// Servers on duty or a limit change. Whoever may start then is served by the caller, when all of this instant is known.
void Services::change_duty(std::uint32_t pool_index, std::uint32_t packed) {
  ++run_.observer.timed_events;
  PoolState& pool = run_.servers[pool_index];
  const std::uint32_t what = packed >> 24;
  const std::uint32_t level = packed & 0xffffffU;
  if (what != StaffOnDuty::servers_level >> 24) {
    touch(pool_index);
    return run_.servers.set_limit(pool, static_cast<int>(what), level);
  }
  take_duty(pool_index, static_cast<std::int32_t>(level));
}

// So many are on duty from now on.
void Services::take_duty(std::uint32_t pool_index, std::int32_t level) {
  PoolState& pool = run_.servers[pool_index];
  touch(pool_index);
  const PoolKind& kind = run_.servers.kind_of(pool);
  run_.servers.set_duty(pool, level, run_.clock.now);
  if (kind.hands_over) hand_over(pool);
  if (kind.on_closed != none && level == 0 && (pool.special & is_closing) == 0) send_away(pool, kind.on_closed);
}

// More are served than are on duty now: those of the last class who started last are interrupted.
void Services::hand_over(PoolState& pool) {
  for (int priority_class = run_.servers.kind_of(pool).rules.classes - 1; priority_class >= 0; --priority_class) {
    while (pool.busy > pool.on_duty && run_.servers.latest_start(pool, priority_class) != nobody)
      interrupt(pool, priority_class);
  }
}

// All who wait go on elsewhere, the first in the queue first.
void Services::send_away(PoolState& pool, Index step) {
  std::vector<std::uint32_t> leaving;
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    for (std::uint32_t id = run_.servers.queues().head(pool, std::countr_zero(classes)); id != nobody;
         id = run_.requests[id].next) {
      if (run_.plans[run_.requests[id].step].seize != nullptr) leaving.push_back(id);  // work without a patient stays
    }
  }
  for (const std::uint32_t line : run_.holds.lines_of(run_.servers.index_of(pool))) {
    for (std::uint32_t id = run_.holds.head(line); id != nobody; id = run_.requests[id].next) leaving.push_back(id);
  }
  std::sort(leaving.begin(), leaving.end(), [this](std::uint32_t a, std::uint32_t b) {
    const Request &first = run_.requests[a], &second = run_.requests[b];
    if (first.priority_class != second.priority_class) return first.priority_class < second.priority_class;
    if (first.since != second.since) return first.since < second.since;
    return first.entity != second.entity ? first.entity < second.entity : first.visit < second.visit;
  });
  for (const std::uint32_t id : leaving) {
    leave_queues(id);
    Request& request = run_.requests[id];
    request.state = RequestState::moving;
    request.branch = step;
  }
  run_.instant.ready.insert(run_.instant.ready.end(), leaving.rbegin(), leaving.rend());
}

// Ends the overtime of a pool when nobody is left who waited at closing time.
void Services::end_closing(PoolState& pool) {
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    const int priority_class = std::countr_zero(classes);
    const std::uint32_t head = run_.servers.queues().head(pool, priority_class);
    if (run_.servers.waited_at_closing(pool, priority_class, run_.requests[head].since)) return;
  }
  for (const std::uint32_t line : run_.holds.lines_of(run_.servers.index_of(pool))) {
    const std::uint32_t head = run_.holds.head(line);
    if (head == nobody) continue;
    const Request& first = run_.requests[head];
    if (run_.servers.waited_at_closing(pool, first.priority_class, first.since)) return;
  }
  Servers::end_closing(pool);
}

Index Services::turned_away(const PoolState& pool, const SeizeStep& seize) const {
  const PoolKind& kind = run_.servers.kind_of(pool);
  const Index to = pool.on_duty == 0 && kind.on_closed != none ? kind.on_closed : seize.on_full;
  DRAAGKRACHT_ENSURE(to != none);
  return to;
}

// Takes a waiting request out of all queues in which it stands. Whom it blocked there may start.
void Services::leave_queues(std::uint32_t id) {
  const Request& request = run_.requests[id];
  PoolState& pool = run_.servers[request.pool];
  pool.waited += run_.clock.now - request.since;
  if (run_.holds.in_line(id)) {
    for (const std::uint32_t other : run_.holds.pools_of(run_.holds.line_of(id))) touch(other);
    run_.holds.leave(run_.requests, run_.servers, id, request.pool, run_.clock.now);
  } else {
    run_.servers.queues().leave(run_.requests, pool, request.priority_class, id, run_.clock.now);
    if ((pool.special & (has_joint | is_closing)) != 0) touch(request.pool);
  }
  if (run_.trace != nullptr) run_.trace->quits(id, request.pool);
}

// Who waits and may interrupt a service of a lower class does so: a newcomer, or one who waited for more servers on
// duty or for a limit.
void Services::interrupt_for_waiting(PoolState& pool) {
  while ((pool.waiting & pool.open) != 0) {
    const int priority_class = std::countr_zero(pool.waiting & pool.open);
    const int victim_class = run_.servers.interruptible_class(pool, priority_class);
    if (victim_class < 0) return;
    interrupt(pool, victim_class);
    start_now(run_.servers.queues().take_head(run_.requests, pool, priority_class, run_.clock.now), pool,
              priority_class);
  }
}

// The latest start of a class is interrupted, and goes on from the head of its queue, or elsewhere.
void Services::interrupt(PoolState& pool, int victim_class) {
  const std::uint32_t id = run_.servers.latest_start(pool, victim_class);
  Request& victim = run_.requests[id];
  const SeizeStep* const seize = run_.plans[victim.step].seize;  // nullptr: work without a patient
  if (seize != nullptr && seize->holds(pool.rules)) {
    run_.servers.account_holding(run_.servers.index_of(pool), victim.since, run_.clock.now);
  } else {
    run_.servers.account_service(run_.servers.index_of(pool), victim.since, run_.clock.now);
  }
  run_.servers.give_back(run_.requests, pool, victim_class, id, run_.clock.now);
  counts().add_interrupted(victim, run_.clock.now - victim.since);
  victim.work -= run_.clock.now - victim.since;
  victim.since = run_.clock.now;
  ++run_.preempted;
  if (seize != nullptr && seize->on_interrupted != none) {
    victim.state = RequestState::moving;
    victim.branch = seize->on_interrupted;
    run_.instant.ready.push_back(id);
    return;
  }
  victim.state = RequestState::interrupted;
  if ((pool.special & has_order) != 0) {
    const double its = run_.values.order(id);  // before those of its rank
    run_.servers.queues().join_where(run_.requests, pool, victim_class, id, run_.clock.now,
                                     [&](std::uint32_t other) { return run_.values.order(other) < its; });
    return;
  }
  run_.servers.queues().join_head(run_.requests, pool, victim_class, id, run_.clock.now);
  if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
}

void Services::stand_in_order(std::uint32_t id, PoolState& pool, const SeizeStep* seize) {
  const Request& request = run_.requests[id];
  double& its = run_.values.order(id);
  its = seize == nullptr || seize->order == none ? 0 : values().evaluate(seize->order, request);
  if (its != its)
    throw RunFailure("the expression order_by in step " + run_.model.step_names[request.step] + " gives no number");
  run_.servers.queues().leave(run_.requests, pool, request.priority_class, id, run_.clock.now);
  run_.servers.queues().join_where(run_.requests, pool, request.priority_class, id, run_.clock.now,
                                   [&](std::uint32_t other) { return run_.values.order(other) <= its; });
}

// Until they no longer change: more servers start services, which shorten queues. Each round that changes a number
// without a start of service is the last but one, so that there are no more rounds than requests that wait.
void Services::adapt_capacity() {
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::uint32_t index : run_.pending.following()) {
      const PoolState& pool = run_.servers[index];
      const PoolKind& kind = run_.servers.kind_of(pool);
      const double wanted = values().evaluate_at(kind.capacity, index) + 0.5;
      if (!(wanted < limits::servers + 1))
        throw RunFailure("the capacity of pool " + kind.name + " is no number of servers");
      const std::int32_t level = wanted < 1 ? 0 : static_cast<std::int32_t>(wanted);
      if (level == pool.on_duty) continue;
      changed = true;
      run_.staff.follow(index, level, run_.clock);
      take_duty(index, level);
    }
    serve_touched();
  }
}

// Whoever waits goes to the next better class after some time.
void Services::start_ageing(std::uint32_t id, PoolState& pool) {
  const Request& request = run_.requests[id];
  std::int64_t& next = WaitEnds::of(run_.wait_ends.ageing, run_.requests, id);
  next = run_.clock.now + run_.servers.kind_of(pool).ageing_ms;
  if (request.priority_class == 0 || next >= run_.clock.horizon) return;
  run_.events.push({event_key(next, EventKind::ageing), id, first_half(request.entity)});
}

// It goes behind those who joined the queue before it. Void for who no longer waits, or waits anew.
void Services::age(std::uint32_t id) {
  Request& request = run_.requests[id];
  const bool waits = request.state == RequestState::waiting || request.state == RequestState::interrupted;
  if (!waits || (run_.servers[request.pool].special & has_ageing) == 0) return;
  if (run_.wait_ends.ageing[id] != run_.clock.now) return;
  ++run_.observer.timed_events;
  PoolState& pool = run_.servers[request.pool];
  run_.servers.queues().leave(run_.requests, pool, request.priority_class, id, run_.clock.now);
  --request.priority_class;
  run_.servers.queues().join_in_order(run_.requests, pool, request.priority_class, id, run_.clock.now);
  start_ageing(id, pool);
  start_waiting(pool);
}

// Patience is drawn once. What ends on a later day waits for midnight, so that it is noted only for who still waits.
void Services::limit_patience(std::uint32_t id, const TimeSource& patience, std::uint32_t word) {
  const Request& request = run_.requests[id];
  const std::int64_t limit = values().draw_time(patience, request, word);
  std::int64_t& ends = WaitEnds::of(run_.wait_ends.patience, run_.requests, id);
  ends = limit < 0 || limit >= run_.clock.horizon - run_.clock.now ? end_of_time.ms : run_.clock.now + limit;
  if (ends < run_.clock.end_of_day) {
    run_.events.push({event_key(ends, EventKind::patience_end), id, first_half(request.entity)});
  } else if (ends < run_.clock.horizon) {
    run_.wait_ends.overnight.push_back({ends, id, 0});
  }
}

// Whoever waits and has patience until now loses it; who started, or went on to wait elsewhere, does not.
Index Services::end_patience(std::uint32_t id) {
  const StepPlan& plan = run_.plans[run_.requests[id].step];
  const bool pending = run_.requests[id].state == RequestState::pending;
  if ((run_.requests[id].state != RequestState::waiting && !pending) || !plan.has_patience) return none;
  if (run_.wait_ends.patience[id] != run_.clock.now) return none;
  if (pending) return StepRunner(run_).lose_patience(id);
  ++run_.observer.timed_events;
  const SeizeStep& seize = *plan.seize;
  leave_queues(id);
  Request& request = run_.requests[id];
  request.state = RequestState::moving;
  counts().add_left(seize.wait, request);
  serve_touched();
  return seize.on_patience;
}

void Services::begin_day() {
  for (const WaitEnds::Overnight& one : run_.wait_ends.overnight) {
    const Request& request = run_.requests[one.id];
    const bool waits = request.state == RequestState::waiting || request.state == RequestState::pending;
    if (!waits || run_.wait_ends.patience[one.id] != one.ends) continue;
    run_.agenda.put({event_key(one.ends, EventKind::patience_end), one.id, first_half(request.entity)});
  }
  run_.wait_ends.overnight.clear();
}

// Work of the server that follows a task: a job of its own, which nobody waits for.
void Services::start_after_work(const Request& request, const SeizeStep& seize) {
  const RandomBlock block =
      random_block(run_.key, combine(request.entity, seize.time_address), seize.time_address, request.visit);
  const std::int64_t work = values().draw_time(seize.after_work, request, block[service_lane]);
  if (work > 0) start_side_job(request, request.pool, seize.after_class, work, seize.time_address);
}

void Services::start_side_job(const Request& parent, std::uint32_t pool_index, int priority_class, std::int64_t work,
                              std::uint32_t salt) {
  const std::uint64_t entity = combine(parent.entity, combine(salt, parent.visit));
  const std::uint32_t person = parent.person;
  const std::uint32_t parent_id = run_.trace == nullptr ? nobody : run_.requests.id_of(parent);
  const std::uint32_t id = run_.requests.create();  // may move the records: `parent` is not used behind this line
  run_.clear_values(id);
  Request& job = run_.requests[id];
  ++run_.side_jobs;
  job.entity = entity;
  job.person = person;
  job.arrived = run_.clock.now;
  job.since = run_.clock.now;
  job.step = 0;
  job.pool = pool_index;
  job.work = work;
  job.priority_class = static_cast<std::uint8_t>(priority_class);
  run_.observer.add_asked(pool_index, work);
  if (parent_id != nobody) [[unlikely]]
    run_.trace->enters(id, parent_id, 0);
  PoolState& pool = run_.servers[pool_index];
  if (!run_.instant.settling && run_.servers.queues().can_start_now(pool, priority_class) &&
      ((pool.special & has_joint) == 0 || !run_.holds.is_blocked(pool_index, priority_class))) {
    start_now(id, pool, priority_class);
    return;
  }
  job.state = RequestState::waiting;
  run_.servers.queues().join_tail(run_.requests, pool, priority_class, id, run_.clock.now);
  if ((pool.special & (has_joint | has_order | has_ageing | has_trace)) != 0) [[unlikely]] {
    if ((pool.special & has_trace) != 0) run_.trace->joins(id, pool_index);
    if ((pool.special & has_joint) != 0) run_.holds.note_joining(id);
    if ((pool.special & has_order) != 0) stand_in_order(id, pool, nullptr);
    if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
  }
  if (!run_.instant.settling && (pool.special & has_preemption) != 0) interrupt_for_waiting(pool);
}

}  // namespace draagkracht
