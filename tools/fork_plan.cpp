#include "tools/fork_plan.h"

#include <algorithm>
#include <set>

#include "engine/io/toml_document.h"
#include "tools/tree_difference.h"

namespace draagkracht {
namespace {

// What a scenario is called and held against, and how often it is run, changes nothing in a run.
bool is_of_no_matter(const std::string& path) {
  for (const char* key : {"name", "title_nl", "title_en", "extends", "run.replications", "run.seed", "run.regions"}) {
    if (path == key) return true;
  }
  return path == "verify" || path.starts_with("verify.");
}

bool is_file_of_tables(const std::string& path) { return !path.ends_with(".toml"); }

std::set<std::string> tables_of(const ScenarioFile& file) {
  std::set<std::string> tables;
  std::copy_if(file.inputs.begin(), file.inputs.end(), std::inserter(tables, tables.end()), is_file_of_tables);
  return tables;
}

// From which day of the run a lever is in force, or -1 if the model has none of this name.
std::int32_t first_day_of(const Model& model, const std::string& name) {
  for (const Parameter& parameter : model.parameters) {
    for (const LeverEffect& lever : parameter.levers) {
      if (lever.name == name) return lever.from_day;
    }
  }
  return -1;
}

// Names of levers, in order, without these.
std::vector<std::string> levers_but(const Scenario& scenario, const std::set<std::string>& without) {
  std::vector<std::string> names;
  for (const auto& lever : scenario.levers) {
    if (without.count(lever.name) == 0) names.push_back(lever.name);
  }
  return names;
}

// From when on a scenario differs from another; day 0 and the reason if from the start. Days are those of the models,
// in which the simulation counts too.
ForkChoice compare_with(const ScenarioFile& lead, const ScenarioFile& file, const Model& lead_model,
                        const Model& model) {
  if (tables_of(lead) != tables_of(file)) return {{}, "it reads other tables"};
  Issues ignored;  // both were read before
  std::set<std::string> levers;
  for (const TreeDifference& difference :
       tree_differences(parse_toml(lead.resolved_text, "lead", ignored), parse_toml(file.resolved_text, "file", ignored))) {
    if (is_of_no_matter(difference.path)) continue;
    constexpr std::string_view lever = "lever.";
    if (!difference.path.starts_with(lever)) return {{}, difference.path + " differs"};
    levers.insert(difference.path.substr(lever.size(), difference.path.find('.', lever.size()) - lever.size()));
  }
  if (levers_but(lead.scenario, levers) != levers_but(file.scenario, levers)) return {{}, "levers stand in another order"};
  auto day = static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms);
  for (const std::string& lever : levers) {
    if (first_day_of(lead_model, lever) < 0 && first_day_of(model, lever) < 0)
      return {{}, "lever." + lever + " differs"};
    for (const Model* one : {&lead_model, &model}) {
      const std::int32_t from = first_day_of(*one, lever);
      if (from == 0) return {{}, "lever." + lever + " holds from the start (it has no later `from`)"};
      if (from > 0) day = std::min(day, from);
    }
  }
  return {{0, day}, {}};
}

}  // namespace

std::vector<ForkChoice> choose_forks(const std::vector<ScenarioFile>& files, const std::vector<Model>& models) {
  std::vector<ForkChoice> choices(files.size());
  for (std::size_t s = 1; s < files.size(); ++s) {
    for (std::size_t lead = 0; lead < s; ++lead) {
      if (choices[lead].fork.day > 0) continue;
      ForkChoice choice = compare_with(files[lead], files[s], models[lead], models[s]);
      choice.fork.from = static_cast<std::uint32_t>(lead);
      if (choice.fork.day > choices[s].fork.day || (lead == 0 && choice.fork.day == 0)) choices[s] = std::move(choice);
    }
  }
  return choices;
}

}  // namespace draagkracht
