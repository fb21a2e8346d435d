// Values of parameters at the moment of use: what the model says, changed by the levers that are in force today.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"

namespace draagkracht {

// Whether a person lives in all places that a lever names; one that names none is for everywhere.
bool lives_where(const LeverEffect& lever, const Person& person, const Population& population);

class ParameterValues {
 public:
  // `population` may be nullptr: then levers for some persons only concern nobody.
  ParameterValues(const Model& model, const Population* population)
      : model_(model), population_(population), today_(model.parameter_rows) {}

  // Brings all values to a day. Levers with conditions on persons are left to for_person.
  void set_day(std::int32_t day);

  // The value of one row of a parameter today, for everyone.
  double row(Index parameter, std::uint32_t row) const { return today_[model_.parameters[parameter].first + row]; }
  // The same for one person (or nullptr), with the levers that concern only some.
  double for_person(Index parameter, std::uint32_t row, const Person* person) const;

 private:
  bool concerns(const LeverEffect& lever, const Person* person) const;

  const Model& model_;
  const Population* population_;
  std::vector<double> today_;  // axis: row of all parameters
  std::int32_t day_ = -1;
};

}  // namespace draagkracht
