// A log-linear histogram of milliseconds, from 0 to 1,115 years: every octave has 32 cells of equal width, so a cell is
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
#include <vector>

#include "engine/core/fault.h"

namespace draagkracht {

class Histogram {
 public:
  static constexpr std::int64_t cells_per_octave = 32;
  // 2^45 ms, 1,115 years: what is longer is counted in the last cell.
  static constexpr std::int64_t limit_ms = std::int64_t{1} << 45;
  static constexpr std::size_t n_cells = (45 - 6) * 32 + 64;
  // 2^35 ms, 398 days: cells from here on take memory only once a value falls into one.
  static constexpr std::int64_t near_ms = std::int64_t{1} << 35;
  static constexpr std::size_t n_near = (35 - 6) * 32 + 64;

  // The cell of a value; below 0 counts as 0, from limit_ms on as the last.
  static std::size_t cell_of(std::int64_t ms) { return cell_inside(std::clamp<std::int64_t>(ms, 0, limit_ms - 1)); }

  // The lowest value of a cell in ms; cell_low(n_cells) is limit_ms. A cell reaches to cell_low(cell + 1).
  static std::int64_t cell_low(std::size_t cell) {
    if (cell < 64) return static_cast<std::int64_t>(cell);
    const std::size_t shift = cell / 32 - 1;
    return static_cast<std::int64_t>(cell - shift * 32) << shift;
  }

  [[gnu::always_inline]] void add(std::int64_t ms) {
    lowest_ = std::min(lowest_, ms);
    highest_ = std::max(highest_, ms);
    if (static_cast<std::uint64_t>(ms) >= near_ms) [[unlikely]] {
      add_aside(ms);
    } else {
      ++near_[cell_inside(ms)];
    }
  }

  void merge(const Histogram& other) {
    lowest_ = std::min(lowest_, other.lowest_);
    highest_ = std::max(highest_, other.highest_);
    for (std::size_t i = 0; i < n_near; ++i) near_[i] += other.near_[i];
    if (!other.far_.empty()) far_.resize(n_cells - n_near);
    for (std::size_t i = 0; i < other.far_.size(); ++i) far_[i] += other.far_[i];
  }

  // Added up on the spot: values come in a million times as often as they are asked for.
  std::uint64_t total() const {
    return std::accumulate(far_.begin(), far_.end(), std::accumulate(near_.begin(), near_.end(), std::uint64_t{0}));
  }
  // How many values lie in a cell.
  std::uint64_t count(std::size_t cell) const {
    if (cell < n_near) return near_[cell];
    return far_.empty() ? 0 : far_[cell - n_near];
  }

  // The value in ms below which a share p of the values lies, linear inside its cell, exact below 64 ms and where all
  // values are equal; NaN without values. At most one cell off the sample quantile, 1/32 of it, and never outside the
  // lowest and the highest value. Throws LogicFault unless 0 <= p <= 1.
  double quantile(double p) const {
    DRAAGKRACHT_ENSURE(p >= 0 && p <= 1);
    const std::uint64_t n = total();
    if (n == 0) return std::numeric_limits<double>::quiet_NaN();
    const auto lowest = static_cast<double>(std::max<std::int64_t>(lowest_, 0));
    const auto highest = static_cast<double>(std::max<std::int64_t>(highest_, 0));
    return std::clamp(inside_cells(p * static_cast<double>(n)), lowest, highest);
  }

  // Hands all members to f(name, member), to be saved and restored.
  template <class F>
  void visit(F&& f) {
    f("histogram.lowest", lowest_);
    f("histogram.highest", highest_);
    f("histogram.near", near_);
    f("histogram.far", far_);
  }

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  // The cell of a value from 0 to below limit_ms.
  static std::size_t cell_inside(std::int64_t ms) {
    const auto value = static_cast<std::uint64_t>(ms);
    const int shift = static_cast<int>(std::bit_width(value | 32U)) - 6;
    return static_cast<std::size_t>(shift) * 32 + static_cast<std::size_t>(value >> shift);
  }

  // A value below 0 or from near_ms on.
  [[gnu::noinline, gnu::cold]] void add_aside(std::int64_t ms) {
    const std::size_t cell = cell_of(ms);
    if (cell < n_near) {
      ++near_[cell];
    } else {
      far_.resize(n_cells - n_near);
      ++far_[cell - n_near];
    }
  }

  // The value in ms below which `wanted` values lie, as if they were spread evenly inside their cells.
  double inside_cells(double wanted) const {
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < n_cells; ++i) {
      const std::uint64_t here = count(i);
      if (here > 0 && static_cast<double>(before + here) >= wanted) {
        if (i < 64) return static_cast<double>(i);  // one value alone
        const double inside = (wanted - static_cast<double>(before)) / static_cast<double>(here);
        const auto low = static_cast<double>(cell_low(i));
        return low + inside * (static_cast<double>(cell_low(i + 1)) - low);
      }
      before += here;
    }
    return static_cast<double>(limit_ms);  // rounding of p n: the highest value
  }

  std::int64_t lowest_ = std::numeric_limits<std::int64_t>::max();   // ms
  std::int64_t highest_ = std::numeric_limits<std::int64_t>::min();  // ms
  std::array<std::uint64_t, n_near> near_{};                         // axis: cell
  std::vector<std::uint64_t> far_;                                   // axis: cell less n_near; empty without values
};

}  // namespace draagkracht
