#include "engine/simulation/demand.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/day_values.h"
#include "engine/random/distribution.h"
#include "engine/random/philox_bulk.h"

namespace draagkracht {
namespace {

constexpr std::size_t persons_per_batch = 512;

double factor_of(const DemandEntry& entry, const ParameterValues& parameters, const Person* person) {
  if (entry.factor == none) return 1;
  return parameters.for_person(entry.factor, entry.factor_row, person) / entry.factor_unit;
}

// The moment that a word means on a day with this profile, ms since the start of the run.
std::int64_t moment(const std::array<double, 25>& hours, std::int32_t day, std::uint32_t word) {
  const double u = uniform(word);
  std::size_t h = 0;
  while (h < 23 && !(u < hours[h + 1])) ++h;
  const double width = hours[h + 1] - hours[h];
  const double inside = width > 0 ? (u - hours[h]) / width : 0.5;
  const auto ms = static_cast<std::int64_t>((static_cast<double>(h) + inside) * static_cast<double>(one_hour.ms));
  return start_of_day(day).ms + std::clamp<std::int64_t>(ms, 0, one_day.ms - 1);
}

// The same, evenly over a time from the first hour on in which anything arises, within the day.
std::int64_t after_opening(const std::array<double, 25>& hours, std::int32_t day, std::int64_t over_ms,
                           std::uint32_t word) {
  std::size_t h = 0;
  while (h < 23 && !(hours[h + 1] > hours[h])) ++h;
  const auto ms = static_cast<std::int64_t>(h) * one_hour.ms +
                  static_cast<std::int64_t>(uniform(word) * static_cast<double>(over_ms));
  return start_of_day(day).ms + std::min(ms, one_day.ms - 1);
}

}  // namespace

Arrival::Owner owner_of(const Person& person, const PersonLists& lists) {
  Arrival::Owner owner{.entity = person.entity, .own_server = person.own_server};
  std::memcpy(owner.place, person.place, sizeof owner.place);
  std::memcpy(owner.labels, person.labels(), sizeof owner.labels);
  if (!lists.all_kept() && !lists.keeps(person)) owner.place[lists.scope() - 1] = no_place;
  return owner;
}

Demand::Demand(const Model& model, const Region& region, const Calendar& calendar, People& people, RandomKey key)
    : model_(model),
      population_(*region.population),
      calendar_(calendar),
      people_(people),
      key_(key),
      lists_(model, region),
      swept_(model, calendar, people) {
  for (const DemandFamily& family : model.families) {
    entry_sets_.emplace_back();
    for (const DemandEntry& entry : family.entries) {
      entry_sets_.back().push_back(static_cast<Index>(sets_.size()));
      sets_.push_back(&entry.set);
    }
    totals_.emplace_back(std::size_t{4} * family.strata);
    entry_rates_.emplace_back(std::size_t{family.strata} * family.entries.size());
  }
  for (const DueVisits& programme : model.due_visits) sets_.push_back(&programme.set);
  for (const LabelRequests& of : model.label_requests) sets_.push_back(&of.set);
  is_changed_.resize(people_.change() ? people_.size() : 0);
  note_deferred();
  words_.resize(persons_per_batch);
  highest_.resize(persons_per_batch);
  may_hit_.resize(persons_per_batch);
}

// The people as they are on a day, and what the sweeps read of them. Who has changed is noted.
void Demand::go_to(std::int32_t day) {
  for (const std::uint32_t person : changed_) is_changed_[person] = 0;
  changed_.clear();
  people_.go_to(day, [&](std::uint32_t person) {
    if (is_changed_[person] == 0) changed_.push_back(person);
    is_changed_[person] = 1;
  });
  if (!swept_.has_day(day)) return swept_.lay_out(day);
  for (const std::uint32_t person : changed_) swept_.read(person);
}

// How many times the reference a factor may make of an entry on a day, for whomever.
double Demand::most_on(const DemandEntry& entry, std::int32_t day) const {
  if (entry.factor == none) return 1;
  const Parameter& parameter = model_.parameters[entry.factor];
  const auto for_some_today = [&](const LeverEffect& lever) {
    return !for_everyone(lever) && lever.rows[entry.factor_row] != 0 && lever.course.holds_on(day);
  };
  if (std::any_of(parameter.levers.begin(), parameter.levers.end(), for_some_today))
    return parameter.most / entry.factor_unit;
  return value_on(parameter, entry.factor_row, day, [](const LeverEffect&) { return false; }) / entry.factor_unit;
}

// The closed days of which requests come on a day.
void Demand::note_deferred() {
  deferred_to_.resize(static_cast<std::size_t>(calendar_.days()));
  for (const DemandFamily& family : model_.families) {
    for (const DemandEntry& entry : family.entries) {
      for (std::int32_t onset = 0; onset < static_cast<std::int32_t>(entry.opens.size()); ++onset) {
        const std::int32_t day = entry.opens[static_cast<std::size_t>(onset)];
        if (day < 0 || day >= calendar_.days() || !(share_of_year(model_, entry, calendar_, onset) > 0)) continue;
        std::vector<std::int32_t>& closed = deferred_to_[static_cast<std::size_t>(day)];
        if (std::find(closed.begin(), closed.end(), onset) == closed.end()) closed.push_back(onset);
      }
    }
  }
  for (std::vector<std::int32_t>& closed : deferred_to_) std::sort(closed.begin(), closed.end());
}

// One word per person and day: a block's four lanes are four days. Their requests come on these days or on `today`.
// Each day's are those of the people as they are then: all are looked through as on the first day, and again whoever
// has changed by a later one.
void Demand::sweep(std::int32_t first_day, std::int32_t today) {
  for (std::vector<Hit>& hits : hits_) hits.clear();
  sweeps_ = sweeps_from(first_day, today);
  go_to(first_day);
  sweep_all(first_day, 0);
  for (std::size_t lane = 1; people_.change() && lane < 4; ++lane) {
    const std::int32_t day = first_day + static_cast<std::int32_t>(lane);
    const std::size_t layouts = swept_.layouts();
    go_to(day);
    if (swept_.layouts() != layouts) {
      sweep_all(first_day, lane);
    } else if (!changed_.empty()) {
      sweep_changed(first_day, lane);
    }
  }
}

std::uint32_t Demand::address_of(const Sweep& sweep) const {
  const DemandFamily& family = model_.families[sweep.family];
  return sweep.layer == 0 ? family.address : family.layers[sweep.layer - 1U];
}

void Demand::sweep_all(std::int32_t first_day, std::size_t first_lane) {
  for (std::size_t lane = first_lane; lane < 4; ++lane) hits_[lane].clear();
  for (std::size_t first = 0; first < swept_.size(); first += persons_per_batch) {
    const std::size_t n = std::min(persons_per_batch, swept_.size() - first);
    const std::uint64_t* const entities = swept_.entities(first, n);
    for (const Sweep& sweep : sweeps_) {
      random_blocks(key_, entities, n, address_of(sweep), static_cast<std::uint32_t>(first_day / 4), words_.data(),
                    highest_.data());
      mark_hits(sweep, first, n);
      note_hits(sweep, first, n, first_lane);
    }
  }
}

void Demand::sweep_changed(std::int32_t first_day, std::size_t first_lane) {
  const auto has_changed = [&](const Hit& hit) { return is_changed_[hit.person] != 0; };
  for (std::size_t lane = first_lane; lane < 4; ++lane)
    hits_[lane].erase(std::remove_if(hits_[lane].begin(), hits_[lane].end(), has_changed), hits_[lane].end());
  for (const std::uint32_t person : changed_) {
    if (!people_.there(person)) continue;
    for (const Sweep& sweep : sweeps_) {
      const RandomBlock words =
          random_block(key_, people_[person].entity, address_of(sweep), static_cast<std::uint32_t>(first_day / 4));
      note_hit(sweep, swept_.position(person), words, first_lane);
    }
  }
}

// What is drawn of all persons for four days: each layer that the factor of some entry needs.
std::vector<Demand::Sweep> Demand::sweeps_from(std::int32_t first_day, std::int32_t today) {
  std::vector<Sweep> sweeps;
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const DemandFamily& family = model_.families[f];
    std::vector<double>& totals = totals_[f];
    std::fill(totals.begin(), totals.end(), 0.0);
    double most = 1;
    for (const DemandEntry& entry : family.entries) {
      most = std::max(most, most_on(entry, today));
      for (std::int32_t i = 0; i < 4 && first_day + i < calendar_.days(); ++i) {
        most = std::max(most, most_on(entry, first_day + i));
        const double of_day = share_of_year(model_, entry, calendar_, first_day + i);
        for (std::uint32_t s = 0; s < family.strata; ++s)
          totals[static_cast<std::size_t>(i) * family.strata + s] += entry.rate[s] * of_day;
      }
    }
    DRAAGKRACHT_ENSURE(most <= limits::demand_factor * (1 + 1e-9));
    for (std::uint8_t layer = 0; layer < std::min(most, limits::demand_factor); ++layer)
      sweeps.push_back({static_cast<std::uint16_t>(f), layer});
  }
  return sweeps;
}

