// A simulated scenario beside published figures: the difference of each, whether it is within its tolerance, and how
// many are, by class. Figures that went into the tables test the bookkeeping, held-out ones the model. Judges the mean
// over runs; its interval is shown beside it. No texts for readers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/analysis/comparison.h"
#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"
#include "engine/results/run.h"
#include "engine/stats/interval.h"

namespace draagkracht {

enum class Agreement { within, outside, not_computed };

struct ValidationRow {
  PublishedFigure figure;
  Interval simulated;  // over replications or draws, see comparison.h
  double difference;   // simulated / published - 1, or simulated - published, as the tolerance is meant; or NaN
  Agreement agreement = Agreement::not_computed;
};

struct ValidationCount {
  std::size_t within = 0;
  std::size_t outside = 0;
  std::size_t not_computed = 0;
  std::size_t computed() const { return within + outside; }
};

struct RegionValidation {
  std::string code;
  std::string name;
  std::uint32_t units = 0;                  // replications or draws that are there
  std::vector<ValidationRow> rows;          // in the order of the figures
  std::array<ValidationCount, 3> counts{};  // by FigureClass
  const ValidationCount& count(FigureClass figure_class) const {
    return counts[static_cast<std::size_t>(figure_class)];
  }
};

struct Validation {
  std::string scenario;
  double confidence = 0.95;
  std::string unit_of_variation;          // "replication" or "draw"
  std::uint32_t units = 0;                // planned
  std::vector<RegionValidation> regions;  // published figures are national: a region may differ for good reasons
  ScenarioSetting setting = {};
};

// Throws LogicFault if the scenario is not in the results.
Validation validate(const ResultSet& results, std::uint32_t scenario, const std::vector<PublishedFigure>& figures,
                    double confidence = 0.95, const ScenarioSetting& setting = {});

// Tables "validation", one row per region and figure, and "validation_counts", one per region and class.
std::vector<FlatTable> to_tables(const Validation& validation);

// Names in files: "held_out", "not_computed".
std::string name_of(FigureClass figure_class);
std::string name_of(Agreement agreement);

}  // namespace draagkracht
