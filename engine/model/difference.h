// What one compiled model means otherwise than another, and from which day of a run on. Compares what scenarios lead
// to, not how they are written: titles, key figures and notes make no difference. A lever does from its first day on,
// even if it multiplies by 1.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "engine/model/model.h"

namespace draagkracht {

struct ModelDifference {
  static constexpr std::int32_t never = std::numeric_limits<std::int32_t>::max();

  std::int32_t from_day = never;  // index of the first simulated day on which runs of both can differ
  std::string part;               // what differs on that day, such as "pool desk" or "parameter demand"
};

ModelDifference difference(const Model& before, const Model& after);

}  // namespace draagkracht
