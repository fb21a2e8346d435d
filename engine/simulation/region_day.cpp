// The start of a day: parameters, who is on duty, appointment books, demand, and the sorted list of what is known.
#include <algorithm>
#include <numeric>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/day_values.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht {

void RegionSimulation::begin_day(std::int32_t d) {
  now_ = start_of_day(d).ms;
  week_ = d / 7;
  counted_week_ = static_cast<std::uint32_t>(std::max(0, week_ - warm_up_weeks()));
  parameters_.set_day(d);
  set_duty(d);
  open_books(d);
  std::vector<Event>& known = today_.unsorted();
  if (demand_) {
    arrivals_ = &demand_->arrivals(d, parameters_);
    for (std::uint32_t i = 0; i < arrivals_->size(); ++i) {
      const Arrival& arrival = (*arrivals_)[i];
      known.push_back({event_key(arrival.ms, EventKind::arrival), i, first_half(arrival.entity)});
    }
  }
  note_patience();
  agenda_.take(d, known);
  pace_streams(d);
  // Arrivals and ends of delays carry the first half of their entity, so that hardly any tie needs a look at the requests.
  today_.sort(d, [this](const Event& a, const Event& b) {
    if (event_kind(a.key) != EventKind::calendar && a.stamp != b.stamp) return a.stamp < b.stamp;
    return identity(a, true) < identity(b, true);
  });
}

// People of a roster who are there on a half-day: a pure function of the run's key, the roster and the date.
// Absence (leave, illness) is drawn per person and date by the month's presence; one of them always stays.
void RegionSimulation::present(const StaffRoster& roster, const PoolKind& kind, std::int32_t d, int half,
                               std::vector<std::uint16_t>& servers) const {
  servers = roster.cells[calendar_.type(d)][half];
  if (kind.presence_by_month.empty() || servers.empty()) return;
  const double presence = kind.presence_by_month[static_cast<std::size_t>(calendar_.month(d) - 1)];
  if (presence >= 1) return;
  const std::uint16_t first = servers.front();
  static constexpr std::uint32_t address = name_hash("staff/absence");
  std::erase_if(servers, [&](std::uint16_t server) {
    const RandomBlock block = random_block(key_, combine(roster.entity, server), address, static_cast<std::uint32_t>(d));
    return uniform(block[0]) >= presence;
  });
  if (servers.empty()) servers.push_back(first);
}

void RegionSimulation::set_duty(std::int32_t d) {
  std::vector<Event>& known = today_.unsorted();
  const std::int64_t midnight = start_of_day(d).ms;
  const int type = calendar_.type(d);
  // Time on duty is counted between these, ms of the day: in the week in which the warm-up ends from its end on.
  const std::int64_t counted_from = week_ == warm_up_weeks() ? std::clamp<std::int64_t>(warm_up_ms_ - midnight, 0, one_day.ms) : 0;
  const std::int64_t counted_to = std::min(one_day.ms, horizon_ms_ - midnight);
  const auto counted = [&](std::int64_t from, std::int64_t to) {
    return std::max<std::int64_t>(0, std::min(to, counted_to) - std::max(from, counted_from));
  };
  std::vector<DaySchedule::Change> changes;
  std::vector<std::uint16_t> servers;
  // Whether yesterday left something open until midnight of which today says nothing: before the first change of a day
  // the level is 0.
  const auto ends_at_midnight = [&](const DaySchedule& schedule) {
    const std::vector<DaySchedule::Change>& today = schedule.changes[type];
    if (d == 0 || (!today.empty() && today.front().ms == 0)) return false;
    const std::vector<DaySchedule::Change>& yesterday = schedule.changes[calendar_.type(d - 1)];
    return !yesterday.empty() && yesterday.back().level != 0;
  };
  for (std::uint32_t p = 0; p < region_.pools.size(); ++p) {
    const PoolInstance& instance = region_.pools[p];
    const PoolKind& kind = model_.pools[instance.kind];
    for (std::uint32_t limit = 0; limit < instance.limits.size(); ++limit) {
      const DaySchedule& schedule = region_.schedules[instance.limits[limit]];
      if (ends_at_midnight(schedule)) known.push_back({event_key(midnight, EventKind::calendar), p, limit << 24});
      for (const DaySchedule::Change& change : schedule.changes[type]) {
        known.push_back({event_key(midnight + change.ms, EventKind::calendar), p, (limit << 24) | static_cast<std::uint32_t>(change.level)});
      }
    }
    if (instance.fixed >= 0) {
      on_duty(p) += instance.fixed * counted(0, one_day.ms);
      continue;
    }
    const DaySchedule& hours = region_.schedules[instance.schedule];
    const std::vector<DaySchedule::Change>* today = &hours.changes[type];
    if (ends_at_midnight(hours)) known.push_back({event_key(midnight, EventKind::calendar), p, servers_level});
    if (instance.roster != nobody) {
      const StaffRoster& roster = region_.rosters[instance.roster];
      int half = 0;
      std::uint64_t everyone = 0;
      changes.clear();
      for (const DaySchedule::Change& change : *today) {
        if (change.level == 0) {
          changes.push_back(change);
          continue;
        }
        half = change.ms < model_.half_day_ms ? 0 : 1;
        present(roster, kind, d, half, servers);
        for (const std::uint16_t server : servers) {
          if (server < 64) everyone |= std::uint64_t{1} << server;
        }
        changes.push_back({change.ms, static_cast<std::int32_t>(servers.size())});
      }
      present_[p] = everyone;
      today = &changes;
    }
    std::int64_t level = 0, since = 0, total = 0;
    const auto count_windows = [&](std::int64_t until) {
      for (std::size_t w = 0; w < model_.windows.size() && counting(); ++w) {
        const Model::Window& window = model_.windows[w];
        if (window.pool == instance.kind) window_on_duty_[w] += level * model_.schedules[window.schedule].open_between(type, since, until);
      }
    };
    for (const DaySchedule::Change& change : *today) {
      count_windows(change.ms);
      known.push_back({event_key(midnight + change.ms, EventKind::calendar), p, servers_level | static_cast<std::uint32_t>(change.level)});
      total += level * counted(since, change.ms);
      level = change.level;
      since = change.ms;
    }
    count_windows(one_day.ms);
    on_duty(p) += total + level * counted(since, one_day.ms);
  }
}

