#include "tests/fuzz/one_hour.h"

#include <algorithm>
#include <utility>

#include "engine/core/time.h"
#include "engine/io/results_file.h"
#include "tests/fuzz/judge.h"
#include "tools/forecast.h"
#include "tools/pathway_outline.h"
#include "tools/subcommand.h"
#include "tools/traffic_load.h"

namespace draagkracht::fuzz {
namespace {

constexpr std::int64_t one_hour_ms = 3'600'000;
constexpr std::int64_t most_customers = 3000;

class Kept final : public ResultSink {
 public:
  void accept(const RunResult& result) override { runs.push_back(result); }
  std::vector<RunResult> runs;
};

}  // namespace

void look_at(const ExperimentPlan& plan, bool traffic) {
  judge("outline", [&] {
    for (std::size_t s = 0; s < plan.files.size(); ++s) {
      outline_text(plan.files[s].scenario, plan.experiment.models[s], Language::nl);
    }
  });
  if (traffic) judge("traffic", [&] { loads_text(plan, traffic_loads(plan)); });
  judge("forecast", [&] {
    check_memory(plan, 1);
    forecast(plan, 1);
  });
}

std::vector<RunResult> simulate_an_hour(ExperimentPlan& plan) {
  Experiment& experiment = plan.experiment;
  std::vector<Model*> models;
  for (Model& model : experiment.models) models.push_back(&model);
  for (RegionModels& own : experiment.own) {
    for (Model& model : own.models) models.push_back(&model);
    for (Fork& fork : own.forks) fork = {};
  }
  for (Model* one : models) {
    Model& model = *one;
    const std::int64_t counted = std::min(model.horizon_ms - model.warm_up_ms, one_hour_ms);
    model.warm_up_ms = std::min(model.warm_up_ms, one_day.ms);
    model.horizon_ms = model.warm_up_ms + counted;
    if (model.arrivals == 0 || model.arrivals > most_customers) model.arrivals = most_customers;
  }
  for (Fork& fork : experiment.forks) fork = {};  // the days of forks lie behind the end
  experiment.replications = 1;
  Kept kept;
  judge("simulate", [&] {
    const ExperimentOutcome outcome = run_experiment(experiment, 1, kept, [](const Progress&) {});
    for (const FailedRun& run : outcome.failed) judge_failed_run("simulate", run.reason);
  });
  return std::move(kept.runs);
}

void write_and_read(const ExperimentPlan& plan, const std::vector<RunResult>& runs, const Workshop& workshop) {
  if (runs.empty()) return;
  const std::string path = workshop.folder() + "/results.h5";
  RunSource source;
  for (const RunResult& run : runs) source.keys.push_back(run.key);
  std::sort(source.keys.begin(), source.keys.end());
  source.read = [&](std::size_t i) {
    return *std::find_if(runs.begin(), runs.end(), [&](const RunResult& run) { return run.key == source.keys[i]; });
  };
  Provenance provenance;
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    provenance.scenario_texts.emplace_back(plan.frame.scenarios[s], plan.files[s].resolved_text);
  }
  if (judge("write results", [&] { write_results_file(path, plan.frame, provenance, source); }) != Outcome::done)
    return;
  judge("verify results", [&] { verify_results_file(path, plan.frame, source); });
  judge_command("figures", [&] { return execute_figures({path}); });
  judge_command("goals", [&] { return execute_goals({path}); });
  if (plan.files.size() > 1) judge_command("compare", [&] { return execute_compare({path}); });
}

}  // namespace draagkracht::fuzz
