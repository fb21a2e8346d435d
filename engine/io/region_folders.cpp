#include "engine/io/region_folders.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace draagkracht {
namespace {

namespace fs = std::filesystem;

constexpr const char* table_ending = ".csv";

// What stands in a folder, in the order of the names; nothing if it cannot be read.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    entries.push_back(at->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// What may stand beside tables and is none: where they come from, and what people write for each other.
bool is_about_tables(const std::string& file) {
  return file.starts_with('.') || file.ends_with(".meta.toml") || file.ends_with(".md") || file.ends_with(".txt");
}

template <class T>
Named<T>& named(NamedList<T>& list, const std::string& name, const Location& where) {
  const auto known = std::find_if(list.begin(), list.end(), [&](const Named<T>& one) { return one.name == name; });
  return known != list.end() ? *known : list.emplace_back(Named<T>{name, where, {}});
}

class Finder {
 public:
  Finder(Scenario& scenario, Issues& issues) : scenario_(scenario), issues_(issues) {
    for (const auto& table : scenario.tables) tables_.push_back(table.name);
  }

  // `codes`: the regions of a table.
  void look_beside(const std::string& table, const std::vector<std::string>& codes) {
    const fs::path beside = fs::path(table).parent_path();
    for (const fs::path& folder : entries_of(beside.empty() ? fs::path(".") : beside)) {
      const std::string code = folder.filename().string();
      if (!is_folder(folder) || !seen_.insert(folder.string()).second) continue;
      if (std::find(codes.begin(), codes.end(), code) != codes.end()) {
        take(folder, code);
      } else if (const std::string near = near_code(code, codes); !near.empty() && holds_tables(folder)) {
        issues_.add({folder.string(), 0, 0}, "region", "no region has the code " + draagkracht::quoted(code),
                    "a folder with tables beside " + table + " is that of a region", near);
      }
    }
  }

 private:
  // The code that a folder may have meant; "" if it is no region's.
  static std::string near_code(const std::string& name, const std::vector<std::string>& codes) {
    const auto is_name = [&](const std::string& code) {
      return std::equal(code.begin(), code.end(), name.begin(), name.end(),
                        [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
    };
    const auto same = std::find_if(codes.begin(), codes.end(), is_name);
    return same == codes.end() ? did_you_mean(name, codes) : "did you mean " + draagkracht::quoted(*same);
  }
  static bool holds_tables(const fs::path& folder) {
    const std::vector<fs::path> files = entries_of(folder);
    return std::any_of(files.begin(), files.end(),
                       [](const fs::path& file) { return file.extension() == table_ending; });
  }

  void take(const fs::path& folder, const std::string& code) {
    for (const fs::path& file : entries_of(folder)) {
      const std::string name = file.filename().string();
      if (is_about_tables(name)) continue;
      const Location where{file.string(), 0, 0};
      if (file.extension() != table_ending || is_folder(file)) {
        issues_.add(where, "region." + code, "is no table", "a region's folder holds its tables, NAME.csv", {});
        continue;
      }
      const std::string table = file.stem().string();
      if (std::find(tables_.begin(), tables_.end(), table) == tables_.end()) {
        issues_.add(where, "region." + code + ".table", "unknown table " + draagkracht::quoted(table),
                    "a region has tables that the model has", did_you_mean(table, tables_));
        continue;
      }
      auto& own = named(named(scenario_.regions, code, where).item.tables, table, where);
      if (own.item.file.value.empty()) own.item.file = {name, where};
    }
  }

  Scenario& scenario_;
  Issues& issues_;
  std::vector<std::string> tables_;
  std::set<std::string> seen_;  // folders
};

std::vector<std::string> texts_in(const Table& table, const char* column) {
  std::vector<std::string> texts;
  const int at = table.column(column);
  for (std::size_t row = 0; at >= 0 && row < table.rows.size(); ++row)
    texts.push_back(table.rows[row][static_cast<std::size_t>(at)]);
  return texts;
}

}  // namespace

void find_region_folders(Scenario& scenario, const Tables& tables, Issues& issues) {
  Finder finder(scenario, issues);
  const std::pair<const Name&, const char*> named_in[] = {{scenario.population.regions, "region_code"},
                                                          {scenario.population.own_regions, "region"}};
  std::map<std::string, std::vector<std::string>> codes;  // of the tables of one folder
  std::map<std::string, std::string> first;
  for (const auto& [name, column] : named_in) {
    const auto table = tables.find(name.value);
    if (table == tables.end()) continue;
    const std::string folder = fs::path(table->second.file).parent_path().string();
    for (std::string& code : texts_in(table->second, column)) codes[folder].push_back(std::move(code));
    first.emplace(folder, table->second.file);
  }
  for (const auto& [folder, table] : first) finder.look_beside(table, codes[folder]);
}

}  // namespace draagkracht
