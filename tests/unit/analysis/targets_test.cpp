#include "engine/analysis/targets.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const std::vector<Goal> goals = {{"1", {"Druk", "Pressure"}}, {"6c", {"Nacht", "Night"}}};

const std::vector<std::string> indicator_columns = {
    "goal",        "id",        "name_nl", "name_en",  "unit",   "unit_nl", "better",     "baseline_2024",
    "target_2030", "target_op", "kind",    "headline", "status", "remark",  "source_key", "expression"};

std::vector<std::string> good_indicator() {
  return {"6c",
          "6c.1",
          "Bereik",
          "Cover",
          "share",
          "aandeel",
          "up",
          "0.5",
          "0.9",
          ">=",
          "outcome",
          "yes",
          "computable",
          "",
          "own_judgement",
          "contacts / inhabitants"};
}

}  // namespace

TEST_CASE("Goals and indicators are read; empty figures are missing") {
  Issues issues, unfit;
  const Table goal_table =
      table_of("goals.csv", {"goal", "name_nl", "name_en"}, {{"1", "Druk", "Pressure"}, {"6c", "Nacht", "Night"}});
  CHECK(read_goals(goal_table, issues).at(1).name.in(Language::nl) == "Nacht");
  std::vector<std::string> second = good_indicator();
  second[1] = "6c.2";
  second[7] = second[8] = second[15] = "";
  second[9] = "<=";
  second[12] = "needs_table";
  const auto indicators = read_indicators(table_of("indicators.csv", indicator_columns, {good_indicator(), second}),
                                          goals, clinic_schema(), issues, unfit);
  CHECK(messages(issues) + messages(unfit) == "");
  REQUIRE(indicators.size() == 2);
  CHECK(indicators[0].goal == 1);
  CHECK(indicators[0].target == 0.9);
  CHECK_FALSE(indicators[0].at_most);
  CHECK(indicators[0].headline);
  CHECK(indicators[0].kind == IndicatorKind::outcome);
  CHECK(indicators[0].status == IndicatorStatus::computable);
  CHECK_FALSE(indicators[0].expression.empty());
  CHECK(indicators[0].unit_name.in(Language::nl) == "aandeel");
  CHECK(std::isnan(indicators[1].target));
  CHECK(std::isnan(indicators[1].published_baseline));
  CHECK(indicators[1].at_most);
  CHECK(indicators[1].status == IndicatorStatus::needs_table);
}

TEST_CASE("An expression that does not fit the results is told apart, and its indicator is not recorded") {
  Issues issues, unfit;
  std::vector<std::string> row = good_indicator();
  row[15] = "contact";
  const auto indicators =
      read_indicators(table_of("indicators.csv", indicator_columns, {row}), goals, clinic_schema(), issues, unfit);
  CHECK(messages(issues) == "");
  CHECK(messages(unfit) ==
        "indicators.csv:2:16: expression: unknown variable \"contact\" (at character 1). did you mean \"contacts\"?\n");
  CHECK(indicators.at(0).status == IndicatorStatus::not_recorded);
}

