#include "tools/kept_run.h"

#include "tools/forecast.h"
#include "tools/progress.h"
#include "tools/subcommand.h"

namespace draagkracht {
namespace {

class Keep final : public ResultSink {
 public:
  explicit Keep(ResultSet& results) : results_(results) {}
  void accept(const RunResult& result) override { results_.put(result); }

 private:
  ResultSet& results_;
};

}  // namespace

ResultSet run_in_memory(const ExperimentPlan& plan, int threads) {
  ResultSet results(plan.frame);
  Keep sink(results);
  ProgressLine progress(plan.runs(), forecast(plan, threads).seconds);
  const ExperimentOutcome outcome =
      run_experiment(plan.experiment, threads, sink, [&](const Progress& p) { progress.update(p); });
  progress.finish();
  if (!outcome.failed.empty()) throw Failure(plan.paths.at(0) + ": a run failed: " + outcome.failed[0].reason);
  return results;
}

}  // namespace draagkracht
