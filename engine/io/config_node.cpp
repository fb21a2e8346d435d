#include "engine/io/config_node.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/core/printable.h"
#include "engine/scenario/field_range.h"

namespace draagkracht {
namespace {

// Written under a header of its own ([x] or [[x]]) instead of behind `x =`.
bool has_header(const ConfigNode& node) {
  if (node.is_table()) return true;
  return node.kind == ConfigNode::Kind::array && !node.items.empty() &&
         std::all_of(node.items.begin(), node.items.end(), [](const ConfigNode& item) { return item.is_table(); });
}

// A table with nothing but tables in it.
bool only_headers(const ConfigNode& node) {
  return node.is_table() && !node.entries.empty() &&
         std::all_of(node.entries.begin(), node.entries.end(),
                     [](const ConfigEntry& e) { return has_header(e.value); });
}

std::string toml_text(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      result += "\\u00";
      result += hex[byte >> 4];
      result += hex[byte & 15];
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string key_text(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? std::string(key) : toml_text(key);
}

std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 40> buffer{};
  std::string text(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // else it would be read as an integer
  return text;
}

// Behind `key =`: on one line.
std::string inline_text(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::text:
      return toml_text(node.text);
    case ConfigNode::Kind::integer:
      return std::to_string(node.integer);
    case ConfigNode::Kind::real:
      return real_text(node.real);
    case ConfigNode::Kind::boolean:
      return node.boolean ? "true" : "false";
    case ConfigNode::Kind::date:
      return date_text(node.integer);
    case ConfigNode::Kind::array: {
      std::string text;
      for (const ConfigNode& item : node.items) text += (text.empty() ? "" : ", ") + inline_text(item);
      return '[' + text + ']';
    }
    case ConfigNode::Kind::table: {
      std::string text;
      for (const ConfigEntry& entry : node.entries) {
        text += (text.empty() ? "" : ", ") + key_text(entry.key) + " = " + inline_text(entry.value);
      }
      return '{' + text + '}';
    }
  }
  return {};
}

void write_table(const ConfigNode& table, const std::string& path, std::string& text) {
  for (const ConfigEntry& entry : table.entries) {
    if (!has_header(entry.value)) text += key_text(entry.key) + " = " + inline_text(entry.value) + '\n';
  }
  for (const ConfigEntry& entry : table.entries) {
    if (!has_header(entry.value)) continue;
    const std::string inner = path.empty() ? key_text(entry.key) : path + '.' + key_text(entry.key);
    const auto write_under = [&](const std::string& header, const ConfigNode& node) {
      if (!text.empty()) text += '\n';
      text += header + '\n';
      write_table(node, inner, text);
    };
    if (only_headers(entry.value)) {
      write_table(entry.value, inner, text);  // the headers inside tell that it is there
    } else if (entry.value.is_table()) {
      write_under('[' + inner + ']', entry.value);
    }
    for (const ConfigNode& item : entry.value.items) write_under("[[" + inner + "]]", item);
  }
}

}  // namespace

bool ConfigNode::is_named_list() const {
  return kind == Kind::array && !items.empty() && std::all_of(items.begin(), items.end(), [](const ConfigNode& item) {
           const ConfigNode* name = item.is_table() ? item.find("name") : nullptr;
           return name != nullptr && name->is_text();
         });
}

const ConfigNode* ConfigNode::find(std::string_view key) const {
  if (kind != Kind::table) return nullptr;
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

ConfigNode* ConfigNode::find(std::string_view key) {
  return const_cast<ConfigNode*>(static_cast<const ConfigNode*>(this)->find(key));
}

const ConfigNode* ConfigNode::find_named(std::string_view name) const {
  for (const ConfigNode& item : items) {
    const ConfigNode* found = item.find("name");
    if (found != nullptr && found->is_text() && found->text == name) return &item;
  }
  return nullptr;
}

ConfigNode* ConfigNode::find_named(std::string_view name) {
  return const_cast<ConfigNode*>(static_cast<const ConfigNode*>(this)->find_named(name));
}

void ConfigNode::order_entries() {
  std::stable_partition(entries.begin(), entries.end(), [](const ConfigEntry& e) { return !has_header(e.value); });
}

ConfigNode as_named_list(const ConfigNode& node) {
  if (node.kind == ConfigNode::Kind::array) return node;
  ConfigNode list;
  list.kind = ConfigNode::Kind::array;
  list.where = node.where;
  for (const ConfigEntry& entry : node.entries) {
    if (!entry.value.is_table()) continue;
    ConfigNode name;
    name.kind = ConfigNode::Kind::text;
    name.where = entry.where;
    name.text = entry.key;
    list.items.push_back(entry.value);
    std::vector<ConfigEntry>& keys = list.items.back().entries;
    std::erase_if(keys, [](const ConfigEntry& e) { return e.key == "name"; });
    keys.insert(keys.begin(), {"name", entry.where, std::move(name)});
  }
  return list;
}

bool same_content(const ConfigNode& a, const ConfigNode& b) {
  const bool same_real = a.real == b.real || (std::isnan(a.real) && std::isnan(b.real));
  return a.kind == b.kind && a.text == b.text && a.integer == b.integer && same_real && a.boolean == b.boolean &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const ConfigEntry& x, const ConfigEntry& y) {
                      return x.key == y.key && same_content(x.value, y.value);
                    }) &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_content);
}

std::string resolved_text(const ConfigNode& root) {
  std::string text;
  write_table(root, {}, text);
  return text;
}

std::string value_text(const ConfigNode& node) { return node.is_text() ? node.text : inline_text(node); }

std::string describe_found(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::table:
      return "a table";
    case ConfigNode::Kind::array:
      return "a list";
    case ConfigNode::Kind::text: {
      constexpr std::size_t longest = 60;
      return "the text " + toml_text(shortened(node.text, longest));
    }
    case ConfigNode::Kind::integer:
      return "the number " + std::to_string(node.integer);
    case ConfigNode::Kind::real:
      return "the number " + real_text(node.real);
    case ConfigNode::Kind::boolean:
      return node.boolean ? "true" : "false";
    case ConfigNode::Kind::date:
      return "the date " + date_text(node.integer);
  }
  return {};
}

}  // namespace draagkracht
