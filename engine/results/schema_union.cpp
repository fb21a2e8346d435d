#include "engine/results/schema_union.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
using Names = std::vector<std::string>;

// All names once: a name stands behind those that stand before it in any list. Of several names that may come next, and
// where lists contradict each other, the one that appeared first in the lists is taken.
Names merged(const std::vector<Names>& lists) {
  Names names;
  std::map<std::string, std::size_t> index;
  for (const Names& list : lists) {
    for (const std::string& name : list) {
      if (index.emplace(name, names.size()).second) names.push_back(name);
    }
  }
  std::vector<std::set<std::size_t>> before(names.size());  // what is still to come before a name
  for (const Names& list : lists) {
    for (std::size_t i = 1; i < list.size(); ++i) before[index.at(list[i])].insert(index.at(list[i - 1]));
  }
  std::set<std::size_t> left;
  for (std::size_t i = 0; i < names.size(); ++i) left.insert(i);
  Names order;
  while (!left.empty()) {
    const auto free = std::find_if(left.begin(), left.end(), [&](std::size_t i) { return before[i].empty(); });
    const std::size_t next = free == left.end() ? *left.begin() : *free;
    order.push_back(names[next]);
    left.erase(next);
    for (std::set<std::size_t>& others : before) others.erase(next);
  }
  return order;
}

std::vector<double> merged(const std::vector<std::vector<double>>& lists) {
  const auto same = [&](const std::vector<double>& list) { return list == lists[0]; };
  if (std::all_of(lists.begin(), lists.end(), same)) return lists[0];
  std::set<double> all;
  for (const std::vector<double>& list : lists) all.insert(list.begin(), list.end());
  return {all.begin(), all.end()};
}

std::string described(const ResultDimension& dimension) {
  return dimension.labels.empty() ? "an axis of numbers, \"" + dimension.long_name + "\" [" + dimension.units + "]"
                                  : "an axis of labels, \"" + dimension.long_name + "\"";
}

std::string described(const ResultVariable& variable) {
  std::string text = "\"" + variable.long_name + "\" [" + variable.units + "]";
  const char* separator = " by ";
  for (const std::string& dimension : variable.dimensions) {
    text += separator + dimension;
    separator = ", ";
  }
  if (!variable.group.empty()) text += " in group " + variable.group;
  return text;
}

// What a name is in a schema, or "".
std::string described(const ResultSchema& schema, const std::string& name) {
  if (const ResultDimension* dimension = schema.dimension(name)) return described(*dimension);
  if (const ResultVariable* variable = schema.variable(name)) return described(*variable);
  return {};
}

std::vector<SchemaConflict> conflicts_of(std::span<const ResultSchema> schemas) {
  std::vector<SchemaConflict> conflicts;
  std::map<std::string, std::pair<std::size_t, std::string>> first;  // name -> schema, what it is there
  for (std::size_t s = 0; s < schemas.size(); ++s) {
    Names names;
    for (const ResultDimension& dimension : schemas[s].dimensions) names.push_back(dimension.name);
    for (const ResultVariable& variable : schemas[s].variables) names.push_back(variable.name);
    for (const std::string& name : names) {
      const std::string here = described(schemas[s], name);
      const auto [known, is_new] = first.emplace(name, std::pair{s, here});
      if (!is_new && known->second.second != here) {
        conflicts.push_back({s, known->second.first, name, here, known->second.second});
      }
    }
  }
  return conflicts;
}

// The names of all dimensions or of all variables, merged.
template <class Member>
Names merged_names(std::span<const ResultSchema> schemas, Member member) {
  std::vector<Names> lists;
  for (const ResultSchema& schema : schemas) {
    Names& list = lists.emplace_back();
    for (const auto& item : schema.*member) list.push_back(item.name);
  }
  return merged(lists);
}

ResultDimension merged_dimension(std::span<const ResultSchema> schemas, const std::string& name) {
  ResultDimension whole;
  std::vector<Names> labels;
  std::vector<std::vector<double>> numbers;
  for (const ResultSchema& schema : schemas) {
    const ResultDimension* own = schema.dimension(name);
    if (own == nullptr) continue;
    if (labels.empty()) whole = *own;
    labels.push_back(own->labels);
    numbers.push_back(own->numbers);
  }
  whole.labels = merged(labels);
  whole.numbers = merged(numbers);
  return whole;
}

