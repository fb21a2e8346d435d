#include "tools/why_alone.h"

#include <algorithm>
#include <set>

#include "engine/io/toml_document.h"
#include "engine/model/difference.h"
#include "tools/tree_difference.h"

namespace draagkracht {
namespace {

// What a scenario is called and held against, and how often it is run, changes nothing in a run.
bool is_of_no_matter(const std::string& path) {
  for (const char* key : {"name", "title_nl", "title_en", "extends", "run.replications", "run.seed", "run.regions"}) {
    if (path == key) return true;
  }
  return path.starts_with("verify.") || path == "verify" || path.starts_with("kpi.") || path == "kpi";
}

bool is_file_of_tables(const std::string& path) { return !path.ends_with(".toml"); }

std::set<std::string> tables_of(const ScenarioFile& file) {
  std::set<std::string> tables;
  std::copy_if(file.inputs.begin(), file.inputs.end(), std::inserter(tables, tables.end()), is_file_of_tables);
  return tables;
}

// Whether a lever of this name is in force from the first day of a run on.
bool holds_from_start(const Model& model, const std::string& name) {
  return std::any_of(model.parameters.begin(), model.parameters.end(), [&](const Parameter& parameter) {
    return std::any_of(parameter.levers.begin(), parameter.levers.end(),
                       [&](const LeverEffect& lever) { return lever.name == name && lever.course.from_day == 0; });
  });
}

}  // namespace

std::string why_alone(const ScenarioFile& first, const ScenarioFile& file, const Model& first_model,
                      const Model& model) {
  if (tables_of(first) != tables_of(file)) return "it reads other tables";
  Issues ignored;  // both were read before
  std::string lever_text;
  for (const TreeDifference& difference : tree_differences(parse_toml(first.resolved_text, "first", ignored),
                                                           parse_toml(file.resolved_text, "file", ignored))) {
    if (is_of_no_matter(difference.path)) continue;
    constexpr std::string_view section = "lever.";
    if (!difference.path.starts_with(section)) return difference.path + " differs";
    const std::string lever =
        difference.path.substr(section.size(), difference.path.find('.', section.size()) - section.size());
    if (lever_text.empty() && (holds_from_start(first_model, lever) || holds_from_start(model, lever)))
      lever_text = "lever." + lever + " holds from the start (it has no later `from`)";
  }
  // Neither: levers in another order, or key figures that ask for other counts.
  return lever_text.empty() ? difference(first_model, model).part + " differs" : lever_text;
}

}  // namespace draagkracht
