// Runs of models of a few lines, which a test moves by hand, part by part. Knows nothing of what is true.
#pragma once

#include <algorithm>
#include <cstdint>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/simulation/region_builder.h"
#include "engine/simulation/run_state.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {

inline constexpr std::int64_t minute = one_minute.ms;
inline constexpr std::int64_t hour = one_hour.ms;
inline constexpr std::int64_t day = one_day.ms;

// A model of text without a section [run], from Monday 2024-01-01. `fixed(7 min)` stands for the law that always gives
// 7 min.
inline Model small_model(const std::string& text, const std::string& horizon = "2 weeks",
                         const std::string& warm_up = "0 min") {
  const std::string run = "run = {start = 2024-01-01, horizon = \"" + horizon + "\", warm_up = \"" + warm_up + "\"}\n";
  return compiled(run + std::regex_replace(text, std::regex(R"(fixed\(([^)]*)\))"),
                                           R"({distribution = "deterministic", mean = "$1"})"));
}

inline Index position(const std::vector<std::string>& names, const std::string& name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) throw std::out_of_range(name);
  return static_cast<Index>(at - names.begin());
}

// A model, its region and the state of one run at the start of its first day.
struct SmallRun {
  Model model;
  Region region;
  RunState state;

  // `people` must outlive the run; none: an anonymous model.
  explicit SmallRun(Model the_model, RandomKey key = {1, 0}, const Population* people = nullptr)
      : model(std::move(the_model)), region(build_region(model, people)), state(model, region, key) {
    state.set_day(0);
    state.clock.begin_day(0);
  }

  Index step(const std::string& name) const { return position(model.step_names, name); }
  const StepPlan& plan(const std::string& name) const { return state.plans[step(name)]; }
  std::uint32_t pool(const std::string& name) const {
    for (Index kind = 0; kind < model.pools.size(); ++kind) {
      if (model.pools[kind].name == name) return region.periods[0].pool_of[kind].at(0);
    }
    throw std::out_of_range(name);
  }
  PoolState& servers(const std::string& name) { return state.servers[pool(name)]; }

  // Somebody who comes into being now and stands at a step.
  std::uint32_t comer(const std::string& at, std::uint64_t entity = 1) {
    const std::uint32_t id = state.requests.create();
    Request& request = state.requests[id];
    request.entity = entity;
    request.arrived = state.clock.now;
    request.step = step(at);
    request.state = RequestState::moving;
    state.requests.labels(id) = {};
    state.clear_values(id);
    ++state.observer.entered;
    return id;
  }
};

}  // namespace draagkracht::testing
