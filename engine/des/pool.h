// Pools: servers with queues by priority class. A pool instance has servers on duty (set by a calendar), servers at
// work, and one first-in-first-out queue per class; class 0 goes first. Classes may share a limit (a cap on how many of
// them are in service at once) and may be pre-emptible. What service means and when it ends is the caller's matter.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/des/request.h"

namespace draagkracht {

inline constexpr std::uint8_t no_limit = 0xff;
inline constexpr int max_classes = 32;

// What all instances of a pool share.
struct PoolRules {
  int classes = 1;
  std::uint32_t preemptible = 0;             // bit c: a job of class c gives way to a lower class number
  std::vector<std::uint8_t> limit_of_class;  // index of the class's limit, or no_limit
  int limits = 0;
  friend bool operator==(const PoolRules&, const PoolRules&) = default;
};

// The rarer things that a pool can have. While it has none of them, a start and an end of service only count servers.
enum PoolSpecial : std::uint16_t {
  has_limits = 1,
  has_preemption = 2,  // who is served is kept in order of start
  is_closing = 4,      // nobody is on duty, but who waited at closing time is still served
  has_joint = 8,       // somebody may wait for this pool and others at once
  has_occupancy = 16,  // how many are served is counted over time
  has_ageing = 32,
  has_accumulation = 64,  // priority accumulates while one waits, at a rate of its class
  has_order = 128,        // within a class a number of the request tells who stands before whom
  has_trace = 256,        // single requests are followed
};

inline constexpr std::uint32_t no_length_limit = 0xffffffff;

// All that the start and the end of a service look at, in one cache line.
struct alignas(64) PoolState {
  std::int32_t on_duty = 0;                      // servers on duty
  std::int32_t busy = 0;                         // servers at work; above on_duty while someone finishes after hours
  std::uint32_t waiting = 0;                     // bit c: somebody of class c waits for this pool alone
  std::uint32_t open = ~0U;                      // bit c: class c is not held back by its limit
  std::uint32_t queues = 0;                      // first of its queues in PoolBank
  std::uint32_t limits = 0;                      // first of its limits in PoolBank
  std::uint32_t queue_length = 0;                // all who wait, also those who wait for other pools too
  std::uint32_t length_limit = no_length_limit;  // most who may wait
  std::uint16_t rules = 0;
  std::uint16_t special = 0;  // of PoolSpecial
  // For the laws that every run checks (engine/simulation/conservation.h), in ms.
  std::int64_t held = 0;    // less `now` for each who joins a queue, plus `now` for each who leaves it: see time_held
  std::int64_t seized = 0;  // the same for the servers at work: see time_seized
  std::int64_t waited = 0;  // sum of the waits of those who left the queues, each by its own time of joining
};
static_assert(sizeof(PoolState) == 64);

// Head and tail of an intrusive list of requests. In a pool's queue the tail means nothing while there is no head.
struct RequestQueue {
  std::uint32_t head = nobody;
  std::uint32_t tail = nobody;
};

struct PoolLimit {
  std::uint32_t cap = 0;
  std::uint32_t in_use = 0;
};

class PoolBank {
 public:
  // Adds an instance and returns its index. Limits start at cap 0 until set_limit.
  std::uint32_t add(std::uint16_t rules_index, const PoolRules& rules);

  PoolState& operator[](std::uint32_t pool) { return pools_[pool]; }
  const PoolState& operator[](std::uint32_t pool) const { return pools_[pool]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(pools_.size()); }

  // Whether a request of `priority_class` that comes now would start at once.
  bool can_start_now(const PoolState& pool, int priority_class) const {
    const std::uint32_t up_to = (2U << priority_class) - 1;
    return pool.busy < pool.on_duty && ((pool.open >> priority_class) & 1U) != 0 &&
           (pool.waiting & pool.open & up_to) == 0;
  }

  // `now`, here and below: ms of the run.
  void join_tail(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id, std::int64_t now) {
    RequestQueue& queue = queues_[pool.queues + static_cast<std::uint32_t>(priority_class)];
    Request& request = requests[id];
    request.next = nobody;
    request.prev = queue.tail;
    // Whether somebody waits already no processor can guess: the place to write to is chosen without a jump.
    const bool first = queue.head == nobody;
    std::uint32_t* const behind = &requests[first ? id : queue.tail].next;
    *(first ? &queue.head : behind) = id;
    queue.tail = id;
    pool.waiting |= 1U << priority_class;
    ++pool.queue_length;
    pool.held -= now;
  }

  void join_head(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id, std::int64_t now) {
    RequestQueue& queue = queues_[pool.queues + static_cast<std::uint32_t>(priority_class)];
    requests[id].next = queue.head;
    if (queue.head == nobody) {
      queue.tail = id;
    } else {
      requests[queue.head].prev = id;
    }
    queue.head = id;
    pool.waiting |= 1U << priority_class;
    ++pool.queue_length;
    pool.held -= now;
  }

