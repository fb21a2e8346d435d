#include "engine/simulation/staff_on_duty.h"

#include <algorithm>
#include <numeric>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/core/limits.h"

namespace draagkracht {

StaffOnDuty::StaffOnDuty(const Model& model, const Region& region, const Calendar& calendar, RandomKey key,
                         std::int32_t weeks, Workforces* workforces)
    : model_(&model),
      region_(&region),
      calendar_(&calendar),
      key_(key),
      workforces_(workforces),
      period_(region.periods.data()),
      before_(period_),
      weeks_(static_cast<std::size_t>(weeks)),
      present_(region.pools.size()),
      empty_(region.pools.size()),
      empty_before_(region.pools.size()),
      on_duty_(region.pools.size() * weeks_),
      beside_(region.pools.size()),
      in_windows_(model.windows.size()) {
  const auto follows = [](const PoolKind& kind) { return kind.capacity != none; };
  if (std::any_of(model.pools.begin(), model.pools.end(), follows)) followed_.resize(region.pools.size());
}

void StaffOnDuty::follow(std::uint32_t pool, std::int32_t level, const Clock& clock) {
  count_followed(pool, clock, clock.now);
  followed_[pool].level = level;
}

void StaffOnDuty::settle(const Clock& clock) {
  for (std::uint32_t pool = 0; pool < followed_.size(); ++pool) count_followed(pool, clock, clock.now);
}

// Counts up to a moment within the day that was counted last, or its end.
void StaffOnDuty::count_followed(std::uint32_t pool, const Clock& clock, std::int64_t until) {
  Followed& it = followed_[pool];
  const std::int64_t from = it.counted;
  it.counted = until;
  if (it.level == 0 || until <= from) return;
  const std::int32_t day = day_index(Time{from});
  const auto week = static_cast<std::int32_t>(from / one_week.ms);
  const std::int64_t start = week == clock.warm_up_weeks() ? std::max(from, clock.warm_up) : from;
  const std::int64_t end = std::min(until, clock.horizon);
  if (end > start) on_duty_[at(pool, week)] += it.level * (end - start);
  for (std::size_t w = 0; w < in_windows_.size() && from >= clock.warm_up; ++w) {
    const Model::Window& window = model_->windows[w];
    if (window.pool != region_->pools[pool].kind) continue;
    const std::int64_t midnight = start_of_day(day).ms;
    in_windows_[w] += it.level * model_->schedules[window.schedule].open_between(calendar_->type(day), from - midnight,
                                                                                 end - midnight);
  }
}

void StaffOnDuty::set_day(const ParameterValues& parameters) {
  empty_before_ = empty_;
  for (std::uint32_t pool = 0; pool < empty_.size(); ++pool) {
    const PoolInstance& instance = region_->pools[pool];
    const PoolKind& kind = model_->pools[instance.kind];
    const auto share = [&](Index parameter) {
      return parameter == none ? 0.0 : parameters.for_place(parameter, 0, kind.scope, instance.place);
    };
    empty_[pool] = {share(kind.absence), share(kind.unfilled)};
  }
}

// Each reason draws by itself, by pool, place, seat, date and shift: a pure function, and a seat that is empty at a
// share is empty at a higher one.
bool StaffOnDuty::is_empty(std::uint32_t pool, std::uint32_t seat, std::int32_t day, std::int32_t shift_ms) const {
  static constexpr std::uint32_t absent = name_hash("staff/absent"), unfilled = name_hash("staff/unfilled");
  const auto meets = [&](double share, std::uint32_t reason) {
    if (share <= 0) return false;
    const std::uint64_t entity =
        combine(combine(region_->pools[pool].entity, seat), static_cast<std::uint64_t>(shift_ms));
    return uniform(random_block(key_, entity, reason, static_cast<std::uint32_t>(day))[0]) < share;
  };
  return meets(empty_[pool].absence, absent) || meets(empty_[pool].unfilled, unfilled);
}

// Absence by month (leave, illness) is drawn per person and date, and one of them always stays.
void StaffOnDuty::not_on_leave(std::uint32_t pool, const Shift& shift, std::int32_t day,
                               std::vector<std::uint16_t>& servers) const {
  const PoolKind& kind = model_->pools[region_->pools[pool].kind];
  const StaffRoster& roster = region_->rosters[period_->duty[pool].roster];
  servers = shift.seats;
  if (servers.empty()) return;
  const double presence = kind.presence_by_month.empty()
                              ? 1.0
                              : kind.presence_by_month[static_cast<std::size_t>(calendar_->month(day) - 1)];
  if (presence < 1) {
    const std::uint16_t first = servers.front();
    static constexpr std::uint32_t address = name_hash("staff/absence");
    std::erase_if(servers, [&](std::uint16_t server) {
      const RandomBlock block =
          random_block(key_, combine(roster.entity, server), address, static_cast<std::uint32_t>(day));
      return uniform(block[0]) >= presence;
    });
    if (servers.empty()) servers.push_back(first);
  }
}

// People who are there in a shift: a pure function of the run's key, the roster, the date and today's shares. Of those
// who are not on leave, without those of workforces who do not work it, vacant seats, and seats that stay empty.
void StaffOnDuty::present(std::uint32_t pool, const Shift& shift, std::int32_t day,
                          std::vector<std::uint16_t>& servers) const {
  not_on_leave(pool, shift, day, servers);
  if (of_persons(pool)) {
    std::erase_if(servers, [&](std::uint16_t server) {
      return !workforces_->presence(pool, server, day, shift.start_ms).somebody();
    });
  }
  if (empty_[pool].any())
    std::erase_if(servers, [&](std::uint16_t server) { return is_empty(pool, server, day, shift.start_ms); });
}

// Whether yesterday left something open until midnight of which today says nothing: before the first change of a day
// the level is 0.
bool StaffOnDuty::closes_at_midnight(std::uint32_t before, std::uint32_t schedule, std::int32_t day) const {
  const std::vector<DaySchedule::Change>& today = region_->schedules[schedule].changes[calendar_->type(day)];
  if (day == 0 || (!today.empty() && today.front().ms == 0)) return false;
  const std::vector<DaySchedule::Change>& yesterday = region_->schedules[before].changes[calendar_->type(day - 1)];
  return !yesterday.empty() && yesterday.back().level != 0;
}

// The shifts of a staffed pool with as many servers as are there. Notes who is.
const std::vector<DaySchedule::Change>& StaffOnDuty::changes_of_staff(std::uint32_t pool, std::int32_t day) {
  const StaffRoster& roster = region_->rosters[period_->duty[pool].roster];
  const std::vector<Shift>& shifts = roster.shifts[calendar_->type(day)];
  std::vector<std::uint64_t>& here = present_[pool];
  here.assign((roster.servers + 63U) / 64U, 0);
  changes_.clear();
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    present(pool, shifts[i], day, servers_);
    if (of_persons(pool)) count_shift(pool, shifts[i], day);
    for (const std::uint16_t server : servers_) here[server / 64U] |= std::uint64_t{1} << (server % 64U);
    changes_.push_back({shifts[i].start_ms, static_cast<std::int32_t>(servers_.size())});
    const bool goes_on = i + 1 < shifts.size() && shifts[i + 1].start_ms == shifts[i].end_ms;
    if (!goes_on && shifts[i].end_ms < one_day.ms) changes_.push_back({shifts[i].end_ms, 0});
  }
  return changes_;
}

