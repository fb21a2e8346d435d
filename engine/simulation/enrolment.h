// Lists of places while a run goes on: who has no place looks for one, places that are full stop taking people, close
// and open again. State of a run; a model without PlaceSearch has none of it. Begins with the time that counts.
//
// All happens at midnight, by person, place and date: so that two scenarios differ only in what they change. A place
// has room for as many as its list at the start / its fullness then, in proportion to the hours of its staff. Whoever
// loses a place looks for one from the next day on; whoever is born has that of the mother.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/random/philox.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/people.h"
#include "engine/simulation/region.h"
#include "engine/simulation/workforces.h"

namespace draagkracht {

inline constexpr char fullness_draw[] = "enrolment/fullness/";  // scope; place: 0 its own, 1 whether it has stopped

// What has happened to lists in the time that counts.
struct EnrolmentCounts {
  // Persons without a place: who came from elsewhere, was born to one of them, moved, or whose place closed; who found
  // one, and who died or left while looking.
  std::int64_t came = 0, moved = 0, place_closed = 0, found = 0, gone = 0;
  std::int64_t closings = 0, openings = 0;  // places

  friend EnrolmentCounts operator-(EnrolmentCounts a, const EnrolmentCounts& b) {
    a.came -= b.came;
    a.moved -= b.moved;
    a.place_closed -= b.place_closed;
    a.found -= b.found;
    a.gone -= b.gone;
    a.closings -= b.closings;
    a.openings -= b.openings;
    return a;
  }
};

class Enrolment {
 public:
  // All must outlive this.
  Enrolment(const Model& model, const Region& region, const Calendar& calendar, RandomKey key);

  // Whether lists change at all, and of which scope.
  bool any() const { return search_ != nullptr; }
  Index scope() const { return scope_; }

  // What the lives of people do to lists until a day on which they are, which may be asked twice.
  void follow(std::int32_t day, const ParameterValues& parameters, People& people);
  // The rest of a day: places that close and open, who stops, and who finds a place. Behind Workforces::begin_day.
  void begin_day(std::int32_t day, const ParameterValues& parameters, Workforces& workforces, People& people);
  // Tells the people where they belong, after this has been read from a saved state.
  void restore(People& people) const;

  bool closed(std::uint32_t place) const { return closed_[place] != 0; }
  // Whether requests may still be under way at places that have closed.
  bool leaves_requests() const { return leaves_requests_; }
  void requests_left(bool some) { leaves_requests_ = some; }

  // Now: persons without a place; of a place; places by state.
  std::int64_t without_place() const { return static_cast<std::int64_t>(looking_.size()); }
  std::int64_t list(std::uint32_t place) const { return lists_[place]; }
  enum State { taking, stopped, shut, states };
  std::array<std::int64_t, states> places_by_state() const;
  const EnrolmentCounts& counts() const { return counts_; }
  // As they were when counting began.
  const std::array<std::int64_t, states>& states_then() const { return states_then_; }
  // On average over the days that count.
  double mean_without_place() const;

  template <class F>
  void visit(F&& f) {
    auto& [model, region, calendar, key, search, scope, own, municipality_of, near, pools_of, places_of, order, day,
           places, looking, lists, lists_at_start, hours_at_start, stops, closed_now, below_since, leaves_requests,
           states_then, without_days, counted_days, counts] = *this;
    f("enrolment.day", day);
    f("enrolment.places", places);
    f("enrolment.looking", looking);
    f("enrolment.lists", lists);
    f("enrolment.lists_at_start", lists_at_start);
    f("enrolment.hours_at_start", hours_at_start);
    f("enrolment.stops", stops);
    f("enrolment.closed", closed_now);
    f("enrolment.below_since", below_since);
    f("enrolment.leaves_requests", leaves_requests);
    f("enrolment.states_then", states_then);
    f("enrolment.without_days", without_days);
    f("enrolment.counted_days", counted_days);
    f("enrolment.counts", counts);
  }

