#include "engine/scenario/table.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <system_error>

#include "engine/core/fault.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/number_text.h"

namespace draagkracht {
namespace {

constexpr std::size_t most_named = 10;  // missing rows, or labels in a message

std::string quoted_short(std::string_view text) {
  constexpr std::size_t longest = 60;
  return '"' + std::string(text.substr(0, longest)) + (text.size() > longest ? "..." : "") + '"';
}

std::string known_labels(std::span<const std::string> known) {
  if (known.size() > most_named) return {};
  std::string text;
  for (const std::string& label : known) text += (text.empty() ? "known here: " : ", ") + quoted_short(label);
  return text;
}

}  // namespace

int Table::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

Location Table::where(std::size_t row, int column) const {
  DRAAGKRACHT_ENSURE(row < rows.size() && row < lines.size() && column >= -1);
  std::uint32_t character = 1;
  if (column >= 0) {
    character = static_cast<std::uint32_t>(column) + 1;
    if (row < starts.size() && static_cast<std::size_t>(column) < starts[row].size()) character = starts[row][column];
  }
  return {row < files.size() ? files[row] : file, lines[row], character};
}

int TableReader::column(std::string_view name) {
  const int found = table_.column(name);
  if (found < 0) {
    issues_.add({table_.file, 1, 1}, std::string(name), "the column is missing", {},
                did_you_mean(name, table_.columns));
  }
  return found;
}

void TableReader::report(std::size_t row, int column, std::string problem, std::string why, std::string suggestion) {
  if (!reported_.emplace(row, column).second) return;
  issues_.add(table_.where(row, column), table_.columns[column], std::move(problem), std::move(why),
              std::move(suggestion));
}

const std::string* TableReader::filled(std::size_t row, int column, const std::string& expected) {
  if (column < 0) return nullptr;
  DRAAGKRACHT_ENSURE(row < table_.rows.size() && static_cast<std::size_t>(column) < table_.rows[row].size());
  const std::string& cell = table_.rows[row][column];
  if (!cell.empty()) return &cell;
  report(row, column, "is empty", "expected " + expected);
  return nullptr;
}

bool TableReader::has_decimals(int column) {
  const auto [known, is_new] = has_decimals_.emplace(column, false);
  if (!is_new) return known->second;
  known->second = std::any_of(table_.rows.begin(), table_.rows.end(), [&](const std::vector<std::string>& row) {
    const std::string& cell = row[static_cast<std::size_t>(column)];
    return cell.find('.') != std::string::npos && !looks_like_thousands(cell);
  });
  return known->second;
}

double TableReader::number(std::size_t row, int column, const FieldRule& rule, Dimension dimension) {
  const std::string expected = describe_dimension(dimension);
  const std::string* cell = filled(row, column, expected);
  if (cell == nullptr) return 0;
  const bool ambiguous = looks_like_thousands(*cell) && !has_decimals(column);
  if (ambiguous || is_ambiguous_number(*cell)) {
    report(row, column, "may be thousands or decimals, found " + quoted_short(*cell),
           "the point stands before decimals, and thousands have none", suggest_plain_number(*cell));
    return 0;
  }
  const std::optional<double> value = parse_quantity(*cell, dimension);
  if (!value) {
    const std::string plain = suggest_plain_number(*cell);
    report(row, column, "expected " + expected + ", found " + quoted_short(*cell), {},
           plain.empty() ? suggest_quantity(*cell, dimension) : plain);
    return 0;
  }
  if (const std::string bounds = outside_all_bounds(*value, dimension); !bounds.empty()) {
    report(row, column, "must be " + bounds + ", found " + quoted_short(*cell));
    return 0;
  }
  if (!in_range(*value, rule, dimension)) {
    report(row, column, "must be " + describe_range(rule, dimension) + ", found " + *cell);
    return 0;
  }
  return *value;
}

std::int64_t TableReader::integer(std::size_t row, int column, const FieldRule& rule) {
  const std::string expected = "a whole number";
  const std::string* cell = filled(row, column, expected);
  if (cell == nullptr) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell->data(), cell->data() + cell->size(), value);
  if (error != std::errc{} || end != cell->data() + cell->size()) {
    report(row, column, "expected " + expected + ", found " + quoted_short(*cell));
    return 0;
  }
  if (!in_range(static_cast<double>(value), rule, Dimension::number)) {
    report(row, column, "must be " + describe_range(rule, Dimension::number) + ", found " + *cell);
    return 0;
  }
  return value;
}

std::string TableReader::text(std::size_t row, int column) {
  const std::string* cell = filled(row, column, "a text");
  return cell == nullptr ? std::string{} : *cell;
}

int TableReader::label(std::size_t row, int column, std::span<const std::string> known) {
  const std::string* cell = filled(row, column, "a label");
  if (cell == nullptr) return -1;
  const auto found = std::find(known.begin(), known.end(), *cell);
  if (found != known.end()) return static_cast<int>(found - known.begin());
  report(row, column, "unknown label " + quoted_short(*cell), known_labels(known), did_you_mean(*cell, known));
  return -1;
}

void TableReader::check_complete(const std::vector<KeyColumn>& keys) {
  std::vector<int> columns;
  std::uint64_t combinations = 1;
  for (const KeyColumn& key : keys) {
    columns.push_back(column(key.name));
    combinations *= key.labels.size();
    DRAAGKRACHT_ENSURE(combinations < 100'000'000);
  }
  if (std::find(columns.begin(), columns.end(), -1) != columns.end()) return;

  // Names a combination given its number, in which the last key runs fastest.
  const auto stratum = [&](std::uint64_t number) {
    std::string text;
    for (std::size_t k = keys.size(); k-- > 0; number /= keys[k].labels.size()) {
      text = keys[k].name + ' ' + quoted_short(keys[k].labels[number % keys[k].labels.size()]) +
             (text.empty() ? "" : ", ") + text;
    }
    return text;
  };

  std::map<std::uint64_t, std::size_t> first_row;
  for (std::size_t row = 0; row < rows(); ++row) {
    std::uint64_t number = 0;
    bool known = true;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const int index = label(row, columns[k], keys[k].labels);
      known = known && index >= 0;
      number = number * keys[k].labels.size() + static_cast<std::uint64_t>(std::max(index, 0));
    }
    if (!known) continue;
    const auto [earlier, is_new] = first_row.emplace(number, row);
    if (!is_new) {
      issues_.add(table_.where(row, -1), {}, "second row for " + stratum(number),
                  "the first is on line " + std::to_string(table_.lines[earlier->second]));
    }
  }

  std::uint64_t missing = combinations - first_row.size();
  std::size_t named = 0;
  for (std::uint64_t number = 0; missing > 0 && named < most_named; ++number) {
    if (first_row.contains(number)) continue;
    issues_.add({table_.file, 0, 0}, {}, "missing row for " + stratum(number));
    --missing;
    ++named;
  }
  if (missing > 0) issues_.add({table_.file, 0, 0}, {}, std::to_string(missing) + " more rows are missing");
}

}  // namespace draagkracht
