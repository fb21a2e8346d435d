// What the years do to the inhabitants of a region: rates of births, deaths, moves and conditions, as plain structs.
// Reads no files; engine/population/life_courses.h makes courses of life of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/issue.h"

namespace draagkracht {

enum class Sex : std::uint8_t { male = 0, female = 1 };

inline constexpr int oldest_age = 120;  // "and over" in tables by whole years

// A rate of some ages, from a calendar year on until a later row begins.
struct RateRow {
  int year_from = 0;
  int age_from = 0;  // whole years, both ends included
  int age_to = oldest_age;
  std::optional<Sex> sex;  // none: both
  double per_year = 0;     // events per person-year of those to whom it can happen
  friend bool operator==(const RateRow&, const RateRow&) = default;
};

struct LifeRules {
  int last_year = 0;                   // the last calendar year of which all is made
  std::vector<RateRow> deaths;         // per person-year
  std::vector<RateRow> births;         // children per woman-year
  std::vector<RateRow> moves_within;   // to another wijk of the municipality, per person-year
  std::vector<RateRow> moves_between;  // to another municipality, per person-year
  double stays_in_region = 0;      // share of moves between municipalities that end in the region, if it has several
  double keeps_place = 0;          // share of moves within a municipality after which one stays with the chosen place
  double keeps_place_between = 0;  // the same of moves to another municipality of the region
  double trend = 0;           // growth per year of shares of conditions, or of how often they begin, above that by age
  int births_apart_days = 0;  // who has given birth does not again within so many days
  Location where;
  friend bool operator==(const LifeRules&, const LifeRules&) = default;
};

}  // namespace draagkracht
