// `draagkracht compare`: what scenarios change against a baseline.
#include <iostream>

#include "engine/analysis/comparison.h"
#include "engine/analysis/result_text.h"
#include "engine/io/file_error.h"
#include "tools/command_line.h"
#include "tools/result_tables.h"

namespace draagkracht {

namespace po = boost::program_options;

int execute_compare(const Words& words) {
  CommandLine line("compare FILE [--baseline NAME] [--json]",
                   "Shows what each scenario changes against the baseline, run by run on the same people with the same "
                   "luck: outcomes\nwith intervals, who did what instead of whom, and the hours of each pool.");
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
  if (frame.scenarios.size() < 2) {
    refuse_file(file, "holds one scenario only", "a comparison needs a baseline and a scenario",
                "Use `draagkracht goals`");
  }
  const Comparison comparison = compare(stored.results, tables.indicators, tables.figures, request);
  if (line.flag("json")) {
    std::cout << json_text(file, to_tables(comparison), tables.remarks);
  } else {
    std::cout << comparison_text(comparison, tables.names, language) << remarks_text(tables.remarks);
  }
  return exit_done;
}

}  // namespace draagkracht
