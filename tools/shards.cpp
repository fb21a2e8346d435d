// `draagkracht status` and `draagkracht merge`, and what `run --plan` and `resume` do with shards.
#include "tools/shards.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/analysis/finished_runs.h"
#include "engine/io/assemble_results.h"
#include "engine/io/file_error.h"
#include "engine/io/journal.h"
#include "engine/io/merge_results.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"
#include "engine/io/temporary_name.h"
#include "tools/command_line.h"
#include "tools/forecast.h"
#include "tools/progress.h"
#include "tools/result_tables.h"
#include "tools/shard_failure.h"
#include "tools/signal_watch.h"
#include "tools/work_folder.h"

namespace draagkracht {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Kind = ShardState::Kind;

namespace {

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// What is wrong with the file of a shard; "" if nothing is.
std::string fault_of(const LoadedPlan& loaded, std::size_t shard) {
  const std::string path = loaded.paths.shard_file(shard);
  try {
    const StoredRuns stored = read_stored_runs(path);
    if (!is_of_plan(stored.entries, loaded.stored)) return "it is of another plan or build";
    const std::vector<RunKey>& expected = loaded.shards[shard - 1];
    if (stored.keys == expected) {
      require_layout({path}, loaded.plan.frame);
      return {};
    }
    const auto other = std::find(loaded.shards.begin(), loaded.shards.end(), stored.keys);
    if (other != loaded.shards.end()) {
      return fmt::format("it holds the runs of shard {}", other - loaded.shards.begin() + 1);
    }
    return fmt::format("it holds {} that are not those of the shard", counted(stored.keys.size(), "run", "runs"));
  } catch (const InputError& error) {
    return error.issues().front().message();
  }
}

// 1-4,7
std::string ranges(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t j = i;
    while (j + 1 < numbers.size() && numbers[j + 1] == numbers[j] + 1) ++j;
    if (!text.empty()) text += ',';
    text += i == j ? fmt::format("{}", numbers[i]) : fmt::format("{}-{}", numbers[i], numbers[j]);
    i = j + 1;
  }
  return text;
}

std::vector<ShardState> all_states(const LoadedPlan& loaded) {
  std::vector<ShardState> states;
  for (std::size_t shard = 1; shard <= loaded.shards.size(); ++shard) states.push_back(state_of(loaded, shard));
  return states;
}

std::vector<RunKey> runs_done_of(const LoadedPlan& loaded, const ShardState& state) {
  const std::vector<RunKey>& all = loaded.shards[state.shard - 1];
  std::vector<RunKey> keys;
  std::set_difference(all.begin(), all.end(), state.left.begin(), state.left.end(), std::back_inserter(keys));
  return keys;
}

FinishedRuns finished_runs(const LoadedPlan& loaded, const std::vector<ShardState>& states) {
  std::vector<RunKey> keys;
  for (const ShardState& state : states) {
    const std::vector<RunKey> more = runs_done_of(loaded, state);
    keys.insert(keys.end(), more.begin(), more.end());
  }
  return count_runs(loaded.plan.frame, keys);
}

std::string details(const ShardState& state) {
  std::string text;
  if (state.kind != Kind::done && state.kind != Kind::missing) {
    text += fmt::format("{} of {}", state.runs_done, counted(state.runs, "run", "runs"));
  }
  for (const Worker& worker : state.workers) {
    text += fmt::format("; {} process {}", worker.host, worker.process);
    if (!worker.slurm_job.empty()) text += ", Slurm job " + worker.slurm_job;
    if (!worker.alive) text += ", which is gone";
  }
  if (!state.reason.empty()) text += "; " + state.reason;
  return text;
}

// Seconds until all is done if as many shards at once go on as now, at least one; those that run say it themselves.
double seconds_left(const LoadedPlan& loaded, const std::vector<ShardState>& states) {
  double waiting = 0, running = 0;
  std::size_t at_once = 0;
  for (const ShardState& state : states) {
    if (state.kind == Kind::running) {
      ++at_once;
      double left = state.core_seconds_left / loaded.stored.cpus;
      for (const Worker& worker : state.workers) {
        if (worker.alive && worker.done > 0) left = worker.seconds_left;
      }
      running = std::max(running, left);
    } else {
      waiting += state.core_seconds_left;
    }
  }
  return running + waiting / loaded.stored.cpus / static_cast<double>(std::max<std::size_t>(1, at_once));
}

Json state_in_json(const ShardState& state) {
  Json workers = Json::array();
  for (const Worker& worker : state.workers) {
    workers.push_back(
        {{"host", worker.host}, {"process", worker.process}, {"slurm_job", worker.slurm_job}, {"alive", worker.alive}});
  }
  return {{"shard", state.shard},         {"state", kind_text(state.kind)}, {"runs", state.runs},
          {"runs_done", state.runs_done}, {"reason", state.reason},         {"workers", workers}};
}

void print_status(const LoadedPlan& loaded, const std::vector<ShardState>& states) {
  std::map<Kind, std::size_t> n;
  std::size_t runs_done = 0;
  std::vector<std::size_t> to_submit;
  for (const ShardState& state : states) {
    ++n[state.kind];
    runs_done += state.runs_done;
    if (state.kind != Kind::done && state.kind != Kind::running) to_submit.push_back(state.shard);
  }
  std::cout << fmt::format("{}: {} of {} done, {} of {}", loaded.paths.folder, n[Kind::done],
                           counted(states.size(), "shard", "shards"), runs_done,
                           counted(loaded.plan.runs(), "run", "runs"));
  for (const Kind kind : {Kind::running, Kind::failed, Kind::damaged, Kind::stopped, Kind::missing}) {
    if (n[kind] > 0) std::cout << fmt::format(", {} {}", n[kind], kind_text(kind));
  }
  if (const double left = seconds_left(loaded, states); left > 0) {
    std::cout << fmt::format("; about {} left on {} per shard", duration_text(left),
                             counted(static_cast<std::size_t>(loaded.stored.cpus), "core", "cores"));
  }
  std::cout << '\n';
  for (const ShardState& state : states) {
    if (state.kind == Kind::done) continue;
    std::string text = fmt::format("  {:04}  {:8}{}", state.shard, kind_text(state.kind), details(state));
    text.erase(text.find_last_not_of(' ') + 1);
    std::cout << text << '\n';
  }
  if (n[Kind::failed] > 0) std::cout << "Finished:\n" << finished_text(finished_runs(loaded, states), Language::en);
  const bool only_failures = std::all_of(states.begin(), states.end(), [](const ShardState& state) {
    return state.kind == Kind::done || state.only_failures();
  });
  if (!to_submit.empty()) {
    std::cout << fmt::format("Next: draagkracht resume {}, or sbatch --array={} {}\n", loaded.paths.folder,
                             ranges(to_submit), loaded.paths.job());
    if (only_failures) {
      std::cout << fmt::format("      or draagkracht merge {} -o FILE --without-failed\n", loaded.paths.folder);
    }
  } else if (n[Kind::done] == states.size()) {
    std::cout << fmt::format("Next: draagkracht merge {} -o FILE\n", loaded.paths.folder);
  }
}

// Moves what is in the way of a shard's file, and tells of it. The link gives a name that nothing else has.
void set_aside(const std::string& target, const std::string& fault, const std::string& command) {
  std::string aside;
  int made = 0;
  do {
    aside = temporary_name(target);
    aside.replace(aside.rfind(".tmp"), std::string::npos, ".set_aside");
    made = ::renameat2(AT_FDCWD, target.c_str(), AT_FDCWD, aside.c_str(), RENAME_NOREPLACE);
  } while (made != 0 && errno == EEXIST);
  if (made != 0) throw WriteError(target, std::string("cannot be set aside (") + std::strerror(errno) + ")");
  std::cerr << fmt::format("{}: {}: {}; it is set aside as {}\n", command, target, fault, aside);
}

// One shard from where it is to its file; the reason if it failed.
std::string run_shard(const LoadedPlan& loaded, std::size_t shard, int threads, const std::string& command,
                      const HeldSignals& signals) {
  const PlanPaths& paths = loaded.paths;
  const std::string target = paths.shard_file(shard);
  const std::vector<RunKey>& keys = loaded.shards[shard - 1];
  if (exists(target)) {
    const std::string fault = fault_of(loaded, shard);
    if (fault.empty()) return {};  // another process has finished it meanwhile
    set_aside(target, fault, command);
  }
  ShardFailure failure;
  try {
    check_output(target, false, room_for_results(loaded.plan.frame) * keys.size() / loaded.plan.runs());
    const ShardDone done = execute_shard({.plan = loaded.plan,
                                          .keys = keys,
                                          .target = target,
                                          .folder = paths.shard_folder(shard),
                                          .provenance = provenance_of(loaded.plan, loaded.stored),
                                          .threads = threads,
                                          .command = command},
                                         signals);
    if (done.placed) {
      remove_work_folder(paths.shard_folder(shard));
      ::unlink(paths.failed_file(shard).c_str());
      return {};
    }
    failure = {fmt::format("{} of {} failed", done.failed.size(), counted(keys.size(), "run", "runs")), done.failed};
  } catch (const std::exception& error) {
    failure = {error.what(), {}};
  }
  try {
    write_failure(paths.failed_file(shard), loaded.plan, failure);
  } catch (const WriteError&) {
    // No file: a full disk may be the cause. It is said on standard error.
  }
  return failure.text(loaded.plan);
}

}  // namespace

