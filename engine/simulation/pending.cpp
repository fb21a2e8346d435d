#include "engine/simulation/pending.h"

#include <algorithm>

namespace draagkracht {

Pending::Pending(const Model& model, const Region& region) : joins_(model.verbs.join.size()) {
  for (const AwaitStep& await : model.verbs.await) {
    awaits_pools_.push_back(await.reads_pools ? 1 : 0);
    if (model.formulas[await.formula].reads({Formula::Op::person_value})) persons_follow_ = 1;
  }
  lines_.resize(model.verbs.await.size());
  for (const GatherStep& gather : model.verbs.gather) {
    const bool has_places = gather.scope != 0 && region.population != nullptr;
    const std::size_t places = has_places ? region.population->places[gather.scope].size() : 1;
    gather_first_.push_back(static_cast<std::uint32_t>(lines_.size()));
    gather_places_.push_back(static_cast<std::uint32_t>(places));
    lines_.resize(lines_.size() + places + 1);
  }
  for (std::uint32_t pool = 0; pool < region.pools.size(); ++pool) {
    const PoolKind& kind = model.pools[region.pools[pool].kind];
    if (kind.capacity == none) continue;
    following_.push_back(pool);
    if (kind.capacity_reads_pools) ++watching_;
  }
  anything_follows_ = model.verbs.await.empty() && following_.empty() ? 0 : 1;
  assigned_ = anything_follows_;  // their first values
}

void Pending::join(RequestStore& requests, std::uint32_t id, std::uint32_t line, std::int64_t now) {
  Request& request = requests[id];
  request.state = RequestState::pending;
  request.since = now;
  request.pool = line;
  if (line == nobody) return;
  Line& its = lines_[line];
  request.next = nobody;
  request.prev = its.tail;
  (its.tail == nobody ? its.head : requests[its.tail].next) = id;
  its.tail = id;
  ++its.length;
  if (watches_pools(line)) ++watching_;
}

void Pending::leave(RequestStore& requests, std::uint32_t id) {
  const Request& request = requests[id];
  if (request.pool == nobody) return;
  Line& its = lines_[request.pool];
  (request.prev == nobody ? its.head : requests[request.prev].next) = request.next;
  (request.next == nobody ? its.tail : requests[request.next].prev) = request.prev;
  --its.length;
  if (watches_pools(request.pool)) --watching_;
}

void Pending::clear(const RequestStore& requests, std::uint32_t id) {
  if (joins_ == 0) return;
  if (id >= parents_.size()) {
    parents_.resize(requests.slots());
    children_.resize(requests.slots() * joins_);
  }
  parents_[id] = {};
  std::fill_n(children_.begin() + static_cast<std::ptrdiff_t>(id * joins_), joins_, 0U);
}

void Pending::add_child(const RequestStore& requests, std::uint32_t child, std::uint32_t parent, Index join) {
  parents_[child] = {requests[parent].entity, parent, join, 0};
  ++children_[parent * joins_ + join];
}

std::uint32_t Pending::drop_child(const RequestStore& requests, std::uint32_t child) {
  const Parent& of = parents_[child];
  if (of.id == nobody) return nobody;
  const Request& parent = requests[of.id];
  if (parent.state == RequestState::free || parent.entity != of.entity) return nobody;  // has left before
  return --children_[of.id * joins_ + of.join] == 0 ? of.id : nobody;
}

}  // namespace draagkracht
