// Levers: what they change, for whom, where and from when; and whether all who read the parameter can hear that.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "engine/model/compile_parts.h"
#include "engine/model/run_calendar.h"
#include "engine/scenario/field_range.h"

namespace draagkracht {
namespace {

using Where = NamesMap::value_type;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Binds one lever.
class LeverCompiler {
 public:
  LeverCompiler(Binder& binder, const Named<LeverSpec>& named)
      : b_(binder), spec_(named.item), path_("lever." + named.name) {}

  void compile(const Named<LeverSpec>& named) {
    const Index index = b_.parameter_named(spec_.parameter, path_ + ".parameter");
    if (index == none) return;
    Parameter& parameter = b_.model.parameters[index];
    LeverEffect effect;
    effect.name = named.name;
    effect.course = course();
    effect.rows.assign(parameter.values.size(), 1);
    for (const Where& where : spec_.where) choose(where, parameter, effect);
    parameter.by_person = parameter.by_person || !effect.conditions.empty() || !effect.places.empty();
    check_range(parameter, effect);
    effect.number = static_cast<std::uint32_t>(b_.levers.size());
    b_.levers.push_back(&named);
    parameter.levers.push_back(std::move(effect));
  }

 private:
  std::string at(const Where& where) const { return path_ + ".where." + where.first; }

  Course course() {
    Course course;
    course.operation = static_cast<Course::Operation>(spec_.operation);
    course.value = spec_.value.value;
    course.from_day = day_of(spec_.from, "from", "the lever then holds from the start").value_or(0);
    course.until_day = day_of(spec_.until, "until", "the lever then holds to the end").value_or(Course::never);
    if (course.until_day <= course.from_day) {
      b_.issues.add(spec_.until.where, path_ + ".until", "is not after the first day on which the lever holds",
                    "it is the first day on which the lever no longer does");
    }
    course.ramp_days = static_cast<std::int32_t>(spec_.ramp.value / static_cast<double>(one_day.ms) + 0.5);
    if (spec_.ramp.value <= 0) return course;
    course.shape = Course::ramp;
    if (course.ramp_days == 0) {
      b_.issues.add(spec_.ramp.where, path_ + ".ramp", "is shorter than half a day",
                    "levers change once a day, at midnight");
    }
    if (course.until_day != Course::never && course.until_day - course.from_day < course.ramp_days) {
      b_.issues.add(spec_.ramp.where, path_ + ".ramp", "is longer than the lever holds");
    }
    return course;
  }

  // The day of the run on which a date falls; nothing, and an issue, if it is none of the run.
  std::optional<std::int32_t> day_of(const Located<std::int64_t>& date, const char* key, const char* without) {
    if (date.where.line == 0) return std::nullopt;
    const Model& model = b_.model;
    const std::int64_t days = (model.horizon_ms + one_day.ms - 1) / one_day.ms;
    const std::int64_t day = date.value - model.start_day;
    if (!is_dated(b_.scenario.run)) {
      b_.issues.add(date.where, path_ + '.' + key, "is a date, and the run has none",
                    "without run.start no day of the run is a date",
                    "write run.start, or leave `" + std::string(key) + "` away");
      return std::nullopt;
    }
    if (model.horizon_ms > 0 && (day < 0 || day >= days)) {
      const bool moot = (day < 0) == (key == std::string_view("from"));  // it would change nothing
      b_.issues.add(
          date.where, path_ + '.' + key, date_text(date.value) + " is outside the run",
          "it begins on " + date_text(model.start_day) + " and ends on " + date_text(model.start_day + days - 1),
          moot ? "leave `" + std::string(key) + "` away: " + without : "");
      return std::nullopt;
    }
    return static_cast<std::int32_t>(day);
  }

  void choose(const Where& where, const Parameter& parameter, LeverEffect& effect) {
    if (where.first == "wijk" || where.first == "region" || where.first == "gemeente")
      return choose_area(where, effect);
    if (where.first == "has_pool") return choose_pool(where, effect);
    const LabelSource source = source_of(where);
    if (source.kind == LabelSource::constant) return;
    std::vector<std::uint8_t> labels(b_.labels_of(source).size(), 0);
    for (const Name& label : where.second) {
      const int value = b_.label_of(source, label, at(where));
      if (value >= 0) labels[static_cast<std::size_t>(value)] = 1;
    }
    bool in_key = false;
    for (std::size_t k = 0; k < parameter.key.size; ++k) {
      const TableKey::Part& part = parameter.key.parts[k];
      if (part.source.kind != source.kind || part.source.index != source.index) continue;
      in_key = true;
      for (std::size_t row = 0; row < effect.rows.size(); ++row) {
        if (labels[row / part.stride % labels.size()] == 0) effect.rows[row] = 0;
      }
    }
    if (in_key) return;
    if (source.kind == LabelSource::person) {
      effect.conditions.push_back({source.index, std::move(labels)});
      return;
    }
    b_.issues.add(where.second[0].where, at(where),
                  "parameter " + quoted(parameter.name) + " does not differ by " + quoted(where.first),
                  "a lever can choose among the keys of its parameter, attributes of persons, wijk, gemeente, region "
                  "and has_pool");
  }

