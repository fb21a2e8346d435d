// `draagkracht compare FILE OTHER`: scenarios of one result file against the baseline of another.
#pragma once

#include "tools/command_line.h"

namespace draagkracht {

// The line names two files. Returns an exit code.
int compare_files(const CommandLine& line);

}  // namespace draagkracht
