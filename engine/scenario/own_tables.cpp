#include "engine/scenario/own_tables.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace draagkracht {
namespace {

constexpr char region_column[] = "region";

using Cells = std::vector<std::string>;

void add_row(Table& to, const Table& from, std::size_t row, const Cells& cells) {
  to.rows.push_back(cells);
  to.lines.push_back(from.lines[row]);
  to.starts.push_back(row < from.starts.size() ? from.starts[row] : std::vector<std::uint32_t>{});
  to.files.push_back(row < from.files.size() ? from.files[row] : from.file);
}

Table like(const Table& table) {
  Table empty;
  empty.file = table.file;
  empty.columns = table.columns;
  return empty;
}

// Tables that all regions have together, and why.
std::optional<std::string> shared_because(const Scenario& s, const std::string& table) {
  const PopulationSpec& people = s.population;
  const auto is = [&](const Name& name) { return name.value == table; };
  if (is(people.wijken) || is(people.regions) || is(people.own_regions)) return "it says which regions there are";
  if (is(s.run.holidays) || is(s.run.day_types)) return "all regions have one calendar";
  if (std::any_of(s.parameter_tables.begin(), s.parameter_tables.end(), is))
    return "parameters are read once for all regions; a lever with `where = { region = [...] }` changes one";
  return std::nullopt;
}

class Separator {
 public:
  Separator(const Scenario& scenario, Tables& tables, Issues& issues)
      : scenario_(scenario), tables_(tables), issues_(issues) {}

  OwnTables separate(const std::map<std::string, Tables>& files) {
    for (const auto& [name, where, spec] : scenario_.tables) {
      const auto table = tables_.find(name);
      if (table == tables_.end()) continue;
      check_key(name, spec, table->second);
      if (name != scenario_.population.own_regions.value && !spec.key.empty()) take_rows(name, table->second);
    }
    for (const auto& [region, where, spec] : scenario_.regions) {
      if (spec.tables.empty()) issues_.add(where, "region." + region, "has no table", "it says nothing of the region");
      for (const auto& [name, its_place, own] : spec.tables) take_file(region, name, its_place, own, files);
    }
    return std::move(own_);
  }

 private:
  const TableSpec* spec_of(const std::string& table) const {
    for (const auto& one : scenario_.tables) {
      if (one.name == table) return &one.item;
    }
    return nullptr;
  }

  void check_key(const std::string& name, const TableSpec& spec, const Table& table) {
    for (const Name& column : spec.key) {
      if (table.column(column.value) < 0) {
        issues_.add(column.where, "table." + name + ".key", "table has no column " + quoted(column.value), {},
                    did_you_mean(column.value, table.columns));
      }
    }
    if (table.column(region_column) < 0 || name == scenario_.population.own_regions.value) return;
    const Location where{table.file, 1, 1};
    if (spec.key.empty()) {
      issues_.add(where, region_column, "the column is not read: table " + quoted(name) + " has no key",
                  "a row of a region takes the place of the row with the same key",
                  "Write the columns that tell rows apart: table." + name + ".key = [...]");
    } else if (const auto why = shared_because(scenario_, name)) {
      issues_.add(where, region_column, "table " + quoted(name) + " has no rows of one region", *why);
    }
  }

  // The cells of the key columns; empty if a column is missing, which has been said.
  Cells key_of(const TableSpec& spec, const Table& table, std::size_t row) const {
    Cells key;
    for (const Name& column : spec.key) {
      const int at = table.column(column.value);
      if (at < 0) return {};
      key.push_back(table.rows[row][static_cast<std::size_t>(at)]);
    }
    return key;
  }
  static std::string key_text(const TableSpec& spec, const Cells& key) {
    std::string text;
    for (std::size_t k = 0; k < key.size(); ++k)
      text += (k == 0 ? "" : ", ") + spec.key[k].value + ' ' + quoted(key[k]);
    return text;
  }

  // The row of each key; a second row of a key is an issue.
  std::map<Cells, std::size_t> rows_by_key(const TableSpec& spec, const Table& table, const std::string& region) {
    std::map<Cells, std::size_t> rows;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto [first, is_new] = rows.emplace(key_of(spec, table, row), row);
      if (!is_new) {
        issues_.add(
            table.where(row, -1), {},
            "second row for " + key_text(spec, first->first) + (region.empty() ? "" : " of region " + quoted(region)),
            "the first is on line " + std::to_string(table.lines[first->second]));
      }
    }
    return rows;
  }

  // The table of everyone with those rows that `own` has instead; columns are found by name.
  std::optional<Table> merged(const TableSpec& spec, const Table& everyone, const Table& own, const std::string& region,
                              const std::string& name) {
    const std::size_t before = issues_.size();
    const std::map<Cells, std::size_t> of_own = rows_by_key(spec, own, region);
    const std::map<Cells, std::size_t> of_all = rows_by_key(spec, everyone, {});
    check_known(spec, own, of_own, of_all, name);
    if (issues_.size() > before) return std::nullopt;
    Table table = like(everyone);
    for (std::size_t row = 0; row < everyone.rows.size(); ++row) {
      const auto instead = of_own.find(key_of(spec, everyone, row));
      if (instead == of_own.end()) {
        add_row(table, everyone, row, everyone.rows[row]);
        continue;
      }
      Cells cells;
      std::vector<std::uint32_t> starts;
      for (const std::string& column : everyone.columns) {
        const int at = own.column(column);
        cells.push_back(at < 0 ? std::string() : own.rows[instead->second][static_cast<std::size_t>(at)]);
        starts.push_back(own.where(instead->second, at).column);
      }
      add_row(table, own, instead->second, cells);
      table.starts.back() = starts;
    }
    return table;
  }

