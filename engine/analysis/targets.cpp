#include "engine/analysis/targets.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// What results have: of a year, and of the whole run that it is of.
struct Schemas {
  const ResultSchema& own;
  const ResultSchema& whole;

  // Whether there are such variables, and the model has none of them.
  bool lack_all(const std::vector<std::string>& names) const {
    return !names.empty() && std::all_of(names.begin(), names.end(),
                                         [&](const std::string& name) { return whole.variable(name) == nullptr; });
  }
};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Whether a name stands in an expression as a word.
bool reads(const std::string& expression, const std::string& name) {
  for (std::size_t at = expression.find(name); at != std::string::npos && !name.empty();
       at = expression.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_name(expression[at - 1])) && (end == expression.size() || !is_name(expression[end])))
      return true;
  }
  return false;
}

// Reads the cells of one row by the names of their columns. A missing column is one issue, however many rows there are.
class RowReader {
 public:
  RowReader(const Table& table, const std::vector<std::string>& columns, Issues& issues)
      : table_(table), issues_(issues), reader_(table, issues) {
    for (const std::string& name : columns) columns_[name] = reader_.column(name);
  }

  std::string text(std::size_t row, const std::string& name) { return reader_.text(row, columns_.at(name)); }
  std::string optional_text(std::size_t row, const std::string& name) const {
    const int column = columns_.at(name);
    return column < 0 ? std::string{} : table_.rows[row][static_cast<std::size_t>(column)];
  }
  double number(std::size_t row, const std::string& name, const FieldRule& rule = {}) {
    return reader_.number(row, columns_.at(name), rule);
  }
  double optional_number(std::size_t row, const std::string& name) {
    return optional_text(row, name).empty() ? missing : number(row, name);
  }
  // Index of the cell's text in `known`; 0 after an issue.
  template <class Enum = std::size_t>
  Enum choice(std::size_t row, const std::string& name, const std::vector<std::string>& known) {
    return static_cast<Enum>(std::max(0, reader_.label(row, columns_.at(name), known)));
  }
  // The variables that a row needs and only some models have; an issue for each that its expression does not read.
  std::vector<std::string> needs(std::size_t row, const std::string& expression) {
    const int column = table_.column("needs");
    if (column < 0) return {};
    const std::string& text = table_.rows[row][static_cast<std::size_t>(column)];
    std::vector<std::string> names;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find(';', from), text.size());
      names.push_back(text.substr(from, end - from));
      from = end + 1;
      if (!reads(expression, names.back()))
        issues_.add(table_.where(row, column), "needs", "names " + quoted(names.back()),
                    "the expression of the row does not read it", "Name variables of the expression, separated by ;");
    }
    return names;
  }
  // The parsed expression; empty if the text is, or after an issue in `unfit`. That all that it needs is lacking is
  // none.
  Expression expression(std::size_t row, const std::string& text, const std::vector<std::string>& needs,
                        const Schemas& schemas, Issues& unfit) const {
    if (text.empty()) return {};
    Issues found;
    Expression parsed = Expression::parse(text, schemas.own, table_.where(row, table_.column("expression")), found);
    const bool left_out = schemas.lack_all(needs);
    for (const Issue& issue : found.all()) {
      const auto is_told = [&](const std::string& name) { return issue.problem == "unknown variable " + quoted(name); };
      if (!left_out || std::none_of(needs.begin(), needs.end(), is_told)) unfit.add(issue);
    }
    return parsed;
  }
  void issue(std::size_t row, const std::string& name, std::string problem, std::string why = {}) {
    const int column = columns_.at(name);
    if (column >= 0) issues_.add(table_.where(row, column), name, std::move(problem), std::move(why));
  }

 private:
  const Table& table_;
  Issues& issues_;
  TableReader reader_;
  std::map<std::string, int> columns_;
};

std::string line_of(const Table& table, std::size_t row) { return "line " + std::to_string(table.lines[row]); }

// Remembers which key stood in which row; an issue for the second row with the same key.
class FirstRows {
 public:
  void check(const Table& table, RowReader& reader, std::size_t row, const std::string& column,
             const std::string& key) {
    const auto [earlier, is_new] = rows_.emplace(key, row);
    if (!is_new) reader.issue(row, column, "stands there twice", "the first is on " + line_of(table, earlier->second));
  }

 private:
  std::map<std::string, std::size_t> rows_;
};

// Why these results cannot show the figure; "" if they can.
std::string why_not_by_group(const GroupFigure& figure, bool counts, const ResultSchema& schema) {
  const ResultVariable* persons = schema.variable("inhabitants_by_" + figure.attribute);
  const bool has_persons = persons != nullptr && persons->dimensions == std::vector<std::string>{figure.attribute};
  if (!counts && figure.tally.empty()) return has_persons ? "" : "has no inhabitants";
  const ResultVariable* tally = schema.variable(figure.tally);
  if (tally == nullptr) return "is not in these results";
  if (tally->units != "1") return "is no count";
  const std::vector<std::string>& axes = tally->dimensions;
  if (std::find(axes.begin(), axes.end(), figure.attribute) == axes.end()) return "is not counted by it";
  return has_persons ? "" : "has no inhabitants to divide by";
}

}  // namespace

