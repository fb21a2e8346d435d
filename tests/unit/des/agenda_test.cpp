// The agenda hands out each request on its day, once; a day's events come in order.
#include "engine/des/agenda.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

namespace draagkracht {

TEST_CASE("Each event is handed out on its own day, once") {
  std::mt19937 random(3);
  Agenda agenda(30);
  std::vector<std::set<std::uint32_t>> expected(30);
  std::size_t later = 0;
  for (std::uint32_t id = 0; id < 5'000; ++id) {
    const auto day = static_cast<std::size_t>(random() % 40);
    const std::int64_t ms =
        static_cast<std::int64_t>(day) * one_day.ms + static_cast<std::int64_t>(random() % one_day.ms);
    agenda.put({event_key(ms, EventKind::delay_end), id, 7});
    if (day < 30) {
      expected[day].insert(id);
    } else {
      ++later;  // behind the run's end: never
    }
  }
  std::size_t woken = 0;
  for (std::int32_t day = 0; day < 30; ++day) {
    std::vector<Event> events = {{0, 5'000, 0}};  // those that are there already stay
    agenda.take(day, events);
    REQUIRE(events.front().id == 5'000);
    std::set<std::uint32_t> found;
    for (std::size_t i = 1; i < events.size(); ++i) {
      REQUIRE(found.insert(events[i].id).second);
      REQUIRE(day_index(Time{event_ms(events[i].key)}) == day);
      REQUIRE(events[i].stamp == 7);
    }
    REQUIRE(found == expected[static_cast<std::size_t>(day)]);
    woken += found.size();
    events.clear();
    agenda.take(day, events);
    REQUIRE(events.empty());
  }
  CHECK(woken + later == 5'000);
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
