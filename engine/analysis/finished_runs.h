// How many replications of each scenario and region are there: fewer than planned where runs failed. Every reader of
// results says so by these texts and this table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"
#include "engine/results/run.h"

namespace draagkracht {

struct FinishedRuns {
  std::vector<std::string> scenarios;              // names
  std::vector<std::string> regions;                // codes
  std::uint32_t planned = 0;                       // of each scenario and region: draws x replications
  std::vector<std::vector<std::uint32_t>> counts;  // axes: scenario, region
  bool all() const;
};

// Throws LogicFault if a key lies outside the frame.
FinishedRuns count_runs(const ExperimentFrame& frame, std::span<const RunKey> keys);
FinishedRuns count_runs(const ResultSet& results);

// A line per scenario: "  scenario plan: 7 of 10 replications", with regions where these differ.
std::string finished_text(const FinishedRuns& finished, Language language);

// Table "replications", one row per region and scenario.
FlatTable to_table(const FinishedRuns& finished);

}  // namespace draagkracht
