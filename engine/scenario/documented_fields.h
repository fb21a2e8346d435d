// Lists what a description (see fields.h) asks for, from which the reference page and the JSON schema are made.
// Reads no file and checks no value; writes no page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/scenario/fields.h"

namespace draagkracht {

enum class FieldKind {
  text,
  choice,
  flag,
  integer,
  quantity,
  quantity_or_name,
  texts,
  quantities,
  text_map,
  texts_map,
  quantity_map,
  quantity_or_name_map,
  table,
  named,
  list,
  date
};

// The kind in words, such as "list of texts".
std::string describe_kind(FieldKind kind);

// One key that a user may write.
struct FieldRow {
  std::string path;  // dotted: `pool.NAME.servers`; NAME stands for any name, [] for an item of a list
  FieldKind kind;
  std::optional<Dimension> dimension;  // of quantities
  std::vector<std::string> choices;    // of a choice
  std::string unit;                    // units that may be written, such as "fte"; empty for other kinds
  std::string default_value;  // as a user would write it; empty if required, or if absence means something of its own
  bool required = false;
  bool in_a_line = false;  // as in FieldRule
  std::string range;       // such as "at least 0"; empty if anything goes
  double low = 0;          // the same in base units; infinite if open
  double high = 0;
  std::string doc;
  std::string example;
};

// Sub-tables, named lists and lists are visited once. A table inside itself (the same key and doc) is not opened again.
class DocumentedFields : public Fields {
 public:
  DocumentedFields() = default;

  // In the order of the description; a table stands before its keys.
  const std::vector<FieldRow>& rows() const { return rows_; }

  Location here() const override { return {}; }
  bool has(const char*) const override { return true; }
  std::vector<std::string> written_keys() const override { return {}; }
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
  void issue(const char*, std::string, std::string, std::string) override {}

 private:
  using Opened = std::vector<std::pair<std::string, std::string>>;  // key and doc of the tables around this one
  explicit DocumentedFields(std::string path) : path_(std::move(path)) {}

  FieldRow& add(const char* key, FieldKind kind, const FieldRule& rule, std::optional<Dimension> dimension = {});
  void open(const char* key, std::string_view suffix, const FieldRule& rule, const std::function<void(Fields&)>& visit);

  std::string path_;
  Opened opened_;
  std::vector<FieldRow> rows_;
};

}  // namespace draagkracht
