// From text to tables: one scenario and its tables of figures become one immutable Model. The only place that derives
// numbers. All issues of a scenario are collected and thrown together.
#pragma once

#include <string>

#include "engine/core/issue.h"
#include "engine/model/model.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Throws InputError with all issues, located where the values were written.
Model compile(const Scenario& scenario, const Tables& tables);
// The same for one of several models that share the tables of equal distributions.
Model compile(const Scenario& scenario, const Tables& tables, QuantileTables& made);

// "YYYY-MM-DD" as days since 1970-01-01, or -1.
std::int64_t parse_date(const std::string& text);
// "08:00-10:30, 13:30-15:30=2": hours of a day with a level each (default 1), as changes; an issue if it cannot be
// read.
std::vector<DaySchedule::Change> parse_hours(const Name& text, const std::string& key_path, Issues& issues);

}  // namespace draagkracht
