#include "engine/simulation/parameter_values.h"

#include <algorithm>

#include "engine/model/day_values.h"

namespace draagkracht {
void ParameterValues::set_day(std::int32_t day) {
  day_ = day;
  for (const Parameter& parameter : model_.parameters) {
    for (std::size_t row = 0; row < parameter.values.size(); ++row) {
      double value = parameter.values[row];
      for (const LeverEffect& lever : parameter.levers) {
        if (for_everyone(lever) && lever.rows[row] != 0) value = changed_by(lever, value, day);
      }
      today_[parameter.first + row] = std::clamp(value, parameter.low, parameter.high);
    }
  }
}

bool lives_where(const LeverEffect& lever, const Person& person, const Population& population) {
  for (const LeverEffect::Place& place : lever.places) {
    if (place.code != (place.wijk ? population.wijken[person.wijk].code : population.region)) return false;
  }
  return true;
}

bool ParameterValues::concerns(const LeverEffect& lever, const Person* person) const {
  if (person == nullptr || population_ == nullptr) return false;
  for (const LeverEffect::Condition& condition : lever.conditions) {
    if (person->attributes[condition.attribute] != condition.label) return false;
  }
  return lives_where(lever, *person, *population_);
}

double ParameterValues::for_person(Index parameter_index, std::uint32_t row, const Person* person) const {
  const Parameter& parameter = model_.parameters[parameter_index];
  double value = today_[parameter.first + row];
  if (!parameter.by_person) return value;
  for (const LeverEffect& lever : parameter.levers) {
    if (!for_everyone(lever) && lever.rows[row] != 0 && concerns(lever, person)) value = changed_by(lever, value, day_);
  }
  return std::clamp(value, parameter.low, parameter.high);
}

}  // namespace draagkracht
