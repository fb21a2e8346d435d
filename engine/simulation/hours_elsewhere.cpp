#include "engine/simulation/hours_elsewhere.h"

namespace draagkracht {

std::array<double, day_types> hours_off(const Model& model, const Region& region, const Workforce& force,
                                        const ParameterValues& parameters) {
  std::array<double, day_types> off{};
  if (force.also.pools.empty()) return off;
  const double by_others = force.also.share_by_others == none ? 0.0 : parameters.row(force.also.share_by_others, 0);
  const double each = parameters.row(force.also.hours_off, 0) * (1 - by_others) / static_cast<double>(one_hour.ms);
  const RegionPeriod& period = parameters.period();
  for (std::uint32_t pool = 0; pool < region.pools.size(); ++pool) {
    const PoolInstance& instance = region.pools[pool];
    if (std::find(force.also.pools.begin(), force.also.pools.end(), instance.kind) == force.also.pools.end()) continue;
    const PoolKind& kind = model.pools[instance.kind];
    double filled = each;
    for (const Index reason : {kind.absence, kind.unfilled})
      filled *= reason == none ? 1.0 : 1 - parameters.for_place(reason, 0, kind.scope, instance.place);
    for (int type = 0; type < day_types; ++type) {
      const std::int64_t ms =
          instance.fixed >= 0 ? instance.fixed * one_day.ms : region.schedules[period.duty[pool].schedule].total(type);
      off[static_cast<std::size_t>(type)] += filled * static_cast<double>(ms);
    }
  }
  return off;
}

// By multiplying: the main loop calls no libm.
double expected_present(std::size_t people, double presence) {
  const auto all = static_cast<double>(people);
  if (people == 0 || presence >= 1) return all;
  double nobody_there = 1;
  for (std::size_t n = 0; n < people; ++n) nobody_there *= 1 - presence;
  return all * presence + nobody_there;
}

}  // namespace draagkracht
