// Whose requests are alike for the traffic equations, given what steps still ahead depend on.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/traffic/traffic.h"

namespace draagkracht {

// A set of things that a step may depend on: one bit each.
__extension__ using Facets = unsigned __int128;
inline constexpr int most_variables = limits::variables, most_attributes = limits::attributes;
constexpr Facets variable_facet(std::size_t variable) { return Facets{1} << variable; }
constexpr Facets attribute_facet(std::size_t attribute) { return Facets{1} << (most_variables + attribute); }
inline constexpr int labels_end = most_variables + most_attributes;
inline constexpr Facets place_facet = Facets{1} << labels_end;         // which pools there are
inline constexpr Facets lever_facet = Facets{1} << (labels_end + 1);   // which levers for some persons concern this one
inline constexpr Facets nobody_facet = Facets{1} << (labels_end + 2);  // whether there is a person at all
inline constexpr Facets clock_facet = Facets{1} << (labels_end + 3);   // roughly when in the week it is
static_assert(labels_end + 4 <= 128);

// The variable or attribute whose label an expression reads, by its slot in RequestLabels.
inline LabelSource source_of_slot(const Model& model, Index slot) {
  for (std::size_t v = 0; v < model.variables.size(); ++v) {
    if (variable_slot(v) == slot) return LabelSource::of_variable(v);
  }
  for (std::size_t a = 0; a < model.attributes.size(); ++a) {
    const LabelSource source = LabelSource::of_attribute(a, model.variables.size());
    if (source.slot == slot) return source;
  }
  return {};
}

// A group of persons with a number; the last one is nobody, whose requests are anonymous.
class TrafficPeople {
 public:
  struct Kind {
    std::array<std::uint8_t, most_attributes> attributes{};
    Index place = 0;   // in places
    Index levers = 0;  // in lever_patterns
    bool nobody = false;
  };

  TrafficPeople(const Model& model, const TrafficInput& input);

  // Per group the first group that is the same in these facets.
  std::vector<Index> representatives(Facets facets) const;

  std::vector<Kind> kinds;                                // axis: group; nobody comes last
  std::vector<std::vector<std::uint8_t>> places;          // axes: pattern, pool kind; 1: exists
  std::vector<std::vector<std::uint8_t>> lever_patterns;  // axes: pattern, lever for some persons; 1: concerns them
  std::vector<const LeverEffect*> person_levers;          // by parameter, then by lever
  std::vector<std::size_t> lever_of;                      // axis: LeverEffect::number; in person_levers
  std::vector<std::uint8_t> pool_varies;                  // axis: pool kind; 1: not the same in all patterns
};

}  // namespace draagkracht
