#include "engine/analysis/fit.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace draagkracht;

namespace {

using Figures = std::function<std::vector<double>(const std::vector<double>&)>;

// Tells the fit what comes out until it stands still; how many points that took.
std::size_t run(Fit& fit, const Figures& model, std::size_t most) {
  while (fit.points() < most && !fit.settled()) fit.add(model(fit.next()));
  return fit.points();
}

}  // namespace

TEST_CASE("A linear model is fitted by the first guess") {
  // 2x + y = 5 and x - 3y = -1 at x = 2, y = 1.
  const Figures model = [](const std::vector<double>& x) {
    return std::vector<double>{2 * x[0] + x[1], x[0] - 3 * x[1]};
  };
  Fit fit({{0, 10}, {0, 4}}, {{5, 0.1}, {-1, 0.1}}, {5, 3});
  for (std::size_t i = 0; i < fit.points_before_guesses(); ++i) fit.add(model(fit.next()));
  CHECK(fit.points_before_guesses() == 3);
  CHECK(fit.next()[0] == Approx(2).epsilon(1e-6));
  CHECK(fit.next()[1] == Approx(1).epsilon(1e-6));
  fit.add(model(fit.next()));
  CHECK(fit.settled());
  CHECK(fit.best_loss() < 1e-6);
}

TEST_CASE("A curved model is fitted to its known solution") {
  // exp(x) = 3, x y = 2.
  const Figures model = [](const std::vector<double>& x) { return std::vector<double>{std::exp(x[0]), x[0] * x[1]}; };
  Fit fit({{0, 3}, {0, 5}}, {{3, 0.01}, {2, 0.01}}, {2, 4});
  CHECK(run(fit, model, 30) < 30);
  CHECK(fit.best()[0] == Approx(std::log(3.0)).margin(3 * 2e-3));
  CHECK(fit.best()[1] == Approx(2 / std::log(3.0)).margin(5 * 2e-3));
  // Twin: with other aims it ends elsewhere.
  Fit other({{0, 3}, {0, 5}}, {{3.5, 0.01}, {2, 0.01}}, {2, 4});
  run(other, model, 30);
  CHECK_FALSE(other.best()[0] == Approx(std::log(3.0)).margin(3 * 2e-3));
}

TEST_CASE("A parameter stays in its range, and the others do what they can") {
  // x + y = 10 and x = 8, but x is at most 3: with y free, y = 7.
  const Figures model = [](const std::vector<double>& x) { return std::vector<double>{x[0] + x[1], x[0]}; };
  Fit fit({{0, 3}, {0, 20}}, {{10, 1}, {8, 1}}, {1, 1});
  run(fit, model, 20);
  CHECK(fit.best()[0] == 3);
  CHECK(fit.best()[1] == Approx(7).epsilon(1e-3));
}

TEST_CASE("A parameter that no figure feels stays where it is") {
  const Figures model = [](const std::vector<double>& x) { return std::vector<double>{x[0], 1}; };
  Fit fit({{0, 1}, {0, 1}}, {{0.25, 0.1}, {1, 0.1}}, {0.5, 0.6});
  run(fit, model, 20);
  CHECK(fit.best()[0] == Approx(0.25).margin(1e-3));
  CHECK(fit.best()[1] == Approx(0.6).margin(1e-9));
}

TEST_CASE("The best point is the one with the least loss, not the last") {
  Fit fit({{0, 1}}, {{1, 1}}, {0.5});
  fit.add({1.5});
  fit.add({9});
  CHECK(fit.best() == std::vector<double>{0.5});
  CHECK(fit.best_loss() == Approx(0.25));
}
