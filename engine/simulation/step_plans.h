// The steps of a model once more, as the main loop of one run reads them: whatever is the same for all requests at a
// step is looked up here beforehand (the pool, the table of times, the record of waits, the thresholds of a branch).
// What depends on the request stays in the model, and the plan says so. Nothing here changes during a run.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/random/distribution.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/region.h"

namespace draagkracht {

// A step, and where to go on behind it. A step without a branch has one target.
struct alignas(64) StepPlan {
  // So many branches are chosen without a jump that depends on the word. A branch with more targets, or with shares
  // that levers change, has no targets here and is chosen by its BranchStep.
  static constexpr std::size_t most_targets = 4;
  std::array<std::uint64_t, most_targets - 1> passed_from{};  // the branch is behind the i-th target from this word on
  std::array<Index, most_targets> to{none, none, none, none};
  Step step;

  // The target of a word, or `none`: the BranchStep must be asked.
  Index target(std::uint32_t word) const {
    std::size_t passed = 0;
    for (const std::uint64_t from : passed_from) passed += word >= from ? 1U : 0U;
    return to[passed];
  }
};

// A task, by the index of its step; all nullptr for other steps.
struct alignas(64) TaskPlan {
  const TaskStep* task = nullptr;
  const QuantileTable* time = nullptr;      // nullptr: depends on the request or on a lever
  const std::uint8_t* classes = nullptr;    // axis: label of `priority`
  WaitRecord* waits = nullptr;              // axis: row of the measure; nullptr: not measured
  const WaitMeasure* measure = nullptr;
  std::uint32_t pool = nobody;              // nobody: depends on the request
  LabelSource priority;
  bool waits_by_row = false;
  bool waits_from_arrival = false;
  bool has_patience = false;
  bool has_after_work = false;
  bool may_be_reallocated = false;
  bool has_own_variable = false;
};

struct StepPlans {
  // `observer`: whose wait records the plans point to; all three must outlive the plans.
  StepPlans(const Model& model, const Region& region, Observer& observer);

  std::vector<StepPlan> steps;  // axis: step
  std::vector<TaskPlan> tasks;  // axis: step
};

}  // namespace draagkracht
