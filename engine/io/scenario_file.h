// A scenario file with all that it needs: everything it extends, and its tables of figures.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

struct ScenarioFile {
  Scenario scenario;
  Tables tables;                    // of everyone
  OwnTables own_tables;             // of regions with figures of their own
  std::string resolved_text;        // TOML of the merged tree, templates and rows of parameters written out
  std::vector<std::string> inputs;  // paths of all files that were read
};

// Reads a scenario and its tables; a table's path is relative to the file that names it, and regions also have those of
// their own folders (region_folders.h). Adds issues; throws
// InputError at once for what makes going on pointless (no such file, a syntax error, a cycle).
ScenarioFile load_scenario(const std::string& path, Issues& issues);
// The same with other values: dotted path of a value -> what stands there instead, as it would be written in the file;
// quotes around texts are left out. Only what is there can be replaced, by a value of its kind.
ScenarioFile load_scenario(const std::string& path, const NameMap& replacements, Issues& issues);
// As the first; InputError for all issues at once.
ScenarioFile load_scenario(const std::string& path);

}  // namespace draagkracht
