#include "engine/io/scenario_file.h"

#include <filesystem>

#include "engine/io/csv.h"
#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"

namespace draagkracht {

ScenarioFile load_scenario(const std::string& path, Issues& issues) {
  ScenarioFile file;
  const ConfigNode tree = load_with_extends(path, issues, &file.inputs);
  file.resolved_text = resolved_text(tree);
  read_fields(tree, "", file.scenario, issues);
  if (file.scenario.name.value.empty()) {
    file.scenario.name.value = std::filesystem::path(path).stem().string();
    file.scenario.name.where = {path, 0, 0};
  }
  for (const auto& [name, where, spec] : file.scenario.tables) {
    if (spec.file.value.empty()) continue;
    const std::filesystem::path table = std::filesystem::path(spec.file.where.file).parent_path() / spec.file.value;
    try {
      file.tables.emplace(name, read_csv(table.lexically_normal().string()));
      file.inputs.push_back(table.lexically_normal().string());
    } catch (const InputError& error) {
      for (const Issue& issue : error.issues()) issues.add(issue);
    }
  }
  return file;
}

ScenarioFile load_scenario(const std::string& path) {
  Issues issues;
  ScenarioFile file = load_scenario(path, issues);
  issues.throw_if_any();
  return file;
}

}  // namespace draagkracht
