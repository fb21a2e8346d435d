// Numbers of a day that the simulation and the traffic equations must take alike: what levers make of a value, how a
// habit spreads, and how much demand a day has. Keeps no state and knows no persons.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

inline constexpr double days_per_year = 365.25;

// Whether a lever is for all persons, so that its parameter has one value for everyone.
inline bool for_everyone(const LeverEffect& lever) { return lever.conditions.empty() && lever.places.empty(); }

// A parameter's row on a day, with the levers for everyone first and then those for some that `concerned` is true of.
template <class Concerned>
double value_on(const Parameter& parameter, std::uint32_t row, std::int32_t day, Concerned concerned) {
  double value = parameter.values[row];
  for (const LeverEffect& lever : parameter.levers) {
    if (for_everyone(lever) && lever.rows[row] != 0) value = lever.course.on(day, value);
  }
  value = std::clamp(value, parameter.low, parameter.high);
  if (!parameter.by_person) return value;
  for (const LeverEffect& lever : parameter.levers) {
    if (!for_everyone(lever) && lever.rows[row] != 0 && concerned(lever)) value = lever.course.on(day, value);
  }
  return std::clamp(value, parameter.low, parameter.high);
}

// A number, or what levers for everyone make of the parameter of that name before the first day; 0 if there is none.
double settled(const Model& model, const Value& value);

// Whether a parameter may have another value on this day than on the day before.
bool may_change_on(const Parameter& parameter, std::int32_t day);

// The parameters of a habit on one day; shares of those who can have it, rates per year.
struct HabitRates {
  double ceiling = 0, innovation = 0, imitation = 0, relapse = 0;
};

// One day of Bass's model: those who could still join do so by themselves or through others; some stop.
double share_after_a_day(double share, const HabitRates& rates);

// The share of a group of persons who have a habit, day after day from the first day of the run. Who has it at a lower
// share has it at a higher one. A pure function of the levers: nothing of it is state.
class HabitShare {
 public:
  HabitShare(const Model& model, const Diffusion& habit) : model_(&model), habit_(&habit) {}

  // `value`: (parameter, day) -> number for the group. Days may be asked in any order, cheapest in ascending order.
  template <class Value>
  double on(std::int32_t day, Value value) {
    if (day < day_) day_ = -1;
    while (day_ < day) next(value);
    return share_;
  }

 private:
  template <class Value>
  void next(Value value) {
    const std::int32_t day = ++day_;
    if (day == 0) {
      share_ = value(habit_->initial, 0);
      return;
    }
    // Later levers on `initial` move the share by as much on their day.
    if (may_change_on(model_->parameters[habit_->initial], day)) {
      share_ = std::clamp(share_ + value(habit_->initial, day) - value(habit_->initial, day - 1), 0.0, 1.0);
    }
    share_ = share_after_a_day(share_, {value(habit_->ceiling, day), value(habit_->innovation, day),
                                        value(habit_->imitation, day), value(habit_->relapse, day)});
  }

  const Model* model_;
  const Diffusion* habit_;
  std::int32_t day_ = -1;
  double share_ = 0;
};

// Whether `open` has somebody at each moment at which `asked` has.
bool open_throughout(const DaySchedule& open, const DaySchedule& asked);

// Expected requests of a day per request of a year, for an entry at its reference rate. `calendar`: that of the run.
double share_of_year(const Model& model, const DemandEntry& entry, const Calendar& calendar, std::int32_t day);
// When on that day they arise: cumulative share by hour, from 0 to 1.
const std::array<double, 25>& hours_of_day(const Model& model, const DemandEntry& entry, const Calendar& calendar,
                                           std::int32_t day);
// Whether what arises that day meets a closed door: see DemandEntry::closed_parts.
inline bool is_closed_on(const DemandEntry& entry, const Calendar& calendar, std::int32_t day) {
  return !entry.closed_parts.empty() && calendar.holiday(day);
}

}  // namespace draagkracht
