// How requests are spread over people: some come often, and that is their need factor.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Variance over mean of the number of first requests of a person of 45-64 years.
double dispersion(const CareRun& run) {
  const double mean = run("first_requests[age_band=45-64] / inhabitants_by_age_band[age_band=45-64]");
  return run("first_requests_per_person_variance[age_band=45-64]") / mean;
}

}  // namespace

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
