// Which scenarios of an experiment are the same until a day, and from whom they can take up the state of the system then.
// Compares what is written; simulates nothing.
#pragma once

#include <string>
#include <vector>

#include "engine/experiment/experiment.h"
#include "engine/io/scenario_file.h"

namespace draagkracht {

struct ForkChoice {
  Fork fork;        // day 0: the scenario runs alone
  std::string why;  // it does: what differs from the scenario that could be followed
};

// Axis: scenario. The first scenario runs alone, and so does each that differs from it before some day; a scenario
// follows the first of these that it equals the longest.
std::vector<ForkChoice> choose_forks(const std::vector<ScenarioFile>& files, const std::vector<Model>& models);

}  // namespace draagkracht
