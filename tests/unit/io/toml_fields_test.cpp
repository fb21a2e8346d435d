#include "engine/io/toml_fields.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "engine/io/toml_document.h"

using namespace draagkracht;

namespace fields_example {

struct Branch {
  Located<double> share;
  Located<std::string> to;
};

struct Time {
  Located<double> mean, sd;
  bool has_sd = false;
};

struct Pool {
  std::string name;
  Located<std::string> discipline;
  std::int64_t servers = 1;
  int order = 0;
  bool open = false;
  Located<double> staff, reach, factor, rate;
  Located<std::string> reach_name;
  Time time;
  std::vector<Located<std::string>> by;
  std::vector<Located<double>> within;
  std::vector<std::pair<std::string, Located<std::string>>> cases;
  std::vector<std::pair<std::string, Located<double>>> slots;
  std::vector<std::pair<std::string, QuantityOrName>> odds;
  std::vector<Branch> branches;
  Located<std::int64_t> from;
};

void describe(Fields& fields, Time& time) {
  fields.quantity("mean", Dimension::time, time.mean, {.required = true, .low = 0});
  time.has_sd = fields.has("sd");
  if (time.has_sd) fields.quantity("sd", Dimension::time, time.sd, {.low = 0, .low_open = true});
  if (time.sd.value > time.mean.value)
    fields.issue("sd", "is above the mean", "a rule of this test", "did you mean it");
  if (time.mean.value == 13) fields.issue("", "thirteen is unlucky");
}

void describe(Fields& fields, Branch& branch) {
  fields.quantity("share", Dimension::share, branch.share, {.required = true});
  fields.text("to", branch.to, {.required = true});
}

struct Scene {
  std::vector<Pool> pools;
};

void describe(Fields& fields, Scene& scene) {
  fields.named("pool",
               [&](const std::string& name, Fields& inner) {
                 Pool& pool = scene.pools.emplace_back();
                 pool.name = name;
                 inner.text("discipline", pool.discipline, {.required = true});
                 inner.integer("servers", pool.servers, {.low = 0, .high = 500});
                 inner.choice("order", {"fifo", "priority", "ageing"}, pool.order, {});
                 inner.flag("open", pool.open, {});
                 inner.quantity("staff", Dimension::staff, pool.staff, {.low = 0});
                 inner.quantity_or_name("reach", Dimension::share, pool.reach, pool.reach_name, {});
                 inner.quantity("factor", Dimension::number, pool.factor, {.low = 0});
                 inner.quantity("rate", Dimension::rate, pool.rate, {.low = 0});
                 inner.table("time", [&](Fields& time) { describe(time, pool.time); }, {});
                 inner.texts("by", pool.by, {});
                 inner.quantities("within", Dimension::time, pool.within, {.low = 0});
                 inner.text_map("cases", pool.cases, {});
                 inner.quantity_map("slots", Dimension::number, pool.slots, {.low = 1});
                 inner.quantity_or_name_map("odds", Dimension::number, pool.odds, {.low = 0});
                 inner.list("branches", [&](Fields& branch) { describe(branch, pool.branches.emplace_back()); }, {});
                 inner.date("from", pool.from, {});
               },
               {.required = true});
}

}  // namespace fields_example

namespace {

using fields_example::Scene;

struct Reading {
  Scene scene;
  std::string messages;
};

Reading read(const std::string& text) {
  Issues issues;
  const ConfigNode root = parse_toml(text, "t", issues);
  Reading reading;
  read_fields(root, "", reading.scene, issues);
  for (const Issue& issue : issues.all()) reading.messages += issue.message() + '\n';
  return reading;
}

// The messages about one line in a pool that is right but for that line, which is line 3.
std::string about(const std::string& line) { return read("[pool.hap]\ndiscipline = 'd'\n" + line + "\n").messages; }

}  // namespace

