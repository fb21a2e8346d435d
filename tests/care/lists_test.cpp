// Lists of practices of the care model over the years, without anybody's requests: what closing, opening and room do to
// who has no GP.
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>

#include "engine/simulation/enrolment.h"
#include "engine/simulation/people.h"
#include "engine/simulation/sensors.h"
#include "engine/simulation/workforces.h"
#include "tests/care/care_runs.h"

namespace draagkracht::testing {
namespace {

// Twente, three years.
const CareSetting setting{.share = 1, .weeks = 156, .scenario = "baseline_2030"};

struct Midnights {
  double per_10k = 0;  // without a practice, of those who are there, on average over the third year
  std::int64_t open = 0, closings = 0, openings = 0;
  bool balances = true;
  std::vector<std::int64_t> all;
};

// All midnights of a run whose practices are busy as their sensors begin.
Midnights midnights_of(const CareScenario& care) {
  constexpr std::int32_t days = 3 * 364;
  const Calendar calendar(care.model.start_day, days, care.model.holidays);
  const RandomKey key{care_seed, 0};
  ParameterValues values(care.model, care.region);
  const Sensors sensors(care.model, care.region);
  Workforces workforces(care.model, care.region, calendar, key);
  Enrolment enrolment(care.model, care.region, calendar, key);
  People people(care.population.get(), care.model.start_day, enrolment.scope());
  Midnights midnights;
  double without = 0;
  std::int64_t at_start = 0;
  for (std::int32_t day = 0; day < days; ++day) {
    values.set_day(day);
    people.go_to(day);
    enrolment.follow(day, values, people);
    workforces.begin_day(day, values, sensors);
    enrolment.begin_day(day, values, workforces, people);
    if (day == 0) at_start = enrolment.without_place();
    if (day >= 2 * 364) without += static_cast<double>(enrolment.without_place());
    if (day % 28 != 0) continue;
    std::int64_t listed = 0;
    for (std::uint32_t place = 0; place < care.population->places[enrolment.scope()].size(); ++place)
      listed += enrolment.list(place);
    const EnrolmentCounts& n = enrolment.counts();
    const std::int64_t balance = at_start + n.came + n.moved + n.place_closed - n.found - n.gone;
    midnights.balances = midnights.balances && listed + enrolment.without_place() == people.count() &&
                         balance == enrolment.without_place();
  }
  const EnrolmentCounts& n = enrolment.counts();
  midnights.per_10k = without / 364 / static_cast<double>(people.count()) * 10'000;
  midnights.open = enrolment.places_by_state()[Enrolment::taking] + enrolment.places_by_state()[Enrolment::stopped];
  midnights.closings = n.closings;
  midnights.openings = n.openings;
  midnights.all = {n.came, n.moved,    n.place_closed, n.found,
                   n.gone, n.closings, n.openings,     static_cast<std::int64_t>(without)};
  return midnights;
}

std::string lever(const std::string& parameter, const std::string& operation, const std::string& value) {
  return "[lever." + parameter + "]\nparameter = \"" + parameter + "\"\noperation = \"" + operation +
         "\"\nvalue = " + value + "\n";
}

// Practices close and open often enough for each of their parameters to matter within three years.
const std::string restless =
    "parameter.praktijk_sluit_anders.value = 0.05\nparameter.praktijk_zonder_opvolger.value = 0.3\n"
    "parameter.praktijk_eigenaar_vanaf.value = 40\nparameter.praktijk_grens_uren.value = 30\n"
    "parameter.praktijk_heropent.value = 2\n";

const std::string nobody_closes = lever("praktijk_zonder_opvolger", "set", "0") +
                                  lever("praktijk_sluit_anders", "set", "0") + lever("praktijk_grens_uren", "set", "0");

}  // namespace

TEST_CASE("With room everywhere about 3 in 10,000 are between a move and their first try", "[lists]") {
  const Midnights room = midnights_of(*care_scenario(setting, nobody_closes + lever("praktijk_volheid", "set", "0.5")));
  CHECK(room.balances);
  CHECK(room.closings == 0);
  // 6.4 in 100 persons a year come from elsewhere or move without keeping their practice, and wait 1.9 days on average:
  // half of 0.4 weeks, and the day on which it is. Some 41,000 persons a year, whose waits are even over four days:
  // 4 standard errors are 0.02, and years differ by 0.02.
  const double waits = 0.4 * 7 / 2 + 0.5;
  const double a_year = static_cast<double>(room.all[0] + room.all[1]) / 3;
  const double expected = a_year * waits / 365.25 / 650'000 * 10'000;
  CHECK(room.per_10k == Approx(expected).epsilon(0.04));
  CHECK(room.per_10k > 2.5);
  CHECK(room.per_10k < 4);
}

TEST_CASE("More have no GP where practices close without a successor, and fewer where one opens", "[lists]") {
  const Midnights stay = midnights_of(*care_scenario(setting, nobody_closes));
  const std::string close = lever("praktijk_sluit_anders", "set", "0.05");
  const Midnights closed = midnights_of(*care_scenario(setting, close + lever("praktijk_heropent", "set", "0")));
  const Midnights again = midnights_of(*care_scenario(setting, close + lever("praktijk_heropent", "set", "6")));
  CHECK(stay.closings == 0);
  CHECK(closed.closings >= 10);
  CHECK(closed.openings == 0);
  CHECK(again.openings >= 3);
  CHECK(again.open > closed.open);
  CHECK(closed.per_10k > stay.per_10k);
  CHECK(again.per_10k < closed.per_10k);
  for (const Midnights& one : {stay, closed, again}) CHECK(one.balances);
}

TEST_CASE("Nobody waits at a practice that has closed", "[lists]") {
  const CareRun run(CareSetting{.share = 0.05, .warm_up_weeks = 4, .weeks = 20, .scenario = "baseline_2030"},
                    lever("praktijk_sluit_anders", "set", "3") + lever("praktijk_heropent", "set", "0"));
  CHECK(nothing_lost(run));
  CHECK(run("place_events[place_event=closes]") >= 2);
  CHECK(run("requests_ended[outcome=praktijk_dicht]") > 20);
  const RunState& state = run.simulation().state();
  int open = 0, at_closed = 0;
  for (std::uint32_t id = 0; id < state.requests.slots(); ++id) {
    if (state.requests[id].state == RequestState::free) continue;
    const std::uint16_t place = state.requests.labels(id).place[state.enrolment.scope() - 1];
    if (place == no_place) continue;
    ++(state.enrolment.closed(place) ? at_closed : open);
  }
  CHECK(open > 100);
  CHECK(at_closed == 0);
}

TEST_CASE("Each parameter of lists changes a run, halved and doubled, or is refused", "[lists]") {
  const auto base = care_scenario(setting, restless);
  const std::vector<std::int64_t> before = midnights_of(*base).all;
  std::set<std::string> unheard;
  std::size_t tried = 0;
  for (const Parameter& parameter : base->model.parameters) {
    const auto of_lists = [&](const ParameterUse& use) {
      return (use.reading == Reading::search || use.reading == Reading::tries) &&
             &base->model.parameters[use.parameter] == &parameter;
    };
    if (std::none_of(base->model.uses.begin(), base->model.uses.end(), of_lists)) continue;
    for (const std::string factor : {"0.5", "2"}) {
      ++tried;
      const auto changed = care_scenario(setting, restless + lever(parameter.name, "multiply", factor));
      if (midnights_of(*changed).all == before) unheard.insert(parameter.name + " x " + factor);
    }
  }
  CHECK(tried == 26);
  CHECK(unheard == std::set<std::string>{});
}

}  // namespace draagkracht::testing
