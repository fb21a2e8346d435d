// Draws among options that need a pool which not every place has: what the shares are at each kind of place.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/model/steps.h"

namespace draagkracht {

// Weights of a draw with place_rows > 0. Axes: variant (bit i: place pool i of the draw exists), row, choice.
// Where a pool is missing its share goes to the fallback; where it is there it grows, at the cost of the fallback, so
// that the share over all inhabitants stays. `choices`: labels of the drawn variable. `coverage` (axis: pool kind):
// share of the inhabitants whose place has the pool.
std::vector<double> weights_by_place(const DrawStep& draw, std::size_t choices, std::span<const double> coverage);

}  // namespace draagkracht
