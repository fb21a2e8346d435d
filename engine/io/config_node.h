// The tree of values in a configuration file, each with the place where the user wrote it. Plain data of our own, so
// that the TOML library is seen by one source file only. Neither reads files nor knows what the keys mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/issue.h"

namespace draagkracht {

struct ConfigEntry;

struct ConfigNode {
  enum class Kind { table, array, text, integer, real, boolean, date };

  Kind kind = Kind::table;
  Location where;
  // The member that belongs to `kind` counts; the others are empty.
  std::string text;
  std::int64_t integer = 0;  // also a date, as days since 1970-01-01
  double real = 0;           // may be NaN or infinite: TOML has both
  bool boolean = false;
  std::vector<ConfigEntry> entries;  // table: in the order written, plain values before tables and lists of tables
  std::vector<ConfigNode> items;     // array

  bool is_table() const { return kind == Kind::table; }
  bool is_text() const { return kind == Kind::text; }
  // An array of tables which all have a text `name`; such items are addressed by their names. Never an empty array.
  bool is_named_list() const;

  // The value of a key of this table, or nullptr.
  const ConfigNode* find(std::string_view key) const;
  ConfigNode* find(std::string_view key);
  // The item of this named list, or nullptr.
  const ConfigNode* find_named(std::string_view name) const;
  ConfigNode* find_named(std::string_view name);

  // Puts plain values before tables (keeping the order of each): the order in which TOML itself is written.
  void order_entries();
};

struct ConfigEntry {
  std::string key;
  Location where;  // of the key
  ConfigNode value;
};

// A table of tables as a list of items with names; a list stays as it is.
ConfigNode as_named_list(const ConfigNode& node);

// Whether both trees have the same keys and values in the same order, wherever they were written.
bool same_content(const ConfigNode& a, const ConfigNode& b);

// The tree of a whole file written as TOML; parsing it gives a tree of the same content.
std::string resolved_text(const ConfigNode& root);

// A value as it stands inside a text: a text without quotes, all else as TOML.
std::string value_text(const ConfigNode& node);

// What was found in place of what was expected: such as `the number 15`, `the text "x"`, `a table`.
std::string describe_found(const ConfigNode& node);

}  // namespace draagkracht
