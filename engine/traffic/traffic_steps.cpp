#include "engine/traffic/traffic_steps.h"

#include <algorithm>
#include <utility>

#include "engine/core/fault.h"
#include "engine/model/formula_arithmetic.h"
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
      shares_.push_back(ChoiceRows::compile(rows, choices.n_choices, weights, choices.last).shares());
    }
  }
  AllWays all_ways;
  for (Index step = 0; step < model.steps.size(); ++step) sure_.push_back(sure_way(step));
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
  for (const Diffusion::Eligible& e : habit.eligible) facets |= read_by(e.source);
  for (const Index parameter : habit.parameters()) facets |= read_by_parameter(parameter);
  return facets;
}

Facets TrafficSteps::read_by(const TimeSource& time) const {
  if (!time.any) return 0;
  return read_by(time.key) | read_by_parameter(time.factor) | read_by_formula(time.scale) |
         read_by_formula(time.formula);
}

Facets TrafficSteps::read_by_formula(Index index) const {
  Facets facets = 0;
  if (index == none) return facets;
  for (const Formula::Instruction& i : model_.formulas[index].program) {
    if (i.op == Formula::Op::parameter) facets |= read_by_parameter(i.index);
    if (i.op == Formula::Op::person_number) facets |= nobody_facet;
    if (i.op == Formula::Op::of_hour) facets |= clock_facet;
    if (i.op == Formula::Op::label) facets |= read_by(source_of_slot(model_, i.index));
  }
  return facets;
}

Facets TrafficSteps::read_by_pool(Index pool) const {
  return pool != none && people_.pool_varies[pool] != 0 ? place_facet : 0;
}

Facets TrafficSteps::read_by(const PoolChoice& choice) const {
  Facets facets = read_by(choice.source);
  for (const Index pool : choice.pools) facets |= read_by_pool(pool);
  return facets;
}

// What the traffic equation of a step depends on; of queues, patience and refusals it has none.
class TrafficSteps::Reader : public StepParts {
 public:
  explicit Reader(const TrafficSteps& steps) : steps_(steps) {}
  Facets facets = 0;

  void pool(PoolRole role, Index kind) {
    switch (role) {
      case PoolRole::seized:
      case PoolRole::seized_beside:
      case PoolRole::seized_instead:
      case PoolRole::needed:
        facets |= steps_.read_by_pool(kind);
        return;
      case PoolRole::booked_today:
        facets |= steps_.read_by_pool(kind) | clock_facet;
        return;
      case PoolRole::booked_ahead:  // with other pools at the place, less may be asked of a book
        facets |= place_facet;
        return;
      case PoolRole::held:
      case PoolRole::released:
      case PoolRole::accounted:
        return;
    }
  }
  void time(TimeRole role, const TimeSource& time) {
    switch (role) {
      case TimeRole::service:
      case TimeRole::after_work:
      case TimeRole::delay:
        facets |= steps_.read_by(time);
        return;
      case TimeRole::patience:
      case TimeRole::acceptance:
      case TimeRole::sampled:
      case TimeRole::accounted:
        return;
    }
  }
  void label(LabelRole role, LabelSource source) {
    switch (role) {
      case LabelRole::pool:
      case LabelRole::slots:
      case LabelRole::way:
      case LabelRole::error_of:
        facets |= steps_.read_by(source);
        return;
      case LabelRole::priority:
        return;
    }
  }
  void schedule(ScheduleRole role, Index) {
    if (role == ScheduleRole::chooses) facets |= clock_facet;
  }
  void key(const TableKey& key) { facets |= steps_.read_by(key); }
  void parameter(Index parameter) { facets |= steps_.read_by_parameter(parameter); }
  void habit(Index diffusion) { facets |= nobody_facet | steps_.read_by_habit(steps_.model_.diffusions[diffusion]); }
  void serves_by_rule(std::uint8_t rule_variable) {
    if (rule_variable == 0xff) return;
    facets |= variable_facet(rule_variable);
    for (const ReallocationRule& rule : steps_.model_.rules) {
      if (rule.rule_variable != rule_variable) continue;
      facets |= steps_.read_by_parameter(rule.time_factor) | steps_.read_by_parameter(rule.return_rate) |
                steps_.read_by(rule.supervision) | steps_.read_by_pool(rule.supervisor);
    }
  }
  void reallocates() {
    for (const ReallocationRule& rule : steps_.model_.rules) {
      facets |=
          variable_facet(rule.variable) | steps_.read_by_parameter(rule.share) | steps_.read_by_pool(rule.pool_to);
      for (const ReallocationRule::Where& where : rule.where) facets |= steps_.read_by(where.source);
    }
  }

