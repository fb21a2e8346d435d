// How many hours the persons of a workforce work in other pools, and what share of their own shifts that costs. A
// function of rosters, levers and who holds the seats: nothing of it is drawn.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/region.h"

namespace draagkracht {

inline constexpr double most_elsewhere = 0.95;  // of their shifts; whatever duty elsewhere would cost

// Hours by day type. Only whole weeks mean something: a night is paid for with some other shift of the week.
struct HoursElsewhere {
  std::array<double, day_types> off{};                     // of shifts that a day's duty elsewhere costs
  std::array<std::array<double, day_types>, 12> shifts{};  // of shifts that would be worked else; axes: month, day type

  // The chance that a shift in the week of this day is not worked because of duty elsewhere.
  double chance(const Calendar& calendar, std::int32_t day) const {
    const std::int32_t monday = day / day_types * day_types, last = calendar.days() - 1;
    double taken = 0, of = 0;
    for (std::int32_t d = monday; d < monday + day_types; ++d) {
      const auto type = static_cast<std::size_t>(d <= last ? calendar.type(d) : d - monday);
      taken += off[type];
      of += shifts[static_cast<std::size_t>(calendar.month(std::min(d, last)) - 1)][type];
    }
    return taken <= 0 ? 0 : taken < most_elsewhere * of ? taken / of : most_elsewhere;
  }
  friend bool operator==(const HoursElsewhere&, const HoursElsewhere&) = default;
};

// Hours of shifts that a day's duty in a workforce's other pools costs, as parameters and rosters are today.
std::array<double, day_types> hours_off(const Model& model, const Region& region, const Workforce& force,
                                        const ParameterValues& parameters);

// Expected number present of `people` who are each there with this chance, when one of them always stays.
double expected_present(std::size_t people, double presence);

}  // namespace draagkracht
