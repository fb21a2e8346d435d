#include "engine/model/stream_pace.h"

#include <algorithm>
#include <cmath>

namespace draagkracht {
namespace {

// Cuts a stretch where the rates change.
void add_stretch(const StreamPace& pace, int day_type, std::int64_t from, std::int64_t until, double factor, bool opens,
                 std::vector<PacePiece>& pieces) {
  if (pace.rates.empty()) {
    pieces.push_back({from, until, factor, opens});
    return;
  }
  while (from < until) {
    const std::int64_t entry = from / pace.period_ms;
    const std::int64_t to = std::min(until, (entry + 1) * pace.period_ms);
    const std::int64_t in_turn = pace.by_hour_of_week ? std::int64_t{24} * day_type + entry % 24 : entry;
    pieces.push_back({from, to, pace.rates[static_cast<std::size_t>(in_turn) % pace.rates.size()] * factor, opens});
    opens = false;
    from = to;
  }
}

}  // namespace

std::vector<PacePiece> pieces_of_day(const StreamPace& pace, const Calendar& calendar, std::int32_t day, double factor,
                                     std::int64_t start_ms) {
  std::vector<PacePiece> pieces;
  const std::int64_t midnight = start_of_day(day).ms, end = midnight + one_day.ms;
  const auto add = [&](std::int64_t from, std::int64_t until, bool opens) {
    if (until <= start_ms) return;
    if (from < start_ms) opens = false;
    add_stretch(pace, calendar.type(day), std::max(from, start_ms), until, factor, opens, pieces);
  };
  if (pace.always_open) {
    add(midnight, end, false);
    return pieces;
  }
  std::int64_t closed_from = 0;  // where the window of the day before ends
  if (day > 0) {
    for (const StreamPace::Window& window : pace.windows[calendar.type(day - 1)]) {
      closed_from = midnight - one_day.ms + window.to_ms;
      if (closed_from > midnight) add(midnight, std::min(closed_from, end), false);
    }
  }
  for (const StreamPace::Window& window : pace.windows[calendar.type(day)]) {
    const std::int64_t from = midnight + window.from_ms;
    const bool goes_on = pace.joins_at_midnight && day > 0 && from == midnight && closed_from == midnight;
    add(from, std::min(midnight + window.to_ms, end), !goes_on);
  }
  return pieces;
}

double expected_arrivals(const std::vector<PacePiece>& pieces, const StreamPace& pace, const QuantileTable& gap) {
  const bool equal_gaps = gap.sample(0) == gap.sample(0xffffffff);
  double sum = 0, run = 0;
  bool opened = false;
  const auto close = [&] {
    if (opened && equal_gaps) {
      sum += std::max(0.0, std::ceil(run / gap.mean()) - 1);
    } else {
      sum += run / gap.mean();
    }
    if (opened && pace.first_at_opening && run > 0) sum += 1;
    run = 0;
  };
  for (const PacePiece& piece : pieces) {
    if (piece.opens) {
      close();
      opened = true;
    }
    run += piece.speed * static_cast<double>(piece.until_ms - piece.from_ms);
  }
  close();
  return sum;
}

}  // namespace draagkracht
