// Workforces: the persons who hold the seats of pools with staff.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/run_calendar.h"

namespace draagkracht {
namespace {

constexpr double rounding = 1e-6;  // within which shares sum to 1
constexpr int youngest = 15;       // who works

class WorkforceCompiler {
 public:
  WorkforceCompiler(Binder& binder, const Named<WorkforceSpec>& item)
      : b_(binder), spec_(item.item), name_(item.name), path_("workforce." + item.name) {}

  Workforce compile() {
    Workforce force;
    force.name = name_;
    force.address = name_hash("workforce/" + name_);
    if (!is_dated(b_.scenario.run))
      b_.issues.add(spec_.where, path_, "stands in a run without dates", "persons come and leave by month",
                    "write run.start");
    compile_pools(force);
    compile_ages(force);
    compile_parameters(force);
    compile_sickness(force);
    put_back_hours(force);
    compile_also(force);
    force.overtime_price = b_.settled(spec_.overtime_price, path_ + ".overtime_price");
    return force;
  }

 private:
  const Name& row() const { return spec_.row.value.empty() ? own_name_ : spec_.row; }

  void compile_pools(Workforce& force) {
    for (const Name& name : spec_.pools) {
      const Index pool = b_.pool_of(name, path_ + ".pools");
      if (pool == none) continue;
      if (!b_.model.pools[pool].staff.any)
        b_.issues.add(name.where, path_ + ".pools", "pool " + quoted(name.value) + " has no staff",
                      "these persons hold its seats", "Give the pool a table [pool." + name.value + ".staff]");
      for (const Workforce& other : b_.model.workforces) {
        if (std::find(other.pools.begin(), other.pools.end(), pool) != other.pools.end())
          b_.issues.add(name.where, path_ + ".pools",
                        "pool " + quoted(name.value) + " belongs to workforce " + quoted(other.name),
                        "its persons are of one workforce");
      }
      if (std::find(force.pools.begin(), force.pools.end(), pool) != force.pools.end())
        b_.issues.add(name.where, path_ + ".pools", "names pool " + quoted(name.value) + " twice");
      force.pools.push_back(pool);
    }
  }

  void compile_ages(Workforce& force) {
    force.until_age = static_cast<int>(spec_.until_age);
    const Table* ages = b_.table_of(spec_.ages, path_ + ".ages");
    const Table* leaving = b_.table_of(spec_.leaving, path_ + ".leaving");
    if (ages == nullptr || leaving == nullptr) return;
    TableReader reader(*ages, b_.issues);
    const int discipline = reader.column("discipline"), from = reader.column("from_age"),
              share = reader.column("share");
    if (discipline < 0 || from < 0 || share < 0) return;
    std::vector<std::string> known;
    for (const std::vector<std::string>& cells : ages->rows)
      known.push_back(cells[static_cast<std::size_t>(discipline)]);
    if (b_.find(row(), known, "discipline", path_ + ".row") < 0) return;
    double sum = 0;
    for (std::size_t r = 0; r < reader.rows(); ++r) {
      if (ages->rows[r][static_cast<std::size_t>(discipline)] != row().value) continue;
      const auto age = static_cast<int>(reader.integer(r, from, {.low = youngest, .high = 100}));
      if (age >= force.until_age)
        b_.issues.add(ages->where(r, from), "from_age",
                      "is " + std::to_string(age) + ", and nobody of workforce " + quoted(name_) + " is older than " +
                          std::to_string(force.until_age - 1),
                      path_ + ".until_age is " + std::to_string(force.until_age),
                      "Take the row out, or raise until_age");
      if (!force.ages.empty() && age <= force.ages.back().from_age)
        b_.issues.add(
            ages->where(r, from), "from_age",
            "does not rise: " + std::to_string(age) + " stands after " + std::to_string(force.ages.back().from_age));
      force.ages.push_back({age, reader.number(r, share, {.low = 0, .high = 1}), 0});
      sum += force.ages.back().share;
    }
    if (std::abs(sum - 1) > rounding)
      b_.issues.add(
          spec_.ages.where, path_ + ".ages",
          "shares of " + quoted(row().value) + " in table " + quoted(spec_.ages.value) + " sum to " + short_number(sum),
          "they are the shares of all persons", "Let them sum to 1");
    read_leaving(force, *leaving);
  }

