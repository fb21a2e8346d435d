// Where a run stands in time, and which part of it counts. All times are ms of the run, from its start.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/core/time.h"

namespace draagkracht {

struct Clock {
  std::int64_t now = 0;
  std::int64_t warm_up = 0;        // counting begins here
  std::int64_t horizon = 0;        // the run ends here
  std::int64_t end_of_day = 0;     // of the day that is simulated
  std::int64_t count_from = 0;     // start of this week, or the end of the warm-up if that is later
  std::int32_t next_day = 0;       // to be simulated
  std::int32_t week = 0;           // of the run
  std::uint32_t counted_week = 0;  // the same from that in which the warm-up ends

  bool counting() const { return now >= warm_up; }
  std::int32_t warm_up_weeks() const { return static_cast<std::int32_t>(warm_up / one_week.ms); }
  std::int32_t weeks() const { return static_cast<std::int32_t>((horizon + one_week.ms - 1) / one_week.ms); }
  std::int32_t days() const { return static_cast<std::int32_t>((horizon + one_day.ms - 1) / one_day.ms); }
  std::int32_t today() const { return day_index(Time{now}); }

  void begin_day(std::int32_t day) {
    now = start_of_day(day).ms;
    end_of_day = start_of_day(day + 1).ms;
    week = day / 7;
    counted_week = static_cast<std::uint32_t>(std::max(0, week - warm_up_weeks()));
    count_from = std::max(week * one_week.ms, warm_up);
  }

  // The rest follows from the day.
  template <class F>
  void visit(F&& f) {
    auto& [now_, warm_up_, horizon_, end_of_day_, count_from_, next_day_, week_, counted_week_] = *this;
    f("clock.now", now_);
    f("clock.next_day", next_day_);
  }
};

}  // namespace draagkracht
