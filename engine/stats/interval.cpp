// Student t intervals; the quantile is Boost.Math's.
#include "engine/stats/interval.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/fault.h"
#include "engine/stats/running.h"

namespace draagkracht {

double student_t_quantile(double p, double df) {
  DRAAGKRACHT_ENSURE(p > 0 && p < 1 && df > 0);
  return boost::math::quantile(boost::math::students_t(df), p);
}

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

RunningMean of_those_there(std::span<const double> values) {
  RunningMean running;
  for (const double value : values) {
    if (!std::isnan(value)) running.add(value);
  }
  return running;
}

// Two-sided, by Student's t.
Interval around(double mean, double standard_error, double degrees, std::int64_t n, double confidence,
                std::size_t n_comparisons) {
  const double outside = (1 - confidence) / static_cast<double>(n_comparisons);
  const double half_width = student_t_quantile(1 - outside / 2, degrees) * standard_error;
  return {mean, mean - half_width, mean + half_width, half_width, n};
}

}  // namespace

Interval mean_interval(std::span<const double> values, double confidence, std::size_t n_comparisons) {
  DRAAGKRACHT_ENSURE(confidence > 0 && confidence < 1 && n_comparisons >= 1);
  const RunningMean running = of_those_there(values);
  if (running.count() < 2) return {running.mean(), missing, missing, missing, running.count()};
  return around(running.mean(), running.standard_error(), static_cast<double>(running.count() - 1), running.count(),
                confidence, n_comparisons);
}

Interval welch_interval(std::span<const double> values, std::span<const double> baseline, double confidence,
                        std::size_t n_comparisons) {
  DRAAGKRACHT_ENSURE(confidence > 0 && confidence < 1 && n_comparisons >= 1);
  const RunningMean a = of_those_there(values), b = of_those_there(baseline);
  const double mean = a.mean() - b.mean();
  const std::int64_t n = std::min(a.count(), b.count());
  if (n < 2) return {mean, missing, missing, missing, n};
  const auto n_a = static_cast<double>(a.count()), n_b = static_cast<double>(b.count());
  const double error_a = a.variance() / n_a, error_b = b.variance() / n_b;
  if (error_a + error_b == 0) return {mean, mean, mean, 0, n};
  const double degrees =
      (error_a + error_b) * (error_a + error_b) / (error_a * error_a / (n_a - 1) + error_b * error_b / (n_b - 1));
  return around(mean, std::sqrt(error_a + error_b), degrees, n, confidence, n_comparisons);
}

Interval paired_interval(std::span<const double> values, std::span<const double> baseline, double confidence,
                         std::size_t n_comparisons) {
  DRAAGKRACHT_ENSURE(values.size() == baseline.size());
  std::vector<double> differences(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) differences[i] = values[i] - baseline[i];
  return mean_interval(differences, confidence, n_comparisons);
}

}  // namespace draagkracht
