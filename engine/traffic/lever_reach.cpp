#include "engine/traffic/lever_reach.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "engine/simulation/parameter_values.h"
#include "engine/simulation/place_values.h"
#include "engine/simulation/region_builder.h"
#include "engine/traffic/traffic_groups.h"

namespace draagkracht {
namespace {

class Reach {
 public:
  Reach(const Model& model, const Region& region, const TrafficFlow* flow)
      : model_(model), region_(region), flow_(flow), parameters_(model, region) {
    parameters_.set_day(typical_day(model, region));
  }

  LeverReach of(Index parameter, std::size_t lever) {
    const LeverEffect& effect = model_.parameters[parameter].levers[lever];
    LeverReach reach;
    reach.lever = effect.name;
    reach.parameter = model_.parameters[parameter].name;
    reach.from_day = effect.course.from_day;
    std::vector<const ParameterUse*> uses;
    for (const ParameterUse& use : model_.uses) {
      if (use.parameter == parameter && use.reads(effect)) uses.push_back(&use);
    }
    for (const ParameterUse* use : uses) {
      reach.readers.push_back(use->path);
      if (rule_of(use->reading).of_places && use->pool != none) add_pool(reach, effect, *use);
      if (reads_persons(*use)) reach.of_persons = true;
    }
    if (reach.of_persons) reach.persons = persons(effect);
    add_requests(reach, uses);
    if (std::any_of(reach.pools.begin(), reach.pools.end(), [](const LeverReach::Pool& pool) { return pool.of_duty; }))
      compare_hours(reach, parameter, lever);
    for (const ParameterUse* use : uses) reach.nothing = reach.nothing && passes_by(reach, effect, *use);
    return reach;
  }

 private:
  bool reads_persons(const ParameterUse& use) const {
    return region_.population != nullptr && (rule_of(use.reading).of_persons || use.reading == Reading::enrolment);
  }

  // Requests that come to the steps, each step once.
  void add_requests(LeverReach& reach, const std::vector<const ParameterUse*>& uses) const {
    std::vector<Index> steps;
    for (const ParameterUse* use : uses) {
      if (use->step != none && std::find(steps.begin(), steps.end(), use->step) == steps.end())
        steps.push_back(use->step);
    }
    reach.of_requests = !steps.empty();
    for (const Index step : steps) reach.requests += requests_at(step);
  }

  double requests_at(Index step) const {
    return flow_ == nullptr ? std::numeric_limits<double>::quiet_NaN() : flow_->visits[step];
  }

  // Whether what is read there stays as it is without the lever.
  bool passes_by(const LeverReach& reach, const LeverEffect& effect, const ParameterUse& use) const {
    if (use.reading == Reading::rule) {
      const auto places = static_cast<std::uint32_t>(places_of_scope(region_, use.scope));
      for (std::uint32_t place = 0; place < places; ++place) {
        if (parameters_.concerns_place(effect, use.scope, place)) return false;
      }
      return true;
    }
    if (rule_of(use.reading).of_places) {
      const auto pool = std::find_if(reach.pools.begin(), reach.pools.end(), [&](const LeverReach::Pool& one) {
        return use.pool != none && one.pool == model_.pools[use.pool].name;
      });
      if (pool == reach.pools.end()) return false;
      return use.reading == Reading::duty || use.reading == Reading::shift ? pool->hours == pool->hours_without
                                                                           : pool->places == 0;
    }
    return (reads_persons(use) && reach.persons == 0) || (use.step != none && requests_at(use.step) == 0);
  }

  std::uint64_t persons(const LeverEffect& lever) const {
    const auto all = region_.population->all_residents();
    if (lever.conditions.empty() && lever.places.empty()) return region_.population->residents();
    return static_cast<std::uint64_t>(std::count_if(
        all.begin(), all.end(), [&](const Person& person) { return parameters_.concerns(lever, &person); }));
  }

  void add_pool(LeverReach& reach, const LeverEffect& lever, const ParameterUse& use) const {
    const std::string& name = model_.pools[use.pool].name;
    auto known = std::find_if(reach.pools.begin(), reach.pools.end(),
                              [&](const LeverReach::Pool& pool) { return pool.pool == name; });
    if (known == reach.pools.end()) {
      known = reach.pools.insert(reach.pools.end(), LeverReach::Pool{name});
      for (std::uint32_t pool = 0; pool < region_.pools.size(); ++pool) {
        const PoolInstance& instance = region_.pools[pool];
        if (instance.kind != use.pool || !region_.ever_there(pool)) continue;
        ++known->all;
        if (parameters_.concerns_place(lever, use.scope, instance.place)) ++known->places;
      }
    }
    known->of_duty = known->of_duty || use.reading == Reading::duty || use.reading == Reading::shift;
  }

  // A lever may bring staff to places that had none, or take the last one: only a region without it tells the hours.
  void compare_hours(LeverReach& reach, Index parameter, std::size_t lever) const {
    Model without = model_;
    std::vector<LeverEffect>& levers = without.parameters[parameter].levers;
    levers.erase(levers.begin() + static_cast<std::ptrdiff_t>(lever));
    const std::vector<double> before = duty_hours_per_year(without, build_region(without, region_.population));
    const std::vector<double> after = duty_hours_per_year(model_, region_);
    for (LeverReach::Pool& pool : reach.pools) {
      const auto kind = static_cast<std::size_t>(std::find_if(model_.pools.begin(), model_.pools.end(),
                                                              [&](const PoolKind& k) { return k.name == pool.pool; }) -
                                                 model_.pools.begin());
      pool.hours_without = before[kind];
      pool.hours = after[kind];
    }
  }

  const Model& model_;
  const Region& region_;
  const TrafficFlow* flow_;
  ParameterValues parameters_;
};

}  // namespace

std::vector<LeverReach> lever_reaches(const Model& model, const Region& region, const TrafficFlow* flow) {
  Reach reach(model, region, flow);
  std::vector<LeverReach> all;
  for (Index parameter = 0; parameter < model.parameters.size(); ++parameter) {
    for (std::size_t lever = 0; lever < model.parameters[parameter].levers.size(); ++lever)
      all.push_back(reach.of(parameter, lever));
  }
  return all;
}

}  // namespace draagkracht
