// Tasks: requests join queues, are served, interrupted, sent away or lose patience, and servers take the next. Whose
// server is free and who holds one is a matter of Servers and Holds; where a request goes on, of StepRunner.
//
// What most services go through is inline and meant to be compiled into the main loop (region_simulation.cpp); rarer
// things stand in services.cpp, tasks that want several pools in joint_services.cpp.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/core/fault.h"
#include "engine/simulation/run_state.h"
#include "engine/simulation/step_counts.h"
#include "engine/simulation/step_values.h"

namespace draagkracht {

// A view of a run, made where it is needed.
class Services {
 public:
  explicit Services(RunState& run) : run_(run) {}

  // A request enters a task with the words of `block`: joins the pool and says `none`, or says where to go on instead.
  [[gnu::always_inline]] inline Index enter_seize(std::uint32_t id, Request& request, const StepPlan& plan,
                                                  const RandomBlock& block);

  // What came of the end of a service. `nothing`: its event is void, because the service was interrupted.
  enum class Ended : std::uint8_t { nothing, plain, joint, side_job };
  // A service ends: its servers come free, and nobody takes them yet.
  [[gnu::always_inline]] inline Ended release_servers(Event event);

  // Free servers of a pool take whom they may from the queues.
  [[gnu::always_inline]] inline void serve_queues(PoolState& pool);
  // Notes a pool whose servers came free, or that somebody no longer blocks; serve_touched() serves those who wait
  // there.
  void touch(std::uint32_t pool) { run_.instant.touched.push_back(pool); }
  // Several pools have free servers at one instant: whoever is first in line for any of them starts first.
  void serve_touched();
  // Between the two nobody starts: until all that happens at this instant is known.
  void begin_settling() { run_.instant.settling = true; }
  void end_settling() {
    run_.instant.settling = false;
    serve_touched();
  }

  // Servers on duty or a limit change. Whoever may start then is served by serve_touched().
  void change_duty(std::uint32_t pool, std::uint32_t packed);
  // Whoever waits from now on has patience for so long; `word` draws it.
  void limit_patience(std::uint32_t id, const TimeSource& patience, std::uint32_t word);
  // Numbers of servers that follow the state are worked out anew, and whoever may start then does.
  void adapt_capacity();
  // The event of a patience that ends: where to go on, or `none` if nobody loses it.
  Index end_patience(std::uint32_t id);
  // The event of an ageing: whoever waits goes to the next better class.
  void age(std::uint32_t id);
  // Patience of those who came yesterday, still wait, and lose it on a later day.
  void begin_day();

  // A request that waits, sleeps or is at a server no more goes on at a step: it leaves queues, appointment and what it
  // holds. False, and nothing happens, if it is served or is work without a patient. Whoever may start then is served
  // by serve_touched(); it goes on itself with the children of the instant.
  bool take_out(std::uint32_t id, Index step);

  // Gives back the pools of these kinds that the request holds.
  void release_claims(std::uint32_t id, const std::vector<Index>& kinds);
  // Work without a patient, with a random address of its own (`salt`).
  void start_side_job(const Request& parent, std::uint32_t pool, int priority_class, std::int64_t work,
                      std::uint32_t salt);

 private:
  StepValues values() const { return StepValues(run_); }
  StepCounts counts() { return StepCounts(run_); }

  [[gnu::always_inline]] inline void start(std::uint32_t id, Request& request, const StepPlan& plan, PoolState& pool,
                                           int priority_class);
  // The same as start and serve_queues, for rarer events.
  void start_now(std::uint32_t id, PoolState& pool, int priority_class);
  void start_waiting(PoolState& pool);
  [[gnu::noinline]] void serve_special(PoolState& pool);
  void end_closing(PoolState& pool);
  int most_accumulated(const PoolState& pool) const;
  [[gnu::noinline]] void interrupt_for_waiting(PoolState& pool);
  // Whether a newcomer of this class would not wait though nobody is free.
  [[gnu::noinline]] bool would_interrupt(const PoolState& pool, int priority_class) const {
    return ((pool.open >> priority_class) & 1U) != 0 && run_.servers.interruptible_class(pool, priority_class) >= 0;
  }
  void interrupt(PoolState& pool, int priority_class);
  void take_duty(std::uint32_t pool, std::int32_t level);
  void hand_over(PoolState& pool);
  void send_away(PoolState& pool, Index step);
  void leave_queues(std::uint32_t id);
  void start_ageing(std::uint32_t id, PoolState& pool);
  // Whoever has joined the end of a queue that has an order goes to its place in it.
  void stand_in_order(std::uint32_t id, PoolState& pool, const SeizeStep* seize);
  void start_after_work(const Request& request, const SeizeStep& seize);
  // Where a request goes on that cannot even wait. Never `none`: compile demands the step.
  [[gnu::noinline]] Index turned_away(const PoolState& pool, const SeizeStep& seize) const;
  // Several pools at once, or one of several.
  Index enter_several(std::uint32_t id, const StepPlan& plan, const RandomBlock& block);
  Index enter_joint(std::uint32_t id, const StepPlan& plan, const RandomBlock& block);
  void release_joint(std::uint32_t id, const SeizeStep& seize);
  template <class Of, class Account>
  void give_back_claims(std::uint32_t id, Of of, Account account);
  void start_candidate(const Holds::Candidate& candidate);
  void give_back_appointment(const Request& request, const BookStep& step);
  Index enter_either(std::uint32_t id, const StepPlan& plan, const RandomBlock& block);
  void start_either(std::uint32_t id, std::uint32_t pool, int priority_class, std::uint32_t word);

