// What each verb of a pathway does to a request, and where the request goes on. Tasks, which wait in queues, belong to
// Services; the main loop (region_simulation.cpp) leads requests from step to step.
#pragma once

#include <cstdint>

#include "engine/simulation/run_state.h"
#include "engine/simulation/services.h"
#include "engine/simulation/step_counts.h"
#include "engine/simulation/step_values.h"

namespace draagkracht {

// A view of a run, made where it is needed.
class StepRunner {
 public:
  explicit StepRunner(RunState& run) : run_(run) {}

  // Does a step that is no `seize`, no `select` by a label and no `exit`. Says where to go on; `none`: the request
  // sleeps.
  Index pass(std::uint32_t id, const StepPlan& plan);
  // A select that looks at a label: the same.
  [[gnu::always_inline]] Index select_by_label(const Request& request, const StepPlan& plan) {
    const Index to = plan.by_label[values().label(plan.label, request)];
    const Index next = finish_here(request, plan, 0, 0);
    return to == none ? next : to;
  }
  // A request ends at an exit.
  [[gnu::always_inline]] void leave(std::uint32_t id, const Request& request, const StepPlan& plan) {
    if (plan.step.tallies != 0) [[unlikely]]
      StepCounts(run_).tally(plan, request, 0);
    if (run_.clock.counting()) ++*plan.outcome;
    ++run_.observer.left;
    run_.requests.release(id);
  }
  // The first of those who wait for a condition that is true now is ready to go on; false: nobody is.
  bool resume_first();
  // Somebody who waits for no server has lost patience: where to go on.
  Index lose_patience(std::uint32_t id);
  // A request has been at a delay since before the run, and wakes then; nothing is counted.
  void sleep_at(std::uint32_t id, const StepPlan& plan, std::int64_t wake);
  // Where a request goes on whose service has ended.
  [[gnu::always_inline]] Index finish_service(std::uint32_t id) {
    const Request& done = run_.requests[id];
    const StepPlan& plan = run_.plans[done.step];
    if (plan.may_be_reallocated && run_.requests.labels(done).at[plan.seize->rule_variable] != 0) [[unlikely]] {
      return finish_reallocated(id, plan, *plan.seize);
    }
    return finish_here(done, plan, done.branch, done.work);
  }

 protected:
  StepValues values() const { return StepValues(run_); }
  // The words of a request at a step.
  RandomBlock words(const Request& request, const StepPlan& plan) const {
    return random_block(run_.key, request.entity, plan.step.address, request.visit);
  }

  // Counts what the step counts, and says where to go on. `word` picks the branch behind the step; `work`: ms of a
  // task.
  [[gnu::always_inline]] Index finish_here(const Request& request, const StepPlan& plan, std::uint32_t word,
                                           std::int64_t work) {
    if (plan.step.tallies != 0) [[unlikely]]
      StepCounts(run_).tally(plan, request, work);
    const Index to = plan.target(word);
    if (to == none && plan.step.branch != none) [[unlikely]] {
      return values().choose_branch(run_.model.branches[plan.step.branch], request, word);
    }
    return to;
  }
  // The same by a call.
  Index finish(const Request& request, const StepPlan& plan, std::uint32_t word, std::int64_t work = 0);
  // The same for a step that draws nothing else. Looks the request up: what the step did may have moved the records.
  Index finish_undrawn(std::uint32_t id, const StepPlan& plan);

  void sleep_until(std::uint32_t id, std::int64_t wake, Index step) {
    Request& request = run_.requests[id];
    request.state = RequestState::delayed;
    request.since = wake;
    request.branch = step;
    const Event event{event_key(wake, EventKind::delay_end), id, first_half(request.entity)};
    if (wake < run_.clock.end_of_day) {
      run_.events.push(event);
    } else {
      run_.agenda.put(event);
    }
  }

  // pending_steps.cpp: the steps themselves
  Index await(const AwaitStep& step, std::uint32_t id, const StepPlan& plan);
  Index join(const JoinStep& step, std::uint32_t id, const StepPlan& plan);
  Index gather(const GatherStep& step, std::uint32_t id, const StepPlan& plan);
  // A request leaves for which its parent may wait.
  void leave_parent(std::uint32_t id);

  RunState& run_;

 private:
  void wait_in(std::uint32_t id, const StepPlan& plan, const LimitedWait& wait, std::uint32_t line);
  void count_wait(std::uint32_t id, const LimitedWait& wait, std::int64_t since);
  void resume(std::uint32_t id, const LimitedWait& wait, Index instead);
  const LimitedWait& wait_at(const Step& step) const;
  // The end of a task that was passed on from one discipline to another.
  Index finish_reallocated(std::uint32_t id, const StepPlan& plan, const SeizeStep& seize);
};

}  // namespace draagkracht
