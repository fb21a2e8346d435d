// How many servers of each pool are on duty, and who of the staff is there: the calendar of a day, hours on duty, and
// who holds which session.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/des/event_list.h"
#include "engine/model/model.h"
#include "engine/random/philox.h"
#include "engine/simulation/clock.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/region.h"
#include "engine/simulation/workforces.h"

namespace draagkracht {

class StaffOnDuty {
 public:
  // In the upper byte of a calendar event's stamp: which limit changes, or this: the servers on duty.
  static constexpr std::uint32_t servers_level = 0xffU << 24;

  // All but the key must outlive this. `workforces`: persons who work the shifts of some pools, or do not, which is
  // counted there; none: the seats of all have somebody.
  StaffOnDuty(const Model& model, const Region& region, const Calendar& calendar, RandomKey key, std::int32_t weeks,
              Workforces* workforces = nullptr);

  // Takes the shares of seats that stay empty from today on. To be called before the day begins; without it none do.
  void set_day(const ParameterValues& parameters);
  // Adds the changes of duty and of limits on a day to `known`, and counts the hours on duty. `clock` stands at its
  // start.
  void begin_day(std::int32_t day, const Clock& clock, std::vector<Event>& known);

  // A pool whose servers follow the state has so many from now on.
  void follow(std::uint32_t pool, std::int32_t level, const Clock& clock);
  // Counts its hours on duty until now; at the end of a run.
  void settle(const Clock& clock);

  // The servers who hold a session of a pool on a day, as far as is known today (the day that began last): whoever is
  // on duty over all of it. Staff by the shifts that it lies in; of others the seats that there are at its quietest
  // moment.
  void in_session(std::uint32_t pool, const Session& session, std::int32_t day,
                  std::vector<std::uint16_t>& servers) const;
  // Whether a pool has other hours from today on than it had yesterday, or more or fewer seats stay empty.
  bool changed_today(std::uint32_t pool) const {
    return (before_ != period_ && before_->duty[pool] != period_->duty[pool]) || empty_[pool] != empty_before_[pool] ||
           (workforces_ != nullptr && workforces_->changed_today(pool));
  }
  // Throws RunFailure if a book has more servers in one of its sessions than limits::book_servers, in any period.
  void check_sessions() const;

  // A person's own server in a pool, whatever their number in this scenario; or no_server.
  std::uint16_t own_server(std::uint32_t pool, const RequestLabels& labels) const;
  // Whether that one is there today.
  bool own_on_duty(std::uint32_t pool, const RequestLabels& labels) const {
    const std::uint16_t own = own_server(pool, labels);
    return own / 64U < present_[pool].size() && ((present_[pool][own / 64U] >> (own % 64U)) & 1U) != 0;
  }

  // Milliseconds that the servers of a pool were on duty in a week.
  std::int64_t on_duty(std::uint32_t pool, std::int32_t week) const { return on_duty_[at(pool, week)]; }
  // Milliseconds that the staff of a pool were present and not on duty, in the time that counts.
  std::int64_t beside(std::uint32_t pool) const { return beside_[pool]; }
  // Milliseconds on duty in each window of the model, all instances of its pool together.
  const std::vector<std::int64_t>& in_windows() const { return in_windows_; }

  template <class F>
  void visit(F&& f) {
    auto& [model, region, calendar, key, workforces, period, before, weeks, present, empty, empty_before, on_duty,
           beside, in_windows, followed, changes, servers, rostered] = *this;
    f("staff.empty", empty);
    f("staff.on_duty", on_duty);
    f("staff.beside", beside);
    f("staff.in_windows", in_windows);
    f("staff.followed", followed);
  }

 private:
  std::size_t at(std::uint32_t pool, std::int32_t week) const {
    return static_cast<std::size_t>(pool) * weeks_ + static_cast<std::size_t>(week);
  }
  // Shares of seats that stay empty, by reason.
  struct Empty {
    double absence = 0, unfilled = 0;
    bool any() const { return absence > 0 || unfilled > 0; }
    friend bool operator==(const Empty&, const Empty&) = default;
  };
  // Servers that follow the state.
  struct Followed {
    std::int64_t counted = 0;  // ms: hours on duty are counted until then
    std::int64_t level = 0;    // since then
  };
  bool of_persons(std::uint32_t pool) const { return workforces_ != nullptr && workforces_->staffs(pool); }
  bool is_closed(std::uint32_t pool) const { return workforces_ != nullptr && workforces_->closed(pool); }
  void count_followed(std::uint32_t pool, const Clock& clock, std::int64_t until);
  bool is_empty(std::uint32_t pool, std::uint32_t seat, std::int32_t day, std::int32_t shift_ms) const;
  void not_on_leave(std::uint32_t pool, const Shift& shift, std::int32_t day,
                    std::vector<std::uint16_t>& servers) const;
  void present(std::uint32_t pool, const Shift& shift, std::int32_t day, std::vector<std::uint16_t>& servers) const;
  void seats_in_session(std::uint32_t pool, const Session& session, std::int32_t day,
                        std::vector<std::uint16_t>& servers) const;
  std::int32_t fewest_on_duty(const PoolInstance& instance, const PoolDuty& duty, const Session& session,
                              int day_type) const;
  bool closes_at_midnight(std::uint32_t before, std::uint32_t schedule, std::int32_t day) const;
  void note_limits(std::uint32_t pool, std::int32_t day, std::vector<Event>& known) const;
  const std::vector<DaySchedule::Change>& changes_of_staff(std::uint32_t pool, std::int32_t day);
  void count_shift(std::uint32_t pool, const Shift& shift, std::int32_t day);
  const std::vector<DaySchedule::Change>& changes_of_seats(std::uint32_t pool, std::int32_t day);

  const Model* model_;
  const Region* region_;
  const Calendar* calendar_;
  RandomKey key_;
  Workforces* workforces_;
  const RegionPeriod* period_;  // of today
  const RegionPeriod* before_;  // of yesterday
  std::size_t weeks_;
  std::vector<std::vector<std::uint64_t>> present_;  // axes: pool instance, server / 64; bit: is here today
  std::vector<Empty> empty_;                         // axis: pool instance; today
  std::vector<Empty> empty_before_;                  // axis: pool instance; yesterday
  std::vector<std::int64_t> on_duty_;                // axes: pool instance, week; ms
  std::vector<std::int64_t> beside_;                 // axis: pool instance; ms
  std::vector<std::int64_t> in_windows_;             // axis: window of the model; ms
  std::vector<Followed> followed_;                   // axis: pool instance; empty: none follows the state
  std::vector<DaySchedule::Change> changes_;         // scratch
  std::vector<std::uint16_t> servers_, rostered_;    // scratch
};

}  // namespace draagkracht
