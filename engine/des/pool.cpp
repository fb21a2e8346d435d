#include "engine/des/pool.h"

namespace draagkracht {

std::uint32_t PoolBank::add(std::uint16_t rules_index, const PoolRules& rules) {
  DRAAGKRACHT_ENSURE(rules.classes >= 1 && rules.classes <= max_classes);
  PoolState pool;
  pool.rules = rules_index;
  if (rules.limits != 0) pool.special |= has_limits;
  if (rules.preemptible != 0) pool.special |= has_preemption;
  pool.queues = static_cast<std::uint32_t>(queues_.size());
  pool.limits = static_cast<std::uint32_t>(limits_.size());
  queues_.resize(queues_.size() + static_cast<std::size_t>(rules.classes));
  limits_.resize(limits_.size() + static_cast<std::size_t>(rules.limits));
  for (int limit = 0; limit < rules.limits; ++limit) refresh_open(rules, pool, limit);
  pools_.push_back(pool);
  return static_cast<std::uint32_t>(pools_.size() - 1);
}

std::int64_t PoolBank::time_waiting(const RequestStore& requests, const PoolState& pool, std::int64_t now) const {
  std::int64_t sum = 0;
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    for (std::uint32_t at = head(pool, std::countr_zero(classes)); at != nobody; at = requests[at].next) {
      sum += now - requests[at].since;
    }
  }
  return sum;
}

void PoolBank::set_limit(const PoolRules& rules, PoolState& pool, int limit, std::uint32_t cap) {
  limits_[pool.limits + static_cast<std::uint32_t>(limit)].cap = cap;
  refresh_open(rules, pool, limit);
}

void PoolBank::change_limit(const PoolRules& rules, PoolState& pool, int priority_class, int by) {
  const std::uint8_t limit = rules.limit_of_class[static_cast<std::size_t>(priority_class)];
  if (limit == no_limit) return;
  PoolLimit& state = limits_[pool.limits + limit];
  state.in_use = static_cast<std::uint32_t>(static_cast<int>(state.in_use) + by);
  refresh_open(rules, pool, limit);
}

void PoolBank::refresh_open(const PoolRules& rules, PoolState& pool, int limit) {
  const PoolLimit& state = limits_[pool.limits + static_cast<std::uint32_t>(limit)];
  const bool room = state.in_use < state.cap;
  for (int c = 0; c < rules.classes; ++c) {
    if (rules.limit_of_class[static_cast<std::size_t>(c)] != limit) continue;
    if (room) {
      pool.open |= 1U << c;
    } else {
      pool.open &= ~(1U << c);
    }
  }
}

}  // namespace draagkracht
