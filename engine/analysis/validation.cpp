#include "engine/analysis/validation.h"

#include <cmath>
#include <limits>
#include <utility>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
// Room for the rounding of decimal figures: 0.99 is within 0.05 of 0.94.
constexpr double rounding = 1e-9;

ValidationRow make_row(const ResultSet& results, std::uint32_t scenario, std::uint32_t region,
                       const PublishedFigure& figure, double confidence) {
  // A scenario paired with itself: the runs that are there, by the same units as in comparisons.
  const PairedValues values = paired_values(results, scenario, scenario, region,
                                            [&](RunKey key) { return figure.expression.evaluate(results, key); });
  ValidationRow row{figure, mean_interval(values.scenario, confidence), missing, Agreement::not_computed};
  if (std::isnan(row.simulated.mean)) return row;
  row.difference = figure.tolerance_kind == ToleranceKind::relative ? row.simulated.mean / figure.published - 1
                                                                    : row.simulated.mean - figure.published;
  row.agreement = std::abs(row.difference) <= figure.tolerance + rounding ? Agreement::within : Agreement::outside;
  return row;
}

}  // namespace

Validation validate(const ResultSet& results, std::uint32_t scenario, const std::vector<PublishedFigure>& figures,
                    double confidence, const ScenarioSetting& setting) {
  const ExperimentFrame& frame = results.frame();
  DRAAGKRACHT_ENSURE(scenario < frame.scenarios.size());
  Validation validation{frame.scenarios[scenario],
                        confidence,
                        frame.draws > 1 ? "draw" : "replication",
                        frame.draws > 1 ? frame.draws : frame.replications,
                        {},
                        setting};
  for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
    RegionValidation region{
        frame.regions[r], frame.region_names[r], paired_units(results, scenario, scenario, r), {}, {}};
    for (const PublishedFigure& figure : figures) {
      region.rows.push_back(make_row(results, scenario, r, figure, confidence));
      ValidationCount& count = region.counts[static_cast<std::size_t>(figure.figure_class)];
      switch (region.rows.back().agreement) {
        case Agreement::within:
          ++count.within;
          break;
        case Agreement::outside:
          ++count.outside;
          break;
        case Agreement::not_computed:
          ++count.not_computed;
          break;
      }
    }
    validation.regions.push_back(std::move(region));
  }
  return validation;
}

std::string name_of(FigureClass figure_class) {
  constexpr const char* names[] = {"input", "fitted", "held_out"};
  return names[static_cast<std::size_t>(figure_class)];
}

std::string name_of(Agreement agreement) {
  constexpr const char* names[] = {"within", "outside", "not_computed"};
  return names[static_cast<std::size_t>(agreement)];
}

std::vector<FlatTable> to_tables(const Validation& validation) {
  FlatTable rows{"validation", {}, {}}, counts{"validation_counts", {}, {}};
  for (const RegionValidation& region : validation.regions) {
    for (const ValidationRow& item : region.rows) {
      const PublishedFigure& figure = item.figure;
      FlatRow row;
      row.add("region", region.code).add("scenario", validation.scenario).add("id", figure.id);
      row.add("stratum", figure.stratum).add("label_nl", figure.name.nl).add("label_en", figure.name.en);
      row.add("class", name_of(figure.figure_class)).add("unit", figure.unit);
      row.interval("simulated", item.simulated).add("n", item.simulated.n).number("published", figure.published);
      row.add("evidence", figure.evidence).number("difference", item.difference);
      const bool relative = figure.tolerance_kind == ToleranceKind::relative;
      row.add("tolerance_kind", std::string(relative ? "relative" : "points")).number("tolerance", figure.tolerance);
      row.add("agreement", name_of(item.agreement)).add("year", figure.year).add("source_key", figure.source_key);
      row.add("note", figure.note).put_into(rows);
    }
    for (const FigureClass figure_class : {FigureClass::input, FigureClass::fitted, FigureClass::held_out}) {
      const ValidationCount& count = region.count(figure_class);
      FlatRow row;
      row.add("region", region.code).add("scenario", validation.scenario).add("class", name_of(figure_class));
      row.add("within", static_cast<std::int64_t>(count.within));
      row.add("outside", static_cast<std::int64_t>(count.outside));
      row.add("not_computed", static_cast<std::int64_t>(count.not_computed)).put_into(counts);
    }
  }
  return {std::move(rows), std::move(counts)};
}

}  // namespace draagkracht
