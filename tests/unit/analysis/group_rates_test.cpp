#include "engine/analysis/group_rates.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/analysis/result_text.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const GroupFigure by_age{"unserved", "age", {"Niet geholpen", "Not helped"}, {"Leeftijd", "Age"}};
const GroupFigure by_skill{"unserved", "skill", {"Niet geholpen", "Not helped"}, {"Vaardig", "Skilled"}};

// Half a year; unserved(age, skill), of young and old, without and with the skill.
ExperimentFrame frame_of(std::uint32_t replications) {
  ExperimentFrame frame{{"baseline", "plan"}, {"R1"}, {"Dorp"}, 1, replications, {}};
  ResultSchema& schema = frame.schema;
  schema.add(ResultDimension{"age", "age", "1", {"young", "old"}, {}});
  schema.add(ResultDimension{"skill", "skill", "1", {"no", "yes"}, {}});
  const auto add = [&](const char* name, std::vector<std::string> dimensions, const char* units = "1") {
    schema.add(ResultVariable{name, "", std::move(dimensions), units, name});
  };
  add("years_counted", {});
  add("inhabitants", {});
  add("inhabitants_by_age", {"age"});
  add("inhabitants_by_skill", {"skill"});
  add("unserved", {"age", "skill"});
  add("minutes", {"age"}, "min");
  return frame;
}

// Inhabitants: so many young ones, 6,000 old ones, 10,000 without the skill.
RunResult run_of(RunKey key, double young, std::vector<double> unserved) {
  std::vector<double> payload{0.5, young + 6000, young, 6000, 10000, young - 4000};
  payload.insert(payload.end(), unserved.begin(), unserved.end());
  payload.insert(payload.end(), {0, 0});
  return {key, std::move(payload), 0};
}

std::vector<GroupTable> tables_of(const ResultSet& results) {
  return group_tables(results, 1, 0, 0, 0.95, {by_age, by_skill});
}

}  // namespace

