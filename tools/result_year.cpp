#include "tools/result_year.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/issue.h"
#include "engine/core/printable.h"
#include "tools/result_tables.h"

namespace draagkracht {
namespace {

namespace po = boost::program_options;

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

AskedYear asked_year(const std::string& text) {
  if (text == "all") return {true, true, 0};
  const bool digits =
      text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) throw UsageError("--year is a year such as 2030, or all, not \"" + printable(text) + '"');
  return {true, false, std::stoi(text)};
}

// "2024", "2024 and 2026", "2024 to 2030" if none is missing between.
std::string listed(const std::vector<ResultYear>& years) {
  const int first = years.front().year, last = years.back().year;
  if (years.size() > 2 && last - first + 1 == static_cast<int>(years.size()))
    return fmt::format("{} to {}", first, last);
  std::string text;
  for (std::size_t y = 0; y < years.size(); ++y)
    text += fmt::format("{}{}", y == 0 ? "" : y + 1 < years.size() ? ", " : " and ", years[y].year);
  return text;
}

// Whether all days that counted lie in that year, in every scenario.
bool lies_in(const std::vector<ScenarioSetting>& settings, int year) {
  const std::string start = fmt::format("{:04}-", year);
  return std::all_of(settings.begin(), settings.end(), [&](const ScenarioSetting& setting) {
    return setting.first_date.starts_with(start) && setting.last_date.starts_with(start);
  });
}

[[noreturn]] void refuse_year(const std::string& file, int year, const std::vector<ResultYear>& years,
                              const std::vector<ScenarioSetting>& settings) {
  Issue issue;
  issue.where.file = file;
  issue.key = "--year";
  issue.problem = fmt::format("no year {}", year);
  const ScenarioSetting& one = settings.front();
  const std::string date = fmt::format("{:04}", year);
  if (years.empty() && one.first_date.substr(0, 4) <= date && date <= one.last_date.substr(0, 4))
    issue.suggestion = "Run it again with run.periods = [\"year\"]";
  if (!years.empty()) {
    issue.why = "it has " + listed(years);
  } else if (one.first_date.empty()) {
    issue.why = "its results are of one period without dates";
  } else {
    issue.why = fmt::format("its results are of {} to {}, not by year", one.first_date, one.last_date);
  }
  throw InputError(std::move(issue));
}

// The part of a period that lies in a year of which so many days counted.
ScenarioSetting in_year(ScenarioSetting setting, int year, double days) {
  setting.year = year;
  setting.days = std::isfinite(days) ? days : 0;
  if (setting.days <= 0) setting.first_date.clear();
  if (setting.first_date.empty()) setting.last_date.clear();
  if (setting.first_date.empty()) return setting;
  setting.first_date = std::max(setting.first_date, fmt::format("{:04}-01-01", year));
  setting.last_date = std::min(setting.last_date, fmt::format("{:04}-12-31", year));
  return setting;
}

}  // namespace

void add_year_option(CommandLine& line) {
  line.add_options()("year", po::value<std::string>()->value_name("YEAR|all"),
                     "calendar year to show, or all for the whole period (default: the last whole year of a file of "
                     "several years, else the whole period)");
}

std::vector<AskedYear> asked_years(const CommandLine& line, std::size_t files) {
  std::vector<AskedYear> years(files);
  if (!line.has("year")) return years;
  const std::vector<std::string> parts = parts_of(line.text("year"));
  if (parts.size() != 1 && parts.size() != files) {
    if (files > 1) throw UsageError("--year is one year, or one of each of the two result files");
    throw UsageError("--year is one year of one result file",
                     "Use `draagkracht compare FILE FILE --year " + printable(line.text("year")) + '`');
  }
  for (std::size_t f = 0; f < files; ++f) years[f] = asked_year(parts[parts.size() == 1 ? 0 : f]);
  return years;
}

ShownResults shown_results(const std::string& file, const StoredResults& stored, AskedYear asked) {
  std::vector<ScenarioSetting> settings = scenario_settings(stored);
  std::vector<ResultYear> years = years_of(stored.results);
  const bool several = years.size() > 1;
  int year = 0;
  if (asked.given && !asked.all) {
    const auto has = [&](const ResultYear& one) { return one.year == asked.year; };
    // The whole period is that year if it has no other.
    const bool there = years.empty() ? lies_in(settings, asked.year) : std::any_of(years.begin(), years.end(), has);
    if (!there) refuse_year(file, asked.year, years, settings);
    year = asked.year;
  } else if (!asked.given && several) {
    year = last_whole_year(years).value_or(0);
  }
  const auto shown = std::find_if(years.begin(), years.end(), [&](const ResultYear& one) { return one.year == year; });
  for (std::size_t s = 0; year != 0 && s < settings.size(); ++s)
    settings[s] = in_year(std::move(settings[s]), year, shown == years.end() ? settings[s].days : shown->days[s]);
  std::optional<ResultSet> slice;
  if (year != 0 && several) slice = of_year(stored.results, year);
  if (!several) years.clear();
  return {std::move(slice), std::move(settings), std::move(years), year, several || asked.given};
}

std::string year_line(const ShownResults& shown, Language language) {
  if (shown.years.empty()) return {};
  const int first = shown.years.front().year, last = shown.years.back().year;
  const bool nl = language == Language::nl, whole = last_whole_year(shown.years).has_value();
  if (shown.year != 0 && nl)
    return fmt::format("Jaar {} van {}-{} (--year JAAR toont een ander, --year all de hele periode).\n", shown.year,
                       first, last);
  if (shown.year != 0)
    return fmt::format("Year {} of {}-{} (--year YEAR shows another, --year all the whole period).\n", shown.year,
                       first, last);
  if (nl)
    return fmt::format("De hele periode van {}-{}{} (--year JAAR toont één jaar).\n", first, last,
                       whole ? "" : ", want geen jaar is heel");
  return fmt::format("The whole period of {}-{}{} (--year YEAR shows one year).\n", first, last,
                     whole ? "" : ", as no year is whole");
}

Json year_json(const ShownResults& shown) {
  Json json = Json::object();
  if (!shown.told) return json;
  json["year"] = shown.year == 0 ? Json(nullptr) : Json(shown.year);
  Json years = Json::array();
  for (const ResultYear& year : shown.years)
    years.push_back({{"year", year.year}, {"days", year.fewest_days()}, {"whole_year", year.whole()}});
  json["years"] = std::move(years);
  return json;
}

}  // namespace draagkracht
