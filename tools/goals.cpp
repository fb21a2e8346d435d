// `draagkracht goals`: the goals one by one, and whether their targets are met.
#include <iostream>

#include "engine/analysis/result_text.h"
#include "engine/analysis/scorecard.h"
#include "tools/command_line.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"

namespace draagkracht {

int execute_goals(const Words& words) {
  CommandLine line(
      "goals FILE [--lang nl|en] [--json]",
      "Shows each goal of the vision with its indicators: value, difference from the baseline, target. Only "
      "outcomes\ncolour a goal; what a lever sets never counts.");
  add_comparing_options(line);
  if (!line.read(words)) return exit_done;
  const ComparedResults compared = read_for_comparison(line);
  const ResultTables& tables = compared.tables;
  const Scorecards cards =
      make_scorecards(compared.stored.results, tables.goals, tables.indicators, tables.figures, compared.request);
  if (line.flag("json")) {
    std::cout << json_text(compared.file, compared.stored.results, to_tables(cards),
                           remarks_with(tables.remarks, staff_caveat(compared.stored, compared.language)),
                           compared.short_warm_ups);
  } else {
    std::cout << caveats_text(compared) << scorecard_text(cards, compared.language)
              << remarks_text(tables.remarks, compared.language);
  }
  return exit_done;
}

}  // namespace draagkracht
