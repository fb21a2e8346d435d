#include "engine/experiment/experiment.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/population/places.h"
#include "engine/population/synthesis.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_builder.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The inhabitants of each region, made when first asked for and dropped when the last run of the region is done.
class Populations {
 public:
  Populations(const Experiment& experiment, const std::vector<std::size_t>& runs_per_region)
      : experiment_(experiment),
        left_(runs_per_region),
        populations_(runs_per_region.size()),
        made_(runs_per_region.size()) {}

  std::shared_ptr<const Population> get(std::size_t region) {
    if (experiment_.regions.empty()) return nullptr;
    std::call_once(made_[region], [&] { populations_[region] = make(region); });
    return populations_[region];
  }

  // To be called once per run, by one thread at a time.
  void run_ended(std::size_t region) {
    if (--left_[region] == 0) populations_[region].reset();
  }

 private:
  std::shared_ptr<const Population> make(std::size_t region) const {
    auto population = std::make_shared<Population>(make_population(experiment_.regions[region], experiment_.seed));
    // Own servers are a place in the row of servers; how many there are is a matter of the scenario.
    for (std::size_t scope = 1; scope < population->places.size(); ++scope) {
      if (!experiment_.models[0].scopes[scope].enrolment) continue;
      const std::vector<std::uint32_t> row(population->places[scope].size(), no_server - 1U);
      assign_own_servers(*population, scope, row, experiment_.seed);
      break;
    }
    return population;
  }

  const Experiment& experiment_;
  std::vector<std::size_t> left_;
  std::vector<std::shared_ptr<const Population>> populations_;
  std::vector<std::once_flag> made_;
};

double weight_of(const Experiment& experiment, std::size_t region) {
  if (experiment.regions.empty()) return 1;
  double persons = 0;
  for (const WijkCount& wijk : experiment.regions[region].wijken) {
    for (const std::uint32_t n : wijk.persons) persons += n;
  }
  return persons;
}

}  // namespace

ExperimentOutcome run_experiment(const Experiment& experiment, int threads, ResultSink& sink,
                                 const std::function<void(const Progress&)>& report) {
  const auto n_regions = static_cast<std::uint32_t>(std::max<std::size_t>(1, experiment.regions.size()));
  std::vector<RunKey> runs;
  for (std::uint32_t region = 0; region < n_regions; ++region) {
    for (std::uint32_t scenario = 0; scenario < experiment.models.size(); ++scenario) {
      for (std::uint32_t replication = 0; replication < experiment.replications; ++replication)
        runs.push_back({scenario, 0, replication, region});
    }
  }
  return run_experiment(experiment, std::move(runs), threads, sink, report);
}

ExperimentOutcome run_experiment(const Experiment& experiment, std::vector<RunKey> runs, int threads, ResultSink& sink,
                                 const std::function<void(const Progress&)>& report) {
  const std::size_t n_regions = std::max<std::size_t>(1, experiment.regions.size());
  std::vector<double> weights;
  for (std::size_t region = 0; region < n_regions; ++region) weights.push_back(weight_of(experiment, region));
  // Longest first; regions stay together, so that few populations are in memory at once.
  std::stable_sort(runs.begin(), runs.end(),
                   [&](const RunKey& a, const RunKey& b) { return weights[a.region] > weights[b.region]; });
  double work_left = 0;
  std::vector<std::size_t> runs_per_region(n_regions, 0);
  for (const RunKey& run : runs) {
    work_left += weights[run.region];
    ++runs_per_region[run.region];
  }
  const double work = work_left;

  Populations populations(experiment, runs_per_region);
  ExperimentOutcome outcome;
  const Clock::time_point start = Clock::now();
  std::exception_ptr stop;
  std::size_t done = 0;
  const auto n_runs = static_cast<std::int64_t>(runs.size());
  // Whoever is free takes the next run, unless the user says otherwise.
  if (std::getenv("OMP_SCHEDULE") == nullptr) omp_set_schedule(omp_sched_dynamic, 1);
#pragma omp parallel for schedule(runtime) num_threads(threads)
  for (std::int64_t i = 0; i < n_runs; ++i) {
    const RunKey key = runs[static_cast<std::size_t>(i)];
    RunResult result;
    result.key = key;
    std::string failure;
    bool stopped = false;
#pragma omp critical(draagkracht_experiment)
    stopped = stop != nullptr;
    if (stopped) continue;
    try {
      const Clock::time_point begin = Clock::now();
      const std::shared_ptr<const Population> population = populations.get(key.region);
      const Model& model = experiment.models[key.scenario];
      const Region region = build_region(model, population.get());
      RegionSimulation simulation(model, region, {experiment.seed, key.replication});
      simulation.run();
      result.payload = measure(model, region, simulation);
      if (!experiment.derive.empty()) experiment.derive[key.scenario](result.payload);
      if (!experiment.placements.empty()) {
        result.payload = experiment.placements[key.scenario].place(std::move(result.payload));
      }
      result.seconds = since(begin);
    } catch (const std::exception& error) {
      failure = error.what();
    }
#pragma omp critical(draagkracht_experiment)
    {
      try {
        populations.run_ended(key.region);
        ++done;
        work_left -= weights[key.region];
        if (failure.empty()) {
          sink.accept(result);
          ++outcome.finished;
        } else {
          outcome.failed.push_back({key, failure});
        }
        const double seconds = since(start);
        const double share = 1 - work_left / work;
        report({done, runs.size(), seconds, share > 0 ? seconds / share - seconds : 0});
      } catch (...) {
        if (stop == nullptr) stop = std::current_exception();
      }
    }
  }
  if (stop != nullptr) std::rethrow_exception(stop);
  std::sort(outcome.failed.begin(), outcome.failed.end(),
            [](const FailedRun& a, const FailedRun& b) { return a.key < b.key; });
  outcome.seconds = since(start);
  return outcome;
}

}  // namespace draagkracht
