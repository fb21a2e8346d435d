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

// Thrown inside the parser only, at the first place that makes no sense.
struct SyntaxError {
  std::string problem;
  std::string why;
};

}  // namespace

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, const ResultSchema& schema, const Location& where, Issues& issues)
      : text_(text), schema_(schema), where_(where), issues_(issues) {}

  Expression parse() {
    const std::size_t issues_before = issues_.size();
    try {
      sum();
      if (peek() != '\0') throw SyntaxError{"expected an operator or the end, found " + found(), at_here()};
    } catch (const SyntaxError& error) {
      issues_.add(where_, "expression", error.problem, error.why);
    }
    if (issues_.size() > issues_before) return {};
    result_.payload_size_ = schema_.payload_size;
    return std::move(result_);
  }

 private:
  using Operation = Expression::Operation;

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

  void sum() {
    if (++depth_ > deepest) throw SyntaxError{"is nested too deeply", at_here()};
    product();
    for (char c = peek(); c == '+' || c == '-'; c = peek()) {
      ++at_;
      product();
      emit(c == '+' ? Operation::add : Operation::subtract);
    }
    --depth_;
  }

  void product() {
    factor();
    for (char c = peek(); c == '*' || c == '/'; c = peek()) {
      ++at_;
      factor();
      emit(c == '*' ? Operation::multiply : Operation::divide);
    }
  }

  void factor() {
    bool negative = false;
    while (accept('-')) negative = !negative;
    if (accept('(')) {
      sum();
      expect(')');
    } else if (const char c = peek(); is_digit(c) || c == '.') {
      number();
    } else if (is_name_start(c)) {
      named();
    } else {
      throw SyntaxError{"expected a number, a variable or \"(\", found " + found(), at_here()};
    }
    if (negative) emit(Operation::negate);
  }

  void number() {
    const auto [value, length] = leading_number(text_.substr(at_));
    if (length == 0) throw SyntaxError{"expected a number, found " + found(), at_here()};
    at_ += length;
    result_.program_.push_back({Operation::number, value, 0, 0});
  }

  std::string_view name() {
    peek();
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return text_.substr(start, at_ - start);
  }

  void named() {
    const std::size_t start = at_;
    const std::string_view word = name();
    if (peek() != '(') return variable(word, start);
    if (word != "min" && word != "max") {
      throw SyntaxError{"unknown function " + quoted(word), "known are min and max; " + at(start)};
    }
    expect('(');
    sum();
    expect(',');
    sum();
    expect(')');
    emit(word == "min" ? Operation::smaller : Operation::larger);
  }

  // Which places along one dimension count; `all` until the user selects.
  struct Axis {
    const ResultDimension* dimension = nullptr;
    std::vector<bool> chosen;
    bool selected = false;
  };

  void variable(std::string_view word, std::size_t start) {
    const ResultVariable* own = schema_.variable(word);
    if (own == nullptr) {
      std::vector<std::string> names;
      for (const ResultVariable& candidate : schema_.variables) names.push_back(candidate.name);
      issues_.add(where_, "expression", "unknown variable " + quoted(word), at(start), did_you_mean(word, names));
    }
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
    Expression::Instruction instruction{Operation::sum, 0, result_.cells_.size(), 0};
    if (own != nullptr) add_cells(*own, axes);
    instruction.n_cells = result_.cells_.size() - instruction.first_cell;
    result_.program_.push_back(instruction);
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
        issues_.add(where_, "expression", quoted(own->name) + " has no dimension " + quoted(dimension),
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
    issues_.add(where_, "expression", "dimension " + quoted(dimension.name) + " has no label " + quoted(word),
                list.empty() ? at(start) : "it has " + list + "; " + at(start), did_you_mean(word, dimension.labels));
    return -1;
  }

  int place_of_number(const ResultDimension& dimension, std::string_view word, std::size_t start) {
    const auto [value, length] = leading_number(word);
    if (length != word.size()) {
      issues_.add(where_, "expression",
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
    issues_.add(where_, "expression", "dimension " + quoted(dimension.name) + " has no value " + std::string(word),
                list.empty() ? at(start) : "it has " + list + "; " + at(start));
    return -1;
  }

  // Row-major: the last dimension runs fastest.
  void add_cells(const ResultVariable& own, const std::vector<Axis>& axes) {
    for (std::size_t cell = 0; cell < own.size; ++cell) {
      std::size_t rest = cell;
      bool counts = true;
      for (std::size_t a = axes.size(); a-- > 0;) {
        counts = counts && axes[a].chosen[rest % axes[a].chosen.size()];
        rest /= axes[a].chosen.size();
      }
      if (counts) result_.cells_.push_back(own.offset + cell);
    }
  }

  std::string_view text_;
  const ResultSchema& schema_;
  const Location& where_;
  Issues& issues_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression result_;
};

Expression Expression::parse(std::string_view text, const ResultSchema& schema, const Location& where, Issues& issues) {
  return ExpressionParser(text, schema, where, issues).parse();
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
      stack.push_back(any ? total : missing);
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

double Expression::evaluate(const ResultSet& results, RunKey key) const {
  return evaluate(payload_of(results, key), results.lacking(key.scenario));
}

std::span<const double> payload_of(const ResultSet& results, RunKey key) {
  ResultVariable all;
  all.size = results.frame().schema.payload_size;
  return results.values(all, key);
}

}  // namespace draagkracht
