#include "engine/scenario/table.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {

Table example() {
  Table table;
  table.file = "rates.csv";
  table.columns = {"reason", "age_band", "rate"};
  table.rows = {{"skin", "0-4", "0.5"}, {"skin", "5-9", "-1"}, {"ear", "0-4", "2"}, {"ear", "5-9", "7"}};
  table.lines = {2, 3, 4, 5};
  table.starts = {{1, 6, 10}, {1, 6, 10}, {1, 5, 9}, {1, 5, 9}};
  return table;
}

std::string messages(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues.all()) text += issue.message() + '\n';
  return text;
}

const std::vector<std::string> reasons = {"skin", "ear"};
const std::vector<std::string> bands = {"0-4", "5-9"};

}  // namespace

TEST_CASE("A cell has the place where it starts, or its number in a table that was not read from a file") {
  Table table = example();
  CHECK(table.where(1, 2) == Location{"rates.csv", 3, 10});
  CHECK(table.where(1, -1) == Location{"rates.csv", 3, 1});
  table.starts.clear();
  CHECK(table.where(1, 2) == Location{"rates.csv", 3, 3});
  CHECK(table.column("rate") == 2);
  CHECK(table.column("rates") == -1);
  CHECK_THROWS_AS(table.where(4, 0), LogicFault);
}

TEST_CASE("Good cells are read without an issue") {
  const Table table = example();
  Issues issues;
  TableReader reader(table, issues);
  const int rate = reader.column("rate");
  CHECK(reader.rows() == 4);
  CHECK(reader.number(0, rate) == 0.5);
  CHECK(reader.number(1, rate, {.low = -1}) == -1);
  CHECK(reader.integer(3, rate) == 7);
  CHECK(reader.text(2, 0) == "ear");
  CHECK(reader.label(2, 0, reasons) == 1);
  reader.check_complete({{"reason", reasons}, {"age_band", bands}});
  CHECK(messages(issues).empty());
}

TEST_CASE("A missing column is named once, and reading from it is silent") {
  const Table table = example();
  Issues issues;
  TableReader reader(table, issues);
  const int column = reader.column("age_bands");
  CHECK(column == -1);
  CHECK(reader.number(0, column) == 0);
  CHECK(reader.integer(0, column) == 0);
  CHECK(reader.text(0, column).empty());
  CHECK(reader.label(0, column, bands) == -1);
  CHECK(messages(issues) == "rates.csv:1:1: age_bands: the column is missing. did you mean \"age_band\"?\n");
}

TEST_CASE("Cells that are no finite number are refused, each once") {
  const char* cell = GENERATE("nan", "inf", "-inf", "1e999", "0x10", "1 2", "five", "1.5 h");
  Table table = example();
  table.rows[1][2] = cell;
  Issues issues;
  TableReader reader(table, issues);
  CHECK(reader.number(1, 2) == 0);
  CHECK(reader.number(1, 2) == 0);
  CHECK(messages(issues) ==
        std::string("rates.csv:3:10: rate: expected a number, such as 0.25, found \"") + cell + "\".\n");
}

TEST_CASE("Empty cells, commas for points, fractions, ranges and units are told apart") {
  Table table = example();
  table.rows[0][2] = "";
  table.rows[1][2] = "1,5";
  table.rows[2][2] = "2.5";
  table.rows[3][2] = "70";
  Issues issues;
  TableReader reader(table, issues);
  CHECK(reader.number(0, 2) == 0);
  CHECK(reader.number(1, 2) == 0);
  CHECK(reader.integer(2, 2) == 0);
  CHECK(reader.number(3, 2, {.low = 0, .high = 60}) == 0);
  CHECK(messages(issues) ==
        "rates.csv:2:10: rate: is empty (expected a number, such as 0.25).\n"
        "rates.csv:3:10: rate: expected a number, such as 0.25, found \"1,5\". did you mean \"1.5\"?\n"
        "rates.csv:4:9: rate: expected a whole number, found \"2.5\".\n"
        "rates.csv:5:9: rate: must be between 0 and 60, found 70.\n");

  Issues others;
  TableReader times(table, others);
  CHECK(times.number(3, 2, {}, Dimension::time) == 0);
  CHECK(times.number(2, 2, {}, Dimension::share) == 0);
  CHECK(times.integer(0, 2) == 0);
  table.rows[0][0] = "";
  CHECK(times.text(0, 0).empty());
  table.rows[1][2] = "99999999999999999999";
  CHECK(times.integer(1, 2) == 0);
  CHECK(messages(others) ==
        "rates.csv:5:9: rate: expected a time with its unit, such as \"15 min\", found \"70\".\n"
        "rates.csv:4:9: rate: must be between 0 and 1, found 2.5.\n"
        "rates.csv:2:10: rate: is empty (expected a whole number).\n"
        "rates.csv:2:1: reason: is empty (expected a text).\n"
        "rates.csv:3:10: rate: expected a whole number, found \"99999999999999999999\".\n");
}

TEST_CASE("Missing, duplicate and unknown strata are named") {
  Table table = example();
  table.rows[1][1] = "0-4";  // skin 0-4 twice, skin 5-9 missing
  table.rows[3][0] = "eer";  // ear 5-9 missing
  Issues issues;
  TableReader reader(table, issues);
  CHECK(reader.label(3, 0, reasons) == -1);  // said here and not again below
  reader.check_complete({{"reason", reasons}, {"age_band", bands}});
  CHECK(messages(issues) ==
        "rates.csv:5:1: reason: unknown label \"eer\" (known here: \"skin\", \"ear\"). did you mean \"ear\"?\n"
        "rates.csv:3:1: second row for reason \"skin\", age_band \"0-4\" (the first is on line 2).\n"
        "rates.csv: missing row for reason \"skin\", age_band \"5-9\".\n"
        "rates.csv: missing row for reason \"ear\", age_band \"5-9\".\n");
}

TEST_CASE("Of many missing strata ten are named and the others counted") {
  Table table = example();
  std::vector<std::string> many = bands;
  for (int i = 0; i < 10; ++i) many.push_back("band" + std::to_string(i));
  Issues issues;
  TableReader reader(table, issues);
  reader.check_complete({{"reason", reasons}, {"age_band", many}});
  CHECK(issues.size() == 11);
  CHECK(issues.all()[0].message() == "rates.csv: missing row for reason \"skin\", age_band \"band0\".");
  CHECK(issues.all()[9].message() == "rates.csv: missing row for reason \"skin\", age_band \"band9\".");
  CHECK(issues.all()[10].message() == "rates.csv: 10 more rows are missing.");
}
