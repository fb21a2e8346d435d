// The ways that lead on from each step of a compiled model: one list for all who follow pathways. Says where a request
// can go, not how often (traffic.h) and not what happens to it there.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"

namespace draagkracht {

struct StepEdge {
  enum Kind : std::uint8_t {
    next,    // the step is done
    branch,  // the step is done; which: position among its branches
    yes,
    no,
    label,  // which: label of the source of the choice
    open,
    closed,
    otherwise,  // the place has no such pool
    patience,   // waited too long
    full,       // the queue is full
    no_slot,    // the book is full
    refused,    // the appointment is too late
    no_show,
    spawned,      // another request, that begins there
    returned,     // must be done again by who did it before; which: reallocation rule
    pool_closed,  // nobody is on duty, and those who wait go elsewhere; which: pool kind
  };
  Kind kind = next;
  Index to = none;
  Index which = 0;
  bool instant = true;  // one may be there at the moment at which the step was entered
};

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

// Whether each time that it can give is 0.
bool always_zero(const Model& model, const TimeSource& time);

}  // namespace draagkracht
