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

// Two cache lines: the first is what a task needs, the second where to go on.
struct alignas(64) StepPlan {
  // So many branches are chosen without a jump that depends on the word. A branch with more targets, or with shares
  // that levers change, has no targets here and is chosen by its Branches.
  static constexpr std::size_t most_targets = 4;

  const SeizeStep* seize = nullptr;     // nullptr: not a task
  const QuantileTable* time = nullptr;  // of the work; nullptr: depends on the request or on a lever
  WaitRecord* waits = nullptr;          // axis: row of the measure; nullptr: not measured
  const WaitMeasure* measure = nullptr;
  const std::uint8_t* classes = nullptr;  // axis: label; of a task: priority class
  std::uint32_t time_address = 0;
  std::uint32_t pool = nobody;      // instance; nobody: depends on the request
  LabelSource label;                // of a task's priority, or what a switch looks at
  std::int8_t priority_class = -1;  // -1: depends on the request
  bool waits_plainly = false;       // no rows, no norms, from joining the queue
  bool waits_by_row = false;
  bool waits_from_arrival = false;
  bool has_patience = false;
  bool has_after_work = false;
  bool may_be_reallocated = false;
  bool has_own_variable = false;
  bool waits_whole_run = false;     // warm-up included
  bool is_joint = false;            // seizes several pools at once, or one of several
  bool gives_back_jointly = false;  // seizes several pools, or keeps one when its service ends
  bool keeps_wait = false;          // some formula asks for the last wait

  std::array<std::uint64_t, most_targets - 1> passed_from{};  // from this word on, the branch is behind the i-th target
  std::array<Index, most_targets> to{none, none, none, none};
  Step step;
  std::int64_t* outcome = nullptr;  // of an exit for whose guests nobody waits: where its outcome is counted
  const Index* by_label = nullptr;  // of a switch; axis: label; where to go on, or `none`: as after any step

  // The target of a word, or `none`: the Branches must be asked.
  Index target(std::uint32_t word) const {
    std::size_t passed = 0;
    for (const std::uint64_t from : passed_from) passed += word >= from ? 1U : 0U;
    return to[passed];
  }
};
static_assert(sizeof(StepPlan) == 128);

// One tally of a step. A step's tallies stand together.
struct TallyPlan {
  TableKey key;
  std::uint32_t offset = 0;   // in Observer::counts
  std::uint32_t size = 1;     // cells of one period
  std::uint32_t by_week = 0;  // as of Tally
  std::uint32_t by_hour = 0;
  std::uint32_t by_municipality = 0;
  bool by_part() const { return (by_week | by_hour | by_municipality) != 0; }
  std::uint8_t person_count = 0xff;  // also counted per person, as this
  bool minutes = false;
  bool whole_run = false;  // warm-up included
  Index wait = none;       // takes no count but the time since arrival, for this measure
};

// The tallies of all steps; axis: as Model::step_tallies.
std::vector<TallyPlan> plan_tallies(const Model& model);

// The plans of all steps; axis: step. `observer`: whose records the plans point to. All three must outlive the plans.
std::vector<StepPlan> plan_steps(const Model& model, const Region& region, Observer& observer);

}  // namespace draagkracht
