// Rules on a clock: what becomes of numbers of places at midnight.
#pragma once

#include <cstdint>

#include "engine/simulation/run_state.h"

namespace draagkracht {

// Runs the rules whose midnight it is, in the order of the model, each at its places one after the other. `day` is that
// which begins now, and parameters and sensors are those of it.
void run_place_rules(RunState& run, std::int32_t day);

}  // namespace draagkracht
