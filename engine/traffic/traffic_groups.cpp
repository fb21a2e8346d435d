#include "engine/traffic/traffic_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/core/fault.h"
#include "engine/model/day_values.h"
#include "engine/simulation/hours_elsewhere.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/person_lists.h"

namespace draagkracht {
namespace {

constexpr std::uint32_t no_pattern = 0xffffffff;

// Sorts the inhabitants into groups.
class Grouping {
 public:
  Grouping(const Model& model, const Region& region)
      : model_(model),
        region_(region),
        parameters_(model, region),
        reads_(traffic_reads(model)),
        listed_(PersonLists(model, region).scope()),
        kept_(mean_shares_kept(model, region)) {
    parameters_.set_day(typical_day(model, region));
  }

  std::vector<PersonGroup> groups() {
    const Population& population = *region_.population;
    for (std::size_t i = 0; i < population.residents(); ++i) {
      const Person& person = population.persons[i];
      Key key = key_of(person);
      Places places;
      std::copy(std::begin(person.place), std::end(person.place), places.begin());
      key.pools = pools_of(places);
      key.levers = levers_of(person, key.pools);
      const double kept = share_kept(places);
      add(key, i, kept);
      if (kept >= 1) continue;
      places[listed_ - 1U] = no_place;
      key.pools = pools_of(places);
      add(key, i, 1 - kept);
    }
    add_begun();
    for (PersonGroup& group : groups_) {
      for (double& need : group.need) need = group.persons > 0 ? need / group.persons : 1.0;
    }
    return std::move(groups_);
  }

 private:
  struct Key {
    std::array<std::uint8_t, person_attributes> attributes{};
    std::uint32_t pools = 0, levers = 0;  // numbers of patterns
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  using Places = std::array<std::uint16_t, person_scopes>;

  Key key_of(const Person& person) const {
    Key key{};
    for (std::size_t a = 0; a < model_.attributes.size(); ++a) {
      if (reads_.attributes[a] != 0) key.attributes[a] = person.label(a);
    }
    return key;
  }

  // Who gets a label that requests come with, per year of the time that counts: in the group of those who have it.
  void add_begun() {
    const Population& population = *region_.population;
    const std::int64_t first = model_.start_day + (model_.warm_up_ms + one_day.ms - 1) / one_day.ms;
    const std::int64_t end = model_.start_day + (model_.horizon_ms + one_day.ms - 1) / one_day.ms;
    if (end <= first) return;
    const double per_year = 365.25 / static_cast<double>(end - first);
    for (std::size_t s = 0; s < model_.label_requests.size(); ++s) {
      const LabelRequests& of = model_.label_requests[s];
      for (const LifeEvent& event : population.events) {
        if (event.kind != LifeEvent::Kind::label || event.attribute != of.attribute || event.label != of.label)
          continue;
        if (event.day < first || event.day >= end) continue;
        const Person& person = population.persons[event.person];
        Key key = key_of(person);
        key.attributes[of.attribute] = of.label;
        Places places;
        std::copy(std::begin(person.place), std::end(person.place), places.begin());
        key.pools = pools_of(places);
        key.levers = levers_of(person, key.pools);
        std::vector<double>& begun = group_of(key).begun;
        begun.resize(model_.label_requests.size());
        begun[s] += per_year;
      }
    }
  }

  // The share of the time, or of persons who are alike, that a place keeps its persons on the list.
  double share_kept(const Places& places) const {
    return listed_ == 0 || places[listed_ - 1U] == no_place ? 1.0 : kept_[places[listed_ - 1U]];
  }

  // Places of one person decide; few combinations occur.
  std::uint32_t pools_of(const Places& places) {
    const auto [it, fresh] = pools_at_.try_emplace(places, no_pattern);
    if (!fresh) return it->second;
    std::vector<std::uint8_t> exists;
    for (std::size_t kind = 0; kind < model_.pools.size(); ++kind) {
      const Index scope = model_.pools[kind].scope;
      const std::uint16_t place = scope == 0 ? std::uint16_t{0} : places[scope - 1U];
      exists.push_back(place != no_place && parameters_.period().pool_of[kind][place] != nobody ? 1 : 0);
    }
    return it->second = position(pool_patterns_, exists);
  }

