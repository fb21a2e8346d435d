#include "engine/traffic/traffic.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>

#include "engine/core/fault.h"
#include "engine/model/day_values.h"
#include "engine/traffic/linear_flow.h"
#include "engine/traffic/state_graph.h"
#include "engine/traffic/traffic_steps.h"

namespace draagkracht {
namespace {

constexpr double hour_ms = 3'600'000;

// Contacts that a rule passed on: visits to tasks that carry the rule.
void count_reallocated(const Model& model, const TrafficState& state, double visits, TrafficFlow& flow) {
  const Step& step = model.steps[state.step];
  if (step.kind != StepKind::seize || model.verbs.seize[step.index].rule_variable == 0xff) return;
  const std::uint8_t rule = state.values[model.verbs.seize[step.index].rule_variable];
  if (rule != 0) flow.reallocations[rule - 1U].contacts += visits;
}

// Adds up what the visits to one state after the other lead to.
class Account final : public VisitWalk {
 public:
  Account(const Model& model, const TrafficSteps& steps, TrafficFlow& flow)
      : VisitWalk(steps), model_(model), flow_(flow) {}

  void ask(Index pool, double ms) override { flow_.asked_hours[pool] += visits() * ms / hour_ms; }
  void count(Index tally, std::uint32_t row, double amount) override { flow_.tallies[tally][row] += visits() * amount; }
  void end(Index outcome) override {
    flow_.ends += visits();
    if (!flow_.outcomes.empty()) flow_.outcomes[outcome] += visits();
  }
  void reallocate(Index rule, double returns, double supervision_ms) override {
    flow_.reallocations[rule].returns += visits() * returns;
    flow_.reallocations[rule].supervision_hours += visits() * supervision_ms / hour_ms;
  }
  void lack_time(const TrafficState& at, const TableKey& key) override {
    std::string labels;
    for (std::size_t k = 0; k < key.size; ++k) {
      const LabelSource source = key.parts[k].source;
      if (source.kind != LabelSource::request) continue;
      labels += (labels.empty() ? "" : ", ") + model_.variables[source.index] + " " +
                model_.variable_labels[source.index][at.values[source.index]];
    }
    const std::string text = model_.step_names[at.step] + (labels.empty() ? "" : " (" + labels + ")");
    if (std::find(flow_.without_time.begin(), flow_.without_time.end(), text) == flow_.without_time.end())
      flow_.without_time.push_back(text);
  }

 private:
  void meet(const TrafficState& state) override {
    flow_.visits[state.step] += visits();
    count_reallocated(model_, state, visits(), flow_);
  }

  const Model& model_;
  TrafficFlow& flow_;
};

// Hours that a visit to a state asks of each pool.
class HoursAsked final : public VisitWalk {
 public:
  HoursAsked(const TrafficSteps& steps, std::size_t pools) : VisitWalk(steps), hours_(pools, 0.0) {}
  const std::vector<double>& of(const TrafficState& state) {
    std::fill(hours_.begin(), hours_.end(), 0.0);
    follow(state, 1);
    return hours_;
  }
  void ask(Index pool, double ms) override { hours_[pool] += visits() * ms / hour_ms; }

 private:
  std::vector<double> hours_;  // axis: pool kind
};

// Names the steps of loops that are never left, those that only pass requests on behind those that lead to them.
class LoopNames final : public VisitWalk {
 public:
  LoopNames(const Model& model, const TrafficSteps& steps, const KnownStates& known,
            const std::vector<std::uint32_t>& endless)
      : VisitWalk(steps), model_(model), known_(known), in_loop_(known.size(), 0) {
    for (const std::uint32_t number : endless) in_loop_[number] = 1;
    for (const std::uint32_t number : endless) {
      passed_.clear();
      follow(known[number], 1);
    }
  }
  std::vector<std::string> names;

