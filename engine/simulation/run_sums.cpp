#include "engine/simulation/run_sums.h"

#include "engine/simulation/conservation.h"
#include "engine/simulation/step_values.h"

namespace draagkracht {

void account_running(RunState& run, std::int64_t sign) {
  for (std::uint32_t id = 0; id < run.requests.slots(); ++id) {
    const Request& request = run.requests[id];
    if (request.state == RequestState::free) continue;
    const auto account = [&](std::uint32_t pool, std::int64_t since, bool held) {
      held ? run.servers.account_holding(pool, since, run.clock.now, sign)
           : run.servers.account_service(pool, since, run.clock.now, sign);
    };
    const SeizeStep* seize = StepValues(run).seize_in_service(request);
    if (request.state == RequestState::in_service) {
      account(request.pool, request.since, seize != nullptr && seize->holds(run.servers[request.pool].rules));
    }
    for (std::uint32_t at = request.claims; at != nobody; at = run.holds.claim(at).next) {
      const Holds::Claim& claim = run.holds.claim(at);
      account(claim.pool, claim.since, seize == nullptr || !seize->frees(run.servers[claim.pool].rules));
    }
  }
  account_rests(run, sign);
  run.servers.settle(run.clock.now);
}

void account_rests(RunState& run, std::int64_t sign) {
  for (std::uint32_t id = 0; id < run.requests.slots(); ++id) {
    const Request& request = run.requests[id];
    if (request.state == RequestState::interrupted) run.observer.rest(request.pool) += sign * request.work;
    if (request.state != RequestState::in_service) continue;
    const std::int64_t rest = sign * (request.work - (run.clock.now - request.since));
    run.observer.rest(request.pool) += rest;
    const SeizeStep* seize = StepValues(run).seize_in_service(request);
    for (std::uint32_t at = request.claims; at != nobody; at = run.holds.claim(at).next) {
      const std::uint32_t pool = run.holds.claim(at).pool;
      if (seize != nullptr && seize->frees(run.servers[pool].rules)) run.observer.rest(pool) += rest;
    }
  }
}

static Whereabouts whereabouts(const RunState& run) {
  Whereabouts where;
  for (std::uint32_t id = 0; id < run.requests.slots(); ++id) {
    const Request& request = run.requests[id];
    switch (request.state) {
      case RequestState::free:
        break;
      case RequestState::moving:
        ++where.nowhere;
        break;
      case RequestState::delayed:
      case RequestState::pending:
        ++where.asleep;
        break;
      case RequestState::in_service:
        ++where.served;
        break;
      case RequestState::waiting:
      case RequestState::interrupted: {
        ++where.waiting;
        if (run.holds.in_line(id)) {
          run.holds.for_each_pool(run.holds.line_of(id), [&](std::uint32_t) { ++where.places; });
        } else {
          ++where.places;
        }
        break;
      }
    }
    if (request.state == RequestState::in_service) ++where.seized;
    for (std::uint32_t at = request.claims; at != nobody; at = run.holds.claim(at).next) ++where.seized;
  }
  for (std::uint32_t pool = 0; pool < run.servers.size(); ++pool) {
    where.queued += run.servers[pool].queue_length;
    where.busy += run.servers[pool].busy;
  }
  return where;
}

void check_laws(const RunState& run) {
  check_flow(run.observer.entered, run.observer.left, run.in_progress());
  check_whereabouts(whereabouts(run));
  if (run.people.change()) {
    const LifeChanges changes = run.people.changes(-1, run.people.day());
    check_people(static_cast<std::int64_t>(run.region.population->residents()), changes.born + changes.arrived,
                 changes.died + changes.left, run.people.count());
  }
  if (run.clock.now < run.clock.warm_up) return;  // all came and went before anything counted
  for (std::uint32_t p = 0; p < run.servers.size(); ++p) {
    const PoolState& pool = run.servers[p];
    PoolSums sums;
    sums.held = PoolBank::time_held(pool, run.clock.now);
    sums.waited = pool.waited + run.servers.queues().time_waiting(run.requests, pool, run.clock.now) +
                  run.holds.time_waiting(run.requests, p, run.clock.now);
    sums.seized = PoolBank::time_seized(pool, run.clock.now);
    sums.overtime = run.observer.overtime(p);
    for (std::int32_t week = run.clock.warm_up_weeks(); week < run.clock.weeks(); ++week) {
      sums.busy += run.observer.busy(p, week);
      sums.on_duty += run.staff.on_duty(p, week);
    }
    const PoolKind& kind = run.servers.kind_of(pool);
    const bool has_places = kind.scope != 0 && run.region.population != nullptr;
    check_pool(sums, kind.name,
               has_places ? run.region.population->places[kind.scope][run.region.pools[p].place].name : "");
  }
}

void forget_warm_up(RunState& run) {
  run.observer.forget_asked(run.clock.week);  // the week began within the warm-up
  account_rests(run, -1);
  for (std::uint32_t pool = 0; pool < run.servers.size(); ++pool) {
    run.busy_before[pool] = PoolBank::time_seized(run.servers[pool], run.clock.now);
    run.servers.queues().forget_past(run.requests, run.servers[pool], run.clock.now);
    run.servers[pool].waited -= run.holds.time_waiting(run.requests, pool, run.clock.now);
  }
}

}  // namespace draagkracht
