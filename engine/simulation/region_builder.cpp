#include "engine/simulation/region_builder.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/core/hash.h"
#include "engine/model/day_values.h"
#include "engine/model/place_choice.h"
#include "engine/population/population_input.h"
#include "engine/random/distribution.h"
#include "engine/random/philox.h"
#include "engine/simulation/lever_places.h"
#include "engine/simulation/people.h"
#include "engine/simulation/staff_division.h"
#include "engine/simulation/staff_roster.h"

namespace draagkracht {
namespace {

constexpr double full_time = 36;  // hours a week, of whom a table of staff does not say how many persons there are

class RegionBuilder {
 public:
  RegionBuilder(const Model& model, const Population* population)
      : model_(model), population_(population), lever_places_(model, population), staff_(model.pools.size()) {
    region_.population = population;
    region_.schedules = model.schedules;
    count_years();
    count_days();
  }

  Region build() {
    for (const Model::Group& group : model_.groups) region_.group_of.push_back(groups_of(group));
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
  // The number of the group of each place: consecutive places, which stand in order of wijk.
  std::vector<std::uint32_t> groups_of(const Model::Group& group) const {
    const std::size_t places = inhabitants_of(group.scope).size();
    const auto groups =
        std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(places) / group.size + 0.5));
    std::vector<std::uint32_t> numbers;
    for (std::size_t place = 0; place < places; ++place)
      numbers.push_back(static_cast<std::uint32_t>(place * groups / places));
    return numbers;
  }
  // The places that have each pool of a kind, in order of the pools. Axes: pool of the kind, place of it.
  std::vector<std::vector<std::uint32_t>> places_of(const PoolKind& pool) const {
    std::vector<std::vector<std::uint32_t>> places;
    const auto n = static_cast<std::uint32_t>(inhabitants_of(pool.scope).size());
    for (std::uint32_t place = 0; place < n; ++place) {
      const std::uint32_t at = pool.group == none ? place : region_.group_of[pool.group][place];
      if (places.size() <= at) places.emplace_back();
      places[at].push_back(place);
    }
    return places;
  }
  std::vector<double> inhabitants_of(const PoolKind& pool) const {
    const std::vector<double> of_places = inhabitants_of(pool.scope);
    std::vector<double> numbers;
    for (const std::vector<std::uint32_t>& places : places_of(pool)) {
      numbers.push_back(0);
      for (const std::uint32_t place : places) numbers.back() += of_places[place];
    }
    return numbers;
  }
  double inhabitants() const { return population_ == nullptr ? 0.0 : static_cast<double>(population_->residents()); }

  // The New Years of the run behind the first day that counts, and who is there then.
  void count_years() {
    const std::int64_t counts_from = model_.start_day + model_.warm_up_ms / one_day.ms;
    const std::int64_t end = model_.start_day + (model_.horizon_ms + one_day.ms - 1) / one_day.ms;
    for (int year = civil_from_days(counts_from).year + 1; days_from_civil({year, 1, 1}) < end; ++year) {
      const std::int64_t day = days_from_civil({year, 1, 1});
      const LifeChanges changes = population_ == nullptr ? LifeChanges{} : changes_until(*population_, day);
      new_years_.push_back(
          {static_cast<std::int32_t>(day - model_.start_day), inhabitants() + static_cast<double>(changes.growth())});
    }
  }
  // The days of the calendar year in which counting begins: how many there are of each type in each month.
  void count_days() {
    const int year = civil_from_days(model_.start_day + model_.warm_up_ms / one_day.ms).year;
    for (std::int64_t day = days_from_civil({year, 1, 1}); day < days_from_civil({year + 1, 1, 1}); ++day) {
      const bool closed = std::binary_search(model_.holidays.begin(), model_.holidays.end(), day);
      const auto month = static_cast<std::size_t>(civil_from_days(day).month - 1);
      days_of_year_[month][static_cast<std::size_t>(closed ? sunday : weekday_of(day))] += 1;
    }
  }
  // How many years have begun by the day of the period that is built, beside the first.
  std::size_t years() const {
    const auto begins_later = [](std::int32_t day, const NewYear& year) { return day < year.day; };
    return static_cast<std::size_t>(std::upper_bound(new_years_.begin(), new_years_.end(), day_, begins_later) -
                                    new_years_.begin());
  }
  // Of how many inhabitants numbers per inhabitant are. The whole region's: its staff grows with it and is divided as
  // at the start, for nobody goes to work elsewhere because people move.
  double inhabitants_now(bool each_year) const {
    return each_year && years() > 0 ? new_years_[years() - 1].inhabitants : inhabitants();
  }
  bool follows_years(Index kind) const {
    const PoolKind& pool = model_.pools[kind];
    return pool.staff.each_year || !pool.staff.trend.empty() || pool.roster.each_year;
  }
  bool is_new_year(std::int32_t day) const {
    return std::any_of(new_years_.begin(), new_years_.end(), [&](const NewYear& year) { return year.day == day; });
  }

