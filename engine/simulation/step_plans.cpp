#include "engine/simulation/step_plans.h"

#include <algorithm>

#include "engine/random/philox.h"

namespace draagkracht {
namespace {

constexpr std::uint64_t words = std::uint64_t{1} << 32;

void plan_branch(const Branches& branch, StepPlan& plan) {
  const bool fixed = std::all_of(branch.parameters.begin(), branch.parameters.end(), [](Index p) { return p == none; });
  const std::size_t targets = branch.to.size();
  if (targets > StepPlan::most_targets || !fixed) return;
  plan.passed_from.fill(words);
  std::uint64_t from = 0;
  double upto = 0;
  for (std::size_t i = 0; i + 1 < targets; ++i) {
    upto += branch.shares[i];
    from = std::max(from, words_below(upto));
    plan.passed_from[i] = from;
  }
  std::copy(branch.to.begin(), branch.to.end(), plan.to.begin());
}

void plan_seize(const Model& model, const Region& region, Observer& observer, const SeizeStep& seize, StepPlan& plan) {
  plan.seize = &seize;
  plan.time_address = seize.time_address;
  plan.may_be_reallocated = seize.rule_variable != 0xff;
  const TimeSource& time = seize.time;
  const bool one_table = time.key.size == 0 && time.factor == none && time.scale == none && time.formula == none &&
                         !time.tables.empty() && time.tables[0] != none;
  if (one_table && !plan.may_be_reallocated) plan.time = &*model.times[time.tables[0]];
  plan.classes = seize.classes.data();
  plan.label = seize.priority_source;
  if (plan.label.kind == LabelSource::constant) {
    plan.priority_class = static_cast<std::int8_t>(seize.classes[0]);
  }
  if (seize.wait != none) {
    plan.waits = observer.waits[seize.wait].data();
    plan.measure = &model.waits[seize.wait];
    plan.waits_whole_run = plan.measure->whole_run;
    plan.waits_by_row = plan.measure->key.size != 0;
    plan.waits_from_arrival = plan.measure->from != WaitMeasure::joining;
    plan.waits_plainly = !plan.waits_by_row && !plan.waits_from_arrival && !plan.measure->working_days &&
                         plan.measure->plus == 0 && plan.measure->within.empty() && !plan.measure->by_part();
  }
  if (seize.pool.source.kind == LabelSource::constant) {
    const Index kind = seize.pool.pools[seize.pool.source.index];
    if (kind != none && model.pools[kind].scope == 0) {
      const std::uint32_t pool = region.periods[0].pool_of[kind][0];
      if (pool != nobody && region.always_there(pool)) plan.pool = pool;
    }
  }
  plan.has_patience = seize.patience.any;
  plan.is_joint = !seize.with.empty() || !seize.either.empty();
  plan.gives_back_jointly = seize.joint();
  plan.keeps_wait = model.keeps_waits;
  plan.has_after_work = seize.after_work.any;
  plan.has_own_variable = seize.own_variable != 0xff;
}

}  // namespace

std::vector<TallyPlan> plan_tallies(const Model& model) {
  std::vector<TallyPlan> plans;
  plans.reserve(model.step_tallies.size());
  for (const Index index : model.step_tallies) {
    const Tally& tally = model.tallies[index];
    plans.push_back({tally.key, tally.offset, tally.size, tally.by_week, tally.by_hour, tally.by_municipality,
                     tally.person_count, tally.minutes, tally.whole_run, tally.wait});
  }
  return plans;
}

std::vector<StepPlan> plan_steps(const Model& model, const Region& region, Observer& observer) {
  std::vector<StepPlan> plans(model.steps.size());
  for (std::size_t i = 0; i < model.steps.size(); ++i) {
    const Step& step = model.steps[i];
    StepPlan& plan = plans[i];
    plan.step = step;
    if (step.branch != none) {
      plan_branch(model.branches[step.branch], plan);
    } else {
      plan.to.fill(step.next);
    }
    if (step.kind == StepKind::seize) plan_seize(model, region, observer, model.verbs.seize[step.index], plan);
    if (step.kind == StepKind::select) {
      plan.by_label = model.verbs.select[step.index].to.data();
      plan.label = model.verbs.select[step.index].source;
    }
    const StepsByVerb& verbs = model.verbs;
    if (step.kind == StepKind::await) plan.has_patience = verbs.await[step.index].wait.patience.any;
    if (step.kind == StepKind::join) plan.has_patience = verbs.join[step.index].wait.patience.any;
    if (step.kind == StepKind::gather) plan.has_patience = verbs.gather[step.index].wait.patience.any;
    // A model without pathways has one exit, which nobody reaches, and no outcomes.
    if (step.kind == StepKind::exit && verbs.join.empty())
      plan.outcome = observer.outcomes.data() + model.verbs.exit[step.index].outcome;
  }
  return plans;
}

}  // namespace draagkracht
