// One year of life of everybody: its rates, and the days on which somebody dies, gives birth or moves by them. Each day
// is a pure function of (seed, person, year, what), so it can be asked for years ahead.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "engine/population/band_ages.h"
#include "engine/population/population.h"
#include "engine/population/population_input.h"

namespace draagkracht {

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

// A rate by age and sex in one calendar year.
class RateTable {
 public:
  RateTable(const std::vector<RateRow>& rows, int year);
  double at(int age, Sex sex) const {
    return by_age_[static_cast<std::size_t>(sex) * ages + static_cast<std::size_t>(std::min(age, oldest_age))];
  }
  // As often in the long run, where who it happened to is left out for `apart` years, at most one. In a year it happens
  // once at most, on any day: of those to whom it happens by these rates r x apart^2 / 2 are left out.
  void raise_for_apart(double apart);

 private:
  static constexpr std::size_t ages = oldest_age + 1;
  std::vector<double> by_age_;  // axes: sex, age
};

// The time from a day on in which somebody has one age, and behind it the next.
struct Span {
  std::int64_t from = 0, birthday = 0, end = 0;  // birthday: within, or the end
  int age = 0;                                   // before the birthday
};

// The day on which something happens first that has these rates before and behind the birthday; never: not in the span.
std::int64_t first_day(const Span& span, double before, double behind, std::uint32_t word);
// The same for what does not end with its happening: so many times per year, here once at most.
std::int64_t first_day_of_many(const Span& span, double before, double behind, std::uint32_t word);

struct LifeYear {
  // Years begin on the day of the population date.
  LifeYear(const PopulationInput& input, int year);

  int year;
  std::int64_t from, end;  // its first day, and that of the next
  AgesOn ages;             // on its first day
  RateTable deaths, births, moves_within, moves_between;
  std::vector<std::optional<RateTable>> begins, ends;  // axis: attribute
  double trend = 1;                                    // of conditions, since the population date

  Span span(const Birthdays& birthdays, const Person& person, std::int64_t from_day, int age) const {
    const std::int64_t birthday = birthdays.in_or_behind(person.birth_day, from_day, year);
    return {from_day, birthday > from_day ? std::min(birthday, end) : end, end, age};
  }
  // All of it, of who is there when it begins.
  Span span(const Birthdays& birthdays, const Person& person) const {
    return span(birthdays, person, from, ages.of(person.birth_day));
  }
  std::int64_t death(RandomKey key, const Person& person, Sex sex, const Span& span) const;
  // Of a woman.
  std::int64_t birth(RandomKey key, const Person& person, const Span& span) const;
};

// The first day of a year of life.
std::int64_t first_day_of_life_year(const PopulationInput& input, int year);

}  // namespace draagkracht
