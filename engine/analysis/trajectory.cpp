#include "engine/analysis/trajectory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "engine/analysis/phrases.h"

namespace draagkracht {
namespace {

constexpr std::size_t most_columns = 100;  // of text
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr Interval no_interval{missing, missing, missing, missing, 0};  // of the baseline: it differs from nothing

std::vector<Indicator> shown(const std::vector<Indicator>& indicators) {
  std::vector<Indicator> headline, outcomes;
  for (const Indicator& indicator : indicators) {
    if (indicator.kind != IndicatorKind::outcome || indicator.status != IndicatorStatus::computable) continue;
    outcomes.push_back(indicator);
    if (indicator.headline) headline.push_back(indicator);
  }
  return headline.empty() ? outcomes : headline;
}

YearEstimate estimate_of(const ResultSet& year, std::uint32_t scenario, std::uint32_t baseline, std::uint32_t region,
                         const Indicator& indicator, double confidence) {
  const RunValue value = [&](RunKey key) { return indicator.expression.evaluate(year, key); };
  return {mean_interval(paired_values(year, scenario, scenario, region, value).scenario, confidence),
          estimate(paired_values(year, scenario, baseline, region, value), confidence).difference};
}

// How the cells of one outcome are shown: with decimals by the largest of them.
NumberStyle style_of(const TrajectoryRow& row, Language language) {
  double size = 0;
  for (const std::vector<YearEstimate>& years : row.values) {
    for (const YearEstimate& one : years)
      size = std::max(size, std::isnan(one.value.mean) ? 0 : std::abs(one.value.mean));
  }
  return style_of(row.indicator.unit, size, language);
}

std::string title_of(const Wording& words, const Indicator& indicator) {
  const std::string& name = indicator.name.in(words.language());
  const std::string unit = unit_text(words, indicator.unit, indicator.unit_name);
  return indicator.id + (name.empty() ? "" : ' ' + name) + (unit.empty() || unit == "-" ? "" : " (" + unit + ')');
}

// The years [first, last): a line per outcome, below it a row per scenario.
std::string block(const Wording& words, const Trajectory& trajectory, const RegionTrajectory& region, std::size_t first,
                  std::size_t last, bool half_widths) {
  TextTable table{"", {{"", Align::left}}, {}};
  for (std::size_t y = first; y < last; ++y) {
    const ResultYear& year = trajectory.years[y];
    table.columns.push_back({std::to_string(year.year) + (year.whole() ? "" : "*"), Align::right});
  }
  for (const TrajectoryRow& row : region.rows) {
    const NumberStyle style = style_of(row, words.language());
    for (std::size_t s = 0; s < trajectory.names.size(); ++s) {
      std::vector<std::string>& cells = table.rows.emplace_back();
      cells.push_back("  " + trajectory.names[s]);
      for (std::size_t y = first; y < last; ++y) {
        const Interval& value = row.values[s][y].value;
        std::string text = style.value(value.mean);
        if (half_widths && std::isfinite(value.half_width)) text += " ± " + style.value(value.half_width);
        cells.push_back(std::move(text));
      }
    }
  }
  // Titles of outcomes stand between the rows of the table: as cells they would widen its first column.
  const std::string lines = to_text(table);
  std::string text;
  std::size_t at = 0;
  for (std::size_t line = 0; at < lines.size(); ++line) {
    const std::size_t end = lines.find('\n', at) + 1;
    if (line >= 2 && (line - 2) % trajectory.names.size() == 0)
      text += title_of(words, region.rows[(line - 2) / trajectory.names.size()].indicator) + '\n';
    text += lines.substr(at, end - at);
    at = end;
  }
  return text;
}

// Of the line below the years: titles of outcomes may be wider, however many years stand beside each other.
std::size_t table_width(const std::string& block) {
  const std::size_t line = block.find('\n') + 1;
  return text_width(std::string_view(block).substr(line, block.find('\n', line) - line));
}

}  // namespace

Trajectory trajectory_of(const ResultSet& results, const std::vector<Indicator>& indicators, std::uint32_t baseline,
                         double confidence) {
  const ExperimentFrame& frame = results.frame();
  Trajectory trajectory{years_of(results),
                        {baseline},
                        {},
                        frame.draws > 1 ? "draw" : "replication",
                        frame.draws > 1 ? frame.draws : frame.replications,
                        confidence,
                        {}};
  if (trajectory.years.empty()) return trajectory;
  for (std::uint32_t s = 0; s < frame.scenarios.size(); ++s) {
    if (s != baseline) trajectory.scenarios.push_back(s);
  }
  for (const std::uint32_t s : trajectory.scenarios) trajectory.names.push_back(frame.scenarios.at(s));
  const std::vector<std::vector<YearEstimate>> empty(trajectory.scenarios.size());
  for (std::size_t r = 0; r < frame.regions.size(); ++r) {
    RegionTrajectory& region =
        trajectory.regions.emplace_back(RegionTrajectory{frame.regions[r], frame.region_names[r], {}});
    for (const Indicator& indicator : shown(indicators)) region.rows.push_back({indicator, empty});
  }
  for (const ResultYear& one : trajectory.years) {
    const ResultSet year = of_year(results, one.year);
    for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
      for (TrajectoryRow& row : trajectory.regions[r].rows) {
        for (std::size_t s = 0; s < trajectory.scenarios.size(); ++s)
          row.values[s].push_back(estimate_of(year, trajectory.scenarios[s], baseline, r, row.indicator, confidence));
      }
    }
  }
  return trajectory;
}

