// Rules of reallocation: who does what instead of whom.
#include <algorithm>

#include "engine/core/hash.h"
#include "engine/model/compile_parts.h"

namespace draagkracht {

void compile_reallocations(Binder& binder) {
  Model& model = binder.model;
  for (const auto& [name, where, spec] : binder.scenario.reallocations) {
    const std::string path = "reallocation." + name;
    ReallocationRule rule;
    rule.name = name;
    rule.address = name_hash("reallocation/" + name);
    const int variable = binder.variable_of(spec.variable, path + ".variable");
    const int rule_variable = binder.variable_of(spec.rule_variable, path + ".rule_variable");
    if (variable < 0 || rule_variable < 0) continue;
    rule.variable = static_cast<std::uint8_t>(variable);
    rule.rule_variable = static_cast<std::uint8_t>(rule_variable);
    const LabelSource source = LabelSource::of_variable(rule.variable);
    const int from = binder.label_of(source, spec.from, path + ".from"),
              to = binder.label_of(source, spec.to, path + ".to");
    if (from < 0 || to < 0) continue;
    rule.from = static_cast<std::uint8_t>(from);
    rule.to = static_cast<std::uint8_t>(to);
    if (model.variable_labels[rule.rule_variable].size() < binder.scenario.reallocations.size() + 1) {
      binder.issues.add(spec.rule_variable.where, path + ".rule_variable",
                        "variable " + quoted(spec.rule_variable.value) + " has too few labels",
                        "it needs one for none and one per rule");
    }
    for (const auto& [key, label] : spec.where) {
      const LabelSource at = binder.source_of({key, label.where}, path + ".where");
      const int value = binder.label_of(at, label, path + ".where." + key);
      if (value >= 0) rule.where.push_back({at, static_cast<std::uint8_t>(value)});
    }
    rule.pool_to = binder.pool_of(spec.to, path + ".to");
    rule.spread_over_places = spec.spread_over_places;
    rule.share = binder.parameter_of(spec.share, path + ".share");
    rule.return_rate = binder.parameter_of(spec.return_rate, path + ".return_rate");
    if (!spec.time_factor.value.empty()) {
      rule.time_factor = binder.parameter_of(spec.time_factor, path + ".time_factor");
      refuse_negative_factor(binder, rule.time_factor, spec.time_factor.where, path + ".time_factor");
    }
    if (!spec.return_to.value.empty()) rule.return_to = step_of(binder, spec.return_to, "", path + ".return_to");
    if (spec.return_to.value.empty())
      binder.issues.add(where, path + ".return_to", "is missing", "what must come back goes on somewhere");
    if (spec.supervision.set) {
      rule.supervision = compile_time(binder, spec.supervision, path + ".supervision");
      rule.supervisor = binder.pool_of(spec.supervisor, path + ".supervisor");
      rule.supervision_class = static_cast<std::uint8_t>(spec.supervision_priority.value);
      if (rule.supervisor != none) {
        PoolRules& rules = model.pools[rule.supervisor].rules;
        rules.classes = std::max(rules.classes, rule.supervision_class + 1);
        binder.classes_used[rule.supervisor] |= std::uint32_t{1} << rule.supervision_class;
      }
    }
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace draagkracht
