// What is wrong with pathways as a whole, though each step is right by itself: steps that nobody reaches, loops that
// nobody leaves, loops in which time stands still, pools that are given back by who does not have them, and pools for
// which requests can wait in a ring.
#include <algorithm>
#include <compare>
#include <map>
#include <utility>

#include "engine/model/compile_parts.h"
#include "engine/model/pathway_graph.h"

namespace draagkracht {
namespace {

// A graph of things with numbers: who leads to whom.
using Ways = std::vector<std::vector<std::size_t>>;  // axes: from, way

// The shortest way of at least one move, both ends included; empty if there is none.
std::vector<std::size_t> shortest_way(const Ways& ways, std::size_t from, std::size_t to) {
  const std::size_t unseen = ways.size();
  std::vector<std::size_t> before(ways.size(), unseen), queue{from};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const std::size_t next : ways[queue[i]]) {
      if (before[next] != unseen) continue;
      before[next] = queue[i];
      if (next != to) {
        queue.push_back(next);
        continue;
      }
      std::vector<std::size_t> way{to};
      do {
        way.push_back(before[way.back()]);
      } while (way.back() != from);
      std::reverse(way.begin(), way.end());
      return way;
    }
  }
  return {};
}

// All that can be reached from these, themselves included. Axis: thing; 1: reached.
std::vector<std::uint8_t> reached_from(const Ways& ways, std::vector<std::size_t> some) {
  std::vector<std::uint8_t> reached(ways.size(), 0);
  for (const std::size_t one : some) reached[one] = 1;
  for (std::size_t i = 0; i < some.size(); ++i) {
    for (const std::size_t next : ways[some[i]]) {
      if (reached[next] != 0) continue;
      reached[next] = 1;
      some.push_back(next);
    }
  }
  return reached;
}

Ways turned_round(const Ways& ways) {
  Ways back(ways.size());
  for (std::size_t from = 0; from < ways.size(); ++from) {
    for (const std::size_t to : ways[from]) back[to].push_back(from);
  }
  return back;
}

// Things that lead to each other, and a shortest loop through the first of them.
struct Knot {
  std::vector<std::size_t> things, loop;
};
std::vector<Knot> knots_of(const Ways& ways) {
  const Ways back = turned_round(ways);
  std::vector<std::uint8_t> told(ways.size(), 0);
  std::vector<Knot> knots;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (told[i] != 0) continue;
    Knot knot{{}, shortest_way(ways, i, i)};
    if (knot.loop.empty()) continue;
    const std::vector<std::uint8_t> ahead = reached_from(ways, {i}), behind = reached_from(back, {i});
    for (std::size_t k = 0; k < ways.size(); ++k) {
      if (ahead[k] == 0 || behind[k] == 0) continue;
      told[k] = 1;
      knot.things.push_back(k);
    }
    knots.push_back(std::move(knot));
  }
  return knots;
}

// A loop, if there is any, in time linear in the ways.
std::vector<std::size_t> some_loop(const Ways& ways) {
  // What leads nowhere is taken away until all that is left leads on.
  const Ways back = turned_round(ways);
  std::vector<std::size_t> left, ends, onward(ways.size(), ways.size());
  for (std::size_t i = 0; i < ways.size(); ++i) {
    left.push_back(ways[i].size());
    if (left[i] == 0) ends.push_back(i);
  }
  for (std::size_t e = 0; e < ends.size(); ++e) {
    for (const std::size_t from : back[ends[e]]) {
      if (--left[from] == 0) ends.push_back(from);
    }
  }
  std::size_t at = 0;
  while (at < ways.size() && left[at] == 0) ++at;
  if (at == ways.size()) return {};
  while (onward[at] == ways.size()) {
    onward[at] = *std::find_if(ways[at].begin(), ways[at].end(), [&](std::size_t to) { return left[to] > 0; });
    at = onward[at];
  }
  return shortest_way(ways, at, at);
}

