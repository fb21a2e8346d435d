// Servers and the lines for several pools, without a run around them.
#include "engine/simulation/servers.h"

#include <catch2/catch.hpp>

#include "engine/simulation/holds.h"

namespace draagkracht {
namespace {

// Pools of one region, made by hand: kinds with one instance each.
struct Pools {
  Model model;
  Region region;
  RequestStore requests;

  PoolKind& add(const std::string& name, std::int32_t servers, int classes) {
    PoolKind kind;
    kind.name = name;
    kind.rules.classes = classes;
    kind.rules.limit_of_class.assign(static_cast<std::size_t>(classes), no_limit);
    model.pools.push_back(kind);
    PoolInstance instance;
    instance.kind = static_cast<Index>(model.pools.size() - 1);
    instance.fixed = servers;
    region.pools.push_back(instance);
    return model.pools.back();
  }
  Observer observer() const { return Observer(model, region.pools.size(), 1); }
  std::uint32_t comer(std::int64_t since) {
    const std::uint32_t id = requests.create();
    requests[id].since = since;
    return id;
  }
};

}  // namespace

TEST_CASE("Overtime and occupancy are the time integrals of servers above duty and of servers at work") {
  Pools pools;
  pools.add("desk", 2, 1).occupancy_levels = 2;
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  PoolState& desk = servers[0];
  const std::uint32_t a = pools.comer(0), b = pools.comer(0);
  servers.seize(pools.requests, desk, 0, a, 10);
  servers.seize(pools.requests, desk, 0, b, 20);
  servers.set_duty(desk, 1, 50);
  servers.give_back(pools.requests, desk, 0, a, 80);
  servers.set_duty(desk, 0, 100);
  servers.give_back(pools.requests, desk, 0, b, 130);
  servers.settle(200);
  CHECK(observer.overtime(0) == (80 - 50) + (130 - 100));
  CHECK(observer.occupancy == std::vector<std::int64_t>{10 + 70, 10 + 50, 60});
  CHECK(PoolBank::time_seized(desk, 200) == (80 - 10) + (130 - 20));
}

TEST_CASE("The latest start of the lowest class is interrupted, and only when all on duty are at work") {
  Pools pools;
  pools.add("desk", 2, 3).rules.preemptible = 0b110;
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  PoolState& desk = servers[0];
  const std::uint32_t first = pools.comer(0), second = pools.comer(0);
  pools.requests[first].pool = pools.requests[second].pool = 0;
  servers.seize(pools.requests, desk, 2, first, 1);
  CHECK(servers.interruptible_class(desk, 0) == -1);  // somebody is free
  servers.seize(pools.requests, desk, 2, second, 2);
  CHECK(servers.interruptible_class(desk, 0) == 2);
  CHECK(servers.interruptible_class(desk, 2) == -1);  // gives way to lower numbers only
  CHECK(servers.latest_start(desk, 2) == second);
  servers.give_back(pools.requests, desk, 2, second, 3);
  CHECK(servers.latest_start(desk, 2) == first);
  servers.set_duty(desk, 0, 4);
  CHECK(servers.interruptible_class(desk, 0) == -1);  // finishes after hours
}

TEST_CASE("In overtime only those find a server who waited at closing time") {
  Pools pools;
  pools.add("desk", 1, 1).overtime = true;
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  PoolState& desk = servers[0];
  servers.queues().join_tail(pools.requests, desk, 0, pools.comer(5), 5);
  servers.set_duty(desk, 0, 10);
  CHECK(servers.has_free(desk, 0, 9));
  CHECK_FALSE(servers.has_free(desk, 0, 10));
  CHECK_FALSE(servers.queues().can_start_now(desk, 0));
  Servers::end_closing(desk);
  CHECK_FALSE(servers.has_free(desk, 0, 9));
}

TEST_CASE("Lines for one of several pools: whichever is free, in their order, counted where it was served") {
  Pools pools;
  pools.add("a", 1, 3);
  pools.add("b", 1, 3);
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  Holds holds(2);
  const std::uint32_t either[] = {0, 1};
  const std::uint32_t early = pools.comer(10), late = pools.comer(20);
  holds.join(pools.requests, servers, either, 1, Holds::Wants::one, early, 10);
  holds.join(pools.requests, servers, either, 1, Holds::Wants::one, late, 20);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == early);
  CHECK(holds.first_to_start(pools.requests, servers, 1).pool == 0);  // both are free: the first of the order
  servers.seize(pools.requests, servers[0], 0, pools.comer(0), 30);
  CHECK(holds.first_to_start(pools.requests, servers, 0).pool == 1);  // a alone is busy
  holds.leave(pools.requests, servers, early, 1, 40);
  CHECK(servers[0].waited == 30);  // where it did not start; the other is left to the caller
  CHECK(servers[1].waited == 0);
  servers.seize(pools.requests, servers[1], 1, early, 40);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == nobody);
  CHECK(servers[0].queue_length == 1);
  CHECK(servers[1].queue_length == 1);
}

