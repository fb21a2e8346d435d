// A request: what moves through the pathways. In queueing theory: a customer. One flat record of one cache line,
// kept in a vector with a free list; queues and day lists run through the records themselves.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "engine/core/fault.h"
#include "engine/core/huge_pages.h"
#include "engine/core/limits.h"

namespace draagkracht {

inline constexpr std::uint32_t nobody = 0xffffffff;       // no request, no person, no pool
inline constexpr int request_values = limits::variables;  // how many variables of a model a request can carry
inline constexpr int owner_labels = limits::attributes;   // and how many labels of its owner
inline constexpr int owner_places = limits::scopes;       // and places of the owner
inline constexpr std::uint16_t no_place = 0xffff;
inline constexpr std::uint16_t no_server = 0xffff;

// `pending`: waits for no server, but for a condition, for its children or for a group.
enum class RequestState : std::uint8_t { free, moving, waiting, interrupted, in_service, delayed, pending };

struct alignas(64) Request {
  std::uint64_t entity = 0;       // what its random numbers are addressed by
  std::int64_t arrived = 0;       // ms: when it came into being
  std::int64_t since = 0;         // ms: joined its queue, or started service, or will wake
  std::int64_t work = 0;          // ms of service time still to do
  std::uint32_t next = nobody;    // behind it in a queue or day list
  std::uint32_t prev = nobody;    // before it in a queue; of a queue's head it means nothing
  std::uint32_t person = nobody;  // whose it is
  std::uint32_t pool = nobody;    // pool instance where it waits or is served; pending: its line
  std::uint32_t branch = 0;       // in a task: word for the branch behind it; asleep: the step to go on with
  std::uint32_t claims = nobody;  // first of what it holds beside or behind its service
  std::uint16_t step = 0;         // index of its step in the compiled model
  std::uint16_t unused = 0;       // so that equal records have equal bytes
  std::uint16_t visit = 0;        // grows when it reaches a step again: the third part of a random address
  RequestState state = RequestState::free;
  std::uint8_t priority_class = 0;  // in which it waits or is served
};
static_assert(sizeof(Request) == 64 && std::is_trivially_copyable_v<Request>);

// What steps ask about a request, in cache lines of its own: its variables, and its owner's labels and places as they
// were when it came into being. So the loop need not look for the owner, who may lie anywhere in memory. The model's
// variables come first, the labels of the owner follow; those of a model with many run on over the lines behind this
// one (see RequestStore), so that a model with few pays for one.
struct alignas(64) RequestLabels {
  std::uint64_t owner = 0;               // what the owner's random numbers are addressed by
  std::uint32_t round = 0;               // bit s: was at the s-th of the steps that it may reach again, in this round
  std::uint16_t own_server = no_server;  // place in the row of servers of the pool with continuity, or no_server
  std::uint8_t nothing = 0;              // the label of what has none
  std::uint8_t unused = 0;               // so that equal records have equal bytes
  std::uint16_t place[owner_places] = {no_place, no_place, no_place, no_place, no_place, no_place};
  std::uint8_t at[36] = {};  // axis: variable; behind the last one the owner's labels

  // The label that stands at `slot`, a distance in bytes: see variable_slot, owner_slot and nothing_slot.
  std::uint8_t label(std::uint8_t slot) const { return bytes()[slot]; }
  const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(this); }
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(this); }
};
static_assert(sizeof(RequestLabels) == 64 && std::is_trivially_copyable_v<RequestLabels>);
static_assert(request_values <= sizeof(RequestLabels::at));

// Slots of RequestLabels, in a model of so many variables.
inline constexpr std::uint8_t nothing_slot = offsetof(RequestLabels, nothing);
constexpr std::uint8_t variable_slot(std::size_t variable) {
  return static_cast<std::uint8_t>(offsetof(RequestLabels, at) + variable);
}
constexpr std::uint8_t owner_slot(std::size_t variables, std::size_t attribute) {
  return variable_slot(variables + attribute);
}

