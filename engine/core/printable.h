// Text that may be printed and stored: no control characters, and nothing that turns the direction of what follows.
// Knows UTF-8 and no language.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace draagkracht {

// The position of the first byte of a character that may not be printed, or npos: control characters (line ends, tabs,
// NUL and escapes among them), separators of lines and paragraphs, and marks of direction.
std::size_t find_unprintable(std::string_view text);

// The code point of the character at `at` as U+XXXX.
std::string code_point_text(std::string_view text, std::size_t at);

// The text with each such character written as \u{XXXX}.
std::string printable(std::string_view text);

// The text, or as much of its beginning as fits into `length` bytes, followed by "...". Cuts no character in two.
std::string shortened(std::string_view text, std::size_t length);

}  // namespace draagkracht
