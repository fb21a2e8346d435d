// Staff of the care model over the years: as much per head, or as the trend says; a lever changes nothing before its
// day.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "engine/simulation/people.h"
#include "tests/care/care_runs.h"

namespace draagkracht::testing {
namespace {

// Days of the run on which 2024, 2025 and 2026 begin.
constexpr std::int32_t new_year_2025 = 366, new_year_2026 = 731;

// Hours of a week of all in the rosters of a kind of pool on a day.
double hours(const CareScenario& care, const std::string& pool, std::int32_t day) {
  double sum = 0;
  const RegionPeriod& period = care.region.period_on(day);
  for (std::size_t i = 0; i < care.region.pools.size(); ++i) {
    if (care.model.pools[care.region.pools[i].kind].name != pool || !period.duty[i].there) continue;
    for (const std::vector<Shift>& of_type : care.region.rosters[period.duty[i].roster].shifts) {
      for (const Shift& shift : of_type)
        sum += static_cast<double>(shift.seats.size()) * (shift.end_ms - shift.start_ms) /
               static_cast<double>(one_hour.ms);
    }
  }
  return sum;
}

double inhabitants(const CareScenario& care, std::int32_t day) {
  People people(care.population.get(), care.model.start_day);
  people.go_to(day);
  double n = 0;
  for (std::size_t i = 0; i < people.size(); ++i) n += people.there(i) ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE(
    "Hours of each discipline of the practice follow the number of inhabitants, and the trend where it is asked") {
  // Whole half-days of the region: half of one is the bound. Twin: the inhabitants of the start are out of it.
  constexpr double half_day = 4.5;
  const CareSetting setting{.share = 0.3, .weeks = 110};
  const auto as_now = care_scenario(setting);
  const auto with_trend =
      care_scenario(setting, "[lever.t]\nparameter = \"personeelstrend\"\noperation = \"set\"\nvalue = 1\n");
  const auto at_start = care_scenario(setting, "pool.huisarts.staff.inhabitants = \"at_start\"\n");
  const double at_first = inhabitants(*as_now, 0);
  for (const std::int32_t day : {new_year_2025, new_year_2026, new_year_2026 + 30}) {
    const std::int32_t new_year = day < new_year_2026 ? new_year_2025 : new_year_2026;
    const double growth = inhabitants(*as_now, new_year) / at_first;
    REQUIRE(growth > 1.002);
    for (const std::string pool : {"huisarts", "doktersassistent", "poh_s"}) {
      const double before = hours(*as_now, pool, 0);
      CHECK(std::abs(hours(*as_now, pool, day) - growth * before) <= half_day);
      const double trend = pool != "huisarts" ? 1 : new_year == new_year_2025 ? 1.006 : 1.012;
      CHECK(std::abs(hours(*with_trend, pool, day) - trend * growth * before) <= half_day);
      CHECK(hours(*with_trend, pool, 0) == before);
      if (pool == "huisarts") CHECK(hours(*as_now, pool, day) - before > half_day);
    }
    CHECK(hours(*at_start, "huisarts", day) == hours(*as_now, "huisarts", 0));
  }
  CHECK(hours(*as_now, "huisarts", new_year_2025 - 1) == hours(*as_now, "huisarts", 0));
}

TEST_CASE("Staff of a run from 1 July change at New Year, by the inhabitants of that day and the year's trend") {
  constexpr double half_day = 4.5;
  constexpr std::int32_t in_2025 = 184, in_2026 = 549;  // days of the run on which these years begin
  const std::string july = "run.start = 2024-07-01\n";
  const std::string trend = "[lever.t]\nparameter = \"personeelstrend\"\noperation = \"set\"\nvalue = 1\n";
  const CareSetting setting{.share = 0.3, .weeks = 84};
  const auto care = care_scenario(setting, july + trend);
  const double at_first = inhabitants(*care, 0);
  for (const std::string pool : {"huisarts", "doktersassistent"}) {
    const double before = hours(*care, pool, 0);
    CHECK(hours(*care, pool, in_2025 - 1) == before);
    for (const auto& [day, year] : {std::pair{in_2025, 1}, std::pair{in_2026 - 1, 1}, std::pair{in_2026, 2}}) {
      const double growth = inhabitants(*care, year == 1 ? in_2025 : in_2026) / at_first;
      const double of_year = pool == "huisarts" ? 1 + 0.006 * year : 1;
      CHECK(std::abs(hours(*care, pool, day) - growth * of_year * before) <= half_day);
    }
    CHECK((hours(*care, pool, in_2026) > before + half_day));
  }
}

TEST_CASE("A lever from a day on, also a ramp, changes nothing before, in a run of more years") {
  const CareSetting setting{.share = 0.03, .weeks = 58, .scenario = "baseline_2030"};
  const auto without = care_scenario(setting);
  const auto with = care_scenario(setting,
                                  "[lever.later]\nparameter = \"staff_hours\"\noperation = \"multiply\"\n"
                                  "value = 0.6\nfrom = 2025-01-14\nramp = \"2 weeks\"\n");
  const RandomKey key{care_seed, 0};
  constexpr std::int32_t first = new_year_2025 + 13;
  RegionSimulation a(without->model, without->region, key), b(with->model, with->region, key);
  for (const std::int32_t day : {100, new_year_2025, new_year_2025 + 5, first}) {
    a.run_to(day);
    b.run_to(day);
    CHECK(a.observer().entered == b.observer().entered);
    CHECK(a.observer().timed_events == b.observer().timed_events);
    CHECK(a.in_progress() == b.in_progress());
  }
  a.run();
  b.run();
  CHECK(a.observer().timed_events != b.observer().timed_events);
}

}  // namespace draagkracht::testing
