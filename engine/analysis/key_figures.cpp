#include "engine/analysis/key_figures.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "engine/results/year.h"

namespace draagkracht {

namespace {

Expression parsed(const Named<KpiSpec>& kpi, const ResultSchema& schema, Issues& issues) {
  const Name& text = kpi.item.value;
  return Expression::parse_with_units(text.value, kpi.item.unit.value, schema, text.where, "kpi." + kpi.name + ".value",
                                      issues);
}

}  // namespace

KeyFigures::KeyFigures(const Scenario& scenario, const ResultSchema& schema, Issues& issues) {
  for (const auto& kpi : scenario.kpis) {
    names_.push_back(kpi.name);
    expressions_.push_back(parsed(kpi, schema, issues));
  }
  if (empty()) return;
  for (YearLayout& year : year_layouts(schema)) {
    if (years_.empty()) {
      Issues without;  // see key_figures_without_year
      for (const auto& kpi : scenario.kpis) of_a_year_.push_back(parsed(kpi, year.schema, without));
    }
    years_.push_back(std::move(year.places));
  }
}

void KeyFigures::add_to(ResultSchema& schema) const {
  if (empty()) return;
  schema.add(ResultDimension{"kpi", "key figure of the model", "1", names_, {}});
  const char* const what = "value of a key figure, in the unit that the scenario gives it";
  schema.add(ResultVariable{.name = "kpi_value", .dimensions = {"kpi"}, .units = "1", .long_name = what});
  if (years_.empty()) return;
  schema.add(ResultVariable{.name = "kpi_value" + std::string(by_year_ending),
                            .group = std::string(by_year_group),
                            .dimensions = {std::string(year_axis), "kpi"},
                            .units = "1",
                            .long_name = std::string(what) + ", by year"});
}

std::vector<double> KeyFigures::values(std::span<const double> payload) const {
  std::vector<double> values;
  for (const Expression& expression : expressions_) values.push_back(expression.evaluate(payload));
  std::vector<double> of_year;
  for (const std::vector<std::size_t>& places : years_) {
    of_year.clear();
    for (const std::size_t place : places) of_year.push_back(payload[place]);
    for (const Expression& expression : of_a_year_) values.push_back(expression.evaluate(of_year));
  }
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

Issues key_figures_without_year(const ResultSchema& of_a_year, const std::vector<Scenario>& scenarios) {
  Issues told;
  std::set<std::string> names;  // that are told
  for (const Scenario& scenario : scenarios) {
    for (const auto& kpi : scenario.kpis) {
      Issues unfit;
      parsed(kpi, of_a_year, unfit);
      if (unfit.empty() || !names.insert(kpi.name).second) continue;
      told.add(kpi.item.value.where, "kpi." + kpi.name + ".value", "has no figure of a year",
               "in the results of one: " + unfit.all().front().problem);
    }
  }
  return told;
}

}  // namespace draagkracht
