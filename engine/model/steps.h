// The steps of pathways as compiled: one kind of struct per verb, in a vector of its own, and beside it what it is made
// of: parts_of() tells a visitor where the step leads, whom it seizes, what it reads, draws and sets. The graph of
// steps, the checks of pathways, what traffic reads and the outline come from that. What a verb does with its parts
// stands in engine/simulation/step_runner.cpp, of `seize` in services.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/step_parts.h"

namespace draagkracht {

// The verbs of the language, by the names that they have there, and `go`: a step without a verb. `select` has two
// kinds: by a label, and by the hours of a schedule; `set` has two: of a variable, and of an attribute.
// clang-format off
enum class StepKind : std::uint8_t {
  seize, release, book, account, delay, until, await, join, gather, draw, sample, assign, select, select_schedule,
  when, chance, adopts, set, set_person, copy, move, spawn, reallocate, exit, go
};
// clang-format on

struct Step {
  StepKind kind = StepKind::go;
  std::uint8_t tallies = 0;   // how many tallies it adds to when it is done
  Index next = none;          // where to go on
  Index index = none;         // in the vector of its kind
  Index first_tally = 0;      // in Model::step_tallies
  Index branch = none;        // in Model::branches: drawn by the branch lane when the step is done, instead of `next`
  Index again = none;         // number among the steps that draw and that a request may reach again
  std::uint32_t address = 0;  // of its random numbers
  friend bool operator==(const Step&, const Step&) = default;
};
static_assert(sizeof(Step) == 16);

struct SeizeStep {
  static constexpr StepKind kind = StepKind::seize;
  std::string task;  // what is done; steps that do the same task share its name and its luck
  PoolChoice pool;
  Index otherwise = none;  // step if the pool does not exist at this place
  LabelSource priority_source;
  std::vector<std::uint8_t> classes;  // axis: label -> class
  TimeSource time;
  TimeSource patience;
  Index on_patience = none;
  Index on_full = none;
  Index on_interrupted = none;  // none: waits on, at the head of its queue
  TimeSource after_work;
  std::uint8_t after_class = 0;
  Index wait = none;                    // wait measure
  std::uint32_t time_address = 0;       // of the task, so that luck does not depend on who does it
  std::uint8_t rule_variable = 0xff;    // variable that holds the reallocation rule of this request, or 0xff
  std::uint8_t own_variable = 0xff;     // of the pool, see PoolKind
  std::vector<Index> with;              // pool kinds that are seized together with `pool`: all or none
  std::vector<Index> hold;              // pool kinds that stay seized when the service ends
  bool strict = false;                  // while it cannot have all, nobody behind it may start
  std::vector<Index> either;            // pool kinds that may serve instead of `pool`: who is free first, in this order
  std::uint8_t server_variable = 0xff;  // is given the label of the pool that serves; 0xff: none
  std::vector<std::uint8_t> server_labels;  // axis: `pool`, then `either`
  Index order = none;                       // formula: who has less stands before others of the same class; none: 0
  bool interruptible = true;                // by the rules of the pool

