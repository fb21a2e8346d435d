// `draagkracht figures`: the key figures that scenarios ask for, with intervals over replications.
#include <iostream>
#include <utility>

#include "engine/analysis/comparison.h"
#include "engine/analysis/key_figures.h"
#include "engine/analysis/text_table.h"
#include "engine/analysis/trajectory.h"
#include "engine/io/file_error.h"
#include "tools/command_line.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"
#include "tools/result_year.h"

namespace draagkracht {

namespace {

// Of one key figure in one scenario and region; unit of what varies: a replication, or a draw.
Interval interval_of(const ResultSet& results, std::uint32_t scenario, std::uint32_t region, const Indicator& figure) {
  const RunValue value = [&](RunKey key) { return figure.expression.evaluate(results, key); };
  return estimate(paired_values(results, scenario, scenario, region, value), 0.95).scenario;
}

FlatTable table_of(const ResultSet& results, const std::vector<Indicator>& figures) {
  FlatTable table{"figures", {}, {}};
  const ExperimentFrame& frame = results.frame();
  for (std::uint32_t region = 0; region < frame.regions.size(); ++region) {
    for (std::uint32_t scenario = 0; scenario < frame.scenarios.size(); ++scenario) {
      for (const Indicator& figure : figures) {
        FlatRow row;
        row.add("region", frame.regions[region]).add("scenario", frame.scenarios[scenario]).add("figure", figure.id);
        row.add("name_nl", figure.name.nl).add("name_en", figure.name.en).add("unit", figure.unit);
        const Interval interval = interval_of(results, scenario, region, figure);
        row.interval("value", interval).add("n", interval.n).put_into(table);
      }
    }
  }
  return table;
}

std::string text_of(const ResultSet& results, const std::vector<Indicator>& figures, Language language) {
  const ExperimentFrame& frame = results.frame();
  const bool nl = language == Language::nl;
  std::string text;
  for (std::uint32_t region = 0; region < frame.regions.size(); ++region) {
    TextTable table{frame.regions.size() > 1 ? frame.region_names[region] : "",
                    {{nl ? "Kerngetal" : "Key figure"}, {nl ? "Eenheid" : "Unit"}},
                    {}};
    for (const std::string& scenario : frame.scenarios) {
      table.columns.push_back({scenario, Align::right});
      table.columns.push_back({"± 95 %", Align::right});
    }
    for (const Indicator& figure : figures) {
      const std::string& name = figure.name.in(language);
      table.rows.push_back({name.empty() ? figure.id : figure.id + ": " + name, figure.unit});
      for (std::uint32_t scenario = 0; scenario < frame.scenarios.size(); ++scenario) {
        const Interval interval = interval_of(results, scenario, region, figure);
        const std::int64_t units_there = paired_units(results, scenario, scenario, region);
        const int decimals = decimals_for(interval.mean);
        table.rows.back().push_back(number_text(interval.mean, decimals, language));
        std::string half_width = number_text(interval.half_width, decimals, language);
        if (interval.n > 0 && interval.n < units_there) half_width += " (n = " + std::to_string(interval.n) + ')';
        table.rows.back().push_back(std::move(half_width));
      }
    }
    text += to_text(table) + '\n';
  }
  const std::string n = std::to_string(frame.draws > 1 ? frame.draws : frame.replications);
  const char* unit = frame.draws > 1 ? (nl ? " trekkingen" : " draws") : (nl ? " herhalingen" : " replications");
  const std::string missing_runs = missing_runs_text(results, language);
  const std::string what = missing_runs.empty() ? n + unit : nl ? "de runs die er zijn" : "the runs that are there";
  return missing_runs + text + (nl ? "Gemiddelden over " : "Means over ") + what +
         (nl ? ", met de halve breedte van hun 95 %-interval.\n" : ", with the half width of their 95 % interval.\n");
}

}  // namespace

int execute_figures(const Words& words) {
  CommandLine line("figures FILE [--year YEAR] [--lang nl|en] [--json]",
                   "Shows the key figures of each scenario, [kpi.NAME] in its file: mean over the replications and the "
                   "half width\nof its interval.");
  line.take_words("file");
  add_year_option(line);
  add_reading_options(line);
  if (!line.read(words)) return exit_done;
  const std::string file = only_file(line);
  const Language language = language_of(line);
  const AskedYear year = asked_years(line, 1).front();
  const StoredResults stored = read_results_file(file);
  const std::vector<Scenario> scenarios = stored_scenarios(stored.provenance);
  if (key_figure_indicators(stored.results.frame().schema, scenarios).empty()) {
    refuse_file(file, "holds no key figures", "no scenario in it has [kpi.NAME]", "Use `draagkracht goals`");
  }
  const ShownResults shown = shown_results(file, stored, year);
  const ResultSet& results = shown.of(stored);
  std::vector<std::string> remarks;
  const std::vector<Indicator> figures =
      shown_key_figures(results.frame().schema, scenarios, shown.slice.has_value(), remarks);
  Trajectory trajectory;
  if (!shown.years.empty()) {
    const ResultSchema of_a_year = of_year(stored.results, shown.years.front().year).frame().schema;
    trajectory = trajectory_of(stored.results, key_figure_indicators(of_a_year, scenarios), 0);
  }
  const std::vector<ShortWarmUp> short_warm_ups = short_warm_ups_in(stored.provenance.entry("short_warm_up"));
  const std::string staff = staff_caveat(stored, language);
  if (line.flag("json")) {
    std::vector<FlatTable> tables = {table_of(results, figures)};
    if (!shown.years.empty()) tables.push_back(to_table(trajectory));
    std::cout << json_text(file, results, std::move(tables), remarks_with(remarks, staff), short_warm_ups,
                           year_json(shown));
  } else {
    std::cout << with_line(year_line(shown, language)) << warm_up_caveat(short_warm_ups, {}, language)
              << with_line(staff) << text_of(results, figures, language)
              << after_line(trajectory_text(trajectory, language)) << remarks_text(remarks, language);
  }
  return exit_done;
}

}  // namespace draagkracht
