// Where levers for some places work: which persons and which places of a region they concern.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"

namespace draagkracht {

class LeverPlaces {
 public:
  // `population` may be nullptr: then nothing is anywhere.
  LeverPlaces(const Model& model, const Population* population);

  // Whether a lever's region, gemeente and wijk hold in a wijk of the population.
  bool in_wijk(const LeverEffect& lever, std::uint32_t wijk) const {
    return lever.places.empty() || (!wijken_[lever.number].empty() && wijken_[lever.number][wijk] != 0);
  }
  // Whether they hold at a place, which stands in a wijk; the region itself stands in none.
  bool at_place(const LeverEffect& lever, Index scope, std::uint32_t place) const;

 private:
  const Population* population_;
  std::vector<std::vector<std::uint8_t>> wijken_;  // axes: lever, wijk; 1: it works there. No wijken: nowhere, or all
};

// Whether of each has_pool of a lever one pool is there. `there`: (pool kind) -> bool.
template <class There>
bool has_pools(const LeverEffect& lever, There there) {
  for (const LeverEffect::Place& place : lever.places) {
    if (place.kind != LeverEffect::Place::pool) continue;
    bool any = false;
    for (const Index pool : place.pools) any = any || there(pool);
    if (!any) return false;
  }
  return true;
}

// Whether a person's attributes fit a lever.
inline bool fits(const LeverEffect& lever, const Person& person) {
  for (const LeverEffect::Condition& condition : lever.conditions) {
    if (condition.labels[person.label(condition.attribute)] == 0) return false;
  }
  return true;
}

}  // namespace draagkracht
