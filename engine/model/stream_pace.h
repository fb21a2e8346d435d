// When the gaps of an anonymous stream run, and how fast: a day as pieces of constant speed. A pure function of the
// day, shared by the simulation and the traffic equations. Draws nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/model/streams.h"
#include "engine/random/distribution.h"

namespace draagkracht {

// A stretch of one day in which gaps run at one speed. Times are ms since the start of the run.
struct PacePiece {
  std::int64_t from_ms = 0;
  std::int64_t until_ms = 0;
  double speed = 1;    // of a gap per ms, in the unit of the stream's gaps
  bool opens = false;  // the stream opens at from_ms: the gap begins anew
};

// The pieces of a day, in order, without what lies before `start_ms`. `factor` multiplies all speeds. What a start cuts
// in two does not open there, and a window of the day before goes on as it was.
std::vector<PacePiece> pieces_of_day(const StreamPace& pace, const Calendar& calendar, std::int32_t day, double factor,
                                     std::int64_t start_ms);

// How many requests a day's pieces bring on average. Exact for exponential gaps, and for equal gaps in windows within
// the day; of other laws it leaves out what the first gap of a window differs from the later ones.
double expected_arrivals(const std::vector<PacePiece>& pieces, const StreamPace& pace, const QuantileTable& gap);

}  // namespace draagkracht
