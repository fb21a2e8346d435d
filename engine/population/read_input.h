// From a scenario and its tables to what the inhabitants of one region are made from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/model/model.h"
#include "engine/population/population_input.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Codes and names of all regions that the scenario's table names, in its order.
std::vector<std::pair<std::string, std::string>> read_regions(const Scenario& scenario, const Tables& tables,
                                                              Issues& issues);

// The input for one region. People are counted on the day from which results count. Adds issues for what is wrong in
// the tables; a region without wijken is one of them.
PopulationInput read_population_input(const Scenario& scenario, const Tables& tables, const Model& model,
                                      const std::string& region, Issues& issues);

}  // namespace draagkracht
