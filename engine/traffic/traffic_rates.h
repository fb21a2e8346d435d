// Averages over the days that count (warm-up to horizon): parameters under their levers, habits, and what streams bring
// per year.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "engine/traffic/traffic_people.h"

namespace draagkracht {

class TrafficRates {
 public:
  // Both must outlive the rates.
  TrafficRates(const Model& model, const TrafficPeople& people);

  // The mean of a parameter's row for persons with this pattern of levers.
  double parameter(Index index, std::uint32_t row, Index lever_pattern) const {
    return means_[lever_pattern][model_.parameters[index].first + row];
  }
  // Least and most of its means, of all rows and patterns of levers.
  std::pair<double, double> range(Index index) const;
  // Share of the eligible who have a habit that is not in the measured figures.
  double habit(Index diffusion, Index lever_pattern) const { return habits_[lever_pattern][diffusion]; }

  double most_of_habit(Index diffusion) const;  // the same of all patterns of levers

  // Requests per year for each one that the entry's reference rate says, but those of days on which it is closed.
  double entry_factor(const DemandEntry& entry, Index lever_pattern) const;
  // The same of what comes of closed days: of a part of the entry's, in the year in which they come.
  double closed_factor(const DemandEntry& entry, const ClosedDayPart& part, Index lever_pattern) const;
  // Requests per year of an anonymous stream.
  double arrivals(const Stream& stream) const;
  // Visits per year of a participant.
  double due_visits(const DueVisits& programme, Index lever_pattern) const;
  // Days of each type in the period.
  std::array<double, day_types> days_of_type() const;

 private:
  double value_on(Index parameter, std::uint32_t row, Index lever_pattern, std::int32_t day) const;
  double demand_on(const DemandEntry& entry, Index lever_pattern, std::int32_t onset, std::int32_t day) const;
  double everyones_value_on(Index parameter, std::uint32_t row, std::int32_t day) const;
  void average_parameters();
  void average_habits();

  const Model& model_;
  const TrafficPeople& people_;
  Calendar calendar_;
  std::vector<double> weights_;  // axis: day; share of the day that counts
  double period_days_ = 0;
  std::vector<std::vector<double>> means_;   // axes: lever pattern, row of all parameters
  std::vector<std::vector<double>> habits_;  // axes: lever pattern, diffusion
};

}  // namespace draagkracht
