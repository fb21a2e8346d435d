// `draagkracht compare`: what scenarios change against a baseline.
#include <iostream>
#include <utility>

#include "engine/analysis/comparison.h"
#include "engine/analysis/result_text.h"
#include "engine/io/file_error.h"
#include "tools/command_line.h"
#include "tools/compare_files.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"

namespace draagkracht {

int execute_compare(const Words& words) {
  CommandLine line(
      "compare FILE [OTHER] [--baseline NAME] [--year YEAR] [--json]",
      "Shows what each scenario changes against the baseline, run by run on the same people with the same luck: "
      "outcomes\nwith intervals, who did what instead of whom, and the hours of each pool. With OTHER each scenario of "
      "OTHER is held\nagainst the baseline of FILE: of another run, year or structure, such as FILE FILE --year "
      "2024,2030.");
  add_comparing_options(line);
  if (!line.read(words)) return exit_done;
  if (line.words().size() > 2)
    throw UsageError("takes one or two result files, not " + std::to_string(line.words().size()));
  if (line.words().size() == 2) return compare_files(line);
  const ComparedResults compared = read_for_comparison(line);
  const ResultSet& results = compared.results();
  const ResultTables& tables = compared.tables;
  std::vector<std::string> remarks = tables.remarks;
  if (results.frame().scenarios.size() < 2) {
    refuse_file(compared.file, "holds one scenario only", "a comparison needs a baseline and a scenario",
                "Use `draagkracht goals` or `draagkracht figures`, or name a second file");
  }
  std::vector<Indicator> indicators = tables.indicators;
  for (Indicator& figure : shown_key_figures(results.frame().schema, stored_scenarios(compared.stored.provenance),
                                             compared.shown.slice.has_value(), remarks))
    indicators.push_back(std::move(figure));
  const Comparison comparison = compare(results, indicators, tables.figures, compared.request);
  const Trajectory trajectory = trajectory_of(compared, true);
  if (line.flag("json")) {
    std::vector<FlatTable> all = to_tables(comparison);
    if (!compared.shown.years.empty()) all.push_back(to_table(trajectory));
    std::cout << json_text(compared.file, results, std::move(all),
                           remarks_with(remarks, staff_caveat(compared.stored, compared.language)),
                           compared.short_warm_ups, year_json(compared.shown));
  } else {
    std::cout << caveats_text(compared) << comparison_text(comparison, tables.names, compared.language)
              << after_line(trajectory_text(trajectory, compared.language)) << remarks_text(remarks, compared.language);
  }
  return exit_done;
}

}  // namespace draagkracht
