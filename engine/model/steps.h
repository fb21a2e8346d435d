// The steps of pathways as compiled: one kind of struct per verb, in a vector of its own in Model. What each verb does
// stands in engine/simulation/step_runner.cpp, of tasks in services.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/model/keys.h"

namespace draagkracht {

// A time: a distribution per row of a key, times a factor; or a formula.
struct TimeSource {
  TableKey key;
  std::vector<Index> tables;  // axis: row -> quantile table; none = that row does not exist
  Index factor = none;        // parameter
  Index formula = none;       // instead of tables
  bool any = false;
  friend bool operator==(const TimeSource&, const TimeSource&) = default;
};

// A choice of pool by a label, or a fixed one.
struct PoolChoice {
  LabelSource source;
  std::vector<Index> pools;  // axis: label -> pool kind, or none
  friend bool operator==(const PoolChoice&, const PoolChoice&) = default;
};

// clang-format off
enum class StepKind : std::uint8_t {
  task, book, delay, until, draw, switch_label, switch_schedule, chance, when, branches, set, copy, assign, release,
  account, spawn, reallocate, exit, go
};
// clang-format on

struct Step {
  StepKind kind = StepKind::go;
  std::uint8_t tallies = 0;   // how many tallies it adds to when it is done
  Index next = none;          // where to go on
  Index index = none;         // in the vector of its kind
  Index first_tally = 0;      // in Model::step_tallies
  Index branch = none;        // in Model::branches: drawn by the branch lane when the step is done, instead of `next`
  Index again = none;         // number among the steps that draw and that a request may reach again
  std::uint32_t address = 0;  // of its random numbers
  friend bool operator==(const Step&, const Step&) = default;
};
static_assert(sizeof(Step) == 16);

// Whether random numbers of the request itself are asked for at a step.
inline bool draws_numbers(const Step& step) {
  switch (step.kind) {
    case StepKind::task:
    case StepKind::book:
    case StepKind::delay:
    case StepKind::draw:
    case StepKind::chance:
    case StepKind::assign:
    case StepKind::account:
    case StepKind::branches:
    case StepKind::spawn:  // the new request is found by how often this one was here
    case StepKind::reallocate:
      return true;
    case StepKind::until:
    case StepKind::switch_label:
    case StepKind::switch_schedule:
    case StepKind::when:
    case StepKind::set:
    case StepKind::copy:
    case StepKind::release:
    case StepKind::exit:
    case StepKind::go:
      return step.branch != none;
  }
  return true;
}

struct TaskStep {
  PoolChoice pool;
  Index otherwise = none;  // step if the pool does not exist at this place
  LabelSource priority_source;
  std::vector<std::uint8_t> classes;  // axis: label -> class
  TimeSource time;
  TimeSource patience;
  Index on_patience = none;
  Index on_full = none;
  TimeSource after_work;
  std::uint8_t after_class = 0;
  Index wait = none;                  // wait measure
  std::uint32_t time_address = 0;     // of the task, so that luck does not depend on who does it
  std::uint8_t rule_variable = 0xff;  // variable that holds the reallocation rule of this request, or 0xff
  std::uint8_t own_variable = 0xff;   // of the pool, see PoolKind
  std::vector<Index> with;            // pool kinds that are seized together with `pool`: all or none
  std::vector<Index> hold;            // pool kinds that stay seized when the service ends
  bool strict = false;                // while it cannot have all, nobody behind it may start

