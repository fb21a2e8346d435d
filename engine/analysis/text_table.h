// Aligned tables and numbers for readers at a terminal, in Dutch or English. Widths count code points, so that "één"
// and "één" line up; characters of double width are not known. Returns text, prints nothing, colours nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/analysis/targets.h"

namespace draagkracht {

enum class Align { left, right };

struct TextColumn {
  std::string header;
  Align align = Align::left;
};

struct TextTable {
  std::string title;  // "": none
  std::vector<TextColumn> columns;
  std::vector<std::vector<std::string>> rows;  // a row may have fewer cells than there are columns
};

// Title, header, rule and rows, each with a line end and without spaces at the end; columns two spaces apart.
// Throws LogicFault if a row has more cells than there are columns.
std::string to_text(const TextTable& table);

// Code points in a UTF-8 text.
std::size_t text_width(std::string_view text);

// What stands for a missing number.
inline constexpr const char* no_number = "–";

// A number with so many decimals, in the language's marks: 1.234,5 in Dutch, 1,234.5 in English. Rounds as printf
// does; never "-0". With `plus` a number above 0 after rounding gets a sign. no_number if it is not finite.
std::string number_text(double value, int decimals, Language language, bool plus = false);

// Decimals that show about four digits of a number of this size: 3 below 10, 2 below 100, 1 below 1,000, else 0.
int decimals_for(double size);

// "[low; high]"; no_number if either is missing. Signs as number_text with `plus`.
std::string interval_text(double low, double high, int decimals, Language language, bool plus = false);

}  // namespace draagkracht
