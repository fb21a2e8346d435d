#include "engine/traffic/linear_flow.h"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

// A loop in which a visit leads to more than so many is taken as endless: rounding hides whether it is left at all.
constexpr double most_visits_per_inflow = 1e9;

// Which moves of a graph are looked at.
enum class Moves : std::uint8_t { all, at_once };
bool is_among(const MoveGraph::Move& move, Moves which) { return which == Moves::all || move.law == 0; }

// Strongly connected states, by Tarjan's algorithm without recursion. Those that feed others come later.
class Loops {
 public:
  Loops(const MoveGraph& graph, Moves which)
      : graph_(graph),
        which_(which),
        order_(graph.states(), unseen),
        lowest_(graph.states()),
        on_path_(graph.states()) {
    members.reserve(graph.states());
    for (std::uint32_t state = 0; state < graph.states(); ++state) {
      if (order_[state] == unseen) explore(state);
    }
  }

  // Members of all loops one behind the other, and where each starts (and one behind the last).
  std::vector<std::uint32_t> members;
  std::vector<std::size_t> starts{0};

 private:
  static constexpr std::uint32_t unseen = std::numeric_limits<std::uint32_t>::max();
  struct Visit {
    std::uint32_t state;
    std::size_t next_move;
  };

  void enter(std::uint32_t state) {
    order_[state] = lowest_[state] = seen_++;
    path_.push_back(state);
    on_path_[state] = 1;
    visits_.push_back({state, graph_.first[state]});
  }

  void explore(std::uint32_t root) {
    enter(root);
    while (!visits_.empty()) {
      const std::uint32_t state = visits_.back().state;
      if (visits_.back().next_move < graph_.first[state + 1]) {
        const MoveGraph::Move& move = graph_.moves[visits_.back().next_move++];
        if (!is_among(move, which_)) continue;
        const std::uint32_t to = move.to;
        if (order_[to] == unseen) {
          enter(to);
        } else if (on_path_[to] != 0) {
          lowest_[state] = std::min(lowest_[state], order_[to]);
        }
        continue;
      }
      visits_.pop_back();
      if (!visits_.empty()) {
        const std::uint32_t before = visits_.back().state;
        lowest_[before] = std::min(lowest_[before], lowest_[state]);
      }
      if (lowest_[state] == order_[state]) close_loop(state);
    }
  }

  void close_loop(std::uint32_t root) {
    std::uint32_t member = unseen;
    while (member != root) {
      member = path_.back();
      path_.pop_back();
      on_path_[member] = 0;
      members.push_back(member);
    }
    starts.push_back(members.size());
  }

  const MoveGraph& graph_;
  Moves which_;
  std::uint32_t seen_ = 0;
  std::vector<std::uint32_t> order_;   // axis: state; when it was first seen
  std::vector<std::uint32_t> lowest_;  // axis: state
  std::vector<std::uint8_t> on_path_;  // axis: state
  std::vector<std::uint32_t> path_;
  std::vector<Visit> visits_;
};

// The same graph with its states in the order in which they feed each other, so that a solution is one pass.
class Solver {
 public:
  Solver(const MoveGraph& graph, Moves which) : place_in_loop_(graph.states(), outside) {
    order_states(Loops(graph, which), graph.states());
    ordered_.moves.reserve(static_cast<std::size_t>(std::count_if(
        graph.moves.begin(), graph.moves.end(), [&](const MoveGraph::Move& move) { return is_among(move, which); })));
    ordered_.first.reserve(graph.states() + 1);
    for (const std::uint32_t state : state_at_) {
      for (std::size_t m = graph.first[state]; m < graph.first[state + 1]; ++m) {
        if (is_among(graph.moves[m], which))
          ordered_.moves.push_back({place_of_[graph.moves[m].to], 0, graph.moves[m].weight});
      }
      ordered_.close_state();
    }
  }

  // May be called again: loops are factorized once. Axis of `flow`: place, see places(); what flows in becomes visits.
  // Endless states are remembered.
  void solve(std::vector<double>& flow) {
    std::size_t begin = 0, loop = 0;
    for (const std::size_t end : loop_ends_) {
      if (end == begin + 1) {
        solve_one(static_cast<std::uint32_t>(begin), flow);
      } else {
        if (factors_.size() == loop) factors_.emplace_back();
        solve_loop(begin, end - begin, factors_[loop++], flow);
      }
      begin = end;
    }
  }

  const std::vector<std::uint32_t>& places() const { return place_of_; }  // axis: state

