#include "engine/traffic/traffic_steps.h"

#include <algorithm>
#include <utility>

#include "engine/core/fault.h"
#include "engine/model/pathway_graph.h"
#include "engine/model/place_choice.h"

namespace draagkracht {
namespace {

constexpr Facets all_variables = (Facets{1} << most_variables) - 1;
constexpr double long_delay_ms = 12.0 * 3'600'000;  // behind it the time of day is lost

// Passes all on, and every move as one that takes so long.
class Later final : public VisitSink {
 public:
  Later(VisitSink& sink, LongTime after) : sink_(sink), after_(after) {}
  void go(const TrafficState& to, double weight, LongTime) override { sink_.go(to, weight, after_); }
  void ask(Index pool, double ms) override { sink_.ask(pool, ms); }
  void count(Index tally, std::uint32_t row, double amount) override { sink_.count(tally, row, amount); }
  void end(Index outcome) override { sink_.end(outcome); }
  void reallocate(Index rule, double returns, double supervision_ms) override {
    sink_.reallocate(rule, returns, supervision_ms);
  }
  void lack_time(const TrafficState& at, const TableKey& key) override { sink_.lack_time(at, key); }
  void book(const TrafficState& at, Index pool, int slots) override { sink_.book(at, pool, slots); }

 private:
  VisitSink& sink_;
  LongTime after_;
};

}  // namespace

TrafficSteps::TrafficSteps(const Model& model, const TrafficInput& input, const TrafficPeople& people,
                           const TrafficRates& rates, WeekClocks& clocks, std::vector<std::vector<double>> booked)
    : model_(model),
      input_(input),
      people_(people),
      rates_(rates),
      clocks_(clocks),
      booked_(std::move(booked)),
      held_(pools_held(model)) {
  for (const DrawStep& draw : model.verbs.draw) {
    const ChoiceRows& choices = model.choices[draw.choices];
    if (draw.place_rows == 0) {
      shares_.push_back(choices.shares());
    } else {
      const std::vector<double> weights = weights_by_place(draw, choices.n_choices, input.coverage);
      const auto rows = static_cast<std::uint32_t>(weights.size() / choices.n_choices);
      shares_.push_back(ChoiceRows::compile(rows, choices.n_choices, weights).shares());
    }
  }
  AllWays all_ways;
  for (Index step = 0; step < model.steps.size(); ++step) all_ways.push_back(ways(step));
  find_what_is_read(all_ways);
  find_passing(all_ways);
}

Facets TrafficSteps::read_by(LabelSource source) const {
  if (source.kind == LabelSource::request) return variable_facet(source.index);
  return source.kind == LabelSource::person ? attribute_facet(source.index) : 0;
}

Facets TrafficSteps::read_by(const TableKey& key) const {
  Facets facets = 0;
  for (std::size_t k = 0; k < key.size; ++k) facets |= read_by(key.parts[k].source);
  return facets;
}

Facets TrafficSteps::read_by_parameter(Index index) const {
  if (index == none) return 0;
  const Parameter& parameter = model_.parameters[index];
  return read_by(parameter.key) | (parameter.by_person ? lever_facet : 0);
}

Facets TrafficSteps::read_by_habit(const Diffusion& habit) const {
  Facets facets = 0;
  for (const Diffusion::Eligible& e : habit.eligible) facets |= attribute_facet(e.attribute);
  for (const Index parameter : habit.parameters()) facets |= read_by_parameter(parameter);
  return facets;
}

Facets TrafficSteps::read_by(const TimeSource& time) const {
  return time.any ? read_by(time.key) | read_by_parameter(time.factor) : 0;
}

Facets TrafficSteps::read_by_pool(Index pool) const {
  return pool != none && people_.pool_varies[pool] != 0 ? place_facet : 0;
}

Facets TrafficSteps::read_by(const PoolChoice& choice) const {
  Facets facets = read_by(choice.source);
  for (const Index pool : choice.pools) facets |= read_by_pool(pool);
  return facets;
}

Facets TrafficSteps::read_by(Index index) const {
  const Step& step = model_.steps[index];
  Facets facets = 0;
  for (Index i = 0; i < step.tallies; ++i)
    facets |= read_by(model_.tallies[model_.step_tallies[step.first_tally + i]].key);
  // A tally sees what the step itself has set.
  if (step.kind == StepKind::draw) facets &= ~variable_facet(model_.verbs.draw[step.index].variable);
  if (step.kind == StepKind::set) facets &= ~variable_facet(model_.verbs.set[step.index].variable);
  if (step.kind == StepKind::copy) facets &= ~variable_facet(model_.verbs.copy[step.index].variable);
  if (step.branch != none) {
    for (const Index parameter : model_.branches[step.branch].parameters) facets |= read_by_parameter(parameter);
  }
  switch (step.kind) {
    case StepKind::seize: {
      const SeizeStep& seize = model_.verbs.seize[step.index];
      facets |= read_by(seize.pool) | read_by(seize.time) | read_by(seize.after_work);
      if (seize.rule_variable == 0xff) break;
      facets |= variable_facet(seize.rule_variable);
      for (const ReallocationRule& rule : model_.rules) {
        if (rule.rule_variable != seize.rule_variable) continue;
        facets |= read_by_parameter(rule.time_factor) | read_by_parameter(rule.return_rate) |
                  read_by(rule.supervision) | read_by_pool(rule.supervisor);
      }
      break;
    }
    case StepKind::book: {
      const BookStep& book = model_.verbs.book[step.index];
      facets |= read_by(book.pool) | read_by(book.slots_source) | read_by_parameter(book.no_show);
      facets |= book.same_day ? clock_facet : place_facet;  // with other pools there, less may be asked of a book
      break;
    }
    case StepKind::draw: {
      const DrawStep& draw = model_.verbs.draw[step.index];
      facets |= read_by(draw.key) | read_by_parameter(draw.error);
      if (draw.error != none) facets |= read_by(draw.error_of);
      for (const Index pool : draw.place_pools) facets |= read_by_pool(pool);
      break;
    }
    case StepKind::select:
      facets |= read_by(model_.verbs.select[step.index].source);
      break;
    case StepKind::select_schedule:
      facets |= clock_facet;
      break;
    case StepKind::chance: {
      const ChanceStep& chance = model_.verbs.chance[step.index];
      facets |= read_by(chance.key) | read_by_parameter(chance.parameter);
      break;
    }
    case StepKind::adopts:
      facets |= nobody_facet | read_by_habit(model_.diffusions[model_.verbs.adopts[step.index].diffusion]);
      break;
    case StepKind::reallocate:
      for (const ReallocationRule& rule : model_.rules) {
        facets |= variable_facet(rule.variable) | read_by_parameter(rule.share) | read_by_pool(rule.pool_to);
        for (const ReallocationRule::Where& where : rule.where) facets |= read_by(where.source);
      }
      break;
    case StepKind::delay:
      facets |= read_by(model_.verbs.delay[step.index].time);
      break;
    case StepKind::spawn:
      facets |= read_by(model_.verbs.spawn[step.index].delay);
      break;
    case StepKind::until:
    case StepKind::when:
    case StepKind::set:
    case StepKind::copy:
    case StepKind::sample:
    case StepKind::assign:
    case StepKind::release:
    case StepKind::account:
    case StepKind::exit:
    case StepKind::go:
      break;
  }
  return facets;
}

std::vector<TrafficSteps::Way> TrafficSteps::ways(Index index) const {
  const Step& step = model_.steps[index];
  Facets set_here = 0;
  if (step.kind == StepKind::draw) set_here = variable_facet(model_.verbs.draw[step.index].variable);
  if (step.kind == StepKind::set) set_here = variable_facet(model_.verbs.set[step.index].variable);
  if (step.kind == StepKind::copy) set_here = variable_facet(model_.verbs.copy[step.index].variable);
  std::vector<Way> ways;
  for (const StepEdge& edge : edges_of(model_, index)) {
    Facets sets = set_here;
    switch (edge.kind) {
      case StepEdge::patience:  // not followed, see traffic.h
      case StepEdge::full:
      case StepEdge::pool_closed:
      case StepEdge::refused:
        continue;
      case StepEdge::spawned:
        for (const SetStep& set : model_.verbs.spawn[step.index].set) sets |= variable_facet(set.variable);
        break;
      case StepEdge::returned:
        sets =
            variable_facet(model_.rules[edge.which].variable) | variable_facet(model_.rules[edge.which].rule_variable);
        break;
      default:
        break;
    }
    ways.push_back({edge.to, sets});
  }
  return ways;
}

// Backwards from what each step reads to all steps before it, until nothing changes.
void TrafficSteps::find_what_is_read(const AllWays& all_ways) {
  const std::size_t n = model_.steps.size();
  for (std::size_t step = 0; step < n; ++step) ahead_.push_back(read_by(static_cast<Index>(step)));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t step = n; step-- > 0;) {
      Facets facets = ahead_[step];
      for (const Way& way : all_ways[step]) {
        facets |= ahead_[way.to] & ~way.sets;
        const Step& at = model_.steps[step];  // a copied label is needed where the copy is
        if (at.kind == StepKind::copy && (ahead_[way.to] & way.sets) != 0)
          facets |= variable_facet(model_.verbs.copy[at.index].from);
      }
      changed = changed || facets != ahead_[step];
      ahead_[step] = facets;
    }
  }
  for (const Facets facets : ahead_) {
    const auto [it, fresh] = alike_.try_emplace(facets & ~(all_variables | clock_facet));
    if (fresh) it->second = people_.representatives(it->first);
    representatives_.push_back(&it->second);
    Values& kept = kept_.emplace_back();
    for (std::size_t v = 0; v < most_variables; ++v) kept[v] = (facets & variable_facet(v)) != 0 ? 0xff : 0;
  }
}

