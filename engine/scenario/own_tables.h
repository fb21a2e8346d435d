// Tables of regions with figures of their own: from the files that name a region, and from rows that do. Reads no
// files and knows no care.
#pragma once

#include <map>
#include <string>

#include "engine/core/issue.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Takes rows that name a region out of `tables`, which is then what everyone has, and gives each region with rows or
// files of its own its whole tables. `files`: what the files of [region.CODE.table.NAME] hold. Adds issues for what
// could not be heard: tables that all regions share, keys that the table of everyone lacks or that the region's lacks.
OwnTables separate_regions(const Scenario& scenario, Tables& tables, const std::map<std::string, Tables>& files,
                           Issues& issues);

}  // namespace draagkracht