// A count above 0 needs uniform(~word) < mean (see poisson_count). Most persons have no such word in four days: they
// are passed over by their highest word, which is compared with the person's mark.
void Demand::mark_hits(const Sweep& sweep, std::size_t first, std::size_t n) {
  const std::uint32_t* const highest = highest_.data();
  std::uint8_t* const may_hit = may_hit_.data();
  const std::uint16_t* const marks = swept_.marks(sweep.family) + first;
  for (std::size_t i = 0; i < n; ++i) may_hit[i] = ~highest[i] >> 16 <= marks[i] ? 1 : 0;
}

// The person-days of a batch with a count, of those who may have one.
void Demand::note_hits(const Sweep& sweep, std::size_t first, std::size_t n, std::size_t first_lane) {
  for (std::size_t eight = 0; eight < n; eight += 8) {
    std::uint64_t flags = 0;
    std::memcpy(&flags, &may_hit_[eight], std::min<std::size_t>(8, n - eight));
    for (; flags != 0; flags &= flags - 1) {
      const std::size_t i = eight + static_cast<std::size_t>(std::countr_zero(flags)) / 8;
      note_hit(sweep, first + i, words_[i], first_lane);
    }
  }
}

inline void Demand::note_hit(const Sweep& sweep, std::size_t at, const RandomBlock& words, std::size_t first_lane) {
  const std::size_t strata = model_.families[sweep.family].strata;
  const double need = swept_.need(sweep.family, at);
  const double* means = totals_[sweep.family].data() + swept_.stratum(sweep.family, at);
  for (std::size_t lane = first_lane; lane < 4; ++lane) {
    const std::uint32_t word = words[lane];
    if (!(uniform(~word) < need * means[lane * strata])) continue;
    hits_[lane].push_back({swept_.person(at), word, sweep.family, sweep.layer});
  }
}

