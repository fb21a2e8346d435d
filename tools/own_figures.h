// For readers: which regions have figures of their own, in a plan and in a result file. Regions without staff of their
// own differ by who lives there, and every table that shows several says so.
#pragma once

#include <string>

#include "engine/io/results_file.h"
#include "engine/scenario/field_range.h"
#include "tools/experiment_plan.h"
#include "tools/json_text.h"

namespace draagkracht {

// Of each region and scenario: tables, files and how many rows are its own. "" if no region has any.
std::string own_figures_text(const ExperimentPlan& plan);
// [{"region", "scenario", "table", "file", "own_rows", "rows", "staff"}, ...]; empty if no region has any.
Json own_figures_json(const ExperimentPlan& plan);

// What stands above tables that show several regions: which of them have the staff of the country per head. "" if there
// is one region, if all have their own, or if the model has no staff in tables.
std::string staff_caveat(const ExperimentPlan& plan, Language language);
std::string staff_caveat(const StoredResults& stored, Language language);

}  // namespace draagkracht
