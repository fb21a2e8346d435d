#include "engine/model/formula.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"

namespace draagkracht {
namespace {

using Op = Formula::Op;

struct Reserved {
  const char* name;
  Op op;
  FormulaKind kind;
};
constexpr Reserved reserved[] = {
    {"now", Op::now, time_kind},         {"time_of_day", Op::time_of_day, time_kind},
    {"day", Op::day, number_kind},       {"counting", Op::counting, truth_kind},
    {"elapsed", Op::elapsed, time_kind}, {"waited", Op::waited, time_kind},
};
constexpr Reserved of_pool[] = {
    {"queue", Op::queue, number_kind}, {"busy", Op::busy, number_kind}, {"free", Op::free_servers, number_kind}};

std::string kind_text(FormulaKind kind) {
  if (kind.truth) return "true or false";
  if (kind == amount_kind) return "a number or a time";
  if (kind.time_power == 0) return "a number";
  if (kind.time_power == 1) return "a time";
  return kind.time_power == -1 ? "a number per time" : "a time to the power " + std::to_string(kind.time_power);
}

class FormulaParser {
 public:
  // `rule_scope`: of the rule on a clock whose expression it is; none: it is a step's.
  FormulaParser(Binder& binder, const Name& text, const std::string& path, Index rule_scope = none)
      : b_(binder), text_(text.value), where_(text.where), path_(path), rule_scope_(rule_scope) {}

  Index parse(FormulaKind wanted) {
    const FormulaKind kind = either();
    if (!failed_ && !at_end()) fail("has " + quoted(std::string(rest())) + " behind its end");
    const bool fits = wanted == amount_kind ? kind == number_kind || kind == time_kind : kind == wanted;
    if (!failed_ && !fits) fail("gives " + kind_text(kind), kind_text(wanted) + " is needed");
    if (!failed_ && deepest_ > Formula::most_deep) fail("is nested too deeply");
    if (failed_) return none;
    b_.model.formulas.push_back({std::move(program_), text_});
    return static_cast<Index>(b_.model.formulas.size() - 1);
  }

