#include "engine/scenario/documented_fields.h"

#include <algorithm>
#include <cmath>

#include "engine/scenario/field_range.h"

namespace draagkracht {
namespace {

std::string written(double value, Dimension dimension) {
  const std::string text = quantity_text(value, dimension);
  return dimension == Dimension::number || dimension == Dimension::share ? text : quoted(text);
}

// Whether a default says something. A 0 is mostly "not set" and would mislead; so is what nobody could write.
bool is_told(double value, const FieldRule& rule, Dimension dimension) {
  return value != 0 && std::isfinite(value) && in_range(value, rule, dimension);
}

}  // namespace

std::string describe_kind(FieldKind kind) {
  switch (kind) {
    case FieldKind::text:
      return "text";
    case FieldKind::choice:
      return "choice";
    case FieldKind::flag:
      return "true or false";
    case FieldKind::integer:
      return "whole number";
    case FieldKind::quantity:
      return "quantity";
    case FieldKind::quantity_or_name:
      return "quantity, or name of a parameter";
    case FieldKind::texts:
      return "list of texts";
    case FieldKind::quantities:
      return "list of quantities";
    case FieldKind::text_map:
      return "table of texts";
    case FieldKind::texts_map:
      return "table of texts or lists of texts";
    case FieldKind::quantity_map:
      return "table of quantities";
    case FieldKind::quantity_or_name_map:
      return "table of quantities, or names of parameters";
    case FieldKind::table:
      return "table";
    case FieldKind::named:
      return "tables by name";
    case FieldKind::list:
      return "list of tables";
    case FieldKind::date:
      return "date";
  }
  return {};
}

FieldRow& DocumentedFields::add(const char* key, FieldKind kind, const FieldRule& rule,
                                std::optional<Dimension> dimension) {
  FieldRow row;
  row.path = path_.empty() ? key : path_ + '.' + key;
  row.kind = kind;
  row.dimension = dimension;
  if (dimension) row.unit = describe_units(*dimension);
  row.required = rule.required;
  row.in_a_line = rule.in_a_line;
  row.range = describe_range(rule, dimension.value_or(Dimension::number));
  const FieldRule range = with_dimension(rule, dimension.value_or(Dimension::number));
  row.low = range.low;
  row.high = range.high;
  row.doc = rule.doc;
  row.example = rule.example;
  rows_.push_back(std::move(row));
  return rows_.back();
}

void DocumentedFields::open(const char* key, std::string_view suffix, const FieldRule& rule,
                            const std::function<void(Fields&)>& visit) {
  const std::pair<std::string, std::string> self{key, rule.doc};
  if (std::find(opened_.begin(), opened_.end(), self) != opened_.end()) return;
  DocumentedFields inner(rows_.back().path + std::string(suffix));
  inner.opened_ = opened_;
  inner.opened_.push_back(self);
  visit(inner);
  rows_.insert(rows_.end(), inner.rows_.begin(), inner.rows_.end());
}

void DocumentedFields::text(const char* key, Located<std::string>& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::text, rule);
  if (!rule.required && !value.value.empty()) row.default_value = quoted(value.value);
}

void DocumentedFields::choice(const char* key, std::vector<std::string> choices, int& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::choice, rule);
  if (!rule.required && value >= 0 && static_cast<std::size_t>(value) < choices.size()) {
    row.default_value = quoted(choices[value]);
  }
  row.choices = std::move(choices);
}

void DocumentedFields::flag(const char* key, bool& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::flag, rule);
  if (!rule.required) row.default_value = value ? "true" : "false";
}

void DocumentedFields::integer(const char* key, std::int64_t& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::integer, rule);
  if (!rule.required) row.default_value = std::to_string(value);
}

void DocumentedFields::quantity(const char* key, Dimension dimension, Located<double>& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::quantity, rule, dimension);
  if (!rule.required && is_told(value.value, rule, dimension)) row.default_value = written(value.value, dimension);
}

void DocumentedFields::quantity_or_name(const char* key, Dimension dimension, Located<double>& value,
                                        Located<std::string>& name, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::quantity_or_name, rule, dimension);
  if (rule.required) return;
  if (!name.value.empty()) {
    row.default_value = quoted(name.value);
  } else if (is_told(value.value, rule, dimension)) {
    row.default_value = written(value.value, dimension);
  }
}

void DocumentedFields::texts(const char* key, std::vector<Located<std::string>>&, FieldRule rule) {
  add(key, FieldKind::texts, rule);
}

void DocumentedFields::quantities(const char* key, Dimension dimension, std::vector<Located<double>>&, FieldRule rule) {
  add(key, FieldKind::quantities, rule, dimension);
}

void DocumentedFields::text_map(const char* key, std::vector<std::pair<std::string, Located<std::string>>>&,
                                FieldRule rule) {
  add(key, FieldKind::text_map, rule);
}

void DocumentedFields::texts_map(const char* key,
                                 std::vector<std::pair<std::string, std::vector<Located<std::string>>>>&,
                                 FieldRule rule) {
  add(key, FieldKind::texts_map, rule);
}

void DocumentedFields::quantity_map(const char* key, Dimension dimension,
                                    std::vector<std::pair<std::string, Located<double>>>&, FieldRule rule) {
  add(key, FieldKind::quantity_map, rule, dimension);
}

void DocumentedFields::quantity_or_name_map(const char* key, Dimension dimension,
                                            std::vector<std::pair<std::string, QuantityOrName>>&, FieldRule rule) {
  add(key, FieldKind::quantity_or_name_map, rule, dimension);
}

void DocumentedFields::table(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) {
  add(key, FieldKind::table, rule);
  open(key, "", rule, visit);
}

void DocumentedFields::named(const char* key, const std::function<void(const std::string& name, Fields&)>& visit,
                             FieldRule rule) {
  add(key, FieldKind::named, rule);
  open(key, ".NAME", rule, [&](Fields& fields) { visit("NAME", fields); });
}

void DocumentedFields::list(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) {
  add(key, FieldKind::list, rule);
  open(key, "[]", rule, visit);
}

void DocumentedFields::date(const char* key, Located<std::int64_t>& value, FieldRule rule) {
  FieldRow& row = add(key, FieldKind::date, rule);
  row.range.clear();  // the rule counts days, which nobody writes
  if (!rule.required && value.value > 0) row.default_value = date_text(value.value);
}

}  // namespace draagkracht