FlatTable to_table(const Trajectory& trajectory) {
  FlatTable table{"trajectory", {}, {}};
  for (const RegionTrajectory& region : trajectory.regions) {
    for (std::size_t s = 0; s < trajectory.names.size(); ++s) {
      for (const TrajectoryRow& item : region.rows) {
        for (std::size_t y = 0; y < trajectory.years.size(); ++y) {
          const ResultYear& year = trajectory.years[y];
          const double days = year.days[trajectory.scenarios[s]];
          FlatRow row;
          row.add("region", region.code).add("scenario", trajectory.names[s]);
          row.add("baseline_scenario", trajectory.names[0]).add("id", item.indicator.id);
          row.add("name_nl", item.indicator.name.nl).add("name_en", item.indicator.name.en);
          row.add("unit", item.indicator.unit).add("year", std::int64_t{year.year}).number("days", days);
          row.add("whole_year", days >= fewest_days_of_a_year);
          const YearEstimate& e = item.values[s][y];
          row.interval("value", e.value).add("n", e.value.n);
          row.interval("difference", s == 0 ? no_interval : e.difference);
          row.add("difference_n", s == 0 ? std::int64_t{0} : e.difference.n).put_into(table);
        }
      }
    }
  }
  return table;
}

std::string trajectory_text(const Trajectory& trajectory, Language language) {
  const Wording words(language);
  const std::size_t n = trajectory.years.size();
  std::string text;
  for (const RegionTrajectory& region : trajectory.regions) {
    if (region.rows.empty()) continue;
    if (!text.empty()) text += '\n';
    text += heading(region_text(region.name, region.code) + words(": uitkomsten per jaar", ": outcomes by year"));
    std::string table = block(words, trajectory, region, 0, n, true);
    const bool half_widths = table_width(table) <= most_columns;
    std::size_t years = n;  // that stand beside each other
    while (!half_widths && years > 1 && table_width(block(words, trajectory, region, 0, years, false)) > most_columns)
      --years;
    if (!half_widths) table.clear();
    for (std::size_t first = 0; !half_widths && first < n; first += years) {
      if (first > 0) table += '\n';
      table += block(words, trajectory, region, first, std::min(n, first + years), false);
    }
    text += table;
    text += words("Gemiddelden over ", "Means over ") +
            units_text(words, trajectory.unit_of_variation, trajectory.units, trajectory.units);
    if (half_widths)
      text += words(" ± de halve breedte van hun interval van ", " ± the half width of their interval of ") +
              percent(trajectory.confidence, language);
    text += ".\n";
    std::string parts;
    for (const ResultYear& year : trajectory.years) {
      if (year.whole()) continue;
      const double days = year.fewest_days();
      parts += (parts.empty() ? "" : ", ") + std::to_string(year.year) + " (" +
               number_text(days, days == std::round(days) ? 0 : 2, language) +
               (days == 1 ? words(" dag)", " day)") : words(" dagen)", " days)"));
    }
    if (!parts.empty()) text += words("* Een deel van het jaar: ", "* A part of the year: ") + parts + ".\n";
  }
  return text;
}

}  // namespace draagkracht
