#include "engine/io/template_definitions.h"

#include <map>
#include <set>
#include <utility>

#include "engine/io/gap_filler.h"
#include "engine/io/merge_trees.h"
#include "engine/scenario/documented_fields.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {
namespace {

class TemplateReader {
 public:
  explicit TemplateReader(Issues& issues) : issues_(issues) {}

  std::vector<Template> take() { return std::move(templates_); }

  void read(const ConfigEntry& entry) {
    const std::string path = "template." + entry.key;
    if (!entry.value.is_table())
      return issues_.add(entry.value.where, path, "expected a table, found " + describe_found(entry.value));
    Template one;
    one.name = entry.key;
    one.where = entry.where;
    one.content = entry.value;
    if (const ConfigNode* names = one.content.find("arguments")) {
      for (const ConfigNode* name : texts_of(*names, path + ".arguments", "names", issues_)) {
        if (name->text == Template::own_name || one.takes(name->text)) {
          issues_.add(name->where, path + ".arguments", "names \"" + name->text + "\" twice",
                      name->text == Template::own_name ? "each use has its own name" : "");
          continue;
        }
        one.arguments.push_back(name->text);
        argument_places_[one.name][name->text] = name->where;
      }
    }
    if (const ConfigNode* defaults = one.content.find("defaults")) read_defaults(*defaults, path + ".defaults", one);
    std::erase_if(one.content.entries,
                  [](const ConfigEntry& e) { return e.key == "arguments" || e.key == "defaults"; });
    one.of_steps = one.content.find("step") != nullptr;
    one.right = check_content(one, path);
    templates_.push_back(std::move(one));
  }

 private:
  void read_defaults(const ConfigNode& defaults, const std::string& path, Template& one) {
    if (!defaults.is_table())
      return issues_.add(defaults.where, path, "expected a table, found " + describe_found(defaults));
    one.defaults = defaults;
    for (const ConfigEntry& entry : defaults.entries) {
      if (!one.takes(entry.key))
        issues_.add(entry.where, joined_path(path, entry.key), "is no argument of the template", {},
                    did_you_mean(entry.key, one.arguments));
    }
  }

  bool check_content(const Template& one, const std::string& path) {
    const std::size_t before = issues_.size();
    std::set<std::string> filled;
    check_gaps(one.content, path, one, filled);
    for (const std::string& argument : one.arguments) {
      if (!filled.contains(argument))
        issues_.add(argument_places_[one.name][argument], path + ".arguments",
                    "names \"" + argument + "\", which fills no gap of the template");
    }
    if (one.content.entries.empty())
      issues_.add(one.where, path, "has nothing in it", "it has steps, or parts of a model");
    if (one.of_steps) {
      check_steps(one, path);
    } else if (is_language_key(one.name)) {
      issues_.add(one.where, path, "has the name of a section of the language",
                  "each table [" + one.name + ".NAME] would be a use of it", "another name");
    }
    return issues_.size() == before;
  }

  void check_steps(const Template& one, const std::string& path) {
    for (const ConfigEntry& entry : one.content.entries) {
      if (entry.key != "step")
        issues_.add(entry.where, joined_path(path, entry.key), "stands beside `step`",
                    "a template has steps of a pathway, or parts of a model");
    }
    if (!as_named_list(one.steps()).is_named_list())
      issues_.add(one.steps().where, path + ".step", "expected steps with names, found " + describe_found(one.steps()));
  }

  void check_gaps(const ConfigNode& node, const std::string& path, const Template& one, std::set<std::string>& filled) {
    if (node.is_text()) check_gaps_of(node.text, node.where, path, one, filled);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const ConfigNode* name = node.items[i].find(Template::own_name);
      const bool named = name != nullptr && name->is_text();
      check_gaps(node.items[i], named ? joined_path(path, name->text) : path + '[' + std::to_string(i + 1) + ']', one,
                 filled);
    }
    for (const ConfigEntry& entry : node.entries) {
      check_gaps_of(entry.key, entry.where, path, one, filled);
      check_gaps(entry.value, joined_path(path, entry.key), one, filled);
    }
  }

  void check_gaps_of(const std::string& text, const Location& where, const std::string& path, const Template& one,
                     std::set<std::string>& filled) {
    bool closed = true;
    for (const TextPiece& piece : text_pieces(text, closed)) {
      if (!piece.gap) continue;
      filled.insert(piece.text);
      if (closed && piece.text != Template::own_name && !one.takes(piece.text))
        issues_.add(where, path, "has a gap \"{" + piece.text + "}\", which is no argument of the template",
                    "`{{` stands for a brace", did_you_mean(piece.text, one.arguments));
    }
    if (!closed) issues_.add(where, path, "has a brace that is not closed", "`{{` stands for a brace");
  }

  bool is_language_key(const std::string& name) {
    if (language_keys_.empty()) {
      DocumentedFields fields;
      Scenario ignored;
      describe(fields, ignored);
      for (const FieldRow& row : fields.rows()) language_keys_.insert(row.path.substr(0, row.path.find('.')));
    }
    return language_keys_.contains(name) || name == "extends" || name == "remove";
  }

  Issues& issues_;
  std::vector<Template> templates_;
  std::map<std::string, std::map<std::string, Location>> argument_places_;  // of each template, by name
  std::set<std::string> language_keys_;
};

}  // namespace

std::vector<Template> take_templates(ConfigNode& root, Issues& issues) {
  const auto found =
      std::find_if(root.entries.begin(), root.entries.end(), [](const ConfigEntry& e) { return e.key == "template"; });
  if (found == root.entries.end()) return {};
  const ConfigNode all = std::move(found->value);
  root.entries.erase(found);
  if (!all.is_table()) {
    issues.add(all.where, "template", "expected tables by name, found " + describe_found(all));
    return {};
  }
  TemplateReader reader(issues);
  for (const ConfigEntry& entry : all.entries) reader.read(entry);
  return reader.take();
}

}  // namespace draagkracht
