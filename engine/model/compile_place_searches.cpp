// Lists of places that change while a run goes on: who looks for a place, where there is room, and which places close.
#include <algorithm>
#include <cmath>

#include "engine/model/compile_parts.h"

namespace draagkracht {
namespace {

class PlaceSearchCompiler {
 public:
  PlaceSearchCompiler(Binder& binder, const ScopeSpec& spec, Index scope)
      : b_(binder), spec_(spec), scope_(scope), path_("scope." + binder.model.scopes[scope].name) {}

  PlaceSearch compile() {
    PlaceSearch search;
    const PlaceSearchSpec& spec = spec_.search;
    if (!b_.scenario.population.lives.set)
      b_.issues.add(spec.where, path_ + ".search", "stands in a model whose people stay as they are",
                    "who comes or moves looks for a place", "Give the population lives ([population.lives])");
    search.pool = staffed_pool(spec.pool, path_ + ".search.pool");
    if (search.pool != none && b_.model.pools[search.pool].group != none)
      b_.issues.add(spec.pool.where, path_ + ".search.pool",
                    "pool " + quoted(spec.pool.value) + " is one of groups of places", "each place makes its own room");
    pool_ = search.pool;
    search.fullness = parameter(spec.fullness, ".search.fullness");
    search.fullness_cv = b_.settled(spec.fullness_cv, path_ + ".search.fullness_cv", Reading::enrolment);
    search.stops_above = parameter(spec.stops_above, ".search.stops_above");
    search.opens_below = parameter(spec.opens_below, ".search.opens_below");
    search.takes_anyway = parameter(spec.takes_anyway, ".search.takes_anyway");
    if (search.takes_anyway != none && b_.model.parameters[search.takes_anyway].high > 1)
      b_.issues.add(spec.takes_anyway.where, path_ + ".search.takes_anyway",
                    "parameter " + quoted(spec.takes_anyway.value) + " may be above 1, and is read as a share", {},
                    "most = 1 at the parameter");
    search.every = time(spec.every, ".search.every", search.every_unit);
    search.first_within = time(spec.first_within, ".search.first_within", search.first_within_unit);
    search.asks = parameter(spec.asks, ".search.asks", Reading::tries);
    above_zero(search.fullness, spec.fullness, ".search.fullness");
    if (search.stops_above != none && search.opens_below != none) {
      const double stops = b_.model.parameters[search.stops_above].values[0],
                   opens = b_.model.parameters[search.opens_below].values[0];
      if (opens > stops)
        b_.issues.add(spec.opens_below.where, path_ + ".search.opens_below", "is " + short_number(opens),
                      "a place stops above " + short_number(stops) + ", and would open and stop on the same day",
                      "Let it be " + short_number(stops) + " or less");
    }
    if (spec_.closing.set) search.closing = closing();
    if (search.pool == none) search = {};
    return search;
  }

 private:
  // Of this scope, with persons on its staff.
  Index staffed_pool(const Name& name, const std::string& path) {
    const Index pool = b_.pool_of(name, path);
    if (pool == none) return none;
    if (b_.model.pools[pool].scope != scope_) {
      b_.issues.add(name.where, path, "pool " + quoted(name.value) + " is no pool of this scope",
                    "each place has staff of its own");
      return none;
    }
    const auto staffs = [&](const Workforce& force) {
      return std::find(force.pools.begin(), force.pools.end(), pool) != force.pools.end();
    };
    if (std::none_of(b_.model.workforces.begin(), b_.model.workforces.end(), staffs)) {
      b_.issues.add(name.where, path, "the staff of pool " + quoted(name.value) + " are no persons",
                    "who leaves and comes makes room", "Give it a [workforce.NAME]");
      return none;
    }
    return pool;
  }

  Index parameter(const Name& name, const char* key, Reading reading = Reading::search) {
    if (name.value.empty()) return none;
    const Index scope = reading == Reading::search ? scope_ : Index{0};
    const Index index =
        b_.plain_parameter(name, path_ + key, reading, scope, reading == Reading::search ? pool_ : none);
    if (index != none && b_.model.parameters[index].low < 0)
      b_.issues.add(name.where, path_ + key, "parameter " + quoted(b_.model.parameters[index].name) + " may be below 0",
                    {}, "least = 0 at the parameter");
    return index;
  }
  void above_zero(Index index, const Name& name, const char* key) {
    if (index == none || b_.model.parameters[index].values[0] > 0) return;
    b_.issues.add(name.where, path_ + key, "parameter " + quoted(name.value) + " is not above 0",
                  "a list is measured by it");
  }
  Index time(const Name& name, const char* key, double& unit, Reading reading = Reading::tries) {
    const Index index = parameter(name, key, reading);
    if (index == none) return none;
    const std::optional<double> its = unit_of_time(b_.scenario, name.value);
    if (!its)
      b_.issues.add(name.where, path_ + key, "parameter " + quoted(name.value) + " has no unit of time", {},
                    "unit = \"weeks\" at the parameter");
    unit = its.value_or(1);
    return index;
  }

  PlaceSearch::Closing closing() {
    const PlaceClosingSpec& spec = spec_.closing;
    PlaceSearch::Closing closing;
    closing.staff_below = parameter(spec.staff_below, ".closing.staff_below");
    closing.after = time(spec.after, ".closing.after", closing.after_unit, Reading::search);
    closing.owner_from_age = parameter(spec.owner_from_age, ".closing.owner_from_age");
    closing.without_successor = parameter(spec.without_successor, ".closing.without_successor");
    closing.otherwise = parameter(spec.otherwise, ".closing.otherwise");
    closing.reopens = parameter(spec.reopens, ".closing.reopens");
    const std::vector<std::string>& sizes = b_.model.scopes[scope_].size_names;
    closing.owned.resize(sizes.size());
    for (const Name& name : spec.one_owner) {
      const int size = b_.find(name, sizes, "size class", path_ + ".closing.one_owner");
      if (size >= 0) closing.owned[static_cast<std::size_t>(size)] = 1;
    }
    for (const Name& name : spec.reopens_with) {
      const Index pool = staffed_pool(name, path_ + ".closing.reopens_with");
      if (pool != none && pool != pool_) closing.reopens_with.push_back(pool);
    }
    if (closing.reopens != none) closing.reopens_with.push_back(pool_);
    if (closing.staff_below == none && closing.without_successor == none && closing.otherwise == none)
      b_.issues.add(spec.where, path_ + ".closing", "closes no place", "it says of none when",
                    "Give staff_below, without_successor or otherwise");
    return closing;
  }

  Binder& b_;
  const ScopeSpec& spec_;
  Index scope_;
  Index pool_ = none;
  std::string path_;
};

}  // namespace

void compile_place_searches(Binder& binder) {
  bool one = false;
  for (const auto& [name, where, spec] : binder.scenario.scopes) {
    if (!spec.search.set) continue;
    for (Index scope = 1; scope < binder.model.scopes.size(); ++scope) {
      if (binder.model.scopes[scope].name != name || !binder.model.scopes[scope].enrolment) continue;
      if (one) {
        binder.issues.add(spec.search.where, "scope." + name + ".search", "is a second search",
                          "persons look for a place of one scope");
        continue;
      }
      one = true;
      PlaceSearch search = PlaceSearchCompiler(binder, spec, scope).compile();
      binder.model.scopes[scope].search = std::move(search);
    }
  }
}

}  // namespace draagkracht
