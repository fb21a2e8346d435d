#include "engine/simulation/staff_on_duty.h"

#include <algorithm>
#include <numeric>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/core/limits.h"

namespace draagkracht {

StaffOnDuty::StaffOnDuty(const Model& model, const Region& region, const Calendar& calendar, RandomKey key,
                         std::int32_t weeks)
    : model_(&model),
      region_(&region),
      calendar_(&calendar),
      key_(key),
      period_(region.periods.data()),
      before_(period_),
      weeks_(static_cast<std::size_t>(weeks)),
      present_(region.pools.size()),
      on_duty_(region.pools.size() * weeks_),
      in_windows_(model.windows.size()) {}

// People of a roster who are there on a half-day: a pure function of the run's key, the roster and the date.
// Absence (leave, illness) is drawn per person and date by the month's presence; one of them always stays.
void StaffOnDuty::present(const StaffRoster& roster, const PoolKind& kind, std::int32_t day, int half,
                          std::vector<std::uint16_t>& servers) const {
  servers = roster.cells[calendar_->type(day)][half];
  if (kind.presence_by_month.empty() || servers.empty()) return;
  const double presence = kind.presence_by_month[static_cast<std::size_t>(calendar_->month(day) - 1)];
  if (presence >= 1) return;
  const std::uint16_t first = servers.front();
  static constexpr std::uint32_t address = name_hash("staff/absence");
  std::erase_if(servers, [&](std::uint16_t server) {
    const RandomBlock block =
        random_block(key_, combine(roster.entity, server), address, static_cast<std::uint32_t>(day));
    return uniform(block[0]) >= presence;
  });
  if (servers.empty()) servers.push_back(first);
}

// Whether yesterday left something open until midnight of which today says nothing: before the first change of a day
// the level is 0.
bool StaffOnDuty::closes_at_midnight(std::uint32_t before, std::uint32_t schedule, std::int32_t day) const {
  const std::vector<DaySchedule::Change>& today = region_->schedules[schedule].changes[calendar_->type(day)];
  if (day == 0 || (!today.empty() && today.front().ms == 0)) return false;
  const std::vector<DaySchedule::Change>& yesterday = region_->schedules[before].changes[calendar_->type(day - 1)];
  return !yesterday.empty() && yesterday.back().level != 0;
}

// The hours of a staffed pool with as many servers as are there. Notes who is.
const std::vector<DaySchedule::Change>& StaffOnDuty::changes_of_staff(std::uint32_t pool,
                                                                      const std::vector<DaySchedule::Change>& hours,
                                                                      std::int32_t day) {
  const PoolInstance& instance = region_->pools[pool];
  const StaffRoster& roster = region_->rosters[period_->duty[pool].roster];
  std::uint64_t everyone = 0;
  changes_.clear();
  for (const DaySchedule::Change& change : hours) {
    if (change.level == 0) {
      changes_.push_back(change);
      continue;
    }
    present(roster, model_->pools[instance.kind], day, change.ms < model_->half_day_ms ? 0 : 1, servers_);
    for (const std::uint16_t server : servers_) {
      if (server < 64) everyone |= std::uint64_t{1} << server;
    }
    changes_.push_back({change.ms, static_cast<std::int32_t>(servers_.size())});
  }
  present_[pool] = everyone;
  return changes_;
}

// Caps that hold from a moment of the day on. A place without the pool has none.
void StaffOnDuty::note_limits(std::uint32_t pool, std::int32_t day, std::vector<Event>& known) const {
  const std::vector<std::uint32_t>&limits = period_->duty[pool].limits, &before = before_->duty[pool].limits;
  const std::int64_t midnight = start_of_day(day).ms;
  for (std::uint32_t limit = 0; limit < limits.size(); ++limit) {
    const auto note = [&](std::int64_t ms_of_day, std::int32_t cap) {
      known.push_back(
          {event_key(midnight + ms_of_day, EventKind::calendar), pool, limit << 24 | static_cast<std::uint32_t>(cap)});
    };
    if (limit < before.size() && closes_at_midnight(before[limit], limits[limit], day)) note(0, 0);
    for (const DaySchedule::Change& change : region_->schedules[limits[limit]].changes[calendar_->type(day)])
      note(change.ms, change.level);
  }
}

void StaffOnDuty::begin_day(std::int32_t day, const Clock& clock, std::vector<Event>& known) {
  period_ = &region_->period_on(day);
  before_ = day == 0 ? period_ : &region_->period_on(day - 1);
  const std::int64_t midnight = start_of_day(day).ms;
  const int type = calendar_->type(day);
  // Time on duty is counted between these, ms of the day: in the week in which the warm-up ends from its end on.
  const std::int64_t counted_from =
      clock.week == clock.warm_up_weeks() ? std::clamp<std::int64_t>(clock.warm_up - midnight, 0, one_day.ms) : 0;
  const std::int64_t counted_to = std::min(one_day.ms, clock.horizon - midnight);
  const auto counted = [&](std::int64_t from, std::int64_t to) {
    return std::max<std::int64_t>(0, std::min(to, counted_to) - std::max(from, counted_from));
  };
  const auto note = [&](std::int64_t ms_of_day, std::uint32_t pool, std::int32_t level) {
    known.push_back({event_key(midnight + ms_of_day, EventKind::calendar), pool,
                     servers_level | static_cast<std::uint32_t>(level)});
  };
  for (std::uint32_t pool = 0; pool < region_->pools.size(); ++pool) {
    const PoolInstance& instance = region_->pools[pool];
    const PoolDuty &duty = period_->duty[pool], &before = before_->duty[pool];
    note_limits(pool, day, known);
    std::int64_t& on_duty = on_duty_[at(pool, clock.week)];
    if (instance.fixed >= 0) {
      on_duty += instance.fixed * counted(0, one_day.ms);
      continue;
    }
    present_[pool] = 0;
    if (!duty.there && !before.there) continue;
    if (!duty.there || closes_at_midnight(before.there ? before.schedule : duty.schedule, duty.schedule, day))
      note(0, pool, 0);
    if (!duty.there) continue;
    const std::vector<DaySchedule::Change>& hours = region_->schedules[duty.schedule].changes[type];
    const std::vector<DaySchedule::Change>& changes =
        duty.roster == nobody ? hours : changes_of_staff(pool, hours, day);
    std::int64_t level = 0, since = 0;
    const auto count_until = [&](std::int64_t until) {
      on_duty += level * counted(since, until);
      for (std::size_t w = 0; w < in_windows_.size() && clock.counting(); ++w) {
        const Model::Window& window = model_->windows[w];
        if (window.pool != instance.kind) continue;
        in_windows_[w] += level * model_->schedules[window.schedule].open_between(type, since, until);
      }
    };
    for (const DaySchedule::Change& change : changes) {
      count_until(change.ms);
      note(change.ms, pool, change.level);
      level = change.level;
      since = change.ms;
    }
    count_until(one_day.ms);
  }
}

std::int32_t StaffOnDuty::fewest_on_duty(const PoolInstance& instance, const PoolDuty& duty, const Session& session,
                                         int day_type) const {
  if (instance.fixed >= 0) return instance.fixed;
  const DaySchedule& hours = region_->schedules[duty.schedule];
  std::int32_t fewest = hours.level(day_type, session.start_ms);
  for (const DaySchedule::Change& change : hours.changes[day_type]) {
    if (change.ms > session.start_ms && change.ms < session.end_ms) fewest = std::min(fewest, change.level);
  }
  return fewest;
}

void StaffOnDuty::in_session(std::uint32_t pool, const Session& session, std::int32_t day,
                             std::vector<std::uint16_t>& servers) const {
  const PoolInstance& instance = region_->pools[pool];
  const PoolDuty& duty = period_->duty[pool];
  servers.clear();
  if (!duty.there) return;
  if (duty.roster == nobody) {
    servers.resize(static_cast<std::size_t>(fewest_on_duty(instance, duty, session, calendar_->type(day))));
    std::iota(servers.begin(), servers.end(), std::uint16_t{0});
  } else {
    present(region_->rosters[duty.roster], model_->pools[instance.kind], day,
            session.start_ms < model_->half_day_ms ? 0 : 1, servers);
  }
}

void StaffOnDuty::check_sessions() const {
  for (std::uint32_t pool = 0; pool < region_->pools.size(); ++pool) {
    const PoolInstance& instance = region_->pools[pool];
    const PoolKind& kind = model_->pools[instance.kind];
    if (!kind.has_book) continue;
    std::int32_t most = 0;
    for (const RegionPeriod& period : region_->periods) {
      const PoolDuty& duty = period.duty[pool];
      if (!duty.there) continue;
      if (duty.roster != nobody) most = std::max<std::int32_t>(most, region_->rosters[duty.roster].servers);
      for (int type = 0; type < day_types && duty.roster == nobody; ++type) {
        for (const Session& session : kind.book.sessions[static_cast<std::size_t>(type)])
          most = std::max(most, fewest_on_duty(instance, duty, session, type));
      }
    }
    if (most <= static_cast<std::int32_t>(limits::book_servers)) continue;  // else: a roster of a large region
    throw RunFailure("pool " + kind.name + " has a book and " + std::to_string(most) +
                     " servers, each with sessions: at most " + std::to_string(limits::book_servers) + " are possible");
  }
}

std::uint16_t StaffOnDuty::own_server(std::uint32_t pool, const RequestLabels& labels) const {
  const std::uint32_t roster = period_->duty[pool].roster;
  if (labels.own_server == no_server || roster == nobody) return no_server;
  return static_cast<std::uint16_t>(std::uint32_t{labels.own_server} * region_->rosters[roster].servers >> 16);
}

}  // namespace draagkracht
