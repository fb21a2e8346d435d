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
