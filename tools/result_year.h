// --year of compare, figures, goals and validate: which year of a result file they show. Without it the last whole year
// of a file of several years, else the period as it was counted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/comparison.h"
#include "engine/analysis/targets.h"
#include "engine/io/results_file.h"
#include "engine/results/year.h"
#include "tools/command_line.h"
#include "tools/json_text.h"

namespace draagkracht {

// What --year says of one file.
struct AskedYear {
  bool given = false;
  bool all = false;  // the whole period
  int year = 0;      // if neither
};

void add_year_option(CommandLine& line);
// Of each file: of the only one that is named, or of two in their order. Throws UsageError for what is no year, or if
// there are not as many as files; one year is that of both.
std::vector<AskedYear> asked_years(const CommandLine& line, std::size_t files);

// What a subcommand shows of a result file.
struct ShownResults {
  std::optional<ResultSet> slice;         // of one of several years
  std::vector<ScenarioSetting> settings;  // axis: scenario; the days of the year
  std::vector<ResultYear> years;          // that the file has, if several; else empty
  int year = 0;                           // 0: the whole period
  bool told = false;                      // whether readers are told of years: there are several, or one was asked for
  // Those of the file, or of one of its years.
  const ResultSet& of(const StoredResults& stored) const { return slice ? *slice : stored.results; }
};

// Throws InputError if the file does not have the year.
ShownResults shown_results(const std::string& file, const StoredResults& stored, AskedYear asked);

// Which of its years is shown, and how to see another; "" of a file that has not several.
std::string year_line(const ShownResults& shown, Language language);
// {"year": 2030, "years": [{"year", "days", "whole_year"}, ...]}; empty if readers are not told of years. "year" is
// null of the whole period.
Json year_json(const ShownResults& shown);

}  // namespace draagkracht
