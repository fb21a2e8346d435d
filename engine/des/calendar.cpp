#include "engine/des/calendar.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {

// Both conversions count years from 1 March, so that the leap day is the last day of a year.
std::int64_t days_from_civil(CivilDate date) {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = (date.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CivilDate civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  date.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  date.year = static_cast<int>(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
  return date;
}

int weekday_of(std::int64_t days) {
  const std::int64_t since_thursday = (days + 3) % 7;  // 1970-01-01 was a Thursday
  return static_cast<int>(since_thursday < 0 ? since_thursday + 7 : since_thursday);
}

Calendar::Calendar(std::int64_t first_day, std::int32_t days, const std::vector<std::int64_t>& holidays)
    : first_day_(first_day) {
  DRAAGKRACHT_ENSURE(weekday_of(first_day) == 0);
  const auto n = static_cast<std::size_t>(days);
  types_.resize(n);
  months_.resize(n);
  holidays_.resize(n);
  working_before_.resize(n);
  std::int32_t working_so_far = 0;
  for (std::int32_t d = 0; d < days; ++d) {
    const auto i = static_cast<std::size_t>(d);
    const std::int64_t date = first_day + d;
    holidays_[i] = std::find(holidays.begin(), holidays.end(), date) != holidays.end() ? 1 : 0;
    types_[i] = static_cast<std::uint8_t>(holidays_[i] != 0 ? sunday : weekday_of(date));
    months_[i] = static_cast<std::uint8_t>(civil_from_days(date).month);
    if (types_[i] < 5) ++working_so_far;
    working_before_[i] = working_so_far;
  }
}

std::int32_t DaySchedule::level(int type, std::int64_t ms_of_day) const {
  std::int32_t now = 0;
  for (const Change& change : changes[type]) {
    if (change.ms > ms_of_day) break;
    now = change.level;
  }
  return now;
}

std::int64_t DaySchedule::next_open(int type, std::int64_t ms_of_day) const {
  if (level(type, ms_of_day) > 0) return ms_of_day;
  for (const Change& change : changes[type]) {
    if (change.ms > ms_of_day && change.level > 0) return change.ms;
  }
  return -1;
}

std::int64_t DaySchedule::open_between(int type, std::int64_t from_ms, std::int64_t to_ms) const {
  std::int64_t sum = 0;
  const std::vector<Change>& today = changes[type];
  for (std::size_t i = 0; i < today.size(); ++i) {
    if (today[i].level == 0) continue;
    const std::int64_t until = i + 1 < today.size() ? today[i + 1].ms : one_day.ms;
    sum += std::max<std::int64_t>(0, std::min(until, to_ms) - std::max<std::int64_t>(today[i].ms, from_ms));
  }
  return sum;
}

std::int64_t DaySchedule::total(int type) const {
  std::int64_t sum = 0;
  const std::vector<Change>& today = changes[type];
  for (std::size_t i = 0; i < today.size(); ++i) {
    const std::int64_t until = i + 1 < today.size() ? today[i + 1].ms : one_day.ms;
    sum += (until - today[i].ms) * today[i].level;
  }
  return sum;
}

}  // namespace draagkracht
