// What the traffic equations say about each pool before anything is simulated: hours asked, hours on duty, load.
// Exact for means as long as nobody gives up waiting; says nothing about waits. See engine/model/traffic.h.
#pragma once

#include <string>
#include <vector>

#include "tools/experiment_plan.h"

namespace draagkracht {

struct PoolLoad {
  std::string pool;
  double asked_hours = 0;  // per year of 365.25 days
  double duty_hours = 0;   // the same; 0: nobody is ever there, infinite: unlimited
  double load() const { return asked_hours / duty_hours; }
};

struct ScenarioLoads {
  std::string scenario;
  std::vector<PoolLoad> pools;
  std::vector<std::string> remarks;  // what the equations could not count: endless loops, tasks without a time
};

// Axes: region, scenario. Makes the inhabitants of one region after another.
std::vector<std::vector<ScenarioLoads>> traffic_loads(const ExperimentPlan& plan);

// A table per region: the load of each pool in each scenario, with hours of the first one that has the pool.
std::string loads_text(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads);

}  // namespace draagkracht
