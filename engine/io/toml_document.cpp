#include "engine/io/toml_document.h"

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/limits.h"
#include "engine/core/printable.h"
#include "engine/io/text_file.h"
#include "engine/io/toml_guard.h"

namespace draagkracht {
namespace {

class Converter {
 public:
  Converter(const std::string& file, Issues& issues) : file_(file), issues_(issues) {}

  ConfigNode convert(const toml::node& source, const std::string& path) {
    ConfigNode node;
    node.where = location(source.source());
    if (const toml::table* table = source.as_table()) {
      node.kind = ConfigNode::Kind::table;
      convert_entries(*table, path, node);
    } else if (const toml::array* array = source.as_array()) {
      node.kind = ConfigNode::Kind::array;
      const std::size_t most = !array->empty() && array->front().is_table() ? limits::items : limits::list_values;
      if (array->size() > most) {
        issues_.add(node.where, path, "has " + std::to_string(array->size()) + " items",
                    "at most " + std::to_string(most) + " are possible");
        return node;
      }
      for (const toml::node& item : *array) {
        node.items.push_back(convert(item, path + '[' + std::to_string(node.items.size() + 1) + ']'));
      }
      check_names(node, path);
    } else if (const auto* text = source.as_string()) {
      node.kind = ConfigNode::Kind::text;
      node.text = text->get();
      check_text(node.text, limits::text_length, node.where, path);
    } else if (const auto* integer = source.as_integer()) {
      node.kind = ConfigNode::Kind::integer;
      node.integer = integer->get();
    } else if (const auto* real = source.as_floating_point()) {
      node.kind = ConfigNode::Kind::real;
      node.real = real->get();
    } else if (const auto* boolean = source.as_boolean()) {
      node.kind = ConfigNode::Kind::boolean;
      node.boolean = boolean->get();
    } else if (const auto* date = source.as_date()) {
      node.kind = ConfigNode::Kind::date;
      node.integer = days_since_1970(date->get());
    } else if (const auto* moment = source.as_date_time()) {
      // Read on with the day alone, so that only this one issue is reported.
      node.kind = ConfigNode::Kind::date;
      node.integer = days_since_1970(moment->get().date);
      issues_.add(node.where, path, "dates with a time of day are not used here", "write a date, such as 2024-01-01");
    } else {
      DRAAGKRACHT_ENSURE(source.is_time());
      node.kind = ConfigNode::Kind::text;
      issues_.add(node.where, path, "times of day are not used here", "write a text, such as \"08:00\"");
    }
    return node;
  }

 private:
  Location location(const toml::source_region& region) const { return {file_, region.begin.line, region.begin.column}; }

  // Whether a key or text may be printed and stored; else an issue.
  bool check_text(const std::string& text, std::size_t most, const Location& where, const std::string& path) {
    if (text.size() > most) {
      issues_.add(where, path, quoted(shortened(text, 20)) + " has " + std::to_string(text.size()) + " bytes",
                  "at most " + std::to_string(most) + " are possible");
      return false;
    }
    const std::size_t at = find_unprintable(text);
    if (at == std::string::npos) return true;
    issues_.add(where, path, quoted(text) + " holds the character " + code_point_text(text, at),
                "control characters, line ends and marks of direction cannot stand in names and texts");
    return false;
  }

  static std::int64_t days_since_1970(const toml::date& date) {
    const std::chrono::year_month_day day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                          std::chrono::day{date.day}};
    return std::chrono::sys_days{day}.time_since_epoch().count();
  }

  // The library sorts the keys of a table by name; their places give back the order in which they were written.
  void convert_entries(const toml::table& table, const std::string& path, ConfigNode& node) {
    if (table.size() > limits::items) {
      issues_.add(node.where, path, "has " + std::to_string(table.size()) + " keys",
                  "at most " + std::to_string(limits::items) + " are possible");
      return;
    }
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      if (!check_text(name, limits::name_length, location(key.source()), path)) continue;
      node.entries.push_back({name, location(key.source()), convert(value, path.empty() ? name : path + '.' + name)});
    }
    std::stable_sort(node.entries.begin(), node.entries.end(), [](const ConfigEntry& a, const ConfigEntry& b) {
      return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
    });
    node.order_entries();
  }

  void check_names(const ConfigNode& list, const std::string& path) {
    std::map<std::string, std::uint32_t> lines;
    for (const ConfigNode& item : list.items) {
      const ConfigNode* name = item.find("name");
      if (name == nullptr || !name->is_text()) continue;
      if (name->text.size() > limits::name_length) check_text(name->text, limits::name_length, name->where, path);
      const auto [first, is_new] = lines.emplace(name->text, name->where.line);
      if (!is_new) {
        issues_.add(name->where, path, "two items have the name \"" + name->text + "\"",
                    "the first is on line " + std::to_string(first->second));
      }
    }
  }

  const std::string& file_;
  Issues& issues_;
};

}  // namespace

ConfigNode parse_toml(std::string_view text, const std::string& file, Issues& issues) {
  guard_toml(text, file);
  try {
    const toml::table root = toml::parse(text);
    ConfigNode node = Converter(file, issues).convert(root, {});
    node.where = {file, 0, 0};
    return node;
  } catch (const toml::parse_error& error) {
    const toml::source_position& where = error.source().begin;
    throw InputError(Issue{{file, where.line, where.column}, {}, std::string(error.description()), {}, {}});
  }
}

ConfigNode load_toml(const std::string& path, Issues& issues) { return parse_toml(read_text_file(path), path, issues); }

ConfigNode load_toml(const std::string& path) {
  Issues issues;
  ConfigNode root = load_toml(path, issues);
  issues.throw_if_any();
  return root;
}

}  // namespace draagkracht
