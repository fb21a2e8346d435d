// Laws of numbers and times: from what is written, or from the rows of a table, to quantile tables.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/scenario/distributions.h"

namespace draagkracht {
namespace {

constexpr double minute_ms = 60'000;

DistributionSpec distribution_of(const LawSpec& law) {
  DistributionSpec spec;
  spec.kind = static_cast<DistributionKind>(law.kind);
  spec.mean_value = law.mean.value;
  spec.sd = law.sd.value;
  const double cv = law.cv.number.value;
  spec.cv = cv;
  if (std::isnan(cv) && law.mean.value > 0) spec.cv = law.sd.value / law.mean.value;
  spec.low = law.low.value;
  spec.mode = law.mode.value;
  spec.high = law.high.value;
  spec.shape = law.shape.value;
  spec.step = law.unit_step.value;
  spec.shift = law.shift.value;
  if (!std::isnan(law.truncate_low.value)) spec.lower = law.truncate_low.value;
  if (!std::isnan(law.truncate_high.value)) spec.upper = law.truncate_high.value;
  if (spec.kind == DistributionKind::normal) {
    if (!std::isnan(law.low.value)) spec.lower = law.low.value;
    if (!std::isnan(law.high.value)) spec.upper = law.high.value;
  }
  const bool by_sd = spec.kind == DistributionKind::normal || spec.kind == DistributionKind::beta;
  if (by_sd && std::isnan(law.sd.value)) spec.sd = cv * law.mean.value;
  if (spec.kind == DistributionKind::erlang && law.shape.value == std::floor(law.shape.value))
    spec.stages = static_cast<int>(std::min(law.shape.value, 1e9));
  for (const Located<double>& v : law.values) spec.values.push_back(v.value);
  for (const Located<double>& w : law.weights) spec.weights.push_back(w.value);
  for (const LawSpec& part : law.mixture) {
    spec.components.push_back(distribution_of(part));
    spec.weights.push_back(part.weight.value);
  }
  return spec;
}

// What 1 is, in ms, in a column of times: what the end of its name says, else minutes.
double unit_of_column(const std::string& name) {
  static const std::vector<std::pair<std::string, double>> units = {
      {"_s", 1'000}, {"_min", minute_ms}, {"_h", 60 * minute_ms}, {"_days", 24 * 60 * minute_ms}};
  const auto it =
      std::find_if(units.begin(), units.end(), [&](const auto& unit) { return name.ends_with(unit.first); });
  return it == units.end() ? minute_ms : it->second;
}

void time_from_table(Binder& binder, const TimeSpec& spec, const std::string& path, TimeSource& time) {
  const auto columns = binder.key_columns(spec.lookup, path);
  std::vector<LabelSource> sources;
  for (const auto& [source, name] : columns) sources.push_back(source);
  std::uint32_t rows = 1;
  time.key = binder.key_over(sources, rows, spec.lookup.where, path + ".by");
  time.tables.assign(rows, none);
  const Table* table = binder.table_of(spec.lookup.table, path + ".table");
  if (table == nullptr || time.key.size != sources.size()) return;
  TableReader reader(*table, binder.issues);
  const int law_column = reader.column("distribution"), cv_column = reader.column("cv");
  const std::string mean_name = spec.lookup.column.value.empty() ? "mean_min" : spec.lookup.column.value;
  const int mean_column = reader.column(mean_name);
  std::vector<int> at;
  for (const auto& [source, name] : columns) at.push_back(reader.column(name));
  for (const std::size_t row : binder.rows_of(spec.lookup, *table, path)) {
    std::uint32_t index = 0;
    bool known = true;
    for (std::size_t k = 0; k < columns.size() && known; ++k) {
      const std::vector<std::string>& labels = binder.labels_of(columns[k].first);
      const auto label =
          at[k] < 0 ? labels.end()
                    : std::find(labels.begin(), labels.end(), table->rows[row][static_cast<std::size_t>(at[k])]);
      known = label != labels.end();
      if (known) index += static_cast<std::uint32_t>(label - labels.begin()) * time.key.parts[k].stride;
    }
    if (!known) continue;
    if (time.tables[index] != none) {
      binder.issues.add(table->where(row, -1), path, "duplicate key");
      continue;
    }
    LawSpec law;
    law.where = table->where(row, law_column);
    law.mean.value = reader.number(row, mean_column, {.low = 0}) * unit_of_column(mean_name);
    law.cv.number.value = reader.number(row, cv_column, {.low = 0});
    law.round = spec.round;
    law.shift = spec.shift;
    law.truncate_low = spec.truncate_low;
    law.truncate_high = spec.truncate_high;
    law.kind = reader.label(row, law_column, distribution_names());
    if (law.kind >= 0) time.tables[index] = compile_law(binder, law, path, minute_ms);
  }
}

// An empirical law whose values stand in a table, and such parts of a mixture, get them from there.
void read_values(Binder& binder, LawSpec& law, const std::string& key_path, double unit) {
  for (LawSpec& part : law.mixture) read_values(binder, part, key_path + ".mixture", unit);
  if (law.table.value.empty()) {
    if (law.column.value.empty() && law.weight_column.value.empty()) return;
    binder.issues.add(law.where, key_path, "names a column and no table");
    return;
  }
  if (law.kind != static_cast<int>(DistributionKind::empirical) || !law.values.empty() || !law.weights.empty()) {
    binder.issues.add(law.table.where, key_path + ".table", "stands beside a law or values of its own",
                      "a table has the values of an empirical law");
    return;
  }
  if (law.column.value.empty()) {
    binder.issues.add(law.table.where, key_path + ".column", "is missing", "it holds the values");
    return;
  }
  const Table* table = binder.table_of(law.table, key_path + ".table");
  if (table == nullptr) return;
  TableReader reader(*table, binder.issues);
  const int values = reader.column(law.column.value);
  const int weights = law.weight_column.value.empty() ? -1 : reader.column(law.weight_column.value);
  if (values < 0 || (weights < 0 && !law.weight_column.value.empty())) return;
  const FieldRule from{.low = unit == 1 ? -std::numeric_limits<double>::infinity() : 0};
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    law.values.push_back({reader.number(row, values, from) * unit, table->where(row, values)});
    if (weights >= 0) law.weights.push_back({reader.number(row, weights, {.low = 0}), table->where(row, weights)});
  }
}

// Widths that stand in parameters are what these are before the run.
void settle_widths(Binder& binder, LawSpec& law, const std::string& key_path) {
  law.cv.number.value = binder.settled(law.cv, key_path + ".cv");
  law.cv.parameter = {};
  for (LawSpec& part : law.mixture) settle_widths(binder, part, key_path + ".mixture");
}

void note_cut(Binder& binder, const DistributionSpec& spec, const std::string& key_path) {
  // Of a normal distribution, alone or in a mixture, a part may lie below 0.
  const double below = spec.cdf(-std::numeric_limits<double>::denorm_min());
  if (below < 1e-9) return;
  const std::string note = key_path + ": " + short_number(100 * below) + " % of the times lie below 0 and count as 0";
  std::vector<std::string>& notes = binder.model.notes;
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
}

// The unit of a parameter that is a time, in ms; 0 and an issue if it is none.
double unit_of(Binder& binder, const Parameter& parameter, const Name& name, const std::string& key_path) {
  if (const auto unit = unit_of_time(binder.scenario, parameter.name)) return *unit;
  for (const auto& [its_name, where, spec] : binder.scenario.parameters) {
    if (its_name != parameter.name) continue;
    binder.issues.add(name.where, key_path,
                      "parameter " + quoted(its_name) + " is no time: its unit is " + quoted(spec.unit.value),
                      "a time has one of the units " + describe_units(Dimension::time));
  }
  return 0;
}

// What of a law would change with a parameter that is one of its ends or its mean, and is a number of its own.
const char* fixed_part(const TimeSpec& spec) {
  const std::pair<const char*, const Located<double>*> parts[] = {{"mean", &spec.mean},
                                                                  {"sd", &spec.sd},
                                                                  {"low", &spec.low},
                                                                  {"mode", &spec.mode},
                                                                  {"high", &spec.high},
                                                                  {"shift", &spec.shift},
                                                                  {"truncate_low", &spec.truncate_low},
                                                                  {"truncate_high", &spec.truncate_high}};
  for (const auto& [key, part] : parts) {
    const bool of_parameter = std::any_of(spec.parameters.begin(), spec.parameters.end(),
                                          [&](const auto& parameter) { return parameter.first == key; });
    if (!of_parameter && !std::isnan(part->value) && part->value != 0) return key;
  }
  return nullptr;
}

Located<double>& part_of(LawSpec& law, const std::string& key) {
  if (key == "mean") return law.mean;
  if (key == "sd") return law.sd;
  if (key == "low") return law.low;
  return key == "mode" ? law.mode : law.high;
}

// A law whose mean or ends are a parameter is made with today's value, and each time is multiplied by what the
// parameter is over that.
void scale_by_parameter(Binder& binder, const TimeSpec& spec, const std::string& key_path, LawSpec& law,
                        TimeSource& time) {
  const auto& [key, name] = spec.parameters.front();
  const std::string path = key_path + '.' + key;
  for (const auto& [other_key, other] : spec.parameters) {
    if (other.value != name.value)
      return binder.issues.add(other.where, key_path + '.' + other_key, "is another parameter than `" + key + "`",
                               "a law is scaled as a whole, by one parameter");
  }
  if (const char* fixed = fixed_part(spec))
    return binder.issues.add(name.where, path, "is a parameter, and `" + std::string(fixed) + "` is a number",
                             "a law is scaled as a whole", fixed == std::string("sd") ? "write `cv`" : "");
  if (!spec.factor.value.empty())
    return binder.issues.add(spec.factor.where, key_path + ".factor", "stands beside a parameter in `" + key + "`",
                             "a time has one parameter");
  const Index index = binder.parameter_of(name, path);
  if (index == none) return;
  const Parameter& parameter = binder.model.parameters[index];
  const double unit = unit_of(binder, parameter, name, path);
  if (unit == 0) return;
  const double base = parameter.values.front();
  const bool one = std::all_of(parameter.values.begin(), parameter.values.end(), [&](double v) { return v == base; });
  if (!one || !(base > 0))
    return binder.issues.add(name.where, path,
                             "parameter " + quoted(parameter.name) + (one ? " is not above 0" : " has several values"),
                             one ? "nothing could scale it" : "a law is made with one of them");
  for (const auto& [scaled, ignored] : spec.parameters) part_of(law, scaled) = {base * unit, name.where};
  time.factor = index;
  time.base = base;
}

// A word alone is a parameter, unless it can only be a number that expressions read.
bool is_expression(const Binder& binder, const std::string& text) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (!std::all_of(text.begin(), text.end(), in_word)) return true;
  const Model& model = binder.model;
  const auto is_named = [&](const auto& one) { return one.name == text; };
  if (std::any_of(model.parameters.begin(), model.parameters.end(), is_named)) return false;
  return std::find(model.numbers.begin(), model.numbers.end(), text) != model.numbers.end() ||
         std::any_of(model.globals.begin(), model.globals.end(), is_named) ||
         std::any_of(model.person_numbers.begin(), model.person_numbers.end(), is_named) ||
         std::any_of(model.sensors.begin(), model.sensors.end(), is_named) ||
         std::any_of(model.place_numbers.begin(), model.place_numbers.end(), is_named);
}

}  // namespace

std::optional<double> unit_of_time(const Scenario& scenario, const std::string& parameter) {
  for (const auto& [name, where, spec] : scenario.parameters) {
    if (name == parameter) return parse_quantity("1 " + spec.unit.value, Dimension::time);
  }
  return {};
}

Index compile_law(Binder& binder, LawSpec law, const std::string& key_path, double table_unit) {
  const std::size_t issues_before = binder.issues.size();
  read_values(binder, law, key_path, table_unit);
  settle_widths(binder, law, key_path);
  if (binder.issues.size() > issues_before) return none;
  const DistributionSpec spec = distribution_of(law);
  std::string problem = spec.problem();
  if (spec.kind != DistributionKind::mixture && !law.mixture.empty()) problem = "it has several laws and is no mixture";
  if (spec.kind == DistributionKind::mixture && !law.weights.empty())
    problem = "each law of a mixture has its own weight";
  if (!problem.empty()) {
    binder.issues.add(law.where, key_path, "there is no such distribution", problem);
    return none;
  }
  if (table_unit == 1) {
    binder.model.times.push_back(binder.made.of(spec, law.round.value));
  } else {
    // A time is never below 0, and no tail is so heavy that the clock could not bear it.
    binder.model.times.push_back(binder.made.of(spec, law.round.value, 0, limits::longest_drawn));
    note_cut(binder, spec, key_path);
  }
  return static_cast<Index>(binder.model.times.size() - 1);
}

void refuse_negative_factor(Binder& binder, Index parameter, const Location& where, const std::string& key_path) {
  if (parameter == none || binder.model.parameters[parameter].low >= 0) return;
  const Parameter& of = binder.model.parameters[parameter];
  binder.issues.add(where, key_path, "parameter " + quoted(of.name) + " may become " + short_number(of.low),
                    "a time is never below 0, and nor is what multiplies it", "least = 0 in the parameter");
}

TimeSource compile_time(Binder& binder, const TimeSpec& spec, const std::string& key_path) {
  TimeSource time;
  if (!spec.set) return time;
  time.any = true;
  if (spec.lookup.set && spec.kind >= 0) {
    binder.issues.add(spec.where, key_path, "has a distribution and a lookup", "only one of them can hold",
                      "Take the inherited one away with remove = [\"lookup\"]");
  } else if (spec.lookup.set) {
    time_from_table(binder, spec, key_path + ".lookup", time);
  } else if (!spec.value.value.empty()) {
    if (spec.lookup.set || spec.kind >= 0)
      binder.issues.add(spec.where, key_path, "has a value and a distribution", "only one of them can hold");
    time.formula = compile_formula(binder, spec.value, key_path + ".value", time_kind);
  } else if (spec.kind < 0) {
    binder.issues.add(spec.where, key_path, "needs a distribution, a lookup or a value");
  } else {
    LawSpec law = spec;
    if (!spec.parameters.empty()) {
      scale_by_parameter(binder, spec, key_path, law, time);
      if (time.factor == none) {
        time.tables = {none};
        return time;
      }
    }
    time.tables = {compile_law(binder, law, key_path, minute_ms)};
  }
  if (!spec.factor.value.empty()) {
    if (is_expression(binder, spec.factor.value)) {
      time.scale = compile_formula(binder, spec.factor, key_path + ".factor", number_kind);
    } else {
      time.factor = binder.parameter_of(spec.factor, key_path + ".factor");
      refuse_negative_factor(binder, time.factor, spec.factor.where, key_path + ".factor");
    }
  }
  return time;
}

}  // namespace draagkracht
