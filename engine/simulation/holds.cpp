#include "engine/simulation/holds.h"

#include <algorithm>
#include <bit>

namespace draagkracht {

void Holds::add_claim(Request& request, std::uint32_t pool, int priority_class, std::int64_t since) {
  if (free_claim_ == nobody) {
    free_claim_ = static_cast<std::uint32_t>(claims_.size());
    claims_.emplace_back();
  }
  const std::uint32_t at = free_claim_;
  free_claim_ = claims_[at].next;
  claims_[at] = {since, pool, request.claims, static_cast<std::uint8_t>(priority_class)};
  request.claims = at;
}

void Holds::drop_claim(std::uint32_t& link) {
  const std::uint32_t at = link;
  link = claims_[at].next;
  claims_[at].next = free_claim_;
  free_claim_ = at;
}

// Places of a scope have pools of their own: the lines of a pool are few, as many as combinations of pools are wanted.
std::uint32_t Holds::line_for(std::span<const std::uint32_t> pools, int priority_class, Wants wants) {
  for (const std::uint32_t line : lines_of_[pools[0]]) {
    const std::span<const std::uint32_t> its = pools_of(line);
    if (lines_[line].priority_class == priority_class && lines_[line].wants == wants &&
        std::equal(its.begin(), its.end(), pools.begin(), pools.end()))
      return line;
  }
  const auto made = static_cast<std::uint32_t>(lines_.size());
  lines_.push_back({{},
                    static_cast<std::uint32_t>(line_pools_.size()),
                    static_cast<std::uint16_t>(pools.size()),
                    static_cast<std::uint8_t>(priority_class),
                    wants});
  line_pools_.insert(line_pools_.end(), pools.begin(), pools.end());
  for_each_pool(made, [&](std::uint32_t pool) { lines_of_[pool].push_back(made); });
  return made;
}

void Holds::join(RequestStore& requests, Servers& servers, std::span<const std::uint32_t> pools, int priority_class,
                 Wants wants, std::uint32_t id, std::int64_t now) {
  const std::uint32_t line = line_for(pools, priority_class, wants);
  place_of(id) = {line, 0, ++joined_};
  RequestQueue& queue = lines_[line].queue;
  Request& request = requests[id];
  request.next = nobody;
  request.prev = queue.head == nobody ? nobody : queue.tail;
  (queue.head == nobody ? queue.head : requests[queue.tail].next) = id;
  queue.tail = id;
  for_each_pool(line, [&](std::uint32_t pool) {
    ++servers[pool].queue_length;
    servers[pool].held -= now;
  });
}

void Holds::leave(RequestStore& requests, Servers& servers, std::uint32_t id, std::uint32_t counted, std::int64_t now) {
  const std::uint32_t line = places_[id].line;
  places_[id].line = nobody;
  RequestQueue& queue = lines_[line].queue;
  const Request& request = requests[id];
  (queue.head == id ? queue.head : requests[request.prev].next) = request.next;
  (queue.tail == id ? queue.tail : requests[request.next].prev) = request.prev;
  for_each_pool(line, [&](std::uint32_t pool) {
    --servers[pool].queue_length;
    servers[pool].held += now;
    if (pool != counted) servers[pool].waited += now - request.since;
  });
}

Holds::Candidate Holds::head_of_line(const RequestStore& requests, std::uint32_t line) const {
  Candidate candidate;
  candidate.id = lines_[line].queue.head;
  if (candidate.id == nobody) return candidate;
  candidate.line = line;
  candidate.pool = line_pools_[lines_[line].first_pool];
  candidate.priority_class = lines_[line].priority_class;
  candidate.since = requests[candidate.id].since;
  candidate.joined = places_[candidate.id].joined;
  return candidate;
}

// Who waits for one of several pools is asked of the pool that it names.
bool Holds::can_start(const Servers& servers, const Candidate& candidate) const {
  const auto has_free = [&](std::uint32_t pool, int wanted) {
    return servers.has_free(servers[pool], candidate.priority_class, candidate.since, wanted);
  };
  if (candidate.line == nobody || wants_one(candidate.line)) return has_free(candidate.pool, 1);
  const std::span<const std::uint32_t> pools = pools_of(candidate.line);
  return std::all_of(pools.begin(), pools.end(), [&](std::uint32_t pool) {
    return has_free(pool, static_cast<int>(std::count(pools.begin(), pools.end(), pool)));
  });
}

bool Holds::is_behind_strict(const RequestStore& requests, const Servers& servers, const Candidate& candidate) const {
  const auto blocks = [&](std::uint32_t line) {
    if (lines_[line].wants != Wants::all_strict || line == candidate.line) return false;
    const Candidate head = head_of_line(requests, line);
    return head.id != nobody && head.comes_before(candidate) && !can_start(servers, head);
  };
  const auto blocked_at = [&](std::uint32_t pool) {
    return std::any_of(lines_of_[pool].begin(), lines_of_[pool].end(), blocks);
  };
  if (candidate.line == nobody || wants_one(candidate.line)) return blocked_at(candidate.pool);
  const std::span<const std::uint32_t> pools = pools_of(candidate.line);
  return std::any_of(pools.begin(), pools.end(), blocked_at);
}

bool Holds::may_start(const RequestStore& requests, const Servers& servers, Candidate& candidate) const {
  const auto may = [&] { return can_start(servers, candidate) && !is_behind_strict(requests, servers, candidate); };
  if (candidate.line == nobody || !wants_one(candidate.line)) return may();
  for (const std::uint32_t pool : pools_of(candidate.line)) {
    candidate.pool = pool;
    if (may()) return true;
  }
  return false;
}

Holds::Candidate Holds::first_to_start(const RequestStore& requests, const Servers& servers, std::uint32_t pool) const {
  Candidate first;
  const auto consider = [&](Candidate candidate) {
    if (candidate.id == nobody || (first.id != nobody && first.comes_before(candidate))) return;
    if (may_start(requests, servers, candidate)) first = candidate;
  };
  for (std::uint32_t classes = servers[pool].waiting; classes != 0; classes &= classes - 1) {
    Candidate single;
    single.priority_class = std::countr_zero(classes);
    single.id = servers.queues().head(servers[pool], single.priority_class);
    single.pool = pool;
    single.since = requests[single.id].since;
    single.joined = single.id < places_.size() ? places_[single.id].joined : 0;
    consider(single);
  }
  for (const std::uint32_t line : lines_of_[pool]) consider(head_of_line(requests, line));
  return first;
}

bool Holds::is_blocked(std::uint32_t pool, int priority_class) const {
  return std::any_of(lines_of_[pool].begin(), lines_of_[pool].end(), [&](std::uint32_t line) {
    const Line& its = lines_[line];
    return its.wants == Wants::all_strict && its.queue.head != nobody && its.priority_class <= priority_class;
  });
}

std::int64_t Holds::time_waiting(const RequestStore& requests, std::uint32_t pool, std::int64_t now) const {
  std::int64_t sum = 0;
  for (const std::uint32_t line : lines_of_[pool]) {
    for (std::uint32_t id = head(line); id != nobody; id = requests[id].next) sum += now - requests[id].since;
  }
  return sum;
}

}  // namespace draagkracht
