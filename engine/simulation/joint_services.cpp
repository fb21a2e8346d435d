// Tasks that seize several pools at once or whichever of several is free first, pools that stay seized over steps, and
// who starts when servers come free where some wait for several pools. None of it is met by a model that has no such
// task.
//
// All pools are had at once or none; whoever stands behind may pass meanwhile, unless the task is strict.
#include "engine/simulation/services.h"

#include <algorithm>
#include <bit>

namespace draagkracht {

Index Services::enter_several(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  return plan.seize->either.empty() ? enter_joint(id, plan, block) : enter_either(id, plan, block);
}

// Stands in the queues of all its pools that exist here, and is served by the first that has a free server.
Index Services::enter_either(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  const SeizeStep& seize = *plan.seize;
  Request& request = run_.requests[id];
  std::vector<std::uint32_t>& pools = run_.instant.together;
  pools.clear();
  const auto add = [&](Index kind) {
    const std::uint32_t pool = values().pool_at(kind, request);
    if (pool != nobody) pools.push_back(pool);
  };
  add(seize.pool.pools[0]);
  for (const Index kind : seize.either) add(kind);
  if (pools.empty()) return seize.otherwise;
  const int priority_class = values().priority_class(plan, request);
  request.since = run_.clock.now;
  request.priority_class = static_cast<std::uint8_t>(priority_class);
  const auto is_free = [&](std::uint32_t pool) {
    return run_.servers.queues().can_start_now(run_.servers[pool], priority_class) &&
           !run_.holds.is_blocked(pool, priority_class);
  };
  const auto full = [&](std::uint32_t pool) {
    return run_.servers[pool].queue_length >= run_.servers[pool].length_limit;
  };
  const auto free = std::find_if(pools.begin(), pools.end(), is_free);
  const auto refusing = std::find_if(pools.begin(), pools.end(), full);
  if (free == pools.end() && refusing != pools.end()) return turned_away(run_.servers[*refusing], seize);
  request.branch = block[branch_lane];
  if (free != pools.end()) {
    start_either(id, *free, priority_class, block[service_lane]);
    return none;
  }
  request.pool = pools[0];
  request.state = RequestState::waiting;
  run_.holds.join(run_.requests, run_.servers, pools, priority_class, Holds::Wants::one, id, run_.clock.now);
  if (run_.trace != nullptr) run_.trace->joins(id, request.pool);
  if (plan.has_patience) limit_patience(id, seize.patience, block[patience_lane]);
  return none;
}

// The time is drawn now that it is known who serves: by the same word, whenever that is.
void Services::start_either(std::uint32_t id, std::uint32_t pool, int priority_class, std::uint32_t word) {
  Request& request = run_.requests[id];
  const StepPlan& plan = run_.plans[request.step];
  const SeizeStep& seize = *plan.seize;
  const Index kind = run_.servers[pool].rules;
  if (seize.server_variable != 0xff) {
    const auto at = std::find(seize.either.begin(), seize.either.end(), kind) - seize.either.begin();
    const bool own = kind == seize.pool.pools[0];
    run_.requests.labels(id).at[seize.server_variable] =
        seize.server_labels[own ? 0 : static_cast<std::size_t>(at) + 1];
  }
  request.pool = pool;
  request.work = values().draw_work(plan, request, word);
  DRAAGKRACHT_ENSURE(request.work >= 0);
  run_.observer.add_asked(pool, request.work);
  start_now(id, run_.servers[pool], priority_class);
}

Index Services::enter_joint(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  const SeizeStep& seize = *plan.seize;
  Request& request = run_.requests[id];
  const std::uint32_t own = plan.pool != nobody ? plan.pool : values().pool(seize.pool, request);
  if (own == nobody) return seize.otherwise;
  run_.instant.together.assign(1, own);
  for (const Index kind : seize.with) {
    run_.instant.together.push_back(values().pool_at(kind, request));
    if (run_.instant.together.back() == nobody) return seize.otherwise;
  }
  const int priority_class = values().priority_class(plan, request);
  bool starts = true;
  for (const std::uint32_t pool : run_.instant.together) {
    const auto wanted = std::count(run_.instant.together.begin(), run_.instant.together.end(), pool);
    starts = starts &&
             run_.servers.has_free(run_.servers[pool], priority_class, run_.clock.now, static_cast<int>(wanted)) &&
             !run_.holds.is_blocked(pool, priority_class);
  }
  for (const std::uint32_t pool : run_.instant.together) {
    if (!starts && run_.servers[pool].queue_length >= run_.servers[pool].length_limit)
      return turned_away(run_.servers[pool], seize);
  }
  request.work = values().draw_work(plan, request, block[service_lane]);
  DRAAGKRACHT_ENSURE(request.work >= 0);
  request.branch = block[branch_lane];
  request.pool = own;
  request.since = run_.clock.now;
  request.priority_class = static_cast<std::uint8_t>(priority_class);
  for (const std::uint32_t pool : run_.instant.together) {
    if (!seize.holds(run_.servers[pool].rules)) run_.observer.add_asked(pool, request.work);
  }
  if (starts) {
    for (std::size_t i = 1; i < run_.instant.together.size(); ++i) {
      run_.holds.add_claim(request, run_.instant.together[i], priority_class, run_.clock.now);
      run_.servers.seize(run_.requests, run_.servers[run_.instant.together[i]], priority_class, id, run_.clock.now);
    }
    start_now(id, run_.servers[own], priority_class);
    return none;
  }
  request.state = RequestState::waiting;
  run_.holds.join(run_.requests, run_.servers, run_.instant.together, priority_class,
                  seize.strict ? Holds::Wants::all_strict : Holds::Wants::all, id, run_.clock.now);
  if (run_.trace != nullptr) run_.trace->joins(id, own);
  if (plan.has_patience) limit_patience(id, seize.patience, block[patience_lane]);
  return none;
}

// Gives back what the request holds of the kinds of pool that `of` is true of; `account(pool, since)` counts it.
template <class Of, class Account>
void Services::give_back_claims(std::uint32_t id, Of of, Account account) {
  for (std::uint32_t* link = &run_.requests[id].claims; *link != nobody;) {
    const Holds::Claim claim = run_.holds.claim(*link);
    if (!of(Index{run_.servers[claim.pool].rules})) {
      link = run_.holds.next_link(*link);
      continue;
    }
    account(claim.pool, claim.since);
    run_.servers.give_back(run_.requests, run_.servers[claim.pool], claim.priority_class, id, run_.clock.now);
    touch(claim.pool);
    run_.holds.drop_claim(*link);
  }
}

// The end of a service of a task that seizes several pools or holds some.
void Services::release_joint(std::uint32_t id, const SeizeStep& seize) {
  const auto account = [&](std::uint32_t pool, std::int64_t since) {
    run_.servers.account_service(pool, since, run_.clock.now);
  };
  give_back_claims(
      id, [&](Index kind) { return seize.frees(kind); }, account);
  Request& request = run_.requests[id];
  PoolState& own = run_.servers[request.pool];
  if (seize.holds(own.rules)) {
    run_.holds.add_claim(request, request.pool, request.priority_class, request.since);
    run_.servers.keep(run_.requests, own, request.priority_class, id);
  } else {
    account(request.pool, request.since);
    run_.servers.give_back(run_.requests, own, request.priority_class, id, run_.clock.now);
    touch(request.pool);
  }
}

void Services::release_claims(std::uint32_t id, const std::vector<Index>& kinds) {
  give_back_claims(
      id, [&](Index kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); },
      [&](std::uint32_t pool, std::int64_t since) { run_.servers.account_holding(pool, since, run_.clock.now); });
  serve_touched();
}

