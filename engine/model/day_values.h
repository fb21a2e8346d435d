// Numbers of a day that the simulation and the traffic equations must take alike: what levers make of a value, how a
// habit spreads, and how much demand a day has. Keeps no state and knows no persons.
#pragma once

#include <cstdint>

#include "engine/des/calendar.h"
#include "engine/model/model.h"

namespace draagkracht {

inline constexpr double days_per_year = 365.25;

// Whether a lever is for all persons, so that its parameter has one value for everyone.
inline bool for_everyone(const LeverEffect& lever) { return lever.conditions.empty() && lever.places.empty(); }

// `before` changed by a lever that is part of the way up its ramp on `day` (index of the simulated day).
double changed_by(const LeverEffect& lever, double before, std::int32_t day);

// The parameters of a habit on one day; shares of those who can have it, rates per year.
struct HabitRates {
  double ceiling = 0, innovation = 0, imitation = 0, relapse = 0;
};

// One day of Bass's model: those who could still join do so by themselves or through others; some stop.
double share_after_a_day(double share, const HabitRates& rates);

// Expected requests of a day per request of a year, for an entry at its reference rate.
double share_of_year(const Model& model, const DemandEntry& entry, const Calendar& calendar, std::int32_t day);

}  // namespace draagkracht
