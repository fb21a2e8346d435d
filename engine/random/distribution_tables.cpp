// Compiles distributions to tables over the 2^32 words: cells of the inverse CDF, thresholds of choices, and Poisson
// counts. The exact functions come from distribution_parts.h.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <numeric>

#include "engine/core/hash.h"
#include "engine/random/distribution.h"
#include "engine/random/distribution_parts.h"

namespace draagkracht {
namespace {

using parts::Tail;

constexpr double n_words = 0x1p32;

// The words of one cell, counted from the nearer end of the unit interval: first ... first + count - 1.
struct CellWords {
  std::uint32_t octave, cell;
  std::uint32_t first, count;
};

// All cells that hold words, from the end (word 0) to the middle. Octaves of less than 16 words have one word a cell.
std::vector<CellWords> cells_of_one_side() {
  std::vector<CellWords> all{{32, 0, 0, 1}};
  for (std::uint32_t octave = 31; octave >= 1; --octave) {
    const std::uint32_t first = 1U << (31 - octave);
    const std::uint32_t n_cells = std::min(first, 16U);
    const std::uint32_t count = first / n_cells;
    for (std::uint32_t i = 0; i < n_cells; ++i) all.push_back({octave, i * (16 / n_cells), first + i * count, count});
  }
  return all;
}

// The inverse CDF of one tail at one tail probability, and its integral from the end to there.
struct Edge {
  double value;
  double integral;
};

Edge edge_at(const DistributionSpec& spec, double p, Tail tail) {
  const double x = parts::tail_quantile(spec, p, tail);
  // The integral of the quantile function up to p is E[X; beyond x] plus x times what p holds of a jump at x. It is
  // stationary in x, so the quantile's own rounding error counts in second order only.
  return {x, parts::tail_sum(spec, x, tail) + x * (p - parts::tail_share(spec, x, tail))};
}

// A straight piece of the inverse CDF over `count` words counted away from the end: its mean and half its rise.
struct Piece {
  double mean, half_rise;
};

// From the exact values at both edges and the exact mean between: never beyond the edges, so that the whole is
// monotone.
Piece piece_between(const Edge& a, const Edge& b, std::uint32_t count) {
  const double low = std::min(a.value, b.value);
  const double high = std::max(a.value, b.value);
  const double mean = std::clamp((b.integral - a.integral) / (count / n_words), low, high);
  const double half = std::min(mean - low, high - mean);
  return {mean, count > 1 ? (b.value >= a.value ? half : -half) : 0.0};
}

// The word, counted from the end, inside which the inverse CDF makes at least 0.6 of its way through a cell; 0xffffffff
// if there is none. Greedy halving: where the inverse CDF is smooth it ends at the first step.
std::uint32_t jump_word(const DistributionSpec& spec, Tail tail, const CellWords& words, double from, double to) {
  constexpr std::uint32_t no_jump = 0xffffffffU;
  const double least = 0.6 * std::abs(to - from);
  if (words.count < 2 || !(least > 0)) return no_jump;
  std::uint32_t first = words.first;
  std::uint32_t count = words.count;
  while (count > 1) {
    count /= 2;
    const double middle = parts::tail_quantile(spec, (first + double(count)) / n_words, tail);
    const bool outer = std::abs(middle - from) > std::abs(to - middle);
    if (!outer) first += count;
    (outer ? to : from) = middle;
    if (std::abs(to - from) < least) return no_jump;
  }
  return first;
}

}  // namespace

QuantileTable::QuantileTable(const DistributionSpec& spec, double round_to, double lowest, double highest)
    : round_to_(round_to), lowest_(lowest), highest_(highest), kind_(spec.kind) {
  DRAAGKRACHT_ENSURE(spec.problem().empty() && round_to >= 0 && lowest <= highest);
  compile(spec);
  const bool inside = sample(0) >= lowest && sample(0xffffffffU) <= highest;
  if (inside) {  // bounds that cut nothing leave no trace
    lowest_ = -std::numeric_limits<double>::infinity();
    highest_ = std::numeric_limits<double>::infinity();
  }
  if (round_to > 0 || !inside) change();
  checksum_ = sum_of_bits();
}

void QuantileTable::compile(const DistributionSpec& spec) {
  if (spec.kind == DistributionKind::uniform_integer) {
    form_ = Form::integers;
    n_integers_ = static_cast<std::uint32_t>((spec.high - spec.low) / spec.step) + 1;
    first_integer_ = spec.low + spec.shift;
    step_ = spec.step;
    mean_ = spec.mean();
  } else if (spec.kind != DistributionKind::deterministic && parts::is_discrete(spec)) {
    parts::Atoms atoms = parts::atoms_of(spec);
    compile_steps(std::move(atoms.values), std::move(atoms.shares));
  } else {
    compile_cells(spec);
  }
}

void QuantileTable::compile_steps(std::vector<double> values, std::vector<double> weights) {
  form_ = Form::steps;
  thresholds_.resize(values.size());
  choice_row::compile(weights, thresholds_);
  values_ = std::move(values);
  double before = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const double upto = i + 1 < values_.size() ? thresholds_[i] / n_words : 1.0;
    mean_ += (upto - before) * values_[i];
    before = upto;
  }
}

