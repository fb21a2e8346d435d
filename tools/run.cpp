// `draagkracht run`: simulates scenarios, keeps each finished run in a journal and makes the result file of it.
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "engine/experiment/experiment.h"
#include "engine/io/assemble_results.h"
#include "engine/io/journal.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"
#include "tools/build_info.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/forecast.h"
#include "tools/progress.h"
#include "tools/signal_watch.h"

namespace draagkracht {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

namespace {

// Passes runs on to the journal and remembers what --json tells of them. An interruption may come from another thread.
class RunLog final : public ResultSink {
 public:
  struct Line {
    RunKey key;
    double seconds, timed_events, persons;
  };

  RunLog(JournalWriter& journal, const ResultSchema& schema) : journal_(journal), schema_(schema) {}

  void accept(const RunResult& result) override {
    const std::lock_guard lock(mutex_);
    journal_.accept(result);
    lines_.push_back(
        {result.key, result.seconds, value(result, "timed_events_whole_run"), value(result, "inhabitants")});
  }
  // Closes the journal for good: runs that end later wait for ever. Returns how many runs are in it.
  std::size_t close_for_good() {
    mutex_.lock();
    try {
      journal_.close();
    } catch (const std::exception&) {
      // What was accepted is with the system already; the program ends either way.
    }
    return lines_.size();
  }
  // In order of key.
  std::vector<Line> lines() const {
    std::vector<Line> sorted = lines_;
    std::sort(sorted.begin(), sorted.end(), [](const Line& a, const Line& b) { return a.key < b.key; });
    return sorted;
  }

 private:
  double value(const RunResult& result, const char* name) const {
    const ResultVariable* variable = schema_.variable(name);
    return variable == nullptr ? 0 : result.payload[variable->offset];
  }

