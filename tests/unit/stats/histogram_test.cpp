// The histogram's cells and quantiles.
#include "engine/stats/histogram.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace draagkracht;

TEST_CASE("every value lies in its cell, and cells meet", "[histogram]") {
  for (std::size_t cell = 0; cell < Histogram::n_cells; ++cell) {
    const std::int64_t low = Histogram::cell_low(cell);
    const std::int64_t next = Histogram::cell_low(cell + 1);
    REQUIRE(low < next);
    REQUIRE(Histogram::cell_of(low) == cell);
    REQUIRE(Histogram::cell_of(next - 1) == cell);
    REQUIRE((next - low == 1 || (next - low) * 32 <= low));
  }
  CHECK(Histogram::cell_low(0) == 0);
  CHECK(Histogram::cell_low(64) == 64);
  CHECK(Histogram::cell_low(65) == 66);
  CHECK(Histogram::cell_low(Histogram::n_cells) == Histogram::limit_ms);
  CHECK(Histogram::cell_of(-5) == 0);
  CHECK(Histogram::cell_of(Histogram::limit_ms) == Histogram::n_cells - 1);
  CHECK(Histogram::cell_of(INT64_MAX) == Histogram::n_cells - 1);
  CHECK(Histogram::limit_ms > 366'000LL * 86'400'000);
  CHECK(Histogram::cell_low(Histogram::n_near) == Histogram::near_ms);
}

TEST_CASE("quantiles of evenly spread values", "[histogram]") {
  Histogram histogram;
  CHECK(std::isnan(histogram.quantile(0.5)));
  for (std::int64_t ms = 0; ms < 1'000'000; ++ms) histogram.add(ms);
  CHECK(histogram.total() == 1'000'000);
  // Evenly spread inside each cell too, so linear interpolation is exact (but for the last cell, filled in part).
  for (const double p : {0.0, 0.001, 0.1, 0.5, 0.9}) CHECK(histogram.quantile(p) == Approx(p * 1e6).margin(1e-6));
  CHECK(histogram.quantile(1.0) == 999'999);
  CHECK_THROWS_AS(histogram.quantile(1.5), LogicFault);
}

TEST_CASE("a single value is found exactly, however long", "[histogram]") {
  for (const std::int64_t ms :
       {0LL, 63LL, 65LL, 600'001LL, 1LL << 35, (1LL << 35) - 1, 31'556'952'000'001LL, 1LL << 50}) {
    Histogram histogram;
    for (int i = 0; i < 10; ++i) histogram.add(ms);
    for (const double p : {0.0, 0.05, 0.5, 1.0}) CHECK(histogram.quantile(p) == static_cast<double>(ms));
  }
}

TEST_CASE("quantiles up to a thousand years are within 1/32 and inside what occurred", "[histogram]") {
  constexpr std::int64_t day = 86'400'000;
  for (const std::int64_t unit : {day / 24, day, 100 * day, 365 * day, 36'525 * day}) {
    Histogram histogram;
    for (std::int64_t i = 10; i >= 1; --i) histogram.add(i * unit);
    for (const std::int64_t tenth : {1, 2, 5, 9, 10}) {
      const auto right = static_cast<double>(tenth * unit);
      const double found = histogram.quantile(static_cast<double>(tenth) / 10);
      CHECK(std::abs(found - right) <= right / 32);
      CHECK(found >= static_cast<double>(unit));
      CHECK(found <= static_cast<double>(10 * unit));
    }
    CHECK(histogram.quantile(0) == static_cast<double>(unit));
    CHECK(histogram.quantile(1) == static_cast<double>(10 * unit));
  }
}

TEST_CASE("merged histograms are the histogram of all values", "[histogram]") {
  Histogram a, b, whole;
  for (std::int64_t i = 0; i < 10000; ++i) {
    const std::int64_t ms = i * i * i % 400'000'000'000;
    (i % 2 == 0 ? a : b).add(ms);
    whole.add(ms);
  }
  Histogram ab = a;
  ab.merge(b);
  Histogram ba = b;
  ba.merge(a);
  CHECK(ab == whole);
  CHECK(ba == whole);
  for (const double p : {0.0, 0.3, 0.99, 1.0}) CHECK(ab.quantile(p) == whole.quantile(p));
  Histogram none = a;
  none.merge(Histogram{});
  CHECK(none == a);
}
