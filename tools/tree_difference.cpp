#include "tools/tree_difference.h"

#include <utility>

namespace draagkracht {
namespace {

// A value as it would stand behind its key.
std::string toml_of(const ConfigNode& value) {
  ConfigNode alone;
  ConfigEntry only;
  only.key = "v";
  only.value = value;
  alone.entries.push_back(std::move(only));
  std::string text = resolved_text(alone);
  text.erase(0, text.find('=') + 2);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// A table as it could stand on one line; "" if that line would be long.
std::string inline_text(const ConfigNode& table) {
  constexpr std::size_t longest = 140;
  std::string text;
  for (const ConfigEntry& entry : table.entries) {
    const std::string value = entry.value.is_table() ? inline_text(entry.value) : toml_of(entry.value);
    if (value.empty() || text.size() + value.size() > longest) return {};
    text += (text.empty() ? "" : ", ") + entry.key + " = " + value;
  }
  return "{" + text + "}";
}

// Tables and named lists alike: their members with their names.
std::vector<std::pair<std::string, const ConfigNode*>> members(const ConfigNode& node) {
  std::vector<std::pair<std::string, const ConfigNode*>> all;
  for (const ConfigEntry& entry : node.entries) all.emplace_back(entry.key, &entry.value);
  if (node.is_named_list()) {
    for (const ConfigNode& item : node.items) all.emplace_back(item.find("name")->text, &item);
  }
  return all;
}

bool has_members(const ConfigNode& node) { return node.is_table() || node.is_named_list(); }

const ConfigNode* member(const ConfigNode& node, const std::string& name) {
  return node.is_table() ? node.find(name) : node.is_named_list() ? node.find_named(name) : nullptr;
}

class Walk {
 public:
  std::vector<TreeDifference> found;

  void compare(const ConfigNode* before, const ConfigNode* after, const std::string& path) {
    const ConfigNode& there = after != nullptr ? *after : *before;
    const bool one_side = before == nullptr || after == nullptr;
    const bool inside = path.find('.') != std::string::npos;  // not a whole section, such as all levers
    if (const std::string line = one_side && inside && there.is_table() ? inline_text(there) : std::string();
        !line.empty()) {
      found.push_back(
          {path, before == nullptr ? std::string() : line, after == nullptr ? std::string() : line, there.where});
    } else if (has_members(there) && (one_side || has_members(*before))) {
      if (after != nullptr) {
        for (const auto& [name, value] : members(*after)) {
          compare(before == nullptr ? nullptr : member(*before, name), value, joined(path, name));
        }
      }
      if (before == nullptr) return;
      for (const auto& [name, value] : members(*before)) {
        if (after == nullptr || member(*after, name) == nullptr) compare(value, nullptr, joined(path, name));
      }
    } else if (one_side || !same_content(*before, *after)) {
      found.push_back({path, before == nullptr ? std::string() : toml_of(*before),
                       after == nullptr ? std::string() : toml_of(*after), there.where});
    }
  }

 private:
  static std::string joined(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + '.' + key;
  }
};

}  // namespace

std::vector<TreeDifference> tree_differences(const ConfigNode& before, const ConfigNode& after) {
  Walk walk;
  walk.compare(&before, &after, "");
  return std::move(walk.found);
}

}  // namespace draagkracht
