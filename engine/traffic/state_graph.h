// The states of the traffic equations and the moves between them, found by following visits from where requests enter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/traffic/linear_flow.h"
#include "engine/traffic/traffic_steps.h"

namespace draagkracht {

// States that have been met, numbered in the order of meeting.
class KnownStates {
 public:
  static constexpr std::uint32_t unknown = 0xffffffff;

  std::uint32_t number_of(const TrafficState& state);           // one that is not known becomes known
  std::uint32_t known_number(const TrafficState& state) const;  // or unknown
  std::size_t size() const { return states_.size(); }
  const TrafficState& operator[](std::size_t number) const { return states_[number]; }

 private:
  // The hash's upper half stands beside the number, so that other states are seldom looked at.
  struct Slot {
    std::uint32_t number = unknown;
    std::uint32_t check = 0;
  };
  std::size_t slot_of(const TrafficState& state, std::uint64_t hash) const;  // where it is, or a free one for it
  void grow();

  std::vector<TrafficState> states_;
  std::vector<Slot> slots_;  // a power of two of them, half of them free
};

class StateGraph {
 public:
  // The number of a state where requests enter. follow() follows it.
  std::uint32_t enter(const TrafficState& state) { return known_.number_of(state); }
  // Finds the moves of all states. Again after TrafficSteps::set_booked: then only of those that depend on it, and of
  // what is new. States that are no longer reached remain.
  void follow(const TrafficSteps& steps);

  const KnownStates& states() const { return known_; }
  const MoveGraph& moves() const { return graph_; }
  const std::vector<LongTime>& laws() const { return laws_; }  // axis: law of a move - 1

 private:
  class Explorer;
  std::uint32_t law_of(LongTime after);

  KnownStates known_;
  MoveGraph graph_;
  std::vector<LongTime> laws_;
};

}  // namespace draagkracht
