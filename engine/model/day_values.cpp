#include "engine/model/day_values.h"

#include <algorithm>

namespace draagkracht {

double settled(const Model& model, const Value& value) {
  if (value.parameter.value.empty()) return value.number.value;
  const auto it = std::find_if(model.parameters.begin(), model.parameters.end(),
                               [&](const Parameter& one) { return one.name == value.parameter.value; });
  if (it == model.parameters.end()) return 0;
  return value_on(*it, 0, 0, [](const LeverEffect&) { return false; });
}

bool may_change_on(const Parameter& parameter, std::int32_t day) {
  return std::any_of(parameter.levers.begin(), parameter.levers.end(),
                     [day](const LeverEffect& lever) { return lever.course.may_change_on(day); });
}

bool open_throughout(const DaySchedule& open, const DaySchedule& asked) {
  for (int type = 0; type < day_types; ++type) {
    for (const DaySchedule* one : {&open, &asked}) {
      for (const DaySchedule::Change& change : one->changes[type]) {
        if (asked.level(type, change.ms) > 0 && open.level(type, change.ms) == 0) return false;
      }
    }
    if (asked.level(type, 0) > 0 && open.level(type, 0) == 0) return false;
  }
  return true;
}

double share_after_a_day(double share, const HabitRates& rates) {
  const double to_go = std::max(0.0, rates.ceiling - share);
  const double joining = (rates.innovation + rates.imitation * share) * to_go;
  return share + (joining - rates.relapse * share) / days_per_year;
}

namespace {

// Of a day that is not as others of its type; else nullptr. Books look beyond the run: days there are as others.
const DayProfile* special_day(const Model& model, const DemandEntry& entry, std::int32_t day) {
  const auto at = static_cast<std::size_t>(day);
  const Index index = at < entry.day_profiles.size() ? entry.day_profiles[at] : none;
  return index == none ? nullptr : &model.day_profiles[index];
}

}  // namespace

const std::array<double, 25>& hours_of_day(const Model& model, const DemandEntry& entry, const Calendar& calendar,
                                           std::int32_t day) {
  const DayProfile* special = special_day(model, entry, day);
  return special != nullptr ? special->hours
                            : model.profiles[entry.profile].hours[static_cast<std::size_t>(calendar.type(day))];
}

double share_of_year(const Model& model, const DemandEntry& entry, const Calendar& calendar, std::int32_t day) {
  if (entry.closed_on_holidays && entry.closed_parts.empty() && calendar.holiday(day)) return 0;
  const DayProfile* special = special_day(model, entry, day);
  const double of_day = special != nullptr
                            ? special->share
                            : model.profiles[entry.profile].day_share[static_cast<std::size_t>(calendar.type(day))];
  double share = of_day * 7 / days_per_year;
  if (!entry.open_days.empty()) {
    const int year = civil_from_days(calendar.first_day() + day).year - entry.first_year;
    share *=
        entry.open_days[static_cast<std::size_t>(std::clamp(year, 0, static_cast<int>(entry.open_days.size()) - 1))];
  }
  if (entry.season != none) share *= model.seasons[entry.season][static_cast<std::size_t>(calendar.month(day) - 1)];
  return share;
}

}  // namespace draagkracht
