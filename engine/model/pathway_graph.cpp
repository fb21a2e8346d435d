#include "engine/model/pathway_graph.h"

#include <algorithm>

namespace draagkracht {
namespace {

std::vector<Index> pools_of(const TaskStep& task) {
  std::vector<Index> pools = task.pool.pools;
  pools.insert(pools.end(), task.with.begin(), task.with.end());
  return pools;
}

void add_task(const Model& model, const TaskStep& task, std::vector<StepEdge>& edges) {
  edges.push_back({StepEdge::otherwise, task.otherwise});
  edges.push_back({StepEdge::full, task.on_full});
  edges.push_back({StepEdge::patience, task.on_patience, 0, always_zero(model, task.patience)});
  for (const Index pool : pools_of(task)) {
    if (pool != none) edges.push_back({StepEdge::pool_closed, model.pools[pool].on_closed, pool});
  }
  if (task.rule_variable == 0xff) return;
  for (std::size_t i = 0; i < model.rules.size(); ++i) {
    if (model.rules[i].rule_variable != task.rule_variable) continue;
    edges.push_back({StepEdge::returned, model.rules[i].return_to, static_cast<Index>(i), false});
  }
}

void add_book(const BookStep& book, std::vector<StepEdge>& edges) {
  edges.push_back({StepEdge::otherwise, book.otherwise});
  edges.push_back({StepEdge::no_slot, book.on_none});
  edges.push_back({StepEdge::refused, book.on_refused});
  edges.push_back({StepEdge::no_show, book.on_no_show, 0, false});
}

// Whether the step itself decides where to go for everyone.
bool add_choice(const Model& model, const Step& step, std::vector<StepEdge>& edges) {
  switch (step.kind) {
    case StepKind::switch_label: {
      const std::vector<Index>& to = model.switches[step.index].to;
      for (std::size_t label = 0; label < to.size(); ++label)
        edges.push_back({StepEdge::label, to[label], static_cast<Index>(label)});
      return std::find(to.begin(), to.end(), none) == to.end();
    }
    case StepKind::switch_schedule:
      edges.push_back({StepEdge::open, model.schedule_switches[step.index].open});
      edges.push_back({StepEdge::closed, model.schedule_switches[step.index].closed});
      return true;
    case StepKind::chance:
      edges.push_back({StepEdge::yes, model.chances[step.index].yes});
      edges.push_back({StepEdge::no, model.chances[step.index].no});
      return true;
    case StepKind::when:
      edges.push_back({StepEdge::yes, model.whens[step.index].yes});
      edges.push_back({StepEdge::no, model.whens[step.index].no});
      return true;
    default:
      return step.kind == StepKind::exit;
  }
}

// Whether the step can be done at the moment at which it is entered. A task begins at once if a server is free.
bool done_at_once(const Model& model, const Step& step) {
  switch (step.kind) {
    case StepKind::task:
      return always_zero(model, model.tasks[step.index].time);
    case StepKind::delay:
      return always_zero(model, model.delays[step.index].time);
    case StepKind::book:
      return false;
    default:  // `until` too: its schedule may be open
      return true;
  }
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
    const bool numbered = components.repeats(step) && draws_numbers(model.steps[step]);
    model.steps[step].again = numbered ? static_cast<Index>(model.repeated_steps++) : none;
  }
}

bool always_zero(const Model& model, const TimeSource& time) {
  return time.formula == none && std::all_of(time.tables.begin(), time.tables.end(), [&](Index table) {
           return table == none || model.times[table].mean() == 0;
         });
}

StepHold hold_of(const Model& model, Index index) {
  const Step& step = model.steps[index];
  StepHold hold;
  if (step.kind == StepKind::release) hold.releases = model.releases[step.index].pools;
  if (step.kind != StepKind::task) return hold;
  const TaskStep& task = model.tasks[step.index];
  hold.holds = task.hold;
  hold.waits_for_ever = !task.patience.any;
  for (const Index pool : pools_of(task)) {
    if (pool == none) continue;
    hold.seizes.push_back(pool);
    if (model.pools[pool].queue_limit == 0) hold.waits_for_ever = false;  // all or none: so nobody waits at all
  }
  return hold;
}

std::vector<std::vector<Index>> pools_held(const Model& model) {
  std::vector<std::vector<Index>> held(model.steps.size());
  const auto holds = [](const TaskStep& task) { return !task.hold.empty(); };
  if (std::none_of(model.tasks.begin(), model.tasks.end(), holds)) return held;
  // From everything, less and less: what is not had on some way.
  std::vector<Index> all;
  for (std::size_t pool = 0; pool < model.pools.size(); ++pool) all.push_back(static_cast<Index>(pool));
  held.assign(model.steps.size(), all);
  const auto begins = [&](Index step) {
    if (step != none) held[step].clear();
  };
  for (const Stream& stream : model.streams) begins(stream.enters);
  for (const DemandFamily& family : model.families) {
    for (const DemandEntry& entry : family.entries) begins(entry.enters);
  }
  for (const DueVisits& due : model.due_visits) begins(due.enters);
  for (const SpawnStep& spawn : model.spawns) begins(spawn.enters);
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

std::vector<StepEdge> edges_of(const Model& model, Index index) {
  const Step& step = model.steps[index];
  std::vector<StepEdge> edges;
  if (step.kind == StepKind::task) add_task(model, model.tasks[step.index], edges);
  if (step.kind == StepKind::book) add_book(model.books[step.index], edges);
  if (step.kind == StepKind::spawn) {
    const SpawnStep& spawn = model.spawns[step.index];
    edges.push_back({StepEdge::spawned, spawn.enters, 0, always_zero(model, spawn.delay)});
  }
  if (!add_choice(model, step, edges)) {
    const bool instant = done_at_once(model, step);
    if (step.branch == none) {
      edges.push_back({StepEdge::next, step.next, 0, instant});
    } else {
      const std::vector<Index>& to = model.branches[step.branch].to;
      for (std::size_t i = 0; i < to.size(); ++i)
        edges.push_back({StepEdge::branch, to[i], static_cast<Index>(i), instant});
    }
  }
  std::erase_if(edges, [](const StepEdge& edge) { return edge.to == none; });
  return edges;
}

}  // namespace draagkracht
