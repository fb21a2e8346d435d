#include "engine/model/compile.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/model/compile_parts.h"
#include "engine/model/pathway_graph.h"
#include "engine/model/telling.h"

namespace draagkracht {
namespace {

// Two names with one hash would share their random numbers.
void check_addresses(const Binder& binder) {
  const Model& model = binder.model;
  std::vector<std::pair<std::uint32_t, std::string>> used;
  for (std::size_t i = 1; i < model.steps.size(); ++i) used.emplace_back(model.steps[i].address, model.step_names[i]);
  for (const SeizeStep& seize : model.verbs.seize) used.emplace_back(seize.time_address, "task/" + seize.task);
  for (const ReallocationRule& rule : model.rules) used.emplace_back(rule.address, "reallocation/" + rule.name);
  for (const Diffusion& habit : model.diffusions) used.emplace_back(habit.address, "diffusion/" + habit.name);
  for (const Stream& stream : model.streams) used.emplace_back(stream.address, "stream/" + stream.name);
  for (const DemandFamily& family : model.families) {
    used.emplace_back(family.address, "family/" + family.name);
    used.emplace_back(family.pick_address, "family/" + family.name + "#2");
    for (std::size_t layer = 0; layer < family.layers.size(); ++layer)
      used.emplace_back(family.layers[layer], "family/" + family.name + "#layer" + std::to_string(layer + 1));
  }
  for (const DueVisits& due : model.due_visits) used.emplace_back(due.address, "due/" + due.name);
  for (const LabelRequests& of : model.label_requests) used.emplace_back(of.address, "begins/" + of.name);
  for (const Workforce& force : model.workforces) used.emplace_back(force.address, "workforce/" + force.name);
  for (const InitialRequests& initial : model.initials) used.emplace_back(initial.address, initial.name);
  std::sort(used.begin(), used.end());
  for (std::size_t i = 1; i < used.size(); ++i) {
    if (used[i].first != used[i - 1].first || used[i].second == used[i - 1].second) continue;
    binder.issues.add(binder.scenario.name.where, used[i].second,
                      "has the same random address as " + quoted(used[i - 1].second), "their draws would be equal",
                      "rename one of them");
  }
}

}  // namespace

Model compile(const Scenario& scenario, const Tables& tables) {
  QuantileTables made;
  return compile(scenario, tables, made);
}

Model compile(const Scenario& scenario, const Tables& tables, QuantileTables& made) {
  Model model;
  Issues issues;
  Binder binder(scenario, tables, model, issues, made);
  model.name = scenario.name.value;
  compile_run(binder);
  compile_years(binder);
  compile_municipalities(binder);
  compile_labels(binder);
  compile_schedules(binder);
  compile_parameters(binder);
  compile_levers(binder);
  compile_people(binder);
  compile_scopes(binder);
  compile_place_numbers(binder);
  compile_pools(binder);
  compile_lists(binder);
  compile_sensors(binder);
  compile_workforces(binder);
  compile_place_searches(binder);
  compile_measures(binder);
  const std::size_t issues_before = issues.size();
  compile_pathways(binder);
  compile_place_rules(binder);
  compile_streams(binder);
  if (issues.empty()) compile_initials(binder);  // what follows from ways and times that are bound
  const bool all_bound = issues.empty();
  check_levers(binder);
  if (issues.size() == issues_before) check_pathways(binder);  // else it would tell of ways that were only misspelt
  if (all_bound) check_use(binder);                            // and of what was only named wrongly
  check_person_state(binder, all_bound);
  compile_key_figures(binder);
  telling_of(scenario, model, issues);  // only checked here: no run depends on it
  check_addresses(binder);
  issues.throw_if_any();
  number_repeated_steps(model);
  return model;
}

}  // namespace draagkracht
