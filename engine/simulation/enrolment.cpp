#include "engine/simulation/enrolment.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "engine/core/hash.h"
#include "engine/population/population_input.h"
#include "engine/random/distribution.h"

namespace draagkracht {
namespace {

constexpr double never_full = 1e9;  // of a place without room

// No run is longer than a million days.
std::int32_t whole_days(double ms) {
  return static_cast<std::int32_t>(std::lround(std::clamp(ms / static_cast<double>(one_day.ms), 0.0, 1e6)));
}

}  // namespace

Enrolment::Enrolment(const Model& model, const Region& region, const Calendar& calendar, RandomKey key)
    : model_(&model), region_(&region), calendar_(&calendar), key_(key) {
  for (Index scope = 1; scope < model.scopes.size() && region.population != nullptr; ++scope) {
    if (!model.scopes[scope].search.any()) continue;
    scope_ = scope;
    search_ = &model.scopes[scope].search;
  }
  if (!any()) return;
  const Population& population = *region.population;
  const std::vector<Place>& places = population.places[scope_];
  const std::uint32_t address = name_hash(fullness_draw + model.scopes[scope_].name);
  std::optional<QuantileTable> spread;
  if (search_->fullness_cv >= least_spread) spread.emplace(DistributionSpec::gamma(1, search_->fullness_cv));
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    const std::uint64_t entity = combine(text_hash(population.region), place);
    const RandomBlock block = random_block({population.seed, population_replication}, entity, address, 0);
    own_.push_back(spread ? spread->sample(block[0]) : 1.0);
  }
  std::map<std::string, std::uint32_t> municipalities;
  for (const Wijk& wijk : population.wijken) {
    const auto next = static_cast<std::uint32_t>(municipalities.size());
    municipality_of_.push_back(municipalities.emplace(wijk.municipality_code, next).first->second);
  }
  near_.resize(municipalities.size());
  for (std::uint32_t place = 0; place < places.size(); ++place)
    near_[municipality_of_[places[place].wijk]].push_back(place);
  pools_of_.resize(places.size());
  places_of_.resize(region.pools.size());
  for (std::uint32_t pool = 0; pool < region.pools.size(); ++pool) {
    const PoolKind& kind = model.pools[region.pools[pool].kind];
    if (kind.scope != scope_) continue;
    for (std::uint32_t place = 0; place < places.size(); ++place) {
      const bool its = kind.group == none ? place == region.pools[pool].place
                                          : region.group_of[kind.group][place] ==
                                                region.group_of[kind.group][region.pools[pool].place];
      if (!its) continue;
      pools_of_[place].push_back(pool);
      places_of_[pool].push_back(place);
    }
  }
  lists_.resize(places.size());
  stops_.resize(places.size());
  closed_.resize(places.size());
  below_since_.assign(places.size(), -1);
}

// ---- persons

void Enrolment::follow(std::int32_t day, const ParameterValues& parameters, People& people) {
  if (!any() || day <= day_) return;
  if (day_ < 0) {
    day_ = day;
    return begin(parameters, people);
  }
  const std::int32_t from = day_ + 1;
  day_ = day;
  bool some_gone = false;
  people.for_each_event(from, day + 1, [&](const LifeEvent& event) {
    happens(event, parameters, people);
    some_gone = some_gone || event.kind == LifeEvent::Kind::dies || event.kind == LifeEvent::Kind::leaves;
  });
  if (!some_gone) return;
  const std::size_t gone = std::erase_if(looking_, [&](const Looking& one) { return !people.there(one.person); });
  if (counts_today()) counts_.gone += static_cast<std::int64_t>(gone);
}

// Who has no place at first is somewhere between two tries.
void Enrolment::begin(const ParameterValues& parameters, People& people) {
  people.begin_search();
  places_.assign(people.size(), no_place);
  static constexpr std::uint32_t draw = name_hash("enrolment/between");
  const std::int32_t every = whole_days(parameters.row(search_->every, 0) * search_->every_unit);
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const std::uint16_t place = people.place(i);
    if (i >= people.come() || !people.there(i)) {
      people.set_place(i, no_place);
      continue;
    }
    places_[i] = place;
    if (place == no_place) {
      const double u = uniform(random_block(key_, people[i].entity, draw, 0)[0]);
      look(i, first_day() + 1 + static_cast<std::int32_t>(u * every));
    } else {
      ++lists_[place];
    }
  }
  lists_at_start_ = lists_;
}

