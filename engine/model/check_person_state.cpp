// Numbers and labels of persons that steps set. Who asks for what is a function of the seed, the person and the day;
// what is decided in queues may not change it. So nothing that decides demand, or who a person is, reads a label that
// steps set; numbers that they set have no such reader, for only expressions of steps know them.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/model/compile_parts.h"
#include "engine/model/labelled_attribute.h"
#include "engine/model/pathway_graph.h"

namespace draagkracht {
namespace {

class DemandReaders {
 public:
  explicit DemandReaders(Binder& binder) : b_(binder) {}

  void check() {
    const Scenario& s = b_.scenario;
    for (const auto& [name, where, stream] : s.streams) {
      const std::string path = "stream." + name;
      for (const Name& by : stream.lookup.by) refuse_column(by, path + ".lookup.by");
      for (const auto& [label, rule] : stream.only_for) refuse(first(rule), path + ".only_for." + label);
      refuse(stream.participants, path + ".participants");
      for (const auto& [initial_name, at, initial] : stream.initials) {
        for (const Name& by : initial.lookup.by) refuse_column(by, path + ".initial." + initial_name + ".lookup.by");
      }
      for (const auto& [attribute, label] : stream.begins) refuse({attribute, label.where}, path + ".begins");
    }
    for (const auto& [name, where, need] : s.needs) refuse(need.raised_by, "need." + name + ".raised_by");
    for (const auto& [name, where, attribute] : s.attributes) check_attribute("attribute." + name, where, attribute);
    for (const auto& [name, where, scope] : s.scopes) {
      for (const auto& [preference_name, at, preference] : scope.preferences)
        refuse(preference.attribute, "scope." + name + ".preference." + preference_name + ".attribute");
    }
    for (const auto& [name, where, habit] : s.diffusions) {
      for (const auto& [attribute, label] : habit.eligible)
        refuse({attribute, label.where}, "diffusion." + name + ".eligible." + attribute);
    }
    for (const auto& [name, where, lever] : s.levers) {
      for (const auto& [key, labels] : lever.where)
        refuse({key, labels.empty() ? where : labels[0].where}, "lever." + name + ".where." + key);
    }
    for (const auto& [name, where, tally] : s.tallies) {
      if (!tally.per_person || tally.by.empty()) continue;
      const auto attribute = std::find_if(tally.by.begin(), tally.by.end(),
                                          [&](const Name& by) { return b_.find_attribute(by.value) != none; });
      if (attribute != tally.by.end() && is_set(attribute->value))
        b_.issues.add(attribute->where, "tally." + name + ".by",
                      "counts per person by " + quoted(attribute->value) + ", which steps set",
                      "persons are counted by the label that they have as a year begins",
                      "Name another attribute first, or leave out per_person");
    }
  }

 private:
  void check_attribute(const std::string& path, const Location& where, const AttributeSpec& spec) {
    for (const auto& [other, odds] : spec.odds) refuse({other, where}, path + ".odds." + other);
    for (const auto& [other, weight] : spec.basis) refuse({other, where}, path + ".basis." + other);
    for (const auto& [text, points] : spec.points) refuse(first({text, where}), path + ".points." + text);
    for (const auto& [name, at, exception] : spec.exceptions) {
      for (const auto& [other, labels] : exception.where)
        refuse({other, labels.empty() ? at : labels[0].where}, path + ".exception." + name + ".where." + other);
    }
    for (const Name& by : spec.age_factor.by) refuse_column(by, path + ".age_factor.by");
    for (const Name& by : spec.lookup.by) refuse_column(by, path + ".lookup.by");
  }

  bool is_set(const std::string& name) const {
    const Index attribute = b_.find_attribute(name);
    return attribute != none && b_.model.set_by_steps(LabelSource::of_attribute(attribute, b_.model.variables.size()));
  }
  // The attribute of "attribute=label".
  static Name first(const Name& text) { return {attribute_and_label(text.value).first, text.where}; }
  // "attribute" or "column=attribute".
  void refuse_column(const Name& by, const std::string& path) {
    const auto [column, attribute] = attribute_and_label(by.value);
    refuse({attribute.empty() ? column : attribute, by.where}, path);
  }
  void refuse(const Name& name, const std::string& path) {
    if (!is_set(name.value)) return;
    b_.issues.add(name.where, path, "reads attribute " + quoted(name.value) + ", which steps set",
                  "what happens to requests may not change who asks for what, or who a person is",
                  "Let steps read it, or name an attribute of another kind");
  }

