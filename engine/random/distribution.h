// Distributions: what a user may ask for (DistributionSpec), and the tables that the main loop draws from.
// A variate is the inverse CDF of one 32-bit word, so equal words give equal luck under every scenario. The tables
// are compiled once per model with libm and Boost.Math; drawing from them calls neither. No words are made here
// (philox.h), and no units are known: a table gives values in the unit of its specification.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/fault.h"
#include "engine/random/philox.h"

namespace draagkracht {

enum class DistributionKind {
  deterministic,    // mean
  exponential,      // mean
  gamma,            // mean, cv
  lognormal,        // mean, cv
  normal,           // mean, sd of the untruncated law
  uniform,          // low, high
  uniform_integer,  // low, high, step: whole multiples of the step, both ends included
  triangular,       // low, mode, high
  weibull,          // shape, and either mean or scale
  erlang,           // stages, mean (of the sum of the stages)
  beta,             // low, high, mean, sd
  poisson,          // mean, step: counts from 0, times the step
  geometric,        // mean, step, low (none: 0): low, low + step, low + 2 steps, ...
  empirical,        // values, weights (none: equal weights); no interpolation between values
  mixture,          // components, weights
};

// A distribution as written down: plain data, in any unit. Only the fields named at its kind are read, and of each kind
// `shift`, `lower` and `upper`.
struct DistributionSpec {
  static constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

  DistributionKind kind = DistributionKind::deterministic;
  double mean_value = not_given;
  double cv = not_given;  // coefficient of variation: standard deviation / mean
  double sd = not_given;
  double low = not_given;
  double mode = not_given;
  double high = not_given;
  double shape = not_given;
  double scale = not_given;
  double step = 1;
  int stages = 0;
  double shift = 0;             // added to the law as its other fields give it
  std::optional<double> lower;  // truncation, after the shift: what falls outside is drawn again; no bounds of a
  std::optional<double> upper;  // deterministic or uniform_integer law
  std::vector<double> values;
  std::vector<double> weights;
  std::vector<DistributionSpec> components;

  static DistributionSpec deterministic(double value);
  static DistributionSpec exponential(double mean);
  static DistributionSpec gamma(double mean, double cv);
  static DistributionSpec lognormal(double mean, double cv);
  static DistributionSpec normal(double mean, double sd, std::optional<double> lower = {},
                                 std::optional<double> upper = {});
  static DistributionSpec uniform(double low, double high);
  static DistributionSpec uniform_integer(double low, double high, double step = 1);
  static DistributionSpec triangular(double low, double mode, double high);
  static DistributionSpec weibull(double mean, double shape);
  static DistributionSpec weibull_of_scale(double scale, double shape);
  static DistributionSpec erlang(int stages, double mean);
  static DistributionSpec beta(double low, double high, double mean, double sd);
  static DistributionSpec poisson(double mean, double step = 1);
  static DistributionSpec geometric(double mean, double low = 0, double step = 1);
  static DistributionSpec empirical(std::vector<double> values, std::vector<double> weights = {});
  static DistributionSpec mixture(std::vector<double> weights, std::vector<DistributionSpec> components);

  // Why no such distribution exists, without a full stop ("cv must be above 0"); "" if it does.
  // The members below need problem() to be empty.
  std::string problem() const;

  // This law moved by `by`, and of that what lies between the bounds.
  DistributionSpec shifted(double by) const;
  DistributionSpec truncated(std::optional<double> from, std::optional<double> to) const;

  // Exact, from the formulas of the law (after shift and truncation).
  double mean() const;
  double variance() const;

