// Small expressions over the result variables of one run: what an indicator or a validation figure is, written as data.
//
//   1000 * hap_contacts[urgency=U1|U2] / inhabitants / years_counted
//
// Numbers, + - * / ( ), min(a, b), max(a, b), and `variable[dimension=label|label2, other=label]`: the sum over all
// selected cells, over all cells if nothing is selected. A numeric dimension is selected by its values: `[week=0]`,
// `[call_norm=2|10]`. Anything missing makes the whole missing, and so does a division by 0. What is missing because
// the scenario lacks the label is left out of a sum, unless nothing is left. Parsed once against a
// schema, evaluated per run. No units are checked, and nothing is said about statistics: see comparison.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

  bool empty() const { return program_.empty(); }

  // The value for one run's payload; NaN if missing. `lacking` as in ResultSet. Throws LogicFault if the payload is not
  // of the schema's size.
  double evaluate(std::span<const double> payload, const std::vector<bool>& lacking = {}) const;
  // The same for a run of a set with that schema; NaN if the run is not there.
  double evaluate(const ResultSet& results, RunKey key) const;

 private:
  friend class ExpressionParser;
  enum class Operation : std::uint8_t { number, sum, add, subtract, multiply, divide, negate, smaller, larger };
  struct Instruction {
    Operation operation = Operation::number;
    double number = 0;           // for number
    std::size_t first_cell = 0;  // for sum: cells_[first_cell, first_cell + n_cells)
    std::size_t n_cells = 0;
  };
  std::vector<Instruction> program_;  // postfix
  std::vector<std::size_t> cells_;    // places in a payload
  std::size_t payload_size_ = 0;
};

// The payload of one run as it was recorded; NaN everywhere if the run is not there.
std::span<const double> payload_of(const ResultSet& results, RunKey key);

}  // namespace draagkracht
