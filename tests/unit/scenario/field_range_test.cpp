#include "engine/scenario/field_range.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace draagkracht;

TEST_CASE("Ranges are told in the units in which users write") {
  CHECK(describe_range({}, Dimension::number).empty());
  CHECK(describe_range({.low = 0}, Dimension::number) == "at least 0");
  CHECK(describe_range({.low = 0, .low_open = true}, Dimension::number) == "above 0");
  CHECK(describe_range({.high = 10}, Dimension::number) == "at most 10");
  CHECK(describe_range({.low = 1, .high = 10}, Dimension::number) == "between 1 and 10");
  CHECK(describe_range({.low = 0, .high = 1, .low_open = true}, Dimension::number) == "above 0 and at most 1");
  CHECK(describe_range({.low = 60'000, .high = 604'800'000}, Dimension::time) == "between 1 min and 1 week");
  CHECK(describe_range({.low = 0, .high = 604'800'000}, Dimension::time) == "between 0 and 1 week");
  CHECK(describe_range({}, Dimension::share) == "between 0 and 1");
  CHECK(describe_range({.low = -1, .high = 0.5}, Dimension::share) == "between 0 and 0.5");
  CHECK(describe_range({.low = 0, .low_open = true}, Dimension::share) == "above 0 and at most 1");
}

TEST_CASE("Bounds belong to the range, an open one does not") {
  CHECK(in_range(0, {.low = 0}, Dimension::number));
  CHECK_FALSE(in_range(-1e-300, {.low = 0}, Dimension::number));
  CHECK_FALSE(in_range(0, {.low = 0, .low_open = true}, Dimension::number));
  CHECK(in_range(10, {.high = 10}, Dimension::number));
  CHECK_FALSE(in_range(10.001, {.high = 10}, Dimension::number));
  CHECK_FALSE(in_range(1.2, {}, Dimension::share));
  CHECK_FALSE(in_range(-0.2, {}, Dimension::share));
  CHECK_FALSE(in_range(std::numeric_limits<double>::quiet_NaN(), {}, Dimension::number));
}

TEST_CASE("Dates are written year first") {
  CHECK(date_text(0) == "1970-01-01");
  CHECK(date_text(19'782) == "2024-02-29");
  CHECK(date_text(-7'305) == "1950-01-01");
}
