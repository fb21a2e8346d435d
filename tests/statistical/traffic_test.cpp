// The traffic equations against simulated years of the shipped care model for three tenths of a region, as it is and
// with levers on habits, triage and reallocation. Nobody ages or moves, and nobody gives up: patience and accepted
// waits are a thousandfold. Staff are as they are, so that books fill. What is compared is the load of each kind of
// pool, as `check` tells it for the long run; a year of warm-up brings the simulation there.
#include <catch2/catch.hpp>

#include <cmath>
#include <future>
#include <map>
#include <set>

#include "engine/core/fault.h"
#include "engine/io/scenario_file.h"
#include "engine/model/compile.h"
#include "engine/population/places.h"
#include "engine/population/read_input.h"
#include "engine/population/synthesis.h"
#include "engine/simulation/region_builder.h"
#include "engine/simulation/region_simulation.h"
#include "engine/traffic/traffic_groups.h"
#include "tests/unit/io/scratch_folder.h"

namespace draagkracht::testing {
namespace {

const std::string patience_off = R"(
run = {warm_up = "52 weeks", horizon = "260 weeks"}
[lever]
patient_callers = {parameter = "caller_patience", operation = "multiply", value = 1000}
patient_callers_at_night = {parameter = "hap_caller_patience", operation = "multiply", value = 1000}
patient_planners = {parameter = "planned_wait_accepted", operation = "multiply", value = 1000}
)";

struct Simulated {
  std::vector<double> asked_hours, duty_hours;  // axis: pool kind; in the period that counts
  double contacts = 0;
};

Population people_for(const Model& model, PopulationInput input) {
  input.share_of_inhabitants = 0.3;
  input.lives.reset();  // the equations hold for a region that stands still
  Population population = make_population(input, 1);
  for (std::size_t scope = 1; scope < population.places.size(); ++scope) {
    if (!model.scopes[scope].enrolment) continue;
    assign_own_servers(population, scope, std::vector<std::uint32_t>(population.places[scope].size(), no_server - 1U),
                       1);
  }
  return population;
}

std::size_t tally_named(const Model& model, const std::string& name) {
  for (std::size_t t = 0; t < model.tallies.size(); ++t) {
    if (model.tallies[t].name == name) return t;
  }
  throw LogicFault("tally", __FILE__, __LINE__);
}

Simulated simulate(const Model& model, const Region& region) {
  Simulated counted{std::vector<double>(model.pools.size()), std::vector<double>(model.pools.size())};
  RegionSimulation simulation(model, region, {1, 0});
  simulation.run();
  for (std::uint32_t pool = 0; pool < region.pools.size(); ++pool) {
    for (std::int32_t week = simulation.warm_up_weeks(); week < simulation.weeks(); ++week) {
      const Index kind = region.pools[pool].kind;
      counted.asked_hours[kind] += static_cast<double>(simulation.asked(pool, week)) / 3.6e6;
      counted.duty_hours[kind] += static_cast<double>(simulation.on_duty(pool, week)) / 3.6e6;
    }
  }
  const Tally& contacts = model.tallies[tally_named(model, "contacts")];
  for (std::uint32_t cell = 0; cell < contacts.size; ++cell)
    counted.contacts += static_cast<double>(simulation.observer().counts[contacts.offset + cell]);
  return counted;
}

// Relative differences of the loads, by pool kind.
using Differences = std::map<std::string, double>;
Differences differences(const Model& model, const TrafficFlow& flow, const std::vector<double>& duty,
                        const Simulated& simulated) {
  Differences found;
  for (std::size_t kind = 0; kind < model.pools.size(); ++kind) {
    const double load = flow.asked_hours[kind] / duty[kind];
    found[model.pools[kind].name] = load / (simulated.asked_hours[kind] / simulated.duty_hours[kind]) - 1;
  }
  return found;
}

struct Compared {
  TrafficFlow flow;
  Differences loads, duty;
  double contacts = 0;
  Differences more_follow_ups, endless_books;  // loads by equations that are wrong
};

Compared compare(const std::string& scenario) {
  const std::string root = std::string(DRAAGKRACHT_TEST_MODELS) + "/../../..";
  const ScratchFolder folder;
  write_bytes(folder / "patient.toml", "extends = \"" + root + "/scenarios/" + scenario + "\"\n" + patience_off);
  const ScenarioFile file = load_scenario(folder / "patient.toml");
  const Model model = compile(file.scenario, file.tables);
  Issues issues;
  const PopulationInput input = read_population_input(file.scenario, file.tables, model, "VR05", issues);
  issues.throw_if_any();
  const Population population = people_for(model, input);
  const Region region = build_region(model, &population);
  // Only what is compared: all tallies together make states of some gigabytes.
  Model asked = with_tallies(model, {"contacts"});
  const TrafficInput traffic = traffic_input(asked, region);
  const std::vector<double> duty = duty_hours_per_year(model, region);
  const Simulated simulated = simulate(model, region);

  Compared compared;
  compared.flow = solve_traffic(asked, traffic);
  compared.loads = differences(model, compared.flow, duty, simulated);
  const double years = static_cast<double>(model.horizon_ms - model.warm_up_ms) / 86'400'000 / 365.25;
  for (std::size_t kind = 0; kind < model.pools.size(); ++kind)
    compared.duty[model.pools[kind].name] = duty[kind] * years / simulated.duty_hours[kind] - 1;
  for (const double number : compared.flow.tallies[tally_named(asked, "contacts")]) compared.contacts += number;
  compared.contacts = compared.contacts * years / simulated.contacts - 1;

  const std::vector<std::vector<double>> endless(model.pools.size(),
                                                 std::vector<double>(compared.flow.booked[0].size(), 1.0));
  compared.endless_books =
      differences(model, solve_traffic(asked, traffic, TrafficStart::long_ago, endless), duty, simulated);
  for (Parameter& parameter : asked.parameters) {
    if (parameter.name == "follow_up") parameter.values[0] *= 1.1;
  }
  compared.more_follow_ups =
      differences(model, solve_traffic(asked, traffic, TrafficStart::long_ago, compared.flow.booked), duty, simulated);
  return compared;
}

}  // namespace

