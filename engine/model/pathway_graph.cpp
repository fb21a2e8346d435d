#include "engine/model/pathway_graph.h"

#include <algorithm>

namespace draagkracht {
namespace {

struct AsksForNumbers : StepParts {
  bool asks = false;
  void asks_for_numbers() { asks = true; }
};

// Whether random numbers of the request itself are asked for at a step.
bool draws_numbers(const StepsByVerb& verbs, const Step& step) {
  return step.branch != none || visit_parts(verbs, step, AsksForNumbers{}).asks;
}

// Tarjan's strongly connected components, without recursion: the component of each step, and whether more than one
// step, or a way to itself, is in it.
class Components {
 public:
  explicit Components(std::vector<std::vector<Index>> edges)
      : edges_(std::move(edges)),
        order_(edges_.size(), 0),
        low_(edges_.size(), 0),
        done_(edges_.size(), 0),
        repeats_(edges_.size(), 0) {
    for (std::size_t step = 0; step < edges_.size(); ++step) {
      if (order_[step] == 0) walk(static_cast<Index>(step));
    }
  }
  bool repeats(std::size_t step) const { return repeats_[step] != 0; }

 private:
  struct Frame {
    Index step;
    std::size_t edge;
  };
  void enter(Index step) {
    order_[step] = low_[step] = ++count_;
    open_.push_back(step);
    frames_.push_back({step, 0});
  }
  void walk(Index from) {
    enter(from);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const Index step = frame.step;
      if (frame.edge < edges_[step].size()) {
        const Index to = edges_[step][frame.edge++];
        if (to == step) repeats_[step] = 1;
        if (order_[to] == 0) {
          enter(to);
        } else if (done_[to] == 0) {
          low_[step] = std::min(low_[step], order_[to]);
        }
        continue;
      }
      frames_.pop_back();
      if (!frames_.empty()) low_[frames_.back().step] = std::min(low_[frames_.back().step], low_[step]);
      if (low_[step] == order_[step]) close(step);
    }
  }
  void close(Index root) {
    const bool several = open_.back() != root;
    for (bool more = true; more;) {
      const Index step = open_.back();
      open_.pop_back();
      done_[step] = 1;
      if (several) repeats_[step] = 1;
      more = step != root;
    }
  }

  std::vector<std::vector<Index>> edges_;  // axes: step, way
  std::vector<std::size_t> order_, low_;   // axis: step
  std::vector<std::uint8_t> done_, repeats_;
  std::vector<Index> open_;
  std::vector<Frame> frames_;
  std::size_t count_ = 0;
};

}  // namespace

void number_repeated_steps(Model& model) {
  std::vector<std::vector<Index>> edges(model.steps.size());
  for (std::size_t step = 0; step < edges.size(); ++step) {
    for (const StepEdge& edge : edges_of(model, static_cast<Index>(step))) {
      if (edge.kind != StepEdge::spawned) edges[step].push_back(edge.to);
    }
  }
  const Components components(std::move(edges));
  model.repeated_steps = 0;
  for (std::size_t step = 0; step < model.steps.size(); ++step) {
    const bool numbered = components.repeats(step) && draws_numbers(model.verbs, model.steps[step]);
    model.steps[step].again = numbered ? static_cast<Index>(model.repeated_steps++) : none;
  }
}

bool always_zero(const Model& model, const TimeSource& time) {
  return time.formula == none && std::all_of(time.tables.begin(), time.tables.end(), [&](Index table) {
           return table == none || model.times[table]->mean() == 0;
         });
}

namespace {

struct HoldReader : StepParts {
  const Model& model;
  StepHold hold;
  bool is_patient = true, is_queued = true;

  explicit HoldReader(const Model& of) : model(of) {}
  void pool(PoolRole role, Index kind) {
    switch (role) {
      case PoolRole::seized:
      case PoolRole::seized_beside:
      case PoolRole::seized_instead:
        hold.seizes.push_back(kind);
        is_queued = is_queued && model.pools[kind].queue_limit > 0;  // all or none: so nobody waits at all
        return;
      case PoolRole::held:
        hold.holds.push_back(kind);
        return;
      case PoolRole::released:
        hold.releases.push_back(kind);
        return;
      case PoolRole::booked_today:
      case PoolRole::booked_ahead:
      case PoolRole::accounted:
      case PoolRole::needed:
        return;
    }
  }
  void time(TimeRole role, const TimeSource& time) {
    if (role == TimeRole::patience) is_patient = !time.any;
  }
};

}  // namespace

StepHold hold_of(const Model& model, Index index) {
  HoldReader reader = visit_parts(model.verbs, model.steps[index], HoldReader(model));
  reader.hold.waits_for_ever = !reader.hold.seizes.empty() && reader.is_patient && reader.is_queued;
  return reader.hold;
}

