#include "engine/traffic/state_graph.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {
namespace {

// A different one for each number; they differ in one byte or more.
TrafficState state(std::uint32_t number) {
  TrafficState state;
  state.step = static_cast<Index>(number % 7);
  state.who = static_cast<Index>(number / 7 % 11);
  state.clock = static_cast<Index>(number / 77 % 3);
  state.values[number % 2 == 0 ? 0 : 25] = static_cast<std::uint8_t>(number / 231 + 1);
  return state;
}

}  // namespace

TEST_CASE("States are numbered in the order in which they are met, each once") {
  constexpr std::uint32_t n = 20'000;
  KnownStates known;
  CHECK(known.known_number(state(0)) == KnownStates::unknown);
  for (std::uint32_t number = 0; number < n; ++number) REQUIRE(known.number_of(state(number)) == number);
  for (std::uint32_t number = 0; number < n; ++number) {
    REQUIRE(known.number_of(state(number)) == number);
    REQUIRE(known.known_number(state(number)) == number);
    REQUIRE(known[number] == state(number));
  }
  CHECK(known.size() == n);
  TrafficState other = state(5);
  other.values[13] = 1;
  CHECK(known.known_number(other) == KnownStates::unknown);
  CHECK(known.size() == n);
}

}  // namespace draagkracht::testing
