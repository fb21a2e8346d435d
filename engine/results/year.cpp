#include "engine/results/year.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/limits.h"

namespace draagkracht {
namespace {

constexpr double days_of_unit = limits::year_ms / 86'400'000;  // years_counted is in years of so many days
constexpr double least_year = 1, most_year = 9999;

// The variable whose figures of each year this one has; nullptr if it is none of these.
const ResultVariable* whole_of(const ResultSchema& schema, const ResultVariable& variable) {
  if (variable.group != by_year_group || !variable.name.ends_with(by_year_ending)) return nullptr;
  if (variable.dimensions.empty() || variable.dimensions[0] != year_axis) return nullptr;
  const ResultVariable* whole =
      schema.variable(std::string_view(variable.name).substr(0, variable.name.size() - by_year_ending.size()));
  const auto rest = std::vector<std::string>(variable.dimensions.begin() + 1, variable.dimensions.end());
  return whole != nullptr && whole->dimensions == rest && whole->units == variable.units ? whole : nullptr;
}

// A label `year` of a model is no axis of years, and a file may have been made by others.
const ResultDimension* axis_of_years(const ResultSchema& schema) {
  const ResultDimension* axis = schema.dimension(year_axis);
  if (axis == nullptr || axis->numbers.empty()) return nullptr;
  const auto is_year = [](double number) {
    return number >= least_year && number <= most_year && number == std::floor(number);
  };
  if (!std::all_of(axis->numbers.begin(), axis->numbers.end(), is_year)) return nullptr;
  const bool ascending =
      std::adjacent_find(axis->numbers.begin(), axis->numbers.end(), std::greater_equal<>()) == axis->numbers.end();
  return ascending ? axis : nullptr;
}

const ResultVariable* lengths_of_years(const ResultSchema& schema) {
  const ResultVariable* lengths = schema.variable("years_counted" + std::string(by_year_ending));
  return lengths != nullptr && lengths->dimensions.size() == 1 && whole_of(schema, *lengths) != nullptr ? lengths
                                                                                                        : nullptr;
}

// Days of a year in the first run of the scenario that tells.
double days_counted(const ResultSet& results, const ResultVariable& lengths, std::uint32_t scenario, std::size_t year) {
  const ExperimentFrame& frame = results.frame();
  for (std::uint32_t draw = 0; draw < frame.draws; ++draw) {
    for (std::uint32_t replication = 0; replication < frame.replications; ++replication) {
      for (std::uint32_t region = 0; region < frame.regions.size(); ++region) {
        const double length = results.values(lengths, {scenario, draw, replication, region})[year];
        // Rounded, so that 366 days are not 365.99999999.
        if (std::isfinite(length)) return std::round(length * days_of_unit * 1e6) / 1e6;
      }
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

YearLayout layout_of(const ResultSchema& all, const ResultDimension& years, std::size_t year) {
  std::vector<std::pair<const ResultVariable*, const ResultVariable*>> by_year;  // the figures of years, their whole
  for (const ResultVariable& variable : all.variables) {
    if (const ResultVariable* whole = whole_of(all, variable)) by_year.emplace_back(&variable, whole);
  }
  YearLayout layout;
  for (const ResultDimension& dimension : all.dimensions) {
    const auto uses = [&](const auto& pair) {
      const std::vector<std::string>& own = pair.second->dimensions;
      return std::find(own.begin(), own.end(), dimension.name) != own.end();
    };
    if (std::any_of(by_year.begin(), by_year.end(), uses)) layout.schema.add(dimension);
  }
  for (const auto& [variable, whole] : by_year) {
    const std::size_t size = variable->size / years.size();
    for (std::size_t i = 0; i < size; ++i) layout.places.push_back(variable->offset + year * size + i);
    layout.schema.add(*whole);
  }
  return layout;
}

}  // namespace

double ResultYear::fewest_days() const {
  double fewest = std::numeric_limits<double>::infinity();
  for (const double own : days) {
    if (!std::isnan(own)) fewest = std::min(fewest, own);
  }
  return std::isfinite(fewest) ? fewest : 0;
}

std::vector<ResultYear> years_of(const ResultSet& results) {
  const ExperimentFrame& frame = results.frame();
  const ResultDimension* axis = axis_of_years(frame.schema);
  const ResultVariable* lengths = lengths_of_years(frame.schema);
  std::vector<ResultYear> years;
  if (axis == nullptr || lengths == nullptr) return years;
  for (std::size_t y = 0; y < axis->size(); ++y) {
    ResultYear& year = years.emplace_back(ResultYear{static_cast<int>(axis->numbers[y])});
    for (std::uint32_t s = 0; s < frame.scenarios.size(); ++s) {
      year.days.push_back(frame.has(s, year_axis, y) ? days_counted(results, *lengths, s, y) : 0);
    }
  }
  return years;
}

std::optional<int> last_whole_year(const std::vector<ResultYear>& years) {
  const auto last = std::find_if(years.rbegin(), years.rend(), [](const ResultYear& year) { return year.whole(); });
  return last == years.rend() ? std::nullopt : std::optional(last->year);
}

ResultSet of_year(const ResultSet& results, int year) {
  const ExperimentFrame& all = results.frame();
  const ResultDimension* axis = axis_of_years(all.schema);
  DRAAGKRACHT_ENSURE(axis != nullptr && lengths_of_years(all.schema) != nullptr);
  const auto at = std::find(axis->numbers.begin(), axis->numbers.end(), static_cast<double>(year));
  DRAAGKRACHT_ENSURE(at != axis->numbers.end());
  YearLayout layout = layout_of(all.schema, *axis, static_cast<std::size_t>(at - axis->numbers.begin()));

  ExperimentFrame frame{all.scenarios, all.regions, all.region_names, all.draws, all.replications, {}};
  for (const PartialDimension& partial : all.partial) {
    if (layout.schema.dimension(partial.dimension) != nullptr) frame.partial.push_back(partial);
  }
  frame.schema = std::move(layout.schema);
  ResultSet slice(std::move(frame));
  ResultVariable whole_payload;
  whole_payload.size = all.schema.payload_size;
  for (std::uint32_t s = 0; s < all.scenarios.size(); ++s) {
    for (std::uint32_t d = 0; d < all.draws; ++d) {
      for (std::uint32_t n = 0; n < all.replications; ++n) {
        for (std::uint32_t r = 0; r < all.regions.size(); ++r) {
          const RunKey key{s, d, n, r};
          if (!results.has(key)) continue;
          const std::span<const double> payload = results.values(whole_payload, key);
          RunResult run{key, {}};
          run.payload.reserve(layout.places.size());
          for (const std::size_t place : layout.places) run.payload.push_back(payload[place]);
          slice.put(run);
        }
      }
    }
  }
  return slice;
}

std::vector<YearLayout> year_layouts(const ResultSchema& schema) {
  const ResultDimension* axis = axis_of_years(schema);
  std::vector<YearLayout> layouts;
  if (axis == nullptr || lengths_of_years(schema) == nullptr) return layouts;
  for (std::size_t year = 0; year < axis->size(); ++year) layouts.push_back(layout_of(schema, *axis, year));
  return layouts;
}

}  // namespace draagkracht
