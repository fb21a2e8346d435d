// An experiment: scenarios x replications x regions, each run by itself. The only place that knows threads. Finished
// runs go to a ResultSink one at a time; a run that fails is named and the others go on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population_input.h"
#include "engine/results/run.h"
#include "engine/results/schema_union.h"
#include "engine/simulation/region.h"
#include "engine/simulation/trace.h"

namespace draagkracht {

// Where a scenario goes on from the state of another, which it equals until then.
struct Fork {
  std::uint32_t from = 0;  // a scenario that does not fork itself
  std::int32_t day = 0;    // counted from the first simulated one; 0: the scenario runs alone
};

// Single requests that are followed in the runs.
struct Tracing {
  std::vector<TraceChoice> choices;  // axis: scenario
  // Takes what a run noted, also one that failed. Called from any thread.
  std::function<void(RunKey, const Model&, const Region&, const Trace&)> take;
};

// Models of a region with figures of its own.
struct RegionModels {
  std::vector<Model> models;  // axis: scenario; empty: the region has those of everyone
  std::vector<Fork> forks;    // axis: scenario
};

struct Experiment {
  std::vector<Model> models;           // axis: scenario; of all regions without figures of their own
  std::vector<RegionModels> own = {};  // axis: region; empty: none has any
  // Axis: scenario. Adds to a payload what is worked out of it; empty: nothing is, in no scenario. Called from any
  // thread.
  std::vector<std::function<void(std::vector<double>&)>> derive;
  std::vector<Placement> placements;     // axis: scenario; empty: all have one schema
  std::vector<PopulationInput> regions;  // axis: region; empty: models without inhabitants, one "region"
  std::vector<Fork> forks;               // axis: scenario; empty: all run alone; of all regions as `models`
  std::optional<Tracing> tracing;        // scenarios do not fork then, for each has its own beginning
  std::uint32_t replications = 1;
  std::uint32_t seed = 1;

  bool has_own_figures(std::size_t region) const { return region < own.size() && !own[region].models.empty(); }
  const std::vector<Model>& models_of(std::size_t region) const {
    return has_own_figures(region) ? own[region].models : models;
  }
  const std::vector<Fork>& forks_of(std::size_t region) const {
    return has_own_figures(region) ? own[region].forks : forks;
  }
};

struct FailedRun {
  RunKey key;
  std::string reason;
};

struct Progress {
  std::size_t done = 0, all = 0;
  double seconds = 0;       // since the start
  double seconds_left = 0;  // estimate
};

struct ExperimentOutcome {
  std::size_t finished = 0;
  std::vector<FailedRun> failed;  // in key order
  double seconds = 0;
};

// Runs everything on `threads` threads, the longest runs first. What scenarios have in common until they fork is
// simulated once per region and replication; its state is kept in memory until all of them took it up. Results are the
// same bits. `report` is called from one thread at a time whenever a run ends; it may throw to stop the experiment:
// runs that have begun are finished, the exception comes out of here.
ExperimentOutcome run_experiment(const Experiment& experiment, int threads, ResultSink& sink,
                                 const std::function<void(const Progress&)>& report);
// The same for some of its runs, each named once.
ExperimentOutcome run_experiment(const Experiment& experiment, const std::vector<RunKey>& runs, int threads,
                                 ResultSink& sink, const std::function<void(const Progress&)>& report);

}  // namespace draagkracht
