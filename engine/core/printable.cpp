#include "engine/core/printable.h"

#include <cstdint>

namespace draagkracht {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 1;
};

// Of well-formed UTF-8; a byte that begins no character stands for itself.
Character character_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) return {first, 1};
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80U) return {first, 1};
    code = (code << 6) | (next & 0x3FU);
  }
  return {code, length};
}

bool is_unprintable(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||  // control characters
         code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) ||  // direction
         code == 0x2028 || code == 0x2029 || code == 0xFEFF;
}

std::string hexadecimal(std::uint32_t code) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (int shift = code > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) text += digits[(code >> shift) & 15U];
  return text;
}

}  // namespace

std::size_t find_unprintable(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = character_at(text, i);
    if (is_unprintable(code) && (length > 1 || code < 0x80)) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string code_point_text(std::string_view text, std::size_t at) {
  return "U+" + hexadecimal(character_at(text, at).code);
}

std::string printable(std::string_view text) {
  std::string result;
  while (true) {
    const std::size_t at = find_unprintable(text);
    result += text.substr(0, at);
    if (at == std::string_view::npos) return result;
    const auto [code, length] = character_at(text, at);
    result += "\\u{" + hexadecimal(code) + '}';
    text.remove_prefix(at + length);
  }
}

std::string shortened(std::string_view text, std::size_t length) {
  if (text.size() <= length) return std::string(text);
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return std::string(text.substr(0, length)) + "...";
}

}  // namespace draagkracht
