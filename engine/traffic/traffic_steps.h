// What one visit to a step leads to, in expectation: the mirror of what a request goes through in the simulation
// (engine/simulation/step_runner.cpp and services.h), without queues and without chance.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <tuple>
#include <vector>

#include "engine/traffic/traffic_people.h"
#include "engine/traffic/traffic_rates.h"
#include "engine/traffic/week_clock.h"

namespace draagkracht {

using Values = std::array<std::uint8_t, 26>;  // axis: variable

// Where a request is, and all that steps ahead depend on. What they do not is 0, or the first group that is alike.
struct TrafficState {
  Index step = none;
  Index who = 0;    // in TrafficPeople::kinds
  Index clock = 0;  // in WeekClocks
  Values values{};  // those of the variables; the rest fills four words

  friend bool operator==(const TrafficState&, const TrafficState&) = default;
};
static_assert(sizeof(TrafficState) == 32 && most_variables <= std::tuple_size_v<Values>);

// A law of the model's times with a factor, in ms; no table: no time to speak of.
struct LongTime {
  Index table = none;
  double factor = 1;
};

// Told what a visit leads to. Times in ms, all of them expected values per visit. What a sink does not override, it
// ignores.
class VisitSink {
 public:
  // `after`: what the way there takes, if that is so long that it matters in which week one arrives.
  virtual void go(const TrafficState& /*to*/, double /*weight*/, LongTime /*after*/) {}
  virtual void ask(Index /*pool*/, double /*ms*/) {}
  virtual void count(Index /*tally*/, std::uint32_t /*row*/, double /*amount*/) {}
  virtual void end(Index /*outcome*/) {}
  virtual void reallocate(Index /*rule*/, double /*returns*/, double /*supervision_ms*/) {}
  virtual void lack_time(const TrafficState& /*at*/, const TableKey& /*key*/) {}
  // An appointment is asked ahead.
  virtual void book(const TrafficState& /*at*/, Index /*pool*/, int /*slots*/) {}

 protected:
  ~VisitSink() = default;
};

class TrafficSteps {
 public:
  // All must outlive this. `booked`: see TrafficFlow.
  TrafficSteps(const Model& model, const TrafficInput& input, const TrafficPeople& people, const TrafficRates& rates,
               WeekClocks& clocks, std::vector<std::vector<double>> booked);

  void set_booked(std::vector<std::vector<double>> booked) { booked_ = std::move(booked); }
  // Whether what a visit to the step leads to depends on `booked`.
  bool books_ahead(Index step) const {
    return model_.steps[step].kind == StepKind::book && !model_.verbs.book[model_.steps[step].index].same_day;
  }
  // Whether a visit to the step leads at once to one visit elsewhere, or ends; only rules of reallocation may divide
  // it. No ring of steps is like that.
  bool passes(Index step) const { return passes_[step] != 0; }
  bool divides(Index step) const { return model_.steps[step].kind == StepKind::reallocate; }

  // The state of a request that comes to a step, without what nothing ahead reads.
  TrafficState arriving(Index step, TrafficState with) const;
  void visit(const TrafficState& state, VisitSink& sink) const;

 private:
  // A way on from a step, and the variables that it sets whatever they were.
  struct Way {
    Index to = none;
    Facets sets = 0;
  };
  // Which way a chance goes, where it is none: the levers of most scenarios leave most measures at nothing.
  enum class Sure : std::uint8_t { by_chance, always, never };
  class Reader;
  class Visit;
  Sure sure_way(Index step) const;
  bool is_sure(Index step) const { return sure_[step] != Sure::by_chance; }
  std::vector<Way> ways(Index step) const;
  // The variables of the request, or of the one that it makes, that have another label behind the step.
  Facets set_by(Index step, bool of_new) const;
  Facets read_by(Index step) const;
  Facets read_by(LabelSource source) const;
  Facets read_by(const TableKey& key) const;
  Facets read_by_parameter(Index parameter) const;
  Facets read_by_habit(const Diffusion& habit) const;
  Facets read_by(const TimeSource& time) const;
  Facets read_by_formula(Index formula) const;
  Facets read_by(const PoolChoice& choice) const;
  Facets read_by_pool(Index pool) const;
  using AllWays = std::vector<std::vector<Way>>;  // axis: step
  void find_what_is_read(const AllWays& all_ways);
  bool has_one_way_on(Index step) const;
  bool leads_one_way(Index from, Index to, const AllWays& all_ways) const;
  void find_passing(const AllWays& all_ways);

  std::uint8_t label(LabelSource source, const TrafficState& state) const;
  std::uint32_t row(const TableKey& key, const TrafficState& state) const;
  double parameter(Index index, const TrafficState& state) const;
  double share(Index index, const TrafficState& state) const { return std::clamp(parameter(index, state), 0.0, 1.0); }
  // What an expression gives on average; of its parts as if they did not hang together.
  double expected(Index formula, const TrafficState& state) const;
  // ms, or -1 if there is no time for such a request.
  // By what each time is multiplied.
  double factor_of(const TimeSource& time, const TrafficState& state) const;
  double mean_time(const TimeSource& time, const TrafficState& state) const;
  LongTime long_time(const TimeSource& time, const TrafficState& state) const;
  double mean_work(const SeizeStep& seize, const TrafficState& state) const;
  bool exists(Index pool, const TrafficState& state) const {
    return pool != none && people_.places[people_.kinds[state.who].place][pool] != 0;
  }
  Index pool_of(const PoolChoice& choice, const TrafficState& state) const {
    return choice.pools[label(choice.source, state)];
  }
  bool eligible(const Diffusion& habit, const TrafficState& state) const;

