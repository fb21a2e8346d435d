// One year of results of several years has that year's values under the plain names.
#include "engine/results/year.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

void add(ResultSchema& schema, const char* name, std::vector<std::string> dimensions, const char* group = "") {
  schema.add(ResultVariable{
      .name = name, .group = group, .dimensions = std::move(dimensions), .units = "1", .long_name = name});
}

// Whole: years_counted 1, contacts (who 2, how 3) 6, per_week (week 2) 2, hours (pool 2) 2: 11 doubles. By year (3):
// years_counted 3, contacts 18, hours 6: doubles 11 to 37.
ResultSchema schema_of_years() {
  ResultSchema schema;
  schema.add(ResultDimension{.name = "who", .long_name = "who", .labels = {"doctor", "nurse"}});
  schema.add(ResultDimension{.name = "how", .long_name = "how", .labels = {"seen", "called", "written"}});
  schema.add(ResultDimension{.name = "week", .long_name = "week", .units = "week", .numbers = {0, 1}});
  schema.add(ResultDimension{.name = "pool", .long_name = "pool", .labels = {"desk", "back"}});
  schema.add(ResultDimension{.name = "year", .long_name = "year", .units = "years", .numbers = {2024, 2025, 2026}});
  add(schema, "years_counted", {});
  add(schema, "contacts", {"who", "how"});
  add(schema, "per_week", {"week"});
  schema.add(ResultVariable{
      .name = "hours", .group = "staff", .dimensions = {"pool"}, .units = "h", .long_name = "hours of service"});
  add(schema, "years_counted_by_year", {"year"}, "by_year");
  add(schema, "contacts_by_year", {"year", "who", "how"}, "by_year");
  schema.add(ResultVariable{.name = "hours_by_year",
                            .group = "by_year",
                            .dimensions = {"year", "pool"},
                            .units = "h",
                            .long_name = "hours of service, by year"});
  return schema;
}

ExperimentFrame frame_of_years() {
  return {.scenarios = {"baseline", "plan"},
          .regions = {"R1", "R2"},
          .region_names = {"Dorp", "Stad"},
          .draws = 1,
          .replications = 2,
          .schema = schema_of_years()};
}

// Each value tells its run and its place; the years have 366, 365 and 200 days.
RunResult told_apart(RunKey key) {
  RunResult run{.key = key, .payload = std::vector<double>(38), .seconds = 1};
  for (std::size_t i = 0; i < 38; ++i) {
    run.payload[i] = key.scenario * 10000.0 + key.replication * 1000.0 + key.region * 100.0 + static_cast<double>(i);
  }
  run.payload[0] = 931 / 365.25;
  run.payload[11] = 366 / 365.25;
  run.payload[12] = 365 / 365.25;
  run.payload[13] = 200 / 365.25;
  return run;
}

ResultSet results_without_one_run() {
  ResultSet results(frame_of_years());
  for (const std::uint32_t s : {0U, 1U}) {
    for (const std::uint32_t n : {0U, 1U}) {
      for (const std::uint32_t r : {0U, 1U}) {
        if (s != 1 || n != 0) results.put(told_apart({s, 0, n, r}));
      }
    }
  }
  return results;
}

