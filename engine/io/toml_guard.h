// Looks over the text of a TOML file before the parser does, which calls itself for each level of nesting and for each
// part of a key, and takes characters outside texts for what they are not. Parses nothing.
#pragma once

#include <string>
#include <string_view>

namespace draagkracht {

// InputError at the first place where lists and tables are nested too deeply, a key has too many parts (limits.h), or a
// character that is no ASCII stands outside texts and comments.
void guard_toml(std::string_view text, const std::string& file);

}  // namespace draagkracht
