#include "engine/analysis/expression.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/core/fault.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const Location place{"indicators.csv", 3, 40};

Expression parsed(const std::string& text) {
  Issues issues;
  const Expression expression = Expression::parse(text, clinic_schema(), place, issues);
  INFO(text);
  CHECK(messages(issues).empty());
  return expression;
}

std::string message_of(const std::string& text) {
  Issues issues;
  CHECK(Expression::parse(text, clinic_schema(), place, issues).empty());
  return messages(issues);
}

// contacts: doctor short 1, doctor long 2, nurse short 4, nurse long 8; answered within 0.5 min 3, within 10 min 5.
ClinicRun example() {
  ClinicRun run({});
  run.set("contacts", 0, 1).set("contacts", 1, 2).set("contacts", 2, 4).set("contacts", 3, 8);
  run.set("answered", 0, 3).set("answered", 1, 5);
  return run;
}

double value(const std::string& text) { return parsed(text).evaluate(example().result().payload); }

}  // namespace

TEST_CASE("Numbers and operators have their usual meaning and order") {
  CHECK(value("1 + 2 * 3 - 4 / 8") == 6.5);
  CHECK(value("(1 + 2) * 3") == 9);
  CHECK(value("8 / 4 / 2") == 1);
  CHECK(value("10 - 3 - 2") == 5);
  CHECK(value("-2 * -(1 + .5)") == 3);
  CHECK(value("2 - -1") == 3);
  CHECK(value("1e3 * 0.25") == 250);
  CHECK(value("min(2, max(1, 3)) + min(1, 2)") == 3);
}

TEST_CASE("A variable is the sum over the cells selected, over all of them if none are") {
  CHECK(value("contacts") == 15);
  CHECK(value("contacts[discipline=nurse]") == 12);
  CHECK(value("contacts[discipline=nurse|doctor]") == 15);
  CHECK(value("contacts[kind=short visit]") == 5);
  CHECK(value("contacts[ kind = long+ , discipline = doctor ]") == 2);
  CHECK(value("1000 * contacts[kind=long+] / inhabitants / years_counted") == 10);
}

TEST_CASE("A numeric dimension is selected by its values, however they are written") {
  CHECK(value("answered[call_norm=0.5]") == 3);
  CHECK(value("answered[call_norm=.50]") == 3);
  CHECK(value("answered[call_norm=10]") == 5);
  CHECK(value("answered[call_norm=0.5|10]") == 8);
}

TEST_CASE("Missing cells, runs that are not there and divisions by 0 make the whole missing") {
  ClinicRun run = example();
  run.set("contacts", 3, std::numeric_limits<double>::quiet_NaN());
  const std::vector<double>& payload = run.result().payload;
  CHECK(std::isnan(parsed("contacts").evaluate(payload)));
  CHECK(parsed("contacts[discipline=doctor]").evaluate(payload) == 3);
  CHECK(std::isnan(parsed("0 * contacts").evaluate(payload)));
  for (const char* text : {"min(1, contacts)", "min(contacts, 1)", "max(1, contacts)", "max(contacts, 1)"}) {
    CHECK(std::isnan(parsed(text).evaluate(payload)));
  }
  CHECK(std::isnan(value("1 / (contacts - 15)")));
  CHECK(std::isnan(value("0 / 0")));
  CHECK(std::isnan(value("1e300 * 1e300")));
  CHECK(std::isnan(Expression().evaluate(payload)));

  ResultSet results(clinic_frame(2));
  results.put(example().result());
  CHECK(parsed("contacts").evaluate(results, {0, 0, 0, 0}) == 15);
  CHECK(std::isnan(parsed("contacts").evaluate(results, {0, 0, 1, 0})));
  CHECK_THROWS_AS(parsed("contacts").evaluate(std::vector<double>(3)), LogicFault);
}