 private:
  void meet(const TrafficState& state) override {
    if (passed_.empty()) add(state.step);
    passed_.push_back(state.step);
  }
  void leave(const TrafficState&) override { passed_.pop_back(); }
  void arrive(const TrafficState& to, double, LongTime) override {
    const std::uint32_t number = known_.known_number(to);
    if (number == KnownStates::unknown || in_loop_[number] == 0) return;
    for (const Index step : passed_) add(step);
  }
  void add(Index step) {
    const std::string& name = model_.step_names[step];
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  const Model& model_;
  const KnownStates& known_;
  std::vector<std::uint8_t> in_loop_;  // axis: state
  std::vector<Index> passed_;          // from the state that is followed
};

// Adds up the appointments asked ahead.
class Appointments final : public VisitWalk {
 public:
  Appointments(const TrafficSteps& steps, const TrafficPeople& people, std::size_t pools)
      : VisitWalk(steps), asked(pools, std::vector<std::vector<double>>(people.places.size())), people_(people) {}

  void book(const TrafficState& at, Index pool, int slots) override {
    const auto size = static_cast<std::size_t>(slots);
    std::vector<double>& by_size = asked[pool][people_.kinds[at.who].place];
    if (size >= by_size.size()) by_size.resize(size + 1, 0.0);
    by_size[size] += visits();
  }

  // Axes: pool kind, combination of pools, base slots of an appointment; per year.
  std::vector<std::vector<std::vector<double>>> asked;

 private:
  const TrafficPeople& people_;
};

// What flows in from outside, by state.
class Sources {
 public:
  Sources(const Model& model, const TrafficInput& input, const TrafficPeople& people, const TrafficRates& rates,
          WeekClocks& clocks, const TrafficSteps& steps, StateGraph& graph)
      : model_(model), input_(input), people_(people), rates_(rates), clocks_(clocks), steps_(steps), graph_(graph) {}

  std::vector<double> inflow() {
    for (const Stream& stream : model_.streams) {
      TrafficState state;
      state.who = static_cast<Index>(people_.kinds.size() - 1);
      add(stream.enters, stream.set, state, rates_.arrivals(stream));
    }
    if (input_.groups.empty()) return std::move(inflow_);
    for (const DemandFamily& family : model_.families) add_family(family);
    for (const DueVisits& programme : model_.due_visits) {
      for (Index group = 0; group < input_.groups.size(); ++group) {
        if (input_.groups[group].attributes[programme.attribute] != 1) continue;
        add(programme.enters, programme.set, at_profile(group, programme.profile),
            input_.groups[group].persons * rates_.due_visits(programme, people_.kinds[group].levers));
      }
    }
    for (std::size_t s = 0; s < model_.label_requests.size(); ++s) {
      const LabelRequests& of = model_.label_requests[s];
      for (Index group = 0; group < input_.groups.size(); ++group) {
        const std::vector<double>& begun = input_.groups[group].begun;
        if (s < begun.size()) add(of.enters, of.set, at_profile(group, of.profile), begun[s]);
      }
    }
    return std::move(inflow_);
  }
  double requests() const { return requests_; }

 private:
  TrafficState at_profile(Index group, Index profile) {
    TrafficState state;
    state.who = group;
    state.clock = clocks_.of_profile(profile);
    return state;
  }

  void add_family(const DemandFamily& family) {
    for (const DemandEntry& entry : family.entries) {
      add_entry(family, entry, entry.enters, clocks_.of_profile(entry.profile),
                [&](Index pattern) { return rates_.entry_factor(entry, pattern); });
      for (const ClosedDayPart& part : entry.closed_parts) {
        const Index clock = part.deferred ? clocks_.of_profile(entry.profile) : clocks_.on_holidays(entry.profile);
        add_entry(family, entry, part.enters, clock,
                  [&](Index pattern) { return rates_.closed_factor(entry, part, pattern); });
      }
    }
  }

