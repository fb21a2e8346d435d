// What a finished run, or the year of it that ends, offers to those who make results of it, and the words they share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/region.h"
#include "engine/simulation/region_simulation.h"
#include "engine/simulation/run_state.h"

namespace draagkracht {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline constexpr double ms_per_minute = 60'000.0;
inline constexpr double ms_per_hour = 3'600'000.0;

inline double ratio(double a, double b) { return b > 0 ? a / b : missing; }

// In all, or in the year that ends; nothing while naming.
struct MeasuredRun {
  const Region* region = nullptr;
  const RegionSimulation* simulation = nullptr;
  const YearStart* since = nullptr;  // nullptr: the whole run

  // What has been counted since a year began: of a cell, where empty means that nothing had been.
  static std::int64_t less(std::int64_t now, const std::vector<std::int64_t>* before, std::size_t at) {
    return now - (before == nullptr || before->empty() ? 0 : (*before)[at]);
  }
  std::int64_t count(std::size_t cell) const {
    return less(simulation->observer().counts[cell], since == nullptr ? nullptr : &since->counts, cell);
  }
  std::int64_t outcome(std::size_t at) const {
    return less(simulation->observer().outcomes[at], since == nullptr ? nullptr : &since->outcomes, at);
  }
  std::int64_t occupancy(std::size_t cell) const {
    return less(simulation->observer().occupancy[cell], since == nullptr ? nullptr : &since->occupancy, cell);
  }
  std::int64_t audited(std::size_t cell) const {
    return less(simulation->observer().audited[cell], since == nullptr ? nullptr : &since->audited, cell);
  }
  std::int64_t window_on_duty(std::size_t window) const {
    return less(simulation->window_on_duty()[window], since == nullptr ? nullptr : &since->windows, window);
  }
  ReallocationCount reallocation(std::size_t rule) const {
    const ReallocationCount& now = simulation->observer().reallocations[rule];
    return since == nullptr || since->reallocations.empty() ? now : now - since->reallocations[rule];
  }
  PoolCounted pool(std::uint32_t p) const {
    const PoolCounted now = pool_counted(simulation->state(), p);
    return since == nullptr || since->pools.empty() ? now : now - since->pools[p];
  }
  std::int64_t from_ms(const Model& model) const { return since == nullptr ? model.warm_up_ms : since->ms; }
  std::int64_t to_ms(const Model& model) const { return since == nullptr ? model.horizon_ms : simulation->now(); }
  // The weeks that begin in the year, and the one in which counting does. A week belongs to one year whole.
  std::int32_t first_week(const Model& model) const {
    const std::int64_t from = from_ms(model);
    return static_cast<std::int32_t>(from == model.warm_up_ms ? from / one_week.ms
                                                              : (from + one_week.ms - 1) / one_week.ms);
  }
  std::int32_t end_week(const Model& model) const {
    return static_cast<std::int32_t>((to_ms(model) + one_week.ms - 1) / one_week.ms);
  }
};

// Names of the axes of what stands by a key.
std::vector<std::string> axes_of(const Model& model, const TableKey& key);
// The same axes behind another one.
std::vector<std::string> after(const char* first, std::vector<std::string> axes);

// Missing where the region has no part of a municipality. Axes: municipality, rows.
void keep_own_municipalities(const MeasuredRun& run, std::size_t rows, std::vector<double>& values);

// Names of the model's globals that are times, or that are none, those of places behind the others, and of their axis.
std::vector<std::string> globals_of(const Model& model, bool time);
inline const char* globals_axis(bool time) { return time ? "global_time" : "global"; }

inline bool lives_go_on(const Model& model) { return model.person_died != none; }

// Nobody waits for it however many come, so it has no hours on duty and no load.
inline bool is_unlimited(const Model& model, Index kind) { return model.pools[kind].servers >= unlimited_servers; }

}  // namespace draagkracht