void QuantileTable::compile_cells(const DistributionSpec& spec) {
  form_ = Form::cells;
  cells_.assign(std::size_t{n_octaves} * 2 * cells_per_octave, Cell{});
  const std::vector<CellWords> side_cells = cells_of_one_side();
  if (spec.kind == DistributionKind::deterministic) {
    mean_ = spec.mean();
    std::fill(cells_.begin(), cells_.end(), Cell{mean_, 0});
    return;
  }
  for (const Tail tail : {Tail::lower, Tail::upper}) {
    const std::uint32_t side = tail == Tail::lower ? 0 : 1;
    Edge from{};
    for (const CellWords& words : side_cells) {
      const Edge to = edge_at(spec, (words.first + double(words.count)) / n_words, tail);
      // The outmost word has no outer edge: one value, no slope.
      const double outmost = to.integral * n_words;
      Piece piece{tail == Tail::lower ? std::min(outmost, to.value) : std::max(outmost, to.value), 0};
      if (words.first > 0) piece = piece_between(from, to, words.count);
      // Inside a cell the word's position is counted in steps of 2^-28 of the cell, at the lower end of each word.
      const double last_position = 0x1p28 - 0x1p28 / words.count;
      Cell cell{piece.mean, 2 * piece.half_rise * 0x1p-28};
      cell.base -= cell.slope * 0.5 * last_position;
      cells_[cell_index(words.octave, side, words.cell)] = cell;
      mean_ += words.count / n_words * piece.mean;
      if (spec.kind == DistributionKind::mixture && words.first > 0) {
        const std::uint32_t jump = jump_word(spec, tail, words, from.value, to.value);
        if (jump != 0xffffffffU) add_split(spec, side, words.first, words.count, jump);
      }
      from = to;
    }
  }
  if (!splits_.empty()) form_ = Form::split_cells;
}

void QuantileTable::add_split(const DistributionSpec& spec, std::uint32_t side, std::uint32_t first,
                              std::uint32_t count, std::uint32_t jump) {
  const Tail tail = side == 0 ? Tail::lower : Tail::upper;
  const std::array<std::uint32_t, 4> bounds = {first, jump, jump + 1, first + count};
  std::array<Edge, 4> edges;
  for (std::size_t i = 0; i < 4; ++i) edges[i] = edge_at(spec, bounds[i] / n_words, tail);
  struct Line {
    double base = 0, slope = 0;
  };
  std::array<Line, 3> lines;  // outside the jump, at it, inside; each from its lowest value upwards, per word
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t n = bounds[i + 1] - bounds[i];
    if (n == 0) continue;
    const Piece piece = piece_between(edges[i], edges[i + 1], n);
    const double half = std::abs(piece.half_rise);
    lines[i] = {piece.mean - half * (1 - 1.0 / n), 2 * half / n};
  }
  const std::uint32_t last = first + count - 1;
  const bool lower = tail == Tail::lower;
  const Line& before = lower ? lines[0] : lines[2];
  const Line& after = lower ? lines[2] : lines[0];
  const std::uint32_t at = lower ? jump : ~jump;
  splits_.push_back({lower ? first : ~last, at - 1, at + 1, lower ? last : ~first, before.base, before.slope,
                     lines[1].base, after.base, after.slope});
}

double QuantileTable::changed(double value) const {
  const double inside = std::clamp(value, lowest_, highest_);
  return round_to_ > 0 ? std::floor(inside / round_to_ + 0.5) * round_to_ : inside;
}

