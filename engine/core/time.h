// Simulated time: whole milliseconds since the Monday 00:00 on which a simulation's first week starts.
// Local clock time without daylight saving; a week has 168 hours, a day 24. Not a calendar: see engine/des/calendar.h.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace draagkracht {

// A length of time in milliseconds; may be negative.
struct Duration {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
  friend constexpr Duration operator*(std::int64_t n, Duration d) { return {n * d.ms}; }
};

// A moment. Time{0} is the start of the first simulated week.
struct Time {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(Time, Time) = default;
  friend constexpr Time operator+(Time t, Duration d) { return {t.ms + d.ms}; }
  friend constexpr Time operator-(Time t, Duration d) { return {t.ms - d.ms}; }
  friend constexpr Duration operator-(Time a, Time b) { return {a.ms - b.ms}; }
};

inline constexpr Duration one_second{1'000};
inline constexpr Duration one_minute{60'000};
inline constexpr Duration one_hour{3'600'000};
inline constexpr Duration one_day{86'400'000};
inline constexpr Duration one_week{604'800'000};
inline constexpr Time end_of_time{std::numeric_limits<std::int64_t>::max() / 16};

// Days since the start; the first day is 0 and a Monday.
constexpr std::int32_t day_index(Time t) { return static_cast<std::int32_t>(t.ms / one_day.ms); }
constexpr Time start_of_day(std::int32_t index) { return {index * one_day.ms}; }
constexpr Duration time_of_day(Time t) { return {t.ms % one_day.ms}; }

}  // namespace draagkracht
