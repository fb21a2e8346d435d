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

std::uint32_t stratum_of(const TableKey& key, const Person& person) {
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < key.size; ++i)
    at += std::uint32_t{key.parts[i].stride} * person.label(key.parts[i].source.index);
  return at;
}

Arrival::Owner owner(const Person& person, const PersonLists& lists) {
  Arrival::Owner owner{.entity = person.entity, .own_server = person.own_server};
  std::memcpy(owner.place, person.place, sizeof owner.place);
  std::memcpy(owner.labels, person.labels(), sizeof owner.labels);
  if (!lists.all_kept() && !lists.keeps(person)) owner.place[lists.scope() - 1] = no_place;
  return owner;
}

}  // namespace

Demand::Demand(const Model& model, const Region& region, const Calendar& calendar, RandomKey key)
    : model_(model), population_(*region.population), calendar_(calendar), key_(key), lists_(model, region) {
  const Population& population = population_;
  for (const DemandFamily& family : model.families) {
    entry_sets_.emplace_back();
    for (const DemandEntry& entry : family.entries) {
      entry_sets_.back().push_back(static_cast<Index>(sets_.size()));
      sets_.push_back(&entry.set);
    }
    const std::size_t persons = population.persons.size();
    Strata& strata = strata_.emplace_back();
    if (family.strata <= 256) {
      strata.narrow.reserve(persons);
      for (const Person& person : population.persons)
        strata.narrow.push_back(static_cast<std::uint8_t>(stratum_of(family.stratum, person)));
    } else {
      strata.wide.reserve(persons);
      for (const Person& person : population.persons)
        strata.wide.push_back(static_cast<std::uint16_t>(stratum_of(family.stratum, person)));
    }
    if (family.need == none) ones_.resize(persons, 1.0F);
    needs_.push_back(family.need == none ? nullptr : population.needs[family.need].data());
    totals_.emplace_back(std::size_t{4} * family.strata);
    entry_rates_.emplace_back(std::size_t{family.strata} * family.entries.size());
  }
  for (const float*& needs : needs_) needs = needs == nullptr ? ones_.data() : needs;
  for (const DueVisits& programme : model.due_visits) sets_.push_back(&programme.set);
  mark_persons();
  entities_.resize(persons_per_batch);
  words_.resize(persons_per_batch);
  highest_.resize(persons_per_batch);
  may_hit_.resize(persons_per_batch);
}

// The rates of layer 0 are the reference's: no lever changes them, so the highest of a person's days is known.
void Demand::mark_persons() {
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const DemandFamily& family = model_.families[f];
    std::vector<double> most(family.strata, 0.0), total(family.strata);
    for (std::int32_t day = 0; day < calendar_.days(); ++day) {
      std::fill(total.begin(), total.end(), 0.0);
      for (const DemandEntry& entry : family.entries) {
        const double of_day = share_of_year(model_, entry, calendar_, day);
        for (std::uint32_t s = 0; s < family.strata; ++s) total[s] += entry.rate[s] * of_day;
      }
      for (std::uint32_t s = 0; s < family.strata; ++s) most[s] = std::max(most[s], total[s]);
    }
    std::vector<std::uint16_t> marks(population_.persons.size());
    for (std::size_t i = 0; i < marks.size(); ++i) {
      const std::uint64_t words = words_below(static_cast<double>(needs_[f][i]) * most[strata_[f][i]]);
      marks[i] = static_cast<std::uint16_t>((words == 0 ? 0 : words - 1) >> 16);
    }
    marks_.push_back(std::move(marks));
  }
}

// How many times the reference a factor may make of an entry during the four days from now.
double Demand::most_of(const DemandEntry& entry, const ParameterValues& parameters) const {
  if (entry.factor == none) return 1;
  const Parameter& parameter = model_.parameters[entry.factor];
  const bool changing = parameter.by_person || !parameter.levers.empty();
  return (changing ? parameter.most : parameters.row(entry.factor, entry.factor_row)) / entry.factor_unit;
}

// One word per person and day: a block's four lanes are four days.
void Demand::sweep(std::int32_t first_day, const ParameterValues& parameters) {
  for (std::vector<Hit>& hits : hits_) hits.clear();
  const std::vector<Sweep> sweeps = sweeps_from(first_day, parameters);
  const auto block_of_days = static_cast<std::uint32_t>(first_day / 4);
  std::size_t wijk = 0;
  for (std::size_t first = 0; first < population_.persons.size(); first += persons_per_batch) {
    const std::size_t n = std::min(persons_per_batch, population_.persons.size() - first);
    list_entities(first, n, wijk);
    for (const Sweep& sweep : sweeps) {
      random_blocks(key_, entities_.data(), n, sweep.address, block_of_days, words_.data(), highest_.data());
      mark_hits(sweep, first, n);
      note_hits(sweep, first, n);
    }
  }
}

