// Whether runs of two result files are pairs: replications of one number have the same luck if the seed is the same,
// and tell of the same people if these were made alike.
#pragma once

#include <cstdint>

#include "engine/analysis/targets.h"
#include "engine/io/results_file.h"

namespace draagkracht {

struct ScenarioOrigin {
  const StoredResults& stored;
  std::uint32_t scenario;  // of its results
};

// Why they are no pairs; empty if they are. As far as the files tell: seed, share of the inhabitants, first day and
// warm-up, what the scenarios say of people and places, the tables that this names, and how many inhabitants of each
// label there are in a year that both have. Models without inhabitants share luck alone.
BilingualText why_unpaired(const ScenarioOrigin& scenario, const ScenarioOrigin& baseline);

}  // namespace draagkracht
