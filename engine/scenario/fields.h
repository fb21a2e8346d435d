// One description of each plain struct that a user may write, used by all who need it: the reader of TOML files
// (engine/io/toml_fields.h), the reference page and the JSON schema. A struct T is described by a free function
//
//     void describe(Fields& fields, T& item) {
//       fields.text("discipline", item.discipline, {.doc = "who works here"});
//       fields.quantity("mean", Dimension::time, item.mean, {.required = true, .low = 0, .doc = "mean time"});
//     }
//
// Reading fills `item` and collects issues; nothing is thrown for a wrong value until the whole file is read.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {

// What is asked of one key beside its type.
struct FieldRule {
  bool required = false;
  bool may_be_empty = false;                              // a list: none is a statement of its own
  double low = -std::numeric_limits<double>::infinity();  // in base units, inclusive
  double high = std::numeric_limits<double>::infinity();  // in base units, inclusive
  bool low_open = false;                                  // true: the value must be above `low`, not at it
  bool whole = false;                                     // true: whole numbers only
  const char* doc = "";
  const char* example = "";  // as a user would write the value
  bool in_a_line = false;    // of a table: a law that may also be written as a text, "exponential 5 min"
};

// A number, or the name of something that holds one; the other is empty.
struct QuantityOrName {
  Located<double> value;
  Located<std::string> name;
};

class Fields {
 public:
  virtual ~Fields() = default;

  // Where the described item itself was written.
  virtual Location here() const = 0;
  // Whether the user wrote this key.
  virtual bool has(const char* key) const = 0;
  // All keys that the user wrote here, in the order written.
  virtual std::vector<std::string> written_keys() const = 0;

  virtual void text(const char* key, Located<std::string>& value, FieldRule rule) = 0;
  // One of `choices`; anything else is an issue with a suggestion. `value` becomes the index of the choice.
  virtual void choice(const char* key, std::vector<std::string> choices, int& value, FieldRule rule) = 0;
  virtual void flag(const char* key, bool& value, FieldRule rule) = 0;
  virtual void integer(const char* key, std::int64_t& value, FieldRule rule) = 0;
  // A number with the unit of `dimension`, kept in base units.
  virtual void quantity(const char* key, Dimension dimension, Located<double>& value, FieldRule rule) = 0;
  // A quantity, or the name of something that holds one (a parameter): exactly one of `value` and `name` is filled.
  virtual void quantity_or_name(const char* key, Dimension dimension, Located<double>& value,
                                Located<std::string>& name, FieldRule rule) = 0;
  virtual void texts(const char* key, std::vector<Located<std::string>>& values, FieldRule rule) = 0;
  // A single text counts as a list of one.
  virtual void quantities(const char* key, Dimension dimension, std::vector<Located<double>>& values,
                          FieldRule rule) = 0;
  // Key-value pairs of texts in a sub-table, in the order written.
  virtual void text_map(const char* key, std::vector<std::pair<std::string, Located<std::string>>>& values,
                        FieldRule rule) = 0;
  // The same with one or more texts per key; a single text counts as a list of one.
  virtual void texts_map(const char* key,
                         std::vector<std::pair<std::string, std::vector<Located<std::string>>>>& values,
                         FieldRule rule) = 0;
  // Key-value pairs of quantities in a sub-table, in the order written.
  virtual void quantity_map(const char* key, Dimension dimension,
                            std::vector<std::pair<std::string, Located<double>>>& values, FieldRule rule) = 0;
  // The same with quantities, or names of what holds one.
  virtual void quantity_or_name_map(const char* key, Dimension dimension,
                                    std::vector<std::pair<std::string, QuantityOrName>>& values, FieldRule rule) = 0;
  // A sub-table, described by `visit`; called only if it was written (or when documenting).
  virtual void table(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) = 0;
  // A table of named sub-tables [key.NAME], or an array of tables [[key]] whose items have a `name`; in the order
  // written.
  virtual void named(const char* key, const std::function<void(const std::string& name, Fields&)>& visit,
                     FieldRule rule) = 0;
  // An array of tables [[key]] whose items need no name.
  virtual void list(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) = 0;
  // A date, TOML local date, as days since 1970-01-01.
  virtual void date(const char* key, Located<std::int64_t>& value, FieldRule rule) = 0;

  // An issue about the value of `key` (or about the item itself if key is ""), found by a rule across fields.
  virtual void issue(const char* key, std::string problem, std::string why = {}, std::string suggestion = {}) = 0;
};

}  // namespace draagkracht
