// How lists of places change while a run goes on: whoever has no place looks for one, places stop taking people and
// take them again, close and open.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/keys.h"

namespace draagkracht {

struct PlaceSearch {
  Index pool = none;  // kind of pool of the places, whose staff makes room; none: lists stay as they are at first
  // Parameters. Fullness: persons on the list / for how many there is room.
  Index fullness = none;         // at the start, mean over places
  double fullness_cv = 0;        // standard deviation / mean between places
  Index stops_above = none;      // fullness above which a place takes nobody
  Index opens_below = none;      // fullness below which it takes people again
  Index takes_anyway = none;     // share of those who ask a place that has stopped who are taken all the same
  Index every = none;            // time between two tries
  double every_unit = 1;         // ms
  Index first_within = none;     // the first try comes within this time; none: on the next day
  double first_within_unit = 1;  // ms
  Index asks = none;             // places that one asks at a try

  // Closing; `exit` none: no place closes.
  struct Closing {
    Index staff_below = none;         // parameter: hours a week of persons on the staff; none: a place keeps open
    Index after = none;               // parameter: for so long
    double after_unit = 1;            // ms
    std::vector<std::uint8_t> owned;  // axis: size class; 1: has one owner
    Index owner_from_age = none;      // parameter: of the eldest on the staff, who may leave without a successor
    Index without_successor = none;   // parameter: chance per year of those
    Index otherwise = none;           // parameter: chance per year of any other place
    Index reopens = none;             // parameter: chance per year that a closed place opens again
    std::vector<Index> reopens_with;  // kinds of pool that need somebody for that
    friend bool operator==(const Closing&, const Closing&) = default;
  };
  Closing closing;

  bool any() const { return pool != none; }
  friend bool operator==(const PlaceSearch&, const PlaceSearch&) = default;
};

}  // namespace draagkracht