  void go(Index to, const TrafficState& from, double weight, VisitSink& sink) const;
  void count(const Step& step, const TrafficState& state, double weight, double work_ms, VisitSink& sink) const;
  void go_on(const Step& step, const TrafficState& state, double weight, VisitSink& sink) const;
  // What is held meanwhile is asked for as well.
  void ask_held(const TrafficState& state, double ms, VisitSink& sink) const {
    for (const Index pool : held_[state.step]) sink.ask(pool, std::max(0.0, ms));
  }
  void finish(const Step& step, const TrafficState& state, double weight, double work_ms, VisitSink& sink) const {
    count(step, state, weight, work_ms, sink);
    go_on(step, state, weight, sink);
  }
  void visit_seize(const TrafficState& state, VisitSink& sink) const;
  void visit_either(const SeizeStep& seize, const TrafficState& state, VisitSink& sink) const;
  void end_seize(const TrafficState& state, double weight, double work_ms, VisitSink& sink) const;
  double share_with_slot_today(Index clock, Index pool, int slots) const;
  void visit_book(const TrafficState& state, VisitSink& sink) const;
  void visit_draw(const TrafficState& state, VisitSink& sink) const;
  void visit_chance(const TrafficState& state, VisitSink& sink) const;
  void visit_adopts(const TrafficState& state, VisitSink& sink) const;
  // This share goes to `yes` of the verb, the others to its `no`.
  template <class Verb>
  void divide(const Verb& verb, double yes, const TrafficState& state, VisitSink& sink) const {
    yes = std::clamp(yes, 0.0, 1.0);
    count(model_.steps[state.step], state, 1, 0, sink);
    go(verb.yes, state, yes, sink);
    go(verb.no, state, 1 - yes, sink);
  }
  void visit_spawn(const TrafficState& state, VisitSink& sink) const;
  void visit_reallocate(const TrafficState& state, VisitSink& sink) const;

  const Model& model_;
  const TrafficInput& input_;
  const TrafficPeople& people_;
  const TrafficRates& rates_;
  WeekClocks& clocks_;
  std::vector<std::vector<double>> booked_;                 // see TrafficFlow
  std::vector<std::vector<Index>> held_;                    // see pools_held
  std::vector<Sure> sure_;                                  // axis: step
  std::vector<Facets> ahead_;                               // axis: step; read by it or by a step ahead
  std::vector<Values> kept_;                                // axis: step; bits of the variables that are read ahead
  std::vector<std::uint8_t> passes_;                        // axis: step
  std::map<Facets, std::vector<Index>> alike_;              // person facets -> representatives
  std::vector<const std::vector<Index>*> representatives_;  // axis: step
  std::vector<std::vector<double>> shares_;                 // axis: draw; then axes: row (with variants), choice
  // Remembered, since many states ask: clock, pool, slots.
  mutable std::map<std::tuple<Index, Index, int>, double> slots_today_;
};

// A sink that follows requests through steps that only pass them on, so that these need no numbers of their own.
class VisitWalk : public VisitSink {
 public:
  // What so many visits to a state lead to.
  void follow(const TrafficState& state, double visits) {
    here_ = {visits, 0, steps_.divides(state.step)};
    meet(state);
    steps_.visit(state, *this);
  }
  void go(const TrafficState& to, double weight, LongTime after) final {
    if (after.table != none || !may_pass(to.step)) return arrive(to, here_.visits * weight, after);
    const Place before = here_;
    here_ = {before.visits * weight, before.passed + 1, before.divided || steps_.divides(to.step)};
    meet(to);
    steps_.visit(to, *this);
    leave(to);
    here_ = before;
  }

 protected:
  explicit VisitWalk(const TrafficSteps& steps) : steps_(steps) {}
  ~VisitWalk() = default;
  double visits() const { return here_.visits; }  // to the state that was met last, for which the sink is told the rest
  // A state that is followed: the first one, and those passed.
  virtual void meet(const TrafficState& /*state*/) {}
  virtual void leave(const TrafficState& /*passed*/) {}
  // A state that is not passed.
  virtual void arrive(const TrafficState& /*to*/, double /*moves*/, LongTime /*after*/) {}

 private:
  static constexpr int most_passed = 64;  // a walk is recursive
  struct Place {
    double visits = 1;
    int passed = 0;        // steps since the state that is followed
    bool divided = false;  // by rules of reallocation; once at most, else a row of them would make very many walks
  };
  bool may_pass(Index step) const {
    return steps_.passes(step) && here_.passed < most_passed && !(here_.divided && steps_.divides(step));
  }

  const TrafficSteps& steps_;
  Place here_;
};

}  // namespace draagkracht
