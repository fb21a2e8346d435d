#include "engine/scenario/field_range.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/core/limits.h"

namespace draagkracht {

FieldRule with_dimension(FieldRule rule, Dimension dimension) {
  if (dimension == Dimension::share) {
    if (rule.low < 0) {
      rule.low = 0;
      rule.low_open = false;
    }
    if (rule.high > 1) rule.high = 1;
  }
  return rule;
}

bool in_range(double value, const FieldRule& asked, Dimension dimension) {
  const FieldRule rule = with_dimension(asked, dimension);
  return (rule.low_open ? value > rule.low : value >= rule.low) && value <= rule.high;
}

std::string outside_all_bounds(double value, Dimension dimension) {
  const double size = std::abs(value);
  switch (dimension) {
    case Dimension::time:
      if (size > limits::longest_time) return "at most " + quantity_text(limits::longest_time, dimension);
      return size > 0 && size < limits::shortest_time
                 ? "0, or at least " + quantity_text(limits::shortest_time, dimension)
                 : "";
    case Dimension::rate:
      if (size > limits::highest_rate) return "at most " + quantity_text(limits::highest_rate, dimension);
      return size > 0 && size * limits::longest_time < 1
                 ? "0, or at least once in " + quantity_text(limits::longest_time, Dimension::time)
                 : "";
    case Dimension::number:
    case Dimension::share:
    case Dimension::staff:
      return size > limits::largest_number ? "at most " + quantity_text(limits::largest_number, Dimension::number) : "";
  }
  return {};
}

std::string describe_range(const FieldRule& asked, Dimension dimension) {
  const FieldRule rule = with_dimension(asked, dimension);
  // A bound of 0 needs no unit.
  const auto bound = [&](double value) { return quantity_text(value, value == 0 ? Dimension::number : dimension); };
  const std::string low = bound(rule.low);
  const std::string high = bound(rule.high);
  const bool has_low = std::isfinite(rule.low);
  const bool has_high = std::isfinite(rule.high);
  if (has_low && has_high) {
    return rule.low_open ? "above " + low + " and at most " + high : "between " + low + " and " + high;
  }
  if (has_low) return (rule.low_open ? "above " : "at least ") + low;
  if (has_high) return "at most " + high;
  return {};
}

std::string date_text(std::int64_t days_since_1970) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_since_1970}}};
  const auto padded = [](unsigned number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + '-' +
         padded(static_cast<unsigned>(date.month()), 2) + '-' + padded(static_cast<unsigned>(date.day()), 2);
}

}  // namespace draagkracht