// Follows requests through steps at one moment, with what is known of the labels that steps ask for: who was sent by a
// label meets the same label again, unless it was set anew.
class OneMoment {
 public:
  OneMoment(const Model& model, const std::vector<std::vector<StepEdge>>& edges, const std::vector<std::size_t>& steps)
      : model_(model), edges_(edges), inside_(edges.size(), 0) {
    for (const std::size_t step : steps) {
      inside_[step] = 1;
      const Step& what = model_.steps[step];
      if (what.kind == StepKind::select) slot_of(model_.verbs.select[what.index].source);
      if (what.kind == StepKind::select_schedule) slot_of(model_.verbs.select_schedule[what.index].schedule);
    }
    for (const std::size_t step : steps) number_of({step, std::vector<int>(asked_.size(), unknown)});
  }

  // Steps that a request can go through again and again; empty: none, or too many combinations to know.
  std::vector<std::size_t> loop() {
    constexpr std::size_t most_states = 100'000;
    for (std::size_t state = 0; state < states_.size(); ++state) {
      if (states_.size() > most_states) return {};
      ways_.resize(states_.size());
      follow(state);
    }
    std::vector<std::size_t> loop = some_loop(ways_);
    for (std::size_t& state : loop) state = states_[state].step;
    if (loop.empty()) return loop;
    loop.pop_back();  // is the first once more; told from the step that comes first
    std::rotate(loop.begin(), std::min_element(loop.begin(), loop.end()), loop.end());
    loop.push_back(loop[0]);
    return loop;
  }

 private:
  static constexpr int unknown = -1;
  struct State {
    std::size_t step = 0;
    std::vector<int> labels;  // axis: asked_; open is 1, closed 0
    auto operator<=>(const State&) const = default;
  };
  struct Asked {
    LabelSource source;
    Index schedule = none;
  };

  std::size_t number_of(const State& state) {
    const auto [it, fresh] = numbers_.try_emplace(state, states_.size());
    if (fresh) states_.push_back(state);
    return it->second;
  }

  std::size_t slot_of(LabelSource source) {
    return slot_where(
        [&](const Asked& asked) {
          return asked.schedule == none && asked.source.kind == source.kind && asked.source.index == source.index;
        },
        {source, none});
  }
  std::size_t slot_of(Index schedule) {
    return slot_where([&](const Asked& asked) { return asked.schedule == schedule; }, {{}, schedule});
  }
  template <class Same>
  std::size_t slot_where(Same same, const Asked& otherwise) {
    const auto at = static_cast<std::size_t>(std::find_if(asked_.begin(), asked_.end(), same) - asked_.begin());
    if (at == asked_.size()) asked_.push_back(otherwise);
    return at;
  }
  void set(State& state, std::uint8_t variable, int label, LabelSource::Kind kind = LabelSource::request) const {
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      if (asked_[i].schedule == none && asked_[i].source.kind == kind && asked_[i].source.index == variable)
        state.labels[i] = label;
    }
  }
  int known(const State& state, std::uint8_t variable) const {
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      if (asked_[i].schedule == none && asked_[i].source.kind == LabelSource::request &&
          asked_[i].source.index == variable)
        return state.labels[i];
    }
    return unknown;
  }

  void follow(std::size_t number) {
    const State here = states_[number];  // a copy: states_ may move
    const Step& step = model_.steps[here.step];
    for (const StepEdge& edge : edges_[here.step]) {
      if (!edge.instant || inside_[edge.to] == 0) continue;
      State next = here;
      next.step = edge.to;
      if (step.kind == StepKind::select && edge.kind != StepEdge::branch) {
        const SelectStep& select = model_.verbs.select[step.index];
        int& label = next.labels[slot_of(select.source)];
        if (edge.kind == StepEdge::label) {
          if (label != unknown && label != edge.which) continue;
          label = edge.which;
        } else if (label != unknown && select.to[static_cast<std::size_t>(label)] != none) {
          continue;
        }
      } else if (edge.kind == StepEdge::open || edge.kind == StepEdge::closed) {
        int& open = next.labels[slot_of(model_.verbs.select_schedule[step.index].schedule)];
        const int wanted = edge.kind == StepEdge::open ? 1 : 0;
        if (open != unknown && open != wanted) continue;
        open = wanted;
      }
      take_effect(here, edge, next);
      ways_[number].push_back(number_of(next));
    }
  }

  void take_effect(const State& here, const StepEdge& edge, State& next) const {
    for (const LabelChange& change : label_changes(model_, static_cast<Index>(here.step))) {
      if (change.of_new && edge.kind != StepEdge::spawned) continue;
      switch (change.kind) {
        case LabelChange::set:
          set(next, change.variable, change.from, change.of_person ? LabelSource::person : LabelSource::request);
          break;
        case LabelChange::copied:
          set(next, change.variable, known(next, change.from));
          break;
        case LabelChange::drawn:
        case LabelChange::maybe:
          set(next, change.variable, unknown);
          break;
      }
    }
  }

  const Model& model_;
  const std::vector<std::vector<StepEdge>>& edges_;
  std::vector<std::uint8_t> inside_;  // axis: step
  std::vector<Asked> asked_;
  std::vector<State> states_;
  std::map<State, std::size_t> numbers_;
  Ways ways_;  // between states
};

