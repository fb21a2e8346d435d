#include "engine/model/place_choice.h"

#include <algorithm>

namespace draagkracht {

std::vector<double> weights_by_place(const DrawStep& draw, std::size_t choices, std::span<const double> coverage) {
  const std::size_t variants = std::size_t{1} << draw.place_pools.size();
  std::vector<double> weights;
  weights.reserve(variants * draw.weights.size());
  for (std::size_t variant = 0; variant < variants; ++variant) {
    weights.insert(weights.end(), draw.weights.begin(), draw.weights.end());
    double* rows = weights.data() + variant * draw.weights.size();
    for (std::size_t r = 0; r < draw.place_rows; ++r) {
      double* row = rows + r * choices;
      for (std::size_t i = 0; i < draw.place_pools.size(); ++i) {
        const double share = row[draw.place_labels[i]];
        const double covered = std::max(coverage[draw.place_pools[i]], 1e-9);
        const double wanted = ((variant >> i) & 1U) != 0 ? share / covered : 0.0;
        const double moved = std::min(wanted - share, row[draw.fallback]);
        row[draw.place_labels[i]] = share + moved;
        row[draw.fallback] -= moved;
      }
    }
  }
  return weights;
}

}  // namespace draagkracht
