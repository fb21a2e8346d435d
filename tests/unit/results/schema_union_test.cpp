// A union keeps every scenario's own order and values, and says of the rest whether it is missing or 0.
#include "engine/results/schema_union.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {

using Names = std::vector<std::string>;

ResultSchema schema_with(const Names& labels) {
  ResultSchema schema;
  schema.add(ResultDimension{"who", "who", "1", labels, {}});
  return schema;
}

Names merged(const std::vector<Names>& lists) {
  std::vector<ResultSchema> schemas;
  for (const Names& labels : lists) schemas.push_back(schema_with(labels));
  return unite(schemas).schema.dimensions.at(0).labels;
}

bool keeps_order(const Names& whole, const Names& own) {
  std::size_t from = 0;
  for (const std::string& name : own) {
    const auto at = std::find(whole.begin() + static_cast<std::ptrdiff_t>(from), whole.end(), name);
    if (at == whole.end()) return false;
    from = static_cast<std::size_t>(at - whole.begin()) + 1;
  }
  return true;
}

// Visits by who and what, hours by who, and a total: each value is told by its labels.
ResultSchema clinic(const Names& who, const std::vector<double>& what, bool hours) {
  ResultSchema schema;
  schema.add(ResultDimension{"who", "who", "1", who, {}});
  schema.add(ResultDimension{"what", "what", "min", {}, what});
  schema.add(ResultVariable{"visits", "", {"what", "who"}, "1", "visits"});
  ResultVariable on_duty{"on_duty", "", {"who"}, "h", "hours on duty"};
  on_duty.zero_where_lacking = true;
  if (hours) schema.add(on_duty);
  schema.add(ResultVariable{"total", "", {}, "1", "all"});
  return schema;
}

double told(const std::string& who, double what) { return who[0] * 1000 + what; }

std::vector<double> payload_of(const Names& who, const std::vector<double>& what, bool hours) {
  std::vector<double> payload;
  for (const double w : what) {
    for (const std::string& name : who) payload.push_back(told(name, w));
  }
  if (hours) {
    for (const std::string& name : who) payload.push_back(told(name, 0.5));
  }
  payload.push_back(7);
  return payload;
}

}  // namespace

TEST_CASE("A schema is the union of itself, and payloads stay as they are") {
  const Names who{"doctor", "nurse"};
  const std::vector<double> what{10, 2};
  const std::vector<ResultSchema> schemas(3, clinic(who, what, true));
  const SchemaUnion all = unite(schemas);
  CHECK(all.conflicts.empty());
  CHECK(all.partial.empty());
  REQUIRE(all.schema.variables.size() == 3);
  CHECK(all.schema.payload_size == schemas[0].payload_size);
  CHECK(all.schema.variable("on_duty")->offset == schemas[0].variable("on_duty")->offset);
  CHECK(all.schema.dimension("who")->labels == who);
  CHECK(all.schema.dimension("what")->numbers == what);
  REQUIRE(all.placements.size() == 3);
  CHECK(all.placements[2].place(payload_of(who, what, true)) == payload_of(who, what, true));
}

TEST_CASE("Labels keep the order of every scenario; where nothing decides, the earlier scenario's come first") {
  CHECK(merged({{"a", "b"}, {"a", "b", "n"}}) == Names{"a", "b", "n"});
  CHECK(merged({{"b"}, {"a", "b"}}) == Names{"a", "b"});
  CHECK(merged({{"U0", "U1", "U3"}, {"U1", "U2", "U3", "U4"}}) == Names{"U0", "U1", "U2", "U3", "U4"});
  CHECK(merged({{"a", "c"}, {"a", "n", "c"}, {"a", "m", "c"}}) == Names{"a", "n", "m", "c"});
  CHECK(merged({{"a", "b"}, {"x", "y"}}) == Names{"a", "b", "x", "y"});
  CHECK(merged({{"a", "b"}, {"a", "n"}, {"b", "n"}}) == Names{"a", "b", "n"});  // only all three together tell
}

TEST_CASE("Of contradicting orders the earlier scenario's holds") {
  CHECK(merged({{"a", "b"}, {"b", "a"}}) == Names{"a", "b"});
  CHECK(merged({{"a", "b", "c"}, {"c", "x", "a"}}) == Names{"a", "b", "c", "x"});
}

