// Queues, classes and limits of pools: against plain lists under random use, and by hand.
#include "engine/des/pool.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <random>

namespace draagkracht {
namespace {

PoolRules rules_of(int classes) {
  PoolRules rules;
  rules.classes = classes;
  rules.limit_of_class.assign(static_cast<std::size_t>(classes), no_limit);
  return rules;
}

}  // namespace

TEST_CASE("Queues of a pool hold what plain lists hold") {
  std::mt19937 random(2);
  RequestStore requests;
  PoolBank bank;
  const PoolRules rules = rules_of(3);
  bank.add(0, rules_of(5));  // another pool before it
  PoolState& pool = bank[bank.add(0, rules)];
  std::deque<std::uint32_t> lists[3];
  for (int round = 0; round < 50'000; ++round) {
    const int c = static_cast<int>(random() % 3);
    std::deque<std::uint32_t>& list = lists[c];
    const auto what = random() % 5;
    if (what < 2) {
      const std::uint32_t id = requests.create();
      bank.join_tail(requests, pool, c, id, 0);
      list.push_back(id);
    } else if (what == 2 && random() % 4 == 0) {
      const std::uint32_t id = requests.create();
      bank.join_head(requests, pool, c, id, 0);
      list.push_front(id);
    } else if (what == 3 && !list.empty()) {
      REQUIRE(bank.take_head(requests, pool, c, 0) == list.front());
      requests.release(list.front());
      list.pop_front();
    } else if (what == 4 && !list.empty()) {  // someone loses patience, anywhere in the queue
      const auto at = list.begin() + static_cast<std::ptrdiff_t>(random() % list.size());
      bank.leave(requests, pool, c, *at, 0);
      requests.release(*at);
      list.erase(at);
    }
    REQUIRE(pool.queue_length == lists[0].size() + lists[1].size() + lists[2].size());
    for (int k = 0; k < 3; ++k) {
      REQUIRE(((pool.waiting >> k) & 1U) == (lists[k].empty() ? 0U : 1U));
      REQUIRE(bank.head(pool, k) == (lists[k].empty() ? nobody : lists[k].front()));
    }
  }
  for (int k = 0; k < 3; ++k) {  // and from the front all of them, in order
    for (const std::uint32_t id : lists[k]) REQUIRE(bank.take_head(requests, pool, k, 0) == id);
  }
  CHECK(pool.queue_length == 0);
  CHECK(pool.waiting == 0);
}

TEST_CASE("Who starts next: a free server, the lowest class that waits") {
  RequestStore requests;
  PoolBank bank;
  PoolState& pool = bank[bank.add(0, rules_of(32))];
  CHECK(!bank.can_start_now(pool, 0));  // nobody on duty
  pool.on_duty = 2;
  CHECK(bank.can_start_now(pool, 31));
  CHECK(bank.next_class(pool) == -1);
  for (const int c : {31, 4}) bank.join_tail(requests, pool, c, requests.create(), 0);
  CHECK(bank.next_class(pool) == 4);
  CHECK(bank.can_start_now(pool, 3));  // nobody of its class or before it waits
  CHECK(!bank.can_start_now(pool, 4));
  CHECK(!bank.can_start_now(pool, 31));
  pool.busy = 2;
  CHECK(bank.next_class(pool) == -1);
  CHECK(!bank.can_start_now(pool, 0));
}

TEST_CASE("A limit closes its classes while it is reached, and others pass") {
  RequestStore requests;
  PoolBank bank;
  PoolRules rules = rules_of(4);
  rules.limits = 2;
  rules.limit_of_class = {no_limit, 0, 0, 1};
  PoolState& pool = bank[bank.add(0, rules)];
  pool.on_duty = 9;
  for (const int c : {1, 2, 3}) CHECK(!bank.can_start_now(pool, c));  // a limit is 0 until it is set
  CHECK(bank.can_start_now(pool, 0));
  bank.set_limit(rules, pool, 0, 2);
  bank.set_limit(rules, pool, 1, 1);
  for (const int c : {0, 1, 2, 3}) CHECK(bank.can_start_now(pool, c));
  bank.change_limit(rules, pool, 1, 1);
  CHECK(bank.can_start_now(pool, 2));
  bank.change_limit(rules, pool, 2, 1);  // the limit is shared
  for (const int c : {1, 2}) CHECK(!bank.can_start_now(pool, c));
  CHECK(bank.can_start_now(pool, 3));
  // Who is held back by a limit holds back nobody else.
  bank.join_tail(requests, pool, 1, requests.create(), 0);
  CHECK(bank.can_start_now(pool, 3));
  CHECK(bank.next_class(pool) == -1);
  bank.change_limit(rules, pool, 1, -1);
  CHECK(bank.next_class(pool) == 1);
  // Lowered below what is in use, it stays closed until enough have gone.
  bank.change_limit(rules, pool, 2, 1);
  bank.set_limit(rules, pool, 0, 1);
  bank.change_limit(rules, pool, 2, -1);
  CHECK(bank.next_class(pool) == -1);
  bank.change_limit(rules, pool, 2, -1);
  CHECK(bank.next_class(pool) == 1);
  bank.change_limit(rules, pool, 0, 1);  // a class without a limit
  CHECK(bank.next_class(pool) == 1);
}

}  // namespace draagkracht