 private:
  const TrafficSteps& steps_;
};

// The variables of the request whose label is another one behind the step, whatever it was.
Facets TrafficSteps::set_by(Index step, bool of_new) const {
  Facets facets = 0;
  for (const LabelChange& change : label_changes(model_, step)) {
    if (change.of_new == of_new && change.kind != LabelChange::maybe && !change.of_person)
      facets |= variable_facet(change.variable);
  }
  return facets;
}

Facets TrafficSteps::read_by(Index index) const {
  const Step& step = model_.steps[index];
  Facets facets = 0;
  for (Index i = 0; i < step.tallies; ++i)
    facets |= read_by(model_.tallies[model_.step_tallies[step.first_tally + i]].key);
  facets &= ~set_by(index, false);  // a tally sees what the step itself has set
  if (step.branch != none) {
    for (const Index parameter : model_.branches[step.branch].parameters) facets |= read_by_parameter(parameter);
  }
  if (is_sure(index)) return facets;
  return facets | visit_parts(model_.verbs, step, Reader(*this)).facets;
}

// A chance that is 0 or 1 for everyone.
TrafficSteps::Sure TrafficSteps::sure_way(Index index) const {
  const Step& step = model_.steps[index];
  double least = 1, most = 1;
  const auto widen = [&](double low, double high) { least *= low, most *= high; };
  if (step.kind == StepKind::chance) {
    const ChanceStep& chance = model_.verbs.chance[step.index];
    if (!chance.shares.empty()) {
      const auto [low, high] = std::minmax_element(chance.shares.begin(), chance.shares.end());
      widen(*low, *high);
    }
    if (chance.parameter != none) {
      const auto [low, high] = rates_.range(chance.parameter);
      widen(low, high);
    }
  } else if (step.kind == StepKind::adopts) {
    widen(0, rates_.most_of_habit(model_.verbs.adopts[step.index].diffusion));
  } else {
    return Sure::by_chance;
  }
  if (most <= 0) return Sure::never;
  return least >= 1 ? Sure::always : Sure::by_chance;
}

std::vector<TrafficSteps::Way> TrafficSteps::ways(Index index) const {
  std::vector<Way> ways;
  for (const StepEdge& edge : edges_of(model_, index)) {
    if (edge.kind == (sure_[index] == Sure::always ? StepEdge::no : StepEdge::yes) && is_sure(index)) continue;
    switch (edge.kind) {
      case StepEdge::patience:  // not followed, see traffic.h
      case StepEdge::full:
      case StepEdge::interrupted:
      case StepEdge::pool_closed:
      case StepEdge::refused:
        break;
      case StepEdge::spawned:
        ways.push_back({edge.to, set_by(index, true)});
        break;
      case StepEdge::returned: {
        const ReallocationRule& rule = model_.rules[edge.which];
        ways.push_back({edge.to, variable_facet(rule.variable) | variable_facet(rule.rule_variable)});
        break;
      }
      case StepEdge::next:
      case StepEdge::branch:
      case StepEdge::yes:
      case StepEdge::no:
      case StepEdge::label:
      case StepEdge::open:
      case StepEdge::closed:
      case StepEdge::otherwise:
      case StepEdge::no_slot:
      case StepEdge::no_show:
      case StepEdge::first:
        ways.push_back({edge.to, set_by(index, false)});
        break;
    }
  }
  return ways;
}

