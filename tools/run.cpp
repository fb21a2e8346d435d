// `draagkracht run`: simulates scenarios, keeps each finished run in a journal and makes the result file of it.
// `draagkracht resume`: goes on where a run, or the shards of a plan, were stopped.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/analysis/finished_runs.h"
#include "engine/io/file_error.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"
#include "engine/io/temporary_name.h"
#include "tools/build_info.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/forecast.h"
#include "tools/json_text.h"
#include "tools/plan_folder.h"
#include "tools/progress.h"
#include "tools/result_tables.h"
#include "tools/shard_run.h"
#include "tools/shards.h"
#include "tools/signal_watch.h"
#include "tools/trace_file.h"
#include "tools/work_folder.h"
#include "tools/worker_sign.h"

namespace draagkracht {

namespace po = boost::program_options;
namespace fs = std::filesystem;

namespace {

std::string size_of(const ExperimentPlan& plan) {
  return fmt::format("{}: {} x {} x {}", counted(plan.runs(), "run", "runs"),
                     counted(plan.frame.scenarios.size(), "scenario", "scenarios"),
                     counted(plan.frame.regions.size(), "region", "regions"),
                     counted(plan.frame.replications, "replication", "replications"));
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
                   {"room_bytes", expected.room},
                   {"short_warm_up", in_json(short_warm_ups(plan))}};
    std::cout << all.dump(2) << '\n';
    return;
  }
  std::cout << size_of(plan) << '\n';
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    std::cout << "  scenario  " << plan.frame.scenarios[s] << "  (" << plan.paths[s] << ")\n" << plan.fork_text(s);
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
            << " while it is written\n"
            << warm_up_text(short_warm_ups(plan), {}, Language::en)
            << "Nothing was simulated or written (--dry-run).\n";
}

// How many replications of each scenario are in the file.
FinishedRuns finished_runs(const ExperimentPlan& plan, const StoredPlan& stored, const std::vector<FailedRun>& failed) {
  std::vector<RunKey> keys = runs_of_shard(plan, stored, 1);
  std::erase_if(keys, [&](RunKey key) { return std::ranges::binary_search(failed, key, {}, &FailedRun::key); });
  return count_runs(plan.frame, keys);
}

void print_done(const ExperimentPlan& plan, const StoredPlan& stored, const ShardDone& done,
                const FinishedRuns& finished, const std::string& output, bool json) {
  if (!json) {
    const std::string all = counted(plan.runs(), "run", "runs");
    std::cout << fmt::format("{}: {} in {}\n{}{}Next: draagkracht compare {}\n", output,
                             finished.all() ? all : fmt::format("{} of {}", done.n_runs, all),
                             duration_text(done.seconds),
                             finished.all() ? std::string() : finished_text(finished, Language::en),
                             warm_up_text(stored.short_warm_ups, {}, Language::en), output);
    return;
  }
  Json runs = Json::array(), failed = Json::array();
  for (const ShardDone::Run& one : done.runs) {
    Json run = name_in_json(plan, one.key);
    run["seconds"] = one.seconds;
    run["timed_events"] = one.timed_events;
    run["persons"] = one.persons;
    runs.push_back(std::move(run));
  }
  for (const FailedRun& run : done.failed) failed.push_back(in_json(plan, run));
  const Json all{{"file", output},
                 {"runs", runs},
                 {"failed", failed},
                 {"complete", finished.all()},
                 {"replications", json_rows(to_table(finished))},
                 {"short_warm_up", in_json(stored.short_warm_ups)},
                 {"seconds", done.seconds}};
  std::cout << all.dump(2) << '\n';
}

// What the words of `run` say.
struct RunCommand {
  PlanRequest request;
  std::string output;
  bool force = false, json = false, dry_run = false;
  int threads = 1;
  std::optional<TraceRequest> trace;
};

