// What one scenario file, with all that it extends, says otherwise than another. Compares what is written, not what it
// leads to: tables of figures are compared by the names of their files alone.
#pragma once

#include <string>
#include <vector>

#include "engine/io/config_node.h"

namespace draagkracht {

struct TreeDifference {
  std::string path;    // such as "lever.bereik.value"
  std::string before;  // as TOML; "" if it is new
  std::string after;   // as TOML; "" if it is gone
  Location where;      // of what is there now, otherwise of what is gone
};

// In the order of `after`, then what is gone. Items of named lists are told apart by their names. What is new or gone
// as a whole is one difference if it fits on a line.
std::vector<TreeDifference> tree_differences(const ConfigNode& before, const ConfigNode& after);

}  // namespace draagkracht
