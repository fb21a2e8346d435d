// Templates: parts of a model with gaps, `{x}`, for which each use gives arguments.
//
//   [template.NAME] with `step`: a step `template = "NAME"` of a pathway stands for those steps.
//   [template.NAME] with anything else: each table [NAME.INSTANCE] stands for those parts of the model.
//
// A text that is nothing but a gap becomes the argument, of whatever type; inside a list an argument that is a list
// becomes its items. A gap in a longer text or in a key becomes the argument's text. `{{` is a brace.
#pragma once

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// Puts what they stand for in the place of all uses, and takes the templates away. What the tree says itself wins.
void expand_templates(ConfigNode& root, Issues& issues);

}  // namespace draagkracht
