#include "engine/simulation/trace.h"

#include <algorithm>
#include <utility>

#include "engine/core/hash.h"
#include "engine/simulation/run_state.h"

namespace draagkracht {
namespace {

constexpr std::uint64_t all_words = std::uint64_t{1} << 32;

// The hash of an identity that decides whether it is followed: of no bits that random numbers are made of.
std::uint64_t place_in_order(std::uint64_t identity) { return combine(identity, name_hash("trace")) >> 32; }

}  // namespace

std::string place_of_pool(const Model& model, const Region& region, std::uint32_t pool) {
  const PoolInstance& instance = region.pools[pool];
  const std::size_t scope = model.pools[instance.kind].scope;
  if (scope == 0 || region.population == nullptr) return {};
  return region.population->places[scope][instance.place].name;
}

Trace::Trace(const RunState& run, TraceChoice choice)
    : run_(run),
      choice_(std::move(choice)),
      below_(static_cast<std::uint64_t>(choice_.share * static_cast<double>(all_words) + 0.5)) {
  for (std::uint32_t pool = 0; pool < run.region.pools.size(); ++pool) {
    const bool kind = choice_.pool == none || run.region.pools[pool].kind == choice_.pool;
    const bool place = choice_.place.empty() || place_of_pool(run.model, run.region, pool) == choice_.place;
    asked_pools_.push_back(kind && place ? 1 : 0);
  }
}

bool Trace::has_place(const std::string& name) const {
  for (std::uint32_t pool = 0; pool < run_.region.pools.size(); ++pool) {
    if (place_of_pool(run_.model, run_.region, pool) == name) return true;
  }
  return false;
}

void Trace::enters(std::uint32_t id, std::uint32_t parent, Index step) {
  const Who of_parent = parent == nobody ? Who{} : who(parent);
  if (id >= who_.size()) who_.resize(std::max<std::size_t>(run_.requests.slots(), id + std::size_t{1}));
  Who& its = who_[id];
  its.own = run_.requests[id].entity;
  its.parent = of_parent.own;
  its.root = parent == nobody ? its.own : of_parent.root;
  its.followed = place_in_order(its.root) < below_;
  note(What::enters, id, step);
}

// Whoever came into being unnoticed is taken for one without a parent.
const Trace::Who& Trace::who(std::uint32_t id) {
  if (id >= who_.size() || who_[id].own != run_.requests[id].entity) enters(id);
  return who_[id];
}

void Trace::gives_back(std::uint32_t id, std::uint32_t pool) {
  // Who has ended a service moves on before its server is given back.
  note_at(run_.requests[id].state == RequestState::in_service ? What::interrupted : What::ends, id, pool, -1);
}

void Trace::reaches(std::uint32_t id, Index step) {
  // An exit at which somebody may wait for who leaves is a step like others to the main loop.
  note(run_.model.steps[step].kind == StepKind::exit ? What::leaves : What::reaches, id, step);
}

void Trace::note(What what, std::uint32_t id, Index step) {
  if (!who(id).followed) return;
  Record record;
  record.what = what;
  record.step = step;
  keep(record, id);
}

void Trace::note_at(What what, std::uint32_t id, std::uint32_t pool, std::int32_t more_busy) {
  if (!who(id).followed) return;
  const PoolState& state = run_.servers[pool];
  Record record;
  record.what = what;
  record.step = run_.requests[id].step;
  record.pool = pool;
  record.on_duty = state.on_duty;
  record.busy = state.busy + more_busy;
  record.waiting = state.queue_length;
  keep(record, id);
}

void Trace::changes_duty(std::uint32_t pool) {
  const PoolState& state = run_.servers[pool];
  Record record;
  record.what = What::duty;
  record.at = run_.clock.now;
  record.step = 0;
  record.pool = pool;
  record.on_duty = state.on_duty;
  record.busy = state.busy;
  record.waiting = state.queue_length;
  if (!choice_.duty || !is_wanted(record) || !has_room()) return;
  records_.push_back(record);
  labels_.resize(labels_.size() + run_.model.variables.size());
}

// One more record; if not, it is counted.
bool Trace::has_room() {
  if (records_.size() < choice_.most) return true;
  ++lost_;
  return false;
}

bool Trace::is_wanted(const Record& record) const {
  if (record.at < choice_.from || record.at >= choice_.to) return false;
  if (choice_.pool == none && choice_.place.empty()) return true;
  return record.pool != nobody && asked_pools_[record.pool] != 0;
}

void Trace::keep(Record record, std::uint32_t id) {
  const Request& request = run_.requests[id];
  record.at = run_.clock.now;
  record.request = request.entity;
  record.parent = who_[id].parent;
  record.person = request.person;
  if (!is_wanted(record) || !has_room()) return;
  records_.push_back(record);
  const std::size_t variables = run_.model.variables.size();
  if (record.step == 0 || !run_.has_labels) {
    labels_.resize(labels_.size() + variables);
  } else {
    const std::uint8_t* const at = run_.requests.labels(id).at;
    labels_.insert(labels_.end(), at, at + variables);
  }
}

std::span<const std::uint8_t> Trace::labels(std::size_t record) const {
  const std::size_t variables = run_.model.variables.size();
  if (records_[record].step == 0) return {};
  return std::span(labels_).subspan(record * variables, variables);
}

}  // namespace draagkracht
