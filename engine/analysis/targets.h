// What results are held against, as plain structs read from tables: goals, their indicators with targets, published
// figures, the figures that turn hours into fte, and display names. Which care they speak of is data. No files are
// read here (see engine/io/csv.h) and nothing is calculated.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "engine/analysis/expression.h"
#include "engine/core/issue.h"
#include "engine/results/run.h"
#include "engine/scenario/table.h"

namespace draagkracht {

// Of texts for readers. Messages, keys and names in files are always English.
enum class Language { nl, en };

struct BilingualText {
  std::string nl;
  std::string en;
  const std::string& in(Language language) const { return language == Language::nl ? nl : en; }
};

struct Goal {
  std::string id;  // such as "6c"
  BilingualText name;
};

enum class Direction { up, down, to_1, unknown };
// reach: set by a lever; process: follows from an effect parameter; outcome: arises from queues and people;
// context: a trend outside the model; input: put in.
enum class IndicatorKind { reach, process, outcome, context, input };
enum class IndicatorStatus {
  computable,
  not_modelled_yet,
  needs_table,
  not_recorded,  // its expression asks for what these results do not have
  not_in_model,  // it needs variables that only some models have, and this one has none of them
};

// Whether figures with this unit are shown as percentages: "share", "share of calls".
inline bool is_share(const std::string& unit) { return unit == "share" || unit.starts_with("share of "); }

struct Indicator {
  std::size_t goal = 0;  // index into the goals
  std::string id;        // such as "2.4a"
  BilingualText name;
  std::string unit;  // of all figures; shares are fractions
  BilingualText unit_name;
  Direction better = Direction::up;
  double published_baseline;  // NaN: none
  double target;              // NaN: none
  bool at_most = false;       // met if value <= target, otherwise if value >= target
  IndicatorKind kind = IndicatorKind::context;
  bool headline = false;
  IndicatorStatus status = IndicatorStatus::not_modelled_yet;
  std::string remark;
  std::string source_key;
  Expression expression;  // filled if computable
  // Variables that only some models have.
  std::vector<std::string> needs = {};
};

enum class FigureClass { input, fitted, held_out };
enum class ToleranceKind {
  relative,  // |simulated / published - 1|
  points,    // |simulated - published|
};

// A published figure to compare a baseline run with.
struct PublishedFigure {
  std::string id;
  BilingualText name;
  std::string stratum;
  double published = 0;
  std::string unit;  // shares are fractions
  BilingualText unit_name;
  ToleranceKind tolerance_kind = ToleranceKind::relative;
  double tolerance = 0;
  FigureClass figure_class = FigureClass::input;
  std::string evidence;
  std::string source_key;
  std::string year;
  std::string note;
  Expression expression;  // empty: cannot be computed from these results
};

// A parameter that may be moved until a published figure comes out.
struct FreeParameter {
  std::string parameter;
  std::size_t figure = 0;  // position in the published figures
};

// What is shown of each group of persons: a count per 1,000 of its inhabitants, or another figure of the group.
struct GroupFigure {
  std::string tally;      // result variable: the events; "" of a figure that has none
  std::string attribute;  // of persons; an axis of the tally
  BilingualText name;     // of what is counted
  BilingualText by;       // of the attribute
  Expression value = {};  // of what has that axis, of one of its labels; empty: the tally per 1,000 inhabitants
  std::string unit = {};  // of the value
  BilingualText unit_name = {};
};

// How differences are expressed for readers.
struct ReportingFigures {
  double weeks_per_year;
  double hours_per_fte_week;
  double norm_practice;  // inhabitants
  double hours_per_fte() const { return weeks_per_year * hours_per_fte_week; }
};

// Display names of ids; an id without one is shown as it is.
class DisplayNames {
 public:
  void add(const std::string& id, BilingualText name) { names_.emplace(id, std::move(name)); }
  std::string of(const std::string& id, Language language) const;

 private:
  std::map<std::string, BilingualText> names_;
};

// Each reader turns what is wrong with the table into `issues`. Expressions that cannot be used with `schema` become
// issues in `unfit` instead, so that the caller decides: an error for the model that the table was written for, a
// remark for results of another model. Their indicators get the status not_recorded, their figures no expression.
//
// A row of indicators, published figures or groups may name in a column `needs`, separated by ;, variables of its
// expression that only some models have. Where the results have none of them, there is nothing to remark: the indicator
// is not_in_model, the figure has no expression, the group figure is left out. `whole`: the schema of the whole run,
// where `schema` is of a year of it, which lacks some of its variables.

// Columns goal, name_nl, name_en. A goal may stand there once.
std::vector<Goal> read_goals(const Table& table, Issues& issues);

// Columns goal, id, name_nl, name_en, unit, unit_nl, better, baseline_2024, target_2030, target_op, kind,
// headline, status, remark, source_key, expression. Exactly the computable ones have an expression; ids are unique.
std::vector<Indicator> read_indicators(const Table& table, const std::vector<Goal>& goals, const ResultSchema& schema,
                                       Issues& issues, Issues& unfit, const ResultSchema* whole = nullptr);

// Columns id, label_nl, label_en, stratum, published, unit, unit_nl, tolerance_kind, tolerance, class, evidence,
// source_key, year, note, expression (may be empty). Pairs of id and stratum are unique; a relative tolerance needs a
// published value other than 0.
std::vector<PublishedFigure> read_published_figures(const Table& table, const ResultSchema& schema, Issues& issues,
                                                    Issues& unfit, const ResultSchema* whole = nullptr);

// Columns parameter, id, stratum. Parameters are unique, and so are the figures, each of which stands in `figures`, can
// be computed from the results, and is not held out.
std::vector<FreeParameter> read_free_parameters(const Table& table, const std::vector<PublishedFigure>& figures,
                                                Issues& issues);

// Columns tally, attribute, name_nl, name_en, by_nl, by_en, and perhaps expression, unit, unit_nl. A row without
// expression is a count per 1,000 inhabitants; with one it shows its value, over the cells of each label alone, and the
// tally says how many events that rests on (none: it is judged by its persons). Triples of tally, attribute and
// expression are unique. A row whose tally is not in the results, is no count, lacks the axis or has no inhabitants to
// divide by is left out, with an issue in `unfit`, and so is one whose expression cannot be used.
std::vector<GroupFigure> read_group_figures(const Table& table, const ResultSchema& schema, Issues& issues,
                                            Issues& unfit, const ResultSchema* whole = nullptr);

// Columns parameter, value. Each of the three parameters must stand there once, above 0.
ReportingFigures read_reporting_figures(const Table& table, Issues& issues);

// Columns kind, id, label_nl, label_en; the rows of one kind.
DisplayNames read_display_names(const Table& table, const std::string& kind, Issues& issues);

}  // namespace draagkracht
