// The description of the model language as tables of keys: what the reference page and the JSON Schema are made of.
// Everything comes from describe(Fields&, Scenario&); no key is named here.
#pragma once

#include <string>
#include <vector>

#include "engine/io/config_node.h"
#include "engine/scenario/documented_fields.h"

namespace draagkracht {

inline constexpr int no_table = -1;

struct LanguageKey {
  std::string name;
  FieldRow row;
  std::string example;  // the value as a user would write it; empty where the key's own table has to be shown instead
  ConfigNode example_value;
  int table = no_table;  // index of the table that the key opens
};

// One kind of table. Tables with the same keys are one kind, wherever they stand.
struct LanguageTable {
  std::string name;                 // of the key that opens it: the one used most, then the shortest
  std::vector<std::string> places;  // as in FieldRow::path: `pathway.NAME.step.NAME.time`
  std::vector<LanguageKey> keys;
};

// tables[0] is the file itself. A table stands before those that its keys open, unless they stood somewhere before.
struct ModelLanguage {
  std::vector<LanguageTable> tables;
};

// Where a key has no example of its own a sensible one is made from its type and unit. Each example has been read as
// a scenario file would be; std::logic_error if a described example is not accepted, or none can be found.
ModelLanguage describe_language();

// The value of `key` in a file of which `path` (as in FieldRow::path) is all that is written, read by the description:
// whether it is accepted there. `value` is filled with its tree.
bool is_accepted(const std::string& path, const std::string& text, ConfigNode& value);

// Whether these lines, behind a name, are a step in which the description finds nothing wrong.
bool is_right_step(const std::string& lines);

}  // namespace draagkracht
