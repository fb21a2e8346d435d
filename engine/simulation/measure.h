// Results of a finished run: which variables there are (one schema for all runs of a model) and their values.
// Names, units and meaning of every variable are made here and nowhere else.
#pragma once

#include <string>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/results/run.h"
#include "engine/simulation/region.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht {

// What runs of this model record. Scenarios of one experiment may differ in it: see results/schema_union.h.
// Throws LogicFault unless name_clashes(model) is empty.
ResultSchema make_schema(const Model& model);

// A name that the model's author chose and that results cannot have: no snake_case, or taken.
struct NameClash {
  std::string name;  // of the result, such as queue_mean of wait `queue`
  std::string why;
};
std::vector<NameClash> name_clashes(const Model& model);

// The values of one finished run, in the order of make_schema(model).
std::vector<double> measure(const Model& model, const Region& region, const RegionSimulation& simulation);

// The same of the calendar year that ends now, of the variables that years have: see Model::years.
std::vector<double> measure_year(const RegionSimulation& simulation);

}  // namespace draagkracht
