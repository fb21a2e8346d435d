// Small models for what can be told by hand, and what holds for each run of them.
#pragma once

#include <catch2/catch.hpp>
#include <regex>
#include <string>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {

inline constexpr std::int64_t minute = 60'000;

// `fixed(7 min)` in a model stands for the law that always gives 7 min.
inline std::string with_fixed_laws(const std::string& text) {
  return std::regex_replace(text, std::regex(R"(fixed\(([^)]*)\))"),
                            R"({distribution = "deterministic", mean = "$1"})");
}

// A run without warm-up, with a gate that takes the time since arrival, and whatever a test adds, with fixed laws.
// LEAVE stands for the steps through the gate.
inline std::string model(const std::string& rest) {
  const std::string text = R"(run.start = 2024-01-01
run.horizon = "2 weeks"
pool.gate.unlimited = true
wait.queue = {}
wait.system.from = "arrival"
)" + rest;
  return std::regex_replace(with_fixed_laws(text), std::regex("LEAVE"), R"(
leave = {seize = "gate", time = {distribution = "deterministic", mean = "0 min"}, wait = "system"}
out.exit = "done")");
}

inline FinishedRun run_model(const std::string& rest, const Replacements& replacements = {}, std::uint32_t seed = 1,
                             std::uint32_t replication = 0) {
  return run_text(model(replaced(rest, replacements)), seed, replication);
}

// All waits have the same length.
inline void check_all_wait(const WaitRecord& record, std::int64_t n, std::int64_t ms) {
  CHECK(record.waits.count == n);
  CHECK(record.waits.sum == n * ms);
  CHECK(static_cast<std::int64_t>(record.waits.squares) == n * ms * ms);
}

inline void check_conserved(const FinishedRun& run) {
  std::int64_t outcomes = 0;
  for (const std::int64_t count : run.observer().outcomes) outcomes += count;
  CHECK(run.observer().left == outcomes);  // without warm-up
  CHECK(run.observer().entered == run.observer().left + run.simulation().in_progress());
}

}  // namespace draagkracht::testing
