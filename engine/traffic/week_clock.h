// Roughly when in the week requests come to a step: shares of the 168 hours, followed through waits for opening hours
// and appointments. Whole hours; two clocks that differ only by which working day it is count as one; holidays count as
// Sundays in how many days of a type there are.
#pragma once

#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/model/model.h"

namespace draagkracht {

class WeekClocks {
 public:
  static constexpr std::size_t hours = 168;
  static constexpr Index any_time = 0;  // every hour alike

  // `days_of_type` (axis: day type): how many days of the period there are.
  WeekClocks(const Model& model, const std::array<double, day_types>& days_of_type);

  Index of_profile(Index profile);
  // In the hours of its working days, all on Sundays: of what arises on holidays on which it is closed.
  Index on_holidays(Index profile);
  // After waiting until the schedule is open.
  Index when_open(Index clock, Index schedule);
  // At appointments of a pool's book.
  Index at_appointments(Index pool);
  // The mean of numbers by hour of the week over the requests.
  double mean(Index clock, const std::array<double, hours>& numbers) const;
  // Share of the requests that find the schedule open.
  double share_open(Index clock, Index schedule) const;
  // Share of the requests on whose day a session of the pool's book is still so long that an appointment of so many
  // base slots ends in it. `staffed` (axis: session of a week, see TrafficInput; may be empty): how many have somebody
  // to hold it. Who works in one half of a day mostly works in the other.
  double share_with_slot_today(Index clock, Index pool, int slots, std::span<const double> staffed) const;

 private:
  using Shares = std::array<double, hours>;
  Shares open_hours(const DaySchedule& schedule) const;  // share of each hour that is open
  Index add(Shares shares);

  const Model& model_;
  std::array<double, day_types> days_of_type_;
  std::vector<Shares> clocks_;
  std::map<std::pair<Index, Index>, Index> opened_;  // (clock, schedule) -> clock
  std::vector<Index> of_profile_;                    // axis: profile; none: not asked yet
  std::vector<Index> at_appointments_;               // axis: pool kind; the same
};

}  // namespace draagkracht
