#include "engine/model/course.h"

#include "engine/core/fault.h"

namespace draagkracht {

double Course::full(double before) const {
  switch (operation) {
    case set:
      return value;
    case multiply:
      return before * value;
    case add:
      return before + value;
  }
  DRAAGKRACHT_ENSURE(false);
  return before;
}

double Course::on(std::int32_t day, double before) const {
  if (!holds_on(day)) return before;
  const std::int32_t since = day - from_day;
  if (shape == step || since >= ramp_days) return full(before);
  return before + (full(before) - before) * (static_cast<double>(since) / static_cast<double>(ramp_days));
}

bool Course::may_change_on(std::int32_t day) const {
  if (day == until_day) return true;
  return day > 0 && holds_on(day) && day - from_day <= ramp_days;
}

}  // namespace draagkracht
