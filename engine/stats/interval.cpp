// Student t intervals; the quantile is Boost.Math's.
#include "engine/stats/interval.h"

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

Interval mean_interval(std::span<const double> values, double confidence, std::size_t n_comparisons) {
  DRAAGKRACHT_ENSURE(confidence > 0 && confidence < 1 && n_comparisons >= 1);
  RunningMean running;
  for (const double value : values) {
    if (!std::isnan(value)) running.add(value);
  }
  const double missing = std::numeric_limits<double>::quiet_NaN();
  Interval interval{running.mean(), missing, missing, missing, running.count()};
  if (running.count() < 2) return interval;
  const double outside = (1 - confidence) / static_cast<double>(n_comparisons);
  const double t = student_t_quantile(1 - outside / 2, static_cast<double>(running.count() - 1));
  interval.half_width = t * running.standard_error();
  interval.low = interval.mean - interval.half_width;
  interval.high = interval.mean + interval.half_width;
  return interval;
}

Interval paired_interval(std::span<const double> values, std::span<const double> baseline, double confidence,
                         std::size_t n_comparisons) {
  DRAAGKRACHT_ENSURE(values.size() == baseline.size());
  std::vector<double> differences(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) differences[i] = values[i] - baseline[i];
  return mean_interval(differences, confidence, n_comparisons);
}

}  // namespace draagkracht
