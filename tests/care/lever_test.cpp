// Every parameter of the care model under every form of lever: it changes the result, or it is refused where it stands.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>

#include "engine/io/csv.h"
#include "engine/model/compile.h"
#include "engine/population/read_input.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_builder.h"
#include "tests/care/care_runs.h"

namespace draagkracht::testing {
namespace {

const Location here{"levers.toml", 1, 1};

// A form of a lever beside its parameter and value.
struct Form {
  std::string name;
  NamesMap where;
  bool dated = false, ramped = false;
};

Names labels(const std::vector<std::string>& texts) {
  Names names;
  for (const std::string& text : texts) names.push_back({text, here});
  return names;
}

// Where practices stand, so that both persons and places are concerned.
std::vector<std::string> wijken_with_practices(const Population& population) {
  std::vector<std::string> codes;
  for (const Place& practice : population.places[1]) codes.push_back(population.wijken[practice.wijk].code);
  for (const Wijk& wijk : population.wijken) {
    if (wijk.inhabitants > population.persons.size() / 100) codes.push_back(wijk.code);
  }
  return codes;
}

std::vector<Form> forms(const Population& population) {
  std::vector<std::string> municipalities;
  for (const Place& practice : population.places[1])
    municipalities.push_back(population.wijken[practice.wijk].municipality);
  const NamesMap age = {{"age_band", labels({"18-44", "45-64", "65-74", "75-84", "85+"})}};
  return {
      {"for everyone", {}},
      {"by age", age},
      {"by sex", {{"sex", labels({"female"})}}},
      {"by wijk", {{"wijk", labels(wijken_with_practices(population))}}},
      {"by gemeente, by name", {{"gemeente", labels(municipalities)}}},
      {"by region, by name", {{"region", labels({"Twente"})}}},
      {"by pool at the place", {{"has_pool", labels({"vs_pa"})}}},
      {"from a day", {}, true},
      {"by age from a day", age, true},
      {"growing", {}, false, true},
  };
}

// By or to what: twice or half; to half of the way to a bound where that would leave the range or change nothing.
LeverSpec lever_of(const Named<ParameterSpec>& parameter, double factor, const Form& form, std::int64_t start_day) {
  LeverSpec lever;
  lever.parameter = {parameter.name, here};
  const double value = parameter.item.value.value, most = parameter.item.most.value;
  const bool scalable = value != 0 && value * factor <= most;
  lever.operation = scalable ? 1 : 0;
  const double towards_most = value < most ? (value + most) / 2 : value / 2;
  lever.value = {scalable ? factor : std::isfinite(most) ? towards_most : 1, here};
  lever.where = form.where;
  const bool places_pool = !form.where.empty() && form.where[0].first == "has_pool";
  if ((parameter.name == "staff_hours" || parameter.name == "direct_time") && places_pool)
    lever.where.push_back({"discipline", labels({"huisarts"})});
  if (form.dated) lever.from = {start_day + 9, here};
  if (form.ramped) lever.ramp = {static_cast<double>(10 * one_day.ms), here};
  return lever;
}

struct Outcome {
  bool changed = false;
  std::string refused;  // the message
};

Outcome outcome_of(const CareRun& base, const LeverSpec& lever) {
  Scenario scenario = base.scenario().scenario;
  scenario.levers.push_back({"tried", here, lever});
  try {
    const Model model = compile(scenario, base.scenario().tables);
    Issues issues;
    PopulationInput input = read_population_input(scenario, base.scenario().tables, model, "VR05", issues);
    issues.throw_if_any();
    input.share_of_inhabitants = base.scenario().input.share_of_inhabitants;
    if (input != base.scenario().input) return {true, {}};  // other people
    const Region region = build_region(model, &base.population());
    RegionSimulation simulation(model, region, RandomKey{care_seed, 0});
    simulation.run();
    return {!same_bits(measure(model, region, simulation), base.payload()), {}};
  } catch (const InputError& error) {
    return {false, error.what()};
  }
}

struct Trial {
  const Named<ParameterSpec>* parameter;
  double factor;
  Form form;
  const CareRun* base;
};

}  // namespace

TEST_CASE("No lever on any parameter of the care model is passed over in silence") {
  // What nobody does has no figures to change: some contacts go to VS/PA, and many use self-triage beyond what is in
  // the measured figures.
  const std::string in_use = R"(
[lever.some]
parameter = "vs_pa_share"
operation = "add"
value = 0.3
[lever.self_triage]
parameter = "zelftriage_bereik_dag"
operation = "add"
value = 0.3
[lever.self_triage_at_the_post]
parameter = "zelftriage_bereik_hap"
operation = "add"
value = 0.3
)";
  const CareRun base(CareSetting{.share = 0.03, .weeks = 4}, in_use);
  // So many that twice as many are more people on duty, who are whole; and that there are several posts, some of which
  // are closed at night.
  const CareRun rosters(CareSetting{.share = 0.5, .weeks = 2}, in_use);
  // What happens to few is not seen among few.
  const CareRun more_people(CareSetting{.share = 0.12, .weeks = 4}, in_use);
  const std::set<std::string> rare = {"spill_to_hap",      "planned_wait_to_hap", "vs_pa_returns",
                                      "self_care_returns", "visits_copd_astma",   "emergency_forward",
                                      "vs_pa_share",       "no_practice_to_hap"};
  const CareRun many_people(CareSetting{.share = 0.3, .weeks = 4}, in_use);  // U0 by day: the rarest of all
  // Holidays after the day from which levers are, a second one among them: January has none.
  const CareRun feasts(
      CareSetting{.share = 0.03,
                  .weeks = 4,
                  .files = {{"feasts.csv", "date\n2024-01-01\n2024-01-18\n2024-01-19\n"},
                            {"kinds.csv",
                             "date,type\n2024-01-01,nieuwjaarsdag\n2024-01-18,feestdag\n2024-01-19,feestdag_tweede\n"
                             "2024-01-25,oudejaarsdag\n"}}},
      in_use + "[table]\nholidays.file = \"feasts.csv\"\nday_types.file = \"kinds.csv\"\n");
  const std::set<std::string> of_feasts = {"closed_next_opening", "closed_to_hap",         "closed_work_next_opening",
                                           "holiday_demand",      "second_holiday_demand", "new_years_eve_demand"};
  // The acute chain at the post alone, with half of its staff and more of what is rare. What is changed for some of its
  // patients is seen in the other parameters: here all are changed.
  const CareRun acute(CareSetting{.share = 0.3, .weeks = 3}, in_use + R"(
[parameter]
demand_factor.value = 0
admin_calls.value = 0
portal_messages.value = 0
desk_visits.value = 0
visits_diabetes.value = 0
visits_cvrm.value = 0
visits_copd_astma.value = 0
visits_ouderenzorg.value = 0
triage_staff.value = 0.5
unfilled_hap_gp.value = 0.5
hap_callback_missed.value = 0.3
hap_returns_worse.value = 0.5
hap_to_ggz.value = 0.3
hap_to_homecare.value = 0.5
)");
  const std::vector<std::vector<std::string>>& acute_rows = base.scenario().tables.at("acute_chain").rows;
  const auto is_acute = [&](const std::string& parameter) {
    return std::any_of(acute_rows.begin(), acute_rows.end(), [&](const auto& row) { return row[0] == parameter; });
  };
  // How long nobody waits, and a wait that nobody has while there are nurses enough.
  const std::set<std::string> never_reached = {"no_wait", "homecare_refused_after"};
  // Ways in and contacts that are off in the baseline: all of them in use, and for these two forms of lever, since they
  // are read by steps as others are.
  std::string door_in_use = in_use;
  for (const char* reach :
       {"alternatief_balie_bereik", "alternatief_digihulp_bereik", "e_consult_share", "beeldbellen_share",
        "phone_first_share", "oneigenlijk_weg", "meekijk_bereik", "callback_share", "triage_zelfzorgadvies"}) {
    door_in_use +=
        std::string("[lever.") + reach + "]\nparameter = \"" + reach + "\"\noperation = \"add\"\nvalue = 0.3\n";
  }
  const CareRun door(CareSetting{.share = 0.12, .weeks = 4}, door_in_use);
  std::set<std::string> of_door;
  const Table door_table = parse_csv(shipped("data/care/front_door.csv"), "front_door.csv");
  for (const std::vector<std::string>& row : door_table.rows) of_door.insert(row[0]);
  REQUIRE(of_door.size() > 40);
  const auto is_tried = [&](const std::string& parameter, const Form& form) {
    return of_door.count(parameter) == 0 || form.name == "for everyone" || form.name == "from a day";
  };
  const auto run_for = [&](const std::string& parameter) -> const CareRun& {
    if (is_acute(parameter) || parameter == "travel_other") return acute;  // when the post has no time left
    if (parameter == "triage_staff" || parameter == "coordination_staff" || parameter == "hap_gp_staff" ||
        parameter == "other_post_part")
      return rosters;
    if (of_door.count(parameter) != 0) return door;
    if (parameter == "u0_doctor_goes") return many_people;
    if (of_feasts.count(parameter) != 0) return feasts;
    return rare.count(parameter) != 0 ? more_people : base;
  };
  std::vector<Trial> trials;
  for (const auto& parameter : base.scenario().scenario.parameters) {
    for (const Form& form : forms(base.population())) {
      // Who has no practice has none with a certain pool either.
      if (parameter.name.rfind("no_practice_", 0) == 0 && form.name == "by pool at the place") continue;
      if (never_reached.count(parameter.name) != 0 || (is_acute(parameter.name) && !form.where.empty())) continue;
      if (!is_tried(parameter.name, form)) continue;
      for (const double factor : {0.5, 2.0}) {
        if (factor > 1 && parameter.name == "patients_per_gp") continue;  // a longer list sends nobody away
        trials.push_back({&parameter, factor, form, &run_for(parameter.name)});
      }
    }
  }
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::set<std::string> unheard, refused, unlocated;
  const auto work = [&] {
    for (std::size_t i = next++; i < trials.size(); i = next++) {
      const Trial& trial = trials[i];
      const LeverSpec lever =
          lever_of(*trial.parameter, trial.factor, trial.form, trial.base->scenario().model.start_day);
      const Outcome outcome = outcome_of(*trial.base, lever);
      const std::lock_guard<std::mutex> lock(mutex);
      const std::string name = trial.parameter->name + " " + trial.form.name;
      if (!outcome.refused.empty()) {
        refused.insert(name);
        if (outcome.refused.rfind("levers.toml:1:1: lever.tried.", 0) != 0) unlocated.insert(outcome.refused);
      } else if (!outcome.changed) {
        unheard.insert(name + (trial.factor < 1 ? " x 0.5" : " x 2"));
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();

  CHECK(trials.size() > 600);
  // The trend of staff is 1 in the year of these runs.
  CHECK(unheard == std::set<std::string>{"personeelstrend for everyone x 0.5", "personeelstrend for everyone x 2"});
  CHECK(unlocated == std::set<std::string>{});
  // Staff and rosters serve places; books keep slots at places.
  std::set<std::string> expected;
  for (const char* form : {"by age", "by sex", "by age from a day"}) {
    for (const char* parameter : {"staff_hours ", "direct_time ", "triage_staff ", "coordination_staff ",
                                  "hap_gp_staff ", "same_day_share ", "patients_per_gp "})
      expected.insert(std::string(parameter) + form);
  }
  for (const char* form : {"by wijk", "by gemeente, by name", "by pool at the place"})
    for (const char* parameter : {"triage_staff ", "coordination_staff ", "hap_gp_staff "})  // serve the region
      expected.insert(std::string(parameter) + form);
  // What is settled before the run has no day, and nobody for whom it could be another.
  for (const ParameterUse& use : base.model().uses) {
    if (use.reading != Reading::settled && use.reading != Reading::enrolment) continue;
    const bool only_all = is_acute(base.model().parameters[use.parameter].name);
    for (const Form& form : forms(base.population())) {
      if (only_all && !form.where.empty()) continue;
      const std::string& parameter = base.model().parameters[use.parameter].name;
      if ((!form.where.empty() || form.dated || form.ramped) && is_tried(parameter, form))
        expected.insert(parameter + " " + form.name);
    }
  }
  expected.insert("telephone_group for everyone");  // half a practice shares nothing
  CHECK(refused == expected);
}

}  // namespace draagkracht::testing
