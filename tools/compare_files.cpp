#include "tools/compare_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <utility>

#include "engine/analysis/comparison.h"
#include "engine/analysis/finished_runs.h"
#include "engine/analysis/result_text.h"
#include "engine/core/printable.h"
#include "engine/io/file_error.h"
#include "engine/results/side_by_side.h"
#include "tools/own_figures.h"
#include "tools/result_tables.h"
#include "tools/unpaired.h"

namespace draagkracht {
namespace {

// One of the two files, and the year of it that is shown.
struct File {
  std::string path;
  std::string label;  // as readers are told of it
  StoredResults stored;
  ShownResults shown;
  const ResultSet& results() const { return shown.of(stored); }
};

File read_file(const std::string& path, const std::string& label, AskedYear year) {
  StoredResults stored = read_results_file(path);
  ShownResults shown = shown_results(path, stored, year);
  for (ScenarioSetting& setting : shown.settings) setting.file = label;
  return {path, label, std::move(stored), std::move(shown)};
}

// The name without its folder, if that tells them apart.
std::array<std::string, 2> labels_of(const std::vector<std::string>& paths) {
  const auto name = [](const std::string& path) { return std::filesystem::path(path).filename().string(); };
  const bool short_ones = name(paths[0]) != name(paths[1]) || paths[0] == paths[1];
  return {printable(short_ones ? name(paths[0]) : paths[0]), printable(short_ones ? name(paths[1]) : paths[1])};
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) text += (i == 0 ? "" : ", ") + printable(names[i]);
  return names.size() > most ? text + ", …" : text;
}

std::vector<std::string> region_names(const ExperimentFrame& frame, const std::vector<std::uint32_t>& regions) {
  std::vector<std::string> names;
  for (const std::uint32_t r : regions) names.push_back(frame.region_names[r] + " (" + frame.regions[r] + ")");
  return names;
}

// What a reader has to know of two files before the figures: which is which, what is left out, what one has alone.
class About {
 public:
  About(const File& first, const File& second, Language language)
      : first_(first), second_(second), nl_(language == Language::nl) {}

  // Which labels, regions and variables only one of them has. A line each; nothing of what both have.
  std::vector<std::string> differences(const SideBySide& both, const RegionMatch& regions) const {
    std::vector<std::string> lines;
    const auto line = [&](const std::string& what, const File& file, const std::string& names) {
      if (!names.empty()) lines.push_back(fmt::format("{} {}: {}", what, file.label, names));
    };
    const std::string left_out = say("Regio's weggelaten, alleen in", "Regions left out, only in");
    line(left_out, first_, joined(region_names(first_.results().frame(), regions.only_first)));
    line(left_out, second_, joined(region_names(second_.results().frame(), regions.only_second)));
    for (const OwnPlaces& own : both.own_places) {
      const auto only = [&](const std::vector<std::string>& labels, std::size_t numbers) {
        return labels.empty() && numbers > 0 ? fmt::format("{} {}", numbers, say("getallen", "numbers"))
                                             : joined(labels);
      };
      const std::string what = own.dimension + say(" alleen in", " only in");
      line(what, first_, only(own.only_first, own.numbers_only_first));
      line(what, second_, only(own.only_second, own.numbers_only_second));
    }
    // One year beside a whole period lacks what has no figure of a year: no difference of structure.
    if (first_.shown.slice.has_value() == second_.shown.slice.has_value()) {
      const std::string variables = say("Resultaten alleen in", "Results only in");
      line(variables, first_, joined(both.only_first));
      line(variables, second_, joined(both.only_second));
    }
    if (!both.differ_in_kind.empty())
      lines.push_back(say("Weggelaten, want ze betekenen niet hetzelfde: ", "Left out, as they mean two things: ") +
                      joined(both.differ_in_kind));
    const std::string commit = first_.stored.provenance.entry("commit"),
                      other = second_.stored.provenance.entry("commit");
    if (commit != other)
      lines.push_back(
          fmt::format("{}: {} ({}), {} ({})",
                      say("Gemaakt door twee versies van het programma", "Made by two versions of the program"),
                      printable(commit), first_.label, printable(other), second_.label));
    return lines;
  }

  std::string missing_runs() const {
    std::string text;
    for (const File* file : {&first_, &second_}) {
      if (file == &second_ && first_.path == second_.path) break;
      const std::string missing = missing_runs_text(file->stored.results, nl_ ? Language::nl : Language::en);
      if (!missing.empty()) text += file->label + ": " + missing;
    }
    return text;
  }

 private:
  const char* say(const char* nl, const char* en) const { return nl_ ? nl : en; }

