#include "engine/model/course.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {

TEST_CASE("An effect holds from its first day until the day on which it no longer does") {
  const Course course{.operation = Course::multiply, .value = 3, .from_day = 10, .until_day = 20};
  CHECK(course.on(9, 2) == 2);
  CHECK(course.on(10, 2) == 6);
  CHECK(course.on(19, 2) == 6);
  CHECK(course.on(20, 2) == 2);
  for (int day = 1; day < 30; ++day) CHECK(course.may_change_on(day) == (day == 10 || day == 20));
}

TEST_CASE("A ramp grows linearly from nothing on its first day to full") {
  Course course{.operation = Course::multiply, .shape = Course::ramp, .value = 3, .from_day = 10, .ramp_days = 4};
  CHECK(course.on(9, 2) == 2);
  CHECK(course.on(10, 2) == 2);
  CHECK(course.on(11, 2) == 3);
  CHECK(course.on(14, 2) == 6);
  for (int day = 1; day < 30; ++day) CHECK(course.may_change_on(day) == (day >= 10 && day <= 14));
  course.operation = Course::set;
  CHECK(course.on(12, 2) == 2.5);
  course.operation = Course::add;
  CHECK(course.on(100, 2) == 5);
  course.until_day = 12;
  CHECK(course.on(12, 2) == 2);
}

TEST_CASE("Without a date an effect holds on all days") {
  const Course course{.operation = Course::set, .value = 7};
  for (const int day : {0, 1, 10'000}) CHECK(course.on(day, 2) == 7);
  CHECK_FALSE(course.may_change_on(0));
}

}  // namespace draagkracht::testing
