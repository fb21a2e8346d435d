// Load: hours asked / hours on duty of pools together, and how it differs from place to place, by week and by
// municipality.
#include <algorithm>
#include <cmath>

#include "engine/simulation/measure_parts.h"

namespace draagkracht {

namespace {

// Whether a load has no figure of the year that ends.
bool left_out(const Model& model, const MeasuredRun& run, std::size_t load) {
  return run.since != nullptr && !model.load_periods[load].year;
}

struct LoadResult {
  double total = missing, p10 = missing, p50 = missing, p90 = missing, gini = missing, weeks_above_1 = missing,
         places_above_1 = missing;
};

// Gini coefficient of numbers >= 0 in ascending order.
double gini_of(const std::vector<double>& sorted) {
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    weighted += sorted[i] * static_cast<double>(i + 1);
  }
  const auto n = static_cast<double>(sorted.size());
  return sum > 0 ? 2 * weighted / (n * sum) - (n + 1) / n : missing;
}

LoadResult load_of(const Model& model, const MeasuredRun& run, const std::vector<Index>& kinds) {
  LoadResult result;
  if (kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](Index kind) { return is_unlimited(model, kind); }))
    return result;
  const RegionSimulation& simulation = *run.simulation;
  // Where some have pools together, so does their load count.
  const std::vector<std::uint32_t>* group_of = nullptr;
  for (const Index kind : kinds) {
    if (model.pools[kind].group != none) group_of = &run.region->group_of[model.pools[kind].group];
  }
  std::vector<std::vector<std::uint32_t>> at;  // axes: place or group, kind
  for (std::uint32_t pool = 0; pool < run.region->pools.size(); ++pool) {
    const PoolInstance& instance = run.region->pools[pool];
    if (std::find(kinds.begin(), kinds.end(), instance.kind) == kinds.end()) continue;
    const std::uint32_t place = group_of == nullptr ? instance.place : (*group_of)[instance.place];
    if (at.size() <= place) at.resize(place + std::size_t{1});
    at[place].push_back(pool);
  }
  std::vector<double> loads;
  double all_asked = 0, all_duty = 0;
  std::int64_t weeks = 0, above = 0;
  for (const std::vector<std::uint32_t>& pools : at) {
    double place_asked = 0, place_duty = 0;
    for (const std::uint32_t pool : pools) {
      const PoolCounted counted = run.pool(pool);
      place_asked += static_cast<double>(counted.asked);
      place_duty += static_cast<double>(counted.on_duty);
    }
    for (std::int32_t week = run.first_week(model); week < run.end_week(model); ++week) {
      double asked = 0, duty = 0;
      for (const std::uint32_t pool : pools) {
        asked += static_cast<double>(simulation.asked(pool, week));
        duty += static_cast<double>(simulation.on_duty(pool, week));
      }
      if (duty > 0) {
        ++weeks;
        above += asked > duty ? 1 : 0;
      }
    }
    if (place_duty > 0) loads.push_back(place_asked / place_duty);
    all_asked += place_asked;
    all_duty += place_duty;
  }
  if (loads.empty()) return result;
  std::sort(loads.begin(), loads.end());
  auto quantile = [&](double p) {
    return loads[static_cast<std::size_t>(p * static_cast<double>(loads.size() - 1) + 0.5)];
  };
  result.total = ratio(all_asked, all_duty);
  result.p10 = quantile(0.1);
  result.p50 = quantile(0.5);
  result.p90 = quantile(0.9);
  result.gini = gini_of(loads);
  result.weeks_above_1 = ratio(static_cast<double>(above), static_cast<double>(weeks));
  result.places_above_1 =
      static_cast<double>(std::count_if(loads.begin(), loads.end(), [](double l) { return l > 1; }));
  return result;
}

}  // namespace

