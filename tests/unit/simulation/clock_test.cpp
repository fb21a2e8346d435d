// Where a run stands: days, weeks, and which part of them counts.
#include "engine/simulation/clock.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace draagkracht {
namespace {

constexpr std::int64_t day = one_day.ms;

}  // namespace

TEST_CASE("Parts of weeks and days at the end of a run are weeks and days, of the warm-up they are not") {
  const Clock whole{.warm_up = 7 * day, .horizon = 21 * day};
  CHECK(whole.warm_up_weeks() == 1);
  CHECK(whole.weeks() == 3);
  CHECK(whole.days() == 21);
  const Clock longer{.warm_up = 14 * day - 1, .horizon = 21 * day + 1};
  CHECK(longer.warm_up_weeks() == 1);
  CHECK(longer.weeks() == 4);
  CHECK(longer.days() == 22);
}

TEST_CASE("A day knows its week, its counted week and since when its week counts") {
  Clock clock{.warm_up = 10 * day, .horizon = 28 * day};
  struct Expected {
    std::int32_t day, week;
    std::uint32_t counted_week;
    std::int64_t count_from;
    bool counting;
  };
  const Expected expected[] = {
      {0, 0, 0, 10 * day, false}, {6, 0, 0, 10 * day, false}, {7, 1, 0, 10 * day, false},
      {9, 1, 0, 10 * day, false}, {10, 1, 0, 10 * day, true}, {13, 1, 0, 10 * day, true},
      {14, 2, 1, 14 * day, true}, {20, 2, 1, 14 * day, true}, {21, 3, 2, 21 * day, true},
  };
  for (const Expected& e : expected) {
    CAPTURE(e.day);
    clock.begin_day(e.day);
    CHECK(clock.now == e.day * day);
    CHECK(clock.today() == e.day);
    CHECK(clock.end_of_day == (e.day + 1) * day);
    CHECK(clock.week == e.week);
    CHECK(clock.counted_week == e.counted_week);
    CHECK(clock.count_from == e.count_from);
    CHECK(clock.counting() == e.counting);
  }
  clock.begin_day(9);
  clock.now = 10 * day - 1;
  CHECK_FALSE(clock.counting());
  clock.now = 10 * day;
  CHECK(clock.counting());
}

TEST_CASE("The state of a clock is its moment and the next day: the rest follows") {
  Clock clock{.warm_up = day, .horizon = 28 * day};
  clock.begin_day(8);
  clock.next_day = 8;
  std::vector<std::string> names;
  std::vector<std::int64_t> values;
  clock.visit([&](const std::string& name, std::int64_t value) {
    names.push_back(name);
    values.push_back(value);
  });
  CHECK(names == std::vector<std::string>{"clock.now", "clock.next_day"});
  CHECK(values == std::vector<std::int64_t>{8 * day, 8});
}

}  // namespace draagkracht
