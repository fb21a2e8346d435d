#include "tools/language_tables.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/scenario/kind_keys.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {
namespace {

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    parts.push_back(path.substr(from, dot - from));
    from = dot + 1;
  }
  return parts;
}

// `pool.NAME.servers` as a file of one line: `pool = {NAME = {servers = 2}}`; an item of a list in its list.
std::string file_text(const std::string& path, const std::string& value) {
  std::string text = value;
  const std::vector<std::string> parts = parts_of(path);
  for (std::size_t i = parts.size(); i-- > 0;) {
    const bool item = parts[i].ends_with("[]");
    const std::string key = item ? parts[i].substr(0, parts[i].size() - 2) : parts[i];
    text = key + " = " + (item ? "[" + text + "]" : text);
    if (i > 0) text = "{" + text + "}";
  }
  return text;
}

std::string located_path(std::string path) {
  for (std::size_t at = path.find("[]"); at != std::string::npos; at = path.find("[]")) path.replace(at, 2, "[1]");
  return path;
}

const ConfigNode& value_at(const ConfigNode& root, const std::string& path) {
  const ConfigNode* node = &root;
  for (const std::string& part : parts_of(path)) {
    const bool item = part.ends_with("[]");
    node = node->find(item ? part.substr(0, part.size() - 2) : part);
    if (item) node = &node->items[0];
  }
  return *node;
}

// What may be written where a key has no example of its own, the most usual first.
std::vector<std::string> candidates(const FieldRow& row) {
  std::vector<std::string> texts;
  const auto add = [&](std::initializer_list<const char*> more) {
    texts.insert(texts.end(), more.begin(), more.end());
  };
  switch (row.kind) {
    case FieldKind::text:
      add({"\"name\""});
      break;
    case FieldKind::choice:
      for (const std::string& choice : row.choices) texts.push_back('"' + choice + '"');
      std::erase(texts, row.default_value);  // what holds anyway shows little
      if (texts.empty()) texts.push_back(row.default_value);
      break;
    case FieldKind::flag:
      texts.emplace_back(row.default_value == "true" ? "false" : "true");
      break;
    case FieldKind::integer:
    case FieldKind::quantity:
    case FieldKind::quantity_or_name:
      if (!row.default_value.empty()) texts.push_back(row.default_value);
      add({"\"10 min\"", "\"2 days\"", "\"3 per hour\"", "\"0.8 fte\"", "2", "0.25", "1", "10", "1000"});
      break;
    case FieldKind::texts:
      add({"[\"one\", \"two\"]"});
      break;
    case FieldKind::quantities:
      add({"[\"5 min\", \"10 min\"]", "[\"1 per hour\", \"3 per hour\"]", "[1, 2]", "[0.2, 0.8]"});
      break;
    case FieldKind::text_map:
      add({"{one = \"two\"}"});
      break;
    case FieldKind::texts_map:
      add({"{one = \"two\"}", "{one = [\"two\", \"three\"]}"});
      break;
    case FieldKind::quantity_map:
    case FieldKind::quantity_or_name_map:
      add({"{one = 1}", "{one = 0.5}", "{one = \"10 min\"}", "{one = \"3 per hour\"}"});
      break;
    case FieldKind::date:
      add({"2024-01-01"});
      break;
    case FieldKind::table:
    case FieldKind::named:
    case FieldKind::list:
      break;
  }
  return texts;
}

void find_example(LanguageKey& key) {
  const bool opens_table =
      key.row.kind == FieldKind::table || key.row.kind == FieldKind::named || key.row.kind == FieldKind::list;
  if (key.row.example.empty() && opens_table) return;
  const std::vector<std::string> texts =
      key.row.example.empty() ? candidates(key.row) : std::vector<std::string>{key.row.example};
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const std::string& text) {
    return is_accepted(key.row.path, text, key.example_value);
  });
  if (found == texts.end()) throw std::logic_error("no example of " + key.row.path + " is accepted");
  key.example = *found;
}

class TableFinder {
 public:
  explicit TableFinder(const std::vector<FieldRow>& rows) : rows_(rows) {}

  ModelLanguage find() {
    read_table("", "");
    for (const FieldRow& row : rows_) ++uses_[last_part(row.path)];
    for (LanguageTable& table : language_.tables) table.name = name_of(table);
    for (LanguageTable& table : language_.tables) {
      for (LanguageKey& key : table.keys) find_example(key);
    }
    return std::move(language_);
  }