  void check_known(const TableSpec& spec, const Table& own, const std::map<Cells, std::size_t>& of_own,
                   const std::map<Cells, std::size_t>& of_all, const std::string& name) {
    for (const auto& [key, row] : of_own) {
      if (of_all.contains(key)) continue;
      std::vector<std::string> known;
      for (const auto& [other, its_row] : of_all) {
        if (std::equal(key.begin() + 1, key.end(), other.begin() + 1, other.end())) known.push_back(other[0]);
      }
      issues_.add(own.where(row, own.column(spec.key[0].value)), spec.key[0].value,
                  "table " + quoted(name) + " has no row for " + key_text(spec, key), "nothing would read this one",
                  did_you_mean(key[0], known));
    }
  }

  void take_rows(const std::string& name, Table& table) {
    const int column = table.column(region_column);
    const TableSpec& spec = *spec_of(name);
    if (column < 0 || shared_because(scenario_, name)) return;
    Table everyone = like(table);
    std::map<std::string, Table> of_region;
    std::map<std::string, Location> first;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const std::string& region = table.rows[row][static_cast<std::size_t>(column)];
      Table& to = region.empty() ? everyone : of_region.try_emplace(region, like(table)).first->second;
      if (!region.empty()) first.emplace(region, table.where(row, column));
      add_row(to, table, row, table.rows[row]);
    }
    for (const auto& [region, own] : of_region) {
      if (std::optional<Table> whole = merged(spec, everyone, own, region, name))
        own_[region][name] = {std::move(*whole), first.at(region), own.rows.size()};
    }
    table = std::move(everyone);
  }

  void take_file(const std::string& region, const std::string& name, const Location& where, const OwnTableSpec& own,
                 const std::map<std::string, Tables>& files) {
    const std::string path = "region." + region + ".table." + name;
    const TableSpec* spec = spec_of(name);
    const auto everyone = tables_.find(name);
    if (spec == nullptr) {
      std::vector<std::string> known;
      for (const auto& one : scenario_.tables) known.push_back(one.name);
      issues_.add(where, path, "unknown table " + quoted(name), "a region has tables that the model has",
                  did_you_mean(name, known));
      return;
    }
    if (own.file.value.empty()) {
      issues_.add(
          where, path + ".file", "is missing", "the region has no folder with this table",
          "Write file = \"" + name + ".csv\", or put " + region + "/" + name + ".csv beside the table of regions");
      return;
    }
    if (const auto why = shared_because(scenario_, name)) {
      issues_.add(where, path, "no region has table " + quoted(name) + " of its own", *why);
      return;
    }
    const auto of_region = files.find(region);
    const bool was_read = of_region != files.end() && of_region->second.contains(name);
    if (!was_read || everyone == tables_.end()) return;  // has been said
    const Table& table = of_region->second.at(name);
    if (own_[region].contains(name)) {
      issues_.add(where, path, "stands beside rows of the region in table " + quoted(name),
                  "one of them says what the region has");
      return;
    }
    if (table.column(region_column) >= 0 && everyone->second.column(region_column) < 0) {
      issues_.add({table.file, 1, 1}, region_column, "the column is not read", "the whole file is of region " + region,
                  "Leave it away");
    }
    for (const Name& column : spec->key) {
      if (table.column(column.value) >= 0) continue;
      issues_.add({table.file, 1, 1}, column.value, "the column is missing", "it is a key of table " + quoted(name),
                  did_you_mean(column.value, table.columns));
      return;
    }
    if (own.rows == 1 && spec->key.empty()) {
      issues_.add(where, path + ".rows", "some: table " + quoted(name) + " has no key",
                  "which rows are those of everyone is not known", "Write the whole table, or table." + name + ".key");
      return;
    }
    if (own.rows == 1) {
      if (std::optional<Table> whole = merged(*spec, everyone->second, table, region, name))
        own_[region][name] = {std::move(*whole), where, table.rows.size()};
      return;
    }
    if (!spec->key.empty()) check_whole(*spec, everyone->second, table, region, name);
    own_[region][name] = {table, where, table.rows.size()};
  }

  void check_whole(const TableSpec& spec, const Table& everyone, const Table& own, const std::string& region,
                   const std::string& name) {
    const std::map<Cells, std::size_t> of_own = rows_by_key(spec, own, region);
    const std::map<Cells, std::size_t> of_all = rows_by_key(spec, everyone, {});
    check_known(spec, own, of_own, of_all, name);
    constexpr std::size_t most_named = 10;
    std::string missing;
    std::size_t n = 0;
    for (const auto& [key, row] : of_all) {
      if (of_own.contains(key)) continue;
      if (n < most_named) missing += (n == 0 ? "" : "; ") + key_text(spec, key);
      ++n;
    }
    if (n == 0) return;
    if (n > most_named) missing += "; and " + std::to_string(n - most_named) + " more";
    issues_.add({own.file, 0, 0}, "region." + region + ".table." + name,
                std::string(n == 1 ? "has no row for " : "has no rows for ") + missing,
                "the file is the whole table of this region",
                std::string(n == 1 ? "Write the row" : "Write the rows") + ", or rows = \"some\" for " +
                    (n == 1 ? "that" : "those") + " of everyone");
  }

  const Scenario& scenario_;
  Tables& tables_;
  Issues& issues_;
  OwnTables own_;
};

}  // namespace

OwnTables separate_regions(const Scenario& scenario, Tables& tables, const std::map<std::string, Tables>& files,
                           Issues& issues) {
  return Separator(scenario, tables, issues).separate(files);
}

}  // namespace draagkracht