TEST_CASE("Lines for several servers of one pool: as many as it is named times, one place in its queue") {
  Pools pools;
  pools.add("a", 3, 3);
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  Holds holds(1);
  const std::uint32_t two[] = {0, 0};
  const std::uint32_t one = pools.comer(10);
  holds.join(pools.requests, servers, two, 0, Holds::Wants::all, one, 10);
  CHECK(servers[0].queue_length == 1);
  CHECK(holds.time_waiting(pools.requests, 0, 15) == 5);
  CHECK(holds.first_to_start(pools.requests, servers, 0).id == one);
  servers.seize(pools.requests, servers[0], 0, pools.comer(0), 20);
  CHECK(holds.first_to_start(pools.requests, servers, 0).id == one);
  servers.seize(pools.requests, servers[0], 0, pools.comer(0), 20);
  CHECK(holds.first_to_start(pools.requests, servers, 0).id == nobody);  // one server is not enough
  holds.leave(pools.requests, servers, one, 0, 30);
  CHECK(servers[0].queue_length == 0);
  CHECK(PoolBank::time_held(servers[0], 30) == 20);
}

TEST_CASE("Lines for several pools: all or none, in order of class and joining, and nobody passes who is strict") {
  Pools pools;
  pools.add("a", 1, 3);
  pools.add("b", 1, 3);
  Observer observer = pools.observer();
  Servers servers(pools.model, pools.region, observer);
  Holds holds(2);
  const std::uint32_t both[] = {0, 1};
  const std::uint32_t early = pools.comer(10), late = pools.comer(20), urgent = pools.comer(30);
  const std::uint32_t strict = pools.comer(40), single = pools.comer(45);
  holds.join(pools.requests, servers, both, 1, Holds::Wants::all, early, 10);
  holds.join(pools.requests, servers, both, 1, Holds::Wants::all, late, 20);
  holds.join(pools.requests, servers, both, 0, Holds::Wants::all, urgent, 30);
  CHECK(servers[0].queue_length == 3);
  CHECK(servers[1].queue_length == 3);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == urgent);
  holds.leave(pools.requests, servers, urgent, 0, 40);
  CHECK(holds.first_to_start(pools.requests, servers, 0).id == early);
  servers.seize(pools.requests, servers[0], 0, pools.comer(0), 40);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == nobody);  // b alone is not enough
  holds.join(pools.requests, servers, both, 1, Holds::Wants::all_strict, strict, 40);
  CHECK(holds.is_blocked(1, 1));
  CHECK_FALSE(holds.is_blocked(1, 0));  // would go before the strict one
  servers.queues().join_tail(pools.requests, servers[1], 2, single, 45);
  holds.note_joining(single);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == nobody);
  holds.leave(pools.requests, servers, strict, 0, 50);
  CHECK(holds.first_to_start(pools.requests, servers, 1).id == single);
  holds.leave(pools.requests, servers, early, 0, 60);
  holds.leave(pools.requests, servers, late, 0, 60);
  CHECK(PoolBank::time_held(servers[0], 60) == (60 - 10) + (60 - 20) + (40 - 30) + (50 - 40));
  CHECK(servers[0].queue_length == 0);
}

}  // namespace draagkracht
