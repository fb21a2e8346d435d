// From scenarios and tables in memory to an experiment that is ready to run: compiled, with its regions and their
// people looked up, and everything checked against everything, so that all that is wrong comes in one go. Reads and
// writes no files, and simulates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/experiment/experiment.h"
#include "engine/results/run.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// What is asked of the runs; what is not given comes from the scenarios.
struct SetupRequest {
  // As RegionAreas::asked reads them, separated by commas; or "all".
  std::optional<std::string> regions;
  std::optional<std::int64_t> replications, seed, years, weeks;
  std::optional<double> inhabitants_share;
};

// A scenario as it was read. Its horizon becomes what is asked for.
struct ScenarioInput {
  std::string file;              // what messages call it
  Scenario* scenario = nullptr;  // nullptr: it could not be read at all, and `issues` says why
  const Tables* tables = nullptr;
  std::vector<Issue> issues;              // of its reading; what follows from them is not told again
  const OwnTables* own_tables = nullptr;  // nullptr: no region has any
};

struct ExperimentSetup {
  Experiment experiment;
  ExperimentFrame frame;
  // Tables that a region has for itself in each scenario: how many rows are its own, of how many; and lists of places
  // of which some stand in it.
  struct OwnFigures {
    std::string table, file;
    std::size_t rows = 0, all = 0;
    bool staffs = false;  // says how many people work
    friend bool operator==(const OwnFigures&, const OwnFigures&) = default;
  };
  std::vector<std::vector<std::vector<OwnFigures>>> own_figures;  // axes: region, scenario, table
  std::vector<std::string> asked_regions;  // axis: region; how `--regions` asks for it; none without inhabitants
  double inhabitants_share = 1;

  std::size_t runs() const { return frame.scenarios.size() * frame.replications * frame.regions.size(); }
  // Persons of a region on the day of the counts; 0 for models without inhabitants.
  double inhabitants(std::size_t region) const;
  // From the start of the warm-up to the end, in years of 365.25 days.
  double simulated_years() const;
  // Of all quantile tables of all models.
  std::uint64_t table_checksum() const;
};

// Adds all issues; nothing is set up if there is any. What the inputs point to must outlive the call only.
std::optional<ExperimentSetup> set_up(const SetupRequest& request, std::vector<ScenarioInput> scenarios,
                                      Issues& issues);

// What stands for the region of models without inhabitants.
inline constexpr const char* no_region = "none";

}  // namespace draagkracht
