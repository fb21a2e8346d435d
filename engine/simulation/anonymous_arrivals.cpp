#include "engine/simulation/anonymous_arrivals.h"

#include <algorithm>

#include "engine/random/philox_bulk.h"

namespace draagkracht {

AnonymousArrivals::AnonymousArrivals(const Model& model, const Calendar& calendar, RandomKey key)
    : model_(&model),
      calendar_(&calendar),
      key_(key),
      horizon_(model.horizon_ms),
      most_(model.arrivals > 0 ? model.arrivals : std::numeric_limits<std::int64_t>::max()),
      paced_(model.streams.size()),
      pieces_(model.streams.size()),
      moments_(model.streams.size()) {
  for (const Stream& stream : model.streams) {
    Source& state = streams_.emplace_back();
    state.customer.state = RequestState::moving;
    state.enters = stream.enters;
    state.enters_seize = model.steps[stream.enters].kind == StepKind::seize;
    state.customer.entity = std::uint64_t{stream.address} << 32;  // of the first; the others count on
    for (const SetStep& set : stream.set) state.labels.at[set.variable] = set.value;
    state.next_ms = stream.pace == none ? stream.start_ms : end_of_time.ms;
  }
}

// A stream's customers have consecutive entities, so that their gaps and first blocks are made in bulk.
void AnonymousArrivals::look_ahead(Source& stream, std::uint32_t index) {
  const Stream& of_model = model_->streams[index];
  const QuantileTable& interval = *model_->times[of_model.interval];
  const std::uint64_t entity = stream.customer.entity;
  std::array<RandomBlock, Source::most / 4> gaps;
  random_blocks(key_, entity + stream.count / 4, gaps.size(), of_model.address, 0, gaps.data());
  for (std::size_t i = 0; i < Source::most; ++i) {
    stream.gaps[i] = static_cast<std::int64_t>(interval.sample(gaps[i / 4][i % 4]) + 0.5);
  }
  if (of_model.pace != none) stream.gaps.fill(0);  // begin_gap draws them
  if (of_model.at_start && stream.count == 0) stream.gaps[0] = 0;
  if (stream.enters_seize) {
    const std::uint32_t address = model_->verbs.seize[model_->steps[stream.enters].index].time_address;
    random_blocks(key_, entity + stream.count, Source::most, address, 0, stream.blocks.data());
  }
}

// The gap before a stream's next customer has the word that it would have without a pace. Says when the customer comes.
std::int64_t AnonymousArrivals::begin_gap(std::uint32_t index) {
  const Stream& of_model = model_->streams[index];
  const Source& stream = streams_[index];
  if (is_counted(index)) return next_counted(index);
  const RandomBlock block = random_block(key_, stream.customer.entity + stream.count / 4, of_model.address, 0);
  const bool first = of_model.at_start && stream.count == 0;
  paced_[index].gap = first ? 0 : model_->times[of_model.interval]->sample(block[stream.count % 4]);
  return run_gap(index);
}

// Lets the gap run to the next arrival and says its ms, or to the end of the day.
std::int64_t AnonymousArrivals::run_gap(std::uint32_t index) {
  const Stream& of_model = model_->streams[index];
  const Source& stream = streams_[index];
  Paced& paced = paced_[index];
  const std::vector<PacePiece>& pieces = pieces_[index];
  for (; paced.piece < pieces.size(); ++paced.piece) {
    const PacePiece& piece = pieces[paced.piece];
    if (paced.inside == 0) {
      paced.inside = 1;
      paced.at_ms = static_cast<double>(piece.from_ms);
      if (piece.opens) {
        const std::uint64_t entity = stream.customer.entity + stream.count;
        const RandomBlock block = random_block(key_, entity, of_model.address, ++paced.openings);
        const bool at_start = of_model.at_start && stream.count == 0 && piece.from_ms == of_model.start_ms;
        const bool at_once = at_start || model_->paces[of_model.pace].first_at_opening;
        paced.gap = at_once ? 0 : model_->times[of_model.interval]->sample(block[0]);
      }
    }
    const double run = piece.speed * (static_cast<double>(piece.until_ms) - paced.at_ms);
    if (paced.gap < run) {
      paced.at_ms += paced.gap / piece.speed;
      return std::min(static_cast<std::int64_t>(paced.at_ms), piece.until_ms - 1);
    }
    paced.gap -= run;
    paced.inside = 0;
  }
  return not_today;
}

std::int64_t AnonymousArrivals::next_counted(std::uint32_t index) {
  std::uint32_t& next = paced_[index].piece;
  return next < moments_[index].size() ? moments_[index][next++] : not_today;
}

// When those come of whom a table says how many: evenly within each part of the day. The n-th of a stream has the n-th
// word, whatever day it is.
void AnonymousArrivals::set_moments(std::uint32_t index, std::int32_t day) {
  const Stream& of_model = model_->streams[index];
  std::vector<std::int64_t>& moments = moments_[index];
  moments.clear();
  paced_[index].piece = 0;
  const std::vector<StreamPace::Count>& counts = model_->paces[of_model.pace].counts;
  const auto first = std::partition_point(counts.begin(), counts.end(), [&](const StreamPace::Count& count) {
    return count.from_ms < start_of_day(day).ms;
  });
  for (auto it = first; it != counts.end() && it->from_ms < start_of_day(day + 1).ms; ++it) {
    const StreamPace::Count& count = *it;
    const double length = static_cast<double>(count.until_ms - count.from_ms);
    for (std::int64_t n = count.before; n < count.before + count.number; ++n) {
      const auto at = static_cast<std::uint64_t>(n);
      const RandomBlock block = random_block(key_, streams_[index].customer.entity + at / 4, of_model.address, 0);
      moments.push_back(count.from_ms + static_cast<std::int64_t>(uniform(block[at % 4]) * length));
    }
  }
  std::sort(moments.begin(), moments.end());
}

// Whether the stream has a pace.
bool AnonymousArrivals::set_pieces(std::uint32_t index, std::int32_t day, const ParameterValues& parameters) {
  const Stream& of_model = model_->streams[index];
  if (of_model.pace == none) return false;
  const StreamPace& pace = model_->paces[of_model.pace];
  if (!pace.counts.empty()) {
    set_moments(index, day);
    return true;
  }
  const double factor = pace.factor == none ? 1.0 : parameters.row(pace.factor, 0);
  pieces_[index] = pieces_of_day(pace, *calendar_, day, factor, of_model.start_ms);
  paced_[index].piece = 0;
  return true;
}

}  // namespace draagkracht
