// What each kind of pool did: hours of service, asked, on duty, in queues, and how many servers were seized.
#include <algorithm>
#include <cmath>

#include "engine/simulation/measure_parts.h"

namespace draagkracht {

namespace {

// Sums over the weeks that count, of all instances of a pool kind.
struct PoolTotals {
  double busy = 0, asked = 0, started = 0, on_duty = 0, beside = 0, overtime = 0, accounted = 0, instances = 0,
         waiting = 0, queued = 0;
};

PoolTotals totals_of(const Model& model, const MeasuredRun& run, Index kind) {
  PoolTotals totals;
  const RegionSimulation& simulation = *run.simulation;
  for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
    if (run.region->pools[p].kind != kind || !run.region->ever_there(p)) continue;
    ++totals.instances;
    const PoolCounted counted = run.pool(p);
    totals.overtime += static_cast<double>(counted.overtime);
    totals.accounted += static_cast<double>(counted.accounted);
    totals.waiting += simulation.waiting(p);
    totals.queued += static_cast<double>(counted.queued);
    totals.busy += static_cast<double>(counted.busy);
    totals.asked += static_cast<double>(counted.asked);
    totals.on_duty += static_cast<double>(counted.on_duty);
    totals.beside += static_cast<double>(counted.beside);
    totals.started += static_cast<double>(counted.rest);
  }
  totals.started += totals.busy;
  if (is_unlimited(model, kind)) totals.on_duty = missing;
  return totals;
}

}  // namespace

void measure_pools(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (Index kind = 0; kind < model.pools.size(); ++kind) values.push_back(result(totals_of(model, run, kind)));
    return values;
  };
  if (model.pools.empty()) return;
  if (!model.windows.empty()) {
    sink.add("window_on_duty_hours", {"window"}, "h", "hours that servers were on duty in a part of the week", [&] {
      std::vector<double> values;
      for (std::size_t w = 0; w < model.windows.size(); ++w) {
        values.push_back(is_unlimited(model, model.windows[w].pool)
                             ? missing
                             : static_cast<double>(run.window_on_duty(w)) / ms_per_hour);
      }
      return values;
    });
  }
  sink.add_amount("pool_busy_hours", {"pool"}, "h", "hours of service",
                  [&] { return each([](const PoolTotals& t) { return t.busy / ms_per_hour; }); });
  sink.add_amount("pool_started_hours", {"pool"}, "h",
                  "hours of the services that started, whole: also what they take after the end",
                  [&] { return each([](const PoolTotals& t) { return t.started / ms_per_hour; }); });
  sink.add_amount("pool_asked_hours", {"pool"}, "h",
                  "hours of service asked: of those served, waiting and gone; hours of being held",
                  [&] { return each([](const PoolTotals& t) { return t.asked / ms_per_hour; }); });
  sink.add_amount("pool_on_duty_hours", {"pool"}, "h", "hours that servers were on duty; missing for an unlimited pool",
                  [&] { return each([](const PoolTotals& t) { return t.on_duty / ms_per_hour; }); });
  if (std::any_of(model.pools.begin(), model.pools.end(), [](const PoolKind& pool) { return pool.staff.any; })) {
    sink.add_amount("pool_present_hours", {"pool"}, "h",
                    "hours that staff were present: on duty / direct share; of other pools those on duty",
                    [&] { return each([](const PoolTotals& t) { return (t.on_duty + t.beside) / ms_per_hour; }); });
  }
  sink.add_amount("pool_overtime_hours", {"pool"}, "h", "hours of service after closing",
                  [&] { return each([](const PoolTotals& t) { return t.overtime / ms_per_hour; }); });
  if (!model.verbs.account.empty()) {
    sink.add_amount("pool_accounted_hours", {"pool"}, "h", "hours counted as its work without seizing it",
                    [&] { return each([](const PoolTotals& t) { return t.accounted / ms_per_hour; }); });
  }
  sink.add("pool_load", {"pool"}, "1", "hours asked / hours on duty",
           [&] { return each([](const PoolTotals& t) { return ratio(t.asked, t.on_duty); }); });
  sink.add_amount("pool_instances", {"pool"}, "1", "instances of the pool",
                  [&] { return each([](const PoolTotals& t) { return t.instances; }); });
  sink.add_amount("pool_queue_hours", {"pool"}, "h",
                  "hours that requests stood in its queues: of those served, of those who left, of those still there",
                  [&] { return each([](const PoolTotals& t) { return t.queued / ms_per_hour; }); });
  sink.add_amount("pool_waiting_at_end", {"pool"}, "1", "requests still waiting at the end",
                  [&] { return each([](const PoolTotals& t) { return t.waiting; }); });
}

// How long, and at how many audits, so many servers were seized: of the pools that count it.
void measure_occupancies(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  std::uint16_t levels = 0;
  bool audits = false;
  for (const PoolKind& kind : model.pools) {
    levels = std::max(levels, kind.occupancy_levels);
    audits = audits || kind.audit_ms > 0;
  }
  if (levels == 0) return;
  std::vector<double> level_values;
  for (int level = 0; level <= levels; ++level) level_values.push_back(level);
  sink.numbers("level", "servers seized; the last level of a pool stands for all above too", "1", level_values);
  const auto table = [&](bool audited) {
    std::vector<double> values(model.pools.size() * level_values.size(), missing);
    for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
      const Index kind = run.region->pools[p].kind;
      if (!run.region->ever_there(p)) continue;
      if (model.pools[kind].occupancy_levels == 0 || (audited && model.pools[kind].audit_ms == 0)) continue;
      for (std::size_t level = 0; level <= model.pools[kind].occupancy_levels; ++level) {
        double& value = values[kind * level_values.size() + level];
        const std::size_t cell = run.simulation->occupancy_first(p) + level;
        const auto count = static_cast<double>(audited ? run.audited(cell) : run.occupancy(cell));
        value = (std::isnan(value) ? 0 : value) + (audited ? count : count / ms_per_hour);
      }
    }
    return values;
  };
  sink.add("pool_occupancy_hours", {"pool", "level"}, "h",
           "hours during which so many servers of an instance were seized", [&] { return table(false); });
  if (audits)
    sink.add("pool_audited", {"pool", "level"}, "1", "audits at which so many servers of an instance were seized",
             [&] { return table(true); });
}

}  // namespace draagkracht