  LabelSource source_of(const Where& where) {
    const std::vector<std::string>& variables = b_.model.variables;
    const std::vector<std::string>& attributes = b_.model.attributes;
    const auto variable = std::find(variables.begin(), variables.end(), where.first);
    if (variable != variables.end())
      return LabelSource::of_variable(static_cast<std::size_t>(variable - variables.begin()));
    const auto attribute = std::find(attributes.begin(), attributes.end(), where.first);
    if (attribute != attributes.end())
      return LabelSource::of_attribute(static_cast<std::size_t>(attribute - attributes.begin()), variables.size());
    std::vector<std::string> known = variables;
    known.insert(known.end(), attributes.begin(), attributes.end());
    known.insert(known.end(), {"wijk", "gemeente", "region", "has_pool"});
    b_.find({where.first, where.second[0].where}, known, "variable or attribute", path_ + ".where");
    return {};
  }

  // A column of codes and, if the table has it, one of names.
  void choose_area(const Where& where, LeverEffect& effect) {
    const bool region = where.first == "region", wijk = where.first == "wijk";
    LeverEffect::Place place;
    place.kind = region ? LeverEffect::Place::region
                 : wijk ? LeverEffect::Place::wijk
                        : LeverEffect::Place::municipality;
    const PopulationSpec& population = b_.scenario.population;
    const auto table = b_.tables.find((region ? population.regions : population.wijken).value);
    if (!population.set) {
      b_.issues.add(where.second[0].where, at(where), "chooses a " + where.first, "this model has no population");
    }
    if (table == b_.tables.end()) return;  // that the table is missing is said elsewhere
    TableReader reader(table->second, b_.issues);
    const int code = reader.column(region ? "region_code" : wijk ? "wijk_code" : "municipality_code");
    const int name = wijk ? -1 : table->second.column(region ? "name" : "municipality");
    if (code < 0) return;
    for (const Name& wanted : where.second) {
      std::vector<std::string> codes = codes_of(table->second, code, name, wanted.value);
      std::vector<std::string> known;
      if (region && codes.empty()) codes = own_region(wanted.value, known);
      if (codes.empty()) {
        for (const std::vector<std::string>& row : table->second.rows) {
          for (const int column : {code, name}) {
            if (column >= 0) known.push_back(row[static_cast<std::size_t>(column)]);
          }
        }
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        b_.find(wanted, known, where.first, at(where));
      } else if (codes.size() > 1) {
        b_.issues.add(wanted.where, at(where), quoted(wanted.value) + " is the name of several", joined(codes),
                      "write the code");
      } else {
        place.codes.push_back(codes[0]);
      }
    }
    effect.places.push_back(std::move(place));
  }

  // The same in the scenario's own table of regions; `known` becomes its codes and names.
  std::vector<std::string> own_region(const std::string& wanted, std::vector<std::string>& known) const {
    const auto table = b_.tables.find(b_.scenario.population.own_regions.value);
    if (table == b_.tables.end()) return {};
    const int code = table->second.column("region"), name = table->second.column("name");
    if (code < 0) return {};  // is said where regions are read
    for (const std::vector<std::string>& row : table->second.rows) {
      for (const int column : {code, name}) {
        if (column >= 0) known.push_back(row[static_cast<std::size_t>(column)]);
      }
    }
    return codes_of(table->second, code, name, wanted);
  }

  // Codes that are this, or else whose name is.
  static std::vector<std::string> codes_of(const Table& table, int code, int name, const std::string& wanted) {
    std::vector<std::string> named;
    for (const std::vector<std::string>& row : table.rows) {
      const std::string& its_code = row[static_cast<std::size_t>(code)];
      if (its_code == wanted) return {wanted};
      if (name < 0 || row[static_cast<std::size_t>(name)] != wanted) continue;
      if (std::find(named.begin(), named.end(), its_code) == named.end()) named.push_back(its_code);
    }
    return named;
  }