TEST_CASE("An indicator whose variables only other models have is not in the model, and there is nothing to remark") {
  std::vector<std::string> columns = indicator_columns, row = good_indicator();
  columns.push_back("needs");
  row.push_back("staff_hours");
  Issues issues, unfit;
  const auto read = [&](const std::string& expression, const ResultSchema& schema,
                        const ResultSchema* whole = nullptr) {
    row[15] = expression;
    issues = unfit = {};
    return read_indicators(table_of("indicators.csv", columns, {row}), goals, schema, issues, unfit, whole).at(0);
  };
  const std::string ill = "staff_hours[kind=ill] / staff_hours";
  const Indicator lacking = read(ill, clinic_schema());
  CHECK(messages(issues) + messages(unfit) == "");
  CHECK(lacking.status == IndicatorStatus::not_in_model);
  CHECK(lacking.needs == std::vector<std::string>{"staff_hours"});
  CHECK(lacking.expression.empty());

  ResultSchema with_staff = clinic_schema();
  with_staff.add(ResultVariable{"staff_hours", "", {"kind"}, "h", "hours"});
  CHECK(read("staff_hours[kind=long+] / staff_hours", with_staff).status == IndicatorStatus::computable);
  CHECK(messages(issues) + messages(unfit) == "");
  // Everything else that is wrong is told, whether the model has it or not.
  CHECK(read(ill, with_staff).status == IndicatorStatus::not_recorded);
  CHECK(messages(unfit) ==
        "indicators.csv:2:16: expression: dimension \"kind\" has no label \"ill\" (it has short visit, long+; at "
        "character 18).\n");
  CHECK(read("staff_hours / contact", clinic_schema()).status == IndicatorStatus::not_recorded);
  CHECK(messages(unfit) ==
        "indicators.csv:2:16: expression: unknown variable \"contact\" (at character 15). did you mean "
        "\"contacts\"?\n");
  CHECK(read("staff_hours / ", clinic_schema()).status == IndicatorStatus::not_recorded);
  CHECK(messages(unfit) ==
        "indicators.csv:2:16: expression: expected a number, a variable or \"(\", found the end (at character 15).\n");
  // A name that the expression does not read as a whole word would excuse nothing, and is a slip.
  read("staff_hours_paid / inhabitants", clinic_schema());
  CHECK(
      messages(issues) ==
      "indicators.csv:2:17: needs: names \"staff_hours\" (the expression of the row does not read it). Name variables "
      "of the expression, separated by ;?\n");
  CHECK(messages(unfit).find("unknown variable \"staff_hours_paid\"") != std::string::npos);
  // Of several, one that is there is enough to miss the others.
  row[16] = "staff_hours;contacts";
  CHECK(read("staff_hours / contacts", clinic_schema()).status == IndicatorStatus::not_recorded);
  CHECK(messages(unfit) == "indicators.csv:2:16: expression: unknown variable \"staff_hours\" (at character 1).\n");
  // What the whole run has, and a year of it not, is in the model.
  row[16] = "staff_hours";
  CHECK(read("staff_hours / contacts", clinic_schema(), &with_staff).status == IndicatorStatus::not_recorded);
  CHECK(messages(unfit) == "indicators.csv:2:16: expression: unknown variable \"staff_hours\" (at character 1).\n");
}

TEST_CASE("Published figures and those of groups that only other models have are left out without a remark") {
  Issues issues, unfit;
  const auto figures = read_published_figures(
      table_of("validation.csv",
               {"id", "label_nl", "label_en", "stratum", "published", "unit", "unit_nl", "tolerance_kind", "tolerance",
                "class", "evidence", "source_key", "year", "note", "expression", "needs"},
               {{"ill", "Ziek", "Ill", "all", "0.07", "share", "aandeel", "points", "0.01", "held_out", "measured", "k",
                 "2024", "", "staff_ill / staff_hours", "staff_hours;staff_ill"}}),
      clinic_schema(), issues, unfit);
  CHECK(figures.at(0).expression.empty());
  ResultSchema schema = clinic_schema();
  schema.add(ResultVariable{"inhabitants_by_kind", "", {"kind"}, "1", "persons"});
  const std::vector<std::string> columns = {"tally", "attribute", "name_nl", "name_en",    "by_nl",
                                            "by_en", "unit",      "unit_nl", "expression", "needs"};
  const auto groups = read_group_figures(
      table_of("by_group.csv", columns,
               {{"staff_ill", "kind", "Ziek", "Ill", "soort", "kind", "", "", "", "staff_ill"},
                {"", "kind", "Ziek", "Ill", "soort", "kind", "1", "1", "staff_ill / inhabitants_by_kind", "staff_ill"},
                {"contacts", "kind", "Contact", "Contact", "soort", "kind", "", "", "", ""}}),
      schema, issues, unfit);
  CHECK(groups.size() == 1);
  CHECK(messages(issues) + messages(unfit) == "");
}

