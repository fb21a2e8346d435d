#include "tools/why_alone.h"

#include <algorithm>
#include <set>

#include "engine/io/toml_document.h"
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

// Whether a lever is in force from the first day of a run on.
bool holds_from_start(const ScenarioFile& file, const std::string& lever) {
  const auto& levers = file.scenario.levers;
  const auto at = std::find_if(levers.begin(), levers.end(), [&](const auto& one) { return one.name == lever; });
  return at != levers.end() && at->item.from.where.line == 0;
}

}  // namespace

std::string why_alone(const ScenarioFile& first, const ScenarioFile& file) {
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
    if (!lever_text.empty()) continue;
    if (holds_from_start(first, lever) || holds_from_start(file, lever))
      lever_text = "lever." + lever + " holds from the start (it has no later `from`)";
  }
  return lever_text.empty() ? "levers stand in another order" : lever_text;
}

}  // namespace draagkracht
