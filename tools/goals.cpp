// `draagkracht goals`: the goals one by one, and whether their targets are met.
#include <iostream>
#include <utility>

#include "engine/analysis/result_text.h"
#include "engine/analysis/scorecard.h"
#include "tools/command_line.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"

namespace draagkracht {

int execute_goals(const Words& words) {
  CommandLine line(
      "goals FILE [--year YEAR] [--lang nl|en] [--json]",
      "Shows each goal of the vision with its indicators: value, difference from the baseline, target. Only "
      "outcomes\ncolour a goal; what a lever sets never counts.");
  add_comparing_options(line);
  if (!line.read(words)) return exit_done;
  const ComparedResults compared = read_for_comparison(line);
  const ResultTables& tables = compared.tables;
  const Scorecards cards =
      make_scorecards(compared.results(), tables.goals, tables.indicators, tables.figures, compared.request);
  const Trajectory trajectory = trajectory_of(compared, false);
  if (line.flag("json")) {
    std::vector<FlatTable> all = to_tables(cards);
    if (!compared.shown.years.empty()) all.push_back(to_table(trajectory));
    std::cout << json_text(compared.file, compared.results(), std::move(all),
                           remarks_with(tables.remarks, staff_caveat(compared.stored, compared.language)),
                           compared.short_warm_ups, year_json(compared.shown));
  } else {
    std::cout << caveats_text(compared) << scorecard_text(cards, compared.language)
              << after_line(trajectory_text(trajectory, compared.language))
              << remarks_text(tables.remarks, compared.language);
  }
  return exit_done;
}

}  // namespace draagkracht