  bool joint() const { return !with.empty() || !hold.empty(); }
  // Whether its service gives way where the rules of the pool say so: what is had together is kept.
  bool may_be_interrupted() const { return interruptible && with.empty() && either.empty(); }
  // Whether a pool of this kind stays seized when the service ends; whether it is seized beside `pool`, and does not.
  bool holds(Index pool_kind) const { return std::find(hold.begin(), hold.end(), pool_kind) != hold.end(); }
  bool frees(Index pool_kind) const {
    return std::find(with.begin(), with.end(), pool_kind) != with.end() && !holds(pool_kind);
  }
  friend bool operator==(const SeizeStep&, const SeizeStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SeizeStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.edge(StepEdge::otherwise, step.otherwise, 0, WayTime::at_once());
  v.edge(StepEdge::full, step.on_full, 0, WayTime::at_once());
  v.edge(StepEdge::interrupted, step.on_interrupted, 0, WayTime::later_on());
  v.edge(StepEdge::patience, step.on_patience, 0, WayTime::behind(step.patience));
  parts_of_pool(step.pool, PoolRole::seized, v);
  v.label(LabelRole::priority, step.priority_source);
  v.formula(step.order);
  for (const Index kind : step.with) v.pool(PoolRole::seized_beside, kind);
  for (const Index kind : step.either) v.pool(PoolRole::seized_instead, kind);
  if (step.server_variable != 0xff) v.may_set(step.server_variable);
  v.time(TimeRole::service, step.time);
  for (const Index kind : step.hold) v.pool(PoolRole::held, kind);
  v.time(TimeRole::after_work, step.after_work);
  v.time(TimeRole::patience, step.patience);
  v.serves_by_rule(step.rule_variable);
  if (step.own_variable != 0xff) v.may_set(step.own_variable);
  v.goes_on(WayTime::behind(step.time));  // a service begins at once if a server is free
}

struct BookStep {
  static constexpr StepKind kind = StepKind::book;
  PoolChoice pool;
  Index otherwise = none;
  LabelSource slots_source;
  std::vector<std::uint8_t> slots;  // axis: label -> base slots
  std::vector<Index> slots_said;    // axis: label -> parameter instead, rounded, or none; empty: all are numbers
  bool same_day = false;
  Index on_none = none;
  TimeSource accepts;
  Index on_refused = none;
  Index no_show = none;  // parameter
  Index on_no_show = none;
  Index wait = none;  // wait measure: access time
  static constexpr int most_slots = 100;
  // Base slots of a label; `parameter(index)` is the value of a parameter now.
  template <class Parameter>
  int slots_for(std::uint8_t label, Parameter parameter) const {
    if (slots_said.empty() || slots_said[label] == none) return slots[label];
    return static_cast<int>(std::clamp(parameter(slots_said[label]), 1.0, double{most_slots}) + 0.5);
  }
  friend bool operator==(const BookStep&, const BookStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const BookStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.edge(StepEdge::otherwise, step.otherwise, 0, WayTime::at_once());
  v.edge(StepEdge::no_slot, step.on_none, 0, WayTime::at_once());
  v.edge(StepEdge::refused, step.on_refused, 0, WayTime::at_once());
  v.edge(StepEdge::no_show, step.on_no_show, 0, WayTime::later_on());
  parts_of_pool(step.pool, step.same_day ? PoolRole::booked_today : PoolRole::booked_ahead, v);
  v.label(LabelRole::slots, step.slots_source);
  for (const Index parameter : step.slots_said) v.parameter(parameter);
  v.time(TimeRole::acceptance, step.accepts);
  v.parameter(step.no_show);
  v.goes_on(WayTime::later_on());
}

struct DelayStep {
  static constexpr StepKind kind = StepKind::delay;
  TimeSource time;
  friend bool operator==(const DelayStep&, const DelayStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const DelayStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.time(TimeRole::delay, step.time);
  v.goes_on(WayTime::behind(step.time));
}

struct UntilStep {
  static constexpr StepKind kind = StepKind::until;
  Index schedule = none;
  friend bool operator==(const UntilStep&, const UntilStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const UntilStep& step, Visitor& v) {
  v.schedule(ScheduleRole::waited_for, step.schedule);
  v.goes_on(WayTime::at_once());  // the schedule may be open
}

// How long one waits at a step without a server, and where one goes who has waited so long.
struct LimitedWait {
  TimeSource patience;
  Index on_patience = none;
  Index measure = none;  // wait measure
  friend bool operator==(const LimitedWait&, const LimitedWait&) = default;
};
template <class Visitor>
constexpr void parts_of_wait(const LimitedWait& wait, Visitor& v) {
  v.asks_for_numbers();
  v.edge(StepEdge::patience, wait.on_patience, 0, WayTime::behind(wait.patience));
  v.time(TimeRole::patience, wait.patience);
  v.goes_on(WayTime::at_once());  // there may be nothing to wait for
}

// Waits until a formula is true.
struct AwaitStep {
  static constexpr StepKind kind = StepKind::await;
  Index formula = none;
  bool reads_pools = false;  // the formula, so that any event can make it true
  LimitedWait wait;
  friend bool operator==(const AwaitStep&, const AwaitStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const AwaitStep& step, Visitor& v) {
  v.formula(step.formula);
  parts_of_wait(step.wait, v);
}

// Waits until all requests have left that this one made at certain spawn steps. Its place in StepsByVerb::join is
// SpawnStep::join of these.
struct JoinStep {
  static constexpr StepKind kind = StepKind::join;
  std::vector<Index> spawns;  // steps
  LimitedWait wait;
  friend bool operator==(const JoinStep&, const JoinStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const JoinStep& step, Visitor& v) {
  parts_of_wait(step.wait, v);
}

// Waits until so many have come here together, of one place.
struct GatherStep {
  static constexpr StepKind kind = StepKind::gather;
  double size = 1;
  Index parameter = none;  // instead of `size`
  Index scope = 0;         // whose places have groups of their own
  Index first = none;      // step for who came first; none: goes on as the others do
  LimitedWait wait;
  friend bool operator==(const GatherStep&, const GatherStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const GatherStep& step, Visitor& v) {
  v.parameter(step.parameter);
  v.edge(StepEdge::first, step.first, 0, WayTime::at_once());
  parts_of_wait(step.wait, v);
}

struct DrawStep {
  static constexpr StepKind kind = StepKind::draw;
  std::uint8_t variable = 0;
  TableKey key;
  Index choices = none;          // in Model::choices, or in Region::choices if place_rows is not 0
  std::uint32_t place_rows = 0;  // above 0: so many rows per combination of these pools that exist at a place
  std::vector<Index> place_pools;
  Index place_scope = 0;
  std::uint8_t fallback = 0;  // option that takes the share of options whose pool does not exist
  Index error = none;  // parameter: with this share the label is drawn from the rows, else it is that of error_of
  LabelSource error_of;
  std::vector<double> weights;             // axes: row, choice; kept for the region's variants
  std::vector<std::uint8_t> place_labels;  // axis: place pool; the option it stands for
  friend bool operator==(const DrawStep&, const DrawStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const DrawStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.draws(step.variable);
  v.key(step.key);
  v.parameter(step.error);
  if (step.error != none) v.label(LabelRole::error_of, step.error_of);
  for (const Index kind : step.place_pools) v.pool(PoolRole::needed, kind);
  v.goes_on(WayTime::at_once());
}

struct SelectStep {
  static constexpr StepKind kind = StepKind::select;
  LabelSource source;
  std::vector<Index> to;  // axis: label
  friend bool operator==(const SelectStep&, const SelectStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SelectStep& step, Visitor& v) {
  v.label(LabelRole::way, step.source);
  bool all = true;
  for (std::size_t label = 0; label < step.to.size(); ++label) {
    v.edge(StepEdge::label, step.to[label], static_cast<Index>(label), WayTime::at_once());
    all = all && step.to[label] != none;
  }
  if (!all) v.goes_on(WayTime::at_once());
}

struct SelectScheduleStep {
  static constexpr StepKind kind = StepKind::select_schedule;
  Index schedule = none;
  Index open = none, closed = none;
  friend bool operator==(const SelectScheduleStep&, const SelectScheduleStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SelectScheduleStep& step, Visitor& v) {
  v.schedule(ScheduleRole::chooses, step.schedule);
  v.edge(StepEdge::open, step.open, 0, WayTime::at_once());
  v.edge(StepEdge::closed, step.closed, 0, WayTime::at_once());
}

struct ChanceStep {
  static constexpr StepKind kind = StepKind::chance;
  TableKey key;
  std::vector<double> shares;  // axis: row; empty: the parameter alone
  Index parameter = none;      // multiplies
  Index yes = none, no = none;
  friend bool operator==(const ChanceStep&, const ChanceStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const ChanceStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.key(step.key);
  v.parameter(step.parameter);
  v.edge(StepEdge::yes, step.yes, 0, WayTime::at_once());
  v.edge(StepEdge::no, step.no, 0, WayTime::at_once());
}

// Whether the person has a habit.
struct AdoptsStep {
  static constexpr StepKind kind = StepKind::adopts;
  Index diffusion = none;
  Index yes = none, no = none;
  friend bool operator==(const AdoptsStep&, const AdoptsStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const AdoptsStep& step, Visitor& v) {
  v.asks_for_numbers();  // of the person only; see `assign`
  v.habit(step.diffusion);
  v.edge(StepEdge::yes, step.yes, 0, WayTime::at_once());
  v.edge(StepEdge::no, step.no, 0, WayTime::at_once());
}

// A choice by a formula.
struct WhenStep {
  static constexpr StepKind kind = StepKind::when;
  Index formula = none;
  Index yes = none, no = none;
  friend bool operator==(const WhenStep&, const WhenStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const WhenStep& step, Visitor& v) {
  v.formula(step.formula);
  v.edge(StepEdge::yes, step.yes, 0, WayTime::at_once());
  v.edge(StepEdge::no, step.no, 0, WayTime::at_once());
}

// A number gets a drawn value.
struct SampleStep {
  static constexpr StepKind kind = StepKind::sample;
  NumberPlace number;
  TimeSource time;
  Index law = none;  // instead of `time`, for a plain number; in Model::times
  TableKey key;
  std::vector<double> values;  // axis: row; instead of both: out of a table
  friend bool operator==(const SampleStep&, const SampleStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SampleStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.number(step.number);
  v.time(TimeRole::sampled, step.time);
  v.law(step.law);
  v.key(step.key);
  v.goes_on(WayTime::at_once());
}

// Numbers get values out of formulas, one after the other.
struct AssignStep {
  static constexpr StepKind kind = StepKind::assign;
  struct Assignment {
    NumberPlace number;
    Index formula = none;
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };
  std::vector<Assignment> assignments;
  friend bool operator==(const AssignStep&, const AssignStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const AssignStep& step, Visitor& v) {
  v.asks_for_numbers();  // no longer; but rounds, and with them random numbers, are counted by steps that do
  for (const AssignStep::Assignment& one : step.assignments) {
    v.number(one.number);
    v.formula(one.formula);
  }
  v.goes_on(WayTime::at_once());
}

struct ReleaseStep {
  static constexpr StepKind kind = StepKind::release;
  std::vector<Index> pools;  // kinds
  friend bool operator==(const ReleaseStep&, const ReleaseStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const ReleaseStep& step, Visitor& v) {
  for (const Index kind : step.pools) v.pool(PoolRole::released, kind);
  v.goes_on(WayTime::at_once());
}

// Work that is counted as a pool's though nobody is seized.
struct AccountStep {
  static constexpr StepKind kind = StepKind::account;
  Index pool = none;
  TimeSource time;
  friend bool operator==(const AccountStep&, const AccountStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const AccountStep& step, Visitor& v) {
  v.asks_for_numbers();
  v.pool(PoolRole::accounted, step.pool);
  v.time(TimeRole::accounted, step.time);
  v.goes_on(WayTime::at_once());
}

// Where to go on behind a step by chance, whatever its verb.
struct Branches {
  std::vector<Index> parameters;  // none: the fixed share
  std::vector<double> shares;
  std::vector<Index> to;  // the last one takes the rest
  friend bool operator==(const Branches&, const Branches&) = default;
};

struct SetStep {
  static constexpr StepKind kind = StepKind::set;
  std::uint8_t variable = 0;
  std::uint8_t value = 0;
  friend bool operator==(const SetStep&, const SetStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SetStep& step, Visitor& v) {
  v.sets(step.variable, step.value);
  v.goes_on(WayTime::at_once());
}

// A label of the person that the request belongs to, and of the request.
struct SetPersonStep {
  static constexpr StepKind kind = StepKind::set_person;
  std::uint8_t slot = 0;  // of the label in a request: see owner_slot
  std::uint8_t value = 0;
  Index which = 0;  // of Model::person_labels
  friend bool operator==(const SetPersonStep&, const SetPersonStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SetPersonStep& step, Visitor& v) {
  v.sets_of_person(step.which, step.value);
  v.goes_on(WayTime::at_once());
}

struct CopyStep {
  static constexpr StepKind kind = StepKind::copy;
  std::uint8_t variable = 0;
  std::uint8_t from = 0;  // the other variable
  friend bool operator==(const CopyStep&, const CopyStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const CopyStep& step, Visitor& v) {
  v.copies(step.variable, step.from);
  v.goes_on(WayTime::at_once());
}

struct MoveStep {
  static constexpr StepKind kind = StepKind::move;
  Index pool = none;             // of a scope with places
  std::uint8_t variable = 0xff;  // 1: was moved; 0xff: none
  friend bool operator==(const MoveStep&, const MoveStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const MoveStep& step, Visitor& v) {
  if (step.variable != 0xff) v.may_set(step.variable);
  v.goes_on(WayTime::at_once());
}

struct SpawnStep {
  static constexpr StepKind kind = StepKind::spawn;
  Index enters = none;
  TimeSource delay;
  Index copies = none;  // formula: how many; none: one
  Index join = none;    // of StepsByVerb::join: which waits for those made here; none: none does
  std::vector<SetStep> set;
  friend bool operator==(const SpawnStep&, const SpawnStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const SpawnStep& step, Visitor& v) {
  v.asks_for_numbers();  // the new request is found by how often this one was here
  v.time(TimeRole::delay, step.delay);
  v.formula(step.copies);
  for (const SetStep& set : step.set) v.sets_of_new(set.variable, set.value);
  v.edge(StepEdge::spawned, step.enters, 0, WayTime::behind(step.delay));
  v.goes_on(WayTime::at_once());
}

struct ReallocateStep {
  static constexpr StepKind kind = StepKind::reallocate;
  friend bool operator==(const ReallocateStep&, const ReallocateStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const ReallocateStep&, Visitor& v) {
  v.asks_for_numbers();
  v.reallocates();
  v.goes_on(WayTime::at_once());
}

struct ExitStep {
  static constexpr StepKind kind = StepKind::exit;
  Index outcome = none;
  friend bool operator==(const ExitStep&, const ExitStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const ExitStep& step, Visitor& v) {
  v.outcome(step.outcome);
}

struct GoStep {
  static constexpr StepKind kind = StepKind::go;
  friend bool operator==(const GoStep&, const GoStep&) = default;
};
template <class Visitor>
constexpr void parts_of(const GoStep&, Visitor& v) {
  v.goes_on(WayTime::at_once());
}

// The steps of a model by verb; Step::index is the place among those of its kind.
struct StepsByVerb {
  std::vector<SeizeStep> seize;
  std::vector<ReleaseStep> release;
  std::vector<BookStep> book;
  std::vector<AccountStep> account;
  std::vector<DelayStep> delay;
  std::vector<UntilStep> until;
  std::vector<AwaitStep> await;
  std::vector<JoinStep> join;
  std::vector<GatherStep> gather;
  std::vector<DrawStep> draw;
  std::vector<SampleStep> sample;
  std::vector<AssignStep> assign;
  std::vector<SelectStep> select;
  std::vector<SelectScheduleStep> select_schedule;
  std::vector<WhenStep> when;
  std::vector<ChanceStep> chance;
  std::vector<AdoptsStep> adopts;
  std::vector<SetStep> set;
  std::vector<SetPersonStep> set_person;
  std::vector<CopyStep> copy;
  std::vector<MoveStep> move;
  std::vector<SpawnStep> spawn;
  std::vector<ExitStep> exit;

