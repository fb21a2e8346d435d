// The event list: a binary heap with "replace-top": taking the earliest event leaves a hole at the
// root, which the next push fills by one sift-down. Most events push exactly one successor, so this halves the work.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/time.h"

namespace draagkracht {

// What happens at one instant happens in this order.
enum class EventKind : std::uint8_t { service_end = 0, calendar = 1, delay_end = 2, patience_end = 3, arrival = 4 };

// Time and kind in one key: time in the upper bits, so that one comparison orders by (time, kind).
constexpr std::int64_t event_key(std::int64_t ms, EventKind kind) { return ms * 8 + static_cast<std::int64_t>(kind); }
constexpr std::int64_t event_ms(std::int64_t key) { return key >> 3; }
constexpr EventKind event_kind(std::int64_t key) { return static_cast<EventKind>(key & 7); }
inline constexpr std::int64_t no_event = event_key(end_of_time.ms, EventKind::arrival);

struct Event {
  std::int64_t key = no_event;
  std::uint32_t id = 0;     // request, pool instance or stream, by kind
  std::uint32_t stamp = 0;  // stamp of the request when the event was made
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
    if (hole_) [[unlikely]] fill_hole_from_back();
    return keys_.empty() ? no_event : keys_.front();
  }

  // Takes the earliest event out. Only after first_key() said that there is one.
  Event take_first() {
    hole_ = true;
    return at(0);
  }

  void push(Event event) {
    const Rest rest = rest_of(event);
    if (hole_) {
      hole_ = false;
      sift_down(event.key, rest);
    } else {
      keys_.push_back(event.key);
      rests_.push_back(rest);
      sift_up(event.key, rest);
    }
  }

  std::size_t size() const { return keys_.size() - (hole_ ? 1U : 0U); }

  template <class F>
  void visit(F&& f) {
    if (hole_) fill_hole_from_back();
    f("events.keys", keys_);
    f("events.rests", rests_);
  }

 private:
  // An event without its key: stamp above id. One word, so that it is written and read in one move.
  using Rest = std::uint64_t;

  static Rest rest_of(const Event& event) { return std::uint64_t{event.stamp} << 32 | event.id; }
  static Event event_of(std::int64_t key, Rest rest) {
    return {key, static_cast<std::uint32_t>(rest), static_cast<std::uint32_t>(rest >> 32)};
  }
  Event at(std::size_t i) const { return event_of(keys_[i], rests_[i]); }

  [[gnu::noinline]] bool tie(Event a, Event b) const { return before_on_tie_(a, b); }

  void fill_hole_from_back() {
    hole_ = false;
    const std::int64_t key = keys_.back();
    const Rest rest = rests_.back();
    keys_.pop_back();
    rests_.pop_back();
    if (!keys_.empty()) sift_down(key, rest);
  }

  // Puts an event at the root and lets it sink.
  void sift_down(std::int64_t key, Rest rest) {
    std::int64_t* const keys = keys_.data();
    Rest* const rests = rests_.data();
    const std::size_t n = keys_.size();
    std::size_t hole = 0;
    std::size_t child = 1;
    while (child + 1 < n) {
      std::int64_t least = keys[child];
      const std::int64_t other = keys[child + 1];
      if (least == other) [[unlikely]] {
        child += tie(at(child + 1), at(child)) ? 1U : 0U;
      } else {  // which of the two is earlier no processor can guess, so there is no jump on it
        child += other < least ? 1U : 0U;
        least = other < least ? other : least;
      }
      if (least >= key && (least > key || !tie(at(child), event_of(key, rest)))) break;
      keys[hole] = least;
      rests[hole] = rests[child];
      hole = child;
      child = 2 * hole + 1;
    }
    if (child + 1 == n && keys[child] <= key && (keys[child] < key || tie(at(child), event_of(key, rest)))) {
      keys[hole] = keys[child];
      rests[hole] = rests[child];
      hole = child;
    }
    keys[hole] = key;
    rests[hole] = rest;
  }

  // Lets the event at the back rise.
  void sift_up(std::int64_t key, Rest rest) {
    std::int64_t* const keys = keys_.data();
    Rest* const rests = rests_.data();
    std::size_t hole = keys_.size() - 1;
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 2;
      if (keys[parent] <= key && (keys[parent] < key || !tie(event_of(key, rest), at(parent)))) break;
      keys[hole] = keys[parent];
      rests[hole] = rests[parent];
      hole = parent;
    }
    keys[hole] = key;
    rests[hole] = rest;
  }

  std::vector<std::int64_t> keys_;  // a binary heap
  std::vector<Rest> rests_;         // in the same order
  bool hole_ = false;               // the root is free
  TieBreak before_on_tie_;
};

}  // namespace draagkracht
