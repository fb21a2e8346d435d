// Which scenarios of an experiment are the same until a day, and from whom they can take up the state of the system
// then.
#pragma once

#include <vector>

#include "engine/experiment/experiment.h"
#include "engine/model/model.h"

namespace draagkracht {

// Axis: scenario. The first scenario runs alone, and so does each that differs from it before some day; a scenario
// follows the first of these that it equals the longest, for all its run if they never differ.
std::vector<Fork> choose_forks(const std::vector<Model>& models);

}  // namespace draagkracht
