// `draagkracht compare`: what scenarios change against a baseline.
#include <iostream>
#include <utility>

#include "engine/analysis/comparison.h"
#include "engine/analysis/key_figures.h"
#include "engine/analysis/result_text.h"
#include "engine/io/file_error.h"
#include "tools/command_line.h"
#include "tools/result_tables.h"

namespace draagkracht {

int execute_compare(const Words& words) {
  CommandLine line("compare FILE [--baseline NAME] [--json]",
                   "Shows what each scenario changes against the baseline, run by run on the same people with the same "
                   "luck: outcomes\nwith intervals, who did what instead of whom, and the hours of each pool.");
  add_comparing_options(line);
  if (!line.read(words)) return exit_done;
  const auto [file, language, stored, tables, request] = read_for_comparison(line);
  if (stored.results.frame().scenarios.size() < 2) {
    refuse_file(file, "holds one scenario only", "a comparison needs a baseline and a scenario",
                "Use `draagkracht goals` or `draagkracht figures`");
  }
  std::vector<Indicator> indicators = tables.indicators;
  for (Indicator& figure : key_figure_indicators(stored.results.frame().schema, stored_scenarios(stored.provenance))) {
    indicators.push_back(std::move(figure));
  }
  const Comparison comparison = compare(stored.results, indicators, tables.figures, request);
  if (line.flag("json")) {
    std::cout << json_text(file, stored.results, to_tables(comparison), tables.remarks);
  } else {
    std::cout << missing_runs_text(stored.results, language) << comparison_text(comparison, tables.names, language)
              << remarks_text(tables.remarks);
  }
  return exit_done;
}

}  // namespace draagkracht
