#include "engine/traffic/week_clock.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace draagkracht {
namespace {

constexpr std::size_t hours_of_day = 24;
constexpr double alike = 0.05;            // sum of differences of two clocks that count as one
constexpr std::size_t most_clocks = 256;  // loops through ever other hours end at "any time"

// Of two clocks, with working days alike and weekend days alike.
double difference(const std::array<double, WeekClocks::hours>& a, const std::array<double, WeekClocks::hours>& b) {
  std::array<double, 2 * hours_of_day> folded{};
  for (std::size_t h = 0; h < WeekClocks::hours; ++h) {
    folded[(h / hours_of_day < 5 ? 0 : hours_of_day) + h % hours_of_day] += a[h] - b[h];
  }
  return std::accumulate(folded.begin(), folded.end(), 0.0, [](double sum, double d) { return sum + std::abs(d); });
}

}  // namespace

WeekClocks::WeekClocks(const Model& model, const std::array<double, day_types>& days_of_type)
    : model_(model),
      days_of_type_(days_of_type),
      of_profile_(model.profiles.size(), none),
      at_appointments_(model.pools.size(), none) {
  Shares shares;
  for (std::size_t h = 0; h < hours; ++h) shares[h] = days_of_type_[h / 24];
  add(shares);
}

Index WeekClocks::add(Shares shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(sum > 0)) return any_time;
  for (double& share : shares) share /= sum;
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    if (difference(shares, clocks_[i]) < alike) return static_cast<Index>(i);
  }
  if (clocks_.size() == most_clocks) return any_time;
  clocks_.push_back(shares);
  return static_cast<Index>(clocks_.size() - 1);
}

Index WeekClocks::of_profile(Index profile) {
  if (of_profile_[profile] != none) return of_profile_[profile];
  const WeekProfile& week = model_.profiles[profile];
  Shares shares;
  for (std::size_t h = 0; h < hours; ++h) {
    const std::size_t day = h / 24;
    shares[h] = days_of_type_[day] * week.day_share[day] * (week.hours[day][h % 24 + 1] - week.hours[day][h % 24]);
  }
  return of_profile_[profile] = add(shares);
}

Index WeekClocks::on_holidays(Index profile) {
  const WeekProfile& week = model_.profiles[profile];
  Shares shares{};
  for (std::size_t day = 0; day < 5; ++day) {
    for (std::size_t h = 0; h < hours_of_day; ++h)
      shares[sunday * hours_of_day + h] += week.day_share[day] * (week.hours[day][h + 1] - week.hours[day][h]);
  }
  return add(shares);
}

WeekClocks::Shares WeekClocks::open_hours(const DaySchedule& schedule) const {
  Shares open{};
  for (std::size_t day = 0; day < day_types; ++day) {
    const std::vector<DaySchedule::Change>& changes = schedule.changes[day];
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].level <= 0) continue;
      const std::int64_t to = i + 1 < changes.size() ? changes[i + 1].ms : one_day.ms;
      for (std::int64_t h = 0; h < 24; ++h) {
        const std::int64_t inside =
            std::min(to, (h + 1) * one_hour.ms) - std::max<std::int64_t>(changes[i].ms, h * one_hour.ms);
        if (inside > 0)
          open[day * 24 + static_cast<std::size_t>(h)] +=
              static_cast<double>(inside) / static_cast<double>(one_hour.ms);
      }
    }
  }
  return open;
}

Index WeekClocks::when_open(Index clock, Index schedule) {
  const auto known = opened_.find({clock, schedule});
  if (known != opened_.end()) return known->second;
  const Shares open = open_hours(model_.schedules[schedule]);
  Shares shares{};
  for (std::size_t h = 0; h < hours; ++h) {
    // Who comes in an hour that opens is served in it.
    std::size_t at = h;
    while (open[at] == 0 && at != (h + hours - 1) % hours) at = (at + 1) % hours;
    shares[at] += clocks_[clock][h];
  }
  return opened_[{clock, schedule}] = add(shares);
}

Index WeekClocks::at_appointments(Index pool) {
  if (at_appointments_[pool] != none) return at_appointments_[pool];
  Shares shares{};
  for (std::size_t day = 0; day < day_types; ++day) {
    for (const Session& session : model_.pools[pool].book.sessions[day]) {
      for (std::int64_t h = 0; h < 24; ++h) {
        const std::int64_t inside = std::min<std::int64_t>(session.end_ms, (h + 1) * one_hour.ms) -
                                    std::max<std::int64_t>(session.start_ms, h * one_hour.ms);
        if (inside > 0)
          shares[day * 24 + static_cast<std::size_t>(h)] += days_of_type_[day] * static_cast<double>(inside);
      }
    }
  }
  return at_appointments_[pool] = add(shares);
}

double WeekClocks::mean(Index clock, const std::array<double, hours>& numbers) const {
  double sum = 0, all = 0;
  for (std::size_t hour = 0; hour < hours; ++hour) {
    sum += clocks_[clock][hour] * numbers[hour];
    all += clocks_[clock][hour];
  }
  return all > 0 ? sum / all : 0;
}

double WeekClocks::share_open(Index clock, Index schedule) const {
  const Shares open = open_hours(model_.schedules[schedule]);
  return std::inner_product(open.begin(), open.end(), clocks_[clock].begin(), 0.0);
}

double WeekClocks::share_with_slot_today(Index clock, Index pool, int slots, std::span<const double> staffed) const {
  const BookRules& book = model_.pools[pool].book;
  double share = 0;
  std::size_t first_session = 0;  // of the day, among those of the week
  for (std::size_t h = 0; h < hours; ++h) {
    const std::vector<Session>& sessions = book.sessions[h / hours_of_day];
    double found = 0;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
      const Session& session = sessions[s];
      const int last = book.slots_of(session) - slots;
      const std::int64_t last_start = session.starts.empty() ? session.end_ms - std::int64_t{slots} * book.slot_ms
                                      : last < 0             ? session.start_ms
                                                             : book.start_of(session, last);
      const double hours_left =
          static_cast<double>(last_start) / static_cast<double>(one_hour.ms) - static_cast<double>(h % hours_of_day);
      found = std::max(found, std::clamp(hours_left, 0.0, 1.0) * (staffed.empty() ? 1.0 : staffed[first_session + s]));
    }
    share += clocks_[clock][h] * found;
    if (h % hours_of_day == hours_of_day - 1) first_session += sessions.size();
  }
  return share;
}

}  // namespace draagkracht