  // P(X <= x).
  double cdf(double x) const;
  // The smallest x with P(X <= x) >= p, for p strictly between 0 and 1.
  double quantile(double p) const;
};

// The inverse CDF of a distribution as a table over the 2^32 words.
// Both tails are cut in octaves of the tail probability (1/2 ... 1/4 ... 2^-32), each octave in 16 cells; inside a cell
// the value is linear in the word, and its mean over the cell's words is the distribution's exact mean there. So the
// mean over all words is the exact mean, and the tails reach to 2^-32. Only the cells of the central octaves are hot:
// three octaves (7 draws in 8) are 1.5 KB. Distributions on a finite set of values are kept as thresholds instead, and
// give those values only. A jump inside a mixture is kept as a jump, at most one per cell.
class QuantileTable {
 public:
  // What is drawn below `lowest` or above `highest` counts as that, before it is rounded to the nearest multiple of
  // `round_to`, halves up; 0: not rounded. Costs 0.2-5 ms (a
  // gamma with a large cv is the dearest; a mixture, some times that of its components). Throws LogicFault if
  // spec.problem() is not empty or round_to is below 0.
  explicit QuantileTable(const DistributionSpec& spec, double round_to = 0,
                         double lowest = -std::numeric_limits<double>::infinity(),
                         double highest = std::numeric_limits<double>::infinity());

  // The value at uniform(word); never decreases in `word`. No libm, no allocation.
  double sample(std::uint32_t word) const {
    if (form_ == Form::cells) [[likely]]
      return sample_cell(word);
    return sample_other(word);
  }

  // The mean over all words: without rounding the exact mean of the law.
  double mean() const { return mean_; }
  // Of the specification.
  DistributionKind kind() const { return kind_; }
  // Of all bits that sample() reads: equal checksums give equal samples.
  std::uint64_t checksum() const { return checksum_; }
  friend bool operator==(const QuantileTable&, const QuantileTable&) = default;

 private:
  enum class Form : std::uint32_t { cells, steps, integers, split_cells, changed };  // changed: cut or rounded
  struct Cell {
    double base = 0;
    double slope = 0;  // per 2^-28 of the cell
    friend bool operator==(const Cell&, const Cell&) = default;
  };
  // A cell with a jump inside, in three parts: words up to before_last, from after_first, and the word between.
  struct Split {
    std::uint32_t first_word, before_last, after_first, last_word;
    double before_base, before_slope, at_jump, after_base, after_slope;
    friend bool operator==(const Split&, const Split&) = default;
  };
  static constexpr std::uint32_t n_octaves = 32;
  static constexpr std::uint32_t cells_per_octave = 16;

  // Axes: octave (tail probability in [2^-o, 2^-o+1), counted from 1), side (lower, upper), cell.
  static std::uint32_t cell_index(std::uint32_t octave, std::uint32_t side, std::uint32_t cell) {
    return ((octave - 1) * 2 + side) * cells_per_octave + cell;
  }

  double sample_cell(std::uint32_t word) const {
    const std::uint32_t side = word >> 31;
    const std::uint32_t tail = word ^ (0U - side);  // words counted from the nearer end
    // The leading zeros of `tail`, 32 if it is 0; the one behind it spares the compiler the question.
    const auto octave = static_cast<std::uint32_t>(std::countl_zero(std::uint64_t{tail} << 1 | 1) - 31);
    const auto inside = static_cast<std::uint32_t>(std::uint64_t{tail} << (octave + 1));  // leading one dropped
    const Cell& cell = cells_[cell_index(octave, side, inside >> 28)];
    return cell.base + cell.slope * static_cast<double>(static_cast<std::int32_t>(inside & 0x0fffffffU));
  }
  double sample_other(std::uint32_t word) const;
  double sample_unchanged(Form form, std::uint32_t word) const;
  double changed(double value) const;
  double changed_mean(std::uint32_t first_word, std::uint32_t last_word) const;
  double mean_between(double from, double to) const;
  std::uint64_t sum_of_bits() const;

  void compile(const DistributionSpec& spec);
  void change();
  void compile_cells(const DistributionSpec& spec);
  void add_split(const DistributionSpec& spec, std::uint32_t side, std::uint32_t first, std::uint32_t count,
                 std::uint32_t jump);
  void compile_steps(std::vector<double> values, std::vector<double> weights);