bool TrafficSteps::has_one_way_on(Index index) const {
  const Step& step = model_.steps[index];
  switch (step.kind) {
    case StepKind::until:
    case StepKind::select:
    case StepKind::set:
    case StepKind::copy:
    case StepKind::sample:
    case StepKind::assign:
    case StepKind::release:
    case StepKind::account:
    case StepKind::exit:
    case StepKind::reallocate:
    case StepKind::go:
      return step.branch == none;
    case StepKind::seize:
    case StepKind::book:
    case StepKind::delay:
    case StepKind::draw:
    case StepKind::select_schedule:
    case StepKind::chance:
    case StepKind::adopts:
    case StepKind::when:
    case StepKind::spawn:
      return false;
  }
  return false;
}

// Whether steps with one way on, and nothing else, lead from one to the other.
bool TrafficSteps::leads_one_way(Index from, Index to, const AllWays& all_ways) const {
  std::vector<std::uint8_t> seen(all_ways.size(), 0);
  std::vector<Index> open{from};
  while (!open.empty()) {
    const Index step = open.back();
    open.pop_back();
    if (!has_one_way_on(step) || std::exchange(seen[step], std::uint8_t{1}) != 0) continue;
    if (step == to) return true;
    for (const Way& way : all_ways[step]) open.push_back(way.to);
  }
  return false;
}