// Who works a shift of today, or does not, of all whose it is and who are not on leave.
void StaffOnDuty::count_shift(std::uint32_t pool, const Shift& shift, std::int32_t day) {
  not_on_leave(pool, shift, day, rostered_);
  for (const std::uint16_t seat : rostered_) {
    Workforces::Presence presence = workforces_->presence(pool, seat, day, shift.start_ms);
    const bool somebody = std::find(servers_.begin(), servers_.end(), seat) != servers_.end();
    const bool works = presence.why == Workforces::Presence::works;
    presence.covered = somebody && !works;
    if (somebody || !works) workforces_->count(pool, presence, shift.end_ms - shift.start_ms);
  }
}

// Numbers of a schedule or roster, less the seats that stay empty from one change to the next.
const std::vector<DaySchedule::Change>& StaffOnDuty::changes_of_seats(std::uint32_t pool, std::int32_t day) {
  const std::vector<DaySchedule::Change>& hours =
      region_->schedules[period_->duty[pool].schedule].changes[calendar_->type(day)];
  if (!empty_[pool].any()) return hours;
  changes_ = hours;
  for (DaySchedule::Change& change : changes_) {
    const std::int32_t seats = change.level;
    for (std::int32_t seat = 0; seat < seats; ++seat)
      change.level -= is_empty(pool, static_cast<std::uint32_t>(seat), day, change.ms) ? 1 : 0;
  }
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
    if (model_->pools[instance.kind].capacity != none) {
      count_followed(pool, clock, midnight);
      continue;
    }
    if (instance.fixed >= 0) {
      on_duty += instance.fixed * counted(0, one_day.ms);
      continue;
    }
    present_[pool].clear();
    const bool there = duty.there && !is_closed(pool);
    if (!there && !before.there) continue;
    if (!there || closes_at_midnight(before.there ? before.schedule : duty.schedule, duty.schedule, day))
      note(0, pool, 0);
    if (!there) continue;
    const std::vector<DaySchedule::Change>& changes =
        duty.roster == nobody ? changes_of_seats(pool, day) : changes_of_staff(pool, day);
    std::int64_t level = 0, since = 0;
    const std::int64_t on_duty_before = on_duty;
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
    if (duty.direct_share < 1 && duty.direct_share > 0 && clock.week >= clock.warm_up_weeks())
      beside_[pool] +=
          static_cast<std::int64_t>(static_cast<double>(on_duty - on_duty_before) * (1 / duty.direct_share - 1) + 0.5);
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
  servers.clear();
  const PoolDuty& duty = period_->duty[pool];
  if (!duty.there || is_closed(pool)) return;
  if (duty.roster == nobody) return seats_in_session(pool, session, day, servers);
  bool first = true;
  std::vector<std::uint16_t> in_shift;
  for (const Shift& shift : region_->rosters[duty.roster].shifts[calendar_->type(day)]) {
    if (shift.end_ms <= session.start_ms || shift.start_ms >= session.end_ms) continue;
    present(pool, shift, day, first ? servers : in_shift);
    if (!first) {
      std::erase_if(servers, [&](std::uint16_t server) {
        return std::find(in_shift.begin(), in_shift.end(), server) == in_shift.end();
      });
    }
    first = false;
  }
}

void StaffOnDuty::seats_in_session(std::uint32_t pool, const Session& session, std::int32_t day,
                                   std::vector<std::uint16_t>& servers) const {
  const PoolInstance& instance = region_->pools[pool];
  const int type = calendar_->type(day);
  servers.resize(static_cast<std::size_t>(fewest_on_duty(instance, period_->duty[pool], session, type)));
  std::iota(servers.begin(), servers.end(), std::uint16_t{0});
  if (instance.fixed >= 0 || !empty_[pool].any()) return;
  const std::vector<DaySchedule::Change>& changes = region_->schedules[period_->duty[pool].schedule].changes[type];
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const bool over = i + 1 < changes.size() && changes[i + 1].ms <= session.start_ms;
    if (over || changes[i].ms >= session.end_ms) continue;
    std::erase_if(servers, [&](std::uint16_t seat) { return is_empty(pool, seat, day, changes[i].ms); });
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
