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
  CHECK(Histogram::limit_ms > 366LL * 86'400'000);
}

TEST_CASE("quantiles of evenly spread values", "[histogram]") {
  Histogram histogram;
  CHECK(std::isnan(histogram.quantile(0.5)));
  for (std::int64_t ms = 0; ms < 1'000'000; ++ms) histogram.add(ms);
  CHECK(histogram.total() == 1'000'000);
  // Evenly spread inside each cell too, so linear interpolation is exact (but for the last cell, filled in part).
  for (const double p : {0.0, 0.001, 0.1, 0.5, 0.9}) CHECK(histogram.quantile(p) == Approx(p * 1e6).margin(1e-6));
  CHECK(histogram.quantile(1.0) <= 1'000'000 * (1 + 1.0 / 32));
  CHECK_THROWS_AS(histogram.quantile(1.5), LogicFault);
}

TEST_CASE("a single value is found to within a cell", "[histogram]") {
  Histogram histogram;
  for (int i = 0; i < 10; ++i) histogram.add(600'000);
  for (const double p : {0.05, 0.5, 1.0}) CHECK(std::abs(histogram.quantile(p) / 600'000 - 1) < 1.0 / 32);
  Histogram zeros;
  zeros.add(0);
  CHECK(zeros.quantile(0.5) == 0);  // below 64 ms a cell holds one value
}

TEST_CASE("merged histograms are the histogram of all values", "[histogram]") {
  Histogram a, b, whole;
  for (std::int64_t i = 0; i < 10000; ++i) {
    const std::int64_t ms = i * i * i % 40'000'000'000;
    (i % 2 == 0 ? a : b).add(ms);
    whole.add(ms);
  }
  Histogram ab = a;
  ab.merge(b);
  Histogram ba = b;
  ba.merge(a);
  CHECK(ab == whole);
  CHECK(ba == whole);
}