void add_run_options(CommandLine& line) {
  line.take_words("scenario");
  line.add_options()("output,o", po::value<std::string>()->value_name("FILE"), "result file to write");
  add_plan_options(line);
  add_threads_option(line);
  line.add_options()("dry-run", po::bool_switch(), "say what would be run, and stop")(
      "force", po::bool_switch(), "replace FILE, and drop runs of an interrupted experiment");
  add_json_option(line);
  add_trace_options(line);
  line.add_options()("plan", po::value<std::string>()->value_name("DIR"),
                     "run what is missing of a plan made by `draagkracht plan`, and nothing else")(
      "shard", po::value<std::string>()->value_name("I/N"), "with --plan: shard I of its N alone");
}

// `run --plan DIR`: what is planned is not to be said again.
int run_plan(const CommandLine& line) {
  for (const char* other : {"output", "regions", "replications", "seed", "years", "weeks", "inhabitants-share"}) {
    if (line.has(other)) throw UsageError(fmt::format("--plan and --{} exclude each other", other));
  }
  if (line.has("trace")) throw UsageError("--plan and --trace exclude each other", "follow requests with `run -o`");
  if (!line.words().empty() || line.flag("force") || line.flag("dry-run")) {
    throw UsageError("--plan goes with --shard, --threads and --json alone");
  }
  const LoadedPlan loaded = load_plan(line.text("plan"));
  std::size_t shard = 0;
  if (line.has("shard")) {
    const std::string text = line.text("shard");
    std::size_t of = 0;
    if (int end = 0; std::sscanf(text.c_str(), "%zu/%zu%n", &shard, &of, &end) != 2 ||
                     static_cast<std::size_t>(end) != text.size() || shard < 1 || shard > of) {
      throw UsageError("--shard is I/N, such as 3/8, not \"" + text + '"');
    }
    // The number may be that of a time before the plan was extended.
    const std::vector<PlanBatch>& batches = loaded.stored.batches;
    const auto ends_there = [&](const PlanBatch& batch) { return batch.first_shard + batch.shards - 1 == of; };
    if (std::none_of(batches.begin(), batches.end(), ends_there)) {
      throw UsageError(fmt::format("--shard {} is not of this plan: it has {}", text,
                                   counted(loaded.shards.size(), "shard", "shards")));
    }
  }
  return run_shards(loaded, shard, threads_of(line), line.flag("json"), "draagkracht run");
}

RunCommand run_command(const CommandLine& line) {
  RunCommand command;
  command.request = plan_request(line);
  if (!line.has("output")) throw UsageError("names no result file", "did you forget -o FILE");
  command.output = line.text("output");
  command.force = line.flag("force");
  command.json = line.flag("json");
  command.dry_run = line.flag("dry-run");
  command.threads = threads_of(line);
  command.trace = trace_request(line);
  return command;
}

// Remembers the command before anything else is done, so that a kill at any moment leaves something to go on with. The
// folder appears whole. False if there is such a folder already.
bool place_request(const PlanPaths& paths, const Words& words, std::optional<WorkerSign>& sign) {
  const std::string temporary = make_temporary_folder(paths.folder);
  std::error_code failed;
  sign.emplace(temporary);
  sign->show({});
  const Json all{{"words", words}, {"folder", fs::current_path().string()}, {"build", build_info().identity()}};
  try {
    replace_file(PlanPaths{temporary}.request(), all.dump(1) + '\n');
  } catch (const WriteError&) {
    remove_work_folder(temporary);
    throw;
  }
  fs::rename(temporary, paths.folder, failed);  // takes the place of an empty folder at most
  if (failed) {
    remove_work_folder(temporary);
    return false;
  }
  sign->moved_to(paths.folder);
  return true;
}

bool is_free(FolderKind kind) { return kind == FolderKind::absent || kind == FolderKind::empty; }