std::vector<double> values(const ResultSet& results, const char* name, RunKey key) {
  const ResultVariable* variable = results.frame().schema.variable(name);
  REQUIRE(variable != nullptr);
  const std::span<const double> all = results.values(*variable, key);
  return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("A year of results has its values under the names of the whole period") {
  const ResultSet year = of_year(results_without_one_run(), 2025);
  const ResultSchema& schema = year.frame().schema;
  CHECK(schema.payload_size == 1 + 6 + 2);
  CHECK(values(year, "years_counted", {0, 0, 0, 0}) == std::vector<double>{365 / 365.25});
  // contacts_by_year begins at 14; 2025 is its second year of 6 values.
  CHECK(values(year, "contacts", {1, 0, 1, 1}) == std::vector<double>{11120, 11121, 11122, 11123, 11124, 11125});
  CHECK(values(year, "hours", {0, 0, 1, 0}) == std::vector<double>{1034, 1035});
  CHECK(schema.variable("contacts")->dimensions == std::vector<std::string>{"who", "how"});
  CHECK(schema.variable("hours")->group == "staff");
  CHECK(schema.variable("hours")->units == "h");
  CHECK(schema.variable("hours")->long_name == "hours of service");
}

TEST_CASE("What has no figure of a year is not there, and the runs stay as they are") {
  const ResultSet year = of_year(results_without_one_run(), 2024);
  const ExperimentFrame& frame = year.frame();
  CHECK(frame.schema.variable("per_week") == nullptr);
  CHECK(frame.schema.variable("contacts_by_year") == nullptr);
  CHECK(frame.schema.dimension("week") == nullptr);
  CHECK(frame.schema.dimension("year") == nullptr);
  CHECK(frame.scenarios == std::vector<std::string>{"baseline", "plan"});
  CHECK(frame.region_names == std::vector<std::string>{"Dorp", "Stad"});
  CHECK(frame.replications == 2);
  CHECK_FALSE(year.has({1, 0, 0, 0}));
  CHECK(year.has({1, 0, 1, 0}));
}

TEST_CASE("Labels that a scenario lacks are lacking in each year") {
  ExperimentFrame frame = frame_of_years();
  frame.partial = {{"week", {{true, true}, {true, false}}}, {"who", {{true, true}, {true, false}}}};
  ResultSet results(std::move(frame));
  results.put(told_apart({0, 0, 0, 0}));
  const ResultSet year = of_year(results, 2026);
  CHECK(year.frame().partial == std::vector<PartialDimension>{{"who", {{true, true}, {true, false}}}});
  CHECK(year.lacking(1) == std::vector<bool>{false, false, false, false, true, true, true, false, false});
}

TEST_CASE("Years have their length, and a part is no whole year") {
  const std::vector<ResultYear> years = years_of(results_without_one_run());
  REQUIRE(years.size() == 3);
  CHECK(years[0].year == 2024);
  CHECK(years[0].days == std::vector<double>{366, 366});
  CHECK(years[1].whole());
  CHECK(years[2].fewest_days() == 200);
  CHECK_FALSE(years[2].whole());
  CHECK(last_whole_year(years) == 2025);
  CHECK(ResultYear{2030, {364, missing}}.whole());
  CHECK_FALSE(ResultYear{2030, {366, 363.9}}.whole());
  CHECK_FALSE(ResultYear{2030, {366, 0}}.whole());
  CHECK_FALSE(ResultYear{2030, {missing}}.whole());
  CHECK(last_whole_year({{2024, {100}}, {2025, {200}}}) == std::nullopt);
}

TEST_CASE("A year that a scenario did not count has no days in it") {
  ExperimentFrame frame = frame_of_years();
  frame.partial = {{"year", {{true, true, true}, {true, false, true}}}};
  ResultSet results(std::move(frame));
  results.put(told_apart({0, 0, 0, 0}));
  CHECK(years_of(results)[1].days == std::vector<double>{365, 0});
  CHECK(last_whole_year(years_of(results)) == 2024);  // no run of the other one tells of 2024
  CHECK(of_year(results, 2025).frame().partial.empty());
}

TEST_CASE("Results without figures by year have no years, and a label year is none") {
  ResultSchema labels;
  labels.add(ResultDimension{.name = "year", .long_name = "year of training", .labels = {"first", "second"}});
  add(labels, "years_counted", {});
  add(labels, "years_counted_by_year", {"year"}, "by_year");
  ResultSchema numbers;  // no calendar years
  numbers.add(ResultDimension{.name = "year", .long_name = "year", .units = "years", .numbers = {0.5, 1}});
  add(numbers, "years_counted", {});
  add(numbers, "years_counted_by_year", {"year"}, "by_year");
  ResultSchema no_length;
  no_length.add(ResultDimension{.name = "year", .long_name = "year", .units = "years", .numbers = {2024}});
  add(no_length, "contacts", {});
  add(no_length, "contacts_by_year", {"year"}, "by_year");
  for (ResultSchema* schema : {&labels, &numbers, &no_length}) {
    const ResultSet results({.scenarios = {"a"},
                             .regions = {"R1"},
                             .region_names = {"Dorp"},
                             .draws = 1,
                             .replications = 1,
                             .schema = *schema});
    CHECK(years_of(results).empty());
  }
  CHECK_THROWS_AS(of_year(results_without_one_run(), 2027), LogicFault);
}

TEST_CASE("A variable that only has the name of a year's figures is none of them") {
  ResultSchema schema = schema_of_years();
  add(schema, "lonely_by_year", {"year"}, "by_year");  // of nothing
  add(schema, "calls", {"who"});
  add(schema, "calls_by_year", {"year", "how"}, "by_year");  // by another dimension
  add(schema, "visits", {});
  add(schema, "visits_by_year", {"year"});  // in another group
  const ResultSet results({.scenarios = {"a"},
                           .regions = {"R1"},
                           .region_names = {"Dorp"},
                           .draws = 1,
                           .replications = 1,
                           .schema = schema});
  CHECK(of_year(results, 2024).frame().schema.payload_size == 1 + 6 + 2);
}
