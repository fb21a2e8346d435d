// One region, one replication: what is given and stays, and all state that changes, part by part. Parts that work on it
// (StepValues, StepCounts, Services, StepRunner, RegionSimulation) keep nothing of their own. They are views, made
// where they are needed: what is inlined then finds all state at a fixed distance from one pointer.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/des/agenda.h"
#include "engine/des/calendar.h"
#include "engine/des/event_list.h"
#include "engine/des/pool.h"
#include "engine/des/request.h"
#include "engine/model/model.h"
#include "engine/random/philox.h"
#include "engine/simulation/anonymous_arrivals.h"
#include "engine/simulation/books.h"
#include "engine/simulation/clock.h"
#include "engine/simulation/day_chances.h"
#include "engine/simulation/demand.h"
#include "engine/simulation/enrolment.h"
#include "engine/simulation/habit_shares.h"
#include "engine/simulation/holds.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/pending.h"
#include "engine/simulation/people.h"
#include "engine/simulation/person_counts.h"
#include "engine/simulation/person_values.h"
#include "engine/simulation/place_values.h"
#include "engine/simulation/region.h"
#include "engine/simulation/request_values.h"
#include "engine/simulation/sensors.h"
#include "engine/simulation/servers.h"
#include "engine/simulation/staff_on_duty.h"
#include "engine/simulation/step_plans.h"
#include "engine/simulation/trace.h"
#include "engine/simulation/visits.h"
#include "engine/simulation/wait_ends.h"
#include "engine/simulation/workforces.h"
#include "engine/simulation/years.h"

namespace draagkracht {

struct RunState;

// Orders events of one instant and kind by what they mean (entity, address, visit), never by when they were made: so a
// changed scenario orders them alike.
struct EventOrder {
  const RunState* run;
  bool operator()(const Event& a, const Event& b) const;
};

struct RunState {
  // `model` and `region` must outlive the run.
  RunState(const Model& model, const Region& region, RandomKey key);
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;

  // ---- given
  const Model& model;
  const Region& region;
  const RandomKey key;
  const Calendar calendar;
  const bool has_labels;  // whether requests have any, of their own or of their owners
  const bool has_values;  // whether requests have anything beside their records, labels and times

  // ---- today's, made anew from the given each day
  ParameterValues parameters;
  HabitShares habits;
  DayChances chances;
  People people;
  std::optional<Demand> demand;
  const std::vector<Arrival>* persons_arrivals = nullptr;
  DayOrder known;  // events of today that are known beforehand

  // ---- state
  Clock clock;
  bool all_gone = false;  // as many came as the model asks, and have gone
  RequestStore requests;
  RequestValues values;
  Visits visits;
  WaitEnds wait_ends;
  Observer observer;
  Servers servers;
  Holds holds;
  Pending pending;
  Workforces workforces;
  Enrolment enrolment;
  StaffOnDuty staff;
  Books books;
  AnonymousArrivals arrivals;
  Agenda agenda;
  EventList<EventOrder> events;
  PersonCounts person_counts;
  PersonValues person_values;
  Sensors sensors;
  PlaceValues place_values;
  Years years;
  std::vector<double> globals;            // axis: global
  std::vector<std::int64_t> busy_before;  // axis: pool instance; ms of service in the warm-up
  std::int64_t service_ends = 0;
  std::int64_t preempted = 0;   // services
  std::uint32_t side_jobs = 0;  // work without a patient that waits or is done

  // ---- what the observer's records and the model say of each step and tally
  const std::vector<StepPlan> plans;     // axis: step
  const std::vector<TallyPlan> tallies;  // axis: as Model::step_tallies
  const bool tallies_whole_run;          // some of them, warm-up included

  std::vector<std::uint16_t> municipality_of_wijk;  // axis: wijk; place in Model::municipalities

  Trace* trace = nullptr;  // who follows single requests; nullptr: nobody