// Rings are cut at each step that leads back to an earlier one.
void TrafficSteps::find_passing(const AllWays& all_ways) {
  for (Index step = 0; step < all_ways.size(); ++step) {
    const bool closes_ring = std::any_of(all_ways[step].begin(), all_ways[step].end(), [&](const Way& way) {
      return way.to <= step && leads_one_way(way.to, step, all_ways);
    });
    passes_.push_back(has_one_way_on(step) && !closes_ring ? 1 : 0);
  }
}

std::uint8_t TrafficSteps::label(LabelSource source, const TrafficState& state) const {
  switch (source.kind) {
    case LabelSource::constant:
      return 0;
    case LabelSource::request:
      return state.values[source.index];
    case LabelSource::person:
      return people_.kinds[state.who].attributes[source.index];
  }
  return 0;
}

std::uint32_t TrafficSteps::row(const TableKey& key, const TrafficState& state) const {
  std::uint32_t at = 0;
  for (std::size_t k = 0; k < key.size; ++k)
    at += std::uint32_t{key.parts[k].stride} * label(key.parts[k].source, state);
  return at;
}

double TrafficSteps::parameter(Index index, const TrafficState& state) const {
  return rates_.parameter(index, row(model_.parameters[index].key, state), people_.kinds[state.who].levers);
}

double TrafficSteps::mean_time(const TimeSource& time, const TrafficState& state) const {
  if (!time.any) return 0;
  const Index table = time.tables[row(time.key, state)];
  if (table == none) return -1;
  return model_.times[table].mean() * (time.factor == none ? 1.0 : parameter(time.factor, state));
}

