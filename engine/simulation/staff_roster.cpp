#include "engine/simulation/staff_roster.h"

#include <algorithm>

#include "engine/core/time.h"

namespace draagkracht {
namespace {

// In which order the days of a week are staffed: the busy ones first.
constexpr int staffing_order[day_types] = {0, 1, 3, 4, 2, 5, sunday};

struct ShiftOfWeek {
  int type;
  std::size_t shift;  // of the day
};

// The shifts of a week as they are staffed: first those before half of the day is over, by day, then the others.
std::vector<ShiftOfWeek> in_staffing_order(const Week& week, std::int32_t half_day_ms) {
  std::vector<ShiftOfWeek> order;
  std::size_t longest = 0;
  for (const std::vector<Shift>& day : week) longest = std::max(longest, day.size());
  for (const bool before : {true, false}) {
    for (std::size_t shift = 0; shift < longest; ++shift) {
      for (const int type : staffing_order) {
        const std::vector<Shift>& day = week[static_cast<std::size_t>(type)];
        if (shift < day.size() && (day[shift].start_ms < half_day_ms) == before) order.push_back({type, shift});
      }
    }
  }
  return order;
}

std::int64_t length_of(const Shift& shift) { return shift.end_ms - shift.start_ms; }

}  // namespace

Week shifts_of(const DaySchedule& hours, std::int32_t half_day_ms) {
  Week week;
  for (std::size_t type = 0; type < day_types; ++type) {
    const std::vector<DaySchedule::Change>& day = hours.changes[type];
    for (std::size_t i = 0; i < day.size(); ++i) {
      if (day[i].level == 0) continue;
      const std::int32_t start = day[i].ms;
      const std::int32_t end = i + 1 < day.size() ? day[i + 1].ms : static_cast<std::int32_t>(one_day.ms);
      const bool over_noon = start < half_day_ms && half_day_ms < end;
      if (over_noon) week[type].push_back({start, half_day_ms, {}});
      week[type].push_back({over_noon ? half_day_ms : start, end, {}});
    }
  }
  return week;
}

std::pair<std::uint32_t, std::int64_t> size_of(const Week& week) {
  std::pair<std::uint32_t, std::int64_t> size{0, 0};
  for (const std::vector<Shift>& day : week) {
    for (const Shift& shift : day) size = {size.first + 1, size.second + length_of(shift)};
  }
  return size;
}

StaffRoster make_roster(Week week, std::int32_t half_day_ms, std::uint32_t persons, std::uint32_t mean_shifts,
                        std::uint64_t entity) {
  StaffRoster roster;
  roster.entity = entity;
  roster.servers = static_cast<std::uint16_t>(persons);
  const std::vector<ShiftOfWeek> order = in_staffing_order(week, half_day_ms);
  const auto [shifts, time] = size_of(week);
  std::vector<std::uint32_t> worked(persons, 0);                      // axis: person; shifts
  std::vector<std::uint8_t> works(std::size_t{persons} * shifts, 0);  // axes: person, shift in staffing order
  std::int64_t given = 0;
  for (std::uint32_t n = 0; shifts > 0; ++n) {
    const std::size_t at = n % shifts;
    Shift& here = week[static_cast<std::size_t>(order[at].type)][order[at].shift];
    if ((2 * given + length_of(here)) * shifts > std::int64_t{2} * mean_shifts * time) break;
    std::int64_t best = -1;
    bool best_same_day = false;
    for (std::uint32_t p = 0; p < persons; ++p) {
      const std::uint8_t* const its = works.data() + std::size_t{p} * shifts;
      if (its[at] != 0) continue;
      bool same_day = false;
      for (std::size_t other = 0; other < shifts; ++other)
        same_day = same_day || (its[other] != 0 && order[other].type == order[at].type);
      const bool better = best < 0 || worked[p] < worked[static_cast<std::size_t>(best)] ||
                          (worked[p] == worked[static_cast<std::size_t>(best)] && same_day && !best_same_day);
      if (better) {
        best = p;
        best_same_day = same_day;
      }
    }
    given += length_of(here);
    if (best < 0) continue;
    here.seats.push_back(static_cast<std::uint16_t>(best));
    works[static_cast<std::size_t>(best) * shifts + at] = 1;
    ++worked[static_cast<std::size_t>(best)];
  }
  std::move(week.begin(), week.end(), std::begin(roster.shifts));
  return roster;
}

}  // namespace draagkracht
