// What a step reads for a request: its labels, rows of tables, parameters, times, formulas and pools. Changes nothing.
#pragma once

#include <cstdint>

#include "engine/simulation/run_state.h"

namespace draagkracht {

// A view of a run, made where it is needed. All requests below are records of run.requests: what else is known of them
// stands beside these.
class StepValues {
 public:
  explicit StepValues(const RunState& run) : run_(run) {}

  std::uint8_t label(LabelSource source, const Request& request) const {
    return run_.requests.labels(request).label(source.slot);
  }
  std::uint32_t row(const TableKey& key, const Request& request) const {
    return key.row(run_.requests.labels(request));
  }
  const Person* person_of(const Request& request) const {
    return request.person == nobody ? nullptr : &run_.people[request.person];
  }
  double parameter(Index index, const Request& request) const {
    return run_.parameters.for_person(index, row(run_.model.parameters[index].key, request), person_of(request));
  }

  // A time in ms, rounded once, or -1 if there is none for this request. The second form: of a row of its key.
  std::int64_t draw_time(const TimeSource& source, const Request& request, std::uint32_t word) const {
    return draw_time(source, request, row(source.key, request), word);
  }
  std::int64_t draw_time(const TimeSource& source, const Request& request, std::uint32_t row, std::uint32_t word) const;
  // The same where there must be a time. Throws RunFailure, which names the step and the labels, if there is none.
  std::int64_t needed_time(const TimeSource& source, const Request& request, std::uint32_t row,
                           std::uint32_t word) const;
  std::int64_t needed_time(const TimeSource& source, const Request& request, std::uint32_t word) const {
    return needed_time(source, request, row(source.key, request), word);
  }
  // ms of work of a task, rounded once.
  std::int64_t draw_work(const StepPlan& plan, const Request& request, std::uint32_t word) const {
    if (plan.time != nullptr) [[likely]]
      return static_cast<std::int64_t>(plan.time->sample(word) + 0.5);
    return draw_keyed_work(*plan.seize, request, word);
  }

  // The value of a formula for a request, now.
  double evaluate(Index formula, const Request& request) const;

  // The value of a formula that reads nothing of a request, at the place of a pool instance, now.
  double evaluate_at(Index formula, std::uint32_t pool) const;

  // The value of a formula of a rule, at a place of a scope (0: the region), now.
  double evaluate_for(Index formula, Index scope, std::uint32_t place) const;

  // The place of a scope to which a request belongs, or nobody; the region is 0.
  std::uint32_t place_at(Index scope, const Request& request) const {
    if (scope == 0) return 0;
    const std::uint16_t place = run_.requests.labels(request).place[scope - 1];
    return place == no_place ? nobody : place;
  }
  // The instance of a kind of pool at the place of a request, or nobody.
  std::uint32_t pool_at(Index kind, const Request& request) const;
  std::uint32_t pool(const PoolChoice& choice, const Request& request) const {
    return pool_at(choice.pools[label(choice.source, request)], request);
  }

  int priority_class(const StepPlan& plan, const Request& request) const {
    return plan.priority_class >= 0 ? plan.priority_class : plan.classes[label(plan.label, request)];
  }
  // The task by which a request is being served now; nullptr while it waits, and for follow-up work without a patient.
  const SeizeStep* seize_in_service(const Request& request) const {
    return request.state == RequestState::in_service ? run_.plans[request.step].seize : nullptr;
  }
  // The branch behind a step that the word picks.
  Index choose_branch(const Branches& from, const Request& request, std::uint32_t word) const;
  // 0-167; a holiday is a Sunday.
  std::size_t hour_of_week() const {
    const std::int64_t hour = time_of_day(Time{run_.clock.now}).ms / one_hour.ms;
    return static_cast<std::size_t>(24 * run_.calendar.type(run_.clock.today()) + hour);
  }

 private:
  // `request` may be nullptr if the formula reads nothing of one. `at` says whose places it means: place(scope), or
  // nobody; pool(kind), the instance there, or nobody; parameter(index).
  template <class Where>
  double evaluate(const Formula& formula, const Request* request, Where at) const;
  std::int64_t draw_keyed_work(const SeizeStep& seize, const Request& request, std::uint32_t word) const;
  std::int64_t formula_time(Index formula, const Request& request) const;

  const RunState& run_;
};

}  // namespace draagkracht
