// Reads a whole text file that a user named, and says what is wrong with it. Knows no format.
#pragma once

#include <cstdint>
#include <string>

namespace draagkracht {

// Larger files are refused before they are read: no input of ours is near, and a wrong path should not fill memory.
inline constexpr std::uint64_t largest_text_file = 64'000'000;  // bytes

// The text of the file `path`, without a byte order mark, each line ending in LF only.
// InputError if there is no such file, it is a folder, cannot be read, is too large, or is not UTF-8 text (with line
// and column of the first bad byte; columns count characters). Issues name the file as `path` does.
std::string read_text_file(const std::string& path);

}  // namespace draagkracht
