// Binds the names of a scenario to indices and collects what cannot be bound, with suggestions. Used while compiling.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/model/model.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// Numbers by key: a table's column brought to one array over the labels of its key.
struct KeyedNumbers {
  TableKey key;
  std::vector<double> values;  // axis: row of the key
};

class Binder {
 public:
  Binder(const Scenario& its_scenario, const Tables& its_tables, Model& its_model, Issues& its_issues,
         QuantileTables& its_made)
      : scenario(its_scenario), tables(its_tables), model(its_model), issues(its_issues), made(its_made) {}

  // The position of `name` among `known`, or -1 and an issue such as `unknown pool "huisars"`.
  int find(const Name& name, const std::vector<std::string>& known, const std::string& what,
           const std::string& key_path);
  // The label's index among a variable's or attribute's labels, or -1 and an issue.
  int label_of(LabelSource source, const Name& label, const std::string& key_path);
  // Variable, attribute; constant 0 and an issue if there is neither.
  LabelSource source_of(const Name& name, const std::string& key_path);
  // The attribute of persons with that name, or none.
  Index find_attribute(const std::string& name) const;
  int variable_of(const Name& name, const std::string& key_path);
  const std::vector<std::string>& labels_of(LabelSource source) const;
  // A parameter by its name, or none and an issue; does not read it.
  Index parameter_named(const Name& name, const std::string& key_path);
  // The same for a reader that has the labels of a request, or of what `reading` has; the use is noted.
  Index parameter_of(const Name& name, const std::string& key_path, Reading reading = Reading::request);
  // The same for a reader of one number; an issue if the parameter differs by something.
  Index plain_parameter(const Name& name, const std::string& key_path, Reading reading, Index scope = 0,
                        Index pool = none);
  Index schedule_of(const Name& name, const std::string& key_path);
  Index pool_of(const Name& name, const std::string& key_path);
  const Table* table_of(const Name& name, const std::string& key_path);
  // A key over these sources, the last one fastest; `rows` becomes the number of rows. An issue at `where`, and a key
  // of one row, if there are too many sources or rows (limits.h).
  TableKey key_over(const std::vector<LabelSource>& sources, std::uint32_t& rows, const Location& where,
                    const std::string& key_path);
  // The same over variables and attributes by their names; an issue at `where` if there are too many.
  TableKey key_by(const Names& by, const Location& where, const std::string& key_path, std::uint32_t& rows);

  // The key columns of a lookup: source and name of the column.
  std::vector<std::pair<LabelSource, std::string>> key_columns(const Lookup& lookup, const std::string& key_path);
  // Rows of the table that a lookup is about.
  std::vector<std::size_t> rows_of(const Lookup& lookup, const Table& table, const std::string& key_path);
  // Numbers of a lookup by its key. A missing row is an issue unless the lookup says what to take.
  KeyedNumbers numbers(const Lookup& lookup, const std::string& key_path, const FieldRule& rule = {});
  // An issue if the scenario has no inhabitants.
  void needs_population(const Location& where, const std::string& key_path);
  // A number, or what levers for everyone make of a parameter before the first day; an issue if that is out of range.
  double settled(const Value& value, const std::string& key_path, Reading reading = Reading::settled);
  // The keys of a parameter in words, "reason, age_band", without names that were refused.
  std::string key_text(const Parameter& parameter) const;

  // Something of the scenario, such as "pool" "desk", has an effect: something else names it.
  void use(const char* kind, const std::string& name) { used_.emplace(kind, name); }
  bool is_used(const char* kind, const std::string& name) const { return used_.contains({kind, name}); }

  const Scenario& scenario;
  const Tables& tables;
  Model& model;
  Issues& issues;
  QuantileTables& made;                     // of this model, and of others before it
  std::vector<std::uint32_t> classes_used;  // axis: pool kind; a bit per priority of the services asked of it
  Index step = none;                        // that is being compiled
  std::vector<std::pair<std::int64_t, std::string>> day_types;  // of run.day_types: date, type; by date
  Periods periods;                                              // that measures have unless they say otherwise
  // Levers that could be bound, as written; axis: LeverEffect::number.
  std::vector<const Named<LeverSpec>*> levers;

  // Why a name that is none of those asked for may be meant for them: a number or label that steps set; else "".
  std::string why_unknown(const std::string& name) const;

 private:
  template <class Item>
  Index item_of(const std::vector<Item>& items, const Name& name, const char* what, const std::string& key_path);

  std::set<std::pair<std::string, std::string>> used_;
};

// A number for messages: "0.25", "infinity".
std::string short_number(double number);

}  // namespace draagkracht
