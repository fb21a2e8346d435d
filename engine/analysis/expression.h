// Small expressions over the result variables of one run: what an indicator or a validation figure is, written as data.
//
//   1000 * hap_contacts[urgency=U1|U2] / inhabitants / years_counted
//
// Numbers, + - * / ( ), min(a, b), max(a, b), and `variable[dimension=label|label2, other=label]`: the sum over all
// selected cells, over all cells if nothing is selected. A numeric dimension is selected by its values: `[week=0]`,
// `[call_norm=2|10]`. Anything missing makes the whole missing, and so does a division by 0. What is missing because
// the scenario lacks the label is left out of a sum, unless nothing is left. Parsed once against a
// schema, evaluated per run. Nothing is said about statistics: see comparison.h.
//
// With units (key figures) there are also quantities, and functions of what a model has by its names:
//
//   (minutes(doctor) + 100 min * count(closed)) / (420 min * 365 * servers(doctor))
//   mean(queue[class=urgent])   p95(queue)   sum(queue) / years_counted
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/issue.h"
#include "engine/results/run.h"

namespace draagkracht {

class Expression {
 public:
  // The empty expression, whose value is always missing.
  Expression() = default;

  // Issues, all at `where` with the key "expression": what is no expression, and variables, dimensions, labels and
  // values that `schema` does not have, with a suggestion. After an issue the empty expression is returned.
  static Expression parse(std::string_view text, const ResultSchema& schema, const Location& where, Issues& issues);

  // The same with units: what is added, compared or takes the place of each other is of one kind (a plain number, a
  // time, a rate), and the value comes out in `unit` (value_unit). Functions: minutes(pool or tally of minutes),
  // count(outcome, tally, wait or step), time_at(pool, servers), sum, mean, p50, p90 and p95 of a wait, servers(pool),
  // queue(pool), global(name).
  // Issues have the key `key`.
  static Expression parse_with_units(std::string_view text, std::string_view unit, const ResultSchema& schema,
                                     const Location& where, const std::string& key, Issues& issues);

  bool empty() const { return program_.empty(); }

  // The value for one run's payload; NaN if missing. `lacking` as in ResultSet. Throws LogicFault if the payload is not
  // of the schema's size.
  double evaluate(std::span<const double> payload, const std::vector<bool>& lacking = {}) const;
  // The same for a run of a set with that schema; NaN if the run is not there.
  double evaluate(const ResultSet& results, RunKey key) const;

 private:
  friend class ExpressionParser;
  // clang-format off
  enum class Operation : std::uint8_t {
    number, sum, weighted, add, subtract, multiply, divide, negate, smaller, larger
  };
  // clang-format on
  struct Instruction {
    Operation operation = Operation::number;
    double number = 0;  // for number; factor of a sum
    // For sum: cells_[first_cell, first_cell + n_cells); for weighted as many weights follow.
    std::size_t first_cell = 0;
    std::size_t n_cells = 0;
  };
  std::vector<Instruction> program_;  // postfix
  std::vector<std::size_t> cells_;    // places in a payload
  std::size_t payload_size_ = 0;
};

// A unit of values: the power of time in it (1: a time, -1: a rate), and how much one of it is, times in minutes.
struct ValueUnit {
  int time_power = 0;
  double size = 1;
};
// Of "1" or "" (a plain number), "%", a unit of time ("min", "365.25 d"), or such as "per hour"; nothing for
// other texts.
std::optional<ValueUnit> value_unit(std::string_view unit);

// The payload of one run as it was recorded; NaN everywhere if the run is not there.
std::span<const double> payload_of(const ResultSet& results, RunKey key);

}  // namespace draagkracht
