// From the command line to an experiment that is ready to run: scenario files read, and set up (engine/setup).
// Simulates nothing and writes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/io/scenario_file.h"
#include "engine/setup/experiment_setup.h"
#include "tools/command_line.h"

namespace draagkracht {

// What the user asked for; what is not given comes from the scenarios.
struct PlanRequest : SetupRequest {
  std::vector<std::string> scenarios;  // paths
  NameMap replacements;                // in each of them: dotted path of a value -> what stands there instead
};

// --regions, --replications, --seed, --years, --weeks and --inhabitants-share.
void add_plan_options(CommandLine& line);
// Throws UsageError if --years and --weeks are both given, or no scenario.
PlanRequest plan_request(const CommandLine& line);

struct ExperimentPlan : ExperimentSetup {
  std::vector<std::string> paths;  // axis: scenario
  std::vector<ScenarioFile> files;

  // For readers: from whom a scenario goes on, and when, or why it runs alone; a line, or nothing for the first.
  std::string fork_text(std::size_t scenario) const;
  // Of all that decides what a run gives, but not how many runs there are: more replications leave it as it is.
  std::uint64_t checksum() const;
};

// Adds all issues; no plan if there is any.
std::optional<ExperimentPlan> make_plan(const PlanRequest& request, Issues& issues);

}  // namespace draagkracht
