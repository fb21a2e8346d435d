// Laws in a line: `"lognormal 25 min cv 0.5"` for {distribution = "lognormal", mean = "25 min", cv = 0.5}. Takes the
// names and keys of distributions from their description; what is a right value of a key it does not know.
#pragma once

#include <string>

#include "engine/io/config_node.h"

namespace draagkracht {

// A law as a table of its keys, or what is wrong with the line.
struct LineOfLaw {
  bool right = false;
  ConfigNode table;
  std::string problem, why, suggestion;  // of an Issue
};

// The grammar:
//   NAME [VALUE] [KEY VALUE]... [times PARAMETER]    VALUE alone is the mean
//   NAME VALUE to VALUE [KEY VALUE]...               of laws without a mean: low and high
//   VALUE                                            always this
//   of task [NAME] [times PARAMETER]                 a time by its row, see `task_times`
// A VALUE is a number, a number with a unit, or the name of a parameter. Every value is located at the text.
LineOfLaw parse_law(const ConfigNode& text);

}  // namespace draagkracht
