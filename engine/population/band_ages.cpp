#include "engine/population/band_ages.h"

#include <algorithm>

#include "engine/des/calendar.h"
#include "engine/population/wijk_draws.h"

namespace draagkracht {
namespace {

constexpr int band_years = 5;
constexpr int last_band_years = 10;         // 95-104
constexpr double last_band_survival = 0.7;  // from one year of age to the next; assumed

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::vector<double> weights(bool open) {
  if (!open) return std::vector<double>(band_years, 1.0);
  std::vector<double> all{1.0};
  while (all.size() < last_band_years) all.push_back(all.back() * last_band_survival);
  return all;
}

}  // namespace

std::int64_t last_birth_day(std::int64_t date, int age) {
  CivilDate birth = civil_from_days(date);
  const bool leap_day = birth.month == 2 && birth.day == 29;
  birth.year -= age;
  if (leap_day && !is_leap(birth.year)) birth.day = 28;
  return days_from_civil(birth);
}

std::int64_t birthday(std::int64_t birth_day, int age) {
  CivilDate date = civil_from_days(birth_day);
  date.year += age;
  if (date.month == 2 && date.day == 29 && !is_leap(date.year)) date = {date.year, 3, 1};
  return days_from_civil(date);
}

int years_of_age(std::int64_t birth_day, std::int64_t date) {
  const int age = civil_from_days(date).year - civil_from_days(birth_day).year;
  return std::min(birthday(birth_day, age) <= date ? age : age - 1, oldest_age);
}

AgesOn::AgesOn(std::int64_t date) : date_(date) {
  for (int age = 0; age <= oldest_age + 1; ++age) last_births_.push_back(last_birth_day(date, age));
}

int AgesOn::of(std::int64_t birth_day) const {
  if (birth_day > date_) return -1;
  auto age = static_cast<std::size_t>(std::min<std::int64_t>((date_ - birth_day) / 366, oldest_age));
  while (age < oldest_age && birth_day <= last_births_[age + 1]) ++age;
  return static_cast<int>(age);
}

Birthdays::Birthdays(std::int64_t first_birth, std::int64_t last_birth, int first_year, int last_year)
    : first_birth_(first_birth), first_year_(first_year) {
  constexpr int some_leap_year = 2024;
  const std::int64_t new_year = days_from_civil({some_leap_year, 1, 1});
  for (std::int64_t day = first_birth; day <= last_birth; ++day) {
    const CivilDate birth = civil_from_days(day);
    of_year_.push_back(
        static_cast<std::uint16_t>(days_from_civil({some_leap_year, birth.month, birth.day}) - new_year));
  }
  for (int year = first_year; year <= last_year + 1; ++year) {
    new_year_.push_back(days_from_civil({year, 1, 1}));
    is_leap_.push_back(is_leap(year) ? 1 : 0);
  }
}

std::int64_t Birthdays::in_or_behind(std::int64_t birth_day, std::int64_t day, int year) const {
  constexpr int leap_day = 31 + 28;  // counted from 0
  const int of_year = of_year_[static_cast<std::size_t>(birth_day - first_birth_)];
  const auto in = [&](std::size_t y) {
    return new_year_[y] + of_year - (of_year > leap_day && is_leap_[y] == 0 ? 1 : 0);
  };
  const auto y = static_cast<std::size_t>(year - first_year_);
  return in(y) > day ? in(y) : in(y + 1);
}

BandAges::BandAges(std::size_t band, std::int64_t date)
    : first_age_(static_cast<int>(band) * band_years), open_(band + 1 == age_bands), years_(weights(open_)) {
  const int years = open_ ? last_band_years : band_years;
  for (int i = 0; i <= years; ++i) last_births_.push_back(last_birth_day(date, first_age_ + i));
}

Age BandAges::draw(const RandomBlock& block) const {
  if (open_) {
    const std::uint32_t year = years_.pick(block[0]);
    const std::int64_t before = last_births_[year + 1];
    const auto days = static_cast<std::uint32_t>(last_births_[year] - before);
    return {first_age_ + static_cast<int>(year), before + 1 + spread(block[1], days)};
  }
  const auto days = static_cast<std::uint32_t>(last_births_.front() - last_births_.back());
  Age age{first_age_, last_births_.back() + 1 + spread(block[0], days)};
  for (int i = 1; i < band_years; ++i) age.years += age.birth_day <= last_births_[static_cast<std::size_t>(i)] ? 1 : 0;
  return age;
}

}  // namespace draagkracht
