// Numbers of persons: from what a scenario says of them to rules by which they are made.
#pragma once

#include "engine/model/model.h"
#include "engine/population/population_input.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Fills input.numbers, in the order of Model::person_numbers; `input` must have its wijken. What is wrong with a lookup
// becomes an issue.
void read_numbers(const Scenario& scenario, const Tables& tables, const Model& model, PopulationInput& input,
                  Issues& issues);

}  // namespace draagkracht
