// Staff of the care model as persons: every number that says how they come, leave and fall ill has its effect; a wave
// of illness takes hours in its weeks and not in others; duty at the post takes hours of practices; overtime has a
// limit and a price.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

#include "engine/analysis/targets.h"
#include "engine/io/csv.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "engine/simulation/sensors.h"
#include "engine/simulation/staff_on_duty.h"
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
// and of each seat and day whether somebody works, and how long the staff are here. `loads`: of one place after the
// other, again and again; none: all have what their sensors start at.
std::vector<std::int64_t> staff_after(const CareScenario& care, const std::vector<double>& loads = {}) {
  constexpr std::int32_t days = 2 * 365;
  const Calendar calendar(care.model.start_day, days, care.model.holidays);
  Workforces workforces(care.model, care.region, calendar, RandomKey{care_seed, 0});
  ParameterValues values(care.model, care.region);
  Sensors sensors(care.model, care.region);
  sensors.visit([&](const char*, auto& hours) {
    for (std::size_t at = 0; at < hours.size() && !loads.empty(); ++at) {
      hours[at].service = loads[at % loads.size()];
      hours[at].duty = 1;
    }
  });
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
  // Places differ in load, for newcomers choose by it.
  const std::vector<double> loads = {1.3, 1.5, 1.7, 1.5};
  const std::vector<std::int64_t> before = staff_after(*base, loads);
  std::set<std::string> unheard, heard;
  std::size_t tried = 0;
  for (const Parameter& parameter : base->model.parameters) {
    const auto of_staff = [&](const ParameterUse& use) {
      return use.path.rfind("workforce.", 0) == 0 && &base->model.parameters[use.parameter] == &parameter &&
             !use.path.ends_with(".overtime_price");  // it makes a cost of a run's overtime, and changes nothing in it
    };
    if (std::none_of(base->model.uses.begin(), base->model.uses.end(), of_staff)) continue;
    for (const std::string factor : {"0.5", "2"}) {
      const std::string name = parameter.name + " x " + factor;
      // Nothing can be made of 0, and shares are at most 1: those levers are refused, or say nothing.
      const double value = parameter.values[0] * std::stod(factor);
      if (parameter.values[0] == 0 || value < parameter.low || value > parameter.high) continue;
      ++tried;
      const auto changed = care_scenario(setting, strained + "[lever.tried]\nparameter = \"" + parameter.name +
                                                      "\"\noperation = \"multiply\"\nvalue = " + factor + "\n");
      (staff_after(*changed, loads) == before ? unheard : heard).insert(name);
      // The twin: where all places have one load, none of them is the least loaded.
      if (parameter.name == "instroom_keuze") CHECK(staff_after(*changed) == staff_after(*base));
    }
  }
  CHECK(tried > 50);
  for (const char* name : {"instroom_keuze x 0.5", "instroom_keuze x 2", "vacant_huisarts x 2", "vacant_poh_s x 0.5"})
    CHECK(heard.count(name) == 1);
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

TEST_CASE("Vacancies of the first day are beside as many staff as without them, and the hours worked stay") {
  std::string none;
  for (const char* who : {"huisarts", "vs_pa", "doktersassistent", "poh_s", "poh_ggz"})
    none += "workforce." + std::string(who) + ".vacant_at_start = 0\n";
  const auto with = care_scenario(setting), without = care_scenario(setting, none);
  for (const Workforce& force : with->model.workforces) {
    const StaffRule &now = with->model.pools[force.pools[0]].staff, &full = without->model.pools[force.pools[0]].staff;
    const double vacant = force.vacant_at_start;
    CHECK(vacant > 0.02);
    const double covered = with->model.parameters[force.cover].values[0],
                 ill = with->model.parameters[force.sickness].values[0] * (1 - covered);
    CHECK(now.persons * (1 - vacant) == Approx(full.persons).epsilon(1e-12));
    CHECK(now.presence * ((1 - vacant) * (1 - ill) + vacant * covered) ==
          Approx(full.presence * (1 - ill)).epsilon(1e-12));
  }
  // January of some 420 GPs where three in ten seats are vacant, half of whose shifts are covered: the number of vacant
  // seats has a standard error of 11, which is 0.013 of the hours, and who is ill 0.007. The bound is 4 of both; the
  // twin, hours that are not put back, would be 0.15 lower.
  const CareSetting month{.share = 1, .weeks = 4, .scenario = "baseline_2030"};
  const auto hours = [&](const std::string& vacant) {
    double sum = 0;
    for (const double week : hours_of_doctors(*care_scenario(month, "workforce.huisarts.vacant_at_start = " + vacant)))
      sum += week;
    return sum;
  };
  CHECK(hours("0.3") / hours("0") == Approx(1).margin(0.06));
}

TEST_CASE("GPs are with patients for the share of their time that the table says, and levers move it alone") {
  const std::string share = "pool_on_duty_hours[pool=huisarts] / pool_present_hours[pool=huisarts]";
  const CareSetting brief{.share = 0.05, .weeks = 4};
  const CareRun base(brief, "");
  const double direct = table_value(base.scenario(), "staffing", "direct_share", {{"discipline", "huisarts"}});
  CHECK(base(share) == Approx(direct).epsilon(1e-9));
  const std::string lever = "\noperation = \"multiply\"\nvalue = 1.1\nwhere = { discipline = \"huisarts\" }\n";
  const CareRun more_direct(brief, "[lever.direct]\nparameter = \"direct_time\"" + lever);
  const CareRun more_staff(brief, "[lever.staff]\nparameter = \"staff_hours\"" + lever);
  CHECK(more_direct(share) == Approx(1.1 * direct).epsilon(1e-9));
  CHECK(more_staff(share) == Approx(direct).epsilon(1e-9));
  // Both give as many hours for patients; only more staff are there for longer. Whole shifts of few GPs: to 2 %.
  const std::string on_duty = "pool_on_duty_hours[pool=huisarts]", present = "pool_present_hours[pool=huisarts]";
  CHECK(more_direct(on_duty) / base(on_duty) == Approx(1.1).margin(0.02));
  CHECK(more_direct(present) / base(present) == Approx(1).margin(0.02));
  CHECK(more_staff(present) / base(present) == Approx(1.1).margin(0.02));
  // Assistants do all their work in their pool.
  CHECK(base("pool_present_hours[pool=doktersassistent]") == base("pool_on_duty_hours[pool=doktersassistent]"));
}

TEST_CASE(
    "Every computable indicator is so in the model as it is or in the one until 2030, and lacks nothing by a slip") {
  const auto read = [](const std::string& scenario, const std::string& asked) {
    const CareRun run(CareSetting{.share = 0.01, .weeks = 1, .scenario = scenario}, "");
    Issues issues, unfit;
    const std::vector<Goal> goals = read_goals(parse_csv(shipped("data/targets/goals.csv"), "goals.csv"), issues);
    const auto indicators = read_indicators(parse_csv(shipped("data/targets/indicators.csv"), "indicators.csv"), goals,
                                            run.schema(), issues, unfit);
    std::string told;
    for (const Issue& issue : issues.all()) told += issue.message() + '\n';
    for (const Issue& issue : unfit.all()) told += issue.message() + '\n';
    CHECK(told == "");
    std::set<std::string> not_in_model;
    for (const Indicator& indicator : indicators) {
      if (indicator.status == IndicatorStatus::not_in_model) not_in_model.insert(indicator.id);
      if (indicator.id == asked && indicator.status == IndicatorStatus::computable)
        CHECK(indicator.expression.evaluate(run.payload()) > 0);
    }
    return not_in_model;
  };
  CHECK(read("baseline", "4.1") == std::set<std::string>{"4.5c"});
  CHECK(read("baseline_2030", "4.5c") == std::set<std::string>{});
}

namespace {

// Hours on duty of a run's GPs by day and of those at the post, in weeks [from, to), and what duty there took from the
// former; no patients come.
struct DoctorHours {
  double practice = 0, post = 0, elsewhere = 0;
};
DoctorHours doctor_hours(const CareScenario& care, std::int32_t from, std::int32_t to) {
  const auto days = static_cast<std::int32_t>((care.model.horizon_ms + one_day.ms - 1) / one_day.ms);
  const Calendar calendar(care.model.start_day, days, care.model.holidays);
  Workforces workforces(care.model, care.region, calendar, RandomKey{care_seed, 0});
  StaffOnDuty staff(care.model, care.region, calendar, RandomKey{care_seed, 0}, (days + 6) / 7, &workforces);
  ParameterValues values(care.model, care.region);
  const Sensors sensors(care.model, care.region);
  Clock clock{.horizon = care.model.horizon_ms};
  std::vector<Event> known;
  std::size_t doctors = 0;
  while (care.model.workforces[doctors].name != "huisarts") ++doctors;
  WorkforceCounts before;
  for (std::int32_t day = 0; day < to * 7; ++day) {
    clock.begin_day(day);
    values.set_day(day);
    if (day == from * 7) before = workforces.counts(doctors);
    workforces.begin_day(day, values, sensors);
    staff.set_day(values);
    known.clear();
    staff.begin_day(day, clock, known);
  }
  DoctorHours hours;
  const Workforce& force = care.model.workforces[doctors];
  for (std::uint32_t pool = 0; pool < care.region.pools.size(); ++pool) {
    const Index kind = care.region.pools[pool].kind;
    const bool own = kind == force.pools[0];
    if (!own && std::count(force.also.pools.begin(), force.also.pools.end(), kind) == 0) continue;
    for (std::int32_t week = from; week < to; ++week)
      (own ? hours.practice : hours.post) +=
          static_cast<double>(staff.on_duty(pool, week)) / static_cast<double>(one_hour.ms);
  }
  hours.elsewhere = static_cast<double>((workforces.counts(doctors) - before).elsewhere) / one_hour.ms;
  return hours;
}

const CareSetting a_year{.share = 1, .weeks = 52, .scenario = "baseline_2030"};
const std::string half_more =
    "[lever.post]\nparameter = \"hap_gp_staff\"\noperation = \"multiply\"\nvalue = 1.5\nfrom = 2024-07-01\n";

}  // namespace

TEST_CASE("Half as much duty again at the post takes its hours from practices; today's duty takes none") {
  const auto base = care_scenario(a_year), more = care_scenario(a_year, half_more);
  const auto alone = care_scenario(a_year, "[workforce.huisarts]\nremove = [\"also\"]\n");
  const DoctorHours all = doctor_hours(*base, 0, 52), without = doctor_hours(*alone, 0, 52);
  CHECK(without.elsewhere == 0);
  // An hour at the post costs 0.5 h in the practice, less the 0.35 that others work. Bounds are 4 standard errors of
  // shifts of up to 4.5 h.
  const auto error = [](double hours) { return 4 * 4.5 * std::sqrt(hours / 4.5); };
  CHECK(std::abs(all.elsewhere - 0.325 * all.post) < error(all.elsewhere));
  CHECK(all.elsewhere > 0.02 * all.practice);
  // What vacancies of the first year add is less than half a percent.
  CHECK(all.practice == Approx(without.practice).epsilon(0.005));
  const DoctorHours before = doctor_hours(*base, 26, 52), after = doctor_hours(*more, 26, 52);
  CHECK(after.post == Approx(1.5 * before.post).epsilon(0.05));
  const double lost = before.practice - after.practice, expected = 0.325 * (after.post - before.post);
  INFO(before.post << " -> " << after.post << " h at the post; " << before.practice << " -> " << after.practice
                   << " h in practices, by hand " << expected << " h less");
  CHECK(std::abs(lost - expected) < error(expected));
  CHECK(lost > 2 * error(expected));  // the twin: duty there costs nothing here
}

TEST_CASE("The price of overtime is in its cost, and its limit leaves work undone; halved and doubled they are heard") {
  const CareSetting weeks{.share = 0.1, .weeks = 8, .scenario = "baseline_2030"};
  const CareRun base(weeks, "");
  const auto lever = [](const std::string& parameter, const std::string& factor) {
    return "[lever.tried]\nparameter = \"" + parameter + "\"\noperation = \"multiply\"\nvalue = " + factor + "\n";
  };
  for (const std::string who : {"huisarts", "vs_pa", "doktersassistent", "poh_s", "poh_ggz"}) {
    CAPTURE(who);
    const std::string hours = "pool_overtime_hours[pool=" + who + "]",
                      cost = "workforce_overtime_cost[workforce=" + who + "]";
    const double price = table_value(base.scenario(), "parameters_staff", "value", {{"name", "overwerk_prijs_" + who}});
    REQUIRE(base(hours) > 0);
    CHECK(base(cost) == Approx(price * base(hours)));
    for (const double factor : {0.5, 2.0}) {
      const CareRun tried(weeks, lever("overwerk_prijs_" + who, factor == 2 ? "2" : "0.5"));
      CHECK(tried(hours) == base(hours));
      CHECK(tried(cost) == Approx(factor * base(cost)));
    }
  }
  const CareRun half(weeks, lever("overwerk_grens", "0.5")), twice(weeks, lever("overwerk_grens", "2"));
  CHECK(half("pool_overtime_hours[pool=huisarts]") < base("pool_overtime_hours[pool=huisarts]"));
  CHECK(twice("pool_overtime_hours[pool=huisarts]") > base("pool_overtime_hours[pool=huisarts]"));
}

TEST_CASE("Staff with duty elsewhere and limits of overtime go on from the state of a run without the lever") {
  const CareSetting weeks{.share = 0.1, .weeks = 30, .scenario = "baseline_2030"};
  const auto base = care_scenario(weeks);
  const auto more = care_scenario(
      weeks,
      "[lever.cost]\nparameter = \"hap_dienst_kost_praktijk\"\noperation = \"set\"\nvalue = 1\nfrom = 2024-07-01\n"
      "[lever.limit]\nparameter = \"overwerk_grens\"\noperation = \"set\"\nvalue = 0.03\nfrom = 2024-07-01\n");
  const auto first = static_cast<std::int32_t>(days_from_civil({2024, 7, 1}) - base->model.start_day);
  RegionSimulation lead(base->model, base->region, RandomKey{care_seed, 0});
  lead.run_to(first);
  RegionSimulation forked(more->model, more->region, RandomKey{care_seed, 0});
  forked.take_up(lead.save());
  forked.run();
  RegionSimulation whole(more->model, more->region, RandomKey{care_seed, 0});
  whole.run();
  lead.run();
  const auto measured = [](const CareScenario& care, const RegionSimulation& run) {
    return measure(care.model, care.region, run);
  };
  CHECK(same_bits(measured(*more, forked), measured(*more, whole)));
  CHECK_FALSE(same_bits(measured(*more, forked), measured(*base, lead)));  // the twin
}

}  // namespace draagkracht::testing
