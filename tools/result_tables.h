// What compare, goals and validate need beside a result file: the tables of goals, indicators, published figures and
// display names in the folder `data`, and what the scenarios in the file say about their rules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/analysis/comparison.h"
#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"
#include "engine/analysis/trajectory.h"
#include "engine/io/results_file.h"
#include "engine/scenario/scenario.h"
#include "tools/command_line.h"
#include "tools/json_text.h"
#include "tools/result_year.h"
#include "tools/warm_up.h"

namespace draagkracht {

// The folder named by --data, or the nearest `data` with targets/goals.csv from the working folder upwards, then from
// the program upwards, then that of the sources that this program was built from. Throws InputError if there is none.
std::string data_folder(const CommandLine& line);

// What results are held against. What is wrong with a table is an InputError; indicators and figures that these results
// do not have are remarks, one line each: the results may be those of another model.
struct ResultTables {
  std::vector<Goal> goals;
  std::vector<Indicator> indicators;
  std::vector<PublishedFigure> published;
  ReportingFigures figures{};
  std::vector<GroupFigure> groups;
  DisplayNames names;
  std::vector<std::string> remarks;
};
// `whole`: of the whole period, if the results are those of one year; a remark then says what has no figure of a year.
ResultTables read_result_tables(const std::string& data_folder, const ResultSchema& schema,
                                const ResultSchema* whole = nullptr);

// The scenario called `name`, which `option` gave; without a name "baseline", or the first one. Throws InputError.
std::uint32_t scenario_of(const ExperimentFrame& frame, const std::string& name, const char* option);

// Between whom the rules of reallocation stand, as the scenario texts in the file say.
std::vector<RuleEnds> rule_ends(const Provenance& provenance);

// The scenarios in the file, as they were resolved.
std::vector<Scenario> stored_scenarios(const Provenance& provenance);

// Which days counted and which levers there were; axis: scenario of the results.
std::vector<ScenarioSetting> scenario_settings(const StoredResults& stored);

// A result file whose scenarios are held against a baseline, with the options of compare and goals.
struct ComparedResults {
  std::string file;
  Language language;
  StoredResults stored;
  ShownResults shown;
  ResultTables tables;  // for the results that are shown
  ComparisonRequest request;
  std::vector<ShortWarmUp> short_warm_ups;  // as the run found them
  std::vector<Indicator> of_a_year;         // for the results of one year; empty if the file has not several
  const ResultSet& results() const { return shown.of(stored); }
};
// What stands above all comparisons: the year, runs that are missing, warm-ups that are short; "" if nothing.
std::string caveats_text(const ComparedResults& compared);
// Remarks of --json, a caveat before them; "" is none.
std::vector<std::string> remarks_with(std::vector<std::string> remarks, std::string caveat);
// With an empty line before it, to stand below results; "" stays.
std::string after_line(const std::string& text);
// With an empty line behind it, to stand above results; "" stays.
std::string with_line(const std::string& text);
// --baseline, --year, and the options of all that read results.
void add_comparing_options(CommandLine& line);
ComparedResults read_for_comparison(const CommandLine& line);

// What is said first if runs are missing: how many replications of each scenario are there; "" if all are.
std::string missing_runs_text(const ResultSet& results, Language language);

// [{column: cell, ...}, ...]
Json json_rows(const FlatTable& table);

// {"file": ..., the keys of `about`, NAME: [{column: cell, ...}, ...] for each table, "replications": [how many of each
// scenario are there], "short_warm_up": [...], "remarks": [...]}
std::string json_text(const std::string& file, const ResultSet& results, std::vector<FlatTable> tables,
                      const std::vector<std::string>& remarks, const std::vector<ShortWarmUp>& short_warm_ups = {},
                      const Json& about = Json::object());
// The same without the table of replications: {the keys of `about`, ...}.
std::string json_text(const Json& about, const std::vector<FlatTable>& tables, const std::vector<std::string>& remarks,
                      const std::vector<ShortWarmUp>& short_warm_ups);
// The key figures of scenarios, as results keep them. Those that have no figure of a year are named in `remarks`.
std::vector<Indicator> shown_key_figures(const ResultSchema& schema, const std::vector<Scenario>& scenarios,
                                         bool of_a_year, std::vector<std::string>& remarks);
// How outcomes go from year to year; nothing if the file has not several years. `key_figures`: also those of the model.
Trajectory trajectory_of(const ComparedResults& compared, bool key_figures);
// The remarks, counted, for readers; "" if there are none.
std::string remarks_text(const std::vector<std::string>& remarks, Language language);

// The one file that a subcommand works on. Throws UsageError if there are none or several.
std::string only_file(const CommandLine& line);

}  // namespace draagkracht
