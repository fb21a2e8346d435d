// One region as a run finds it: its inhabitants and every pool instance with its hours on duty, which may change by
// date. Immutable and shared by the runs of one scenario.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/population/population.h"

namespace draagkracht {

// An open interval of the hours of staff on a day; one over noon is two, cut where the halves of a day meet.
struct Shift {
  std::int32_t start_ms = 0;  // of the day
  std::int32_t end_ms = 0;
  std::vector<std::uint16_t> seats;  // who works then
};

// People who staff a pool instance: who works in which shift of the week.
struct StaffRoster {
  std::uint64_t entity = 0;              // what absences are addressed by
  std::uint16_t servers = 0;             // persons
  std::vector<Shift> shifts[day_types];  // axes: day type, shift in order of time
};

// A pool of the region, of a place of its scope or of a group of these. Each has one of every kind, whether anybody
// works there or not: so the same pools have the same numbers in all scenarios.
struct PoolInstance {
  Index kind = 0;
  std::uint32_t place = 0;          // of its scope; of a group of places the first
  double inhabitants = 1;           // who belong to its places; 1 in a region without population
  std::uint64_t entity = 0;         // what the luck of its seats is addressed by
  std::int32_t fixed = -1;          // servers always on duty, or -1
  std::uint32_t book = 0xffffffff;  // in the books of the pool's kind
};

// What decides who of a pool instance is on duty in a period.
struct PoolDuty {
  bool there = true;                  // somebody works here
  std::uint32_t schedule = 0;         // in Region::schedules, when not fixed: numbers on duty, or hours of staff
  std::uint32_t roster = 0xffffffff;  // in Region::rosters, when staffed
  std::vector<std::uint32_t> limits;  // schedules of its limits
  double direct_share = 1;  // when staffed: share of the time that they are present for which they are on duty
  friend bool operator==(const PoolDuty&, const PoolDuty&) = default;
};

// What stands where, and its hours on duty, from a day on until the next period begins.
struct RegionPeriod {
  std::int32_t from_day = 0;
  std::vector<PoolDuty> duty;                       // axis: pool instance
  std::vector<std::vector<std::uint32_t>> pool_of;  // axes: pool kind, place -> instance, or nobody
  std::vector<double> coverage;                     // axis: pool kind; share of the inhabitants whose place has one
  std::uint32_t choices = 0;                        // in Region::choices

  // Which of a draw's pools exist at a request's place, as a number with one bit per pool.
  std::uint32_t choice_variant(const DrawStep& draw, const RequestLabels& labels) const {
    const std::uint16_t place = labels.place[draw.place_scope - 1];
    if (place == no_place) return 0;
    std::uint32_t variant = 0;
    for (std::size_t i = 0; i < draw.place_pools.size(); ++i) {
      variant |= (pool_of[draw.place_pools[i]][place] != nobody ? 1U : 0U) << i;
    }
    return variant;
  }
  friend bool operator==(const RegionPeriod&, const RegionPeriod&) = default;
};

struct Region {
  const Population* population = nullptr;  // may be none: anonymous models
  std::vector<PoolInstance> pools;
  std::vector<DaySchedule> schedules;
  std::vector<StaffRoster> rosters;
  std::vector<std::vector<ChoiceRows>> choices;  // of draws that depend on which pools a place has; axes: version, draw
  std::vector<std::vector<std::uint32_t>> group_of;  // axes: Model::groups, place of its scope -> number of the group
  std::vector<RegionPeriod> periods{1};  // in order of time, the first from day 0 on; one begins on each day on
                                         // which levers, or a New Year's inhabitants, change staff, rosters or limits

  const RegionPeriod& period_on(std::int32_t day) const {
    const auto next = std::upper_bound(periods.begin() + 1, periods.end(), day,
                                       [](std::int32_t d, const RegionPeriod& period) { return d < period.from_day; });
    return *(next - 1);
  }
  // Whether somebody works in a pool in any period; in all periods.
  bool ever_there(std::uint32_t pool) const {
    return std::any_of(periods.begin(), periods.end(), [&](const RegionPeriod& p) { return p.duty[pool].there; });
  }
  bool always_there(std::uint32_t pool) const {
    return std::all_of(periods.begin(), periods.end(), [&](const RegionPeriod& p) { return p.duty[pool].there; });
  }
};

}  // namespace draagkracht
