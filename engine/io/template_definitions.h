// Templates as they are written under [template.NAME], and what is wrong with them whoever uses them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

struct Template {
  static constexpr const char* own_name = "name";  // the gap that each use fills with its own name

  std::string name;
  Location where;
  ConfigNode content;  // without `arguments` and `defaults`
  std::vector<std::string> arguments;
  ConfigNode defaults;    // a table
  bool of_steps = false;  // of a pathway; else of parts of a model
  bool right = true;      // nothing is wrong in it
  bool used = false;

  const ConfigNode& steps() const { return *content.find("step"); }
  bool takes(const std::string& argument) const {
    return std::find(arguments.begin(), arguments.end(), argument) != arguments.end();
  }
};

// Takes the templates out of the tree of a model.
std::vector<Template> take_templates(ConfigNode& root, Issues& issues);

}  // namespace draagkracht