  // Where one lives and what there is at one's places decide.
  std::uint32_t levers_of(const Person& person, std::uint32_t pools) {
    if (reads_.place_levers.empty()) return 0;
    const auto [it, fresh] = levers_at_.try_emplace({person.wijk, pools}, no_pattern);
    if (!fresh) return it->second;
    std::vector<std::uint8_t> there;
    for (const LeverEffect* lever : reads_.place_levers) there.push_back(parameters_.in_reach(*lever, person) ? 1 : 0);
    return it->second = position(lever_patterns_, there);
  }

  static std::uint32_t position(std::vector<std::vector<std::uint8_t>>& patterns,
                                const std::vector<std::uint8_t>& pattern) {
    const auto it = std::find(patterns.begin(), patterns.end(), pattern);
    const auto at = static_cast<std::uint32_t>(it - patterns.begin());
    if (it == patterns.end()) patterns.push_back(pattern);
    return at;
  }

  PersonGroup& group_of(const Key& key) {
    const auto [it, fresh] = number_of_.try_emplace(key, groups_.size());
    if (fresh) {
      PersonGroup group;
      group.need.assign(region_.population->needs.size(), 0.0);
      group.attributes.assign(key.attributes.begin(),
                              key.attributes.begin() + static_cast<std::ptrdiff_t>(model_.attributes.size()));
      group.pools = pool_patterns_[key.pools];
      if (!reads_.place_levers.empty()) group.lever_places = lever_patterns_[key.levers];
      groups_.push_back(std::move(group));
    }
    return groups_[it->second];
  }

  // `weight`: how much of a person is meant.
  void add(const Key& key, std::size_t person, double weight) {
    if (weight <= 0) return;
    PersonGroup& group = group_of(key);
    group.persons += weight;
    for (std::size_t n = 0; n < group.need.size(); ++n)
      group.need[n] += weight * static_cast<double>(region_.population->needs[n][person]);
  }

