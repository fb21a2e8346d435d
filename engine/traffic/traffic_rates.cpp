#include "engine/traffic/traffic_rates.h"

#include <algorithm>
#include <numeric>

#include "engine/core/fault.h"
#include "engine/model/day_values.h"
#include "engine/model/stream_pace.h"

namespace draagkracht {

TrafficRates::TrafficRates(const Model& model, const TrafficPeople& people)
    : model_(model),
      people_(people),
      calendar_(model.start_day, static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms),
                model.holidays) {
  for (std::int32_t d = 0; d < calendar_.days(); ++d) {
    const std::int64_t midnight = start_of_day(d).ms;
    const std::int64_t inside =
        std::min(midnight + one_day.ms, model.horizon_ms) - std::max(midnight, model.warm_up_ms);
    weights_.push_back(inside > 0 ? static_cast<double>(inside) / static_cast<double>(one_day.ms) : 0.0);
  }
  period_days_ = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  DRAAGKRACHT_ENSURE(period_days_ > 0);
  average_parameters();
  average_habits();
}

double TrafficRates::everyones_value_on(Index index, std::uint32_t row, std::int32_t day) const {
  return draagkracht::value_on(model_.parameters[index], row, day, [](const LeverEffect&) { return false; });
}

double TrafficRates::value_on(Index index, std::uint32_t row, Index lever_pattern, std::int32_t day) const {
  const std::vector<std::uint8_t>& concerned = people_.lever_patterns[lever_pattern];
  return draagkracht::value_on(model_.parameters[index], row, day, [&](const LeverEffect& lever) {
    return concerned[people_.lever_of[lever.number]] != 0;
  });
}

void TrafficRates::average_parameters() {
  means_.assign(people_.lever_patterns.size(), std::vector<double>(model_.parameter_rows));
  for (Index p = 0; p < model_.parameters.size(); ++p) {
    const Parameter& parameter = model_.parameters[p];
    for (Index pattern = 0; pattern < means_.size(); ++pattern) {
      for (std::uint32_t row = 0; row < parameter.values.size(); ++row) {
        double& mean = means_[pattern][parameter.first + row];
        if (parameter.levers.empty()) {
          mean = everyones_value_on(p, row, 0);
        } else if (pattern > 0 && !parameter.by_person) {
          mean = means_[0][parameter.first + row];
        } else {
          for (std::int32_t d = 0; d < calendar_.days(); ++d) {
            if (weights_[static_cast<std::size_t>(d)] > 0)
              mean += weights_[static_cast<std::size_t>(d)] * value_on(p, row, pattern, d);
          }
          mean /= period_days_;
        }
      }
    }
  }
}

void TrafficRates::average_habits() {
  habits_.resize(people_.lever_patterns.size());
  for (const Diffusion& habit : model_.diffusions) {
    for (Index pattern = 0; pattern < habits_.size(); ++pattern) {
      HabitShare share(model_, habit);
      double mean = 0;
      for (std::int32_t d = 0; d < calendar_.days(); ++d) {
        const auto on_day = [&](Index parameter, std::int32_t day) { return value_on(parameter, 0, pattern, day); };
        const double with_it = std::min(share.on(d, on_day), 1.0);
        mean += weights_[static_cast<std::size_t>(d)] * std::max(0.0, with_it - on_day(habit.included, d));
      }
      habits_[pattern].push_back(mean / period_days_);
    }
  }
}

std::pair<double, double> TrafficRates::range(Index index) const {
  const Parameter& parameter = model_.parameters[index];
  double low = means_[0][parameter.first], high = low;
  for (const std::vector<double>& means : means_) {
    const auto first = means.begin() + parameter.first;
    const auto [least, most] = std::minmax_element(first, first + static_cast<std::ptrdiff_t>(parameter.values.size()));
    low = std::min(low, *least);
    high = std::max(high, *most);
  }
  return {low, high};
}

double TrafficRates::most_of_habit(Index diffusion) const {
  double most = 0;
  for (const std::vector<double>& habits : habits_) most = std::max(most, habits[diffusion]);
  return most;
}

// Of what arises on one day and comes on another.
double TrafficRates::demand_on(const DemandEntry& entry, Index lever_pattern, std::int32_t onset,
                               std::int32_t day) const {
  const double factor =
      entry.factor == none ? 1.0 : value_on(entry.factor, entry.factor_row, lever_pattern, day) / entry.factor_unit;
  return share_of_year(model_, entry, calendar_, onset) * std::max(factor, 0.0);
}

double TrafficRates::entry_factor(const DemandEntry& entry, Index lever_pattern) const {
  double sum = 0;
  for (std::int32_t d = 0; d < calendar_.days(); ++d) {
    const double weight = weights_[static_cast<std::size_t>(d)];
    if (weight == 0 || is_closed_on(entry, calendar_, d)) continue;
    sum += weight * demand_on(entry, lever_pattern, d, d);
  }
  return sum * days_per_year / period_days_;
}

double TrafficRates::closed_factor(const DemandEntry& entry, const ClosedDayPart& part, Index lever_pattern) const {
  double sum = 0;
  for (std::int32_t onset = 0; onset < calendar_.days(); ++onset) {
    if (!is_closed_on(entry, calendar_, onset)) continue;
    const std::int32_t day = part.deferred ? entry.opens[static_cast<std::size_t>(onset)] : onset;
    if (day >= calendar_.days()) continue;
    const double share = part.parameter == none ? part.share : value_on(part.parameter, 0, lever_pattern, onset);
    sum += weights_[static_cast<std::size_t>(day)] * demand_on(entry, lever_pattern, onset, day) * share;
  }
  return sum * days_per_year / period_days_;
}

double TrafficRates::arrivals(const Stream& stream) const {
  const QuantileTable& gap = *model_.times[stream.interval];
  if (stream.pace == none) return days_per_year * static_cast<double>(one_day.ms) / gap.mean();
  const StreamPace& pace = model_.paces[stream.pace];
  double sum = 0;
  for (std::int32_t d = 0; d < calendar_.days(); ++d) {
    const double weight = weights_[static_cast<std::size_t>(d)];
    if (weight == 0) continue;
    const double factor = pace.factor == none ? 1.0 : everyones_value_on(pace.factor, 0, d);
    sum += weight * expected_arrivals(pieces_of_day(pace, calendar_, d, factor, stream.start_ms), pace, gap);
  }
  return sum * days_per_year / period_days_;
}

double TrafficRates::due_visits(const DueVisits& programme, Index lever_pattern) const {
  double per_day = 0;  // in a year of 366 days a visit comes a little later
  for (std::int32_t d = 0; d < calendar_.days(); ++d) {
    const int year = civil_from_days(calendar_.first_day() + d).year;
    const auto length = static_cast<double>(days_from_civil({year + 1, 1, 1}) - days_from_civil({year, 1, 1}));
    const double weight = weights_[static_cast<std::size_t>(d)];
    if (weight > 0) per_day += weight * value_on(programme.visits, 0, lever_pattern, d) / length;
  }
  return per_day * days_per_year / period_days_;
}

std::array<double, day_types> TrafficRates::days_of_type() const {
  std::array<double, day_types> days{};
  for (std::int32_t d = 0; d < calendar_.days(); ++d)
    days[static_cast<std::size_t>(calendar_.type(d))] += weights_[static_cast<std::size_t>(d)];
  return days;
}

}  // namespace draagkracht