 private:
  static std::string last_part(const std::string& path) { return path.substr(path.rfind('.') + 1); }

  // Reads the rows below `place`, of which the next one is the first; returns the index of the table.
  int read_table(const std::string& place, const std::string& prefix) {
    const auto index = static_cast<int>(language_.tables.size());
    language_.tables.emplace_back();
    std::vector<LanguageKey> keys;
    while (at_ < rows_.size() && rows_[at_].path.starts_with(prefix)) {
      LanguageKey key;
      key.row = rows_[at_++];
      key.name = key.row.path.substr(prefix.size());
      if (const std::string below = key.row.path + suffix(key.row.kind); !suffix(key.row.kind).empty()) {
        const bool opened = at_ < rows_.size() && rows_[at_].path.starts_with(below);
        if (!opened) throw std::logic_error(key.row.path + ": a table inside itself has no place in the reference yet");
        key.table = read_table(below.substr(0, below.size() - 1), below);
      }
      keys.push_back(std::move(key));
    }
    return settle(index, place, std::move(keys));
  }

  // What stands between the path of a key and its keys' paths; empty if it opens no table.
  static std::string suffix(FieldKind kind) {
    if (kind == FieldKind::table) return ".";
    if (kind == FieldKind::named) return ".NAME.";
    return kind == FieldKind::list ? "[]." : "";
  }

  int settle(int index, const std::string& place, std::vector<LanguageKey> keys) {
    std::string content;
    for (const LanguageKey& key : keys) {
      const FieldRow& row = key.row;
      content += key.name + '|' + describe_kind(row.kind) + '|' + row.unit + '|' + row.default_value + '|' + row.range +
                 '|' + (row.required ? "required|" : "|") + row.doc + '|' + std::to_string(key.table) + '\n';
      for (const std::string& choice : row.choices) content += choice + ' ';
    }
    const auto [same, fresh] = index_of_.emplace(content, index);
    if (!fresh) {
      language_.tables.resize(static_cast<std::size_t>(index));  // its own tables were known before
      language_.tables[static_cast<std::size_t>(same->second)].places.push_back(place);
      return same->second;
    }
    language_.tables[static_cast<std::size_t>(index)].keys = std::move(keys);
    language_.tables[static_cast<std::size_t>(index)].places.push_back(place);
    return index;
  }

  // The key that opens it most often in the whole language, then the shortest, then the first.
  std::string name_of(const LanguageTable& table) {
    std::vector<std::string> keys;
    for (const std::string& place : table.places) {
      std::string path = place;
      if (path.ends_with("[]")) path.resize(path.size() - 2);
      if (path.ends_with(".NAME")) path.resize(path.size() - 5);
      keys.push_back(last_part(path));
    }
    return *std::min_element(keys.begin(), keys.end(), [&](const std::string& a, const std::string& b) {
      return uses_[a] != uses_[b] ? uses_[a] > uses_[b] : a.size() < b.size();
    });
  }

  const std::vector<FieldRow>& rows_;
  std::size_t at_ = 0;
  ModelLanguage language_;
  std::map<std::string, int> index_of_;  // of a table by its content
  std::map<std::string, int> uses_;      // how many keys of the language have this name
};

}  // namespace

bool is_accepted(const std::string& path, const std::string& text, ConfigNode& value) {
  Issues issues;
  const ConfigNode root = parse_toml(file_text(path, text), "example", issues);
  Scenario scenario;
  read_fields(root, "", scenario, issues);
  const std::string key = located_path(path);
  const bool wrong = std::any_of(issues.all().begin(), issues.all().end(), [&](const Issue& issue) {
    return !is_about_neighbours(issue) && issue.key.starts_with(key) &&
           (issue.key.size() == key.size() || issue.key[key.size()] == '.' || issue.key[key.size()] == '[');
  });
  if (!wrong) value = value_at(root, path);
  return !wrong;
}

bool is_right_step(const std::string& lines) {
  Issues issues;
  const ConfigNode root = parse_toml("[[pathway.visit.step]]\nname = \"here\"\n" + lines + '\n', "example", issues);
  Scenario scenario;
  read_fields(root, "", scenario, issues);
  return issues.empty();
}

ModelLanguage describe_language() {
  DocumentedFields fields;
  Scenario scenario;
  describe(fields, scenario);
  return TableFinder(fields.rows()).find();
}

}  // namespace draagkracht