TEST_CASE("Counts of a group are per 1,000 of its inhabitants and year, other axes added up") {
  ResultSet results(frame_of(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    results.put(run_of({0, 0, k, 0}, 20000, {100, 40, 30, 6}));
    results.put(run_of({1, 0, k, 0}, 20000, {100, 20 + 10.0 * k, 90, 6}));
  }
  const std::vector<GroupTable> tables = tables_of(results);
  REQUIRE(tables.size() == 2);
  REQUIRE(tables[0].rows.size() == 2);
  const GroupRow &young = tables[0].rows[0], &old = tables[0].rows[1];
  CHECK(young.label == "young");
  CHECK(young.persons == 20000);
  CHECK(young.value.baseline.mean == Approx(140 / 20.0 * 2));
  CHECK(young.value.scenario.mean == Approx(125 / 20.0 * 2));
  CHECK(young.value.difference.mean == Approx(-1.5));
  CHECK(young.value.difference.n == 2);
  CHECK(old.value.baseline.mean == Approx(36 / 6.0 * 2));
  CHECK(old.value.difference.mean == Approx(20));
  CHECK_FALSE(old.too_few);
  const GroupRow &without = tables[1].rows[0], &with = tables[1].rows[1];
  CHECK(without.value.baseline.mean == Approx(130 / 10.0 * 2));
  CHECK(without.value.scenario.mean == Approx(190 / 10.0 * 2));
  CHECK(with.value.baseline.mean == Approx(46 / 16.0 * 2));
}

TEST_CASE("A group of fewer than 10 events or 5,000 persons has no figure of its own") {
  const auto old_of = [](double before, double after) {
    ResultSet results(frame_of(2));
    for (std::uint32_t k = 0; k < 2; ++k) {
      results.put(run_of({0, 0, k, 0}, 20000, {100, 40, before, 0}));
      results.put(run_of({1, 0, k, 0}, 20000, {100, 40, after, 0}));
    }
    return tables_of(results).at(0).rows.at(1);
  };
  CHECK_FALSE(old_of(10, 10).too_few);
  const GroupRow fewer = old_of(60, 9);
  CHECK(fewer.too_few);
  CHECK(fewer.value.baseline.mean == Approx(20));
  CHECK(std::isnan(fewer.value.scenario.mean));
  CHECK(fewer.value.difference.mean == Approx(-17));
  const GroupRow none = old_of(9, 9);
  CHECK(std::isnan(none.value.baseline.mean));
  CHECK(std::isnan(none.value.difference.mean));
  CHECK_FALSE(none.value.identical);

  ResultSet small(frame_of(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    small.put(run_of({0, 0, k, 0}, 4999, {100, 40, 30, 0}));
    small.put(run_of({1, 0, k, 0}, 4999, {200, 40, 30, 0}));
  }
  CHECK(tables_of(small).at(0).rows.at(0).too_few);
  CHECK(std::isnan(tables_of(small).at(0).rows.at(0).value.difference.mean));
  CHECK_FALSE(tables_of(small).at(0).rows.at(1).too_few);
}

TEST_CASE("Groups stand in comparisons, in tables and in both languages") {
  ResultSet results(frame_of(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    results.put(run_of({0, 0, k, 0}, 20000, {100, 40, 9, 0}));
    results.put(run_of({1, 0, k, 0}, 20000, {100, 30, 9, 0}));
  }
  ComparisonRequest request;
  request.groups = {by_age, by_skill};
  const Comparison comparison = compare(results, {}, {50, 40, 2000}, request);
  const std::string dutch = comparison_text(comparison, {}, Language::nl);
  CHECK(dutch.find("\nNiet geholpen per 1.000 inwoners per jaar\n"
                   "Leeftijd  Inwoners      Basis   Scenario  Verschil  95 %\n"
                   "────────  ────────  ─────────  ─────────  ────────  ────────────\n"
                   "young       20.000       14,0       13,0      -1,0  [-1,0; -1,0]\n"
                   "old          6.000  te weinig  te weinig         –\n"
                   "\nNiet geholpen per 1.000 inwoners per jaar\n"
                   "Vaardig  Inwoners  Basis  Scenario      Verschil  95 %\n") != std::string::npos);
  CHECK(dutch.find("\nnee        10.000   21,8      21,8  0 (identiek)\n") != std::string::npos);
  CHECK(
      dutch.find("\nNiet gecorrigeerd voor het aantal vergelijkingen. Te weinig: minder dan 10 keer of 5.000 inwoners "
                 "in een run.\n") != std::string::npos);
  CHECK(comparison_text(comparison, {}, Language::en).find("\nNot helped per 1,000 inhabitants and year\n") !=
        std::string::npos);
  const FlatTable table = to_tables(comparison).back();
  CHECK(table.name == "groups");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[1].back() == FlatCell(true));
}

TEST_CASE("A figure of a group is worked out of the cells of its label alone, above the same floor") {
  const Table table = table_of(
      "by_group.csv", {"tally", "attribute", "name_nl", "name_en", "by_nl", "by_en", "expression", "unit", "unit_nl"},
      {{"unserved", "age", "Aandeel", "Share", "Leeftijd", "Age", "unserved[skill=no] / unserved", "share", ""},
       {"", "skill", "Per hoofd", "Per head", "Vaardig", "Skilled", "unserved / inhabitants_by_skill", "-", "-"},
       {"", "age", "a", "b", "c", "d", "unserved / nothing", "-", "-"}});
  Issues issues, unfit;
  ComparisonRequest request;
  request.groups = read_group_figures(table, frame_of(1).schema, issues, unfit);
  CHECK(messages(issues).empty());
  CHECK(messages(unfit) == "by_group.csv:4:7: expression: unknown variable \"nothing\" (at character 12).\n");
  ResultSet results(frame_of(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    results.put(run_of({0, 0, k, 0}, 8000, {30, 10, 4, 5}));  // of the old 9 events; 4,000 with the skill
    results.put(run_of({1, 0, k, 0}, 8000, {10, 30, 8, 2}));
  }
  const Comparison comparison = compare(results, {}, {50, 40, 2000}, request);
  const std::vector<GroupTable>& groups = comparison.regions[0].scenarios[0].groups;
  REQUIRE(groups.size() == 2);
  const GroupRow &young = groups[0].rows[0], &old = groups[0].rows[1];
  CHECK(young.value.baseline.mean == Approx(0.75));
  CHECK(young.value.scenario.mean == Approx(0.25));
  CHECK(young.value.difference.mean == Approx(-0.5));
  CHECK(std::isnan(old.value.baseline.mean));
  CHECK(old.value.scenario.mean == Approx(0.8));
  CHECK(old.too_few);
  const GroupRow &without = groups[1].rows[0], &with = groups[1].rows[1];
  CHECK(without.value.baseline.mean == Approx(34 / 10'000.0));
  CHECK_FALSE(without.too_few);
  CHECK(with.too_few);  // by its persons alone
  CHECK(std::isnan(with.value.scenario.mean));
  const std::string text = comparison_text(comparison, {}, Language::en);
  CHECK(text.find("\nShare (%)\n") != std::string::npos);
  CHECK(text.find("\nyoung        8,000      75.0      25.0       -50.0  [-50.0; -50.0]\n") != std::string::npos);
  const std::vector<FlatTable> tables = to_tables(comparison);
  CHECK(tables.back().rows.empty());
  CHECK(tables[tables.size() - 2].name == "group_values");
  CHECK(tables[tables.size() - 2].rows.size() == 4);
}

TEST_CASE("A figure by group that results do not have is left out and told") {
  const Table table = table_of("by_group.csv", {"tally", "attribute", "name_nl", "name_en", "by_nl", "by_en"},
                               {{"unserved", "age", "a", "b", "c", "d"},
                                {"lost", "age", "a", "b", "c", "d"},
                                {"unserved", "sex", "a", "b", "c", "d"},
                                {"minutes", "age", "a", "b", "c", "d"},
                                {"unserved", "age", "a", "b", "c", "d"}});
  Issues issues, unfit;
  const std::vector<GroupFigure> figures = read_group_figures(table, frame_of(1).schema, issues, unfit);
  REQUIRE(figures.size() == 2);
  CHECK(figures[0].tally == "unserved");
  CHECK(messages(issues) == "by_group.csv:6:2: attribute: stands there twice (the first is on line 2).\n");
  CHECK(messages(unfit) ==
        "by_group.csv:3:1: lost by age: is not in these results.\n"
        "by_group.csv:4:1: unserved by sex: is not counted by it.\n"
        "by_group.csv:5:1: minutes by age: is no count.\n");
}
