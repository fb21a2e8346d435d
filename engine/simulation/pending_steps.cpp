// Steps at which one waits for no server, and what lets requests go on from there.
#include <algorithm>

#include "engine/simulation/step_runner.h"

namespace draagkracht {

// It waits from now on, unless it goes on at once.
void StepRunner::wait_in(std::uint32_t id, const StepPlan& plan, const LimitedWait& wait, std::uint32_t line) {
  run_.pending.join(run_.requests, id, line, run_.clock.now);
  if (wait.patience.any)
    Services(run_).limit_patience(id, wait.patience, words(run_.requests[id], plan)[patience_lane]);
}

// The end of a wait without a server, long or of no length, that began at `since`.
void StepRunner::count_wait(std::uint32_t id, const LimitedWait& wait, std::int64_t since) {
  if (run_.model.keeps_waits) run_.values.last_wait(id) = static_cast<double>(run_.clock.now - since);
  if (wait.measure != none) StepCounts(run_).add_wait_since(wait.measure, run_.requests[id], since);
}

// Whoever was pending goes on, in the order of these calls turned round: those that are ready are taken from the end.
void StepRunner::resume(std::uint32_t id, const LimitedWait& wait, Index instead) {
  Request& request = run_.requests[id];
  const StepPlan& plan = run_.plans[request.step];
  count_wait(id, wait, request.since);
  run_.pending.leave(run_.requests, id);
  request.state = RequestState::moving;
  const Index next = finish(request, plan, words(request, plan)[branch_lane]);
  request.branch = instead != none ? instead : next;
  run_.instant.ready.push_back(id);
}

Index StepRunner::await(const AwaitStep& step, std::uint32_t id, const StepPlan& plan) {
  if (values().evaluate(step.formula, run_.requests[id]) != 0) {
    count_wait(id, step.wait, run_.clock.now);
    return finish_undrawn(id, plan);
  }
  wait_in(id, plan, step.wait, run_.pending.line_of_await(plan.step.index));
  return none;
}

Index StepRunner::join(const JoinStep& step, std::uint32_t id, const StepPlan& plan) {
  if (run_.pending.children(id, plan.step.index) == 0) {
    count_wait(id, step.wait, run_.clock.now);
    return finish_undrawn(id, plan);
  }
  wait_in(id, plan, step.wait, nobody);
  return none;
}

Index StepRunner::gather(const GatherStep& step, std::uint32_t id, const StepPlan& plan) {
  const Request& request = run_.requests[id];
  const double size = step.parameter == none ? step.size : values().parameter(step.parameter, request);
  const std::uint16_t place = step.scope == 0 ? std::uint16_t{0} : run_.requests.labels(request).place[step.scope - 1U];
  const std::uint32_t line = run_.pending.line_of_gather(plan.step.index, place);
  wait_in(id, plan, step.wait, line);
  if (run_.pending.length(line) + 0.5 < size) return none;
  std::vector<std::uint32_t> group;
  for (std::uint32_t at = run_.pending.head(line); at != nobody; at = run_.requests[at].next) group.push_back(at);
  for (std::size_t i = group.size(); i-- > 0;) resume(group[i], step.wait, i == 0 ? step.first : none);
  return none;
}

bool StepRunner::resume_first() {
  for (Index await = 0; await < run_.model.verbs.await.size(); ++await) {
    const AwaitStep& step = run_.model.verbs.await[await];
    for (std::uint32_t id = run_.pending.head(run_.pending.line_of_await(await)); id != nobody;
         id = run_.requests[id].next) {
      if (values().evaluate(step.formula, run_.requests[id]) == 0) continue;
      resume(id, step.wait, none);
      return true;
    }
  }
  return false;
}

void StepRunner::leave_parent(std::uint32_t id) {
  const std::uint32_t parent = run_.pending.drop_child(run_.requests, id);
  if (parent == nobody || run_.requests[parent].state != RequestState::pending) return;
  const Step& step = run_.model.steps[run_.requests[parent].step];
  if (step.kind == StepKind::join && step.index == run_.pending.join_of(id))
    resume(parent, run_.model.verbs.join[step.index].wait, none);
}

const LimitedWait& StepRunner::wait_at(const Step& step) const {
  const StepsByVerb& verbs = run_.model.verbs;
  if (step.kind == StepKind::await) return verbs.await[step.index].wait;
  return step.kind == StepKind::join ? verbs.join[step.index].wait : verbs.gather[step.index].wait;
}

Index StepRunner::lose_patience(std::uint32_t id) {
  Request& request = run_.requests[id];
  const LimitedWait& wait = wait_at(run_.model.steps[request.step]);
  ++run_.observer.timed_events;
  StepCounts(run_).add_left(wait.measure, request);
  run_.pending.leave(run_.requests, id);
  request.state = RequestState::moving;
  return wait.on_patience;
}

}  // namespace draagkracht
