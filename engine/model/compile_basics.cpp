// Run, labels, schedules and parameters.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/core/limits.h"
#include "engine/model/compile.h"
#include "engine/model/compile_parts.h"
#include "engine/model/run_calendar.h"
#include "engine/scenario/attribute_labels.h"

namespace draagkracht {
namespace {

// Minutes of "HH:MM" times 60,000, or -1.
std::int32_t parse_clock(std::string_view text) {
  int hours = 0, minutes = 0;
  const char* t = text.data();
  const auto is_digit = [&](int i) { return t[i] >= '0' && t[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !is_digit(0) || !is_digit(1) || !is_digit(3) || !is_digit(4) ||
      std::from_chars(t, t + 2, hours).ec != std::errc() || std::from_chars(t + 3, t + 5, minutes).ec != std::errc() ||
      hours > 24 || minutes > 59 || hours * 60 + minutes > 24 * 60) {
    return -1;
  }
  return (hours * 60 + minutes) * 60'000;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void check_label(Binder& binder, const Name& label, const std::string& path) {
  if (label.value.empty()) binder.issues.add(label.where, path, "has a label that is empty");
  if (label.value.size() <= limits::name_length) return;
  binder.issues.add(label.where, path, "has a label of " + std::to_string(label.value.size()) + " bytes",
                    "at most " + std::to_string(limits::name_length) + " are possible");
}

}  // namespace

std::int64_t parse_date(const std::string& text) {
  int year = 0, month = 0, date = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return -1;
  const char* t = text.data();
  if (std::from_chars(t, t + 4, year).ptr != t + 4 || std::from_chars(t + 5, t + 7, month).ptr != t + 7 ||
      std::from_chars(t + 8, t + 10, date).ptr != t + 10) {
    return -1;
  }
  const CivilDate civil{year, month, date};
  const std::int64_t days = days_from_civil(civil);
  const CivilDate back = civil_from_days(days);
  return back.year == year && back.month == month && back.day == date ? days : -1;
}

std::vector<DaySchedule::Change> parse_hours(const Name& text, const std::string& key_path, Issues& issues) {
  std::vector<DaySchedule::Change> changes;
  std::string_view rest = text.value;
  std::int32_t last_end = 0;
  while (!trimmed(rest).empty()) {
    const std::size_t comma = rest.find(',');
    std::string_view part = trimmed(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    std::int32_t level = 1;
    const std::size_t equals = part.find('=');
    bool fine = true;
    if (equals != std::string_view::npos) {
      const std::string_view number = trimmed(part.substr(equals + 1));
      const auto parsed = std::from_chars(number.data(), number.data() + number.size(), level);
      fine = parsed.ec == std::errc() && parsed.ptr == number.data() + number.size() && level >= 0 &&
             level <= limits::servers;
      part = trimmed(part.substr(0, equals));
    }
    const std::int32_t from = part.size() == 11 ? parse_clock(part.substr(0, 5)) : -1;
    const std::int32_t to = part.size() == 11 && part[5] == '-' ? parse_clock(part.substr(6)) : -1;
    if (!fine || from < 0 || to <= from || from < last_end) {
      issues.add(text.where, key_path, "cannot read the hours " + quoted(text.value),
                 "hours are written like \"08:00-12:00, 13:00-17:00=2\", in order and without overlap");
      return {};
    }
    if (!changes.empty() && changes.back().ms == from) changes.pop_back();
    changes.push_back({from, level});
    if (to < one_day.ms) changes.push_back({to, 0});
    last_end = to;
  }
  return changes;
}

// Dates of days with a type, each once.
void compile_day_types(Binder& binder) {
  const Name& name = binder.scenario.run.day_types;
  if (name.value.empty()) return;
  const Table* table = binder.table_of(name, "run.day_types");
  if (table == nullptr) return;
  TableReader reader(*table, binder.issues);
  const int date_column = reader.column("date"), type_column = reader.column("type");
  if (date_column < 0 || type_column < 0) return;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::int64_t date = parse_date(table->rows[row][static_cast<std::size_t>(date_column)]);
    const std::string type = reader.text(row, type_column);
    if (date < 0) {
      binder.issues.add(table->where(row, date_column), "date", "is not a date", "dates are written 2024-12-25");
      continue;
    }
    const auto same = [date](const auto& one) { return one.first == date; };
    if (std::any_of(binder.day_types.begin(), binder.day_types.end(), same))
      binder.issues.add(table->where(row, date_column), "date", "has two rows", "a day has one type");
    binder.day_types.emplace_back(date, type);
  }
  std::sort(binder.day_types.begin(), binder.day_types.end());
}

void compile_run(Binder& binder) {
  const RunSpec& run = binder.scenario.run;
  Model& model = binder.model;
  model.arrivals = run.arrivals;
  if (!run.regions.empty()) binder.needs_population(run.regions[0].where, "run.regions");
  if (run.horizon.value <= 0) {
    binder.issues.add(binder.scenario.name.where, "run.horizon", "is missing", "a run needs a length", {});
    return;
  }
  const RunCalendar calendar = run_calendar(binder.scenario);
  model.start_day = calendar.start_day;
  model.warm_up_ms = calendar.warm_up_ms;
  model.horizon_ms = model.warm_up_ms + static_cast<std::int64_t>(run.horizon.value);
  compile_day_types(binder);
  if (!run.holidays.value.empty()) {
    if (!is_dated(run)) {
      binder.issues.add(run.holidays.where, "run.holidays", "are dates, and the run has none",
                        "without run.start no day of the run is a date", "write run.start");
    }
    if (const Table* table = binder.table_of(run.holidays, "run.holidays")) {
      TableReader reader(*table, binder.issues);
      const int column = reader.column("date");
      for (std::size_t row = 0; row < reader.rows() && column >= 0; ++row) {
        const std::int64_t date = parse_date(table->rows[row][static_cast<std::size_t>(column)]);
        if (date < 0)
          binder.issues.add(table->where(row, column), "date", "is not a date", "dates are written 2024-12-25");
        model.holidays.push_back(date);
      }
      std::sort(model.holidays.begin(), model.holidays.end());
    }
  }
}

// Expressions call numbers of persons by their names alone.
void check_own_name(Binder& binder, const std::string& name, const Location& where) {
  const Scenario& s = binder.scenario;
  const auto refuse = [&](const auto& items, const char* kind) {
    if (std::none_of(items.begin(), items.end(), [&](const auto& item) { return item.name == name; })) return;
    binder.issues.add(where, "person_number." + name, "is named like " + std::string(kind) + " " + quoted(name),
                      "expressions would not know which of the two is meant", "rename one of them");
  };
  refuse(s.numbers, "number");
  refuse(s.globals, "global");
  refuse(s.variables, "variable");
  refuse(s.attributes, "attribute");
  refuse(s.parameters, "parameter");
}

void compile_labels(Binder& binder) {
  Model& model = binder.model;
  for (const auto& [name, where, spec] : binder.scenario.variables) {
    if (model.variables.size() == request_values) {
      binder.issues.add(where, "variable." + name, "is one variable too many",
                        "a request carries at most " + std::to_string(request_values));
      break;
    }
    model.variables.push_back(name);
    model.variable_labels.emplace_back();
    if (spec.values.empty() || spec.values.size() > limits::labels) {
      binder.issues.add(where, "variable." + name + ".values",
                        "must name 1 to " + std::to_string(limits::labels) + " labels");
      model.variable_labels.back() = {name};  // something to bind other names to
      continue;
    }
    for (const Name& value : spec.values) {
      std::vector<std::string>& labels = model.variable_labels.back();
      if (std::find(labels.begin(), labels.end(), value.value) != labels.end()) {
        binder.issues.add(value.where, "variable." + name + ".values", "names " + quoted(value.value) + " twice");
      }
      labels.push_back(value.value);
      check_label(binder, value, "variable." + name + ".values");
    }
  }
  for (const auto& [name, where, spec] : binder.scenario.numbers) {
    model.numbers.push_back(name);
    model.number_is_time.push_back(spec.unit == 1 ? 1 : 0);
  }
  for (const auto& [name, where, spec] : binder.scenario.globals) {
    if (is_of_places(spec)) continue;  // compile_place_numbers
    model.globals.push_back({name, spec.unit == 1 ? spec.time.value : spec.value.value, spec.unit == 1});
  }
  for (const auto& [name, where, spec] : binder.scenario.person_numbers) {
    if (model.person_values.size() == limits::person_values)
      binder.issues.add(where, "person_number." + name, "is one too many",
                        "steps set at most " + std::to_string(limits::person_values) + " numbers of a person");
    binder.needs_population(where, "person_number." + name);
    check_own_name(binder, name, where);
    model.person_values.push_back({name, spec.unit == 1 ? spec.time.value : spec.value.value, spec.unit == 1});
  }
  for (const auto& [name, where, spec] : binder.scenario.attributes) {
    if (spec.kind == number_attribute) {
      if (model.person_numbers.size() == limits::person_numbers)
        binder.issues.add(where, "attribute." + name, "is one number of persons too many",
                          "a person has at most " + std::to_string(limits::person_numbers));
      binder.needs_population(where, "attribute." + name);
      model.person_numbers.push_back({name});
      continue;
    }
    if (model.attributes.size() == limits::attributes) {
      binder.issues.add(where, "attribute." + name, "is one attribute too many",
                        "a person has at most " + std::to_string(limits::attributes));
      continue;
    }
    binder.needs_population(where, "attribute." + name);
    if (spec.kind == step_attribute) model.person_labels.push_back(static_cast<Index>(model.attributes.size()));
    model.attributes.push_back(name);
    std::vector<std::string> labels;
    for (const Name& label : spec.labels) {
      labels.push_back(label.value);
      check_label(binder, label, "attribute." + name + ".labels");
    }
    if (labels.empty()) labels = labels_left_out(spec.kind);
    const std::size_t wanted = spec.kind == 0                ? spec.from_age.size()
                               : spec.kind == 4              ? spec.from_points.size() + 1
                               : spec.kind == step_attribute ? std::max<std::size_t>(2, labels.size())
                                                             : 2;
    if (labels.size() != wanted)
      binder.issues.add(where, "attribute." + name + ".labels", "names " + std::to_string(labels.size()) + " labels",
                        std::to_string(wanted) + " are needed");
    if (labels.empty() || labels.size() > limits::labels) {
      binder.issues.add(where, "attribute." + name + ".labels",
                        "must name 1 to " + std::to_string(limits::labels) + " labels");
      labels = {name};  // something to bind other names to
    }
    model.attribute_labels.push_back(labels);
  }
}

std::vector<std::size_t> types_of_day(Binder& binder, const Name& day, const std::string& key_path) {
  static const std::vector<std::string> known = {"mon", "tue", "wed",      "thu",     "fri",
                                                 "sat", "sun", "weekdays", "weekend", "every_day"};
  const int at = binder.find(day, known, "day", key_path);
  if (at < 0) return {};
  if (at < day_types) return {static_cast<std::size_t>(at)};
  if (at == 8) return {5, 6};
  return at == 7 ? std::vector<std::size_t>{0, 1, 2, 3, 4} : std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6};
}

void compile_schedules(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.schedules) {
    DaySchedule schedule;
    const std::string path = "schedule." + name + ".days";
    for (const auto& [key, hours] : spec.days) {
      const std::vector<std::size_t> types = types_of_day(binder, {key, hours.where}, path);
      if (types.empty()) continue;
      const std::vector<DaySchedule::Change> changes = parse_hours(hours, path + "." + key, binder.issues);
      for (const std::size_t type : types) schedule.changes[type] = changes;
    }
    binder.model.schedules.push_back(std::move(schedule));
    binder.model.schedule_names.push_back(name);
  }
}