// Whoever is on duty over a whole session holds one. Staff by their half-days; of others as many as are on duty at the
// quietest moment.
std::int32_t RegionSimulation::servers_in(const PoolInstance& instance, const Session& session, int day_type) const {
  if (instance.fixed >= 0) return instance.fixed;
  const DaySchedule& hours = region_.schedules[instance.schedule];
  std::int32_t fewest = hours.level(day_type, session.start_ms);
  for (const DaySchedule::Change& change : hours.changes[day_type]) {
    if (change.ms > session.start_ms && change.ms < session.end_ms) fewest = std::min(fewest, change.level);
  }
  return fewest;
}

std::uint16_t RegionSimulation::most_servers(const PoolInstance& instance) const {
  if (instance.roster != nobody) return region_.rosters[instance.roster].servers;
  std::int32_t most = 0;
  for (const Session& session : model_.pools[instance.kind].book.sessions) {
    for (int type = 0; type < day_types; ++type) most = std::max(most, servers_in(instance, session, type));
  }
  if (most > static_cast<std::int32_t>(limits::book_servers)) {  // a roster of a large region
    throw RunFailure("pool " + model_.pools[instance.kind].name + " has a book and " + std::to_string(most) +
                     " servers, each with sessions: at most " + std::to_string(limits::book_servers) + " are possible");
  }
  return static_cast<std::uint16_t>(most);
}

void RegionSimulation::open_books(std::int32_t d) {
  std::vector<std::uint16_t> servers;
  for (std::uint32_t p = 0; p < region_.pools.size(); ++p) {
    const PoolInstance& instance = region_.pools[p];
    const PoolKind& kind = model_.pools[instance.kind];
    if (!kind.has_book) continue;
    AppointmentBooks& books = books_[instance.kind];
    const std::int32_t last = d + kind.book.lead_days;
    if (kind.same_day != none) {
      books.keep(instance.book, parameters_.for_place(kind.same_day, 0, kind.scope, instance.place), d, last - 1);
    }
    for (std::int32_t open = d == 0 ? 0 : last; open <= last; ++open) {
      books.clear_day(instance.book, open);
      if (!calendar_.working(open)) continue;
      for (std::size_t s = 0; s < kind.book.sessions.size(); ++s) {
        const Session& session = kind.book.sessions[s];
        if (instance.roster == nobody) {
          servers.resize(static_cast<std::size_t>(servers_in(instance, session, calendar_.type(open))));
          std::iota(servers.begin(), servers.end(), std::uint16_t{0});
        } else {
          present(region_.rosters[instance.roster], kind, open, session.start_ms < model_.half_day_ms ? 0 : 1, servers);
        }
        books.open_day(instance.book, open, s, servers);
      }
    }
  }
}

// Patience of those who came yesterday, still wait, and lose it on a later day.
void RegionSimulation::note_patience() {
  for (const Overnight& one : overnight_) {
    const Request& request = requests_[one.id];
    if (request.state != RequestState::waiting || patience_ends_[one.id] != one.ends) continue;
    agenda_.put({event_key(one.ends, EventKind::patience_end), one.id, first_half(request.entity)});
  }
  overnight_.clear();
}

// Streams with a pace go on where they were at midnight.
void RegionSimulation::pace_streams(std::int32_t d) {
  if (created_ >= most_arrivals_) return;
  for (std::uint32_t i = 0; i < streams_.size(); ++i) {
    const Stream& stream = model_.streams[i];
    if (stream.pace == none) continue;
    const StreamPace& pace = model_.paces[stream.pace];
    const double factor = pace.factor == none ? 1.0 : parameters_.row(pace.factor, 0);
    pieces_[i] = pieces_of_day(pace, calendar_, d, factor, stream.start_ms);
    paced_[i].piece = 0;
    run_gap(i);
  }
}

}  // namespace draagkracht
