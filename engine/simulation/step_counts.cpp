#include "engine/simulation/step_counts.h"

#include <span>

namespace draagkracht {

void StepCounts::tally(const StepPlan& plan, const Request& request, std::int64_t work) {
  const bool counts = run_.clock.counting();
  if (!counts && !run_.tallies_whole_run) return;
  const RequestLabels& labels = run_.requests.labels(request);
  for (const TallyPlan& tally : std::span(run_.tallies).subspan(plan.step.first_tally, plan.step.tallies)) {
    if (!counts && !tally.whole_run) continue;
    if (tally.wait != none) [[unlikely]] {
      add_stay(request, tally.wait, tally.key.row(labels));
      continue;
    }
    add(tally, request, labels, tally.minutes ? work : 1);
    if (tally.person_count != 0xff && request.person != nobody)
      run_.person_counts.add(request.person, tally.person_count);
  }
}

void StepCounts::add_by_part(const TallyPlan& tally, const Request& request, std::uint32_t row, std::int64_t amount) {
  std::vector<std::int64_t>& counts = run_.observer.counts;
  if (tally.by_week != 0) counts[tally.by_week + run_.clock.counted_week * tally.size + row] += amount;
  if (tally.by_hour != 0) counts[tally.by_hour + hour_of_week() * tally.size + row] += amount;
  if (tally.by_municipality != 0 && request.person != nobody)
    counts[tally.by_municipality + municipality_of(request) * tally.size + row] += amount;
}

void StepCounts::add_interrupted(const Request& request, std::int64_t work) {
  const Step& step = run_.model.steps[request.step];
  const bool counts = run_.clock.counting();
  if (step.kind != StepKind::seize || (!counts && !run_.tallies_whole_run)) return;
  const RequestLabels& labels = run_.requests.labels(request);
  for (const TallyPlan& tally : std::span(run_.tallies).subspan(step.first_tally, step.tallies)) {
    if (tally.minutes && (counts || tally.whole_run)) add(tally, request, labels, work);
  }
  const SeizeStep& seize = run_.model.verbs.seize[step.index];
  if (counts && seize.rule_variable != 0xff && labels.at[seize.rule_variable] != 0) {
    run_.observer.reallocations[labels.at[seize.rule_variable] - 1U].minutes_to += work;
  }
}

void StepCounts::add_between(Index measure, const Request& request, std::uint32_t row, std::int64_t since,
                             std::int64_t until) {
  const WaitMeasure& wait = run_.model.waits[measure];
  const std::int64_t ms = since == never ? 0 : length(wait, since, until) + wait.plus;
  for_each_record(run_.observer.waits[measure].data(), wait, request, row, [&](WaitRecord& record) {
    since == never ? void(++record.unmarked) : Observer::add_wait(record, wait, ms);
  });
}

void StepCounts::add_stay(const Request& request, Index measure, std::uint32_t at) {
  const std::int64_t since = clock_of(run_.model.waits[measure], request, run_.clock.now);
  add_between(measure, request, at, since, run_.clock.now);
}

std::int64_t StepCounts::mark_of(const WaitMeasure& measure, const Request& request, std::int64_t at) const {
  const double moment = measure.since.of == NumberPlace::person
                            ? run_.person_values.number(request.person, measure.since.index)
                            : run_.values.number(run_.requests.id_of(request), measure.since.index);
  if (!(moment > 0)) return never;
  return moment < static_cast<double>(at) ? static_cast<std::int64_t>(moment + 0.5) : at;
}

// A wait that needs more than its length: its row, another start, norms.
void StepCounts::add_wait(const Request& request, const StepPlan& plan) {
  const std::int64_t since = plan.waits_from_arrival ? clock_of(*plan.measure, request, run_.clock.now) : request.since;
  const std::uint32_t row = plan.waits_by_row ? StepValues(run_).row(plan.measure->key, request) : 0;
  if (since == never) [[unlikely]] {
    for_each_record(plan.waits, *plan.measure, request, row, [](WaitRecord& record) { ++record.unmarked; });
    return;
  }
  const std::int64_t wait = length(*plan.measure, since, run_.clock.now) + plan.measure->plus;
  for_each_record(plan.waits, *plan.measure, request, row,
                  [&](WaitRecord& record) { Observer::add_wait(record, *plan.measure, wait); });
}

void StepCounts::add_wait_since(Index measure, const Request& request, std::int64_t since) {
  const WaitMeasure& wait = run_.model.waits[measure];
  if (!takes_waits(wait)) return;
  const std::int64_t from = wait.from == WaitMeasure::joining ? since : clock_of(wait, request, run_.clock.now);
  add_between(measure, request, StepValues(run_).row(wait.key, request), from, run_.clock.now);
}

void StepCounts::add_left(Index measure, const Request& request) {
  if (measure == none || !takes_waits(run_.model.waits[measure])) return;
  const WaitMeasure& wait = run_.model.waits[measure];
  for_each_record(run_.observer.waits[measure].data(), wait, request, StepValues(run_).row(wait.key, request),
                  [](WaitRecord& record) { ++record.left; });
}

void StepCounts::add_appointment(Index measure, const Request& request, std::int64_t at) {
  const WaitMeasure& wait = run_.model.waits[measure];
  if (!takes_waits(wait)) return;
  const std::int64_t since = wait.from == WaitMeasure::joining ? run_.clock.now : clock_of(wait, request, at);
  add_between(measure, request, StepValues(run_).row(wait.key, request), since, at);
}

}  // namespace draagkracht