std::string kind_text(Kind kind) {
  switch (kind) {
    case Kind::done:
      return "done";
    case Kind::damaged:
      return "damaged";
    case Kind::running:
      return "running";
    case Kind::failed:
      return "failed";
    case Kind::stopped:
      return "stopped";
    case Kind::missing:
      return "missing";
  }
  return {};
}

LoadedPlan load_plan(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  const PlanPaths paths{folder};
  StoredPlan stored = read_plan(paths);
  if (stored.of_run) {
    refuse_file(folder, "belongs to a run", "it has no shards of its own", "Use `draagkracht resume` on its file");
  }
  ExperimentPlan plan = load_experiment(paths, stored);
  std::vector<std::vector<RunKey>> shards = runs_of_shards(plan, stored);
  return {paths, std::move(stored), std::move(plan), std::move(shards)};
}

ShardState state_of(const LoadedPlan& loaded, std::size_t shard) {
  const PlanPaths& paths = loaded.paths;
  const std::vector<RunKey>& keys = loaded.shards[shard - 1];
  ShardState state;
  state.shard = shard;
  state.runs = keys.size();
  const std::string fault = exists(paths.shard_file(shard)) ? fault_of(loaded, shard) : "";
  if (exists(paths.shard_file(shard)) && fault.empty()) {
    state.kind = Kind::done;
    state.runs_done = state.runs;
    return state;
  }
  state.workers = workers_of(paths.shard_folder(shard));
  const bool alive = std::any_of(state.workers.begin(), state.workers.end(), [](const Worker& w) { return w.alive; });
  try {
    const Journal journal(paths.shard_folder(shard), journal_identity(loaded.plan));
    for (const RunKey& key : keys) {
      if (journal.has(key)) {
        ++state.runs_done;
      } else {
        state.left.push_back(key);
        state.core_seconds_left += loaded.stored.seconds_per_run.at(key.region);
      }
    }
  } catch (const InputError& error) {
    state.reason = error.issues().front().message();
    state.left = keys;
  }
  if (alive) {
    state.kind = Kind::running;
  } else if (!fault.empty()) {
    state.kind = Kind::damaged;
    state.reason = fault;
  } else if (exists(paths.failed_file(shard)) || !state.reason.empty()) {
    state.kind = Kind::failed;
    if (!state.reason.empty()) return state;
    ShardFailure failure = read_failure(paths.failed_file(shard), loaded.plan);
    state.reason = failure.text(loaded.plan);
    for (FailedRun& run : failure.runs) {
      if (std::binary_search(state.left.begin(), state.left.end(), run.key)) state.failed.push_back(std::move(run));
    }
  } else if (exists(paths.shard_folder(shard))) {
    state.kind = Kind::stopped;
  }
  return state;
}

