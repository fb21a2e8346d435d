// `draagkracht goals`: the goals one by one, and whether their targets are met.
#include <iostream>

#include "engine/analysis/result_text.h"
#include "engine/analysis/scorecard.h"
#include "tools/command_line.h"
#include "tools/result_tables.h"

namespace draagkracht {

namespace po = boost::program_options;

int execute_goals(const Words& words) {
  CommandLine line(
      "goals FILE [--lang nl|en] [--json]",
      "Shows each goal of the vision with its indicators: value, difference from the baseline, target. Only "
      "outcomes\ncolour a goal; what a lever sets never counts.");
  line.take_words("file");
  line.add_options()("baseline", po::value<std::string>()->value_name("NAME"),
                     "scenario to compare with (default: baseline, or the first one)");
  add_reading_options(line);
  if (!line.read(words)) return exit_done;
  const std::string file = only_file(line);
  const Language language = language_of(line);

  const StoredResults stored = read_results_file(file);
  const ExperimentFrame& frame = stored.results.frame();
  const ResultTables tables = read_result_tables(data_folder(line), frame.schema);
  ComparisonRequest request;
  request.baseline = scenario_of(frame, line.text("baseline"), "--baseline");
  request.rules = rule_ends(stored.provenance);
  const Scorecards cards = make_scorecards(stored.results, tables.goals, tables.indicators, tables.figures, request);
  if (line.flag("json")) {
    std::cout << json_text(file, to_tables(cards), tables.remarks);
  } else {
    std::cout << scorecard_text(cards, language) << remarks_text(tables.remarks);
  }
  return exit_done;
}

}  // namespace draagkracht
