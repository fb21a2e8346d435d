#include "engine/simulation/conservation.h"

#include "engine/core/fault.h"

namespace draagkracht {

void check_people(std::int64_t at_first, std::int64_t came, std::int64_t gone, std::int64_t there) {
  if (at_first + came - gone == there) return;
  throw LogicFault("persons do not add up: " + std::to_string(at_first) + " at first + " + std::to_string(came) +
                   " who came - " + std::to_string(gone) + " who died or left, and " + std::to_string(there) +
                   " are there");
}

void check_flow(std::int64_t entered, std::int64_t left, std::int64_t in_progress) {
  if (entered == left + in_progress) return;
  throw LogicFault("balance of flow does not hold: " + std::to_string(entered) + " requests came, " +
                   std::to_string(left) + " left and " + std::to_string(in_progress) + " are still there");
}

void check_whereabouts(const Whereabouts& where) {
  const auto fail = [](std::int64_t one, const std::string& what, std::int64_t other, const std::string& than) {
    throw LogicFault("balance of whereabouts does not hold: " + std::to_string(one) + what + std::to_string(other) +
                     than);
  };
  if (where.nowhere != 0) {
    fail(where.nowhere, " requests neither wait, nor are served, nor sleep, of ",
         where.nowhere + where.asleep + where.served + where.waiting, " that are still there");
  }
  if (where.places != where.queued) fail(where.places, " places of those who wait, ", where.queued, " in the queues");
  if (where.seized != where.busy) fail(where.seized, " servers of those served or holding, ", where.busy, " at work");
}

void check_pool(const PoolSums& sums, const std::string& pool, const std::string& place) {
  const auto fail = [&](const std::string& law, std::int64_t one, const char* what, const std::string& other) {
    throw LogicFault(law + " does not hold in pool \"" + pool + '"' + (place.empty() ? "" : " of place " + place) +
                     ": " + std::to_string(one) + " ms " + what + other + " ms");
  };
  if (sums.held != sums.waited) {
    fail("Little's law", sums.held, "in its queues by their length, waits of ", std::to_string(sums.waited));
  }
  if (sums.seized != sums.busy) {
    fail("balance of service", sums.seized, "by the number of servers at work, services of ",
         std::to_string(sums.busy));
  }
  const SignedWide most = sums.on_duty + sums.overtime;
  if (sums.busy > most) {
    fail("balance of duty", sums.busy, "of service, duty and overtime of ",
         std::to_string(static_cast<std::int64_t>(most)));
  }
}

}  // namespace draagkracht
