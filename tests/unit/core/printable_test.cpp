#include "engine/core/printable.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {

TEST_CASE("Control characters, separators and marks of direction are found, letters of any language are not") {
  CHECK(find_unprintable("balië, čšž, 日本, 😀") == std::string::npos);
  CHECK(find_unprintable("a\tb") == 1);
  CHECK(find_unprintable("ab\n") == 2);
  CHECK(find_unprintable(std::string("é\0b", 4)) == 2);
  CHECK(find_unprintable("x\x1b[31m") == 1);
  CHECK(find_unprintable("\x7f") == 0);
  CHECK(find_unprintable("a\u0085") == 1);
  CHECK(find_unprintable("ab\u202Ec") == 2);
  CHECK(find_unprintable("\u2066") == 0);
  CHECK(find_unprintable("\u200F") == 0);
  CHECK(find_unprintable("\u2028") == 0);
}

TEST_CASE("What may not be printed is written as its code point") {
  CHECK(printable("a\nb\x1b\u202Ec é") == "a\\u{000A}b\\u{001B}\\u{202E}c é");
  CHECK(printable(std::string("\0", 1)) == "\\u{0000}");
  CHECK(code_point_text("a\u202E", 1) == "U+202E");
}

TEST_CASE("A text is shortened between two characters") {
  CHECK(shortened("kort", 4) == "kort");
  CHECK(shortened("langer", 4) == "lang...");
  CHECK(shortened("aéé", 2) == "a...");
  CHECK(shortened("aéé", 3) == "aé...");
}

}  // namespace draagkracht::testing
