// Numbers with a unit, as users write them: "15 min", "3 per hour", "0.8 fte", "20 %".
// The unit is checked against the dimension that a key asks for; the value is kept in that dimension's base unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace draagkracht {

enum class Dimension {
  number,  // plain number, no unit: 0.25
  share,   // between 0 and 1: 0.25 or "25 %"
  time,    // base unit: millisecond. ms, s, min, h, day(s), week(s), year(s) (365.25 days)
  rate,    // base unit: 1 per millisecond. "3 per hour", "0.5 per day"; also "per s", "per min", "per week", "per year"
  staff,   // base unit: fte. "0.8 fte"
};

// The value in base units, or nothing if `text` is not a number followed by a unit of that dimension.
// Never accepts NaN, infinities, or text behind the unit. A share may be written "25 %"; no range is checked here.
// Number and unit are separated by spaces (before "%" they may be left out). No locale: the point is decimal.
std::optional<double> parse_quantity(std::string_view text, Dimension dimension);

// What a user may write, for messages and the reference: such as `a time with its unit, such as "15 min"`.
std::string describe_dimension(Dimension dimension);

// The units of a dimension, for messages: such as `ms, s, min, h, day, week, year`; "" for a plain number.
std::string describe_units(Dimension dimension);

// Every unit that parse_quantity takes, as it is written: {"ms", "s", ..., "years"}; none for a plain number.
std::vector<std::string> unit_names(Dimension dimension);

// `did you mean "15 min"` for a text that parse_quantity refuses but whose meaning can be guessed ("15min",
// "15 minutes", "0,25"); "" if it cannot.
std::string suggest_quantity(std::string_view text, Dimension dimension);

// A value in base units as a user would write it: 900000 as "15 min". Rounded to 12 digits: for readers, not for files.
std::string quantity_text(double value, Dimension dimension);

}  // namespace draagkracht
