// The ways that lead on from each step of a compiled model: one list for all who follow pathways. Says where a request
// can go, not how often (traffic.h) and not what happens to it there.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"

namespace draagkracht {

// In the order in which the model says them. No edge leads nowhere.
std::vector<StepEdge> edges_of(const Model& model, Index step);

// What a step does to the pools that a request has for longer than one service.
struct StepHold {
  std::vector<Index> seizes;    // pool kinds that it may wait for
  bool waits_for_ever = false;  // neither patience nor a full queue ends that wait
  std::vector<Index> holds;     // kept when the step is done
  std::vector<Index> releases;  // given back
};
StepHold hold_of(const Model& model, Index step);
// Whether the step is done behind this edge, so that what it keeps and gives back counts; else one goes on as one came.
constexpr bool is_done(const StepEdge& edge) {
  return edge.kind == StepEdge::next || edge.kind == StepEdge::branch || edge.kind == StepEdge::returned;
}

// Axes: step, pool kind in ascending order: what everybody has who comes to the step, by whatever way.
std::vector<std::vector<Index>> pools_held(const Model& model);

// Gives each step that draws random numbers and that a request may reach again a number, Step::again. Depends on where
// steps lead alone, not on their order.
void number_repeated_steps(Model& model);

// Whether the step itself does not say for everyone where to go.
bool goes_on(const StepsByVerb& verbs, const Step& step);

// A label that a request gets at a step, or the request that the step makes.
struct LabelChange {
  enum Kind : std::uint8_t { set, copied, drawn, maybe } kind = set;  // maybe: it may keep its label
  std::uint8_t variable = 0;
  std::uint8_t from = 0;   // copied: of this variable; set: this label
  bool of_new = false;     // of the request that is made
  bool of_person = false;  // of the person, too: `variable` is an attribute
};
std::vector<LabelChange> label_changes(const Model& model, Index step);

// Whether each time that it can give is 0.
bool always_zero(const Model& model, const TimeSource& time);

}  // namespace draagkracht
