// How often each state of a Markov chain of moves is visited, when so much flows in from outside: x = inflow + P^T x.
// Knows states by their numbers only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace draagkracht {

// Moves between states, as compressed rows. A state may be left for more than one in total, if visits make others.
struct MoveGraph {
  struct Move {
    std::uint32_t to = 0;
    std::uint32_t law = 0;  // how much later one arrives; 0: at once
    double weight = 0;      // expected moves per visit, above 0
  };
  std::vector<std::size_t> first{0};  // axis: state, and one behind the last; of its moves
  std::vector<Move> moves;

  std::size_t states() const { return first.size() - 1; }
  // All moves of the next state have been added.
  void close_state() { first.push_back(moves.size()); }
};

struct VisitedStates {
  std::vector<double> visits;          // axis: state; per unit of time
  std::vector<std::uint32_t> endless;  // states of loops that are never left, or grow without end; their visits are 0
};

// Visits in the long run, however late one arrives. Exact: loops (strongly connected states) are solved one by one by
// Eigen's sparse LU, in the order in which they feed each other; what is in no loop is added up. `inflow`: axis state.
VisitedStates solve_visits(const MoveGraph& graph, std::vector<double> inflow);

// What came before: from the slice `until` on, as if it had always been as in the `slices` before that one; in the
// slices before it a late move arrives in the next slice, for those of earlier ones. No slices: nothing came.
struct LikePast {
  std::size_t until = 0, slices = 0;
};

// Time in slices of equal length, from a start with nobody under way.
struct TimeSlices {
  std::vector<std::vector<double>> laws;  // axes: law - 1, slices later (counted from 1): share that arrives then
  std::vector<double> weights;            // axis: slice; in the mean, sum 1
  LikePast past{};
};

// The visits of each slice of time when all begins empty, handed out slice by slice; axis of the visits: state. Within
// a slice the flow is even; a late move never arrives in its own slice. `laws`: as TimeSlices; they may be shorter.
// `take` returns whether to go on.
void solve_slices_from_empty(const MoveGraph& graph, const std::vector<double>& inflow,
                             const std::vector<std::vector<double>>& laws, std::size_t slices,
                             const std::function<bool(const VisitedStates&)>& take, LikePast past = {});

// The weighted mean of these visits.
VisitedStates solve_visits_from_empty(const MoveGraph& graph, const std::vector<double>& inflow,
                                      const TimeSlices& slices);

}  // namespace draagkracht
