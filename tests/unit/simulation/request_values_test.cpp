// Numbers that requests carry beside their records.
#include "engine/simulation/request_values.h"

#include <catch2/catch.hpp>

namespace draagkracht {
namespace {

WaitMeasure measure_from(WaitMeasure::From from) {
  WaitMeasure measure;
  measure.from = from;
  return measure;
}

}  // namespace

TEST_CASE("Requests carry only what their model asks for") {
  Model model;
  CHECK_FALSE(RequestValues(model).any());
  model.waits = {measure_from(WaitMeasure::joining), measure_from(WaitMeasure::arrival)};
  CHECK_FALSE(RequestValues(model).any());
  model.waits.push_back(measure_from(WaitMeasure::first_arrival));
  CHECK(RequestValues(model).any());
  Model waits;
  waits.keeps_waits = true;
  CHECK(RequestValues(waits).any());
  Model numbers;
  numbers.numbers = {"a"};
  CHECK(RequestValues(numbers).any());
}

TEST_CASE("Numbers, last wait and first arrival of each request stand apart, and a child begins with its parent's") {
  Model model;
  model.numbers = {"a", "b"};
  model.keeps_waits = true;
  model.waits = {measure_from(WaitMeasure::first_arrival)};
  RequestValues values(model);
  RequestStore requests;
  const auto comer = [&](std::int64_t arrived) {
    const std::uint32_t id = requests.create();
    requests[id].arrived = arrived;
    values.clear(requests, id);
    return id;
  };
  const std::uint32_t first = comer(10), parent = comer(20), last = comer(30);
  for (const std::uint32_t id : {first, parent, last}) {
    values.number(id, 0) = 100 * id + 1;
    values.number(id, 1) = 100 * id + 2;
    values.last_wait(id) = 100 * id + 3;
  }
  for (const std::uint32_t id : {first, parent, last}) {
    CHECK(values.number(id, 0) == 100 * id + 1);
    CHECK(values.number(id, 1) == 100 * id + 2);
    CHECK(values.last_wait(id) == 100 * id + 3);
    CHECK(values.first_arrived(id) == 10 * (id + 1));
  }
  const std::uint32_t child = comer(40);
  CHECK(values.number(child, 0) == 0);
  CHECK(values.last_wait(child) == 0);
  CHECK(values.first_arrived(child) == 40);
  values.inherit(child, parent);
  CHECK(values.number(child, 0) == 101);
  CHECK(values.number(child, 1) == 102);
  CHECK(values.last_wait(child) == 103);
  CHECK(values.first_arrived(child) == 20);
  // Who takes over a record begins at 0.
  requests.release(parent);
  REQUIRE(comer(50) == parent);
  CHECK(values.number(parent, 0) == 0);
  CHECK(values.number(parent, 1) == 0);
  CHECK(values.last_wait(parent) == 0);
  CHECK(values.first_arrived(parent) == 50);
  CHECK(values.number(first, 1) == 2);
  CHECK(values.number(last, 0) == 201);
}

}  // namespace draagkracht
