// What the traffic equations say about each pool before anything is simulated: hours asked, hours on duty, load, and
// whether its appointment book fills. Good for means as long as nobody gives up waiting; says nothing about waits. See
// engine/traffic/traffic.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/traffic/lever_reach.h"
#include "tools/experiment_plan.h"
#include "tools/warm_up.h"

namespace draagkracht {

struct PoolLoad {
  std::string pool;
  double asked_hours = 0;     // per year of 365.25 days, in the period that counts of a run that begins empty
  double long_run_hours = 0;  // the same when all has been going on for long
  double duty_hours = 0;      // the same; 0: nobody is ever there, infinite: unlimited
  double refused = 0;         // share of the appointments asked ahead for which the book is full, in the long run
  double load() const { return asked_hours / duty_hours; }
  double long_run_load() const { return long_run_hours / duty_hours; }
};

struct ScenarioLoads {
  std::string scenario;
  std::size_t inhabitants = 0;
  std::vector<PoolLoad> pools;
  std::vector<LeverReach> levers;
  std::optional<ShortWarmUp> short_warm_up;  // nothing also if the equations cannot follow the model
  std::vector<std::string> remarks;          // what the equations could not count, and what limits what they say
};

// Axes: region, scenario. Makes the inhabitants of one region after another.
std::vector<std::vector<ScenarioLoads>> traffic_loads(const ExperimentPlan& plan);

// A table per region and scenario: whom and what each lever touches; "" without levers.
std::string levers_text(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads);

// Of each scenario whose warm-up is short, in the region where it is worst.
std::vector<ShortWarmUp> short_warm_ups(const std::vector<std::vector<ScenarioLoads>>& loads);

// A table per region: the load of each pool in each scenario, with hours of the first one that has the pool.
std::string loads_text(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads);

}  // namespace draagkracht