void Enrolment::restore(People& people) const {
  if (!any() || day_ < 0) return;
  people.begin_search();
  for (std::size_t i = 0; i < places_.size(); ++i) people.set_place(i, places_[i]);
}

void Enrolment::happens(const LifeEvent& event, const ParameterValues& parameters, People& people) {
  const std::uint32_t person = event.person;
  const std::uint16_t place = places_[person];
  const Population& population = people.population();
  switch (event.kind) {
    case LifeEvent::Kind::arrives: {
      const std::uint16_t of_mother = event.label == 1 ? places_[event.home] : no_place;
      people.set_place(person, of_mother);
      places_[person] = of_mother;
      if (of_mother != no_place) {
        ++lists_[of_mother];
      } else {
        look(person, first_try(person, parameters));
        count(&EnrolmentCounts::came);
      }
      return;
    }
    case LifeEvent::Kind::moves: {
      const bool keeps =
          population.homes[event.home].place[scope_ - 1U] == population.homes[event.home + 1].place[scope_ - 1U];
      if (keeps || place == no_place) return;
      lose(person, parameters, people);
      count(&EnrolmentCounts::moved);
      return;
    }
    case LifeEvent::Kind::dies:
    case LifeEvent::Kind::leaves:
      if (place != no_place) --lists_[place];
      return;
    case LifeEvent::Kind::label:
      return;
  }
}

std::int32_t Enrolment::first_try(std::uint32_t person, const ParameterValues& parameters) const {
  if (search_->first_within == none) return day_ + 1;
  static constexpr std::uint32_t draw = name_hash("enrolment/first");
  const double within = parameters.row(search_->first_within, 0) * search_->first_within_unit;
  const std::uint64_t entity = region_->population->persons[person].entity;
  const double u = uniform(random_block(key_, entity, draw, static_cast<std::uint32_t>(day_))[0]);
  return day_ + 1 + static_cast<std::int32_t>(std::min(u * within / static_cast<double>(one_day.ms), 1e6));
}

void Enrolment::lose(std::uint32_t person, const ParameterValues& parameters, People& people) {
  --lists_[places_[person]];
  places_[person] = no_place;
  people.set_place(person, no_place);
  look(person, first_try(person, parameters));
}

// ---- places

void Enrolment::begin_day(std::int32_t day, const ParameterValues& parameters, Workforces& workforces, People& people) {
  if (!any() || day < first_day()) return;
  if (day == first_day()) begin_places(parameters, workforces);
  const bool first_of_month = civil_from_days(calendar_->first_day() + day).day == 1;
  if (day > first_day() && first_of_month && model_->place_closed != none) close_some(parameters, workforces, people);
  for (std::uint32_t place = 0; place < lists_.size(); ++place) stop_or_take(place, parameters, workforces);
  try_all(parameters, workforces, people);
  if (day == first_day()) states_then_ = places_by_state();
  if (!counts_today()) return;
  without_days_ += without_place();
  ++counted_days_;
}

// Between the two thresholds as many have stopped as have not.
void Enrolment::begin_places(const ParameterValues& parameters, const Workforces& workforces) {
  const Population& population = *region_->population;
  const std::uint32_t address = name_hash(fullness_draw + model_->scopes[scope_].name);
  hours_at_start_.resize(lists_.size());
  for (std::uint32_t place = 0; place < lists_.size(); ++place) {
    const std::uint32_t pool = pool_of(search_->pool, place);
    hours_at_start_[place] = pool == nobody ? 0 : workforces.hours_filled(pool, true);
    const double full = fullness(place, parameters, workforces);
    const std::uint64_t entity = combine(text_hash(population.region), place);
    const std::uint32_t coin = random_block({population.seed, population_replication}, entity, address, 0)[1];
    stops_[place] = full > parameters.for_place(search_->opens_below, 0, scope_, place) && uniform(coin) < 0.5;
    stop_or_take(place, parameters, workforces);
  }
}

std::uint32_t Enrolment::pool_of(Index kind, std::uint32_t place) const {
  return region_->period_on(std::max(day_, 0)).pool_of[kind][place];
}

