// Lives go on in the care model: what the years change is the same however a run is cut, and nothing is lost.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <set>

#include "engine/simulation/measure.h"
#include "tests/care/care_runs.h"

namespace draagkracht::testing {
namespace {

constexpr int weeks = 60;  // over a New Year, on which the needs of all change, in the middle of four days
constexpr double share = 0.03;
const std::shared_ptr<const CareScenario>& two_years() {
  static const auto care = care_scenario({.share = share, .weeks = weeks});
  return care;
}
const CareRun& long_run() {
  static const CareRun run(two_years());
  return run;
}

// How many requests ended so until the end of the run.
double ended(const CareRun& run, const std::string& outcome) { return run("requests_ended[outcome=" + outcome + "]"); }

}  // namespace

TEST_CASE("A run that is taken up on a later day meets the same people") {
  const CareScenario& care = *two_years();
  const RandomKey key{care_seed, 0};
  // Before and behind New Year 2025, which is day 366, in the four days 364 to 367; 370 is behind the holidays.
  for (const std::int32_t day : {1, 200, 365, 366, 367, 370}) {
    RegionSimulation lead(care.model, care.region, key), follower(care.model, care.region, key);
    lead.run_to(day);
    follower.take_up(lead.save());
    follower.run();
    CHECK(same_bits(measure(care.model, care.region, follower), long_run().payload()));
  }
}

TEST_CASE("Results of the years add up to those of the whole run") {
  const CareRun& run = long_run();
  const ResultSchema& schema = run.schema();
  REQUIRE(schema.dimension("year")->numbers == std::vector<double>{2024, 2025});
  // What is no sum: of the moment, of persons, shares and quantiles.
  const auto adds_up = [](const std::string& name) {
    for (const char* part : {"inhabitants", "places", "_mean", "_p50", "_p90", "_p95", "_persons", "_variance", "load",
                             "_instances", "_at_end"}) {
      if (name.find(part) != std::string::npos) return false;
    }
    return true;
  };
  int sums = 0;
  for (const ResultVariable& variable : schema.variables) {
    const ResultVariable* yearly = schema.variable(variable.name + "_by_year");
    if (yearly == nullptr || !adds_up(variable.name)) continue;
    ++sums;
    CAPTURE(variable.name);
    REQUIRE(yearly->size == 2 * variable.size);
    for (std::size_t i = 0; i < variable.size; ++i) {
      const double whole = run.payload()[variable.offset + i];
      const double sum = run.payload()[yearly->offset + i] + run.payload()[yearly->offset + variable.size + i];
      if (!(std::abs(whole - sum) <= 1e-9 * std::abs(whole)) && !(std::isnan(whole) && std::isnan(sum))) {
        CAPTURE(i, whole, sum);
        FAIL_CHECK("the sum of the years");
      }
    }
  }
  CHECK(sums > 40);
  CHECK(run("contacts_by_year[year=2025]") > 1000);
  CHECK(run("inhabitants_by_year[year=2024]") == run("inhabitants"));
  CHECK(run("inhabitants_without_place_by_year[year=2024, scope=practice]") ==
        run("inhabitants_without_place[scope=practice]"));
  CHECK(run("inhabitants_without_place_by_year[year=2025, scope=practice]") > 0);
}

TEST_CASE("What stands by municipality adds up to the region's") {
  const CareRun& run = long_run();
  const ResultSchema& schema = run.schema();
  const auto sum = [&](const std::string& name) {
    const ResultVariable* variable = schema.variable(name);
    REQUIRE(variable != nullptr);
    double all = 0;
    for (std::size_t i = 0; i < variable->size; ++i) {
      const double value = run.payload()[variable->offset + i];
      all += std::isnan(value) ? 0 : value;
    }
    return all;
  };
  CHECK(sum("inhabitants_by_municipality") == run("inhabitants"));
  CHECK(sum("unserved_by_municipality") == sum("unserved"));
  CHECK(sum("unserved_by_municipality_by_year") == sum("unserved"));
  CHECK(sum("access_time_count_by_municipality") == sum("access_time_count"));
  // By municipality and year, each part exactly: counts, and whole milliseconds.
  const auto adds_up = [&](const std::string& name, double unit) {
    CAPTURE(name);
    const ResultVariable *whole = schema.variable(name), *yearly = schema.variable(name + "_by_year");
    REQUIRE(yearly != nullptr);
    REQUIRE(yearly->size == 2 * whole->size);
    int differ = 0, later = 0;
    for (std::size_t i = 0; i < whole->size; ++i) {
      const auto amount = [&](std::size_t at) { return std::llround(run.payload()[at] * unit); };
      if (std::isnan(run.payload()[whole->offset + i])) {
        differ += std::isnan(run.payload()[yearly->offset + i]) ? 0 : 1;
        continue;
      }
      const long long second = amount(yearly->offset + whole->size + i);
      differ += amount(yearly->offset + i) + second == amount(whole->offset + i) ? 0 : 1;
      later += second > 0 ? 1 : 0;
    }
    CHECK(differ == 0);
    CHECK(later > 3);  // municipalities; at 3 % of the inhabitants not all have a practice
  };
  for (const char* name : {"access_time_count", "access_time_within", "unserved"})
    adds_up(std::string(name) + "_by_municipality", 1);
  for (const char* name : {"load_asked_hours", "load_on_duty_hours"})
    adds_up(std::string(name) + "_by_municipality", 3'600'000);
  CHECK(sum("access_time_count_by_municipality_by_year") == sum("access_time_count"));
  CHECK(std::isnan(run("access_time_count_by_municipality[municipality=Utrecht]")));
  CHECK(run("unserved_by_municipality[municipality=Enschede]") > run("unserved_by_municipality[municipality=Borne]"));
  CHECK(std::isnan(run("inhabitants_by_municipality[municipality=Utrecht]")));
  double asked = 0;
  for (const char* pool : {"huisarts", "vs_pa", "poh_s", "poh_ggz"})
    asked += run("pool_asked_hours[pool=" + std::string(pool) + "]");
  CHECK(sum("load_asked_hours_by_municipality") == Approx(asked).epsilon(1e-9));
}

TEST_CASE("Persons of a year are those of the year before, and who came, less those who died or left") {
  const CareRun& run = long_run();
  const auto of = [&](const std::string& what, int year) {
    return run("life_events_by_year[life_event=" + what + ", year=" + std::to_string(year) + "]");
  };
  CHECK(run("inhabitants_by_year[year=2024]") + of("born", 2024) + of("arrived", 2024) - of("died", 2024) -
            of("left", 2024) ==
        run("inhabitants_by_year[year=2025]"));
  for (const char* what : {"born", "arrived", "died", "left", "moved"}) CHECK(of(what, 2024) > 20);
  CHECK(run("inhabitants_by_year[year=2025]") + of("born", 2025) + of("arrived", 2025) - of("died", 2025) -
            of("left", 2025) ==
        static_cast<double>(run.simulation().state().people.count()));
}

TEST_CASE("The first weeks of a long run are those of a short one") {
  const CareSetting shorter{.share = share, .weeks = 20};
  const auto care = care_scenario(shorter);
  CHECK(care->population->persons.size() < two_years()->population->persons.size());  // fewer years of newcomers
  const RandomKey key{care_seed, 0};
  RegionSimulation brief(care->model, care->region, key), long_one(two_years()->model, two_years()->region, key);
  for (const std::int32_t day : {7, 63, 130}) {
    brief.run_to(day);
    long_one.run_to(day);
    const Observer &a = brief.observer(), &b = long_one.observer();
    CHECK(a.entered == b.entered);
    CHECK(a.left == b.left);
    CHECK(a.timed_events == b.timed_events);
    CHECK(a.outcomes == b.outcomes);
    CHECK(brief.in_progress() == long_one.in_progress());
  }
  CHECK(brief.observer().left > 10'000);
}

TEST_CASE("Requests of who dies or leaves end so, and nothing is lost") {
  const CareRun& run = long_run();
  CHECK(nothing_lost(run));
  const double died = ended(run, "overleden"), moved = ended(run, "verhuisd");
  CHECK(died > 20);
  CHECK(moved > 20);
  // Who is not there has nothing in the system but a service that has not ended yet, or work about them.
  const RunState& state = run.simulation().state();
  std::size_t alive = 0;
  for (std::uint32_t id = 0; id < state.requests.slots(); ++id) {
    const Request& request = state.requests[id];
    if (request.state == RequestState::free || request.person == nobody) continue;
    ++alive;
    const bool gone_today =
        !state.people.there(request.person) && request.state != RequestState::in_service && request.step != 0;
    CHECK_FALSE(gone_today);
  }
  CHECK(alive > 100);
}

TEST_CASE("Nobody who is not there asks for anything") {
  const CareScenario& care = *two_years();
  const RunState state(care.model, care.region, RandomKey{care_seed, 0});
  People people(care.population.get(), care.model.start_day);
  const std::vector<std::vector<Arrival>> days = lives(care, 7 * weeks);
  std::size_t asked = 0, of_newcomers = 0;
  for (std::int32_t day = 0; day < 7 * weeks; ++day) {
    people.go_to(day);
    for (const Arrival& arrival : days[static_cast<std::size_t>(day)]) {
      ++asked;
      of_newcomers += arrival.person >= care.population->residents() ? 1 : 0;
      if (!people.there(arrival.person)) FAIL("somebody asks who is not there");
    }
  }
  CHECK(asked > 100'000);
  CHECK(of_newcomers > asked / 100);
}

}  // namespace draagkracht::testing
