// What there is by name in a scenario, for who writes one that extends it: parameters with their evidence, labels,
// areas and tables.
#pragma once

#include <string>

#include "engine/analysis/flat_table.h"
#include "tools/experiment_plan.h"

namespace draagkracht {

// A row per parameter: names, unit, value between low and high, bounds of levers, kind, evidence and source. One that
// differs by labels has its lowest and its highest value.
FlatTable parameter_list(const ScenarioFile& file, const Model& model);
// A row per variable and attribute.
FlatTable label_list(const Model& model);
// A row per wijk of the regions that the plan runs.
FlatTable area_list(const ExperimentPlan& plan);
// A row per table.
FlatTable table_list(const ScenarioFile& file);

// For readers at a terminal; numbers as short as they can be written.
std::string list_text(const FlatTable& table);

}  // namespace draagkracht
