#include "engine/analysis/key_figures.h"

#include <algorithm>
#include <limits>

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

std::vector<Indicator> key_figure_indicators(const ResultSchema& schema, const std::vector<Scenario>& scenarios) {
  std::vector<Indicator> indicators;
  const ResultDimension* names = schema.dimension("kpi");
  if (names == nullptr) return indicators;
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  for (const std::string& name : names->labels) {
    Indicator indicator{.id = name, .published_baseline = nothing, .target = nothing};
    indicator.kind = IndicatorKind::outcome;
    indicator.better = Direction::unknown;
    indicator.status = IndicatorStatus::computable;
    for (const Scenario& scenario : scenarios) {
      const auto same = [&](const auto& kpi) { return kpi.name == name; };
      const auto kpi = std::find_if(scenario.kpis.begin(), scenario.kpis.end(), same);
      if (kpi == scenario.kpis.end()) continue;
      indicator.name = {kpi->item.label_nl.value, kpi->item.label_en.value};
      indicator.unit = kpi->item.unit.value;
      indicator.unit_name = {indicator.unit, indicator.unit};
      break;
    }
    Issues none;  // the figure is there
    indicator.expression = Expression::parse("kpi_value[kpi=" + name + "]", schema, {}, none);
    indicators.push_back(std::move(indicator));
  }
  return indicators;
}

}  // namespace draagkracht
