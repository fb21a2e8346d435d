// A pool as compiled, before it is divided over the places of a region: servers, staff, rosters, limits, its book.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/des/pool.h"
#include "engine/model/keys.h"

namespace draagkracht {

// How many people staff a pool, before they are divided over the places of a region.
struct StaffRule {
  bool any = false;
  double paid_hours = 0;  // per week and 10,000 inhabitants
  double persons = 0;     // per 10,000 inhabitants
  double presence = 1;    // share of paid hours that people are there
  double pool_share = 1;  // share of present time that is spent in the pool
  bool largest_first = false;
  bool at_least_one = true;
  double cv = 0;        // of the hours per inhabitant between places
  Index factor = none;  // parameter on the hours
  std::uint32_t factor_row = 0;
  Index direct_factor = none;  // parameter on pool_share
  std::uint32_t direct_row = 0;
  bool continuity = false;
  bool each_year = false;  // of the inhabitants at each New Year, else of those at the start
  // Axis: calendar year, from the first one that counts on; what hours and persons per inhabitant are multiplied by.
  // Empty: nothing.
  std::vector<double> trend;
  friend bool operator==(const StaffRule&, const StaffRule&) = default;
};

// Numbers on duty by part of the week, per 100,000 inhabitants.
struct RosterRule {
  struct Part {
    DaySchedule hours;
    double per_100k = 0;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;
  Index factor = none;
  bool just_the_number = false;  // of a part, divided by largest remainder; else each place has somebody
  bool each_year = false;        // as of staff
  friend bool operator==(const RosterRule&, const RosterRule&) = default;
};

// A cap on how many of some classes are in service at once.
struct LimitRule {
  double cap = -1;  // fixed, or
  Index parameter = none;
  Index schedule = none;  // hours in which the fixed cap holds; none: always
  struct Hours {
    std::int32_t from_ms = 0, to_ms = 0;
    std::vector<double> by_size;  // axis: size class of the place
    friend bool operator==(const Hours&, const Hours&) = default;
  };
  std::vector<Hours> hours;
  friend bool operator==(const LimitRule&, const LimitRule&) = default;
};

inline constexpr double unlimited_servers = 1e9;

struct PoolKind {
  std::string name;
  Index scope = 0;
  Index group = none;  // of places of that scope, which have one pool together; none: each has its own
  std::string discipline;
  PoolRules rules;
  double servers = 0;     // fixed number; unlimited_servers if nobody ever waits; below 0: the schedule has the numbers
  Index schedule = none;  // hours on duty; none: always
  Index capacity = none;  // formula: servers on duty, worked out anew behind each event, instead of all else
  bool capacity_reads_pools = false;
  std::uint16_t queue_limit = 0xffff;
  bool overtime = false;            // who waits at closing time is still served
  Index overtime_limit = none;      // parameter: share of the paid hours of a week; beyond it only
  int overtime_always = 0;          // classes below this are
  double paid_per_hour = 1;         // paid hours for each hour present
  bool hands_over = false;          // service in progress at closing time is interrupted, and goes on later
  Index on_closed = none;           // step for those who wait at closing time or come while nobody is on duty
  std::int64_t ageing_ms = 0;       // above 0: after each such wait the next better class
  std::vector<double> accumulates;  // axis: class; the head with most rate x wait starts first. Empty: the first class
  std::uint16_t occupancy_levels = 0;  // above 0: how long so many servers were seized is counted, up to so many
  std::int64_t audit_ms = 0;           // above 0: and how many were seized at each multiple of this
  std::vector<LimitRule> limits;
  StaffRule staff;
  RosterRule roster;
  Index absence = none, unfilled = none;  // parameters: shares of the seats of a shift that stay empty
  bool has_book = false;
  Index same_day = none;  // parameter: what the book keeps free; none: as its rules say
  BookRules book;
  std::uint8_t own_variable = 0xff;  // variable that tells whether one's own server did it: 0 unknown, 1 another, 2 own
  std::vector<double>
      presence_by_month;  // axis: month 0-11; share of the people in the roster who are there; empty: all
  friend bool operator==(const PoolKind&, const PoolKind&) = default;
};

}  // namespace draagkracht
