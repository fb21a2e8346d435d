// The range of a field (FieldRule) in words, in the units in which users write. Shared by all readers of numbers, so
// that the same rule is told in the same words whether it is broken in TOML or in CSV. Reports nothing itself.
#pragma once

#include <cstdint>
#include <string>

#include "engine/scenario/fields.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {

// The rule with the range that the dimension has of itself: a share lies between 0 and 1.
FieldRule with_dimension(FieldRule rule, Dimension dimension);

// Whether `value` (base units) lies in the range of `rule` and of the dimension. Never for NaN.
bool in_range(double value, const FieldRule& rule, Dimension dimension);

// What a number of this dimension must be whatever its field is (limits.h), such as "at most 30000 years"; "" if it is.
std::string outside_all_bounds(double value, Dimension dimension);

// Such as "at least 0", "above 0", "between 0 and 1", "at most 1 week"; "" if anything goes.
std::string describe_range(const FieldRule& rule, Dimension dimension);

// A date as users write it, 2024-01-31; years 0 to 9999.
std::string date_text(std::int64_t days_since_1970);

}  // namespace draagkracht