std::string DisplayNames::of(const std::string& id, Language language) const {
  const auto found = names_.find(id);
  return found == names_.end() ? id : found->second.in(language);
}

std::vector<Goal> read_goals(const Table& table, Issues& issues) {
  RowReader reader(table, {"goal", "name_nl", "name_en"}, issues);
  FirstRows first;
  std::vector<Goal> goals;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    goals.push_back({reader.text(row, "goal"), {reader.text(row, "name_nl"), reader.text(row, "name_en")}});
    first.check(table, reader, row, "goal", goals.back().id);
  }
  return goals;
}

std::vector<Indicator> read_indicators(const Table& table, const std::vector<Goal>& goals, const ResultSchema& schema,
                                       Issues& issues, Issues& unfit, const ResultSchema* whole) {
  const Schemas schemas{schema, whole == nullptr ? schema : *whole};
  RowReader reader(table,
                   {"goal", "id", "name_nl", "name_en", "unit", "unit_nl", "better", "baseline_2024", "target_2030",
                    "target_op", "kind", "headline", "status", "remark", "source_key", "expression"},
                   issues);
  FirstRows first;
  std::vector<std::string> goal_ids;
  for (const Goal& goal : goals) goal_ids.push_back(goal.id);
  std::vector<Indicator> indicators;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Indicator indicator;
    indicator.goal = reader.choice(row, "goal", goal_ids);
    indicator.id = reader.text(row, "id");
    first.check(table, reader, row, "id", indicator.id);
    indicator.name = {reader.text(row, "name_nl"), reader.text(row, "name_en")};
    indicator.unit = reader.text(row, "unit");
    indicator.unit_name = {reader.text(row, "unit_nl"), indicator.unit};
    indicator.better = reader.choice<Direction>(row, "better", {"up", "down", "to_1"});
    indicator.published_baseline = reader.optional_number(row, "baseline_2024");
    indicator.target = reader.optional_number(row, "target_2030");
    indicator.at_most = reader.choice(row, "target_op", {">=", "<="}) == 1;
    indicator.kind = reader.choice<IndicatorKind>(row, "kind", {"reach", "process", "outcome", "context", "input"});
    indicator.headline = reader.choice(row, "headline", {"no", "yes"}) == 1;
    indicator.status = reader.choice<IndicatorStatus>(row, "status", {"computable", "not_modelled_yet", "needs_table"});
    indicator.remark = reader.optional_text(row, "remark");
    indicator.source_key = reader.text(row, "source_key");
    const bool computable = indicator.status == IndicatorStatus::computable;
    const std::string expression = reader.optional_text(row, "expression");
    indicator.needs = reader.needs(row, expression);
    if (expression.empty() == computable) {
      reader.issue(row, "expression", computable ? "is empty" : "must be empty",
                   "exactly the computable indicators have an expression");
    } else if (computable) {
      const std::size_t before = unfit.size();
      indicator.expression = reader.expression(row, expression, indicator.needs, schemas, unfit);
      if (indicator.expression.empty())
        indicator.status = unfit.size() > before ? IndicatorStatus::not_recorded : IndicatorStatus::not_in_model;
    }
    indicators.push_back(std::move(indicator));
  }
  return indicators;
}

