#include "engine/io/toml_fields.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/core/fault.h"
#include "engine/core/limits.h"
#include "engine/io/short_laws.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/number_text.h"

namespace draagkracht {
namespace {

constexpr std::int64_t first_date = -7305;  // 1950-01-01, in days since 1970-01-01
constexpr std::int64_t last_date = 47846;   // 2100-12-31

bool contains(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_number(const ConfigNode& node) {
  return node.kind == ConfigNode::Kind::integer || node.kind == ConfigNode::Kind::real;
}

double number(const ConfigNode& node) {
  return node.kind == ConfigNode::Kind::integer ? static_cast<double>(node.integer) : node.real;
}

// Whether a text that is no quantity is meant as a name rather than as a wrong quantity.
bool looks_like_name(const std::string& text) {
  if (text.empty()) return false;
  const auto first = static_cast<unsigned char>(text.front());
  return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_' || first >= 0x80;
}

bool is_name_of(const ConfigNode& node, Dimension dimension) {
  return node.is_text() && looks_like_name(node.text) && !parse_quantity(node.text, dimension);
}

}  // namespace

TomlFields::TomlFields(const ConfigNode& table, std::string key_path, Issues& issues)
    : table_(table), key_path_(std::move(key_path)), issues_(issues) {
  DRAAGKRACHT_ENSURE(table.is_table());
}

void TomlFields::report_unknown_keys() {
  for (const ConfigEntry& entry : table_.entries) {
    if (contains(read_, entry.key)) continue;
    issues_.add(entry.where, path_of(entry.key), "unknown key", {}, did_you_mean(entry.key, asked_));
  }
}

bool TomlFields::has(const char* key) const {
  if (!contains(asked_, key)) asked_.emplace_back(key);
  return table_.find(key) != nullptr;
}

std::vector<std::string> TomlFields::written_keys() const {
  std::vector<std::string> keys;
  for (const ConfigEntry& entry : table_.entries) keys.push_back(entry.key);
  return keys;
}

const ConfigNode* TomlFields::take(const char* key, const FieldRule& rule) {
  const bool written = has(key);
  if (!contains(read_, key)) read_.emplace_back(key);
  if (!written && rule.required) issues_.add(here(), path_of(key), "is missing");
  return table_.find(key);
}

std::string TomlFields::path_of(const std::string& key) const {
  if (key.empty() || key_path_.empty()) return key_path_ + key;
  return key_path_ + '.' + key;
}

void TomlFields::report(const ConfigNode& node, const std::string& path, std::string problem, std::string suggestion) {
  issues_.add(node.where, path, std::move(problem), {}, std::move(suggestion));
}

void TomlFields::report_kind(const ConfigNode& node, const std::string& path, const std::string& expected,
                             std::string suggestion) {
  report(node, path, "expected " + expected + ", found " + describe_found(node), std::move(suggestion));
}

// A key that may be left away, and that says nothing where it stands.
void TomlFields::report_empty(const ConfigNode& node, const std::string& key) {
  issues_.add(node.where, path_of(key), "is empty", "it says nothing",
              "Take it away, in an extending file with remove = [\"" + key + "\"]");
}

std::vector<std::pair<std::string, const ConfigNode*>> TomlFields::items_of(const ConfigNode& node,
                                                                            const std::string& path) const {
  if (node.kind != ConfigNode::Kind::array) return {{path, &node}};
  std::vector<std::pair<std::string, const ConfigNode*>> items;
  for (const ConfigNode& item : node.items) {
    items.emplace_back(path + '[' + std::to_string(items.size() + 1) + ']', &item);
  }
  return items;
}

std::optional<double> TomlFields::number_in(const ConfigNode& node, const std::string& path, Dimension dimension,
                                            const FieldRule& rule) {
  const bool plain = dimension == Dimension::number || dimension == Dimension::share;
  double value = 0;
  if (plain && is_number(node)) {
    value = number(node);
    if (!std::isfinite(value)) {
      report(node, path, "is not a finite number");
      return std::nullopt;
    }
  } else if (node.is_text() && dimension != Dimension::number) {
    if (is_ambiguous_number(node.text)) {
      issues_.add(node.where, path, "may be thousands or decimals, found " + quoted(node.text),
                  "the point stands before decimals, and thousands have none", suggest_plain_number(node.text));
      return std::nullopt;
    }
    const std::optional<double> parsed = parse_quantity(node.text, dimension);
    if (!parsed) {
      const std::string number_meant = suggest_plain_number(node.text);
      report_kind(node, path, describe_dimension(dimension),
                  number_meant.empty() ? suggest_quantity(node.text, dimension) : number_meant);
      return std::nullopt;
    }
    value = *parsed;
  } else {
    const bool only_quoted = node.is_text() && parse_quantity(node.text, dimension);
    report_kind(node, path, describe_dimension(dimension),
                only_quoted ? "did you mean " + node.text + ", without quotes" : std::string{});
    return std::nullopt;
  }
  const std::string found =
      node.is_text() ? quoted(node.text) : describe_found(node).substr(std::string("the number ").size());
  if (!in_range(value, rule, dimension)) {
    report(node, path, "must be " + describe_range(rule, dimension) + ", found " + found);
    return std::nullopt;
  }
  if (const std::string bounds = outside_all_bounds(value, dimension); !bounds.empty()) {
    report(node, path, "must be " + bounds + ", found " + found);
    return std::nullopt;
  }
  if (rule.whole && value != std::floor(value)) {
    report(node, path, "must be a whole number, found " + found);
    return std::nullopt;
  }
  return value;
}

void TomlFields::text(const char* key, Located<std::string>& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!node->is_text()) {
    report_kind(*node, path_of(key), "a text");
  } else if (rule.required && node->text.empty()) {
    report(*node, path_of(key), "must not be empty");
  } else {
    value = {node->text, node->where};
  }
}

void TomlFields::choice(const char* key, std::vector<std::string> choices, int& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  const auto found = std::find(choices.begin(), choices.end(), node->text);
  if (node->is_text() && found != choices.end()) {
    value = static_cast<int>(found - choices.begin());
    return;
  }
  std::string expected;
  for (const std::string& choice : choices) expected += (expected.empty() ? "one of \"" : ", \"") + choice + '"';
  report_kind(*node, path_of(key), expected, did_you_mean(node->text, choices));
}

void TomlFields::flag(const char* key, bool& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (node->kind == ConfigNode::Kind::boolean) {
    value = node->boolean;
  } else {
    report_kind(*node, path_of(key), "true or false");
  }
}

void TomlFields::integer(const char* key, std::int64_t& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (node->kind != ConfigNode::Kind::integer) {
    report_kind(*node, path_of(key), "a whole number");
  } else if (!in_range(static_cast<double>(node->integer), rule, Dimension::number)) {
    report(*node, path_of(key),
           "must be " + describe_range(rule, Dimension::number) + ", found " + std::to_string(node->integer));
  } else {
    value = node->integer;
  }
}

void TomlFields::quantity(const char* key, Dimension dimension, Located<double>& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (const std::optional<double> number = number_in(*node, path_of(key), dimension, rule))
    value = {*number, node->where};
}

void TomlFields::quantity_or_name(const char* key, Dimension dimension, Located<double>& value,
                                  Located<std::string>& name, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (is_name_of(*node, dimension)) {
    value = {};
    name = {node->text, node->where};
  } else if (const std::optional<double> number = number_in(*node, path_of(key), dimension, rule)) {
    value = {*number, node->where};
    name = {};
  }
}

void TomlFields::texts(const char* key, std::vector<Located<std::string>>& values, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  values.clear();
  for (const auto& [path, item] : items_of(*node, path_of(key))) {
    if (!item->is_text()) {
      report_kind(*item, path, "a text");
    } else {
      values.push_back({item->text, item->where});
    }
  }
  if (rule.required && node->kind == ConfigNode::Kind::array && node->items.empty()) {
    report(*node, path_of(key), "must not be empty");
  }
}

void TomlFields::quantities(const char* key, Dimension dimension, std::vector<Located<double>>& values,
                            FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  values.clear();
  for (const auto& [path, item] : items_of(*node, path_of(key))) {
    if (const std::optional<double> number = number_in(*item, path, dimension, rule)) {
      values.push_back({*number, item->where});
    }
  }
  if (node->kind == ConfigNode::Kind::array && node->items.empty() && !rule.may_be_empty) {
    if (rule.required) {
      report(*node, path_of(key), "must not be empty");
    } else {
      report_empty(*node, key);
    }
  }
}

void TomlFields::text_map(const char* key, std::vector<std::pair<std::string, Located<std::string>>>& values,
                          FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!node->is_table()) return report_kind(*node, path_of(key), "a table");
  if (node->entries.empty()) return report_empty(*node, key);
  values.clear();
  for (const ConfigEntry& entry : node->entries) {
    if (!entry.value.is_text()) {
      report_kind(entry.value, path_of(key) + '.' + entry.key, "a text");
    } else {
      values.push_back({entry.key, {entry.value.text, entry.value.where}});
    }
  }
}

