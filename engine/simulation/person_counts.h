// How often what a model counts per person happened to each of them, in the year that goes on and during a run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/huge_pages.h"

namespace draagkracht {

// Persons lie anywhere in memory, and nobody asks for a count before a day is over: what happens is noted in a list and
// brought in many at a time, so that the processor waits for many persons at once.
class PersonCounts {
 public:
  // How many persons, and how many things are counted of each.
  void reset(std::size_t persons, std::size_t things) {
    persons_ = persons;
    things_ = things;
    cells_.resize(persons * things);
  }

  void add(std::uint32_t person, std::uint8_t what) { noted_.push_back(person * things_ + what); }

  // Brings in what was noted since the last time.
  void settle() {
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < noted_.size(); ++i) {
      if (i + ahead < noted_.size()) __builtin_prefetch(&cells_[noted_[i + ahead]], 1);
      std::uint8_t& count = cells_[noted_[i]];
      if (count < 255) ++count;
    }
    noted_.clear();
  }

  // Another year begins; to be called when all is settled.
  void begin_year() {
    before_.resize(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) before_[i] = static_cast<std::uint16_t>(before_[i] + cells_[i]);
    std::fill(cells_.begin(), cells_.end(), std::uint8_t{0});
  }

  std::size_t persons() const { return persons_; }
  // As of the last settle(), stopping at 255 in each year.
  int this_year(std::size_t person, std::uint8_t what) const { return cells_[person * things_ + what]; }
  int of(std::size_t person, std::uint8_t what) const {
    return this_year(person, what) + (before_.empty() ? 0 : before_[person * things_ + what]);
  }

  template <class F>
  void visit(F&& f) {
    auto& [persons, things, cells, before, noted] = *this;
    f("person_counts", cells);
    f("person_counts.before", before);
    f("person_counts.noted", noted);
  }

 private:
  std::size_t persons_ = 0, things_ = 0;
  HugePageVector<std::uint8_t> cells_;  // axes: person, what; in this year
  std::vector<std::uint16_t> before_;   // the same in the years before it; empty: there were none
  std::vector<std::uint64_t> noted_;    // cells
};

}  // namespace draagkracht