  // f(the struct of the step's verb). The one switch over kinds: what is said of each verb elsewhere are overloads of
  // `f`, and one that is missing does not compile.
  template <class F>
  decltype(auto) visit(const Step& step, F&& f) const {
    switch (step.kind) {
      case StepKind::seize:
        return f(seize[step.index]);
      case StepKind::release:
        return f(release[step.index]);
      case StepKind::book:
        return f(book[step.index]);
      case StepKind::account:
        return f(account[step.index]);
      case StepKind::delay:
        return f(delay[step.index]);
      case StepKind::until:
        return f(until[step.index]);
      case StepKind::await:
        return f(await[step.index]);
      case StepKind::join:
        return f(join[step.index]);
      case StepKind::gather:
        return f(gather[step.index]);
      case StepKind::draw:
        return f(draw[step.index]);
      case StepKind::sample:
        return f(sample[step.index]);
      case StepKind::assign:
        return f(assign[step.index]);
      case StepKind::select:
        return f(select[step.index]);
      case StepKind::select_schedule:
        return f(select_schedule[step.index]);
      case StepKind::when:
        return f(when[step.index]);
      case StepKind::chance:
        return f(chance[step.index]);
      case StepKind::adopts:
        return f(adopts[step.index]);
      case StepKind::set_person:
        return f(set_person[step.index]);
      case StepKind::set:
        return f(set[step.index]);
      case StepKind::copy:
        return f(copy[step.index]);
      case StepKind::move:
        return f(move[step.index]);
      case StepKind::spawn:
        return f(spawn[step.index]);
      case StepKind::reallocate:
        return f(ReallocateStep{});
      case StepKind::exit:
        return f(exit[step.index]);
      case StepKind::go:
        break;
    }
    return f(GoStep{});
  }
  friend bool operator==(const StepsByVerb&, const StepsByVerb&) = default;
};

// Tells the visitor the parts of a step of the model, and gives it back.
template <class Visitor>
Visitor visit_parts(const StepsByVerb& verbs, const Step& step, Visitor visitor) {
  verbs.visit(step, [&](const auto& verb) { parts_of(verb, visitor); });
  return visitor;
}

}  // namespace draagkracht
