// Whole persons and whole shifts of a region, divided over its places.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/staff_roster.h"

namespace draagkracht {

// What levers make of a parameter on one day at the places of a pool's scope.
struct PlaceFactors {
  double everywhere = 1;
  std::vector<double> at;  // axis: place; empty: the same everywhere

  // What is divided over all places before some get more or less; nothing can be made more of what is 0.
  double divided() const { return at.empty() || everywhere > 0 ? everywhere : 1; }
};

// Axes of both: place.
struct StaffNumbers {
  std::vector<std::uint32_t> persons, shifts;  // the latter of mean length
};

// Parts of a whole number in proportion to weights, by largest remainder; ties to the earlier. Sums to `total`.
std::vector<std::uint32_t> divide_in_proportion(std::uint32_t total, const std::vector<double>& weights);

// Some places get more or less of what was divided; the others keep theirs.
void change_places(std::vector<std::uint32_t>& parts, const PlaceFactors& factors);

// Staff of a region with so many inhabitants, for the shifts of a week (region_builder.h says how). `weights` are the
// inhabitants of each place, times how its hours differ; `factors`, what levers make of the rule.
// `direct` works on shifts alone: the same persons have more or fewer of them.
StaffNumbers divide_staff(const StaffRule& rule, const Week& week, double inhabitants,
                          const std::vector<double>& weights, const PlaceFactors& factors,
                          const PlaceFactors& direct = {});

}  // namespace draagkracht
