// A log-linear histogram of milliseconds, from 0 to a year: every octave has 32 cells of equal width, so a cell is
// never wider than 1/32 of its values; below 64 ms each millisecond has a cell. Counts add up exactly in any order.
// Not for shares of norms (answered within 2 min): those are counted, not read off cells.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

#include "engine/core/fault.h"

namespace draagkracht {

class Histogram {
 public:
  static constexpr std::int64_t cells_per_octave = 32;
  // 2^35 ms, 398 days: what is longer is counted in the last cell.
  static constexpr std::int64_t limit_ms = std::int64_t{1} << 35;
  static constexpr std::size_t n_cells = (35 - 6) * 32 + 64;

  // The cell of a value; below 0 counts as 0, from limit_ms on as the last.
  static std::size_t cell_of(std::int64_t ms) {
    auto value = static_cast<std::uint64_t>(ms);
    if (value >= limit_ms) [[unlikely]] value = ms < 0 ? 0 : limit_ms - 1;
    const int shift = static_cast<int>(std::bit_width(value | 32U)) - 6;
    return static_cast<std::size_t>(shift) * 32 + static_cast<std::size_t>(value >> shift);
  }

  // The lowest value of a cell in ms; cell_low(n_cells) is limit_ms. A cell reaches to cell_low(cell + 1).
  static std::int64_t cell_low(std::size_t cell) {
    if (cell < 64) return static_cast<std::int64_t>(cell);
    const std::size_t shift = cell / 32 - 1;
    return static_cast<std::int64_t>(cell - shift * 32) << shift;
  }

  void add(std::int64_t ms) { ++counts_[cell_of(ms)]; }

  void merge(const Histogram& other) {
    for (std::size_t i = 0; i < n_cells; ++i) counts_[i] += other.counts_[i];
  }

  // Added up on the spot: values come in a million times as often as they are asked for.
  std::uint64_t total() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }
  std::span<const std::uint64_t> counts() const { return counts_; }

  // The value in ms below which a share p of the values lies, linear inside its cell, exact below 64 ms; NaN without
  // values. At most one cell off the sample quantile: 1/32 of it. Throws LogicFault unless 0 <= p <= 1.
  double quantile(double p) const {
    DRAAGKRACHT_ENSURE(p >= 0 && p <= 1);
    const std::uint64_t n = total();
    if (n == 0) return std::numeric_limits<double>::quiet_NaN();
    const double wanted = p * static_cast<double>(n);
    std::uint64_t before = 0;
    std::size_t last_used = 0;
    for (std::size_t i = 0; i < n_cells; ++i) {
      if (counts_[i] == 0) continue;
      last_used = i;
      if (static_cast<double>(before + counts_[i]) >= wanted) {
        if (i < 64) return static_cast<double>(i);  // one value alone
        const double inside = (wanted - static_cast<double>(before)) / static_cast<double>(counts_[i]);
        const auto low = static_cast<double>(cell_low(i));
        return low + inside * (static_cast<double>(cell_low(i + 1)) - low);
      }
      before += counts_[i];
    }
    return static_cast<double>(cell_low(last_used + 1));
  }

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  std::array<std::uint64_t, n_cells> counts_{};
};

}  // namespace draagkracht
