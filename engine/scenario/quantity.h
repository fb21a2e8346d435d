// Numbers with a unit, as users write them: "15 min", "3 per hour", "0.8 fte", "20 %".
// The unit is checked against the dimension that a key asks for; the value is kept in that dimension's base unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace draagkracht {

enum class Dimension {
  number,  // plain number, no unit: 0.25
  share,   // between 0 and 1: 0.25 or "25 %"
  time,    // base unit: millisecond. ms, s, min, h, day(s), week(s), year(s) (365.25 days)
  rate,    // base unit: 1 per millisecond. "3 per hour", "0.5 per day"; also "per s", "per min", "per week", "per year"
  staff,   // base unit: fte. "0.8 fte"
};

// The value in base units, or nothing if `text` is not a number followed by a unit of that dimension.
// Never accepts NaN, infinities, or text behind the unit. A share may be written "25 %".
std::optional<double> parse_quantity(std::string_view text, Dimension dimension);

// What a user may write, for messages and the reference: such as `a time with its unit, such as "15 min"`.
std::string describe_dimension(Dimension dimension);

}  // namespace draagkracht
