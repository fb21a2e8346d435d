#include "engine/io/scenario_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "engine/io/csv.h"
#include "engine/io/expand_model.h"
#include "engine/io/region_folders.h"
#include "engine/io/short_laws.h"
#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/scenario/own_tables.h"

namespace draagkracht {

namespace {

using Kind = ConfigNode::Kind;

bool is_number(Kind kind) { return kind == Kind::integer || kind == Kind::real; }

// The value at a path, or nullptr after an issue. A law in a line on the way is written out.
ConfigNode* find_value(ConfigNode& tree, const std::string& path, const Location& where, Issues& issues) {
  ConfigNode* at = &tree;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    const std::string key = path.substr(from, dot - from);
    std::vector<std::string> known;
    if (at->is_text()) {
      if (LineOfLaw law = parse_law(*at); law.right) *at = std::move(law.table);
    }
    if (at->is_named_list()) {
      for (const ConfigNode& item : at->items) known.push_back(item.find("name")->text);
      at = at->find_named(key);
    } else {
      for (const ConfigEntry& entry : at->entries) known.push_back(entry.key);
      at = at->find(key);
    }
    if (at == nullptr) {
      issues.add(where, path, "is not in the model", "only what is there can be replaced", did_you_mean(key, known));
      return nullptr;
    }
    from = dot + 1;
  }
  return at;
}

void replace_value(ConfigNode& tree, const std::string& path, const Name& by, Issues& issues) {
  ConfigNode* old = find_value(tree, path, by.where, issues);
  if (old == nullptr) return;
  ConfigNode value;
  if (old->kind == Kind::text) {
    value.kind = Kind::text;
    value.text = by.value;
  } else {
    try {
      const ConfigNode line = parse_toml("value = " + by.value, by.where.file, issues);
      if (const ConfigNode* written = line.find("value")) value = *written;
    } catch (const InputError&) {
      value.kind = Kind::text;  // such as `20 min` where a number stands
      value.text = by.value;
    }
    if (value.kind != old->kind && !(is_number(value.kind) && is_number(old->kind))) {
      issues.add(by.where, path, "is " + describe_found(*old) + " and cannot become " + describe_found(value));
      return;
    }
  }
  value.where = by.where;
  *old = std::move(value);
}

}  // namespace

ScenarioFile load_scenario(const std::string& path, Issues& issues) { return load_scenario(path, {}, issues); }

ScenarioFile load_scenario(const std::string& path, const NameMap& replacements, Issues& issues) {
  ScenarioFile file;
  std::vector<std::string> extending;
  ConfigNode tree = load_with_extends(path, issues, &file.inputs, &extending);
  NameMap behind;  // values that stand in a template or a table of parameters
  for (const auto& [key, by] : replacements) {
    Issues ignored;
    ConfigNode as_written = tree;
    if (find_value(as_written, key, by.where, ignored) == nullptr) {
      behind.emplace_back(key, by);
    } else {
      replace_value(tree, key, by, issues);
    }
  }
  expand_model(tree, issues);
  for (const auto& [key, by] : behind) replace_value(tree, key, by, issues);
  file.resolved_text = resolved_text(tree);
  read_fields(tree, "", file.scenario, issues);
  file.scenario.extending = std::move(extending);
  if (file.scenario.name.value.empty()) {
    file.scenario.name.value = std::filesystem::path(path).stem().string();
    file.scenario.name.where = {path, 0, 0};
  }
  const auto read = [&](const Name& from, const std::string& name, Tables& to) {
    if (from.value.empty()) return;
    const std::string table =
        (std::filesystem::path(from.where.file).parent_path() / from.value).lexically_normal().string();
    try {
      to.emplace(name, read_csv(table));
      file.inputs.push_back(table);
    } catch (const InputError& error) {
      for (const Issue& issue : error.issues()) issues.add(issue);
    }
  };
  for (const auto& [name, where, spec] : file.scenario.tables) read(spec.file, name, file.tables);
  find_region_folders(file.scenario, file.tables, issues);
  std::map<std::string, Tables> of_regions;
  for (const auto& [region, where, spec] : file.scenario.regions) {
    for (const auto& [name, its_place, own] : spec.tables) read(own.file, name, of_regions[region]);
  }
  file.own_tables = separate_regions(file.scenario, file.tables, of_regions, issues);
  return file;
}

ScenarioFile load_scenario(const std::string& path) {
  Issues issues;
  ScenarioFile file = load_scenario(path, issues);
  issues.throw_if_any();
  return file;
}

}  // namespace draagkracht
