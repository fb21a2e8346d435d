#include "engine/model/binder.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/limits.h"
#include "engine/model/day_values.h"
#include "engine/scenario/field_range.h"

namespace draagkracht {

std::string short_number(double number) { return fmt::format("{:g}", number); }

// The names of all are gathered only where none fits: else many references to many items would take very long.
template <class Item>
Index Binder::item_of(const std::vector<Item>& items, const Name& name, const char* what, const std::string& key_path) {
  const auto it = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name.value; });
  if (it != items.end()) return static_cast<Index>(it - items.begin());
  std::vector<std::string> known;
  for (std::size_t i = 0; i < std::min(items.size(), limits::compared_names); ++i) known.push_back(items[i].name);
  find(name, known, what, key_path);
  return none;
}

int Binder::find(const Name& name, const std::vector<std::string>& known, const std::string& what,
                 const std::string& key_path) {
  const auto it = std::find(known.begin(), known.end(), name.value);
  if (it != known.end()) return static_cast<int>(it - known.begin());
  issues.add(name.where, key_path, "unknown " + what + " " + quoted(name.value), why_unknown(name.value),
             did_you_mean(name.value, known));
  return -1;
}

std::string Binder::why_unknown(const std::string& name) const {
  const auto& numbers = scenario.person_numbers;
  if (std::any_of(numbers.begin(), numbers.end(), [&](const auto& number) { return number.name == name; }))
    return "steps assign person_number " + quoted(name) + ", and only expressions of steps and waits read it";
  if (std::any_of(scenario.sensors.begin(), scenario.sensors.end(),
                  [&](const auto& sensor) { return sensor.name == name; }))
    return "sensor " + quoted(name) +
           " follows what happens in a run: only expressions of steps and rules read it, for demand may not hang on "
           "that";
  if (std::any_of(scenario.globals.begin(), scenario.globals.end(),
                  [&](const auto& global) { return global.name == name; }))
    return "global " + quoted(name) +
           " is assigned in a run: only expressions of steps and rules read it, for demand may not hang on that";
  if (const Index attribute = find_attribute(name);
      attribute != none && model.set_by_steps(LabelSource::of_attribute(attribute, model.variables.size())))
    return "attribute " + quoted(name) + " is of kind set_by_steps";
  return {};
}

Index Binder::find_attribute(const std::string& name) const {
  const auto at = std::find(model.attributes.begin(), model.attributes.end(), name);
  return at == model.attributes.end() ? none : static_cast<Index>(at - model.attributes.begin());
}

const std::vector<std::string>& Binder::labels_of(LabelSource source) const {
  static const std::vector<std::string> none_known;  // of a name that was refused
  if (source.kind == LabelSource::constant) return none_known;
  return source.kind == LabelSource::person ? model.attribute_labels[source.index]
                                            : model.variable_labels[source.index];
}

int Binder::variable_of(const Name& name, const std::string& key_path) {
  use("variable", name.value);
  return find(name, model.variables, "variable", key_path);
}

int Binder::label_of(LabelSource source, const Name& label, const std::string& key_path) {
  if (source.kind == LabelSource::constant) return 0;  // its name was refused already
  return find(label, labels_of(source), "label", key_path);
}

LabelSource Binder::source_of(const Name& name, const std::string& key_path) {
  for (std::size_t i = 0; i < model.variables.size(); ++i) {
    if (model.variables[i] != name.value) continue;
    use("variable", name.value);
    return LabelSource::of_variable(i);
  }
  for (std::size_t i = 0; i < model.attributes.size(); ++i) {
    if (model.attributes[i] != name.value) continue;
    use("attribute", name.value);
    return LabelSource::of_attribute(i, model.variables.size());
  }
  std::vector<std::string> known = model.variables;
  known.insert(known.end(), model.attributes.begin(), model.attributes.end());
  find(name, known, "variable or attribute", key_path);
  return {};
}

Index Binder::parameter_named(const Name& name, const std::string& key_path) {
  return item_of(model.parameters, name, "parameter", key_path);
}

Index Binder::parameter_of(const Name& name, const std::string& key_path, Reading reading) {
  use("parameter", name.value);
  const Index parameter = parameter_named(name, key_path);
  if (parameter != none) model.uses.push_back({parameter, ParameterUse::all_rows, reading, 0, none, key_path, step});
  return parameter;
}

Index Binder::plain_parameter(const Name& name, const std::string& key_path, Reading reading, Index scope, Index pool) {
  use("parameter", name.value);
  const Index index = parameter_named(name, key_path);
  if (index == none) return none;
  const Parameter& parameter = model.parameters[index];
  if (const std::string keys = key_text(parameter); !keys.empty()) {
    issues.add(name.where, key_path, "parameter " + quoted(parameter.name) + " differs by " + keys,
               std::string("it is read ") + rule_of(reading).moment + ", where that is not known",
               "a parameter of its own, without `by` and `lookup`");
  }
  model.uses.push_back({index, 0, reading, scope, pool, key_path, step});
  return index;
}

