#include "engine/analysis/text_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr const char* between_columns = "  ";

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

void add_line(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
}

}  // namespace

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string to_text(const TextTable& table) {
  std::vector<std::size_t> widths;
  for (const TextColumn& column : table.columns) widths.push_back(text_width(column.header));
  for (const std::vector<std::string>& row : table.rows) {
    DRAAGKRACHT_ENSURE(row.size() <= widths.size());
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], text_width(row[c]));
  }
  const auto line_of = [&](auto&& cell) {
    std::string line;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string text = cell(c);
      const std::string gap(widths[c] - text_width(text), ' ');
      if (c > 0) line += between_columns;
      line += table.columns[c].align == Align::left ? text + gap : gap + text;
    }
    return line;
  };
  std::string text;
  if (!table.title.empty()) add_line(text, table.title);
  add_line(text, line_of([&](std::size_t c) { return table.columns[c].header; }));
  add_line(text, line_of([&](std::size_t c) { return repeated("─", widths[c]); }));
  for (const std::vector<std::string>& row : table.rows) {
    add_line(text, line_of([&](std::size_t c) { return c < row.size() ? row[c] : std::string{}; }));
  }
  return text;
}

std::string number_text(double value, int decimals, Language language, bool plus) {
  if (!std::isfinite(value)) return no_number;
  char digits[400];  // the largest double has 309 digits before the point
  DRAAGKRACHT_ENSURE(decimals >= 0 && decimals <= 20);
  const auto [end, error] =
      std::to_chars(digits, digits + sizeof digits, std::abs(value), std::chars_format::fixed, decimals);
  DRAAGKRACHT_ENSURE(error == std::errc{});
  const std::string_view plain(digits, static_cast<std::size_t>(end - digits));
  const std::size_t whole = std::min(plain.find('.'), plain.size());
  const char group = language == Language::nl ? '.' : ',', point = language == Language::nl ? ',' : '.';
  const bool zero = plain.find_first_not_of("0.") == std::string_view::npos;
  std::string text;
  if (!zero && value < 0) text += '-';
  if (!zero && value > 0 && plus) text += '+';
  for (std::size_t i = 0; i < whole; ++i) {
    text += plain[i];
    if (i + 1 < whole && (whole - i - 1) % 3 == 0) text += group;
  }
  if (whole < plain.size()) text += point + std::string(plain.substr(whole + 1));
  return text;
}

int decimals_for(double size) {
  const double s = std::abs(size);
  if (!std::isfinite(s)) return 0;
  return s < 10 ? 3 : s < 100 ? 2 : s < 1000 ? 1 : 0;
}

std::string interval_text(double low, double high, int decimals, Language language, bool plus) {
  if (!std::isfinite(low) || !std::isfinite(high)) return no_number;
  return '[' + number_text(low, decimals, language, plus) + "; " + number_text(high, decimals, language, plus) + ']';
}

}  // namespace draagkracht
