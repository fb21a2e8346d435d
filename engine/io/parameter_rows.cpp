#include "engine/io/parameter_rows.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/csv.h"
#include "engine/io/merge_trees.h"
#include "engine/scenario/table.h"

namespace draagkracht {
namespace {

using Kind = ConfigNode::Kind;

const std::vector<std::string> numbers = {"value", "low", "high", "least", "most"};
const std::vector<std::string> texts = {"kind", "evidence", "source", "unit", "label_nl"};
// Columns about which nothing is done: remarks for readers.
const std::vector<std::string> remarks = {"note"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// One table of parameters.
class RowReader {
 public:
  RowReader(const Table& table, std::map<std::string, std::string>& places, Issues& issues)
      : table_(table), reader_(table, issues), places_(places), issues_(issues) {}

  // Adds its rows to `parameters`.
  void read(ConfigNode& parameters) {
    const int name = reader_.column("name");
    check_columns();
    if (name < 0) return;
    for (std::size_t row = 0; row < reader_.rows(); ++row) {
      const std::string text = reader_.text(row, name);
      if (text.empty()) continue;
      const Location where = table_.where(row, name);
      const auto [first, is_new] = places_.emplace(text, where.file + ':' + std::to_string(where.line));
      if (!is_new) {
        issues_.add(where, "name", "two rows have the name " + draagkracht::quoted(text),
                    "the first is at " + first->second);
        continue;
      }
      parameters.entries.push_back({text, where, parameter(row, where)});
    }
  }

 private:
  void check_columns() {
    std::vector<std::string> known = {"name", "by"};
    known.insert(known.end(), numbers.begin(), numbers.end());
    known.insert(known.end(), texts.begin(), texts.end());
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const std::string& column = table_.columns[c];
      if (!contains(known, column) && !contains(remarks, column))
        issues_.add({table_.file, 1, static_cast<std::uint32_t>(c + 1)}, column, "is no key of a parameter",
                    "a table of parameters has columns of their keys, and `note`", did_you_mean(column, known));
    }
  }

  // An empty cell says nothing.
  ConfigNode parameter(std::size_t row, const Location& where) {
    ConfigNode item;
    item.where = where;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const std::string& column = table_.columns[c];
      const std::string& cell = table_.rows[row][c];
      const auto at = static_cast<int>(c);
      if (cell.empty()) continue;
      ConfigNode value;
      value.where = table_.where(row, at);
      if (contains(numbers, column)) {
        value.kind = Kind::real;
        value.real = reader_.number(row, at);
      } else if (contains(texts, column)) {
        value.kind = Kind::text;
        value.text = cell;
      } else if (column == "by") {
        value.kind = Kind::array;
        for (const std::string& name : words_of(cell)) {
          ConfigNode word;
          word.kind = Kind::text;
          word.text = name;
          word.where = value.where;
          value.items.push_back(std::move(word));
        }
      } else {
        continue;
      }
      item.entries.push_back({column, value.where, std::move(value)});
    }
    return item;
  }

  static std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      if (end > at) words.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return words;
  }

  const Table& table_;
  TableReader reader_;
  std::map<std::string, std::string>& places_;  // name -> where it stands
  Issues& issues_;
};

// The text `file` of a table of the model, or nullptr.
const ConfigNode* file_of(const ConfigNode& root, const std::string& name) {
  const ConfigNode* tables = root.find("table");
  if (tables == nullptr) return nullptr;
  const ConfigNode* table = tables->is_named_list() ? tables->find_named(name) : tables->find(name);
  const ConfigNode* file = table == nullptr ? nullptr : table->find("file");
  return file != nullptr && file->is_text() && !file->text.empty() ? file : nullptr;
}

std::vector<std::string> table_names(const ConfigNode& root) {
  std::vector<std::string> names;
  const ConfigNode* tables = root.find("table");
  if (tables == nullptr) return names;
  for (const ConfigEntry& entry : tables->entries) names.push_back(entry.key);
  for (const ConfigNode& item : tables->items) {
    if (const ConfigNode* name = item.find("name")) names.push_back(name->text);
  }
  return names;
}

}  // namespace

void write_out_parameter_rows(ConfigNode& root, Issues& issues) {
  const ConfigNode* parameters = root.find("parameters");
  const ConfigNode* named = parameters == nullptr ? nullptr : parameters->find("table");
  if (named == nullptr) return;  // what is missing is told when keys are read
  ConfigNode all, rows;
  std::map<std::string, std::string> places;
  Issues told;  // what is no text is told when keys are read
  for (const ConfigNode* name : texts_of(*named, "parameters.table", "a text", told)) {
    const ConfigNode* file = file_of(root, name->text);
    if (file == nullptr) {
      issues.add(name->where, "parameters.table", "unknown table " + draagkracht::quoted(name->text), {},
                 did_you_mean(name->text, table_names(root)));
      continue;
    }
    const std::filesystem::path path = std::filesystem::path(file->where.file).parent_path() / file->text;
    try {
      const Table table = read_csv(path.lexically_normal().string());
      RowReader(table, places, issues).read(rows);
    } catch (const InputError&) {
      continue;  // told when the tables of the model are read
    }
  }
  if (rows.entries.empty()) return;
  rows.where = named->where;
  all.entries.push_back({"parameter", named->where, std::move(rows)});
  merge_under(root, all, {}, issues);
}

}  // namespace draagkracht
