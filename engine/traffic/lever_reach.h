// What each lever of a model touches in a region: persons, places, hours on duty and requests. For those who write
// scenarios; a run does not need it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/region.h"
#include "engine/traffic/traffic.h"

namespace draagkracht {

struct LeverReach {
  std::string lever;
  std::string parameter;
  std::int32_t from_day = 0;  // index of the simulated day on which it starts
  bool of_persons = false;    // it is read for persons; of them `persons` are concerned
  std::uint64_t persons = 0;
  struct Pool {
    std::string pool;
    std::uint32_t places = 0;  // with the pool, that the lever concerns
    std::uint32_t all = 0;     // with the pool
    bool of_duty = false;      // it is read for hours on duty, else for limits or for what books keep free
    double hours_without = 0;  // on duty per year of 365.25 days, all places together, without this lever
    double hours = 0;          // and with it
  };
  std::vector<Pool> pools;           // whose staff, limits or books read it
  bool of_requests = false;          // it is read by steps
  double requests = 0;               // that come to those steps, per year of 365.25 days; NaN if no equations tell
  std::vector<std::string> readers;  // keys by which it is read: "pathway.care.step.wait.chance"
  bool nothing = true;               // all that read it are known to be passed by here
};

// Axis: lever, in the order of the model's parameters. `region` as built for `model`. `flow`: of this model and region,
// or nullptr if the traffic equations cannot follow it.
std::vector<LeverReach> lever_reaches(const Model& model, const Region& region, const TrafficFlow* flow);

}  // namespace draagkracht
