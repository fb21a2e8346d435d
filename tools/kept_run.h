// Runs in memory: what an experiment gives, without a result file.
#pragma once

#include "engine/results/run.h"
#include "tools/experiment_plan.h"

namespace draagkracht {

// Tells on standard error how far it is. Throws Failure if a run fails.
ResultSet run_in_memory(const ExperimentPlan& plan, int threads);

}  // namespace draagkracht