// Of a place whose staff is away, or that had nobody on its list at first: no room.
double Enrolment::fullness(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) const {
  const auto value = [&](Index parameter) { return parameters.for_place(parameter, 0, scope_, place); };
  double room = static_cast<double>(lists_at_start_[place]) / (value(search_->fullness) * own_[place]);
  if (hours_at_start_[place] > 0) {
    const std::uint32_t pool = pool_of(search_->pool, place);
    room *= (pool == nobody ? 0 : workforces.hours_filled(pool, true)) / hours_at_start_[place];
  }
  const Model::Scope::List& list = model_->scopes[scope_].list;
  if (list.size != none) room *= value(list.size) / model_->parameters[list.size].values[0];
  return room > 0 ? static_cast<double>(lists_[place]) / room : never_full;
}

void Enrolment::stop_or_take(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) {
  if (closed(place)) return;
  const double full = fullness(place, parameters, workforces);
  const Index threshold = stops_[place] != 0 ? search_->opens_below : search_->stops_above;
  const double at = parameters.for_place(threshold, 0, scope_, place);
  stops_[place] = stops_[place] != 0 ? !(full < at) : full > at;
}

std::array<std::int64_t, Enrolment::states> Enrolment::places_by_state() const {
  std::array<std::int64_t, states> number{};
  for (std::size_t place = 0; place < closed_.size(); ++place)
    ++number[closed_[place] != 0 ? shut : stops_[place] != 0 ? stopped : taking];
  return number;
}

double Enrolment::mean_without_place() const {
  return counted_days_ == 0 ? static_cast<double>(without_place())
                            : static_cast<double>(without_days_) / static_cast<double>(counted_days_);
}

// ---- closing

// Of the draws of a place in this month; two regions have no luck in common.
double Enrolment::word(std::uint32_t place, std::uint32_t address) const {
  const std::uint64_t entity = combine(text_hash(region_->population->region), place);
  return uniform(random_block(key_, entity, address, static_cast<std::uint32_t>(day_))[0]);
}

// That something happens in a month, of a rate per year.
double Enrolment::chance(Index rate, std::uint32_t place, const ParameterValues& parameters) const {
  return rate == none ? 0.0
                      : 1 - exp_minus(std::min(parameters.for_place(rate, 0, scope_, place) / 12, poisson_mean_limit));
}

void Enrolment::close_some(const ParameterValues& parameters, Workforces& workforces, People& people) {
  for (std::uint32_t place = 0; place < closed_.size(); ++place) {
    if (closed(place)) {
      if (opens(place, parameters, workforces)) open(place, workforces);
    } else if (closes(place, parameters, workforces)) {
      close(place, parameters, workforces, people);
    }
  }
}

bool Enrolment::owner_is_old(std::uint32_t place, const ParameterValues& parameters,
                             const Workforces& workforces) const {
  const PlaceSearch::Closing& closing = search_->closing;
  const std::uint32_t pool = pool_of(search_->pool, place);
  return pool != nobody && closing.owner_from_age != none &&
         closing.owned[region_->population->places[scope_][place].size_class] != 0 &&
         workforces.eldest(pool) >= parameters.for_place(closing.owner_from_age, 0, scope_, place);
}

bool Enrolment::closes(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) {
  const PlaceSearch::Closing& closing = search_->closing;
  const std::uint32_t pool = pool_of(search_->pool, place);
  if (closing.staff_below != none && pool != nobody) {
    const double least = parameters.for_place(closing.staff_below, 0, scope_, place);
    if (workforces.hours_filled(pool, false) >= least) {
      below_since_[place] = -1;
    } else if (below_since_[place] < 0) {
      below_since_[place] = day_;
    }
    const double after = parameters.for_place(closing.after, 0, scope_, place) * closing.after_unit;
    if (below_since_[place] >= 0 && day_ - below_since_[place] >= whole_days(after)) return true;
  }
  static constexpr std::uint32_t draw = name_hash("enrolment/closes");
  const Index rate = owner_is_old(place, parameters, workforces) ? closing.without_successor : closing.otherwise;
  return word(place, draw) < chance(rate, place, parameters);
}

bool Enrolment::opens(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) const {
  const PlaceSearch::Closing& closing = search_->closing;
  static constexpr std::uint32_t draw = name_hash("enrolment/opens");
  if (closing.reopens == none || word(place, draw) >= chance(closing.reopens, place, parameters)) return false;
  return std::all_of(closing.reopens_with.begin(), closing.reopens_with.end(), [&](Index kind) {
    const std::uint32_t pool = pool_of(kind, place);
    return pool == nobody || !workforces.closed(pool) || workforces.somebody_looks(pool);
  });
}