void TomlFields::texts_map(const char* key,
                           std::vector<std::pair<std::string, std::vector<Located<std::string>>>>& values,
                           FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!node->is_table()) return report_kind(*node, path_of(key), "a table");
  if (node->entries.empty()) return report_empty(*node, key);
  values.clear();
  for (const ConfigEntry& entry : node->entries) {
    const std::string path = path_of(key) + '.' + entry.key;
    std::vector<Located<std::string>> texts;
    bool right = true;
    for (const auto& [item_path, item] : items_of(entry.value, path)) {
      right = right && item->is_text();
      if (item->is_text()) {
        texts.push_back({item->text, item->where});
      } else {
        report_kind(*item, item_path, "a text");
      }
    }
    if (right && texts.empty()) report(entry.value, path, "is empty", "name at least one");
    if (right && !texts.empty()) values.emplace_back(entry.key, std::move(texts));
  }
}

void TomlFields::quantity_map(const char* key, Dimension dimension,
                              std::vector<std::pair<std::string, Located<double>>>& values, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!node->is_table()) return report_kind(*node, path_of(key), "a table");
  if (node->entries.empty()) return report_empty(*node, key);
  values.clear();
  for (const ConfigEntry& entry : node->entries) {
    if (const auto number = number_in(entry.value, path_of(key) + '.' + entry.key, dimension, rule)) {
      values.push_back({entry.key, {*number, entry.value.where}});
    }
  }
}

