// Values of parameters at the moment of use: what the model says, changed by the levers that are in force today.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/simulation/lever_places.h"
#include "engine/simulation/region.h"

namespace draagkracht {

class ParameterValues {
 public:
  // `region`: what stands where; must outlive this. One without population: levers for some persons concern nobody.
  ParameterValues(const Model& model, const Region& region)
      : model_(model),
        region_(region),
        period_(region.periods.data()),
        places_(model, region.population),
        today_(model.parameter_rows) {}

  // Brings all values to a day. Levers for some persons or places are left to for_person and for_place.
  void set_day(std::int32_t day);
  std::int32_t day() const { return day_; }
  // What stands where on that day.
  const RegionPeriod& period() const { return *period_; }
  // Whether pools have come to places, or gone, since the day before: levers with has_pool may concern others then.
  bool pools_moved() const;

  // The value of one row of a parameter today, for everyone.
  double row(Index parameter, std::uint32_t row) const { return today_[model_.parameters[parameter].first + row]; }
  // The same for one person (or nullptr), with the levers that concern only some.
  double for_person(Index parameter, std::uint32_t row, const Person* person) const;
  // The same on another day, with the pools that stand where on that day.
  double for_person_on(std::int32_t day, Index parameter, std::uint32_t row, const Person* person) const;
  // The same for a place of a scope.
  double for_place(Index parameter, std::uint32_t row, Index scope, std::uint32_t place) const;

  // Whether a person lives, and belongs to places, where a lever works; attributes are not asked.
  bool in_reach(const LeverEffect& lever, const Person& person) const;
  // Whether a lever for some persons concerns this one (nullptr: never); for some places, this one.
  bool concerns(const LeverEffect& lever, const Person* person) const;
  bool concerns_place(const LeverEffect& lever, Index scope, std::uint32_t place) const;

 private:
  bool in_reach_on(const RegionPeriod& period, const LeverEffect& lever, const Person& person) const;
  bool concerns_on(const RegionPeriod& period, const LeverEffect& lever, const Person* person) const;

  const Model& model_;
  const Region& region_;
  const RegionPeriod* period_;  // on the day
  LeverPlaces places_;
  std::vector<double> today_;  // axis: row of all parameters
  std::int32_t day_ = -1;
};

}  // namespace draagkracht
