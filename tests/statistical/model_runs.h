// Models from text to finished runs, through the whole chain: TOML -> Scenario -> Model -> Region -> RegionSimulation.
// For models without inhabitants. Knows nothing of what is true: that is in the tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/model.h"
#include "engine/scenario/scenario.h"
#include "engine/simulation/region.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht::testing {

// Text to be replaced wherever it stands: (what, by what).
using Replacements = std::vector<std::pair<std::string, std::string>>;

// The text of tests/statistical/models/<name>.toml. Each replacement must find something, else LogicFault: a wrong twin
// that is not wrong would prove nothing.
std::string model_text(const std::string& name, const Replacements& replacements = {});
std::string replaced(std::string text, const Replacements& replacements);

struct CompiledModel {
  Scenario scenario;
  Model model;
  Region region;
};

// Tables of figures beside a model: (name, text of the CSV).
using TableTexts = std::vector<std::pair<std::string, std::string>>;

// InputError as for a user's file; its messages name the file "model.toml".
std::unique_ptr<CompiledModel> compile_text(const std::string& toml, const TableTexts& tables = {});

// One replication, run to its end. Holds on to its model.
class FinishedRun {
 public:
  FinishedRun(std::shared_ptr<const CompiledModel> compiled, std::uint32_t seed, std::uint32_t replication,
              const SavedState* begins = nullptr);

  const RegionSimulation& simulation() const { return *simulation_; }
  const Observer& observer() const { return simulation_->observer(); }
  const Model& model() const { return compiled_->model; }

  // Of a wait measure by its name and row (label of its only key, by index).
  const WaitRecord& wait(const std::string& name, std::uint32_t row = 0) const;
  // Those who waited and were served, minutes.
  double mean_wait(const std::string& name, std::uint32_t row = 0) const {
    return wait(name, row).waits.mean() / 60'000;
  }
  std::int64_t outcome(const std::string& name) const;
  // Of a tally of one cell: events, or ms.
  std::int64_t count(const std::string& name) const;
  // Milliseconds of service after the warm-up, all weeks together, of a pool with one instance.
  std::int64_t busy_ms(const std::string& pool) const;
  std::int64_t overtime_ms(const std::string& pool) const;
  // Milliseconds on duty of all servers together in a week, the run's first being 0.
  std::int64_t on_duty_ms(const std::string& pool, std::int32_t week) const;
  // Share of the time on duty that is spent in service, after a warm-up of whole weeks.
  double utilisation(const std::string& pool) const;
  // Time average of how many are in service after the warm-up.
  double mean_in_service(const std::string& pool) const;

  // A key figure of the model in its unit; NaN if missing.
  double key_figure(const std::string& name) const;

  // All state at the end as bytes: equal bytes, equal runs.
  std::string state() const;

 private:
  std::uint32_t instance(const std::string& pool) const;

  std::shared_ptr<const CompiledModel> compiled_;
  std::unique_ptr<RegionSimulation> simulation_;
};

// One run of a model written down in the test.
FinishedRun run_text(const std::string& toml, std::uint32_t seed = 1, std::uint32_t replication = 0);
FinishedRun run_text(const std::string& toml, const TableTexts& tables);
// The same that goes on, from the start of that day, from the state that another run of the model has come to.
FinishedRun run_forked(const std::string& toml, std::int32_t day);

}  // namespace draagkracht::testing