void Demand::set_day_rates(std::int32_t d) {
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const DemandFamily& family = model_.families[f];
    const std::size_t n = family.entries.size();
    for (std::size_t e = 0; e < n; ++e) {
      const double of_day = share_of_year(model_, family.entries[e], calendar_, d);
      for (std::uint32_t s = 0; s < family.strata; ++s) entry_rates_[f][s * n + e] = family.entries[e].rate[s] * of_day;
    }
  }
}

const std::vector<Arrival>& Demand::arrivals(std::int32_t d, const ParameterValues& parameters) {
  today_.clear();
  lists_.set_day(parameters);
  for (const std::int32_t closed : deferred_to_[static_cast<std::size_t>(d)]) add_requests(closed, d, parameters);
  add_requests(d, d, parameters);
  go_to(d);
  // Who put something off may be gone when it would come.
  const auto is_gone = [&](const Arrival& arrival) { return !people_.there(arrival.person); };
  if (people_.change()) today_.erase(std::remove_if(today_.begin(), today_.end(), is_gone), today_.end());

  add_of_labels(d);
  const std::int64_t date = calendar_.first_day() + d;
  const int year = civil_from_days(date).year;
  if (year != due_year_ || visits_may_change_on(d) || parameters.pools_moved()) make_due_visits(year, parameters);
  const auto of_year = static_cast<std::size_t>(date - days_from_civil({year, 1, 1}));
  if (due_from_.empty()) return today_;
  for (std::uint32_t i = due_from_[of_year]; i < due_from_[of_year + 1]; ++i) {
    if (i + 8 < due_from_[of_year + 1]) people_.fetch(due_[i + 8].person);
    const Due& due = due_[i];
    const DueVisits& programme = model_.due_visits[due.programme];
    const Person& person = people_[due.person];
    if (!people_.there(due.person) || person.label(programme.attribute) != 1) continue;
    const std::uint64_t entity =
        combine(combine(person.entity, programme.address), static_cast<std::uint64_t>(year) * 256 + due.number);
    const RandomBlock block = random_block(key_, entity, programme.address, 1);
    const std::array<double, 25>& hours =
        model_.profiles[programme.profile].hours[static_cast<std::size_t>(calendar_.type(d))];
    today_.push_back({entity, moment(hours, d, block[0]), due.person, programme.enters,
                      static_cast<Index>(first_due_set() + due.programme), owner_of(person, lists_)});
  }
  return today_;
}

