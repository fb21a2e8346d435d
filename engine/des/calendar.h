// Dates and opening hours. A run starts on a Monday 00:00 and counts days from there; every date has a day type
// (Monday 0 ... Sunday 6), and a holiday counts as a Sunday. Local time, no daylight saving.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/time.h"

namespace draagkracht {

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1-12
  int day = 1;
};

// Days since 1970-01-01 of a date of the Gregorian calendar, and back.
std::int64_t days_from_civil(CivilDate date);
CivilDate civil_from_days(std::int64_t days);
// Monday 0 ... Sunday 6.
int weekday_of(std::int64_t days);

inline constexpr int day_types = 7;
inline constexpr int sunday = 6;

// The dates of one run.
class Calendar {
 public:
  // `first_day`: days since 1970-01-01 of a Monday. `holidays`: days since 1970-01-01, any order.
  Calendar(std::int64_t first_day, std::int32_t days, const std::vector<std::int64_t>& holidays);

  std::int32_t days() const { return static_cast<std::int32_t>(types_.size()); }
  int type(std::int32_t day) const { return types_[static_cast<std::size_t>(day)]; }
  int month(std::int32_t day) const { return months_[static_cast<std::size_t>(day)]; }  // 1-12
  bool holiday(std::int32_t day) const { return holidays_[static_cast<std::size_t>(day)] != 0; }
  std::int64_t first_day() const { return first_day_; }
  // Monday to Friday and no holiday.
  bool working(std::int32_t day) const { return type(day) < 5; }
  // Working days between two days: 0 for the same day or the next days off.
  std::int32_t working_days_between(std::int32_t from, std::int32_t to) const {
    return working_before_[static_cast<std::size_t>(to)] - working_before_[static_cast<std::size_t>(from)];
  }

 private:
  std::int64_t first_day_;
  std::vector<std::uint8_t> types_;
  std::vector<std::uint8_t> months_;
  std::vector<std::uint8_t> holidays_;
  std::vector<std::int32_t> working_before_;  // working days up to and with this day
};

// A level (servers, or 1 = open) over the day, per day type. Between changes the level holds; before the first it is 0.
struct DaySchedule {
  struct Change {
    std::int32_t ms = 0;  // of the day
    std::int32_t level = 0;
    friend bool operator==(const Change&, const Change&) = default;
  };
  std::vector<Change> changes[day_types];

  // The level at a moment of a day of that type.
  std::int32_t level(int type, std::int64_t ms_of_day) const;
  // The first moment at or after ms_of_day on which the level is above 0 that day, or -1.
  std::int64_t next_open(int type, std::int64_t ms_of_day) const;
  // Milliseconds of a day between two moments at which the schedule is above 0.
  std::int64_t open_between(int type, std::int64_t from_ms, std::int64_t to_ms) const;
  // Milliseconds of the day weighted by the level.
  std::int64_t total(int type) const;
  friend bool operator==(const DaySchedule&, const DaySchedule&) = default;
};

}  // namespace draagkracht
