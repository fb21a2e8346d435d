#include "engine/traffic/linear_flow.h"

#include <catch2/catch.hpp>

#include <Eigen/Dense>
#include <random>

namespace draagkracht::testing {
namespace {

struct Arrow {
  std::uint32_t from, to;
  double weight;
  std::uint32_t law = 0;
};

MoveGraph graph_of(std::uint32_t states, const std::vector<Arrow>& arrows) {
  MoveGraph graph;
  for (std::uint32_t state = 0; state < states; ++state) {
    for (const Arrow& arrow : arrows) {
      if (arrow.from == state) graph.moves.push_back({arrow.to, arrow.law, arrow.weight});
    }
    graph.close_state();
  }
  return graph;
}

}  // namespace

TEST_CASE("Flow through a chain, a fork and a meeting adds up") {
  const MoveGraph graph = graph_of(4, {{0, 1, 0.25}, {0, 2, 0.75}, {1, 3, 1}, {2, 3, 0.5}});
  const VisitedStates visited = solve_visits(graph, {8, 1, 0, 0});
  CHECK(visited.visits == std::vector<double>{8, 3, 6, 6});
  CHECK(visited.endless.empty());
}

TEST_CASE("Loops: geometric returns, two states that feed each other, and visits that make others") {
  CHECK(solve_visits(graph_of(1, {{0, 0, 0.75}}), {2}).visits[0] == Approx(8));
  // x0 = 1 + 0.5 x1, x1 = x0: 2 and 2; out of the loop half of x1 goes on.
  const VisitedStates two = solve_visits(graph_of(3, {{0, 1, 1}, {1, 0, 0.5}, {1, 2, 0.5}}), {1, 0, 0});
  CHECK(two.visits[0] == Approx(2));
  CHECK(two.visits[1] == Approx(2));
  CHECK(two.visits[2] == Approx(1));
  // A visit goes on and makes half another one: left for 1.5 in total.
  const VisitedStates more = solve_visits(graph_of(2, {{0, 1, 1}, {0, 0, 0.5}}), {3, 0});
  CHECK(more.visits == std::vector<double>{6, 6});
}

TEST_CASE("Loops that are never left or grow are named and not counted; the rest is") {
  const std::vector<Arrow> never_left{{0, 1, 0.5}, {0, 3, 0.5}, {1, 2, 1}, {2, 1, 1}};
  VisitedStates visited = solve_visits(graph_of(4, never_left), {1, 0, 0, 0});
  CHECK(visited.endless == std::vector<std::uint32_t>{1, 2});
  CHECK(visited.visits == std::vector<double>{1, 0, 0, 0.5});
  visited = solve_visits(graph_of(2, {{0, 1, 1}, {1, 0, 1.25}}), {1, 0});
  CHECK(visited.endless == std::vector<std::uint32_t>{0, 1});
  visited = solve_visits(graph_of(1, {{0, 0, 1}}), {1});
  CHECK(visited.endless == std::vector<std::uint32_t>{0});
  // Nobody comes to it: no harm done.
  CHECK(solve_visits(graph_of(2, {{1, 1, 1}}), {1, 0}).endless.empty());
}

TEST_CASE("Random graphs agree with a dense solution of the same equations") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int trial = 0; trial < 20; ++trial) {
    const std::uint32_t n = 40;
    std::vector<Arrow> arrows;
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(n, n);
    for (std::uint32_t from = 0; from < n; ++from) {
      for (int k = 0; k < 3; ++k) {
        const auto to = static_cast<std::uint32_t>(uniform(random) * n);
        const double weight = 0.32 * uniform(random);
        arrows.push_back({from, to, weight});
        matrix(to, from) -= weight;
      }
    }
    Eigen::VectorXd right(n);
    std::vector<double> inflow;
    for (std::uint32_t i = 0; i < n; ++i) inflow.push_back(right[i] = uniform(random));
    const Eigen::VectorXd exact = matrix.fullPivLu().solve(right);
    const VisitedStates visited = solve_visits(graph_of(n, arrows), inflow);
    for (std::uint32_t i = 0; i < n; ++i) REQUIRE(visited.visits[i] == Approx(exact[i]).epsilon(1e-10));
  }
}

TEST_CASE("From empty: what comes late is missing at first") {
  // One state; half of the visits return two slices later: x = 1, 1, 1.5, 1.5, 1.75, 1.75 ...
  const MoveGraph graph = graph_of(1, {{0, 0, 0.5, 1}});
  const std::vector<std::vector<double>> two_later{{0, 1}};
  const auto in_slice = [&](std::size_t slice) {
    std::vector<double> weights(6, 0.0);
    weights[slice] = 1;
    return solve_visits_from_empty(graph, {1}, {two_later, weights}).visits[0];
  };
  CHECK(in_slice(0) == 1);
  CHECK(in_slice(1) == 1);
  CHECK(in_slice(2) == 1.5);
  CHECK(in_slice(5) == 1.75);
  const std::vector<double> halves{0, 0, 0.5, 0, 0.5, 0};
  CHECK(solve_visits_from_empty(graph, {1}, {two_later, halves}).visits[0] == 1.625);
  std::vector<double> each;
  solve_slices_from_empty(graph, {1}, two_later, 6, [&](const VisitedStates& visited) {
    each.push_back(visited.visits[0]);
    return true;
  });
  CHECK(each == std::vector<double>{1, 1, 1.5, 1.5, 1.75, 1.75});
  // In the first two slices the half comes in the next one; from the third on as if it had always been as in these two,
  // and it comes four slices later: of -2 as of 0, of -1 as of 1.
  const std::vector<std::vector<double>> four_later{{0, 0, 0, 1}};
  each.clear();
  const auto take = [&](const VisitedStates& visited) {
    each.push_back(visited.visits[0]);
    return true;
  };
  solve_slices_from_empty(graph, {1}, four_later, 9, take, {.until = 2, .slices = 2});
  CHECK(each == std::vector<double>{1, 1.5, 1.5, 1.75, 1.5, 1.75, 1.75, 1.875, 1.75});
  // Long after the start it is the long run, here with a loop at once in it.
  const MoveGraph both = graph_of(2, {{0, 1, 1}, {1, 0, 0.25}, {1, 0, 0.25, 1}});
  std::vector<double> last(80, 0.0);
  last.back() = 1;
  const VisitedStates late = solve_visits_from_empty(both, {1, 0}, {{{0.5, 0.5}}, last});
  const VisitedStates ever = solve_visits(both, {1, 0});
  CHECK(late.visits[0] == Approx(ever.visits[0]).epsilon(1e-12));
  CHECK(ever.visits[0] == Approx(2));
}

}  // namespace draagkracht::testing