  // The rate of a band is that of the row in which the band begins; the bands of both tables are cut where either is.
  void read_leaving(Workforce& force, const Table& table) {
    TableReader reader(table, b_.issues);
    const int from = reader.column("from_age"), rate = reader.column("per_year");
    if (from < 0 || rate < 0 || force.ages.empty()) return;
    int before = -1;
    std::vector<std::pair<int, double>> rates;
    for (std::size_t r = 0; r < reader.rows(); ++r) {
      const auto age = static_cast<int>(reader.integer(r, from, {.low = 0, .high = 100}));
      if (age <= before)
        b_.issues.add(table.where(r, from), "from_age",
                      "does not rise: " + std::to_string(age) + " stands after " + std::to_string(before));
      before = age;
      rates.emplace_back(age, reader.number(r, rate, {.low = 0, .high = 1}));
    }
    if (rates.empty() || rates.front().first > force.ages.front().from_age) {
      b_.issues.add(
          spec_.leaving.where, path_ + ".leaving",
          "table " + quoted(spec_.leaving.value) + " has no rate of age " + std::to_string(force.ages.front().from_age),
          "that is the youngest age of " + quoted(row().value), "Let its first row begin there, or earlier");
      return;
    }
    const auto rate_at = [&](int age) {
      double found = rates.front().second;
      for (const auto& [of_age, value] : rates) found = of_age <= age ? value : found;
      return found;
    };
    std::vector<Workforce::AgeBand> cut;
    for (std::size_t i = 0; i < force.ages.size(); ++i) {
      const int begin = force.ages[i].from_age;
      const int end = i + 1 < force.ages.size() ? force.ages[i + 1].from_age : force.until_age;
      std::vector<int> cuts{begin};
      for (const auto& [age, value] : rates) {
        if (age > begin && age < end) cuts.push_back(age);
      }
      for (std::size_t c = 0; c < cuts.size(); ++c) {
        const int behind = c + 1 < cuts.size() ? cuts[c + 1] : end;
        cut.push_back({cuts[c], force.ages[i].share * (behind - cuts[c]) / std::max(1, end - begin), rate_at(cuts[c])});
      }
    }
    force.ages = std::move(cut);
  }

  Index parameter(const Name& name, const char* key) {
    if (name.value.empty()) return none;
    return b_.plain_parameter(name, path_ + key, Reading::workforce);
  }
  Index share(const Name& name, const char* key) {
    const Index index = parameter(name, key);
    if (index == none) return none;
    const Parameter& its = b_.model.parameters[index];
    if (its.low < 0 || its.high > 1)
      b_.issues.add(name.where, path_ + key,
                    "parameter " + quoted(its.name) + " may leave 0 to 1, and is read as a share", {},
                    "least = 0 and most = 1 at the parameter");
    return index;
  }
  Index not_negative(const Name& name, const char* key) {
    const Index index = parameter(name, key);
    if (index == none) return none;
    const Parameter& its = b_.model.parameters[index];
    if (its.low < 0)
      b_.issues.add(name.where, path_ + key, "parameter " + quoted(its.name) + " may be below 0", {},
                    "least = 0 at the parameter");
    return index;
  }

  void compile_parameters(Workforce& force) {
    force.leaving_factor = not_negative(spec_.leaving_factor, ".leaving_factor");
    force.leaving_by_load = not_negative(spec_.leaving_by_load, ".leaving_by_load");
    force.strained_load = not_negative(spec_.strained_load, ".strained_load");
    force.inflow = not_negative(spec_.inflow, ".inflow");
    force.newcomer_age = not_negative(spec_.newcomer_age, ".newcomer_age");
    force.newcomer_hours = share(spec_.newcomer_hours, ".newcomer_hours");
    force.least_loaded_weight = not_negative(spec_.least_loaded_weight, ".least_loaded_weight");
    force.cover = share(spec_.cover, ".cover");
    force.vacant_at_start = b_.settled(spec_.vacant_at_start, path_ + ".vacant_at_start");
    force.newcomers_wait = static_cast<std::int32_t>(spec_.newcomers_wait);
    force.fill_time = not_negative(spec_.fill_time, ".fill_time");
    if (force.fill_time != none) {
      const std::optional<double> unit = unit_of_time(b_.scenario, spec_.fill_time.value);
      if (!unit)
        b_.issues.add(spec_.fill_time.where, path_ + ".fill_time",
                      "parameter " + quoted(spec_.fill_time.value) + " has no unit of time", {},
                      "unit = \"weeks\" at the parameter");
      force.fill_time_unit = unit.value_or(1);
    }
    if (force.newcomer_age != none) {
      const double age = b_.model.parameters[force.newcomer_age].values[0];
      if (age < youngest || age >= force.until_age)
        b_.issues.add(
            spec_.newcomer_age.where, path_ + ".newcomer_age", "is " + short_number(age),
            "newcomers are " + std::to_string(youngest) + " to " + std::to_string(force.until_age - 1) + " years old");
    }
    if (!spec_.load.value.empty()) bind_load(force);
  }