// What is drawn of all persons for four days.
std::vector<Demand::Sweep> Demand::sweeps_from(std::int32_t first_day, const ParameterValues& parameters) {
  std::vector<Sweep> sweeps;
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const DemandFamily& family = model_.families[f];
    std::vector<double>& totals = totals_[f];
    std::fill(totals.begin(), totals.end(), 0.0);
    std::vector<double> alone(totals.size());
    for (std::size_t e = 0; e < family.entries.size(); ++e) {
      const DemandEntry& entry = family.entries[e];
      for (std::int32_t i = 0; i < 4 && first_day + i < calendar_.days(); ++i) {
        const double of_day = share_of_year(model_, entry, calendar_, first_day + i);
        for (std::uint32_t s = 0; s < family.strata; ++s) {
          alone[static_cast<std::size_t>(i) * family.strata + s] = entry.rate[s] * of_day;
          totals[static_cast<std::size_t>(i) * family.strata + s] += entry.rate[s] * of_day;
        }
      }
      // Layers above the first are asked of the entries alone that need them, each at an address of its own.
      const double most = most_of(entry, parameters);
      DRAAGKRACHT_ENSURE(most <= limits::demand_factor * (1 + 1e-9));
      for (std::uint8_t layer = 1; layer < most; ++layer) {
        const std::uint32_t address = name_hash(entry.name + "#layer" + std::to_string(layer));
        sweeps.push_back({{0, 0, static_cast<std::uint16_t>(f), layer, static_cast<std::uint8_t>(e)}, address, alone});
      }
    }
    sweeps.push_back({{0, 0, static_cast<std::uint16_t>(f), 0, 0}, family.address, totals});
  }
  return sweeps;
}

// A count above 0 needs uniform(~word) < mean (see poisson_count). Most persons have no such word in four days: they
// are passed over by their highest word. In layer 0 it is compared with the person's mark; above it half of it with a
// bound that is never too low, because an entry alone has far fewer requests than its family.
void Demand::mark_hits(const Sweep& sweep, std::size_t first, std::size_t n) {
  const std::uint32_t* const highest = highest_.data();
  std::uint8_t* const may_hit = may_hit_.data();
  if (sweep.kind.layer == 0) {
    const std::uint16_t* const marks = &marks_[sweep.kind.family][first];
    for (std::size_t i = 0; i < n; ++i) may_hit[i] = ~highest[i] >> 16 <= marks[i] ? 1 : 0;
    return;
  }
  const float* const needs = &needs_[sweep.kind.family][first];
  const double most = *std::max_element(sweep.rates.begin(), sweep.rates.end());
  const auto bound = static_cast<float>(most * 0x1p31 * 1.00001);  // for a need of 1
  for (std::size_t i = 0; i < n; ++i) {
    const auto half = static_cast<float>(static_cast<std::int32_t>(~highest[i] >> 1));
    may_hit[i] = half <= needs[i] * bound + 1 ? 1 : 0;
  }
}

// The entities of n persons, who live in the wijk at `wijk` or later ones. Those of a wijk count up from its first.
void Demand::list_entities(std::size_t first, std::size_t n, std::size_t& wijk) {
  for (std::size_t i = 0; i < n;) {
    const Wijk& home = population_.wijken[wijk];
    const std::size_t end = std::size_t{home.first} + home.inhabitants;  // of its persons
    const std::uint64_t entity = population_.persons[home.first].entity + (first + i - home.first);
    const std::size_t there = std::min(n, end - first) - i;
    for (std::size_t k = 0; k < there; ++k) entities_[i + k] = entity + k;
    i += there;
    if (first + i == end) ++wijk;
  }
}

