// Why the last attempt at a shard failed: shards/NNNN.failed of a plan folder, JSON. It tells runs that were tried and
// failed from runs that were not made yet.
#pragma once

#include <string>
#include <vector>

#include "tools/experiment_plan.h"

namespace draagkracht {

struct ShardFailure {
  std::string reason;           // "2 of 10 runs failed", or what stopped the whole shard
  std::vector<FailedRun> runs;  // in order of key; none if all was stopped by something else
  // The reason, and a line for each run.
  std::string text(const ExperimentPlan& plan) const;
};

// Replaces the file. Throws WriteError.
void write_failure(const std::string& path, const ExperimentPlan& plan, const ShardFailure& failure);
// Somebody else may have written the file: runs that the plan does not have are left out.
ShardFailure read_failure(const std::string& path, const ExperimentPlan& plan);

}  // namespace draagkracht
