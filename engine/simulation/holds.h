// Requests that have or want servers of several pools: what each holds beside or behind its own service, and the lines
// in which it waits for several pools at once. None of it is met by a model that has no such task.
//
// All who want the same pools with the same class stand in one line, in order of joining: when its head cannot start,
// nobody of the line can. So nothing here depends on how many wait. A line is for all of its pools at once, or for
// whichever of them is free first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/des/pool.h"
#include "engine/des/request.h"
#include "engine/simulation/servers.h"

namespace draagkracht {

class Holds {
 public:
  // A server that a request holds: beside its own service, or behind it until it is released.
  struct Claim {
    std::int64_t since = 0;  // ms: seized
    std::uint32_t pool = nobody;
    std::uint32_t next = nobody;  // of the same request
    std::uint8_t priority_class = 0;
  };

  // Who of those that could start now comes first: by class, then by joining.
  struct Candidate {
    std::uint32_t id = nobody;
    std::uint32_t line = nobody;  // nobody: waits in the pool's own queue
    std::uint32_t pool = nobody;  // of that queue
    int priority_class = 0;
    std::int64_t since = 0;
    std::uint64_t joined = 0;
    bool comes_before(const Candidate& other) const {
      if (priority_class != other.priority_class) return priority_class < other.priority_class;
      return since != other.since ? since < other.since : joined < other.joined;
    }
  };

  explicit Holds(std::size_t pools) : lines_of_(pools) {}

  // ---- what is held
  const Claim& claim(std::uint32_t at) const { return claims_[at]; }
  void add_claim(Request& request, std::uint32_t pool, int priority_class, std::int64_t since);
  // Takes the claim behind the link out of its request's list.
  void drop_claim(std::uint32_t& link);
  std::uint32_t* next_link(std::uint32_t at) { return &claims_[at].next; }
  bool any_claims() const { return !claims_.empty(); }

  // ---- who waits for several pools
  enum class Wants : std::uint8_t {
    all,         // at once; who stands behind may start before
    all_strict,  // at once; nobody behind may start while it cannot have all
    one,         // whichever is free first, in the order of the pools
  };
  // Joins the line for these pools, its own first. One that is named several times gives as many servers.
  void join(RequestStore& requests, Servers& servers, std::span<const std::uint32_t> pools, int priority_class,
            Wants wants, std::uint32_t id, std::int64_t now);
  // Leaves its line. The wait counts in all its pools but `counted`, where the caller counts it.
  void leave(RequestStore& requests, Servers& servers, std::uint32_t id, std::uint32_t counted, std::int64_t now);
  // Takes note of who joins the own queue of a pool for which others wait in lines.
  void note_joining(std::uint32_t id) { place_of(id) = {nobody, 0, ++joined_}; }
  bool in_line(std::uint32_t id) const { return id < places_.size() && places_[id].line != nobody; }
  // The pools that somebody in a line waits for, its own first.
  std::span<const std::uint32_t> pools_of(std::uint32_t line) const {
    return {line_pools_.data() + lines_[line].first_pool, lines_[line].n_pools};
  }
  std::uint32_t line_of(std::uint32_t id) const { return places_[id].line; }
  // Calls visit(pool) once for each pool of a line.
  template <class Visit>
  void for_each_pool(std::uint32_t line, Visit visit) const {
    const std::span<const std::uint32_t> pools = pools_of(line);
    for (std::size_t i = 0; i < pools.size(); ++i) {
      if (std::find(pools.begin(), pools.begin() + static_cast<std::ptrdiff_t>(i), pools[i]) ==
          pools.begin() + static_cast<std::ptrdiff_t>(i))
        visit(pools[i]);
    }
  }
  bool wants_one(std::uint32_t line) const { return lines_[line].wants == Wants::one; }
  // Lines in which somebody may wait for this pool, in order of their making.
  const std::vector<std::uint32_t>& lines_of(std::uint32_t pool) const { return lines_of_[pool]; }
  std::uint32_t head(std::uint32_t line) const { return lines_[line].queue.head; }

  // The first who could start now of all who wait for this pool; id is nobody: none.
  Candidate first_to_start(const RequestStore& requests, const Servers& servers, std::uint32_t pool) const;
  // Whether somebody strict stands before a request of this class that would come now.
  bool is_blocked(std::uint32_t pool, int priority_class) const;
  // How long those in lines have waited for a pool until now, ms.
  std::int64_t time_waiting(const RequestStore& requests, std::uint32_t pool, std::int64_t now) const;

  template <class F>
  void visit(F&& f) {
    auto& [claims, free_claim, lines, line_pools, lines_of, places, joined] = *this;
    f("holds.claims", claims);
    f("holds.free_claim", free_claim);
    f("holds.lines", lines);
    f("holds.line_pools", line_pools);
    f("holds.lines_of", lines_of);
    f("holds.places", places);
    f("holds.joined", joined);
  }

 private:
  struct Line {
    RequestQueue queue;
    std::uint32_t first_pool = 0;  // in line_pools_
    std::uint16_t n_pools = 0;
    std::uint8_t priority_class = 0;
    Wants wants = Wants::all;
  };
  // Where a request waits, if others wait for several pools there.
  struct Place {
    std::uint32_t line = nobody;
    std::uint32_t unused = 0;
    std::uint64_t joined = 0;  // orders those who joined at one instant
  };

  std::uint32_t line_for(std::span<const std::uint32_t> pools, int priority_class, Wants wants);
  Place& place_of(std::uint32_t id) {
    if (id >= places_.size()) places_.resize(id + 1U);
    return places_[id];
  }
  Candidate head_of_line(const RequestStore& requests, std::uint32_t line) const;
  bool can_start(const Servers& servers, const Candidate& candidate) const;
  bool is_behind_strict(const RequestStore& requests, const Servers& servers, const Candidate& candidate) const;
  // Whether it may start now; says in which pool, if it waits for one of several.
  bool may_start(const RequestStore& requests, const Servers& servers, Candidate& candidate) const;

  std::vector<Claim> claims_;
  std::uint32_t free_claim_ = nobody;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> line_pools_;             // axes: line, pool that it is for
  std::vector<std::vector<std::uint32_t>> lines_of_;  // axes: pool instance, line
  std::vector<Place> places_;                         // axis: request
  std::uint64_t joined_ = 0;
};

}  // namespace draagkracht