  void choose_pool(const Where& where, LeverEffect& effect) {
    std::vector<std::string> known;
    for (const auto& pool : b_.scenario.pools) known.push_back(pool.name);
    LeverEffect::Place place;
    place.kind = LeverEffect::Place::pool;
    for (const Name& wanted : where.second) {
      const int pool = b_.find(wanted, known, "pool", at(where));
      if (pool >= 0) place.pools.push_back(static_cast<Index>(pool));
    }
    effect.places.push_back(std::move(place));
  }

  void check_range(Parameter& parameter, const LeverEffect& effect) {
    for (std::size_t row = 0; row < parameter.values.size(); ++row) {
      if (effect.rows[row] == 0) continue;
      const double value = effect.course.full(parameter.values[row]);
      parameter.most = std::max(parameter.most, std::min(value, parameter.high));
      if (value >= parameter.low && value <= parameter.high) continue;
      b_.issues.add(spec_.value.where, path_ + ".value",
                    "brings parameter " + quoted(parameter.name) + " out of its range",
                    "it must stay between " + short_number(parameter.low) + " and " + short_number(parameter.high));
      return;
    }
  }

  Binder& b_;
  const LeverSpec& spec_;
  std::string path_;
};

bool overlap(const Names& a, const Names& b) {
  return std::any_of(a.begin(), a.end(), [&](const Name& x) {
    return std::any_of(b.begin(), b.end(), [&](const Name& y) { return x.value == y.value; });
  });
}

// Whether two levers set the same for some of the same: by the same keys, with a label in common at each.
bool set_alike(const LeverSpec& a, const LeverSpec& b) {
  if (a.operation != 0 || b.operation != 0 || a.parameter.value != b.parameter.value) return false;
  if (a.from.value != b.from.value || a.where.size() != b.where.size()) return false;
  return std::all_of(a.where.begin(), a.where.end(), [&](const Where& x) {
    return std::any_of(b.where.begin(), b.where.end(),
                       [&](const Where& y) { return x.first == y.first && overlap(x.second, y.second); });
  });
}

void refuse_two_that_set(Binder& binder) {
  for (std::size_t i = 0; i < binder.levers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Named<LeverSpec>&lever = *binder.levers[i], &other = *binder.levers[j];
      if (!set_alike(lever.item, other.item)) continue;
      binder.issues.add(
          lever.where, "lever." + lever.name,
          "sets parameter " + quoted(lever.item.parameter.value) + " like lever " + quoted(other.name) + " does",
          "two levers cannot both set one value at one time", "make one of them multiply or add");
    }
  }
}

// Says what one reader does not hear of a lever.
class Hearing {
 public:
  Hearing(Binder& binder, const LeverEffect& effect)
      : b_(binder), effect_(effect), named_(*binder.levers[effect.number]), path_("lever." + named_.name) {}

  bool refused(const ParameterUse& use) {
    const ReadingRule& rule = rule_of(use.reading);
    if (!rule.dated && named_.item.from.where.line > 0)
      return refuse(named_.item.from.where, "from", use, "leave `from` away, or compare runs that start on that day");
    if (!rule.dated && named_.item.until.where.line > 0)
      return refuse(named_.item.until.where, "until", use, "leave `until` away");
    if (!rule.dated && effect_.course.shape != Course::step)
      return refuse(named_.item.ramp.where, "ramp", use, "leave `ramp` away");
    for (const auto& [key, labels] : named_.item.where) {
      const Location& where = labels[0].where;
      if (is_attribute(key) && !rule.of_persons) {
        return refuse(where, "where." + key, use,
                      rule.of_places ? "region, gemeente, wijk or has_pool choose among places" : "");
      }
      const bool area = key == "region" || key == "gemeente" || key == "wijk" || key == "has_pool";
      if (area && !rule.of_persons && !rule.of_places) return refuse(where, "where." + key, use, "");
      if (rule.of_places && use.scope == 0 && (key == "gemeente" || key == "wijk")) {
        return refuse(where, "where." + key, use, "region: one of these serves a whole region");
      }
    }
    return rule.of_places && other_scope(use);
  }

 private:
  // Keys of the parameter itself chose rows.
  bool is_attribute(const std::string& key) const {
    return std::any_of(effect_.conditions.begin(), effect_.conditions.end(),
                       [&](const LeverEffect::Condition& c) { return b_.model.attributes[c.attribute] == key; });
  }