class PathwayChecks {
 public:
  explicit PathwayChecks(Binder& binder) : b_(binder), model_(binder.model), written_(model_.steps.size(), nullptr) {
    std::size_t at = 1;
    for (const auto& pathway : b_.scenario.pathways) {
      for (const auto& step : pathway.item.steps) written_[at++] = &step;
    }
    for (std::size_t step = 0; step < model_.steps.size(); ++step)
      edges_.push_back(edges_of(model_, static_cast<Index>(step)));
    find_reached();
  }

  void check_reached() {
    std::size_t at = 1;
    for (const auto& pathway : b_.scenario.pathways) {
      const std::size_t end = at + pathway.item.steps.size();
      const auto any = [&](std::uint8_t value) {
        return std::find(reached_.begin() + static_cast<std::ptrdiff_t>(at),
                         reached_.begin() + static_cast<std::ptrdiff_t>(end),
                         value) != reached_.begin() + static_cast<std::ptrdiff_t>(end);
      };
      if (!any(1)) {
        b_.issues.add(pathway.where, "pathway." + pathway.name, "is never entered",
                      "no stream enters it, and no step that is reached leads to it",
                      "Lead somebody there, or take it away with remove = [" + quoted(pathway.name) + "]");
        at = end;
      }
      for (; at < end; ++at) {
        if (reached_[at] == 0)
          issue(at, "is never reached", "no stream enters it, and no step that is reached leads to it",
                "Lead somebody there, or take it away with remove = [" + quoted(written_[at]->name) + "]");
      }
    }
  }

  // Steps from which nobody ever leaves. Only what is at the end of all ways is told: what leads there is not wrong.
  void check_exits() {
    Ways ways = ways_of([](std::size_t, const StepEdge& edge) { return edge.kind != StepEdge::spawned; });
    std::vector<std::size_t> exits;
    for (std::size_t step = 0; step < ways.size(); ++step) {
      if (model_.steps[step].kind == StepKind::exit) exits.push_back(step);
    }
    leaves_ = reached_from(turned_round(ways), exits);
    for (const auto& [steps, loop] : knots_of(ways)) {
      const std::vector<std::uint8_t> ahead = reached_from(ways, {loop[0]});
      const auto all_ahead = static_cast<std::size_t>(std::count(ahead.begin(), ahead.end(), std::uint8_t{1}));
      if (leaves_[loop[0]] == 0 && all_ahead == steps.size())
        issue(loop[0], "leads to no exit", "requests go round for ever: " + names(loop), "Add a way to an exit");
    }
  }

