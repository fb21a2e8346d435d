// What runs of a plan take on this machine: measured on short ones, not guessed.
#pragma once

#include <vector>

#include "tools/experiment_plan.h"

namespace draagkracht {

// Seconds of one core per run, axis: region; the mean over scenarios. Simulates the smallest region for four weeks in
// every scenario and scales by inhabitants and time; models without inhabitants are run whole if that takes seconds.
// A pilot that fails is told on standard error, and the rule of thumb of forecast() stands for it.
std::vector<double> seconds_per_run(const ExperimentPlan& plan, PlanRequest request);

// What a shard takes.
struct ShardCost {
  double seconds = 0;        // wall time of the longest shard on so many cores
  double core_seconds = 0;   // of all runs
  std::uint64_t memory = 0;  // bytes, of a shard on so many cores
};
ShardCost cost_of_shards(const ExperimentPlan& plan, const std::vector<std::vector<RunKey>>& shards,
                         const std::vector<double>& seconds_per_run, int cpus);

}  // namespace draagkracht