  RunState& run_;
};

// A service starts on a server that is free.
inline void Services::start(std::uint32_t id, Request& request, const StepPlan& plan, PoolState& pool,
                            int priority_class) {
  const std::int64_t now = run_.clock.now;
  counts().add_start(id, request, plan);
  request.state = RequestState::in_service;
  pool.waited += now - request.since;
  request.since = now;
  run_.servers.seize(run_.requests, pool, priority_class, id, now);
  run_.events.push({event_key(now + request.work, EventKind::service_end), id, 0});
}

inline void Services::serve_queues(PoolState& pool) {
  constexpr int not_plain = has_joint | is_closing | has_preemption | has_accumulation;
  if ((pool.special & not_plain) != 0) [[unlikely]]
    return serve_special(pool);
  while (pool.busy < pool.on_duty) {
    const std::uint32_t ready = pool.waiting & pool.open;
    if (ready == 0) break;
    const int priority_class = std::countr_zero(ready);
    const std::uint32_t id = run_.servers.queues().take_head(run_.requests, pool, priority_class, run_.clock.now);
    Request& request = run_.requests[id];
    start(id, request, run_.plans[request.step], pool, priority_class);
  }
}

inline Index Services::enter_seize(std::uint32_t id, Request& request, const StepPlan& plan, const RandomBlock& block) {
  if (plan.is_joint) [[unlikely]]
    return enter_several(id, plan, block);
  std::uint32_t pool_index = plan.pool;
  if (pool_index == nobody) [[unlikely]]
    pool_index = values().pool(plan.seize->pool, request);
  if (pool_index == nobody) [[unlikely]]
    return plan.seize->otherwise;
  PoolState& pool = run_.servers[pool_index];
  const int priority_class = values().priority_class(plan, request);
  bool starts = run_.servers.queues().can_start_now(pool, priority_class);
  if (starts && (pool.special & has_joint) != 0) [[unlikely]]
    starts = !run_.holds.is_blocked(pool_index, priority_class);
  if (!starts && pool.queue_length >= pool.length_limit && !would_interrupt(pool, priority_class)) [[unlikely]] {
    return turned_away(pool, *plan.seize);
  }
  const std::int64_t work = values().draw_work(plan, request, block[service_lane]);
  DRAAGKRACHT_ENSURE(work >= 0);
  request.work = work;
  request.branch = block[branch_lane];
  request.priority_class = static_cast<std::uint8_t>(priority_class);
  if (plan.has_own_variable && request.person != nobody) [[unlikely]] {
    RequestLabels& labels = run_.requests.labels(request);
    if (labels.at[plan.seize->own_variable] == 0) {
      labels.at[plan.seize->own_variable] = run_.staff.own_on_duty(pool_index, labels) ? 2 : 1;
    }
  }
  if (!plan.gives_back_jointly) [[likely]]
    run_.observer.add_asked(pool_index, work);
  request.pool = pool_index;
  request.since = run_.clock.now;
  if (starts) {
    start(id, request, plan, pool, priority_class);
    return none;
  }
  request.state = RequestState::waiting;
  run_.servers.queues().join_tail(run_.requests, pool, priority_class, id, run_.clock.now);
  if ((pool.special & (has_preemption | has_joint | has_ageing | has_order | has_trace)) != 0) [[unlikely]] {
    if ((pool.special & has_trace) != 0) run_.trace->joins(id, pool_index);
    if ((pool.special & has_order) != 0) stand_in_order(id, pool, plan.seize);
    if ((pool.special & has_joint) != 0) run_.holds.note_joining(id);
    if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
    if ((pool.special & has_preemption) != 0) interrupt_for_waiting(pool);
    if (request.state != RequestState::waiting) return none;
  }
  if (plan.has_patience) [[unlikely]]
    limit_patience(id, plan.seize->patience, block[patience_lane]);
  return none;
}

inline Services::Ended Services::release_servers(Event event) {
  Request& request = run_.requests[event.id];
  if (request.state != RequestState::in_service || request.since + request.work != run_.clock.now)
    return Ended::nothing;
  request.state = RequestState::moving;
  ++run_.service_ends;
  const StepPlan& plan = run_.plans[request.step];
  if (plan.gives_back_jointly) [[unlikely]] {
    release_joint(event.id, *plan.seize);
    return Ended::joint;
  }
  PoolState& pool = run_.servers[request.pool];
  if (request.since >= run_.clock.count_from) [[likely]] {
    run_.observer.add_busy(request.pool, run_.clock.now - request.since);
  } else {
    run_.servers.account_service(request.pool, request.since, run_.clock.now);
  }
  run_.servers.give_back(run_.requests, pool, request.priority_class, event.id, run_.clock.now);
  if (plan.seize == nullptr) [[unlikely]] {
    --run_.side_jobs;
    run_.requests.release(event.id);
    return Ended::side_job;
  }
  if (plan.has_after_work) [[unlikely]]
    start_after_work(request, *plan.seize);
  return Ended::plain;
}

}  // namespace draagkracht