// Where each place of `own` stands in `whole`.
std::vector<std::size_t> places_in(const ResultDimension& whole, const ResultDimension& own) {
  const auto find_all = [](const auto& all, const auto& some) {
    std::vector<std::size_t> places;
    for (const auto& one : some) {
      const auto at = std::find(all.begin(), all.end(), one);
      DRAAGKRACHT_ENSURE(at != all.end());
      places.push_back(static_cast<std::size_t>(at - all.begin()));
    }
    return places;
  };
  return own.labels.empty() ? find_all(whole.numbers, own.numbers) : find_all(whole.labels, own.labels);
}

PartialDimension presence_of(const ResultDimension& whole, std::span<const ResultSchema> schemas) {
  PartialDimension presence{whole.name, {}};
  for (const ResultSchema& schema : schemas) {
    std::vector<bool>& has = presence.has.emplace_back(whole.size(), false);
    const ResultDimension* own = schema.dimension(whole.name);
    if (own == nullptr) continue;
    for (const std::size_t place : places_in(whole, *own)) has[place] = true;
  }
  return presence;
}

bool is_partial(const PartialDimension& presence) {
  return std::any_of(presence.has.begin(), presence.has.end(), [](const std::vector<bool>& has) {
    return std::find(has.begin(), has.end(), false) != has.end();
  });
}

// Places of the values of one variable, in the order of its own cells.
void add_places(const ResultSchema& whole, const ResultSchema& own, const ResultVariable& variable,
                std::vector<std::size_t>& places) {
  const ResultVariable& target = *whole.variable(variable.name);
  std::vector<std::size_t> cells{0};  // in the target, over the dimensions so far
  for (const std::string& name : variable.dimensions) {
    const ResultDimension& along = *whole.dimension(name);
    const std::vector<std::size_t> steps = places_in(along, *own.dimension(name));
    std::vector<std::size_t> finer;
    for (const std::size_t cell : cells) {
      for (const std::size_t step : steps) finer.push_back(cell * along.size() + step);
    }
    cells = std::move(finer);
  }
  for (const std::size_t cell : cells) places.push_back(target.offset + cell);
}

Placement placement_of(const ResultSchema& whole, const ResultSchema& own) {
  Placement placement;
  for (const ResultVariable& variable : own.variables) add_places(whole, own, variable, placement.places);
  for (const ResultVariable& variable : whole.variables) {
    placement.around.insert(placement.around.end(), variable.size, variable.zero_where_lacking ? 0.0 : missing);
  }
  bool same = placement.places.size() == whole.payload_size;
  for (std::size_t i = 0; same && i < placement.places.size(); ++i) same = placement.places[i] == i;
  return same ? Placement{} : placement;
}

}  // namespace

std::vector<double> Placement::place(std::vector<double> payload) const {
  if (around.empty()) return payload;
  DRAAGKRACHT_ENSURE(payload.size() == places.size());
  std::vector<double> whole = around;
  for (std::size_t i = 0; i < places.size(); ++i) whole[places[i]] = payload[i];
  return whole;
}

SchemaUnion unite(std::span<const ResultSchema> schemas) {
  SchemaUnion all;
  all.conflicts = conflicts_of(schemas);
  if (!all.conflicts.empty()) return all;
  for (const std::string& name : merged_names(schemas, &ResultSchema::dimensions)) {
    all.schema.add(merged_dimension(schemas, name));
    PartialDimension presence = presence_of(*all.schema.dimension(name), schemas);
    if (is_partial(presence)) all.partial.push_back(std::move(presence));
  }
  for (const std::string& name : merged_names(schemas, &ResultSchema::variables)) {
    const auto owner = std::find_if(schemas.begin(), schemas.end(),
                                    [&](const ResultSchema& schema) { return schema.variable(name) != nullptr; });
    all.schema.add(*owner->variable(name));
  }
  for (const ResultSchema& schema : schemas) all.placements.push_back(placement_of(all.schema, schema));
  return all;
}

}  // namespace draagkracht
