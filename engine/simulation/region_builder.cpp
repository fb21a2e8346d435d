#include "engine/simulation/region_builder.h"

#include <algorithm>
#include <utility>

#include "engine/core/hash.h"
#include "engine/model/day_values.h"
#include "engine/model/place_choice.h"
#include "engine/simulation/lever_places.h"
#include "engine/simulation/staff_division.h"
#include "engine/simulation/staff_roster.h"

namespace draagkracht {
namespace {

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
    const StaffNumbers& staff = staff_of(kind);
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

  struct StaffOfKind {
    StaffNumbers numbers;
    std::int32_t day = -1;  // on which they are these
  };

  PlaceFactors factors_of(Index parameter, std::uint32_t row, Index scope, std::size_t places) {
    PlaceFactors factors;
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
  const StaffNumbers& staff_of(Index kind) {
    StaffOfKind& staff = staff_[kind];
    const PoolKind& pool = model_.pools[kind];
    if (pool.staff.any && staff.day != day_) {
      const std::vector<double> weights = inhabitants_of(pool.scope);
      const PlaceFactors factors = factors_of(pool.staff.factor, pool.staff.factor_row, pool.scope, weights.size());
      staff = {divide_staff(pool.staff, week_of(pool), inhabitants(), weights, factors), day_};
    }
    return staff.numbers;
  }

  std::vector<DaySchedule> divide_roster(const PoolKind& pool, const std::vector<double>& weights) {
    std::vector<DaySchedule> result(weights.size());
    const PlaceFactors factors = factors_of(pool.roster.factor, 0, pool.scope, weights.size());
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
      const std::uint32_t last = model_.choices[draw.choices].last;
      const std::vector<double> weights = weights_by_place(draw, n, coverage);
      rows[draw.choices] = ChoiceRows::compile(static_cast<std::uint32_t>(weights.size() / n), n, weights, last);
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

Region build_region(const Model& model, const Population* population) {
  return RegionBuilder(model, population).build();
}

}  // namespace draagkracht
