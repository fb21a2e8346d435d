// TOML text as a tree, as if it stood in "t.toml".
#pragma once

#include <string>

#include "engine/io/toml_document.h"

namespace draagkracht::testing {

// Throws InputError with all issues.
inline ConfigNode parsed(const std::string& text) {
  Issues issues;
  ConfigNode root = parse_toml(text, "t.toml", issues);
  issues.throw_if_any();
  return root;
}

}  // namespace draagkracht::testing
