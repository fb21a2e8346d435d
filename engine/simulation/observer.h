// What a run counts: tallies, waits, busy and asked time of pools, outcomes. Whole numbers only (counts, milliseconds),
// so that sums do not depend on order; doubles appear when results are made (engine/simulation/measure.h).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/stats/histogram.h"
#include "engine/stats/running.h"

namespace draagkracht {

struct WaitRecord {
  ExactSum waits;  // ms
  Histogram histogram;
  std::vector<std::int64_t> within;  // axis: threshold; how many waited at most so long
  std::int64_t left = 0;             // gave up before service
  std::int64_t unmarked = 0;         // not counted, for the moment since when was never set

  void merge(const WaitRecord& other) {
    waits += other.waits;
    histogram.merge(other.histogram);
    for (std::size_t i = 0; i < within.size(); ++i) within[i] += other.within[i];
    left += other.left;
    unmarked += other.unmarked;
  }
  void clear() {
    waits = {};
    histogram = {};
    std::fill(within.begin(), within.end(), 0);
    left = unmarked = 0;
  }
};

// Lists the state of records; axes: measure, row.
template <class F>
void visit_waits(std::vector<std::vector<WaitRecord>>& measures, F&& f) {
  for (std::vector<WaitRecord>& rows : measures) {
    for (WaitRecord& row : rows) {
      f("observer.waits", row.waits);
      f("observer.within", row.within);
      f("observer.left_waiting", row.left);
      f("observer.unmarked", row.unmarked);
      row.histogram.visit(f);
    }
  }
}

// What one reallocation rule moved.
struct ReallocationCount {
  std::int64_t contacts = 0;
  std::int64_t minutes_from = 0;  // ms that `from` would have spent
  std::int64_t minutes_to = 0;    // ms that `to` spent
  std::int64_t supervision = 0;   // ms of `from`
  std::int64_t returns = 0;       // contacts that came back

  friend ReallocationCount operator-(ReallocationCount a, const ReallocationCount& b) {
    a.contacts -= b.contacts;
    a.minutes_from -= b.minutes_from;
    a.minutes_to -= b.minutes_to;
    a.supervision -= b.supervision;
    a.returns -= b.returns;
    return a;
  }
};

class Observer {
 public:
  Observer(const Model& model, std::size_t pool_instances, std::int32_t weeks)
      : counts(model.counts),
        outcomes(model.outcomes.size()),
        weeks_(weeks),
        pools_(pool_instances),
        busy_(pool_instances * static_cast<std::size_t>(weeks)),
        asked_(busy_.size()),
        overtime_(pool_instances),
        accounted_(pool_instances),
        rests_(pool_instances) {
    reallocations.resize(model.rules.size());
    waits.resize(model.waits.size());
    for (std::size_t i = 0; i < waits.size(); ++i) {
      waits[i].resize(model.waits[i].records(model.counted_weeks()));
      for (WaitRecord& record : waits[i]) record.within.resize(model.waits[i].within.size());
    }
  }

  static void add_wait(WaitRecord& record, const WaitMeasure& measure, std::int64_t ms) {
    add_plain_wait(record, ms);
    for (std::size_t i = 0; i < record.within.size(); ++i) record.within[i] += ms <= measure.within[i] ? 1 : 0;
  }
  // The same for a measure without norms.
  [[gnu::always_inline]] static void add_plain_wait(WaitRecord& record, std::int64_t ms) {
    record.waits.add(ms);
    record.histogram.add(ms);
  }

  // From now on it is this week.
  void begin_week(std::int32_t week) { now_ = at(0, week); }
  void add_busy(std::uint32_t pool, std::int64_t ms) { busy_[now_ + pool] += ms; }
  void add_asked(std::uint32_t pool, std::int64_t ms) { asked_[now_ + pool] += ms; }
  void forget_asked(std::int32_t week) {
    std::fill_n(asked_.begin() + static_cast<std::ptrdiff_t>(at(0, week)), pools_, 0);
  }

  std::int64_t& busy(std::uint32_t pool, std::int32_t week) { return busy_[at(pool, week)]; }
  std::int64_t& asked(std::uint32_t pool, std::int32_t week) { return asked_[at(pool, week)]; }
  std::int64_t& overtime(std::uint32_t pool) { return overtime_[pool]; }
  std::int64_t& accounted(std::uint32_t pool) { return accounted_[pool]; }
  std::int64_t& rest(std::uint32_t pool) { return rests_[pool]; }
  std::int64_t busy(std::uint32_t pool, std::int32_t week) const { return busy_[at(pool, week)]; }
  std::int64_t asked(std::uint32_t pool, std::int32_t week) const { return asked_[at(pool, week)]; }
  std::int64_t overtime(std::uint32_t pool) const { return overtime_[pool]; }
  std::int64_t accounted(std::uint32_t pool) const { return accounted_[pool]; }
  std::int64_t rest(std::uint32_t pool) const { return rests_[pool]; }
  std::int32_t weeks() const { return weeks_; }

  std::vector<std::int64_t> counts;              // axis: cell of all tallies; events, or ms for tallies of minutes
  std::vector<std::vector<WaitRecord>> waits;    // axes: measure, row
  std::vector<std::int64_t> outcomes;            // axis: outcome
  std::vector<ReallocationCount> reallocations;  // axis: rule
  std::vector<std::int64_t> occupancy;           // axes: pool instance that counts it, level; ms
  std::vector<std::int64_t> audited;             // axes: the same; strikes of the audit's clock
  std::int64_t entered = 0;                      // requests that came into being, whole run
  std::int64_t left = 0;                         // requests that ended, whole run
  std::int64_t timed_events = 0;                 // changes of state at their own time, whole run
  std::int64_t service_starts = 0;               // whole run

  template <class F>
  void visit(F&& f) {
    auto& [counts_, waits_, outcomes_, reallocations_, occupancy_, audited_, entered_, left_, timed_events_,
           service_starts_, weeks, pools, now, busy_ms, asked_ms, overtime_ms, accounted_ms, rests_ms] = *this;
    f("observer.counts", counts_);
    f("observer.outcomes", outcomes_);
    f("observer.reallocations", reallocations_);
    f("observer.busy", busy_ms);
    f("observer.asked", asked_ms);
    f("observer.overtime", overtime_ms);
    f("observer.accounted", accounted_ms);
    f("observer.rests", rests_ms);
    f("observer.occupancy", occupancy_);
    f("observer.audited", audited_);
    f("observer.entered", entered_);
    f("observer.left", left_);
    f("observer.timed_events", timed_events_);
    f("observer.service_starts", service_starts_);
    visit_waits(waits_, f);
  }

 private:
  std::size_t at(std::uint32_t pool, std::int32_t week) const { return static_cast<std::size_t>(week) * pools_ + pool; }

  std::int32_t weeks_;   // weeks of the run, warm-up included
  std::size_t pools_;    // pool instances
  std::size_t now_ = 0;  // first cell of this week in busy_ and asked_
  // Axes: week, pool instance. The week comes first: one week is all that a run touches at a time.
  std::vector<std::int64_t> busy_;       // ms of service
  std::vector<std::int64_t> asked_;      // ms of service asked
  std::vector<std::int64_t> overtime_;   // axis: pool instance; ms of service after closing
  std::vector<std::int64_t> accounted_;  // axis: pool instance; ms counted as its work without seizing it
  // Axis: pool instance. What services that have begun still take at the end, less the same when counting began; ms.
  std::vector<std::int64_t> rests_;
};

}  // namespace draagkracht
