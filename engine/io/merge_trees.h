// Merges one tree of configuration over another, or under it. Knows two keys, `remove` and `add`, and one sign of a
// rest: a table without `share` at the end of a list. The rules stand in toml_document.h.
#pragma once

#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// `key` below `path`, with the point between them if there is a path.
std::string joined_path(const std::string& path, const std::string& key);

// A text, or the texts of a list; anything else is an issue that says what was expected.
std::vector<const ConfigNode*> texts_of(const ConfigNode& node, const std::string& path, const std::string& expected,
                                        Issues& issues);

// Merges table `over`, which stands at `path` in its file, into table `base`.
void merge_over(ConfigNode& base, const ConfigNode& over, const std::string& path, Issues& issues);

// Puts what table `under` has and table `base` lacks into `base`, at the end of its tables and named lists. Lists of
// `under` that are written as `{add = [...]}` lengthen those of `base`.
void merge_under(ConfigNode& base, const ConfigNode& under, const std::string& path, Issues& issues);

}  // namespace draagkracht