// Runs of an earlier experiment, and whatever else has the name of the folder, must not be lost by mistake. What a
// living process works at, and what no `run` made, is not dropped even if that is asked for.
void refuse_occupied(const PlanPaths& paths, Issues& issues) {
  Location where;
  where.file = paths.folder;
  if (const std::string others = others_in(paths); !others.empty()) {
    issues.add(where, {}, "is worked on by another run", others, "Wait until it has ended, or name another file");
  } else if (kind_of_folder(paths) == FolderKind::foreign) {
    issues.add(where, {}, "is in the way", "runs are kept under this name while they are made, and no run made it",
               "Move it away, or name another file");
  } else {
    issues.add(where, {}, "holds runs of an experiment that was interrupted", "they would be lost",
               "Use `draagkracht resume` to go on with it, --force to drop them, or name another file");
  }
}

// Throws InputError if another process was quicker.
void place_request_or_refuse(const PlanPaths& paths, const Words& words, std::optional<WorkerSign>& sign) {
  if (place_request(paths, words, sign)) return;
  Issues issues;
  if (!is_free(kind_of_folder(paths))) refuse_occupied(paths, issues);
  issues.throw_if_any();
  throw WriteError(paths.folder, "the folder cannot be made");
}

// --force replaces results, never what they are made of.
void refuse_own_input(const ExperimentPlan& plan, const std::string& output, Issues& issues) {
  for (const ScenarioFile& file : plan.files) {
    for (const std::string& input : file.inputs) {
      std::error_code ignored;
      if (!fs::equivalent(input, output, ignored)) continue;
      issues.add({output, 0, 0}, {}, "is read by this experiment", "the results would replace it", "Name another file");
      return;
    }
  }
}

void add_all(const std::vector<Issue>& from, Issues& to) {
  for (const Issue& issue : from) to.add(issue);
}

// Makes what is missing and the result file. `stored` is the plan in the folder of the result file.
int finish_run(const PlanPaths& paths, const StoredPlan& stored, const ExperimentPlan& plan, const std::string& output,
               int threads, bool replace, bool json, const std::string& command, const HeldSignals& signals,
               const TraceFile* trace = nullptr) {
  const ShardDone done = execute_shard({.plan = plan,
                                        .keys = runs_of_shard(plan, stored, 1),
                                        .target = output,
                                        .folder = paths.shard_folder(1),
                                        .provenance = provenance_of(plan, stored),
                                        .threads = threads,
                                        .command = command,
                                        .replace = replace,
                                        .partial = true,
                                        .details = json},
                                       signals);
  if (trace != nullptr) trace->write();
  const std::string failures = list_of_failures(plan, done.failed);
  if (!done.placed) throw Failure("no run was finished:" + failures);
  if (failures.empty()) remove_work_folder(paths.folder);
  print_done(plan, stored, done, finished_runs(plan, stored, done.failed), output, json);
  if (!failures.empty()) {
    throw Failure(fmt::format("{} of {} failed; the others are in {} and in {}:", done.failed.size(),
                              counted(plan.runs(), "run", "runs"), output, paths.folder) +
                  failures);
  }
  if (const std::optional<int> signal = signals.take(0)) return 128 + *signal;
  return exit_done;
}

// The file of a trace is replaced if that was asked for, and is no other file of the experiment.
void check_trace_path(const TraceRequest& trace, const RunCommand& command, Issues& issues) {
  std::error_code ignored;
  const fs::path folder = fs::path(trace.file).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, ignored)) {
    issues.add({trace.file, 0, 0}, {}, "cannot be written", "its folder is not there", "Make the folder");
  } else if (fs::exists(trace.file, ignored) && !command.force) {
    issues.add({trace.file, 0, 0}, {}, "is there already", "it would be replaced",
               "Name another file, or give --force");
  } else if (fs::exists(trace.file, ignored) && !fs::is_regular_file(trace.file, ignored)) {
    issues.add({trace.file, 0, 0}, {}, "is no file", {}, "Name another file");
  }
  if (fs::path(trace.file).lexically_normal() == fs::path(command.output).lexically_normal())
    issues.add({trace.file, 0, 0}, {}, "is the result file too", "one of them would replace the other",
               "Name another file");
}