TEST_CASE("Whatever parts of one order scenarios have, each keeps it") {
  std::mt19937 words(1);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<Names> lists(2 + words() % 4);
    for (Names& list : lists) {
      for (char c = 'a'; c < 'k'; ++c) {
        if (words() % 2 == 0) list.emplace_back(1, c);
      }
      if (list.empty()) list.emplace_back("a");
    }
    const Names whole = merged(lists);
    for (const Names& list : lists) CHECK(keeps_order(whole, list));
    const Names turned(whole.rbegin(), whole.rend());
    if (whole.size() > 1) CHECK_FALSE(keeps_order(turned, whole));
  }
}

TEST_CASE("Values go to the cells of their names; the rest is missing, or 0 where there is none of it") {
  const Names who{"nurse", "doctor"}, other_who{"aide", "doctor"};
  const std::vector<double> what{2, 10}, other_what{5};
  const std::vector<ResultSchema> schemas{clinic(who, what, true), clinic(other_who, other_what, false)};
  const SchemaUnion all = unite(schemas);
  CHECK(all.schema.dimension("who")->labels == Names{"nurse", "aide", "doctor"});
  CHECK(all.schema.dimension("what")->numbers == std::vector<double>{2, 5, 10});
  REQUIRE(all.partial.size() == 2);
  CHECK(all.partial[0] == PartialDimension{"who", {{true, false, true}, {false, true, true}}});
  CHECK(all.partial[1] == PartialDimension{"what", {{true, false, true}, {false, true, false}}});

  const std::vector<std::vector<double>> placed{all.placements.at(0).place(payload_of(who, what, true)),
                                                all.placements.at(1).place(payload_of(other_who, other_what, false))};
  const ResultVariable& visits = *all.schema.variable("visits");
  for (std::size_t s = 0; s < 2; ++s) {
    REQUIRE(placed[s].size() == all.schema.payload_size);
    for (std::size_t w = 0; w < 3; ++w) {
      for (std::size_t p = 0; p < 3; ++p) {
        const double found = placed[s][visits.offset + w * 3 + p];
        if (all.partial[1].has[s][w] && all.partial[0].has[s][p]) {
          CHECK(found == told(all.schema.dimension("who")->labels[p], all.schema.dimension("what")->numbers[w]));
        } else {
          CHECK(std::isnan(found));
        }
      }
    }
    CHECK(placed[s][all.schema.variable("total")->offset] == 7);
  }
  const std::size_t duty = all.schema.variable("on_duty")->offset;
  CHECK(placed[0][duty] == told("nurse", 0.5));
  CHECK(placed[0][duty + 1] == 0);
  CHECK(placed[0][duty + 2] == told("doctor", 0.5));
  CHECK(placed[1][duty] == 0);
  CHECK_THROWS_AS(all.placements[0].place(std::vector<double>(3)), LogicFault);
}

TEST_CASE("A name with two meanings is a conflict that tells both") {
  ResultSchema by_who = clinic({"doctor"}, {5}, true);
  ResultSchema plain;
  plain.add(ResultDimension{"visits", "visits of a day", "1", {"none", "some"}, {}});
  plain.add(ResultVariable{"on_duty", "", {}, "min", "hours on duty"});
  const std::vector<ResultSchema> schemas{by_who, by_who, plain};
  const SchemaUnion all = unite(schemas);
  REQUIRE(all.conflicts.size() == 2);
  CHECK(all.placements.empty());
  CHECK(all.conflicts[0].name == "visits");
  CHECK(all.conflicts[0].schema == 2);
  CHECK(all.conflicts[0].other == 0);
  CHECK(all.conflicts[0].here == "an axis of labels, \"visits of a day\"");
  CHECK(all.conflicts[0].there == "\"visits\" [1] by what, who");
  CHECK(all.conflicts[1].name == "on_duty");
  CHECK(all.conflicts[1].here == "\"hours on duty\" [min]");
  CHECK(all.conflicts[1].there == "\"hours on duty\" [h] by who");
}