// What it has together with places that stay open stays.
void Enrolment::close(std::uint32_t place, const ParameterValues& parameters, Workforces& workforces, People& people) {
  const bool eldest_leaves = owner_is_old(place, parameters, workforces);
  closed_[place] = 1;
  stops_[place] = 1;
  below_since_[place] = -1;
  leaves_requests_ = true;
  count(&EnrolmentCounts::closings);
  for (const std::uint32_t pool : pools_of_[place]) {
    const bool all =
        std::all_of(places_of_[pool].begin(), places_of_[pool].end(), [&](std::uint32_t its) { return closed(its); });
    if (all) workforces.close(pool, eldest_leaves && region_->pools[pool].kind == search_->pool);
  }
  for (std::uint32_t i = 0; i < people.come(); ++i) {
    if (places_[i] != place || !people.there(i)) continue;
    lose(i, parameters, people);
    count(&EnrolmentCounts::place_closed);
  }
}

void Enrolment::open(std::uint32_t place, Workforces& workforces) {
  closed_[place] = 0;
  stops_[place] = 0;
  count(&EnrolmentCounts::openings);
  for (const std::uint32_t pool : pools_of_[place]) {
    if (workforces.closed(pool)) workforces.open(pool);
  }
}

// ---- tries

void Enrolment::try_all(const ParameterValues& parameters, const Workforces& workforces, People& people) {
  const auto asks = static_cast<std::uint32_t>(std::lround(std::min(parameters.row(search_->asks, 0), 1e6)));
  const std::int32_t every = std::max(1, whole_days(parameters.row(search_->every, 0) * search_->every_unit));
  bool some_found = false;
  for (Looking& one : looking_) {
    if (one.next_day > day_) continue;
    const std::uint16_t place = ask(one, asks, parameters, people);
    one.asked += asks;
    one.next_day = day_ + every;
    if (place == no_place) continue;
    places_[one.person] = place;
    people.set_place(one.person, place);
    ++lists_[place];
    stop_or_take(place, parameters, workforces);
    count(&EnrolmentCounts::found);
    some_found = true;
  }
  if (some_found) std::erase_if(looking_, [&](const Looking& one) { return places_[one.person] != no_place; });
}

bool Enrolment::takes_anyway(const Person& person, std::uint32_t place, const ParameterValues& parameters) const {
  if (search_->takes_anyway == none) return false;
  static constexpr std::uint32_t draw = name_hash("enrolment/anyway");
  const RandomBlock block = random_block(key_, combine(person.entity, place), draw, static_cast<std::uint32_t>(day_));
  return uniform(block[0]) < parameters.for_place(search_->takes_anyway, 0, scope_, place);
}

// The first of the next places in a person's order that takes them; or no_place.
std::uint16_t Enrolment::ask(const Looking& who, std::uint32_t places, const ParameterValues& parameters,
                             const People& people) {
  const Person& person = people[who.person];
  // Whoever has asked all of the municipality goes on with the others of the region.
  order_.clear();
  const std::uint32_t here = municipality_of_[person.wijk];
  const auto note = [&](std::uint32_t place, std::uint32_t farther) {
    if (!closed(place)) order_.push_back({farther, combine(person.entity, place), place});
  };
  for (const std::uint32_t place : near_[here])
    note(place, region_->population->places[scope_][place].wijk == person.wijk ? 0 : 1);
  if (order_.size() < std::size_t{who.asked} + places) {
    for (std::uint32_t place = 0; place < lists_.size(); ++place) {
      if (municipality_of_[region_->population->places[scope_][place].wijk] != here) note(place, 2);
    }
  }
  if (order_.empty()) return no_place;
  std::sort(order_.begin(), order_.end());
  const std::size_t first = who.asked % order_.size();
  for (std::size_t n = 0; n < std::min<std::size_t>(places, order_.size()); ++n) {
    const std::uint32_t place = order_[(first + n) % order_.size()].place;
    if (stops_[place] == 0 || takes_anyway(person, place, parameters)) return static_cast<std::uint16_t>(place);
  }
  return no_place;
}

}  // namespace draagkracht
