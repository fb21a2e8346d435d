#include "engine/simulation/habit_shares.h"

#include <algorithm>

namespace draagkracht {

HabitShares::HabitShares(const Model& model, const ParameterValues& parameters)
    : model_(model), parameters_(parameters) {
  for (const Parameter& parameter : model.parameters) {
    for (const LeverEffect& lever : parameter.levers) levers_ = std::max<std::size_t>(levers_, lever.number + 1U);
  }
  for (const Diffusion& diffusion : model.diffusions) {
    Habit habit;
    for (const Index parameter : diffusion.parameters()) {
      for (const LeverEffect& lever : model.parameters[parameter].levers) {
        if (!for_everyone(lever)) habit.levers.push_back(&lever);
      }
    }
    habit.groups.push_back({std::vector<std::uint8_t>(levers_, 0), HabitShare(model, diffusion)});
    habits_.push_back(std::move(habit));
  }
}

HabitShares::Group& HabitShares::group_of(Habit& habit, const Person* person) {
  if (habit.levers.empty() || person == nullptr) return habit.groups[0];
  concerned_.assign(levers_, 0);
  for (const LeverEffect* lever : habit.levers)
    concerned_[lever->number] = parameters_.concerns(*lever, person) ? 1 : 0;
  const auto same = std::find_if(habit.groups.begin(), habit.groups.end(),
                                 [&](const Group& group) { return group.concerned == concerned_; });
  if (same != habit.groups.end()) return *same;
  const auto diffusion = static_cast<std::size_t>(&habit - habits_.data());
  habit.groups.push_back({concerned_, HabitShare(model_, model_.diffusions[diffusion])});
  return habit.groups.back();
}

double HabitShares::share(Index diffusion, const Person* person) {
  Group& group = group_of(habits_[diffusion], person);
  return group.share.on(parameters_.day(), [&](Index parameter, std::int32_t day) {
    return value_on(model_.parameters[parameter], 0, day,
                    [&](const LeverEffect& lever) { return group.concerned[lever.number] != 0; });
  });
}

}  // namespace draagkracht
