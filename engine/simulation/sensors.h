// Sensors: exponential means of how busy each instance of a pool has been, brought up to date at the midnight with
// which a week begins. State of a run; a model without sensors has none of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/clock.h"
#include "engine/simulation/region.h"
#include "engine/simulation/servers.h"
#include "engine/simulation/staff_on_duty.h"

namespace draagkracht {

class Sensors {
 public:
  // Both must outlive this.
  Sensors(const Model& model, const Region& region);

  bool any() const { return !model_->sensors.empty(); }

  // A week ends now: the hours of service and on duty that it had are added to those of earlier weeks, which count for
  // less. Of the week in which the warm-up ends only what came behind it counts, as everywhere.
  void end_week(const Clock& clock, const Servers& servers, const StaffOnDuty& staff);

  // Of Model::sensors, at an instance of its pool: hours of service / hours on duty. `nobody`, no such instance: what
  // the sensor starts at.
  double value(Index sensor, std::size_t pool) const {
    const Model::Sensor& its = model_->sensors[sensor];
    if (pool == nobody) return its.start;
    const Hours& hours = hours_[first_hours_[sensor] + pool - first_pool_[sensor]];
    return hours.duty > 0 ? hours.service / hours.duty : its.start;
  }
  // The same at a place of the pool's scope, as it stands in a period.
  double value_at(Index sensor, std::size_t place, const RegionPeriod& period) const {
    const Index kind = model_->sensors[sensor].pool;
    return value(sensor, period.pool_of[kind][model_->pools[kind].scope == 0 ? 0 : place]);
  }

  template <class F>
  void visit(F&& f) {
    auto& [model, first_pool, first_hours, hours] = *this;
    f("sensors.hours", hours);
  }

 private:
  // Of one instance, as far as it still counts; ms.
  struct Hours {
    double service = 0, duty = 0;
    std::int64_t seized = 0;  // all its service until the week that is going on, as the pool adds it up
  };

  const Model* model_;
  std::vector<std::size_t> first_pool_;   // axis: sensor; first instance of its pool: they stand together
  std::vector<std::size_t> first_hours_;  // axis: sensor; of that instance
  std::vector<Hours> hours_;              // axes: sensor, instance of its pool
};

}  // namespace draagkracht
