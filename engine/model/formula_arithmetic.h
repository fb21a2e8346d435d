// What the operators of an expression make of the numbers on its stack, in a run and in the traffic equations.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/core/fault.h"
#include "engine/model/model.h"

namespace draagkracht {

// `op`: Op::add or a later one. `n`: how many numbers are on the stack; the result takes the place of the operands.
inline void combine(Formula::Op op, double* stack, int& n) {
  using Op = Formula::Op;
  if (op == Op::negate || op == Op::floor || op == Op::nope) {
    double& x = stack[n - 1];
    x = op == Op::negate ? -x : op == Op::floor ? std::floor(x) : x == 0 ? 1.0 : 0.0;
    return;
  }
  const double y = stack[--n];
  double& x = stack[n - 1];
  switch (op) {
    case Op::add:
      x += y;
      break;
    case Op::subtract:
      x -= y;
      break;
    case Op::multiply:
      x *= y;
      break;
    case Op::divide:
      x /= y;
      break;
    case Op::smaller:
      x = std::min(x, y);
      break;
    case Op::larger:
      x = std::max(x, y);
      break;
    case Op::modulo:
      x -= std::floor(x / y) * y;
      break;
    case Op::equal:
      x = x == y ? 1 : 0;
      break;
    case Op::unequal:
      x = x != y ? 1 : 0;
      break;
    case Op::less:
      x = x < y ? 1 : 0;
      break;
    case Op::more:
      x = x > y ? 1 : 0;
      break;
    case Op::at_most:
      x = x <= y ? 1 : 0;
      break;
    case Op::at_least:
      x = x >= y ? 1 : 0;
      break;
    case Op::both:
      x = x != 0 && y != 0 ? 1 : 0;
      break;
    case Op::either:
      x = x != 0 || y != 0 ? 1 : 0;
      break;
    default:
      DRAAGKRACHT_ENSURE(false);
  }
}

}  // namespace draagkracht
