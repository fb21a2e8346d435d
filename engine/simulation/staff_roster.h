// Who of a pool instance's staff works in which shift of the week.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/simulation/region.h"

namespace draagkracht {

using Week = std::array<std::vector<Shift>, day_types>;  // axes: day type, shift in order of time

// The shifts of a week at these hours, without anybody.
Week shifts_of(const DaySchedule& hours, std::int32_t half_day_ms);

// Number of shifts in a week, and their time together, ms.
std::pair<std::uint32_t, std::int64_t> size_of(const Week& week);

// Who works when: as many hours as `mean_shifts` of mean length, spread over the week in rounds, to the nearest shift;
// each person about equally often, whole days where possible.
StaffRoster make_roster(Week week, std::int32_t half_day_ms, std::uint32_t persons, std::uint32_t mean_shifts,
                        std::uint64_t entity);

}  // namespace draagkracht