  VisitedStates by_state(const std::vector<double>& flow) const {
    VisitedStates visited;
    visited.visits.reserve(place_of_.size());
    for (const std::uint32_t place : place_of_) visited.visits.push_back(flow[place]);
    for (const std::uint32_t place : endless_) visited.endless.push_back(state_at_[place]);
    std::sort(visited.endless.begin(), visited.endless.end());
    visited.endless.erase(std::unique(visited.endless.begin(), visited.endless.end()), visited.endless.end());
    return visited;
  }

 private:
  static constexpr std::int32_t outside = -1;
  using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, std::int32_t>;
  using Factors = Eigen::SparseLU<Matrix>;

  void order_states(const Loops& loops, std::size_t states) {
    place_of_.resize(states);
    state_at_.reserve(states);
    for (std::size_t loop = loops.starts.size() - 1; loop-- > 0;) {
      for (std::size_t i = loops.starts[loop]; i < loops.starts[loop + 1]; ++i) {
        place_of_[loops.members[i]] = static_cast<std::uint32_t>(state_at_.size());
        state_at_.push_back(loops.members[i]);
      }
      loop_ends_.push_back(state_at_.size());
    }
  }

  void solve_one(std::uint32_t place, std::vector<double>& flow) {
    if (flow[place] == 0) return;
    double again = 0;
    const std::size_t end = ordered_.first[place + 1];
    for (std::size_t m = ordered_.first[place]; m < end; ++m) {
      if (ordered_.moves[m].to == place) again += ordered_.moves[m].weight;
    }
    if (again >= 1 - 1 / most_visits_per_inflow) {
      endless_.push_back(place);
      flow[place] = 0;
      return;
    }
    const double visits = flow[place] / (1 - again);
    for (std::size_t m = ordered_.first[place]; m < end; ++m)
      flow[ordered_.moves[m].to] += visits * ordered_.moves[m].weight;
    flow[place] = visits;
  }

  std::unique_ptr<Factors> factorize(std::size_t begin, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) place_in_loop_[begin + i] = static_cast<std::int32_t>(i);
    entries_.clear();
    for (std::size_t i = 0; i < n; ++i) {
      const auto column = static_cast<std::int32_t>(i);
      entries_.emplace_back(column, column, 1.0);
      for (std::size_t m = ordered_.first[begin + i]; m < ordered_.first[begin + i + 1]; ++m) {
        const std::int32_t row = place_in_loop_[ordered_.moves[m].to];
        if (row != outside) entries_.emplace_back(row, column, -ordered_.moves[m].weight);
      }
    }
    for (std::size_t i = 0; i < n; ++i) place_in_loop_[begin + i] = outside;
    Matrix matrix(static_cast<std::int32_t>(n), static_cast<std::int32_t>(n));
    matrix.setFromTriplets(entries_.begin(), entries_.end());
    return std::make_unique<Factors>(matrix);
  }

  void solve_loop(std::size_t begin, std::size_t n, std::unique_ptr<Factors>& factors, std::vector<double>& flow) {
    Eigen::VectorXd right(static_cast<Eigen::Index>(n));
    for (std::size_t i = 0; i < n; ++i) right[static_cast<Eigen::Index>(i)] = flow[begin + i];
    const double inflow = right.sum();
    if (inflow == 0) return;
    if (factors == nullptr) factors = factorize(begin, n);
    Eigen::VectorXd visits;
    bool solved = factors->info() == Eigen::Success;
    if (solved) {
      visits = factors->solve(right);
      // All moves are positive, so that a loop with a negative solution gains with each round.
      solved = visits.allFinite() && visits.minCoeff() >= -1e-9 * inflow &&
               visits.maxCoeff() <= most_visits_per_inflow * inflow;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double of_state = solved ? std::max(0.0, visits[static_cast<Eigen::Index>(i)]) : 0.0;
      flow[begin + i] = of_state;
      if (!solved) endless_.push_back(static_cast<std::uint32_t>(begin + i));
      for (std::size_t m = ordered_.first[begin + i]; m < ordered_.first[begin + i + 1]; ++m) {
        const MoveGraph::Move& move = ordered_.moves[m];
        if (move.to < begin || move.to >= begin + n) flow[move.to] += of_state * move.weight;
      }
    }
  }

  MoveGraph ordered_;                        // by place
  std::vector<std::uint32_t> place_of_;      // axis: state
  std::vector<std::uint32_t> state_at_;      // axis: place
  std::vector<std::size_t> loop_ends_;       // in order; states of one loop stand together
  std::vector<std::int32_t> place_in_loop_;  // axis: place; in the loop being solved
  std::vector<Eigen::Triplet<double, std::int32_t>> entries_;
  std::vector<std::unique_ptr<Factors>> factors_;  // axis: loop of several states, in order; when first needed
  std::vector<std::uint32_t> endless_;
};

}  // namespace

