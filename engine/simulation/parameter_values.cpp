#include "engine/simulation/parameter_values.h"

#include "engine/model/day_values.h"

namespace draagkracht {

void ParameterValues::set_day(std::int32_t day) {
  day_ = day;
  period_ = &region_.period_on(day);
  for (const Parameter& parameter : model_.parameters) {
    for (std::uint32_t row = 0; row < parameter.values.size(); ++row) {
      today_[parameter.first + row] = value_on(parameter, row, day, [](const LeverEffect&) { return false; });
    }
  }
}

bool ParameterValues::pools_moved() const {
  return period_->from_day == day_ && day_ > 0 && period_->pool_of != (period_ - 1)->pool_of;
}

bool ParameterValues::in_reach_on(const RegionPeriod& period, const LeverEffect& lever, const Person& person) const {
  return places_.in_wijk(lever, person.wijk) && has_pools(lever, [&](Index pool) {
           const Index scope = model_.pools[pool].scope;
           const std::uint16_t place = scope == 0 ? std::uint16_t{0} : person.place[scope - 1U];
           return place != no_place && period.pool_of[pool][place] != nobody;
         });
}

bool ParameterValues::in_reach(const LeverEffect& lever, const Person& person) const {
  return in_reach_on(*period_, lever, person);
}

bool ParameterValues::concerns_on(const RegionPeriod& period, const LeverEffect& lever, const Person* person) const {
  return person != nullptr && region_.population != nullptr && fits(lever, *person) &&
         in_reach_on(period, lever, *person);
}

bool ParameterValues::concerns(const LeverEffect& lever, const Person* person) const {
  return concerns_on(*period_, lever, person);
}

bool ParameterValues::concerns_place(const LeverEffect& lever, Index scope, std::uint32_t place) const {
  return places_.at_place(lever, scope, place) && has_pools(lever, [&](Index pool) {
           return period_->pool_of[pool][model_.pools[pool].scope == 0 ? 0 : place] != nobody;
         });
}

double ParameterValues::for_person(Index index, std::uint32_t row, const Person* person) const {
  const Parameter& parameter = model_.parameters[index];
  if (!parameter.by_person) [[likely]]
    return today_[parameter.first + row];
  return value_on(parameter, row, day_, [&](const LeverEffect& lever) { return concerns(lever, person); });
}

double ParameterValues::for_person_on(std::int32_t day, Index index, std::uint32_t row, const Person* person) const {
  if (day == day_) return for_person(index, row, person);
  const RegionPeriod& period = region_.period_on(day);
  return value_on(model_.parameters[index], row, day,
                  [&](const LeverEffect& lever) { return concerns_on(period, lever, person); });
}

double ParameterValues::for_place(Index index, std::uint32_t row, Index scope, std::uint32_t place) const {
  const Parameter& parameter = model_.parameters[index];
  if (!parameter.by_person) return today_[parameter.first + row];
  return value_on(parameter, row, day_, [&](const LeverEffect& lever) { return concerns_place(lever, scope, place); });
}

}  // namespace draagkracht