  const File& first_;
  const File& second_;
  bool nl_;
};

// The settings of a run in both files: baseline of the first, then the scenarios of the second.
ComparisonRequest request_of(const File& first, std::uint32_t baseline, const File& second) {
  ComparisonRequest request;
  request.rules = rule_ends(first.stored.provenance);
  for (RuleEnds& rule : rule_ends(second.stored.provenance)) {
    const auto known = [&](const RuleEnds& other) { return other.rule == rule.rule; };
    if (std::none_of(request.rules.begin(), request.rules.end(), known)) request.rules.push_back(std::move(rule));
  }
  request.settings.push_back(first.shown.settings[baseline]);
  request.unpaired.emplace_back();
  for (std::uint32_t s = 0; s < second.results().frame().scenarios.size(); ++s) {
    request.settings.push_back(second.shown.settings[s]);
    request.unpaired.push_back(why_unpaired({second.stored, s}, {first.stored, baseline}));
  }
  return request;
}

std::vector<Scenario> scenarios_of(const File& first, const File& second) {
  std::vector<Scenario> all = stored_scenarios(first.stored.provenance);
  for (Scenario& scenario : stored_scenarios(second.stored.provenance)) all.push_back(std::move(scenario));
  return all;
}

// As the runs found them, of the scenarios that are shown; each told with its file.
std::vector<ShortWarmUp> short_warm_ups(const File& first, std::uint32_t baseline, const File& second) {
  std::vector<ShortWarmUp> all;
  const auto add = [&](const File& file, bool only_baseline) {
    for (ShortWarmUp& one : short_warm_ups_in(file.stored.provenance.entry("short_warm_up"))) {
      if (only_baseline && one.scenario != file.results().frame().scenarios[baseline]) continue;
      one.scenario += " (" + file.label + ")";
      all.push_back(std::move(one));
    }
  };
  add(first, true);
  add(second, false);
  return all;
}

Json file_json(const File& file, const std::vector<std::string>& scenarios, const std::vector<std::string>& left_out) {
  Json json{{"file", file.path}, {"scenarios", scenarios}};
  json.update(year_json(file.shown));
  json["regions_left_out"] = left_out;
  json["replications"] = json_rows(to_table(count_runs(file.stored.results)));
  return json;
}

Json unpaired_json(const Comparison& comparison) {
  Json rows = Json::array();
  for (const ScenarioComparison& scenario : comparison.regions.front().scenarios) {
    rows.push_back({{"scenario", scenario.name},
                    {"paired", scenario.paired()},
                    {"why_nl", scenario.unpaired.nl},
                    {"why_en", scenario.unpaired.en}});
  }
  return rows;
}

}  // namespace

int compare_files(const CommandLine& line) {
  const std::vector<std::string> paths = line.words();
  const Language language = language_of(line);
  const std::vector<AskedYear> years = asked_years(line, 2);
  const std::array<std::string, 2> labels = labels_of(paths);
  const File first = read_file(paths[0], labels[0], years[0]), second = read_file(paths[1], labels[1], years[1]);
  const ExperimentFrame &a = first.results().frame(), &b = second.results().frame();
  const RegionMatch regions = match_regions(a, b);
  if (regions.both.empty()) {
    refuse_file(second.path, "has no region that " + printable(first.path) + " has",
                "one has " + joined(b.regions) + ", the other " + joined(a.regions),
                "Run both with the same --regions");
  }
  if (a.draws != b.draws) {
    refuse_file(second.path,
                fmt::format("has {} draws of parameters, {} has {}", b.draws, printable(first.path), a.draws),
                "draws are compared with draws");
  }
  const std::uint32_t baseline = scenario_of(a, line.text("baseline"), "--baseline");
  const SideBySide both = side_by_side(first.results(), baseline, second.results(), regions);
  const File* of_a_year = first.shown.slice ? &first : second.shown.slice ? &second : nullptr;
  const ResultTables tables =
      read_result_tables(data_folder(line), both.results.frame().schema,
                         of_a_year == nullptr ? nullptr : &of_a_year->stored.results.frame().schema);
  ComparisonRequest request = request_of(first, baseline, second);
  request.groups = tables.groups;
  std::vector<Indicator> indicators = tables.indicators;
  std::vector<std::string> remarks = tables.remarks;
  for (Indicator& figure : shown_key_figures(both.results.frame().schema, scenarios_of(first, second),
                                             first.shown.slice || second.shown.slice, remarks))
    indicators.push_back(std::move(figure));
  const Comparison comparison = compare(both.results, indicators, tables.figures, request);

  const About about(first, second, language);
  const std::vector<std::string> differences = about.differences(both, regions);
  const std::vector<ShortWarmUp> short_ones = short_warm_ups(first, baseline, second);
  const std::string staff = staff_caveat(first.stored, language), other_staff = staff_caveat(second.stored, language);
  const std::vector<std::string> not_there = remarks;
  if (other_staff != staff) remarks = remarks_with(remarks, other_staff);
  remarks = remarks_with(remarks, staff);
  if (line.flag("json")) {
    const Json files = Json::array({file_json(first, {a.scenarios[baseline]}, region_names(a, regions.only_first)),
                                    file_json(second, b.scenarios, region_names(b, regions.only_second))});
    std::cout << json_text({{"files", files}, {"pairs", unpaired_json(comparison)}, {"differences", differences}},
                           to_tables(comparison), remarks, short_ones);
    return exit_done;
  }
  std::string told;
  for (const std::string& one : differences) told += one + ".\n";
  std::cout << with_line(told) << about.missing_runs() << warm_up_caveat(short_ones, tables.names, language)
            << with_line(staff) << (other_staff == staff ? "" : with_line(other_staff))
            << comparison_text(comparison, tables.names, language) << remarks_text(not_there, language);
  return exit_done;
}

}  // namespace draagkracht
