// Ages on a date: inside a band of five years, and in whole years of somebody born on a day.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/population/population_input.h"
#include "engine/random/distribution.h"
#include "engine/random/philox.h"

namespace draagkracht {

// The last day of birth on which one has reached `age` on `date`; who was born on 29 February becomes older on 1 March.
std::int64_t last_birth_day(std::int64_t date, int age);

// The day on which somebody reaches an age.
std::int64_t birthday(std::int64_t birth_day, int age);

// Whole years of age on a date, at most oldest_age. For many persons on one date: AgesOn.
int years_of_age(std::int64_t birth_day, std::int64_t date);

// Whole years of age on one date.
class AgesOn {
 public:
  explicit AgesOn(std::int64_t date);
  // At most oldest_age; below 0 for who is not born yet.
  int of(std::int64_t birth_day) const;

 private:
  std::int64_t date_;
  std::vector<std::int64_t> last_births_;  // axis: age, and one more
};

// Birthdays of those who are born on some days, looked up: they are asked for each person and year.
class Birthdays {
 public:
  // Years: of which birthdays may be asked, and the one behind the last.
  Birthdays(std::int64_t first_birth, std::int64_t last_birth, int first_year, int last_year);
  // The birthday in a calendar year, if that is behind the day, else the one of the next year, behind it or not.
  std::int64_t in_or_behind(std::int64_t birth_day, std::int64_t day, int year) const;

 private:
  std::int64_t first_birth_;
  std::vector<std::uint16_t> of_year_;  // axis: day of birth; 0 on 1 January, counted as in a leap year
  int first_year_;
  std::vector<std::int64_t> new_year_;  // axis: year, and one more
  std::vector<std::uint8_t> is_leap_;   // the same
};

struct Age {
  int years = 0;
  std::int64_t birth_day = 0;
};

// Ages inside a band on one date.
class BandAges {
 public:
  BandAges(std::size_t band, std::int64_t date);

  // Higher words are younger in a band of five years; in the open one they are older by whole years.
  Age draw(const RandomBlock& block) const;

 private:
  int first_age_;
  bool open_;
  ChoiceTable years_;
  std::vector<std::int64_t> last_births_;  // axis: years above first_age_
};

}  // namespace draagkracht
