// What the sweeps of demand read of persons: of those who are there on some day of a calendar year, in order of
// persons. Who is gone, or comes in a later year, costs nothing. A function of the day, so nothing of it is state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/simulation/people.h"

namespace draagkracht {

// The row of a table with this key that a person is in.
std::uint32_t stratum_of(const TableKey& key, const Person& person);

class SweptPersons {
 public:
  // All three must outlive it. `people` are asked for each person as they are at that moment.
  SweptPersons(const Model& model, const Calendar& calendar, const People& people);

  // Whether a day of the people, and what they need on it, is in the year that is laid out.
  bool has_day(std::int32_t day) const {
    return from_day_ <= day && day < end_day_ && need_year_ == people_.need_year();
  }
  // Lays out the year of a day, and reads all of its persons.
  void lay_out(std::int32_t day);
  // How often that was done.
  std::size_t layouts() const { return layouts_; }
  // Reads one person anew. Nothing happens for who is not of this year.
  void read(std::uint32_t person);

  std::size_t size() const { return position_.empty() ? all_ : order_.size(); }
  std::uint32_t person(std::size_t at) const { return position_.empty() ? static_cast<std::uint32_t>(at) : order_[at]; }
  // Where a person stands, who is of this year.
  std::size_t position(std::uint32_t person) const { return position_.empty() ? person : position_[person]; }

  std::uint16_t stratum(std::size_t family, std::size_t at) const { return strata_[family][at]; }
  // What the person needs now of the family; 0 of who is not there.
  float need(std::size_t family, std::size_t at) const { return needs_[family][at]; }
  // Axis: position. A word of whose complement the upper half is above this means no request, on any day of the run.
  const std::uint16_t* marks(std::size_t family) const { return marks_[family].data(); }

  // The entities of n persons from a position on; the first call of a sweep from 0, each next one behind the last.
  const std::uint64_t* entities(std::size_t first, std::size_t n);

 private:
  // The stratum of each person: in one byte where that is enough.
  struct Strata {
    std::vector<std::uint8_t> narrow;
    std::vector<std::uint16_t> wide;
    bool is_wide = false;
    std::uint16_t operator[](std::size_t at) const { return is_wide ? wide[at] : narrow[at]; }
    void resize(std::size_t n) { is_wide ? wide.resize(n) : narrow.resize(n); }
    void set(std::size_t at, std::uint32_t stratum) {
      if (is_wide) {
        wide[at] = static_cast<std::uint16_t>(stratum);
      } else {
        narrow[at] = static_cast<std::uint8_t>(stratum);
      }
    }
  };

  void find_most(const Calendar& calendar);
  void list_persons();
  void make_room();
  void read_at(std::size_t at);

  static constexpr std::uint32_t not_of_year = 0xFFFF'FFFF;

  const Model& model_;
  const Population& population_;
  const People& people_;
  std::int64_t first_day_;                   // of the run, since 1970-01-01
  std::size_t all_;                          // persons, where none comes or goes
  std::int32_t from_day_ = 0, end_day_ = 0;  // of the year that is laid out, counted from the first day of the run
  std::size_t need_year_ = 0;                // that the needs are of
  std::size_t layouts_ = 0;
  std::vector<std::uint32_t> order_, position_;  // axes: position -> person, and back; empty if nothing changes
  std::vector<std::uint64_t> entities_;          // axis: position; of a batch if nothing changes
  std::size_t wijk_ = 0;                         // of the next entity, if nothing changes
  std::vector<Strata> strata_;                   // axes: family, position
  // Axes: need, and one more for families without; position. Empty where those of the population hold.
  std::vector<std::vector<float>> own_needs_;
  std::vector<const float*> needs_;                // axes: family, position
  std::vector<std::vector<double>> most_;          // axes: family, stratum; requests per day of the run's highest day
  std::vector<std::vector<std::uint16_t>> marks_;  // axes: family, position
};

}  // namespace draagkracht