// Of those who have got a label today, or on days before on which nobody comes, and have it still.
void Demand::add_of_labels(std::int32_t d) {
  for (std::size_t s = 0; s < model_.label_requests.size(); ++s) {
    const LabelRequests& of = model_.label_requests[s];
    const auto comes_on = [&](std::int32_t day) {
      return model_.profiles[of.profile].day_share[static_cast<std::size_t>(calendar_.type(day))] > 0;
    };
    if (!comes_on(d)) continue;
    std::int32_t first = d;
    while (first > 0 && !comes_on(first - 1)) --first;
    people_.for_each_event(first, d + 1, [&](const LifeEvent& event) {
      if (event.kind != LifeEvent::Kind::label || event.attribute != of.attribute || event.label != of.label) return;
      const Person& person = people_[event.person];
      if (!people_.there(event.person) || person.label(of.attribute) != of.label) return;
      const std::uint64_t entity = combine(combine(person.entity, of.address), static_cast<std::uint64_t>(event.day));
      const RandomBlock block = random_block(key_, entity, of.address, 1);
      const std::array<double, 25>& hours =
          model_.profiles[of.profile].hours[static_cast<std::size_t>(calendar_.type(d))];
      today_.push_back({entity, moment(hours, d, block[0]), event.person, of.enters,
                        static_cast<Index>(first_due_set() + model_.due_visits.size() + s), owner_of(person, lists_)});
    });
  }
}

// Of what arises on the day `onset`, what comes today.
void Demand::add_requests(std::int32_t onset, std::int32_t today, const ParameterValues& parameters) {
  const std::int32_t first_day = onset - onset % 4;
  if (first_day != first_swept_ || today > swept_upto_) {
    first_swept_ = first_day;
    swept_upto_ = std::max(first_day + 3, today);
    sweep(first_day, today);
  }
  go_to(onset);
  set_day_rates(onset);
  const std::vector<Hit>& hits = hits_[onset % 4];
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i + 8 < hits.size()) people_.fetch(hits[i + 8].person);
    make_requests(hits[i], onset, today, parameters);
  }
}

