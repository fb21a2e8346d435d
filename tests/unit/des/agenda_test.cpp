// The agenda hands out each request on its day, once; a day's events come in order.
#include "engine/des/agenda.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

namespace draagkracht {

TEST_CASE("Each request wakes on its own day, once") {
  std::mt19937 random(3);
  RequestStore requests;
  Agenda agenda(30);
  std::vector<std::set<std::uint32_t>> expected(30);
  std::size_t later = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::uint32_t id = requests.create();
    requests[id].since = static_cast<std::int64_t>(random() % 40) * one_day.ms +
                         static_cast<std::int64_t>(random() % one_day.ms);
    agenda.put(requests, id);
    const auto day = static_cast<std::size_t>(requests[id].since / one_day.ms);
    if (day < 30) {
      expected[day].insert(id);
    } else {
      ++later;  // behind the run's end: stays asleep
    }
  }
  std::size_t woken = 0;
  for (std::int32_t day = 0; day < 30; ++day) {
    std::set<std::uint32_t> found;
    agenda.take(requests, day, [&](std::uint32_t id) { REQUIRE(found.insert(id).second); });
    REQUIRE(found == expected[static_cast<std::size_t>(day)]);
    woken += found.size();
    agenda.take(requests, day, [](std::uint32_t) { FAIL("handed out twice"); });
  }
  CHECK(woken + later == 5'000);
}

TEST_CASE("A request that is put back while its day is handed out wakes on the new day") {
  RequestStore requests;
  Agenda agenda(5);
  for (int i = 0; i < 3; ++i) {
    const std::uint32_t id = requests.create();
    requests[id].since = one_day.ms;
    agenda.put(requests, id);
  }
  int woken = 0;
  agenda.take(requests, 1, [&](std::uint32_t id) {
    ++woken;
    requests[id].since = 3 * one_day.ms;
    agenda.put(requests, id);
  });
  CHECK(woken == 3);
  agenda.take(requests, 3, [&](std::uint32_t) { ++woken; });
  CHECK(woken == 6);
}

TEST_CASE("A day's events come in order of key and tie-break, few or many") {
  std::mt19937 random(4);
  DayOrder order;
  const auto by_id = [](const Event& a, const Event& b) { return a.id < b.id; };
  for (const std::size_t n : {0U, 1U, 1'999U, 2'000U, 30'000U, 10U}) {
    const std::int32_t day = 17;
    std::vector<Event> expected;
    for (std::size_t i = 0; i < n; ++i) {
      // Half of them on the hour: many ties, and both ends of the day.
      const std::int64_t ms = random() % 2 == 0 ? static_cast<std::int64_t>(random() % 24) * one_hour.ms
                                                : one_day.ms - 1 - static_cast<std::int64_t>(random() % one_day.ms);
      const std::int64_t key = event_key(start_of_day(day).ms + ms, EventKind(random() % 5));
      expected.push_back({key, static_cast<std::uint32_t>(random()), 0});
    }
    order.unsorted() = expected;
    std::sort(expected.begin(), expected.end(),
              [](const Event& a, const Event& b) { return a.key != b.key ? a.key < b.key : a.id < b.id; });
    order.sort(day, by_id);
    REQUIRE(order.unsorted().empty());
    REQUIRE(order.sorted().size() == n);
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE((order.sorted()[i].key == expected[i].key && order.sorted()[i].id == expected[i].id));
    }
  }
}

}  // namespace draagkracht
