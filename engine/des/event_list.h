// The event list: a binary heap of 16-byte events with "replace-top": taking the earliest event leaves a hole at the
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
template <class TieBreak>
class EventList {
 public:
  explicit EventList(TieBreak tie_break) : before_on_tie_(tie_break) {}

  bool empty() const { return heap_.size() == (hole_ ? 1U : 0U); }

  // Key of the earliest event, or no_event.
  std::int64_t first_key() {
    if (hole_) fill_hole_from_back();
    return heap_.empty() ? no_event : heap_.front().key;
  }

  // Takes the earliest event out. Only after first_key() said that there is one.
  Event take_first() {
    hole_ = true;
    return heap_.front();
  }

  void push(Event event) {
    if (hole_) {
      hole_ = false;
      sift_down(event);
    } else {
      heap_.push_back(event);
      sift_up(event);
    }
  }

  std::size_t size() const { return heap_.size() - (hole_ ? 1U : 0U); }

  template <class F>
  void visit(F&& f) {
    if (hole_) fill_hole_from_back();
    f("events", heap_);
  }

 private:
  bool before(const Event& a, const Event& b) const {
    if (a.key != b.key) return a.key < b.key;
    return before_on_tie_(a, b);
  }

  void fill_hole_from_back() {
    hole_ = false;
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
  }

  // Puts `event` at the root and lets it sink.
  void sift_down(Event event) {
    const std::size_t n = heap_.size();
    std::size_t at = 0;
    for (;;) {
      std::size_t child = 2 * at + 1;
      if (child >= n) break;
      if (child + 1 < n && before(heap_[child + 1], heap_[child])) ++child;
      if (!before(heap_[child], event)) break;
      heap_[at] = heap_[child];
      at = child;
    }
    heap_[at] = event;
  }

  // Lets the event at the back rise.
  void sift_up(Event event) {
    std::size_t at = heap_.size() - 1;
    while (at > 0) {
      const std::size_t parent = (at - 1) / 2;
      if (!before(event, heap_[parent])) break;
      heap_[at] = heap_[parent];
      at = parent;
    }
    heap_[at] = event;
  }

  std::vector<Event> heap_;
  bool hole_ = false;  // the root is free
  TieBreak before_on_tie_;
};

}  // namespace draagkracht