bool Services::take_out(std::uint32_t id, Index step) {
  const Request& request = run_.requests[id];
  const StepPlan& plan = run_.plans[request.step];
  switch (request.state) {
    case RequestState::waiting:
    case RequestState::interrupted:
      if (plan.seize == nullptr) return false;
      leave_queues(id);
      break;
    case RequestState::pending:
      run_.pending.leave(run_.requests, id);
      break;
    case RequestState::delayed:
      run_.agenda.drop(request.since, id);
      if (plan.step.kind == StepKind::book) give_back_appointment(request, run_.model.verbs.book[plan.step.index]);
      break;
    case RequestState::free:
    case RequestState::moving:
    case RequestState::in_service:
      return false;
  }
  give_back_claims(
      id, [](Index) { return true; },
      [&](std::uint32_t pool, std::int64_t since) { run_.servers.account_holding(pool, since, run_.clock.now); });
  Request& leaving = run_.requests[id];
  leaving.state = RequestState::moving;
  leaving.branch = step;
  run_.instant.ready.push_back(id);
  return true;
}

// The slots of an appointment that has not been kept.
void Services::give_back_appointment(const Request& request, const BookStep& step) {
  const std::uint32_t pool = values().pool(step.pool, request);
  if (pool == nobody || request.since <= run_.clock.now) return;
  const PoolInstance& instance = run_.region.pools[pool];
  const int slots = step.slots_for(values().label(step.slots_source, request),
                                   [&](Index parameter) { return values().parameter(parameter, request); });
  run_.books.of(instance.kind).give_back(instance.book, request.since, slots);
}

