#include "engine/analysis/text_table.h"

#include <catch2/catch.hpp>
#include <limits>

#include "engine/core/fault.h"

using namespace draagkracht;

TEST_CASE("Columns line up by code points") {
  const TextTable table{
      "Wachttijd", {{"Praktijk", Align::left}, {"min", Align::right}}, {{"één", "1,5"}, {"twee", "12,25"}, {"ü"}}};
  CHECK(to_text(table) ==
        "Wachttijd\n"
        "Praktijk    min\n"
        "────────  ─────\n"
        "één         1,5\n"
        "twee      12,25\n"
        "ü\n");
  CHECK(text_width("één–") == 4);
  CHECK_THROWS_AS(to_text(TextTable{"", {{"a", Align::left}}, {{"1", "2"}}}), LogicFault);
}

TEST_CASE("Numbers have the marks of their language") {
  CHECK(number_text(1234567.891, 2, Language::nl) == "1.234.567,89");
  CHECK(number_text(1234567.891, 2, Language::en) == "1,234,567.89");
  CHECK(number_text(-999.95, 1, Language::nl) == "-1.000,0");  // 999.95 in binary lies above its decimal form
  CHECK(number_text(123, 0, Language::en) == "123");
  CHECK(number_text(0.125, 3, Language::en) == "0.125");
}

TEST_CASE("Signs are shown when asked for, and never on 0") {
  CHECK(number_text(0.5, 1, Language::nl, true) == "+0,5");
  CHECK(number_text(-0.5, 1, Language::nl, true) == "-0,5");
  CHECK(number_text(-0.0004, 3, Language::en) == "0.000");
  CHECK(number_text(0.0004, 3, Language::en, true) == "0.000");
}

TEST_CASE("Missing numbers and intervals are a dash") {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  CHECK(number_text(missing, 1, Language::nl) == "–");
  CHECK(number_text(std::numeric_limits<double>::infinity(), 1, Language::nl) == "–");
  CHECK(interval_text(1, missing, 1, Language::nl) == "–");
  CHECK(interval_text(-1, 2.25, 2, Language::nl, true) == "[-1,00; +2,25]");
  CHECK(interval_text(-1, 2.25, 2, Language::en) == "[-1.00; 2.25]");
}

TEST_CASE("Large numbers have fewer decimals") {
  CHECK(decimals_for(0.9) == 3);
  CHECK(decimals_for(-12) == 2);
  CHECK(decimals_for(230) == 1);
  CHECK(decimals_for(4000) == 0);
}
