// Results of two experiments in one set, so that scenarios of one can be held against a scenario of the other: regions
// that both have, by their codes, and the union of all names. What one of them lacks is lacking in its scenarios, as
// between scenarios of one experiment. Says what was left out; whether runs are pairs is for others to know.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/results/run.h"

namespace draagkracht {

// Which regions of two experiments have the same code.
struct RegionMatch {
  struct Both {
    std::uint32_t first, second;  // index in each
  };
  std::vector<Both> both;  // in the order of the first
  std::vector<std::uint32_t> only_first, only_second;
};
RegionMatch match_regions(const ExperimentFrame& first, const ExperimentFrame& second);

// Names along a dimension that one of the two has alone; of numbers only how many.
struct OwnPlaces {
  std::string dimension;
  std::vector<std::string> only_first, only_second;  // labels
  std::size_t numbers_only_first = 0, numbers_only_second = 0;
};

struct SideBySide {
  // Scenario 0 is `baseline` of the first, then stand all of the second. Replications count to the larger number.
  ResultSet results;
  std::vector<OwnPlaces> own_places;        // of dimensions that both have, and not alike
  std::vector<std::string> only_first;      // variables
  std::vector<std::string> only_second;     // variables
  std::vector<std::string> differ_in_kind;  // variables that mean two things: left out
};

// Throws LogicFault if there is no region in both, if the numbers of draws differ or the first lacks the scenario.
SideBySide side_by_side(const ResultSet& first, std::uint32_t baseline, const ResultSet& second,
                        const RegionMatch& regions);

}  // namespace draagkracht
