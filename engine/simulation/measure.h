// Results of a finished run: which variables there are (one schema for all runs of a model) and their values.
// Names, units and meaning of every variable are made here and nowhere else.
#pragma once

#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/results/run.h"
#include "engine/simulation/region.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht {

// What runs of this model record. Scenarios of one experiment may differ in it: see results/schema_union.h.
ResultSchema make_schema(const Model& model);

// The values of one finished run, in the order of make_schema(model).
std::vector<double> measure(const Model& model, const Region& region, const RegionSimulation& simulation);

}  // namespace draagkracht
