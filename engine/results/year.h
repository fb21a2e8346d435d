// The years of a run of several calendar years. Its results have a numeric dimension `year`, and for each variable X
// with a figure of each year a variable X_by_year(year, dimensions of X) in the group by_year; years_counted_by_year is
// how long each was counted. One year of them is a set of results like any other.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/results/run.h"

namespace draagkracht {

inline constexpr std::string_view year_axis = "year";
inline constexpr std::string_view by_year_group = "by_year";
inline constexpr std::string_view by_year_ending = "_by_year";

// A year shorter than this was counted in part: 52 weeks make a year, and so do 365 and 366 days.
inline constexpr double fewest_days_of_a_year = 364;

struct ResultYear {
  int year = 0;                // such as 2030
  std::vector<double> days{};  // that were counted of it; axis: scenario; NaN: no run tells
  // In the scenario that counted least of it; 0 if one did not count it, or none tells.
  double fewest_days() const;
  bool whole() const { return fewest_days() >= fewest_days_of_a_year; }
};

// In ascending order; empty if the results have no figures by year.
std::vector<ResultYear> years_of(const ResultSet& results);

// The last one that is whole in every scenario.
std::optional<int> last_whole_year(const std::vector<ResultYear>& years);

// The figures of one year, under the names that they have for the whole period; the same scenarios, regions and runs.
// What has no figure of a year is not there, nor is a dimension that nothing is left of. Throws LogicFault if years_of
// does not have the year.
ResultSet of_year(const ResultSet& results, int year);

// What one year leaves of a schema, under the names of the whole period, and where each of its values stands in a
// payload of all years.
struct YearLayout {
  ResultSchema schema;
  std::vector<std::size_t> places;  // axis: value of a payload of the year
};
// Axis: year. Empty if the schema has no figures by year.
std::vector<YearLayout> year_layouts(const ResultSchema& schema);

}  // namespace draagkracht
