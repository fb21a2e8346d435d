// Times as whoever looks at a random moment meets them: a time is met as often as it lasts long. Drawn from the table
// that the times themselves are drawn from, whatever its law, rounding and cuts: a word is taken in proportion to the
// time that it means, so that no law needs a formula of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/random/distribution.h"

namespace draagkracht {

class LengthBiased {
 public:
  // `table` must outlive this, have no value below 0 and a mean above 0.
  explicit LengthBiased(const QuantileTable& table);

  // A time met at a random moment, whole: `words(n)` gives the n-th block of random words. By rejection, so the number
  // of blocks is not known beforehand; hardly ever more than two.
  template <class Words>
  double sample(Words words) const {
    for (std::uint32_t attempt = 0;; ++attempt) {
      const RandomBlock block = words(attempt);
      const Cell& cell = cell_of(uniform(block[0]));
      const auto word =
          cell.first + static_cast<std::uint32_t>(std::uint64_t{block[1]} * std::uint64_t{cell.words} >> 32);
      const double time = table_->sample(word);
      if (uniform(block[2]) * cell.most < time) return time;
    }
  }

 private:
  // Words that stand together; a table never decreases, so the last of them means the longest time.
  struct Cell {
    std::uint32_t first = 0, words = 0;
    double most = 0;   // time of the last word
    double until = 0;  // sum of words times longest time, of all cells up to this one
  };
  const Cell& cell_of(double share) const;
  void add(std::uint32_t first, std::uint32_t words);

  const QuantileTable* table_;
  std::vector<Cell> cells_;
};

}  // namespace draagkracht
