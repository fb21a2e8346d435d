// When a run begins and from when it counts.
#pragma once

#include <cstdint>

#include "engine/scenario/scenario.h"

namespace draagkracht {

struct RunCalendar {
  std::int64_t start_day = 0;   // first simulated day, since 1970-01-01; a Monday
  std::int64_t warm_up_ms = 0;  // from its midnight until results count
};

// With inhabitants results count from run.start, and what lies between a Monday and the wish is added to the warm-up.
// Without, the calendar is that of the schedules alone: the run begins on the Monday of run.start's week.
RunCalendar run_calendar(const Scenario& scenario);

// Whether the days of the run are dates.
inline bool is_dated(const RunSpec& run) { return run.start.where.line > 0; }

}  // namespace draagkracht
