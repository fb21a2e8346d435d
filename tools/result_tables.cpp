#include "tools/result_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/analysis/finished_runs.h"
#include "engine/analysis/key_figures.h"
#include "engine/core/printable.h"
#include "engine/des/calendar.h"
#include "engine/io/csv.h"
#include "engine/io/file_error.h"
#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/model/day_values.h"
#include "engine/model/run_calendar.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/scenario.h"
#include "tools/build_info.h"
#include "tools/own_figures.h"

namespace draagkracht {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* mark = "targets/goals.csv";  // by which the folder is known

// The nearest folder `data`, in `from` or a folder around it; "" if there is none.
std::string upwards(fs::path from) {
  std::error_code ignored;
  for (;; from = from.parent_path()) {
    for (const char* below : {"data", "share/draagkracht/data"}) {
      if (fs::exists(from / below / mark, ignored)) return (from / below).string();
    }
    if (!from.has_relative_path()) return {};
  }
}

Json json_of(const FlatCell& cell) {
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
          return nullptr;
        } else {
          return value;
        }
      },
      cell);
}

}  // namespace

std::string data_folder(const CommandLine& line) {
  std::error_code ignored;
  if (line.has("data")) {
    const std::string folder = line.text("data");
    if (!fs::exists(fs::path(folder) / mark, ignored)) {
      refuse_file(folder, "is not the folder of data", fmt::format("there is no {} in it", mark));
    }
    return folder;
  }
  std::string found = upwards(fs::current_path(ignored));
  if (found.empty()) found = upwards(fs::read_symlink("/proc/self/exe", ignored).parent_path());
  if (found.empty() && fs::exists(fs::path(build_info().data) / mark, ignored)) found = build_info().data;
  if (found.empty()) {
    refuse_file("data", "no such folder from here or from the program upwards",
                "the tables of goals and published figures stand in it", "Name it with --data FOLDER");
  }
  return found;
}

namespace {

// What the whole period has, and a year of it not, is no unknown name.
Issue told_of_years(Issue issue, const ResultSchema& whole) {
  for (const ResultVariable& variable : whole.variables) {
    const std::string name = '"' + variable.name + '"';
    if (issue.problem != "unknown variable " + name) continue;
    issue.problem = name + " has no figure of a year";
    issue.suggestion = "Use --year all";
  }
  return issue;
}

}  // namespace

ResultTables read_result_tables(const std::string& data_folder, const ResultSchema& schema, const ResultSchema* whole) {
  ResultTables tables;
  Issues issues, unfit;
  const auto read = [&](const char* name) { return read_csv((fs::path(data_folder) / name).string()); };
  tables.goals = read_goals(read("targets/goals.csv"), issues);
  tables.indicators = read_indicators(read("targets/indicators.csv"), tables.goals, schema, issues, unfit, whole);
  tables.published = read_published_figures(read("targets/validation.csv"), schema, issues, unfit, whole);
  tables.figures = read_reporting_figures(read("targets/reporting.csv"), issues);
  tables.groups = read_group_figures(read("targets/by_group.csv"), schema, issues, unfit, whole);
  tables.names = read_display_names(read("care/labels.csv"), "discipline", issues);
  issues.throw_if_any();
  for (const Issue& issue : unfit.all())
    tables.remarks.push_back((whole == nullptr ? issue : told_of_years(issue, *whole)).message());
  return tables;
}

std::uint32_t scenario_of(const ExperimentFrame& frame, const std::string& name, const char* option) {
  const std::string wanted = name.empty() ? "baseline" : name;
  const auto at = std::find(frame.scenarios.begin(), frame.scenarios.end(), wanted);
  if (at != frame.scenarios.end()) return static_cast<std::uint32_t>(at - frame.scenarios.begin());
  if (name.empty()) return 0;
  Issues issues;
  issues.add({}, option, "unknown scenario \"" + name + '"', {}, did_you_mean(name, frame.scenarios));
  issues.throw_if_any();
  return 0;
}

std::vector<Scenario> stored_scenarios(const Provenance& provenance) {
  std::vector<Scenario> scenarios;
  for (const auto& [name, text] : provenance.scenario_texts) {
    Issues ignored;  // the text was valid when it was run
    read_fields(parse_toml(text, name, ignored), "", scenarios.emplace_back(), ignored);
  }
  return scenarios;
}

