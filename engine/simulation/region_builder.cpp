#include "engine/simulation/region_builder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/core/hash.h"
#include "engine/model/day_values.h"
#include "engine/model/place_choice.h"
#include "engine/simulation/lever_places.h"

namespace draagkracht {
namespace {

// In which order the days of a week are staffed: the busy ones first.
constexpr int staffing_order[day_types] = {0, 1, 3, 4, 2, 5, sunday};

using Week = std::array<std::vector<Shift>, day_types>;  // axes: day type, shift

struct ShiftOfWeek {
  int type;
  std::size_t shift;  // of the day
};

// The shifts of a week as they are staffed: first those before half of the day is over, by day, then the others.
std::vector<ShiftOfWeek> in_staffing_order(const Week& week, std::int32_t half_day_ms) {
  std::vector<ShiftOfWeek> order;
  std::size_t longest = 0;
  for (const std::vector<Shift>& day : week) longest = std::max(longest, day.size());
  for (const bool before : {true, false}) {
    for (std::size_t shift = 0; shift < longest; ++shift) {
      for (const int type : staffing_order) {
        const std::vector<Shift>& day = week[static_cast<std::size_t>(type)];
        if (shift < day.size() && (day[shift].start_ms < half_day_ms) == before) order.push_back({type, shift});
      }
    }
  }
  return order;
}

std::int64_t length_of(const Shift& shift) { return shift.end_ms - shift.start_ms; }

// Number of shifts in a week, and their time together, ms.
std::pair<std::uint32_t, std::int64_t> size_of(const Week& week) {
  std::pair<std::uint32_t, std::int64_t> size{0, 0};
  for (const std::vector<Shift>& day : week) {
    for (const Shift& shift : day) size = {size.first + 1, size.second + length_of(shift)};
  }
  return size;
}

// Who works when: as many hours as `mean_shifts` of mean length, spread over the week in rounds, to the nearest shift;
// each person about equally often, whole days where possible.
StaffRoster make_roster(Week week, std::int32_t half_day_ms, std::uint32_t persons, std::uint32_t mean_shifts,
                        std::uint64_t entity) {
  StaffRoster roster;
  roster.entity = entity;
  roster.servers = static_cast<std::uint16_t>(persons);
  const std::vector<ShiftOfWeek> order = in_staffing_order(week, half_day_ms);
  const auto [shifts, time] = size_of(week);
  std::vector<std::uint32_t> worked(persons, 0);                      // axis: person; shifts
  std::vector<std::uint8_t> works(std::size_t{persons} * shifts, 0);  // axes: person, shift in staffing order
  std::int64_t given = 0;
  for (std::uint32_t n = 0; shifts > 0; ++n) {
    const std::size_t at = n % shifts;
    Shift& here = week[static_cast<std::size_t>(order[at].type)][order[at].shift];
    if ((2 * given + length_of(here)) * shifts > 2 * mean_shifts * time) break;
    std::int64_t best = -1;
    bool best_same_day = false;
    for (std::uint32_t p = 0; p < persons; ++p) {
      const std::uint8_t* const its = works.data() + std::size_t{p} * shifts;
      if (its[at] != 0) continue;
      bool same_day = false;
      for (std::size_t other = 0; other < shifts; ++other)
        same_day = same_day || (its[other] != 0 && order[other].type == order[at].type);
      const bool better = best < 0 || worked[p] < worked[static_cast<std::size_t>(best)] ||
                          (worked[p] == worked[static_cast<std::size_t>(best)] && same_day && !best_same_day);
      if (better) {
        best = p;
        best_same_day = same_day;
      }
    }
    given += length_of(here);
    if (best < 0) continue;
    here.seats.push_back(static_cast<std::uint16_t>(best));
    works[static_cast<std::size_t>(best) * shifts + at] = 1;
    ++worked[static_cast<std::size_t>(best)];
  }
  std::move(week.begin(), week.end(), std::begin(roster.shifts));
  return roster;
}

class RegionBuilder {
 public:
  RegionBuilder(const Model& model, const Population* population)
      : model_(model), population_(population), places_(model, population), staff_(model.pools.size()) {
    region_.population = population;
    region_.schedules = model.schedules;
  }

  Region build() {
    add_instances();
    region_.periods.clear();
    for (const std::int32_t day : days_of_change()) add_period(day);
    return std::move(region_);
  }

 private:
  std::vector<double> inhabitants_of(Index scope) const {
    if (population_ == nullptr) return {1.0};
    std::vector<double> numbers;
    for (const Place& place : population_->places[scope]) numbers.push_back(place.inhabitants);
    return numbers;
  }
  double inhabitants() const { return population_ == nullptr ? 0.0 : static_cast<double>(population_->persons.size()); }