  // `factor_of(lever pattern)`: requests per year for each one that the reference rate says.
  template <class FactorOf>
  void add_entry(const DemandFamily& family, const DemandEntry& entry, Index enters, Index clock, FactorOf factor_of) {
    std::vector<double> factors;  // axis: lever pattern
    for (Index pattern = 0; pattern < people_.lever_patterns.size(); ++pattern) factors.push_back(factor_of(pattern));
    TrafficState state;
    state.clock = clock;
    for (Index group = 0; group < input_.groups.size(); ++group) {
      const PersonGroup& persons = input_.groups[group];
      std::size_t stratum = 0;
      for (std::size_t k = 0; k < family.stratum.size; ++k)
        stratum +=
            std::size_t{family.stratum.parts[k].stride} * persons.attributes[family.stratum.parts[k].source.index];
      const double need = family.need < persons.need.size() ? persons.need[family.need] : 1.0;
      state.who = group;
      add(enters, entry.set, state,
          persons.persons * need * entry.rate[stratum] * factors[people_.kinds[group].levers]);
    }
  }

  void add(Index enters, const std::vector<SetStep>& sets, TrafficState state, double per_year) {
    if (!(per_year > 0)) return;
    for (const SetStep& set : sets) state.values[set.variable] = set.value;
    const std::uint32_t number = graph_.enter(steps_.arriving(enters, state));
    if (number >= inflow_.size()) inflow_.resize(number + 1, 0.0);
    inflow_[number] += per_year;
    requests_ += per_year;
  }

  const Model& model_;
  const TrafficInput& input_;
  const TrafficPeople& people_;
  const TrafficRates& rates_;
  WeekClocks& clocks_;
  const TrafficSteps& steps_;
  StateGraph& graph_;
  std::vector<double> inflow_;  // axis: state
  double requests_ = 0;
};

// Axes: law, slices of so many ms later (counted from 1); share that arrives then.
std::vector<std::vector<double>> laws_in_slices(const Model& model, const std::vector<LongTime>& times, double length,
                                                std::size_t slices) {
  constexpr int words = 1024;  // at which a law is looked at
  std::vector<std::vector<double>> laws;
  for (const LongTime& time : times) {
    std::vector<double> law(slices, 0.0);
    for (std::uint32_t i = 0; i < words; ++i) {
      const auto word = static_cast<std::uint32_t>(((i + 0.5) / words) * 0x1p32);
      const double later = std::max(0.0, model.times[time.table]->sample(word) * time.factor / length);
      // Who leaves at any moment of a slice arrives in one of two; in its own slice counts as in the next.
      const double whole = std::floor(later);
      const auto in_first = static_cast<std::size_t>(std::max(1.0, whole)),
                 in_second = static_cast<std::size_t>(whole) + 1;
      if (in_first <= law.size()) law[in_first - 1] += (1 - (later - whole)) / words;
      if (in_second <= law.size()) law[in_second - 1] += (later - whole) / words;
    }
    while (!law.empty() && law.back() == 0) law.pop_back();
    laws.push_back(std::move(law));
  }
  return laws;
}

// What came before the run, in slices of so many ms.
LikePast like_past(const Model& model, double length) {
  if (model.past_like_ms == 0) return {};
  const double until = std::ceil(static_cast<double>(model.warm_up_ms) / length - 1e-6);
  const double slices = std::max(1.0, std::round(static_cast<double>(model.past_like_ms) / length));
  return {static_cast<std::size_t>(until), static_cast<std::size_t>(std::min(until, slices))};
}

// The run in slices of about two weeks, the warm-up a whole number of them.
TimeSlices slices_of(const Model& model, const std::vector<LongTime>& laws) {
  constexpr double wanted_ms = 14.0 * 86'400'000;
  constexpr double most_slices = 120;
  const auto warm_up = static_cast<double>(model.warm_up_ms), horizon = static_cast<double>(model.horizon_ms);
  double length = std::max(wanted_ms, horizon / most_slices);
  if (warm_up > 0) length = warm_up / std::ceil(warm_up / length);
  TimeSlices slices;
  const auto n = static_cast<int>(std::ceil(horizon / length - 1e-6));
  for (int slice = 0; slice < n; ++slice) {
    const double from = slice * length;
    const double counted = std::min(from + length, horizon) - std::max(from, warm_up);
    slices.weights.push_back(counted > 1e-6 * length ? counted / (horizon - warm_up) : 0.0);
  }
  // Of times that reach back to before the run more slices are told than the run has.
  const std::size_t told = slices.weights.size() + (model.past_like_ms > 0 ? 120 : 0);
  slices.laws = laws_in_slices(model, laws, length, told);
  slices.past = like_past(model, length);
  return slices;
}

using Booked = std::vector<std::vector<double>>;  // see TrafficFlow

// The equations of a model for a region, to be solved more than once.
class Network {
 public:
  // `booked`: empty if it is to be found.
  Network(const Model& model, const TrafficInput& input, Booked booked)
      : model_(model),
        input_(input),
        people_(model, input),
        rates_(model, people_),
        clocks_(model, rates_.days_of_type()),
        booked_(booked.empty() ? Booked(model.pools.size(), std::vector<double>(people_.places.size(), 1.0))
                               : std::move(booked)),
        steps_(model, input, people_, rates_, clocks_, booked_) {
    Sources sources(model_, input_, people_, rates_, clocks_, steps_, graph_);
    inflow_ = sources.inflow();
    requests_ = sources.requests();
    graph_.follow(steps_);
  }

