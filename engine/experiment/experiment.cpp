#include "engine/experiment/experiment.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
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

using SteadyClock = std::chrono::steady_clock;

double since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

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
      if (!experiment_.models_of(region)[0].scopes[scope].enrolment) continue;
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

// A run, and the runs that take up its state on their way.
struct Work {
  RunKey key;
  bool wanted = true;                        // whether the run itself is asked for, not only its beginning
  std::vector<RunKey> followers;             // in order of the day
  std::shared_ptr<const SavedState> begins;  // where it goes on; none: from the start
};

// What the runs are as pieces of work, the longest first; regions stay together, so that few populations are in memory
// at once.
std::vector<Work> works_of(const Experiment& experiment, std::vector<RunKey> runs, const std::vector<double>& weights) {
  std::stable_sort(runs.begin(), runs.end(),
                   [&](const RunKey& a, const RunKey& b) { return weights[a.region] > weights[b.region]; });
  const auto fork_of = [&](RunKey key) {
    const std::vector<Fork>& forks = experiment.forks_of(key.region);
    return forks.empty() || experiment.tracing ? Fork{} : forks[key.scenario];
  };
  std::map<RunKey, std::size_t> leads;
  std::vector<Work> works;
  const auto lead_of = [&](RunKey key) -> Work& {
    const auto [at, fresh] = leads.try_emplace(key, works.size());
    if (fresh) works.push_back({.key = key, .wanted = false, .followers = {}, .begins = {}});
    return works[at->second];
  };
  for (const RunKey& run : runs) {
    const Fork fork = fork_of(run);
    if (fork.day == 0) {
      lead_of(run).wanted = true;
      continue;
    }
    DRAAGKRACHT_ENSURE(experiment.forks_of(run.region)[fork.from].day == 0);
    lead_of({fork.from, run.draw, run.replication, run.region}).followers.push_back(run);
  }
  for (Work& work : works) {
    std::stable_sort(work.followers.begin(), work.followers.end(),
                     [&](const RunKey& a, const RunKey& b) { return fork_of(a).day < fork_of(b).day; });
    if (work.wanted || work.followers.size() > 1) continue;
    // A beginning that only one run needs is no gain.
    work = {.key = work.followers[0], .wanted = true, .followers = {}, .begins = {}};
  }
  return works;
}

// Work for whoever is free. What takes up a state comes first, so that few states are in memory at once.
class WorkList {
 public:
  explicit WorkList(std::vector<Work> works) : waiting_(works.begin(), works.end()) {}

  // Waits while others may still bring work. False: there is none left.
  bool take(Work& work) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !waiting_.empty() || at_work_ == 0; });
    if (waiting_.empty()) return false;
    work = std::move(waiting_.front());
    waiting_.pop_front();
    ++at_work_;
    return true;
  }
  void add(Work work) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.push_front(std::move(work));
    changed_.notify_one();
  }
  // To be called once for each work that was taken.
  void done() {
    const std::lock_guard lock(mutex_);
    if (--at_work_ == 0) changed_.notify_all();
  }
  // No more is begun.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  std::size_t at_work_ = 0;
  bool closed_ = false;
};

// The threads' common business: what is done and what went wrong.
class Runner {
 public:
  Runner(const Experiment& experiment, const std::vector<RunKey>& runs, std::vector<double> weights, ResultSink& sink,
         const std::function<void(const Progress&)>& report)
      : experiment_(experiment),
        weights_(std::move(weights)),
        sink_(sink),
        report_(report),
        all_(runs.size()),
        works_(works_of(experiment, runs, weights_)),
        list_(works_),
        populations_(experiment, uses_per_region(works_, weights_.size())) {
    for (const RunKey& run : runs) work_left_ += weights_[run.region];
    work_ = work_left_;
  }

  // One thread's part.
  void work() {
    for (Work work; list_.take(work);) {
      carry_out(work);
      work = {};
      list_.done();
    }
  }

  // After all threads.
  ExperimentOutcome finish() {
    if (stop_ != nullptr) std::rethrow_exception(stop_);
    std::sort(outcome_.failed.begin(), outcome_.failed.end(),
              [](const FailedRun& a, const FailedRun& b) { return a.key < b.key; });
    outcome_.seconds = since(start_);
    return std::move(outcome_);
  }

 private:
  static std::vector<std::size_t> uses_per_region(const std::vector<Work>& works, std::size_t regions) {
    std::vector<std::size_t> uses(regions, 0);
    for (const Work& work : works) uses[work.key.region] += 1 + work.followers.size();
    return uses;
  }

