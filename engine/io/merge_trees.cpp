#include "engine/io/merge_trees.h"

#include <algorithm>
#include <utility>

#include "engine/io/short_laws.h"

namespace draagkracht {
namespace {

class Merger {
 public:
  explicit Merger(Issues& issues) : issues_(issues) {}

  // Merges table `over` into table `base`.
  void merge_tables(ConfigNode& base, const ConfigNode& over, const std::string& path) {
    if (const ConfigNode* remove = over.find("remove")) {
      const std::string key = joined_path(path, "remove");
      for (const ConfigNode* name : texts_of(*remove, key, "a name or a list of names", issues_)) {
        if (!remove_by_name(base, *name, key, !awaits_template(base) && !awaits_template(over)))
          remove_later(base, *name);
      }
    }
    for (const ConfigEntry& entry : over.entries) {
      if (entry.key == "remove" || (path.empty() && entry.key == "extends")) continue;
      merge_entry(base, entry, joined_path(path, entry.key));
    }
    base.where = over.where;
    base.order_entries();
  }

  // Puts into table `base` what it lacks of table `under`.
  void put_under_table(ConfigNode& base, const ConfigNode& under, const std::string& path) {
    for (const ConfigEntry& entry : under.entries) {
      const std::string key = joined_path(path, entry.key);
      ConfigNode* found = base.find(entry.key);
      if (found != nullptr) {
        put_under(*found, entry.value, key);
      } else {
        merge_entry(base, entry, key);
      }
    }
    base.order_entries();
  }

 private:
  void put_under(ConfigNode& base, const ConfigNode& under, const std::string& path) {
    if (is_addition(under)) {
      lengthen(base, under, path);
    } else if (base.is_table() && under.is_table()) {
      put_under_table(base, under, path);
    } else if (base.is_named_list() && under.is_named_list()) {
      for (const ConfigNode& item : under.items) put_item_under(base, item.find("name")->text, item, path);
    } else if (base.is_named_list() && under.is_table() && holds_tables(under)) {
      for (const ConfigEntry& entry : under.entries) put_item_under(base, entry.key, named(entry), path);
    } else if (base.is_table() && holds_tables(base) && under.is_named_list()) {
      ConfigNode table;
      for (const ConfigNode& item : under.items) table.entries.push_back(unnamed(item));
      put_under_table(base, table, path);
    }
  }

  void put_item_under(ConfigNode& list, const std::string& name, const ConfigNode& item, const std::string& path) {
    if (ConfigNode* found = list.find_named(name)) {
      put_under_table(*found, item, joined_path(path, name));
    } else {
      list.items.push_back(fresh(item, joined_path(path, name)));
    }
  }

  // [[pool]] name = "x" as the entry x of a table.
  static ConfigEntry unnamed(const ConfigNode& item) {
    const ConfigNode& name = *item.find("name");
    ConfigEntry entry{name.text, name.where, item};
    std::erase_if(entry.value.entries, [](const ConfigEntry& e) { return e.key == "name"; });
    return entry;
  }

  // The entry x of a table as an item with the name x.
  static ConfigNode named(const ConfigEntry& entry) {
    ConfigNode item = entry.value;
    if (item.find("name") != nullptr) return item;
    ConfigNode name;
    name.kind = ConfigNode::Kind::text;
    name.where = entry.where;
    name.text = entry.key;
    item.entries.insert(item.entries.begin(), {"name", entry.where, std::move(name)});
    return item;
  }

  void merge_entry(ConfigNode& base, const ConfigEntry& over, const std::string& path) {
    const auto found =
        std::find_if(base.entries.begin(), base.entries.end(), [&](const ConfigEntry& e) { return e.key == over.key; });
    if (found == base.entries.end()) {
      if (is_addition(over.value) && !in_template(path)) return refuse_addition(over.value, path);
      base.entries.push_back({over.key, over.where, fresh(over.value, path)});
    } else {
      found->where = over.where;
      merge_values(found->value, over.value, path);
    }
  }

  void merge_values(ConfigNode& base, const ConfigNode& over, const std::string& path) {
    if (base.is_text() && over.is_table() && !is_addition(over)) {
      // A law in a line is written out when a part of it is changed.
      const LineOfLaw law = parse_law(base);
      if (law.right) base = law.table;
    }
    if (is_addition(over)) {
      lengthen(is_addition(base) ? base.entries[0].value : base, over, path);
    } else if (base.is_table() && over.is_table()) {
      merge_tables(base, over, path);
    } else if (base.is_named_list() && over.is_named_list()) {
      for (const ConfigNode& item : over.items) merge_item(base, item.find("name")->text, item, path);
      base.where = over.where;
    } else if (base.is_named_list() && over.is_table() && holds_tables(over)) {
      merge_table_into_list(base, over, path);
    } else if (base.is_table() && holds_tables(base) && over.is_named_list()) {
      for (const ConfigNode& item : over.items) {
        const ConfigEntry entry = unnamed(item);
        merge_entry(base, entry, joined_path(path, entry.key));
      }
      base.where = over.where;
    } else {
      base = fresh(over, path);
    }
  }

