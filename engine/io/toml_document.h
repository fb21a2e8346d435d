// Reads TOML files into a tree of located values, and resolves what they inherit by `extends`. Knows three keys,
// `extends` (at the top of a file), `remove` (in any table) and `add` (in place of a list); what other keys mean is not
// its business (toml_fields.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// The tree of one TOML text; `file` is how issues name it. InputError on a syntax error. Semantic issues are added
// to `issues`: two items of one list of tables with the same name, and times of day, which nothing here uses.
ConfigNode parse_toml(std::string_view text, const std::string& file, Issues& issues);

// The tree of one file as it stands: `extends` and `remove` are ordinary keys.
// InputError: what read_text_file refuses, a syntax error.
ConfigNode load_toml(const std::string& path, Issues& issues);
// The same; InputError for all issues at once.
ConfigNode load_toml(const std::string& path);

// The tree of a file merged over all that it extends, without `extends` and `remove`.
//
// `extends` is the name of a file or a list of them, relative to the file that names it; the ending .toml may be left
// out, and `folder/*` stands for all .toml files of that folder, by name. Later files win over earlier ones, the naming
// file over all; a file that is reached twice (two extended files share a base) is merged once, where it is reached
// first, so that it cannot undo what was built on it. Tables merge key by key; base order, new keys last. Items of
// lists of tables with a `name` merge by name; such an item may also be written as a sub-table of its name. `{add =
// [...]}` in place of a list without names lengthens the inherited one by what it lacks; tables with a `share` go
// before a last one without. All else replaces. `remove = ["x"]` in a table deletes the inherited key x of that table,
// or the item x of one of its named lists ("list.x" if several lists have one), before the table is merged; a name that
// does not exist there is an issue. Each value keeps the place where it was written; a table that several files write
// has that of the last of them.
//
// InputError: what read_text_file refuses in any of the files, a syntax error in any of them, and all wrong `extends`
// (no such file, a cycle) together. Other issues are added to `issues`.
// If `files` is given, the paths of all files read are added to it, in the order in which they were merged; `extending`
// becomes those of them that extend another.
ConfigNode load_with_extends(const std::string& path, Issues& issues, std::vector<std::string>* files = nullptr,
                             std::vector<std::string>* extending = nullptr);
// The same; InputError for all issues at once.
ConfigNode load_with_extends(const std::string& path);

}  // namespace draagkracht
