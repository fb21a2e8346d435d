// Writes out what a model file says in short, so that everything behind sees it as if written in full: templates,
// parameters that stand in a table, and exits by label. A part of reading files, between `extends` and the reading of
// keys.
#pragma once

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// Each value keeps the place where it was written: in a template, where the template is used, or in a table.
void expand_model(ConfigNode& root, Issues& issues);

}  // namespace draagkracht
