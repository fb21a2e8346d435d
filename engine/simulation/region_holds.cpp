// Tasks that seize several pools at once, pools that stay seized over steps, and what is counted of them: claims,
// occupancy, deadlock. None of it is met by a model that has no such task or pool.
//
// Who waits for several pools stands in each queue: in that of the step's own pool itself, in the others by a ticket, a
// record that only holds the place. All pools are had at once or none; whoever stands behind may pass meanwhile, unless
// the task is strict.
#include <algorithm>
#include <bit>

#include "engine/simulation/region_simulation.h"

namespace draagkracht {

std::uint32_t RegionSimulation::add_claim(std::uint32_t id, std::uint32_t pool, int priority_class, std::int64_t since) {
  if (free_claim_ == nobody) {
    free_claim_ = static_cast<std::uint32_t>(claims_.size());
    claims_.emplace_back();
  }
  const std::uint32_t at = free_claim_;
  Claim& claim = claims_[at];
  free_claim_ = claim.next;
  claim = {since, pool, nobody, requests_[id].claims, static_cast<std::uint8_t>(priority_class)};
  requests_[id].claims = at;
  return at;
}

// Takes the claim behind the link out of its request's list.
void RegionSimulation::drop_claim(std::uint32_t& link) {
  const std::uint32_t at = link;
  link = claims_[at].next;
  claims_[at].next = free_claim_;
  free_claim_ = at;
}

// Servers of a pool that somebody seized beside or behind its own service.
void RegionSimulation::seize(std::uint32_t pool_index, int priority_class) {
  PoolState& pool = pools_[pool_index];
  if ((pool.special & has_occupancy) != 0) note_level(pool_index, pool.busy);
  if ((pool.special & is_closing) != 0) note_overtime(pool_index, pool.busy);
  ++pool.busy;
  pool.seized -= now_;
  if ((pool.special & has_limits) != 0) pools_.change_limit(model_.pools[pool.rules].rules, pool, priority_class, 1);
}

// Gives back what was seized since then. Whoever waits for it is served by the caller, when all is given back.
void RegionSimulation::give_back(std::uint32_t pool_index, int priority_class, std::int64_t since, bool held) {
  PoolState& pool = pools_[pool_index];
  held ? account_holding(pool_index, since, now_) : account_service(pool_index, since, now_);
  if ((pool.special & has_occupancy) != 0) note_level(pool_index, pool.busy);
  note_overtime(pool_index, pool.busy);
  if ((pool.special & has_limits) != 0) pools_.change_limit(model_.pools[pool.rules].rules, pool, priority_class, -1);
  --pool.busy;
  pool.seized += now_;
}

// So many servers were seized from the last change until now.
void RegionSimulation::note_level(std::uint32_t pool_index, std::int32_t busy) {
  const PoolKind& kind = model_.pools[pools_[pool_index].rules];
  const std::int64_t from = std::max(level_since_[pool_index], warm_up_ms_);
  level_since_[pool_index] = now_;
  if (now_ <= from) return;
  const std::size_t level = std::min<std::size_t>(static_cast<std::size_t>(busy), kind.occupancy_levels);
  const std::size_t cell = occupancy_first_[pool_index] + level;
  observer_.occupancy[cell] += now_ - from;
  // The clock of the audit strikes within (from, now].
  if (kind.audit_ms > 0) observer_.audited[cell] += now_ / kind.audit_ms - from / kind.audit_ms;
}

Index RegionSimulation::enter_joint(std::uint32_t id, const StepPlan& plan, const RandomBlock& block) {
  const TaskStep& task = *plan.task;
  const std::uint32_t own = plan.pool != nobody ? plan.pool : find_pool(task.pool, requests_[id]);
  if (own == nobody) return task.otherwise;
  together_.assign(1, own);
  for (const Index kind : task.with) {
    together_.push_back(pool_at(kind, requests_[id]));
    if (together_.back() == nobody) return task.otherwise;
  }
  const int priority_class = plan.classes[label(plan.label, requests_[id])];
  bool starts = true;
  for (const std::uint32_t pool : together_) starts = starts && is_free(pool, priority_class) && !is_blocked(pool, priority_class);
  for (const std::uint32_t pool : together_) {
    if (!starts && pools_[pool].queue_length >= pools_[pool].length_limit) return turned_away(pools_[pool], task);
  }
  const std::int64_t work = task.time.any ? draw_work(plan, requests_[id], block[service_lane]) : 0;
  DRAAGKRACHT_ENSURE(work >= 0);
  Request& request = requests_[id];
  request.work = work;
  request.branch = block[branch_lane];
  request.pool = own;
  request.since = now_;
  for (const std::uint32_t pool : together_) {
    if (!task.holds(pools_[pool].rules)) observer_.add_asked(pool, work);
  }
  if (starts) {
    for (std::size_t i = 1; i < together_.size(); ++i) {
      add_claim(id, together_[i], priority_class, now_);
      seize(together_[i], priority_class);
    }
    start_now(id, pools_[own], priority_class);
    return none;
  }
  request.state = RequestState::waiting;
  pools_.join_tail(requests_, pools_[own], priority_class, id, now_);
  for (std::size_t i = 1; i < together_.size(); ++i) {
    const std::uint32_t ticket = requests_.create();  // may move the records
    ++tickets_;
    requests_[ticket].state = RequestState::ticket;
    requests_[ticket].branch = id;
    const std::uint32_t claim = add_claim(id, together_[i], priority_class, not_yet);
    claims_[claim].ticket = ticket;
    pools_.join_tail(requests_, pools_[together_[i]], priority_class, ticket, now_);
  }
  if (plan.has_patience) limit_patience(id, task, block[patience_lane]);
  return none;
}

bool RegionSimulation::is_free(std::uint32_t pool_index, int priority_class) const {
  const PoolState& pool = pools_[pool_index];
  return pool.busy < pool.on_duty && ((pool.open >> priority_class) & 1U) != 0;
}

// Whether somebody strict stands before a request of this class that would come now.
bool RegionSimulation::is_blocked(std::uint32_t pool_index, int priority_class) const {
  const PoolState& pool = pools_[pool_index];
  for (std::uint32_t classes = pool.waiting & ((2U << priority_class) - 1); classes != 0; classes &= classes - 1) {
    for (std::uint32_t id = pools_.head(pool, std::countr_zero(classes)); id != nobody; id = requests_[id].next) {
      const TaskStep* task = plans_[requests_[waiting_for(id)].step].task;
      if (task != nullptr && task->strict) return true;
    }
  }
  return false;
}

// Free servers of a pool in which somebody may wait for others too take whom they may, in order.
void RegionSimulation::serve_joint(PoolState& pool) {
  for (bool started = true; started && pool.busy < pool.on_duty;) started = start_one(pool);
  end_closing(pool);
}

bool RegionSimulation::start_one(PoolState& pool) {
  for (std::uint32_t classes = pool.waiting & pool.open; classes != 0; classes &= classes - 1) {
    const int priority_class = std::countr_zero(classes);
    for (std::uint32_t place = pools_.head(pool, priority_class); place != nobody; place = requests_[place].next) {
      const std::uint32_t id = waiting_for(place);
      const TaskStep* task = plans_[requests_[id].step].task;
      if (task == nullptr || task->with.empty()) {
        pools_.leave(requests_, pool, priority_class, id, now_);
        start_now(id, pool, priority_class);
        return true;
      }
      bool all = is_free(requests_[id].pool, priority_class);
      for (std::uint32_t at = requests_[id].claims; at != nobody; at = claims_[at].next) {
        if (claims_[at].since == not_yet) all = all && is_free(claims_[at].pool, priority_class);
      }
      if (all) {
        leave_queues(id, priority_class);
        for (std::uint32_t at = requests_[id].claims; at != nobody; at = claims_[at].next) {
          if (claims_[at].since != not_yet) continue;
          claims_[at].since = now_;
          seize(claims_[at].pool, priority_class);
        }
        start_now(id, pools_[requests_[id].pool], priority_class);
        return true;
      }
      if (task->strict) return false;
    }
  }
  return false;
}

// Takes a waiting request out of all queues in which it stands. Its claims on what it waited for stay.
void RegionSimulation::leave_queues(std::uint32_t id, int priority_class) {
  pools_.leave(requests_, pools_[requests_[id].pool], priority_class, id, now_);
  for (std::uint32_t at = requests_[id].claims; at != nobody; at = claims_[at].next) {
    Claim& claim = claims_[at];
    if (claim.ticket == nobody) continue;
    PoolState& pool = pools_[claim.pool];
    pools_.leave(requests_, pool, priority_class, claim.ticket, now_);
    pool.waited += now_ - requests_[id].since;
    requests_.release(claim.ticket);
    --tickets_;
    claim.ticket = nobody;
  }
}

// Forgets what the request waited for and did not get.
void RegionSimulation::drop_unmet_claims(std::uint32_t id) {
  for (std::uint32_t* link = &requests_[id].claims; *link != nobody;) {
    if (claims_[*link].since == not_yet) {
      drop_claim(*link);
    } else {
      link = &claims_[*link].next;
    }
  }
}

// The end of a service of a task that seizes several pools or holds some. Says where the request goes on.
Index RegionSimulation::end_joint(std::uint32_t id, const StepPlan& plan, int priority_class) {
  const TaskStep& task = *plan.task;
  given_back_.clear();
  for (std::uint32_t* link = &requests_[id].claims; *link != nobody;) {
    const Claim claim = claims_[*link];
    if (task.frees(pools_[claim.pool].rules)) {
      give_back(claim.pool, claim.priority_class, claim.since, false);
      given_back_.push_back(claim.pool);
      drop_claim(*link);
    } else {
      link = &claims_[*link].next;
    }
  }
  const std::uint32_t own = requests_[id].pool;
  if (task.holds(pools_[own].rules)) {
    add_claim(id, own, priority_class, requests_[id].since);
  } else {
    give_back(own, priority_class, requests_[id].since, false);
    given_back_.push_back(own);
  }
  serve_given_back();
  return finish_step(requests_[id], plan, requests_[id].branch, requests_[id].work);
}

// Gives back the pools of these kinds that the request holds.
void RegionSimulation::release_claims(std::uint32_t id, const std::vector<Index>& kinds) {
  given_back_.clear();
  for (std::uint32_t* link = &requests_[id].claims; *link != nobody;) {
    const Claim claim = claims_[*link];
    if (std::find(kinds.begin(), kinds.end(), pools_[claim.pool].rules) != kinds.end()) {
      give_back(claim.pool, claim.priority_class, claim.since, true);
      given_back_.push_back(claim.pool);
      drop_claim(*link);
    } else {
      link = &claims_[*link].next;
    }
  }
  serve_given_back();
}

void RegionSimulation::serve_given_back() {
  for (std::size_t i = 0; i < given_back_.size(); ++i) start_waiting(pools_[given_back_[i]]);
}

// Requests that hold a server while they wait for one can wait for each other in a ring, and then for ever. Found by what
// can still happen: a server comes free if its request is served, sleeps, or waits for servers of which enough come free.
void RegionSimulation::fail_on_deadlock() const {
  std::vector<std::uint8_t> can_free(pools_.size(), 0);  // axis: pool instance
  std::vector<std::uint8_t> stuck(requests_.slots(), 0); // axis: request; waits and holds something
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    // One that nobody is on duty for, or has a server that is not held by somebody who waits, can serve some day.
    if (pools_[pool].busy < pools_[pool].on_duty || pools_[pool].on_duty == 0) can_free[pool] = 1;
  }
  std::vector<std::int32_t> held_by_waiting(pools_.size(), 0);
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    if (request.claims == nobody || (request.state != RequestState::waiting && request.state != RequestState::interrupted)) continue;
    if (plans_[request.step].has_patience) continue;  // gives up some day
    stuck[id] = 1;
    for (std::uint32_t at = request.claims; at != nobody; at = claims_[at].next) held_by_waiting[claims_[at].pool] += claims_[at].since != not_yet ? 1 : 0;
  }
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    if (held_by_waiting[pool] < pools_[pool].busy) can_free[pool] = 1;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
      if (stuck[id] == 0) continue;
      bool comes_on = can_free[requests_[id].pool] != 0;
      for (std::uint32_t at = requests_[id].claims; at != nobody; at = claims_[at].next) {
        if (claims_[at].since == not_yet) comes_on = comes_on && can_free[claims_[at].pool] != 0;
      }
      if (!comes_on) continue;
      stuck[id] = 0;
      changed = true;
      for (std::uint32_t at = requests_[id].claims; at != nobody; at = claims_[at].next) {
        if (claims_[at].since != not_yet) can_free[claims_[at].pool] = 1;
      }
    }
  }
  std::string names;
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    if (can_free[pool] != 0 || pools_[pool].waiting == 0) continue;
    names += (names.empty() ? "" : ", ") + model_.pools[pools_[pool].rules].name;
  }
  if (names.empty()) return;
  throw RunFailure("deadlock: requests that hold servers of " + names + " wait for each other for ever");
}

}  // namespace draagkracht
