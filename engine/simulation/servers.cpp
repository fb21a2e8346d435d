#include "engine/simulation/servers.h"

#include <algorithm>

#include "engine/simulation/parameter_values.h"
#include "engine/simulation/trace.h"

namespace draagkracht {

Servers::Servers(const Model& model, const Region& region, Observer& observer)
    : model_(&model),
      observer_(&observer),
      level_since_(region.pools.size(), 0),
      overtime_since_(region.pools.size(), 0),
      closings_(region.pools.size()) {
  for (const PoolInstance& instance : region.pools) {
    const PoolKind& kind = model.pools[instance.kind];
    PoolState& pool = bank_[bank_.add(instance.kind, kind.rules)];
    if (kind.queue_limit != 0xffff) pool.length_limit = kind.queue_limit;
    if (kind.ageing_ms > 0) pool.special |= has_ageing;
    if (!kind.accumulates.empty()) pool.special |= has_accumulation;
    if (kind.hands_over) pool.special |= has_preemption;
    if (kind.occupancy_levels > 0) pool.special |= has_occupancy;
    occupancy_first_.push_back(static_cast<std::uint32_t>(observer.occupancy.size()));
    if (kind.occupancy_levels > 0) observer.occupancy.resize(observer.occupancy.size() + kind.occupancy_levels + 1U);
    running_first_.push_back(nobody);
    if ((pool.special & has_preemption) != 0) {
      running_first_.back() = static_cast<std::uint32_t>(running_.size());
      running_.resize(running_.size() + static_cast<std::size_t>(kind.rules.classes));
    }
    if (kind.overtime_limit != none) limited_.push_back({0, 0, bank_.size() - 1, 0});
    if (instance.fixed >= 0) pool.on_duty = instance.fixed;
    if (instance.fixed < 0 && kind.on_closed != none) pool.length_limit = 0;  // until the first change of duty
  }
  observer.audited.resize(observer.occupancy.size());
  for (const Step& step : model.steps) {
    const bool may = step.kind == StepKind::seize && model.verbs.seize[step.index].may_be_interrupted();
    keeps_its_service_.push_back(may ? 0 : 1);
  }
  keeps_its_service_.resize(std::max<std::size_t>(keeps_its_service_.size(), 1));
  keeps_its_service_[0] = 0;  // work without a patient
  const auto seizes = [](const SeizeStep& seize, Index kind) {
    const auto in = [kind](const std::vector<Index>& kinds) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    return kind == seize.pool.pools[0] || in(seize.with) || in(seize.either);
  };
  for (const SeizeStep& seize : model.verbs.seize) {
    for (std::uint32_t pool = 0; pool < bank_.size() && seize.order != none; ++pool) {
      const std::vector<Index>& kinds = seize.pool.pools;
      if (std::find(kinds.begin(), kinds.end(), region.pools[pool].kind) != kinds.end())
        bank_[pool].special |= has_order;
    }
    if (seize.with.empty() && seize.either.empty()) continue;
    for (std::uint32_t pool = 0; pool < bank_.size(); ++pool) {
      if (seizes(seize, region.pools[pool].kind)) bank_[pool].special |= has_joint;
    }
  }
}

void Servers::follow(Trace& trace) {
  trace_ = &trace;
  for (std::uint32_t pool = 0; pool < bank_.size(); ++pool) bank_[pool].special |= has_trace;
}

void Servers::note_seizure(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                           std::int64_t now) {
  if ((pool.special & (has_trace | has_occupancy | is_closing)) != 0) [[unlikely]] {
    if ((pool.special & has_trace) != 0) trace_->seizes(id, index_of(pool));
    if ((pool.special & has_occupancy) != 0) note_level(index_of(pool), now);
    if ((pool.special & is_closing) != 0) note_overtime(index_of(pool), now);
  }
  if ((pool.special & has_limits) != 0) bank_.change_limit(kind_of(pool).rules, pool, priority_class, 1);
  if ((pool.special & has_preemption) != 0 && may_be_interrupted(pool, requests[id]))
    add_running(requests, pool, priority_class, id);
}

void Servers::note_return(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                          std::int64_t now) {
  if ((pool.special & (has_trace | has_occupancy)) != 0) [[unlikely]] {
    if ((pool.special & has_trace) != 0) trace_->gives_back(id, index_of(pool));
    if ((pool.special & has_occupancy) != 0) note_level(index_of(pool), now);
  }
  if (pool.busy > pool.on_duty) note_overtime(index_of(pool), now);
  if ((pool.special & has_limits) != 0) bank_.change_limit(kind_of(pool).rules, pool, priority_class, -1);
  if ((pool.special & has_preemption) != 0 && may_be_interrupted(pool, requests[id]))
    drop_running(requests, pool, priority_class, id);
}

// As many servers were seized from the last change until now as are seized still.
void Servers::note_level(std::uint32_t pool_index, std::int64_t now) {
  const PoolState& pool = bank_[pool_index];
  const PoolKind& kind = kind_of(pool);
  const std::int64_t from = std::max(level_since_[pool_index], model_->warm_up_ms);
  level_since_[pool_index] = now;
  if (now <= from) return;
  const std::size_t level = std::min<std::size_t>(static_cast<std::size_t>(pool.busy), kind.occupancy_levels);
  const std::size_t cell = occupancy_first_[pool_index] + level;
  observer_->occupancy[cell] += now - from;
  // The clock of the audit strikes within (from, now].
  if (kind.audit_ms > 0) observer_->audited[cell] += now / kind.audit_ms - from / kind.audit_ms;
}

Servers::Limited* Servers::limit_of(std::uint32_t pool) {
  if (limited_.empty()) [[likely]]
    return nullptr;
  const auto it = std::lower_bound(limited_.begin(), limited_.end(), pool,
                                   [](const Limited& one, std::uint32_t wanted) { return one.pool < wanted; });
  return it == limited_.end() || it->pool != pool ? nullptr : &*it;
}

// A week begins on Monday. Of the hours until now: on Monday itself nobody is left.
void Servers::limit_overtime(const Region& region, const ParameterValues& parameters, std::int64_t midnight) {
  for (Limited& limited : limited_) {
    const PoolInstance& instance = region.pools[limited.pool];
    const PoolKind& kind = model_->pools[instance.kind];
    note_overtime(limited.pool, midnight);
    if (midnight % one_week.ms == 0) limited.overtime = limited.on_duty = 0;
    const double direct_share = parameters.period().duty[limited.pool].direct_share;
    const double paid =
        static_cast<double>(limited.on_duty) * kind.paid_per_hour / (direct_share > 0 ? direct_share : 1);
    const double most = parameters.for_place(kind.overtime_limit, 0, kind.scope, instance.place) * paid;
    limited.is_over = limited.overtime > 0 && static_cast<double>(limited.overtime) >= most ? 1 : 0;
  }
}

// Adds the overtime since the last call: of the servers above the number on duty.
void Servers::note_overtime(std::uint32_t pool_index, std::int64_t now) {
  const PoolState& pool = bank_[pool_index];
  const std::int64_t from = std::max(overtime_since_[pool_index], model_->warm_up_ms);
  if (Limited* const limited = limit_of(pool_index); limited != nullptr) [[unlikely]] {
    const std::int64_t ms = now - overtime_since_[pool_index];
    limited->overtime += std::max(0, pool.busy - pool.on_duty) * ms;
    limited->on_duty += pool.on_duty * ms;
  }
  overtime_since_[pool_index] = now;
  const std::int32_t above = pool.busy - pool.on_duty;
  if (above > 0 && now > from) observer_->overtime(pool_index) += above * (now - from);
}

void Servers::set_duty(PoolState& pool, std::int32_t level, std::int64_t now) {
  const PoolKind& kind = kind_of(pool);
  note_overtime(index_of(pool), now);
  const bool goes_on = (pool.special & is_closing) != 0;
  if (level == 0 && kind.overtime && pool.queue_length > 0 && (goes_on || pool.on_duty > 0)) {
    const Limited* const limited = limit_of(index_of(pool));
    const bool is_over = limited != nullptr && limited->is_over != 0;
    if (!goes_on) closings_[index_of(pool)] = {now, pool.on_duty, is_over ? kind.overtime_always : max_classes};
    pool.special |= is_closing;
  } else {
    end_closing(pool);
  }
  pool.on_duty = level;
  if (kind.on_closed != none) {
    const std::uint32_t limit = kind.queue_limit != 0xffff ? kind.queue_limit : no_length_limit;
    pool.length_limit = level == 0 ? 0 : limit;
  }
  if (trace_ != nullptr) trace_->changes_duty(index_of(pool));
}

void Servers::add_running(RequestStore& requests, const PoolState& pool, int priority_class, std::uint32_t id) {
  RequestQueue& list = running(pool, priority_class);
  Request& request = requests[id];
  request.next = nobody;
  request.prev = list.tail;
  (list.tail == nobody ? list.head : requests[list.tail].next) = id;
  list.tail = id;
}

void Servers::drop_running(RequestStore& requests, const PoolState& pool, int priority_class, std::uint32_t id) {
  RequestQueue& list = running(pool, priority_class);
  const Request& request = requests[id];
  (request.prev == nobody ? list.head : requests[request.prev].next) = request.next;
  (request.next == nobody ? list.tail : requests[request.next].prev) = request.prev;
}

int Servers::interruptible_class(const PoolState& pool, int priority_class) const {
  if ((pool.special & has_preemption) == 0 || pool.busy != pool.on_duty) return -1;
  const PoolRules& rules = kind_of(pool).rules;
  for (int victim = rules.classes - 1; victim > priority_class; --victim) {
    if (((rules.preemptible >> victim) & 1U) != 0 && latest_start(pool, victim) != nobody) return victim;
  }
  return -1;
}

void Servers::account_service(std::uint32_t pool, std::int64_t from, std::int64_t to, std::int64_t sign) {
  for (std::int64_t at = std::max(from, model_->warm_up_ms); at < to;) {
    const std::int64_t week = at / one_week.ms;
    const std::int64_t until = std::min(to, (week + 1) * one_week.ms);
    observer_->busy(pool, static_cast<std::int32_t>(week)) += sign * (until - at);
    at = until;
  }
}

void Servers::account_holding(std::uint32_t pool, std::int64_t from, std::int64_t to, std::int64_t sign) {
  account_service(pool, from, to, sign);
  for (std::int64_t at = std::max(from, model_->warm_up_ms); at < to;) {
    const std::int64_t week = at / one_week.ms;
    const std::int64_t until = std::min(to, (week + 1) * one_week.ms);
    observer_->asked(pool, static_cast<std::int32_t>(week)) += sign * (until - at);
    at = until;
  }
}

void Servers::settle(std::int64_t now) {
  for (std::uint32_t pool = 0; pool < bank_.size(); ++pool) {
    if ((bank_[pool].special & has_occupancy) != 0) note_level(pool, now);
    note_overtime(pool, now);
  }
}

}  // namespace draagkracht
