// `draagkracht validate`: a simulated scenario beside published figures.
#include <filesystem>
#include <iostream>

#include "engine/analysis/result_text.h"
#include "engine/analysis/validation.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/forecast.h"
#include "tools/kept_run.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"
#include "tools/result_year.h"

namespace draagkracht {

namespace po = boost::program_options;

namespace {

// Simulates one scenario, as `run` would, without a file.
StoredResults simulated(const std::string& scenario, int threads) {
  PlanRequest request;
  request.scenarios = {scenario};
  Issues issues;
  const std::optional<ExperimentPlan> plan = make_plan(request, issues);
  issues.throw_if_any();
  StoredResults stored{run_in_memory(*plan, threads), {}, {}};
  stored.provenance.scenario_texts.emplace_back(plan->frame.scenarios[0], plan->files[0].resolved_text);
  return stored;
}

}  // namespace

int execute_validate(const Words& words) {
  CommandLine line("validate [FILE] [--scenario NAME] [--year YEAR] [--lang nl|en] [--json]",
                   "Holds a scenario of a result file against published figures of the Netherlands: figures that went "
                   "into the tables\n(input), those that were fitted, and those that were held out. Without FILE it "
                   "simulates scenarios/baseline.toml\nfirst, which takes minutes.");
  line.take_words("file");
  line.add_options()("scenario", po::value<std::string>()->value_name("NAME"),
                     "scenario to hold against them (default: baseline, or the first one)");
  add_threads_option(line);
  add_year_option(line);
  add_reading_options(line);
  if (!line.read(words)) return exit_done;
  const Language language = language_of(line);
  const int threads = threads_of(line);
  const std::string data = data_folder(line);

  const bool in_memory = line.words().empty();
  const std::string file = in_memory
                               ? (std::filesystem::path(data).parent_path() / "scenarios" / "baseline.toml").string()
                               : only_file(line);
  const AskedYear year = asked_years(line, 1).front();
  const StoredResults stored = in_memory ? simulated(file, threads) : read_results_file(file);
  std::vector<ShortWarmUp> short_warm_ups = short_warm_ups_in(stored.provenance.entry("short_warm_up"));
  const std::string caveat = in_memory ? std::string() : with_line(staff_caveat(stored, language));
  const ShownResults shown = shown_results(file, stored, year);
  const ResultSet& results = shown.of(stored);
  const ResultTables tables =
      read_result_tables(data, results.frame().schema, shown.slice ? &stored.results.frame().schema : nullptr);
  const std::uint32_t scenario = scenario_of(results.frame(), line.text("scenario"), "--scenario");
  std::erase_if(short_warm_ups,
                [&](const ShortWarmUp& one) { return one.scenario != results.frame().scenarios[scenario]; });
  const Validation validation = validate(results, scenario, tables.published, 0.95, shown.settings[scenario]);
  if (line.flag("json")) {
    std::cout << json_text(file, results, to_tables(validation), remarks_with(tables.remarks, caveat), short_warm_ups,
                           year_json(shown));
  } else {
    std::cout << with_line(year_line(shown, language)) << warm_up_caveat(short_warm_ups, tables.names, language)
              << caveat << validation_text(validation, language) << remarks_text(tables.remarks, language);
  }
  return exit_done;
}

}  // namespace draagkracht
