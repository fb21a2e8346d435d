// Who has a habit today: its share in each group of persons whom the same levers concern. Groups spread apart: who
// joins through others does so through those of the group.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/day_values.h"
#include "engine/simulation/parameter_values.h"

namespace draagkracht {

class HabitShares {
 public:
  // `parameters` must outlive this; its day is today.
  HabitShares(const Model& model, const ParameterValues& parameters);

  // Today's share among those whom the same levers concern as this person (or nullptr).
  double share(Index diffusion, const Person* person);

 private:
  struct Group {
    std::vector<std::uint8_t> concerned;  // axis: LeverEffect::number; 1: a lever for some persons that concerns them
    HabitShare share;
  };
  struct Habit {
    std::vector<const LeverEffect*> levers;  // for some persons
    std::vector<Group> groups;               // the first one: whom none of the levers concerns
  };
  Group& group_of(Habit& habit, const Person* person);

  const Model& model_;
  const ParameterValues& parameters_;
  std::vector<Habit> habits_;  // axis: diffusion
  std::size_t levers_ = 0;     // of the model
  std::vector<std::uint8_t> concerned_;
};

}  // namespace draagkracht