int run_shards(const LoadedPlan& loaded, std::size_t shard, int threads, bool json, const std::string& command) {
  check_memory(loaded.plan, threads);
  const HeldSignals signals;
  Json told = Json::array();
  std::string failures;
  std::vector<std::size_t> left_alone;
  std::size_t done = 0;
  const std::size_t first = shard == 0 ? 1 : shard, last = shard == 0 ? loaded.shards.size() : shard;
  for (std::size_t i = first; i <= last; ++i) {
    const ShardState before = state_of(loaded, i);
    if (before.kind == Kind::running && shard == 0) {
      left_alone.push_back(i);
    } else if (before.kind != Kind::done) {
      const std::string reason = run_shard(loaded, i, threads, command, signals);
      if (const std::optional<int> signal = signals.take(0)) return 128 + *signal;
      if (!reason.empty()) failures += fmt::format("\n  shard {}: {}", i, reason);
      done += reason.empty() ? 1 : 0;
    } else if (!json && shard != 0) {
      std::cout << fmt::format("shard {} was done already\n", i);
    }
    if (json) told.push_back(state_in_json(state_of(loaded, i)));
  }
  if (json) {
    std::cout << Json{{"folder", loaded.paths.folder}, {"shards", told}}.dump(2) << '\n';
  } else if (done > 0 || shard == 0) {
    std::cout << fmt::format("{}: {} finished\n", loaded.paths.folder, counted(done, "shard was", "shards were"));
  }
  if (!failures.empty()) throw Failure("not every shard was finished:" + failures);
  if (left_alone.empty()) return exit_done;
  std::cerr << fmt::format("{}: left alone, as others work on them: shards {}\n", command, ranges(left_alone));
  return exit_incomplete;
}

