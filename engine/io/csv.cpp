#include "engine/io/csv.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/limits.h"
#include "engine/core/printable.h"
#include "engine/io/text_file.h"

namespace draagkracht {
namespace {

constexpr std::size_t most_issues = 100;

struct Row {
  std::vector<std::string> cells;
  std::vector<std::uint32_t> starts;  // character column of each cell, from 1
};

// Takes one line apart. Issues name `file` and `line_number`; the row is then incomplete.
class LineReader {
 public:
  LineReader(std::string_view line, const std::string& file, std::uint32_t line_number, Issues& issues)
      : line_(line), file_(file), line_number_(line_number), issues_(issues) {}

  // False after an issue.
  bool read(Row& row) {
    while (true) {
      row.starts.push_back(column_);
      row.cells.emplace_back();
      const bool fine = at('"') ? read_quoted(row.cells.back()) : read_plain(row.cells.back());
      if (!fine || !check_cell(row.cells.back(), row.starts.back())) return false;
      if (i_ == line_.size()) return true;
      next();  // the comma
    }
  }

 private:
  bool at(char c) const { return i_ < line_.size() && line_[i_] == c; }
  void next() {
    // The bytes behind the first of a character do not count.
    do ++i_;
    while (i_ < line_.size() && (static_cast<unsigned char>(line_[i_]) & 0xC0U) == 0x80U);
    ++column_;
  }
  void take(std::string& cell) {
    const std::size_t start = i_;
    next();
    cell += line_.substr(start, i_ - start);
  }
  bool refuse(std::uint32_t column, std::string problem, std::string why) {
    issues_.add({file_, line_number_, column}, {}, std::move(problem), std::move(why));
    return false;
  }

  bool check_cell(const std::string& cell, std::uint32_t column) {
    const std::size_t most = line_number_ == 1 ? limits::name_length : limits::text_length;
    if (cell.size() > most)
      return refuse(column, "a value has " + std::to_string(cell.size()) + " bytes",
                    "at most " + std::to_string(most) + " are possible");
    const std::size_t at = find_unprintable(cell);
    if (at == std::string::npos) return true;
    return refuse(column, "the value " + quoted(cell) + " holds the character " + code_point_text(cell, at),
                  "control characters and marks of direction cannot stand in a table");
  }

  bool read_plain(std::string& cell) {
    while (i_ < line_.size() && !at(',')) {
      if (at('"')) {
        return refuse(column_, "a quote inside a value that does not start with one",
                      "put the whole value in quotes and double the quotes inside");
      }
      take(cell);
    }
    return true;
  }

  bool read_quoted(std::string& cell) {
    const std::uint32_t opened = column_;
    next();
    while (i_ < line_.size()) {
      if (at('"')) {
        next();
        if (i_ == line_.size() || at(',')) return true;
        if (!at('"'))
          return refuse(column_, "text behind the closing quote", "a quote inside a value is written twice");
      }
      take(cell);
    }
    return refuse(opened, "the quote is not closed on its line", "values may not hold line ends");
  }

  std::string_view line_;
  const std::string& file_;
  std::uint32_t line_number_;
  Issues& issues_;
  std::size_t i_ = 0;
  std::uint32_t column_ = 1;
};

std::string counted(std::size_t n, const std::string& what) {
  return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s");
}

void check_header(const Row& header, const std::string& file, Issues& issues) {
  if (header.cells.size() == 1 && header.cells[0].find(';') != std::string::npos) {
    issues.add({file, 1, 1}, {}, "columns are separated by semicolons", "they must be separated by commas");
    return;
  }
  if (header.cells.size() > limits::csv_columns) {
    issues.add({file, 1, 1}, {}, "has " + std::to_string(header.cells.size()) + " columns",
               "at most " + std::to_string(limits::csv_columns) + " are possible");
    return;
  }
  for (std::size_t c = 0; c < header.cells.size(); ++c) {
    const Location where{file, 1, header.starts[c]};
    if (header.cells[c].empty()) {
      issues.add(where, {}, "column " + std::to_string(c + 1) + " has no name");
      continue;
    }
    const auto first = std::find(header.cells.begin(), header.cells.end(), header.cells[c]);
    const auto index = static_cast<std::size_t>(first - header.cells.begin());
    if (index < c) {
      issues.add(where, header.cells[c], "two columns have this name",
                 "the first is column " + std::to_string(index + 1));
    }
  }
}

}  // namespace

Table parse_csv(std::string_view text, const std::string& file) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  Issues issues;
  if (text.empty()) issues.add({file, 0, 0}, {}, "is empty", "expected a line with the names of the columns");
  issues.throw_if_any();

  Table table;
  table.file = file;
  std::uint32_t line_number = 0;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    ++line_number;
    if (issues.size() >= most_issues) {
      issues.add({file, line_number, 1}, {}, "not read from here on", "too many issues");
      break;
    }
    Row row;
    if (line_number == 1) {
      if (LineReader(line, file, line_number, issues).read(row)) check_header(row, file, issues);
      issues.throw_if_any();  // with a wrong header the rows would only give consequences
      table.columns = std::move(row.cells);
    } else if (line.empty()) {
      issues.add({file, line_number, 1}, {}, "the line is blank");
    } else if (LineReader(line, file, line_number, issues).read(row)) {
      if (row.cells.size() != table.columns.size()) {
        issues.add(
            {file, line_number, 1}, {},
            "has " + counted(row.cells.size(), "value") + ", the header " + counted(table.columns.size(), "column"));
        continue;
      }
      table.rows.push_back(std::move(row.cells));
      table.starts.push_back(std::move(row.starts));
      table.lines.push_back(line_number);
    }
  }
  issues.throw_if_any();
  return table;
}

Table read_csv(const std::string& path) { return parse_csv(read_text_file(path), path); }

}  // namespace draagkracht
