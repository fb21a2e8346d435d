// What happens on later days: one list of events per day (follow-ups, appointments, long delays), so that the event
// list holds today's events only; and the sorting of one day's events by time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/event_list.h"

namespace draagkracht {

class Agenda {
 public:
  // `days`: how many days the run can have; what would happen later never does.
  explicit Agenda(std::int32_t days) : days_(static_cast<std::size_t>(days)) {}

  // An event of a later day than today.
  void put(Event event) {
    const auto day = static_cast<std::size_t>(event_ms(event.key) / one_day.ms);
    if (day < days_.size()) days_[day].push_back(event);
  }

  // The event of a request at a moment of a later day no longer happens.
  void drop(std::int64_t ms, std::uint32_t id) {
    const auto day = static_cast<std::size_t>(ms / one_day.ms);
    if (day >= days_.size()) return;
    std::vector<Event>& events = days_[day];
    const auto is_it = [&](const Event& event) {
      return event.id == id && event.key == event_key(ms, EventKind::delay_end);
    };
    events.erase(std::find_if(events.begin(), events.end(), is_it));
  }

  // Moves all events of `day` to the end of `to`, in no particular order.
  void take(std::int32_t day, std::vector<Event>& to) {
    std::vector<Event> events = std::exchange(days_[static_cast<std::size_t>(day)], {});
    to.insert(to.end(), events.begin(), events.end());
  }

  template <class F>
  void visit(F&& f) {
    for (std::vector<Event>& events : days_) f("agenda", events);
  }

 private:
  std::vector<std::vector<Event>> days_;  // axis: day
};

// One day's known events in order of (time, kind, tie-break): a counting sort into slots of about two seconds, then a
// sort inside each slot.
class DayOrder {
 public:
  std::vector<Event>& unsorted() { return unsorted_; }
  const std::vector<Event>& sorted() const { return sorted_; }

  template <class TieBreak>
  void sort(std::int32_t day, TieBreak before_on_tie) {
    constexpr std::size_t few = 2000;  // below this the slots cost more than they save
    constexpr int shift = 11;          // ms per slot: 2^11
    constexpr std::size_t slots = static_cast<std::size_t>(one_day.ms >> shift) + 2;
    auto before = [&](const Event& a, const Event& b) { return a.key != b.key ? a.key < b.key : before_on_tie(a, b); };
    if (unsorted_.size() < few) {
      sorted_.swap(unsorted_);
      std::sort(sorted_.begin(), sorted_.end(), before);
      unsorted_.clear();
      return;
    }
    const std::int64_t start = start_of_day(day).ms;
    counts_.assign(slots + 1, 0);
    auto slot_of = [&](const Event& e) { return static_cast<std::size_t>((event_ms(e.key) - start) >> shift); };
    for (const Event& e : unsorted_) ++counts_[slot_of(e) + 1];
    for (std::size_t i = 1; i < counts_.size(); ++i) counts_[i] += counts_[i - 1];
    sorted_.resize(unsorted_.size());
    for (const Event& e : unsorted_) sorted_[counts_[slot_of(e)]++] = e;
    // Filling left in counts_ where each slot ends. Most slots hold a few events; one at which many wake, such as the
    // opening of all practices, holds thousands.
    std::size_t first = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const std::size_t last = counts_[slot];
      if (last - first > 16) {
        std::sort(sorted_.begin() + static_cast<std::ptrdiff_t>(first),
                  sorted_.begin() + static_cast<std::ptrdiff_t>(last), before);
      } else {
        for (std::size_t i = first + 1; i < last; ++i) {
          const Event event = sorted_[i];
          std::size_t at = i;
          for (; at > first && before(event, sorted_[at - 1]); --at) sorted_[at] = sorted_[at - 1];
          sorted_[at] = event;
        }
      }
      first = last;
    }
    unsorted_.clear();
  }

 private:
  std::vector<Event> unsorted_;
  std::vector<Event> sorted_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace draagkracht
