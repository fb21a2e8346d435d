// A table of figures as it was read from CSV: columns of text, with the place of each row. No numbers are parsed
// until someone asks for them, so that a message can name file, line and column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/issue.h"

namespace draagkracht {

struct Table {
  std::string file;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // axes: row, column
  std::vector<std::uint32_t> lines;            // line of each row in the file, from 1

  // Index of a column, or -1.
  int column(std::string_view name) const;
  Location where(std::size_t row, int column) const;
};

}  // namespace draagkracht
