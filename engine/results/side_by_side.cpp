#include "engine/results/side_by_side.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "engine/core/fault.h"
#include "engine/results/schema_union.h"

namespace draagkracht {
namespace {

bool same_kind(const ResultDimension& a, const ResultDimension& b) {
  return a.labels.empty() == b.labels.empty() && a.units == b.units;
}

// Whether the variable of this name means the same in both, or is in one of them alone. Texts may differ: two versions
// of the program may say the same in other words.
bool means_the_same(const ResultSchema& one, const ResultSchema& other, const ResultVariable& variable) {
  const ResultVariable* there = other.variable(variable.name);
  if (there != nullptr && (there->dimensions != variable.dimensions || there->units != variable.units)) return false;
  return std::all_of(variable.dimensions.begin(), variable.dimensions.end(),
                     [&](const std::string& name) {
                       const ResultDimension* along = other.dimension(name);
                       return other.variable(name) == nullptr &&
                              (along == nullptr || same_kind(*one.dimension(name), *along));
                     }) &&
         other.dimension(variable.name) == nullptr;
}

// What of a schema means the same in both, and where its values stood. In no groups: only files have them.
struct Part {
  ResultSchema schema;
  std::vector<std::size_t> places;  // axis: value of a payload of the part
};

// `words`: whose descriptions hold, so that nothing that means the same is in conflict.
Part part_of(const ResultSchema& own, const ResultSchema& other, const ResultSchema& words) {
  Part part;
  const auto kept = [&](const ResultVariable& variable) { return means_the_same(own, other, variable); };
  for (const ResultDimension& dimension : own.dimensions) {
    const bool used = std::any_of(own.variables.begin(), own.variables.end(), [&](const ResultVariable& variable) {
      return kept(variable) && std::find(variable.dimensions.begin(), variable.dimensions.end(), dimension.name) !=
                                   variable.dimensions.end();
    });
    if (!used) continue;
    ResultDimension told = dimension;
    if (const ResultDimension* known = words.dimension(dimension.name)) told.long_name = known->long_name;
    part.schema.add(std::move(told));
  }
  for (const ResultVariable& variable : own.variables) {
    if (!kept(variable)) continue;
    ResultVariable told = variable;
    told.group.clear();
    if (const ResultVariable* known = words.variable(variable.name)) told.long_name = known->long_name;
    for (std::size_t i = 0; i < variable.size; ++i) part.places.push_back(variable.offset + i);
    part.schema.add(std::move(told));
  }
  return part;
}

std::size_t place_in(const ResultDimension& dimension, const ResultDimension& other, std::size_t place) {
  const auto find_in = [](const auto& all, const auto& one) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), one) - all.begin());
  };
  return dimension.labels.empty() ? find_in(other.numbers, dimension.numbers[place])
                                  : find_in(other.labels, dimension.labels[place]);
}

// One of the two in the set of both.
struct Side {
  const ResultSet& results;
  std::vector<std::uint32_t> scenarios;  // its own numbers
  const Part& part;
  const Placement& placement;
};

std::vector<PartialDimension> partial_of(const ResultSchema& all, std::span<const Side> sides) {
  std::vector<PartialDimension> partial;
  for (const ResultDimension& dimension : all.dimensions) {
    PartialDimension presence{dimension.name, {}};
    bool whole = true;
    for (const Side& side : sides) {
      const ResultDimension* own = side.part.schema.dimension(dimension.name);
      for (const std::uint32_t scenario : side.scenarios) {
        std::vector<bool>& has = presence.has.emplace_back(dimension.size(), false);
        for (std::size_t place = 0; own != nullptr && place < dimension.size(); ++place) {
          const std::size_t there = place_in(dimension, *own, place);
          has[place] = there < own->size() && side.results.frame().has(scenario, dimension.name, there);
        }
        whole = whole && std::find(has.begin(), has.end(), false) == has.end();
      }
    }
    if (!whole) partial.push_back(std::move(presence));
  }
  return partial;
}

