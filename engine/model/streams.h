// Where requests come from, as compiled: anonymous streams, and what arises for persons.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/model/keys.h"
#include "engine/model/steps.h"

namespace draagkracht {

// An anonymous stream: a chain of arrivals with independent gaps. Those of one with rates have mean 1 and run as fast
// as the rates say.
struct Stream {
  std::string name;
  std::uint32_t address = 0;
  Index enters = none;    // step
  Index interval = none;  // quantile table of the gaps between arrivals: ms, or with rates in units of the mean
  std::vector<SetStep> set;
  std::int64_t start_ms = 0;  // gaps run from here
  bool at_start = false;      // the first has no gap before it
  Index pace = none;          // in Model::paces; none: gaps run always, at speed 1
  friend bool operator==(const Stream&, const Stream&) = default;
};

// When the gaps of a stream run, and how fast.
struct StreamPace {
  struct Window {
    std::int64_t from_ms = 0, to_ms = 0;  // of the day; to_ms at most 24 h later
    friend bool operator==(const Window&, const Window&) = default;
  };
  std::array<std::vector<Window>, day_types> windows;  // in order; each begins a gap anew
  bool always_open = true;                             // instead of windows
  bool joins_at_midnight = false;                      // a window that goes on at midnight is one with the day before
  bool first_at_opening = false;
  std::vector<double> rates;  // gaps per ms, each for period_ms in turn, over and over; empty: speed 1
  std::int64_t period_ms = one_hour.ms;
  bool by_hour_of_week = false;  // instead each for an hour of the week, a holiday being a Sunday
  Index factor = none;           // parameter: of the speed
  // So many come within a part of the run, at moments drawn evenly: instead of all else.
  struct Count {
    std::int64_t from_ms = 0, until_ms = 0;  // of the run; within one day
    std::int64_t number = 0;
    std::int64_t before = 0;  // of all earlier parts
    friend bool operator==(const Count&, const Count&) = default;
  };
  std::vector<Count> counts;  // in order
  friend bool operator==(const StreamPace&, const StreamPace&) = default;
};

// When in the week and the year something arises.
struct WeekProfile {
  std::array<double, day_types> day_share{};              // sum 1
  std::array<std::array<double, 25>, day_types> hours{};  // cumulative share of the day by hour, from 0 to 1
  friend bool operator==(const WeekProfile&, const WeekProfile&) = default;
};

// A day that is not as others of its type.
struct DayProfile {
  double share = 0;                // as WeekProfile::day_share
  std::array<double, 25> hours{};  // cumulative share of the day by hour, from 0 to 1
  friend bool operator==(const DayProfile&, const DayProfile&) = default;
};

// What becomes of a share of what arises on holidays.
struct ClosedDayPart {
  Index enters = none;  // step
  double share = 0;
  Index parameter = none;  // instead of `share`
  bool deferred = false;   // comes when the stream is open next; else at once
  friend bool operator==(const ClosedDayPart&, const ClosedDayPart&) = default;
};

// Potential requests of persons. A family is drawn together: per person and day one count from the total rate of its
// entries, then the entry by a lane of its own. Rates are reference values of the model data, the same in every
// scenario; what a scenario changes is `factor`, by which entries are thinned or further layers asked.
struct DemandEntry {
  std::string name;     // stream/label
  Index enters = none;  // step
  std::vector<SetStep> set;
  std::vector<double> rate;  // axis: stratum; per person-year
  Index profile = 0;
  Index season = none;  // in Model::seasons
  Index factor = none;  // parameter
  std::uint32_t factor_row = 0;
  double factor_unit = 1;           // what the parameter is at the reference rate
  bool closed_on_holidays = false;  // nothing arises then; the other days of the year carry it:
  int first_year = 0;               // the year of the first factor
  std::vector<double> open_days;    // axis: year; factor on the days that are no holidays; empty: 1
  std::vector<ClosedDayPart>
      closed_parts;                    // instead: what becomes of what arises then; the rest passes. Empty: nothing
  std::int64_t deferred_over_ms = -1;  // from the opening on, in which the deferred come; -1: as others that day
  std::vector<std::int32_t> opens;     // axis: day of the run; of a holiday the next day on which it is open, else -1
  std::vector<Index> day_profiles;  // axis: day of the run; in Model::day_profiles, none: as others of its type. Empty:
                                    // all are
  friend bool operator==(const DemandEntry&, const DemandEntry&) = default;
};

struct DemandFamily {
  std::string name;
  std::uint32_t address = 0;          // of the counts per day
  std::vector<std::uint32_t> layers;  // axis: layer above the first; the same of these
  std::uint32_t pick_address = 0;     // of which entry, when, and whether it is kept
  Index need = none;                  // personal need factor
  TableKey stratum;                   // of a person
  std::uint32_t strata = 1;
  std::vector<DemandEntry> entries;
  friend bool operator==(const DemandFamily&, const DemandFamily&) = default;
};

// Requests of a stream that came before the run and are still there when it begins, at one step.
struct InitialRequests {
  enum class State : std::uint8_t { asleep, served, waiting };
  std::string name;  // stream.NAME.initial.NAME
  std::uint32_t address = 0;
  Index at = none;  // step
  State state = State::asleep;
  Index stream = none;         // of an anonymous one, in Model::streams
  double per_ms = 0;           // that it brings
  Index family = none;         // of persons: of these entries in Model::families
  std::vector<Index> entries;  // none: `set` alone says what they are
  std::vector<SetStep> set;
  double share = 1;           // of what the stream brings, that comes to the step
  TableKey key;               // of `stock`, by attributes
  std::vector<double> stock;  // instead: so many are there; axis: row; anonymous: in all. Empty: what the stream brings
  TimeSource waited;          // of those who wait: all who came so long before the run
  std::vector<Index> holds;   // pool kinds of which each holds a server
  friend bool operator==(const InitialRequests&, const InitialRequests&) = default;
};

// Visits that are due: participants come so often a year, spread evenly with jitter, on working days.
struct DueVisits {
  std::string name;
  std::uint32_t address = 0;
  std::uint8_t attribute = 0;  // participants have label 1
  Index visits = none;         // parameter: per participant and year
  Index enters = none;
  Index profile = 0;
  std::vector<SetStep> set;
  friend bool operator==(const DueVisits&, const DueVisits&) = default;
};

// One request of each person who gets a label, from the midnight on from which they have it.
struct LabelRequests {
  std::string name;
  std::uint32_t address = 0;
  std::uint8_t attribute = 0, label = 0;
  Index enters = none;
  Index profile = 0;
  std::vector<SetStep> set;
  friend bool operator==(const LabelRequests&, const LabelRequests&) = default;
};

}  // namespace draagkracht