namespace {

// --force replaces results, never the plan that they are made of.
void refuse_part_of_plan(const PlanPaths& paths, const std::string& output) {
  std::error_code ignored;
  const fs::path target = fs::weakly_canonical(output, ignored);
  for (const std::string& part : {paths.plan(), paths.job(), paths.inputs(), paths.resolved(), paths.shards()}) {
    const fs::path own = fs::weakly_canonical(part, ignored);
    if (std::mismatch(own.begin(), own.end(), target.begin(), target.end()).first != own.end()) continue;
    refuse_file(output, "is a part of the plan", "the merged file would replace it", "Name another file");
  }
}

}  // namespace

int execute_status(const Words& words) {
  CommandLine line("status DIR",
                   "Says how far each shard of a plan is: done, running, failed and why, stopped, "
                   "missing; and how long the rest takes.");
  line.take_words("folder");
  line.add_options()("strict", po::bool_switch(), "exit code 4 unless every shard is done");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  if (line.words().size() != 1) throw UsageError("takes one plan folder");
  const LoadedPlan loaded = load_plan(line.words()[0]);
  const std::vector<ShardState> states = all_states(loaded);
  const bool whole =
      std::all_of(states.begin(), states.end(), [](const ShardState& state) { return state.kind == Kind::done; });
  if (line.flag("json")) {
    Json shards = Json::array();
    std::size_t runs_done = 0;
    for (const ShardState& state : states) {
      shards.push_back(state_in_json(state));
      runs_done += state.runs_done;
    }
    const Json all{{"folder", loaded.paths.folder},
                   {"runs", loaded.plan.runs()},
                   {"runs_done", runs_done},
                   {"complete", whole},
                   {"replications", json_rows(to_table(finished_runs(loaded, states)))},
                   {"seconds_left", seconds_left(loaded, states)},
                   {"shards", shards}};
    std::cout << all.dump(2) << '\n';
  } else {
    print_status(loaded, states);
  }
  const auto damaged = [](const ShardState& state) { return state.kind == Kind::damaged; };
  if (std::any_of(states.begin(), states.end(), damaged)) return exit_bad_input;
  return line.flag("strict") && !whole ? exit_incomplete : exit_done;
}

