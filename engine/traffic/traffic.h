// The traffic equations of a model: how often each step is visited in the long run, and how many hours of service that
// asks of each kind of pool, without simulating. For every pathway and any loop in it the answer is exact as long as
// nobody gives up, books are never full and steps do not depend on queues; what waiting does is not known here.
//
// A state is a step together with what steps still ahead depend on: labels of the request, attributes of its person,
// which pools the person's place has. Labels that nothing ahead reads are dropped, and steps that only pass requests on
// have no states of their own, which keeps the states few. The states' visits x per year solve x = inflow + P^T x
// (linear_flow.h).
//
// Taken as in the simulation: daily demand with seasons and holidays, levers and habits (averaged over the days that
// count), shares by place, reallocation with supervision and returns, work after a task, no-show. Taken otherwise:
// patience never ends, queues are never full, a book has a slot for today as long as one ends in a session. Ahead, a
// book refuses what is asked above what it can issue (book_supply.h), found by solving until both agree; how long one
// waits for an appointment is not followed. Times of day are followed roughly, and only for slots of today and
// for steps that ask whether a schedule is open (week_clock.h). Who holds a pool over steps asks for it during their
// services and delays, not while waiting. Who sees one's own server is a given share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/model.h"
#include "engine/traffic/book_supply.h"

namespace draagkracht {

// Inhabitants who are alike in all that the equations read.
struct PersonGroup {
  double persons = 0;
  std::vector<double> begun;               // axis: Model::label_requests; who gets the label, per year; shorter: 0
  std::vector<double> need;                // axis: need; mean of the personal factors of its members; shorter: 1
  std::vector<std::uint8_t> attributes;    // axis: attribute; label. Those that are not read may be 0
  std::vector<std::uint8_t> pools;         // axis: pool kind; 1: there is one for them, at their place or in the region
  std::vector<std::uint8_t> lever_places;  // axis: TrafficReads::place_levers; 1: they live where the lever works
};

struct TrafficInput {
  std::vector<PersonGroup> groups;
  std::vector<double> numbers;              // axis: number of persons; mean over all: who has more is taken to ask as
                                            // often; shorter: 0
  std::vector<std::uint8_t> nobodys_pools;  // axis: pool kind; 1: there is one for requests of no person
  std::vector<double> coverage;             // axis: pool kind; share of the inhabitants who have one
  std::vector<double> own_share;  // axis: pool kind; share of contacts with one's own server, where that counts
  std::vector<double> duty;       // axis: pool kind; server hours per year, by which pools share those who wait for
                                  // whichever is free first
  // Axes: pool kind, session of its book in a week, day by day; share of those who have the pool, whose place has
  // somebody to hold it. No sessions for a kind: always somebody.
  std::vector<std::vector<double>> staffed;
  std::vector<std::vector<BookPlace>> books;  // axes: pool kind, place; empty for a kind: its books are never full
};

// What of persons the equations of a model read; the rest need not tell groups apart.
struct TrafficReads {
  std::vector<std::uint8_t> attributes;          // axis: attribute; 1: read
  std::vector<const LeverEffect*> place_levers;  // levers that work in some places only
};
TrafficReads traffic_reads(const Model& model);

// All numbers per year of 365.25 days, at the average rate of the period that counts (warm-up to horizon).
struct TrafficFlow {
  std::vector<double> asked_hours;  // axis: pool kind; tasks, work after them and supervision
  std::vector<double> visits;       // axis: step
  // Axes: pool kind, combination of pools that a place may have (in the order of the groups, nobody's last). Share of
  // the appointments asked ahead that find a slot.
  std::vector<std::vector<double>> booked;
  std::vector<double> refused;               // axis: pool kind; share of all appointments asked ahead
  std::vector<std::vector<double>> tallies;  // axes: tally, row of its key (weeks together); counts, or minutes
  std::vector<double> outcomes;              // axis: outcome
  struct Reallocation {
    double contacts = 0, returns = 0, supervision_hours = 0;
  };
  std::vector<Reallocation> reallocations;  // axis: rule
  double requests = 0;                      // that come from streams, without those that steps make
  double ends = 0;                          // that leave by an exit
  std::vector<std::string> endless;       // names of steps in loops that are never left; what is in them is not counted
  std::vector<std::string> without_time;  // visited tasks that lack a time: "step (variable label, ...)"
  std::size_t states = 0;                 // that the equations are solved for
};

enum class TrafficStart : std::uint8_t {
  long_ago,  // all has always been going on: what a level of demand means in the long run
  empty,     // as the run does: follow-ups of what came before its first day are missing for a while, or come as
             // `run.past_like` says
};

// The model without its tallies. Who asks for loads alone has far fewer states: a request that has passed the last step
// which acts upon its urgency and age is like any other, if nobody counts it by them.
Model without_tallies(Model model);
// The same, but for the tallies of these names.
Model with_tallies(Model model, const std::vector<std::string>& names);

// Whether the equations can follow a model: choices by an expression are beyond them, and times by one that reads what
// happens in a run.
bool follows_traffic(const Model& model);

// `model`: one that it can follow. `input`: all axes as long as the model's. No groups: a model without inhabitants.
// With an empty start, delays of more than half a day are followed in slices of about two weeks, and books refuse as in
// the long run from the first day on. `booked`: as TrafficFlow, if it is known for this model and input; empty: it is
// found.
TrafficFlow solve_traffic(const Model& model, const TrafficInput& input, TrafficStart start = TrafficStart::long_ago,
                          std::vector<std::vector<double>> booked = {});

// How the work of a run that begins empty grows to what it is in the long run: what comes back later is missing at
// first. Seasons, levers and habits are averaged over the days that count, so that a month of few requests is not taken
// for a low one. Waits are not known, and make it take longer: work that comes back waits for its appointment, too.
struct StartUp {
  std::int64_t slice_ms = 0;
  std::int64_t lead_ms = 0;      // the longest that any appointment is made ahead: as long one may wait for it
  std::vector<double> long_run;  // axis: pool kind; hours asked per year
  std::vector<std::vector<double>> hours;  // axes: slice from the start of the run, pool kind; hours asked per year
};

// Both starts, for little more than one of them.
struct TrafficFlows {
  TrafficFlow long_ago, empty;
  StartUp start_up;  // of two years, or until all is as in the long run; no slices if nothing comes back later
};
TrafficFlows solve_traffic_both(const Model& model, const TrafficInput& input);

// The last of them alone.
StartUp solve_start_up(const Model& model, const TrafficInput& input);

}  // namespace draagkracht