// Levers keep a parameter within its bounds, and so must what is written.
void check_bounds(Binder& binder, const ParameterSpec& spec, Parameter& parameter, const std::string& path) {
  if (parameter.high < parameter.low) {
    const bool most = spec.most.where.line != 0;
    binder.issues.add(most ? spec.most.where : spec.least.where, path + (most ? ".most" : ".least"),
                      short_number(most ? parameter.high : parameter.low) +
                          (most ? " is below `least`, which is " + short_number(parameter.low)
                                : " is above `most`, which is " + short_number(parameter.high)),
                      "no number lies between them");
    parameter.high = parameter.low;
    return;
  }
  const bool table = spec.lookup.set;
  for (const double value : parameter.values) {
    if (value >= parameter.low && value <= parameter.high) continue;
    const bool below = value < parameter.low;
    binder.issues.add(table ? spec.lookup.where : spec.value.where, path + (table ? ".lookup" : ".value"),
                      short_number(value) + " is " +
                          (below ? "below `least`, which is " + short_number(parameter.low)
                                 : "above `most`, which is " + short_number(parameter.high)),
                      {}, std::string(below ? "least" : "most") + " = " + short_number(value));
    return;
  }
}

void compile_parameters(Binder& binder) {
  Model& model = binder.model;
  for (const auto& [name, where, spec] : binder.scenario.parameters) {
    const std::string path = "parameter." + name;
    Parameter parameter;
    parameter.name = name;
    parameter.low = spec.least.value;
    parameter.high = spec.most.value;
    if (spec.lookup.set && !spec.value.where.file.empty()) {
      binder.issues.add(spec.value.where, path + ".value", "stands beside a lookup", "only one of them can hold",
                        "Take the inherited one away with remove = [\"lookup\"]");
    }
    if (const Name& scale = spec.lookup.scale.parameter; !scale.value.empty()) {
      binder.issues.add(scale.where, path + ".lookup.scale", "names a parameter",
                        "numbers of a parameter are there before others are read", "write the number");
      parameter.values.assign(1, spec.least.value);
    } else if (spec.lookup.set) {
      KeyedNumbers numbers = binder.numbers(spec.lookup, path + ".lookup");
      parameter.key = numbers.key;
      parameter.values = std::move(numbers.values);
    } else {
      std::uint32_t rows = 1;
      parameter.key = binder.key_by(spec.by, where, path + ".by", rows);
      parameter.values.assign(rows, spec.value.value);
    }
    check_bounds(binder, spec, parameter, path);
    parameter.first = model.parameter_rows;
    model.parameter_rows += static_cast<std::uint32_t>(parameter.values.size());
    parameter.most = *std::max_element(parameter.values.begin(), parameter.values.end());
    model.parameters.push_back(std::move(parameter));
  }
}

}  // namespace draagkracht