// The person-days of a batch with a count, of those who may have one.
void Demand::note_hits(const Sweep& sweep, std::size_t first, std::size_t n) {
  const Hit& kind = sweep.kind;
  const std::size_t strata = model_.families[kind.family].strata;
  for (std::size_t eight = 0; eight < n; eight += 8) {
    std::uint64_t flags = 0;
    std::memcpy(&flags, &may_hit_[eight], std::min<std::size_t>(8, n - eight));
    for (; flags != 0; flags &= flags - 1) {
      const std::size_t i = eight + static_cast<std::size_t>(std::countr_zero(flags)) / 8;
      const double need = needs_[kind.family][first + i];
      const double* means = sweep.rates.data() + strata_[kind.family][first + i];
      for (std::size_t lane = 0; lane < 4; ++lane) {
        const std::uint32_t word = words_[i][lane];
        if (!(uniform(~word) < need * means[lane * strata])) continue;
        hits_[lane].push_back({static_cast<std::uint32_t>(first + i), word, kind.family, kind.layer, kind.entry});
      }
    }
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
  if (d - d % 4 != swept_) {
    swept_ = d - d % 4;
    sweep(swept_, parameters);
  }
  set_day_rates(d);
  const std::vector<Hit>& hits = hits_[d % 4];
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i + 8 < hits.size()) population_.persons.fetch(hits[i + 8].person);
    make_requests(hits[i], d, parameters);
  }

  const std::int64_t date = calendar_.first_day() + d;
  const int year = civil_from_days(date).year;
  if (year != due_year_ || visits_may_change_on(d) || parameters.pools_moved()) make_due_visits(year, parameters);
  const auto of_year = static_cast<std::size_t>(date - days_from_civil({year, 1, 1}));
  if (due_from_.empty()) return today_;
  for (std::uint32_t i = due_from_[of_year]; i < due_from_[of_year + 1]; ++i) {
    if (i + 8 < due_from_[of_year + 1]) population_.persons.fetch(due_[i + 8].person);
    const Due& due = due_[i];
    const DueVisits& programme = model_.due_visits[due.programme];
    const Person& person = population_.persons[due.person];
    const std::uint64_t entity =
        combine(combine(person.entity, programme.address), static_cast<std::uint64_t>(year) * 256 + due.number);
    const RandomBlock block = random_block(key_, entity, programme.address, 1);
    today_.push_back({entity, moment(model_.profiles[programme.profile], d, block[0]), due.person, programme.enters,
                      static_cast<Index>(sets_.size() - model_.due_visits.size() + due.programme),
                      owner(person, lists_)});
  }
  return today_;
}

void Demand::make_requests(const Hit& hit, std::int32_t d, const ParameterValues& parameters) {
  const DemandFamily& family = model_.families[hit.family];
  const std::uint16_t stratum = strata_[hit.family][hit.person];
  const Person& person = population_.persons[hit.person];
  const auto need = static_cast<double>(needs_[hit.family][hit.person]);
  const std::size_t n = family.entries.size();
  const double* rates = entry_rates_[hit.family].data() + stratum * n;
  const double total =
      hit.layer > 0 ? rates[hit.entry] : totals_[hit.family][static_cast<std::size_t>(d % 4) * family.strata + stratum];
  const std::uint32_t count = poisson_count(std::min(need * total, poisson_mean_limit), hit.word);
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint64_t source = hit.layer > 0 ? name_hash(family.entries[hit.entry].name) : family.address;
    const std::uint64_t entity =
        combine(combine(person.entity, source),
                (static_cast<std::uint64_t>(d) << 16) | (static_cast<std::uint64_t>(hit.layer) << 8) | k);
    const RandomBlock block = random_block(key_, entity, family.pick_address, 0);
    std::size_t chosen = hit.layer > 0 ? hit.entry : n;
    if (hit.layer == 0) {  // which entry: the word's place in the total
      const double wanted = uniform(block[0]) * total;
      double upto = 0;
      for (std::size_t e = 0; e < n; ++e) {
        if (rates[e] == 0) continue;
        upto += rates[e];
        chosen = e;
        if (wanted < upto) break;
      }
    }
    if (chosen == n) continue;
    const DemandEntry& entry = family.entries[chosen];
    if (!(uniform(block[2]) < factor_of(entry, parameters, &person) - hit.layer)) continue;
    today_.push_back({entity, moment(model_.profiles[entry.profile], d, block[1]), hit.person, entry.enters,
                      entry_sets_[hit.family][chosen], owner(person, lists_)});
  }
}

std::int64_t Demand::moment(const WeekProfile& profile, std::int32_t d, std::uint32_t word) const {
  const std::array<double, 25>& hours = profile.hours[static_cast<std::size_t>(calendar_.type(d))];
  const double u = uniform(word);
  std::size_t h = 0;
  while (h < 23 && !(u < hours[h + 1])) ++h;
  const double width = hours[h + 1] - hours[h];
  const double inside = width > 0 ? (u - hours[h]) / width : 0.5;
  const auto ms = static_cast<std::int64_t>((static_cast<double>(h) + inside) * static_cast<double>(one_hour.ms));
  return start_of_day(d).ms + std::clamp<std::int64_t>(ms, 0, one_day.ms - 1);
}

bool Demand::visits_may_change_on(std::int32_t d) const {
  return std::any_of(model_.due_visits.begin(), model_.due_visits.end(),
                     [&](const DueVisits& programme) { return may_change_on(model_.parameters[programme.visits], d); });
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
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t p = 0; p < model_.due_visits.size(); ++p) {
      const DueVisits& programme = model_.due_visits[p];
      for (std::uint32_t i = 0; i < population_.persons.size(); ++i) {
        const Person& person = population_.persons[i];
        if (person.label(programme.attribute) != 1) continue;
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
  // Filling moved each start to its end: shift back.
  for (std::size_t i = due_from_.size() - 1; i > 0; --i) due_from_[i] = due_from_[i - 1];
  due_from_[0] = 0;
}

}  // namespace draagkracht