LongTime TrafficSteps::long_time(const TimeSource& time, const TrafficState& state) const {
  if (mean_time(time, state) <= long_delay_ms) return {};
  return {time.tables[row(time.key, state)], time.factor == none ? 1.0 : parameter(time.factor, state)};
}

double TrafficSteps::mean_work(const SeizeStep& seize, const TrafficState& state) const {
  if (seize.rule_variable == 0xff || state.values[seize.rule_variable] == 0) return mean_time(seize.time, state);
  const ReallocationRule& rule = model_.rules[state.values[seize.rule_variable] - 1U];
  if (rule.time_factor == none) return mean_time(seize.time, state);
  TrafficState before = state;
  before.values[rule.variable] = rule.from;
  const double ms = mean_time(seize.time, before);
  return ms < 0 ? ms : ms * parameter(rule.time_factor, state);
}

bool TrafficSteps::eligible(const Diffusion& habit, const TrafficState& state) const {
  const TrafficPeople::Kind& kind = people_.kinds[state.who];
  return !kind.nobody && std::all_of(habit.eligible.begin(), habit.eligible.end(), [&](const Diffusion::Eligible& e) {
    return kind.attributes[e.attribute] == e.label;
  });
}

TrafficState TrafficSteps::arriving(Index step, TrafficState with) const {
  const Facets facets = ahead_[step];
  with.step = step;
  with.who = (*representatives_[step])[with.who];
  if ((facets & clock_facet) == 0) with.clock = WeekClocks::any_time;
  const Values& kept = kept_[step];
  for (std::size_t v = 0; v < kept.size(); ++v) with.values[v] &= kept[v];
  return with;
}

void TrafficSteps::go(Index to, const TrafficState& from, double weight, VisitSink& sink) const {
  if (to != none && weight > 0) sink.go(arriving(to, from), weight, {});
}

