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
