// Streams of customers who are no inhabitants: when the next one of each comes, with gaps and first random words made
// in bulk. A stream with a pace (hours, speeds, a factor that changes) lets its gap run through the pieces of the day.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/des/event_list.h"
#include "engine/des/request.h"
#include "engine/model/model.h"
#include "engine/model/stream_pace.h"
#include "engine/random/philox.h"
#include "engine/simulation/parameter_values.h"

namespace draagkracht {

class AnonymousArrivals {
 public:
  // `model` and `calendar` must outlive this.
  AnonymousArrivals(const Model& model, const Calendar& calendar, RandomKey key);

  // The customer who comes now: a record and labels to begin with, the step, and the words there if that is a task.
  struct Customer {
    const Request& record;  // its entity is that of the stream's first customer
    const RequestLabels& labels;
    std::uint64_t entity;
    const RandomBlock* block;  // nullptr: the step is no task
    Index enters;
  };

  // So many came; no more come once the model's number has.
  std::int64_t created() const { return created_; }
  bool all_came() const { return created_ >= most_; }

  [[gnu::always_inline]] Customer take(std::uint32_t stream) {
    Source& from = streams_[stream];
    const std::uint32_t n = from.count++;
    ++created_;
    return {from.customer, from.labels, from.customer.entity + n,
            from.enters_seize ? &from.blocks[n % Source::most] : nullptr, from.enters};
  }

  // Puts the next arrival of a stream on the event list. `events.push(event)`.
  template <class Events>
  [[gnu::always_inline]] void schedule(std::uint32_t index, Events& events) {
    if (all_came()) [[unlikely]]
      return;
    Source& stream = streams_[index];
    const std::uint32_t at = stream.count % Source::most;
    if (at == 0) [[unlikely]]
      look_ahead(stream, index);
    stream.next_ms += stream.gaps[at];
    if (stream.next_ms < horizon_) [[likely]] {
      events.push({event_key(stream.next_ms, EventKind::arrival), index, 0});
    } else if (stream.next_ms == end_of_time.ms) {  // beyond any horizon, so that other streams need not be asked
      push(begin_gap(index), index, events);
    }
  }

  // The first arrival of each stream.
  template <class Events>
  [[gnu::noinline]] void start(Events& events) {
    for (std::uint32_t index = 0; index < streams_.size(); ++index) schedule(index, events);
  }

  // Streams with a pace go on where they were at midnight.
  template <class Events>
  [[gnu::noinline]] void begin_day(std::int32_t day, const ParameterValues& parameters, Events& events) {
    if (all_came()) return;
    for (std::uint32_t index = 0; index < streams_.size(); ++index) {
      if (set_pieces(index, day, parameters)) push(first_of_day(index), index, events);
    }
  }

  template <class F>
  void visit(F&& f) {
    auto& [model, calendar, key, horizon, most, created, streams, paced, pieces, moments] = *this;
    f("arrivals.created", created);
    f("arrivals.streams", streams);
    f("arrivals.paced", paced);
  }

 private:
  // A stream, with its next customers made ahead.
  struct Source {
    static constexpr std::size_t most = 32;  // eight blocks of gaps: what is made at once
    Request customer;                        // as each of them comes
    RequestLabels labels;                    // and its labels, in a model that has any
    std::uint32_t count = 0;                 // arrivals so far
    Index enters = none;
    bool enters_seize = false;
    std::int64_t next_ms = 0;                // of the next arrival, exact sum of gaps; of one with a pace: end_of_time
    std::array<std::int64_t, most> gaps{};   // ms before each
    std::array<RandomBlock, most> blocks{};  // their words at the first step, if that is a task
  };

  // Where a stream with a pace stands.
  struct Paced {
    double at_ms = 0;            // how far its gaps have run, exact: an arrival comes in the ms that has begun
    double gap = 0;              // what must still run before the next arrival
    std::uint32_t openings = 0;  // so far
    std::uint32_t piece = 0;     // of today
    std::uint64_t inside = 0;    // 1: in that piece, else before it
  };

  static constexpr std::int64_t not_today = -1;

  void look_ahead(Source& stream, std::uint32_t index);
  std::int64_t begin_gap(std::uint32_t index);
  std::int64_t next_counted(std::uint32_t index);
  std::int64_t run_gap(std::uint32_t index);
  std::int64_t first_of_day(std::uint32_t index) { return is_counted(index) ? next_counted(index) : run_gap(index); }
  bool is_counted(std::uint32_t index) const {
    const Index pace = model_->streams[index].pace;
    return pace != none && !model_->paces[pace].counts.empty();
  }
  void set_moments(std::uint32_t index, std::int32_t day);
  bool set_pieces(std::uint32_t index, std::int32_t day, const ParameterValues& parameters);
  template <class Events>
  void push(std::int64_t ms, std::uint32_t index, Events& events) const {
    if (ms != not_today && ms < horizon_) events.push({event_key(ms, EventKind::arrival), index, 0});
  }

  const Model* model_;
  const Calendar* calendar_;
  RandomKey key_;
  std::int64_t horizon_;
  std::int64_t most_;  // no customer comes after so many
  std::int64_t created_ = 0;
  std::vector<Source> streams_;                     // axis: stream
  std::vector<Paced> paced_;                        // axis: stream
  std::vector<std::vector<PacePiece>> pieces_;      // axis: stream; of today
  std::vector<std::vector<std::int64_t>> moments_;  // axes: stream that is counted, arrival of today; ms, in order
};

}  // namespace draagkracht
