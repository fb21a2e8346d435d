#include "engine/scenario/quantity.h"

#include <catch2/catch.hpp>

#include <clocale>

using namespace draagkracht;

TEST_CASE("Each unit has its exact size in base units") {
  struct Example {
    const char* text;
    Dimension dimension;
    double value;
  };
  const Example example = GENERATE(
      Example{"0.25", Dimension::number, 0.25}, Example{"-3", Dimension::number, -3},
      Example{"1.5e-3", Dimension::number, 0.0015}, Example{"2E+2", Dimension::number, 200},
      Example{"0.25", Dimension::share, 0.25}, Example{"25 %", Dimension::share, 0.25},
      Example{"20%", Dimension::share, 0.2}, Example{"-5 %", Dimension::share, -0.05},
      Example{"7 ms", Dimension::time, 7}, Example{"1.5 s", Dimension::time, 1'500},
      Example{"15 min", Dimension::time, 900'000}, Example{"0.5 h", Dimension::time, 1'800'000},
      Example{"1 day", Dimension::time, 86'400'000}, Example{"2 days", Dimension::time, 172'800'000},
      Example{"1 week", Dimension::time, 604'800'000}, Example{"8 weeks", Dimension::time, 4'838'400'000},
      Example{"1 year", Dimension::time, 31'557'600'000}, Example{"7 years", Dimension::time, 220'903'200'000},
      Example{"10   min", Dimension::time, 600'000}, Example{"-2 h", Dimension::time, -7'200'000},
      Example{"3 per s", Dimension::rate, 3 / 1e3}, Example{"3 per min", Dimension::rate, 3 / 60e3},
      Example{"3 per hour", Dimension::rate, 3 / 3600e3}, Example{"0.5 per day", Dimension::rate, 0.5 / 86400e3},
      Example{"3 per week", Dimension::rate, 3 / 604800e3}, Example{"3 per year", Dimension::rate, 3 / 31557600e3},
      Example{"0.8 fte", Dimension::staff, 0.8}, Example{"-0.0", Dimension::number, 0});
  CAPTURE(example.text);
  const auto value = parse_quantity(example.text, example.dimension);
  REQUIRE(value.has_value());
  CHECK(*value == example.value);
}

TEST_CASE("What is not a number with a unit of the dimension is refused") {
  for (const char* text :
       {"",     " ", "nan", "inf", "-inf",  "infinity", "1e999", "1e-999", "-1e999", "0x10", "+5",  ".5",  "5.",
        "5.e1", "-", "--5", "1,5", "1 000", "5 ",       " 5",    "5x",     "1e",     "1e+",  "\t5", "5\n", "५"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text, Dimension::number));
    CHECK_FALSE(parse_quantity(text, Dimension::share));
  }
  CHECK_FALSE(parse_quantity("25 %", Dimension::number));
  CHECK_FALSE(parse_quantity("% 25", Dimension::share));
  CHECK_FALSE(parse_quantity("25 % ", Dimension::share));
  for (const char* text : {"15", "15min", "15 minutes", "15 Min", "15 min ", " 15 min", "15\tmin", "15 hour", "15 fte",
                           "3 per hour", "min", "nan min", "inf s", "1e308 years", "15 min 30 s", "15 ", "1 d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text, Dimension::time));
  }
  for (const char* text : {"3", "3 per", "3per hour", "3 per h", "3 per  hour", "3 / hour", "3 hour", "per hour"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text, Dimension::rate));
  }
  for (const char* text : {"1", "1fte", "1 FTE", "1 fte/day", "fte"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text, Dimension::staff));
  }
}

TEST_CASE("Dimensions are described by what a user may write") {
  CHECK(describe_dimension(Dimension::number) == "a number, such as 0.25");
  CHECK(describe_dimension(Dimension::share) == "a share, such as 0.25 or \"25 %\"");
  CHECK(describe_dimension(Dimension::time) == "a time with its unit, such as \"15 min\"");
  CHECK(describe_dimension(Dimension::rate) == "a rate with its unit, such as \"3 per hour\"");
  CHECK(describe_dimension(Dimension::staff) == "an amount of staff with its unit, such as \"0.8 fte\"");
  CHECK(describe_units(Dimension::time) == "ms, s, min, h, day, week, year");
  CHECK(describe_units(Dimension::number).empty());
}

TEST_CASE("Every unit that is told is taken, and no other dimension's") {
  const Dimension all[] = {Dimension::number, Dimension::share, Dimension::time, Dimension::rate, Dimension::staff};
  std::size_t told = 0;
  for (const Dimension asked : all) {
    for (const std::string& unit : unit_names(asked)) {
      ++told;
      for (const Dimension dimension : all) {
        INFO(unit);
        CHECK(parse_quantity("0.5 " + unit, dimension).has_value() == (dimension == asked));
      }
    }
  }
  CHECK(told == 18);
  CHECK(unit_names(Dimension::number).empty());
}

TEST_CASE("A quantity that can be guessed is suggested in the right spelling") {
  CHECK(suggest_quantity("15min", Dimension::time) == "did you mean \"15 min\"");
  CHECK(suggest_quantity("15 minutes", Dimension::time) == "did you mean \"15 min\"");
  CHECK(suggest_quantity(" 2 Uur ", Dimension::time) == "did you mean \"2 h\"");
  CHECK(suggest_quantity("1,5 fte", Dimension::staff) == "did you mean \"1.5 fte\"");
  CHECK(suggest_quantity("1 FTE", Dimension::staff) == "did you mean \"1 fte\"");
  CHECK(suggest_quantity("3 per h", Dimension::rate) == "did you mean \"3 per hour\"");
  CHECK(suggest_quantity("3/day", Dimension::rate) == "did you mean \"3 per day\"");
  CHECK(suggest_quantity("25 percent", Dimension::share) == "did you mean \"25 %\"");
  CHECK(suggest_quantity("0,25", Dimension::number) == "did you mean \"0.25\"");
  CHECK(suggest_quantity("+.5", Dimension::number) == "did you mean \"0.5\"");
  CHECK(suggest_quantity("15", Dimension::time).empty());
  CHECK(suggest_quantity("15 parsec", Dimension::time).empty());
  CHECK(suggest_quantity("0x10", Dimension::number).empty());
  CHECK(suggest_quantity("nan", Dimension::number).empty());
}

TEST_CASE("Values are shown in the unit that reads best") {
  CHECK(quantity_text(900'000, Dimension::time) == "15 min");
  CHECK(quantity_text(0, Dimension::time) == "0 ms");
  CHECK(quantity_text(1'234, Dimension::time) == "1234 ms");
  CHECK(quantity_text(90'000, Dimension::time) == "90 s");
  CHECK(quantity_text(86'400'000, Dimension::time) == "1 day");
  CHECK(quantity_text(4'838'400'000, Dimension::time) == "8 weeks");
  CHECK(quantity_text(31'557'600'000, Dimension::time) == "1 year");
  CHECK(quantity_text(3 / 3600e3, Dimension::rate) == "3 per hour");
  CHECK(quantity_text(0.5 / 86400e3, Dimension::rate) == "0.5 per day");
  CHECK(quantity_text(0, Dimension::rate) == "0 per hour");
  CHECK(quantity_text(0.8, Dimension::staff) == "0.8 fte");
  CHECK(quantity_text(0.1 + 0.2, Dimension::number) == "0.3");
  CHECK(quantity_text(1'500'000, Dimension::number) == "1500000");
  CHECK(quantity_text(0.25, Dimension::share) == "0.25");
  // What is shown is what can be written.
  for (const char* text : {"15 min", "8 weeks", "1 year", "7 days", "90 s", "36 h"}) {
    CHECK(parse_quantity(quantity_text(*parse_quantity(text, Dimension::time), Dimension::time), Dimension::time) ==
          parse_quantity(text, Dimension::time));
  }
}

TEST_CASE("The locale of the process does not matter") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  // Where the Dutch locale is not installed this repeats the test in the present one.
  std::setlocale(LC_ALL, "nl_NL.UTF-8");
  CHECK(parse_quantity("0.5 h", Dimension::time) == 1'800'000);
  CHECK_FALSE(parse_quantity("0,5 h", Dimension::time));
  CHECK(quantity_text(0.5, Dimension::number) == "0.5");
  std::setlocale(LC_ALL, before.c_str());
}
