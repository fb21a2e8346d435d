// Shares of chance steps as the words that mean yes today.
#include "engine/simulation/day_chances.h"

#include <catch2/catch.hpp>

#include "engine/random/philox.h"

using namespace draagkracht;

namespace {

// Three chances: of a plain share by two rows, times a parameter that a lever halves from day 3 on, and times one that
// has a number per label.
Model three_chances() {
  Model model;
  Parameter halved;
  halved.name = "halved";
  halved.values = {0.8};
  halved.high = 1;
  LeverEffect lever;
  lever.course.from_day = 3;
  lever.course.operation = Course::multiply;
  lever.course.value = 0.5;
  lever.rows = {1};
  halved.levers.push_back(lever);
  Parameter by_label;
  by_label.name = "by_label";
  by_label.values = {0.1, 0.9};
  by_label.high = 1;
  by_label.key.size = 1;
  by_label.first = 1;
  model.parameters = {halved, by_label};
  model.parameter_rows = 3;
  ChanceStep plain, times_halved, times_by_label;
  plain.shares = {0.25, 1.0};
  times_halved.shares = {0.5};
  times_halved.parameter = 0;
  times_by_label.shares = {1.0};
  times_by_label.parameter = 1;
  model.verbs.chance = {plain, times_halved, times_by_label};
  return model;
}

}  // namespace

TEST_CASE("a share is today's, by row and times its parameter", "[day_chances]") {
  const Model model = three_chances();
  const Region region;
  ParameterValues parameters(model, region);
  DayChances chances(model);
  for (const std::int32_t day : {0, 2, 3, 9}) {
    CAPTURE(day);
    parameters.set_day(day);
    chances.set_day(parameters);
    REQUIRE(chances.yes_below(0) != nullptr);
    CHECK(chances.yes_below(0)[0] == std::uint64_t{1} << 30);
    CHECK(chances.yes_below(0)[1] == std::uint64_t{1} << 32);
    REQUIRE(chances.yes_below(1) != nullptr);
    CHECK(*chances.yes_below(1) == words_below(0.5 * (day < 3 ? 0.8 : 0.4)));
  }
}

TEST_CASE("a share that depends on more than its row is worked out for each request", "[day_chances]") {
  const Model model = three_chances();
  CHECK(DayChances(model).yes_below(2) == nullptr);
  Model for_some = model;
  for_some.parameters[0].by_person = true;
  CHECK(DayChances(for_some).yes_below(1) == nullptr);
}