  // After check_exits(), which tells of loops that are never left.
  void check_instant_loops() {
    const Ways ways = ways_of([&](std::size_t step, const StepEdge& edge) {
      // Numbers that are assigned may count the rounds.
      return edge.instant && model_.steps[step].kind != StepKind::assign &&
             model_.steps[step].kind != StepKind::sample && (leaves_[step] != 0 || edge.kind == StepEdge::spawned);
    });
    for (const Knot& knot : knots_of(ways)) {
      const std::vector<std::size_t> loop = OneMoment(model_, edges_, knot.things).loop();
      if (loop.empty()) continue;
      issue(loop[0], "is in a loop that takes no time",
            "a request could go round for ever at one moment: " + names(loop), "Put a delay into it");
    }
  }

  // Along each way: what a request holds on it. Ways are told apart by it, not by labels.
  void check_holds() {
    follow_holds();
    std::vector<std::uint8_t> told(edges_.size() * model_.pools.size(), 0);  // axes: step, pool
    const auto tell = [&](std::size_t step, Index pool) { return told[step * model_.pools.size() + pool]++ == 0; };
    for (std::size_t h = 0; h < held_.size(); ++h) {
      for (const Index pool : hold_of(model_, held_[h].step).releases) {
        if (std::binary_search(held_[h].pools.begin(), held_[h].pools.end(), pool) || !tell(held_[h].step, pool))
          continue;
        issue(held_[h].step, "gives back pool " + quoted(model_.pools[pool].name) + ", which is not held",
              "who comes by " + way_to(h) + " does not have it", "Hold it on every way to here", ".release");
      }
    }
    for (std::size_t h = 0; h < held_.size(); ++h) {
      if (model_.steps[held_[h].step].kind != StepKind::exit) continue;
      for (const Index pool : held_[h].pools) {
        std::size_t at = h;  // where it was seized
        while (contains(held_[held_[at].before].pools, pool)) at = held_[at].before;
        const Index holder = held_[held_[at].before].step;
        if (!tell(holder, pool)) continue;
        issue(holder, "holds pool " + quoted(model_.pools[pool].name) + ", which is not given back",
              "it is still held at the end of " + way_to(h), "Release it on every way to an exit", ".hold");
      }
    }
  }

  // What is held is given back at the place where it was seized.
  void check_moves() {
    std::vector<std::uint8_t> told(edges_.size(), 0);  // axis: step
    for (const Held& held : held_) {
      const Step& step = model_.steps[held.step];
      if (step.kind != StepKind::move || told[held.step] != 0) continue;
      const Index scope = model_.pools[model_.verbs.move[step.index].pool].scope;
      for (const Index pool : held.pools) {
        if (model_.pools[pool].scope != scope) continue;
        told[held.step] = 1;
        issue(held.step, "moves who holds pool " + quoted(model_.pools[pool].name),
              "it is a pool of the place that is left", "Release it before");
      }
    }
  }

  // Who holds one pool and waits for another can meet who does it the other way round: then both wait for ever. That is
  // refused where the servers of all pools of such a ring are the same at all times; where they change, a ring may get
  // loose again, which is noted. Where no more than one request ever comes to the ring, nobody can meet.
  void check_deadlocks() {
    std::vector<Wait> waits;
    Ways ways(model_.pools.size());
    for (const Held& held : held_) {
      const StepHold hold = hold_of(model_, held.step);
      if (!hold.waits_for_ever) continue;
      for (const Index has : held.pools) {
        for (const Index wants : hold.seizes) {
          if (model_.pools[wants].servers >= unlimited_servers) continue;
          waits.push_back({has, wants, held.step});
          ways[has].push_back(wants);
        }
      }
    }
    for (const Knot& knot : knots_of(ways)) {
      // Who holds a pool and waits for more of it needs nobody else to wait for ever.
      const bool any_alone = std::any_of(knot.things.begin(), knot.things.end(), [&](std::size_t pool) {
        return std::find(ways[pool].begin(), ways[pool].end(), pool) != ways[pool].end();
      });
      if (!any_alone && at_most_one_comes(steps_of(knot, waits))) continue;
      std::string ring;
      Index first = none;
      for (std::size_t i = 0; i + 1 < knot.loop.size(); ++i) {
        const Wait& wait = *std::find_if(waits.begin(), waits.end(), [&](const Wait& w) {
          return w.held == knot.loop[i] && w.wanted == knot.loop[i + 1];
        });
        ring += (ring.empty() ? "" : "; ") + model_.step_names[wait.step] + " holds " +
                quoted(model_.pools[wait.held].name) + " and waits for " + quoted(model_.pools[wait.wanted].name);
        first = std::min(first, wait.step);
      }
      if (std::all_of(knot.things.begin(), knot.things.end(), [&](std::size_t pool) { return is_constant(pool); })) {
        issue(first, "can wait for ever", "requests would wait for each other: " + ring,
              knot.loop.size() == 2 ? "Give the pool back first"
                                    : "Seize them together with `with`, or everywhere in one order");
      } else {
        b_.model.notes.push_back(
            "pathway " + model_.step_names[first] +
            ": requests may wait for each other, for ever or until more servers are on duty: " + ring);
      }
    }
  }

