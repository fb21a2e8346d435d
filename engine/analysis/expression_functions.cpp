// What functions in expressions mean: of pools, tallies, outcomes and waits by their names, as cells of the results.
#include <algorithm>
#include <string>

#include "engine/analysis/expression_parser.h"
#include "engine/core/fault.h"

namespace draagkracht {

ExpressionParser::Kind ExpressionParser::function(std::string_view word, std::size_t start) {
  static const std::vector<std::string> known = {"count",   "global",  "max", "mean",    "min",
                                                 "minutes", "p50",     "p90", "p95",     "queue",
                                                 "servers", "started", "sum", "time_at", "waiting"};
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    throw SyntaxError{
        "unknown function " + quoted(word),
        "known are count, global, max, mean, min, minutes, p50, p90, p95, queue, servers, started, sum, time_at, "
        "waiting; " +
            at(start),
        did_you_mean(word, known)};
  }
  expect('(');
  peek();
  const std::size_t at_argument = at_;
  NamedArgument asked;
  const std::size_t length = read_argument(text_.substr(at_), asked);
  if (length != 0 && is_asked(word, asked)) {
    at_ += length;
    const Kind kind = asked_figure(word == "minutes", asked.text(), at_argument);
    expect(')');
    return kind;
  }
  const std::string argument(name());
  if (argument.empty()) throw SyntaxError{"expected a name, found " + found(), at_here()};
  Kind kind;
  if (word == "minutes") {
    kind = minutes(argument, at_argument);
  } else if (word == "count") {
    kind = count(argument, at_argument);
  } else if (word == "time_at") {
    kind = time_at(argument, at_argument);
  } else if (word == "servers") {
    kind = mean_of_pool("pool_on_duty_hours", argument, at_argument);
  } else if (word == "queue") {
    kind = mean_of_pool("pool_queue_hours", argument, at_argument);
  } else if (word == "global") {
    kind = global(argument, at_argument);
  } else if (word == "started" || word == "waiting") {
    kind = of_pool(word == "started" ? "pool_started_hours" : "pool_waiting_at_end", argument, at_argument);
  } else {
    kind = of_wait(std::string(word), argument, at_argument);
  }
  expect(')');
  return kind;
}

std::vector<std::string> ExpressionParser::labels_of(const char* dimension) const {
  const ResultDimension* known = schema_.dimension(dimension);
  return known == nullptr ? std::vector<std::string>() : known->labels;
}

std::vector<std::string> ExpressionParser::stems(std::string_view ending, std::string_view other) const {
  std::vector<std::string> names;
  for (const ResultVariable& candidate : schema_.variables) {
    if (!candidate.name.ends_with(ending)) continue;
    std::string stem = candidate.name.substr(0, candidate.name.size() - ending.size());
    if (schema_.variable(stem + std::string(other)) != nullptr) names.push_back(std::move(stem));
  }
  return names;
}

bool ExpressionParser::has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> ExpressionParser::wait_names() const { return stems("_mean", "_count"); }

ExpressionParser::Kind ExpressionParser::unknown_name(const char* what, const std::string& name, std::size_t start,
                                                      const std::vector<std::string>& known) {
  const std::string list = listed(known);
  issues_.add(where_, key_, std::string("unknown ") + what + ' ' + quoted(name),
              (list.empty() ? "" : "known are " + list + "; ") + at(start), did_you_mean(name, known));
  variable_cells(nullptr);
  emit(Operation::sum);
  return {};
}

void ExpressionParser::cell(const char* variable, const char* dimension, const std::string& label) {
  const ResultVariable* own = schema_.variable(variable);
  DRAAGKRACHT_ENSURE(own != nullptr);
  const std::vector<std::string> labels = labels_of(dimension);
  const auto place = static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
  add_sum(*own, {own->offset + place});
}

bool ExpressionParser::is_asked(std::string_view function, const NamedArgument& argument) const {
  if (function == "count") return argument.is_step() || argument.all;
  return function == "minutes" && (argument.all || (!argument.where.empty() && has(labels_of("pool"), argument.name)));
}

