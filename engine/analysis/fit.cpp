#include "engine/analysis/fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double first_move = 0.1;     // of a range
constexpr double hardly_moved = 1e-3;  // of a range
// Keeps parameters in place of which the figures tell nothing.
constexpr double damping = 1e-6;

// Least squares of residual + slope x move with 0 <= from + move <= 1. Whoever would leave its range is set to its
// bound, one after another, the one that goes furthest first; the others are solved anew.
Eigen::VectorXd best_move(const Eigen::MatrixXd& slope, const Eigen::VectorXd& residual, const Eigen::VectorXd& from) {
  const Eigen::Index n = from.size();
  Eigen::VectorXd move = Eigen::VectorXd::Zero(n);
  std::vector<bool> bound(static_cast<std::size_t>(n), false);
  for (Eigen::Index round = 0; round < n; ++round) {
    std::vector<Eigen::Index> free;
    for (Eigen::Index p = 0; p < n; ++p) {
      if (!bound[static_cast<std::size_t>(p)]) free.push_back(p);
    }
    if (free.empty()) break;
    const auto m = static_cast<Eigen::Index>(free.size());
    // Under the slopes, the damping: rows that pull each free move to 0.
    Eigen::MatrixXd left = Eigen::MatrixXd::Zero(slope.rows() + m, m);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(slope.rows() + m);
    right.head(slope.rows()) = -residual;
    for (Eigen::Index p = 0; p < n; ++p) {
      if (bound[static_cast<std::size_t>(p)]) right.head(slope.rows()) -= slope.col(p) * move(p);
    }
    for (Eigen::Index k = 0; k < m; ++k) {
      left.col(k).head(slope.rows()) = slope.col(free[static_cast<std::size_t>(k)]);
      left(slope.rows() + k, k) = damping;
    }
    const Eigen::VectorXd solved = left.colPivHouseholderQr().solve(right);
    Eigen::Index furthest = -1;
    double outside = 0;
    for (Eigen::Index k = 0; k < m; ++k) {
      const Eigen::Index p = free[static_cast<std::size_t>(k)];
      move(p) = solved(k);
      const double to = from(p) + move(p);
      const double beyond = std::max(-to, to - 1);
      if (beyond > outside) {
        outside = beyond;
        furthest = p;
      }
    }
    if (furthest < 0) break;
    move(furthest) = (from(furthest) + move(furthest) < 0 ? 0 : 1) - from(furthest);
    bound[static_cast<std::size_t>(furthest)] = true;
  }
  for (Eigen::Index p = 0; p < n; ++p) move(p) = std::clamp(move(p), -from(p), 1 - from(p));
  return move;
}

}  // namespace

Fit::Fit(std::vector<FreeRange> ranges, std::vector<FitAim> aims, std::vector<double> start)
    : ranges_(std::move(ranges)), aims_(std::move(aims)), start_(std::move(start)), next_(start_) {
  DRAAGKRACHT_ENSURE(!ranges_.empty() && start_.size() == ranges_.size() && aims_.size() >= ranges_.size());
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    DRAAGKRACHT_ENSURE(ranges_[p].low < ranges_[p].high);
    DRAAGKRACHT_ENSURE(start_[p] >= ranges_[p].low && start_[p] <= ranges_[p].high);
  }
  for (const FitAim& aim : aims_) DRAAGKRACHT_ENSURE(aim.tolerance > 0);
  slope_ = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(aims_.size()), static_cast<Eigen::Index>(ranges_.size()));
}

Eigen::VectorXd Fit::residuals(const std::vector<double>& figures) const {
  Eigen::VectorXd residual(static_cast<Eigen::Index>(aims_.size()));
  for (std::size_t i = 0; i < aims_.size(); ++i)
    residual(static_cast<Eigen::Index>(i)) = (figures[i] - aims_[i].published) / aims_[i].tolerance;
  return residual;
}

Eigen::VectorXd Fit::scaled(const std::vector<double>& point) const {
  Eigen::VectorXd shares(static_cast<Eigen::Index>(point.size()));
  for (std::size_t p = 0; p < point.size(); ++p)
    shares(static_cast<Eigen::Index>(p)) = (point[p] - ranges_[p].low) / (ranges_[p].high - ranges_[p].low);
  return shares;
}

void Fit::add(const std::vector<double>& figures) {
  DRAAGKRACHT_ENSURE(figures.size() == aims_.size());
  const Eigen::VectorXd residual = residuals(figures);
  DRAAGKRACHT_ENSURE(residual.allFinite());
  const double loss = residual.squaredNorm();
  const bool better = points_ == 0 || loss < best_loss_;
  learn(scaled(next_), residual);
  if (better) {
    best_ = next_;
    best_figures_ = figures;
    best_loss_ = loss;
  }
  ++points_;
  if (points_ < points_before_guesses()) {
    const std::size_t p = points_ - 1;
    const double step = first_move * (ranges_[p].high - ranges_[p].low);
    next_ = start_;
    next_[p] += ranges_[p].high - start_[p] >= start_[p] - ranges_[p].low ? step : -step;
  } else {
    guess();
  }
}

// While each parameter moves alone, its column is the slope from the start; later each point mends the slope in the
// direction in which one went.
void Fit::learn(const Eigen::VectorXd& at, const Eigen::VectorXd& residual) {
  if (points_ == 0) {
    from_ = at;
    from_residual_ = residual;
    return;
  }
  const Eigen::VectorXd move = at - from_;
  const double length = move.squaredNorm();
  if (length == 0) return;
  slope_ += (residual - from_residual_ - slope_ * move) * move.transpose() / length;
}

void Fit::guess() {
  // From the best point on: its residuals, and the slope as it is known.
  from_ = scaled(best_);
  from_residual_ = residuals(best_figures_);
  const Eigen::VectorXd move = best_move(slope_, from_residual_, from_);
  settled_ = move.lpNorm<Eigen::Infinity>() <= hardly_moved;
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    const double share = from_(static_cast<Eigen::Index>(p)) + move(static_cast<Eigen::Index>(p));
    next_[p] = std::clamp(ranges_[p].low + share * (ranges_[p].high - ranges_[p].low), ranges_[p].low, ranges_[p].high);
  }
}

}  // namespace draagkracht
