// Several text files in one input. Each begins behind a line `#--- NAME`; what stands before the first such line is
// main.toml, which is the file that is tried.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/workshop.h"

namespace draagkracht::fuzz {

struct BundledFile {
  std::string name;
  std::string text;
};

inline constexpr const char* main_file = "main.toml";

// A name that is no plain file name (letters, digits, `_`, `-`, `.`) becomes main.toml.
std::vector<BundledFile> unbundle(const std::string& input);
std::string bundle(const std::vector<BundledFile>& files);
void write_files(const Workshop& workshop, const std::vector<BundledFile>& files);

}  // namespace draagkracht::fuzz
