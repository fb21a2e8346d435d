#include "tools/own_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/analysis/text_table.h"
#include "engine/core/printable.h"
#include "tools/result_tables.h"

namespace draagkracht {
namespace {

bool has_staff(const Scenario& scenario) {
  return std::any_of(scenario.pools.begin(), scenario.pools.end(),
                     [](const auto& pool) { return pool.item.staff.set || pool.item.roster.set; });
}

// `own`: codes of regions with staff of their own in every scenario.
std::string caveat(const ExperimentFrame& frame, const std::set<std::string>& own, Language language) {
  if (frame.regions.size() < 2) return {};
  const bool nl = language == Language::nl;
  std::string named;
  std::size_t n = 0;
  for (std::size_t r = 0; r < frame.regions.size(); ++r) {
    if (own.contains(frame.regions[r])) continue;
    named +=
        fmt::format("{}{} ({})", n == 0 ? "" : ", ", printable(frame.region_names[r]), printable(frame.regions[r]));
    ++n;
  }
  if (n == 0) return {};
  if (n == frame.regions.size()) named = nl ? "Alle regio's" : "All regions";
  return named + (nl ? ": landelijke personele bezetting: verschillen komen door leeftijd.\n"
                     : ": national staff per head: differences come from age.\n");
}

}  // namespace

std::string own_figures_text(const ExperimentPlan& plan) {
  TextTable table;
  table.title = "Own figures of regions";
  table.columns = {{"Region"}, {"Scenario"}, {"Table"}, {"Own rows", Align::right}, {"of", Align::right}, {"File"}};
  for (std::size_t r = 0; r < plan.own_figures.size(); ++r) {
    for (std::size_t s = 0; s < plan.own_figures[r].size(); ++s) {
      for (const ExperimentSetup::OwnFigures& own : plan.own_figures[r][s]) {
        table.rows.push_back({plan.frame.regions[r], plan.frame.scenarios[s], own.table, std::to_string(own.rows),
                              std::to_string(own.all), own.file});
      }
    }
  }
  return table.rows.empty() ? std::string() : to_text(table);
}

Json own_figures_json(const ExperimentPlan& plan) {
  Json rows = Json::array();
  for (std::size_t r = 0; r < plan.own_figures.size(); ++r) {
    for (std::size_t s = 0; s < plan.own_figures[r].size(); ++s) {
      for (const ExperimentSetup::OwnFigures& own : plan.own_figures[r][s]) {
        rows.push_back({{"region", plan.frame.regions[r]},
                        {"scenario", plan.frame.scenarios[s]},
                        {"table", own.table},
                        {"file", own.file},
                        {"own_rows", own.rows},
                        {"rows", own.all},
                        {"staff", own.staffs}});
      }
    }
  }
  return rows;
}

std::string staff_caveat(const ExperimentPlan& plan, Language language) {
  if (std::none_of(plan.files.begin(), plan.files.end(),
                   [](const ScenarioFile& file) { return has_staff(file.scenario); }))
    return {};
  std::set<std::string> own;
  for (std::size_t r = 0; r < plan.own_figures.size(); ++r) {
    const auto staffs = [](const auto& tables) {
      return std::any_of(tables.begin(), tables.end(), [](const auto& one) { return one.staffs; });
    };
    if (std::all_of(plan.own_figures[r].begin(), plan.own_figures[r].end(), staffs)) own.insert(plan.frame.regions[r]);
  }
  return caveat(plan.frame, own, language);
}

std::string staff_caveat(const StoredResults& stored, Language language) {
  const std::vector<Scenario> scenarios = stored_scenarios(stored.provenance);
  if (std::none_of(scenarios.begin(), scenarios.end(), has_staff)) return {};
  const ExperimentFrame& frame = stored.results.frame();
  const std::string text = stored.provenance.entry("own_figures");
  const std::optional<Json> object = parse_object("{\"all\":" + (text.empty() ? std::string("[]") : text) + "}");
  std::set<std::pair<std::string, std::string>> staffed;  // region, scenario
  if (object && (*object)["all"].is_array()) {
    for (const Json& row : (*object)["all"]) {
      if (!row.is_object() || !row.contains("staff") || row["staff"] != true) continue;
      staffed.emplace(text_in(row, "region"), text_in(row, "scenario"));
    }
  }
  std::set<std::string> own;
  for (const std::string& region : frame.regions) {
    const auto has = [&](const std::string& scenario) { return staffed.contains({region, scenario}); };
    if (std::all_of(frame.scenarios.begin(), frame.scenarios.end(), has)) own.insert(region);
  }
  return caveat(frame, own, language);
}

}  // namespace draagkracht
