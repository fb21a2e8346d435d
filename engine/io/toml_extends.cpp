// `extends`: which files are merged, and in which order. The rules stand in toml_document.h.
#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "engine/core/limits.h"
#include "engine/io/merge_trees.h"
#include "engine/io/toml_document.h"

namespace draagkracht {
namespace {

namespace fs = std::filesystem;

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
    const std::string last = name.text.substr(name.text.rfind('/') + 1);
    if (last == "*" || last == "*.toml") return follow_folder(from, name, issues);
    const fs::path written = (fs::path(from).parent_path() / name.text).lexically_normal();
    std::string path = written.string();
    if (name.text.empty() || !exists_as_file(path)) path += ".toml";
    if (name.text.empty() || !exists_as_file(path)) {
      wrong_.add(name.where, "extends", "there is no file \"" + name.text + '"', {}, suggestion(written, name.text));
      return;
    }
    follow_once(path, name, issues);
  }

  // All .toml files of a folder, by name; not those whose names begin with a point, which editors leave behind.
  void follow_folder(const std::string& from, const ConfigNode& name, Issues& issues) {
    const fs::path folder = (fs::path(from).parent_path() / name.text).parent_path().lexically_normal();
    std::vector<std::string> paths;
    for (const std::string& file : toml_files(folder)) paths.push_back((folder / file).string());
    if (paths.empty()) wrong_.add(name.where, "extends", "there is no file \"" + name.text + '"');
    for (const std::string& path : paths) follow_once(path, name, issues);
  }

  void follow_once(const std::string& path, const ConfigNode& name, Issues& issues) {
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
    for (const std::string& file : toml_files(folder))
      candidates.push_back(prefix + (with_ending ? file : fs::path(file).stem().string()));
    return did_you_mean(name, candidates);
  }

  // Names in the order of their bytes.
  static std::vector<std::string> toml_files(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    const fs::path here = folder.empty() ? fs::path(".") : folder;
    for (fs::directory_iterator it(here, error), end; !error && it != end; it.increment(error)) {
      const std::string name = it->path().filename().string();
      if (name.ends_with(".toml") && name.front() != '.' && exists_as_file(it->path())) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Issues wrong_;  // about `extends` itself: with these nothing can be merged
  std::vector<Open> open_;
  std::set<std::string> known_;  // by identity: those that are open or done
  std::vector<std::string> extending_;
  std::vector<std::string> files_;
  std::vector<ConfigNode> roots_;
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
  for (const ConfigNode& file : chain.roots()) merge_over(root, file, {}, issues);
  return root;
}

ConfigNode load_with_extends(const std::string& path) {
  Issues issues;
  ConfigNode root = load_with_extends(path, issues);
  issues.throw_if_any();
  return root;
}

}  // namespace draagkracht