  void bind_load(Workforce& force) {
    std::vector<std::string> known;
    for (const Model::Sensor& sensor : b_.model.sensors) known.push_back(sensor.name);
    b_.use("sensor", spec_.load.value);
    const int found = b_.find(spec_.load, known, "sensor", path_ + ".load");
    if (found < 0) return;
    force.load = static_cast<Index>(found);
    const Index scope = b_.model.pools[b_.model.sensors[force.load].pool].scope;
    for (const Index pool : force.pools) {
      if (scope != 0 && scope != b_.model.pools[pool].scope)
        b_.issues.add(
            spec_.load.where, path_ + ".load", "is a sensor of places of scope " + quoted(b_.model.scopes[scope].name),
            "pool " + quoted(b_.model.pools[pool].name) + " has others, and which of them is meant is not known");
    }
  }

  void compile_sickness(Workforce& force) {
    const WorkforceSpec::Sickness& spec = spec_.sickness;
    if (!spec.set) return;
    force.sickness = share(spec.share, ".sickness.share");
    force.wave = not_negative(spec.wave, ".sickness.wave");
    force.sickness_by_load = not_negative(spec.by_load, ".sickness.by_load");
    if (!spec.by_load.value.empty() && spec_.load.value.empty())
      b_.issues.add(spec.by_load.where, path_ + ".sickness.by_load", "stands at a workforce without `load`",
                    "it goes by that", "Name a sensor as `load` of the workforce");
    if (spec.season.set) read_season(force, spec.season);
    const Table* table = b_.table_of(spec.spells, path_ + ".sickness.spells");
    if (table == nullptr) return;
    TableReader reader(*table, b_.issues);
    const int kind = reader.column("kind"), share_of = reader.column("share"), days = reader.column("days");
    if (kind < 0 || share_of < 0 || days < 0) return;
    double shares = 0, time = 0, longest = 0;
    for (std::size_t r = 0; r < reader.rows(); ++r) {
      Workforce::Spell spell;
      spell.kind = reader.text(r, kind);
      spell.days = reader.number(r, days, {.low = 1, .high = 10'000});
      const double share = reader.number(r, share_of, {.low = 0, .high = 1});
      spell.share_of_time = share * spell.days;
      shares += share;
      time += spell.share_of_time;
      longest = std::max(longest, spell.days);
      force.spells.push_back(spell);
    }
    if (force.spells.empty() || force.spells.size() > 250 || std::abs(shares - 1) > rounding) {
      b_.issues.add(spec.spells.where, path_ + ".sickness.spells",
                    "shares of spells in table " + quoted(spec.spells.value) + " sum to " + short_number(shares),
                    "they are the shares of all spells", "Let them sum to 1");
      return;
    }
    for (Workforce::Spell& spell : force.spells) {
      spell.share_of_time /= time;
      spell.follows = force.spells.size() == 1 || spell.days < longest;
    }
    if (force.sickness == none) return;
    ill_ = b_.model.parameters[force.sickness].values[0];
    if (ill_ >= 0.5)
      b_.issues.add(spec.share.where, path_ + ".sickness.share", "is " + short_number(ill_),
                    "nobody could work like that", "Give a share below 0.5");
  }

  // Tables count persons who are there and hours that are worked: who is ill, and what is vacant, is taken off anew,
  // seat by seat, less what others work instead.
  void put_back_hours(const Workforce& force) {
    const double vacant = force.vacant_at_start;
    const double covered = force.cover == none ? 0.0 : b_.model.parameters[force.cover].values[0];
    const double worked = (1 - vacant) * (1 - ill_ * (1 - covered)) + vacant * covered;
    for (const Index pool : force.pools) {
      b_.model.pools[pool].staff.presence /= worked;
      b_.model.pools[pool].staff.persons /= 1 - vacant;
    }
  }

  void compile_also(Workforce& force) {
    const WorkforceSpec::Also& spec = spec_.also;
    if (!spec.set) return;
    const std::string path = path_ + ".also.pools";
    for (const Name& name : spec.pools) {
      const Index pool = b_.pool_of(name, path);
      if (pool == none) continue;
      const PoolSpec& other = b_.scenario.pools[pool].item;
      const std::string which = "pool " + quoted(name.value);
      if (std::find(force.pools.begin(), force.pools.end(), pool) != force.pools.end()) {
        b_.issues.add(name.where, path, which + " is one of its own", "these persons hold its seats",
                      "Name the other pools in which they are on duty");
      } else if (other.staff.set) {
        b_.issues.add(name.where, path, which + " has staff", "its seats have persons of their own",
                      "Name pools with a roster, a schedule or servers");
      } else if (other.unlimited || !other.capacity.value.empty()) {
        b_.issues.add(name.where, path, which + " has no hours on duty that are known beforehand",
                      "these cost hours of shifts", "Name pools with a roster, a schedule or servers");
      }
      if (std::find(force.also.pools.begin(), force.also.pools.end(), pool) != force.also.pools.end())
        b_.issues.add(name.where, path, "names " + which + " twice");
      force.also.pools.push_back(pool);
    }
    force.also.share_by_others = share(spec.share_by_others, ".also.share_by_others");
    force.also.hours_off = share(spec.hours_off, ".also.hours_off");
    // With either missing the scenario is refused.
    if (force.also.hours_off == none || force.pools.empty()) force.also = {};
  }

  void read_season(Workforce& force, const Lookup& season) {
    const std::string path = path_ + ".sickness.season";
    const Table* table = b_.table_of(season.table, path + ".table");
    if (table == nullptr) return;
    TableReader reader(*table, b_.issues);
    const int month = reader.column("month"), value = reader.column(season.column.value);
    if (month < 0 || value < 0) return;
    std::array<int, 12> rows{};
    for (std::size_t r = 0; r < reader.rows(); ++r) {
      const std::int64_t m = reader.integer(r, month, {.low = 1, .high = 12});
      if (m < 1) continue;
      ++rows[static_cast<std::size_t>(m - 1)];
      force.season[static_cast<std::size_t>(m - 1)] = reader.number(r, value, {.low = 0, .high = 100});
    }
    for (std::size_t m = 0; m < rows.size(); ++m) {
      if (rows[m] != 1)
        b_.issues.add(season.table.where, path + ".table",
                      "month " + std::to_string(m + 1) + " has " + std::to_string(rows[m]) + " rows in table " +
                          quoted(season.table.value),
                      "each month has one");
    }
    const double mean = std::accumulate(force.season.begin(), force.season.end(), 0.0) / 12;
    if (std::abs(mean - 1) > 1e-3)
      b_.issues.add(season.table.where, path, "has mean " + short_number(mean) + " over the months",
                    "`share` is that of a whole year", "Let the mean of the months be 1");
  }

  Binder& b_;
  const WorkforceSpec& spec_;
  std::string name_, path_;
  double ill_ = 0;  // share of the time
  Name own_name_{name_, spec_.where};
};

}  // namespace

void compile_workforces(Binder& binder) {
  for (const Named<WorkforceSpec>& item : binder.scenario.workforces) {
    if (binder.model.workforces.size() == limits::workforces) {
      binder.issues.add(item.where, "workforce." + item.name, "is one too many",
                        "at most " + std::to_string(limits::workforces) + " are possible");
      return;
    }
    Workforce force = WorkforceCompiler(binder, item).compile();
    binder.model.workforces.push_back(std::move(force));
  }
}

}  // namespace draagkracht