  std::mutex mutex_;
  JournalWriter& journal_;
  const ResultSchema& schema_;
  std::vector<Line> lines_;
};

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string host_name() {
  utsname about{};
  return ::uname(&about) == 0 ? about.nodename : "unknown";
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

// All of it but the timings that are known only afterwards.
Provenance provenance_of(const ExperimentPlan& plan, const Words& words) {
  const BuildInfo& info = build_info();
  Provenance provenance;
  provenance.version = info.version;
  provenance.entries = {
      {"commit", info.commit},
      {"compiler", info.compiler},
      {"flags", info.flags},
      {"plan", checksum_text(plan.checksum())},
      {"table_checksum", checksum_text(plan.table_checksum())},
      {"seed", std::to_string(plan.experiment.seed)},
      {"inhabitants_share", fmt::format("{:g}", plan.inhabitants_share)},
      {"days_counted",
       std::to_string((plan.experiment.models[0].horizon_ms - plan.experiment.models[0].warm_up_ms) / one_day.ms)},
      {"command_line", "draagkracht run " + joined(words, " ")}};
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    provenance.scenario_texts.emplace_back(plan.frame.scenarios[s], plan.files[s].resolved_text);
    for (const std::string& input : plan.files[s].inputs) {
      const auto same = [&](const auto& other) { return other.first == input; };
      if (std::any_of(provenance.inputs.begin(), provenance.inputs.end(), same)) continue;
      provenance.inputs.emplace_back(input, file_checksum(input));
    }
  }
  return provenance;
}

std::string name_of(const ExperimentPlan& plan, RunKey key) {
  return fmt::format("{}, {}, replication {}", plan.frame.scenarios[key.scenario], plan.frame.regions[key.region],
                     key.replication + 1);
}

Json name_in_json(const ExperimentPlan& plan, RunKey key) {
  return {{"scenario", plan.frame.scenarios[key.scenario]},
          {"region", plan.frame.regions[key.region]},
          {"replication", key.replication + 1}};
}

std::string counted(std::size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string size_of(const ExperimentPlan& plan) {
  return fmt::format("{}: {} x {} x {}", counted(plan.runs(), "run", "runs"),
                     counted(plan.frame.scenarios.size(), "scenario", "scenarios"),
                     counted(plan.frame.regions.size(), "region", "regions"),
                     counted(plan.frame.replications, "replication", "replications"));
}

// Runs of an earlier experiment that was interrupted must not be lost by mistake.
void check_journal(const std::string& output, bool force, Issues& issues) {
  const std::string folder = journal_folder(output);
  std::error_code ignored;
  if (force || !std::filesystem::exists(journal_file(folder), ignored)) return;
  Location where;
  where.file = folder;
  issues.add(where, {}, "holds runs of an experiment that was interrupted", "they would be lost",
             "Use --force to drop them, or name another file");
}

void print_dry_run(const ExperimentPlan& plan, const std::string& output, int threads, bool json) {
  const Forecast expected = forecast(plan, threads);
  if (json) {
    const Json all{{"file", output},
                   {"scenarios", plan.frame.scenarios},
                   {"regions", plan.frame.regions},
                   {"replications", plan.frame.replications},
                   {"runs", plan.runs()},
                   {"threads", threads},
                   {"seconds", expected.seconds},
                   {"memory_bytes", expected.memory},
                   {"room_bytes", expected.room}};
    std::cout << all.dump(2) << '\n';
    return;
  }
  std::cout << size_of(plan) << '\n';
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    std::cout << "  scenario  " << plan.frame.scenarios[s] << "  (" << plan.paths[s] << ")\n";
  }
  for (std::size_t r = 0; r < plan.frame.regions.size(); ++r) {
    std::cout << "  region    " << plan.frame.regions[r] << "  " << plan.frame.region_names[r];
    if (plan.inhabitants(r) > 0)
      std::cout << fmt::format(", about {:.0f} thousand inhabitants", plan.inhabitants(r) / 1e3);
    std::cout << '\n';
  }
  std::cout << "  time      "
            << (expected.seconds > 0 ? "about " + duration_text(expected.seconds) : std::string("not estimated"))
            << " on " << counted(static_cast<std::size_t>(threads), "thread", "threads") << "\n  memory    about "
            << size_text(expected.memory) << "\n  disk      at most " << size_text(expected.room) << " for " << output
            << " while it is written\nNothing was simulated or written (--dry-run).\n";
}

struct Simulated {
  ExperimentOutcome outcome;
  std::vector<RunLog::Line> lines;
};

// Runs everything into the journal. A signal drops the runs that are going on and ends the program; the journal stays.
Simulated simulate(const ExperimentPlan& plan, int threads, JournalWriter& journal, const std::string& folder,
                   const HeldSignals& signals) {
  RunLog log(journal, plan.frame.schema);
  ProgressLine progress(plan.runs(), forecast(plan, threads).seconds);
  std::cerr << size_of(plan) << ", " << counted(static_cast<std::size_t>(threads), "thread", "threads") << std::endl;
  Simulated result;
  {
    const SignalWatch watch(
        signals,
        [&](int signal) {
          progress.finish();
          const std::size_t kept = log.close_for_good();
          std::cerr << fmt::format("draagkracht run: interrupted; {} of {} are kept in {}\n", kept,
                                   counted(plan.runs(), "run", "runs"), folder);
          ::_exit(128 + signal);
        },
        [&] { progress.tick(); });
    result.outcome = run_experiment(plan.experiment, threads, log, [&](const Progress& p) { progress.update(p); });
  }
  progress.finish();
  journal.close();
  result.lines = log.lines();
  return result;
}

void print_done(const ExperimentPlan& plan, const Simulated& done, const std::string& output, bool json) {
  if (!json) {
    std::cout << fmt::format("{}: {} in {}\nNext: draagkracht compare {}\n", output,
                             counted(done.lines.size(), "run", "runs"), duration_text(done.outcome.seconds), output);
    return;
  }
  Json runs = Json::array(), failed = Json::array();
  for (const RunLog::Line& line : done.lines) {
    Json run = name_in_json(plan, line.key);
    run["seconds"] = line.seconds;
    run["timed_events"] = line.timed_events;
    run["persons"] = line.persons;
    runs.push_back(std::move(run));
  }
  for (const FailedRun& run : done.outcome.failed) {
    Json one = name_in_json(plan, run.key);
    one["reason"] = run.reason;
    failed.push_back(std::move(one));
  }
  const Json all{{"file", output}, {"runs", runs}, {"failed", failed}, {"seconds", done.outcome.seconds}};
  std::cout << all.dump(2) << '\n';
}

}  // namespace

int execute_run(const Words& words) {
  CommandLine line("run SCENARIO... -o FILE [options]",
                   "Simulates each scenario in each region, several times with other luck, and writes one result file "
                   "(HDF5).\nThe same luck meets the same people in every scenario, so that differences are those of "
                   "the scenarios.");
  line.take_words("scenario");
  line.add_options()("output,o", po::value<std::string>()->value_name("FILE"), "result file to write");
  add_plan_options(line);
  add_threads_option(line);
  line.add_options()("dry-run", po::bool_switch(), "say what would be run, and stop")(
      "force", po::bool_switch(), "replace FILE, and drop runs of an interrupted experiment");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  const PlanRequest request = plan_request(line);
  if (!line.has("output")) throw UsageError("names no result file", "did you forget -o FILE");
  const std::string output = line.text("output");
  const bool force = line.flag("force"), json = line.flag("json");
  const int threads = threads_of(line);

  Issues issues;
  const std::optional<ExperimentPlan> plan = make_plan(request, issues);
  try {
    check_output(output, force, plan ? room_for_results(plan->frame) : 0);
    check_journal(output, force, issues);
  } catch (const InputError& error) {
    for (const Issue& issue : error.issues()) issues.add(issue);
  }
  issues.throw_if_any();
  if (line.flag("dry-run")) {
    print_dry_run(*plan, output, threads, json);
    return exit_done;
  }

  const HeldSignals signals;
  const std::string started = utc_now();
  Provenance provenance = provenance_of(*plan, words);
  const JournalIdentity identity{plan->checksum(), build_info().identity(), plan->frame.schema.payload_size};
  const std::string folder = journal_folder(output);
  JournalWriter writer(folder, identity, force ? JournalMode::replace : JournalMode::create);
  const Simulated done = simulate(*plan, threads, writer, folder, signals);
  provenance.timings = {{"started", started},
                        {"host", host_name()},
                        {"threads", std::to_string(threads)},
                        {"seconds", fmt::format("{:.3f}", done.outcome.seconds)}};

  std::string failures;
  for (const FailedRun& run : done.outcome.failed) {
    failures += fmt::format("\n  {}: {}", name_of(*plan, run.key), run.reason);
  }
  if (done.lines.empty()) throw Failure("no run was finished:" + failures);
  assemble_results(Journal(folder, identity), output, plan->frame, provenance, force,
                   failures.empty() ? AfterAssembly::remove_journal : AfterAssembly::keep_journal);
  print_done(*plan, done, output, json);
  if (!failures.empty()) {
    throw Failure(fmt::format("{} of {} failed; the others are in {} and in {}:", done.outcome.failed.size(),
                              counted(plan->runs(), "run", "runs"), output, folder) +
                  failures);
  }
  if (const std::optional<int> signal = signals.take(0)) return 128 + *signal;
  return exit_done;
}

}  // namespace draagkracht