  // Merges `item` into the item `name` of a named list, or puts it last.
  void merge_item(ConfigNode& list, const std::string& name, const ConfigNode& item, const std::string& path) {
    if (ConfigNode* found = list.find_named(name)) {
      merge_tables(*found, item, joined_path(path, name));
    } else {
      list.items.push_back(fresh(item, joined_path(path, name)));
    }
  }

  // [pool.huisarts] over [[pool]] name = "huisarts".
  void merge_table_into_list(ConfigNode& list, const ConfigNode& over, const std::string& path) {
    if (const ConfigNode* remove = over.find("remove")) {
      const std::string key = joined_path(path, "remove");
      for (const ConfigNode* name : texts_of(*remove, key, "a name or a list of names", issues_)) {
        remove_by_name(list, *name, key);
      }
    }
    for (const ConfigEntry& entry : over.entries) {
      if (entry.key == "remove") continue;
      merge_item(list, entry.key, named(entry), path);
    }
    list.where = over.where;
  }

  // A tree that inherits nothing: its `remove`s have nothing to remove.
  ConfigNode fresh(const ConfigNode& over, const std::string& path) {
    if (over.is_table()) {
      ConfigNode empty;
      empty.kind = ConfigNode::Kind::table;
      merge_tables(empty, over, path);
      return empty;
    }
    ConfigNode copy = over;
    for (std::size_t i = 0; i < copy.items.size(); ++i) {
      const ConfigNode* name = over.items[i].find("name");
      const bool named = name != nullptr && name->is_text();
      copy.items[i] =
          fresh(over.items[i], named ? joined_path(path, name->text) : path + '[' + std::to_string(i + 1) + ']');
    }
    return copy;
  }

  // `{add = [...]}` in place of a list.
  static bool is_addition(const ConfigNode& node) {
    return node.is_table() && node.entries.size() == 1 && node.entries[0].key == "add" &&
           node.entries[0].value.kind == ConfigNode::Kind::array;
  }

  // What a template adds is added where the template is used.
  static bool in_template(const std::string& path) { return path.starts_with("template."); }

  void refuse_addition(const ConfigNode& addition, const std::string& path) {
    issues_.add(addition.entries[0].where, joined_path(path, "add"), "there is no list to add to",
                "`add` lengthens a list that is inherited");
  }

  // Puts the items of an addition at the end of a list, or in front of a last one that takes the rest. What is there
  // already is not added again.
  void lengthen(ConfigNode& list, const ConfigNode& addition, const std::string& path) {
    if (list.is_table()) return refuse_addition(addition, path);
    if (list.is_named_list()) {
      issues_.add(addition.entries[0].where, joined_path(path, "add"), "adds to a list of items with names",
                  "such items are added by writing them, each with its name");
      return;
    }
    if (list.kind != ConfigNode::Kind::array) {  // one value stands for a list of one
      ConfigNode alone = list;
      list = ConfigNode();
      list.kind = ConfigNode::Kind::array;
      list.where = alone.where;
      list.items.push_back(std::move(alone));
    }
    const std::vector<ConfigNode>& added = addition.entries[0].value.items;
    for (std::size_t i = 0; i < added.size(); ++i) {
      ConfigNode item = fresh(added[i], joined_path(path, "add") + '[' + std::to_string(i + 1) + ']');
      const auto same = [&](const ConfigNode& there) { return same_content(there, item); };
      if (std::any_of(list.items.begin(), list.items.end(), same)) continue;
      const bool before_rest = item.find("share") != nullptr && !list.items.empty() && list.items.back().is_table() &&
                               list.items.back().find("share") == nullptr;
      list.items.insert(list.items.end() - (before_rest ? 1 : 0), std::move(item));
    }
  }

  // Whether all values but `remove` are tables, as in a table of named items.
  static bool holds_tables(const ConfigNode& table) {
    return std::all_of(table.entries.begin(), table.entries.end(),
                       [](const ConfigEntry& e) { return e.key == "remove" || e.value.is_table(); });
  }

