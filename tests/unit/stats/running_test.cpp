// Sums and means against values worked out by hand.
#include "engine/stats/running.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <type_traits>
#include <vector>

using namespace draagkracht;

TEST_CASE("exact sums of milliseconds", "[running]") {
  ExactSum sum;
  CHECK(std::isnan(sum.mean()));
  sum.add(2);
  CHECK(std::isnan(sum.variance()));
  for (const std::int64_t ms : {4, 4, 4, 5, 5, 7, 9}) sum.add(ms);
  CHECK(sum.count == 8);
  CHECK(sum.mean() == 5.0);
  CHECK(sum.variance() == 32.0 / 7);  // squares about the mean: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16
  STATIC_REQUIRE(std::is_trivially_copyable_v<ExactSum>);
}

TEST_CASE("merging sums does not depend on order", "[running]") {
  ExactSum a, b, whole;
  for (std::int64_t i = 0; i < 1000; ++i) {
    const std::int64_t ms = i * i * 7919 % 30'000'000'000;
    (i % 3 == 0 ? a : b).add(ms);
    whole.add(ms);
  }
  CHECK(a + b == whole);
  CHECK(b + a == whole);
}

TEST_CASE("the variance keeps its digits far from zero", "[running]") {
  // A year in ms plus 0, 1, 2: variance 1. In doubles the squares alone would be off by 10^5.
  ExactSum sum;
  const std::int64_t year = 31'557'600'000;
  for (int repeat = 0; repeat < 1'000'000; ++repeat) {
    for (const std::int64_t rest : {0, 1, 2}) sum.add(year + rest);
  }
  const double n = 3e6;
  CHECK(sum.variance() == Approx(2e6 / (n - 1)).epsilon(1e-14));
  CHECK(sum.mean() == 31'557'600'001.0);
  ExactSum negative;
  for (const std::int64_t ms : {-3, -1, 0, 0}) negative.add(ms);
  CHECK(negative.variance() == 2.0);  // mean -1: 4 + 0 + 1 + 1 over 3
}

TEST_CASE("running mean of doubles", "[running]") {
  RunningMean mean;
  CHECK(std::isnan(mean.mean()));
  for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}) mean.add(value);
  CHECK(mean.mean() == Approx(5.0));
  CHECK(mean.variance() == Approx(32.0 / 7));
  CHECK(mean.standard_error() == Approx(std::sqrt(32.0 / 7 / 8)));
  RunningMean first, second, none;
  for (const double value : {2.0, 4.0, 4.0}) first.add(value);
  for (const double value : {4.0, 5.0, 5.0, 7.0, 9.0}) second.add(value);
  first.merge(none);
  none.merge(second);
  first.merge(none);
  CHECK(first.count() == 8);
  CHECK(first.mean() == Approx(5.0));
  CHECK(first.variance() == Approx(32.0 / 7));
}

TEST_CASE("equal values have no variance at all", "[running]") {
  RunningMean mean;
  for (int i = 0; i < 30; ++i) mean.add(0.1);
  CHECK(mean.mean() == 0.1);
  CHECK(mean.variance() == 0.0);
}
