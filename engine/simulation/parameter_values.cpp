#include "engine/simulation/parameter_values.h"

#include <algorithm>

namespace draagkracht {
namespace {

// `before` changed by a lever that is part of the way up its ramp.
double changed(const LeverEffect& lever, double before, std::int32_t day) {
  if (day < lever.from_day) return before;
  double full = before;
  switch (lever.operation) {
    case LeverEffect::set: full = lever.value; break;
    case LeverEffect::multiply: full = before * lever.value; break;
    case LeverEffect::add: full = before + lever.value; break;
  }
  const std::int32_t since = day - lever.from_day;
  if (since >= lever.ramp_days) return full;
  return before + (full - before) * (static_cast<double>(since) / static_cast<double>(lever.ramp_days));
}

bool for_all(const LeverEffect& lever) { return lever.conditions.empty() && lever.places.empty(); }

}  // namespace

void ParameterValues::set_day(std::int32_t day) {
  day_ = day;
  for (const Parameter& parameter : model_.parameters) {
    for (std::size_t row = 0; row < parameter.values.size(); ++row) {
      double value = parameter.values[row];
      for (const LeverEffect& lever : parameter.levers) {
        if (for_all(lever) && lever.rows[row] != 0) value = changed(lever, value, day);
      }
      today_[parameter.first + row] = std::clamp(value, parameter.low, parameter.high);
    }
  }
}

bool ParameterValues::concerns(const LeverEffect& lever, const Person* person) const {
  if (person == nullptr || population_ == nullptr) return false;
  for (const LeverEffect::Condition& condition : lever.conditions) {
    if (person->attributes[condition.attribute] != condition.label) return false;
  }
  for (const LeverEffect::Place& place : lever.places) {
    if (place.code != (place.wijk ? population_->wijken[person->wijk].code : population_->region)) return false;
  }
  return true;
}

double ParameterValues::for_person(Index parameter_index, std::uint32_t row, const Person* person) const {
  const Parameter& parameter = model_.parameters[parameter_index];
  double value = today_[parameter.first + row];
  if (!parameter.by_person) return value;
  for (const LeverEffect& lever : parameter.levers) {
    if (!for_all(lever) && lever.rows[row] != 0 && concerns(lever, person)) value = changed(lever, value, day_);
  }
  return std::clamp(value, parameter.low, parameter.high);
}

}  // namespace draagkracht
