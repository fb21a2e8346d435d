// What is done with an experiment that is right: what `check` works out, then one simulated hour and its results.
#pragma once

#include "tests/fuzz/workshop.h"
#include "tools/experiment_plan.h"

namespace draagkracht::fuzz {

// All that `draagkracht check` does with a plan, without its changes against a baseline; the traffic equations, which
// may take seconds, only if asked for.
void look_at(const ExperimentPlan& plan, bool traffic = true);

// Simulates an hour behind a day of warm-up, or less if the model asks for less, in every scenario, with a limited
// number of customers, and works its results out. Returns the runs that were finished.
std::vector<RunResult> simulate_an_hour(ExperimentPlan& plan);

// Writes the runs to a result file and reads it as the other subcommands do.
void write_and_read(const ExperimentPlan& plan, const std::vector<RunResult>& runs, const Workshop& workshop);

}  // namespace draagkracht::fuzz
