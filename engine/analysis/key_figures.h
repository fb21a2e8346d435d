// Key figures of a scenario, [kpi.NAME]: expressions over the results of one run (expression.h), worked out once per
// run and kept behind its other results as the variable kpi_value(kpi). Says nothing of several runs: see comparison.h.
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
  // Adds the variable that they fill.
  void add_to(ResultSchema& schema) const;
  // Their values in the order of the scenario, of a payload of the schema that they were made for.
  std::vector<double> values(std::span<const double> payload) const;

 private:
  std::vector<std::string> names_;
  std::vector<Expression> expressions_;  // axis: as names_
};

// The key figures that results have, to be shown and compared as other indicators are. Names and units are those of the
// first of these scenarios that has the figure.
std::vector<Indicator> key_figure_indicators(const ResultSchema& schema, const std::vector<Scenario>& scenarios);

// The same of results that do not keep them, such as those of one year: worked out anew. What the schema lacks, and
// what is another expression in two of the scenarios, is left out with an issue at its place in the scenario.
std::vector<Indicator> key_figures_anew(const ResultSchema& schema, const std::vector<Scenario>& scenarios,
                                        Issues& issues);

}  // namespace draagkracht
