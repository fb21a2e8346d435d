// Practices that differ, lists per GP and lines that practices share, in the care model: three lines each.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string lever(const std::string& parameter, const std::string& operation, double value) {
  return "[lever." + parameter + "]\nparameter = \"" + parameter + "\"\noperation = \"" + operation +
         "\"\nvalue = " + std::to_string(value) + "\n";
}
const std::string without_gp = "10000 * inhabitants_without_place[scope=practice] / inhabitants";

}  // namespace

TEST_CASE("Lists of 1800 persons per GP leave one in seven without a practice, unless GPs work as many hours more") {
  const CareSetting setting{.share = 0.1, .weeks = 2};
  const CareRun now(setting, ""), shorter(setting, lever("patients_per_gp", "set", 1800));
  const auto persons = now("inhabitants");
  const double enrolled = persons - now("inhabitants_without_place[scope=practice]");
  // Each of those enrolled is kept with a chance of 1800/2095: 4.5 standard errors, false-alarm rate 7e-6 per seed.
  const double sent_away = enrolled * (1 - 1800.0 / 2095);
  const double expected = 10'000 * (persons - enrolled + sent_away) / persons;
  CHECK(std::abs(shorter(without_gp) - expected) < 10'000 / persons * 4.5 * std::sqrt(sent_away * 1800 / 2095));
  CHECK(now(without_gp) < 90);
  CHECK(shorter("potential_requests") == now("potential_requests"));
  CHECK(shorter("load[load_group=practice]") < 0.93 * now("load[load_group=practice]"));
  CHECK(nothing_lost(shorter));
  const std::string hours =
      "[lever.uren]\nparameter = \"staff_hours\"\noperation = \"multiply\"\nvalue = 1.1639\n"
      "where = {discipline = \"huisarts\"}\n";
  const CareRun both(setting, lever("patients_per_gp", "set", 1800) + hours);
  CHECK(both(without_gp) == now(without_gp));
  CHECK(same_bits(both.payload(), CareRun(setting, hours).payload()));
}

TEST_CASE("Practices that share lines and assistants answer sooner with the same hours") {
  const CareSetting setting{.share = 0.2, .weeks = 3};
  const CareRun alone(setting, ""), three(setting, lever("telephone_group", "set", 3));
  CHECK(three("pool_on_duty_hours[pool=doktersassistent]") ==
        Approx(alone("pool_on_duty_hours[pool=doktersassistent]")).epsilon(0.02));
  CHECK(std::abs(three("pool_instances[pool=doktersassistent]") - alone("pool_instances[pool=doktersassistent]") / 3) <
        0.51);
  CHECK(three("practice_call_left") < alone("practice_call_left"));
  CHECK(three("hung_up") < 0.8 * alone("hung_up"));
  CHECK(nothing_lost(three));
}

TEST_CASE("Without spreads practices are alike, and with them their loads differ; hours of the region stay") {
  const CareSetting setting{.share = 0.5, .warm_up_weeks = 2, .weeks = 6};
  const std::string no_spread =
      "[parameter]\npractice_size_cv.value = 0\npractice_age_cv.value = 0\npractice_staff_cv.value = 0\n";
  const auto differ = care_scenario(setting), alike = care_scenario(setting, no_spread);
  const auto sizes_within_class = [](const CareScenario& care) {
    double widest = 0;
    for (const Place& place : care.population->places[1])
      widest =
          std::max(widest, std::abs(place.room / care.input.scopes[0].size_classes[place.size_class].inhabitants - 1));
    return widest;
  };
  CHECK(sizes_within_class(*alike) < 0.05);
  CHECK(sizes_within_class(*differ) > 0.3);
  // Half-days of staff: holidays and who is away on which day are left out.
  const auto half_days = [](const CareScenario& care, const std::string& pool) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < care.region.pools.size(); ++i) {
      const PoolDuty& duty = care.region.periods[0].duty[i];
      if (care.model.pools[care.region.pools[i].kind].name != pool || !duty.there) continue;
      for (const std::vector<Shift>& day : care.region.rosters[duty.roster].shifts) {
        for (const Shift& shift : day) n += shift.seats.size();
      }
    }
    return n;
  };
  for (const std::string pool : {"huisarts", "doktersassistent", "poh_s"}) {
    INFO(pool);
    CHECK(half_days(*differ, pool) == half_days(*alike, pool));
  }
  const CareRun a(differ), b(alike);
  CHECK(a("load_gini[load_group=practice_team]") > 1.2 * b("load_gini[load_group=practice_team]"));
  CHECK(a("load_p90[load_group=practice_team]") > b("load_p90[load_group=practice_team]"));
}