  // ---- within one instant, and empty behind it
  struct Instant {
    std::vector<std::uint32_t> ready;  // requests that go on at once: children of the present event, who was sent away
    std::vector<std::uint32_t> ended;  // requests whose service has ended and that go on
    std::vector<std::uint32_t> together;  // pools that the present request wants at once
    std::vector<std::uint32_t> touched;   // pools at which somebody may start now
    bool settling = false;                // nobody starts until all of this instant is known
  };
  Instant instant;

  // Brings what levers make of the model's numbers to a day.
  void set_day(std::int32_t day) {
    parameters.set_day(day);
    chances.set_day(parameters);
    demand ? demand->go_to(day) : people.go_to(day);
    enrolment.follow(day, parameters, people);
  }
  // What stands where today.
  const RegionPeriod& period() const { return parameters.period(); }
  // Requests in the system, work without a patient left out.
  std::uint32_t in_progress() const { return requests.alive() - side_jobs; }
  // A new request has beside its record what the model asks for, cleared.
  void clear_values(std::uint32_t id) {
    if (has_values) [[unlikely]]
      clear_values_now(id);
  }

  // Lists all state, for bytes, comparison, saving and loading.
  template <class F>
  void visit(F&& f) {
    // All members: a new one does not compile until it is placed here.
    auto& [model_, region_, key_, calendar_, has_labels_, has_values_, parameters_, habits_, chances_, people_, demand_,
           persons_arrivals_, known_, clock_, all_gone_, requests_, values_, visits_, wait_ends_, observer_, servers_,
           holds_, pending_, workforces_, enrolment_, staff_, books_, arrivals_, agenda_, events_, person_counts_,
           person_values_, sensors_, place_values_, years_, globals_, busy_before_, service_ends_, preempted_,
           side_jobs_, plans_, tallies_, tallies_whole_run_, municipality_of_wijk_, trace_, instant_] = *this;
    clock_.visit(f);
    f("all_gone", all_gone_);
    requests_.visit(f);
    values_.visit(f);
    visits_.visit(f);
    wait_ends_.visit(f);
    observer_.visit(f);
    servers_.visit(f);
    holds_.visit(f);
    pending_.visit(f);
    workforces_.visit(f);
    enrolment_.visit(f);
    staff_.visit(f);
    books_.visit(f);
    arrivals_.visit(f);
    agenda_.visit(f);
    events_.visit(f);
    person_counts_.visit(f);
    person_values_.visit(f);
    sensors_.visit(f);
    place_values_.visit(f);
    years_.visit(f);
    f("globals", globals_);
    f("busy_before", busy_before_);
    f("service_ends", service_ends_);
    f("preempted", preempted_);
    f("side_jobs", side_jobs_);
  }

 private:
  [[gnu::noinline]] void clear_values_now(std::uint32_t id) {
    values.clear(requests, id);
    visits.clear(requests, id);
    pending.clear(requests, id);
  }
};

// Of each wijk, its municipality's place in Model::municipalities; empty if no results stand by them.
std::vector<std::uint16_t> places_of_municipalities(const Model& model, const Population& population);

// What orders events of one instant and kind. `known`: the event was known beforehand.
struct EventIdentity {
  std::uint64_t entity;
  std::uint32_t address;
  std::uint32_t visit;
  friend auto operator<=>(const EventIdentity&, const EventIdentity&) = default;
};
EventIdentity identity(const RunState& run, const Event& event, bool known);

// Whether the stamp of an event of the event list is the first half of its entity: then hardly any tie needs a look at
// the requests.
constexpr bool carries_entity(EventKind kind) {
  return kind == EventKind::delay_end || kind == EventKind::patience_end || kind == EventKind::ageing;
}

inline bool EventOrder::operator()(const Event& a, const Event& b) const {
  if (carries_entity(event_kind(a.key)) && a.stamp != b.stamp) return a.stamp < b.stamp;
  return identity(*run, a, false) < identity(*run, b, false);
}

}  // namespace draagkracht