void TomlFields::quantity_or_name_map(const char* key, Dimension dimension,
                                      std::vector<std::pair<std::string, QuantityOrName>>& values, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!node->is_table()) return report_kind(*node, path_of(key), "a table");
  if (node->entries.empty()) return report_empty(*node, key);
  values.clear();
  for (const ConfigEntry& entry : node->entries) {
    const ConfigNode& item = entry.value;
    if (is_name_of(item, dimension)) {
      values.push_back({entry.key, {{}, {item.text, item.where}}});
    } else if (const auto number = number_in(item, path_of(key) + '.' + entry.key, dimension, rule)) {
      values.push_back({entry.key, {{*number, item.where}, {}}});
    }
  }
}

void TomlFields::visit_table(const ConfigNode& node, const std::string& path,
                             const std::function<void(Fields&)>& visit) {
  if (!node.is_table()) return report_kind(node, path, "a table");
  TomlFields inner(node, path, issues_);
  visit(inner);
  inner.report_unknown_keys();
}

void TomlFields::table(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (!rule.in_a_line || !node->is_text()) return visit_table(*node, path_of(key), visit);
  const LineOfLaw law = parse_law(*node);
  if (law.right) {
    visit_table(law.table, path_of(key), visit);
  } else {
    issues_.add(node->where, path_of(key), law.problem, law.why, law.suggestion);
  }
}

void TomlFields::named(const char* key, const std::function<void(const std::string& name, Fields&)>& visit,
                       FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  const std::string path = path_of(key);
  const auto visit_item = [&](const std::string& name, const ConfigNode& item, const std::string& item_path) {
    visit_table(item, item_path, [&](Fields& fields) { visit(name, fields); });
  };
  if (node->is_table()) {
    for (const ConfigEntry& entry : node->entries) {
      if (entry.key.empty()) {
        issues_.add(entry.where, path, "a name must not be empty");
      } else {
        visit_item(entry.key, entry.value, path + '.' + entry.key);
      }
    }
    return;
  }
  if (node->kind != ConfigNode::Kind::array) return report_kind(*node, path, "tables with names");
  std::set<std::string> seen;  // a second item of one name has been reported when the file was read
  for (const auto& [item_path, item] : items_of(*node, path)) {
    if (!item->is_table()) {
      report_kind(*item, item_path, "a table");
      continue;
    }
    Located<std::string> name;
    TomlFields inner(*item, item_path, issues_);
    inner.text("name", name, {.required = true});
    if (name.value.empty() || !seen.insert(name.value).second) continue;
    inner.key_path_ = path + '.' + name.value;
    visit(name.value, inner);
    inner.report_unknown_keys();
  }
}

void TomlFields::list(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (node->kind != ConfigNode::Kind::array) return report_kind(*node, path_of(key), "a list of tables");
  for (const auto& [path, item] : items_of(*node, path_of(key))) visit_table(*item, path, visit);
}

void TomlFields::date(const char* key, Located<std::int64_t>& value, FieldRule rule) {
  const ConfigNode* node = take(key, rule);
  if (node == nullptr) return;
  if (node->kind != ConfigNode::Kind::date) {
    return report_kind(*node, path_of(key), "a date without quotes, such as 2024-01-01");
  }
  const auto low = static_cast<std::int64_t>(std::max(rule.low, static_cast<double>(first_date)));
  const auto high = static_cast<std::int64_t>(std::min(rule.high, static_cast<double>(last_date)));
  if (node->integer < low || node->integer > high) {
    return report(
        *node, path_of(key),
        "must be between " + date_text(low) + " and " + date_text(high) + ", found " + date_text(node->integer));
  }
  value = {node->integer, node->where};
}

void TomlFields::issue(const char* key, std::string problem, std::string why, std::string suggestion) {
  const ConfigNode* node = table_.find(key);
  issues_.add(node != nullptr ? node->where : here(), path_of(key), std::move(problem), std::move(why),
              std::move(suggestion));
}

}  // namespace draagkracht
