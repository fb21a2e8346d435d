// The distributions of the language: for each its name, its keys, and what is said of it. One row each, read by the
// reader of files, the reference page, the JSON Schema and the outline of pathways. No formulas (engine/random).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace draagkracht {

struct DistributionText {
  std::string_view name;               // in files
  std::vector<std::string_view> keys;  // that it takes, beside `distribution`, `round` and `factor`
  std::string_view nl, en;             // in running text
  std::string_view needs;              // its keys as the reference page tells them
  std::string_view meaning;
  std::string_view example;  // of a time, with all that it needs and nothing else
};

// Axis: DistributionKind (engine/random/distribution.h). "mixture" is the last.
const std::vector<DistributionText>& distributions();

// Their names; axis: the same.
const std::vector<std::string>& distribution_names();

}  // namespace draagkracht
