// Reads a CSV file into a plain Table (engine/scenario/table.h). Parses no numbers and knows no column by name.
// The format is RFC 4180 kept plain: commas, one header line, values in double quotes may hold commas and doubled
// quotes but no line end. Spaces belong to the value, lines that start with # are ordinary rows, and blank lines are
// accepted at the end of the file only.
#pragma once

#include <string>
#include <string_view>

#include "engine/scenario/table.h"

namespace draagkracht {

// InputError with all issues of the file (the first hundred): what read_text_file refuses, an empty file, columns
// without a name or with one name twice, rows of another length than the header, wrong quotes.
Table read_csv(const std::string& path);

// The same for a text; `file` is how issues and the table name it.
Table parse_csv(std::string_view text, const std::string& file);

}  // namespace draagkracht
