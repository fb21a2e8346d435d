// A table of figures as it was read from CSV: columns of text, with the place of each cell. No numbers are parsed
// until someone asks for them (TableReader), so that a message can name file, line and column. Does not read files.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/fields.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {

struct Table {
  std::string file;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // axes: row, column
  std::vector<std::uint32_t> lines;            // line of each row in the file, from 1
  // Axes: row, column. The character column, from 1, at which each cell starts; empty for a table not read from a file.
  std::vector<std::vector<std::uint32_t>> starts = {};
  std::vector<std::string> files =
      {};  // axis: row; where each stands, for a table out of several; empty: all in `file`

  // Index of a column, or -1.
  int column(std::string_view name) const;
  // Line and character column of a cell; without `starts` the column counts cells instead. A `column` of -1 means
  // the row as a whole.
  Location where(std::size_t row, int column) const;
};

// Typed access to a table. What is wrong becomes an issue whose key is the name of the column, and a neutral value is
// returned, so that all issues of a table come in one go. The same cell is reported once. Columns of -1 are passed
// over in silence: that the column is missing has been said by column().
class TableReader {
 public:
  TableReader(const Table& table, Issues& issues) : table_(table), issues_(issues) {}

  std::size_t rows() const { return table_.rows.size(); }
  const Table& table() const { return table_; }

  // Index of a column that must be there, or -1 and an issue.
  int column(std::string_view name);

  // A finite number in base units of `dimension`, within the range of `rule` (its other parts are not used); else 0.
  double number(std::size_t row, int column, const FieldRule& rule = {}, Dimension dimension = Dimension::number);
  // A whole number within the range of `rule`; else 0.
  std::int64_t integer(std::size_t row, int column, const FieldRule& rule = {});
  // A text that is not empty; else "".
  std::string text(std::size_t row, int column);
  // Index of the cell's text in `known`; else -1.
  int label(std::size_t row, int column, std::span<const std::string> known);

  struct KeyColumn {
    std::string name;
    std::vector<std::string> labels;  // all that are expected, each once
  };
  // Each combination of the labels must have exactly one row: missing, duplicate and unknown ones are issues.
  // Of many missing rows the first ten are named and the others counted.
  void check_complete(const std::vector<KeyColumn>& keys);

 private:
  // The cell, or nullptr (after an issue) if it is empty or (without one) if column is -1.
  const std::string* filled(std::size_t row, int column, const std::string& expected);
  void report(std::size_t row, int column, std::string problem, std::string why = {}, std::string suggestion = {});

  const Table& table_;
  Issues& issues_;
  // Whether some cell of the column has a point that can only stand before decimals.
  bool has_decimals(int column);

  std::set<std::pair<std::size_t, int>> reported_;
  std::map<int, bool> has_decimals_;
};

}  // namespace draagkracht
