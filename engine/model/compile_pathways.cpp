// Pathways: names and addresses of all steps, then each step, then the rules that pools get from them.
#include <algorithm>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/pathway_compiler.h"

namespace draagkracht {

Index step_of(Binder& binder, const Name& name, const std::string& home, const std::string& key_path) {
  const std::vector<std::string>& known = binder.model.step_names;
  if (!home.empty()) {
    const auto it = std::find(known.begin(), known.end(), home + "." + name.value);
    if (it != known.end()) return static_cast<Index>(it - known.begin());
  }
  if (name.value.find('.') == std::string::npos) {  // a pathway: its first step
    for (std::size_t i = 1; i < known.size(); ++i) {
      if (known[i].starts_with(name.value + ".")) return static_cast<Index>(i);
    }
  }
  std::vector<std::string> candidates = known;
  if (!home.empty()) {
    for (const std::string& step : known) {
      if (step.starts_with(home + ".")) candidates.push_back(step.substr(home.size() + 1));
    }
  }
  for (const auto& pathway : binder.scenario.pathways) candidates.push_back(pathway.name);
  const int i = binder.find(name, candidates, "step or pathway", key_path);
  return i < 0 ? none : static_cast<Index>(i);
}

std::vector<SetStep> compile_sets(Binder& binder, const NameMap& sets, const std::string& key_path) {
  std::vector<SetStep> compiled;
  for (const auto& [variable_name, label] : sets) {
    const int variable = binder.variable_of({variable_name, label.where}, key_path);
    if (variable < 0) continue;
    const int value = binder.label_of(LabelSource::of_variable(static_cast<std::size_t>(variable)), label,
                                      key_path + "." + variable_name);
    if (value >= 0) compiled.push_back({static_cast<std::uint8_t>(variable), static_cast<std::uint8_t>(value)});
  }
  return compiled;
}

void compile_pathways(Binder& binder) {
  Model& model = binder.model;
  // Step 0 is where side jobs are: work without a patient.
  model.steps.assign(1, Step{StepKind::exit, 0, none, 0, 0, none, 0});
  model.step_names = {"side job"};
  model.verbs.exit.push_back({0});
  for (const auto& pathway : binder.scenario.pathways) {
    for (const auto& step : pathway.item.steps) {
      model.step_names.push_back(pathway.name + "." + step.name);
      model.steps.push_back({});
      model.steps.back().address = name_hash("pathway/" + pathway.name + "/" + step.name);
    }
    if (pathway.item.steps.empty()) binder.issues.add(pathway.where, "pathway." + pathway.name, "has no steps");
  }
  if (model.steps.size() > limits::steps + 1) {
    binder.issues.add(binder.scenario.name.where, "pathway", "has " + std::to_string(model.steps.size() - 1) + " steps",
                      "at most " + std::to_string(limits::steps) + " are possible");
    return;
  }
  std::size_t at = 1;
  for (const auto& pathway : binder.scenario.pathways) {
    PathwayCompiler compiler(binder, pathway.name);
    for (std::size_t i = 0; i < pathway.item.steps.size(); ++i, ++at) {
      const Index below = i + 1 < pathway.item.steps.size() ? static_cast<Index>(at + 1) : none;
      Step step = model.steps[at];
      binder.step = static_cast<Index>(at);
      compiler.compile(pathway.item.steps[i], step, below);
      model.steps[at] = step;
    }
  }
  binder.step = none;
  bind_joins(binder);
  for (std::size_t i = 0; i < model.pools.size(); ++i) {
    const auto& [name, where, spec] = binder.scenario.pools[i];
    if (!spec.on_closed.value.empty())
      model.pools[i].on_closed = step_of(binder, spec.on_closed, "", "pool." + name + ".on_closed");
  }
  if (const LivesSpec& lives = binder.scenario.population.lives; lives.set) {
    model.person_died = step_of(binder, lives.died, "", "population.lives.died");
    model.person_left = step_of(binder, lives.left, "", "population.lives.left");
  }
  for (const auto& [name, where, spec] : binder.scenario.scopes) {
    if (spec.closing.set)
      model.place_closed = step_of(binder, spec.closing.exit, "", "scope." + name + ".closing.exit");
  }
  for (std::size_t i = 0; i < model.pools.size(); ++i) compile_capacity(binder, i);
  compile_reallocations(binder);  // before the classes are counted: supervision has one too
  for (PoolKind& pool : model.pools) {
    for (unsigned c = 0; c < 32; ++c) {
      if (((pool.rules.preemptible >> c) & 1U) != 0)
        pool.rules.classes = std::max(pool.rules.classes, static_cast<int>(c) + 1);
    }
    pool.rules.classes = std::max(pool.rules.classes, static_cast<int>(pool.rules.limit_of_class.size()));
    pool.rules.limit_of_class.resize(static_cast<std::size_t>(pool.rules.classes), no_limit);
  }
}

}  // namespace draagkracht
