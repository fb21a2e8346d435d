#include "engine/io/templates.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/core/limits.h"
#include "engine/io/gap_filler.h"
#include "engine/io/merge_trees.h"
#include "engine/scenario/documented_fields.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {
namespace {

constexpr const char* own_name = "name";  // the gap that each use fills with its own name

struct Template {
  std::string name;
  Location where;
  ConfigNode content;  // without `arguments` and `defaults`
  std::vector<std::string> arguments;
  ConfigNode defaults;    // a table
  bool of_steps = false;  // of a pathway; else of parts of a model
  bool right = true;      // nothing is wrong in it
  bool used = false;

  const ConfigNode& steps() const { return *content.find("step"); }
};

bool is_step_with_template(const ConfigNode& step) { return step.is_table() && step.find("template") != nullptr; }

class TemplateExpander {
 public:
  TemplateExpander(ConfigNode& root, Issues& issues) : root_(root), issues_(issues), filler_(issues) {}

  void expand() {
    read_templates();
    for (Template& one : templates_) {
      if (!one.of_steps) expand_instances(one);
    }
    if (ConfigNode* pathways = root_.find("pathway")) expand_pathways(*pathways);
    for (const Template& one : templates_) {
      if (!one.used) issues_.add(one.where, "template." + one.name, "is used by nothing");
    }
  }

 private:
  // ---- templates as they are written

  void read_templates() {
    const auto found = std::find_if(root_.entries.begin(), root_.entries.end(),
                                    [](const ConfigEntry& e) { return e.key == "template"; });
    if (found == root_.entries.end()) return;
    const ConfigNode all = std::move(found->value);
    root_.entries.erase(found);
    if (!all.is_table())
      return issues_.add(all.where, "template", "expected tables by name, found " + describe_found(all));
    for (const ConfigEntry& entry : all.entries) read_template(entry);
  }