  // Finds TrafficFlow::booked, starting at what it is: such that books refuse what is asked of them above what they can
  // issue while they refuse so much.
  void settle_books() {
    constexpr double settled = 1e-3;
    constexpr int most_rounds = 20;
    for (int round = 1;; ++round) {
      const Booked next = booked_when_asked(appointments(visits(TrafficStart::long_ago)));
      if (round == most_rounds || most_change(booked_, next) <= settled) return;
      booked_ = next;
      steps_.set_booked(next);
      graph_.follow(steps_);
    }
  }

  TrafficFlow flow(TrafficStart start) const {
    const VisitedStates visited = visits(start);
    TrafficFlow flow;
    flow.booked = booked_;
    flow.refused = refused(appointments(visited));
    flow.requests = requests_;
    flow.states = graph_.states().size();
    flow.asked_hours.assign(model_.pools.size(), 0.0);
    flow.visits.assign(model_.steps.size(), 0.0);
    for (const Tally& tally : model_.tallies) flow.tallies.emplace_back(tally.size, 0.0);
    flow.outcomes.assign(model_.outcomes.size(), 0.0);
    flow.reallocations.resize(model_.rules.size());
    Account account(model_, steps_, flow);
    for (std::size_t number = 0; number < visited.visits.size(); ++number) {
      if (visited.visits[number] != 0) account.follow(graph_.states()[number], visited.visits[number]);
    }
    flow.endless = LoopNames(model_, steps_, graph_.states(), visited.endless).names;
    return flow;
  }

  StartUp start_up() const {
    constexpr std::int64_t slice_ms = 14 * std::int64_t{86'400'000};
    constexpr std::size_t slices = 52;
    const VisitedStates long_ago = visits(TrafficStart::long_ago);
    StartUp result{
        slice_ms, longest_lead_ms(appointments(long_ago)), std::vector<double>(model_.pools.size(), 0.0), {}};
    const std::vector<std::vector<double>> hours = hours_by_state();
    add_hours(long_ago, hours, result.long_run);
    if (graph_.laws().empty()) return result;
    std::vector<double> inflow = inflow_;
    inflow.resize(graph_.states().size(), 0.0);
    const auto laws = laws_in_slices(model_, graph_.laws(), static_cast<double>(slice_ms), slices);
    solve_slices_from_empty(
        graph_.moves(), inflow, laws, slices,
        [&](const VisitedStates& visited) {
          std::vector<double>& now = result.hours.emplace_back(model_.pools.size(), 0.0);
          add_hours(visited, hours, now);
          return !nearly(now, result.long_run);
        },
        like_past(model_, static_cast<double>(slice_ms)));
    return result;
  }

 private:
  // Of the books of which anything is asked.
  std::int64_t longest_lead_ms(const Appointments& appointments) const {
    std::int64_t longest = 0;
    for (std::size_t pool = 0; pool < model_.pools.size(); ++pool) {
      const auto& by_place = appointments.asked[pool];
      const bool asked = std::any_of(by_place.begin(), by_place.end(), [](const std::vector<double>& by_size) {
        return std::accumulate(by_size.begin(), by_size.end(), 0.0) > 0;
      });
      if (asked) longest = std::max(longest, model_.pools[pool].book.lead_days * one_day.ms);
    }
    return longest;
  }

