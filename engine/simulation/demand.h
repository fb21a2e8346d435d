// Potential demand: what arises in people's lives. A pure function of (seed, replication, person, family, day, layer):
// nothing of it is state, and a lever may start on any day. See "Potential demand" in engine/README.md.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/random/philox.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/people.h"
#include "engine/simulation/person_lists.h"
#include "engine/simulation/swept_persons.h"

namespace draagkracht {

// A potential request of today, with what it takes along of its person: one cache line, in which the loop finds all.
struct alignas(64) Arrival {
  std::uint64_t entity = 0;
  std::int64_t ms = 0;
  std::uint32_t person = 0;
  Index enters = none;
  Index set = none;  // in Demand::sets()
  // What it takes along of its person; of more labels than these the rest stands with the person.
  struct Owner {
    std::uint64_t entity = 0;
    std::uint16_t own_server = no_server;
    std::uint16_t place[person_scopes] = {no_place, no_place, no_place, no_place, no_place, no_place};
    std::uint8_t labels[label_chunk] = {};
  } owner;
};
static_assert(sizeof(Arrival) == 64);

// What a request takes along of its person, on the day of the lists.
Arrival::Owner owner_of(const Person& person, const PersonLists& lists);

class Demand {
 public:
  // Of a region with people; all four must outlive it. It moves the people about while it works.
  Demand(const Model& model, const Region& region, const Calendar& calendar, People& people, RandomKey key);

  // Brings the people to a day, onwards or back.
  void go_to(std::int32_t day);
  // All potential requests of a day, in no particular order. Days must be asked in order. The people are as they are on
  // that day behind it.
  const std::vector<Arrival>& arrivals(std::int32_t day, const ParameterValues& parameters);
  // The values that an arrival sets, by Arrival::set.
  const std::vector<SetStep>& set(Index index) const { return *sets_[index]; }

 private:
  // A person-day with a count, found in the sweep over four days.
  struct Hit {
    std::uint32_t person = 0;
    std::uint32_t word = 0;
    std::uint16_t family = 0;
    std::uint8_t layer = 0;
  };

  // What is drawn of all persons for four days: a layer of a family, at the reference rates.
  struct Sweep {
    std::uint16_t family = 0;
    std::uint8_t layer = 0;
  };

  void note_deferred();
  void sweep(std::int32_t first_day, std::int32_t today);
  void sweep_all(std::int32_t first_day, std::size_t first_lane);
  void sweep_changed(std::int32_t first_day, std::size_t first_lane);
  std::vector<Sweep> sweeps_from(std::int32_t first_day, std::int32_t today);
  std::uint32_t address_of(const Sweep& sweep) const;
  void mark_hits(const Sweep& sweep, std::size_t first, std::size_t n);
  void note_hits(const Sweep& sweep, std::size_t first, std::size_t n, std::size_t first_lane);
  void note_hit(const Sweep& sweep, std::size_t at, const RandomBlock& words, std::size_t first_lane);
  void add_requests(std::int32_t onset, std::int32_t today, const ParameterValues& parameters);
  void make_requests(const Hit& hit, std::int32_t onset, std::int32_t today, const ParameterValues& parameters);
  void add_of_closed_day(const Arrival& drawn, const DemandEntry& entry, std::int32_t onset, std::int32_t today,
                         RandomBlock block, const ParameterValues& parameters);
  void make_due_visits(std::int32_t year_of_day, const ParameterValues& parameters);
  // In sets(): first of due visits; behind these, of requests with labels.
  std::size_t first_due_set() const { return sets_.size() - model_.due_visits.size() - model_.label_requests.size(); }
  void add_of_labels(std::int32_t day);
  bool visits_may_change_on(std::int32_t d) const;
  std::vector<std::vector<std::uint32_t>> who_may_join(std::int32_t from_day, std::int32_t end_day) const;
  void set_day_rates(std::int32_t day);
  double most_on(const DemandEntry& entry, std::int32_t day) const;

  const Model& model_;
  const Population& population_;
  const Calendar& calendar_;
  People& people_;
  RandomKey key_;
  PersonLists lists_;
  std::vector<const std::vector<SetStep>*> sets_;
  std::vector<std::vector<Index>> entry_sets_;  // axes: family, entry
  SweptPersons swept_;
  std::vector<std::vector<double>> totals_;       // axis: family; then axes: day of four, stratum; requests per day
  std::vector<std::vector<double>> entry_rates_;  // axis: family; then axes: stratum, entry; today
  std::vector<Hit> hits_[4];                      // axis: day of four; of the people as they are on that day
  std::vector<Sweep> sweeps_;                     // of these four days
  std::vector<std::uint32_t> changed_;            // who has changed, perhaps several times
  std::vector<std::uint8_t> is_changed_;          // axis: person
  std::int32_t first_swept_ = -1;                 // of those four days
  std::int32_t swept_upto_ = -1;                  // last day whose factors the layers are enough for
  std::vector<std::vector<std::int32_t>> deferred_to_;  // axis: day; closed days of which requests come on it
  std::vector<Arrival> today_;
  struct Due {
    std::uint32_t person;
    std::uint16_t day;  // of the year
    std::uint8_t programme;
    std::uint8_t number;
  };
  std::vector<Due> due_;                 // of the present year, by day
  std::vector<std::uint32_t> due_from_;  // axis: day of the year
  int due_year_ = 0;
  std::vector<RandomBlock> words_;      // axis: person of a batch; a word for each of four days
  std::vector<std::uint32_t> highest_;  // axis: the same; the highest of these words
  std::vector<std::uint8_t> may_hit_;   // axis: the same; whether one of them may mean a request
};

}  // namespace draagkracht
