// Recursive descent into a postfix program. Names are resolved while parsing, so that evaluation knows no text.
#include "engine/analysis/expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include "engine/core/fault.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr int deepest = 100;  // nested parentheses; a bound on recursion, far above what anyone can read

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// A number at the start of `text` and how many characters it took; 0 characters if there is none.
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

constexpr double ms_per_minute = 60'000;

// "a time", "a rate", ... of a power of time.
std::string kind_text(int time_power) {
  if (time_power == 0) return "a plain number";
  if (time_power == 1) return "a time";
  if (time_power == -1) return "a rate";
  return "a time to the power " + std::to_string(time_power);
}

// Thrown inside the parser only, at the first place that makes no sense.
struct SyntaxError {
  std::string problem;
  std::string why;
  std::string suggestion = {};
};

}  // namespace

class ExpressionParser {
 public:
  // `unit`: what the value comes out in; nothing: numbers as they stand, without units.
  ExpressionParser(std::string_view text, std::optional<ValueUnit> unit, const ResultSchema& schema,
                   const Location& where, std::string key, Issues& issues)
      : text_(text), unit_(unit), schema_(schema), where_(where), key_(std::move(key)), issues_(issues) {}

  Expression parse() {
    const std::size_t issues_before = issues_.size();
    try {
      const Kind kind = sum();
      if (peek() != '\0') throw SyntaxError{"expected an operator or the end, found " + found(), at_here()};
      if (unit_) come_out_in_unit(kind);
    } catch (const SyntaxError& error) {
      issues_.add(where_, key_, error.problem, error.why, error.suggestion);
    }
    if (issues_.size() > issues_before) return {};
    result_.payload_size_ = schema_.payload_size;
    return std::move(result_);
  }

 private:
  using Operation = Expression::Operation;
  // The power of time in a value; nothing if an issue told already that it cannot be known. Without units always 0.
  using Kind = std::optional<int>;

  void come_out_in_unit(Kind kind) {
    if (kind && *kind != unit_->time_power) {
      const std::string fitting = *kind == 1 ? "\"min\"" : *kind == -1 ? "\"per hour\"" : *kind == 0 ? "\"1\"" : "";
      issues_.add(where_, key_, "is " + kind_text(*kind), "its unit is that of " + kind_text(unit_->time_power),
                  fitting.empty() ? "" : "Give it the unit " + fitting);
    }
    if (unit_->size == 1) return;
    result_.program_.push_back({Operation::number, unit_->size, 0, 0});
    emit(Operation::divide);
  }

  // What is added or compared must be of one kind.
  Kind same_kind(Kind a, Kind b, const char* what, std::size_t at_operator) {
    if (a && b && *a != *b) {
      issues_.add(where_, key_, std::string(what) + ' ' + kind_text(*a) + " and " + kind_text(*b), at(at_operator));
      return {};
    }
    return a ? b : a;
  }

