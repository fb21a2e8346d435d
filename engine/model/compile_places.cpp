// What is known of places while a run goes on: their numbers, sensors, which follow how busy their pools are, and rules
// on a clock.
#include <algorithm>
#include <cmath>

#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/random/distribution.h"

namespace draagkracht {
namespace {

// Expressions call what is of a place by its name alone.
void check_name_at_places(Binder& binder, const std::string& kind, const std::string& name, const Location& where) {
  const Scenario& s = binder.scenario;
  const auto refuse = [&](const auto& items, const std::string& other) {
    if (other == kind || std::none_of(items.begin(), items.end(), [&](const auto& item) { return item.name == name; }))
      return;
    binder.issues.add(where, kind + "." + name, "is named like " + other + " " + quoted(name),
                      "expressions would not know which of the two is meant", "rename one of them");
  };
  refuse(s.numbers, "number");
  refuse(s.globals, "global");
  refuse(s.person_numbers, "person_number");
  refuse(s.variables, "variable");
  refuse(s.attributes, "attribute");
  refuse(s.parameters, "parameter");
}

// Of a key that names a scope of places; the region if it names none. `none` and an issue if there is no such scope.
Index scope_of(Binder& binder, const Name& name, const std::string& path) {
  if (name.value.empty()) return 0;
  binder.use("scope", name.value);
  for (const Model::Group& group : binder.model.groups) {
    if (group.name != name.value) continue;
    binder.issues.add(name.where, path, "scope " + quoted(name.value) + " has groups of places",
                      "numbers and rules are of single places",
                      "Name " + quoted(binder.model.scopes[group.scope].name));
    return none;
  }
  std::vector<std::string> known;
  for (const Model::Scope& scope : binder.model.scopes) known.push_back(scope.name);
  const int found = binder.find(name, known, "scope", path);
  return found < 0 ? none : static_cast<Index>(found);
}

// The number that a rule assigns; `none` and an issue if there is none, or none of the places of the rule.
NumberPlace number_of_rule(Binder& binder, const Name& name, Index scope, const std::string& path, bool& is_time) {
  const Model& m = binder.model;
  std::vector<std::string> known;
  for (const Model::Global& global : m.globals) known.push_back(global.name);
  for (const Model::PlaceNumber& number : m.place_numbers) known.push_back(number.name);
  const int found = binder.find(name, known, "global", path);
  if (found < 0) return {};
  binder.use("global", name.value);
  const bool of_model = static_cast<std::size_t>(found) < m.globals.size();
  const auto at = static_cast<std::size_t>(found) - (of_model ? 0 : m.globals.size());
  is_time = of_model ? m.globals[at].is_time : m.place_numbers[at].is_time;
  const Index its = of_model ? Index{0} : m.place_numbers[at].scope;
  if (its == scope) return {of_model ? NumberPlace::model : NumberPlace::place, static_cast<Index>(at)};
  binder.issues.add(name.where, path,
                    "assigns global " + quoted(name.value) + " of scope " + quoted(m.scopes[its].name),
                    "the rule is of scope " + quoted(m.scopes[scope].name) + ", and sets numbers of its own place");
  return {};
}

}  // namespace

bool is_of_places(const GlobalSpec& spec) { return !spec.scope.value.empty() && spec.scope.value != "region"; }

void compile_place_numbers(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.globals) {
    if (!is_of_places(spec)) continue;
    const std::string path = "global." + name;
    check_name_at_places(binder, "global", name, where);
    Index scope = scope_of(binder, spec.scope, path + ".scope");
    if (scope == none) scope = 0;  // something to bind other names to
    binder.model.place_numbers.push_back(
        {name, spec.unit == 1 ? spec.time.value : spec.value.value, spec.unit == 1, scope});
  }
}

void compile_sensors(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.sensors) {
    const std::string path = "sensor." + name;
    check_name_at_places(binder, "sensor", name, where);
    Model::Sensor sensor;
    sensor.name = name;
    sensor.pool = binder.pool_of(spec.pool, path + ".pool");
    if (sensor.pool != none && binder.model.pools[sensor.pool].servers >= unlimited_servers)
      binder.issues.add(spec.pool.where, path + ".pool",
                        "names pool " + quoted(spec.pool.value) + ", which is unlimited",
                        "where nobody ever waits there is no load");
    sensor.decay = exp_minus(static_cast<double>(one_week.ms) / std::max(spec.over.value, double{one_day.ms}));
    sensor.start = spec.start.value;
    if (sensor.pool == none) sensor.pool = 0;  // something to bind other names to
    binder.model.sensors.push_back(std::move(sensor));
  }
}

void compile_place_rules(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.place_rules) {
    const std::string path = "rule." + name;
    Model::PlaceRule rule;
    rule.name = name;
    rule.scope = scope_of(binder, spec.scope, path + ".scope");
    if (rule.scope == none) continue;
    const double days = spec.every.value / static_cast<double>(one_day.ms);
    if (days != std::floor(days))
      binder.issues.add(spec.every.where, path + ".every", "is no whole number of days", "rules run at midnight");
    rule.every_days = std::max(1, static_cast<std::int32_t>(days));
    if (!spec.when.value.empty())
      rule.when = compile_rule_formula(binder, spec.when, path + ".when", truth_kind, rule.scope);
    for (const auto& [number, expression] : spec.assign) {
      bool is_time = false;
      const NumberPlace place =
          number_of_rule(binder, {number, expression.where}, rule.scope, path + ".assign", is_time);
      if (place.index == none) continue;
      rule.assignments.push_back({place, compile_rule_formula(binder, expression, path + ".assign." + number,
                                                              is_time ? time_kind : number_kind, rule.scope)});
    }
    binder.model.place_rules.push_back(std::move(rule));
  }
}

}  // namespace draagkracht