std::vector<std::vector<Index>> pools_held(const Model& model) {
  std::vector<std::vector<Index>> held(model.steps.size());
  const auto holds = [](const SeizeStep& seize) { return !seize.hold.empty(); };
  if (std::none_of(model.verbs.seize.begin(), model.verbs.seize.end(), holds)) return held;
  // From everything, less and less: what is not had on some way.
  std::vector<Index> all;
  for (std::size_t pool = 0; pool < model.pools.size(); ++pool) all.push_back(static_cast<Index>(pool));
  held.assign(model.steps.size(), all);
  const auto begins = [&](Index step) {
    if (step != none) held[step].clear();
  };
  for (const Stream& stream : model.streams) begins(stream.enters);
  for (const DemandFamily& family : model.families) {
    for (const DemandEntry& entry : family.entries) {
      begins(entry.enters);
      for (const ClosedDayPart& part : entry.closed_parts) begins(part.enters);
    }
  }
  for (const DueVisits& due : model.due_visits) begins(due.enters);
  for (const LabelRequests& of : model.label_requests) begins(of.enters);
  for (const SpawnStep& spawn : model.verbs.spawn) begins(spawn.enters);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t step = 0; step < held.size(); ++step) {
      const StepHold hold = hold_of(model, static_cast<Index>(step));
      for (const StepEdge& edge : edges_of(model, static_cast<Index>(step))) {
        if (edge.kind == StepEdge::spawned) continue;
        changed = std::erase_if(held[edge.to],
                                [&](Index pool) {
                                  const auto in = [&](const std::vector<Index>& pools) {
                                    return std::find(pools.begin(), pools.end(), pool) != pools.end();
                                  };
                                  const bool kept = in(held[step]) && !(is_done(edge) && in(hold.releases));
                                  return !kept && !(is_done(edge) && in(hold.holds));
                                }) > 0 ||
                  changed;
      }
    }
  }
  return held;
}

namespace {

struct EdgeReader : StepParts {
  const Model& model;
  const Step& step;
  std::vector<StepEdge> edges;

  EdgeReader(const Model& of, const Step& at) : model(of), step(at) {}
  bool instant(WayTime time) const { return time.after == nullptr ? !time.later : always_zero(model, *time.after); }
  void edge(StepEdge::Kind kind, Index to, Index which, WayTime time) {
    if (to != none) edges.push_back({kind, to, which, instant(time)});
  }
  void pool(PoolRole role, Index kind) {
    if (role != PoolRole::seized && role != PoolRole::seized_beside && role != PoolRole::seized_instead) return;
    edge(StepEdge::pool_closed, model.pools[kind].on_closed, kind, WayTime::at_once());
  }
  void serves_by_rule(std::uint8_t rule_variable) {
    if (rule_variable == 0xff) return;
    for (std::size_t i = 0; i < model.rules.size(); ++i) {
      if (model.rules[i].rule_variable == rule_variable)
        edge(StepEdge::returned, model.rules[i].return_to, static_cast<Index>(i), WayTime::later_on());
    }
  }
  void goes_on(WayTime time) {
    if (step.branch == none) return edge(StepEdge::next, step.next, 0, time);
    const std::vector<Index>& to = model.branches[step.branch].to;
    for (std::size_t i = 0; i < to.size(); ++i) edge(StepEdge::branch, to[i], static_cast<Index>(i), time);
  }
};

struct GoesOn : StepParts {
  bool does = false;
  void goes_on(WayTime) { does = true; }
};

struct LabelChangeReader : StepParts {
  const Model& model;
  std::vector<LabelChange> changes;

  explicit LabelChangeReader(const Model& of) : model(of) {}
  void sets(std::uint8_t variable, std::uint8_t label) { changes.push_back({LabelChange::set, variable, label}); }
  void copies(std::uint8_t variable, std::uint8_t from) { changes.push_back({LabelChange::copied, variable, from}); }
  void draws(std::uint8_t variable) { changes.push_back({LabelChange::drawn, variable}); }
  void may_set(std::uint8_t variable) { changes.push_back({LabelChange::maybe, variable}); }
  void sets_of_new(std::uint8_t variable, std::uint8_t label) {
    changes.push_back({LabelChange::set, variable, label, true});
  }
  void sets_of_person(Index which, std::uint8_t label) {
    changes.push_back({LabelChange::set, static_cast<std::uint8_t>(model.person_labels[which]), label, false, true});
  }
  void reallocates() {
    for (const ReallocationRule& rule : model.rules) {
      may_set(rule.variable);
      may_set(rule.rule_variable);
    }
  }
};

}  // namespace

std::vector<StepEdge> edges_of(const Model& model, Index index) {
  const Step& step = model.steps[index];
  return visit_parts(model.verbs, step, EdgeReader(model, step)).edges;
}

bool goes_on(const StepsByVerb& verbs, const Step& step) { return visit_parts(verbs, step, GoesOn{}).does; }

std::vector<LabelChange> label_changes(const Model& model, Index step) {
  return visit_parts(model.verbs, model.steps[step], LabelChangeReader(model)).changes;
}

}  // namespace draagkracht
