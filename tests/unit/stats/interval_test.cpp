// Intervals against published t quantiles and a worked example.
#include "engine/stats/interval.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {
const double missing = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("quantiles of Student's t as in printed tables", "[interval]") {
  // Fisher, Yates, "Statistical tables", table III: two-sided 5 %: 12.706, 2.262, 2.045; 1 %: 3.250
  CHECK(student_t_quantile(0.975, 1) == Approx(12.706).margin(5e-4));
  CHECK(student_t_quantile(0.975, 9) == Approx(2.262).margin(5e-4));
  CHECK(student_t_quantile(0.975, 29) == Approx(2.045).margin(5e-4));
  CHECK(student_t_quantile(0.995, 9) == Approx(3.250).margin(5e-4));
  CHECK(student_t_quantile(0.025, 9) == Approx(-2.262).margin(5e-4));
  CHECK_THROWS_AS(student_t_quantile(1, 9), LogicFault);
}

TEST_CASE("a t interval by hand", "[interval]") {
  // 1 ... 5: mean 3, sd sqrt(2.5), t(0.975, 4) = 2.776, half width 2.776 sqrt(2.5 / 5) = 1.963
  const std::vector<double> values = {1, 2, missing, 3, 4, 5};
  const Interval interval = mean_interval(values);
  CHECK(interval.n == 5);
  CHECK(interval.mean == Approx(3.0));
  CHECK(interval.half_width == Approx(1.963).margin(5e-4));
  CHECK(interval.low == Approx(3 - 1.963).margin(5e-4));
  CHECK(interval.high == Approx(3 + 1.963).margin(5e-4));
  // Bonferroni over 5: t(0.995, 4) = 4.604
  CHECK(mean_interval(values, 0.95, 5).half_width == Approx(4.604 * std::sqrt(0.5)).margin(5e-4));
}

TEST_CASE("too few values and equal values", "[interval]") {
  const std::vector<double> one = {missing, 7};
  CHECK(mean_interval(one).n == 1);
  CHECK(mean_interval(one).mean == 7);
  CHECK(std::isnan(mean_interval(one).half_width));
  const std::vector<double> none = {missing};
  CHECK(mean_interval(none).n == 0);
  CHECK(std::isnan(mean_interval(none).mean));
  const std::vector<double> equal(12, 0.1);
  CHECK(mean_interval(equal).half_width == 0.0);
}

TEST_CASE("paired differences drop a pair with a missing value", "[interval]") {
  const std::vector<double> values = {1, 2, 3, missing, 5};
  const std::vector<double> baseline = {1, missing, 3, 4, 5};
  const Interval same = paired_interval(values, baseline);
  CHECK(same.n == 3);
  CHECK(same.mean == 0.0);
  CHECK(same.half_width == 0.0);
  CHECK_THROWS_AS(paired_interval(values, std::vector<double>{1}), LogicFault);
}

TEST_CASE("Welch's interval by hand", "[interval]") {
  // 1, 2, 3, 4, 5: mean 3, variance 2.5, squared error 0.5. 10, 14: mean 12, variance 8, squared error 4.
  // Degrees 4.5^2 / (0.5^2 / 4 + 4^2 / 1) = 20.25 / 16.0625 = 1.2607.
  const std::vector<double> five = {1, 2, missing, 3, 4, 5}, two = {10, 14};
  const Interval interval = welch_interval(two, five);
  CHECK(interval.mean == Approx(9));
  CHECK(interval.n == 2);
  CHECK(interval.half_width == Approx(student_t_quantile(0.975, 20.25 / 16.0625) * std::sqrt(4.5)));
  CHECK(interval.low == Approx(9 - interval.half_width));
  CHECK(interval.high == Approx(9 + interval.half_width));
  CHECK(welch_interval(five, two).mean == Approx(-9));
  CHECK(welch_interval(five, two).half_width == Approx(interval.half_width));
}

TEST_CASE("Welch's interval of samples of one size and variance is Student's for two samples", "[interval]") {
  // 1 ... 5 and 3 ... 7: difference 2, pooled variance 2.5, error sqrt(2.5 * 2 / 5) = 1, 8 degrees: t(0.975) = 2.306.
  const std::vector<double> low = {1, 2, 3, 4, 5}, high = {3, 4, 5, 6, 7};
  CHECK(welch_interval(high, low).half_width == Approx(2.306).margin(5e-4));
  // Two comparisons: t(0.9875, 8) = 2.752.
  CHECK(welch_interval(high, low, 0.95, 2).half_width == Approx(2.752).margin(5e-4));
}

TEST_CASE("Welch's interval needs two values on each side, of which one may not vary", "[interval]") {
  const std::vector<double> one = {7}, same = {4, 4, 4}, five = {1, 2, 3, 4, 5}, none = {missing};
  CHECK(welch_interval(one, five).mean == 4);
  CHECK(std::isnan(welch_interval(one, five).half_width));
  CHECK(welch_interval(one, five).n == 1);
  CHECK(std::isnan(welch_interval(none, five).mean));
  CHECK(welch_interval(same, same).half_width == 0);
  // Only the five vary: their 4 degrees, 2.776 sqrt(0.5).
  CHECK(welch_interval(same, five).half_width == Approx(2.776 * std::sqrt(0.5)).margin(5e-4));
}