  // Axes: pool kind, state; hours that a visit asks.
  std::vector<std::vector<double>> hours_by_state() const {
    std::vector<std::vector<double>> hours(model_.pools.size(), std::vector<double>(graph_.states().size(), 0.0));
    HoursAsked asked(steps_, model_.pools.size());
    for (std::size_t state = 0; state < graph_.states().size(); ++state) {
      const std::vector<double>& here = asked.of(graph_.states()[state]);
      for (std::size_t pool = 0; pool < here.size(); ++pool) hours[pool][state] = here[pool];
    }
    return hours;
  }

  static bool nearly(const std::vector<double>& now, const std::vector<double>& long_run) {
    constexpr double close = 1e-3;
    return std::equal(now.begin(), now.end(), long_run.begin(),
                      [](double x, double y) { return x >= (1 - close) * y; });
  }

  static void add_hours(const VisitedStates& visited, const std::vector<std::vector<double>>& hours,
                        std::vector<double>& sums) {
    for (std::size_t pool = 0; pool < hours.size(); ++pool) {
      for (std::size_t state = 0; state < visited.visits.size(); ++state)
        sums[pool] += visited.visits[state] * hours[pool][state];
    }
  }

  VisitedStates visits(TrafficStart start) const {
    std::vector<double> inflow = inflow_;
    inflow.resize(graph_.states().size(), 0.0);
    return start == TrafficStart::empty
               ? solve_visits_from_empty(graph_.moves(), inflow, slices_of(model_, graph_.laws()))
               : solve_visits(graph_.moves(), std::move(inflow));
  }

  Appointments appointments(const VisitedStates& visited) const {
    Appointments appointments(steps_, people_, model_.pools.size());
    for (std::size_t number = 0; number < visited.visits.size(); ++number) {
      const TrafficState& state = graph_.states()[number];
      if (visited.visits[number] != 0 && steps_.books_ahead(state.step))
        appointments.follow(state, visited.visits[number]);
    }
    return appointments;
  }

  Booked booked_when_asked(const Appointments& appointments) const {
    Booked next = booked_;
    for (std::size_t pool = 0; pool < next.size(); ++pool) {
      for (std::size_t place = 0; place < people_.places.size(); ++place)
        next[pool][place] = share_booked(static_cast<Index>(pool), place, appointments.asked[pool][place]);
    }
    return next;
  }

  static double most_change(const Booked& before, const Booked& after) {
    double most = 0;
    for (std::size_t pool = 0; pool < before.size(); ++pool) {
      for (std::size_t place = 0; place < before[pool].size(); ++place)
        most = std::max(most, std::abs(after[pool][place] - before[pool][place]));
    }
    return most;
  }

  // See TrafficFlow.
  std::vector<double> refused(const Appointments& appointments) const {
    std::vector<double> refused;
    for (std::size_t pool = 0; pool < booked_.size(); ++pool) {
      double asked = 0, found = 0;
      for (std::size_t place = 0; place < people_.places.size(); ++place) {
        const std::vector<double>& by_size = appointments.asked[pool][place];
        const double here = std::accumulate(by_size.begin(), by_size.end(), 0.0);
        asked += here;
        found += here * booked_[pool][place];
      }
      refused.push_back(asked > 0 ? 1 - found / asked : 0.0);
    }
    return refused;
  }

  // At the places with one combination of pools.
  double share_booked(Index pool, std::size_t place, const std::vector<double>& asked) const {
    std::vector<BookPlace> books;
    std::copy_if(input_.books[pool].begin(), input_.books[pool].end(), std::back_inserter(books),
                 [&](const BookPlace& book) { return book.pools == people_.places[place]; });
    double slots = 0;
    for (std::size_t size = 0; size < asked.size(); ++size) slots += asked[size] * static_cast<double>(size);
    if (books.empty() || slots <= 0) return 1;
    return std::min(1.0, slots_issued(model_.pools[pool].book, books, asked) / slots);
  }

