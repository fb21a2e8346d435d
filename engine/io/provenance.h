// Where results come from: all that is needed to make them again, and what it cost. Plain text pairs in an order the
// caller chooses; the result file stores them in /provenance and nowhere else. Nothing here asks the machine or the
// clock: tools know those.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace draagkracht {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

struct Provenance {
  std::string version;       // of Draagkracht, such as 0.1.0; also an attribute of the file itself
  TextPairs entries;         // snake_case name, text: commit, compiler, flags, plan, table_checksum, seed, command_line
  TextPairs scenario_texts;  // name of a scenario, its text after `extends` was resolved
  TextPairs inputs;          // path of an input file as the user gave it, its checksum
  TextPairs timings;         // snake_case name, text: what differs from one execution to the next (host, started)

  // The text of that entry, or "" if there is none.
  std::string entry(const std::string& name) const;
};

// A checksum as 16 hexadecimal digits. Always text in files: R has no 64-bit integer.
std::string checksum_text(std::uint64_t checksum);

// 64-bit FNV-1a of a file's bytes as text. Throws InputError if it cannot be read.
std::string file_checksum(const std::string& path);

}  // namespace draagkracht
