// Key figures of a scenario, [kpi.NAME]: expressions over the results of one run (expression.h), worked out once per
// run and kept behind its other results as the variable kpi_value(kpi); of a run that has results of years also
// kpi_value_by_year(year, kpi), worked out of those of each year. Says nothing of several runs: see comparison.h.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/analysis/expression.h"
#include "engine/analysis/targets.h"
#include "engine/core/issue.h"
#include "engine/results/run.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

class KeyFigures {
 public:
  // Of the scenario whose results have that schema. Adds what is wrong to `issues`; the figure is then missing.
  KeyFigures(const Scenario& scenario, const ResultSchema& schema, Issues& issues);

  bool empty() const { return expressions_.empty(); }
  // Adds the variables that they fill.
  void add_to(ResultSchema& schema) const;
  // Their values in the order of the scenario, of a payload of the schema that they were made for; then, year by year,
  // the same of each year: missing if the figure asks for something that has no figure of a year.
  std::vector<double> values(std::span<const double> payload) const;

 private:
  std::vector<std::string> names_;
  std::vector<Expression> expressions_;          // axis: as names_
  std::vector<Expression> of_a_year_;            // axis: as names_; over the values of one year
  std::vector<std::vector<std::size_t>> years_;  // axes: year, value of one year; its place in a payload
};

// The key figures that results have, to be shown and compared as other indicators are. Names and units are those of the
// first of these scenarios that has the figure.
std::vector<Indicator> key_figure_indicators(const ResultSchema& schema, const std::vector<Scenario>& scenarios);

// An issue, at its place in the scenario, for each key figure that asks for what has no figure of a year. `of_a_year`:
// the schema of the results of one.
Issues key_figures_without_year(const ResultSchema& of_a_year, const std::vector<Scenario>& scenarios);

}  // namespace draagkracht
