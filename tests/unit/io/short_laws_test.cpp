// Tests engine/io/short_laws.cpp: laws in a line.
#include "engine/io/short_laws.h"

#include <catch2/catch.hpp>

#include "engine/scenario/distributions.h"
#include "tests/unit/io/parsed_toml.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

LineOfLaw law_of(const std::string& line) {
  const ConfigNode root = parsed("time = \"" + line + "\"\n");
  return parse_law(*root.find("time"));
}

// The keys as TOML; a problem as it is told.
std::string read(const std::string& line) {
  const LineOfLaw law = law_of(line);
  if (law.right) return resolved_text(law.table);
  return Issue{{}, {}, law.problem, law.why, law.suggestion}.message();
}

}  // namespace

TEST_CASE("Laws in a line are tables of their keys") {
  CHECK(read("lognormal 25 min cv 0.5") == "distribution = \"lognormal\"\nmean = \"25 min\"\ncv = 0.5\n");
  CHECK(read("exponential 3 min times haste") ==
        "distribution = \"exponential\"\nmean = \"3 min\"\nfactor = \"haste\"\n");
  CHECK(read("uniform 0 min to 3 h") == "distribution = \"uniform\"\nlow = \"0 min\"\nhigh = \"3 h\"\n");
  CHECK(read("uniform 0 to 30") == "distribution = \"uniform\"\nlow = 0\nhigh = 30\n");
  CHECK(read("uniform -1.5 to 30") == "distribution = \"uniform\"\nlow = -1.5\nhigh = 30\n");
  CHECK(read("normal 7 days sd 1 day low 1 day") ==
        "distribution = \"normal\"\nmean = \"7 days\"\nsd = \"1 day\"\nlow = \"1 day\"\n");
  CHECK(read("triangular 1 h to 6 h mode 3 h") ==
        "distribution = \"triangular\"\nlow = \"1 h\"\nhigh = \"6 h\"\nmode = \"3 h\"\n");
  CHECK(read("triangular low 1 h mode 3 h high 6 h") ==
        "distribution = \"triangular\"\nlow = \"1 h\"\nmode = \"3 h\"\nhigh = \"6 h\"\n");
  CHECK(read("uniform_integer 2 min to 5 min unit_step 1 min") ==
        "distribution = \"uniform_integer\"\nlow = \"2 min\"\nhigh = \"5 min\"\nunit_step = \"1 min\"\n");
  CHECK(read("gamma mean_stay cv 0.8 round 1 min") ==
        "distribution = \"gamma\"\nmean = \"mean_stay\"\ncv = 0.8\nround = \"1 min\"\n");
  CHECK(read("exponential 8 min shift 2 min truncate_high 30 min") ==
        "distribution = \"exponential\"\nmean = \"8 min\"\nshift = \"2 min\"\ntruncate_high = \"30 min\"\n");
  CHECK(read("beta 12 min low 5 min high 30 min sd 4 min") ==
        "distribution = \"beta\"\nmean = \"12 min\"\nlow = \"5 min\"\nhigh = \"30 min\"\nsd = \"4 min\"\n");
  CHECK(read("20 min") == "distribution = \"deterministic\"\nmean = \"20 min\"\n");
  CHECK(read("  20   min  times  x ") == "distribution = \"deterministic\"\nmean = \"20 min\"\nfactor = \"x\"\n");
  CHECK(read("2.5") == "distribution = \"deterministic\"\nmean = 2.5\n");
  CHECK(read("of task") == "task = \"\"\n");
  CHECK(read("of task intake") == "task = \"intake\"\n");
  CHECK(read("of task times haste") == "task = \"\"\nfactor = \"haste\"\n");
  CHECK(read("of task intake times haste") == "task = \"intake\"\nfactor = \"haste\"\n");
}

TEST_CASE("Each key is located at the line") {
  const LineOfLaw law = law_of("gamma 25 min cv 0.5");
  CHECK(law.table.where.line == 1);
  for (const ConfigEntry& entry : law.table.entries) {
    CHECK(entry.where == Location{"t.toml", 1, 8});
    CHECK(entry.value.where == Location{"t.toml", 1, 8});
  }
}

TEST_CASE("What is no law in a line is told") {
  CHECK(read("") == "is empty.");
  CHECK(read("   ") == "is empty.");
  CHECK(read("exponental 3 min") == "names no law, found \"exponental 3 min\". did you mean \"exponential\"?");
  const std::string like = " (it is written like \"gamma 25 min cv 0.5\")";
  const auto found = [&](const std::string& line) { return ", found \"" + line + "\"" + like; };
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"gamma 3 min vc 0.5", "has \"vc\", which is no key of that law"},
      {"gamma 3 min cv", "ends where the value of `cv` must stand"},
      {"gamma 3 min mean 4 min", "says `mean` twice"},
      {"gamma cv cv", "has \"cv\" where the value of `cv` must stand"},
      {"gamma 3 min times", "must end with the name of a parameter behind `times`"},
      {"gamma 3 min times a b", "must end with the name of a parameter behind `times`"},
      {"uniform 3 min", "has one end and no `to`"},
      {"uniform 3 min to", "ends where the value of `high` must stand"},
      {"empirical 3 min", "has a value without a key"},
      {"of tasks", "begins with `of` and goes on without `task`"},
      {"of task a b", "has \"b\" behind the task"},
      {"3,5", "has \"3,5\" where the value of `mean` must stand"},
  };
  for (const auto& [line, problem] : wrong) {
    const std::string told = read(line);
    CHECK(told.substr(0, (problem + found(line)).size()) == problem + found(line));
  }
}