  void add_instances() {
    for (Index kind = 0; kind < model_.pools.size(); ++kind) {
      const PoolKind& pool = model_.pools[kind];
      first_of_.push_back(static_cast<std::uint32_t>(region_.pools.size()));
      const bool fixed = !pool.staff.any && pool.roster.parts.empty() && pool.schedule == none;
      const auto places = static_cast<std::uint32_t>(inhabitants_of(pool.scope).size());
      for (std::uint32_t place = 0; place < places; ++place) {
        PoolInstance instance;
        instance.kind = kind;
        instance.place = place;
        if (fixed) instance.fixed = static_cast<std::int32_t>(pool.servers);
        instance.entity = combine(name_hash(pool.name), place);
        if (pool.has_book) instance.book = place;
        region_.pools.push_back(instance);
      }
    }
  }

  // A lever that the staff, the roster or a limit of a kind of pool is read through, for which `of` is true.
  template <class Of>
  bool any_lever(Index kind, Of of) const {
    return std::any_of(model_.uses.begin(), model_.uses.end(), [&](const ParameterUse& use) {
      if (use.pool != kind || (use.reading != Reading::duty && use.reading != Reading::limit)) return false;
      const std::vector<LeverEffect>& levers = model_.parameters[use.parameter].levers;
      return std::any_of(levers.begin(), levers.end(),
                         [&](const LeverEffect& lever) { return use.reads(lever) && of(lever); });
    });
  }

  // Whether a kind of pool may have other hours on this day than on the day before.
  bool changes_on(Index kind, std::int32_t day) const {
    return any_lever(kind, [&](const LeverEffect& lever) { return lever.course.may_change_on(day); });
  }
  // Whether its hours depend on where other pools are.
  bool depends_on_others(Index kind) const {
    return any_lever(kind, [](const LeverEffect& lever) {
      return std::any_of(lever.places.begin(), lever.places.end(),
                         [](const LeverEffect::Place& place) { return place.kind == LeverEffect::Place::pool; });
    });
  }

  std::vector<std::int32_t> days_of_change() const {
    std::vector<Index> levered;
    for (Index kind = 0; kind < model_.pools.size(); ++kind) {
      if (any_lever(kind, [](const LeverEffect&) { return true; })) levered.push_back(kind);
    }
    std::vector<std::int32_t> days = {0};
    const auto behind = static_cast<std::int32_t>((model_.horizon_ms + one_day.ms - 1) / one_day.ms);
    for (std::int32_t day = 1; day < behind && !levered.empty(); ++day) {
      if (std::any_of(levered.begin(), levered.end(), [&](Index kind) { return changes_on(kind, day); }))
        days.push_back(day);
    }
    return days;
  }

  // The period that begins on a day, if anything is another than before.
  void add_period(std::int32_t day) {
    const bool first = region_.periods.empty();
    RegionPeriod period;
    if (first) {
      period.duty.resize(region_.pools.size());
      period.pool_of.resize(model_.pools.size());
      period.coverage.assign(model_.pools.size(), 1.0);
    } else {
      period = region_.periods.back();
    }
    period.from_day = day_ = day;
    for (Index kind = 0; kind < model_.pools.size(); ++kind) {
      if (first || changes_on(kind, day) || depends_on_others(kind)) set_duty(kind, period);
    }
    if (!first && period.duty == region_.periods.back().duty) return;
    if (first || period.coverage != region_.periods.back().coverage) {
      period.choices = static_cast<std::uint32_t>(region_.choices.size());
      region_.choices.push_back(choices(period.coverage));
    }
    region_.periods.push_back(std::move(period));
  }