 private:
  // Only the first problem of an expression is told.
  void fail(std::string problem, std::string why = {}, std::string suggestion = {}) {
    if (!failed_) b_.issues.add(where_, path_, std::move(problem), std::move(why), std::move(suggestion));
    failed_ = true;
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool at_end() {
    skip();
    return at_ == text_.size();
  }
  std::string_view rest() {
    skip();
    return std::string_view(text_).substr(at_);
  }
  bool take(std::string_view symbol) {
    if (!rest().starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
  }
  static bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
  std::string_view word_here() {
    const std::string_view r = rest();
    std::size_t n = 0;
    while (n < r.size() && in_word(r[n])) ++n;
    return r.substr(0, n);
  }
  bool take_word(std::string_view word) {
    if (word_here() != word) return false;
    at_ += word.size();
    return true;
  }

  void push(Op op, double value = 0, Index index = 0, int deeper = 1) {
    program_.push_back({op, index, value});
    deep_ += deeper;
    deepest_ = std::max(deepest_, deep_);
  }
  void pair(Op op) { push(op, 0, 0, -1); }

  void need(FormulaKind found, FormulaKind wanted, const std::string& where) {
    if (found != wanted) fail(where + " is " + kind_text(found), kind_text(wanted) + " is needed");
  }
  void need_same(FormulaKind left, FormulaKind right, const std::string& verb) {
    if (left != right || left.truth)
      fail(verb + " " + kind_text(left) + " and " + kind_text(right), "both must be of one kind");
  }

  // Bounds how deep the parser calls itself: whatever recursion goes through here.
  FormulaKind nested(FormulaKind (FormulaParser::*part)()) {
    if (inside_ == limits::expression_depth) {
      fail("is nested too deeply", "at most " + std::to_string(limits::expression_depth) + " levels are possible");
      return number_kind;
    }
    ++inside_;
    const FormulaKind kind = failed_ ? number_kind : (this->*part)();
    --inside_;
    return kind;
  }

  FormulaKind either() {
    FormulaKind left = both();
    while (!failed_ && take_word("or")) {
      const FormulaKind right = both();
      need(left, truth_kind, "the left side of `or`");
      need(right, truth_kind, "the right side of `or`");
      pair(Op::either);
    }
    return left;
  }
  FormulaKind both() {
    FormulaKind left = negation();
    while (!failed_ && take_word("and")) {
      const FormulaKind right = negation();
      need(left, truth_kind, "the left side of `and`");
      need(right, truth_kind, "the right side of `and`");
      pair(Op::both);
    }
    return left;
  }
  FormulaKind negation() {
    if (!take_word("not")) return comparison();
    const FormulaKind kind = nested(&FormulaParser::negation);
    need(kind, truth_kind, "what follows `not`");
    push(Op::nope, 0, 0, 0);
    return truth_kind;
  }
  FormulaKind comparison() {
    const std::size_t from = at_;
    if (is_label_test()) return label_test();
    at_ = from;
    FormulaKind left = sum();
    static constexpr std::pair<const char*, Op> signs[] = {{"==", Op::equal},   {"!=", Op::unequal},
                                                           {"<=", Op::at_most}, {">=", Op::at_least},
                                                           {"<", Op::less},     {">", Op::more}};
    for (const auto& [sign, op] : signs) {
      if (failed_ || !take(sign)) continue;
      const FormulaKind right = sum();
      need_same(left, right, "compares");
      pair(op);
      return truth_kind;
    }
    return left;
  }
  // variable == "label", or variable == another
  bool is_label_test() { return has_labels(word_here()); }
  bool has_labels(std::string_view word) const {
    if (word.empty()) return false;
    const Model& m = b_.model;
    const bool known = std::find(m.variables.begin(), m.variables.end(), word) != m.variables.end() ||
                       std::find(m.attributes.begin(), m.attributes.end(), word) != m.attributes.end();
    return known && std::find(m.numbers.begin(), m.numbers.end(), word) == m.numbers.end();
  }
  FormulaKind label_test() {
    const std::string name(word_here());
    at_ += name.size();
    const bool equal = take("==");
    if (!equal && !take("!=")) {
      fail("uses " + quoted(name) + " as a number", "it has labels", "write " + name + " == 'LABEL'");
      return truth_kind;
    }
    if (const std::string other(word_here()); has_labels(other)) {
      at_ += other.size();
      return same_label(name, other, equal);
    }
    const char quote = take("\"") ? '"' : take("'") ? '\'' : '\0';
    if (quote == '\0') {
      fail("compares " + quoted(name) + " with something else than a label",
           "labels stand in quotes; another variable or attribute without");
      return truth_kind;
    }
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string::npos) {
      fail("has a quote that is not closed");
      return truth_kind;
    }
    const std::string label = text_.substr(at_, end - at_);
    at_ = end + 1;
    const LabelSource source = b_.source_of({name, where_}, path_);
    const int value = b_.label_of(source, {label, where_}, path_);
    if (value < 0) failed_ = true;  // it was said
    push(Op::label, 0, source.slot);
    push(Op::constant, value);
    pair(equal ? Op::equal : Op::unequal);
    return truth_kind;
  }
  // Labels are the same if their texts are.
  FormulaKind same_label(const std::string& name, const std::string& other, bool equal) {
    const LabelSource one = b_.source_of({name, where_}, path_), two = b_.source_of({other, where_}, path_);
    const std::vector<std::string>& ones = b_.labels_of(one);
    const std::vector<std::string>& twos = b_.labels_of(two);
    std::vector<std::pair<std::size_t, std::size_t>> same;
    for (std::size_t i = 0; i < ones.size(); ++i) {
      const auto found = std::find(twos.begin(), twos.end(), ones[i]);
      if (found != twos.end()) same.emplace_back(i, static_cast<std::size_t>(found - twos.begin()));
    }
    if (same.empty()) {
      fail("compares " + quoted(name) + " with " + quoted(other), "they have no label in common");
      return truth_kind;
    }
    if (numbers_tell(same, std::min(ones.size(), twos.size()))) {
      push(Op::label, 0, one.slot);
      push(Op::label, 0, two.slot);
      pair(Op::equal);
    } else {
      for (std::size_t k = 0; k < same.size(); ++k) {
        is_label(one, same[k].first);
        is_label(two, same[k].second);
        pair(Op::both);
        if (k > 0) pair(Op::either);
      }
    }
    if (!equal) push(Op::nope, 0, 0, 0);
    return truth_kind;
  }
  void is_label(LabelSource source, std::size_t label) {
    push(Op::label, 0, source.slot);
    push(Op::constant, static_cast<double>(label));
    pair(Op::equal);
  }
  // Whether two labels have one text just if they have one number: `same` are the pairs of one text.
  static bool numbers_tell(const std::vector<std::pair<std::size_t, std::size_t>>& same, std::size_t in_both) {
    return same.size() == in_both &&
           std::all_of(same.begin(), same.end(), [](const auto& pair) { return pair.first == pair.second; });
  }
  FormulaKind sum() {
    FormulaKind left = product();
    for (;;) {
      const bool plus = !failed_ && take("+");
      if (!plus && (failed_ || !take("-"))) return left;
      const FormulaKind right = product();
      need_same(left, right, plus ? "adds" : "subtracts");
      pair(plus ? Op::add : Op::subtract);
    }
  }
  FormulaKind product() {
    FormulaKind left = sign();
    for (;;) {
      const bool times = !failed_ && take("*");
      if (!times && (failed_ || !take("/"))) return left;
      const FormulaKind right = sign();
      if (left.truth || right.truth) fail(std::string(times ? "multiplies" : "divides") + " by true or false");
      pair(times ? Op::multiply : Op::divide);
      left.time_power += times ? right.time_power : -right.time_power;
    }
  }
  FormulaKind sign() {
    if (!take("-")) return primary();
    const FormulaKind kind = nested(&FormulaParser::sign);
    if (kind.truth) fail("takes the negative of true or false", "", "write not");
    push(Op::negate, 0, 0, 0);
    return kind;
  }
  FormulaKind primary() {
    if (at_end()) {
      fail("ends too early");
      return number_kind;
    }
    if (take("(")) {
      const FormulaKind kind = nested(&FormulaParser::either);
      if (!take(")")) fail("has a bracket that is not closed");
      return kind;
    }
    if (std::isdigit(static_cast<unsigned char>(rest()[0])) != 0 || rest()[0] == '.') return number();
    const std::string word(word_here());
    if (word.empty()) {
      fail("has " + quoted(std::string(rest().substr(0, 1))) + " where a number or a name must stand");
      return number_kind;
    }
    at_ += word.size();
    if (take("(")) return call(word);
    for (const Reserved& name : reserved) {
      if (word != name.name) continue;
      push(name.op);
      if (name.op == Op::waited) b_.model.keeps_waits = true;
      return name.kind;
    }
    const Model& m = b_.model;
    std::vector<std::string> known;
    for (const Reserved& name : reserved) known.emplace_back(name.name);
    known.insert(known.end(), m.numbers.begin(), m.numbers.end());
    for (const Model::Global& global : m.globals) known.push_back(global.name);
    for (const Model::Global& value : m.person_values) known.push_back(value.name);
    for (const Model::PersonNumber& number : m.person_numbers) known.push_back(number.name);
    for (const Model::Sensor& sensor : m.sensors) known.push_back(sensor.name);
    for (const Model::PlaceNumber& number : m.place_numbers) known.push_back(number.name);
    for (const Parameter& parameter : m.parameters) known.push_back(parameter.name);
    known.insert(known.end(), m.variables.begin(), m.variables.end());
    known.insert(known.end(), m.attributes.begin(), m.attributes.end());
    for (std::size_t i = 0; i < m.numbers.size(); ++i) {
      if (m.numbers[i] != word) continue;
      b_.use("number", word);
      push(Op::number, 0, static_cast<Index>(i));
      return m.number_is_time[i] != 0 ? time_kind : number_kind;
    }
    for (std::size_t i = 0; i < m.globals.size(); ++i) {
      if (m.globals[i].name != word) continue;
      b_.use("global", word);
      push(Op::global, 0, static_cast<Index>(i));
      return m.globals[i].is_time ? time_kind : number_kind;
    }
    for (std::size_t i = 0; i < m.person_values.size(); ++i) {
      if (m.person_values[i].name != word) continue;
      b_.use("person_number", word);
      push(Op::person_value, 0, static_cast<Index>(i));
      return m.person_values[i].is_time ? time_kind : number_kind;
    }
    for (std::size_t i = 0; i < m.person_numbers.size(); ++i) {
      if (m.person_numbers[i].name != word) continue;
      b_.use("attribute", word);
      push(Op::person_number, 0, static_cast<Index>(i));
      return number_kind;
    }
    for (std::size_t i = 0; i < m.sensors.size(); ++i) {
      if (m.sensors[i].name != word) continue;
      b_.use("sensor", word);
      push(Op::sensor, 0, static_cast<Index>(i));
      return number_kind;
    }
    for (std::size_t i = 0; i < m.place_numbers.size(); ++i) {
      if (m.place_numbers[i].name != word) continue;
      b_.use("global", word);
      push(Op::place_number, 0, static_cast<Index>(i));
      return m.place_numbers[i].is_time ? time_kind : number_kind;
    }
    for (const Parameter& parameter : m.parameters) {
      if (parameter.name == word) return this->parameter(word);
    }
    b_.find({word, where_}, known, "name", path_);
    failed_ = true;
    return number_kind;
  }
  // A parameter whose unit is one of time is a time.
  FormulaKind parameter(const std::string& name) {
    push(Op::parameter, 0,
         rule_scope_ == none ? b_.parameter_of({name, where_}, path_)
                             : b_.plain_parameter({name, where_}, path_, Reading::rule, rule_scope_));
    const std::optional<double> unit = unit_of_time(b_.scenario, name);
    if (!unit) return number_kind;
    if (*unit != 1) {
      push(Op::constant, *unit);
      pair(Op::multiply);
    }
    return time_kind;
  }
  // by_hour(TABLE, COLUMN): the number of this hour of the week.
  FormulaKind hourly() {
    const std::string table_name(word_here());
    at_ += table_name.size();
    const bool comma = take(",");
    const std::string column_name(word_here());
    at_ += column_name.size();
    if (!comma || table_name.empty() || column_name.empty() || !take(")")) {
      fail("has a by_hour that is not by_hour(TABLE, COLUMN)");
      return number_kind;
    }
    const Table* table = b_.table_of({table_name, where_}, path_);
    if (table == nullptr) {
      failed_ = true;
      return number_kind;
    }
    std::array<double, 168> numbers;
    numbers.fill(std::numeric_limits<double>::quiet_NaN());
    TableReader reader(*table, b_.issues);
    const std::size_t issues_before = b_.issues.size();
    const int hours = reader.column("hour_of_week"), column = reader.column(column_name);
    for (std::size_t row = 0; row < reader.rows() && hours >= 0; ++row) {
      const auto hour = static_cast<std::size_t>(reader.integer(row, hours, {.low = 0, .high = 167}));
      if (!std::isnan(numbers[hour])) b_.issues.add(table->where(row, hours), "hour_of_week", "stands there twice");
      numbers[hour] = reader.number(row, column);
    }
    const auto lacking = std::find_if(numbers.begin(), numbers.end(), [](double n) { return std::isnan(n); });
    if (b_.issues.size() > issues_before) {
      failed_ = true;
    } else if (lacking != numbers.end()) {
      fail("reads table " + quoted(table_name) + ", which has no row of hour_of_week " +
               std::to_string(lacking - numbers.begin()),
           "a week has 168 hours, 0 to 167");
    }
    auto& all = b_.model.by_hour;
    auto same = std::find(all.begin(), all.end(), numbers);
    if (same == all.end()) same = all.insert(all.end(), numbers);
    push(Op::of_hour, 0, static_cast<Index>(same - all.begin()));
    return number_kind;
  }
  // A number, with its unit if it is a time.
  FormulaKind number() {
    const std::string_view r = rest();
    double value = 0;
    const auto parsed = std::from_chars(r.data(), r.data() + r.size(), value);
    if (parsed.ec != std::errc()) {
      fail("has " + quoted(std::string(r.substr(0, 8))) + " where a number must stand");
      return number_kind;
    }
    const std::string digits(r.substr(0, static_cast<std::size_t>(parsed.ptr - r.data())));
    at_ += digits.size();
    const std::string unit(word_here());
    if (unit.empty() || unit == "and" || unit == "or") {
      if (value > limits::largest_number) fail("has a number above " + short_number(limits::largest_number));
      push(Op::constant, value);
      return number_kind;
    }
    const std::optional<double> time = parse_quantity(digits + " " + unit, Dimension::time);
    if (!time) {
      fail("has the unknown unit " + quoted(unit), "times are written in " + describe_units(Dimension::time));
      return number_kind;
    }
    at_ += unit.size();
    if (*time > limits::longest_time)
      fail("has a time of " + quoted(digits + " " + unit),
           "a time is at most " + quantity_text(limits::longest_time, Dimension::time));
    push(Op::constant, *time);
    return time_kind;
  }
  FormulaKind call(const std::string& function) {
    for (const Reserved& name : of_pool) {
      if (function != name.name) continue;
      const std::string pool(word_here());
      at_ += pool.size();
      const Index index = b_.pool_of({pool, where_}, path_);
      if (index == none) failed_ = true;
      if (!take(")")) fail("has a bracket that is not closed");
      push(name.op, 0, index);
      return number_kind;
    }
    if (function == "by_hour") return hourly();
    std::vector<FormulaKind> arguments;
    do {
      arguments.push_back(nested(&FormulaParser::either));
    } while (!failed_ && take(","));
    if (!failed_ && !take(")")) fail("has a bracket that is not closed");
    if (failed_) return number_kind;
    const auto takes = [&](std::size_t n) {
      if (arguments.size() != n)
        fail("gives " + function + " " + std::to_string(arguments.size()) + " arguments",
             "it takes " + std::to_string(n));
    };
    if (function == "floor") {
      takes(1);
      need(arguments[0], number_kind, "what floor is taken of");
      push(Op::floor, 0, 0, 0);
      return number_kind;
    }
    static constexpr std::pair<const char*, Op> of_two[] = {
        {"min", Op::smaller}, {"max", Op::larger}, {"mod", Op::modulo}};
    for (const auto& [name, op] : of_two) {
      if (function != name) continue;
      takes(2);
      if (!failed_) need_same(arguments[0], arguments[1], function + " takes");
      pair(op);
      return arguments[0];
    }
    b_.find({function, where_}, {"floor", "min", "max", "mod", "queue", "busy", "free", "by_hour"}, "function", path_);
    failed_ = true;
    return number_kind;
  }

  Binder& b_;
  const std::string& text_;
  Location where_;
  const std::string& path_;
  Index rule_scope_;
  std::size_t at_ = 0;
  std::vector<Formula::Instruction> program_;
  int deep_ = 0, deepest_ = 0;
  int inside_ = 0;  // levels of brackets and signs that are open
  bool failed_ = false;
};

}  // namespace

Index compile_formula(Binder& binder, const Name& text, const std::string& key_path, FormulaKind wanted) {
  return FormulaParser(binder, text, key_path).parse(wanted);
}

namespace {

// What a rule cannot read, in words; "" if it can.
std::string not_for_rules(Op op) {
  switch (op) {
    case Op::label:
      return "a label";
    case Op::number:
      return "a number that requests carry";
    case Op::person_number:
    case Op::person_value:
      return "a number of persons";
    case Op::elapsed:
    case Op::waited:
      return "how long a request has been there or waited";
    case Op::queue:
    case Op::busy:
    case Op::free_servers:
      return "who waits or is served at midnight";
    case Op::of_hour:
    case Op::time_of_day:
      return "the time of day";
    default:
      return {};
  }
}

}  // namespace

Index compile_rule_formula(Binder& binder, const Name& text, const std::string& key_path, FormulaKind wanted,
                           Index scope) {
  const Index index = FormulaParser(binder, text, key_path, scope).parse(wanted);
  if (index == none) return none;
  const Model& model = binder.model;
  for (const Formula::Instruction& i : model.formulas[index].program) {
    if (const std::string what = not_for_rules(i.op); !what.empty()) {
      binder.issues.add(text.where, key_path, "reads " + what,
                        "a rule is about a place at midnight, and about no request",
                        "Use parameters, globals, sensors, `now`, `day` and `counting`");
      break;
    }
    const bool sensor = i.op == Op::sensor;
    if (!sensor && i.op != Op::place_number) continue;
    const Index other = sensor ? model.pools[model.sensors[i.index].pool].scope : model.place_numbers[i.index].scope;
    if (other == 0 || other == scope) continue;
    binder.issues.add(text.where, key_path,
                      "reads " +
                          (sensor ? "sensor " + quoted(model.sensors[i.index].name)
                                  : "global " + quoted(model.place_numbers[i.index].name)) +
                          " of scope " + quoted(model.scopes[other].name),
                      "which of its places is meant is not known");
  }
  return index;
}

}  // namespace draagkracht