void Demand::make_requests(const Hit& hit, std::int32_t onset, std::int32_t today, const ParameterValues& parameters) {
  const DemandFamily& family = model_.families[hit.family];
  const std::size_t at = swept_.position(hit.person);
  const std::uint16_t stratum = swept_.stratum(hit.family, at);
  const Person& person = people_[hit.person];
  const auto need = static_cast<double>(swept_.need(hit.family, at));
  const std::size_t n = family.entries.size();
  const double* rates = entry_rates_[hit.family].data() + stratum * n;
  const double total = totals_[hit.family][static_cast<std::size_t>(onset % 4) * family.strata + stratum];
  const std::uint32_t count = poisson_count(std::min(need * total, poisson_mean_limit), hit.word);
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint64_t entity =
        combine(combine(person.entity, family.address),
                (static_cast<std::uint64_t>(onset) << 16) | (static_cast<std::uint64_t>(hit.layer) << 8) | k);
    const RandomBlock block = random_block(key_, entity, family.pick_address, 0);
    std::size_t chosen = n;  // which entry: the word's place in the total
    const double wanted = uniform(block[0]) * total;
    double upto = 0;
    for (std::size_t e = 0; e < n; ++e) {
      if (rates[e] == 0) continue;
      upto += rates[e];
      chosen = e;
      if (wanted < upto) break;
    }
    if (chosen == n) continue;
    const DemandEntry& entry = family.entries[chosen];
    const bool closed = is_closed_on(entry, calendar_, onset);
    if (onset != today && !closed) continue;  // that came on its own day
    if (!(uniform(block[2]) < factor_of(entry, parameters, &person) - hit.layer)) continue;
    const Index set = entry_sets_[hit.family][chosen];
    if (closed) {
      add_of_closed_day({entity, 0, hit.person, none, set, {}}, entry, onset, today, block, parameters);
    } else {
      today_.push_back({entity, moment(hours_of_day(model_, entry, calendar_, onset), onset, block[1]), hit.person,
                        entry.enters, set, owner_of(person, lists_)});
    }
  }
}

// It comes at once, elsewhere; or when the stream is open next; or not at all. The closed day and the day on which it
// comes both decide this: at the shares of the closed day, so that it comes once wherever levers begin or end.
void Demand::add_of_closed_day(const Arrival& drawn, const DemandEntry& entry, std::int32_t onset, std::int32_t today,
                               RandomBlock block, const ParameterValues& parameters) {
  const Person& person = people_[drawn.person];
  const double u = uniform(block[3]);
  double upto = 0;
  for (const ClosedDayPart& part : entry.closed_parts) {
    upto += part.parameter == none ? part.share : parameters.for_person_on(onset, part.parameter, 0, &person);
    if (!(u < upto)) continue;
    const std::int32_t comes = part.deferred ? entry.opens[static_cast<std::size_t>(onset)] : onset;
    if (comes != today) return;
    const std::array<double, 25>& hours = hours_of_day(model_, entry, calendar_, today);
    Arrival arrival = drawn;
    arrival.enters = part.enters;
    const bool at_opening = part.deferred && entry.deferred_over_ms >= 0;
    arrival.ms =
        at_opening ? after_opening(hours, today, entry.deferred_over_ms, block[1]) : moment(hours, today, block[1]);
    arrival.owner = owner_of(person, lists_);
    today_.push_back(arrival);
    return;
  }
}

bool Demand::visits_may_change_on(std::int32_t d) const {
  return std::any_of(model_.due_visits.begin(), model_.due_visits.end(),
                     [&](const DueVisits& programme) { return may_change_on(model_.parameters[programme.visits], d); });
}

// Who gets the attribute of each programme on these days, in order of persons.
std::vector<std::vector<std::uint32_t>> Demand::who_may_join(std::int32_t from_day, std::int32_t end_day) const {
  std::vector<std::vector<std::uint32_t>> who(model_.due_visits.size());
  if (!people_.change()) return who;
  people_.for_each_event(from_day, end_day, [&](const LifeEvent& event) {
    for (std::size_t p = 0; p < who.size() && event.kind == LifeEvent::Kind::label; ++p) {
      if (event.attribute == model_.due_visits[p].attribute && event.label == 1) who[p].push_back(event.person);
    }
  });
  for (std::vector<std::uint32_t>& of_programme : who) {
    std::sort(of_programme.begin(), of_programme.end());
    of_programme.erase(std::unique(of_programme.begin(), of_programme.end()), of_programme.end());
  }
  return who;
}

