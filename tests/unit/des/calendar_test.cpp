// Dates against known ones and against counting day by day; schedules by hand.
#include "engine/des/calendar.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "engine/core/time.h"

namespace draagkracht {

TEST_CASE("Known dates") {
  CHECK(days_from_civil({1970, 1, 1}) == 0);
  CHECK(days_from_civil({2000, 3, 1}) == 11'017);
  CHECK(days_from_civil({2024, 2, 29}) == 19'782);
  CHECK(days_from_civil({1969, 12, 31}) == -1);
  CHECK(weekday_of(days_from_civil({2024, 1, 1})) == 0);    // a Monday
  CHECK(weekday_of(days_from_civil({2024, 12, 25})) == 2);  // a Wednesday
  CHECK(weekday_of(days_from_civil({1945, 5, 5})) == 5);    // a Saturday
}

TEST_CASE("Days of four centuries, one by one") {
  const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t day = days_from_civil({1800, 1, 1});
  int weekday = weekday_of(day);
  for (int year = 1800; year < 2200; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; ++month) {
      for (int date = 1; date <= lengths[month - 1] + (month == 2 && leap ? 1 : 0); ++date, ++day) {
        REQUIRE(days_from_civil({year, month, date}) == day);
        const CivilDate back = civil_from_days(day);
        REQUIRE((back.year == year && back.month == month && back.day == date));
        REQUIRE(weekday_of(day) == weekday);
        weekday = (weekday + 1) % 7;
      }
    }
  }
}

TEST_CASE("A holiday counts as a Sunday") {
  // Monday 2024-12-23 and on: Christmas on Wednesday and Thursday, New Year on the next Wednesday.
  const Calendar calendar(
      days_from_civil({2024, 12, 23}), 14,
      {days_from_civil({2025, 1, 1}), days_from_civil({2024, 12, 25}), days_from_civil({2024, 12, 26}),
       days_from_civil({2024, 12, 28}), days_from_civil({1999, 1, 1})});
  const int types[] = {0, 1, 6, 6, 4, 6, 6, 0, 1, 6, 3, 4, 5, 6};  // the holiday of 28 December is a Saturday
  for (std::int32_t d = 0; d < 14; ++d) {
    INFO(d);
    CHECK(calendar.type(d) == types[d]);
    CHECK(calendar.working(d) == (types[d] < 5));
    CHECK(calendar.holiday(d) == (d == 2 || d == 3 || d == 5 || d == 9));
    CHECK(calendar.month(d) == (d < 9 ? 12 : 1));
  }
  CHECK(calendar.working_days_between(0, 0) == 0);
  CHECK(calendar.working_days_between(0, 1) == 1);
  CHECK(calendar.working_days_between(1, 3) == 0);  // Christmas
  CHECK(calendar.working_days_between(1, 4) == 1);
  CHECK(calendar.working_days_between(4, 7) == 1);  // Friday to Monday
  CHECK(calendar.working_days_between(0, 13) == 6);
  CHECK_THROWS_AS(Calendar(days_from_civil({2024, 12, 24}), 7, {}), LogicFault);  // no Monday
}

TEST_CASE("A schedule's levels, its next opening and its hours") {
  DaySchedule schedule;
  const auto hour = [](double h) { return static_cast<std::int32_t>(h * static_cast<double>(one_hour.ms)); };
  schedule.changes[0] = {{hour(8), 2}, {hour(12), 0}, {hour(13), 1}, {hour(17), 0}};
  schedule.changes[1] = {{0, 3}};
  CHECK(schedule.level(0, 0) == 0);
  CHECK(schedule.level(0, hour(8) - 1) == 0);
  CHECK(schedule.level(0, hour(8)) == 2);
  CHECK(schedule.level(0, hour(12)) == 0);
  CHECK(schedule.level(0, hour(16)) == 1);
  CHECK(schedule.level(0, one_day.ms - 1) == 0);
  CHECK(schedule.level(1, 0) == 3);
  CHECK(schedule.level(6, hour(12)) == 0);
  CHECK(schedule.next_open(0, 0) == hour(8));
  CHECK(schedule.next_open(0, hour(9)) == hour(9));
  CHECK(schedule.next_open(0, hour(12)) == hour(13));
  CHECK(schedule.next_open(0, hour(17)) == -1);
  CHECK(schedule.next_open(1, hour(23.5)) == hour(23.5));
  CHECK(schedule.next_open(6, 0) == -1);
  CHECK(schedule.total(0) == 12 * one_hour.ms);
  CHECK(schedule.total(1) == 72 * one_hour.ms);
  CHECK(schedule.total(6) == 0);
}

}  // namespace draagkracht
