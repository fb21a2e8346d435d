#include "engine/traffic/state_graph.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "engine/core/hash.h"

namespace draagkracht {
namespace {

using Words = std::array<std::uint64_t, 4>;

std::uint64_t hash_of(const TrafficState& state) {
  const auto words = std::bit_cast<Words>(state);
  return combine(combine(words[0], words[1]), combine(words[2], words[3]));
}

constexpr std::ptrdiff_t most_looked_at = 32;  // moves, to join those from one state to another

constexpr std::uint32_t upper_half(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

std::size_t KnownStates::slot_of(const TrafficState& state, std::uint64_t hash) const {
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].number != unknown && !(slots_[at].check == upper_half(hash) && states_[slots_[at].number] == state))
    at = (at + 1) & (slots_.size() - 1);
  return at;
}

std::uint32_t KnownStates::number_of(const TrafficState& state) {
  if (2 * (states_.size() + 1) > slots_.size()) grow();
  const std::uint64_t hash = hash_of(state);
  Slot& slot = slots_[slot_of(state, hash)];
  if (slot.number == unknown) {
    slot = {static_cast<std::uint32_t>(states_.size()), upper_half(hash)};
    states_.push_back(state);
  }
  return slot.number;
}

std::uint32_t KnownStates::known_number(const TrafficState& state) const {
  return slots_.empty() ? unknown : slots_[slot_of(state, hash_of(state))].number;
}

void KnownStates::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), {});
  for (std::uint32_t number = 0; number < states_.size(); ++number) {
    const std::uint64_t hash = hash_of(states_[number]);
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != unknown) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {number, upper_half(hash)};
  }
}

// Notes the moves of one visit after the other.
class StateGraph::Explorer final : public VisitWalk {
 public:
  Explorer(const TrafficSteps& steps, StateGraph& graph) : VisitWalk(steps), to_(graph) {}

 private:
  void arrive(const TrafficState& to, double moves, LongTime after) override {
    const std::uint32_t number = to_.known_.number_of(to), law = to_.law_of(after);
    std::vector<MoveGraph::Move>& all = to_.graph_.moves;
    const auto here = std::min(static_cast<std::ptrdiff_t>(all.size() - to_.graph_.first.back()), most_looked_at);
    const auto same = std::find_if(all.end() - here, all.end(),
                                   [&](const MoveGraph::Move& move) { return move.to == number && move.law == law; });
    if (same != all.end()) {
      same->weight += moves;
    } else {
      all.push_back({number, law, moves});
    }
  }

  StateGraph& to_;
};

void StateGraph::follow(const TrafficSteps& steps) {
  const MoveGraph before = std::exchange(graph_, {});
  graph_.moves.reserve(before.moves.size());
  graph_.first.reserve(before.first.size());
  Explorer explorer(steps, *this);
  for (std::size_t number = 0; number < known_.size(); ++number) {
    const TrafficState state = known_[number];  // a copy: following it may move the states
    if (number < before.states() && !steps.books_ahead(state.step)) {
      for (std::size_t m = before.first[number]; m < before.first[number + 1]; ++m)
        graph_.moves.push_back(before.moves[m]);
    } else {
      explorer.follow(state, 1);
    }
    graph_.close_state();
  }
}

std::uint32_t StateGraph::law_of(LongTime after) {
  if (after.table == none) return 0;
  const auto it = std::find_if(laws_.begin(), laws_.end(), [&](const LongTime& law) {
    return law.table == after.table && law.factor == after.factor;
  });
  const auto law = static_cast<std::uint32_t>(it - laws_.begin()) + 1;
  if (it == laws_.end()) laws_.push_back(after);
  return law;
}

}  // namespace draagkracht
