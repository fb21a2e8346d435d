#include "engine/simulation/sensors.h"

#include <algorithm>

namespace draagkracht {

Sensors::Sensors(const Model& model, const Region& region) : model_(&model) {
  for (const Model::Sensor& sensor : model.sensors) {
    const auto is_of = [&](const PoolInstance& pool) { return pool.kind == sensor.pool; };
    const auto first = std::find_if(region.pools.begin(), region.pools.end(), is_of);
    first_pool_.push_back(static_cast<std::size_t>(first - region.pools.begin()));
    first_hours_.push_back(hours_.size());
    hours_.resize(hours_.size() + static_cast<std::size_t>(std::count_if(first, region.pools.end(), is_of)));
  }
}

void Sensors::end_week(const Clock& clock, const Servers& servers, const StaffOnDuty& staff) {
  const std::int32_t week = clock.week - 1;
  const bool began_anew = week == clock.warm_up_weeks();  // what pools add up does so when the warm-up ends
  for (std::size_t sensor = 0; sensor < first_pool_.size(); ++sensor) {
    const double decay = model_->sensors[sensor].decay;
    const std::size_t end = sensor + 1 < first_hours_.size() ? first_hours_[sensor + 1] : hours_.size();
    for (std::size_t at = first_hours_[sensor]; at < end; ++at) {
      const auto pool = static_cast<std::uint32_t>(first_pool_[sensor] + at - first_hours_[sensor]);
      Hours& hours = hours_[at];
      const std::int64_t seized = PoolBank::time_seized(servers[pool], clock.now);
      const std::int64_t service = began_anew ? seized : seized - hours.seized;
      hours.seized = seized;
      hours.service = hours.service * decay + static_cast<double>(service);
      hours.duty = hours.duty * decay + static_cast<double>(staff.on_duty(pool, week));
    }
  }
}

}  // namespace draagkracht