  void read_template(const ConfigEntry& entry) {
    const std::string path = "template." + entry.key;
    if (!entry.value.is_table())
      return issues_.add(entry.value.where, path, "expected a table, found " + describe_found(entry.value));
    Template one;
    one.name = entry.key;
    one.where = entry.where;
    one.content = entry.value;
    if (const ConfigNode* names = one.content.find("arguments")) {
      for (const ConfigNode* name : texts_of(*names, path + ".arguments", "names", issues_)) {
        if (name->text == own_name || contains(one.arguments, name->text)) {
          issues_.add(name->where, path + ".arguments", "names \"" + name->text + "\" twice",
                      name->text == own_name ? "each use has its own name" : "");
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

  void read_defaults(const ConfigNode& defaults, const std::string& path, Template& one) {
    if (!defaults.is_table())
      return issues_.add(defaults.where, path, "expected a table, found " + describe_found(defaults));
    one.defaults = defaults;
    for (const ConfigEntry& entry : defaults.entries) {
      if (!contains(one.arguments, entry.key))
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
      const ConfigNode* name = node.items[i].find(own_name);
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
      if (closed && piece.text != own_name && !contains(one.arguments, piece.text))
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

  // ---- uses

  Template* find(const std::string& name, bool of_steps) {
    for (Template& one : templates_) {
      if (one.name == name && one.of_steps == of_steps) return &one;
    }
    return nullptr;
  }

  // The arguments of a use: those that it gives, then defaults. Nothing after an issue.
  bool read_arguments(const Template& one, const ConfigEntry& name, const ConfigNode& given, const std::string& path,
                      Arguments& arguments) {
    const std::size_t before = issues_.size();
    arguments.emplace(own_name, text_node(name.key, name.where));
    for (const ConfigEntry& entry : given.entries) {
      if (!contains(one.arguments, entry.key)) {
        issues_.add(entry.where, joined_path(path, entry.key),
                    "is no argument of template " + draagkracht::quoted(one.name), {},
                    did_you_mean(entry.key, one.arguments));
      }
      arguments.emplace(entry.key, entry.value);
    }
    for (const ConfigEntry& entry : one.defaults.entries) arguments.emplace(entry.key, entry.value);
    for (const std::string& argument : one.arguments) {
      if (!arguments.contains(argument))
        issues_.add(given.where, joined_path(path, argument), "is missing",
                    "it is an argument of template " + draagkracht::quoted(one.name));
    }
    return issues_.size() == before;
  }

  // Whether a template may be used inside those that are open; an issue if not.
  bool may_open(const std::string& name, const Location& where, const std::string& path) {
    std::string circle;
    for (const std::string& open : open_) {
      if (open == name || !circle.empty()) circle += open + " -> ";
    }
    if (!circle.empty()) {
      issues_.add(where, path, "template " + draagkracht::quoted(name) + " goes round in a circle: " + circle + name);
      return false;
    }
    if (open_.size() == limits::template_depth)
      issues_.add(where, path, "is a template in too many templates",
                  "at most " + std::to_string(limits::template_depth) + " are possible");
    return open_.size() < limits::template_depth && !filler_.spent();
  }

  // ---- parts of a model

  void expand_instances(Template& one) {
    const auto found = std::find_if(root_.entries.begin(), root_.entries.end(),
                                    [&](const ConfigEntry& e) { return e.key == one.name; });
    if (found == root_.entries.end()) return;
    const ConfigEntry all = std::move(*found);
    root_.entries.erase(found);
    expand_instances(one, all);
  }

  void expand_instances(Template& one, const ConfigEntry& all) {
    one.used = true;
    if (!all.value.is_table() && !all.value.is_named_list())
      return issues_.add(all.value.where, one.name, "expected tables by name, found " + describe_found(all.value));
    for (const ConfigEntry& entry : all.value.entries) expand_instance(one, entry);
    for (const ConfigNode& item : all.value.items) {
      const ConfigNode& name = *item.find(own_name);
      ConfigEntry instance{name.text, name.where, item};
      std::erase_if(instance.value.entries, [](const ConfigEntry& e) { return e.key == own_name; });
      expand_instance(one, instance);
    }
  }

  void expand_instance(const Template& one, const ConfigEntry& instance) {
    const std::string path = joined_path(one.name, instance.key);
    if (!instance.value.is_table())
      return issues_.add(instance.value.where, path, "expected a table, found " + describe_found(instance.value));
    Arguments arguments;
    if (!one.right || !read_arguments(one, instance, instance.value, path, arguments)) return;
    if (!may_open(one.name, instance.where, path)) return;
    open_.push_back(one.name);
    ConfigNode parts = filler_.filled(one.content, arguments, {});
    std::vector<ConfigEntry> inner;  // uses of other templates in this one
    for (const ConfigEntry& entry : parts.entries) {
      if (find(entry.key, false) != nullptr) inner.push_back(entry);
    }
    std::erase_if(parts.entries, [&](const ConfigEntry& e) { return find(e.key, false) != nullptr; });
    if (!filler_.spent()) merge_under(root_, parts, {}, issues_);
    for (const ConfigEntry& entry : inner) expand_instances(*find(entry.key, false), entry);
    open_.pop_back();
  }

  // ---- steps

  void expand_pathways(ConfigNode& pathways) {
    const auto expand = [&](ConfigNode& pathway, const std::string& name) {
      ConfigNode* steps = pathway.find("step");
      if (steps != nullptr && has_uses(*steps)) *steps = expanded_steps(*steps, "pathway." + name + ".step");
    };
    for (ConfigEntry& entry : pathways.entries) expand(entry.value, entry.key);
    for (ConfigNode& item : pathways.items) {
      const ConfigNode* name = item.find(own_name);
      expand(item, name != nullptr ? name->text : std::string());
    }
  }

  static bool has_uses(const ConfigNode& steps) {
    return std::any_of(steps.items.begin(), steps.items.end(), is_step_with_template) ||
           std::any_of(steps.entries.begin(), steps.entries.end(),
                       [](const ConfigEntry& e) { return is_step_with_template(e.value); });
  }

  // Steps with those of their templates in place of the uses. A step that the pathway has itself wins over one of a
  // template with its name, and takes its place.
  ConfigNode expanded_steps(const ConfigNode& written, const std::string& path) {
    ConfigNode list = as_named_list(written);
    std::vector<std::vector<ConfigNode>> blocks;
    std::map<std::string, ConfigNode*> made;
    for (const ConfigNode& step : list.items) {
      blocks.emplace_back();
      if (is_step_with_template(step)) expand_use(step, path, blocks.back());
    }
    for (std::vector<ConfigNode>& block : blocks) {
      for (ConfigNode& step : block) {
        const ConfigNode& name = *step.find(own_name);
        if (!made.emplace(name.text, &step).second)
          issues_.add(name.where, joined_path(path, name.text), "is made twice",
                      "two templates have a step of that name");
      }
    }
    ConfigNode result;
    result.kind = ConfigNode::Kind::array;
    result.where = written.where;
    std::vector<bool> stays(list.items.size(), true);
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const ConfigNode* name = list.items[i].find(own_name);
      if (is_step_with_template(list.items[i]) || name == nullptr) continue;
      const auto found = made.find(name->text);
      if (found == made.end()) continue;
      merge_over(*found->second, list.items[i], joined_path(path, name->text), issues_);
      stays[i] = false;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const bool use = is_step_with_template(list.items[i]);
      if (!use && stays[i]) result.items.push_back(list.items[i]);
      for (ConfigNode& step : blocks[i]) result.items.push_back(std::move(step));
    }
    return result;
  }

  // The steps that a step with a template stands for.
  void expand_use(const ConfigNode& use, const std::string& steps_path, std::vector<ConfigNode>& to) {
    const ConfigNode* name = use.find(own_name);
    if (name == nullptr || !name->is_text())
      return issues_.add(use.where, steps_path, "has a step with a template and no name");
    const std::string path = joined_path(steps_path, name->text);
    const ConfigNode& named = *use.find("template");
    Template* one = named.is_text() ? find(named.text, true) : nullptr;
    if (one == nullptr) return unknown_template(named, path + ".template");
    one->used = true;
    if (!one->right) return;
    Arguments arguments;
    ConfigNode none;
    none.where = use.where;
    const ConfigNode* given = use.find("arguments");
    if (given != nullptr && !given->is_table())
      return issues_.add(given->where, path + ".arguments", "expected a table, found " + describe_found(*given));
    const ConfigEntry as{name->text, name->where, {}};
    if (!read_arguments(*one, as, given != nullptr ? *given : none, path + ".arguments", arguments)) return;
    if (!may_open(one->name, named.where, path + ".template")) return;
    open_.push_back(one->name);
    ConfigNode steps = filler_.filled(as_named_list(one->steps()), arguments, steps_path);
    if (!filler_.spent() && !steps.is_named_list())
      issues_.add(named.where, path + ".template", "gives a step whose name is no text");
    if (!filler_.spent() && steps.is_named_list()) {
      add_own_keys(use, steps, path);
      for (const ConfigNode& step : steps.items) {
        if (is_step_with_template(step)) {
          expand_use(step, steps_path, to);
        } else {
          to.push_back(step);
        }
      }
    }
    open_.pop_back();
  }

  // Keys of the use beside those of templates are of the step that has its name.
  void add_own_keys(const ConfigNode& use, ConfigNode& steps, const std::string& path) {
    ConfigNode own = use;
    std::erase_if(own.entries, [](const ConfigEntry& e) {
      return e.key == own_name || e.key == "template" || e.key == "arguments";
    });
    if (own.entries.empty()) return;
    ConfigNode* step = steps.find_named(use.find(own_name)->text);
    if (step != nullptr) return merge_over(*step, own, path, issues_);
    const ConfigEntry& first = own.entries.front();
    issues_.add(first.where, joined_path(path, first.key), "is a key of no step",
                "the template has no step that is just {name}");
  }

  void unknown_template(const ConfigNode& named, const std::string& path) {
    if (!named.is_text()) return issues_.add(named.where, path, "expected a text, found " + describe_found(named));
    std::vector<std::string> known;
    for (const Template& one : templates_) {
      if (one.of_steps) known.push_back(one.name);
    }
    const bool of_parts = find(named.text, false) != nullptr;
    issues_.add(named.where, path,
                of_parts ? "template " + draagkracht::quoted(named.text) + " has no steps"
                         : "unknown template " + draagkracht::quoted(named.text),
                {}, of_parts ? std::string() : did_you_mean(named.text, known));
  }

  static bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  ConfigNode& root_;
  Issues& issues_;
  GapFiller filler_;
  std::vector<Template> templates_;
  std::map<std::string, std::map<std::string, Location>> argument_places_;  // of each template, by name
  std::vector<std::string> open_;  // names of the templates that are being written out, each inside the one before
  std::set<std::string> language_keys_;
};

}  // namespace

void expand_templates(ConfigNode& root, Issues& issues) { TemplateExpander(root, issues).expand(); }

}  // namespace draagkracht