// At so many visits a year as today. What is due today is a pure function of today's numbers: after a change the year
// is planned anew, and from then on that plan holds. The year's visits, spread evenly from a phase of one's own with
// jitter, moved to the next working day.
void Demand::make_due_visits(int year, const ParameterValues& parameters) {
  due_year_ = year;
  due_.clear();
  if (model_.due_visits.empty()) return;
  const std::int64_t new_year = days_from_civil({year, 1, 1});
  const auto length = static_cast<std::size_t>(days_from_civil({year + 1, 1, 1}) - new_year);
  due_from_.assign(length + 2, 0);
  // Planned for all who take part at New Year or later: the same plan on whichever day it is made. Who no longer takes
  // part, or not yet, is left out on the day.
  const std::int32_t today = people_.day();
  const auto first = static_cast<std::int32_t>(std::max<std::int64_t>(0, new_year - calendar_.first_day()));
  go_to(first);
  const std::vector<std::vector<std::uint32_t>> may_join =
      who_may_join(first, first + static_cast<std::int32_t>(length));
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t p = 0; p < model_.due_visits.size(); ++p) {
      const DueVisits& programme = model_.due_visits[p];
      auto next_to_join = may_join[p].begin();
      for (std::size_t position = 0; position < swept_.size(); ++position) {
        const std::uint32_t i = swept_.person(position);
        const Person& person = people_[i];
        while (next_to_join != may_join[p].end() && *next_to_join < i) ++next_to_join;
        const bool joins = next_to_join != may_join[p].end() && *next_to_join == i;
        if (person.label(programme.attribute) != 1 && !joins) continue;
        const RandomBlock own = random_block(key_, person.entity, programme.address, static_cast<std::uint32_t>(year));
        const double visits = parameters.for_person(programme.visits, 0, &person);
        // A fraction of a visit is a visit for that share of the participants.
        const auto number = static_cast<std::uint32_t>(std::max(visits, 0.0) + uniform(own[0]));
        for (std::uint32_t k = 0; k < number && k < 255; ++k) {
          const RandomBlock jitter =
              random_block(key_, person.entity, programme.address, (static_cast<std::uint32_t>(year) << 8) + k + 1);
          const double at =
              (static_cast<double>(k) + 0.5 * uniform(own[1]) + 0.5 * uniform(jitter[0])) / static_cast<double>(number);
          std::int64_t date = new_year + static_cast<std::int64_t>(at * static_cast<double>(length));
          std::int64_t d = date - calendar_.first_day();
          while (d >= 0 && d < calendar_.days() && !calendar_.working(static_cast<std::int32_t>(d)) &&
                 date + 1 < new_year + static_cast<std::int64_t>(length)) {
            ++date;
            ++d;
          }
          const auto of_year = static_cast<std::size_t>(date - new_year);
          if (pass == 0) {
            ++due_from_[of_year + 1];
          } else {
            due_[due_from_[of_year]++] = {i, static_cast<std::uint16_t>(of_year), static_cast<std::uint8_t>(p),
                                          static_cast<std::uint8_t>(k)};
          }
        }
      }
    }
    if (pass == 0) {
      for (std::size_t i = 1; i < due_from_.size(); ++i) due_from_[i] += due_from_[i - 1];
      due_.resize(due_from_.back());
    }
  }
  go_to(today);
  // Filling moved each start to its end: shift back.
  for (std::size_t i = due_from_.size() - 1; i > 0; --i) due_from_[i] = due_from_[i - 1];
  due_from_[0] = 0;
}

}  // namespace draagkracht