// From the command to the result file. `begun`: its request lies in the folder already.
int start_run(const RunCommand& command, const Words& words, bool begun) {
  const PlanPaths paths{work_folder(command.output)};
  Issues about_output;
  try {
    check_output(command.output, command.force);
  } catch (const InputError& error) {
    add_all(error.issues(), about_output);
  }
  const FolderKind before = begun ? FolderKind::absent : kind_of_folder(paths);
  const bool drop = command.force && !is_free(before) && before != FolderKind::foreign && others_in(paths).empty();
  if (!is_free(before) && !drop) refuse_occupied(paths, about_output);
  const bool place_early = !begun && !drop && !command.dry_run && about_output.empty();
  std::optional<WorkerSign> sign;
  if (place_early) place_request_or_refuse(paths, words, sign);
  if (begun) sign.emplace(paths.folder).show({});

  Issues issues;
  std::optional<ExperimentPlan> plan = make_plan(command.request, issues);
  add_all(about_output.all(), issues);
  std::optional<TraceFile> trace;
  if (command.trace) check_trace_path(*command.trace, command, issues);
  if (plan && command.trace) trace.emplace(*command.trace, *plan, issues);
  if (plan && about_output.empty()) {
    try {
      refuse_own_input(*plan, command.output, issues);
      check_output(command.output, command.force, room_for_results(plan->frame));
      check_memory(*plan, command.threads);
    } catch (const InputError& error) {
      add_all(error.issues(), issues);
    }
  }
  if (!issues.empty() && (place_early || (begun && others_in(paths).empty()))) remove_work_folder(paths.folder);
  issues.throw_if_any();
  if (command.dry_run) {
    print_dry_run(*plan, command.output, command.threads, command.json);
    return exit_done;
  }

  if (trace) plan->experiment.tracing = trace->tracing();
  const HeldSignals signals;
  if (drop) {
    remove_work_folder(paths.folder);
    place_request_or_refuse(paths, words, sign);
  }
  StoredPlan stored = stored_plan(*plan, command.request, fmt::format("draagkracht run {}", fmt::join(words, " ")));
  stored.of_run = true;
  stored.traced = trace.has_value();
  stored.replace = command.force;
  stored.batches = {{.first_replication = 0, .replications = plan->frame.replications, .first_shard = 1, .shards = 1}};
  write_plan_folder(paths, stored, *plan);
  ::unlink(paths.request().c_str());
  return finish_run(paths, stored, *plan, command.output, command.threads, command.force, command.json,
                    "draagkracht run", signals, trace ? &*trace : nullptr);
}

// A run that was killed before it had written its plan.
int start_again(const PlanPaths& paths, const CommandLine& resume_line) {
  const std::optional<Json> request = parse_object(small_file(paths.request(), most_plan_bytes).value_or(""));
  const auto is_text = [](const Json& word) { return word.is_string(); };
  if (!request || !request->contains("words") || !(*request)["words"].is_array() ||
      !std::all_of((*request)["words"].begin(), (*request)["words"].end(), is_text)) {
    refuse_file(paths.request(), "is damaged", {}, "Remove the folder and run again");
  }
  const fs::path folder = fs::absolute(paths.folder);
  const std::string began_in = text_in(*request, "folder");
  std::error_code failed;
  fs::current_path(began_in, failed);
  if (failed) refuse_file(began_in, "cannot be used", failed.message(), "Remove " + folder.string() + " and run again");
  const Words words = (*request)["words"].get<Words>();
  CommandLine line("", "");
  add_run_options(line);
  line.read(words);
  RunCommand command = run_command(line);
  if (resume_line.has("threads")) command.threads = threads_of(resume_line);
  command.json = command.json || resume_line.flag("json");
  if (!fs::equivalent(work_folder(command.output), folder, failed)) {
    refuse_file(folder.string(), "was moved since it was begun", "it is of " + began_in + '/' + command.output,
                "Move it back, or remove it and run again");
  }
  return start_run(command, words, true);
}