std::vector<OwnPlaces> own_places(const ResultSchema& first, const ResultSchema& second) {
  std::vector<OwnPlaces> all;
  const auto lacks = [](const ResultDimension& a, const ResultDimension& b, std::vector<std::string>& labels,
                        std::size_t& numbers) {
    for (std::size_t place = 0; place < a.size(); ++place) {
      if (place_in(a, b, place) < b.size()) continue;
      if (a.labels.empty())
        ++numbers;
      else
        labels.push_back(a.labels[place]);
    }
  };
  for (const ResultDimension& dimension : first.dimensions) {
    const ResultDimension* other = second.dimension(dimension.name);
    if (other == nullptr || !same_kind(dimension, *other)) continue;
    OwnPlaces own{dimension.name, {}, {}};
    lacks(dimension, *other, own.only_first, own.numbers_only_first);
    lacks(*other, dimension, own.only_second, own.numbers_only_second);
    if (!own.only_first.empty() || !own.only_second.empty() || own.numbers_only_first + own.numbers_only_second > 0)
      all.push_back(std::move(own));
  }
  return all;
}

std::vector<std::string> without(const ResultSchema& own, const ResultSchema& other) {
  std::vector<std::string> names;
  for (const ResultVariable& variable : own.variables) {
    if (other.variable(variable.name) == nullptr) names.push_back(variable.name);
  }
  return names;
}

}  // namespace

RegionMatch match_regions(const ExperimentFrame& first, const ExperimentFrame& second) {
  RegionMatch match;
  for (std::uint32_t r = 0; r < first.regions.size(); ++r) {
    const auto at = std::find(second.regions.begin(), second.regions.end(), first.regions[r]);
    if (at == second.regions.end())
      match.only_first.push_back(r);
    else
      match.both.push_back({r, static_cast<std::uint32_t>(at - second.regions.begin())});
  }
  for (std::uint32_t r = 0; r < second.regions.size(); ++r) {
    if (std::find(first.regions.begin(), first.regions.end(), second.regions[r]) == first.regions.end())
      match.only_second.push_back(r);
  }
  return match;
}

SideBySide side_by_side(const ResultSet& first, std::uint32_t baseline, const ResultSet& second,
                        const RegionMatch& regions) {
  const ExperimentFrame &a = first.frame(), &b = second.frame();
  DRAAGKRACHT_ENSURE(!regions.both.empty() && a.draws == b.draws && baseline < a.scenarios.size());
  const Part part_a = part_of(a.schema, b.schema, a.schema);
  const Part part_b = part_of(b.schema, a.schema, a.schema);
  const std::array<ResultSchema, 2> schemas{part_a.schema, part_b.schema};
  SchemaUnion all = unite(schemas);
  DRAAGKRACHT_ENSURE(all.conflicts.empty());

  std::vector<std::uint32_t> scenarios_b;
  ExperimentFrame frame{{a.scenarios[baseline]}, {}, {}, a.draws, std::max(a.replications, b.replications), {}};
  for (std::uint32_t s = 0; s < b.scenarios.size(); ++s) {
    scenarios_b.push_back(s);
    frame.scenarios.push_back(b.scenarios[s]);
  }
  for (const RegionMatch::Both& region : regions.both) {
    frame.regions.push_back(a.regions.at(region.first));
    frame.region_names.push_back(a.region_names.at(region.first));
  }
  frame.schema = std::move(all.schema);
  const std::array<Side, 2> sides{Side{first, {baseline}, part_a, all.placements[0]},
                                  Side{second, scenarios_b, part_b, all.placements[1]}};
  frame.partial = partial_of(frame.schema, sides);

  SideBySide both{ResultSet(std::move(frame)),
                  own_places(a.schema, b.schema),
                  without(a.schema, b.schema),
                  without(b.schema, a.schema),
                  {}};
  for (const ResultVariable& variable : a.schema.variables) {
    if (b.schema.variable(variable.name) != nullptr && !means_the_same(a.schema, b.schema, variable))
      both.differ_in_kind.push_back(variable.name);
  }
  std::uint32_t scenario = 0;  // of both
  for (const Side& side : sides) {
    ResultVariable whole;
    whole.size = side.results.frame().schema.payload_size;
    for (const std::uint32_t own : side.scenarios) {
      for (std::uint32_t d = 0; d < a.draws; ++d) {
        for (std::uint32_t n = 0; n < side.results.frame().replications; ++n) {
          for (std::uint32_t r = 0; r < regions.both.size(); ++r) {
            const bool is_first = &side == sides.data();
            const RunKey key{own, d, n, is_first ? regions.both[r].first : regions.both[r].second};
            if (!side.results.has(key)) continue;
            const std::span<const double> payload = side.results.values(whole, key);
            RunResult run{{scenario, d, n, r}, {}};
            for (const std::size_t place : side.part.places) run.payload.push_back(payload[place]);
            run.payload = side.placement.place(std::move(run.payload));
            both.results.put(run);
          }
        }
      }
      ++scenario;
    }
  }
  return both;
}

}  // namespace draagkracht