  bool joint() const { return !with.empty() || !hold.empty(); }
  // Whether a pool of this kind stays seized when the service ends; whether it is seized beside `pool`, and does not.
  bool holds(Index kind) const { return std::find(hold.begin(), hold.end(), kind) != hold.end(); }
  bool frees(Index kind) const { return std::find(with.begin(), with.end(), kind) != with.end() && !holds(kind); }
  friend bool operator==(const TaskStep&, const TaskStep&) = default;
};

struct BookStep {
  PoolChoice pool;
  Index otherwise = none;
  LabelSource slots_source;
  std::vector<std::uint8_t> slots;  // axis: label -> base slots
  bool same_day = false;
  Index on_none = none;
  TimeSource accepts;
  Index on_refused = none;
  Index no_show = none;  // parameter
  Index on_no_show = none;
  Index wait = none;  // wait measure: access time
  friend bool operator==(const BookStep&, const BookStep&) = default;
};

struct DelayStep {
  TimeSource time;
  friend bool operator==(const DelayStep&, const DelayStep&) = default;
};

struct UntilStep {
  Index schedule = none;
  friend bool operator==(const UntilStep&, const UntilStep&) = default;
};

struct DrawStep {
  std::uint8_t variable = 0;
  TableKey key;
  Index choices = none;          // in Model::choices, or in Region::choices if place_rows is not 0
  std::uint32_t place_rows = 0;  // above 0: so many rows per combination of these pools that exist at a place
  std::vector<Index> place_pools;
  Index place_scope = 0;
  std::uint8_t fallback = 0;  // option that takes the share of options whose pool does not exist
  Index error = none;  // parameter: with this share the label is drawn from the rows, else it is that of error_of
  LabelSource error_of;
  std::vector<double> weights;             // axes: row, choice; kept for the region's variants
  std::vector<std::uint8_t> place_labels;  // axis: place pool; the option it stands for
  friend bool operator==(const DrawStep&, const DrawStep&) = default;
};

struct SwitchStep {
  LabelSource source;
  std::vector<Index> to;  // axis: label
  friend bool operator==(const SwitchStep&, const SwitchStep&) = default;
};

struct ScheduleSwitchStep {
  Index schedule = none;
  Index open = none, closed = none;
  friend bool operator==(const ScheduleSwitchStep&, const ScheduleSwitchStep&) = default;
};

struct ChanceStep {
  TableKey key;
  std::vector<double> shares;  // axis: row; empty: the parameter alone
  Index parameter = none;      // multiplies
  Index diffusion = none;      // whether the person has this habit, instead of a share
  Index yes = none, no = none;
  friend bool operator==(const ChanceStep&, const ChanceStep&) = default;
};

// A choice by a formula.
struct WhenStep {
  Index formula = none;
  Index yes = none, no = none;
  friend bool operator==(const WhenStep&, const WhenStep&) = default;
};

// Numbers of the request or of the model that get a value: drawn, or out of a formula.
struct AssignStep {
  struct Assignment {
    bool global = false;
    Index index = 0;
    Index formula = none;
    TimeSource draw;   // if there is no formula
    Index law = none;  // in Model::times, for a plain number
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };
  std::vector<Assignment> assignments;
  friend bool operator==(const AssignStep&, const AssignStep&) = default;
};

struct ReleaseStep {
  std::vector<Index> pools;  // kinds
  friend bool operator==(const ReleaseStep&, const ReleaseStep&) = default;
};

// Work that is counted as a pool's though nobody is seized.
struct AccountStep {
  Index pool = none;
  TimeSource time;
  friend bool operator==(const AccountStep&, const AccountStep&) = default;
};

struct BranchStep {
  std::vector<Index> parameters;  // none: the fixed share
  std::vector<double> shares;
  std::vector<Index> to;  // the last one takes the rest
  friend bool operator==(const BranchStep&, const BranchStep&) = default;
};

struct SetStep {
  std::uint8_t variable = 0;
  std::uint8_t value = 0;
  std::uint8_t from = 0;  // copy: other variable
  friend bool operator==(const SetStep&, const SetStep&) = default;
};

struct SpawnStep {
  Index enters = none;
  TimeSource delay;
  std::vector<SetStep> set;
  friend bool operator==(const SpawnStep&, const SpawnStep&) = default;
};

struct ExitStep {
  Index outcome = none;
  friend bool operator==(const ExitStep&, const ExitStep&) = default;
};

}  // namespace draagkracht