void Services::start_candidate(const Holds::Candidate& candidate) {
  PoolState& pool = run_.servers[candidate.pool];
  if (candidate.line == nobody) {
    run_.servers.queues().take_head(run_.requests, pool, candidate.priority_class, run_.clock.now);
  } else if (run_.holds.wants_one(candidate.line)) {
    run_.holds.leave(run_.requests, run_.servers, candidate.id, candidate.pool, run_.clock.now);
    const Request& request = run_.requests[candidate.id];
    const std::uint32_t address = run_.plans[request.step].time_address;
    return start_either(candidate.id, candidate.pool, candidate.priority_class,
                        random_block(run_.key, request.entity, address, request.visit)[service_lane]);
  } else {
    run_.holds.leave(run_.requests, run_.servers, candidate.id, candidate.pool, run_.clock.now);
    for (const std::uint32_t other : run_.holds.pools_of(candidate.line).subspan(1)) {
      run_.holds.add_claim(run_.requests[candidate.id], other, candidate.priority_class, run_.clock.now);
      run_.servers.seize(run_.requests, run_.servers[other], candidate.priority_class, candidate.id, run_.clock.now);
    }
  }
  start_now(candidate.id, pool, candidate.priority_class);
}

// The class of the head that may start and has accumulated most priority, of equal ones the first class; -1: none may.
int Services::most_accumulated(const PoolState& pool) const {
  const std::vector<double>& rates = run_.servers.kind_of(pool).accumulates;
  int most = -1;
  double priority = 0;
  for (std::uint32_t classes = pool.waiting & pool.open; classes != 0; classes &= classes - 1) {
    const int priority_class = std::countr_zero(classes);
    const std::int64_t since = run_.requests[run_.servers.queues().head(pool, priority_class)].since;
    if (!run_.servers.has_free(pool, priority_class, since)) continue;
    const double its = rates[static_cast<std::size_t>(priority_class)] * static_cast<double>(run_.clock.now - since);
    if (most >= 0 && its <= priority) continue;
    most = priority_class;
    priority = its;
  }
  return most;
}

// Servers of a pool that is more than a plain queue take whom they may.
void Services::serve_special(PoolState& pool) {
  if ((pool.special & has_joint) != 0) {
    for (;;) {
      const Holds::Candidate first =
          run_.holds.first_to_start(run_.requests, run_.servers, run_.servers.index_of(pool));
      if (first.id == nobody) break;
      start_candidate(first);
    }
  } else if ((pool.special & has_accumulation) != 0) {
    for (int priority_class = most_accumulated(pool); priority_class >= 0; priority_class = most_accumulated(pool))
      start_now(run_.servers.queues().take_head(run_.requests, pool, priority_class, run_.clock.now), pool,
                priority_class);
  } else {
    for (std::uint32_t classes = pool.waiting & pool.open; classes != 0;) {
      const int priority_class = std::countr_zero(classes);
      const std::uint32_t head = run_.servers.queues().head(pool, priority_class);
      if (run_.servers.has_free(pool, priority_class, run_.requests[head].since)) {
        run_.servers.queues().take_head(run_.requests, pool, priority_class, run_.clock.now);
        start_now(head, pool, priority_class);
        classes = pool.waiting & pool.open;
      } else {
        classes &= classes - 1;  // in a pool that closes others may have waited at closing time
      }
    }
  }
  if ((pool.special & has_preemption) != 0) interrupt_for_waiting(pool);
  if ((pool.special & is_closing) != 0) end_closing(pool);
}

void Services::serve_touched() {
  std::sort(run_.instant.touched.begin(), run_.instant.touched.end());
  run_.instant.touched.erase(std::unique(run_.instant.touched.begin(), run_.instant.touched.end()),
                             run_.instant.touched.end());
  for (;;) {
    Holds::Candidate first;
    for (const std::uint32_t pool : run_.instant.touched) {
      if ((run_.servers[pool].special & has_joint) == 0) continue;
      const Holds::Candidate candidate = run_.holds.first_to_start(run_.requests, run_.servers, pool);
      if (candidate.id != nobody && (first.id == nobody || candidate.comes_before(first))) first = candidate;
    }
    if (first.id == nobody) break;
    start_candidate(first);
  }
  for (const std::uint32_t pool : run_.instant.touched) start_waiting(run_.servers[pool]);
  run_.instant.touched.clear();
}

}  // namespace draagkracht
