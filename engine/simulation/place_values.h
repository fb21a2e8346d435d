// Numbers of places that steps and rules assign (Model::place_numbers). State of a run; a model without them has none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/region.h"

namespace draagkracht {

// How many places of a scope there are in a region; the region is one.
inline std::size_t places_of_scope(const Region& region, Index scope) {
  if (scope == 0) return 1;
  return region.population == nullptr ? 0 : region.population->places[scope].size();
}

// Whoever has no place of the number's scope (`nobody`) reads what all begin with, and what one sets is forgotten.
class PlaceValues {
 public:
  // `model` must outlive this.
  PlaceValues(const Model& model, const Region& region) : model_(&model) {
    for (const Model::PlaceNumber& number : model.place_numbers) {
      first_.push_back(values_.size());
      values_.resize(values_.size() + places_of_scope(region, number.scope), number.value);
    }
    first_.push_back(values_.size());
  }

  double number(Index number, std::uint32_t place) const {
    return place == nobody ? model_->place_numbers[number].value : values_[first_[number] + place];
  }
  void set_number(Index number, std::uint32_t place, double value) {
    if (place != nobody) values_[first_[number] + place] = value;
  }
  // Over all places, each as one; what all begin with if there are none.
  double mean(std::size_t number) const {
    double sum = 0;
    for (std::size_t at = first_[number]; at < first_[number + 1]; ++at) sum += values_[at];
    const std::size_t places = first_[number + 1] - first_[number];
    return places == 0 ? model_->place_numbers[number].value : sum / static_cast<double>(places);
  }

  template <class F>
  void visit(F&& f) {
    auto& [model, first, values] = *this;
    f("place_values", values);
  }

 private:
  const Model* model_;
  std::vector<std::size_t> first_;  // axis: number; of its places in `values_`; one more: the end
  std::vector<double> values_;      // axes: number, place of its scope
};

}  // namespace draagkracht
