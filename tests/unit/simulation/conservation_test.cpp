// Faults that the laws of a run must notice: made by hand in a queue, or told to the check as figures.
#include "engine/simulation/conservation.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "engine/des/pool.h"

namespace draagkracht {
namespace {

// A queue of three who joined at 10, 20 and 30 ms.
struct Queue {
  RequestStore requests;
  PoolBank bank;
  std::uint32_t id[3];

  Queue() {
    PoolRules rules;
    rules.limit_of_class = {no_limit};
    bank.add(0, rules);
    for (int i = 0; i < 3; ++i) {
      id[i] = requests.create();
      requests[id[i]].since = 10 * (i + 1);
      bank.join_tail(requests, bank[0], 0, id[i], requests[id[i]].since);
    }
  }
  // The head of the queue starts.
  void start_head(std::int64_t now) {
    const std::uint32_t head = bank.take_head(requests, bank[0], 0, now);
    bank[0].waited += now - requests[head].since;
  }
  PoolSums sums(std::int64_t now) const {
    PoolSums sums;
    sums.held = PoolBank::time_held(bank[0], now);
    sums.waited = bank[0].waited + bank.time_waiting(requests, bank[0], now);
    return sums;
  }
};

}  // namespace

TEST_CASE("A person too many or too few breaks the balance of persons") {
  CHECK_NOTHROW(check_people(100, 30, 20, 110));
  CHECK_THROWS_WITH(check_people(100, 30, 20, 111),
                    Catch::Contains("persons do not add up: 100 at first + 30 who came - 20 who died or left, and 111 "
                                    "are there"));
}

TEST_CASE("Time in a queue by its length is the sum of the waits, from any moment on") {
  Queue queue;
  queue.start_head(35);
  CHECK(queue.sums(40).held == 25 + 20 + 10);
  CHECK(queue.sums(40).waited == 25 + 20 + 10);
  queue.bank.forget_past(queue.requests, queue.bank[0], 40);
  queue.bank.leave(queue.requests, queue.bank[0], 0, queue.id[2], 45);
  queue.bank[0].waited += 45 - 30;
  CHECK(queue.sums(50).held == 10 + 5);
  CHECK(queue.sums(50).waited == 10 + 5);
  CHECK_NOTHROW(check_pool(queue.sums(50), "desk", ""));
}

TEST_CASE("A queue that loses an entry breaks Little's law") {
  Queue queue;
  queue.requests[queue.id[0]].next = queue.id[2];  // the second is behind nobody any more
  CHECK_THROWS_WITH(
      check_pool(queue.sums(40), "desk", "practice 7"),
      "logic fault: Little's law does not hold in pool \"desk\" of place practice 7: 60 ms in its queues by "
      "their length, waits of 40 ms");
  // Nor is it noticed less when the others have gone.
  queue.start_head(40);
  queue.start_head(50);
  CHECK_THROWS_WITH(
      check_pool(queue.sums(60), "desk", ""),
      "logic fault: Little's law does not hold in pool \"desk\": 90 ms in its queues by their length, waits "
      "of 50 ms");
}

TEST_CASE("A start that is counted twice breaks Little's law") {
  Queue queue;
  queue.start_head(35);
  queue.bank[0].waited += 35 - 10;
  CHECK_THROWS_AS(check_pool(queue.sums(40), "desk", ""), LogicFault);
}

TEST_CASE("Service is what servers at work were, and no more than duty and overtime") {
  PoolSums sums;
  sums.seized = sums.busy = 100;
  sums.on_duty = 70;
  sums.overtime = 30;
  CHECK_NOTHROW(check_pool(sums, "desk", ""));
  sums.overtime = 29;
  CHECK_THROWS_WITH(
      check_pool(sums, "desk", "practice 7"),
      "logic fault: balance of duty does not hold in pool \"desk\" of place practice 7: 100 ms of service, "
      "duty and overtime of 99 ms");
  sums.busy = 99;
  CHECK_THROWS_WITH(
      check_pool(sums, "desk", ""),
      "logic fault: balance of service does not hold in pool \"desk\": 100 ms by the number of servers at "
      "work, services of 99 ms");
  // A billion servers for a thousand years are beyond 64 bits.
  sums.seized = 99;
  sums.on_duty = SignedWide{1'000'000'000} * 31'557'600'000'000;
  CHECK_NOTHROW(check_pool(sums, "desk", ""));
}

TEST_CASE("Requests that came have left or are still there") {
  CHECK_NOTHROW(check_flow(10, 7, 3));
  CHECK_THROWS_WITH(check_flow(10, 7, 2),
                    "logic fault: balance of flow does not hold: 10 requests came, 7 left and 2 are still there");
}

TEST_CASE("Whoever is still there waits, is served or sleeps") {
  Whereabouts where;
  where.asleep = 3;
  where.waiting = 2;
  where.places = where.queued = 4;  // each for two pools
  where.served = 1;
  where.seized = where.busy = 2;
  CHECK_NOTHROW(check_whereabouts(where));
  where.nowhere = 1;
  CHECK_THROWS_WITH(check_whereabouts(where),
                    "logic fault: balance of whereabouts does not hold: 1 requests neither wait, nor are served, nor "
                    "sleep, of 7 that are still there");
  where.nowhere = 0;
  where.queued = 3;
  CHECK_THROWS_WITH(check_whereabouts(where),
                    "logic fault: balance of whereabouts does not hold: 4 places of those who wait, 3 in the queues");
  where.queued = 4;
  where.busy = 1;
  CHECK_THROWS_WITH(
      check_whereabouts(where),
      "logic fault: balance of whereabouts does not hold: 2 servers of those served or holding, 1 at work");
}

}  // namespace draagkracht
