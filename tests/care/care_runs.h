// Runs of the shipped care model with changes written down in the test: a scenario file in a folder of its own that
// extends a shipped one, a share of the inhabitants of a region, a few weeks. The chain is that of the experiment.
// Knows nothing of what is true: that is in the tests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/population/population_input.h"
#include "engine/results/run.h"
#include "engine/scenario/scenario.h"
#include "engine/simulation/demand.h"
#include "engine/simulation/region.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht::testing {

struct CareSetting {
  std::string region = "VR05";
  double share = 0.05;  // of the inhabitants, above 0
  int warm_up_weeks = 0;
  int weeks = 4;                               // after the warm-up, from 1 January 2024, a Monday
  std::string scenario = "baseline";           // a shipped one
  std::map<std::string, std::string> files{};  // beside the scenario: name -> text
  std::string past_like{};                     // of the run; "": as the scenario says
};

// A scenario that extends `setting.scenario` by `changes` (TOML), compiled, with its region. Immutable.
struct CareScenario {
  Scenario scenario;
  Tables tables;
  Model model;
  PopulationInput input;
  std::shared_ptr<const Population> population;  // shared by all scenarios with the same input
  Region region;
};
std::shared_ptr<const CareScenario> care_scenario(const CareSetting& setting, const std::string& changes = "");

// One replication, run to its end.
class CareRun {
 public:
  explicit CareRun(std::shared_ptr<const CareScenario> scenario, std::uint32_t replication = 0);
  CareRun(const CareSetting& setting, const std::string& changes, std::uint32_t replication = 0)
      : CareRun(care_scenario(setting, changes), replication) {}

  // The value of an expression over the results (engine/analysis/expression.h): "contacts[age_band=0-4] / inhabitants".
  double operator()(std::string_view expression) const;
  const std::vector<double>& payload() const { return payload_; }
  const ResultSchema& schema() const { return schema_; }
  const RegionSimulation& simulation() const { return *simulation_; }
  const Model& model() const { return scenario_->model; }
  const Region& region() const { return scenario_->region; }
  const Population& population() const { return *scenario_->population; }
  const CareScenario& scenario() const { return *scenario_; }

  // How often each person had what a tally with per_person counts. Axis: person.
  std::vector<int> per_person(const std::string& tally) const;

 private:
  std::shared_ptr<const CareScenario> scenario_;
  std::unique_ptr<RegionSimulation> simulation_;
  ResultSchema schema_;
  std::vector<double> payload_;
};

inline constexpr std::uint32_t care_seed = 1;

// The calendar year 2024 as it is, after eight weeks of warm-up, for 0.3 of Twente; made when first asked for.
const CareRun& baseline_year();

// Whether all that entered has ended or is in progress, by the results; without warm-up also by outcome.
bool nothing_lost(const CareRun& run);

// The potential requests of the first `days` days. Axes: day, arrival.
std::vector<std::vector<Arrival>> lives(const CareScenario& care, int days, std::uint32_t replication = 0);
// How many of them enter at a step, such as "hulpvraag.zelfzorg".
double count_entering(const CareScenario& care, const std::vector<std::vector<Arrival>>& lives,
                      const std::string& step);
Index step_index(const Model& model, const std::string& step);

// Bit by bit, so that missing values are equal too.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b);
inline bool same_payload(const CareRun& a, const CareRun& b) { return same_bits(a.payload(), b.payload()); }

// The number in `column` of the only row whose columns have these values.
double table_value(const CareScenario& care, const std::string& table, const std::string& column,
                   const std::map<std::string, std::string>& row);

// The text of a shipped file, by its path from the repository's root.
std::string shipped(const std::string& path);

// Whether a count out of `n` trials, each with chance `p`, lies within 4 standard errors of its mean: false alarms in
// 6 of 100,000 for another seed. Also for trials that depend on earlier ones, as long as each has that chance given
// the past.
bool is_share_of(double count, double n, double p);

}  // namespace draagkracht::testing
