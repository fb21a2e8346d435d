// Rounds of requests that come back to a step.
#include "engine/simulation/visits.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "engine/core/hash.h"

namespace draagkracht {
namespace {

// Steps that a request may reach again, and requests that do.
struct Rounds {
  Model model;
  RequestStore requests;
  Visits visits;

  explicit Rounds(std::size_t repeated_steps) : model(with(repeated_steps)), visits(model) {}
  static Model with(std::size_t repeated_steps) {
    Model model;
    model.repeated_steps = repeated_steps;
    model.step_names = {"path.there", "path.back.again"};
    return model;
  }
  std::uint32_t comer() {
    const std::uint32_t id = requests.create();
    requests.labels(id).round = 0;
    visits.clear(requests, id);
    return id;
  }
  void reach(std::uint32_t id, Index number) {
    Step step;
    step.again = number;
    step.address = 1000U + number;
    visits.note(requests, id, step);
  }
  int visit(std::uint32_t id) const { return requests[id].visit; }
};

}  // namespace

TEST_CASE("A visit begins when a step is reached again, and with it all steps are new") {
  Rounds rounds(3);
  const std::uint32_t id = rounds.comer(), other = rounds.comer();
  for (const Index step : {Index{2}, Index{0}, Index{1}}) rounds.reach(id, step);
  CHECK(rounds.visit(id) == 0);
  rounds.reach(id, 0);
  CHECK(rounds.visit(id) == 1);
  rounds.reach(id, 2);
  rounds.reach(id, 1);
  CHECK(rounds.visit(id) == 1);
  rounds.reach(id, 1);
  rounds.reach(id, 1);
  CHECK(rounds.visit(id) == 3);
  rounds.reach(other, 1);
  CHECK(rounds.visit(other) == 0);
}

TEST_CASE("Up to 32 repeated steps stand in the labels, more in words of their own") {
  CHECK_FALSE(Rounds(32).visits.any());
  Rounds rounds(33);
  REQUIRE(rounds.visits.any());
  const std::uint32_t id = rounds.comer(), other = rounds.comer();
  for (Index step = 0; step < 33; ++step) rounds.reach(id, step);
  CHECK(rounds.visit(id) == 0);  // the 33rd is not taken for the first
  CHECK(rounds.requests.labels(id).round == 0);
  rounds.reach(id, 32);
  CHECK(rounds.visit(id) == 1);
  rounds.reach(id, 0);
  CHECK(rounds.visit(id) == 1);
  rounds.reach(id, 32);
  CHECK(rounds.visit(id) == 2);
  for (Index step = 0; step < 33; ++step) rounds.reach(other, step);
  CHECK(rounds.visit(other) == 0);
  // Who takes over a record was nowhere yet.
  rounds.requests.release(other);
  REQUIRE(rounds.comer() == other);
  for (Index step = 0; step < 33; ++step) rounds.reach(other, step);
  CHECK(rounds.visit(other) == 0);
}

TEST_CASE("Who comes back so often that the count begins anew has another entity from then on") {
  Rounds rounds(1);
  const std::uint32_t id = rounds.comer();
  rounds.requests[id].entity = 77;
  rounds.reach(id, 0);
  for (int i = 0; i < 65'535; ++i) rounds.reach(id, 0);
  CHECK(rounds.visit(id) == 65'535);
  CHECK(rounds.requests[id].entity == 77);
  rounds.reach(id, 0);
  CHECK(rounds.visit(id) == 0);
  CHECK(rounds.requests[id].entity == combine(77, 1000));
}

TEST_CASE("Ten million ways back at one instant are endless, spread over two they are not") {
  Rounds rounds(1);
  for (int i = 0; i < 9'999'999; ++i) rounds.visits.note_way_back(0, 5);
  for (int i = 0; i < 9'999'999; ++i) rounds.visits.note_way_back(0, 6);
  CHECK_THROWS_WITH(rounds.visits.note_way_back(1, 6),
                    "requests go round without time: 10000000 ways back to an earlier step at one instant, the last to "
                    "step back.again of pathway path. Let a step of the round take time, or lead out of it after some "
                    "rounds");
  CHECK_THROWS_AS(rounds.visits.note_way_back(1, 6), RunFailure);
}

}  // namespace draagkracht
