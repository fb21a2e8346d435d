// Staff of the care model as persons: every number that says how they come, leave and fall ill has its effect; a wave
// of illness takes hours in its weeks and not in others.
#include <array>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "engine/simulation/region_simulation.h"
#include "engine/simulation/sensors.h"
#include "engine/simulation/workforces.h"
#include "tests/care/care_runs.h"

namespace draagkracht::testing {
namespace {

const CareSetting setting{.share = 1, .weeks = 110, .scenario = "baseline_2030"};

// A load at which more persons leave, and more are ill.
const std::string strained = [] {
  std::string text;
  for (const char* who : {"huisarts", "vs_pa", "doktersassistent", "poh_s", "poh_ggz"})
    text += "sensor.belasting_" + std::string(who) + ".start = 1.5\n";
  return text;
}();

// Hours on duty of all GPs. Axis: week of the run.
std::vector<double> hours_of_doctors(const CareScenario& care) {
  RegionSimulation simulation(care.model, care.region, RandomKey{care_seed, 0});
  simulation.run();
  const RunState& run = simulation.state();
  std::vector<double> hours(static_cast<std::size_t>(run.clock.weeks()), 0.0);
  for (std::uint32_t pool = 0; pool < care.region.pools.size(); ++pool) {
    if (care.model.pools[care.region.pools[pool].kind].name != "huisarts") continue;
    for (std::size_t week = 0; week < hours.size(); ++week)
      hours[week] += static_cast<double>(run.staff.on_duty(pool, static_cast<std::int32_t>(week))) /
                     static_cast<double>(one_hour.ms);
  }
  return hours;
}

// What becomes of the staff in two years whose sensors stay where they start: persons, who left, came and was hired,
// and of each seat and day whether somebody works, and how long the staff are here.
std::vector<std::int64_t> staff_after(const CareScenario& care) {
  constexpr std::int32_t days = 2 * 365;
  const Calendar calendar(care.model.start_day, days, care.model.holidays);
  Workforces workforces(care.model, care.region, calendar, RandomKey{care_seed, 0});
  ParameterValues values(care.model, care.region);
  const Sensors sensors(care.model, care.region);
  std::vector<std::int64_t> all(5 * care.model.workforces.size(), 0);
  for (std::int32_t day = 0; day < days; ++day) {
    values.set_day(day);
    workforces.begin_day(day, values, sensors);
    for (std::uint32_t pool = 0; pool < care.region.pools.size(); ++pool) {
      if (!workforces.staffs(pool)) continue;
      const PoolDuty& duty = care.region.period_on(day).duty[pool];
      const std::uint32_t seats = duty.there ? care.region.rosters[duty.roster].servers : 0U;
      for (std::uint32_t seat = 0; seat < seats; ++seat) {
        const Workforces::Presence presence = workforces.presence(pool, seat, day, 0);
        all[0] += presence.why * (1 + std::int64_t{pool} * 1'000 + seat) * (1 + day);
        all[1] += presence.covered ? 1 : 0;
      }
    }
  }
  for (std::size_t w = 0; w < care.model.workforces.size(); ++w) {
    const WorkforceCounts& n = workforces.counts(w);
    all.insert(all.end(), {workforces.persons(w), n.left, n.hired, n.inflow, n.went_elsewhere});
  }
  return all;
}

}  // namespace

TEST_CASE("Each parameter of the staff as persons changes a run, halved and doubled, or is refused") {
  const auto base = care_scenario(setting, strained);
  const std::vector<std::int64_t> before = staff_after(*base);
  std::set<std::string> unheard;
  std::size_t tried = 0;
  for (const Parameter& parameter : base->model.parameters) {
    const auto of_staff = [&](const ParameterUse& use) {
      return use.reading == Reading::workforce && &base->model.parameters[use.parameter] == &parameter;
    };
    if (std::none_of(base->model.uses.begin(), base->model.uses.end(), of_staff)) continue;
    for (const std::string factor : {"0.5", "2"}) {
      const std::string name = parameter.name + " x " + factor;
      // Nothing can be made of 0, and shares are at most 1: those levers are refused, or say nothing.
      const double value = parameter.values[0] * std::stod(factor);
      if (parameter.name == "instroom_keuze")
        continue;  // goes by differences of load, which these sensors have none of
      if (parameter.values[0] == 0 || value < parameter.low || value > parameter.high) continue;
      ++tried;
      const auto changed = care_scenario(setting, strained + "[lever.tried]\nparameter = \"" + parameter.name +
                                                      "\"\noperation = \"multiply\"\nvalue = " + factor + "\n");
      if (staff_after(*changed) == before) unheard.insert(name);
    }
  }
  CHECK(tried > 40);
  // Who begins at half the age leaves at the same rate until 35.
  std::set<std::string> same_rate;
  for (const char* who : {"huisarts", "vs_pa", "doktersassistent", "poh_s", "poh_ggz"})
    same_rate.insert("instroom_leeftijd_" + std::string(who) + " x 0.5");
  CHECK(unheard == same_rate);
}

TEST_CASE("A wave of illness of eight weeks takes its share of the hours of GPs, in its weeks alone") {
  // From Monday 6 May 2024, five times the usual illness, which takes 7.1 % of all time, half of it covered.
  const CareSetting wide{.share = 0.4, .weeks = 36, .scenario = "baseline_2030"};
  const auto without = care_scenario(wide);
  const auto with = care_scenario(wide,
                                  "[lever.wave]\nparameter = \"verzuim_golf\"\noperation = \"set\"\nvalue = 5\n"
                                  "from = 2024-05-06\nuntil = 2024-07-01\n");
  const std::vector<double> a = hours_of_doctors(*without), b = hours_of_doctors(*with);
  const auto first = static_cast<std::size_t>((19'849 - without->model.start_day) / 7);
  const auto share = [&](std::size_t from, std::size_t to) {
    double before = 0, after = 0;
    for (std::size_t week = from; week < to; ++week) {
      before += a[week];
      after += b[week];
    }
    return after / before;
  };
  for (std::size_t week = 0; week < first; ++week) REQUIRE(a[week] == b[week]);
  // Four times the usual illness more, half of it covered, of who would be there: 0.95 and 0.92 of a year's mean in May
  // and June. Spells of five days fill up in two weeks. Some 170 GPs: 4 standard errors of a mean of six weeks are
  // 0.03.
  const double expected = 1 - 4 * 0.071 * 0.935 * 0.5 / (1 - 0.071 * 0.935 * 0.5);
  CHECK(share(first + 2, first + 8) == Approx(expected).margin(0.03));
  CHECK(share(first + 2, first + 8) < 0.95);  // the twin: no wave
  CHECK(share(first + 11, first + 18) == Approx(1).margin(0.015));
}

}  // namespace draagkracht::testing