TEST_CASE("What the results do not have is located, with the place in the expression and a suggestion") {
  const std::string start = "indicators.csv:3:40: expression: ";
  CHECK(message_of("1 + contact") ==
        start + "unknown variable \"contact\" (at character 5). did you mean \"contacts\"?\n");
  CHECK(message_of("contacts[disciplin=nurse]") ==
        start +
            "\"contacts\" has no dimension \"disciplin\" (it has discipline, kind; at character 10). "
            "did you mean \"discipline\"?\n");
  CHECK(message_of("contacts[discipline=nurs]") ==
        start +
            "dimension \"discipline\" has no label \"nurs\" (it has doctor, nurse; at character 21). "
            "did you mean \"nurse\"?\n");
  CHECK(message_of("answered[call_norm=2]") ==
        start + "dimension \"call_norm\" has no value 2 (it has 0.5, 10; at character 20).\n");
  CHECK(message_of("answered[call_norm=2 min]") ==
        start + "dimension \"call_norm\" is selected by a number, found \"2 min\" (at character 20).\n");
  CHECK(message_of("inhabitants[kind=long+]") ==
        start + "\"inhabitants\" has no dimension \"kind\" (at character 13).\n");
}

TEST_CASE("All unknown names of an expression are told at once") {
  CHECK(message_of("conacts[any=thing] / contacts[kind=x|y]") ==
        "indicators.csv:3:40: expression: unknown variable \"conacts\" (at character 1). did you mean \"contacts\"?\n"
        "indicators.csv:3:40: expression: dimension \"kind\" has no label \"x\" (it has short visit, long+; at "
        "character 36).\n"
        "indicators.csv:3:40: expression: dimension \"kind\" has no label \"y\" (it has short visit, long+; at "
        "character 38).\n");
}

TEST_CASE("What is no expression is told at the first place that makes no sense") {
  const std::string start = "indicators.csv:3:40: expression: ";
  CHECK(message_of("") == start + "expected a number, a variable or \"(\", found the end (at character 1).\n");
  CHECK(message_of("1 +") == start + "expected a number, a variable or \"(\", found the end (at character 4).\n");
  CHECK(message_of("1 2") == start + "expected an operator or the end, found \"2\" (at character 3).\n");
  CHECK(message_of("(1") == start + "expected \")\", found the end (at character 3).\n");
  CHECK(message_of("contacts[kind]") == start + "expected \"=\", found \"]\" (at character 14).\n");
  CHECK(message_of("contacts[]") == start + "expected the name of a dimension, found \"]\" (at character 10).\n");
  CHECK(message_of("contacts[kind=]") == start + "expected a label, found \"]\" (at character 15).\n");
  CHECK(message_of("contacts[kind=long+") == start + "expected \"]\", found the end (at character 20).\n");
  CHECK(message_of("contacts[kind=long+|long+]") == start + "label \"long+\" is selected twice (at character 21).\n");
  CHECK(message_of("contacts[kind=long+, kind=long+]") ==
        start + "dimension \"kind\" is selected twice (at character 22).\n");
  CHECK(message_of("sum(1, 2)") == start + "unknown function \"sum\" (known are min and max; at character 1).\n");
  CHECK(message_of("min(1)") == start + "expected \",\", found \")\" (at character 6).\n");
  CHECK(message_of("1e999") == start + "expected a number, found \"1e999\" (at character 1).\n");
  CHECK(message_of("2 % 3") == start + "expected an operator or the end, found \"% 3\" (at character 3).\n");
  CHECK(message_of(std::string(200, '(')) == start + "is nested too deeply (at character 101).\n");
}

TEST_CASE("What a scenario lacks is left out of a sum, unless nothing is left; other missing values are not") {
  std::vector<double> payload = example().result().payload;
  const ResultSchema schema = clinic_schema();
  const std::size_t nurse = schema.variable("contacts")->offset + 2;
  std::vector<bool> lacking(payload.size(), false);
  for (const std::size_t cell : {nurse, nurse + 1}) {
    payload[cell] = std::numeric_limits<double>::quiet_NaN();
    lacking[cell] = true;
  }
  CHECK(std::isnan(parsed("contacts").evaluate(payload)));
  CHECK(parsed("contacts").evaluate(payload, lacking) == 3);
  CHECK(parsed("contacts[kind=long+]").evaluate(payload, lacking) == 2);
  CHECK(std::isnan(parsed("contacts[discipline=nurse]").evaluate(payload, lacking)));
  CHECK(std::isnan(parsed("contacts + contacts[discipline=nurse]").evaluate(payload, lacking)));
  payload[nurse - 1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(parsed("contacts").evaluate(payload, lacking)));
  payload[nurse] = 4;  // 0 hours of a pool that is not there are hours
  CHECK(parsed("contacts[discipline=nurse]").evaluate(payload, lacking) == 4);
  CHECK_THROWS_AS(parsed("contacts").evaluate(payload, std::vector<bool>(3)), LogicFault);
}