  char peek() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) throw SyntaxError{"expected " + quoted({&c, 1}) + ", found " + found(), at_here()};
  }
  std::string found() { return peek() == '\0' ? "the end" : quoted(text_.substr(at_, 20)); }
  std::string at_here() const { return at(at_); }
  static std::string at(std::size_t place) { return "at character " + std::to_string(place + 1); }

  void emit(Operation operation) { result_.program_.push_back({operation, 0, 0, 0}); }

  Kind sum() {
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

  Kind product() {
    Kind kind = factor();
    for (char c = peek(); c == '*' || c == '/'; c = peek()) {
      ++at_;
      const Kind other = factor();
      kind = kind && other ? Kind(c == '*' ? *kind + *other : *kind - *other) : Kind();
      emit(c == '*' ? Operation::multiply : Operation::divide);
    }
    return kind;
  }

  Kind factor() {
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

  Kind number() {
    const auto [value, length] = leading_number(text_.substr(at_));
    if (length == 0) throw SyntaxError{"expected a number, found " + found(), at_here()};
    at_ += length;
    double size = 1;
    Kind kind = 0;
    if (unit_) kind = unit_of_number(size);
    result_.program_.push_back({Operation::number, value * size, 0, 0});
    return kind;
  }

  // The unit behind a number, if there is one.
  Kind unit_of_number(double& size) {
    const char c = peek();
    if (c != '%' && !is_name_start(c)) return 0;
    const std::size_t start = at_;
    std::string unit;
    if (accept('%')) {
      unit = "%";
    } else {
      unit = name();
      if (unit == "per" && is_name_start(peek())) unit += ' ' + std::string(name());
    }
    const std::optional<ValueUnit> known = value_unit(unit);
    if (!known) {
      issues_.add(where_, key_, "unknown unit " + quoted(unit), "known are " + describe_units(Dimension::time) + "; " + at(start));
      return {};
    }
    size = known->size;
    return known->time_power;
  }

  std::string_view name() {
    peek();
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return text_.substr(start, at_ - start);
  }

  Kind named() {
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

  // A function of what the model has by a name.
  Kind function(std::string_view word, std::size_t start) {
    static const std::vector<std::string> known = {"count", "max", "mean", "min", "minutes", "p50", "p90", "p95", "servers", "sum"};
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      throw SyntaxError{"unknown function " + quoted(word), "known are " + listed(known) + "; " + at(start),
                        did_you_mean(word, known)};
    }
    expect('(');
    peek();
    const std::size_t at_argument = at_;
    const std::string argument(name());
    if (argument.empty()) throw SyntaxError{"expected a name, found " + found(), at_here()};
    Kind kind;
    if (word == "minutes") {
      kind = minutes(argument, at_argument);
    } else if (word == "count") {
      kind = count(argument, at_argument);
    } else if (word == "servers") {
      kind = servers(argument, at_argument);
    } else {
      kind = of_wait(std::string(word), argument, at_argument);
    }
    expect(')');
    return kind;
  }

  // Labels of a dimension; none if the results do not have it.
  std::vector<std::string> labels_of(const char* dimension) const {
    const ResultDimension* known = schema_.dimension(dimension);
    return known == nullptr ? std::vector<std::string>() : known->labels;
  }
  // Names of result variables, without `ending`, that have it, and its `other` beside it.
  std::vector<std::string> stems(std::string_view ending, std::string_view other) const {
    std::vector<std::string> names;
    for (const ResultVariable& candidate : schema_.variables) {
      if (!candidate.name.ends_with(ending)) continue;
      std::string stem = candidate.name.substr(0, candidate.name.size() - ending.size());
      if (schema_.variable(stem + std::string(other)) != nullptr) names.push_back(std::move(stem));
    }
    return names;
  }
  static bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  std::vector<std::string> wait_names() const { return stems("_mean", "_count"); }

  // What a function does not know; the rest of it is passed over, so that other names are still looked at.
  Kind unknown_name(const char* what, const std::string& name, std::size_t start, const std::vector<std::string>& known) {
    const std::string list = listed(known);
    issues_.add(where_, key_, std::string("unknown ") + what + ' ' + quoted(name), (list.empty() ? "" : "known are " + list + "; ") + at(start),
                did_you_mean(name, known));
    variable_cells(nullptr);
    emit(Operation::sum);
    return {};
  }

  // The one cell of a variable over one dimension.
  void cell(const char* variable, const char* dimension, const std::string& label) {
    const ResultVariable* own = schema_.variable(variable);
    DRAAGKRACHT_ENSURE(own != nullptr);
    const std::vector<std::string> labels = labels_of(dimension);
    const auto place = static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
    add_sum(*own, {own->offset + place});
  }

  Kind minutes(const std::string& name, std::size_t start) {
    const std::vector<std::string> pools = labels_of("pool");
    if (has(pools, name)) {
      cell("pool_busy_hours", "pool", name);
      return 1;
    }
    const ResultVariable* tally = schema_.variable(name);
    if (tally != nullptr && tally->units == "min") {
      add_sum(*tally, variable_cells(tally));
      return 1;
    }
    return unknown_name("pool", name, start, pools);
  }

  Kind servers(const std::string& name, std::size_t start) {
    const std::vector<std::string> pools = labels_of("pool");
    if (!has(pools, name)) return unknown_name("pool", name, start, pools);
    cell("pool_on_duty_hours", "pool", name);
    const ResultVariable* period = schema_.variable("years_counted");
    DRAAGKRACHT_ENSURE(period != nullptr);
    add_sum(*period, {period->offset});
    emit(Operation::divide);
    return 0;
  }

  Kind count(const std::string& name, std::size_t start) {
    const std::vector<std::string> outcomes = labels_of("outcome"), waits = wait_names();
    const ResultVariable* tally = schema_.variable(name);
    if (tally != nullptr && tally->units != "1") tally = nullptr;
    const int meanings = (has(outcomes, name) ? 1 : 0) + (has(waits, name) ? 1 : 0) + (tally != nullptr ? 1 : 0);
    if (meanings > 1) {
      issues_.add(where_, key_, quoted(name) + " means several things", "outcomes, waits and tallies are counted by name; " + at(start),
                  "Give them different names");
    }
    if (has(outcomes, name)) {
      cell("requests_ended", "outcome", name);
    } else if (tally != nullptr) {
      add_sum(*tally, variable_cells(tally));
    } else if (has(waits, name)) {
      const ResultVariable* counted = schema_.variable(name + "_count");
      add_sum(*counted, variable_cells(counted));
    } else {
      std::vector<std::string> known = outcomes;
      known.insert(known.end(), waits.begin(), waits.end());
      return unknown_name("outcome, tally or wait", name, start, known);
    }
    return 0;
  }

  Kind of_wait(const std::string& function, const std::string& name, std::size_t start) {
    const std::vector<std::string> waits = wait_names();
    if (!has(waits, name)) return unknown_name("wait", name, start, waits);
    const ResultVariable* mean = schema_.variable(name + "_mean");
    const ResultVariable* counted = schema_.variable(name + "_count");
    const std::vector<std::size_t> cells = variable_cells(mean);
    if (function.starts_with('p')) {
      const ResultVariable* quantile = schema_.variable(name + '_' + function);
      DRAAGKRACHT_ENSURE(quantile != nullptr);
      if (cells.size() > 1) {
        issues_.add(where_, key_, function + " of several rows of " + quoted(name) + " together is not known",
                    "it is kept by " + listed(mean->dimensions) + "; " + at(start), "Select one row");
      }
      if (!cells.empty()) add_sum(*quantile, {quantile->offset + cells[0] - mean->offset});
      return 1;
    }
    // Means weighted with their counts; a row without waits has no mean.
    Expression::Instruction instruction{Operation::weighted, 1, result_.cells_.size(), cells.size()};
    result_.cells_.insert(result_.cells_.end(), cells.begin(), cells.end());
    for (const std::size_t cell : cells) result_.cells_.push_back(counted->offset + cell - mean->offset);
    result_.program_.push_back(instruction);
    if (function == "mean") {
      std::vector<std::size_t> weights;
      for (const std::size_t cell : cells) weights.push_back(counted->offset + cell - mean->offset);
      add_sum(*counted, weights);
      emit(Operation::divide);
    }
    return 1;
  }

  // Which places along one dimension count; `all` until the user selects.
  struct Axis {
    const ResultDimension* dimension = nullptr;
    std::vector<bool> chosen;
    bool selected = false;
  };

  Kind variable(std::string_view word, std::size_t start) {
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
    DRAAGKRACHT_ENSURE(unit.has_value());
    return unit->time_power;
  }

  // The places in a payload that the brackets behind a name select, if there are any. With own == nullptr only their
  // form is checked.
  std::vector<std::size_t> variable_cells(const ResultVariable* own) {
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

  void add_sum(const ResultVariable& own, const std::vector<std::size_t>& cells) {
    double size = 1;
    if (unit_) {
      const std::optional<ValueUnit> unit = value_unit(own.units);
      DRAAGKRACHT_ENSURE(unit.has_value());
      size = unit->size;
    }
    result_.program_.push_back({Operation::sum, size, result_.cells_.size(), cells.size()});
    result_.cells_.insert(result_.cells_.end(), cells.begin(), cells.end());
  }

  // One `dimension=label|label`. With own == nullptr only the form is checked.
  void selection(const ResultVariable* own, std::vector<Axis>& axes) {
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

  // Labels may hold any character but those that end them; spaces around them do not count.
  void label(Axis* axis) {
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

  int place_of_label(const ResultDimension& dimension, std::string_view word, std::size_t start) {
    const auto known = std::find(dimension.labels.begin(), dimension.labels.end(), word);
    if (known != dimension.labels.end()) return static_cast<int>(known - dimension.labels.begin());
    const std::string list = listed(dimension.labels);
    issues_.add(where_, key_, "dimension " + quoted(dimension.name) + " has no label " + quoted(word),
                list.empty() ? at(start) : "it has " + list + "; " + at(start), did_you_mean(word, dimension.labels));
    return -1;
  }

  int place_of_number(const ResultDimension& dimension, std::string_view word, std::size_t start) {
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
      issues_.add(where_, key_,
                  "dimension " + quoted(dimension.name) + " is selected by a number, found " + quoted(word), at(start));
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

  // Row-major: the last dimension runs fastest.
  static std::vector<std::size_t> chosen_cells(const ResultVariable& own, const std::vector<Axis>& axes) {
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

  std::string_view text_;
  std::optional<ValueUnit> unit_;
  const ResultSchema& schema_;
  const Location& where_;
  std::string key_;
  Issues& issues_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression result_;
};

Expression Expression::parse(std::string_view text, const ResultSchema& schema, const Location& where, Issues& issues) {
  return ExpressionParser(text, {}, schema, where, "expression", issues).parse();
}

Expression Expression::parse_with_units(std::string_view text, std::string_view unit, const ResultSchema& schema,
                                        const Location& where, const std::string& key, Issues& issues) {
  std::optional<ValueUnit> known = value_unit(unit);
  if (!known) {
    issues.add(where, key, "unknown unit " + quoted(unit), "known are 1, %, " + describe_units(Dimension::time) + ", and such as per hour");
    return {};
  }
  return ExpressionParser(text, known, schema, where, key, issues).parse();
}

double Expression::evaluate(std::span<const double> payload, const std::vector<bool>& lacking) const {
  if (program_.empty()) return missing;
  DRAAGKRACHT_ENSURE(payload.size() == payload_size_);
  DRAAGKRACHT_ENSURE(lacking.empty() || lacking.size() == payload_size_);
  std::vector<double> stack;
  for (const Instruction& instruction : program_) {
    if (instruction.operation == Operation::number) {
      stack.push_back(instruction.number);
      continue;
    }
    if (instruction.operation == Operation::sum) {
      double total = 0;
      bool any = false;
      for (std::size_t i = 0; i < instruction.n_cells; ++i) {
        const std::size_t cell = cells_[instruction.first_cell + i];
        if (!lacking.empty() && lacking[cell] && std::isnan(payload[cell])) continue;
        total += payload[cell];
        any = true;
      }
      stack.push_back(any ? total * instruction.number : missing);
      continue;
    }
    if (instruction.operation == Operation::weighted) {
      double total = 0;
      for (std::size_t i = instruction.first_cell; i < instruction.first_cell + instruction.n_cells; ++i) {
        const double weight = payload[cells_[i + instruction.n_cells]];
        if (weight != 0) total += payload[cells_[i]] * weight;
      }
      stack.push_back(total);
      continue;
    }
    const double b = stack.back();
    if (instruction.operation == Operation::negate) {
      stack.back() = -b;
      continue;
    }
    stack.pop_back();
    double& a = stack.back();
    switch (instruction.operation) {
      case Operation::add:
        a += b;
        break;
      case Operation::subtract:
        a -= b;
        break;
      case Operation::multiply:
        a *= b;
        break;
      case Operation::divide:
        a = b == 0 ? missing : a / b;
        break;
      // Not std::min: it would let a missing value win or lose by its place.
      case Operation::smaller:
        a = std::isnan(a) || std::isnan(b) ? missing : std::min(a, b);
        break;
      case Operation::larger:
        a = std::isnan(a) || std::isnan(b) ? missing : std::max(a, b);
        break;
      default:
        DRAAGKRACHT_ENSURE(false);
    }
  }
  DRAAGKRACHT_ENSURE(stack.size() == 1);
  return std::isfinite(stack.back()) ? stack.back() : missing;
}

std::optional<ValueUnit> value_unit(std::string_view unit) {
  if (unit.empty() || unit == "1") return ValueUnit{0, 1};
  if (unit == "%") return ValueUnit{0, 0.01};
  const std::string one = is_digit(unit.front()) ? std::string(unit) : "1 " + std::string(unit);
  if (unit == "365.25 d") return ValueUnit{1, 365.25 * 24 * 60};
  if (const auto time = parse_quantity(one, Dimension::time)) return ValueUnit{1, *time / ms_per_minute};
  if (const auto rate = parse_quantity(one, Dimension::rate)) return ValueUnit{-1, *rate * ms_per_minute};
  return {};
}

double Expression::evaluate(const ResultSet& results, RunKey key) const {
  return evaluate(payload_of(results, key), results.lacking(key.scenario));
}

std::span<const double> payload_of(const ResultSet& results, RunKey key) {
  ResultVariable all;
  all.size = results.frame().schema.payload_size;
  return results.values(all, key);
}

}  // namespace draagkracht
