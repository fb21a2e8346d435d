// How outcomes go from year to year, in the baseline and in each scenario: results of several years, each year on its
// own. The difference from the baseline is that of the same year, with intervals as in comparison.h, not adjusted for
// how many there are.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/comparison.h"
#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"
#include "engine/results/run.h"
#include "engine/results/year.h"

namespace draagkracht {

struct YearEstimate {
  Interval value;       // over all runs of the scenario that are there
  Interval difference;  // scenario - baseline, over the runs that are there in both
};

struct TrajectoryRow {
  Indicator indicator;
  std::vector<std::vector<YearEstimate>> values;  // axes: scenario, year
};

struct RegionTrajectory {
  std::string code;
  std::string name;
  std::vector<TrajectoryRow> rows;  // in the order of the indicators
};

struct Trajectory {
  std::vector<ResultYear> years;
  std::vector<std::uint32_t> scenarios;  // of the results; the baseline first
  std::vector<std::string> names;        // axis: scenarios
  std::string unit_of_variation;         // "replication" or "draw"
  std::uint32_t units = 0;               // planned
  double confidence = 0.95;
  std::vector<RegionTrajectory> regions;
};

// Of the headline outcomes; of results that have none, of all outcomes that can be computed. `indicators` are read for
// the results of one year (of_year); no rows if there is no outcome, no regions if the results are not by year.
Trajectory trajectory_of(const ResultSet& results, const std::vector<Indicator>& indicators, std::uint32_t baseline,
                         double confidence = 0.95);

// Table "trajectory", one row per region, scenario, outcome and year.
FlatTable to_table(const Trajectory& trajectory);

// One table per region, not wider than 100 columns as long as names let it; with half widths if there is room. "" if
// there is nothing to show.
std::string trajectory_text(const Trajectory& trajectory, Language language);

}  // namespace draagkracht
