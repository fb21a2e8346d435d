// One region, one replication, from an empty start to the horizon. The loop goes day by day: what is known of the day
// (arrivals, appointments, shift changes) is sorted once and merged with the event list, which holds only what arises
// during the day. One object, one thread; all state is flat records.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/des/agenda.h"
#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/des/event_list.h"
#include "engine/des/pool.h"
#include "engine/des/request.h"
#include "engine/model/model.h"
#include "engine/model/stream_pace.h"
#include "engine/random/philox.h"
#include "engine/simulation/conservation.h"
#include "engine/simulation/demand.h"
#include "engine/simulation/habit_shares.h"
#include "engine/simulation/holds.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/person_counts.h"
#include "engine/simulation/region.h"
#include "engine/simulation/saved_state.h"
#include "engine/simulation/servers.h"
#include "engine/simulation/step_plans.h"

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

  const Observer& observer() const { return observer_; }
  const Calendar& calendar() const { return calendar_; }
  const PersonCounts& person_counts() const { return person_counts_; }
  std::int32_t warm_up_weeks() const { return static_cast<std::int32_t>(model_.warm_up_ms / one_week.ms); }
  // Requests that are still in the system.
  std::uint32_t in_progress() const { return requests_.alive() - side_jobs_; }
  // Milliseconds that the servers of a pool were on duty in a week.
  std::int64_t on_duty(std::uint32_t pool, std::int32_t week_index) const {
    return on_duty_[static_cast<std::size_t>(pool) * static_cast<std::size_t>(observer_.weeks()) + static_cast<std::size_t>(week_index)];
  }
  // Milliseconds of service given and asked in a week, and given after closing; requests that wait now.
  std::int64_t busy(std::uint32_t pool, std::int32_t week_index) const { return observer_.busy(pool, week_index); }
  std::int64_t asked(std::uint32_t pool, std::int32_t week_index) const { return observer_.asked(pool, week_index); }
  std::int64_t overtime(std::uint32_t pool) const { return observer_.overtime(pool); }
  // Milliseconds of service given in the warm-up.
  std::int64_t busy_before(std::uint32_t pool) const { return busy_before_[pool]; }
  // First of a pool's cells in Observer::occupancy and audited; it has one per level, and one more for all above.
  std::uint32_t occupancy_first(std::uint32_t pool) const { return servers_.occupancy_first(pool); }
  std::uint32_t waiting(std::uint32_t pool) const { return servers_[pool].queue_length; }
  std::int32_t weeks() const { return observer_.weeks(); }
  // Milliseconds on duty in each window of the model, all instances of its pool together.
  const std::vector<std::int64_t>& window_on_duty() const { return window_on_duty_; }
  // Where the time went when the simulation ended, ms.
  std::int64_t now() const { return now_; }

  // Lists all state that changes during a run, for bytes, comparison, saving and loading.
  template <class F>
  void visit(F&& f) {
    f("now", now_);
    f("next_day", next_day_);
    f("all_gone", all_gone_);
    f("circle_ms", circle_ms_);
    f("circles", circles_);
    f("side_jobs", side_jobs_);
    holds_.visit(f);
    f("numbers", numbers_);
    f("rounds", rounds_);
    f("patience_ends", patience_ends_);
    f("overnight", overnight_);
    f("ages_at", ages_at_);
    f("first_arrived", first_arrived_);
    f("globals", globals_);
    f("anonymous_arrivals", created_);
    f("service_ends", service_ends_);
    f("preempted", preempted_);
    requests_.visit(f);
    events_.visit(f);
    servers_.visit(f);
    agenda_.visit(f);
    for (AppointmentBooks& books : books_) books.visit(f);
    f("present", present_);
    f("busy_before", busy_before_);
    f("streams", streams_);
    f("paced", paced_);
    person_counts_.visit(f);
    f("on_duty", on_duty_);
    f("window_on_duty", window_on_duty_);
    observer_.visit(f);
  }

 private:
  struct TieBreak {
    const RegionSimulation* simulation;
    bool operator()(const Event& a, const Event& b) const { return simulation->comes_before(a, b); }
  };
  // What orders events of one instant and kind.
  struct Identity {
    std::uint64_t entity;
    std::uint32_t address;
    std::uint32_t visit;
    friend auto operator<=>(const Identity&, const Identity&) = default;
  };
  std::array<std::uint64_t, 4> shape() const;
  // Whether the stamp of an event of the event list is the first half of its entity.
  static constexpr bool carries_entity(EventKind kind) {
    return kind == EventKind::delay_end || kind == EventKind::patience_end || kind == EventKind::ageing;
  }
  Identity identity(const Event& event, bool from_day_list) const;
  bool comes_before(const Event& a, const Event& b) const {
    if (carries_entity(event_kind(a.key)) && a.stamp != b.stamp) return a.stamp < b.stamp;
    return identity(a, false) < identity(b, false);
  }

  // region_day.cpp: the start of a day.
  void begin_day(std::int32_t day);
  void set_duty(std::int32_t day);
  void open_books(std::int32_t day);
  void note_patience();
  std::int32_t servers_in(const PoolInstance& instance, const Session& session, int day_type) const;
  // The most that can hold a session of a pool at once.
  std::uint16_t most_servers(const PoolInstance& instance) const;
  void pace_streams(std::int32_t day);
  void present(const StaffRoster& roster, const PoolKind& kind, std::int32_t day, int half,
               std::vector<std::uint16_t>& servers) const;
  std::int64_t& on_duty(std::uint32_t pool) {
    return on_duty_[static_cast<std::size_t>(pool) * static_cast<std::size_t>(observer_.weeks()) + static_cast<std::size_t>(week_)];
  }

  // An anonymous stream, with its next customers made ahead.
  struct StreamState {
    static constexpr std::size_t most = 32;   // eight blocks of gaps: what is made at once
    Request customer;                         // as each of them comes
    RequestLabels labels;                     // and its labels, in a model that has any
    std::uint32_t count = 0;                  // arrivals so far
    Index enters = none;
    bool enters_task = false;
    std::int64_t next_ms = 0;                 // of the next arrival, exact sum of gaps; of one with a pace: end_of_time
    std::array<std::int64_t, most> gaps{};    // ms before each
    std::array<RandomBlock, most> blocks{};   // their words at the first step, if that is a task
  };

  // Where a stream with a pace stands: its gap runs through the pieces of the day.
  struct PacedStream {
    double at_ms = 0;            // how far its gaps have run, exact: an arrival comes in the ms that has begun
    double gap = 0;              // what must still run before the next arrival
    std::uint32_t openings = 0;  // so far
    std::uint32_t piece = 0;     // of today
    std::uint64_t inside = 0;    // 1: in that piece, else before it
  };

  // A request that goes on from a step; no step: nobody does.
  struct Move {
    std::uint32_t id = nobody;
    Index step = none;
  };

  // Patience of somebody who came today that ends on a later day.
  struct Overnight {
    std::int64_t ends = 0;  // ms
    std::uint32_t id = nobody;
    std::uint32_t unused = 0;
  };

  // region_loop.cpp: what every event goes through.
  void run_day(std::int32_t day);
  void handle_events(const Event*& next, std::int64_t end_key);
  [[gnu::always_inline]] inline void fetch_ahead(const Event* known, const Event* behind) const;
  [[gnu::always_inline]] inline Move end_service(Event event);
  [[gnu::always_inline]] inline Move arrive_anonymous(std::uint32_t stream);
  [[gnu::always_inline]] inline void schedule_arrival(StreamState& stream, std::uint32_t index);
  // What came of the end of a service.
  enum class Ended : std::uint8_t { none, plain, joint, side_job };
  [[gnu::always_inline]] inline Ended release_servers(Event event);
  [[gnu::always_inline]] inline Index finish_service(std::uint32_t id);
  // Ends of service and changes of duty that fall on one instant; `known` moves behind the latter.
  [[gnu::noinline, gnu::cold]] void settle_instant(const Event& first, const Event*& known, const Event* behind);
  [[gnu::always_inline]] inline void go_on(Move move);
  // A request enters a step at which it may have been before.
  [[gnu::always_inline]] void note_visit(std::uint32_t id, const Step& step) {
    std::uint32_t& word = round_words_ == 0 ? requests_.labels(id).round : rounds_[id * round_words_ + step.again / 32];
    const std::uint32_t bit = 1U << (step.again % 32);
    if ((word & bit) != 0) [[unlikely]] begin_round(id, step);
    word |= bit;
  }
  [[gnu::noinline]] void begin_round(std::uint32_t id, const Step& step);
  void note_circle(Index step);
  [[gnu::always_inline]] inline void leave(std::uint32_t id, const Request& request, const StepPlan& plan);
  [[gnu::always_inline]] inline Index enter_task(std::uint32_t id, Request& request, const StepPlan& plan,
                                                 const RandomBlock& block);
  [[gnu::always_inline]] inline void start(std::uint32_t id, Request& request, const StepPlan& plan, PoolState& pool,
                                           int priority_class);
  [[gnu::always_inline]] inline void serve_queues(PoolState& pool);
  [[gnu::always_inline]] inline void add_wait(const Request& request, const StepPlan& plan);
  Move arrive(const Arrival& arrival);
  // The same as go_on, serve_queues, start and schedule_arrival, for the rarer events.
  void advance(std::uint32_t id, Index step);
  void start_waiting(PoolState& pool);
  [[gnu::noinline]] void serve_special(PoolState& pool);
  void start_now(std::uint32_t id, PoolState& pool, int priority_class);
  void start_stream(std::uint32_t stream);

  // region_simulation.cpp: rarer events.
  void begin_counting();
  Move handle_rare(Event event);
  // What a request has beside its record, cleared for a new one.
  [[gnu::noinline]] void clear_own(std::uint32_t id);
  bool comes_before_known(const Event& known);
  void look_ahead(StreamState& stream, std::uint32_t index);
  void schedule_paced(std::uint32_t index);
  void run_gap(std::uint32_t index);
  void go_on_with_children();
  void change_duty(std::uint32_t pool, std::uint32_t packed);
  Index lose_patience(std::uint32_t id);
  void limit_patience(std::uint32_t id, const TaskStep& task, std::uint32_t word);
  [[gnu::noinline]] void interrupt_for_waiting(PoolState& pool);
  // Whether a newcomer of this class would not wait though nobody is free.
  [[gnu::noinline]] bool would_interrupt(const PoolState& pool, int priority_class) const {
    return ((pool.open >> priority_class) & 1U) != 0 && servers_.interruptible_class(pool, priority_class) >= 0;
  }
  void start_after_work(const Request& request, const TaskStep& task);
  void start_side_job(const Request& parent, std::uint32_t pool, int priority_class, std::int64_t work, std::uint32_t salt);
  void account_rests(std::int64_t sign);
  // The task by which a request is being served now; nullptr while it is not, and for follow-up work without a patient.
  const TaskStep* task_in_service(const Request& request) const {
    return request.state == RequestState::in_service ? plans_[request.step].task : nullptr;
  }
  int class_at(const StepPlan& plan, const Request& request) const {
    return plan.priority_class >= 0 ? plan.priority_class : plan.classes[label(plan.label, request)];
  }

  void account_running();
  Whereabouts whereabouts() const;
  void check_laws() const;
  void interrupt(PoolState& pool, int priority_class);
  void hand_over(PoolState& pool);
  void send_away(PoolState& pool, Index step);
  void start_ageing(std::uint32_t id, PoolState& pool);
  void age(std::uint32_t id);
  void end_closing(PoolState& pool);
  // Where a request goes on that cannot even wait. Never `none`: compile demands the step.
  [[gnu::noinline]] Index turned_away(const PoolState& pool, const TaskStep& task) const;

  // region_holds.cpp: several pools at once, and what stays seized.
  Index enter_joint(std::uint32_t id, const StepPlan& plan, const RandomBlock& block);
  void release_joint(std::uint32_t id, const TaskStep& task);
  void leave_queues(std::uint32_t id);
  void release_claims(std::uint32_t id, const std::vector<Index>& kinds);
  // Notes a pool whose servers came free, or that somebody no longer blocks; serve_touched() serves those who wait there.
  void touch(std::uint32_t pool) { touched_.push_back(pool); }
  void serve_touched();
  void start_candidate(const Holds::Candidate& candidate);
  void fail_on_deadlock() const;

  // region_formula.cpp
  double evaluate(Index formula, const Request& request) const;
  // ms, rounded, at least 0.
  std::int64_t formula_time(Index formula, const Request& request) const;
  void assign(std::uint32_t id, const StepPlan& plan, const RandomBlock& block);
  std::size_t first_number(const Request& request) const {
    return static_cast<std::size_t>(&request - &requests_[0]) * numbers_each_;
  }

  // region_steps.cpp: what steps do.
  // Counts what the step counts, and says where to go on. `word` picks the branch behind the step.
  [[gnu::always_inline]] inline Index finish_step_here(const Request& request, const StepPlan& plan, std::uint32_t word,
                                                       std::int64_t work_ms) {
    if (plan.step.tallies != 0) [[unlikely]] tally(plan, request, work_ms);
    const Index to = plan.target(word);
    if (to == none && plan.step.branch != none) [[unlikely]] return choose_branch(model_.branches[plan.step.branch], request, word);
    return to;
  }
  // The same by a call.
  Index finish_step(const Request& request, const StepPlan& plan, std::uint32_t word, std::int64_t work_ms = 0);
  // The same for a step that draws nothing else. Looks the request up: what the step did may have moved the records.
  Index finish_undrawn(std::uint32_t id, const StepPlan& plan);
  Index finish_reallocated(std::uint32_t id, const StepPlan& plan, const TaskStep& task);
  Index choose_branch(const BranchStep& branch, const Request& request, std::uint32_t word) const;
  // What a step does that is neither task nor switch nor exit. Says where to go on; `none`: the request sleeps.
  Index pass(std::uint32_t id, const StepPlan& plan);
  Index enter_book(std::uint32_t id, const StepPlan& plan);
  // ms of work of a task, rounded once.
  std::int64_t draw_work(const StepPlan& plan, const Request& request, std::uint32_t word) const {
    if (plan.time != nullptr) [[likely]] return static_cast<std::int64_t>(plan.time->sample(word) + 0.5);
    return draw_keyed_work(*plan.task, request, word);
  }
  std::int64_t draw_keyed_work(const TaskStep& task, const Request& request, std::uint32_t word) const;
  void sleep_until(std::uint32_t id, std::int64_t wake_ms, Index step);
  void spawn(std::uint32_t id, const StepPlan& plan);
  void reallocate(std::uint32_t id);
  bool own_on_duty(std::uint32_t pool, const RequestLabels& labels) const;
  std::uint16_t own_server(std::uint32_t pool, const RequestLabels& labels) const;
  bool adopts(Index diffusion, const Request& request);
  void tally(const StepPlan& plan, const Request& request, std::int64_t work_ms);
  void add_stay(const Request& request, Index measure, std::uint32_t at);
  // ms: since when a measure that does not count from joining a queue counts for a request.
  std::int64_t clock_of(const WaitMeasure& measure, const Request& request) const {
    if (measure.from != WaitMeasure::first_arrival) return request.arrived;
    return first_arrived_[static_cast<std::size_t>(&request - &requests_[0])];
  }
  // Working days from that moment until now, as ms of whole days.
  std::int64_t working_days_since(std::int64_t ms) const;
  void add_interrupted_minutes(const Request& request, std::int64_t ms);
  // All of `request` below are records of requests_: their labels stand beside them.
  std::uint8_t label(LabelSource source, const Request& request) const { return requests_.labels(request).at[source.slot]; }
  std::uint32_t row(const TableKey& key, const Request& request) const { return key.row(requests_.labels(request)); }
  const Person* person_of(const Request& request) const {
    return request.person == nobody ? nullptr : &region_.population->persons[request.person];
  }
  double parameter(Index index, const Request& request) const {
    return parameters_.for_person(index, row(model_.parameters[index].key, request), person_of(request));
  }
  // A time in ms, rounded once, or -1 if there is none for this request. The second form: as if it had other labels.
  std::int64_t draw_time(const TimeSource& source, const Request& request, std::uint32_t word) const {
    return draw_time(source, request, requests_.labels(request), word);
  }
  std::int64_t draw_time(const TimeSource& source, const Request& request, const RequestLabels& labels, std::uint32_t word) const;
  // The same where there must be a time. Throws RunFailure, which names the step and the labels, if there is none.
  std::int64_t needed_time(const TimeSource& source, const Request& request, const RequestLabels& labels,
                           std::uint32_t word) const;
  std::int64_t needed_time(const TimeSource& source, const Request& request, std::uint32_t word) const {
    return needed_time(source, request, requests_.labels(request), word);
  }
  std::uint32_t find_pool(const PoolChoice& choice, const Request& request) const;
  std::uint32_t pool_at(Index kind, const Request& request) const;
  bool counting() const { return now_ >= warm_up_ms_; }

  // In the upper byte of a calendar event's stamp: which limit changes, or this: the servers on duty.
  static constexpr std::uint32_t servers_level = 0xffU << 24;

  const Model& model_;
  const Region& region_;
  RandomKey key_;
  Calendar calendar_;
  ParameterValues parameters_;
  HabitShares habits_;
  std::optional<Demand> demand_;
  Observer observer_;

  std::vector<StepPlan> plans_;     // axis: step
  std::vector<TallyPlan> tallies_;  // axis: as Model::step_tallies
  bool tallies_whole_run_;          // some of them, warm-up included
  bool has_labels_;                 // whether requests have any, of their own or of their owners
  bool has_own_ = false;              // whether requests have anything beside their records, labels and times
  bool keeps_first_arrival_ = false;  // of that
  std::int64_t warm_up_ms_;
  std::int64_t horizon_ms_;
  std::int64_t most_arrivals_;  // no anonymous customer comes after so many

  std::int64_t now_ = 0;
  std::int32_t next_day_ = 0;     // to be simulated
  bool all_gone_ = false;         // as many came as the model asks, and have gone
  std::int64_t end_of_day_ = 0;   // ms
  std::int64_t count_from_ = 0;   // ms: start of this week, or the end of the warm-up if that is later
  std::int32_t week_ = 0;
  std::uint32_t counted_week_ = 0;  // the same from the end of the warm-up
  std::int64_t created_ = 0;  // anonymous requests so far
  std::int64_t service_ends_ = 0;
  std::int64_t preempted_ = 0;  // services
  std::int64_t circle_ms_ = -1;     // instant at which requests last went back to an earlier step
  std::uint32_t circles_ = 0;       // how often they did at that instant
  std::uint32_t side_jobs_ = 0;
  RequestStore requests_;
  Servers servers_;
  Holds holds_;
  Agenda agenda_;
  DayOrder today_;
  const std::vector<Arrival>* arrivals_ = nullptr;  // of today
  EventList<TieBreak> events_;
  std::vector<AppointmentBooks> books_;             // axis: pool kind (those without a book are empty)
  std::vector<std::int64_t> busy_before_;           // axis: pool instance; ms of service in the warm-up
  std::size_t numbers_each_;                        // numbers that a request carries; the last wait is the last of them
  std::vector<double> numbers_;                     // axes: request, number
  std::size_t round_words_;                         // 0: RequestLabels::round is enough
  std::vector<std::uint32_t> rounds_;               // axes: request, word; as RequestLabels::round
  std::vector<std::int64_t> patience_ends_;         // axis: request; ms: of its last wait with patience
  std::vector<Overnight> overnight_;                // of those who came today
  std::vector<std::int64_t> ages_at_;               // axis: request; ms: next class, of its last wait with ageing
  std::vector<std::int64_t> first_arrived_;         // axis: request; ms, of its first parent; empty if nobody asks
  std::vector<double> globals_;                     // axis: global
  std::vector<std::uint32_t> together_;             // pools that the present request wants at once
  std::vector<std::uint32_t> touched_;              // pools at which somebody may start now
  std::vector<std::uint32_t> ended_;                // requests whose service ended at this instant and that go on
  bool settling_ = false;                           // nobody starts until all of this instant is known
  std::vector<std::uint64_t> present_;              // axis: pool instance; bit s: server s is here now
  std::vector<StreamState> streams_;                // axis: stream
  std::vector<PacedStream> paced_;                  // axis: stream
  std::vector<std::vector<PacePiece>> pieces_;      // axis: stream; of today
  PersonCounts person_counts_;
  std::vector<std::int64_t> on_duty_;               // axes: pool instance, week; ms
  std::vector<std::int64_t> window_on_duty_;        // axis: window of the model; ms
  std::vector<std::uint32_t> ready_;                // children made by the present event that go on at once
};

}  // namespace draagkracht
