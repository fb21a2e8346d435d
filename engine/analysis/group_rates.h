// What is counted per 1,000 inhabitants of each group of persons, and what else is worked out of a group, in two
// scenarios. Which figures and which groups is data (GroupFigure).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/analysis/comparison.h"

namespace draagkracht {

// `figures`: those that read_group_figures let through for the schema of the results.
std::vector<GroupTable> group_tables(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                                     std::uint32_t region, double confidence, const std::vector<GroupFigure>& figures,
                                     bool paired = true);

}  // namespace draagkracht