  void carry_out(const Work& work) {
    const SteadyClock::time_point begin = SteadyClock::now();
    RunResult result;
    result.key = work.key;
    std::string failure;
    std::size_t followed = 0;
    try {
      const std::shared_ptr<const Population> population = populations_.get(work.key.region);
      const Model& model = experiment_.models_of(work.key.region)[work.key.scenario];
      const Region region = build_region(model, population.get());
      RegionSimulation simulation(model, region, {experiment_.seed, work.key.replication});
      std::optional<Trace> trace;
      if (experiment_.tracing) {
        trace.emplace(simulation.state(), experiment_.tracing->choices[work.key.scenario]);
        simulation.follow(*trace);
      }
      if (work.begins != nullptr) simulation.take_up(*work.begins);
      std::shared_ptr<const SavedState> state;
      for (std::int32_t day = 0; followed < work.followers.size(); ++followed) {
        const RunKey follower = work.followers[followed];
        const std::int32_t forks_at = experiment_.forks_of(follower.region)[follower.scenario].day;
        if (forks_at != day) {
          day = forks_at;
          simulation.run_to(day);
          state = std::make_shared<const SavedState>(simulation.save());
        }
        list_.add({.key = follower, .wanted = true, .followers = {}, .begins = state});
      }
      state.reset();
      if (work.wanted) {
        run_to_end(work.key, model, region, simulation, trace);
        result.payload = measure(model, region, simulation);
        if (!experiment_.derive.empty()) experiment_.derive[work.key.scenario](result.payload);
        if (!experiment_.placements.empty()) {
          result.payload = experiment_.placements[work.key.scenario].place(std::move(result.payload));
        }
      }
      result.seconds = since(begin);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    // What failed before others could follow may not fail in them.
    for (; followed < work.followers.size(); ++followed) {
      list_.add({.key = work.followers[followed], .wanted = true, .followers = {}, .begins = {}});
    }
    conclude(work, result, failure);
  }

  // What was noted of a run that fails is wanted most.
  void run_to_end(RunKey key, const Model& model, const Region& region, RegionSimulation& simulation,
                  const std::optional<Trace>& trace) const {
    try {
      simulation.run();
    } catch (const std::exception&) {
      if (trace) experiment_.tracing->take(key, model, region, *trace);
      throw;
    }
    if (trace) experiment_.tracing->take(key, model, region, *trace);
  }

  void conclude(const Work& work, const RunResult& result, const std::string& failure) {
    const std::lock_guard lock(mutex_);
    populations_.run_ended(work.key.region);
    if (!work.wanted || stop_ != nullptr) return;
    try {
      ++done_;
      work_left_ -= weights_[work.key.region];
      if (failure.empty()) {
        sink_.accept(result);
        ++outcome_.finished;
      } else {
        outcome_.failed.push_back({work.key, failure});
      }
      const double seconds = since(start_);
      const double share = 1 - work_left_ / work_;
      report_({done_, all_, seconds, share > 0 ? seconds / share - seconds : 0});
    } catch (...) {
      stop_ = std::current_exception();
      list_.close();
    }
  }

  const Experiment& experiment_;
  std::vector<double> weights_;  // axis: region
  ResultSink& sink_;
  const std::function<void(const Progress&)>& report_;
  std::size_t all_;
  std::vector<Work> works_;
  WorkList list_;
  Populations populations_;
  const SteadyClock::time_point start_ = SteadyClock::now();
  std::mutex mutex_;
  ExperimentOutcome outcome_;
  std::exception_ptr stop_;
  std::size_t done_ = 0;
  double work_left_ = 0, work_ = 0;
};

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
  return run_experiment(experiment, runs, threads, sink, report);
}

ExperimentOutcome run_experiment(const Experiment& experiment, const std::vector<RunKey>& runs,
                                 [[maybe_unused]] int threads, ResultSink& sink,
                                 const std::function<void(const Progress&)>& report) {
  const std::size_t n_regions = std::max<std::size_t>(1, experiment.regions.size());
  std::vector<double> weights;
  for (std::size_t region = 0; region < n_regions; ++region) weights.push_back(weight_of(experiment, region));
  Runner runner(experiment, runs, std::move(weights), sink, report);
#pragma omp parallel num_threads(threads)
  runner.work();
  return runner.finish();
}

}  // namespace draagkracht
