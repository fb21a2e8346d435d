// `extends` and `remove`: which files are merged, and how. The rules stand in toml_document.h.
#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "engine/core/limits.h"
#include "engine/io/toml_document.h"

namespace draagkracht {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::string& path, const std::string& key) { return path.empty() ? key : path + '.' + key; }

// A text, or the texts of a list; anything else is an issue.
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

// The files of one `extends` tree in the order in which they are to be merged, each once, bases first.
class Chain {
 public:
  void follow(const std::string& path, Issues& issues) {
    const std::string identity = identity_of(path);
    open_.push_back({path, identity});
    known_.insert(identity);
    ConfigNode root = load_toml(path, issues);
    if (const ConfigNode* extends = root.find("extends")) {
      const std::string expected = "the name of a file or a list of names";
      const std::vector<const ConfigNode*> names = texts_of(*extends, "extends", expected, wrong_);
      if (!names.empty()) extending_.push_back(path);
      for (const ConfigNode* name : names) follow_base(path, *name, issues);
    }
    open_.pop_back();
    files_.push_back(path);
    roots_.push_back(std::move(root));
  }

  void throw_if_wrong() const { wrong_.throw_if_any(); }
  const std::vector<std::string>& files() const { return files_; }
  const std::vector<ConfigNode>& roots() const { return roots_; }
  // Those that extend another.
  const std::vector<std::string>& extending() const { return extending_; }

 private:
  struct Open {
    std::string path, identity;
  };

  void follow_base(const std::string& from, const ConfigNode& name, Issues& issues) {
    const fs::path written = (fs::path(from).parent_path() / name.text).lexically_normal();
    std::string path = written.string();
    if (name.text.empty() || !exists_as_file(path)) path += ".toml";
    if (name.text.empty() || !exists_as_file(path)) {
      wrong_.add(name.where, "extends", "there is no file \"" + name.text + '"', {}, suggestion(written, name.text));
      return;
    }
    const std::string identity = identity_of(path);
    const auto again = std::find_if(open_.begin(), open_.end(), [&](const Open& o) { return o.identity == identity; });
    if (again != open_.end()) {
      std::string circle;
      for (auto it = again; it != open_.end(); ++it) circle += it->path + " -> ";
      wrong_.add(name.where, "extends", "goes round in a circle: " + circle + again->path);
      return;
    }
    if (known_.contains(identity)) return;
    if (open_.size() == limits::extends_depth || known_.size() == limits::extended_files) {
      const bool deep = open_.size() == limits::extends_depth;
      wrong_.add(name.where, "extends", deep ? "is a chain of too many files" : "leads to too many files",
                 "at most " + std::to_string(deep ? limits::extends_depth : limits::extended_files) + " are possible");
      return;
    }
    follow(path, issues);
  }

  // The same for two ways of writing one path.
  static std::string identity_of(const std::string& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? path : canonical.string();
  }

  static bool exists_as_file(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored) && !fs::is_directory(path, ignored);
  }

  // As the user would write it: with the folder as written, and with the ending only if it was written.
  static std::string suggestion(const fs::path& written, const std::string& name) {
    if (name.empty()) return {};
    const bool with_ending = name.ends_with(".toml");
    const fs::path folder = written.has_parent_path() ? written.parent_path() : fs::path(".");
    const std::string prefix = name.substr(0, name.rfind('/') + 1);
    std::vector<std::string> candidates;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      if (it->path().extension() != ".toml") continue;
      candidates.push_back(prefix + (with_ending ? it->path().filename() : it->path().stem()).string());
    }
    std::sort(candidates.begin(), candidates.end());
    return did_you_mean(name, candidates);
  }

  Issues wrong_;  // about `extends` itself: with these nothing can be merged
  std::vector<Open> open_;
  std::set<std::string> known_;  // by identity: those that are open or done
  std::vector<std::string> extending_;
  std::vector<std::string> files_;
  std::vector<ConfigNode> roots_;
};

class Merger {
 public:
  explicit Merger(Issues& issues) : issues_(issues) {}

  // Merges table `over` into table `base`.
  void merge_tables(ConfigNode& base, const ConfigNode& over, const std::string& path) {
    if (const ConfigNode* remove = over.find("remove")) {
      const std::string key = joined(path, "remove");
      for (const ConfigNode* name : texts_of(*remove, key, "a name or a list of names", issues_)) {
        remove_by_name(base, *name, key);
      }
    }
    for (const ConfigEntry& entry : over.entries) {
      if (entry.key == "remove" || (path.empty() && entry.key == "extends")) continue;
      merge_entry(base, entry, joined(path, entry.key));
    }
    base.where = over.where;
    base.order_entries();
  }

