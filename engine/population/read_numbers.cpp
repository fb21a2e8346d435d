#include "engine/population/read_numbers.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/core/limits.h"
#include "engine/model/day_values.h"
#include "engine/model/labelled_attribute.h"
#include "engine/scenario/attribute_labels.h"

namespace draagkracht {
namespace {

using Axis = NumberRule::Axis;

// The lookup of one number.
class NumberLookup {
 public:
  NumberLookup(const Lookup& lookup, const Scenario& scenario, const Tables& tables, const Model& model,
               const PopulationInput& input, std::string path, Issues& issues)
      : lookup_(lookup),
        scenario_(scenario),
        tables_(tables),
        model_(model),
        input_(input),
        path_(std::move(path)),
        issues_(issues) {}

  void read(NumberRule& rule) {
    const auto found = tables_.find(lookup_.table.value);
    if (found == tables_.end())
      return issues_.add(lookup_.table.where, path_ + ".table", "unknown table " + quoted(lookup_.table.value));
    table_ = &found->second;
    const int value = column(lookup_.column.value, lookup_.column.where, "column");
    find_rows();
    for (const Name& by : lookup_.by) add_axis(by, rule);
    if (wrong_ || value < 0) return;
    fill(value, rule);
    if (lookup_.has_missing) {
      rule.missing = lookup_.missing.value;
    } else {
      check_complete(rule);
    }
  }

 private:
  // A column of the lookup's table, or -1 and an issue.
  int column(const std::string& name, const Location& where, const char* key) {
    const int at = table_->column(name);
    if (at >= 0) return at;
    wrong_ = true;
    const std::string problem =
        name.empty() ? "is missing" : "table " + quoted(lookup_.table.value) + " has no column " + quoted(name);
    issues_.add(name.empty() ? lookup_.where : where, path_ + '.' + key, problem, {},
                did_you_mean(name, table_->columns));
    return -1;
  }

  // The rows that `only` leaves.
  void find_rows() {
    std::vector<std::pair<int, std::string>> only;
    for (const auto& [name, text] : lookup_.only) only.emplace_back(column(name, text.where, "only"), text.value);
    for (std::size_t row = 0; row < table_->rows.size(); ++row) {
      const bool fits = std::all_of(only.begin(), only.end(), [&](const auto& rule) {
        return rule.first >= 0 && cell(row, rule.first) == rule.second;
      });
      if (fits) rows_.push_back(row);
    }
  }

  const std::string& cell(std::size_t row, int at) const { return table_->rows[row][static_cast<std::size_t>(at)]; }

  void add_axis(const Name& by, NumberRule& rule) {
    auto [column_name, name] = attribute_and_label(by.value);
    if (name.empty()) name = column_name;
    const int at = column(column_name, by.where, "by");
    Axis axis;
    axis.name = name;
    if (const auto attribute = place_of(model_.attributes, name)) {
      axis.rows = model_.attribute_labels[*attribute];
    } else if (is_scope(name)) {
      axis.kind = Axis::Kind::place;
      if (at >= 0) add_texts(at, axis);
    } else {
      axis.kind = Axis::Kind::wijk;
      const std::vector<std::vector<std::string>> texts = texts_of_wijken(by, name);
      if (texts.empty()) return;
      if (at >= 0) {
        check_known(at, name);
        add_wijken(at, texts, axis);
      }
    }
    columns_.push_back(at);
    rule.axes.push_back(std::move(axis));
  }

  bool is_scope(const std::string& name) const {
    return std::any_of(model_.scopes.begin() + 1, model_.scopes.end(),
                       [&](const Model::Scope& scope) { return scope.name == name; });
  }

  void add_texts(int at, Axis& axis) const {
    for (const std::size_t row : rows_) {
      if (!place_of(axis.rows, cell(row, at))) axis.rows.push_back(cell(row, at));
    }
  }

  // What each wijk of the region is called by; none and an issue if wijken are not called by that.
  std::vector<std::vector<std::string>> texts_of_wijken(const Name& by, const std::string& name) {
    std::vector<std::vector<std::string>> texts;
    if (name == "wijk" || name == "gemeente") {
      for (const WijkCount& wijk : input_.wijken) {
        texts.push_back({name == "wijk" ? wijk.code : wijk.municipality_code});
        if (name == "gemeente") texts.back().push_back(wijk.municipality);
      }
      return texts;
    }
    const Table& wijken = tables_.at(scenario_.population.wijken.value);
    const int at = wijken.column(name), region = wijken.column("region_code");
    if (at < 0 || region < 0) {
      wrong_ = true;
      std::vector<std::string> known = model_.attributes;
      for (std::size_t s = 1; s < model_.scopes.size(); ++s) known.push_back(model_.scopes[s].name);
      known.insert(known.end(), {"wijk", "gemeente"});
      known.insert(known.end(), wijken.columns.begin(), wijken.columns.end());
      issues_.add(by.where, path_ + ".by", "knows no " + quoted(name) + " of persons",
                  "it takes attributes, scopes, wijk, gemeente and columns of the table of wijken",
                  did_you_mean(name, known));
      return {};
    }
    for (const std::vector<std::string>& row : wijken.rows) {
      if (row[static_cast<std::size_t>(region)] == input_.region) texts.push_back({row[static_cast<std::size_t>(at)]});
    }
    return texts;
  }

