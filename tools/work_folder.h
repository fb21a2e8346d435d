// Folders in which this program works and that it removes itself: OUT.runs beside a result file OUT, and NNNN.runs of a
// shard. Removing takes only what the program makes in such a folder, by name; what else lies there stays, and the
// folder with it. A folder that is not known as the program's own, or that a living process works in, is never removed.
#pragma once

#include <string>

#include "tools/plan_folder.h"

namespace draagkracht {

enum class FolderKind {
  absent,   // nothing has that name
  empty,    // a folder without content, as one that is being removed may be
  request,  // a `run` that has not written its plan yet
  run,      // a `run` with its plan
  over,     // a `run` that is being cleared up
  foreign,  // anything else: a plan of shards, another program's folder, a link, a file
};

// What has the name of the folder of a `run`.
FolderKind kind_of_folder(const PlanPaths& paths);

// Who else works in the folder of a `run`, such as "host process 123"; "" if nobody does.
std::string others_in(const PlanPaths& paths);

// Removes the program's own files from the folder of a shard or of a `run`, and the folder if nothing is left in it.
void remove_work_folder(const std::string& folder);

}  // namespace draagkracht
