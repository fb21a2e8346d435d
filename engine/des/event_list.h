// The event list: a binary heap with "replace-top": taking the earliest event leaves a hole at the
// root, which the next push fills by one sift-down. Most events push exactly one successor, so this halves the work.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/core/time.h"

namespace draagkracht {

// What happens at one instant happens in this order.
enum class EventKind : std::uint8_t {
  service_end = 0,
  calendar = 1,
  delay_end = 2,
  patience_end = 3,
  arrival = 4,
  ageing = 5
};

// Time and kind in one key: time in the upper bits, so that one comparison orders by (time, kind).
constexpr std::int64_t event_key(std::int64_t ms, EventKind kind) { return ms * 8 + static_cast<std::int64_t>(kind); }
constexpr std::int64_t event_ms(std::int64_t key) { return key >> 3; }
constexpr EventKind event_kind(std::int64_t key) { return static_cast<EventKind>(key & 7); }
inline constexpr std::int64_t no_event = event_key(end_of_time.ms, EventKind::arrival);

// What sorts events of one instant and kind before anything is looked up: half of the entity that is compared first.
constexpr std::uint32_t first_half(std::uint64_t entity) { return static_cast<std::uint32_t>(entity >> 32); }

struct Event {
  std::int64_t key = no_event;
  std::uint32_t id = 0;  // request, pool instance or stream, by kind
  std::uint32_t stamp =
      0;  // of the end of a delay or of patience, of ageing, and of an arrival that is known beforehand:
          // first half of the entity; of a change of duty: what changes and to which level
};

// `TieBreak(a, b)`: whether a comes before b when their keys are equal. It must look at what the events mean (entity,
// address, visit), never at when they were pushed, so that a changed scenario orders ties alike.
//
// Keys and the rest stand in two vectors. One vector of 16-byte records is slower by a third of the main loop: an event
// is written in two halves and would be read back in one move, before the halves have reached the cache.
template <class TieBreak>
class EventList {
 public:
  explicit EventList(TieBreak tie_break) : before_on_tie_(tie_break) {}

  bool empty() const { return size() == 0; }

  // Key of the earliest event, or no_event.
  std::int64_t first_key() {
    if (hole_) [[unlikely]]
      fill_hole_from_back();
    return keys_.front();
  }

  // Key of the event behind the earliest, or no_event: from first_key() until the next push.
  std::int64_t second_key() const { return std::min(keys_[1], keys_[2]); }

  // What the event behind the earliest is about: in the same span. 0 if there is none.
  std::uint32_t second_id() const { return static_cast<std::uint32_t>(rests_[keys_[1] < keys_[2] ? 1 : 2]); }

  // Takes the earliest event out. Only after first_key() said that there is one.
  Event take_first() {
    hole_ = true;
    return at(0);
  }

  [[gnu::always_inline]] void push(Event event) {
    const Rest rest = std::uint64_t{event.stamp} << 32 | event.id;
    if (hole_) {
      hole_ = false;
      sift_down(event.key, rest);
    } else {
      add_at_back(event.key, rest);
    }
  }

  std::size_t size() const { return n_ - (hole_ ? 1U : 0U); }

  template <class F>
  void visit(F&& f) {
    if (hole_) fill_hole_from_back();
    f("events.size", n_);
    f("events.keys", keys_);
    f("events.rests", rests_);
  }

 private:
  // An event without its key: stamp above id. One word, so that it is written and read in one move.
  using Rest = std::uint64_t;

  static Event event_of(std::int64_t key, Rest rest) {
    return {key, static_cast<std::uint32_t>(rest), static_cast<std::uint32_t>(rest >> 32)};
  }
  Event at(std::size_t i) const { return event_of(keys_[i], rests_[i]); }

  [[gnu::noinline, gnu::cold]] bool tie(std::size_t i, std::size_t j) const { return before_on_tie_(at(i), at(j)); }
  [[gnu::noinline, gnu::cold]] bool tie(std::size_t i, std::int64_t key, Rest rest) const {
    return before_on_tie_(at(i), event_of(key, rest));
  }

  [[gnu::noinline]] void fill_hole_from_back() {
    hole_ = false;
    --n_;
    const std::int64_t key = keys_[n_];
    const Rest rest = rests_[n_];
    keys_[n_] = no_event;
    keys_.pop_back();
    rests_.pop_back();
    if (n_ > 0) sift_down(key, rest);
  }

  // Puts an event at the root and lets it sink.
  [[gnu::always_inline]] void sift_down(std::int64_t key, Rest rest) {
    std::int64_t* const keys = keys_.data();
    Rest* const rests = rests_.data();
    const std::size_t n = n_;
    std::size_t hole = 0;
    for (std::size_t child = 1; child < n; child = 2 * hole + 1) {
      std::int64_t least = keys[child];
      const std::int64_t other = keys[child + 1];
      if (least == other) [[unlikely]] {
        child += tie(child + 1, child) ? 1U : 0U;
      } else {  // which of the two is earlier no processor can guess, so there is no jump on it
        child += other < least ? 1U : 0U;
        least = other < least ? other : least;
      }
      if (least > key) break;
      if (least == key) [[unlikely]] {
        if (!tie(child, key, rest)) break;
      }
      keys[hole] = least;
      rests[hole] = rests[child];
      hole = child;
    }
    keys[hole] = key;
    rests[hole] = rest;
  }

  // Lets an event rise from the back.
  [[gnu::noinline]] void add_at_back(std::int64_t key, Rest rest) {
    std::size_t hole = n_++;
    keys_.push_back(no_event);
    rests_.push_back(0);
    std::int64_t* const keys = keys_.data();
    Rest* const rests = rests_.data();
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 2;
      if (keys[parent] < key) break;
      if (keys[parent] == key) [[unlikely]] {
        if (tie(parent, key, rest)) break;
      }
      keys[hole] = keys[parent];
      rests[hole] = rests[parent];
      hole = parent;
    }
    keys[hole] = key;
    rests[hole] = rest;
  }

  // A binary heap, and behind its n_ events two more places that come last of all: so every event above the last row
  // has two children, and there is always a second.
  std::vector<std::int64_t> keys_ = {no_event, no_event};
  std::vector<Rest> rests_ = {0, 0};  // in the same order
  std::size_t n_ = 0;
  bool hole_ = false;  // the root is free
  TieBreak before_on_tie_;
};

}  // namespace draagkracht
