#include "tools/pilot.h"

#include <algorithm>
#include <iostream>

#include "tools/forecast.h"

namespace draagkracht {
namespace {

constexpr std::int64_t pilot_weeks = 4;
constexpr double too_short = 0.2;   // seconds: mostly beginning and end
constexpr double short_enough = 5;  // seconds for runs of the whole horizon

class NoSink final : public ResultSink {
 public:
  void accept(const RunResult& result) override { seconds_ += result.seconds; }
  double seconds() const { return seconds_; }

 private:
  double seconds_ = 0;
};

// Seconds per run of one replication in all scenarios; 0 if one failed.
double measured(const ExperimentPlan& plan) {
  NoSink sink;
  const ExperimentOutcome outcome = run_experiment(plan.experiment, 1, sink, [](const Progress&) {});
  for (const FailedRun& run : outcome.failed) {
    std::cerr << "draagkracht plan: the pilot of " << plan.frame.scenarios[run.key.scenario]
              << " failed: " << run.reason << '\n';
  }
  return outcome.failed.empty() ? sink.seconds() / static_cast<double>(plan.frame.scenarios.size()) : 0;
}

}  // namespace

std::vector<double> seconds_per_run(const ExperimentPlan& plan, PlanRequest request) {
  const std::size_t n_regions = plan.frame.regions.size();
  std::size_t smallest = 0;
  for (std::size_t r = 0; r < n_regions; ++r) {
    if (plan.inhabitants(r) < plan.inhabitants(smallest)) smallest = r;
  }
  const bool people = !plan.experiment.regions.empty();
  if (people) request.regions = plan.asked_regions[smallest];
  request.replications = 1;
  const PlanRequest whole = request;
  const auto weeks_counted =
      (plan.experiment.models[0].horizon_ms - plan.experiment.models[0].warm_up_ms) / one_week.ms;
  if (weeks_counted > pilot_weeks) {
    request.years.reset();
    request.weeks = pilot_weeks;
  }
  const auto seconds_of = [&](const PlanRequest& one) {
    Issues ignored;  // all has been told when the plan was made
    const std::optional<ExperimentPlan> pilot = make_plan(one, ignored);
    return pilot ? measured(*pilot) * plan.simulated_years() / pilot->simulated_years() : 0.0;
  };
  double seconds = seconds_of(request);
  if (seconds > 0 && seconds < short_enough && seconds * pilot_weeks < too_short * static_cast<double>(weeks_counted)) {
    seconds = seconds_of(whole);
  }
  if (seconds <= 0) seconds = forecast(plan, 1).seconds / static_cast<double>(plan.runs());
  std::vector<double> all;
  for (std::size_t r = 0; r < n_regions; ++r) {
    all.push_back(people ? seconds * plan.inhabitants(r) / plan.inhabitants(smallest) : seconds);
  }
  return all;
}

ShardCost cost_of_shards(const ExperimentPlan& plan, const std::vector<std::vector<RunKey>>& shards,
                         const std::vector<double>& seconds_per_run, int cpus) {
  ShardCost cost;
  for (const std::vector<RunKey>& runs : shards) {
    double all = 0, longest = 0;
    for (const RunKey& run : runs) {
      all += seconds_per_run.at(run.region);
      longest = std::max(longest, seconds_per_run.at(run.region));
    }
    cost.core_seconds += all;
    // The last runs do not fill all cores.
    cost.seconds = std::max(cost.seconds, all / cpus + longest);
  }
  cost.memory = forecast(plan, cpus).memory;
  return cost;
}

}  // namespace draagkracht
