// Models of one desk for tests of compiling: three lines, and what a test adds.
#pragma once

#include <map>
#include <string>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {

// Three lines; what a test adds starts on line 4.
inline const std::string run = "run.start = 2024-01-01\nrun.horizon = \"2 weeks\"\npool.desk.servers = 1\n";
inline const std::string step = "[pathway.path.step]\n";

inline std::string issues_with(const std::string& rest, const std::map<std::string, std::string>& csv = {}) {
  return issues_of(run + rest, csv);
}
// The same for one step on line 5, with an exit below it.
inline std::string issues_of_step(const std::string& rest, const std::map<std::string, std::string>& csv = {}) {
  return issues_with(step + rest + "\nout.exit = \"done\"\n", csv);
}

}  // namespace draagkracht::testing