// Backwards from what each step reads to all steps before it, until nothing changes.
void TrafficSteps::find_what_is_read(const AllWays& all_ways) {
  const std::size_t n = model_.steps.size();
  std::vector<std::vector<LabelChange>> changes;  // axes: step, change
  for (std::size_t step = 0; step < n; ++step) {
    ahead_.push_back(read_by(static_cast<Index>(step)));
    changes.push_back(label_changes(model_, static_cast<Index>(step)));
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t step = n; step-- > 0;) {
      Facets facets = ahead_[step];
      for (const Way& way : all_ways[step]) {
        facets |= ahead_[way.to] & ~way.sets;
        for (const LabelChange& change : changes[step]) {  // a copied label is needed where the copy is
          if (change.kind == LabelChange::copied && (ahead_[way.to] & variable_facet(change.variable)) != 0)
            facets |= variable_facet(change.from);
        }
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

namespace {

// Whether a verb leads a request of certain labels to more than one state, or takes its time.
struct Divides : StepParts {
  bool does = false;
  void pool(PoolRole role, Index) { does = does || role == PoolRole::seized_instead; }
  void edge(StepEdge::Kind kind, Index, Index, WayTime) { does = does || kind != StepEdge::label; }
  void goes_on(WayTime time) { does = does || time.later || time.after != nullptr; }
  void draws(std::uint8_t) { does = true; }
};

// Whether a verb has ways of its own, or chances, or a time that counts; else what it leads to follows from its parts.
struct NeedsEquation : StepParts {
  bool does = false;
  constexpr void edge(StepEdge::Kind, Index, Index, WayTime) { does = true; }
  constexpr void outcome(Index) { does = true; }
  constexpr void goes_on(WayTime time) { does = does || time.after != nullptr; }
  constexpr void draws(std::uint8_t) { does = true; }
  constexpr void may_set(std::uint8_t) { does = true; }
  constexpr void reallocates() { does = true; }
};
template <class Verb>
consteval bool needs_equation() {
  NeedsEquation parts;
  parts_of(Verb{}, parts);
  return parts.does;
}

}  // namespace

bool TrafficSteps::has_one_way_on(Index index) const {
  const Step& step = model_.steps[index];
  return step.branch == none && (is_sure(index) || !visit_parts(model_.verbs, step, Divides{}).does);
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

double TrafficSteps::expected(Index formula, const TrafficState& state) const {
  using Op = Formula::Op;
  double stack[Formula::most_deep];
  int n = 0;
  for (const Formula::Instruction& i : model_.formulas[formula].program) {
    if (i.op >= Op::add) {
      combine(i.op, stack, n);
      continue;
    }
    double& x = stack[n++];
    switch (i.op) {
      case Op::constant:
        x = i.value;
        break;
      case Op::label:
        x = label(source_of_slot(model_, i.index), state);
        break;
      case Op::parameter:
        x = parameter(i.index, state);
        break;
      case Op::person_number:
        x = i.index < input_.numbers.size() && !people_.kinds[state.who].nobody ? input_.numbers[i.index] : 0;
        break;
      case Op::of_hour:
        x = clocks_.mean(state.clock, model_.by_hour[i.index]);
        break;
      default:
        DRAAGKRACHT_ENSURE(false);  // see follows_traffic
    }
  }
  return stack[0];
}

double TrafficSteps::factor_of(const TimeSource& time, const TrafficState& state) const {
  const double scale = time.scale == none ? 1.0 : std::max(0.0, expected(time.scale, state));
  return time.factor == none ? scale : scale * time.multiplier(parameter(time.factor, state));
}

double TrafficSteps::mean_time(const TimeSource& time, const TrafficState& state) const {
  if (!time.any) return 0;
  if (time.formula != none) return std::max(0.0, expected(time.formula, state));
  const Index table = time.tables[row(time.key, state)];
  if (table == none) return -1;
  return model_.times[table]->mean() * factor_of(time, state);
}

LongTime TrafficSteps::long_time(const TimeSource& time, const TrafficState& state) const {
  if (time.formula != none || mean_time(time, state) <= long_delay_ms) return {};
  return {time.tables[row(time.key, state)], factor_of(time, state)};
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
    return kind.attributes[e.source.index] == e.label;
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

// The equation of each verb.
class TrafficSteps::Visit {
 public:
  Visit(const TrafficSteps& steps, const TrafficState& state, VisitSink& sink)
      : s_(steps), state_(state), sink_(sink) {}

  void operator()(const SeizeStep&) const { s_.visit_seize(state_, sink_); }
  void operator()(const BookStep&) const { s_.visit_book(state_, sink_); }
  void operator()(const DrawStep&) const { s_.visit_draw(state_, sink_); }
  void operator()(const ChanceStep&) const { s_.visit_chance(state_, sink_); }
  void operator()(const AdoptsStep&) const { s_.visit_adopts(state_, sink_); }
  void operator()(const SpawnStep&) const { s_.visit_spawn(state_, sink_); }
  void operator()(const ReallocateStep&) const { s_.visit_reallocate(state_, sink_); }
  // As if everybody could be served where they belong.
  void operator()(const MoveStep& move) const {
    TrafficState next = state_;
    if (move.variable != 0xff) next.values[move.variable] = 0;
    s_.finish(step_, next, 1, 0, sink_);
  }
  void operator()(const WhenStep&) const { s_.finish(step_, state_, 1, 0, sink_); }  // see follows_traffic
  void operator()(const DelayStep& delay) const {
    const double mean = s_.mean_time(delay.time, state_);
    if (mean < 0) return sink_.lack_time(state_, delay.time.key);
    s_.ask_held(state_, mean, sink_);
    const LongTime after = s_.long_time(delay.time, state_);
    if (after.table == none) return s_.finish(step_, state_, 1, 0, sink_);
    TrafficState next = state_;
    next.clock = WeekClocks::any_time;
    Later later(sink_, after);
    s_.finish(step_, next, 1, 0, later);
  }
  void operator()(const UntilStep& until) const {
    TrafficState next = state_;
    if ((s_.ahead_[state_.step] & clock_facet) != 0) next.clock = s_.clocks_.when_open(state_.clock, until.schedule);
    s_.finish(step_, next, 1, 0, sink_);
  }
  // How long one waits is not known.
  void operator()(const AwaitStep&) const { s_.finish(step_, some_time(), 1, 0, sink_); }
  void operator()(const JoinStep&) const { s_.finish(step_, some_time(), 1, 0, sink_); }
  void operator()(const GatherStep& gather) const {
    const double size = gather.parameter == none ? gather.size : s_.parameter(gather.parameter, state_);
    const double first = gather.first == none ? 0 : 1 / std::max(size, 1.0);
    s_.count(step_, state_, first, 0, sink_);
    s_.go(gather.first, some_time(), first, sink_);
    s_.finish(step_, some_time(), 1 - first, 0, sink_);
  }
  void operator()(const SelectStep& select) const {
    const Index to = select.to[s_.label(select.source, state_)];
    if (to == none) return s_.finish(step_, state_, 1, 0, sink_);
    s_.count(step_, state_, 1, 0, sink_);
    s_.go(to, state_, 1, sink_);
  }
  void operator()(const SelectScheduleStep& select) const {
    s_.count(step_, state_, 1, 0, sink_);
    const double open = s_.clocks_.share_open(state_.clock, select.schedule);
    s_.go(select.open, state_, open, sink_);
    s_.go(select.closed, state_, 1 - open, sink_);
  }
  void operator()(const ExitStep& exit) const {
    s_.count(step_, state_, 1, 0, sink_);
    sink_.end(exit.outcome);
  }
  // A verb that only sets labels, or wakes at a time that is not known: its parts say what it leads to.
  template <class Verb>
  void operator()(const Verb& verb) const {
    static_assert(!needs_equation<Verb>(), "this verb needs an equation of its own");
    Effect effect{{}, state_, state_};
    parts_of(verb, effect);
    s_.finish(step_, effect.next, 1, 0, sink_);
  }

 private:
  TrafficState some_time() const {
    TrafficState next = state_;
    next.clock = WeekClocks::any_time;
    return next;
  }

  struct Effect : StepParts {
    const TrafficState& before;
    TrafficState next;
    void sets(std::uint8_t variable, std::uint8_t label) { next.values[variable] = label; }
    void copies(std::uint8_t variable, std::uint8_t from) { next.values[variable] = before.values[from]; }
    void goes_on(WayTime time) {
      if (time.later) next.clock = WeekClocks::any_time;
    }
  };

  const TrafficSteps& s_;
  const TrafficState& state_;
  VisitSink& sink_;
  const Step& step_ = s_.model_.steps[state_.step];
};

void TrafficSteps::visit(const TrafficState& state, VisitSink& sink) const {
  model_.verbs.visit(model_.steps[state.step], Visit(*this, state, sink));
}

void TrafficSteps::visit_seize(const TrafficState& state, VisitSink& sink) const {
  const SeizeStep& seize = model_.verbs.seize[model_.steps[state.step].index];
  if (!seize.either.empty()) return visit_either(seize, state, sink);
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

// Who of several pools serves depends on queues, of which the equations know nothing: the pools that exist share it by
// their hours on duty. What they are asked together is right, if the time does not depend on who serves.
void TrafficSteps::visit_either(const SeizeStep& seize, const TrafficState& state, VisitSink& sink) const {
  std::vector<std::pair<Index, std::size_t>> there;  // pool, place in the order
  double duty = 0;
  const auto add = [&](Index pool, std::size_t at) {
    if (!exists(pool, state)) return;
    there.emplace_back(pool, at);
    duty += input_.duty[pool];
  };
  add(seize.pool.pools[0], 0);
  for (std::size_t i = 0; i < seize.either.size(); ++i) add(seize.either[i], i + 1);
  if (there.empty()) return go(seize.otherwise, state, 1, sink);
  for (const auto& [pool, at] : there) {
    TrafficState served = state;
    if (seize.server_variable != 0xff) served.values[seize.server_variable] = seize.server_labels[at];
    const double share = duty > 0 ? input_.duty[pool] / duty : 1.0 / static_cast<double>(there.size());
    const double work = mean_work(seize, served);
    if (work < 0) return sink.lack_time(served, seize.time.key);
    sink.ask(pool, share * work);
    if (seize.after_work.any) sink.ask(pool, share * std::max(0.0, mean_time(seize.after_work, served)));
    ask_held(served, share * work, sink);
    end_seize(served, share, work, sink);
  }
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
  const int slots = book.slots_for(label(book.slots_source, state), [&](Index said) { return parameter(said, state); });
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
  // What it reads is not known in such a state.
  if (is_sure(state.step)) return divide(chance, sure_[state.step] == Sure::always ? 1 : 0, state, sink);
  double yes = chance.shares[row(chance.key, state)];
  if (chance.parameter != none) yes *= parameter(chance.parameter, state);
  divide(chance, yes, state, sink);
}

void TrafficSteps::visit_adopts(const TrafficState& state, VisitSink& sink) const {
  const AdoptsStep& adopts = model_.verbs.adopts[model_.steps[state.step].index];
  if (is_sure(state.step)) return divide(adopts, 0, state, sink);
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