ExpressionParser::Kind ExpressionParser::asked_figure(bool minutes, const std::string& name, std::size_t start) {
  const char* const dimension = minutes ? "minutes_of" : "count_of";
  if (has(labels_of(dimension), name)) {
    cell(minutes ? "asked_minutes" : "asked_count", dimension, name);
  } else {
    issues_.add(where_, key_, "asks for " + quoted(name) + ", which the results lack", at(start));
    emit(Operation::sum);
  }
  return minutes ? 1 : 0;
}

ExpressionParser::Kind ExpressionParser::time_at(const std::string& name, std::size_t start) {
  const std::vector<std::string> pools = labels_of("pool");
  if (!has(pools, name)) return unknown_name("pool", name, start, pools);
  expect(',');
  peek();
  const std::size_t at_level = at_;
  const auto [level, length] = leading_number(text_.substr(at_));
  if (length == 0) throw SyntaxError{"expected a number of servers, found " + found(), at_here()};
  at_ += length;
  const ResultVariable* own = schema_.variable("pool_occupancy_hours");
  const ResultDimension* levels = schema_.dimension("level");
  if (own == nullptr || levels == nullptr) {
    issues_.add(where_, key_, "asks how long servers of pool " + quoted(name) + " were seized",
                "no pool counts that; " + at(start), "Give pool." + name + " occupancy");
    emit(Operation::sum);
    return 1;
  }
  const auto place = std::find(levels->numbers.begin(), levels->numbers.end(), level);
  if (place == levels->numbers.end()) {
    issues_.add(where_, key_, "no number of servers " + std::string(text_.substr(at_level, length)) + " is counted",
                "it is counted up to " + plain_number(levels->numbers.back()) + "; " + at(at_level));
    emit(Operation::sum);
    return 1;
  }
  const auto pool = static_cast<std::size_t>(std::find(pools.begin(), pools.end(), name) - pools.begin());
  add_sum(*own, {own->offset + pool * levels->size() + static_cast<std::size_t>(place - levels->numbers.begin())});
  return 1;
}

ExpressionParser::Kind ExpressionParser::minutes(const std::string& name, std::size_t start) {
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

ExpressionParser::Kind ExpressionParser::of_pool(const char* variable, const std::string& name, std::size_t start) {
  const std::vector<std::string> pools = labels_of("pool");
  if (!has(pools, name)) return unknown_name("pool", name, start, pools);
  cell(variable, "pool", name);
  return schema_.variable(variable)->units == "1" ? 0 : 1;
}

ExpressionParser::Kind ExpressionParser::mean_of_pool(const char* hours, const std::string& name, std::size_t start) {
  const std::vector<std::string> pools = labels_of("pool");
  if (!has(pools, name)) return unknown_name("pool", name, start, pools);
  cell(hours, "pool", name);
  const ResultVariable* period = schema_.variable("years_counted");
  DRAAGKRACHT_ENSURE(period != nullptr);
  add_sum(*period, {period->offset});
  emit(Operation::divide);
  return 0;
}

ExpressionParser::Kind ExpressionParser::global(const std::string& name, std::size_t start) {
  const std::vector<std::string> numbers = labels_of("global"), times = labels_of("global_time");
  if (has(numbers, name)) {
    cell("global_at_end", "global", name);
    return 0;
  }
  if (has(times, name)) {
    cell("global_time_at_end", "global_time", name);
    return 1;
  }
  std::vector<std::string> known = numbers;
  known.insert(known.end(), times.begin(), times.end());
  return unknown_name("global", name, start, known);
}

ExpressionParser::Kind ExpressionParser::count(const std::string& name, std::size_t start) {
  const std::vector<std::string> outcomes = labels_of("outcome"), waits = wait_names();
  const ResultVariable* tally = schema_.variable(name);
  if (tally != nullptr && tally->units != "1") tally = nullptr;
  const int meanings = (has(outcomes, name) ? 1 : 0) + (has(waits, name) ? 1 : 0) + (tally != nullptr ? 1 : 0);
  if (meanings > 1) {
    issues_.add(where_, key_, quoted(name) + " means several things",
                "outcomes, waits and tallies are counted by name; " + at(start), "Give them different names");
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

ExpressionParser::Kind ExpressionParser::of_wait(const std::string& function, const std::string& name,
                                                 std::size_t start) {
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

}  // namespace draagkracht
