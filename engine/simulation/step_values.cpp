// What steps read: times, formulas, pools, branches.
#include "engine/simulation/step_values.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/limits.h"
#include "engine/model/formula_arithmetic.h"

namespace draagkracht {

std::int64_t StepValues::draw_time(const TimeSource& source, const Request& request, std::uint32_t row,
                                   std::uint32_t word) const {
  if (source.formula != none) [[unlikely]]
    return formula_time(source.formula, request);
  const Index table = source.tables[row];
  if (table == none) return -1;
  double ms = run_.model.times[table]->sample(word);
  if (source.factor != none)
    ms = std::clamp(ms * source.multiplier(parameter(source.factor, request)), 0.0, limits::longest_drawn);
  if (source.scale != none) [[unlikely]] {
    const double scale = evaluate(source.scale, request);
    if (!std::isfinite(scale)) {
      throw RunFailure("the expression for the factor of a time in step " + run_.model.step_names[request.step] +
                       " gives no number, or an endless one");
    }
    ms = std::clamp(ms * scale, 0.0, limits::longest_drawn);
  }
  return static_cast<std::int64_t>(ms + 0.5);
}

std::int64_t StepValues::needed_time(const TimeSource& source, const Request& request, std::uint32_t row,
                                     std::uint32_t word) const {
  const std::int64_t time = draw_time(source, request, row, word);
  if (time >= 0) return time;
  std::string labels;
  for (std::size_t k = 0; k < source.key.size; ++k) {
    const LabelSource part = source.key.parts[k].source;
    if (part.kind == LabelSource::constant) continue;
    const bool person = part.kind == LabelSource::person;
    const std::vector<std::string>& names =
        (person ? run_.model.attribute_labels : run_.model.variable_labels)[part.index];
    labels += (labels.empty() ? "" : ", ") + (person ? run_.model.attributes : run_.model.variables)[part.index] +
              " \"" + names[row / source.key.parts[k].stride % names.size()] + '"';
  }
  const std::string& name = run_.model.step_names[request.step];
  throw RunFailure("step " + name.substr(name.find('.') + 1) + " of pathway " + name.substr(0, name.find('.')) +
                   " has no time for " + labels + ". Add the row to its table, or lead such requests elsewhere");
}

std::uint32_t StepValues::pool_at(Index kind, const Request& request) const {
  if (kind == none) return nobody;
  const std::uint32_t place = place_at(run_.model.pools[kind].scope, request);
  return place == nobody ? nobody : run_.period().pool_of[kind][place];
}

std::int64_t StepValues::draw_keyed_work(const SeizeStep& seize, const Request& request, std::uint32_t word) const {
  if (!seize.time.any) return 0;
  const RequestLabels& labels = run_.requests.labels(request);
  if (seize.rule_variable == 0xff || labels.at[seize.rule_variable] == 0) return needed_time(seize.time, request, word);
  const ReallocationRule& rule = run_.model.rules[labels.at[seize.rule_variable] - 1U];
  if (rule.time_factor == none) return needed_time(seize.time, request, word);
  // The time of who did it before, times the rule's factor.
  const std::uint32_t before = seize.time.key.row_if(labels, rule.variable, rule.from);
  const double ms = static_cast<double>(needed_time(seize.time, request, before, word));
  return static_cast<std::int64_t>(ms * parameter(rule.time_factor, request) + 0.5);
}

Index StepValues::choose_branch(const Branches& from, const Request& request, std::uint32_t word) const {
  const double u = uniform(word);
  double upto = 0;
  for (std::size_t i = 0; i + 1 < from.to.size(); ++i) {
    upto += from.parameters[i] == none ? from.shares[i] : parameter(from.parameters[i], request);
    if (u < upto) return from.to[i];
  }
  return from.to.back();
}

template <class Where>
double StepValues::evaluate(const Formula& formula, const Request* request, Where at) const {
  using Op = Formula::Op;
  double stack[Formula::most_deep];
  int n = 0;
  const auto pool_value = [&](Index kind, auto&& value) {
    const std::uint32_t pool = at.pool(kind);
    return pool == nobody ? 0.0 : static_cast<double>(value(run_.servers[pool]));
  };
  for (const Formula::Instruction& i : formula.program) {
    if (i.op >= Op::add) {
      combine(i.op, stack, n);
      continue;
    }
    double& x = stack[n++];
    switch (i.op) {
      case Op::constant:
        x = i.value;
        break;
      case Op::number:
        x = run_.values.number(run_.requests.id_of(*request), i.index);
        break;
      case Op::waited:
        x = run_.values.last_wait(run_.requests.id_of(*request));
        break;
      case Op::global:
        x = run_.globals[i.index];
        break;
      case Op::label:
        x = run_.requests.labels(*request).label(static_cast<std::uint8_t>(i.index));
        break;
      case Op::parameter:
        x = at.parameter(i.index);
        break;
      case Op::person_number:
        x = request->person == nobody ? 0.0 : double{run_.region.population->numbers[i.index][request->person]};
        break;
      case Op::person_value:
        x = run_.person_values.number(request->person, i.index);
        break;
      case Op::of_hour:
        x = run_.model.by_hour[i.index][hour_of_week()];
        break;
      case Op::now:
        x = static_cast<double>(run_.clock.now);
        break;
      case Op::time_of_day:
        x = static_cast<double>(time_of_day(Time{run_.clock.now}).ms);
        break;
      case Op::day:
        x = static_cast<double>(day_index(Time{run_.clock.now}));
        break;
      case Op::counting:
        x = run_.clock.counting() ? 1 : 0;
        break;
      case Op::elapsed:
        x = static_cast<double>(run_.clock.now - request->arrived);
        break;
      case Op::queue:
        x = pool_value(i.index, [](const PoolState& p) { return p.queue_length; });
        break;
      case Op::busy:
        x = pool_value(i.index, [](const PoolState& p) { return p.busy; });
        break;
      case Op::free_servers:
        x = pool_value(i.index, [](const PoolState& p) { return std::max(0, p.on_duty - p.busy); });
        break;
      case Op::sensor:
        x = run_.sensors.value(i.index, at.pool(run_.model.sensors[i.index].pool));
        break;
      case Op::place_number:
        x = run_.place_values.number(i.index, at.place(run_.model.place_numbers[i.index].scope));
        break;
      default:
        DRAAGKRACHT_ENSURE(false);
    }
  }
  return stack[0];
}

double StepValues::evaluate(Index formula, const Request& request) const {
  struct OfRequest {
    const StepValues& values;
    const Request& request;
    std::uint32_t place(Index scope) const { return values.place_at(scope, request); }
    std::uint32_t pool(Index kind) const { return values.pool_at(kind, request); }
    double parameter(Index index) const { return values.parameter(index, request); }
  };
  return evaluate(run_.model.formulas[formula], &request, OfRequest{*this, request});
}

double StepValues::evaluate_at(Index formula, std::uint32_t pool) const {
  const PoolInstance& instance = run_.region.pools[pool];
  return evaluate_for(formula, run_.model.pools[instance.kind].scope, instance.place);
}

double StepValues::evaluate_for(Index formula, Index scope, std::uint32_t place) const {
  struct OfPlace {
    const RunState& run;
    Index scope;
    std::uint32_t at;
    std::uint32_t place(Index of) const { return of == 0 ? 0 : of == scope ? at : nobody; }
    std::uint32_t pool(Index kind) const {
      const std::uint32_t there = place(run.model.pools[kind].scope);
      return there == nobody ? nobody : run.period().pool_of[kind][there];
    }
    double parameter(Index index) const { return run.parameters.for_place(index, 0, scope, at); }
  };
  return evaluate(run_.model.formulas[formula], nullptr, OfPlace{run_, scope, place});
}

std::int64_t StepValues::formula_time(Index formula, const Request& request) const {
  const double ms = evaluate(formula, request);
  if (!(ms > -1e15 && ms < 1e15)) {
    throw RunFailure("the expression for a time in step " + run_.model.step_names[request.step] +
                     " gives no time, or an endless one");
  }
  return ms > 0 ? static_cast<std::int64_t>(ms + 0.5) : 0;
}

}  // namespace draagkracht