  void add_instances() {
    for (Index kind = 0; kind < model_.pools.size(); ++kind) {
      const PoolKind& pool = model_.pools[kind];
      first_of_.push_back(static_cast<std::uint32_t>(region_.pools.size()));
      const bool fixed = !pool.staff.any && pool.roster.parts.empty() && pool.schedule == none;
      places_.push_back(places_of(pool));
      const std::vector<double> inhabitants = inhabitants_of(pool);
      for (std::uint32_t at = 0; at < inhabitants.size(); ++at) {
        PoolInstance instance;
        instance.kind = kind;
        instance.place = places_[kind][at][0];
        instance.inhabitants = inhabitants[at];
        if (fixed) instance.fixed = static_cast<std::int32_t>(pool.servers) * times_of(kind, at);
        instance.entity = combine(name_hash(pool.name), at);
        if (pool.has_book) instance.book = at;
        region_.pools.push_back(instance);
      }
    }
  }

  // How many places have a pool together: so many times it has what a place would have.
  std::int32_t times_of(Index kind, std::uint32_t at) const {
    return model_.pools[kind].servers >= unlimited_servers ? 1 : static_cast<std::int32_t>(places_[kind][at].size());
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
    return (follows_years(kind) && is_new_year(day)) ||
           any_lever(kind, [&](const LeverEffect& lever) { return staff_changes_on(lever.course, day); });
  }
  // Rosters are made by the week, and follow a ramp on Mondays: the day on which it is full may lie in the week before.
  static bool staff_changes_on(const Course& course, std::int32_t day) {
    if (course.shape != Course::ramp || day == course.until_day) return course.may_change_on(day);
    return day % 7 == 0 && course.holds_on(day) && day - course.from_day < course.ramp_days + 7;
  }
  // Whether its hours depend on where other pools are.
  bool depends_on_others(Index kind) const {
    return any_lever(kind, [](const LeverEffect& lever) {
      return std::any_of(lever.places.begin(), lever.places.end(),
                         [](const LeverEffect::Place& place) { return place.kind == LeverEffect::Place::pool; });
    });
  }

