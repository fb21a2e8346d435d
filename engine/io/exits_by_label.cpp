#include "engine/io/exits_by_label.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/gap_filler.h"
#include "engine/io/merge_trees.h"
#include "engine/scenario/attribute_labels.h"

namespace draagkracht {
namespace {

// The item of a table by name or of a list of items with names, or nullptr.
const ConfigNode* item_of(const ConfigNode& root, const char* section, const std::string& name) {
  const ConfigNode* all = root.find(section);
  if (all == nullptr) return nullptr;
  return all->is_named_list() ? all->find_named(name) : all->find(name);
}

std::vector<std::string> names_of(const ConfigNode& root, const char* section) {
  std::vector<std::string> names;
  const ConfigNode* all = root.find(section);
  if (all == nullptr) return names;
  for (const ConfigNode& item : as_named_list(*all).items) {
    const ConfigNode* name = item.find("name");
    if (name != nullptr) names.push_back(name->text);
  }
  return names;
}

std::vector<std::string> texts_in(const ConfigNode* node) {
  std::vector<std::string> texts;
  Issues told;  // what is no text is told when keys are read
  if (node == nullptr) return texts;
  for (const ConfigNode* text : texts_of(*node, {}, {}, told)) texts.push_back(text->text);
  return texts;
}

// The labels of a variable or attribute as the file says them; none if there is neither.
std::vector<std::string> labels_of(const ConfigNode& root, const std::string& name) {
  if (const ConfigNode* variable = item_of(root, "variable", name)) return texts_in(variable->find("values"));
  const ConfigNode* attribute = item_of(root, "attribute", name);
  if (attribute == nullptr) return {};
  if (const ConfigNode* labels = attribute->find("labels")) return texts_in(labels);
  const ConfigNode* kind = attribute->find("kind");
  const std::vector<std::string>& kinds = attribute_kinds();
  const auto found = kind == nullptr ? kinds.end() : std::find(kinds.begin(), kinds.end(), kind->text);
  return found == kinds.end() ? std::vector<std::string>{} : labels_left_out(static_cast<int>(found - kinds.begin()));
}

bool has_gap(const ConfigNode& step) {
  const ConfigNode* exit = step.is_table() ? step.find("exit") : nullptr;
  if (exit == nullptr || !exit->is_text()) return false;
  bool closed = true;
  const std::vector<TextPiece> pieces = text_pieces(exit->text, closed);
  return std::any_of(pieces.begin(), pieces.end(), [](const TextPiece& piece) { return piece.gap; });
}

class ExitWriter {
 public:
  ExitWriter(const ConfigNode& root, Issues& issues) : root_(root), issues_(issues) {}

  // The steps of a pathway, at `path`, with select and exits in place of those that have a gap.
  ConfigNode written_out(const ConfigNode& steps, const std::string& path) {
    const ConfigNode list = as_named_list(steps);
    ConfigNode result;
    result.kind = ConfigNode::Kind::array;
    result.where = steps.where;
    for (const ConfigNode& step : list.items) {
      if (has_gap(step) && step.find("name") != nullptr) {
        write_out(step, list, path, result.items);
      } else {
        result.items.push_back(step);
      }
    }
    return result;
  }

 private:
  void write_out(const ConfigNode& step, const ConfigNode& list, const std::string& steps_path,
                 std::vector<ConfigNode>& to) {
    const ConfigNode& name = *step.find("name");
    const ConfigNode& exit = *step.find("exit");
    const std::string path = joined_path(steps_path, name.text);
    const std::string variable = variable_of(exit, path + ".exit");
    if (variable.empty()) return without_exit(step, to);
    const std::vector<std::string> labels = labels_of(root_, variable);
    if (labels.empty()) {
      std::vector<std::string> known = names_of(root_, "variable");
      for (const std::string& attribute : names_of(root_, "attribute")) known.push_back(attribute);
      issues_.add(exit.where, path + ".exit", "unknown variable or attribute " + draagkracht::quoted(variable), {},
                  did_you_mean(variable, known));
      return without_exit(step, to);
    }
    ConfigNode select, cases;
    select.where = cases.where = step.where;
    std::vector<ConfigNode> exits;
    GapFiller filler(issues_);
    for (const std::string& label : labels) {
      const std::string exit_name = name.text + '_' + label;
      if (list.find_named(exit_name) != nullptr)
        issues_.add(exit.where, path + ".exit",
                    "makes the step " + draagkracht::quoted(exit_name) + ", which is there");
      cases.entries.push_back({label, exit.where, text_node(exit_name, exit.where)});
      exits.push_back(step);
      exits.back().find("name")->text = exit_name;
      *exits.back().find("exit") = filler.filled(exit, {{variable, text_node(label, exit.where)}}, path + ".exit");
      exits.back().find("exit")->where = exit.where;
    }
    select.entries = {{"name", name.where, name},
                      {"select", exit.where, text_node(variable, exit.where)},
                      {"cases", exit.where, std::move(cases)}};
    to.push_back(std::move(select));
    to.insert(to.end(), exits.begin(), exits.end());
  }

  // After an issue: a step that leads nowhere would be told as well.
  static void without_exit(const ConfigNode& step, std::vector<ConfigNode>& to) {
    to.push_back(step);
    to.back().find("exit")->text = "exit";
  }

  // The name in the only gap, or "" after an issue.
  std::string variable_of(const ConfigNode& exit, const std::string& path) {
    bool closed = true;
    std::vector<std::string> gaps;
    for (const TextPiece& piece : text_pieces(exit.text, closed)) {
      if (piece.gap) gaps.push_back(piece.text);
    }
    if (!closed) {
      issues_.add(exit.where, path, "has a brace that is not closed", "`{{` stands for a brace");
    } else if (gaps.size() > 1) {
      issues_.add(exit.where, path, "has several gaps", "one variable or attribute tells the outcome");
    } else if (!gaps[0].empty()) {
      return gaps[0];
    } else {
      issues_.add(exit.where, path, "has an empty gap", "it names a variable or an attribute");
    }
    return {};
  }

  const ConfigNode& root_;
  Issues& issues_;
};

bool any_has_gap(const ConfigNode& steps) {
  return std::any_of(steps.items.begin(), steps.items.end(), has_gap) ||
         std::any_of(steps.entries.begin(), steps.entries.end(), [](const ConfigEntry& e) { return has_gap(e.value); });
}

}  // namespace

void write_out_exits(ConfigNode& root, Issues& issues) {
  ConfigNode* pathways = root.find("pathway");
  if (pathways == nullptr) return;
  ExitWriter writer(root, issues);
  const auto write_out = [&](ConfigNode& pathway, const std::string& name) {
    ConfigNode* steps = pathway.find("step");
    if (steps != nullptr && any_has_gap(*steps)) *steps = writer.written_out(*steps, "pathway." + name + ".step");
  };
  for (ConfigEntry& entry : pathways->entries) write_out(entry.value, entry.key);
  for (ConfigNode& item : pathways->items) {
    const ConfigNode* name = item.find("name");
    write_out(item, name != nullptr ? name->text : std::string());
  }
}

}  // namespace draagkracht