// The mean of changed(x) for x equally likely between two values that both lie inside the bounds.
double QuantileTable::mean_between(double from, double to) const {
  if (round_to_ <= 0) return 0.5 * (from + to);
  from /= round_to_;
  to /= round_to_;
  if (to - from < 1e-9) return std::floor(0.5 * (from + to) + 0.5) * round_to_;
  // The integral of floor(x + 1/2) from 0.
  const auto integral = [](double x) {
    const double whole = std::floor(x + 0.5);
    return whole * x - 0.5 * whole * whole;
  };
  return (integral(to) - integral(from)) / (to - from) * round_to_;
}

// The mean over words of which the unchanged values are equally spaced.
double QuantileTable::changed_mean(std::uint32_t first_word, std::uint32_t last_word) const {
  const double words = static_cast<double>(last_word - first_word) + 1;
  const double first = sample_unchanged(before_, first_word), last = sample_unchanged(before_, last_word);
  const double half_step = words > 1 ? 0.5 * (last - first) / (words - 1) : 0;
  const double from = first - half_step, to = last + half_step;
  if (from >= lowest_ && to <= highest_) return mean_between(from, to);
  if (to <= lowest_ || from >= highest_ || from >= to) return changed(0.5 * (from + to));
  const double low = std::max(from, lowest_), high = std::min(to, highest_);
  return ((low > from ? (low - from) * changed(lowest_) : 0.0) + (to > high ? (to - high) * changed(highest_) : 0.0) +
          (high - low) * mean_between(low, high)) /
         (to - from);
}

void QuantileTable::change() {
  before_ = form_;
  form_ = Form::changed;
  mean_ = 0;
  if (before_ == Form::steps || before_ == Form::integers) {
    const std::size_t n = before_ == Form::steps ? values_.size() : n_integers_;
    double before = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const bool integers = before_ == Form::integers;
      const double even = static_cast<double>(i + 1) / static_cast<double>(n);
      const double upto = i + 1 == n ? 1.0 : integers ? even : thresholds_[i] / n_words;
      mean_ += (upto - before) * changed(integers ? first_integer_ + static_cast<double>(i) * step_ : values_[i]);
      before = upto;
    }
    return;
  }
  const auto add = [this](std::uint32_t first, std::uint32_t last) {
    mean_ += (static_cast<double>(last - first) + 1) / n_words * changed_mean(first, last);
  };
  for (const std::uint32_t side : {0U, 1U}) {
    for (const CellWords& words : cells_of_one_side()) {
      const std::uint32_t near = words.first, far = words.first + words.count - 1;
      const std::uint32_t first = side == 0 ? near : ~far, last = side == 0 ? far : ~near;
      const auto split =
          std::find_if(splits_.begin(), splits_.end(), [&](const Split& s) { return s.first_word == first; });
      if (split == splits_.end()) {
        add(first, last);
        continue;
      }
      const std::uint32_t jump = split->before_last + 1;
      if (jump > first) add(first, jump - 1);
      add(jump, jump);
      if (jump < last) add(jump + 1, last);
    }
  }
}

double QuantileTable::sample_other(std::uint32_t word) const {
  return form_ == Form::changed ? changed(sample_unchanged(before_, word)) : sample_unchanged(form_, word);
}

double QuantileTable::sample_unchanged(Form form, std::uint32_t word) const {
  if (form == Form::integers) {
    return first_integer_ + step_ * static_cast<double>((std::uint64_t{word} * n_integers_) >> 32);
  }
  if (form == Form::steps)
    return values_[choice_row::pick(thresholds_.data(), static_cast<std::uint32_t>(thresholds_.size()), word)];
  for (const Split& split : splits_) {
    if (word < split.first_word || word > split.last_word) continue;
    if (word <= split.before_last) return split.before_base + split.before_slope * (word - split.first_word);
    if (word >= split.after_first) return split.after_base + split.after_slope * (word - split.after_first);
    return split.at_jump;
  }
  return sample_cell(word);
}

std::uint64_t QuantileTable::sum_of_bits() const {
  std::uint64_t sum = combine(static_cast<std::uint64_t>(form_), n_integers_);
  const auto take = [&sum](double value) { sum = combine(sum, std::bit_cast<std::uint64_t>(value)); };
  sum = combine(sum, static_cast<std::uint64_t>(before_));
  take(round_to_);
  if (form_ == Form::changed) {
    take(lowest_);
    take(highest_);
  }
  take(first_integer_);
  take(step_);
  for (const Cell& cell : cells_) {
    take(cell.base);
    take(cell.slope);
  }
  for (const Split& split : splits_) {
    for (const std::uint32_t word : {split.first_word, split.before_last, split.after_first, split.last_word})
      sum = combine(sum, word);
    for (const double value :
         {split.before_base, split.before_slope, split.at_jump, split.after_base, split.after_slope})
      take(value);
  }
  for (const std::uint32_t threshold : thresholds_) sum = combine(sum, threshold);
  for (const double value : values_) take(value);
  return sum;
}

