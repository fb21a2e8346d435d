// From a scenario and its tables to what the inhabitants of one region are made from.
#pragma once

#include <string>

#include "engine/core/issue.h"
#include "engine/model/model.h"
#include "engine/population/population_input.h"
#include "engine/population/region_areas.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// The input for one region. People are counted on the day from which results count. Adds issues for what is wrong in
// the tables; a region without wijken is one of them.
PopulationInput read_population_input(const Scenario& scenario, const Tables& tables, const Model& model,
                                      const RegionArea& region, Issues& issues);
// The same for a region of the table of wijken.
PopulationInput read_population_input(const Scenario& scenario, const Tables& tables, const Model& model,
                                      const std::string& region, Issues& issues);

}  // namespace draagkracht
