#include "engine/analysis/expression_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "engine/core/fault.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {
namespace {

constexpr int deepest = 100;  // nested parentheses; a bound on recursion, far above what anyone can read
constexpr double ms_per_minute = 60'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// "a time", "a rate", ... of a power of time.
std::string kind_text(int time_power) {
  if (time_power == 0) return "a plain number";
  if (time_power == 1) return "a time";
  if (time_power == -1) return "a rate";
  return "a time to the power " + std::to_string(time_power);
}

}  // namespace

std::pair<double, std::size_t> leading_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) return {0, 0};
  return {value, static_cast<std::size_t>(end - text.data())};
}

std::string plain_number(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return error == std::errc{} ? std::string(text, end) : std::string("?");
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most_named = 10;
  if (names.empty() || names.size() > most_named) return {};
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Expression ExpressionParser::parse() {
  const std::size_t issues_before = issues_.size();
  try {
    const Kind kind = sum();
    if (peek() != '\0') throw SyntaxError{"expected an operator or the end, found " + found(), at_here()};
    if (unit_) come_out_in_unit(kind, *unit_);
  } catch (const SyntaxError& error) {
    issues_.add(where_, key_, error.problem, error.why, error.suggestion);
  }
  if (issues_.size() > issues_before) return {};
  result_.payload_size_ = schema_.payload_size;
  return std::move(result_);
}

void ExpressionParser::come_out_in_unit(Kind kind, const ValueUnit& unit) {
  if (kind && *kind != unit.time_power) {
    const std::string fitting = *kind == 1 ? "\"min\"" : *kind == -1 ? "\"per hour\"" : *kind == 0 ? "\"1\"" : "";
    issues_.add(where_, key_, "is " + kind_text(*kind), "its unit is that of " + kind_text(unit.time_power),
                fitting.empty() ? "" : "Give it the unit " + fitting);
  }
  if (unit.size == 1) return;
  result_.program_.push_back({Operation::number, unit_->size, 0, 0});
  emit(Operation::divide);
}

ExpressionParser::Kind ExpressionParser::same_kind(Kind a, Kind b, const char* what, std::size_t at_operator) {
  if (a && b && *a != *b) {
    issues_.add(where_, key_, std::string(what) + ' ' + kind_text(*a) + " and " + kind_text(*b), at(at_operator));
    return {};
  }
  return a ? b : a;
}

char ExpressionParser::peek() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool ExpressionParser::accept(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

void ExpressionParser::expect(char c) {
  if (!accept(c)) throw SyntaxError{"expected " + quoted({&c, 1}) + ", found " + found(), at_here()};
}

std::string ExpressionParser::found() { return peek() == '\0' ? "the end" : quoted(text_.substr(at_, 20)); }

std::string ExpressionParser::at_here() const { return at(at_); }

std::string ExpressionParser::at(std::size_t place) { return "at character " + std::to_string(place + 1); }

void ExpressionParser::emit(Operation operation) { result_.program_.push_back({operation, 0, 0, 0}); }

ExpressionParser::Kind ExpressionParser::sum() {
  if (++depth_ > deepest) throw SyntaxError{"is nested too deeply", at_here()};
  Kind kind = product();
  for (char c = peek(); c == '+' || c == '-'; c = peek()) {
    const std::size_t at_operator = at_++;
    kind = same_kind(kind, product(), c == '+' ? "adds" : "subtracts", at_operator);
    emit(c == '+' ? Operation::add : Operation::subtract);
  }
  --depth_;
  return kind;
}

ExpressionParser::Kind ExpressionParser::product() {
  Kind kind = factor();
  for (char c = peek(); c == '*' || c == '/'; c = peek()) {
    ++at_;
    const Kind other = factor();
    kind = kind && other ? Kind(c == '*' ? *kind + *other : *kind - *other) : Kind();
    emit(c == '*' ? Operation::multiply : Operation::divide);
  }
  return kind;
}

ExpressionParser::Kind ExpressionParser::factor() {
  bool negative = false;
  while (accept('-')) negative = !negative;
  Kind kind;
  if (accept('(')) {
    kind = sum();
    expect(')');
  } else if (const char c = peek(); is_digit(c) || c == '.') {
    kind = number();
  } else if (is_name_start(c)) {
    kind = named();
  } else {
    throw SyntaxError{"expected a number, a variable or \"(\", found " + found(), at_here()};
  }
  if (negative) emit(Operation::negate);
  return kind;
}

ExpressionParser::Kind ExpressionParser::number() {
  const auto [value, length] = leading_number(text_.substr(at_));
  if (length == 0) throw SyntaxError{"expected a number, found " + found(), at_here()};
  at_ += length;
  double size = 1;
  Kind kind = 0;
  if (unit_) kind = unit_of_number(size);
  result_.program_.push_back({Operation::number, value * size, 0, 0});
  return kind;
}

ExpressionParser::Kind ExpressionParser::unit_of_number(double& size) {
  const char c = peek();
  if (c != '%' && !is_name_start(c)) return 0;
  const std::size_t start = at_;
  std::string unit(accept('%') ? std::string_view("%") : name());
  if (unit == "per" && is_name_start(peek())) unit += ' ' + std::string(name());
  const std::optional<ValueUnit> known = value_unit(unit);
  if (!known) {
    issues_.add(where_, key_, "unknown unit " + quoted(unit),
                "known are " + describe_units(Dimension::time) + "; " + at(start));
    return {};
  }
  size = known->size;
  return known->time_power;
}

std::string_view ExpressionParser::name() {
  peek();
  const std::size_t start = at_;
  while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
  return text_.substr(start, at_ - start);
}

ExpressionParser::Kind ExpressionParser::named() {
  const std::size_t start = at_;
  const std::string_view word = name();
  if (peek() != '(') return variable(word, start);
  if (word == "min" || word == "max") {
    expect('(');
    const Kind first = sum();
    expect(',');
    const Kind second = sum();
    expect(')');
    emit(word == "min" ? Operation::smaller : Operation::larger);
    return same_kind(first, second, "compares", start);
  }
  if (!unit_) throw SyntaxError{"unknown function " + quoted(word), "known are min and max; " + at(start)};
  return function(word, start);
}

ExpressionParser::Kind ExpressionParser::variable(std::string_view word, std::size_t start) {
  const ResultVariable* own = schema_.variable(word);
  if (own == nullptr) {
    std::vector<std::string> names;
    for (const ResultVariable& candidate : schema_.variables) names.push_back(candidate.name);
    issues_.add(where_, key_, "unknown variable " + quoted(word), at(start), did_you_mean(word, names));
  }
  const std::vector<std::size_t> cells = variable_cells(own);
  if (own == nullptr) {
    emit(Operation::sum);
    return {};
  }
  add_sum(*own, cells);
  if (!unit_) return 0;
  const std::optional<ValueUnit> unit = value_unit(own->units);
  return unit ? unit->time_power : 0;
}

std::vector<std::size_t> ExpressionParser::variable_cells(const ResultVariable* own) {
  std::vector<Axis> axes;
  if (own != nullptr) {
    for (const std::string& dimension_name : own->dimensions) {
      const ResultDimension* dimension = schema_.dimension(dimension_name);
      DRAAGKRACHT_ENSURE(dimension != nullptr);
      axes.push_back({dimension, std::vector<bool>(dimension->size(), true), false});
    }
  }
  if (accept('[')) {
    do selection(own, axes);
    while (accept(','));
    expect(']');
  }
  return own == nullptr ? std::vector<std::size_t>() : chosen_cells(*own, axes);
}

void ExpressionParser::add_sum(const ResultVariable& own, const std::vector<std::size_t>& cells) {
  double size = 1;
  if (unit_) {
    const std::optional<ValueUnit> unit = value_unit(own.units);
    // Results of a file may have any unit.
    if (!unit) issues_.add(where_, key_, quoted(own.name) + " is in " + quoted(own.units) + ", an unknown unit");
    size = unit ? unit->size : 0;
  }
  result_.program_.push_back({Operation::sum, size, result_.cells_.size(), cells.size()});
  result_.cells_.insert(result_.cells_.end(), cells.begin(), cells.end());
}

void ExpressionParser::selection(const ResultVariable* own, std::vector<Axis>& axes) {
  peek();
  const std::size_t start = at_;
  const std::string_view dimension = name();
  if (dimension.empty()) throw SyntaxError{"expected the name of a dimension, found " + found(), at_here()};
  expect('=');
  Axis* axis = nullptr;
  if (own != nullptr) {
    const auto known = std::find(own->dimensions.begin(), own->dimensions.end(), dimension);
    if (known == own->dimensions.end()) {
      const std::string list = listed(own->dimensions);
      issues_.add(where_, key_, quoted(own->name) + " has no dimension " + quoted(dimension),
                  list.empty() ? at(start) : "it has " + list + "; " + at(start),
                  did_you_mean(dimension, own->dimensions));
    } else {
      axis = &axes[static_cast<std::size_t>(known - own->dimensions.begin())];
      if (axis->selected) throw SyntaxError{"dimension " + quoted(dimension) + " is selected twice", at(start)};
      axis->selected = true;
      axis->chosen.assign(axis->chosen.size(), false);
    }
  }
  do label(axis);
  while (accept('|'));
}

void ExpressionParser::label(Axis* axis) {
  peek();
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ',' && text_[at_] != ']') ++at_;
  const std::string_view word = trimmed(text_.substr(start, at_ - start));
  if (word.empty()) throw SyntaxError{"expected a label, found " + found(), at_here()};
  if (axis == nullptr) return;
  const ResultDimension& dimension = *axis->dimension;
  const int place =
      dimension.labels.empty() ? place_of_number(dimension, word, start) : place_of_label(dimension, word, start);
  if (place < 0) return;
  if (axis->chosen[static_cast<std::size_t>(place)]) {
    throw SyntaxError{"label " + quoted(word) + " is selected twice", at(start)};
  }
  axis->chosen[static_cast<std::size_t>(place)] = true;
}

int ExpressionParser::place_of_label(const ResultDimension& dimension, std::string_view word, std::size_t start) {
  const auto known = std::find(dimension.labels.begin(), dimension.labels.end(), word);
  if (known != dimension.labels.end()) return static_cast<int>(known - dimension.labels.begin());
  const std::string list = listed(dimension.labels);
  issues_.add(where_, key_, "dimension " + quoted(dimension.name) + " has no label " + quoted(word),
              list.empty() ? at(start) : "it has " + list + "; " + at(start), did_you_mean(word, dimension.labels));
  return -1;
}

int ExpressionParser::place_of_number(const ResultDimension& dimension, std::string_view word, std::size_t start) {
  auto [value, length] = leading_number(word);
  // With units a place along an axis of times may be written as a time.
  const std::optional<ValueUnit> axis_unit = unit_ ? value_unit(dimension.units) : std::nullopt;
  if (axis_unit && axis_unit->time_power == 1) {
    if (const auto time = parse_quantity(word, Dimension::time)) {
      value = *time / ms_per_minute / axis_unit->size;
      length = word.size();
    }
  }
  if (length != word.size()) {
    issues_.add(where_, key_, "dimension " + quoted(dimension.name) + " is selected by a number, found " + quoted(word),
                at(start));
    return -1;
  }
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < dimension.numbers.size(); ++i) {
    const double known = dimension.numbers[i];
    if (std::abs(known - value) <= 1e-9 * std::max(1.0, std::abs(known))) return static_cast<int>(i);
    numbers.push_back(plain_number(known));
  }
  const std::string list = listed(numbers);
  issues_.add(where_, key_, "dimension " + quoted(dimension.name) + " has no value " + std::string(word),
              list.empty() ? at(start) : "it has " + list + "; " + at(start));
  return -1;
}

std::vector<std::size_t> ExpressionParser::chosen_cells(const ResultVariable& own, const std::vector<Axis>& axes) {
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < own.size; ++cell) {
    std::size_t rest = cell;
    bool counts = true;
    for (std::size_t a = axes.size(); a-- > 0;) {
      counts = counts && axes[a].chosen[rest % axes[a].chosen.size()];
      rest /= axes[a].chosen.size();
    }
    if (counts) cells.push_back(own.offset + cell);
  }
  return cells;
}

}  // namespace draagkracht
