#include "engine/traffic/traffic_people.h"

#include <algorithm>
#include <map>

#include "engine/core/fault.h"
#include "engine/model/day_values.h"

namespace draagkracht {
namespace {

Index position_of(std::vector<std::vector<std::uint8_t>>& patterns, const std::vector<std::uint8_t>& pattern) {
  const auto it = std::find(patterns.begin(), patterns.end(), pattern);
  if (it != patterns.end()) return static_cast<Index>(it - patterns.begin());
  patterns.push_back(pattern);
  return static_cast<Index>(patterns.size() - 1);
}

}  // namespace

TrafficPeople::TrafficPeople(const Model& model, const TrafficInput& input) {
  DRAAGKRACHT_ENSURE(model.variables.size() <= most_variables && model.attributes.size() <= most_attributes);
  DRAAGKRACHT_ENSURE(input.groups.size() + 1 < none);
  for (const Parameter& parameter : model.parameters) {
    for (const LeverEffect& lever : parameter.levers) {
      if (lever_of.size() <= lever.number) lever_of.resize(lever.number + 1, 0);
      if (for_everyone(lever)) continue;
      lever_of[lever.number] = person_levers.size();
      person_levers.push_back(&lever);
    }
  }
  for (const PersonGroup& group : input.groups) {
    DRAAGKRACHT_ENSURE(group.attributes.size() == model.attributes.size() && group.pools.size() == model.pools.size());
    Kind kind;
    std::copy(group.attributes.begin(), group.attributes.end(), kind.attributes.begin());
    kind.place = position_of(places, group.pools);
    std::vector<std::uint8_t> concerned;
    std::size_t with_place = 0;
    for (const LeverEffect* lever : person_levers) {
      bool fits = lever->places.empty() || group.lever_places.at(with_place) != 0;
      with_place += lever->places.empty() ? 0 : 1;
      for (const LeverEffect::Condition& condition : lever->conditions) {
        fits = fits && condition.labels[group.attributes[condition.attribute]] != 0;
      }
      concerned.push_back(fits ? 1 : 0);
    }
    kind.levers = position_of(lever_patterns, concerned);
    kinds.push_back(kind);
  }
  DRAAGKRACHT_ENSURE(input.nobodys_pools.size() == model.pools.size());
  Kind nobodys;
  nobodys.nobody = true;
  nobodys.place = position_of(places, input.nobodys_pools);
  nobodys.levers = position_of(lever_patterns, std::vector<std::uint8_t>(person_levers.size(), 0));
  kinds.push_back(nobodys);
  for (std::size_t pool = 0; pool < model.pools.size(); ++pool) {
    const bool varies =
        std::any_of(places.begin(), places.end(), [&](const auto& place) { return place[pool] != places[0][pool]; });
    pool_varies.push_back(varies ? 1 : 0);
  }
}

std::vector<Index> TrafficPeople::representatives(Facets facets) const {
  std::map<std::array<std::uint16_t, most_attributes + 3>, Index> first;
  std::vector<Index> result;
  for (std::size_t group = 0; group < kinds.size(); ++group) {
    const Kind& kind = kinds[group];
    std::array<std::uint16_t, most_attributes + 3> seen{};
    for (std::size_t a = 0; a < most_attributes; ++a)
      seen[a] = (facets & attribute_facet(a)) != 0 ? kind.attributes[a] : 0;
    seen[most_attributes] = (facets & place_facet) != 0 ? kind.place : 0;
    seen[most_attributes + 1] = (facets & lever_facet) != 0 ? kind.levers : 0;
    seen[most_attributes + 2] = (facets & nobody_facet) != 0 && kind.nobody ? 1 : 0;
    result.push_back(first.try_emplace(seen, static_cast<Index>(group)).first->second);
  }
  return result;
}

}  // namespace draagkracht