std::vector<RuleEnds> rule_ends(const Provenance& provenance) {
  std::vector<RuleEnds> rules;
  std::set<std::string> known;
  for (const Scenario& scenario : stored_scenarios(provenance)) {
    for (const auto& rule : scenario.reallocations) {
      if (known.insert(rule.name).second) rules.push_back({rule.name, rule.item.from.value, rule.item.to.value});
    }
  }
  return rules;
}

namespace {

// Days that counted in the first run of a scenario that is there; 0 if no run tells.
double counted_days(const ResultSet& results, std::uint32_t scenario) {
  const ExperimentFrame& frame = results.frame();
  const ResultVariable* years = frame.schema.variable("years_counted");
  if (years == nullptr || years->size != 1) return 0;
  for (std::uint32_t replication = 0; replication < frame.replications; ++replication) {
    for (std::uint32_t region = 0; region < frame.regions.size(); ++region) {
      const RunKey key{scenario, 0, replication, region};
      if (!results.has(key)) continue;
      const double days = results.values(*years, key)[0] * days_per_year;
      return std::isfinite(days) && days > 0 && days < 1e7 ? std::round(days * 1e6) / 1e6 : 0;
    }
  }
  return 0;
}

}  // namespace

std::vector<ScenarioSetting> scenario_settings(const StoredResults& stored) {
  const std::vector<std::string>& names = stored.results.frame().scenarios;
  std::vector<ScenarioSetting> settings(names.size());
  for (std::uint32_t s = 0; s < names.size(); ++s) settings[s].days = counted_days(stored.results, s);
  const std::vector<Scenario> scenarios = stored_scenarios(stored.provenance);
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    const auto at = std::find(names.begin(), names.end(), stored.provenance.scenario_texts[i].first);
    if (at == names.end()) continue;
    ScenarioSetting& setting = settings[static_cast<std::size_t>(at - names.begin())];
    for (const auto& lever : scenario.levers) setting.levers.push_back(printable(lever.name));
    if (!is_dated(scenario.run) || setting.days <= 0) continue;
    const RunCalendar calendar = run_calendar(scenario);
    const double first = static_cast<double>(calendar.warm_up_ms) / static_cast<double>(one_day.ms);
    setting.first_date = date_text(calendar.start_day + static_cast<std::int64_t>(first));
    setting.last_date = date_text(calendar.start_day + static_cast<std::int64_t>(std::ceil(first + setting.days)) - 1);
  }
  return settings;
}

void add_comparing_options(CommandLine& line) {
  line.take_words("file");
  line.add_options()("baseline", boost::program_options::value<std::string>()->value_name("NAME"),
                     "scenario to compare with (default: baseline, or the first one)");
  add_year_option(line);
  add_reading_options(line);
}

ComparedResults read_for_comparison(const CommandLine& line) {
  const std::string file = only_file(line);
  const Language language = language_of(line);
  const AskedYear year = asked_years(line, 1).front();
  StoredResults stored = read_results_file(file);
  ShownResults shown = shown_results(file, stored, year);
  const ExperimentFrame& frame = shown.of(stored).frame();
  ResultTables tables =
      read_result_tables(data_folder(line), frame.schema, shown.slice ? &stored.results.frame().schema : nullptr);
  ComparisonRequest request;
  request.baseline = scenario_of(frame, line.text("baseline"), "--baseline");
  request.rules = rule_ends(stored.provenance);
  request.settings = shown.settings;
  request.groups = tables.groups;
  std::vector<ShortWarmUp> short_warm_ups = short_warm_ups_in(stored.provenance.entry("short_warm_up"));
  std::vector<Indicator> of_a_year;
  if (shown.slice) {
    of_a_year = tables.indicators;
  } else if (!shown.years.empty()) {
    const ResultSet first = of_year(stored.results, shown.years.front().year);
    of_a_year = read_result_tables(data_folder(line), first.frame().schema).indicators;
  }
  return {file,
          language,
          std::move(stored),
          std::move(shown),
          std::move(tables),
          std::move(request),
          std::move(short_warm_ups),
          std::move(of_a_year)};
}