void TrafficSteps::count(const Step& step, const TrafficState& state, double weight, double work_ms,
                         VisitSink& sink) const {
  for (Index i = 0; i < step.tallies; ++i) {
    const Index tally = model_.step_tallies[step.first_tally + i];
    const Tally& what = model_.tallies[tally];
    sink.count(tally, row(what.key, state), weight * (what.minutes ? work_ms / 60'000 : 1.0));
  }
}

void TrafficSteps::go_on(const Step& step, const TrafficState& state, double weight, VisitSink& sink) const {
  if (step.branch == none) return go(step.next, state, weight, sink);
  const Branches& branch = model_.branches[step.branch];
  double upto = 0, before = 0;
  for (std::size_t i = 0; i < branch.to.size(); ++i) {
    upto += branch.parameters[i] == none ? branch.shares[i] : parameter(branch.parameters[i], state);
    const double passed = i + 1 < branch.to.size() ? std::clamp(upto, before, 1.0) : 1.0;
    go(branch.to[i], state, weight * (passed - before), sink);
    before = passed;
  }
}

void TrafficSteps::visit(const TrafficState& state, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  TrafficState next = state;
  switch (step.kind) {
    case StepKind::seize:
      return visit_seize(state, sink);
    case StepKind::book:
      return visit_book(state, sink);
    case StepKind::draw:
      return visit_draw(state, sink);
    case StepKind::chance:
      return visit_chance(state, sink);
    case StepKind::adopts:
      return visit_adopts(state, sink);
    case StepKind::spawn:
      return visit_spawn(state, sink);
    case StepKind::reallocate:
      return visit_reallocate(state, sink);
    case StepKind::delay: {
      const TimeSource& time = model_.verbs.delay[step.index].time;
      if (mean_time(time, state) < 0) return sink.lack_time(state, time.key);
      ask_held(state, mean_time(time, state), sink);
      const LongTime after = long_time(time, state);
      if (after.table == none) return finish(step, next, 1, 0, sink);
      next.clock = WeekClocks::any_time;
      Later later(sink, after);
      return finish(step, next, 1, 0, later);
    }
    case StepKind::until:
      if ((ahead_[state.step] & clock_facet) != 0)
        next.clock = clocks_.when_open(state.clock, model_.verbs.until[step.index].schedule);
      return finish(step, next, 1, 0, sink);
    case StepKind::select: {
      const SelectStep& select = model_.verbs.select[step.index];
      const Index to = select.to[label(select.source, state)];
      if (to == none) return finish(step, state, 1, 0, sink);
      count(step, state, 1, 0, sink);
      return go(to, state, 1, sink);
    }
    case StepKind::select_schedule: {
      const SelectScheduleStep& select = model_.verbs.select_schedule[step.index];
      count(step, state, 1, 0, sink);
      const double open = clocks_.share_open(state.clock, select.schedule);
      go(select.open, state, open, sink);
      return go(select.closed, state, 1 - open, sink);
    }
    case StepKind::set:
      next.values[model_.verbs.set[step.index].variable] = model_.verbs.set[step.index].value;
      break;
    case StepKind::copy:
      next.values[model_.verbs.copy[step.index].variable] = state.values[model_.verbs.copy[step.index].from];
      break;
    case StepKind::exit:
      count(step, state, 1, 0, sink);
      return sink.end(model_.verbs.exit[step.index].outcome);
    case StepKind::when:  // see follows_traffic
    case StepKind::sample:
    case StepKind::assign:
    case StepKind::release:
    case StepKind::account:
    case StepKind::go:
      break;
  }
  finish(step, next, 1, 0, sink);
}

void TrafficSteps::visit_seize(const TrafficState& state, VisitSink& sink) const {
  const SeizeStep& seize = model_.verbs.seize[model_.steps[state.step].index];
  const Index pool = pool_of(seize.pool, state);
  if (!exists(pool, state)) return go(seize.otherwise, state, 1, sink);
  if (std::any_of(seize.with.begin(), seize.with.end(), [&](Index other) { return !exists(other, state); }))
    return go(seize.otherwise, state, 1, sink);
  const double work = mean_work(seize, state);
  if (work < 0) return sink.lack_time(state, seize.time.key);
  sink.ask(pool, work);
  for (const Index other : seize.with) sink.ask(other, work);
  ask_held(state, work, sink);
  if (seize.after_work.any) sink.ask(pool, std::max(0.0, mean_time(seize.after_work, state)));
  if (seize.own_variable == 0xff || state.values[seize.own_variable] != 0 || people_.kinds[state.who].nobody)
    return end_seize(state, 1, work, sink);
  TrafficState own = state, other = state;
  own.values[seize.own_variable] = 2;
  other.values[seize.own_variable] = 1;
  const double share_own = input_.own_share[pool];
  end_seize(own, share_own, work, sink);
  end_seize(other, 1 - share_own, work, sink);
}

void TrafficSteps::end_seize(const TrafficState& state, double weight, double work_ms, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  const SeizeStep& seize = model_.verbs.seize[step.index];
  if (weight <= 0) return;
  if (seize.rule_variable == 0xff || state.values[seize.rule_variable] == 0)
    return finish(step, state, weight, work_ms, sink);
  const auto index = static_cast<Index>(state.values[seize.rule_variable] - 1U);
  const ReallocationRule& rule = model_.rules[index];
  const double returns = share(rule.return_rate, state);
  const double supervision = std::max(0.0, mean_time(rule.supervision, state));
  if (rule.supervision.any && exists(rule.supervisor, state)) sink.ask(rule.supervisor, weight * supervision);
  sink.reallocate(index, weight * returns, weight * supervision);
  count(step, state, weight, work_ms, sink);
  go_on(step, state, weight * (1 - returns), sink);
  TrafficState back = state;
  back.values[rule.variable] = rule.from;
  back.values[seize.rule_variable] = 0;
  go(rule.return_to, back, weight * returns, sink);
}

double TrafficSteps::share_with_slot_today(Index clock, Index pool, int slots) const {
  const auto [it, fresh] = slots_today_.try_emplace({clock, pool, slots});
  if (fresh) it->second = clocks_.share_with_slot_today(clock, pool, slots, input_.staffed[pool]);
  return it->second;
}

void TrafficSteps::visit_book(const TrafficState& state, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  const BookStep& book = model_.verbs.book[step.index];
  const Index pool = pool_of(book.pool, state);
  if (!exists(pool, state)) return go(book.otherwise, state, 1, sink);
  const double no_show = book.no_show == none ? 0.0 : share(book.no_show, state);
  const int slots = book.slots[label(book.slots_source, state)];
  const double found =
      book.same_day ? share_with_slot_today(state.clock, pool, slots) : booked_[pool][people_.kinds[state.who].place];
  if (!book.same_day) sink.book(state, pool, slots);
  go(book.on_none, state, 1 - found, sink);
  TrafficState next = state;
  if ((ahead_[state.step] & clock_facet) != 0) next.clock = clocks_.at_appointments(pool);
  const std::uint8_t variable = model_.pools[pool].own_variable;
  const double share_own = variable == 0xff || people_.kinds[state.who].nobody ? 1.0 : input_.own_share[pool];
  for (const std::uint8_t whose : {std::uint8_t{2}, std::uint8_t{1}}) {
    const double weight = found * (whose == 2 ? share_own : 1 - share_own);
    if (variable != 0xff && !people_.kinds[state.who].nobody) next.values[variable] = whose;
    if (weight <= 0) continue;
    count(step, next, weight, 0, sink);
    go_on(step, next, weight * (1 - no_show), sink);
    if (no_show > 0) go(book.on_no_show, next, weight * no_show, sink);
  }
}

void TrafficSteps::visit_draw(const TrafficState& state, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  const DrawStep& draw = model_.verbs.draw[step.index];
  const std::size_t n = model_.choices[draw.choices].n_choices;
  std::size_t table_row = row(draw.key, state);
  if (draw.place_rows != 0) {
    std::size_t variant = 0;
    for (std::size_t i = 0; i < draw.place_pools.size(); ++i)
      variant |= std::size_t{exists(draw.place_pools[i], state)} << i;
    table_row += variant * draw.place_rows;
  }
  const double drawn = draw.error == none ? 1.0 : share(draw.error, state);
  const double* shares = shares_[step.index].data() + table_row * n;
  const std::uint8_t right = draw.error == none ? std::uint8_t{0} : label(draw.error_of, state);
  TrafficState next = state;
  for (std::size_t i = 0; i < n; ++i) {
    double weight = drawn * shares[i];
    if (draw.error != none && i == right) weight += 1 - drawn;
    if (weight <= 0) continue;
    next.values[draw.variable] = static_cast<std::uint8_t>(i);
    finish(step, next, weight, 0, sink);
  }
}

void TrafficSteps::visit_chance(const TrafficState& state, VisitSink& sink) const {
  const ChanceStep& chance = model_.verbs.chance[model_.steps[state.step].index];
  double yes = chance.shares[row(chance.key, state)];
  if (chance.parameter != none) yes *= parameter(chance.parameter, state);
  divide(chance, yes, state, sink);
}

void TrafficSteps::visit_adopts(const TrafficState& state, VisitSink& sink) const {
  const AdoptsStep& adopts = model_.verbs.adopts[model_.steps[state.step].index];
  const bool may = eligible(model_.diffusions[adopts.diffusion], state);
  divide(adopts, may ? rates_.habit(adopts.diffusion, people_.kinds[state.who].levers) : 0.0, state, sink);
}

void TrafficSteps::visit_spawn(const TrafficState& state, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  const SpawnStep& spawn = model_.verbs.spawn[step.index];
  TrafficState child = state;
  for (const SetStep& set : spawn.set) child.values[set.variable] = set.value;
  const LongTime after = long_time(spawn.delay, state);
  if (after.table != none) child.clock = WeekClocks::any_time;
  Later later(sink, after);
  go(spawn.enters, child, 1, later);
  finish(step, state, 1, 0, sink);
}

void TrafficSteps::visit_reallocate(const TrafficState& state, VisitSink& sink) const {
  const Step& step = model_.steps[state.step];
  double left = 1;
  for (std::size_t i = 0; i < model_.rules.size(); ++i) {
    const ReallocationRule& rule = model_.rules[i];
    if (state.values[rule.variable] != rule.from || !exists(rule.pool_to, state)) continue;
    const bool fits = std::all_of(rule.where.begin(), rule.where.end(), [&](const ReallocationRule::Where& where) {
      return label(where.source, state) == where.value;
    });
    if (!fits) continue;
    double passed_on = parameter(rule.share, state);
    if (rule.spread_over_places) passed_on /= input_.coverage[rule.pool_to];
    passed_on = std::clamp(passed_on, 0.0, 1.0);
    TrafficState moved = state;
    moved.values[rule.variable] = rule.to;
    moved.values[rule.rule_variable] = static_cast<std::uint8_t>(i + 1);
    if (passed_on > 0) finish(step, moved, left * passed_on, 0, sink);
    left *= 1 - passed_on;
  }
  if (left > 0) finish(step, state, left, 0, sink);
}

}  // namespace draagkracht
