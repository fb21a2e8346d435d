#include "engine/simulation/lever_places.h"

#include <algorithm>

namespace draagkracht {
namespace {

bool names(const LeverEffect::Place& place, const std::string& code) {
  return std::find(place.codes.begin(), place.codes.end(), code) != place.codes.end();
}

bool works_in(const LeverEffect& lever, const Population& population, const Wijk& wijk) {
  return std::all_of(lever.places.begin(), lever.places.end(), [&](const LeverEffect::Place& place) {
    switch (place.kind) {
      case LeverEffect::Place::region:
        return names(place, population.region);
      case LeverEffect::Place::municipality:
        return names(place, wijk.municipality_code);
      case LeverEffect::Place::wijk:
        return names(place, wijk.code);
      case LeverEffect::Place::pool:
        break;
    }
    return true;
  });
}

}  // namespace

LeverPlaces::LeverPlaces(const Model& model, const Population* population) : population_(population) {
  for (const Parameter& parameter : model.parameters) {
    for (const LeverEffect& lever : parameter.levers) {
      if (wijken_.size() <= lever.number) wijken_.resize(lever.number + 1);
      if (lever.places.empty() || population == nullptr) continue;
      for (const Wijk& wijk : population->wijken) wijken_[lever.number].push_back(works_in(lever, *population, wijk));
    }
  }
}

bool LeverPlaces::at_place(const LeverEffect& lever, Index scope, std::uint32_t place) const {
  if (population_ == nullptr) return lever.places.empty();
  if (scope != 0) return in_wijk(lever, population_->places[scope][place].wijk);
  return std::all_of(lever.places.begin(), lever.places.end(), [&](const LeverEffect::Place& at) {
    return at.kind == LeverEffect::Place::pool ||
           (at.kind == LeverEffect::Place::region && names(at, population_->region));
  });
}

}  // namespace draagkracht
