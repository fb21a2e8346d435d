// How requests are spread over people: some come often, and that is their need factor.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Variance over mean of the number of first requests of a person of 45-64 years.
double dispersion(const CareRun& run) {
  const double mean = run("first_requests[age_band=45-64] / inhabitants_by_age_band[age_band=45-64]");
  return run("first_requests_per_person_variance[age_band=45-64]") / mean;
}

// Shares in per cent of the three labels of draagkracht, of people of some ages.
struct Draagkracht {
  std::array<double, 3> shares{};
  double persons = 0;
};

std::size_t attribute(const Model& model, const std::string& name) {
  const auto found = std::find(model.attributes.begin(), model.attributes.end(), name);
  REQUIRE(found != model.attributes.end());
  return static_cast<std::size_t>(found - model.attributes.begin());
}

Draagkracht shares_of(const CareScenario& care, std::vector<int> bands) {
  const std::size_t score = attribute(care.model, "draagkracht"), band = attribute(care.model, "age_band");
  Draagkracht all;
  for (const Person& person : care.population->persons) {
    if (std::find(bands.begin(), bands.end(), person.label(band)) == bands.end()) continue;
    all.shares[person.label(score)] += 1;
    all.persons += 1;
  }
  for (double& share : all.shares) share *= 100 / all.persons;
  return all;
}

}  // namespace

TEST_CASE("Draagkracht has the shares that the points over the tables of attributes give by another way") {
  // Worked out outside the program from the tables, the odds ratios and the ages of Twente. Standard errors for all
  // inhabitants of the region: 0.05, of those of 85+ 0.4 points; half a point is allowed for the ages inside bands.
  const std::shared_ptr<const CareScenario> care = care_scenario({.share = 1});
  const struct {
    std::vector<int> bands;
    std::array<double, 3> known, rounded;
  } groups[] = {{{0, 1, 2, 3, 4, 5, 6}, {81.4, 11.4, 7.2}, {82, 11, 7}},
                {{0, 1}, {94.6, 4.7, 0.7}, {95, 5, 1}},
                {{4}, {58.2, 27.3, 14.5}, {59, 27, 14}},
                {{5}, {33.1, 28.4, 38.5}, {33, 29, 38}},
                {{6}, {13.7, 16.3, 70.0}, {13, 16, 71}}};
  for (const auto& [bands, known, rounded] : groups) {
    const Draagkracht made = shares_of(*care, bands);
    for (std::size_t label = 0; label < 3; ++label) {
      CAPTURE(bands.front(), label, made.persons);
      const double se = 100 * std::sqrt(known[label] * (100 - known[label]) / 10'000 / made.persons);
      CHECK(made.shares[label] == Approx(known[label]).margin(0.5 + 3.5 * se));
      // The Dutch figures for the whole country, rounded to whole per cents.
      CHECK(made.shares[label] == Approx(rounded[label]).margin(1.0 + 3.5 * se));
    }
  }

  // Twin: by the points alone fewer of 85 and over were not able to manage.
  std::vector<std::size_t> counted;
  for (const char* one : {"lacks_basic_digital_skills", "limited_health_literacy", "frail_at_home", "multimorbidity"})
    counted.push_back(attribute(care->model, one));
  const std::size_t band = attribute(care->model, "age_band");
  double three = 0, old = 0;
  for (const Person& person : care->population->persons) {
    if (person.label(band) != 6) continue;
    int points = 0;
    for (const std::size_t one : counted) points += person.label(one);
    three += points >= 3 ? 1 : 0;
    old += 1;
  }
  CHECK(three / old < 0.5);
}

TEST_CASE("Within an age band first requests are spread as the need factor says, and evenly without it") {
  const CareRun& year = baseline_year();
  CHECK(dispersion(year) >= 2.5);
  CHECK(dispersion(year) <= 4.5);

  // Without the factor a person's requests are Poisson in a band, where rates do not depend on anything else. The
  // standard error of the ratio is sqrt(2 / persons): 0.011 for 18,000; 0.05 is 4 of them.
  const CareSetting setting{.share = 0.1, .weeks = 26};
  const CareRun even(setting, "[need.dag]\nshape = 0\n[need.anw]\nremove = [\"correlated_with\", \"correlation\"]\n");
  const double persons = even("inhabitants_by_age_band[age_band=45-64]");
  REQUIRE(4 * std::sqrt(2 / persons) < 0.05);
  CHECK(dispersion(even) == Approx(1).margin(0.05));

  // Twin: half a year of the people as they are. Given their factors g the ratio is 1 + mean x variance of g.
  const CareRun uneven(setting, "");
  CHECK_FALSE(dispersion(uneven) == Approx(1).margin(0.05));
  double sum = 0, squares = 0;
  const Population& people = uneven.population();
  for (std::size_t i = 0; i < people.persons.size(); ++i) {
    if (people.persons[i].label(0) != 3) continue;
    const double need = people.needs[0][i];
    sum += need;
    squares += need * need;
  }
  const double mean = uneven("first_requests[age_band=45-64]") / persons;
  const double spread = squares / persons / std::pow(sum / persons, 2) - 1;
  CHECK(dispersion(uneven) == Approx(1 + mean * spread).epsilon(0.08));
}
