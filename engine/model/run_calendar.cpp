#include "engine/model/run_calendar.h"

#include <cmath>

#include "engine/des/calendar.h"

namespace draagkracht {

RunCalendar run_calendar(const Scenario& scenario) {
  const RunSpec& run = scenario.run;
  if (!scenario.population.set) {
    return {run.start.value - weekday_of(run.start.value), static_cast<std::int64_t>(run.warm_up.value + 0.5)};
  }
  const auto warm_up_days = static_cast<std::int64_t>(std::ceil(run.warm_up.value / static_cast<double>(one_day.ms)));
  std::int64_t first = run.start.value - warm_up_days;
  first -= weekday_of(first);
  return {first, (run.start.value - first) * one_day.ms};
}

}  // namespace draagkracht
