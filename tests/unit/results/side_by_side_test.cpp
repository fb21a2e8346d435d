// Results of two experiments in one set: common regions, all names, and each value where it belongs.
#include "engine/results/side_by_side.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {

void add(ResultSchema& schema, const char* name, std::vector<std::string> dimensions, const char* units = "1") {
  schema.add(ResultVariable{
      .name = name, .group = "", .dimensions = std::move(dimensions), .units = units, .long_name = name});
}

// Contacts by those who give them (values 0 and 1), hours (2), only_here (3).
ResultSchema first_schema() {
  ResultSchema schema;
  schema.add(ResultDimension{.name = "who", .long_name = "who", .labels = {"doctor", "nurse"}});
  add(schema, "contacts", {"who"});
  add(schema, "hours", {}, "h");
  add(schema, "only_here", {});
  return schema;
}

// Others give contacts, hours are minutes, and a description is in other words.
ResultSchema second_schema() {
  ResultSchema schema;
  schema.add(ResultDimension{.name = "who", .long_name = "who it was", .labels = {"nurse", "assistant"}});
  schema.add(ResultDimension{.name = "norm", .long_name = "norm", .units = "min", .numbers = {2}});
  add(schema, "hours", {}, "min");
  add(schema, "contacts", {"who"});
  add(schema, "within", {"norm"});
  return schema;
}

ResultSet first_results() {
  ResultSet results({.scenarios = {"other", "baseline"},
                     .regions = {"R1", "R2"},
                     .region_names = {"Dorp", "Stad"},
                     .draws = 1,
                     .replications = 1,
                     .schema = first_schema()});
  results.put({{1, 0, 0, 0}, {1, 2, 3, 4}});
  results.put({{1, 0, 0, 1}, {11, 12, 13, 14}});
  results.put({{0, 0, 0, 0}, {91, 92, 93, 94}});
  return results;
}

// In its plan nobody assists.
ResultSet second_results() {
  ResultSet results({.scenarios = {"baseline", "plan"},
                     .regions = {"R3", "R2"},
                     .region_names = {"Land", "Stad"},
                     .draws = 1,
                     .replications = 2,
                     .schema = second_schema(),
                     .partial = {{"who", {{true, true}, {true, false}}}}});
  results.put({{0, 0, 1, 1}, {60, 21, 22, 23}});
  results.put({{1, 0, 0, 1}, {60, 31, NAN, 33}});
  results.put({{1, 0, 0, 0}, {60, 71, NAN, 73}});
  return results;
}

std::vector<double> values(const ResultSet& results, const char* name, RunKey key) {
  const ResultVariable* variable = results.frame().schema.variable(name);
  REQUIRE(variable != nullptr);
  const std::span<const double> all = results.values(*variable, key);
  return {all.begin(), all.end()};
}

SideBySide both() {
  const ResultSet first = first_results(), second = second_results();
  return side_by_side(first, 1, second, match_regions(first.frame(), second.frame()));
}

}  // namespace

TEST_CASE("Regions of two experiments match by their codes") {
  const RegionMatch match = match_regions(first_results().frame(), second_results().frame());
  REQUIRE(match.both.size() == 1);
  CHECK(match.both[0].first == 1);
  CHECK(match.both[0].second == 1);
  CHECK(match.only_first == std::vector<std::uint32_t>{0});
  CHECK(match.only_second == std::vector<std::uint32_t>{0});
}

TEST_CASE("A set of both has the baseline of one and the scenarios of the other, with all names") {
  const SideBySide set = both();
  const ExperimentFrame& frame = set.results.frame();
  CHECK(frame.scenarios == std::vector<std::string>{"baseline", "baseline", "plan"});
  CHECK(frame.regions == std::vector<std::string>{"R2"});
  CHECK(frame.replications == 2);
  CHECK(frame.schema.dimension("who")->labels == std::vector<std::string>{"doctor", "nurse", "assistant"});
  CHECK(frame.schema.dimension("who")->long_name == "who");
  const std::vector<double> of_first = values(set.results, "contacts", {0, 0, 0, 0});
  CHECK(of_first[0] == 11);
  CHECK(of_first[1] == 12);
  CHECK(std::isnan(of_first[2]));
  const std::vector<double> of_second = values(set.results, "contacts", {1, 0, 1, 0});
  CHECK(std::isnan(of_second[0]));
  CHECK(of_second[1] == 21);
  CHECK(of_second[2] == 22);
  CHECK(values(set.results, "only_here", {0, 0, 0, 0}) == std::vector<double>{14});
  CHECK(std::isnan(values(set.results, "only_here", {1, 0, 1, 0})[0]));
  CHECK(values(set.results, "within", {2, 0, 0, 0}) == std::vector<double>{33});
  CHECK_FALSE(set.results.has({0, 0, 1, 0}));
  CHECK_FALSE(set.results.has({1, 0, 0, 0}));
}

TEST_CASE("Labels that one experiment lacks are lacking in its scenarios, beside those that a scenario lacked before") {
  const SideBySide set = both();
  const auto has = [&](std::uint32_t scenario) {
    std::string text;
    for (const std::size_t place : {0, 1, 2}) text += set.results.frame().has(scenario, "who", place) ? '1' : '0';
    return text;
  };
  CHECK(has(0) == "110");
  CHECK(has(1) == "011");
  CHECK(has(2) == "010");
  // contacts 3, only_here 1, within 1.
  CHECK(set.results.lacking(0) == std::vector<bool>{false, false, true, false, true});
}

TEST_CASE("What was left out or is in one of them alone is told") {
  const SideBySide set = both();
  CHECK(set.differ_in_kind == std::vector<std::string>{"hours"});
  CHECK(set.results.frame().schema.variable("hours") == nullptr);
  CHECK(set.only_first == std::vector<std::string>{"only_here"});
  CHECK(set.only_second == std::vector<std::string>{"within"});
  REQUIRE(set.own_places.size() == 1);
  CHECK(set.own_places[0].dimension == "who");
  CHECK(set.own_places[0].only_first == std::vector<std::string>{"doctor"});
  CHECK(set.own_places[0].only_second == std::vector<std::string>{"assistant"});
}

TEST_CASE("Numbers along a dimension are counted, and a dimension of another kind takes its variables out") {
  const auto set_of = [](const std::vector<double>& norms, const char* units) {
    ResultSchema schema;
    schema.add(ResultDimension{.name = "norm", .long_name = "norm", .units = units, .numbers = norms});
    add(schema, "within", {"norm"});
    add(schema, "all", {});
    return ResultSet(
        {.scenarios = {"a"}, .regions = {"R"}, .region_names = {"R"}, .draws = 1, .replications = 1, .schema = schema});
  };
  const ResultSet one = set_of({2, 10}, "min"), more = set_of({2, 5, 20}, "min"), hours = set_of({2}, "h");
  const RegionMatch match = match_regions(one.frame(), more.frame());
  const SideBySide numbers = side_by_side(one, 0, more, match);
  CHECK(numbers.own_places.at(0).numbers_only_first == 1);
  CHECK(numbers.own_places.at(0).numbers_only_second == 2);
  CHECK(numbers.results.frame().schema.dimension("norm")->numbers == std::vector<double>{2, 5, 10, 20});
  const SideBySide kinds = side_by_side(one, 0, hours, match);
  CHECK(kinds.differ_in_kind == std::vector<std::string>{"within"});
  CHECK(kinds.results.frame().schema.variables.size() == 1);
  CHECK_THROWS_AS(side_by_side(one, 0, hours, RegionMatch{}), LogicFault);
}