  const Model& model_;
  const Region& region_;
  ParameterValues parameters_;
  TrafficReads reads_;
  Index listed_;              // scope whose places keep lists; 0: none
  std::vector<double> kept_;  // axis: place of it
  std::map<Places, std::uint32_t> pools_at_;
  std::vector<std::vector<std::uint8_t>> pool_patterns_, lever_patterns_;
  std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint32_t> levers_at_;  // wijk, pattern of pools
  std::map<Key, std::size_t> number_of_;
  std::vector<PersonGroup> groups_;  // in the order of the first member
};

// Share of patients' working days on which their own server is in, over all servers and instances of a pool.
double share_with_own(const Region& region, const RegionPeriod& period, Index kind) {
  double present = 0, all = 0;
  for (std::size_t pool = 0; pool < region.pools.size(); ++pool) {
    if (region.pools[pool].kind != kind || period.duty[pool].roster == nobody) continue;
    const StaffRoster& roster = region.rosters[period.duty[pool].roster];
    for (int type = 0; type < 5; ++type) {
      std::vector<std::uint8_t> works(roster.servers, 0);
      for (const Shift& shift : roster.shifts[type]) {
        for (const std::uint16_t server : shift.seats) works[server] = 1;
      }
      present += static_cast<double>(std::count(works.begin(), works.end(), 1));
      all += roster.servers;
    }
  }
  return all > 0 ? present / all : 0.0;
}

// Calls with each session of a week of a book, day by day: (day type, session).
template <class F>
void for_each_session(const BookRules& book, F f) {
  for (int type = 0; type < day_types; ++type) {
    for (const Session& session : book.sessions[static_cast<std::size_t>(type)]) f(type, session);
  }
}

// How many of the staff of a roster hold a session, if none of them is away: who works in all shifts that it lies in.
std::size_t holders(const StaffRoster& roster, int type, const Session& session) {
  std::vector<std::uint16_t> servers;
  bool first = true;
  for (const Shift& shift : roster.shifts[type]) {
    if (shift.end_ms <= session.start_ms || shift.start_ms >= session.end_ms) continue;
    if (first) servers = shift.seats;
    std::erase_if(servers, [&](std::uint16_t server) {
      return std::find(shift.seats.begin(), shift.seats.end(), server) == shift.seats.end();
    });
    first = false;
  }
  return servers.size();
}

// See TrafficInput::staffed; empty for pools without a roster of people.
std::vector<double> staffed_sessions(const Region& region, const RegionPeriod& period, const Model& model, Index kind) {
  const BookRules& book = model.pools[kind].book;
  std::vector<double> staffed;
  double everyone = 0;
  for (std::size_t pool = 0; pool < region.pools.size(); ++pool) {
    const PoolInstance& instance = region.pools[pool];
    const PoolDuty& duty = period.duty[pool];
    if (instance.kind != kind || !duty.there) continue;
    if (duty.roster == nobody) return {};
    const double weight = instance.inhabitants;
    everyone += weight;
    std::size_t at = 0;
    for_each_session(book, [&](int type, const Session& session) {
      if (staffed.size() <= at) staffed.push_back(0);
      if (holders(region.rosters[duty.roster], type, session) > 0) staffed[at] += weight;
      ++at;
    });
  }
  if (everyone == 0) return {};
  for (double& share : staffed) share /= everyone;
  return staffed;
}

// Days of the time that counts by (day type, month, period of the region), and their number.
struct CountedDays {
  struct Kind {
    int type, month;
    std::size_t period;
    friend auto operator<=>(const Kind&, const Kind&) = default;
  };
  std::map<Kind, double> days;
  double all = 0;
};

CountedDays counted_days(const Model& model, const Region& region) {
  const Calendar calendar(model.start_day, static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms),
                          model.holidays);
  CountedDays counted;
  for (std::int32_t d = 0; d < calendar.days(); ++d) {
    const std::int64_t midnight = start_of_day(d).ms;
    const std::int64_t inside =
        std::min(midnight + one_day.ms, model.horizon_ms) - std::max(midnight, model.warm_up_ms);
    if (inside <= 0) continue;
    const double weight = static_cast<double>(inside) / static_cast<double>(one_day.ms);
    const auto period = static_cast<std::size_t>(&region.period_on(d) - region.periods.data());
    counted.days[{calendar.type(d), calendar.month(d), period}] += weight;
    counted.all += weight;
  }
  DRAAGKRACHT_ENSURE(counted.all > 0);
  return counted;
}

double presence_in(const PoolKind& kind, int month) {
  return kind.presence_by_month.empty() ? 1.0 : kind.presence_by_month[static_cast<std::size_t>(month - 1)];
}

// Of a parameter at a place of a pool's scope, on average over the time that counts.
double mean_of(const Model& model, const ParameterValues& parameters, Index index, const PoolKind& pool,
               std::uint32_t at) {
  const Parameter& parameter = model.parameters[index];
  const auto on = [&](std::int32_t day) {
    return value_on(parameter, 0, day,
                    [&](const LeverEffect& lever) { return parameters.concerns_place(lever, pool.scope, at); });
  };
  const auto first = static_cast<std::int32_t>(model.warm_up_ms / one_day.ms);
  const auto days = static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms) - first;
  double value = on(first), sum = value;
  for (std::int32_t day = first + 1; day < first + days; ++day) {
    if (may_change_on(parameter, day)) value = on(day);
    sum += value;
  }
  return sum / std::max(days, 1);
}

// Server-milliseconds that a pool instance is on duty on a day.
double duty_of_day(const Model& model, const Region& region, std::size_t pool, const CountedDays::Kind& day) {
  const PoolInstance& instance = region.pools[pool];
  const PoolDuty& duty = region.periods[day.period].duty[pool];
  if (instance.fixed >= 0) return static_cast<double>(instance.fixed) * static_cast<double>(one_day.ms);
  if (!duty.there) return 0;
  const DaySchedule& schedule = region.schedules[duty.schedule];
  if (duty.roster == nobody) return static_cast<double>(schedule.total(day.type));
  const double presence = presence_in(model.pools[instance.kind], day.month);
  double total = 0;
  for (const Shift& shift : region.rosters[duty.roster].shifts[day.type])
    total += expected_present(shift.seats.size(), presence) * static_cast<double>(shift.end_ms - shift.start_ms);
  return total;
}

// Share of the seats of a shift that do not stay empty, on average over the time that counts; each reason by itself.
double mean_filled(const Model& model, const ParameterValues& parameters, Index kind, std::uint32_t at) {
  const PoolKind& pool = model.pools[kind];
  double filled = 1;
  for (const Index reason : {pool.absence, pool.unfilled}) {
    if (reason != none) filled *= 1 - mean_of(model, parameters, reason, pool, at);
  }
  return filled;
}

// Share of the shifts of a workforce, less leave, that duty in other pools costs over the time that counts.
double mean_elsewhere(const Model& model, const Region& region, const ParameterValues& parameters,
                      const CountedDays& counted, const Workforce& force) {
  const Workforce::Also& also = force.also;
  if (also.pools.empty()) return 0;
  double off = 0, shifts = 0;
  for (std::size_t pool = 0; pool < region.pools.size(); ++pool) {
    const PoolInstance& instance = region.pools[pool];
    const auto among = [&](const std::vector<Index>& kinds) {
      return std::find(kinds.begin(), kinds.end(), instance.kind) != kinds.end();
    };
    if (!among(also.pools) && !among(force.pools)) continue;
    double ms = 0;
    for (const auto& [day, number] : counted.days) ms += number * duty_of_day(model, region, pool, day);
    if (among(force.pools)) {
      shifts += ms;
    } else {
      off += ms * mean_filled(model, parameters, instance.kind, instance.place);
    }
  }
  const PoolKind& own = model.pools[force.pools.front()];
  const double by_others =
      also.share_by_others == none ? 0.0 : mean_of(model, parameters, also.share_by_others, own, 0);
  off *= (1 - by_others) * mean_of(model, parameters, also.hours_off, own, 0);
  return shifts > 0 ? std::min(off / shifts, most_elsewhere) : 0;
}

// Share of the shifts of a pool's persons that somebody works, on average over the time that counts: who is ill, as
// season and waves make it, or vacant as at the start, less what is covered, and who works elsewhere. What load does to
// them is known only to a run.
class PersonsAtWork {
 public:
  PersonsAtWork(const Model& model, const Region& region, const ParameterValues& parameters, const CountedDays& counted)
      : model_(model), parameters_(parameters) {
    for (const Workforce& force : model.workforces)
      elsewhere_.push_back(mean_elsewhere(model, region, parameters, counted, force));
  }
  // Of a pool of this kind at a place, less seats that stay empty.
  double filled(Index kind, std::uint32_t at) const {
    return fit(kind, at) * mean_filled(model_, parameters_, kind, at);
  }

