// Numbers whose writing says two things: a point or a comma before three digits may stand before thousands (1.200 is
// twelve hundred in Dutch) or before decimals. Reads no number.
#pragma once

#include <string>
#include <string_view>

namespace draagkracht {

// Whether the number at the start of a text has one point, with three digits behind it and one to three before it, the
// first of them no 0: as thousands are written.
bool looks_like_thousands(std::string_view text);

// The two ways in which a number of which that is true may be meant, such as `write "1200 min" or "1.2 min"`. A comma
// counts as a point. "" for any other text.
std::string suggest_plain_number(std::string_view text);

// Whether three decimals of which the last is 0 leave open what is meant: nobody writes 1.200 for a measured 1.2.
bool is_ambiguous_number(std::string_view text);

}  // namespace draagkracht
