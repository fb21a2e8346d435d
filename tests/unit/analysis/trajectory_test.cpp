// Outcomes from year to year: each year's runs, differences of the same year, and a table that fits a terminal.
#include "engine/analysis/trajectory.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <utility>

#include "engine/analysis/text_table.h"
#include "engine/core/issue.h"

using namespace draagkracht;

namespace {

// Visits and how long each year was, of years from 2024 on.
ResultSchema schema_of(int n_years) {
  ResultSchema schema;
  ResultDimension years{.name = "year", .long_name = "year", .units = "years"};
  for (int y = 0; y < n_years; ++y) years.numbers.push_back(2024 + y);
  schema.add(years);
  for (const char* name : {"years_counted", "visits"}) {
    schema.add(ResultVariable{.name = name, .units = "1", .long_name = name});
    schema.add(ResultVariable{.name = std::string(name) + "_by_year",
                              .group = "by_year",
                              .dimensions = {"year"},
                              .units = "1",
                              .long_name = name});
  }
  return schema;
}

// visits[scenario][replication][year]; whole years, the last one of `last_days`.
ResultSet results_of(const std::vector<std::vector<std::vector<double>>>& visits, double last_days) {
  const std::size_t n_years = visits[0][0].size();
  ResultSet results({.scenarios = {"baseline", "plan"},
                     .regions = {"R1"},
                     .region_names = {"Dorp"},
                     .draws = 1,
                     .replications = static_cast<std::uint32_t>(visits[0].size()),
                     .schema = schema_of(static_cast<int>(n_years))});
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t n = 0; n < visits[s].size(); ++n) {
      RunResult run{{s, 0, n, 0}, {0}};
      for (std::size_t y = 0; y < n_years; ++y) run.payload.push_back((y + 1 < n_years ? 365 : last_days) / 365.25);
      run.payload.push_back(0);
      run.payload.insert(run.payload.end(), visits[s][n].begin(), visits[s][n].end());
      results.put(run);
    }
  }
  return results;
}

Indicator indicator(const ResultSet& results, const std::string& id, const std::string& expression, bool headline) {
  Issues issues;
  Indicator made;
  made.id = id;
  made.name = {"Bezoeken", "Visits"};
  made.unit = "per year";
  made.unit_name = {"per jaar", "per year"};
  made.kind = IndicatorKind::outcome;
  made.headline = headline;
  made.status = IndicatorStatus::computable;
  made.expression = Expression::parse(expression, of_year(results, 2024).frame().schema, {}, issues);
  issues.throw_if_any();
  return made;
}

}  // namespace

TEST_CASE("A trajectory has the values of each year and the differences of the same year") {
  // Baseline 10, 12 in 2024 and 20, 24 in 2025; the plan 1, 3 and 5, 5 more.
  const ResultSet results = results_of({{{10, 20}, {12, 24}}, {{11, 25}, {15, 29}}}, 365);
  const std::vector<Indicator> indicators = {indicator(results, "a", "visits", true)};
  const Trajectory trajectory = trajectory_of(results, indicators, 0);
  REQUIRE(trajectory.regions.size() == 1);
  const TrajectoryRow& row = trajectory.regions[0].rows.at(0);
  CHECK(row.values[0][0].value.mean == 11);
  CHECK(row.values[0][1].value.mean == 22);
  CHECK(row.values[1][0].value.mean == 13);
  CHECK(row.values[1][1].value.mean == 27);
  CHECK(row.values[1][0].difference.mean == 2);
  CHECK(row.values[1][1].difference.mean == 5);
  // t(0.975, 1) = 12.7062; the standard error of two values is half of how far they are apart.
  CHECK(row.values[0][1].value.half_width == Approx(12.7062 * 2).epsilon(1e-5));
  CHECK(row.values[1][0].difference.half_width == Approx(12.7062 * 1).epsilon(1e-5));
  CHECK(row.values[1][1].difference.half_width == 0);
  const FlatTable table = to_table(trajectory);
  REQUIRE(table.rows.size() == 4);
  const auto cell = [&](std::size_t r, const std::string& column) {
    const auto at = std::find(table.columns.begin(), table.columns.end(), column) - table.columns.begin();
    return table.rows[r].at(static_cast<std::size_t>(at));
  };
  CHECK(cell(3, "scenario") == FlatCell("plan"));
  CHECK(cell(3, "year") == FlatCell(std::int64_t{2025}));
  CHECK(cell(3, "value") == FlatCell(27.0));
  CHECK(cell(3, "difference") == FlatCell(5.0));
  CHECK(cell(3, "days") == FlatCell(365.0));
  CHECK(cell(0, "difference") == FlatCell());  // the baseline differs from nothing
}

TEST_CASE("A trajectory shows headline outcomes, or all outcomes where there is no headline") {
  const ResultSet results = results_of({{{10, 20}, {12, 24}}, {{11, 25}, {15, 29}}}, 365);
  std::vector<Indicator> indicators = {indicator(results, "a", "visits", false),
                                       indicator(results, "b", "2 * visits", true),
                                       indicator(results, "c", "visits", true)};
  indicators[2].kind = IndicatorKind::reach;
  const auto ids = [&] {
    std::string all;
    const Trajectory trajectory = trajectory_of(results, indicators, 0);
    for (const TrajectoryRow& row : trajectory.regions.at(0).rows) all += row.indicator.id;
    return all;
  };
  CHECK(ids() == "b");
  indicators[1].headline = false;
  CHECK(ids() == "ab");
  CHECK(trajectory_text(trajectory_of(results, {}, 0), Language::nl).empty());
}

TEST_CASE("A trajectory reads with half widths where there is room, and parts of years are marked") {
  const ResultSet results = results_of({{{10, 20}, {12, 24}}, {{11, 25}, {15, 29}}}, 200);
  const Trajectory trajectory = trajectory_of(results, {indicator(results, "a", "visits", true)}, 1);
  CHECK(trajectory_text(trajectory, Language::nl) ==
        "Dorp (R1): uitkomsten per jaar\n"
        "══════════════════════════════\n"
        "                     2024          2025*\n"
        "──────────  ─────────────  ─────────────\n"
        "a Bezoeken (per jaar)\n"
        "  plan      13,00 ± 25,41  27,00 ± 25,41\n"
        "  baseline  11,00 ± 12,71  22,00 ± 25,41\n"
        "Gemiddelden over 2 herhalingen ± de halve breedte van hun interval van 95 %.\n"
        "* Een deel van het jaar: 2025 (200 dagen).\n");
}

TEST_CASE("A trajectory of many years is no wider than a terminal") {
  std::vector<double> years(30);
  for (std::size_t y = 0; y < years.size(); ++y) years[y] = 1000.0 + static_cast<double>(y);
  const ResultSet results = results_of({{years, years}, {years, years}}, 365);
  const std::string text =
      trajectory_text(trajectory_of(results, {indicator(results, "a", "visits", true)}, 0), Language::en);
  std::size_t widest = 0, at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    widest = std::max(widest, text_width(text.substr(at, end - at)));
    at = end + 1;
  }
  CHECK(widest <= 100);
  // 10 columns of the names; each year two spaces and five digits: 12 years are 94.
  CHECK(text.find(" 2024   2025   2026   2027   2028   2029   2030   2031   2032   2033   2034   2035\n") !=
        std::string::npos);
  CHECK(text.find(" 2048   2049   2050   2051   2052   2053\n") != std::string::npos);
  CHECK(text.find("Means over 2 replications.\n") != std::string::npos);
}
