// Laws that hold in every run, whatever the model, as sums of whole milliseconds over the counted period. Each is made
// of figures that are counted independently, so that a mistake of this program in one of them does not pass unseen.
#pragma once

#include <cstdint>
#include <string>

#include "engine/stats/running.h"

namespace draagkracht {

// What a run counted of one pool instance, in ms.
struct PoolSums {
  std::int64_t held = 0;    // time integral of the length of its queues, from lengths alone
  std::int64_t waited = 0;  // sum of the waits of all who left its queues or stand there, by their own times of joining
  std::int64_t seized = 0;  // time integral of the number of servers at work
  std::int64_t busy = 0;    // sum of the services, by their own starts and ends
  std::int64_t overtime = 0;  // time integral of the number of servers at work above duty
  SignedWide on_duty = 0;     // hours of the calendar; of an unlimited pool beyond 64 bits
};

// Where the requests that are still there are, work without a patient included.
struct Whereabouts {
  std::int64_t nowhere = 0;  // neither waiting, nor served, nor asleep: lost
  std::int64_t asleep = 0;
  std::int64_t served = 0;
  std::int64_t waiting = 0;
  std::int64_t places = 0;  // in queues, by those who wait: one per pool that they wait for
  std::int64_t queued = 0;  // the same by the lengths of the queues
  std::int64_t seized = 0;  // servers, by those who are served or hold them
  std::int64_t busy = 0;    // the same by the pools
};

// Whoever is still there waits in a queue, is served, or sleeps. Throws LogicFault.
void check_whereabouts(const Whereabouts& where);

// Requests that came = those that left + those still there. Throws LogicFault.
void check_flow(std::int64_t entered, std::int64_t left, std::int64_t in_progress);

// Persons who are there = those who were there at first, and who came, less those who died or left. Throws LogicFault.
void check_people(std::int64_t at_first, std::int64_t came, std::int64_t gone, std::int64_t there);

// Little's law as an identity (held = waited), service (seized = busy) and duty (busy <= on duty + overtime). Throws
// LogicFault with the law, the pool, its place ("" if it belongs to the region) and both figures.
void check_pool(const PoolSums& sums, const std::string& pool, const std::string& place);

}  // namespace draagkracht
