// What a parameter is for a person on the day of the run and on others, where a lever asks what stands where.
#include "engine/simulation/parameter_values.h"

#include <catch2/catch.hpp>

namespace draagkracht {

TEST_CASE("For a person a parameter is on another day what it is then, with the pools that stand there then") {
  Model model;
  model.scopes.resize(1);
  model.pools.resize(1);
  Parameter parameter;
  parameter.values = {1};
  parameter.high = 100;
  parameter.by_person = true;
  LeverEffect everyone, where_helped;  // 10 from day 3 on; as much again where there is the pool
  everyone.course = {.operation = Course::set, .value = 10, .from_day = 3};
  where_helped.course = {.operation = Course::multiply, .value = 2};
  where_helped.places.push_back({.kind = LeverEffect::Place::pool, .codes = {}, .pools = {0}});
  everyone.rows = where_helped.rows = {1};
  where_helped.number = 1;
  parameter.levers = {everyone, where_helped};
  model.parameters = {parameter};
  model.parameter_rows = 1;
  Population population;
  population.persons.reset(1, 0);
  population.wijken.push_back({"WK000001", "Made up", 0, 1, "GM0000"});
  population.places = {{Place{"region", 0, 0, 1, 0}}};
  Region region;
  region.population = &population;
  region.periods.resize(2);
  region.periods[0].pool_of = {{0}};
  region.periods[1].pool_of = {{nobody}};  // from day 5 on
  region.periods[1].from_day = 5;
  const Person& person = population.persons[0];

  ParameterValues values(model, region);
  const std::vector<double> expected = {2, 2, 2, 20, 20, 10, 10};  // axis: day
  for (std::int32_t today = 0; today < 7; ++today) {
    values.set_day(today);
    CHECK(values.for_person(0, 0, &person) == expected[static_cast<std::size_t>(today)]);
    for (std::int32_t day = 0; day < 7; ++day)
      CHECK(values.for_person_on(day, 0, 0, &person) == expected[static_cast<std::size_t>(day)]);
  }
}

}  // namespace draagkracht
