#include "tests/statistical/model_runs.h"

#include <algorithm>

#include "engine/analysis/key_figures.h"
#include "engine/core/fault.h"
#include "engine/io/scenario_file.h"
#include "engine/model/compile.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_builder.h"
#include "tests/unit/io/scratch_folder.h"
#include "tests/unit/simulation/plain_bytes.h"

namespace draagkracht::testing {
namespace {

template <class List, class NameOf>
std::uint32_t position(const List& list, const std::string& name, NameOf name_of) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const auto& item) { return name_of(item) == name; });
  DRAAGKRACHT_ENSURE(it != list.end());
  return static_cast<std::uint32_t>(it - list.begin());
}

const auto by_name = [](const auto& item) { return item.name; };

template <class T>
void append_bytes(std::string& bytes, T value) {
  bytes += plain_bytes(value);
}
template <class T, class Allocator>
void append_bytes(std::string& bytes, const std::vector<T, Allocator>& values) {
  append_bytes(bytes, values.size());
  for (const T& value : values) append_bytes(bytes, value);
}

}  // namespace

std::string replaced(std::string text, const Replacements& replacements) {
  for (const auto& [from, to] : replacements) {
    std::size_t at = text.find(from);
    DRAAGKRACHT_ENSURE(at != std::string::npos);
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  return text;
}

std::string model_text(const std::string& name, const Replacements& replacements) {
  const std::string text = read_bytes(std::string(DRAAGKRACHT_TEST_MODELS) + "/" + name + ".toml");
  DRAAGKRACHT_ENSURE(!text.empty());
  return replaced(text, replacements);
}

std::unique_ptr<CompiledModel> compile_text(const std::string& toml, const TableTexts& tables) {
  const ScratchFolder folder;
  std::string text = toml;
  for (const auto& [name, csv] : tables) {
    write_bytes(folder / (name + ".csv"), csv);
    text += "\n[table." + name + "]\nfile = \"" + name + ".csv\"\n";
  }
  write_bytes(folder / "model.toml", text);
  const ScenarioFile file = load_scenario(folder / "model.toml");
  auto compiled = std::make_unique<CompiledModel>();
  compiled->scenario = file.scenario;
  compiled->model = compile(file.scenario, file.tables);
  compiled->region = build_region(compiled->model, nullptr);
  return compiled;
}

FinishedRun::FinishedRun(std::shared_ptr<const CompiledModel> compiled, std::uint32_t seed, std::uint32_t replication,
                         const SavedState* begins)
    : compiled_(std::move(compiled)),
      simulation_(
          std::make_unique<RegionSimulation>(compiled_->model, compiled_->region, RandomKey{seed, replication})) {
  if (begins != nullptr) simulation_->take_up(*begins);
  simulation_->run();
}

const WaitRecord& FinishedRun::wait(const std::string& name, std::uint32_t row) const {
  return observer().waits[position(model().waits, name, by_name)].at(row);
}

std::int64_t FinishedRun::outcome(const std::string& name) const {
  return observer().outcomes[position(model().outcomes, name, [](const std::string& outcome) { return outcome; })];
}

std::int64_t FinishedRun::count(const std::string& name) const {
  return observer().counts[model().tallies[position(model().tallies, name, by_name)].offset];
}

std::uint32_t FinishedRun::instance(const std::string& pool) const {
  return compiled_->region.periods[0].pool_of[position(model().pools, pool, by_name)].at(0);
}

std::int64_t FinishedRun::busy_ms(const std::string& pool) const {
  std::int64_t sum = 0;
  for (std::int32_t week = 0; week < simulation_->weeks(); ++week) sum += simulation_->busy(instance(pool), week);
  return sum;
}

std::int64_t FinishedRun::overtime_ms(const std::string& pool) const { return simulation_->overtime(instance(pool)); }

std::int64_t FinishedRun::on_duty_ms(const std::string& pool, std::int32_t week) const {
  return simulation_->on_duty(instance(pool), week);
}

double FinishedRun::utilisation(const std::string& pool) const {
  DRAAGKRACHT_ENSURE(model().warm_up_ms % one_week.ms == 0);
  std::int64_t duty = 0;
  for (std::int32_t week = simulation_->warm_up_weeks(); week < simulation_->weeks(); ++week) {
    duty += simulation_->on_duty(instance(pool), week);
  }
  return static_cast<double>(busy_ms(pool)) / static_cast<double>(duty);
}

double FinishedRun::mean_in_service(const std::string& pool) const {
  return static_cast<double>(busy_ms(pool)) / static_cast<double>(model().horizon_ms - model().warm_up_ms);
}

double FinishedRun::key_figure(const std::string& name) const {
  Issues issues;
  const KeyFigures figures(compiled_->scenario, make_schema(model()), issues);
  DRAAGKRACHT_ENSURE(issues.empty());
  const std::vector<double> values = figures.values(measure(model(), compiled_->region, *simulation_));
  return values[position(compiled_->scenario.kpis, name, by_name)];
}

std::string FinishedRun::state() const {
  std::string bytes;
  simulation_->visit([&](const char*, const auto& value) { append_bytes(bytes, value); });
  return bytes;
}

FinishedRun run_text(const std::string& toml, std::uint32_t seed, std::uint32_t replication) {
  return {std::shared_ptr<const CompiledModel>(compile_text(toml)), seed, replication};
}

FinishedRun run_forked(const std::string& toml, std::int32_t day) {
  const std::shared_ptr<const CompiledModel> compiled = compile_text(toml);
  RegionSimulation lead(compiled->model, compiled->region, RandomKey{1, 0});
  lead.run_to(day);
  const SavedState state = lead.save();
  return {compiled, 1, 0, &state};
}

FinishedRun run_text(const std::string& toml, const TableTexts& tables) {
  return {std::shared_ptr<const CompiledModel>(compile_text(toml, tables)), 1, 0};
}

}  // namespace draagkracht::testing