TEST_CASE("All kinds of value are read, with their places and in base units") {
  const Reading reading = read(
      "[pool.huisarts]\n"
      "discipline = 'huisarts'\n"
      "servers = 3\n"
      "order = 'ageing'\n"
      "open = true\n"
      "staff = '0.8 fte'\n"
      "reach = '25 %'\n"
      "factor = 2\n"
      "rate = '3 per hour'\n"
      "by = ['age', 'sex']\n"
      "within = '30 min'\n"
      "cases = {u1 = 'now', u0 = 'at once'}\n"
      "slots = {short = 2, long = 4}\n"
      "odds = {young = 1.5, old = 'odds_old'}\n"
      "branches = [{share = 0.2, to = 'a'}, {share = 0.8, to = 'b'}]\n"
      "from = 2024-02-29\n"
      "time = {mean = '10 min', sd = '5 min'}\n");
  CHECK(reading.messages.empty());
  REQUIRE(reading.scene.pools.size() == 1);
  const fields_example::Pool& pool = reading.scene.pools[0];
  CHECK(pool.name == "huisarts");
  CHECK(pool.discipline.value == "huisarts");
  CHECK(pool.discipline.where == Location{"t", 2, 14});
  CHECK(pool.servers == 3);
  CHECK(pool.order == 2);
  CHECK(pool.open);
  CHECK(pool.staff.value == 0.8);
  CHECK(pool.staff.where == Location{"t", 6, 9});
  CHECK(pool.reach.value == 0.25);
  CHECK(pool.reach_name.value.empty());
  CHECK(pool.factor.value == 2);
  CHECK(pool.rate.value == 3 / 3600e3);
  REQUIRE(pool.by.size() == 2);
  REQUIRE(pool.odds.size() == 2);
  CHECK(pool.odds[0].first == "young");
  CHECK(pool.odds[0].second.value.value == 1.5);
  CHECK(pool.odds[0].second.name.value.empty());
  CHECK(pool.odds[1].second.name.value == "odds_old");
  CHECK(pool.odds[1].second.name.where == Location{"t", 14, 28});
  CHECK(pool.by[1].value == "sex");
  CHECK(pool.by[1].where == Location{"t", 10, 14});
  REQUIRE(pool.within.size() == 1);
  CHECK(pool.within[0].value == 1'800'000);
  REQUIRE(pool.cases.size() == 2);
  CHECK(pool.cases[0].first == "u1");  // in the order written
  CHECK(pool.cases[1].second.value == "at once");
  REQUIRE(pool.slots.size() == 2);
  CHECK(pool.slots[0].first == "short");
  CHECK(pool.slots[1].second.value == 4);
  REQUIRE(pool.branches.size() == 2);
  CHECK(pool.branches[1].to.value == "b");
  CHECK(pool.from.value == 19'782);
  CHECK(pool.time.mean.value == 600'000);
  CHECK(pool.time.has_sd);
}

TEST_CASE("What is absent keeps its default") {
  const Reading reading = read("[pool.x]\ndiscipline = 'd'\n");
  CHECK(reading.messages.empty());
  CHECK(reading.scene.pools[0].servers == 1);
  CHECK(reading.scene.pools[0].staff.where == Location{});
}

TEST_CASE("Named items may be sub-tables or list items and keep their order") {
  const Reading tables = read("[pool.z]\ndiscipline = 'd'\n[pool.a]\ndiscipline = 'd'\n");
  const Reading list = read("[[pool]]\nname = 'z'\ndiscipline = 'd'\n[[pool]]\nname = 'a'\ndiscipline = 'd'\n");
  CHECK(tables.messages.empty());
  CHECK(list.messages.empty());
  for (const Scene& scene : {tables.scene, list.scene}) {
    REQUIRE(scene.pools.size() == 2);
    CHECK(scene.pools[0].name == "z");
    CHECK(scene.pools[1].name == "a");
  }
}

TEST_CASE("A quantity or the name of a parameter") {
  const Reading reading = read("[pool.x]\ndiscipline = 'd'\nreach = 'reach_of_portal'\n");
  CHECK(reading.messages.empty());
  CHECK(reading.scene.pools[0].reach_name.value == "reach_of_portal");
  CHECK(reading.scene.pools[0].reach_name.where == Location{"t", 3, 9});
  CHECK(
      about("reach = '25 percent'") ==
      "t:3:9: pool.hap.reach: expected a share, such as 0.25 or \"25 %\", found the text \"25 percent\". did you mean "
      "\"25 %\"?\n");
  CHECK(about("reach = 1.5") == "t:3:9: pool.hap.reach: must be between 0 and 1, found 1.5.\n");
  CHECK(about("reach = true") == "t:3:9: pool.hap.reach: expected a share, such as 0.25 or \"25 %\", found true.\n");
}

TEST_CASE("Values of a wrong type are told with what was expected and what was found") {
  struct Example {
    std::string line, message;
  };
  const auto example = GENERATE(
      Example{"discipline2 = 1", "1: pool.hap.discipline2: unknown key. did you mean \"discipline\"?"},
      Example{"open = 'yes'", "8: pool.hap.open: expected true or false, found the text \"yes\"."},
      Example{"open = 1", "8: pool.hap.open: expected true or false, found the number 1."},
      Example{"servers = 2.5", "11: pool.hap.servers: expected a whole number, found the number 2.5."},
      Example{"servers = '3'", "11: pool.hap.servers: expected a whole number, found the text \"3\"."},
      Example{"servers = nan", "11: pool.hap.servers: expected a whole number, found the number nan."},
      Example{
          "order = 'fifoo'",
          "9: pool.hap.order: expected one of \"fifo\", \"priority\", \"ageing\", found the text \"fifoo\". did you "
          "mean \"fifo\"?"},
      Example{"order = 1",
              "9: pool.hap.order: expected one of \"fifo\", \"priority\", \"ageing\", found the number 1."},
      Example{"factor = '3'",
              "10: pool.hap.factor: expected a number, such as 0.25, found the text \"3\". did you mean 3, without "
              "quotes?"},
      Example{"factor = 'three'", "10: pool.hap.factor: expected a number, such as 0.25, found the text \"three\"."},
      Example{"factor = []", "10: pool.hap.factor: expected a number, such as 0.25, found a list."},
      Example{"rate = 3",
              "8: pool.hap.rate: expected a rate with its unit, such as \"3 per hour\", found the number 3."},
      Example{"staff = '1 FTE'",
              "9: pool.hap.staff: expected an amount of staff with its unit, such as \"0.8 fte\", found the text \"1 "
              "FTE\". did you mean \"1 fte\"?"},
      Example{"time = '5 min'", "8: pool.hap.time: expected a table, found the text \"5 min\"."},
      Example{"by = 3", "6: pool.hap.by: expected a text, found the number 3."},
      Example{"by = ['a', 3]", "12: pool.hap.by[2]: expected a text, found the number 3."},
      Example{"within = ['1 h', 15]",
              "18: pool.hap.within[2]: expected a time with its unit, such as \"15 min\", found the number 15."},
      Example{"cases = 'a'", "9: pool.hap.cases: expected a table, found the text \"a\"."},
      Example{"cases = {a = 1}", "14: pool.hap.cases.a: expected a text, found the number 1."},
      Example{"slots = [2]", "9: pool.hap.slots: expected a table, found a list."},
      Example{"slots = {a = 0}", "14: pool.hap.slots.a: must be at least 1, found 0."},
      Example{"branches = {share = 1}", "12: pool.hap.branches: expected a list of tables, found a table."},
      Example{"branches = [1]", "13: pool.hap.branches[1]: expected a table, found the number 1."},
      Example{"from = '2024-01-01'",
              "8: pool.hap.from: expected a date without quotes, such as 2024-01-01, found the text \"2024-01-01\"."},
      Example{"from = 1949-12-31", "8: pool.hap.from: must be between 1950-01-01 and 2100-12-31, found 1949-12-31."},
      Example{"from = 2101-01-01", "8: pool.hap.from: must be between 1950-01-01 and 2100-12-31, found 2101-01-01."});
  CHECK(about(example.line) == "t:3:" + example.message + "\n");
}

TEST_CASE("Times without a unit, with a wrong one, and out of range") {
  const auto mean = [](const std::string& value) { return about("time = {mean = " + value + "}"); };
  const std::string start = "t:3:16: pool.hap.time.mean: ";
  const std::string expected = start + "expected a time with its unit, such as \"15 min\", found ";
  CHECK(mean("15") == expected + "the number 15.\n");
  CHECK(mean("0") == expected + "the number 0.\n");
  CHECK(mean("nan") == expected + "the number nan.\n");
  CHECK(mean("'15'") == expected + "the text \"15\".\n");
  CHECK(mean("'15 minutes'") == expected + "the text \"15 minutes\". did you mean \"15 min\"?\n");
  CHECK(mean("'nan min'") == expected + "the text \"nan min\".\n");
  CHECK(mean("'3 per hour'") == expected + "the text \"3 per hour\".\n");
  CHECK(mean("'-3 min'") == start + "must be at least 0, found \"-3 min\".\n");
  CHECK(mean("'0 min'").empty());
  CHECK(about("time = {mean = '5 min', sd = '0 min'}") ==
        "t:3:30: pool.hap.time.sd: must be above 0, found \"0 min\".\n");
}

TEST_CASE("Numbers that are not finite or out of range are refused") {
  CHECK(about("factor = nan") == "t:3:10: pool.hap.factor: is not a finite number.\n");
  CHECK(about("factor = -inf") == "t:3:10: pool.hap.factor: is not a finite number.\n");
  CHECK(about("reach = inf") == "t:3:9: pool.hap.reach: is not a finite number.\n");
  CHECK(about("factor = -1") == "t:3:10: pool.hap.factor: must be at least 0, found -1.\n");
  CHECK(about("factor = -0.5") == "t:3:10: pool.hap.factor: must be at least 0, found -0.5.\n");
  CHECK(about("servers = 501") == "t:3:11: pool.hap.servers: must be between 0 and 500, found 501.\n");
  CHECK(about("staff = '-1 fte'") == "t:3:9: pool.hap.staff: must be at least 0, found \"-1 fte\".\n");
}

TEST_CASE("Missing keys are issues at the place of their table, and empty texts are not texts") {
  CHECK(read("").messages == "t: pool: is missing.\n");
  CHECK(read("[pool.a]\n").messages == "t:1:1: pool.a.discipline: is missing.\n");
  CHECK(read("[pool.a]\ndiscipline = ''\n").messages == "t:2:14: pool.a.discipline: must not be empty.\n");
  CHECK(about("branches = [{share = 1}]") == "t:3:13: pool.hap.branches[1].to: is missing.\n");
}

TEST_CASE("Lists of named items must be tables with names") {
  CHECK(read("pool = 3\n").messages == "t:1:8: pool: expected tables with names, found the number 3.\n");
  CHECK(read("[[pool]]\ndiscipline = 'd'\n").messages == "t:1:1: pool[1].name: is missing.\n");
  CHECK(read("[[pool]]\nname = 3\n").messages == "t:2:8: pool[1].name: expected a text, found the number 3.\n");
  CHECK(read("[[pool]]\nname = ''\n").messages == "t:2:8: pool[1].name: must not be empty.\n");
  CHECK(read("pool = ['a']\n").messages == "t:1:9: pool[1]: expected a table, found the text \"a\".\n");
  CHECK(read("[pool]\nservers = 3\n").messages == "t:2:11: pool.servers: expected a table, found the number 3.\n");
  CHECK(read("[pool.\"\"]\n").messages == "t:1:7: pool: a name must not be empty.\n");
  const Reading twice = read("[[pool]]\nname = 'a'\ndiscipline = 'd'\n[[pool]]\nname = 'a'\n");
  CHECK(twice.messages == "t:5:8: pool: two items have the name \"a\" (the first is on line 2).\n");
  CHECK(twice.scene.pools.size() == 1);
}

TEST_CASE("Unknown keys are found at all depths, each with the nearest key of its own table") {
  CHECK(read("title = 'x'\npoool = 1\n"
             "[pool.a]\ndiscipline = 'd'\nserver = 1\ntime = {mean = '1 s', st = 1}\nbranches = [{share = 1, to = 'x', "
             "too = 2}]\n")
            .messages ==
        "t:6:23: pool.a.time.st: unknown key. did you mean \"sd\"?\n"
        "t:7:35: pool.a.branches[1].too: unknown key. did you mean \"to\"?\n"
        "t:5:1: pool.a.server: unknown key. did you mean \"servers\"?\n"
        "t:1:1: title: unknown key.\n"
        "t:2:1: poool: unknown key. did you mean \"pool\"?\n");
}

TEST_CASE("Rules across fields are located at the value they name, or at the table") {
  CHECK(about("time = {mean = '5 min', sd = '6 min'}") ==
        "t:3:30: pool.hap.time.sd: is above the mean (a rule of this test). did you mean it?\n");
  CHECK(about("time = {mean = '13 ms'}") == "t:3:8: pool.hap.time: thirteen is unlucky.\n");
}

TEST_CASE("Issues name the file of the chain in which a value was written") {
  Issues issues;
  ConfigNode root = parse_toml("[pool.a]\ndiscipline = 'd'\nservers = 3\n", "base", issues);
  root.find("pool")->find("a")->find("servers")->where = {"top", 9, 4};
  root.find("pool")->find("a")->find("servers")->integer = -1;
  Scene scene;
  read_fields(root, "", scene, issues);
  REQUIRE(issues.size() == 1);
  CHECK(issues.all()[0].message() == "top:9:4: pool.a.servers: must be between 0 and 500, found -1.");
}

TEST_CASE("Only tables can be read") {
  ConfigNode number;
  number.kind = ConfigNode::Kind::integer;
  number.integer = 4;
  number.where = {"t", 1, 2};
  Issues issues;
  Scene scene;
  read_fields(number, "scene", scene, issues);
  CHECK(issues.all()[0].message() == "t:1:2: scene: expected a table, found the number 4.");
  CHECK_THROWS_AS(TomlFields(number, "", issues), LogicFault);
}
