// Tests engine/io/region_folders.cpp: which files are a region's own, and which are refused.
#include "engine/io/region_folders.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/io/scenario_file.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Two regions, R1 and R2, of a table in the folder `regions` beside the scenario; tables staff, with a key, and rates.
class Regions {
 public:
  Regions() {
    std::filesystem::create_directories(folder_ / "regions");
    write("model.toml", R"(
population = { wijken = "wijken", projection = "projection", regions = "regions" }
[table]
regions.file = "regions/regions.csv"
staff.file = "staff.csv"
staff.key = ["discipline"]
rates.file = "rates.csv"
)");
    write("regions/regions.csv", "region_code,name\nR1,One\nR2,Two\n");
    write("staff.csv", "discipline,hours\na,10\nb,20\n");
    write("rates.csv", "rate\n1\n");
  }
  void write(const std::string& file, const std::string& bytes) const {
    const std::string path = folder_ / file;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    write_bytes(path, bytes);
  }
  // Reads the scenario, with lines at its end; what is wrong with the regions is kept in `messages`.
  ScenarioFile load(const std::string& lines = "") {
    write("scenario.toml", "extends = \"model.toml\"\n" + lines);
    Issues issues;
    ScenarioFile file = load_scenario(folder_ / "scenario.toml", issues);
    messages.clear();
    for (const Issue& issue : issues.all()) {
      std::string message = issue.message();
      for (std::size_t at = message.find(folder_.path()); at != std::string::npos; at = message.find(folder_.path()))
        message.erase(at, folder_.path().size() + 1);
      if (message.find("egion") != std::string::npos) messages.push_back(message);
    }
    return file;
  }
  std::vector<std::string> messages;

 private:
  ScratchFolder folder_;
};

std::vector<std::vector<std::string>> rows_of(const ScenarioFile& file, const char* region, const char* table) {
  return file.own_tables.at(region).at(table).table.rows;
}

}  // namespace

TEST_CASE("Tables in a folder called by a region's code are that region's") {
  Regions regions;
  CHECK(regions.load().own_tables.empty());
  regions.write("regions/R1/staff.csv", "discipline,hours\na,11\nb,21\n");
  regions.write("regions/R1/rates.csv", "rate\n2\n3\n");
  regions.write("regions/R1/staff.meta.toml", "source = \"made up\"\n");
  regions.write("regions/R1/README.md", "Where it comes from.\n");
  regions.write("regions/R2/notes.txt", "Nothing yet.\n");
  regions.write("regions/maps/tiles.csv", "x\n1\n");
  const ScenarioFile file = regions.load();
  CHECK(regions.messages.empty());
  REQUIRE(file.own_tables.size() == 1);
  CHECK(rows_of(file, "R1", "staff") == std::vector<std::vector<std::string>>{{"a", "11"}, {"b", "21"}});
  CHECK(rows_of(file, "R1", "rates") == std::vector<std::vector<std::string>>{{"2"}, {"3"}});
  CHECK(file.tables.at("staff").rows[0][1] == "10");
  // Files of a region are among those that a run depends on.
  const auto read = [&](const std::string& name) {
    return std::any_of(file.inputs.begin(), file.inputs.end(),
                       [&](const std::string& input) { return input.ends_with(name); });
  };
  CHECK(read("regions/R1/staff.csv"));
  CHECK_FALSE(read("README.md"));
  CHECK_FALSE(read("tiles.csv"));
}

TEST_CASE("What a scenario names goes before the folder, and may say that some rows are those of everyone") {
  Regions regions;
  regions.write("regions/R1/staff.csv", "discipline,hours\nb,21\n");
  regions.write("other.csv", "discipline,hours\na,12\nb,22\n");
  regions.load();
  CHECK(
      regions.messages ==
      std::vector<std::string>{"regions/R1/staff.csv: region.R1.table.staff: has no row for discipline \"a\" (the file "
                               "is the whole table of this region). Write the row, or rows = \"some\" for that of "
                               "everyone?"});
  CHECK(rows_of(regions.load("region.R1.table.staff.rows = \"some\"\n"), "R1", "staff") ==
        std::vector<std::vector<std::string>>{{"a", "10"}, {"b", "21"}});
  CHECK(regions.messages.empty());
  CHECK(rows_of(regions.load("region.R1.table.staff.file = \"other.csv\"\n"), "R1", "staff") ==
        std::vector<std::vector<std::string>>{{"a", "12"}, {"b", "22"}});
  CHECK(regions.messages.empty());
  regions.load("region.R2.table.staff.rows = \"some\"\n");
  CHECK(regions.messages ==
        std::vector<std::string>{
            "scenario.toml:2:17: region.R2.table.staff.file: is missing (the region has no folder with "
            "this table). Write file = \"staff.csv\", or put R2/staff.csv beside the table of regions?",
            regions.messages.back()});
}

TEST_CASE("Files in a region's folder that are no tables, and folders nearly called by a code, are refused") {
  Regions regions;
  regions.write("regions/R1/staf.csv", "discipline,hours\na,11\n");
  regions.write("regions/R1/staff.xlsx", "PK");
  regions.write("regions/R1/old/staff.csv", "discipline,hours\n");
  regions.write("regions/R3/staff.csv", "discipline,hours\n");
  regions.write("regions/r2/staff.csv", "discipline,hours\n");
  regions.load();
  CHECK(
      regions.messages ==
      std::vector<std::string>{
          "regions/R1/old: region.R1: is no table (a region's folder holds its tables, NAME.csv).",
          "regions/R1/staf.csv: region.R1.table: unknown table \"staf\" (a region has tables that the model has). did "
          "you mean \"staff\"?",
          "regions/R1/staff.xlsx: region.R1: is no table (a region's folder holds its tables, NAME.csv).",
          "regions/R3: region: no region has the code \"R3\" (a folder with tables beside regions/regions.csv is that "
          "of a region). did you mean \"R1\"?",
          "regions/r2: region: no region has the code \"r2\" (a folder with tables beside regions/regions.csv is that "
          "of a region). did you mean \"R2\"?"});
}
