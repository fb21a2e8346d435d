#include "engine/analysis/key_figures.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

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

namespace {

Indicator indicator_of(const std::string& name) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  Indicator indicator{.id = name, .published_baseline = nothing, .target = nothing};
  indicator.kind = IndicatorKind::outcome;
  indicator.better = Direction::unknown;
  indicator.status = IndicatorStatus::computable;
  return indicator;
}

void describe_as(Indicator& indicator, const KpiSpec& kpi) {
  indicator.name = {kpi.label_nl.value, kpi.label_en.value};
  indicator.unit = kpi.unit.value;
  indicator.unit_name = {indicator.unit, indicator.unit};
}

}  // namespace

std::vector<Indicator> key_figure_indicators(const ResultSchema& schema, const std::vector<Scenario>& scenarios) {
  std::vector<Indicator> indicators;
  const ResultDimension* names = schema.dimension("kpi");
  if (names == nullptr) return indicators;
  for (const std::string& name : names->labels) {
    Indicator indicator = indicator_of(name);
    for (const Scenario& scenario : scenarios) {
      const auto same = [&](const auto& kpi) { return kpi.name == name; };
      const auto kpi = std::find_if(scenario.kpis.begin(), scenario.kpis.end(), same);
      if (kpi == scenario.kpis.end()) continue;
      describe_as(indicator, kpi->item);
      break;
    }
    Issues none;  // the figure is there
    indicator.expression = Expression::parse("kpi_value[kpi=" + name + "]", schema, {}, none);
    indicators.push_back(std::move(indicator));
  }
  return indicators;
}

std::vector<Indicator> key_figures_anew(const ResultSchema& schema, const std::vector<Scenario>& scenarios,
                                        Issues& issues) {
  std::vector<Indicator> indicators;
  std::map<std::string, const KpiSpec*> known;  // by name: the first one
  for (const Scenario& scenario : scenarios) {
    for (const auto& kpi : scenario.kpis) known.emplace(kpi.name, &kpi.item);
  }
  std::set<std::string> told;  // names that are done
  for (const Scenario& scenario : scenarios) {
    for (const auto& kpi : scenario.kpis) {
      const KpiSpec& first = *known.at(kpi.name);
      const std::string key = "kpi." + kpi.name + ".value";
      if (first.value.value != kpi.item.value.value || first.unit.value != kpi.item.unit.value) {
        issues.add(kpi.item.value.where, key, "is another expression than in another scenario",
                   "it cannot be worked out anew for both");
        std::erase_if(indicators, [&](const Indicator& indicator) { return indicator.id == kpi.name; });
        told.insert(kpi.name);
        continue;
      }
      if (!told.insert(kpi.name).second) continue;
      Indicator indicator = indicator_of(kpi.name);
      describe_as(indicator, first);
      indicator.expression =
          Expression::parse_with_units(first.value.value, first.unit.value, schema, first.value.where, key, issues);
      if (!indicator.expression.empty()) indicators.push_back(std::move(indicator));
    }
  }
  return indicators;
}

}  // namespace draagkracht
