#include "tools/shard_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <mutex>

#include "engine/core/issue.h"
#include "engine/io/assemble_results.h"
#include "engine/io/file_error.h"
#include "engine/io/journal.h"
#include "engine/io/results_file.h"
#include "tools/forecast.h"
#include "tools/progress.h"
#include "tools/worker_sign.h"

namespace draagkracht {

namespace {

// Passes runs on to the journal. An interruption may come from another thread.
class RunLog final : public ResultSink {
 public:
  explicit RunLog(JournalWriter& journal) : journal_(journal) {}
  void accept(const RunResult& result) override {
    const std::lock_guard lock(mutex_);
    journal_.accept(result);
    ++accepted_;
  }
  // Closes the journal for good: runs that end later wait for ever. Returns how many runs are in it.
  std::size_t close_for_good() {
    mutex_.lock();
    try {
      journal_.close();
    } catch (const std::exception&) {
      // What was accepted is with the system already; the program ends either way.
    }
    return accepted_;
  }

 private:
  std::mutex mutex_;
  JournalWriter& journal_;
  std::size_t accepted_ = 0;
};

std::string size_of(const ExperimentPlan& plan, std::size_t missing, std::size_t all, int threads) {
  const std::string what = all == plan.runs()
                               ? fmt::format("{}: {} x {} x {}", counted(all, "run", "runs"),
                                             counted(plan.frame.scenarios.size(), "scenario", "scenarios"),
                                             counted(plan.frame.regions.size(), "region", "regions"),
                                             counted(plan.frame.replications, "replication", "replications"))
                               : fmt::format("{} of {}", counted(all, "run", "runs"), plan.runs());
  const std::string there = missing < all ? fmt::format(", {} of them are there", all - missing) : std::string();
  return fmt::format("{}{}, {}", what, there, counted(static_cast<std::size_t>(threads), "thread", "threads"));
}

// Ends the program from the thread that waits for signals.
[[noreturn]] void end_interrupted(const ShardWork& work, int signal, std::size_t kept) {
  std::cerr << fmt::format("{}: interrupted; {} of {} are kept in {}\n", work.command, kept,
                           counted(work.keys.size(), "run", "runs"), work.folder);
  ::_exit(128 + signal);
}

// Makes the missing runs.
ExperimentOutcome simulate(const ShardWork& work, std::vector<RunKey> missing, const HeldSignals& signals) {
  const std::size_t there = work.keys.size() - missing.size();
  std::stable_sort(missing.begin(), missing.end(),
                   [](const RunKey& a, const RunKey& b) { return a.region < b.region; });
  JournalWriter journal(work.folder, journal_identity(work.plan));
  RunLog log(journal);
  WorkerSign sign(work.folder);
  sign.show({0, missing.size(), 0, 0});
  const double expected = forecast(work.plan, work.threads).seconds * static_cast<double>(missing.size()) /
                          static_cast<double>(work.plan.runs());
  ProgressLine progress(missing.size(), expected);
  std::cerr << size_of(work.plan, missing.size(), work.keys.size(), work.threads) << '\n';
  ExperimentOutcome outcome;
  {
    const SignalWatch watch(
        signals,
        [&](int signal) {
          progress.finish();
          sign.remove();
          end_interrupted(work, signal, there + log.close_for_good());
        },
        [&] {
          progress.tick();
          sign.refresh();
        });
    outcome = run_experiment(work.plan.experiment, missing, work.threads, log, [&](const Progress& p) {
      progress.update(p);
      sign.show(p);
    });
  }
  progress.finish();
  journal.close();
  return outcome;
}

void add_details(const ExperimentPlan& plan, const Journal& journal, const std::vector<RunKey>& keys, ShardDone& done) {
  const ResultSchema& schema = plan.frame.schema;
  const auto value = [&](const RunResult& run, const char* name) {
    const ResultVariable* variable = schema.variable(name);
    return variable == nullptr ? 0 : run.payload[variable->offset];
  };
  for (std::size_t i = 0; i < journal.entries().size(); ++i) {
    if (!std::binary_search(keys.begin(), keys.end(), journal.entries()[i].key)) continue;
    const RunResult run = journal.read(i);
    done.runs.push_back({run.key, run.seconds, value(run, "timed_events_whole_run"), value(run, "inhabitants")});
  }
}

}  // namespace

bool holds_runs(const std::string& file, const Provenance& provenance, const std::vector<RunKey>& keys) {
  try {
    const StoredRuns stored = read_stored_runs(file);
    const Provenance found{.version = {}, .entries = stored.entries, .scenario_texts = {}, .inputs = {}, .timings = {}};
    for (const char* name : {"plan", "commit", "compiler", "flags"}) {
      if (found.entry(name) != provenance.entry(name)) return false;
    }
    return stored.keys == keys;
  } catch (const InputError&) {
    return false;
  }
}

ShardDone execute_shard(const ShardWork& work, const HeldSignals& signals) {
  const JournalIdentity identity = journal_identity(work.plan);
  Provenance provenance = work.provenance;
  const std::string started = utc_now();
  ShardDone done;
  std::vector<RunKey> missing;
  {
    const Journal before(work.folder, identity);
    for (const std::string& remark : before.remarks()) std::cerr << work.command << ": " << remark << '\n';
    for (const RunKey& key : work.keys) {
      if (!before.has(key)) missing.push_back(key);
    }
  }
  if (!missing.empty()) {
    ExperimentOutcome outcome = simulate(work, missing, signals);
    done.failed = std::move(outcome.failed);
    done.seconds = outcome.seconds;
  }

  const SignalWatch watch(
      signals, [&](int signal) { end_interrupted(work, signal, work.keys.size() - done.failed.size()); }, [] {});
  const Journal journal(work.folder, identity);
  for (const RunKey& key : work.keys) done.n_runs += journal.has(key) ? 1U : 0U;
  if (done.n_runs + done.failed.size() < work.keys.size()) {
    // Another process has made the file and tidied up meanwhile, or somebody has removed journals.
    if (holds_runs(work.target, work.provenance, work.keys)) {
      done.n_runs = work.keys.size();
      done.placed = true;
      return done;
    }
    throw WriteError(work.folder, "journals of runs that were there are gone");
  }
  if (done.n_runs == 0 || (!done.failed.empty() && !work.partial)) return done;
  if (work.details) add_details(work.plan, journal, work.keys, done);
  provenance.timings = {{"started", started},
                        {"host", host_name()},
                        {"threads", std::to_string(work.threads)},
                        {"seconds", fmt::format("{:.3f}", done.seconds)}};
  try {
    assemble_results(journal, work.keys, work.target, work.plan.frame, provenance, work.replace);
  } catch (const std::exception&) {
    // Another process has been quicker. Its file has the same data.
    if (!holds_runs(work.target, work.provenance, work.keys)) throw;
  }
  done.placed = true;
  return done;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string counted(std::size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

Json name_in_json(const ExperimentPlan& plan, RunKey key) {
  return {{"scenario", plan.frame.scenarios[key.scenario]},
          {"region", plan.frame.regions[key.region]},
          {"replication", key.replication + 1}};
}

Json in_json(const ExperimentPlan& plan, const FailedRun& run) {
  Json one = name_in_json(plan, run.key);
  one["reason"] = run.reason;
  return one;
}

std::string name_of(const ExperimentPlan& plan, RunKey key) {
  return fmt::format("{}, {}, replication {}", plan.frame.scenarios[key.scenario], plan.frame.regions[key.region],
                     key.replication + 1);
}

std::string list_of_failures(const ExperimentPlan& plan, const std::vector<FailedRun>& failed) {
  std::string text;
  for (const FailedRun& run : failed) text += fmt::format("\n  {}: {}", name_of(plan, run.key), run.reason);
  return text;
}

}  // namespace draagkracht
