// Results of an analysis as tables of plain values, for whoever writes JSON, CSV or a spreadsheet. Keys are English
// snake_case; numbers are not rounded; missing numbers are empty cells, never NaN. Writes nothing itself.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/fault.h"
#include "engine/stats/interval.h"

namespace draagkracht {

using FlatCell = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct FlatTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<FlatCell>> rows;  // axes: row, column
};

inline FlatCell flat_number(double value) { return std::isfinite(value) ? FlatCell(value) : FlatCell(); }

// A row by its cells' names, each once: a second one would be lost in JSON. The first row of a table gives its columns;
// all rows must have the same.
class FlatRow {
 public:
  FlatRow& add(const std::string& column, FlatCell cell) {
    DRAAGKRACHT_ENSURE(std::find(columns_.begin(), columns_.end(), column) == columns_.end());
    columns_.push_back(column);
    cells_.push_back(std::move(cell));
    return *this;
  }
  FlatRow& number(const std::string& column, double value) { return add(column, flat_number(value)); }
  // Three columns: NAME, NAME_low, NAME_high.
  FlatRow& interval(const std::string& name, const Interval& interval) {
    return number(name, interval.mean).number(name + "_low", interval.low).number(name + "_high", interval.high);
  }
  void put_into(FlatTable& table) {
    if (table.columns.empty()) table.columns = std::move(columns_);
    table.rows.push_back(std::move(cells_));
  }

 private:
  std::vector<std::string> columns_;
  std::vector<FlatCell> cells_;
};

}  // namespace draagkracht
