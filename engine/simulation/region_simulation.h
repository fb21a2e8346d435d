// One region, one replication, from its start to the horizon. The loop goes day by day: what is known of the day
// (arrivals, appointments, shift changes) is sorted once and merged with the event list, which holds only what arises
// during the day. One object, one thread; all state stands in RunState.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/simulation/run_state.h"
#include "engine/simulation/saved_state.h"
#include "engine/simulation/services.h"
#include "engine/simulation/step_runner.h"

namespace draagkracht {

class RegionSimulation {
 public:
  // `model` and `region` must outlive the simulation.
  RegionSimulation(const Model& model, const Region& region, RandomKey key);

  // From where it stands to the horizon.
  void run();
  // From where it stands to the start of that day, counted from the first simulated one.
  void run_to(std::int32_t day);
  // All state, to be taken up at the same day by a simulation that has not begun: of a model that means the same until
  // that day, in a region that is equal. Both go on alike then, bit for bit.
  SavedState save();
  void take_up(const SavedState& state);

  // Single requests are noted there, from the start on; it must outlive the simulation.
  void follow(Trace& trace) {
    run_.trace = &trace;
    run_.servers.follow(trace);
  }

  const RunState& state() const { return run_; }
  const Observer& observer() const { return run_.observer; }
  const Calendar& calendar() const { return run_.calendar; }
  const PersonCounts& person_counts() const { return run_.person_counts; }
  std::int32_t warm_up_weeks() const { return run_.clock.warm_up_weeks(); }
  std::int32_t weeks() const { return run_.clock.weeks(); }
  // Where the time went when the simulation ended, ms.
  std::int64_t now() const { return run_.clock.now; }
  // Requests that are still in the system.
  std::uint32_t in_progress() const { return run_.in_progress(); }
  // Milliseconds that the servers of a pool were on duty in a week.
  std::int64_t on_duty(std::uint32_t pool, std::int32_t week) const { return run_.staff.on_duty(pool, week); }
  // Milliseconds on duty in each window of the model, all instances of its pool together.
  const std::vector<std::int64_t>& window_on_duty() const { return run_.staff.in_windows(); }
  // Milliseconds of service given and asked in a week, and given after closing; requests that wait now.
  std::int64_t busy(std::uint32_t pool, std::int32_t week) const { return run_.observer.busy(pool, week); }
  std::int64_t asked(std::uint32_t pool, std::int32_t week) const { return run_.observer.asked(pool, week); }
  std::int64_t overtime(std::uint32_t pool) const { return run_.observer.overtime(pool); }
  std::uint32_t waiting(std::uint32_t pool) const { return run_.servers[pool].queue_length; }
  // Of a global of the model: its value now.
  double global(std::size_t index) const { return run_.globals[index]; }
  // Of a number of places: its mean over them.
  double place_mean(std::size_t index) const { return run_.place_values.mean(index); }
  // Milliseconds of service given in the warm-up.
  std::int64_t busy_before(std::uint32_t pool) const { return run_.busy_before[pool]; }
  // First of a pool's cells in Observer::occupancy and audited; it has one per level, and one more for all above.
  std::uint32_t occupancy_first(std::uint32_t pool) const { return run_.servers.occupancy_first(pool); }

  // Lists all state that changes during a run, for bytes, comparison, saving and loading.
  template <class F>
  void visit(F&& f) {
    run_.visit(f);
  }

 private:
  Services services() { return Services(run_); }
  StepRunner steps() { return StepRunner(run_); }

  // A request that goes on from a step; no step: nobody does.
  struct Move {
    std::uint32_t id = nobody;
    Index step = none;
  };

  std::array<std::uint64_t, 4> shape() const;
  void begin_day(std::int32_t day);
  void run_day(std::int32_t day);
  void begin_counting();
  void change_year(std::int32_t day);
  void read_sensors();
  template <bool followed>
  [[gnu::noinline, gnu::cold]] void begin_in_the_middle();
  template <bool followed>
  void let_go();
  // `followed`, here and below: single requests are, so that the loop of all other runs is free of it.
  template <bool followed>
  void handle_events(const Event*& next, std::int64_t end_key);
  void handle_events_until(const Event*& next, std::int64_t end_key) {
    run_.trace == nullptr ? handle_events<false>(next, end_key) : handle_events<true>(next, end_key);
  }
  [[gnu::always_inline]] inline void fetch_ahead(const Event* known, const Event* behind) const;
  [[gnu::always_inline]] inline void fetch_request(std::uint32_t id) const;
  [[gnu::noinline]] bool comes_before_known(const Event& known);
  [[gnu::always_inline]] inline Move end_service(Event event);
  template <bool followed>
  [[gnu::always_inline]] inline Move arrive_anonymous(std::uint32_t stream);
  template <bool followed>
  Move arrive(const Arrival& arrival);
  [[gnu::noinline, gnu::cold]] void take_set_labels(std::uint32_t person, RequestLabels& labels) const;
  Move handle_rare(Event event);
  // Ends of service and changes of duty that fall on one instant; `known` moves behind the latter.
  template <bool followed>
  [[gnu::noinline, gnu::cold]] void settle_instant(const Event& first, const Event*& known, const Event* behind);
  template <bool followed>
  [[gnu::always_inline]] inline void go_on(Move move);
  [[gnu::always_inline]] inline void reach(std::uint32_t id, Request& request, const StepPlan& plan, Index step);
  // The same as go_on, for the rarer events.
  template <bool followed>
  void advance(std::uint32_t id, Index step);
  template <bool followed>
  void go_on_with_children();
  // What may follow from the state behind an event: servers on duty, and requests that wait for a condition.
  template <bool followed>
  [[gnu::noinline]] void follow_state();

  RunState run_;
};

}  // namespace draagkracht
