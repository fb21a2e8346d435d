// The value of a formula for a request, now.
#include <algorithm>
#include <cmath>

#include "engine/simulation/region_simulation.h"

namespace draagkracht {

double RegionSimulation::evaluate(Index formula, const Request& request) const {
  using Op = Formula::Op;
  double stack[Formula::most_deep];
  int n = 0;
  const auto pool_value = [&](Index kind, auto&& value) {
    const std::uint32_t pool = pool_at(kind, request);
    return pool == nobody ? 0.0 : static_cast<double>(value(servers_[pool]));
  };
  for (const Formula::Instruction& i : model_.formulas[formula].program) {
    if (i.op >= Op::add) {
      if (i.op == Op::negate || i.op == Op::floor || i.op == Op::nope) {
        double& x = stack[n - 1];
        x = i.op == Op::negate ? -x : i.op == Op::floor ? std::floor(x) : x == 0 ? 1.0 : 0.0;
        continue;
      }
      const double y = stack[--n];
      double& x = stack[n - 1];
      switch (i.op) {
        case Op::add: x += y; break;
        case Op::subtract: x -= y; break;
        case Op::multiply: x *= y; break;
        case Op::divide: x /= y; break;
        case Op::smaller: x = std::min(x, y); break;
        case Op::larger: x = std::max(x, y); break;
        case Op::modulo: x -= std::floor(x / y) * y; break;
        case Op::equal: x = x == y ? 1 : 0; break;
        case Op::unequal: x = x != y ? 1 : 0; break;
        case Op::less: x = x < y ? 1 : 0; break;
        case Op::more: x = x > y ? 1 : 0; break;
        case Op::at_most: x = x <= y ? 1 : 0; break;
        case Op::at_least: x = x >= y ? 1 : 0; break;
        case Op::both: x = x != 0 && y != 0 ? 1 : 0; break;
        case Op::either: x = x != 0 || y != 0 ? 1 : 0; break;
        default: DRAAGKRACHT_ENSURE(false);
      }
      continue;
    }
    double& x = stack[n++];
    switch (i.op) {
      case Op::constant: x = i.value; break;
      case Op::number: x = numbers_[first_number(request) + i.index]; break;
      case Op::waited: x = numbers_[first_number(request) + model_.numbers.size()]; break;
      case Op::global: x = globals_[i.index]; break;
      case Op::label: x = requests_.labels(request).at[i.index]; break;
      case Op::now: x = static_cast<double>(now_); break;
      case Op::time_of_day: x = static_cast<double>(time_of_day(Time{now_}).ms); break;
      case Op::day: x = static_cast<double>(day_index(Time{now_})); break;
      case Op::counting: x = counting() ? 1 : 0; break;
      case Op::elapsed: x = static_cast<double>(now_ - request.arrived); break;
      case Op::queue: x = pool_value(i.index, [](const PoolState& p) { return p.queue_length; }); break;
      case Op::busy: x = pool_value(i.index, [](const PoolState& p) { return p.busy; }); break;
      case Op::free_servers: x = pool_value(i.index, [](const PoolState& p) { return std::max(0, p.on_duty - p.busy); }); break;
      default: DRAAGKRACHT_ENSURE(false);
    }
  }
  return stack[0];
}

std::int64_t RegionSimulation::formula_time(Index formula, const Request& request) const {
  const double ms = evaluate(formula, request);
  if (!(ms > -1e15 && ms < 1e15)) {
    throw RunFailure("the expression for a time in step " + model_.step_names[request.step] + " gives no time, or an endless one");
  }
  return ms > 0 ? static_cast<std::int64_t>(ms + 0.5) : 0;
}

void RegionSimulation::assign(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  const Request& request = requests_[id];
  for (const AssignStep::Assignment& a : model_.assigns[plan.step.index].assignments) {
    const double value = a.formula != none ? evaluate(a.formula, request)
                         : a.law != none   ? model_.times[a.law].sample(block[service_lane])
                                           : static_cast<double>(needed_time(a.draw, request, block[service_lane]));
    (a.global ? globals_[a.index] : numbers_[first_number(request) + a.index]) = value;
  }
}

}  // namespace draagkracht
