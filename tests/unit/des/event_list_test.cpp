// The event list against a sorted set, under random use and with ties.
#include "engine/des/event_list.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <tuple>

namespace draagkracht {
namespace {

struct ById {
  bool operator()(const Event& a, const Event& b) const { return a.id < b.id; }
};

using Reference = std::set<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>>;

}  // namespace

TEST_CASE("A key orders by time, then by kind") {
  CHECK(event_ms(event_key(12'345, EventKind::arrival)) == 12'345);
  CHECK(event_kind(event_key(12'345, EventKind::delay_end)) == EventKind::delay_end);
  const std::int64_t in_order[] = {event_key(7, EventKind::arrival),      event_key(8, EventKind::service_end),
                                   event_key(8, EventKind::calendar),     event_key(8, EventKind::delay_end),
                                   event_key(8, EventKind::patience_end), event_key(8, EventKind::arrival),
                                   event_key(9, EventKind::service_end)};
  CHECK(std::is_sorted(std::begin(in_order), std::end(in_order)));
  CHECK(std::adjacent_find(std::begin(in_order), std::end(in_order)) == std::end(in_order));
}

TEST_CASE("An empty list says that there is no event, also after it had some") {
  EventList<ById> list{ById{}};
  CHECK(list.empty());
  CHECK(list.first_key() == no_event);
  list.push({event_key(5, EventKind::arrival), 1, 2});
  CHECK(list.size() == 1);
  CHECK(list.first_key() == event_key(5, EventKind::arrival));
  const Event event = list.take_first();
  CHECK((event.id == 1 && event.stamp == 2));
  CHECK(list.empty());
  CHECK(list.first_key() == no_event);
}

TEST_CASE("The event behind the earliest is known, on whichever side of the heap it stands") {
  for (const bool left : {true, false}) {
    EventList<ById> list{ById{}};
    list.push({event_key(1, EventKind::arrival), 7, 0});
    CHECK(list.second_key() == no_event);
    CHECK(list.second_id() == 0);
    list.push({event_key(left ? 2 : 3, EventKind::arrival), 8, 0});
    list.push({event_key(left ? 3 : 2, EventKind::arrival), 9, 0});
    REQUIRE(list.first_key() == event_key(1, EventKind::arrival));
    CHECK(list.second_key() == event_key(2, EventKind::arrival));
    CHECK(list.second_id() == (left ? 8U : 9U));
  }
}

TEST_CASE("Events come in order of key and tie-break, however they were pushed") {
  std::mt19937 random(1);
  for (const std::int64_t times : {std::int64_t{5}, std::int64_t{1'000'000}}) {  // many ties, and few
    EventList<ById> list{ById{}};
    Reference reference;
    std::uint32_t next_id = 0;
    for (int round = 0; round < 20'000; ++round) {
      // Mostly what a simulation does: take one, push a few.
      const int pushes = static_cast<int>(random() % (round < 10'000 ? 3 : 2));
      for (int i = 0; i < pushes; ++i) {
        const std::int64_t key = event_key(static_cast<std::int64_t>(random() % times), EventKind(random() % 5));
        const std::uint32_t id = next_id++ * 2'654'435'761U;  // in no order
        list.push({key, id, id ^ 7U});
        reference.emplace(key, id, id ^ 7U);
      }
      REQUIRE(list.size() == reference.size());
      if (reference.empty()) continue;
      if (random() % 4 != 0) {
        const auto [key, id, stamp] = *reference.begin();
        REQUIRE(list.first_key() == key);
        const Event event = list.take_first();
        REQUIRE((event.key == key && event.id == id && event.stamp == stamp));
        reference.erase(reference.begin());
      }
    }
    for (const auto& [key, id, stamp] : reference) {
      REQUIRE(list.first_key() == key);
      REQUIRE(list.take_first().id == id);
    }
    CHECK(list.first_key() == no_event);
  }
}

}  // namespace draagkracht