  // Hours of all pools of a kind on the day; `period` has those of the day before.
  void set_duty(Index kind, RegionPeriod& period) {
    const PoolKind& pool = model_.pools[kind];
    const std::vector<double> weights = inhabitants_of(pool.scope);
    std::vector<DaySchedule> rosters;
    const Staff& staff = staff_of(kind);
    if (!pool.roster.parts.empty()) rosters = divide_roster(pool, weights);
    double covered = 0, everyone = 0;
    period.pool_of[kind].assign(weights.size(), nobody);
    for (std::uint32_t place = 0; place < weights.size(); ++place) {
      const std::uint32_t instance = first_of_[kind] + place;
      PoolDuty& duty = period.duty[instance];
      everyone += weights[place];
      if (pool.staff.any && staff.persons[place] == 0) {
        duty = PoolDuty{};
        duty.there = false;
        continue;
      }
      duty.there = true;
      covered += weights[place];
      period.pool_of[kind][place] = instance;
      if (pool.staff.any) {
        duty.schedule = pool.schedule;
        const std::pair numbers{staff.persons[place], staff.shifts[place]};
        if (duty.roster == nobody || roster_numbers_[duty.roster] != numbers) {
          duty.roster = static_cast<std::uint32_t>(region_.rosters.size());
          region_.rosters.push_back(make_roster(week_of(pool), model_.half_day_ms, numbers.first, numbers.second,
                                                combine(name_hash(pool.name), place)));
          roster_numbers_.push_back(numbers);
        }
      } else if (!rosters.empty()) {
        keep_or_add(duty.schedule, std::move(rosters[place]));
      } else if (pool.schedule != none) {
        duty.schedule = pool.schedule;
        if (pool.servers >= 0) keep_or_add(duty.schedule, times(model_.schedules[pool.schedule], pool.servers));
      }
      duty.limits.resize(pool.limits.size());
      for (std::size_t limit = 0; limit < pool.limits.size(); ++limit)
        keep_or_add(duty.limits[limit], limit_schedule(pool.limits[limit], pool, place));
    }
    if (everyone > 0) period.coverage[kind] = covered / everyone;
  }

  Week week_of(const PoolKind& pool) const { return shifts_of(model_.schedules[pool.schedule], model_.half_day_ms); }
  static DaySchedule times(DaySchedule schedule, double servers) {
    for (std::vector<DaySchedule::Change>& day : schedule.changes) {
      for (DaySchedule::Change& change : day) change.level *= static_cast<std::int32_t>(servers);
    }
    return schedule;
  }
  // Whether a schedule of the day before is that of today; else it is added.
  void keep_or_add(std::uint32_t& number, DaySchedule schedule) {
    if (number < region_.schedules.size() && region_.schedules[number] == schedule) return;
    number = static_cast<std::uint32_t>(region_.schedules.size());
    region_.schedules.push_back(std::move(schedule));
  }

  // Axes of both: place.
  struct Staff {
    std::vector<std::uint32_t> persons, shifts;  // the latter of mean length
  };
  struct StaffOfKind {
    Staff numbers;
    std::int32_t day = -1;  // on which they are these
  };

  // What levers make of a parameter on the day at the places of a pool's scope.
  struct Factors {
    double everywhere = 1;
    std::vector<double> at;  // axis: place; empty: the same everywhere

    // What is divided over all places before some get more or less; nothing can be made more of what is 0.
    double divided() const { return at.empty() || everywhere > 0 ? everywhere : 1; }
  };
  Factors factors_of(Index parameter, std::uint32_t row, Index scope, std::size_t places) {
    Factors factors;
    if (parameter == none) return factors;
    factors.everywhere = value_on(model_.parameters[parameter], row, day_, [](const LeverEffect&) { return false; });
    if (!model_.parameters[parameter].by_person) return factors;
    for (std::uint32_t place = 0; place < places; ++place) factors.at.push_back(value_at(parameter, row, scope, place));
    // Where no lever for some places is in force, all is as without one.
    if (std::all_of(factors.at.begin(), factors.at.end(), [&](double f) { return f == factors.everywhere; }))
      factors.at.clear();
    return factors;
  }
  double value_at(Index parameter, std::uint32_t row, Index scope, std::uint32_t place) {
    return value_on(model_.parameters[parameter], row, day_, [&](const LeverEffect& lever) {
      return places_.at_place(lever, scope, place) &&
             has_pools(lever, [&](Index pool) { return is_there(pool, place); });
    });
  }

  // Whether a place has this pool, or the region if it is one of the region.
  bool is_there(Index kind, std::uint32_t place) {
    const PoolKind& pool = model_.pools[kind];
    return !pool.staff.any || staff_of(kind).persons[pool.scope == 0 ? 0 : place] > 0;
  }

  // Who works where; what a lever with has_pool asks of other pools must be known before, and goes in no circle.
  const Staff& staff_of(Index kind) {
    StaffOfKind& staff = staff_[kind];
    const PoolKind& pool = model_.pools[kind];
    if (pool.staff.any && staff.day != day_) staff = {divide_staff(pool, inhabitants_of(pool.scope)), day_};
    return staff.numbers;
  }

