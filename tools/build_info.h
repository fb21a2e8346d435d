// Which program this is: goes into `version` and into the provenance of every result file.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace draagkracht {

struct BuildInfo {
  std::string version;   // of the project, such as 0.1.0
  std::string commit;    // as git describes it, or "unknown"
  std::string compiler;  // such as "g++ 12.2.0"
  std::string flags;     // those that decide about bits
  std::string data;      // the folder `data` of the sources, which need not be there any more
  // Another build may give other bits; a journal is never shared with one.
  std::string identity() const { return commit + "; " + compiler + "; " + flags; }
};

const BuildInfo& build_info();

// Libraries with their versions, in order of name.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace draagkracht
