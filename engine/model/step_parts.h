// What steps are made of, whatever their verb, and who may ask for it: times, choices of pools, ways, and the visitor
// to whom each verb tells its parts (parts_of in steps.h).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/keys.h"

namespace draagkracht {

// A time: a distribution per row of a key, times a factor, a parameter or a formula; or a formula alone.
struct TimeSource {
  TableKey key;
  std::vector<Index> tables;  // axis: row -> quantile table; none = that row does not exist
  Index factor = none;        // parameter that multiplies, or that the law itself is made with
  double base = 0;            // the parameter's value that the law was made with; 0: it only multiplies
  Index scale = none;         // formula that multiplies
  Index formula = none;       // instead of tables
  bool any = false;
  // By what a time of the law is multiplied at a value of the parameter.
  double multiplier(double value) const { return base == 0 ? value : value / base; }
  friend bool operator==(const TimeSource&, const TimeSource&) = default;
};

// A choice of pool by a label, or a fixed one.
struct PoolChoice {
  LabelSource source;
  std::vector<Index> pools;  // axis: label -> pool kind, or none
  friend bool operator==(const PoolChoice&, const PoolChoice&) = default;
};

// A number of the request, of its person (Model::person_values), of the model (Model::globals), or of a place of the
// request (Model::place_numbers).
struct NumberPlace {
  enum Of : std::uint8_t { request, person, model, place } of = request;
  Index index = none;
  friend bool operator==(const NumberPlace&, const NumberPlace&) = default;
};

// A way from one step to another.
struct StepEdge {
  enum Kind : std::uint8_t {
    next,    // the step is done
    branch,  // the step is done; which: position among its branches
    yes,
    no,
    label,  // which: label of the source of the choice
    open,
    closed,
    otherwise,    // the place has no such pool
    patience,     // waited too long
    full,         // the queue is full
    interrupted,  // somebody more urgent took the server
    first,        // the first of a group that has come together
    no_slot,      // the book is full
    refused,      // the appointment is too late
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

enum class PoolRole : std::uint8_t {
  seized,          // waited for
  seized_beside,   // together with the former, all or none
  seized_instead,  // whichever of them and the former is free first
  held,            // stays seized when the step is done
  released,
  booked_today,
  booked_ahead,
  accounted,  // counted as its work
  needed,     // must exist at the place for some label to be drawn
};
enum class TimeRole : std::uint8_t { service, patience, after_work, acceptance, delay, sampled, accounted };
enum class LabelRole : std::uint8_t { pool, priority, slots, way, error_of };
enum class ScheduleRole : std::uint8_t { chooses, waited_for };

// When one goes a way, counted from the moment at which the step is entered.
struct WayTime {
  const TimeSource* after = nullptr;
  bool later = false;  // always, if there is no time to tell by

  static constexpr WayTime at_once() { return {}; }
  static constexpr WayTime later_on() { return {nullptr, true}; }
  static constexpr WayTime behind(const TimeSource& time) { return {&time, false}; }
};

// Hears of nothing; a visitor is one that hides what it wants to hear. Indices are of the model; `none` is told too.
struct StepParts {
  // Where it leads beside what goes_on() tells. `which`: see StepEdge.
  constexpr void edge(StepEdge::Kind /*kind*/, Index /*to*/, Index /*which*/, WayTime /*time*/) {}
  // The step can be done, and then leads to one of its branches or the next step.
  constexpr void goes_on(WayTime /*time*/) {}
  constexpr void outcome(Index /*outcome*/) {}

  constexpr void pool(PoolRole /*role*/, Index /*kind*/) {}
  constexpr void time(TimeRole /*role*/, const TimeSource& /*time*/) {}
  constexpr void label(LabelRole /*role*/, LabelSource /*read*/) {}
  constexpr void key(const TableKey& /*of shares*/) {}
  constexpr void parameter(Index /*parameter*/) {}
  constexpr void habit(Index /*diffusion*/) {}
  constexpr void formula(Index /*formula*/) {}
  constexpr void law(Index /*table*/) {}
  constexpr void schedule(ScheduleRole /*role*/, Index /*schedule*/) {}

  // Labels of the request when the step is done, and of the one that it makes.
  constexpr void sets(std::uint8_t /*variable*/, std::uint8_t /*label*/) {}
  constexpr void copies(std::uint8_t /*variable*/, std::uint8_t /*from*/) {}
  constexpr void draws(std::uint8_t /*variable*/) {}
  constexpr void may_set(std::uint8_t /*variable*/) {}
  constexpr void sets_of_new(std::uint8_t /*variable*/, std::uint8_t /*label*/) {}
  constexpr void number(NumberPlace /*set*/) {}
  // Of the request and, from now on, of its person; `which`: of Model::person_labels.
  constexpr void sets_of_person(Index /*which*/, std::uint8_t /*label*/) {}

  // Rules of reallocation are applied; a service by the rule that this variable holds (0xff: by none).
  constexpr void reallocates() {}
  constexpr void serves_by_rule(std::uint8_t /*rule_variable*/) {}
  // Random numbers of the request are asked for.
  constexpr void asks_for_numbers() {}
};

template <class Visitor>
constexpr void parts_of_pool(const PoolChoice& choice, PoolRole role, Visitor& v) {
  v.label(LabelRole::pool, choice.source);
  for (const Index kind : choice.pools) {
    if (kind != none) v.pool(role, kind);
  }
}

}  // namespace draagkracht