  const Model& model_;
  const TrafficInput& input_;
  TrafficPeople people_;
  TrafficRates rates_;
  WeekClocks clocks_;
  Booked booked_;
  TrafficSteps steps_;
  StateGraph graph_;
  std::vector<double> inflow_;  // axis: state; those behind its end: 0
  double requests_ = 0;
};

void ensure_fitting(const Model& model, const TrafficInput& input) {
  DRAAGKRACHT_ENSURE(follows_traffic(model));
  DRAAGKRACHT_ENSURE(input.coverage.size() == model.pools.size() && input.own_share.size() == model.pools.size());
  DRAAGKRACHT_ENSURE(input.staffed.size() == model.pools.size() && input.books.size() == model.pools.size());
}

// The attributes that steps look at, as far as traffic goes: of queues it has no equation.
struct AttributesRead : StepParts {
  std::vector<std::uint8_t>& attributes;

  explicit AttributesRead(std::vector<std::uint8_t>& of) : attributes(of) {}
  void read(LabelSource source) {
    if (source.kind == LabelSource::person) attributes[source.index] = 1;
  }
  void label(LabelRole role, LabelSource source) {
    if (role != LabelRole::priority) read(source);
  }
  void key(const TableKey& key) {
    for (std::size_t k = 0; k < key.size; ++k) read(key.parts[k].source);
  }
  void time(TimeRole role, const TimeSource& time) {
    const bool asked = role == TimeRole::service || role == TimeRole::after_work || role == TimeRole::delay;
    if (asked && time.any) key(time.key);
  }
};

}  // namespace

TrafficReads traffic_reads(const Model& model) {
  TrafficReads reads;
  reads.attributes.assign(model.attributes.size(), 0);
  auto read = [&](LabelSource source) {
    if (source.kind == LabelSource::person) reads.attributes[source.index] = 1;
  };
  auto read_key = [&](const TableKey& key) {
    for (std::size_t k = 0; k < key.size; ++k) read(key.parts[k].source);
  };
  auto read_formula = [&](Index formula) {
    if (formula == none) return;
    for (const Formula::Instruction& i : model.formulas[formula].program) {
      if (i.op == Formula::Op::label) read(source_of_slot(model, i.index));
    }
  };
  auto read_time = [&](const TimeSource& time) {
    if (time.any) read_key(time.key);
    read_formula(time.scale);
    read_formula(time.formula);
  };
  for (const DemandFamily& family : model.families) read_key(family.stratum);
  for (const DueVisits& programme : model.due_visits) reads.attributes[programme.attribute] = 1;
  for (const LabelRequests& of : model.label_requests) reads.attributes[of.attribute] = 1;
  for (const Parameter& parameter : model.parameters) {
    read_key(parameter.key);
    for (const LeverEffect& lever : parameter.levers) {
      if (!lever.places.empty()) reads.place_levers.push_back(&lever);
      for (const LeverEffect::Condition& condition : lever.conditions) reads.attributes[condition.attribute] = 1;
    }
  }
  for (const Diffusion& habit : model.diffusions) {
    for (const Diffusion::Eligible& eligible : habit.eligible) reads.attributes[eligible.source.index] = 1;
  }
  for (const Tally& tally : model.tallies) read_key(tally.key);
  for (const SeizeStep& seize : model.verbs.seize) {
    read(seize.pool.source);
    read_time(seize.time);
    read_time(seize.after_work);
  }
  for (const BookStep& book : model.verbs.book) read(book.pool.source);
  for (const DelayStep& delay : model.verbs.delay) read_time(delay.time);
  for (const DrawStep& draw : model.verbs.draw) {
    read_key(draw.key);
    if (draw.error != none) read(draw.error_of);
  }
  for (const SelectStep& select : model.verbs.select) read(select.source);
  for (const SpawnStep& spawn : model.verbs.spawn) read_time(spawn.delay);
  for (const ChanceStep& chance : model.verbs.chance) read_key(chance.key);
  for (const ReallocationRule& rule : model.rules) {
    read_time(rule.supervision);
    for (const ReallocationRule::Where& where : rule.where) read(where.source);
  }
  return reads;
}

TrafficFlow solve_traffic(const Model& model, const TrafficInput& input, TrafficStart start,
                          std::vector<std::vector<double>> booked) {
  ensure_fitting(model, input);
  DRAAGKRACHT_ENSURE(booked.empty() || booked.size() == model.pools.size());
  const bool sought = booked.empty();
  Network network(model, input, std::move(booked));
  if (sought) network.settle_books();
  return network.flow(start);
}

TrafficFlows solve_traffic_both(const Model& model, const TrafficInput& input) {
  ensure_fitting(model, input);
  Network network(model, input, {});
  network.settle_books();
  return {network.flow(TrafficStart::long_ago), network.flow(TrafficStart::empty), network.start_up()};
}

StartUp solve_start_up(const Model& model, const TrafficInput& input) {
  ensure_fitting(model, input);
  Network network(model, input, {});
  network.settle_books();
  return network.start_up();
}

Model with_tallies(Model model, const std::vector<std::string>& names) {
  std::vector<Index> place(model.tallies.size(), none);  // among those that stay
  std::vector<Tally> kept;
  for (std::size_t t = 0; t < model.tallies.size(); ++t) {
    if (std::find(names.begin(), names.end(), model.tallies[t].name) == names.end()) continue;
    place[t] = static_cast<Index>(kept.size());
    kept.push_back(model.tallies[t]);
  }
  std::vector<Index> of_steps;
  for (Step& step : model.steps) {
    const auto first = static_cast<Index>(of_steps.size());
    for (Index i = 0; i < step.tallies; ++i) {
      const Index stays = place[model.step_tallies[step.first_tally + i]];
      if (stays != none) of_steps.push_back(stays);
    }
    step.first_tally = first;
    step.tallies = static_cast<std::uint8_t>(of_steps.size() - first);
  }
  model.tallies = std::move(kept);
  model.step_tallies = std::move(of_steps);
  return model;
}

Model without_tallies(Model model) { return with_tallies(std::move(model), {}); }

// What a label is that steps set depends on what has happened.
static bool reads_set_labels(const Model& model) {
  if (model.person_labels.empty()) return false;
  const TrafficReads reads = traffic_reads(without_tallies(model));
  return std::any_of(model.person_labels.begin(), model.person_labels.end(),
                     [&](Index attribute) { return reads.attributes[attribute] != 0; }) ||
         std::any_of(model.verbs.book.begin(), model.verbs.book.end(),
                     [&](const BookStep& book) { return model.set_by_steps(book.slots_source); });
}

bool follows_traffic(const Model& model) {
  if (reads_set_labels(model)) return false;
  // Times by what is known beforehand have a mean.
  struct ExpectedTimes : StepParts {
    const Model* of;
    std::set<Index> formulas;
    explicit ExpectedTimes(const Model& its_model) : of(&its_model) {}
    void time(TimeRole, const TimeSource& time) {
      for (const Index formula : {time.formula, time.scale}) {
        if (formula != none && of->formulas[formula].is_expected()) formulas.insert(formula);
      }
    }
  } times(model);
  for (const Step& step : model.steps) times = visit_parts(model.verbs, step, std::move(times));
  for (const ReallocationRule& rule : model.rules) times.time(TimeRole::service, rule.supervision);
  // Numbers matter only to other formulas; orders, conditions and numbers of servers say when, and not where to.
  std::size_t without_effect = model.verbs.await.size();
  for (const AssignStep& assign : model.verbs.assign) without_effect += assign.assignments.size();
  for (const SeizeStep& seize : model.verbs.seize) without_effect += seize.order == none ? 0 : 1;
  for (const PoolKind& pool : model.pools) without_effect += pool.capacity == none ? 0 : 1;
  return model.formulas.size() == without_effect + times.formulas.size();
}

}  // namespace draagkracht
