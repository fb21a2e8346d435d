// How an effect on a number runs over the days of a run: when it holds, how it comes, and what it does to the number.
// Everything that changes numbers by date has one: levers, and later shocks.
#pragma once

#include <cstdint>
#include <limits>

namespace draagkracht {

struct Course {
  static constexpr std::int32_t never = std::numeric_limits<std::int32_t>::max();
  enum Operation : std::uint8_t { set, multiply, add };
  // step: in full from the first day on. ramp: linearly from nothing on the first day to full.
  enum Shape : std::uint8_t { step, ramp };

  Operation operation = set;
  Shape shape = step;
  double value = 0;
  std::int32_t from_day = 0;       // index of the first simulated day on which it holds
  std::int32_t until_day = never;  // of the first one on which it no longer does
  std::int32_t ramp_days = 0;      // of a ramp: until it is full

  bool holds_on(std::int32_t day) const { return from_day <= day && day < until_day; }
  // What it makes of a number at full strength.
  double full(double before) const;
  // What it makes of a number on a day.
  double on(std::int32_t day, double before) const;
  // Whether that may be something else than on the day before.
  bool may_change_on(std::int32_t day) const;

  friend bool operator==(const Course&, const Course&) = default;
};

}  // namespace draagkracht