 private:
  double fit(Index kind, std::uint32_t at) const {
    const PoolKind& pool = model_.pools[kind];
    for (std::size_t w = 0; w < model_.workforces.size(); ++w) {
      const Workforce& force = model_.workforces[w];
      if (std::find(force.pools.begin(), force.pools.end(), kind) == force.pools.end()) continue;
      const auto mean = [&](Index parameter, double otherwise) {
        return parameter == none ? otherwise : mean_of(model_, parameters_, parameter, pool, at);
      };
      const double ill = mean(force.sickness, 0) * mean(force.wave, 1), cover = mean(force.cover, 0);
      const double vacant = force.vacant_at_start;
      return std::max(0.0, (1 - vacant) * (1 - ill * (1 - cover)) + vacant * cover - elsewhere_[w]);
    }
    return 1;
  }

  const Model& model_;
  const ParameterValues& parameters_;
  std::vector<double> elsewhere_;  // axis: workforce
};

// See TrafficInput::books. `typical`: for it the equations take where pools are.
std::vector<BookPlace> book_places(const Region& region, const RegionPeriod& typical, const Model& model, Index kind,
                                   const CountedDays& counted) {
  const PoolKind& pool = model.pools[kind];
  if (!pool.has_book) return {};
  ParameterValues parameters(model, region);
  parameters.set_day(typical.from_day);
  const PersonsAtWork persons(model, region, parameters, counted);
  std::vector<BookPlace> places;
  for (std::size_t i = 0; i < region.pools.size(); ++i) {
    const PoolInstance& instance = region.pools[i];
    if (instance.kind != kind || !typical.duty[i].there) continue;
    BookPlace& place = places.emplace_back();
    place.same_day_share = pool.same_day == none ? pool.book.same_day_share
                                                 : mean_of(model, parameters, pool.same_day, pool, instance.place);
    const double filled = persons.filled(kind, instance.place);
    place.inhabitants = instance.inhabitants;
    for_each_session(pool.book, [&](int type, const Session& session) {
      double rows = 0;
      for (const auto& [day, number] : counted.days) {
        const PoolDuty& duty = region.periods[day.period].duty[i];
        if (day.type != type || !duty.there) continue;
        const double held =
            duty.roster == nobody
                ? 1.0
                : expected_present(holders(region.rosters[duty.roster], type, session), presence_in(pool, day.month));
        rows += number * held;
      }
      place.rows.push_back(filled * rows * days_per_year / counted.all);
    });
    // Pools of other scopes are taken as there: which of them one belongs to, the place does not tell.
    for (Index other = 0; other < model.pools.size(); ++other) {
      const Index scope = model.pools[other].scope;
      const std::uint32_t at = scope == 0 ? 0 : instance.place;
      place.pools.push_back(scope != 0 && scope != pool.scope ? 1 : typical.pool_of[other][at] != nobody ? 1 : 0);
    }
  }
  return places;
}

}  // namespace

