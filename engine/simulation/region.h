// One region as a run finds it: its inhabitants and every pool instance with its hours on duty. Immutable and shared by
// the runs of one scenario.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/population/population.h"

namespace draagkracht {

// People who staff a pool instance: who works in which half-day of the week.
struct StaffRoster {
  std::uint64_t entity = 0;                        // what absences are addressed by
  std::uint16_t servers = 0;                       // persons
  std::vector<std::uint16_t> cells[day_types][2];  // axes: day type, half-day -> who works then
};

struct PoolInstance {
  Index kind = 0;
  std::uint32_t place = 0;
  std::int32_t fixed = -1;            // servers always on duty, or -1
  std::uint32_t schedule = 0;         // in Region::schedules, when not fixed and not staffed
  std::uint32_t roster = 0xffffffff;  // in Region::rosters, when staffed
  std::uint32_t book = 0xffffffff;    // in the books of the pool's kind
  std::vector<std::uint32_t> limits;  // schedules of its limits
};

struct Region {
  const Population* population = nullptr;  // may be none: anonymous models
  std::vector<PoolInstance> pools;
  std::vector<std::vector<std::uint32_t>> pool_of;  // axes: pool kind, place -> instance, or nobody
  std::vector<DaySchedule> schedules;
  std::vector<StaffRoster> rosters;
  std::vector<double> coverage;     // axis: pool kind; share of the inhabitants whose place has one
  std::vector<ChoiceRows> choices;  // of draws that depend on which pools a place has

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
};

}  // namespace draagkracht
