// Confidence intervals of means over replications, single, paired and simultaneous. Missing values are NaN and are
// left out; the number of values used is part of the answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace draagkracht {

// The p-quantile of Student's t with df > 0 degrees of freedom, 0 < p < 1.
double student_t_quantile(double p, double df);

// NaN stands for what cannot be told: the mean of no values, the half width of one.
struct Interval {
  double mean;
  double low;
  double high;
  double half_width;
  std::int64_t n;  // values used
};

// The mean of `values` with its two-sided t interval. With n_comparisons > 1 the interval is one of that many which
// hold together with at least `confidence` (Bonferroni). Values that are all equal have a half width of exactly 0.
// Throws LogicFault unless 0 < confidence < 1 and n_comparisons >= 1.
Interval mean_interval(std::span<const double> values, double confidence = 0.95, std::size_t n_comparisons = 1);

// The mean of values[i] - baseline[i] with its interval; a pair of which one is missing is left out.
// Throws LogicFault if the lengths differ.
Interval paired_interval(std::span<const double> values, std::span<const double> baseline, double confidence = 0.95,
                         std::size_t n_comparisons = 1);

// The mean of `values` minus that of `baseline` with its interval, of samples that have nothing to do with each other:
// each of its own size and variance. `n` is the size of the smaller one; below two there is no interval.
// Source: Welch, "The generalization of Student's problem when several different population variances are involved",
// Biometrika 34 (1947), with the degrees of freedom of Satterthwaite (1946).
Interval welch_interval(std::span<const double> values, std::span<const double> baseline, double confidence = 0.95,
                        std::size_t n_comparisons = 1);

}  // namespace draagkracht
