#include <span>
#include <string>
#include <vector>

#include "engine/core/fault.h"
#include "engine/simulation/run_sums.h"

namespace draagkracht {

// Found by what can still happen: a server comes free if its request is served, sleeps, or waits for servers of which
// enough come free.
void fail_on_deadlock(const RunState& run) {
  std::vector<std::uint32_t> stuck;                                  // requests that wait and hold something
  std::vector<std::int32_t> held_by_waiting(run.servers.size(), 0);  // axis: pool instance
  const auto waits = [](const Request& request) {
    return request.state == RequestState::waiting || request.state == RequestState::interrupted;
  };
  for (std::uint32_t id = 0; id < run.requests.slots(); ++id) {
    const Request& request = run.requests[id];
    if (request.claims == nobody || !waits(request) || run.plans[request.step].has_patience) continue;
    stuck.push_back(id);
    for (std::uint32_t at = request.claims; at != nobody; at = run.holds.claim(at).next)
      ++held_by_waiting[run.holds.claim(at).pool];
  }
  if (stuck.empty()) return;
  std::vector<std::uint8_t> can_free(run.servers.size(), 0);              // axis: pool instance
  std::vector<std::vector<std::uint32_t>> wanted_by(run.servers.size());  // axes: pool instance, of stuck
  std::vector<std::uint32_t> lacks(stuck.size(), 0);  // axis: stuck; pools that it needs and nobody frees yet
  std::vector<std::uint32_t> freed;
  const auto set_free = [&](std::uint32_t pool) {
    if (can_free[pool]++ == 0) freed.push_back(pool);
    can_free[pool] = 1;
  };
  for (std::uint32_t i = 0; i < stuck.size(); ++i) {
    const Request& request = run.requests[stuck[i]];
    const std::uint32_t own[] = {request.pool};
    const std::span<const std::uint32_t> wants = run.holds.in_line(stuck[i])
                                                     ? run.holds.pools_of(run.holds.line_of(stuck[i]))
                                                     : std::span<const std::uint32_t>(own);
    for (const std::uint32_t pool : wants) {
      wanted_by[pool].push_back(i);
      ++lacks[i];
    }
    if (run.holds.in_line(stuck[i]) && run.holds.wants_one(run.holds.line_of(stuck[i]))) lacks[i] = 1;
  }
  for (std::uint32_t pool = 0; pool < run.servers.size(); ++pool) {
    // One that nobody is on duty for, or has a server that is not held by somebody who waits, can serve some day.
    const PoolState& state = run.servers[pool];
    if (state.busy < state.on_duty || state.on_duty == 0 || held_by_waiting[pool] < state.busy) set_free(pool);
  }
  for (std::size_t f = 0; f < freed.size(); ++f) {
    for (const std::uint32_t i : wanted_by[freed[f]]) {
      if (lacks[i] == 0 || --lacks[i] > 0) continue;
      for (std::uint32_t at = run.requests[stuck[i]].claims; at != nobody; at = run.holds.claim(at).next)
        set_free(run.holds.claim(at).pool);
    }
  }
  std::string names;
  for (std::uint32_t pool = 0; pool < run.servers.size(); ++pool) {
    if (can_free[pool] != 0 || run.servers[pool].queue_length == 0) continue;
    names += (names.empty() ? "" : ", ") + run.servers.kind_of(run.servers[pool]).name;
  }
  if (names.empty()) return;
  throw RunFailure("deadlock: requests that hold servers of " + names + " wait for each other for ever");
}

}  // namespace draagkracht