void measure_loads(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  if (model.loads.empty()) return;
  sink.of_years(std::any_of(model.load_periods.begin(), model.load_periods.end(), [](Periods p) { return p.year; }));
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (std::size_t load = 0; load < model.loads.size(); ++load) {
      values.push_back(result(left_out(model, run, load) ? LoadResult{} : load_of(model, run, model.loads[load])));
    }
    return values;
  };
  sink.add("load", {"load_group"}, "1", "hours asked / hours on duty, all places together",
           [&] { return each([](const LoadResult& l) { return l.total; }); });
  sink.add("load_p10", {"load_group"}, "1", "load, 10 % quantile over places",
           [&] { return each([](const LoadResult& l) { return l.p10; }); });
  sink.add("load_p50", {"load_group"}, "1", "load, median over places",
           [&] { return each([](const LoadResult& l) { return l.p50; }); });
  sink.add("load_p90", {"load_group"}, "1", "load, 90 % quantile over places",
           [&] { return each([](const LoadResult& l) { return l.p90; }); });
  sink.add("load_gini", {"load_group"}, "1", "Gini coefficient of the load over places",
           [&] { return each([](const LoadResult& l) { return l.gini; }); });
  sink.add("load_weeks_above_1", {"load_group"}, "1", "share of place-weeks with load above 1",
           [&] { return each([](const LoadResult& l) { return l.weeks_above_1; }); });
  sink.add("load_places_above_1", {"load_group"}, "1", "places with load above 1 over the whole period",
           [&] { return each([](const LoadResult& l) { return l.places_above_1; }); });
}

// Load of each week, of the loads that ask for it.
void measure_loads_by_week(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  if (std::none_of(model.load_periods.begin(), model.load_periods.end(), [](Periods p) { return p.week; })) return;
  sink.of_whole();
  const auto sum = [&](bool asked) {
    std::vector<double> values;
    for (std::int32_t week = 0; week < static_cast<std::int32_t>(model.counted_weeks()); ++week) {
      for (std::size_t load = 0; load < model.loads.size(); ++load) {
        double ms = 0;  // of an unlimited pool beyond 64 bits
        for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
          const std::vector<Index>& kinds = model.loads[load];
          if (std::find(kinds.begin(), kinds.end(), run.region->pools[p].kind) == kinds.end()) continue;
          const std::int32_t at = run.simulation->warm_up_weeks() + week;
          ms += static_cast<double>(asked ? run.simulation->asked(p, at) : run.simulation->on_duty(p, at));
        }
        values.push_back(model.load_periods[load].week ? ms / ms_per_hour : missing);
      }
    }
    return values;
  };
  sink.add(
      "load_asked_hours_by_week", {"week", "load_group"}, "h", "hours of service asked, by week",
      [&] { return sum(true); }, "by_week");
  sink.add(
      "load_on_duty_hours_by_week", {"week", "load_group"}, "h", "hours that servers were on duty, by week",
      [&] { return sum(false); }, "by_week");
}

// Work and time on duty in the places of each municipality, of the loads that ask for it.
void measure_loads_by_municipality(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  const std::vector<std::uint8_t>& asked = model.load_by_municipality;
  if (std::find(asked.begin(), asked.end(), 1) == asked.end() || model.municipalities.empty()) return;
  bool years = false;
  for (std::size_t load = 0; load < asked.size(); ++load)
    years = years || (asked[load] != 0 && model.load_periods[load].year);
  sink.of_years(years);
  const auto sum = [&](bool of_asked) {
    const std::size_t loads = model.loads.size();
    std::vector<double> values(model.municipalities.size() * loads, missing);
    for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
      const PoolInstance& pool = run.region->pools[p];
      const Index scope = model.pools[pool.kind].scope;
      if (scope == 0) continue;  // the region's
      const std::uint32_t wijk = run.region->population->places[scope][pool.place].wijk;
      const std::size_t at = run.simulation->state().municipality_of_wijk[wijk] * loads;
      for (std::size_t load = 0; load < loads; ++load) {
        const std::vector<Index>& kinds = model.loads[load];
        if (asked[load] == 0 || left_out(model, run, load) ||
            std::find(kinds.begin(), kinds.end(), pool.kind) == kinds.end())
          continue;
        double& value = values[at + load];
        const PoolCounted counted = run.pool(p);
        value = (std::isnan(value) ? 0 : value) +
                (of_asked ? static_cast<double>(counted.asked) : static_cast<double>(counted.on_duty)) / ms_per_hour;
      }
    }
    return values;
  };
  sink.add(
      "load_asked_hours_by_municipality", {"municipality", "load_group"}, "h",
      "hours of service asked at places in the municipality", [&] { return sum(true); }, "by_municipality");
  sink.add(
      "load_on_duty_hours_by_municipality", {"municipality", "load_group"}, "h",
      "hours on duty at places in the municipality", [&] { return sum(false); }, "by_municipality");
}

}  // namespace draagkracht
