// What appointment books can issue ahead, against what is asked of them in the long run. Knows averages over a year
// only: neither seasons nor how long one waits for an appointment.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/des/appointment_book.h"

namespace draagkracht {

// The book of one place.
struct BookPlace {
  double inhabitants = 0;           // what is asked divides over places in proportion
  std::vector<double> rows;         // axis: session of a week, day by day; how often in a year somebody holds it
  std::vector<std::uint8_t> pools;  // axis: pool kind; 1: there is one for who belongs to the place
  double same_day_share = -1;       // of a session, kept free until the day itself; below 0: as the book's rules say
};

// Slots that are issued ahead in a year. `asked`: axis base slots of an
// appointment; appointments asked per year of all these places. Who finds the book full does not come back for it.
double slots_issued(const BookRules& rules, std::span<const BookPlace> places, std::span<const double> asked);

}  // namespace draagkracht