std::string Binder::key_text(const Parameter& parameter) const {
  std::string text;
  for (std::size_t k = 0; k < parameter.key.size; ++k) {
    const LabelSource source = parameter.key.parts[k].source;
    if (source.kind == LabelSource::constant) continue;
    const bool person = source.kind == LabelSource::person;
    text += (text.empty() ? "" : ", ") + (person ? model.attributes : model.variables)[source.index];
  }
  return text;
}

Index Binder::schedule_of(const Name& name, const std::string& key_path) {
  const int i = find(name, model.schedule_names, "schedule", key_path);
  use("schedule", name.value);
  return i < 0 ? none : static_cast<Index>(i);
}

Index Binder::pool_of(const Name& name, const std::string& key_path) {
  use("pool", name.value);
  return item_of(model.pools, name, "pool", key_path);
}

const Table* Binder::table_of(const Name& name, const std::string& key_path) {
  use("table", name.value);
  const auto it = tables.find(name.value);
  if (it != tables.end()) return &it->second;
  std::vector<std::string> known;
  for (const auto& table : scenario.tables) known.push_back(table.name);
  if (std::find(known.begin(), known.end(), name.value) == known.end()) find(name, known, "table", key_path);
  return nullptr;  // declared but not readable: that was said when it was read
}

TableKey Binder::key_over(const std::vector<LabelSource>& sources, std::uint32_t& rows, const Location& where,
                          const std::string& key_path) {
  TableKey key;
  rows = 1;
  std::uint64_t combinations = 1;
  for (const LabelSource& source : sources) {
    if (source.kind != LabelSource::constant) combinations *= labels_of(source).size();
    if (combinations > limits::key_rows) break;
  }
  if (sources.size() > limits::key_axes || combinations > limits::key_rows) {
    issues.add(
        where, key_path,
        sources.size() > limits::key_axes ? "has " + std::to_string(sources.size()) + " keys"
                                          : "has too many combinations of labels",
        "at most " +
            (sources.size() > limits::key_axes ? std::to_string(limits::key_axes) : std::to_string(limits::key_rows)) +
            " are possible");
    return key;
  }
  for (std::size_t i = sources.size(); i-- > 0;) {
    key.parts[i] = {sources[i], static_cast<std::uint16_t>(rows)};
    if (sources[i].kind != LabelSource::constant) rows *= static_cast<std::uint32_t>(labels_of(sources[i]).size());
  }
  key.size = static_cast<std::uint8_t>(sources.size());
  return key;
}

TableKey Binder::key_by(const Names& by, const Location& where, const std::string& key_path, std::uint32_t& rows) {
  std::vector<LabelSource> sources;
  for (const Name& name : by) sources.push_back(source_of(name, key_path));
  return key_over(sources, rows, where, key_path);
}

std::vector<std::pair<LabelSource, std::string>> Binder::key_columns(const Lookup& lookup,
                                                                     const std::string& key_path) {
  std::vector<std::pair<LabelSource, std::string>> columns;
  if (lookup.by.size() > TableKey::most) {
    issues.add(lookup.where, key_path + ".by", "has " + std::to_string(lookup.by.size()) + " keys",
               "at most " + std::to_string(TableKey::most) + " are possible");
    return columns;
  }
  for (const Name& by : lookup.by) {
    const std::size_t equals = by.value.find('=');
    const std::string column = by.value.substr(0, equals);
    const Name name{equals == std::string::npos ? by.value : by.value.substr(equals + 1), by.where};
    columns.emplace_back(source_of(name, key_path + ".by"), column);
  }
  return columns;
}

std::vector<std::size_t> Binder::rows_of(const Lookup& lookup, const Table& table, const std::string& key_path) {
  std::vector<std::size_t> rows;
  std::vector<std::pair<int, std::string>> only;
  for (const auto& [column, text] : lookup.only) {
    const int at = table.column(column);
    if (at < 0)
      issues.add(text.where, key_path + ".only",
                 "table " + quoted(lookup.table.value) + " has no column " + quoted(column), {},
                 did_you_mean(column, table.columns));
    only.emplace_back(at, text.value);
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool fits = std::all_of(only.begin(), only.end(), [&](const auto& rule) {
      return rule.first >= 0 && table.rows[row][static_cast<std::size_t>(rule.first)] == rule.second;
    });
    if (fits) rows.push_back(row);
  }
  const bool may_be_empty = table.rows.empty() && only.empty() && lookup.has_missing;
  if (rows.empty() && !may_be_empty &&
      std::all_of(only.begin(), only.end(), [](const auto& rule) { return rule.first >= 0; })) {
    issues.add(lookup.where, key_path, "no row of table " + quoted(lookup.table.value) + " fits");
  }
  return rows;
}