 private:
  // Who has no place.
  struct Looking {
    std::uint32_t person = 0;
    std::int32_t next_day = 0;  // of the run, on which the next try is
    std::uint32_t asked = 0;    // how many places so far
  };

  void begin(const ParameterValues& parameters, People& people);
  void begin_places(const ParameterValues& parameters, const Workforces& workforces);
  void happens(const LifeEvent& event, const ParameterValues& parameters, People& people);
  void look(std::uint32_t person, std::int32_t first_try) { looking_.push_back({person, first_try, 0}); }
  std::int32_t first_try(std::uint32_t person, const ParameterValues& parameters) const;
  void lose(std::uint32_t person, const ParameterValues& parameters, People& people);
  void close_some(const ParameterValues& parameters, Workforces& workforces, People& people);
  bool closes(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces);
  bool opens(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) const;
  void close(std::uint32_t place, const ParameterValues& parameters, Workforces& workforces, People& people);
  void open(std::uint32_t place, Workforces& workforces);
  double fullness(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) const;
  bool owner_is_old(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces) const;
  void stop_or_take(std::uint32_t place, const ParameterValues& parameters, const Workforces& workforces);
  void try_all(const ParameterValues& parameters, const Workforces& workforces, People& people);
  bool takes_anyway(const Person& person, std::uint32_t place, const ParameterValues& parameters) const;
  std::uint16_t ask(const Looking& who, std::uint32_t places, const ParameterValues& parameters, const People& people);
  std::uint32_t pool_of(Index kind, std::uint32_t place) const;
  double chance(Index rate, std::uint32_t place, const ParameterValues& parameters) const;
  double word(std::uint32_t place, std::uint32_t address) const;

  // The first that counts; lists stay as they are before, like people.
  std::int32_t first_day() const {
    return static_cast<std::int32_t>((model_->warm_up_ms + one_day.ms - 1) / one_day.ms);
  }
  bool counts_today() const { return day_ > first_day(); }
  void count(std::int64_t EnrolmentCounts::*what) { counts_.*what += counts_today() ? 1 : 0; }

  const Model* model_;
  const Region* region_;
  const Calendar* calendar_;
  RandomKey key_;
  const PlaceSearch* search_ = nullptr;
  Index scope_ = 0;
  std::vector<double> own_;                            // axis: place; its fullness / the mean of all
  std::vector<std::uint32_t> municipality_of_;         // axis: wijk; which row of `near_`
  std::vector<std::vector<std::uint32_t>> near_;       // axes: municipality, its places
  std::vector<std::vector<std::uint32_t>> pools_of_;   // axes: place, pool instances of it
  std::vector<std::vector<std::uint32_t>> places_of_;  // axes: pool instance, places that have it; none: of no place
  struct Candidate {
    std::uint32_t farther = 0;  // 0: in one's own wijk, 1: in the municipality, 2: in the region
    std::uint64_t rank = 0;
    std::uint32_t place = 0;
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
  };
  std::vector<Candidate> order_;              // scratch
  std::int32_t day_ = -1;                     // until which lives have been followed
  std::vector<std::uint16_t> places_;         // axis: person
  std::vector<Looking> looking_;              // in the order in which they lost their place
  std::vector<std::int64_t> lists_;           // axis: place; persons
  std::vector<std::int64_t> lists_at_start_;  // axis: place
  std::vector<double> hours_at_start_;        // axis: place; a week, of persons on the staff
  std::vector<std::uint8_t> stops_;           // axis: place; 1: takes nobody
  std::vector<std::uint8_t> closed_;          // axis: place
  std::vector<std::int32_t> below_since_;     // axis: place; first day with too few hours of staff; -1: has enough
  bool leaves_requests_ = false;
  std::array<std::int64_t, states> states_then_{};  // when counting began
  std::int64_t without_days_ = 0, counted_days_ = 0;
  EnrolmentCounts counts_;
};

}  // namespace draagkracht