 private:
  void merge_entry(ConfigNode& base, const ConfigEntry& over, const std::string& path) {
    const auto found =
        std::find_if(base.entries.begin(), base.entries.end(), [&](const ConfigEntry& e) { return e.key == over.key; });
    if (found == base.entries.end()) {
      base.entries.push_back({over.key, over.where, fresh(over.value, path)});
    } else {
      found->where = over.where;
      merge_values(found->value, over.value, path);
    }
  }

  void merge_values(ConfigNode& base, const ConfigNode& over, const std::string& path) {
    if (base.is_table() && over.is_table()) {
      merge_tables(base, over, path);
    } else if (base.is_named_list() && over.is_named_list()) {
      for (const ConfigNode& item : over.items) merge_item(base, item.find("name")->text, item, path);
      base.where = over.where;
    } else if (base.is_named_list() && over.is_table() && holds_tables(over)) {
      merge_table_into_list(base, over, path);
    } else if (base.is_table() && holds_tables(base) && over.is_named_list()) {
      for (const ConfigNode& item : over.items) {
        ConfigNode unnamed = item;
        std::erase_if(unnamed.entries, [](const ConfigEntry& e) { return e.key == "name"; });
        const ConfigNode& name = *item.find("name");
        merge_entry(base, {name.text, name.where, std::move(unnamed)}, joined(path, name.text));
      }
      base.where = over.where;
    } else {
      base = fresh(over, path);
    }
  }

  // Merges `item` into the item `name` of a named list, or puts it last.
  void merge_item(ConfigNode& list, const std::string& name, const ConfigNode& item, const std::string& path) {
    if (ConfigNode* found = list.find_named(name)) {
      merge_tables(*found, item, joined(path, name));
    } else {
      list.items.push_back(fresh(item, joined(path, name)));
    }
  }

  // [pool.huisarts] over [[pool]] name = "huisarts".
  void merge_table_into_list(ConfigNode& list, const ConfigNode& over, const std::string& path) {
    if (const ConfigNode* remove = over.find("remove")) {
      const std::string key = joined(path, "remove");
      for (const ConfigNode* name : texts_of(*remove, key, "a name or a list of names", issues_)) {
        remove_by_name(list, *name, key);
      }
    }
    for (const ConfigEntry& entry : over.entries) {
      if (entry.key == "remove") continue;
      ConfigNode item = entry.value;
      if (item.find("name") == nullptr) {
        ConfigNode name;
        name.kind = ConfigNode::Kind::text;
        name.where = entry.where;
        name.text = entry.key;
        item.entries.insert(item.entries.begin(), {"name", entry.where, std::move(name)});
      }
      merge_item(list, entry.key, item, path);
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
      copy.items[i] = fresh(over.items[i], named ? joined(path, name->text) : path + '[' + std::to_string(i + 1) + ']');
    }
    return copy;
  }

  // Whether all values but `remove` are tables, as in a table of named items.
  static bool holds_tables(const ConfigNode& table) {
    return std::all_of(table.entries.begin(), table.entries.end(),
                       [](const ConfigEntry& e) { return e.key == "remove" || e.value.is_table(); });
  }

  void remove_by_name(ConfigNode& from, const ConfigNode& name, const std::string& path) {
    if (remove_here(from, name.text)) return;
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
      issues_.add(name.where, path, "there is no \"" + name.text + "\" to remove", {},
                  did_you_mean(name.text, names_in(from)));
    }
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

ConfigNode load_with_extends(const std::string& path, Issues& issues, std::vector<std::string>* files,
                             std::vector<std::string>* extending) {
  Chain chain;
  chain.follow(path, issues);
  chain.throw_if_wrong();
  if (extending != nullptr) *extending = chain.extending();
  if (files != nullptr) files->insert(files->end(), chain.files().begin(), chain.files().end());

  ConfigNode root;
  Merger merger(issues);
  for (const ConfigNode& file : chain.roots()) merger.merge_tables(root, file, {});
  return root;
}

ConfigNode load_with_extends(const std::string& path) {
  Issues issues;
  ConfigNode root = load_with_extends(path, issues);
  issues.throw_if_any();
  return root;
}

}  // namespace draagkracht
