#include "engine/population/life_year.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/population/life_courses.h"

namespace draagkracht {
namespace {

constexpr double days_per_year = 365.25;

std::int64_t population_date(const PopulationInput& input) { return input.population_date.value_or(input.start_date); }

// A day of the span but its first, on whose midnight people are counted, or arrive.
std::int64_t within(const Span& span, std::int64_t day) {
  return day == never || span.from + 1 >= span.end ? never : std::clamp(day, span.from + 1, span.end - 1);
}

}  // namespace

RateTable::RateTable(const std::vector<RateRow>& rows, int year) : by_age_(2 * ages) {
  std::vector<int> from(by_age_.size(), std::numeric_limits<int>::min());
  for (const RateRow& row : rows) {
    if (row.year_from > year) continue;
    for (std::size_t sex = 0; sex < 2; ++sex) {
      if (row.sex && static_cast<std::size_t>(*row.sex) != sex) continue;
      for (int age = row.age_from; age <= std::min(row.age_to, oldest_age); ++age) {
        const std::size_t at = sex * ages + static_cast<std::size_t>(age);
        if (row.year_from < from[at]) continue;
        from[at] = row.year_from;
        by_age_[at] = row.per_year;
      }
    }
  }
}

void RateTable::raise_for_apart(double apart) {
  for (double& rate : by_age_) rate /= std::max(0.5, 1 - rate * apart * apart / 2);
}

std::int64_t first_day(const Span& span, double before, double behind, std::uint32_t word) {
  double u = uniform(word);
  const auto part = [&u](double rate, std::int64_t from, std::int64_t end) {
    const double expected = rate * static_cast<double>(end - from) / days_per_year;
    const double chance = std::min(1.0, expected / (1 + expected / 2));
    if (u < chance) return from + static_cast<std::int64_t>(u / chance * static_cast<double>(end - from));
    u = chance < 1 ? (u - chance) / (1 - chance) : 0.0;
    return never;
  };
  const std::int64_t day = part(before, span.from, span.birthday);
  return within(span, day != never ? day : part(behind, span.birthday, span.end));
}

std::int64_t first_day_of_many(const Span& span, double before, double behind, std::uint32_t word) {
  const double u = uniform(word);
  const double in_first = before * static_cast<double>(span.birthday - span.from) / days_per_year;
  const double in_second = behind * static_cast<double>(span.end - span.birthday) / days_per_year;
  const auto day = [&](std::int64_t from, std::int64_t end, double part) {
    return within(span, from + static_cast<std::int64_t>(part * static_cast<double>(end - from)));
  };
  if (u < in_first) return day(span.from, span.birthday, u / in_first);
  if (u < in_first + in_second) return day(span.birthday, span.end, (u - in_first) / in_second);
  return never;
}

std::int64_t first_day_of_life_year(const PopulationInput& input, int year) {
  const std::int64_t start = population_date(input);
  return birthday(start, year - civil_from_days(start).year);
}

LifeYear::LifeYear(const PopulationInput& input, int its_year)
    : year(its_year),
      from(first_day_of_life_year(input, year)),
      end(first_day_of_life_year(input, year + 1)),
      ages(from),
      deaths(input.lives->deaths, year),
      births(input.lives->births, year),
      moves_within(input.lives->moves_within, year),
      moves_between(input.lives->moves_between, year) {
  births.raise_for_apart(std::min(1.0, input.lives->births_apart_days / days_per_year));
  for (int y = civil_from_days(population_date(input)).year; y < year; ++y) trend *= 1 + input.lives->trend;
  for (const AttributeRule& rule : input.attributes) {
    begins.emplace_back();
    ends.emplace_back();
    if (!rule.begins.empty()) begins.back().emplace(rule.begins, year);
    if (!rule.ends.empty()) ends.back().emplace(rule.ends, year);
  }
}

std::int64_t LifeYear::death(RandomKey key, const Person& person, Sex sex, const Span& span) const {
  const RandomBlock block = random_block(key, person.entity, name_hash(death_draw), static_cast<std::uint32_t>(year));
  return first_day(span, deaths.at(span.age, sex), deaths.at(span.age + 1, sex), block[0]);
}

std::int64_t LifeYear::birth(RandomKey key, const Person& person, const Span& span) const {
  const double before = births.at(span.age, Sex::female), behind = births.at(span.age + 1, Sex::female);
  if (!(before > 0) && !(behind > 0)) return never;
  const RandomBlock block = random_block(key, person.entity, name_hash(birth_draw), static_cast<std::uint32_t>(year));
  return first_day_of_many(span, before, behind, block[0]);
}

}  // namespace draagkracht
