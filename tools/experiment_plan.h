// From the command line to an experiment that is ready to run: scenarios read and compiled, regions and their people
// looked up, and everything checked against everything, so that all that is wrong comes in one go.
// Simulates nothing and writes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/experiment/experiment.h"
#include "engine/io/scenario_file.h"
#include "engine/results/run.h"
#include "tools/command_line.h"
#include "tools/fork_plan.h"

namespace draagkracht {

// What the user asked for; what is not given comes from the scenarios.
struct PlanRequest {
  std::vector<std::string> scenarios;  // paths
  std::optional<std::string> regions;  // codes separated by commas, or "all"
  std::optional<std::int64_t> replications, seed, years, weeks;
  std::optional<double> inhabitants_share;
};

// --regions, --replications, --seed, --years, --weeks and --inhabitants-share.
void add_plan_options(CommandLine& line);
// Throws UsageError if --years and --weeks are both given, or no scenario.
PlanRequest plan_request(const CommandLine& line);

struct ExperimentPlan {
  std::vector<std::string> paths;  // axis: scenario
  std::vector<ScenarioFile> files;
  Experiment experiment;
  std::vector<ForkChoice> forks;  // axis: scenario; those of the experiment, with reasons
  ExperimentFrame frame;
  double inhabitants_share = 1;

  std::size_t runs() const { return frame.scenarios.size() * frame.replications * frame.regions.size(); }
  // For readers: from whom a scenario goes on, and when, or why it runs alone; a line, or nothing for the first.
  std::string fork_text(std::size_t scenario) const;
  // Persons of a region on the day of the counts; 0 for models without inhabitants.
  double inhabitants(std::size_t region) const;
  // From the start of the warm-up to the end, in years of 365.25 days.
  double simulated_years() const;
  // Of all quantile tables of all models.
  std::uint64_t table_checksum() const;
  // Of all that decides what a run gives, but not how many runs there are: more replications leave it as it is.
  std::uint64_t checksum() const;
};

// Adds all issues; no plan if there is any.
std::optional<ExperimentPlan> make_plan(const PlanRequest& request, Issues& issues);

// What stands for the region of models without inhabitants.
inline constexpr const char* no_region = "none";

}  // namespace draagkracht