int resume_run(const PlanPaths& paths, const std::string& output, const CommandLine& line) {
  std::error_code ignored;
  const FolderKind kind = kind_of_folder(paths);
  if (kind == FolderKind::request) return start_again(paths, line);
  if (kind == FolderKind::over || kind == FolderKind::empty) {  // killed while it cleared up
    remove_work_folder(paths.folder);
    if (!fs::exists(output, ignored))
      refuse_file(output, "was not begun", "its input was wrong", "Use `draagkracht run`");
    std::cout << output << " was finished already\n";
    return exit_done;
  }
  if (fs::is_symlink(paths.folder, ignored)) {
    refuse_file(paths.folder, "is a link", "a folder is removed under its own name", "Resume the folder it leads to");
  }
  const StoredPlan stored = read_plan(paths);
  if (stored.traced) {
    refuse_file(output, "was begun with --trace", "what happened in runs that are done already was not kept",
                "Run it again with --force");
  }
  if (kind == FolderKind::foreign) {
    refuse_file(paths.folder, "is not of a run", {}, "Use `draagkracht resume` on the folder of a plan");
  }
  const ExperimentPlan plan = load_experiment(paths, stored);
  const HeldSignals signals;
  WorkerSign sign(paths.folder);
  sign.show({});
  const std::vector<RunKey> keys = runs_of_shard(plan, stored, 1);
  if (holds_runs(output, provenance_of(plan, stored), keys)) {
    remove_work_folder(paths.folder);
    std::cout << output << " was finished already\n";
    return exit_done;
  }
  // A file that a first attempt made of the runs that did not fail may be replaced, any other only if that was asked.
  const bool replace = stored.replace || is_of_plan(output, stored);
  const int threads = threads_of(line);
  check_output(output, replace, room_for_results(plan.frame));
  check_memory(plan, threads);
  return finish_run(paths, stored, plan, output, threads, replace, line.flag("json"), "draagkracht resume", signals);
}

}  // namespace

int execute_run(const Words& words) {
  CommandLine line("run SCENARIO... -o FILE [options]\n       draagkracht run --plan DIR [--shard I/N]",
                   "Simulates each scenario in each region, several times with other luck, and writes one result file "
                   "(HDF5).\nThe same luck meets the same people in every scenario, so that differences are those of "
                   "the scenarios.\nWhat was stopped goes on with `draagkracht resume FILE`.");
  add_run_options(line);
  if (!line.read(words)) return exit_done;
  if (line.has("plan")) return run_plan(line);
  if (line.has("shard")) throw UsageError("--shard goes with --plan DIR");
  return start_run(run_command(line), words, false);
}

int execute_resume(const Words& words) {
  CommandLine line("resume FILE|DIR [options]",
                   "Goes on with a `run -o FILE` that was stopped, was killed or had no room left, or makes what is "
                   "missing of the\nplan in DIR. The result has the same bits as one that was never disturbed.");
  line.take_words("what");
  add_threads_option(line);
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  if (line.words().size() != 1) throw UsageError("takes one result file or plan folder");
  std::string what = line.words()[0];
  while (what.size() > 1 && what.back() == '/') what.pop_back();
  if (kind_of_folder({work_folder(what)}) != FolderKind::absent) return resume_run({work_folder(what)}, what, line);
  std::error_code ignored;
  if (fs::is_regular_file(what, ignored)) {
    const StoredRuns stored = read_stored_runs(what);
    if (stored.keys.size() == stored.planned) {
      std::cout << fmt::format("{}: {}; nothing is left to do\n", what, counted(stored.keys.size(), "run", "runs"));
      return exit_done;
    }
    throw Incomplete(fmt::format("{}: {} of {} runs; the others cannot be made any more, as {} is gone", what,
                                 stored.keys.size(), stored.planned, work_folder(what)));
  }
  if (!fs::is_directory(what, ignored)) {
    refuse_file(what, "there is nothing to resume", "neither it nor " + work_folder(what) + " is there",
                "Name the result file of a run that was stopped, or the folder of a plan");
  }
  const std::string ending = work_folder("");
  if (what.ends_with(ending)) return resume_run({what}, what.substr(0, what.size() - ending.size()), line);
  return run_shards(load_plan(what), 0, threads_of(line), line.flag("json"), "draagkracht resume");
}

}  // namespace draagkracht