std::vector<Indicator> shown_key_figures(const ResultSchema& schema, const std::vector<Scenario>& scenarios,
                                         bool of_a_year, std::vector<std::string>& remarks) {
  if (of_a_year) {
    const Issues without = key_figures_without_year(schema, scenarios);
    for (const Issue& issue : without.all()) remarks.push_back(issue.message());
  }
  return key_figure_indicators(schema, scenarios);
}

Trajectory trajectory_of(const ComparedResults& compared, bool key_figures) {
  if (compared.shown.years.empty()) return {};
  const ResultSet& results = compared.stored.results;
  std::vector<Indicator> indicators = compared.of_a_year;
  if (key_figures) {
    const ResultSet year = of_year(results, compared.shown.years.front().year);
    std::vector<std::string> told_above;
    for (Indicator& figure :
         shown_key_figures(year.frame().schema, stored_scenarios(compared.stored.provenance), true, told_above))
      indicators.push_back(std::move(figure));
  }
  return trajectory_of(results, indicators, compared.request.baseline);
}

std::string after_line(const std::string& text) { return text.empty() ? text : '\n' + text; }

std::string with_line(const std::string& text) { return text.empty() ? text : text + '\n'; }

std::string caveats_text(const ComparedResults& compared) {
  return with_line(year_line(compared.shown, compared.language)) +
         missing_runs_text(compared.stored.results, compared.language) +
         warm_up_caveat(compared.short_warm_ups, compared.tables.names, compared.language) +
         with_line(staff_caveat(compared.stored, compared.language));
}

std::vector<std::string> remarks_with(std::vector<std::string> remarks, std::string caveat) {
  while (!caveat.empty() && caveat.back() == '\n') caveat.pop_back();
  if (!caveat.empty()) remarks.insert(remarks.begin(), std::move(caveat));
  return remarks;
}

Json json_rows(const FlatTable& table) {
  Json rows = Json::array();
  for (const std::vector<FlatCell>& cells : table.rows) {
    Json row = Json::object();
    for (std::size_t c = 0; c < cells.size(); ++c) row[table.columns[c]] = json_of(cells[c]);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string missing_runs_text(const ResultSet& results, Language language) {
  const FinishedRuns finished = count_runs(results);
  if (finished.all()) return {};
  return (language == Language::nl ? "Niet alle runs zijn er:\n" : "Not all runs are there:\n") +
         finished_text(finished, language) + '\n';
}

std::string json_text(const std::string& file, const ResultSet& results, std::vector<FlatTable> tables,
                      const std::vector<std::string>& remarks, const std::vector<ShortWarmUp>& short_warm_ups,
                      const Json& about) {
  tables.push_back(to_table(count_runs(results)));
  Json all{{"file", file}};
  all.update(about);
  return json_text(all, tables, remarks, short_warm_ups);
}

std::string json_text(const Json& about, const std::vector<FlatTable>& tables, const std::vector<std::string>& remarks,
                      const std::vector<ShortWarmUp>& short_warm_ups) {
  Json all = about;
  for (const FlatTable& table : tables) all[table.name] = json_rows(table);
  all["short_warm_up"] = in_json(short_warm_ups);
  all["remarks"] = remarks;
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string remarks_text(const std::vector<std::string>& remarks, Language language) {
  if (remarks.empty()) return {};
  constexpr std::size_t shown = 3;
  const bool nl = language == Language::nl;
  std::string text = nl ? "\nNiet in deze resultaten:\n" : "\nNot in these results:\n";
  for (std::size_t i = 0; i < std::min(shown, remarks.size()); ++i) text += "  " + remarks[i] + '\n';
  if (remarks.size() > shown) {
    const std::size_t more = remarks.size() - shown;
    text += nl ? fmt::format("  en nog {} (zie --json)\n", more) : fmt::format("  and {} more (see --json)\n", more);
  }
  return text;
}

std::string only_file(const CommandLine& line) {
  const std::vector<std::string> files = line.words();
  if (files.empty()) throw UsageError("names no result file");
  if (files.size() > 1) throw UsageError("takes one result file, not " + std::to_string(files.size()));
  return files[0];
}

}  // namespace draagkracht