std::vector<PublishedFigure> read_published_figures(const Table& table, const ResultSchema& schema, Issues& issues,
                                                    Issues& unfit, const ResultSchema* whole) {
  const Schemas schemas{schema, whole == nullptr ? schema : *whole};
  RowReader reader(table,
                   {"id", "label_nl", "label_en", "stratum", "published", "unit", "unit_nl", "tolerance_kind",
                    "tolerance", "class", "evidence", "source_key", "year", "note", "expression"},
                   issues);
  FirstRows first;
  std::vector<PublishedFigure> figures;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    PublishedFigure figure;
    figure.id = reader.text(row, "id");
    figure.stratum = reader.text(row, "stratum");
    first.check(table, reader, row, "stratum", figure.id + ',' + figure.stratum);
    figure.name = {reader.text(row, "label_nl"), reader.text(row, "label_en")};
    figure.published = reader.number(row, "published");
    figure.unit = reader.text(row, "unit");
    figure.unit_name = {reader.text(row, "unit_nl"), figure.unit};
    figure.tolerance_kind = reader.choice<ToleranceKind>(row, "tolerance_kind", {"relative", "points"});
    figure.tolerance = reader.number(row, "tolerance", {.low = 0});
    figure.figure_class = reader.choice<FigureClass>(row, "class", {"input", "fitted", "held_out"});
    figure.evidence = reader.text(row, "evidence");
    figure.source_key = reader.text(row, "source_key");
    figure.year = reader.text(row, "year");
    figure.note = reader.optional_text(row, "note");
    const std::string expression = reader.optional_text(row, "expression");
    figure.expression = reader.expression(row, expression, reader.needs(row, expression), schemas, unfit);
    if (figure.tolerance_kind == ToleranceKind::relative && figure.published == 0) {
      reader.issue(row, "published", "must not be 0", "a relative tolerance is a share of it");
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

std::vector<FreeParameter> read_free_parameters(const Table& table, const std::vector<PublishedFigure>& figures,
                                                Issues& issues) {
  RowReader reader(table, {"parameter", "id", "stratum"}, issues);
  FirstRows first_parameters, first_figures;
  std::vector<FreeParameter> all;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    FreeParameter free{reader.text(row, "parameter"), 0};
    const std::string id = reader.text(row, "id"), stratum = reader.text(row, "stratum");
    first_parameters.check(table, reader, row, "parameter", free.parameter);
    first_figures.check(table, reader, row, "id", id + ',' + stratum);
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const PublishedFigure& figure) {
      return figure.id == id && figure.stratum == stratum;
    });
    if (found == figures.end()) {
      reader.issue(row, "id", "no published figure " + id + " of " + stratum);
    } else if (found->figure_class == FigureClass::held_out) {
      reader.issue(row, "id", id + " of " + stratum + " is held out", "what is held out is never fitted");
    } else if (found->expression.empty()) {
      reader.issue(row, "id", id + " of " + stratum + " cannot be computed from these results");
    } else if (!(found->tolerance > 0)) {
      reader.issue(row, "id", id + " of " + stratum + " has a tolerance of 0", "a fit weighs differences by it");
    } else {
      free.figure = static_cast<std::size_t>(found - figures.begin());
      all.push_back(std::move(free));
    }
  }
  return all;
}

std::vector<GroupFigure> read_group_figures(const Table& table, const ResultSchema& schema, Issues& issues,
                                            Issues& unfit, const ResultSchema* whole) {
  const Schemas schemas{schema, whole == nullptr ? schema : *whole};
  RowReader reader(table, {"tally", "attribute", "name_nl", "name_en", "by_nl", "by_en"}, issues);
  FirstRows first;
  std::vector<GroupFigure> figures;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto cell = [&](const char* column) {
      const int at = table.column(column);
      return at < 0 ? std::string() : table.rows[row][static_cast<std::size_t>(at)];
    };
    const std::string expression = cell("expression"), unit = cell("unit");
    GroupFigure figure{expression.empty() ? reader.text(row, "tally") : reader.optional_text(row, "tally"),
                       reader.text(row, "attribute"),
                       {reader.text(row, "name_nl"), reader.text(row, "name_en")},
                       {reader.text(row, "by_nl"), reader.text(row, "by_en")}};
    first.check(table, reader, row, "attribute", figure.tally + ',' + figure.attribute + ',' + expression);
    const std::vector<std::string> needs = reader.needs(row, expression.empty() ? figure.tally : expression);
    if (expression.empty() && schemas.lack_all(needs)) continue;
    const Location where = table.where(row, table.column("tally"));
    if (const std::string why = why_not_by_group(figure, expression.empty(), schema); !why.empty()) {
      unfit.add(where, (figure.tally.empty() ? figure.name.en : figure.tally) + " by " + figure.attribute, why);
      continue;
    }
    if (!expression.empty()) {
      figure.value = reader.expression(row, expression, needs, schemas, unfit);
      figure.unit = unit;
      figure.unit_name = {cell("unit_nl"), unit};
      if (figure.value.empty()) continue;
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

ReportingFigures read_reporting_figures(const Table& table, Issues& issues) {
  const std::vector<std::string> names = {"weeks_per_year", "hours_per_fte_week", "norm_practice"};
  RowReader reader(table, {"parameter", "value"}, issues);
  FirstRows first;
  std::array<double, 3> values{missing, missing, missing};
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto which = reader.choice(row, "parameter", names);
    first.check(table, reader, row, "parameter", reader.optional_text(row, "parameter"));
    values[which] = reader.number(row, "value", {.low = 0, .low_open = true});
  }
  const int column = table.column("parameter");
  for (const std::string& name : names) {
    const auto names_it = [&](const std::vector<std::string>& row) {
      return row[static_cast<std::size_t>(column)] == name;
    };
    if (column >= 0 && std::none_of(table.rows.begin(), table.rows.end(), names_it)) {
      issues.add({table.file, 0, 0}, {}, "missing row for parameter \"" + name + '"');
    }
  }
  return {values[0], values[1], values[2]};
}

DisplayNames read_display_names(const Table& table, const std::string& kind, Issues& issues) {
  RowReader reader(table, {"kind", "id", "label_nl", "label_en"}, issues);
  DisplayNames names;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (reader.text(row, "kind") != kind) continue;
    names.add(reader.text(row, "id"), {reader.text(row, "label_nl"), reader.text(row, "label_en")});
  }
  return names;
}

}  // namespace draagkracht
