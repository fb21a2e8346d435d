#include "engine/analysis/key_figures.h"

namespace draagkracht {

KeyFigures::KeyFigures(const Scenario& scenario, const ResultSchema& schema, Issues& issues) {
  for (const auto& [name, where, figure] : scenario.kpis) {
    names_.push_back(name);
    const Name& text = figure.value;
    expressions_.push_back(Expression::parse_with_units(text.value, figure.unit.value, schema, text.where,
                                                        "kpi." + name + ".value", issues));
  }
}

void KeyFigures::add_to(ResultSchema& schema) const {
  if (empty()) return;
  schema.add(ResultDimension{"kpi", "key figure of the model", "1", names_, {}});
  schema.add(ResultVariable{.name = "kpi_value",
                            .group = {},
                            .dimensions = {"kpi"},
                            .units = "1",
                            .long_name = "value of a key figure, in the unit that the scenario gives it"});
}

std::vector<double> KeyFigures::values(std::span<const double> payload) const {
  std::vector<double> values;
  for (const Expression& expression : expressions_) values.push_back(expression.evaluate(payload));
  return values;
}

}  // namespace draagkracht