KeyedNumbers Binder::numbers(const Lookup& lookup, const std::string& key_path, const FieldRule& rule) {
  KeyedNumbers result;
  const auto columns = key_columns(lookup, key_path);
  std::vector<LabelSource> sources;
  for (const auto& [source, name] : columns) sources.push_back(source);
  const bool refused = std::any_of(sources.begin(), sources.end(),
                                   [](LabelSource source) { return source.kind == LabelSource::constant; });
  std::uint32_t n = 1;
  result.key = key_over(sources, n, lookup.where, key_path + ".by");
  result.values.assign(n, lookup.has_missing ? lookup.missing.value : 0.0);
  const Table* table = table_of(lookup.table, key_path + ".table");
  if (table == nullptr || result.key.size != sources.size()) return result;
  TableReader reader(*table, issues);
  if (lookup.column.value.empty()) {
    issues.add(lookup.where, key_path + ".column", "is missing");
    return result;
  }
  const int value_column = table->column(lookup.column.value);
  if (value_column < 0) {
    issues.add(lookup.column.where, key_path + ".column",
               "table " + quoted(lookup.table.value) + " has no column " + quoted(lookup.column.value), {},
               did_you_mean(lookup.column.value, table->columns));
    return result;
  }
  std::vector<int> at;
  for (const auto& [source, name] : columns) {
    at.push_back(table->column(name));
    if (at.back() < 0) {
      issues.add(lookup.where, key_path + ".by",
                 "table " + quoted(lookup.table.value) + " has no column " + quoted(name), {},
                 did_you_mean(name, table->columns));
      return result;
    }
  }
  if (refused) return result;  // which row is whose is not known
  const double scale = settled(lookup.scale, key_path + ".scale");
  std::vector<int> row_of(n, -1);
  for (const std::size_t row : rows_of(lookup, *table, key_path)) {
    std::uint32_t index = 0;
    bool known = true;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const std::vector<std::string>& labels = labels_of(columns[k].first);
      const auto label = std::find(labels.begin(), labels.end(), table->rows[row][static_cast<std::size_t>(at[k])]);
      known = known && label != labels.end();
      if (known) index += static_cast<std::uint32_t>(label - labels.begin()) * result.key.parts[k].stride;
    }
    if (!known) continue;  // rows about labels that this model does not use
    if (row_of[index] >= 0) {
      issues.add(table->where(row, -1), lookup.column.value, "duplicate key",
                 "line " + std::to_string(table->lines[static_cast<std::size_t>(row_of[index])]) + " has the same one");
    }
    row_of[index] = static_cast<int>(row);
    result.values[index] = reader.number(row, value_column, rule) * scale;
  }
  if (lookup.has_missing) return result;
  int missing = 0;
  std::string first;
  for (std::uint32_t index = 0; index < n; ++index) {
    if (row_of[index] >= 0) continue;
    if (missing++ > 0) continue;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const std::vector<std::string>& labels = labels_of(columns[k].first);
      const std::string& label = labels[index / result.key.parts[k].stride % labels.size()];
      first += (first.empty() ? "" : ", ") + columns[k].second + " " + quoted(label);
    }
  }
  if (missing > 0) {
    issues.add(lookup.where, key_path,
               "table " + quoted(lookup.table.value) + " has no row for " + (first.empty() ? "it" : first) +
                   (missing > 1 ? " and " + std::to_string(missing - 1) + " more" : ""),
               "every combination of labels needs a number, or `missing` one for all that are not there");
  }
  return result;
}

void Binder::needs_population(const Location& where, const std::string& key_path) {
  if (!scenario.population.set) issues.add(where, key_path, "needs inhabitants", "the scenario has no population");
}

double Binder::settled(const Value& value, const std::string& key_path, Reading reading) {
  if (value.parameter.value.empty()) return value.number.value;
  if (plain_parameter(value.parameter, key_path, reading) == none) return std::max(value.range.low, 0.0);
  const double number = draagkracht::settled(model, value);
  if (!in_range(number, value.range, Dimension::number)) {
    issues.add(value.parameter.where, key_path,
               "parameter " + quoted(value.parameter.value) + " is " + short_number(number) + " there",
               "it must be " + describe_range(value.range, Dimension::number));
  }
  return std::clamp(number, value.range.low, value.range.high);
}

}  // namespace draagkracht
