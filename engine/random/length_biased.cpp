#include "engine/random/length_biased.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {

// Cells as the table has them, which become smaller towards both ends: within one the times hardly differ.
LengthBiased::LengthBiased(const QuantileTable& table) : table_(&table) {
  constexpr std::uint32_t half = std::uint32_t{1} << 31;
  add(0, 1);
  for (std::uint32_t octave = 0; octave < 31; ++octave) {
    const std::uint32_t first = std::uint32_t{1} << octave;
    const std::uint32_t parts = std::min<std::uint32_t>(first, 16);
    for (std::uint32_t part = 0; part < parts; ++part) add(first + part * (first / parts), first / parts);
  }
  for (std::uint32_t octave = 31; octave-- > 0;) {
    const std::uint32_t words = std::uint32_t{1} << octave;
    const std::uint32_t parts = std::min<std::uint32_t>(words, 16);
    const std::uint32_t first = half + (half - 2 * words);
    for (std::uint32_t part = 0; part < parts; ++part) add(first + part * (words / parts), words / parts);
  }
  add(~0U, 1);
  DRAAGKRACHT_ENSURE(cells_.back().until > 0);
}

void LengthBiased::add(std::uint32_t first, std::uint32_t words) {
  const double most = table_->sample(first + (words - 1));
  DRAAGKRACHT_ENSURE(most >= 0);
  const double before = cells_.empty() ? 0 : cells_.back().until;
  cells_.push_back({first, words, most, before + most * static_cast<double>(words)});
}

const LengthBiased::Cell& LengthBiased::cell_of(double share) const {
  const double wanted = share * cells_.back().until;
  const auto behind = [](double sum, const Cell& cell) { return sum < cell.until; };
  const auto found = std::upper_bound(cells_.begin(), cells_.end(), wanted, behind);
  return found == cells_.end() ? cells_.back() : *found;
}

}  // namespace draagkracht