VisitedStates solve_visits(const MoveGraph& graph, std::vector<double> inflow) {
  DRAAGKRACHT_ENSURE(inflow.size() == graph.states());
  Solver solver(graph, Moves::all);
  std::vector<double> flow(inflow.size());
  for (std::size_t state = 0; state < inflow.size(); ++state) flow[solver.places()[state]] = inflow[state];
  solver.solve(flow);
  return solver.by_state(flow);
}

namespace {

// Slice after slice of a run that begins empty.
class SlicedFlow {
 public:
  SlicedFlow(const MoveGraph& graph, const std::vector<double>& inflow, const std::vector<std::vector<double>>& laws,
             LikePast past)
      : solver_(graph, Moves::at_once), laws_(laws), past_(past), inflow_(inflow.size()), flow_(inflow.size()) {
    DRAAGKRACHT_ENSURE(inflow.size() == graph.states() && past.slices <= past.until);
    const std::vector<std::uint32_t>& places = solver_.places();
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;  // place and law -> arrivals
    for (std::uint32_t state = 0; state < graph.states(); ++state) {
      inflow_[places[state]] = inflow[state];
      for (std::size_t m = graph.first[state]; m < graph.first[state + 1]; ++m) {
        const MoveGraph::Move& move = graph.moves[m];
        if (move.law == 0) continue;
        const auto number = static_cast<std::uint32_t>(arrivals_.size());
        const auto [at, is_new] = numbers.emplace(std::pair{places[move.to], move.law - 1}, number);
        if (is_new) arrivals_.push_back({places[move.to], move.law - 1, {}});
        late_.push_back({places[state], at->second, move.weight});
      }
    }
  }

  // Visits by place in the next slice.
  const std::vector<double>& next() {
    flow_ = inflow_;
    for (const Arrivals& to : arrivals_) {
      const std::vector<double>& law = laws_[to.law];
      if (slice_ > 0 && slice_ < past_.until && past_.slices > 0) {
        flow_[to.place] += to.left[slice_ - 1] * std::accumulate(law.begin(), law.end(), 0.0);
        continue;
      }
      const std::size_t known = past_.slices > 0 ? law.size() : std::min(law.size(), slice_);
      for (std::size_t later = 0; later < known && slice_ > 0; ++later)
        flow_[to.place] += to.left[slice_that_stands_for(slice_, later)] * law[later];
    }
    solver_.solve(flow_);
    for (Arrivals& to : arrivals_) to.left.push_back(0);
    for (const Late& move : late_) arrivals_[move.arrivals].left[slice_] += flow_[move.from] * move.weight;
    ++slice_;
    return flow_;
  }
  VisitedStates by_state(const std::vector<double>& flow) const { return solver_.by_state(flow); }

 private:
  // All late moves to one place by one law.
  struct Arrivals {
    std::uint32_t place, law;
    std::vector<double> left;  // axis: slice; how often such a move was made
  };
  struct Late {
    std::uint32_t from, arrivals;  // from: place
    double weight;
  };
  // The slice whose moves arrive `later` + 1 slices later in this one, or that is like it: one before `until` is like
  // that of the last past_.slices before it that is whole numbers of these later.
  std::size_t slice_that_stands_for(std::size_t slice, std::size_t later) const {
    if (past_.slices == 0 || slice >= past_.until + 1 + later) return slice - 1 - later;
    const std::size_t back = (past_.until + later - slice) % past_.slices;  // behind the last one before `until`
    return past_.until - 1 - back;
  }

  Solver solver_;
  const std::vector<std::vector<double>>& laws_;
  LikePast past_;
  std::vector<Arrivals> arrivals_;
  std::vector<Late> late_;
  std::vector<double> inflow_, flow_;  // axis: place
  std::size_t slice_ = 0;              // the next one
};

}  // namespace

void solve_slices_from_empty(const MoveGraph& graph, const std::vector<double>& inflow,
                             const std::vector<std::vector<double>>& laws, std::size_t slices,
                             const std::function<bool(const VisitedStates&)>& take, LikePast past) {
  SlicedFlow flow(graph, inflow, laws, past);
  for (std::size_t slice = 0; slice < slices; ++slice) {
    if (!take(flow.by_state(flow.next()))) return;
  }
}

VisitedStates solve_visits_from_empty(const MoveGraph& graph, const std::vector<double>& inflow,
                                      const TimeSlices& slices) {
  SlicedFlow sliced(graph, inflow, slices.laws, slices.past);
  std::vector<double> mean(inflow.size(), 0.0);
  for (const double weight : slices.weights) {
    const std::vector<double>& flow = sliced.next();
    if (weight == 0) continue;
    for (std::size_t place = 0; place < flow.size(); ++place) mean[place] += weight * flow[place];
  }
  return sliced.by_state(mean);
}

}  // namespace draagkracht