void choice_row::compile(std::span<const double> weights, std::span<std::uint32_t> row) {
  DRAAGKRACHT_ENSURE(!weights.empty() && weights.size() == row.size());
  double sum = 0;
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    DRAAGKRACHT_ENSURE(std::isfinite(weights[i]) && weights[i] >= 0);
    sum += weights[i];
    if (weights[i] > 0) last = static_cast<std::uint32_t>(i);
  }
  DRAAGKRACHT_ENSURE(sum > 0 && std::isfinite(sum));
  constexpr double highest = 4294967295.0;  // a threshold of 2^32 does not fit; pick() never goes beyond `last`
  double cumulative = 0;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    cumulative += weights[i];
    const double threshold = i >= last ? highest : std::min(highest, std::floor(cumulative / sum * n_words + 0.5));
    row[i] = static_cast<std::uint32_t>(threshold);
  }
  row.back() = last;
}

ChoiceRows ChoiceRows::compile(std::uint32_t n_rows, std::uint32_t n_choices, std::span<const double> weights,
                               std::uint32_t last) {
  DRAAGKRACHT_ENSURE(last < n_choices && weights.size() == std::size_t{n_rows} * n_choices);
  ChoiceRows rows{n_rows, n_choices, last, std::vector<std::uint32_t>(weights.size())};
  std::vector<double> in_order(n_choices);
  for (std::size_t row = 0; row < n_rows; ++row) {
    const std::span<const double> written = weights.subspan(row * n_choices, n_choices);
    std::copy(written.begin(), written.end(), in_order.begin());
    std::rotate(in_order.begin() + last, in_order.begin() + last + 1, in_order.end());
    choice_row::compile(in_order, std::span(rows.thresholds).subspan(row * n_choices, n_choices));
  }
  return rows;
}

std::vector<double> ChoiceRows::shares() const {
  std::vector<double> shares;
  for (std::size_t r = 0; r < n_rows; ++r) {
    const std::uint32_t* row = thresholds.data() + r * n_choices;
    double before = 0;
    for (std::uint32_t i = 0; i < n_choices; ++i) {
      const double upto = i < row[n_choices - 1] ? row[i] / n_words : 1.0;
      shares.push_back(std::max(0.0, upto - before));
      before = std::max(before, upto);
    }
    const auto first = shares.end() - n_choices;
    std::rotate(first + last, shares.end() - 1, shares.end());
  }
  return shares;
}

double exp_minus(double x) {
  DRAAGKRACHT_ENSURE(x >= 0 && x <= poisson_mean_limit);
  // e^-x = (e^(-x/32))^32; the series in y = x/32 <= 0.625 is left after y^15/15!, below 1e-17.
  constexpr std::array<double, 16> inverse_factorial = {1.0,
                                                        1.0,
                                                        1.0 / 2,
                                                        1.0 / 6,
                                                        1.0 / 24,
                                                        1.0 / 120,
                                                        1.0 / 720,
                                                        1.0 / 5040,
                                                        1.0 / 40320,
                                                        1.0 / 362880,
                                                        1.0 / 3628800,
                                                        1.0 / 39916800,
                                                        1.0 / 479001600,
                                                        1.0 / 6227020800,
                                                        1.0 / 87178291200,
                                                        1.0 / 1307674368000};
  const double y = x * 0.03125;
  double power = 0;
  for (std::size_t i = inverse_factorial.size(); i-- > 0;) power = inverse_factorial[i] - y * power;
  for (int i = 0; i < 5; ++i) power *= power;
  return power;
}

std::uint32_t poisson_count_searched(double mean, std::uint32_t word) {
  const double u = uniform(word);
  double share = exp_minus(mean);
  double below = share;
  std::uint32_t count = 0;
  // The last word, 1 - 2^-33, is passed at a count below 60 for the largest mean; 100 ends a sum that rounding stops.
  while (u >= below && count < 100) {
    ++count;
    share *= mean / count;
    below += share;
  }
  return count;
}

}  // namespace draagkracht
