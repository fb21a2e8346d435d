// How often each state of a Markov chain of moves is visited, when so much flows in from outside: x = inflow + P^T x.
// Knows states by their numbers only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace draagkracht {

// Moves between states, as compressed rows. A state may be left for more than one in total, if visits make others.
struct MoveGraph {
  struct Move {
    std::uint32_t to = 0;
    double weight = 0;  // expected moves per visit, above 0
  };
  std::vector<std::size_t> first{0};  // axis: state, and one behind the last; of its moves
  std::vector<Move> moves;

  std::size_t states() const { return first.size() - 1; }
  // All moves of the next state have been added.
  void close_state() { first.push_back(moves.size()); }
};

struct VisitedStates {
  std::vector<double> visits;         // axis: state
  std::vector<std::uint32_t> endless; // states of loops that are never left, or grow without end; their visits are 0
};

// Exact: loops (strongly connected states) are solved one by one by Eigen's sparse LU, in the order in which they feed
// each other; what is in no loop is added up. Axis of `inflow`: state.
VisitedStates solve_visits(const MoveGraph& graph, std::vector<double> inflow);

}  // namespace draagkracht
