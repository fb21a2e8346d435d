// One schema for scenarios whose results have different names, so that they stand in one file. Each scenario keeps its
// own schema while it runs; what is written is laid out by the union.
//
// Order: dimensions, variables and labels keep the order of every scenario as far as these agree, and where nothing
// decides, names that an earlier scenario has come first. Where orders contradict each other, the earlier scenario's
// holds. Numbers along an axis stand in ascending order unless all scenarios have the same.
// What a scenario lacks is missing. Only for variables that are `zero_where_lacking` it is 0.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/results/run.h"

namespace draagkracht {

// A name that means something else in two schemas.
struct SchemaConflict {
  std::size_t schema = 0;
  std::size_t other = 0;  // the first one that has the name; other < schema
  std::string name;
  std::string here;   // what it is in `schema`
  std::string there;  // what it is in `other`
};

// How payloads of one schema stand in payloads of a union. Both members are empty if the schema is the union.
struct Placement {
  std::vector<std::size_t> places;  // value of a payload -> its place
  std::vector<double> around;       // a payload of the union with what the schema lacks

  // Throws LogicFault if the payload has another size.
  std::vector<double> place(std::vector<double> payload) const;
};

struct SchemaUnion {
  ResultSchema schema;
  std::vector<PartialDimension> partial;  // axis `scenario`: the schemas
  std::vector<Placement> placements;      // one per schema
  std::vector<SchemaConflict> conflicts;  // if there are any, all else is empty
};

// Equal schemas are their own union.
SchemaUnion unite(std::span<const ResultSchema> schemas);

}  // namespace draagkracht
