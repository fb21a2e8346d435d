// A small experiment whose values tell run and place apart; one run is missing. For unit tests and readers.
#pragma once

#include <limits>

#include "engine/io/results_file.h"

namespace draagkracht::testing {

inline ExperimentFrame sample_frame() {
  ExperimentFrame frame{.scenarios = {"baseline", "guidance"},
                        .regions = {"VR05", "VR02"},
                        .region_names = {"Twente", "Fryslân"},
                        .draws = 2,
                        .replications = 3,
                        .schema = {}};
  ResultSchema& schema = frame.schema;
  schema.add(ResultDimension{.name = "discipline",
                             .long_name = "discipline that served the contact",
                             .labels = {"huisarts", "poh_s", "coördinator"}});
  schema.add(ResultDimension{.name = "period",
                             .long_name = "start of the period",
                             .units = "hours since 2024-01-01 00:00:00",
                             .numbers = {0, 168}});
  schema.add(
      ResultDimension{.name = "wait", .long_name = "lower bound of the wait", .units = "min", .numbers = {0, 1, 2, 4}});
  schema.add(ResultVariable{.name = "contacts",
                            .dimensions = {"period", "discipline"},
                            .units = "1",
                            .long_name = "contacts that were served"});
  schema.add(ResultVariable{.name = "wait_histogram",
                            .group = "distributions",
                            .dimensions = {"discipline", "wait"},
                            .units = "1",
                            .long_name = "contacts by wait"});
  schema.add(ResultVariable{.name = "mean_wait", .units = "min", .long_name = "mean wait"});
  return frame;
}

// Value i of the payload: scenario 1000s, draw 100s, replication 10s, region 1s, i / 32. Value 1 is missing (NaN).
inline RunResult sample_run(const ExperimentFrame& frame, RunKey key) {
  RunResult run{
      .key = key, .payload = std::vector<double>(frame.schema.payload_size), .seconds = 0.5 + key.replication};
  for (std::size_t i = 0; i < run.payload.size(); ++i) {
    run.payload[i] =
        1000.0 * key.scenario + 100.0 * key.draw + 10.0 * key.replication + key.region + static_cast<double>(i) / 32;
  }
  if (run.payload.size() > 1) run.payload[1] = std::numeric_limits<double>::quiet_NaN();
  return run;
}

// All runs but (1, 0, 2, 0), which was not finished.
inline RunSource sample_runs(const ExperimentFrame& frame) {
  RunSource runs;
  for (std::uint32_t s = 0; s < frame.scenarios.size(); ++s) {
    for (std::uint32_t d = 0; d < frame.draws; ++d) {
      for (std::uint32_t n = 0; n < frame.replications; ++n) {
        for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
          if (RunKey{s, d, n, r} != RunKey{1, 0, 2, 0}) runs.keys.push_back({s, d, n, r});
        }
      }
    }
  }
  runs.read = [frame, keys = runs.keys](std::size_t i) { return sample_run(frame, keys[i]); };
  return runs;
}

inline Provenance sample_provenance() {
  return {.version = "0.1.0",
          .entries = {{"seed", "20240101"},
                      {"commit", "0123abc"},
                      {"compiler", "g++ 12.2.0"},
                      {"flags", "-O3"},
                      {"table_checksum", "00ff"},
                      {"command_line", ""}},
          .scenario_texts = {{"baseline", "name = \"baseline\"\n"},
                             {"guidance", "name = \"guidance\"\n# wegwijzer: één deur\n"}},
          .inputs = {{"scenarios/baseline.toml", "0123456789abcdef"}},
          .timings = {{"threads", "2"}, {"started", "2024-01-01T12:00:00Z"}}};
}

}  // namespace draagkracht::testing