  // Rows of other regions are right; those of wijken that no region has are not.
  void check_known(int at, const std::string& name) const {
    const Table& wijken = tables_.at(scenario_.population.wijken.value);
    std::set<std::string> known;
    const std::vector<const char*> columns = name == "wijk"       ? std::vector{"wijk_code"}
                                             : name == "gemeente" ? std::vector{"municipality_code", "municipality"}
                                                                  : std::vector{name.c_str()};
    for (const char* column : columns) {
      const int its = wijken.column(column);
      for (const std::vector<std::string>& row : wijken.rows) {
        if (its >= 0) known.insert(row[static_cast<std::size_t>(its)]);
      }
    }
    for (const std::size_t row : rows_) {
      if (known.empty() || known.contains(cell(row, at))) continue;
      issues_.add(table_->where(row, at), table_->columns[static_cast<std::size_t>(at)],
                  "unknown " + name + " " + quoted(cell(row, at)), "no region has it",
                  did_you_mean(cell(row, at), std::vector<std::string>(known.begin(), known.end())));
    }
  }

  void add_wijken(int at, const std::vector<std::vector<std::string>>& texts, Axis& axis) const {
    std::vector<std::string> of_table;
    for (const std::size_t row : rows_) of_table.push_back(cell(row, at));
    std::sort(of_table.begin(), of_table.end());
    constexpr std::uint32_t nowhere = 0xffffffff;
    for (const std::vector<std::string>& called : texts) {
      std::uint32_t found = nowhere;
      for (const std::string& text : called) {
        if (found != nowhere || !std::binary_search(of_table.begin(), of_table.end(), text)) continue;
        const auto row = place_of(axis.rows, text);
        found = static_cast<std::uint32_t>(row.value_or(axis.rows.size()));
        if (!row) axis.rows.push_back(text);
      }
      axis.of_wijk.push_back(found);
    }
    for (std::uint32_t& row : axis.of_wijk) row = std::min(row, static_cast<std::uint32_t>(axis.rows.size()));
  }

  void fill(int value, NumberRule& rule) {
    std::size_t n = 1;
    for (const Axis& axis : rule.axes)  // stops before the product could pass what a size_t holds
      n = n > limits::list_values ? n : n * axis.rows.size();
    if (n > limits::list_values)
      return issues_.add(lookup_.where, path_ + ".by", "has too many combinations",
                         "at most " + std::to_string(limits::list_values) + " are possible");
    rule.values.assign(n, std::numeric_limits<double>::quiet_NaN());
    TableReader reader(*table_, issues_);
    for (const std::size_t row : rows_) {
      std::size_t at = 0;
      bool known = true;
      for (std::size_t a = 0; a < rule.axes.size() && known; ++a) {
        const auto place = place_of(rule.axes[a].rows, cell(row, columns_[a]));
        known = place.has_value();
        at = at * rule.axes[a].rows.size() + place.value_or(0);
        if (!known && rule.axes[a].kind == Axis::Kind::attribute)
          reader.label(row, columns_[a], rule.axes[a].rows);  // says which there are
      }
      if (!known) continue;  // a wijk of another region
      if (!std::isnan(rule.values[at])) {
        issues_.add(table_->where(row, -1), path_, "duplicate key");
        continue;
      }
      rule.values[at] = reader.number(row, value);
    }
    if (rule.values.empty()) rule.values = {std::numeric_limits<double>::quiet_NaN()};
  }

  // Places have no names yet: whether theirs are there is seen when people are made.
  void check_complete(const NumberRule& rule) {
    if (std::any_of(rule.axes.begin(), rule.axes.end(), [](const Axis& a) { return a.kind == Axis::Kind::place; }))
      return;
    for (const Axis& axis : rule.axes) {
      for (std::size_t w = 0; w < axis.of_wijk.size(); ++w) {
        if (axis.of_wijk[w] < axis.rows.size()) continue;
        return lacks("wijk " + input_.wijken[w].code + " of " + input_.wijken[w].municipality);
      }
    }
    for (std::size_t at = 0; at < rule.values.size(); ++at) {
      if (!std::isnan(rule.values[at])) continue;
      std::string text;
      std::size_t rest = at;
      for (std::size_t a = rule.axes.size(); a-- > 0;) {
        const std::vector<std::string>& rows = rule.axes[a].rows;
        text = rule.axes[a].name + ' ' + quoted(rows[rest % rows.size()]) + (text.empty() ? "" : ", ") + text;
        rest /= rows.size();
      }
      return lacks(text);
    }
  }
  void lacks(const std::string& what) {
    issues_.add(lookup_.where, path_,
                "table " + quoted(lookup_.table.value) + " has no row for " + (what.empty() ? "it" : what),
                "everybody needs a number, or `missing` one for all that are not there");
  }

  const Lookup& lookup_;
  const Scenario& scenario_;
  const Tables& tables_;
  const Model& model_;
  const PopulationInput& input_;
  std::string path_;
  Issues& issues_;
  const Table* table_ = nullptr;
  std::vector<std::size_t> rows_;
  std::vector<int> columns_;  // axis: axis of the rule
  bool wrong_ = false;
};

}  // namespace

void read_numbers(const Scenario& scenario, const Tables& tables, const Model& model, PopulationInput& input,
                  Issues& issues) {
  for (const auto& [name, where, spec] : scenario.attributes) {
    if (spec.kind != number_attribute) continue;
    NumberRule rule;
    rule.name = name;
    rule.where = spec.lookup.set ? spec.lookup.where : where;
    rule.factor = settled(model, spec.factor);
    const Index law = model.person_numbers[input.numbers.size()].law;
    if (law != none) rule.law = model.times[law];
    if (spec.lookup.set) {
      NumberLookup(spec.lookup, scenario, tables, model, input, "attribute." + name + ".lookup", issues).read(rule);
      rule.factor *= settled(model, spec.lookup.scale);
    }
    input.numbers.push_back(std::move(rule));
  }
}

}  // namespace draagkracht
