// Names to indices, numbers to rows, and what is said of names that are not known.
#include "engine/model/binder.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

using Csv = std::map<std::string, std::string>;  // name of a table -> its text

// A binder over a model with labels and without pools, as the parts of compile() find it.
struct Bound {
  ParsedScenario parsed;
  Model model;
  Issues issues;
  QuantileTables made;
  Binder binder;

  explicit Bound(const Csv& csv = {})
      : parsed(parse_scenario("name = \"x\"\n", csv)), binder(parsed.scenario, parsed.tables, model, issues, made) {
    model.variables = {"reason", "who"};
    model.variable_labels = {{"cough", "skin", "heart"}, {"gp", "nurse"}};
    model.attributes = {"age"};
    model.attribute_labels = {{"young", "old"}};
    model.schedule_names = {"day"};
    model.parameters.resize(1);
    model.parameters[0].name = "share";
    model.parameters[0].values = {0.25};
    model.parameters[0].high = 1;
  }
  std::string said() const {
    try {
      issues.throw_if_any();
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  }
};

Name at_line(const std::string& name, std::uint32_t line = 7) { return {name, {"a.toml", line, 3}}; }

Lookup lookup_of(const std::string& column, const std::vector<std::string>& by) {
  Lookup lookup;
  lookup.set = true;
  lookup.where = {"a.toml", 9, 1};
  lookup.table = at_line("t", 9);
  lookup.column = at_line(column, 9);
  for (const std::string& key : by) lookup.by.push_back(at_line(key, 9));
  return lookup;
}

}  // namespace

TEST_CASE("Names that are known have their index and no issue") {
  Bound bound;
  Binder& binder = bound.binder;
  CHECK(binder.source_of(at_line("who"), "k").kind == LabelSource::request);
  CHECK(binder.source_of(at_line("who"), "k").index == 1);
  CHECK(binder.source_of(at_line("age"), "k").kind == LabelSource::person);
  CHECK(binder.label_of(LabelSource::of_variable(0), at_line("heart"), "k") == 2);
  CHECK(binder.label_of(LabelSource::of_attribute(0, 2), at_line("old"), "k") == 1);
  CHECK(binder.variable_of(at_line("reason"), "k") == 0);
  CHECK(binder.parameter_of(at_line("share"), "k") == 0);
  CHECK(binder.schedule_of(at_line("day"), "k") == 0);
  CHECK(binder.settled({{0.5, {}}, {}}, "k", Reading::enrolment) == 0.5);
  Value by_name;
  by_name.parameter = at_line("share");
  CHECK(binder.settled(by_name, "k", Reading::enrolment) == 0.25);
  CHECK(bound.said() == "");
}

TEST_CASE("Names that are not known are said with their place, each once, with what was meant") {
  Bound bound;
  Binder& binder = bound.binder;
  CHECK(binder.variable_of(at_line("reasons", 1), "step.draw") == -1);
  const LabelSource nothing = binder.source_of(at_line("agee", 2), "tally.by");
  CHECK(nothing.kind == LabelSource::constant);
  CHECK(binder.label_of(nothing, at_line("old", 2), "tally.by") == 0);  // no second issue
  CHECK(binder.label_of(LabelSource::of_variable(1), at_line("nurses", 3), "where.who") == -1);
  CHECK(binder.parameter_of(at_line("shares", 4), "lever.a.parameter") == none);
  CHECK(binder.schedule_of(at_line("night", 5), "pool.a.schedule") == none);
  CHECK(binder.pool_of(at_line("gp", 6), "step.seize") == none);
  CHECK(binder.table_of(at_line("t", 7), "lookup.table") == nullptr);
  CHECK(bound.said() ==
        "a.toml:1:3: step.draw: unknown variable \"reasons\". did you mean \"reason\"?\n"
        "a.toml:2:3: tally.by: unknown variable or attribute \"agee\". did you mean \"age\"?\n"
        "a.toml:3:3: where.who: unknown label \"nurses\". did you mean \"nurse\"?\n"
        "a.toml:4:3: lever.a.parameter: unknown parameter \"shares\". did you mean \"share\"?\n"
        "a.toml:5:3: pool.a.schedule: unknown schedule \"night\".\n"
        "a.toml:6:3: step.seize: unknown pool \"gp\".\n"
        "a.toml:7:3: lookup.table: unknown table \"t\".");
}

TEST_CASE("A key counts over its labels, the last source fastest") {
  Bound bound;
  std::uint32_t rows = 0;
  const LabelSource reason = LabelSource::of_variable(0), who = LabelSource::of_variable(1);
  const LabelSource age = LabelSource::of_attribute(0, 2);
  const TableKey key = bound.binder.key_over({reason, age, who}, rows, {"a.toml", 1, 1}, "k");
  CHECK(rows == 12);
  CHECK(key.size == 3);
  CHECK(key.parts[0].stride == 4);
  CHECK(key.parts[1].stride == 2);
  CHECK(key.parts[2].stride == 1);
  CHECK(bound.binder.key_over({}, rows, {"a.toml", 1, 1}, "k").size == 0);
  CHECK(rows == 1);
  CHECK(bound.binder.key_by({at_line("who"), at_line("who")}, {"a.toml", 1, 1}, "k", rows).size == 2);
  CHECK(rows == 4);
  CHECK(bound.said() == "");
}

TEST_CASE("Numbers of a table by its key columns, whatever the order of rows and whoever else is in it") {
  Bound bound(Csv{{"t",
                   "grade,who,n,kind\nskin,nurse,4,a\ncough,gp,1,a\nfever,gp,99,a\nskin,gp,3,a\ncough,nurse,2,a\n"
                   "heart,gp,5,a\nheart,nurse,6,a\nheart,nurse,7,b\n"}});
  Lookup lookup = lookup_of("n", {"grade=reason", "who"});
  lookup.only = {{"kind", at_line("a")}};
  const KeyedNumbers numbers = bound.binder.numbers(lookup, "k");
  CHECK(bound.said() == "");
  CHECK(numbers.values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(numbers.key.parts[0].stride == 2);
  SECTION("Missing rows are an issue, or have the number that is told") {
    lookup.only = {{"kind", at_line("b")}};
    bound.binder.numbers(lookup, "k");
    CHECK(
        bound.said() ==
        "a.toml:9:1: k: table \"t\" has no row for grade \"cough\", who \"gp\" and 4 more (every combination of labels "
        "needs a number, or `missing` one for all that are not there).");
    Lookup with_missing = lookup;
    with_missing.has_missing = true;
    with_missing.missing.value = -1;
    CHECK(bound.binder.numbers(with_missing, "k").values == std::vector<double>{-1, -1, -1, -1, -1, 7});
  }
  SECTION("Numbers out of their range are an issue in the table") {
    bound.binder.numbers(lookup, "k", {.low = 0, .high = 5});
    CHECK(bound.said() != "");
    CHECK(bound.said().find("t.csv:8:13: n:") == 0);
  }
  SECTION("A column that is not there") {
    lookup.only = {{"kinds", at_line("a")}};
    bound.binder.numbers(lookup, "k");
    CHECK(bound.said().find("a.toml:7:3: k.only: table \"t\" has no column \"kinds\". did you mean \"kind\"?") == 0);
  }
}

TEST_CASE("More than eight key columns are refused") {
  Bound bound(Csv{{"t", "n\n1\n"}});
  bound.binder.numbers(lookup_of("n", {"reason", "who", "age", "reason", "who", "age", "reason", "who", "age"}), "k");
  CHECK(bound.said() == "a.toml:9:1: k.by: has 9 keys (at most 8 are possible).");
}

}  // namespace draagkracht::testing