  bool other_scope(const ParameterUse& use) {
    for (const auto& [key, labels] : named_.item.where) {
      if (key != "has_pool") continue;
      for (const Name& label : labels) {
        const auto pool = std::find_if(b_.model.pools.begin(), b_.model.pools.end(),
                                       [&](const PoolKind& kind) { return kind.name == label.value; });
        if (pool == b_.model.pools.end()) continue;  // it was refused already
        if (pool->scope == 0 || pool->scope == use.scope) continue;
        return refuse(label.where, "where.has_pool", use,
                      "a pool of scope " + quoted(b_.model.scopes[use.scope].name) + ", as that one");
      }
    }
    return false;
  }

  bool refuse(const Location& where, const std::string& key, const ParameterUse& use, std::string suggestion) {
    b_.issues.add(where, path_ + '.' + key, "is not heard by " + use.path,
                  "parameter " + quoted(b_.model.parameters[use.parameter].name) + " is read there " +
                      rule_of(use.reading).moment,
                  std::move(suggestion));
    return true;
  }

  Binder& b_;
  const LeverEffect& effect_;
  const Named<LeverSpec>& named_;
  std::string path_;
};

// A pool whose staff depend on where another pool is, which depends on where the first one is.
void refuse_circles(Binder& binder) {
  const Model& model = binder.model;
  std::vector<std::vector<std::uint8_t>> needs(model.pools.size(), std::vector<std::uint8_t>(model.pools.size(), 0));
  std::vector<const LeverEffect*> by(model.pools.size(), nullptr);
  for (const ParameterUse& use : model.uses) {
    if (use.reading != Reading::duty || use.pool == none) continue;
    for (const LeverEffect& lever : model.parameters[use.parameter].levers) {
      if (!use.reads(lever)) continue;
      for (const LeverEffect::Place& place : lever.places) {
        for (const Index pool : place.pools) needs[use.pool][pool] = 1;
        if (!place.pools.empty()) by[use.pool] = &lever;
      }
    }
  }
  for (std::size_t via = 0; via < needs.size(); ++via) {
    for (std::size_t from = 0; from < needs.size(); ++from) {
      for (std::size_t to = 0; to < needs.size() && needs[from][via] != 0; ++to) needs[from][to] |= needs[via][to];
    }
  }
  for (std::size_t pool = 0; pool < needs.size(); ++pool) {
    if (needs[pool][pool] == 0 || by[pool] == nullptr) continue;
    const Named<LeverSpec>& lever = *binder.levers[by[pool]->number];
    binder.issues.add(lever.where, "lever." + lever.name + ".where.has_pool",
                      "goes in a circle: where pool " + quoted(model.pools[pool].name) + " is depends on itself");
    return;
  }
}

}  // namespace

void compile_levers(Binder& binder) {
  for (const Named<LeverSpec>& named : binder.scenario.levers) LeverCompiler(binder, named).compile(named);
  refuse_two_that_set(binder);
  // Several levers may work on one value: a bound for all of them together.
  for (Parameter& parameter : binder.model.parameters) {
    if (parameter.levers.size() < 2) continue;
    double most = parameter.most;
    for (const LeverEffect& lever : parameter.levers) {
      if (lever.course.operation == Course::multiply) most = std::max(most, lever.course.full(most));
      if (lever.course.operation == Course::add) most = std::max(most, lever.course.full(most));
    }
    parameter.most = std::min(most, parameter.high);
  }
}

void check_levers(Binder& binder) {
  const Model& model = binder.model;
  const bool all_bound = binder.issues.size() == 0;
  std::vector<std::vector<const ParameterUse*>> uses(model.parameters.size());  // axis: parameter
  for (const ParameterUse& use : model.uses) uses[use.parameter].push_back(&use);
  for (Index p = 0; p < model.parameters.size(); ++p) {
    for (const LeverEffect& lever : model.parameters[p].levers) {
      Hearing hearing(binder, lever);
      bool read = false, refused = false;
      for (const ParameterUse* use : uses[p]) {
        if (!use->reads(lever)) continue;
        read = true;
        refused = refused || hearing.refused(*use);
      }
      // What nothing reads at all is told by check_use.
      if (read || !all_bound || !binder.is_used("parameter", model.parameters[p].name)) continue;
      const Named<LeverSpec>& named = *binder.levers[lever.number];
      binder.issues.add(named.where, "lever." + named.name,
                        "changes nothing: no step, stream or pool reads parameter " + quoted(model.parameters[p].name) +
                            (named.item.where.empty() ? "" : " for these"));
    }
  }
  refuse_circles(binder);
}

}  // namespace draagkracht