 private:
  struct Wait {
    Index held, wanted, step;
  };
  // The steps at which somebody waits in a ring of pools.
  static std::vector<std::size_t> steps_of(const Knot& ring, const std::vector<Wait>& waits) {
    const auto in_ring = [&](Index pool) {
      return std::find(ring.things.begin(), ring.things.end(), std::size_t{pool}) != ring.things.end();
    };
    std::vector<std::size_t> steps;
    for (const Wait& wait : waits) {
      if (in_ring(wait.held) && in_ring(wait.wanted)) steps.push_back(wait.step);
    }
    return steps;
  }

  // Whether a pool has the same servers at all times.
  bool is_constant(std::size_t pool) const {
    const PoolSpec& spec = b_.scenario.pools[pool].item;
    return spec.schedule.value.empty() && spec.capacity.value.empty() && !spec.staff.set && !spec.roster.set;
  }

  // Whether no more than one request of a run can ever come to one of these steps.
  bool at_most_one_comes(const std::vector<std::size_t>& steps) const {
    const Ways ways = ways_of([](std::size_t, const StepEdge& edge) { return edge.kind != StepEdge::spawned; });
    const auto comes = [&](std::size_t from) {
      const std::vector<std::uint8_t> reached = reached_from(ways, {from});
      return std::any_of(steps.begin(), steps.end(), [&](std::size_t step) { return reached[step] != 0; });
    };
    for (std::size_t step = 0; step < edges_.size(); ++step) {
      for (const StepEdge& edge : edges_[step]) {
        if (edge.kind == StepEdge::spawned && reached_[step] != 0 && comes(edge.to)) return false;
      }
    }
    int streams = 0;
    for (std::size_t s = 0; s < b_.scenario.streams.size(); ++s) {
      if (!comes(begin_[s])) continue;
      const TimeSpec& gap = b_.scenario.streams[s].item.interval;
      const bool once = gap.set && gap.kind == static_cast<int>(DistributionKind::deterministic) &&
                        gap.factor.value.empty() && b_.scenario.streams[s].item.factor.value.empty() &&
                        gap.mean.value >= static_cast<double>(model_.horizon_ms);
      if (!once || ++streams > 1) return false;
    }
    return !b_.scenario.streams.empty();
  }

  // What somebody holds on entering a step, and the first way on which this was met.
  struct Held {
    Index step = none;
    std::vector<Index> pools;  // in ascending order
    std::size_t before = 0;    // in held_; a beginning is before itself
  };
  static bool contains(const std::vector<Index>& pools, Index pool) {
    return std::find(pools.begin(), pools.end(), pool) != pools.end();
  }