std::int32_t typical_day(const Model& model, const Region& region) {
  std::vector<double> days(region.periods.size(), 0.0);
  for (const auto& [day, number] : counted_days(model, region).days) days[day.period] += number;
  return region.periods[static_cast<std::size_t>(std::max_element(days.begin(), days.end()) - days.begin())].from_day;
}

TrafficInput traffic_input(const Model& model, const Region& region) {
  TrafficInput input;
  if (region.population != nullptr) {
    input.groups = Grouping(model, region).groups();
    for (const std::vector<float>& numbers : region.population->numbers) {
      const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
      input.numbers.push_back(sum / std::max<double>(1, static_cast<double>(numbers.size())));
    }
  }
  const CountedDays counted = counted_days(model, region);
  const RegionPeriod& typical = region.period_on(typical_day(model, region));
  for (Index kind = 0; kind < model.pools.size(); ++kind) {
    const bool there = model.pools[kind].scope == 0 && typical.pool_of[kind][0] != nobody;
    input.nobodys_pools.push_back(there ? 1 : 0);
    input.own_share.push_back(share_with_own(region, typical, kind));
    input.staffed.push_back(staffed_sessions(region, typical, model, kind));
    input.books.push_back(book_places(region, typical, model, kind, counted));
  }
  input.coverage = typical.coverage;
  input.duty = duty_hours_per_year(model, region);
  return input;
}

std::vector<double> duty_hours_per_year(const Model& model, const Region& region) {
  const CountedDays counted = counted_days(model, region);
  std::vector<double> hours(model.pools.size(), 0.0);
  ParameterValues parameters(model, region);
  parameters.set_day(typical_day(model, region));
  const PersonsAtWork persons(model, region, parameters, counted);
  for (std::size_t pool = 0; pool < region.pools.size(); ++pool) {
    double ms = 0;
    for (const auto& [day, number] : counted.days) ms += number * duty_of_day(model, region, pool, day);
    ms *= persons.filled(region.pools[pool].kind, region.pools[pool].place);
    hours[region.pools[pool].kind] += ms / static_cast<double>(one_hour.ms) * days_per_year / counted.all;
  }
  return hours;
}

}  // namespace draagkracht