  Binder& b_;
};

// What a step does with what is kept of persons. Axes: number or label of Model::person_values and person_labels.
struct PersonStateOfStep : StepParts {
  const Model& model;
  std::vector<std::uint8_t> numbers_set, labels_set;
  bool reads_or_sets = false;

  explicit PersonStateOfStep(const Model& of)
      : model(of), numbers_set(of.person_values.size()), labels_set(of.person_labels.size()) {}
  void number(NumberPlace place) {
    if (place.of != NumberPlace::person || place.index == none) return;
    numbers_set[place.index] = 1;
    reads_or_sets = true;
  }
  void sets_of_person(Index which, std::uint8_t) {
    labels_set[which] = 1;
    reads_or_sets = true;
  }
  void formula(Index index) {
    reads_or_sets = reads_or_sets || (index != none && model.formulas[index].reads({Formula::Op::person_value}));
  }
  void time(TimeRole, const TimeSource& time) {
    formula(time.formula);
    formula(time.scale);
  }
};

// Steps that requests of persons come to; axis: step; 1: some do.
std::vector<std::uint8_t> reached_by_persons(const Model& model) {
  std::vector<Index> open{model.person_died, model.person_left, model.place_closed};
  for (const DemandFamily& family : model.families) {
    for (const DemandEntry& entry : family.entries) {
      open.push_back(entry.enters);
      for (const ClosedDayPart& part : entry.closed_parts) open.push_back(part.enters);
    }
  }
  for (const DueVisits& due : model.due_visits) open.push_back(due.enters);
  for (const LabelRequests& of : model.label_requests) open.push_back(of.enters);
  std::vector<std::uint8_t> reached(model.steps.size());
  while (!open.empty()) {
    const Index step = open.back();
    open.pop_back();
    if (step == none || reached[step] != 0) continue;
    reached[step] = 1;
    for (const StepEdge& edge : edges_of(model, step)) open.push_back(edge.to);
  }
  return reached;
}

// What no request can ever change, or nobody has.
void check_steps(Binder& binder) {
  const Model& model = binder.model;
  const std::vector<std::uint8_t> reached = reached_by_persons(model);
  PersonStateOfStep all(model);
  std::size_t at = 1;
  for (const auto& pathway : binder.scenario.pathways) {
    for (const auto& step : pathway.item.steps) {
      const PersonStateOfStep its = visit_parts(model.verbs, model.steps[at], PersonStateOfStep(model));
      for (std::size_t i = 0; i < its.numbers_set.size(); ++i) all.numbers_set[i] |= its.numbers_set[i];
      for (std::size_t i = 0; i < its.labels_set.size(); ++i) all.labels_set[i] |= its.labels_set[i];
      if (its.reads_or_sets && reached[at] == 0)
        binder.issues.add(step.where, "pathway." + pathway.name + ".step." + step.name,
                          "reads or sets what is kept of persons, and no request of a person comes here",
                          "requests of anonymous streams belong to nobody");
      ++at;
    }
  }
  for (std::size_t i = 0; i < all.numbers_set.size(); ++i) {
    const auto& [name, where, spec] = binder.scenario.person_numbers[i];
    if (all.numbers_set[i] == 0)
      binder.issues.add(where, "person_number." + name, "is set by no step", "it stays what everyone begins with",
                        "Let a step assign it, such as assign = {" + name + " = " +
                            (spec.unit == 1 ? "\"now\"" : "\"" + name + " + 1\"") + "}");
  }
  for (std::size_t i = 0; i < all.labels_set.size(); ++i) {
    if (all.labels_set[i] != 0) continue;
    const std::string& name = model.attributes[model.person_labels[i]];
    const auto named = std::find_if(binder.scenario.attributes.begin(), binder.scenario.attributes.end(),
                                    [&](const auto& attribute) { return attribute.name == name; });
    binder.issues.add(named->where, "attribute." + name, "is set by no step", "everyone keeps the first label",
                      "Let a step set it, such as set = {" + name + " = " +
                          quoted(model.attribute_labels[model.person_labels[i]].back()) + "}");
  }
}

}  // namespace

void check_person_state(Binder& binder, bool all_bound) {
  const Model& model = binder.model;
  if (model.person_values.empty() && model.person_labels.empty()) return;
  DemandReaders(binder).check();
  if (all_bound && !binder.scenario.streams.empty()) check_steps(binder);
}

}  // namespace draagkracht