  void follow_holds() {
    std::map<std::pair<Index, std::vector<Index>>, std::size_t> numbers;
    const auto enter = [&](Index step, std::vector<Index> pools, std::size_t before) {
      const bool fresh = numbers.try_emplace({step, pools}, held_.size()).second;
      if (fresh) held_.push_back({step, std::move(pools), before == not_before ? held_.size() : before});
    };
    for (const std::size_t step : begin_) enter(static_cast<Index>(step), {}, not_before);
    for (std::size_t h = 0; h < held_.size(); ++h) {
      const Held here = held_[h];  // a copy: held_ may move
      const StepHold hold = hold_of(model_, here.step);
      std::vector<Index> done = here.pools;
      std::erase_if(done, [&](Index pool) { return contains(hold.releases, pool); });
      for (const Index pool : hold.holds) {
        if (!contains(done, pool)) done.push_back(pool);
      }
      std::sort(done.begin(), done.end());
      for (const StepEdge& edge : edges_[here.step]) {
        if (edge.kind == StepEdge::spawned) {
          enter(edge.to, {}, not_before);
        } else {
          enter(edge.to, is_done(edge) ? done : here.pools, h);
        }
      }
    }
  }

  std::string way_to(std::size_t h) const {
    std::vector<std::size_t> steps{held_[h].step};
    while (held_[h].before != h) {
      h = held_[h].before;
      steps.push_back(held_[h].step);
    }
    std::reverse(steps.begin(), steps.end());
    return names(steps);
  }

  void issue(std::size_t step, std::string problem, std::string why, std::string suggestion, const char* key = "") {
    const std::string& name = model_.step_names[step];
    const std::size_t point = name.find('.');
    b_.issues.add(written_[step]->where, "pathway." + name.substr(0, point) + ".step" + name.substr(point) + key,
                  std::move(problem), std::move(why), std::move(suggestion));
  }

  std::string names(const std::vector<std::size_t>& steps) const {
    std::string text;
    for (const std::size_t step : steps) text += (text.empty() ? "" : ", ") + model_.step_names[step];
    return text;
  }

  // Where requests begin; in a model without streams, as if they entered each pathway and reached each step.
  void find_reached() {
    for (const auto& stream : b_.scenario.streams) {
      const std::string path = "stream." + stream.name;
      begin_.push_back(step_of(b_, stream.item.enters, "", path + ".enters"));
      if (!stream.item.deferred_enters.value.empty())
        begin_.push_back(step_of(b_, stream.item.deferred_enters, "", path + ".deferred_enters"));
      for (const auto& [step, share] : stream.item.on_closed_days) {
        if (step != "next_opening") begin_.push_back(step_of(b_, {step, stream.where}, "", path + ".on_closed_days"));
      }
    }
    for (const Index step : {model_.person_died, model_.person_left, model_.place_closed}) {
      if (step != none && !begin_.empty()) begin_.push_back(step);
    }
    reached_.assign(model_.steps.size(), 1);
    if (!begin_.empty()) reached_ = reached_from(ways_of([](std::size_t, const StepEdge&) { return true; }), begin_);
    reached_[0] = 1;
    if (!begin_.empty()) return;
    std::size_t at = 1;
    for (const auto& pathway : b_.scenario.pathways) {
      begin_.push_back(at);
      at += pathway.item.steps.size();
    }
  }

  // Between steps that are reached, along the edges that `fits(step, edge)` takes.
  template <class Fits>
  Ways ways_of(Fits fits) const {
    Ways ways(edges_.size());
    for (std::size_t step = 0; step < edges_.size(); ++step) {
      for (const StepEdge& edge : edges_[step]) {
        if (reached_[step] != 0 && fits(step, edge)) ways[step].push_back(edge.to);
      }
    }
    return ways;
  }

  Binder& b_;
  const Model& model_;
  std::vector<const Named<StepSpec>*> written_;  // axis: step
  std::vector<std::vector<StepEdge>> edges_;     // axis: step
  std::vector<std::size_t> begin_;               // steps at which requests come in
  static constexpr std::size_t not_before = static_cast<std::size_t>(-1);
  std::vector<Held> held_;
  std::vector<std::uint8_t> reached_, leaves_;  // axis: step; 1: somebody gets there, an exit can be reached
};

}  // namespace

void check_pathways(Binder& binder) {
  PathwayChecks checks(binder);
  checks.check_reached();
  checks.check_exits();
  checks.check_instant_loops();
  checks.check_holds();
  checks.check_moves();
  checks.check_deadlocks();
}

}  // namespace draagkracht