  // A step with a template, or a pathway with such steps: what it removes may be of the template, which is not written
  // out yet.
  static bool awaits_template(const ConfigNode& table) {
    const auto has_template = [](const ConfigNode& step) {
      const ConfigNode* named = step.find("template");
      return named != nullptr && named->is_text();
    };
    if (has_template(table)) return true;
    const ConfigNode* steps = table.find("step");
    return steps != nullptr && (std::any_of(steps->items.begin(), steps->items.end(), has_template) ||
                                std::any_of(steps->entries.begin(), steps->entries.end(),
                                            [&](const ConfigEntry& entry) { return has_template(entry.value); }));
  }

  // Keeps a name for when templates are written out.
  static void remove_later(ConfigNode& step, const ConfigNode& name) {
    ConfigNode* later = step.find("remove");
    if (later == nullptr) {
      ConfigNode list;
      list.kind = ConfigNode::Kind::array;
      list.where = name.where;
      step.entries.push_back({"remove", name.where, std::move(list)});
      later = &step.entries.back().value;
    }
    later->items.push_back(name);
  }

  // Whether it was there. An issue if not, and it `must` be.
  bool remove_by_name(ConfigNode& from, const ConfigNode& name, const std::string& path, bool must = true) {
    if (remove_here(from, name.text)) return true;
    std::vector<ConfigEntry*> lists;  // in which there is such an item
    for (ConfigEntry& entry : from.entries) {
      if (entry.value.is_named_list() && entry.value.find_named(name.text) != nullptr) lists.push_back(&entry);
    }
    if (lists.size() > 1) {
      issues_.add(
          name.where, path, "there are several items \"" + name.text + "\" to remove", "each is in another list",
          "did you mean \"" + lists[0]->key + '.' + name.text + "\" or \"" + lists[1]->key + '.' + name.text + '"');
    } else if (lists.size() == 1) {
      remove_here(lists[0]->value, name.text);
      from.order_entries();
    } else if (!remove_below(from, name.text)) {
      if (!must) return false;
      issues_.add(name.where, path, "there is no \"" + name.text + "\" to remove", {},
                  did_you_mean(name.text, names_in(from)));
    }
    return true;
  }

  // A key of this table, or an item of this named list.
  static bool remove_here(ConfigNode& node, std::string_view name) {
    const std::size_t before = node.entries.size() + node.items.size();
    if (node.is_table()) std::erase_if(node.entries, [&](const ConfigEntry& e) { return e.key == name; });
    if (node.is_named_list())
      std::erase_if(node.items, [&](const ConfigNode& i) { return i.find("name")->text == name; });
    return node.entries.size() + node.items.size() < before;
  }

  // "list.x": x inside the key or item `list`. Names may themselves hold points.
  static bool remove_below(ConfigNode& node, std::string_view name) {
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
      ConfigNode* child = node.find(name.substr(0, dot));
      if (child == nullptr && node.is_named_list()) child = node.find_named(name.substr(0, dot));
      if (child == nullptr) continue;
      const std::string_view rest = name.substr(dot + 1);
      if (remove_here(*child, rest) || remove_below(*child, rest)) {
        node.order_entries();
        return true;
      }
    }
    return false;
  }

  static std::vector<std::string> names_in(const ConfigNode& node) {
    std::vector<std::string> names;
    const auto add_items = [&](const ConfigNode& list) {
      if (!list.is_named_list()) return;
      for (const ConfigNode& item : list.items) names.push_back(item.find("name")->text);
    };
    for (const ConfigEntry& entry : node.entries) {
      names.push_back(entry.key);
      add_items(entry.value);
    }
    add_items(node);
    return names;
  }

  Issues& issues_;
};

}  // namespace

std::string joined_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + '.' + key;
}

std::vector<const ConfigNode*> texts_of(const ConfigNode& node, const std::string& path, const std::string& expected,
                                        Issues& issues) {
  std::vector<const ConfigNode*> texts;
  const auto take = [&](const ConfigNode& item) {
    if (item.is_text()) {
      texts.push_back(&item);
    } else {
      issues.add(item.where, path, "expected " + expected + ", found " + describe_found(item));
    }
  };
  if (node.kind == ConfigNode::Kind::array) {
    for (const ConfigNode& item : node.items) take(item);
  } else {
    take(node);
  }
  return texts;
}

void merge_over(ConfigNode& base, const ConfigNode& over, const std::string& path, Issues& issues) {
  Merger(issues).merge_tables(base, over, path);
}

void merge_under(ConfigNode& base, const ConfigNode& under, const std::string& path, Issues& issues) {
  Merger(issues).put_under_table(base, under, path);
}

}  // namespace draagkracht
