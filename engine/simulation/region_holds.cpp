// Tasks that seize several pools at once, pools that stay seized over steps, and who starts when servers come free
// where some wait for several pools. None of it is met by a model that has no such task.
//
// All pools are had at once or none; whoever stands behind may pass meanwhile, unless the task is strict.
#include <algorithm>
#include <bit>

#include "engine/simulation/region_simulation.h"

namespace draagkracht {

Index RegionSimulation::enter_joint(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  const TaskStep& task = *plan.task;
  Request& request = requests_[id];
  const std::uint32_t own = plan.pool != nobody ? plan.pool : find_pool(task.pool, request);
  if (own == nobody) return task.otherwise;
  together_.assign(1, own);
  for (const Index kind : task.with) {
    together_.push_back(pool_at(kind, request));
    if (together_.back() == nobody) return task.otherwise;
  }
  const int priority_class = class_at(plan, request);
  bool starts = true;
  for (const std::uint32_t pool : together_) {
    starts = starts && servers_.has_free(servers_[pool], priority_class, now_) && !holds_.is_blocked(pool, priority_class);
  }
  for (const std::uint32_t pool : together_) {
    if (!starts && servers_[pool].queue_length >= servers_[pool].length_limit) return turned_away(servers_[pool], task);
  }
  request.work = draw_work(plan, request, block[service_lane]);
  DRAAGKRACHT_ENSURE(request.work >= 0);
  request.branch = block[branch_lane];
  request.pool = own;
  request.since = now_;
  request.priority_class = static_cast<std::uint8_t>(priority_class);
  for (const std::uint32_t pool : together_) {
    if (!task.holds(servers_[pool].rules)) observer_.add_asked(pool, request.work);
  }
  if (starts) {
    for (std::size_t i = 1; i < together_.size(); ++i) {
      holds_.add_claim(request, together_[i], priority_class, now_);
      servers_.seize(requests_, servers_[together_[i]], priority_class, id, now_);
    }
    start_now(id, servers_[own], priority_class);
    return none;
  }
  request.state = RequestState::waiting;
  holds_.join(requests_, servers_, together_, priority_class, task.strict, id, now_);
  if (plan.has_patience) limit_patience(id, task, block[patience_lane]);
  return none;
}

// The end of a service of a task that seizes several pools or holds some.
void RegionSimulation::release_joint(std::uint32_t id, const TaskStep& task) {
  Request& request = requests_[id];
  for (std::uint32_t* link = &request.claims; *link != nobody;) {
    const Holds::Claim claim = holds_.claim(*link);
    if (task.frees(servers_[claim.pool].rules)) {
      servers_.account_service(claim.pool, claim.since, now_);
      servers_.give_back(requests_, servers_[claim.pool], claim.priority_class, id, now_);
      touch(claim.pool);
      holds_.drop_claim(*link);
    } else {
      link = holds_.next_link(*link);
    }
  }
  if (task.holds(servers_[request.pool].rules)) {
    holds_.add_claim(request, request.pool, request.priority_class, request.since);
  } else {
    servers_.account_service(request.pool, request.since, now_);
    servers_.give_back(requests_, servers_[request.pool], request.priority_class, id, now_);
    touch(request.pool);
  }
}

// Gives back the pools of these kinds that the request holds.
void RegionSimulation::release_claims(std::uint32_t id, const std::vector<Index>& kinds) {
  for (std::uint32_t* link = &requests_[id].claims; *link != nobody;) {
    const Holds::Claim claim = holds_.claim(*link);
    if (std::find(kinds.begin(), kinds.end(), servers_[claim.pool].rules) != kinds.end()) {
      servers_.account_holding(claim.pool, claim.since, now_);
      servers_.give_back(requests_, servers_[claim.pool], claim.priority_class, id, now_);
      touch(claim.pool);
      holds_.drop_claim(*link);
    } else {
      link = holds_.next_link(*link);
    }
  }
  serve_touched();
}

// Takes a waiting request out of all queues in which it stands. Whom it blocked there may start.
void RegionSimulation::leave_queues(std::uint32_t id) {
  const Request& request = requests_[id];
  PoolState& pool = servers_[request.pool];
  pool.waited += now_ - request.since;
  if (holds_.in_line(id)) {
    for (const std::uint32_t other : holds_.pools_of(holds_.line_of(id))) touch(other);
    holds_.leave(requests_, servers_, id, now_);
    return;
  }
  servers_.queues().leave(requests_, pool, request.priority_class, id, now_);
  if ((pool.special & (has_joint | is_closing)) != 0) touch(request.pool);
}

void RegionSimulation::start_candidate(const Holds::Candidate& candidate) {
  PoolState& pool = servers_[candidate.pool];
  if (candidate.line == nobody) {
    servers_.queues().take_head(requests_, pool, candidate.priority_class, now_);
  } else {
    holds_.leave(requests_, servers_, candidate.id, now_);
    for (const std::uint32_t other : holds_.pools_of(candidate.line).subspan(1)) {
      holds_.add_claim(requests_[candidate.id], other, candidate.priority_class, now_);
      servers_.seize(requests_, servers_[other], candidate.priority_class, candidate.id, now_);
    }
  }
  start_now(candidate.id, pool, candidate.priority_class);
}

// Servers of a pool that is more than a plain queue take whom they may.
void RegionSimulation::serve_special(PoolState& pool) {
  if ((pool.special & has_joint) != 0) {
    for (;;) {
      const Holds::Candidate first = holds_.first_to_start(requests_, servers_, servers_.index_of(pool));
      if (first.id == nobody) break;
      start_candidate(first);
    }
  } else {
    for (std::uint32_t classes = pool.waiting & pool.open; classes != 0;) {
      const int priority_class = std::countr_zero(classes);
      const std::uint32_t head = servers_.queues().head(pool, priority_class);
      if (servers_.has_free(pool, priority_class, requests_[head].since)) {
        servers_.queues().take_head(requests_, pool, priority_class, now_);
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

// Several pools have free servers at one instant: whoever is first in line for any of them starts first.
void RegionSimulation::serve_touched() {
  std::sort(touched_.begin(), touched_.end());
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (;;) {
    Holds::Candidate first;
    for (const std::uint32_t pool : touched_) {
      if ((servers_[pool].special & has_joint) == 0) continue;
      const Holds::Candidate candidate = holds_.first_to_start(requests_, servers_, pool);
      if (candidate.id != nobody && (first.id == nobody || candidate.comes_before(first))) first = candidate;
    }
    if (first.id == nobody) break;
    start_candidate(first);
  }
  for (const std::uint32_t pool : touched_) start_waiting(servers_[pool]);
  touched_.clear();
}

// Requests that hold a server while they wait for one can wait for each other in a ring, and then for ever. Found by what
// can still happen: a server comes free if its request is served, sleeps, or waits for servers of which enough come free.
void RegionSimulation::fail_on_deadlock() const {
  std::vector<std::uint32_t> stuck;                               // requests that wait and hold something
  std::vector<std::int32_t> held_by_waiting(servers_.size(), 0);  // axis: pool instance
  const auto waits = [](const Request& request) {
    return request.state == RequestState::waiting || request.state == RequestState::interrupted;
  };
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    if (request.claims == nobody || !waits(request) || plans_[request.step].has_patience) continue;
    stuck.push_back(id);
    for (std::uint32_t at = request.claims; at != nobody; at = holds_.claim(at).next) ++held_by_waiting[holds_.claim(at).pool];
  }
  if (stuck.empty()) return;
  std::vector<std::uint8_t> can_free(servers_.size(), 0);           // axis: pool instance
  std::vector<std::vector<std::uint32_t>> wanted_by(servers_.size());  // axes: pool instance, of stuck
  std::vector<std::uint32_t> lacks(stuck.size(), 0);                // axis: stuck; pools that nobody frees yet
  std::vector<std::uint32_t> freed;
  const auto set_free = [&](std::uint32_t pool) {
    if (can_free[pool]++ == 0) freed.push_back(pool);
    can_free[pool] = 1;
  };
  for (std::uint32_t i = 0; i < stuck.size(); ++i) {
    const Request& request = requests_[stuck[i]];
    const std::uint32_t own[] = {request.pool};
    const std::span<const std::uint32_t> wants =
        holds_.in_line(stuck[i]) ? holds_.pools_of(holds_.line_of(stuck[i])) : std::span<const std::uint32_t>(own);
    for (const std::uint32_t pool : wants) {
      wanted_by[pool].push_back(i);
      ++lacks[i];
    }
  }
  for (std::uint32_t pool = 0; pool < servers_.size(); ++pool) {
    // One that nobody is on duty for, or has a server that is not held by somebody who waits, can serve some day.
    const PoolState& state = servers_[pool];
    if (state.busy < state.on_duty || state.on_duty == 0 || held_by_waiting[pool] < state.busy) set_free(pool);
  }
  for (std::size_t f = 0; f < freed.size(); ++f) {
    for (const std::uint32_t i : wanted_by[freed[f]]) {
      if (--lacks[i] > 0) continue;
      for (std::uint32_t at = requests_[stuck[i]].claims; at != nobody; at = holds_.claim(at).next) set_free(holds_.claim(at).pool);
    }
  }
  std::string names;
  for (std::uint32_t pool = 0; pool < servers_.size(); ++pool) {
    if (can_free[pool] != 0 || servers_[pool].queue_length == 0) continue;
    names += (names.empty() ? "" : ", ") + servers_.kind_of(servers_[pool]).name;
  }
  if (names.empty()) return;
  throw RunFailure("deadlock: requests that hold servers of " + names + " wait for each other for ever");
}

}  // namespace draagkracht
