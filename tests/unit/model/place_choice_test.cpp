#include "engine/model/place_choice.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {

TEST_CASE("Where a pool is missing its share goes to the fallback; over all inhabitants the share stays") {
  DrawStep draw;
  draw.place_rows = 2;
  draw.place_pools = {3};
  draw.place_labels = {1};
  draw.fallback = 0;
  draw.weights = {0.7, 0.1, 0.2, 0.5, 0.2, 0.3};
  const std::vector<double> coverage{1, 1, 1, 0.4};
  const std::vector<double> weights = weights_by_place(draw, 3, coverage);
  REQUIRE(weights.size() == 12);
  // Axes: variant, row, choice.
  const std::vector<double> without{0.8, 0, 0.2, 0.7, 0, 0.3}, with{0.55, 0.25, 0.2, 0.2, 0.5, 0.3};
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(weights[i] == Approx(without[i]));
    CHECK(weights[6 + i] == Approx(with[i]));
    CHECK(0.6 * weights[i] + 0.4 * weights[6 + i] == Approx(draw.weights[i]));
  }
}

TEST_CASE("A share cannot grow beyond what the fallback has to give") {
  DrawStep draw;
  draw.place_rows = 1;
  draw.place_pools = {0};
  draw.place_labels = {1};
  draw.fallback = 0;
  draw.weights = {0.1, 0.5, 0.4};
  const std::vector<double> weights = weights_by_place(draw, 3, std::vector<double>{0.5});
  CHECK(weights[3] == Approx(0));
  CHECK(weights[4] == Approx(0.6));
}

}  // namespace draagkracht::testing
