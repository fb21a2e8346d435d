#include "engine/scenario/number_text.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {

TEST_CASE("One to three digits, a point and three digits look like thousands") {
  for (const char* text : {"1.200", "12.345 min", "-999.000", "123.456 per hour"}) CHECK(looks_like_thousands(text));
  for (const char* text : {"0.125", "1.25", "1.2345", "1234.500", "1.200.000", "1.200,5", "1.200e3", "1200", "", "."})
    CHECK_FALSE(looks_like_thousands(text));
}

TEST_CASE("Only a last 0 makes three decimals ambiguous by themselves") {
  CHECK(is_ambiguous_number("1.200"));
  CHECK(is_ambiguous_number("12.000 min"));
  CHECK_FALSE(is_ambiguous_number("3.456 min"));
  CHECK_FALSE(is_ambiguous_number("0.120"));
}

TEST_CASE("The two things that may be meant are suggested, and neither is ambiguous again") {
  CHECK(suggest_plain_number("1.200 min") == "write \"1200 min\" or \"1.2 min\"");
  CHECK(suggest_plain_number("1,200") == "write \"1200\" or \"1.2\"");
  CHECK(suggest_plain_number("5.000") == "write \"5000\" or \"5\"");
  CHECK(suggest_plain_number("1.234") == "write \"1234\" or \"1.2340\"");
  CHECK(suggest_plain_number("1,2").empty());
  CHECK(suggest_plain_number("12").empty());
}

}  // namespace draagkracht::testing