  std::vector<std::int32_t> days_of_change() const {
    std::vector<Index> change;
    for (Index kind = 0; kind < model_.pools.size(); ++kind) {
      if (follows_years(kind) || any_lever(kind, [](const LeverEffect&) { return true; })) change.push_back(kind);
    }
    std::vector<std::int32_t> days = {0};
    const auto behind = static_cast<std::int32_t>((model_.horizon_ms + one_day.ms - 1) / one_day.ms);
    for (std::int32_t day = 1; day < behind && !change.empty(); ++day) {
      if (std::any_of(change.begin(), change.end(), [&](Index kind) { return changes_on(kind, day); }))
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
    const std::vector<double> weights = inhabitants_of(pool);
    std::vector<DaySchedule> rosters;
    const StaffNumbers& staff = staff_of(kind);
    const PlaceFactors direct = factors_of(pool.staff.direct_factor, pool.staff.direct_row, kind);
    if (!pool.roster.parts.empty())
      rosters = divide_roster(kind, factors_of(pool.roster.factor, 0, kind), inhabitants_now(pool.roster.each_year));
    double covered = 0, everyone = 0;
    period.pool_of[kind].assign(inhabitants_of(pool.scope).size(), nobody);
    for (std::uint32_t place = 0; place < weights.size(); ++place) {  // or group of places
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
      for (const std::uint32_t member : places_[kind][place]) period.pool_of[kind][member] = instance;
      if (pool.staff.any) {
        duty.schedule = pool.schedule;
        duty.direct_share = pool.staff.pool_share * (direct.at.empty() ? direct.everywhere : direct.at[place]);
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
        const double each = (pool.servers >= 0 ? pool.servers : 1) * times_of(kind, place);
        if (pool.servers >= 0 || each != 1) keep_or_add(duty.schedule, times(model_.schedules[pool.schedule], each));
      }
      duty.limits.resize(pool.limits.size());
      for (std::size_t limit = 0; limit < pool.limits.size(); ++limit)
        keep_or_add(duty.limits[limit], limit_schedule(pool.limits[limit], pool, places_[kind][place]));
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

  // At the pools of a kind; a group of places is where the first of them is.
  PlaceFactors factors_of(Index parameter, std::uint32_t row, Index kind) {
    PlaceFactors factors;
    if (parameter == none) return factors;
    factors.everywhere = value_on(model_.parameters[parameter], row, day_, [](const LeverEffect&) { return false; });
    if (!model_.parameters[parameter].by_person) return factors;
    for (const std::vector<std::uint32_t>& places : places_[kind])
      factors.at.push_back(value_at(parameter, row, model_.pools[kind].scope, places[0]));
    // Where no lever for some places is in force, all is as without one.
    if (std::all_of(factors.at.begin(), factors.at.end(), [&](double f) { return f == factors.everywhere; }))
      factors.at.clear();
    return factors;
  }
  double value_at(Index parameter, std::uint32_t row, Index scope, std::uint32_t place) {
    return value_on(model_.parameters[parameter], row, day_, [&](const LeverEffect& lever) {
      return lever_places_.at_place(lever, scope, place) &&
             has_pools(lever, [&](Index pool) { return is_there(pool, place); });
    });
  }

  // Whether a place has this pool, or the region if it is one of the region.
  bool is_there(Index kind, std::uint32_t place) {
    const PoolKind& pool = model_.pools[kind];
    const std::uint32_t at = pool.scope == 0 ? 0 : pool.group == none ? place : region_.group_of[pool.group][place];
    return !pool.staff.any || staff_of(kind).persons[at] > 0;
  }

  // Who works where; what a lever with has_pool asks of other pools must be known before, and goes in no circle.
  const StaffNumbers& staff_of(Index kind) {
    StaffOfKind& staff = staff_[kind];
    const PoolKind& pool = model_.pools[kind];
    if (pool.staff.any && staff.day != day_) {
      StaffRule rule = pool.staff;
      std::vector<double> weights = paid_hours(kind, rule);
      if (weights.empty()) weights = staff_weights(pool);
      const PlaceFactors factors = factors_of(pool.staff.factor, pool.staff.factor_row, kind);
      const PlaceFactors direct = factors_of(pool.staff.direct_factor, pool.staff.direct_row, kind);
      rule.presence *= 1 + hours_put_back(kind);
      staff = {divide_staff(rule, week_of(pool), counted_by(rule), weights, factors, direct), day_};
    }
    return staff.numbers;
  }

  double counted_by(const StaffRule& rule) const {
    const double trend = rule.trend.empty() ? 1.0 : rule.trend[std::min(years(), rule.trend.size() - 1)];
    return inhabitants_now(rule.each_year) * trend;
  }

  // Hours of `staff` are those that are left when its persons have worked elsewhere too, as parameters stand. A run
  // takes these off shift by shift; so they are put back here, as a share of the hours that are left. Levers change
  // nothing of it: what they make of duty elsewhere is felt.
  double hours_put_back(Index kind) const {
    double off = 0, worked = 0;
    for (const Workforce& force : model_.workforces) {
      if (std::find(force.pools.begin(), force.pools.end(), kind) == force.pools.end()) continue;
      for (const Index other : force.also.pools) off += hours_off_as_stands(force, other, model_.pools[kind].staff);
      for (const Index own : force.pools) worked += hours_worked_as_stands(force, own);
    }
    return worked > 0 ? off / worked : 0;
  }
  double as_stands(Index parameter, std::uint32_t row, double otherwise) const {
    return parameter == none ? otherwise : model_.parameters[parameter].values[row];
  }
  // Of shifts, in the year in which counting begins, for a pool in which a workforce works as well. Its numbers follow
  // the years if the staff do.
  double hours_off_as_stands(const Workforce& force, Index kind, const StaffRule& staff) const {
    const PoolKind& pool = model_.pools[kind];
    std::vector<DaySchedule> days;
    if (!pool.roster.parts.empty()) {
      const PlaceFactors factors{as_stands(pool.roster.factor, 0, 1), {}};
      days = divide_roster(kind, factors, inhabitants_now(pool.roster.each_year && staff.each_year));
    }
    double ms = 0;
    for (std::uint32_t at = 0; at < places_[kind].size(); ++at) {
      const double servers = (pool.servers >= 0 ? pool.servers : 1) * times_of(kind, at);
      for (int type = 0; type < day_types; ++type) {
        const double of_day = !days.empty() ? static_cast<double>(days[at].total(type))
                              : pool.schedule == none
                                  ? servers * static_cast<double>(one_day.ms)
                                  : servers * static_cast<double>(model_.schedules[pool.schedule].total(type));
        for (const std::array<double, day_types>& month : days_of_year_)
          ms += of_day * month[static_cast<std::size_t>(type)];
      }
    }
    for (const Index reason : {pool.absence, pool.unfilled}) ms *= 1 - as_stands(reason, 0, 0);
    return ms / static_cast<double>(one_hour.ms) * (1 - as_stands(force.also.share_by_others, 0, 0)) *
           as_stands(force.also.hours_off, 0, 0);
  }
  // The same year's hours of a pool's staff, less leave and illness that nobody covers.
  double hours_worked_as_stands(const Workforce& force, Index kind) const {
    const PoolKind& pool = model_.pools[kind];
    StaffRule rule = pool.staff;
    static_cast<void>(paid_hours(kind, rule));
    const Week week = week_of(pool);
    const double week_ms = static_cast<double>(size_of(week).second);
    if (week_ms == 0) return 0;
    // Of the shifts: of who is not ill, and what others work of who is, and of vacant seats.
    const double covered = as_stands(force.cover, 0, 0),
                 ill = as_stands(force.sickness, 0, 0) * as_stands(force.wave, 0, 1);
    double weeks = 0;
    for (std::size_t month = 0; month < days_of_year_.size(); ++month) {
      const double by_month = 1 - ill * force.season[month] * (1 - covered);
      const double by_somebody = (1 - force.vacant_at_start) * by_month + force.vacant_at_start * covered;
      const double here = pool.presence_by_month.empty() ? 1.0 : pool.presence_by_month[month];
      for (std::size_t type = 0; type < day_types; ++type) {
        double ms = 0;
        for (const Shift& shift : week[type]) ms += static_cast<double>(shift.end_ms - shift.start_ms);
        weeks += days_of_year_[month][type] * ms / week_ms * here * by_somebody;
      }
    }
    return rule.paid_hours * rule.presence * rule.pool_share * as_stands(rule.factor, rule.factor_row, 1) *
           as_stands(rule.direct_factor, rule.direct_row, 1) * counted_by(rule) / 10'000 * weeks;
  }

  // Hours a week that real places pay in a pool of theirs, which the rule then has for the region; empty: they are
  // drawn, or the list does not name the pool. The list is of its own patients; more or fewer who enroll have as many
  // per head.
  std::vector<double> paid_hours(Index kind, StaffRule& rule) const {
    const PoolKind& pool = model_.pools[kind];
    const Model::Scope& scope = model_.scopes[pool.scope];
    std::map<std::string, double> of_place;
    for (const Model::Scope::Paid& paid : scope.paid) {
      if (paid.pool == pool.name) of_place[paid.place] = paid.hours;
    }
    if (of_place.empty() || population_ == nullptr) return {};
    const std::vector<Place>& places = population_->places[pool.scope];
    double sum = 0, patients = 0, enrolled = 0;
    std::vector<double> hours;
    for (const std::vector<std::uint32_t>& together : places_[kind]) {
      hours.push_back(0);
      for (const std::uint32_t at : together) {
        const auto paid = of_place.find(places[at].name);
        if (paid == of_place.end()) return {};
        hours.back() += paid->second;
        patients += places[at].size * scope.size_inhabitants[places[at].size_class];
        enrolled += places[at].inhabitants;
      }
      sum += hours.back();
    }
    const double per_10k = sum * enrolled / patients * 10'000 / inhabitants();
    rule.persons = rule.paid_hours > 0 ? rule.persons * per_10k / rule.paid_hours : per_10k / full_time;
    rule.paid_hours = per_10k;
    return hours;
  }

  // Inhabitants of each place, times how its hours per inhabitant differ from others'.
  std::vector<double> staff_weights(const PoolKind& pool) const {
    std::vector<double> weights = inhabitants_of(pool);
    if (pool.staff.cv < least_spread || population_ == nullptr) return weights;
    const QuantileTable spread(DistributionSpec::gamma(1, pool.staff.cv));
    const RandomKey key{population_->seed, population_replication};
    const std::uint64_t region = combine(text_hash(population_->region), pool.scope);
    for (std::size_t place = 0; place < weights.size(); ++place) {
      const RandomBlock words = random_block(key, combine(region, place), name_hash(staff_draw + pool.name), 0);
      weights[place] *= spread.sample(words[0]);
    }
    return weights;
  }

  // Whether a place is open throughout a part of the week.
  bool is_open(Index scope, const RosterRule::Part& part, std::size_t place) const {
    if (population_ == nullptr) return true;
    const std::string& name = population_->places[scope][place].name;
    for (const auto& [of, hours] : model_.scopes[scope].hours) {
      if (of == name && !open_throughout(model_.schedules[hours], part.hours)) return false;
    }
    return true;
  }
  // Who is served where in a part of the week: those of a place that is closed then, by the next one that is not. There
  // is one: a region in which all are closed was refused when its places were read.
  std::vector<double> served_by(Index scope, const RosterRule::Part& part, const std::vector<double>& weights) const {
    if (model_.scopes[scope].hours.empty()) return weights;
    std::vector<double> served(weights.size(), 0.0);
    for (std::size_t place = 0; place < weights.size(); ++place) {
      for (std::size_t n = 0; n < weights.size(); ++n) {
        const std::size_t at = (place + n) % weights.size();
        if (!is_open(scope, part, at)) continue;
        served[at] += weights[place];
        break;
      }
    }
    return served;
  }

  std::vector<DaySchedule> divide_roster(Index kind, const PlaceFactors& factors, double inhabitants) const {
    const PoolKind& pool = model_.pools[kind];
    const std::vector<double> weights = inhabitants_of(pool);
    std::vector<DaySchedule> result(weights.size());
    const double factor = factors.divided();
    std::vector<std::vector<std::uint32_t>> levels;  // axes: part, place
    for (const RosterRule::Part& part : pool.roster.parts) {
      const double wanted = part.per_100k * factor * inhabitants / 100'000;
      const auto total = static_cast<std::uint32_t>(wanted + 0.5);
      const std::vector<double> served = served_by(pool.scope, part, weights);
      std::vector<std::uint32_t> per_place = divide_in_proportion(std::max(total, 1U), served);
      if (wanted > 0) {  // 0 per 100,000 means nobody; any more, that each place, or else one, has somebody
        for (std::size_t place = 0; place < served.size() && !pool.roster.just_the_number; ++place)
          per_place[place] = is_open(pool.scope, part, place) ? std::max(per_place[place], 1U) : 0U;
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
          for (const DaySchedule::Change& change : part.hours.changes[type]) moments.push_back(change.ms);
        }
        moments.push_back(0);
        std::sort(moments.begin(), moments.end());
        moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
        std::int32_t before = -1;
        for (const std::int32_t ms : moments) {
          std::int32_t level = 0;
          for (std::size_t p = 0; p < levels.size(); ++p) {
            level += pool.roster.parts[p].hours.level(type, ms) * static_cast<std::int32_t>(levels[p][place]);
          }
          if (level != before) result[place].changes[type].push_back({ms, level});
          before = level;
        }
      }
    }
    return result;
  }

  // A cap of the places that have a pool together: the sum of theirs.
  DaySchedule limit_schedule(const LimitRule& limit, const PoolKind& pool, const std::vector<std::uint32_t>& places) {
    DaySchedule schedule;
    if (!limit.hours.empty()) {
      // In proportion to the place's own size; where its class has one, each place has one at least.
      const auto lines = [&](const LimitRule::Hours& part) {
        std::int32_t sum = 0;
        for (const std::uint32_t at : places) {
          const Place& place = population_->places[pool.scope][at];
          const double of_class = part.by_size[place.size_class];
          sum += static_cast<std::int32_t>(std::max(of_class * place.size, std::min(of_class, 1.0)) + 0.5);
        }
        return sum;
      };
      for (int type = 0; type < 5; ++type) {
        std::vector<DaySchedule::Change>& changes = schedule.changes[type];
        for (const LimitRule::Hours& part : limit.hours) {
          if (!changes.empty() && changes.back().ms == part.from_ms) changes.pop_back();
          changes.push_back({part.from_ms, lines(part)});
          if (part.to_ms < one_day.ms) changes.push_back({part.to_ms, 0});
        }
      }
      return schedule;
    }
    std::int32_t level = 0;
    for (const std::uint32_t place : places) {
      const double cap = limit.parameter == none ? limit.cap : value_at(limit.parameter, 0, pool.scope, place);
      level += static_cast<std::int32_t>(std::min(cap, 1e6));
    }
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
  LeverPlaces lever_places_;
  std::vector<StaffOfKind> staff_;       // axis: pool kind; of the day on which it was asked for last
  std::vector<std::uint32_t> first_of_;  // axis: pool kind; its instance at the first place
  std::vector<std::vector<std::vector<std::uint32_t>>> places_;          // axes: pool kind, pool, place that has it
  std::vector<std::pair<std::uint32_t, std::uint32_t>> roster_numbers_;  // axis: Region::rosters; persons, shifts
  std::int32_t day_ = 0;                                                 // of the period that is built
  struct NewYear {
    std::int32_t day = 0;  // of the run
    double inhabitants = 0;
  };
  std::vector<NewYear> new_years_;
  std::array<std::array<double, day_types>, 12> days_of_year_{};  // axes: month, day type
  Region region_;
};

}  // namespace

Region build_region(const Model& model, const Population* population) {
  return RegionBuilder(model, population).build();
}

}  // namespace draagkracht
