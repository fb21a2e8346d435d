// An outcome that a label names: `exit = "helped_{kind}"`.
#pragma once

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// Puts a `select` by the variable or attribute in braces in the place of each such step NAME, and behind it an `exit`
// per label, NAME_label, with the step's other keys.
void write_out_exits(ConfigNode& root, Issues& issues);

}  // namespace draagkracht
