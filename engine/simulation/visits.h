// Which steps a request has reached before. A step that it reaches again begins a new round, with random numbers that
// are new at all its steps. Rounds, not the order of steps in a file, make the third part of a random address: a step
// more or less changes no random numbers elsewhere.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/request.h"
#include "engine/model/model.h"

namespace draagkracht {

class Visits {
 public:
  // `model` must outlive the visits.
  explicit Visits(const Model& model)
      : model_(&model), words_(model.repeated_steps <= 32 ? 0 : (model.repeated_steps + 31) / 32) {}

  // Whether requests need more room than their records have: then each new one is cleared.
  bool any() const { return words_ > 0; }
  void clear(const RequestStore& requests, std::uint32_t id);

  // Asks for what note() needs of a request, before it is needed.
  [[gnu::always_inline]] void fetch(std::uint32_t id) const { __builtin_prefetch(rounds_.data() + id * words_); }

  // A request enters a step that it may reach again.
  [[gnu::always_inline]] void note(RequestStore& requests, std::uint32_t id, const Step& step) {
    std::uint32_t& word = words_ == 0 ? requests.labels(id).round : rounds_[id * words_ + step.again / 32];
    const std::uint32_t bit = 1U << (step.again % 32);
    if ((word & bit) != 0) [[unlikely]]
      begin_round(requests, id, step);
    word |= bit;
  }

  // A request goes back to an earlier step in no time. Throws RunFailure if that happens endlessly at one instant.
  void note_way_back(Index step, std::int64_t now) {
    if (way_back_ms_ != now) {
      way_back_ms_ = now;
      ways_back_ = 0;
    }
    if (++ways_back_ >= most_ways_back) fail_on_endless_round(step);
  }

  template <class F>
  void visit(F&& f) {
    auto& [model, words, rounds, way_back_ms, ways_back] = *this;
    f("visits.rounds", rounds);
    f("visits.way_back_ms", way_back_ms);
    f("visits.ways_back", ways_back);
  }

 private:
  static constexpr std::uint32_t most_ways_back = 10'000'000;

  [[gnu::noinline]] void begin_round(RequestStore& requests, std::uint32_t id, const Step& step);
  [[noreturn]] void fail_on_endless_round(Index step) const;

  const Model* model_;
  std::size_t words_;                  // per request; 0: RequestLabels::round is enough
  std::vector<std::uint32_t> rounds_;  // axes: request, word; as RequestLabels::round
  std::int64_t way_back_ms_ = -1;      // instant at which requests last went back to an earlier step
  std::uint32_t ways_back_ = 0;        // how often they did at that instant
};

}  // namespace draagkracht
