#include "engine/model/linear_flow.h"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

// A loop in which a visit leads to more than so many is taken as endless: rounding hides whether it is left at all.
constexpr double most_visits_per_inflow = 1e9;

// Strongly connected states, by Tarjan's algorithm without recursion. Those that feed others come later.
class Loops {
 public:
  explicit Loops(const MoveGraph& graph)
      : graph_(graph), order_(graph.states(), unseen), lowest_(graph.states()), on_path_(graph.states()) {
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
        const std::uint32_t to = graph_.moves[visits_.back().next_move++].to;
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
  std::uint32_t seen_ = 0;
  std::vector<std::uint32_t> order_;   // axis: state; when it was first seen
  std::vector<std::uint32_t> lowest_;  // axis: state
  std::vector<std::uint8_t> on_path_;  // axis: state
  std::vector<std::uint32_t> path_;
  std::vector<Visit> visits_;
};

class Solver {
 public:
  Solver(const MoveGraph& graph, std::vector<double> inflow)
      : graph_(graph), visits_(std::move(inflow)), place_in_loop_(graph.states(), outside) {}

  VisitedStates solve() {
    const Loops loops(graph_);
    for (std::size_t loop = loops.starts.size() - 1; loop-- > 0;) {
      const std::uint32_t* members = loops.members.data() + loops.starts[loop];
      const std::size_t n = loops.starts[loop + 1] - loops.starts[loop];
      if (n == 1) {
        solve_one(members[0]);
      } else {
        solve_loop(members, n);
      }
    }
    std::sort(endless_.begin(), endless_.end());
    return {std::move(visits_), std::move(endless_)};
  }

 private:
  static constexpr std::int32_t outside = -1;
  using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, std::int32_t>;

  void solve_one(std::uint32_t state) {
    double again = 0;
    for (std::size_t m = graph_.first[state]; m < graph_.first[state + 1]; ++m) {
      if (graph_.moves[m].to == state) again += graph_.moves[m].weight;
    }
    if (visits_[state] == 0) return;
    if (again >= 1 - 1 / most_visits_per_inflow) {
      endless_.push_back(state);
      visits_[state] = 0;
      return;
    }
    const double visits = visits_[state] / (1 - again);
    visits_[state] = visits;
    for (std::size_t m = graph_.first[state]; m < graph_.first[state + 1]; ++m) {
      if (graph_.moves[m].to != state) visits_[graph_.moves[m].to] += visits * graph_.moves[m].weight;
    }
  }

  void solve_loop(const std::uint32_t* members, std::size_t n) {
    Eigen::VectorXd right(static_cast<Eigen::Index>(n));
    for (std::size_t i = 0; i < n; ++i) right[static_cast<Eigen::Index>(i)] = visits_[members[i]];
    const double inflow = right.sum();
    if (inflow == 0) return;
    for (std::size_t i = 0; i < n; ++i) place_in_loop_[members[i]] = static_cast<std::int32_t>(i);
    entries_.clear();
    for (std::size_t i = 0; i < n; ++i) {
      const auto column = static_cast<std::int32_t>(i);
      entries_.emplace_back(column, column, 1.0);
      for (std::size_t m = graph_.first[members[i]]; m < graph_.first[members[i] + 1]; ++m) {
        const std::int32_t row = place_in_loop_[graph_.moves[m].to];
        if (row != outside) entries_.emplace_back(row, column, -graph_.moves[m].weight);
      }
    }
    Matrix matrix(static_cast<std::int32_t>(n), static_cast<std::int32_t>(n));
    matrix.setFromTriplets(entries_.begin(), entries_.end());
    Eigen::SparseLU<Matrix> factors(matrix);
    Eigen::VectorXd visits;
    bool solved = factors.info() == Eigen::Success;
    if (solved) {
      visits = factors.solve(right);
      // All moves are positive, so that a loop with a negative solution gains with each round.
      solved = visits.allFinite() && visits.minCoeff() >= -1e-9 * inflow && visits.maxCoeff() <= most_visits_per_inflow * inflow;
    }
    for (std::size_t i = 0; i < n; ++i) {
      visits_[members[i]] = solved ? std::max(0.0, visits[static_cast<Eigen::Index>(i)]) : 0.0;
      if (!solved) endless_.push_back(members[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t m = graph_.first[members[i]]; m < graph_.first[members[i] + 1]; ++m) {
        const MoveGraph::Move& move = graph_.moves[m];
        if (place_in_loop_[move.to] == outside) visits_[move.to] += visits_[members[i]] * move.weight;
      }
    }
    for (std::size_t i = 0; i < n; ++i) place_in_loop_[members[i]] = outside;
  }

  const MoveGraph& graph_;
  std::vector<double> visits_;               // axis: state; until a state is solved, what flows in
  std::vector<std::int32_t> place_in_loop_;  // axis: state; in the loop being solved
  std::vector<Eigen::Triplet<double, std::int32_t>> entries_;
  std::vector<std::uint32_t> endless_;
};

}  // namespace

VisitedStates solve_visits(const MoveGraph& graph, std::vector<double> inflow) {
  DRAAGKRACHT_ENSURE(inflow.size() == graph.states());
  return Solver(graph, std::move(inflow)).solve();
}

}  // namespace draagkracht
