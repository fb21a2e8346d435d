#include "engine/setup/choose_forks.h"

#include <algorithm>

#include "engine/core/time.h"
#include "engine/model/difference.h"

namespace draagkracht {

std::vector<Fork> choose_forks(const std::vector<Model>& models) {
  std::vector<Fork> forks(models.size());
  for (std::uint32_t s = 1; s < models.size(); ++s) {
    const auto last_day = static_cast<std::int32_t>((models[s].horizon_ms + one_day.ms - 1) / one_day.ms);
    for (std::uint32_t lead = 0; lead < s; ++lead) {
      if (forks[lead].day > 0) continue;
      const std::int32_t day = std::min(difference(models[lead], models[s]).from_day, last_day);
      if (day > forks[s].day) forks[s] = {lead, day};
    }
  }
  return forks;
}

}  // namespace draagkracht
