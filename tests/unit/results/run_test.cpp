// Schemas lay variables out without gaps, and a result set gives back each run's own values.
#include "engine/results/run.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/core/fault.h"

using namespace draagkracht;

namespace {

ResultSchema schema_of_three() {
  ResultSchema schema;
  schema.add(ResultDimension{.name = "discipline", .long_name = "discipline", .labels = {"huisarts", "poh_s"}});
  schema.add(ResultDimension{.name = "hour", .long_name = "hour of day", .units = "h", .numbers = {0, 8, 16}});
  schema.add(ResultVariable{
      .name = "contacts", .group = "", .dimensions = {"discipline", "hour"}, .units = "1", .long_name = "contacts"});
  schema.add(ResultVariable{.name = "total", .group = "", .dimensions = {}, .units = "1", .long_name = "all contacts"});
  schema.add(ResultVariable{
      .name = "load", .group = "distributions", .dimensions = {"hour"}, .units = "1", .long_name = "load"});
  return schema;
}

ExperimentFrame frame_of_24() {
  return {.scenarios = {"baseline", "guidance"},
          .regions = {"VR05", "VR06"},
          .region_names = {"Twente", "Veluwe"},
          .draws = 2,
          .replications = 3,
          .schema = schema_of_three()};
}

// A payload in which each value tells its run and its place.
RunResult told_apart(RunKey key) {
  RunResult run{.key = key, .payload = std::vector<double>(10), .seconds = 1};
  for (std::size_t i = 0; i < 10; ++i) {
    run.payload[i] = key.scenario * 10000.0 + key.draw * 1000.0 + key.replication * 100.0 + key.region * 10.0 +
                     static_cast<double>(i);
  }
  return run;
}

}  // namespace

TEST_CASE("A schema lays out its variables one behind the other") {
  const ResultSchema schema = schema_of_three();
  CHECK(schema.payload_size == 10);
  CHECK(schema.variable("contacts")->offset == 0);
  CHECK(schema.variable("contacts")->size == 6);
  CHECK(schema.variable("total")->offset == 6);
  CHECK(schema.variable("total")->size == 1);
  CHECK(schema.variable("load")->offset == 7);
  CHECK(schema.variable("load")->size == 3);
  CHECK(schema.variable("waits") == nullptr);
  CHECK(schema.dimension("hour")->size() == 3);
  CHECK(schema.dimension("contacts") == nullptr);
}

TEST_CASE("A schema refuses what no file could hold") {
  ResultSchema schema = schema_of_three();
  const auto add = [&](std::string name, std::string group, std::vector<std::string> dimensions) {
    schema.add(ResultVariable{.name = name, .group = group, .dimensions = dimensions, .units = "1", .long_name = "x"});
  };
  CHECK_THROWS_AS(add("contacts", "", {}), LogicFault);
  CHECK_THROWS_AS(add("load", "", {}), LogicFault);  // taken in another group
  CHECK_THROWS_AS(add("hour", "", {}), LogicFault);
  CHECK_THROWS_AS(add("scenario", "", {}), LogicFault);
  CHECK_THROWS_AS(add("Waits", "", {}), LogicFault);
  CHECK_THROWS_AS(add("", "", {}), LogicFault);
  CHECK_THROWS_AS(add("waits", "provenance", {}), LogicFault);
  CHECK_THROWS_AS(add("waits", "", {"urgency"}), LogicFault);
  CHECK_THROWS_AS(schema.add(ResultDimension{.name = "urgency", .long_name = "urgency"}), LogicFault);
  CHECK_THROWS_AS(schema.add(ResultDimension{.name = "hour", .long_name = "hour", .numbers = {1}}), LogicFault);
  CHECK(schema.payload_size == 10);
  CHECK_NOTHROW(add("waits", "", {"hour"}));
}

TEST_CASE("A result set gives back each run's values and NaN for runs that are not there") {
  ResultSet set(frame_of_24());
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t d = 0; d < 2; ++d) {
      for (std::uint32_t n = 0; n < 3; ++n) {
        for (std::uint32_t r = 0; r < 2; ++r) {
          if (RunKey{s, d, n, r} != RunKey{1, 0, 2, 1}) set.put(told_apart({s, d, n, r}));
        }
      }
    }
  }
  const ResultVariable& load = *set.frame().schema.variable("load");
  const auto values = set.values(load, {1, 1, 2, 0});
  REQUIRE(values.size() == 3);
  CHECK(values[0] == 11207);
  CHECK(values[2] == 11209);
  CHECK(set.values(*set.frame().schema.variable("contacts"), {0, 1, 0, 1})[5] == 1015);
  CHECK(set.has({1, 1, 2, 0}));
  CHECK_FALSE(set.has({1, 0, 2, 1}));
  CHECK(std::isnan(set.values(load, {1, 0, 2, 1})[0]));
}

TEST_CASE("A result set refuses runs outside its frame, runs put twice and payloads of another size") {
  ResultSet set(frame_of_24());
  set.put(told_apart({0, 0, 0, 0}));
  CHECK_THROWS_AS(set.put(told_apart({0, 0, 0, 0})), LogicFault);
  CHECK_THROWS_AS(set.put(told_apart({2, 0, 0, 0})), LogicFault);
  CHECK_THROWS_AS(set.put(told_apart({0, 0, 3, 0})), LogicFault);
  CHECK_THROWS_AS(set.values(*set.frame().schema.variable("load"), {0, 0, 0, 2}), LogicFault);
  CHECK_FALSE(set.has({0, 0, 0, 2}));
  RunResult short_run = told_apart({0, 0, 1, 0});
  short_run.payload.pop_back();
  CHECK_THROWS_AS(set.put(short_run), LogicFault);
  ExperimentFrame nowhere = frame_of_24();
  nowhere.regions.clear();
  CHECK_THROWS_AS(ResultSet(nowhere), LogicFault);
}

TEST_CASE("A run without any measured value is still there or not there") {
  ResultSet set({.scenarios = {"baseline"},
                 .regions = {"VR05"},
                 .region_names = {"Twente"},
                 .draws = 1,
                 .replications = 1,
                 .schema = {}});
  CHECK_FALSE(set.has({0, 0, 0, 0}));
  set.put({.key = {0, 0, 0, 0}, .payload = {}, .seconds = 0});
  CHECK(set.has({0, 0, 0, 0}));
}

TEST_CASE("A result set tells which values have a label that the scenario lacks") {
  ExperimentFrame frame = frame_of_24();
  frame.partial = {{"discipline", {{true, true}, {true, false}}}, {"hour", {{true, true, true}, {false, true, true}}}};
  CHECK(frame.has(1, "discipline", 0));
  CHECK_FALSE(frame.has(1, "discipline", 1));
  CHECK(frame.has(0, "region", 1));
  const ResultSet set(frame);
  CHECK(set.lacking(0).empty());
  // contacts by discipline and hour, total, load by hour
  CHECK(set.lacking(1) == std::vector<bool>{true, false, false, true, true, true, false, true, false, false});
}
