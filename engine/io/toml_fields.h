// Fills plain structs from a configuration tree by their descriptions (engine/scenario/fields.h), and collects what
// is wrong: wrong types, units and ranges, missing and unknown keys. Knows no struct and no rule across fields.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/io/config_node.h"
#include "engine/scenario/fields.h"

namespace draagkracht {

// Reads one table. A value that is wrong leaves the described item as it was and becomes an issue; a key that is
// absent leaves it as it was and, if required, becomes an issue at the place of the table.
//
// Beside FieldRule: numbers must be finite; a share lies between 0 and 1 and may be a number or "25 %"; times, rates
// and staff are texts with a unit; a required text is not empty; dates lie in the years 1950 to 2100. A single value
// counts as a list of one where a list of texts or quantities is asked. In quantity_or_name a text that starts with a
// letter and is no quantity is a name. In messages items of lists without names are counted from 1: `steps[2]`.
class TomlFields : public Fields {
 public:
  // `table` must be a table and outlive this, as must `issues`; key_path is its dotted path, "" for the whole file.
  TomlFields(const ConfigNode& table, std::string key_path, Issues& issues);

  // To be called when the description has asked for all that it knows: each other key is an issue.
  void report_unknown_keys();

  Location here() const override { return table_.where; }
  bool has(const char* key) const override;
  std::vector<std::string> written_keys() const override;
  void text(const char* key, Located<std::string>& value, FieldRule rule) override;
  void choice(const char* key, std::vector<std::string> choices, int& value, FieldRule rule) override;
  void flag(const char* key, bool& value, FieldRule rule) override;
  void integer(const char* key, std::int64_t& value, FieldRule rule) override;
  void quantity(const char* key, Dimension dimension, Located<double>& value, FieldRule rule) override;
  void quantity_or_name(const char* key, Dimension dimension, Located<double>& value, Located<std::string>& name,
                        FieldRule rule) override;
  void texts(const char* key, std::vector<Located<std::string>>& values, FieldRule rule) override;
  void quantities(const char* key, Dimension dimension, std::vector<Located<double>>& values, FieldRule rule) override;
  void text_map(const char* key, std::vector<std::pair<std::string, Located<std::string>>>& values,
                FieldRule rule) override;
  void texts_map(const char* key, std::vector<std::pair<std::string, std::vector<Located<std::string>>>>& values,
                 FieldRule rule) override;
  void quantity_map(const char* key, Dimension dimension, std::vector<std::pair<std::string, Located<double>>>& values,
                    FieldRule rule) override;
  void quantity_or_name_map(const char* key, Dimension dimension,
                            std::vector<std::pair<std::string, QuantityOrName>>& values, FieldRule rule) override;
  void table(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) override;
  void named(const char* key, const std::function<void(const std::string& name, Fields&)>& visit,
             FieldRule rule) override;
  void list(const char* key, const std::function<void(Fields&)>& visit, FieldRule rule) override;
  void date(const char* key, Located<std::int64_t>& value, FieldRule rule) override;
  void issue(const char* key, std::string problem, std::string why = {}, std::string suggestion = {}) override;

 private:
  // The value of a key, which counts as known from now on; nullptr if absent, with an issue if it is required.
  const ConfigNode* take(const char* key, const FieldRule& rule);
  std::string path_of(const std::string& key) const;
  void report(const ConfigNode& node, const std::string& path, std::string problem, std::string suggestion = {});
  void report_empty(const ConfigNode& node, const std::string& key);
  void report_kind(const ConfigNode& node, const std::string& path, const std::string& expected,
                   std::string suggestion = {});
  // The number in base units, or nothing after an issue.
  std::optional<double> number_in(const ConfigNode& node, const std::string& path, Dimension dimension,
                                  const FieldRule& rule);
  void visit_table(const ConfigNode& node, const std::string& path, const std::function<void(Fields&)>& visit);
  // Items of a list, each with its path; a value that is no list counts as one item.
  std::vector<std::pair<std::string, const ConfigNode*>> items_of(const ConfigNode& node,
                                                                  const std::string& path) const;

  const ConfigNode& table_;
  std::string key_path_;
  Issues& issues_;
  mutable std::vector<std::string> asked_;  // keys that the description knows, for suggestions
  std::vector<std::string> read_;           // those that it read
};

// Reads `node`, the table at `key_path`, into `item` by its description describe(Fields&, T&).
template <class T>
void read_fields(const ConfigNode& node, std::string key_path, T& item, Issues& issues) {
  if (!node.is_table()) {
    issues.add(node.where, std::move(key_path), "expected a table, found " + describe_found(node));
    return;
  }
  TomlFields fields(node, std::move(key_path), issues);
  describe(fields, item);
  fields.report_unknown_keys();
}

}  // namespace draagkracht