namespace {

// What `merge` takes from where.
struct MergeParts {
  std::vector<ShardFile> files;
  std::deque<Journal> journals;  // of shards with runs that failed; a deque, as sources point into it
  std::vector<RunSource> sources;
  std::vector<RunKey> keys;       // of all, ascending
  std::vector<FailedRun> failed;  // in order of key
};

struct MissingShards {
  std::vector<std::size_t> shards;
  std::string list;
  bool damaged = false, only_failures = true;
};

void add_journal(const LoadedPlan& loaded, const ShardState& state, MergeParts& parts) {
  parts.failed.insert(parts.failed.end(), state.failed.begin(), state.failed.end());
  parts.journals.emplace_back(loaded.paths.shard_folder(state.shard), journal_identity(loaded.plan));
  parts.sources.push_back(runs_in(parts.journals.back(), runs_done_of(loaded, state)));
}

MergeParts parts_of(const LoadedPlan& loaded, bool without_failed, MissingShards& missing) {
  MergeParts parts;
  for (const ShardState& state : all_states(loaded)) {
    if (state.kind == Kind::done) {
      parts.files.push_back({loaded.paths.shard_file(state.shard), loaded.shards[state.shard - 1]});
    } else if (without_failed && state.only_failures()) {
      add_journal(loaded, state, parts);
    } else {
      missing.shards.push_back(state.shard);
      missing.damaged = missing.damaged || state.kind == Kind::damaged;
      missing.only_failures = missing.only_failures && state.only_failures();
      const std::string text = details(state);
      missing.list +=
          fmt::format("\n  shard {} is {}{}", state.shard, kind_text(state.kind), text.empty() ? "" : ": " + text);
    }
  }
  for (const ShardFile& file : parts.files) parts.keys.insert(parts.keys.end(), file.keys.begin(), file.keys.end());
  for (const RunSource& source : parts.sources) {
    parts.keys.insert(parts.keys.end(), source.keys.begin(), source.keys.end());
  }
  std::sort(parts.keys.begin(), parts.keys.end());
  std::sort(parts.failed.begin(), parts.failed.end(),
            [](const FailedRun& a, const FailedRun& b) { return a.key < b.key; });
  return parts;
}

[[noreturn]] void refuse_missing(const LoadedPlan& loaded, const MissingShards& missing, bool without_failed) {
  const PlanPaths& paths = loaded.paths;
  std::string text = fmt::format(
      "{}: {} of {} not there, and nothing was written:{}\nUse `draagkracht resume {}`, or "
      "`sbatch --array={} {}`.",
      paths.folder, missing.shards.size(),
      missing.shards.size() == 1 ? fmt::format("{} shards is", loaded.shards.size())
                                 : fmt::format("{} shards are", loaded.shards.size()),
      missing.list, paths.folder, ranges(missing.shards), paths.job());
  if (without_failed) {
    text += "\n--without-failed leaves out runs that were tried and failed, no others.";
  } else if (missing.only_failures) {
    text +=
        fmt::format("\n`draagkracht merge {} -o FILE --without-failed` leaves out the runs that failed.", paths.folder);
  }
  throw Incomplete(text, missing.damaged ? exit_bad_input : exit_incomplete);
}

void print_merged(const LoadedPlan& loaded, const MergeParts& parts, const std::string& output, double seconds,
                  bool json) {
  const FinishedRuns finished = count_runs(loaded.plan.frame, parts.keys);
  if (json) {
    Json failed = Json::array();
    for (const FailedRun& run : parts.failed) failed.push_back(in_json(loaded.plan, run));
    const Json all{{"file", output},
                   {"runs", parts.keys.size()},
                   {"complete", finished.all()},
                   {"replications", json_rows(to_table(finished))},
                   {"failed", failed},
                   {"shards", loaded.shards.size()},
                   {"seconds", seconds}};
    std::cout << all.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  const std::string all = counted(loaded.plan.runs(), "run", "runs");
  std::cout << fmt::format("{}: {} of {} in {:.1f} s\n", output,
                           finished.all() ? all : fmt::format("{} of {}", parts.keys.size(), all),
                           counted(loaded.shards.size(), "shard", "shards"), seconds);
  if (!finished.all()) std::cout << finished_text(finished, Language::en);
  std::cout << fmt::format("Next: draagkracht compare {}\n", output);
}

}  // namespace

int execute_merge(const Words& words) {
  CommandLine line(
      "merge DIR -o FILE [--without-failed]",
      "Makes one result file of all shards of a plan: the data that one `run` would give, bit for bit.\n"
      "Every shard must be there and whole; otherwise those that are not are named, and nothing is written.\n"
      "Exit code 3 if one is damaged, 4 if shards are only missing or runs were left out.");
  line.take_words("folder");
  line.add_options()("output,o", po::value<std::string>()->value_name("FILE"), "result file to write")(
      "without-failed", po::bool_switch(), "leave out runs that were tried and failed")("force", po::bool_switch(),
                                                                                        "replace FILE");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  if (line.words().size() != 1) throw UsageError("takes one plan folder");
  if (!line.has("output")) throw UsageError("names no result file", "did you forget -o FILE");
  const std::string output = line.text("output");
  const bool without_failed = line.flag("without-failed");
  const auto start = std::chrono::steady_clock::now();
  const std::string started = utc_now();
  const LoadedPlan loaded = load_plan(line.words()[0]);
  refuse_part_of_plan(loaded.paths, output);
  check_output(output, line.flag("force"), room_for_results(loaded.plan.frame) / 2);

  MissingShards missing;
  const MergeParts parts = parts_of(loaded, without_failed, missing);
  if (!missing.shards.empty()) refuse_missing(loaded, missing, without_failed);
  const std::string failures = list_of_failures(loaded.plan, parts.failed);
  if (parts.keys.empty()) {
    throw Incomplete(loaded.paths.folder + ": every run failed, and nothing was written:" + failures);
  }
  Provenance provenance = provenance_of(loaded.plan, loaded.stored);
  provenance.timings = {{"started", started}, {"host", host_name()}, {"shards", std::to_string(loaded.shards.size())}};
  merge_results(parts.files, parts.sources, output, loaded.plan.frame, provenance, line.flag("force"));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  print_merged(loaded, parts, output, seconds, line.flag("json"));
  if (failures.empty()) return exit_done;
  throw Incomplete(fmt::format("{} of {} failed and {} not in {}:", parts.failed.size(),
                               counted(loaded.plan.runs(), "run", "runs"), parts.failed.size() == 1 ? "is" : "are",
                               output) +
                   failures);
}

}  // namespace draagkracht