  // Joins before the first of those at the end of the queue that do not stand before it: `stands_before(other)`.
  template <class StandsBefore>
  void join_where(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id, std::int64_t now,
                  StandsBefore stands_before) {
    RequestQueue& queue = queues_[pool.queues + static_cast<std::uint32_t>(priority_class)];
    if (queue.head == nobody || stands_before(queue.tail)) return join_tail(requests, pool, priority_class, id, now);
    std::uint32_t behind = queue.tail;
    while (behind != queue.head && !stands_before(requests[behind].prev)) behind = requests[behind].prev;
    if (behind == queue.head) return join_head(requests, pool, priority_class, id, now);
    Request& request = requests[id];
    request.next = behind;
    request.prev = requests[behind].prev;
    requests[request.prev].next = id;
    requests[behind].prev = id;
    ++pool.queue_length;
    pool.held -= now;
  }

  // Joins behind all who joined a queue of the pool earlier, and before all others.
  void join_in_order(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id, std::int64_t now) {
    join_where(requests, pool, priority_class, id, now,
               [&](std::uint32_t other) { return requests[other].since <= requests[id].since; });
  }

  // Takes the head of a class that has one out of its queue.
  std::uint32_t take_head(RequestStore& requests, PoolState& pool, int priority_class, std::int64_t now) {
    RequestQueue& queue = queues_[pool.queues + static_cast<std::uint32_t>(priority_class)];
    const std::uint32_t id = queue.head;
    queue.head = requests[id].next;
    // The next head is asked for now: it waits long enough to have left the cache.
    if (queue.head != nobody) __builtin_prefetch(&requests[queue.head]);
    pool.waiting &= ~((queue.head == nobody ? 1U : 0U) << priority_class);
    --pool.queue_length;
    pool.held += now;
    return id;
  }

  void leave(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id, std::int64_t now) {
    RequestQueue& queue = queues_[pool.queues + static_cast<std::uint32_t>(priority_class)];
    if (queue.head == id) {
      take_head(requests, pool, priority_class, now);
      return;
    }
    const Request& request = requests[id];
    requests[request.prev].next = request.next;
    (queue.tail == id ? queue.tail : requests[request.next].prev) = request.prev;
    --pool.queue_length;
    pool.held += now;
  }

  // The class whose head is to start next, or -1 if nobody may start.
  int next_class(const PoolState& pool) const {
    const std::uint32_t ready = pool.waiting & pool.open;
    return pool.busy < pool.on_duty && ready != 0 ? std::countr_zero(ready) : -1;
  }

  std::uint32_t head(const PoolState& pool, int priority_class) const {
    return queues_[pool.queues + static_cast<std::uint32_t>(priority_class)].head;
  }

  // The time integral of the length of its queues until now, in ms.
  static std::int64_t time_held(const PoolState& pool, std::int64_t now) {
    return pool.held + static_cast<std::int64_t>(pool.queue_length) * now;
  }
  // The time integral of the number of servers at work until now, in ms.
  static std::int64_t time_seized(const PoolState& pool, std::int64_t now) { return pool.seized + pool.busy * now; }
  // How long those who wait have done so until now, in ms, each by its own time of joining.
  std::int64_t time_waiting(const RequestStore& requests, const PoolState& pool, std::int64_t now) const;
  // What was held, waited and seized before now counts no more.
  void forget_past(const RequestStore& requests, PoolState& pool, std::int64_t now) const {
    pool.held -= time_held(pool, now);
    pool.seized -= time_seized(pool, now);
    pool.waited = -time_waiting(requests, pool, now);
  }

  // Counts a start or an end of service of a class against its limit, if it has one.
  void change_limit(const PoolRules& rules, PoolState& pool, int priority_class, int by);
  void set_limit(const PoolRules& rules, PoolState& pool, int limit, std::uint32_t cap);
  // Whether its limit lets so many more of a class be in service.
  bool has_room(const PoolRules& rules, const PoolState& pool, int priority_class, int more) const {
    const std::uint8_t limit = rules.limit_of_class[static_cast<std::size_t>(priority_class)];
    if (limit == no_limit) return true;
    const PoolLimit& its = limits_[pool.limits + limit];
    return its.in_use + static_cast<std::uint32_t>(more) <= its.cap;
  }

  template <class F>
  void visit(F&& f) {
    auto& [pools, queues, limits] = *this;
    f("pools", pools);
    f("pools.queues", queues);
    f("pools.limits", limits);
  }

 private:
  void refresh_open(const PoolRules& rules, PoolState& pool, int limit);

  std::vector<PoolState> pools_;
  std::vector<RequestQueue> queues_;  // axes: pool, class
  std::vector<PoolLimit> limits_;     // axes: pool, limit
};

}  // namespace draagkracht
