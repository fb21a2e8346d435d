// A small experiment of two scenarios, from which plans and result files are made that are then spoilt.
#pragma once

#include "tests/fuzz/workshop.h"

namespace draagkracht::fuzz {

// Writes desk.toml and desk_fast.toml, which extends it.
void write_small_experiment(const Workshop& workshop);

}  // namespace draagkracht::fuzz
