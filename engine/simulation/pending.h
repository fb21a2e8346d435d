// Requests that wait for no server: for a condition, for requests that they made, or for a group. Who waits for a
// condition or a group stands in a line, in order of coming. None of it is met by a model that has no such step.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/pool.h"
#include "engine/des/request.h"
#include "engine/model/model.h"
#include "engine/simulation/region.h"

namespace draagkracht {

class Pending {
 public:
  // `model` must outlive this.
  Pending(const Model& model, const Region& region);

  // ---- conditions
  // Whether a condition may have come true, or a number of servers may have changed, with the present event.
  bool due() const { return (assigned_ | watching_) != 0; }
  bool assigned() const { return assigned_ != 0; }
  void settled() { assigned_ = 0; }
  // Pool instances whose servers follow the state.
  const std::vector<std::uint32_t>& following() const { return following_; }
  // A number of the model got a value.
  void note_assigned() { assigned_ = anything_follows_; }
  // A number of a person did.
  void note_assigned_of_person() { assigned_ |= persons_follow_; }
  // The line of an `await` step; of a `gather` step and place, no_place: of those who have none.
  std::uint32_t line_of_await(Index await) const { return await; }
  std::uint32_t line_of_gather(Index gather, std::uint16_t place) const {
    return gather_first_[gather] + (place == no_place ? gather_places_[gather] : place);
  }

  // ---- lines
  std::uint32_t head(std::uint32_t line) const { return lines_[line].head; }
  std::uint32_t length(std::uint32_t line) const { return lines_[line].length; }
  // Joins a line, or with `nobody` none, and is pending from now on.
  void join(RequestStore& requests, std::uint32_t id, std::uint32_t line, std::int64_t now);
  // No longer waits. What it is then is the caller's matter.
  void leave(RequestStore& requests, std::uint32_t id);

  // ---- parents
  bool counts_children() const { return joins_ > 0; }
  // A new request, which nobody waits for.
  void clear(const RequestStore& requests, std::uint32_t id);
  // `join` of StepsByVerb waits for the child on behalf of its parent.
  void add_child(const RequestStore& requests, std::uint32_t child, std::uint32_t parent, Index join);
  // A request leaves: the parent that waits for no other child any more at this join, or nobody.
  std::uint32_t drop_child(const RequestStore& requests, std::uint32_t child);
  std::uint32_t children(std::uint32_t parent, Index join) const { return children_[parent * joins_ + join]; }
  // The join by which a parent waits for this request.
  Index join_of(std::uint32_t child) const { return parents_[child].join; }

  template <class F>
  void visit(F&& f) {
    auto& [joins, anything_follows, persons_follow, gather_first, gather_places, awaits_pools, following, assigned,
           watching, lines, parents, children] = *this;
    f("pending.assigned", assigned);
    f("pending.watching", watching);
    f("pending.lines", lines);
    f("pending.parents", parents);
    f("pending.children", children);
  }

 private:
  struct Line {
    std::uint32_t head = nobody, tail = nobody;
    std::uint32_t length = 0;
  };
  // Whom a request was made for. Records are used again: the entity tells whether the parent is still the one.
  struct Parent {
    std::uint64_t entity = 0;
    std::uint32_t id = nobody;
    Index join = none;
    std::uint16_t unused = 0;
  };
  bool watches_pools(std::uint32_t line) const { return line < awaits_pools_.size() && awaits_pools_[line] != 0; }

  std::size_t joins_;                         // of the model
  std::uint32_t anything_follows_ = 0;        // 1: some condition or number of servers reads numbers of the model
  std::uint32_t persons_follow_ = 0;          // 1: some condition reads numbers that steps set for persons
  std::vector<std::uint32_t> gather_first_;   // axis: gather; line of its first place
  std::vector<std::uint32_t> gather_places_;  // axis: gather
  std::vector<std::uint8_t> awaits_pools_;    // axis: await; 1: its condition reads pools
  std::vector<std::uint32_t> following_;
  std::uint32_t assigned_ = 0;  // a number of the model got a value that something follows
  std::uint32_t watching_ = 0;  // who waits for a condition that reads pools, and numbers of servers that do
  std::vector<Line> lines_;
  std::vector<Parent> parents_;          // axis: request
  std::vector<std::uint32_t> children_;  // axes: request, join; not yet gone
};

}  // namespace draagkracht