TEST_CASE("Wrong cells of indicators are told with their place, all at once") {
  Issues issues, unfit;
  std::vector<std::string> wrong = good_indicator(), twice = good_indicator();
  wrong[0] = "6d";
  wrong[8] = "much";
  wrong[10] = "outcom";
  wrong[15] = "";
  twice[12] = "not_modelled_yet";
  read_indicators(table_of("indicators.csv", indicator_columns, {wrong, twice}), goals, clinic_schema(), issues, unfit);
  CHECK(messages(issues) ==
        "indicators.csv:2:1: goal: unknown label \"6d\" (known here: \"1\", \"6c\"). did you mean \"6c\"?\n"
        "indicators.csv:2:9: target_2030: expected a number, such as 0.25, found \"much\".\n"
        "indicators.csv:2:11: kind: unknown label \"outcom\" (known here: \"reach\", \"process\", \"outcome\", "
        "\"context\", "
        "\"input\"). did you mean \"outcome\"?\n"
        "indicators.csv:2:16: expression: is empty (exactly the computable indicators have an expression).\n"
        "indicators.csv:3:2: id: stands there twice (the first is on line 2).\n"
        "indicators.csv:3:16: expression: must be empty (exactly the computable indicators have an expression).\n");
}

TEST_CASE("A missing column is told once, whatever the number of rows") {
  Issues issues;
  read_goals(table_of("goals.csv", {"goal", "name_nl"}, {{"1", "Druk"}, {"2", "Weg"}}), issues);
  CHECK(messages(issues) == "goals.csv:1:1: name_en: the column is missing. did you mean \"name_nl\"?\n");
}

TEST_CASE("Published figures are read; a relative tolerance needs something to be relative to") {
  const std::vector<std::string> columns = {"id",       "label_nl",   "label_en",       "stratum",   "published",
                                            "unit",     "unit_nl",    "tolerance_kind", "tolerance", "class",
                                            "evidence", "source_key", "year",           "note",      "expression"};
  Issues issues, unfit;
  const auto row = [](const char* stratum, const char* published, const char* expression) {
    return std::vector<std::string>{"calls",          "Bellen",  "Calls",    stratum, published,
                                    "share of calls", "aandeel", "relative", "0.05",  "held_out",
                                    "measured",       "k",       "2017",     "",      expression};
  };
  const auto figures = read_published_figures(
      table_of("validation.csv", columns, {row("all", "0.9", "answered / contacts"), row("day", "0.9", "")}),
      clinic_schema(), issues, unfit);
  CHECK(messages(issues) + messages(unfit) == "");
  CHECK(figures.at(0).figure_class == FigureClass::held_out);
  CHECK(figures.at(0).published == 0.9);
  CHECK(is_share(figures.at(0).unit));
  CHECK_FALSE(figures.at(0).expression.empty());
  CHECK(figures.at(1).expression.empty());

  read_published_figures(table_of("validation.csv", columns, {row("all", "0", ""), row("all", "1", "")}),
                         clinic_schema(), issues, unfit);
  CHECK(messages(issues) ==
        "validation.csv:2:5: published: must not be 0 (a relative tolerance is a share of it).\n"
        "validation.csv:3:4: stratum: stands there twice (the first is on line 2).\n");
}

TEST_CASE("Each reporting figure must be there once, above 0") {
  Issues issues;
  const ReportingFigures good = read_reporting_figures(
      table_of("reporting.csv", {"parameter", "value"},
               {{"weeks_per_year", "50"}, {"norm_practice", "2000"}, {"hours_per_fte_week", "40"}}),
      issues);
  CHECK(messages(issues) == "");
  CHECK(good.hours_per_fte() == 2000);
  CHECK(good.norm_practice == 2000);
  read_reporting_figures(
      table_of("reporting.csv", {"parameter", "value"}, {{"weeks_per_year", "0"}, {"norm_practice", "1"}}), issues);
  CHECK(messages(issues) ==
        "reporting.csv:2:2: value: must be above 0, found 0.\n"
        "reporting.csv: missing row for parameter \"hours_per_fte_week\".\n");
}

TEST_CASE("Display names are those of one kind; an id without one is shown as it is") {
  Issues issues;
  const DisplayNames names =
      read_display_names(table_of("labels.csv", {"kind", "id", "label_nl", "label_en"},
                                  {{"discipline", "doctor", "Dokter", "Doctor"}, {"outcome", "nurse", "Zus", "Nurse"}}),
                         "discipline", issues);
  CHECK(messages(issues) == "");
  CHECK(names.of("doctor", Language::nl) == "Dokter");
  CHECK(names.of("doctor", Language::en) == "Doctor");
  CHECK(names.of("nurse", Language::nl) == "nurse");
}
