// Free parameters of a model, moved until what it computes is as published: least squares within bounds, by Broyden's
// method. Runs nothing itself: it says which point to simulate next, and is told what came out. Deterministic.
//
// Source of the update: Broyden, C. G. (1965), Mathematics of Computation 19, 577-593.
#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

namespace draagkracht {

struct FreeRange {
  double low = 0, high = 0;  // low < high
};

struct FitAim {
  double published = 0;
  double tolerance = 1;  // above 0, in the unit of the figure: by so much a residual of 1 is off
};

class Fit {
 public:
  // `start`: within the ranges. There are at least as many aims as parameters, and one parameter at least.
  Fit(std::vector<FreeRange> ranges, std::vector<FitAim> aims, std::vector<double> start);

  // The point to simulate next: first the start, then each parameter moved alone by a tenth of its range, to the side
  // with more room, then the best guess. It stands still when no parameter moves any more.
  const std::vector<double>& next() const { return next_; }
  // What came out at next(): one number per aim, none of them NaN or infinite.
  void add(const std::vector<double>& figures);

  // Points that are told before guesses begin.
  std::size_t points_before_guesses() const { return 1 + ranges_.size(); }
  std::size_t points() const { return points_; }
  // The guess moves no parameter by more than a thousandth of its range from the best point so far.
  bool settled() const { return settled_; }

  // Of those told, the point with the least sum of squared residuals.
  const std::vector<double>& best() const { return best_; }
  const std::vector<double>& best_figures() const { return best_figures_; }
  // Sum of squared (figure - published) / tolerance.
  double best_loss() const { return best_loss_; }

 private:
  Eigen::VectorXd residuals(const std::vector<double>& figures) const;
  void learn(const Eigen::VectorXd& at, const Eigen::VectorXd& residual);
  void guess();
  Eigen::VectorXd scaled(const std::vector<double>& point) const;  // shares of the ranges

  std::vector<FreeRange> ranges_;
  std::vector<FitAim> aims_;
  std::vector<double> start_, next_, best_, best_figures_;
  double best_loss_ = 0;
  bool settled_ = false;
  std::size_t points_ = 0;
  Eigen::MatrixXd slope_;  // axes: aim, parameter in shares of its range
  Eigen::VectorXd from_, from_residual_;
};

}  // namespace draagkracht
