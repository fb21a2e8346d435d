// Shares of chance steps, as the words that mean yes today. A share changes at midnight at most, so what a lever makes
// of it is worked out once a day and not for each request.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/parameter_values.h"

namespace draagkracht {

class DayChances {
 public:
  // `model` must outlive this.
  explicit DayChances(const Model& model);

  // Brings all shares to the day of `parameters`.
  void set_day(const ParameterValues& parameters);

  // Of a chance step; axis: row of its key. A word below it means yes. nullptr: the share depends on more than the row
  // (a habit, a parameter by labels or for some persons), and is worked out for each request.
  const std::uint64_t* yes_below(Index chance) const {
    const std::uint32_t first = first_[chance];
    return first == by_request ? nullptr : &yes_below_[first];
  }

 private:
  static constexpr std::uint32_t by_request = 0xffffffff;

  const Model* model_;
  std::vector<std::uint32_t> first_;      // axis: chance; of its rows
  std::vector<double> factor_;            // axis: chance; value of its parameter that the rows stand for; NaN: none yet
  std::vector<std::uint64_t> yes_below_;  // axis: row of all chances
};

}  // namespace draagkracht
