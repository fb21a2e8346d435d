// Figures of a region that stand in a folder of its own: beside the table that names the region, called by its code,
// with files NAME.csv that are its tables NAME, as if [region.CODE.table.NAME] named them. What the scenario itself
// names goes before. Reads no tables: only which files there are.
#pragma once

#include "engine/core/issue.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Adds the files that are found to `scenario.regions`. Adds issues for files that are no table of the model, and for
// folders whose name is nearly a code.
void find_region_folders(Scenario& scenario, const Tables& tables, Issues& issues);

}  // namespace draagkracht