  // Some places get more or less of what was divided; the others keep theirs.
  static void change_places(std::vector<std::uint32_t>& parts, const Factors& factors) {
    if (factors.at.empty()) return;
    std::vector<double> wanted(parts.size(), 0.0);
    double sum = 0;
    for (std::size_t place = 0; place < parts.size(); ++place) {
      const double factor = factors.at[place] / factors.divided();
      if (factor == 1) continue;
      wanted[place] = parts[place] * factor;
      sum += wanted[place];
    }
    const std::vector<std::uint32_t> changed = divide_in_proportion(static_cast<std::uint32_t>(sum + 0.5), wanted);
    for (std::size_t place = 0; place < parts.size(); ++place) {
      if (factors.at[place] != factors.divided()) parts[place] = changed[place];
    }
  }

  Staff divide_staff(const PoolKind& pool, const std::vector<double>& weights) {
    Staff staff;
    std::vector<std::uint32_t>&persons = staff.persons, &shifts = staff.shifts;
    persons.assign(weights.size(), 0);
    shifts.assign(weights.size(), 0);
    const auto [of_week, week_ms] = size_of(week_of(pool));
    if (of_week == 0) return staff;
    const StaffRule& rule = pool.staff;
    const Factors factors = factors_of(rule.factor, rule.factor_row, pool.scope, weights.size());
    const double factor = factors.divided();
    const double hours = rule.paid_hours * rule.presence * rule.pool_share * factor * inhabitants() / 10'000;
    const double shift_hours = static_cast<double>(week_ms) / of_week / static_cast<double>(one_hour.ms);
    const auto total = static_cast<std::uint32_t>(hours / shift_hours + 0.5);
    const auto heads = std::max(1U, static_cast<std::uint32_t>(rule.persons * factor * inhabitants() / 10'000 + 0.5));
    if (rule.largest_first) {
      // Whole persons, the largest places first, then a second round, and so on.
      std::vector<std::uint32_t> order(weights.size());
      std::iota(order.begin(), order.end(), 0U);
      std::stable_sort(order.begin(), order.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return weights[a] > weights[b]; });
      for (std::uint32_t n = 0; n < heads; ++n) ++persons[order[n % order.size()]];
      std::vector<double> by_person(persons.begin(), persons.end());
      shifts = divide_in_proportion(total, by_person);
    } else {
      const std::uint32_t least = rule.at_least_one ? of_week : 0U;
      const auto reserved = static_cast<std::uint32_t>(least * weights.size());
      if (total > reserved) {
        // Everyone gets the least; what is above it goes to those whose fair part exceeds it.
        shifts = divide_in_proportion(total, weights);
        raise_to_least(shifts, least);
      } else {
        shifts = divide_in_proportion(std::max(total, reserved), weights);
        raise_to_least(shifts, least);
      }
      persons = divide_in_proportion(heads, weights);
    }
    change_places(shifts, factors);
    change_places(persons, factors);
    if (!factors.at.empty() && rule.at_least_one && !rule.largest_first) {
      for (std::uint32_t& n : shifts) n = std::max(n, of_week);
    }
    for (std::size_t i = 0; i < persons.size(); ++i) {
      if (!rule.largest_first) persons[i] = std::max(persons[i], 1U);
      persons[i] = shifts[i] == 0 ? 0U : std::max(persons[i], (shifts[i] + of_week - 1) / of_week);
    }
    return staff;
  }

  // Takes from those with most above `least` what others lack below it; the total stays where that is possible.
  static void raise_to_least(std::vector<std::uint32_t>& parts, std::uint32_t least) {
    for (std::uint32_t& part : parts) {
      while (part < least) {
        const auto richest = std::max_element(parts.begin(), parts.end());
        if (*richest <= least) return;
        --*richest;
        ++part;
      }
    }
  }

  std::vector<DaySchedule> divide_roster(const PoolKind& pool, const std::vector<double>& weights) {
    std::vector<DaySchedule> result(weights.size());
    const Factors factors = factors_of(pool.roster.factor, 0, pool.scope, weights.size());
    const double factor = factors.divided();
    std::vector<std::vector<std::uint32_t>> levels;  // axes: part, place
    for (const RosterRule::Part& part : pool.roster.parts) {
      const double wanted = part.per_100k * factor * inhabitants() / 100'000;
      const auto total = static_cast<std::uint32_t>(wanted + 0.5);
      std::vector<std::uint32_t> per_place = divide_in_proportion(std::max(total, 1U), weights);
      if (wanted > 0) {  // 0 per 100,000 means nobody; any more, that each place has somebody
        for (std::uint32_t& n : per_place) n = std::max(n, 1U);
      } else {
        std::fill(per_place.begin(), per_place.end(), 0U);
      }
      change_places(per_place, factors);
      levels.push_back(std::move(per_place));
    }
    for (std::size_t place = 0; place < weights.size(); ++place) {
      for (int type = 0; type < day_types; ++type) {
        std::vector<std::int32_t> moments;
        for (const RosterRule::Part& part : pool.roster.parts) {
          for (const DaySchedule::Change& change : model_.schedules[part.schedule].changes[type])
            moments.push_back(change.ms);
        }
        moments.push_back(0);
        std::sort(moments.begin(), moments.end());
        moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
        std::int32_t before = -1;
        for (const std::int32_t ms : moments) {
          std::int32_t level = 0;
          for (std::size_t p = 0; p < levels.size(); ++p) {
            level += model_.schedules[pool.roster.parts[p].schedule].level(type, ms) *
                     static_cast<std::int32_t>(levels[p][place]);
          }
          if (level != before) result[place].changes[type].push_back({ms, level});
          before = level;
        }
      }
    }
    return result;
  }

  DaySchedule limit_schedule(const LimitRule& limit, const PoolKind& pool, std::uint32_t place) {
    DaySchedule schedule;
    if (!limit.hours.empty()) {
      const std::uint32_t size = population_->places[pool.scope][place].size_class;
      for (int type = 0; type < 5; ++type) {
        std::vector<DaySchedule::Change>& changes = schedule.changes[type];
        for (const LimitRule::Hours& part : limit.hours) {
          if (!changes.empty() && changes.back().ms == part.from_ms) changes.pop_back();
          changes.push_back({part.from_ms, static_cast<std::int32_t>(part.by_size[size] + 0.5)});
          if (part.to_ms < one_day.ms) changes.push_back({part.to_ms, 0});
        }
      }
      return schedule;
    }
    const double cap = limit.parameter == none ? limit.cap : value_at(limit.parameter, 0, pool.scope, place);
    const auto level = static_cast<std::int32_t>(std::min(cap, 1e6));
    for (int type = 0; type < day_types; ++type) {
      if (limit.schedule == none) {
        schedule.changes[type] = {{0, level}};
      } else {
        for (DaySchedule::Change change : model_.schedules[limit.schedule].changes[type])
          schedule.changes[type].push_back({change.ms, change.level * level});
      }
    }
    return schedule;
  }

  // Rows of draws for each combination of pools that a place may have.
  std::vector<ChoiceRows> choices(const std::vector<double>& coverage) const {
    std::vector<ChoiceRows> rows(model_.choices.size());
    for (const DrawStep& draw : model_.verbs.draw) {
      if (draw.place_rows == 0) continue;
      const std::uint32_t n = model_.choices[draw.choices].n_choices;
      const std::vector<double> weights = weights_by_place(draw, n, coverage);
      rows[draw.choices] = ChoiceRows::compile(static_cast<std::uint32_t>(weights.size() / n), n, weights);
    }
    return rows;
  }

  const Model& model_;
  const Population* population_;
  LeverPlaces places_;
  std::vector<StaffOfKind> staff_;       // axis: pool kind; of the day on which it was asked for last
  std::vector<std::uint32_t> first_of_;  // axis: pool kind; its instance at the first place
  std::vector<std::pair<std::uint32_t, std::uint32_t>> roster_numbers_;  // axis: Region::rosters; persons, shifts
  std::int32_t day_ = 0;                                                 // of the period that is built
  Region region_;
};

}  // namespace

std::vector<std::uint32_t> divide_in_proportion(std::uint32_t total, const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::uint32_t> parts(weights.size(), 0);
  if (sum <= 0) return parts;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::uint32_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = total * weights[i] / sum;
    parts[i] = static_cast<std::uint32_t>(exact);
    given += parts[i];
    remainders.emplace_back(exact - parts[i], i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; given < total; ++i, ++given) ++parts[remainders[i % remainders.size()].second];
  return parts;
}

std::array<std::vector<Shift>, day_types> shifts_of(const DaySchedule& hours, std::int32_t half_day_ms) {
  Week week;
  for (std::size_t type = 0; type < day_types; ++type) {
    const std::vector<DaySchedule::Change>& day = hours.changes[type];
    for (std::size_t i = 0; i < day.size(); ++i) {
      if (day[i].level == 0) continue;
      const std::int32_t start = day[i].ms;
      const std::int32_t end = i + 1 < day.size() ? day[i + 1].ms : static_cast<std::int32_t>(one_day.ms);
      const bool over_noon = start < half_day_ms && half_day_ms < end;
      if (over_noon) week[type].push_back({start, half_day_ms, {}});
      week[type].push_back({over_noon ? half_day_ms : start, end, {}});
    }
  }
  return week;
}

Region build_region(const Model& model, const Population* population) {
  return RegionBuilder(model, population).build();
}

}  // namespace draagkracht