// Labels of owners are copied so many bytes at once; behind the last label there are zeros up to there.
inline constexpr std::size_t label_chunk = 16;
constexpr std::size_t label_room(std::size_t attributes) {
  return std::max<std::size_t>(1, (attributes + label_chunk - 1) / label_chunk) * label_chunk;
}
// Cache lines that the labels of a request take in a model with so many.
constexpr std::size_t label_lines(std::size_t variables, std::size_t attributes) {
  const std::size_t bytes = offsetof(RequestLabels, at) + variables + label_room(attributes);
  return (bytes + sizeof(RequestLabels) - 1) / sizeof(RequestLabels);
}
static_assert(label_lines(request_values, owner_labels) * sizeof(RequestLabels) <= 255);  // slots are bytes

// All requests of one run. Records are reused; an id is only valid until its request is released.
class RequestStore {
 public:
  // `lines`: see label_lines. Rounded up to a power of two.
  explicit RequestStore(std::size_t lines = 1) : log_lines_(static_cast<std::uint32_t>(std::bit_width(lines - 1))) {}

  // Room for `n` requests before any record has to move; only before the first is created.
  void reserve(std::size_t n) {
    records_.reserve(n);
    labels_.reserve(n << log_lines_);
  }

  // A request that starts as a copy of `prototype`; its labels are those of whoever had the record
  // before. May move all records.
  std::uint32_t create(const Request& prototype = {}) {
    if (free_ == nobody) [[unlikely]]
      add_record();
    const std::uint32_t id = free_;
    Request& record = records_[id];
    free_ = record.next;
    record = prototype;
    return id;
  }

  void release(std::uint32_t id) {
    Request& request = records_[id];
    request.state = RequestState::free;
    request.next = free_;
    free_ = id;
  }

  Request& operator[](std::uint32_t id) { return records_[id]; }
  const Request& operator[](std::uint32_t id) const { return records_[id]; }
  RequestLabels& labels(std::uint32_t id) { return labels_[std::size_t{id} << log_lines_]; }
  const RequestLabels& labels(std::uint32_t id) const { return labels_[std::size_t{id} << log_lines_]; }
  // The first line; the others become zeros.
  void set_labels(std::uint32_t id, const RequestLabels& first) {
    labels(id) = first;
    if (log_lines_ != 0) [[unlikely]]
      std::memset(labels(id).bytes() + sizeof first, 0, (sizeof first << log_lines_) - sizeof first);
  }
  void copy_labels(std::uint32_t from, std::uint32_t to) {
    std::memcpy(labels(to).bytes(), labels(from).bytes(), sizeof(RequestLabels) << log_lines_);
  }
  // The same for a record of this store.
  RequestLabels& labels(const Request& request) { return labels(id_of(request)); }
  const RequestLabels& labels(const Request& request) const { return labels(id_of(request)); }
  std::uint32_t id_of(const Request& request) const { return static_cast<std::uint32_t>(&request - records_.data()); }
  // How many are in use. Counts them all: not for every event.
  std::uint32_t alive() const {
    const auto used = [](const Request& request) { return request.state != RequestState::free; };
    return static_cast<std::uint32_t>(std::count_if(records_.begin(), records_.end(), used));
  }
  std::size_t slots() const { return records_.size(); }

  template <class F>
  void visit(F&& f) {
    auto& [log_lines, records, labels_of, free] = *this;
    f("requests", records);
    f("requests.labels", labels_of);
    f("requests.free", free);
  }

 private:
  [[gnu::noinline]] void add_record() {
    DRAAGKRACHT_ENSURE(records_.size() < nobody);
    free_ = static_cast<std::uint32_t>(records_.size());
    records_.emplace_back();
    labels_.resize(labels_.size() + (std::size_t{1} << log_lines_));
  }
  std::size_t index(const Request& request) const { return static_cast<std::size_t>(&request - records_.data()); }

  std::uint32_t log_lines_;  // of the cache lines that labels of one request take
  HugePageVector<Request> records_;
  HugePageVector<RequestLabels> labels_;  // axes: request, as records_; line
  std::uint32_t free_ = nobody;
};

}  // namespace draagkracht
