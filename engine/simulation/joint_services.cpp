// Tasks that seize several pools at once, pools that stay seized over steps, and who starts when servers come free
// where some wait for several pools. None of it is met by a model that has no such task.
//
// All pools are had at once or none; whoever stands behind may pass meanwhile, unless the task is strict.
#include "engine/simulation/services.h"

#include <algorithm>
#include <bit>

namespace draagkracht {

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
    starts = starts && run_.servers.has_free(run_.servers[pool], priority_class, run_.clock.now) &&
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
  run_.holds.join(run_.requests, run_.servers, run_.instant.together, priority_class, seize.strict, id, run_.clock.now);
  if (plan.has_patience) limit_patience(id, seize, block[patience_lane]);
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

void Services::start_candidate(const Holds::Candidate& candidate) {
  PoolState& pool = run_.servers[candidate.pool];
  if (candidate.line == nobody) {
    run_.servers.queues().take_head(run_.requests, pool, candidate.priority_class, run_.clock.now);
  } else {
    run_.holds.leave(run_.requests, run_.servers, candidate.id, run_.clock.now);
    for (const std::uint32_t other : run_.holds.pools_of(candidate.line).subspan(1)) {
      run_.holds.add_claim(run_.requests[candidate.id], other, candidate.priority_class, run_.clock.now);
      run_.servers.seize(run_.requests, run_.servers[other], candidate.priority_class, candidate.id, run_.clock.now);
    }
  }
  start_now(candidate.id, pool, candidate.priority_class);
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
