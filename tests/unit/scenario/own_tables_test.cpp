// Tables of regions with figures of their own.
#include "engine/scenario/own_tables.h"

#include <catch2/catch.hpp>

using namespace draagkracht;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Table table(const std::string& file, std::vector<std::string> columns, Rows rows) {
  Table made;
  made.file = file;
  made.columns = std::move(columns);
  for (std::uint32_t line = 2; line < rows.size() + 2; ++line) made.lines.push_back(line);
  made.rows = std::move(rows);
  return made;
}

struct Staff {
  Scenario scenario;
  Tables tables;
  std::map<std::string, Tables> files;
  Issues issues;

  explicit Staff(Table everyone, bool key = true) {
    scenario.tables.push_back({"staff", {}, {{everyone.file, {}}, {}}});
    if (key) scenario.tables[0].item.key = {{"who", {"model.toml", 1, 1}}};
    tables.emplace("staff", std::move(everyone));
  }
  Staff& of(const std::string& region, Table own, int rows) {
    scenario.regions.push_back({region, {}, {}});
    scenario.regions.back().item.tables.push_back({"staff", {"model.toml", 9, 1}, {{own.file, {}}, rows}});
    files[region].emplace("staff", std::move(own));
    return *this;
  }
  OwnTables separate() { return separate_regions(scenario, tables, files, issues); }
  std::string refused() {
    separate();
    std::string text;
    for (const Issue& issue : issues.all()) text += issue.message() + '\n';
    return text;
  }
};

Table of_everyone() { return table("staff.csv", {"who", "hours"}, {{"gp", "10"}, {"nurse", "20"}}); }

}  // namespace

TEST_CASE("Rows with a region take the place of those with the same key, in that region alone") {
  Staff staff(table("staff.csv", {"who", "region", "hours"},
                    {{"gp", "", "10"}, {"nurse", "", "20"}, {"nurse", "R1", "25"}, {"gp", "R2", "9"}}));
  const OwnTables own = staff.separate();
  CHECK(staff.issues.empty());
  CHECK(staff.tables.at("staff").rows == Rows{{"gp", "", "10"}, {"nurse", "", "20"}});
  REQUIRE(own.size() == 2);
  CHECK(own.at("R1").at("staff").table.rows == Rows{{"gp", "", "10"}, {"nurse", "R1", "25"}});
  CHECK(own.at("R1").at("staff").table.lines == std::vector<std::uint32_t>{2, 4});
  CHECK(own.at("R1").at("staff").rows == 1);
  CHECK(own.at("R2").at("staff").table.rows == Rows{{"gp", "R2", "9"}, {"nurse", "", "20"}});
}

TEST_CASE("A file of a region is its whole table, or some rows of it; each row is located where it stands") {
  Staff staff(of_everyone());
  staff.of("R1", table("own.csv", {"hours", "who"}, {{"25", "nurse"}}), 1);
  staff.of("R2", table("whole.csv", {"who", "hours"}, {{"nurse", "1"}, {"gp", "2"}}), 0);
  const OwnTables own = staff.separate();
  CHECK(staff.issues.empty());
  const Table& some = own.at("R1").at("staff").table;
  CHECK(some.rows == Rows{{"gp", "10"}, {"nurse", "25"}});
  CHECK(some.where(0, 1).file == "staff.csv");
  CHECK(some.where(1, 1) == Location{"own.csv", 2, 1});
  CHECK(own.at("R2").at("staff").table.rows == Rows{{"nurse", "1"}, {"gp", "2"}});
  CHECK(staff.tables.at("staff").rows == of_everyone().rows);
}

TEST_CASE("Own rows that are missing, unknown or doubled are refused where they stand") {
  CHECK(Staff(of_everyone()).of("R1", table("own.csv", {"who", "hours"}, {{"nurse", "25"}}), 0).refused() ==
        "own.csv: region.R1.table.staff: has no row for who \"gp\" (the file is the whole table of this region). Write "
        "the row, or rows = \"some\" for that of everyone?\n");
  CHECK(Staff(of_everyone()).of("R1", table("own.csv", {"who", "hours"}, {{"nurze", "25"}}), 1).refused() ==
        "own.csv:2:1: who: table \"staff\" has no row for who \"nurze\" (nothing would read this one). did you mean "
        "\"nurse\"?\n");
  CHECK(Staff(of_everyone())
            .of("R1", table("own.csv", {"who", "hours"}, {{"nurse", "25"}, {"nurse", "26"}}), 1)
            .refused() == "own.csv:3:1: second row for who \"nurse\" of region \"R1\" (the first is on line 2).\n");
  CHECK(Staff(of_everyone()).of("R1", table("own.csv", {"name", "hours"}, {{"nurse", "25"}}), 0).refused() ==
        "own.csv:1:1: who: the column is missing (it is a key of table \"staff\").\n");
}

TEST_CASE("Own rows that would not be read are refused") {
  CHECK(
      Staff(table("staff.csv", {"who", "region"}, {{"gp", ""}}), false).refused() ==
      "staff.csv:1:1: region: the column is not read: table \"staff\" has no key (a row of a region takes the place of "
      "the row with the same key). Write the columns that tell rows apart: table.staff.key = [...]?\n");
  CHECK(
      Staff(of_everyone(), false).of("R1", table("own.csv", {"who", "hours"}, {{"gp", "1"}}), 1).refused() ==
      "model.toml:9:1: region.R1.table.staff.rows: some: table \"staff\" has no key (which rows are those of everyone "
      "is not known). Write the whole table, or table.staff.key?\n");
  Staff shared(of_everyone());
  shared.scenario.parameter_tables = {{"staff", {}}};
  CHECK(shared.of("R1", of_everyone(), 0).refused() ==
        "model.toml:9:1: region.R1.table.staff: no region has table \"staff\" of its own (parameters are read once for "
        "all regions; a lever with `where = { region = [...] }` changes one).\n");
  Staff unknown(of_everyone());
  unknown.of("R1", of_everyone(), 0);
  unknown.scenario.regions[0].item.tables[0].name = "staf";
  CHECK(
      unknown.refused() ==
      "model.toml:9:1: region.R1.table.staf: unknown table \"staf\" (a region has tables that the model has). did you "
      "mean \"staff\"?\n");
  Staff both(table("staff.csv", {"who", "region"}, {{"gp", ""}, {"gp", "R1"}}));
  CHECK(both.of("R1", table("own.csv", {"who"}, {{"gp"}}), 0).refused() ==
        "model.toml:9:1: region.R1.table.staff: stands beside rows of the region in table \"staff\" (one of them says "
        "what the region has).\n");
  Staff wrong(of_everyone());
  wrong.scenario.tables[0].item.key = {{"whom", {"model.toml", 1, 1}}};
  CHECK(wrong.refused() == "model.toml:1:1: table.staff.key: table has no column \"whom\". did you mean \"who\"?\n");
}
