#include "engine/io/templates.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/core/limits.h"
#include "engine/io/gap_filler.h"
#include "engine/io/merge_trees.h"
#include "engine/io/template_definitions.h"

namespace draagkracht {
namespace {

bool is_step_with_template(const ConfigNode& step) { return step.is_table() && step.find("template") != nullptr; }

class TemplateExpander {
 public:
  TemplateExpander(ConfigNode& root, Issues& issues)
      : root_(root), issues_(issues), filler_(issues), templates_(take_templates(root, issues)) {}

  void expand() {
    for (Template& one : templates_) {
      if (!one.of_steps) expand_instances(one);
    }
    if (ConfigNode* pathways = root_.find("pathway")) expand_pathways(*pathways);
    for (const Template& one : templates_) {
      if (!one.used) issues_.add(one.where, "template." + one.name, "is used by nothing");
    }
  }

 private:
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
    arguments.emplace(Template::own_name, text_node(name.key, name.where));
    for (const ConfigEntry& entry : given.entries) {
      if (!one.takes(entry.key)) {
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
      const ConfigNode& name = *item.find(Template::own_name);
      ConfigEntry instance{name.text, name.where, item};
      std::erase_if(instance.value.entries, [](const ConfigEntry& e) { return e.key == Template::own_name; });
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
      if (steps == nullptr || !has_uses(*steps)) return;
      *steps = expanded_steps(*steps, "pathway." + name + ".step");
      remove_steps(pathway, "pathway." + name);
    };
    for (ConfigEntry& entry : pathways.entries) expand(entry.value, entry.key);
    for (ConfigNode& item : pathways.items) {
      const ConfigNode* name = item.find(Template::own_name);
      expand(item, name != nullptr ? name->text : std::string());
    }
  }

  // What a pathway removes of the steps that templates gave.
  void remove_steps(ConfigNode& pathway, const std::string& path) {
    const auto removal = std::find_if(pathway.entries.begin(), pathway.entries.end(),
                                      [](const ConfigEntry& e) { return e.key == "remove"; });
    if (removal == pathway.entries.end()) return;
    ConfigNode over;
    over.where = pathway.where;
    over.entries.push_back(std::move(*removal));
    pathway.entries.erase(removal);
    merge_over(pathway, over, path, issues_);
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
        const ConfigNode& name = *step.find(Template::own_name);
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
      const ConfigNode* name = list.items[i].find(Template::own_name);
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
    const ConfigNode* name = use.find(Template::own_name);
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

  // What a use removes may also be steps of its template, by the names that they have there.
  static void take_steps_away(ConfigNode& own, const std::string& use, ConfigNode& steps) {
    ConfigNode* removed = own.find("remove");
    if (removed == nullptr) return;
    std::erase_if(removed->items, [&](const ConfigNode& name) {
      const ConfigNode* step = steps.find_named(use);
      if (step != nullptr && step->find(name.text) != nullptr) return false;  // a key
      return std::erase_if(steps.items,
                           [&](const ConfigNode& s) { return s.find(Template::own_name)->text == name.text; }) > 0;
    });
    if (removed->items.empty()) std::erase_if(own.entries, [](const ConfigEntry& e) { return e.key == "remove"; });
  }

  // Keys of the use beside those of templates are of the step that has its name.
  void add_own_keys(const ConfigNode& use, ConfigNode& steps, const std::string& path) {
    ConfigNode own = use;
    std::erase_if(own.entries, [](const ConfigEntry& e) {
      return e.key == Template::own_name || e.key == "template" || e.key == "arguments";
    });
    take_steps_away(own, use.find(Template::own_name)->text, steps);
    if (own.entries.empty()) return;
    ConfigNode* step = steps.find_named(use.find(Template::own_name)->text);
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

  ConfigNode& root_;
  Issues& issues_;
  GapFiller filler_;
  std::vector<Template> templates_;
  std::vector<std::string> open_;  // names of the templates that are being written out, each inside the one before
};

}  // namespace

void expand_templates(ConfigNode& root, Issues& issues) { TemplateExpander(root, issues).expand(); }

}  // namespace draagkracht
