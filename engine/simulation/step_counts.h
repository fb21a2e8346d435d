// What is counted when requests pass steps: tallies, waits and stays.
#pragma once

#include <cstdint>

#include "engine/simulation/run_state.h"
#include "engine/simulation/step_values.h"

namespace draagkracht {

// A view of a run, made where it is needed. All requests below are records of run.requests.
class StepCounts {
 public:
  explicit StepCounts(RunState& run) : run_(run) {}

  // A step with tallies is done; `work`: ms of service, of a task.
  void tally(const StepPlan& plan, const Request& request, std::int64_t work);
  // What an interrupted service has had so far; its end adds the rest.
  void add_interrupted(const Request& request, std::int64_t work);

  // Whether waits count for a measure now.
  bool takes_waits(const WaitMeasure& measure) const { return run_.clock.counting() || measure.whole_run; }
  // A service starts: its wait counts, and is kept where a formula asks for it.
  [[gnu::always_inline]] void add_start(std::uint32_t id, const Request& request, const StepPlan& plan) {
    const std::int64_t now = run_.clock.now;
    if (plan.keeps_wait) [[unlikely]]
      run_.values.last_wait(id) = static_cast<double>(now - request.since);
    const bool counts = now >= run_.clock.warm_up || plan.waits_whole_run;
    if (plan.waits == nullptr || !counts || request.state == RequestState::interrupted) [[unlikely]]
      return;
    if (plan.waits_plainly) {
      Observer::add_plain_wait(*plan.waits, now - request.since);
    } else {
      add_wait(request, plan);
    }
  }
  // A wait without a server ends that began at `since`.
  void add_wait_since(Index measure, const Request& request, std::int64_t since);
  // Somebody who waited lost patience; `measure`: that of the step, or none.
  void add_left(Index measure, const Request& request);
  // An appointment was made for a moment, ms.
  void add_appointment(Index measure, const Request& request, std::int64_t at);

 private:
  void add_wait(const Request& request, const StepPlan& plan);
  // How long a request has been there since it arose, for a step without a queue that names a measure.
  void add_stay(const Request& request, Index measure, std::uint32_t at);
  // A wait from one moment to another, ms; `never`: it has no beginning.
  void add_between(Index measure, const Request& request, std::uint32_t row, std::int64_t since, std::int64_t until);
  static constexpr std::int64_t never = -1;
  // ms: since when a measure that does not count from joining a queue counts for a request; `never`: from a moment that
  // was not set. `at`: a moment that lies behind it counts as it.
  std::int64_t clock_of(const WaitMeasure& measure, const Request& request, std::int64_t at) const {
    if (measure.from == WaitMeasure::mark) [[unlikely]]
      return mark_of(measure, request, at);
    return measure.from == WaitMeasure::first_arrival ? run_.values.first_arrived(run_.requests.id_of(request))
                                                      : request.arrived;
  }
  [[gnu::noinline]] std::int64_t mark_of(const WaitMeasure& measure, const Request& request, std::int64_t at) const;
  // From one moment to another as the measure counts, ms: working days as whole days.
  std::int64_t length(const WaitMeasure& measure, std::int64_t from, std::int64_t to) const {
    if (!measure.working_days) return to - from;
    return run_.calendar.working_days_between(day_index(Time{from}), day_index(Time{to})) * one_day.ms;
  }
  void add(const TallyPlan& tally, const Request& request, const RequestLabels& labels, std::int64_t amount) {
    const std::uint32_t row = tally.key.row(labels);
    run_.observer.counts[tally.offset + row] += amount;
    if (tally.by_part()) [[unlikely]]
      add_by_part(tally, request, row, amount);
  }
  // Of a week, an hour of the week, a municipality.
  [[gnu::noinline, gnu::cold]] void add_by_part(const TallyPlan& tally, const Request& request, std::uint32_t row,
                                                std::int64_t amount);
  // Hands each record that a wait of a request or its failing now belongs to over to f: the whole run's, and its
  // parts'.
  template <class F>
  [[gnu::always_inline]] void for_each_record(WaitRecord* records, const WaitMeasure& measure, const Request& request,
                                              std::uint32_t row, F f) {
    f(records[row]);
    if (measure.by_part()) [[unlikely]]
      for_each_part(records, measure, request, row, f);
  }
  template <class F>
  [[gnu::noinline, gnu::cold]] void for_each_part(WaitRecord* records, const WaitMeasure& measure,
                                                  const Request& request, std::uint32_t row, F f) {
    const std::uint32_t weeks = run_.model.counted_weeks();
    if (measure.periods.week) f(records[measure.by_week() + run_.clock.counted_week * measure.rows + row]);
    if (measure.periods.hour_of_week) f(records[measure.by_hour(weeks) + hour_of_week() * measure.rows + row]);
    if (measure.municipalities > 0 && request.person != nobody)
      f(records[measure.by_municipality(weeks) + municipality_of(request) * measure.rows + row]);
  }
  // Where the person lives now, as a place in Model::municipalities.
  std::uint32_t municipality_of(const Request& request) const {
    return run_.municipality_of_wijk[run_.people[request.person].wijk];
  }
  std::uint32_t hour_of_week() const { return static_cast<std::uint32_t>(StepValues(run_).hour_of_week()); }

  RunState& run_;
};

}  // namespace draagkracht