  Form form_ = Form::cells;
  Form before_ = Form::cells;  // the form of what is changed
  double round_to_ = 0;
  double lowest_ = 0, highest_ = 0;
  DistributionKind kind_ = DistributionKind::deterministic;
  std::uint32_t n_integers_ = 0;
  double first_integer_ = 0;
  double step_ = 1;
  double mean_ = 0;
  std::vector<Cell> cells_;
  std::vector<Split> splits_;
  std::vector<std::uint32_t> thresholds_;
  std::vector<double> values_;
  std::uint64_t checksum_ = 0;
};

// Choices among n things by one word, as thresholds in one flat row. Layout of a row of n entries: n-1 cumulative
// thresholds, then the index of the last choice with a probability above 0.
// The width of a choice is its probability to within 2^-32; a probability of 0 is never picked, one of 1 always.
namespace choice_row {

// Writes the row of `weights` (finite, >= 0, sum > 0; need not sum to 1) into `row` of the same size.
// Throws LogicFault on other weights.
void compile(std::span<const double> weights, std::span<std::uint32_t> row);

inline std::uint32_t pick(const std::uint32_t* row, std::uint32_t n, std::uint32_t word) {
  std::uint32_t passed = 0;
  if (n <= 16) {
    for (std::uint32_t i = 0; i + 1 < n; ++i) passed += row[i] <= word ? 1U : 0U;
  } else {
    // Number of thresholds <= word, by halving without branches that depend on the word.
    std::uint32_t left = n - 1;
    while (left > 0) {
      const std::uint32_t half = (left + 1) / 2;
      passed += row[passed + half - 1] <= word ? half : 0U;
      left -= half;
    }
  }
  return passed < row[n - 1] ? passed : row[n - 1];
}

}  // namespace choice_row

// One choice among n things; see choice_row. Choices further down the list get the higher words.
class ChoiceTable {
 public:
  // Throws LogicFault unless the weights are finite, not negative and not all 0.
  explicit ChoiceTable(std::span<const double> weights) : row_(weights.size()) { choice_row::compile(weights, row_); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(row_.size()); }
  std::uint32_t pick(std::uint32_t word) const { return choice_row::pick(row_.data(), size(), word); }

 private:
  std::vector<std::uint32_t> row_;
};

// Rows of a conditional probability table in one flat vector; axes: row, choice in the order of the draw.
struct ChoiceRows {
  std::uint32_t n_rows = 0;
  std::uint32_t n_choices = 0;
  std::uint32_t last = 0;  // the choice that gets the highest words; the others keep their order
  std::vector<std::uint32_t> thresholds;

  // From weights with axes row, choice; each row by itself as for ChoiceTable.
  static ChoiceRows compile(std::uint32_t n_rows, std::uint32_t n_choices, std::span<const double> weights) {
    return compile(n_rows, n_choices, weights, n_choices - 1);
  }
  static ChoiceRows compile(std::uint32_t n_rows, std::uint32_t n_choices, std::span<const double> weights,
                            std::uint32_t last);

  std::uint32_t pick(std::uint32_t row, std::uint32_t word) const {
    const std::uint32_t at = choice_row::pick(thresholds.data() + std::size_t{row} * n_choices, n_choices, word);
    if (at < last) return at;
    return at + 1 == n_choices ? last : at + 1;
  }
  // The shares that the thresholds stand for; axes: row, choice.
  std::vector<double> shares() const;
  friend bool operator==(const ChoiceRows&, const ChoiceRows&) = default;
};

// The largest mean that poisson_count takes.
inline constexpr double poisson_mean_limit = 20.0;

// e^-x for 0 <= x <= 20 from + and * alone, so with the same bits everywhere; relative error below 2e-14.
double exp_minus(double x);

// poisson_count for the words whose answer is not 0 at first sight.
std::uint32_t poisson_count_searched(double mean, std::uint32_t word);

// A Poisson count by inverse CDF: never decreases in `word` nor in `mean`. 0 <= mean <= poisson_mean_limit, else a
// LogicFault. A person's day mostly has mean << 1: since P(count > 0) = 1 - e^-mean <= mean, most words need no
// e^-mean.
inline std::uint32_t poisson_count(double mean, std::uint32_t word) {
  if (uniform(~word) >= mean && mean >= 0) [[likely]]
    return 0;
  return poisson_count_searched(mean, word);
}

}  // namespace draagkracht
