#include "engine/scenario/number_text.h"

namespace draagkracht {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the separator of such a number stands, or npos.
std::size_t separator_of_thousands(std::string_view text, char separator) {
  std::size_t first = 0;
  while (first < text.size() && (text[first] == ' ' || text[first] == '-' || text[first] == '+')) ++first;
  std::size_t at = first;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == first || at - first > 3 || text[first] == '0' || at == text.size() || text[at] != separator)
    return std::string_view::npos;
  std::size_t end = at + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool goes_on =
      end < text.size() && (text[end] == '.' || text[end] == ',' || text[end] == 'e' || text[end] == 'E');
  return end - at == 4 && !goes_on ? at : std::string_view::npos;
}

}  // namespace

bool looks_like_thousands(std::string_view text) { return separator_of_thousands(text, '.') != std::string_view::npos; }

bool is_ambiguous_number(std::string_view text) {
  const std::size_t at = separator_of_thousands(text, '.');
  return at != std::string_view::npos && text[at + 3] == '0';
}

std::string suggest_plain_number(std::string_view text) {
  std::size_t at = separator_of_thousands(text, '.');
  if (at == std::string_view::npos) at = separator_of_thousands(text, ',');
  if (at == std::string_view::npos) return {};
  std::string decimals(text.substr(at + 1, 3));
  const std::string whole(text.substr(0, at)), rest(text.substr(at + 4));
  const std::string thousands = whole + decimals;
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  // Three decimals that are all needed get a fourth: then nobody takes them for thousands.
  if (decimals.size() == 3) decimals += '0';
  const std::string plain = decimals.empty() ? whole : whole + '.' + decimals;
  return "write \"" + thousands + rest + "\" or \"" + plain + rest + '"';
}

}  // namespace draagkracht
