// Evaluation of parsed expressions, and units of values.
#include "engine/analysis/expression.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/analysis/expression_parser.h"
#include "engine/core/fault.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double ms_per_minute = 60'000;

}  // namespace

Expression Expression::parse(std::string_view text, const ResultSchema& schema, const Location& where, Issues& issues) {
  return ExpressionParser(text, {}, schema, where, "expression", issues).parse();
}

Expression Expression::parse_with_units(std::string_view text, std::string_view unit, const ResultSchema& schema,
                                        const Location& where, const std::string& key, Issues& issues) {
  std::optional<ValueUnit> known = value_unit(unit);
  if (!known) {
    issues.add(where, key, "unknown unit " + quoted(unit),
               "known are 1, %, " + describe_units(Dimension::time) + ", and such as per hour");
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
  const std::string one = (unit.front() >= '0' && unit.front() <= '9') ? std::string(unit) : "1 " + std::string(unit);
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
