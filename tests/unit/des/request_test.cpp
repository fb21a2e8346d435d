#include "engine/des/request.h"

#include <catch2/catch.hpp>

#include "engine/core/limits.h"

namespace draagkracht {

TEST_CASE("Labels of a request take as many cache lines as a model needs") {
  // 28 bytes stand before the variables, and labels of owners go by 16.
  CHECK(label_lines(0, 0) == 1);
  CHECK(label_lines(10, 15) == 1);
  CHECK(label_lines(20, 16) == 1);  // 28 + 20 + 16 = 64
  CHECK(label_lines(21, 16) == 2);
  CHECK(label_lines(4, 32) == 1);
  CHECK(label_lines(4, 33) == 2);  // 28 + 4 + 48
  CHECK(label_lines(limits::variables, limits::attributes) == 2);
}

TEST_CASE("Labels in a second line are those of one request alone, copied with it and cleared with it") {
  RequestStore requests(2);
  const std::uint32_t one = requests.create(), two = requests.create(), three = requests.create();
  const std::uint8_t last = owner_slot(limits::variables, limits::attributes - 1);
  REQUIRE(last >= sizeof(RequestLabels));
  requests.set_labels(one, {});
  requests.set_labels(two, {});
  requests.set_labels(three, {});
  requests.labels(two).bytes()[last] = 7;
  requests.labels(two).at[limits::variables - 1] = 5;
  CHECK(requests.labels(one).label(last) == 0);
  CHECK(requests.labels(three).owner == 0);
  CHECK(requests.labels(three).label(last) == 0);
  requests.copy_labels(two, three);
  CHECK(requests.labels(three).label(last) == 7);
  CHECK(requests.labels(three).label(variable_slot(limits::variables - 1)) == 5);
  CHECK(requests.labels(three).label(nothing_slot) == 0);
  requests.set_labels(two, {});
  CHECK(requests.labels(two).label(last) == 0);
  CHECK(requests.labels(three).label(last) == 7);
  CHECK(&requests.labels(requests[three]) == &requests.labels(three));
}

}  // namespace draagkracht