// One replication of five years, the same luck in both scenarios. From six replications of the first: standard
// deviation 0.64 % for visiteauto, 0.37 % for poh_ggz, at most 0.23 % for the others; mean difference -1.2 % for
// visiteauto, from -0.8 to 0.5 % for the others. Another seed would thus fail in 3 of 1,000, all of them by visiteauto.
TEST_CASE("Loads by the traffic equations and by simulation") {
  std::future<Compared> levers = std::async(std::launch::async, compare, "vision");
  const Compared as_it_is = compare("baseline");
  const Compared with_levers = levers.get();
  for (const Compared* compared : {&as_it_is, &with_levers}) {
    CAPTURE(compared == &as_it_is);
    CHECK(compared->flow.endless.empty());
    CHECK(compared->flow.without_time.empty());
    // The equations follow no choice by the state, hold nothing while its holder waits for something else, and see few
    // calls of a rare kind only on average.
    const std::set<std::string> by_state = {"seh_stop",  "seh_plek",       "ziekenhuis_bed",       "ambulance",
                                            "regiearts", "ggz_crisisteam", "triagist_coordinatie", "dienstapotheek"};
    // Patience is not followed: it takes requests from the cars to who is in back-up and to the ambulance, and to who
    // stands in.
    const std::set<std::string> by_patience = {"visiteauto", "achterwacht", "waarneming"};
    for (const auto& [pool, difference] : compared->loads) {
      if (by_state.contains(pool) || by_patience.contains(pool)) continue;
      if (pool == "digihulp" && compared == &as_it_is) continue;  // nobody is helped there
      CAPTURE(pool, difference);
      // Of the nurse specialists 5 per cent too much since urgent work by day has ways of its own; why is not known.
      CHECK(std::abs(difference) < (pool == "vs_pa" ? 0.07 : 0.03));
      CHECK(std::abs(compared->duty.at(pool)) < 0.01);
    }
    CHECK(std::abs(compared->contacts) < 0.01);
    // Twins: a tenth more follow-ups than in the simulation; books that never fill.
    CHECK(compared->more_follow_ups.at("huisarts") > 0.03);
    CHECK(compared->more_follow_ups.at("poh_ggz") > 0.03);
    CHECK(compared->endless_books.at("vs_pa") > 0.03);
  }
}

}  // namespace draagkracht::testing
