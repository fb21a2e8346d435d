// `draagkracht plan`: an experiment as a folder of shards, for a cluster or for many evenings.
// `draagkracht extend`: more replications for it.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/io/file_error.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"
#include "engine/io/temporary_name.h"
#include "tools/command_line.h"
#include "tools/forecast.h"
#include "tools/pilot.h"
#include "tools/plan_folder.h"
#include "tools/progress.h"
#include "tools/sbatch.h"
#include "tools/shard_run.h"
#include "tools/work_folder.h"

namespace draagkracht {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// Clusters bill an eighth of a node at least: 16 to 24 cores.
constexpr std::int64_t default_cpus = 24;
constexpr std::int64_t default_shard_minutes = 60;
// What Slurm allows in an array unless its administrators say otherwise.
constexpr std::size_t most_tasks = 1000;
constexpr std::int64_t default_most_hours = 120;

std::int64_t in_range(const CommandLine& line, const char* name, std::int64_t otherwise, std::int64_t low,
                      std::int64_t high) {
  const std::int64_t value = line.integer(name).value_or(otherwise);
  if (value < low || value > high) {
    throw UsageError(fmt::format("--{} must be between {} and {}, found {}", name, low, high, value));
  }
  return value;
}

// The number of shards that was asked for, or that makes each take so long with all its cores at work.
std::size_t shards_of(const CommandLine& line, const ExperimentPlan& plan, const std::vector<double>& seconds,
                      int cpus) {
  if (line.has("shards")) {
    const auto shards = static_cast<std::size_t>(in_range(line, "shards", 1, 1, most_shards));
    if (shards <= plan.runs()) return shards;
    throw UsageError(fmt::format("--shards {} is more than there are runs ({})", shards, plan.runs()));
  }
  double all = 0;
  for (const double one : seconds) {
    all += one * static_cast<double>(plan.frame.scenarios.size()) * plan.frame.replications;
  }
  const double of_shard =
      60.0 * cpus * static_cast<double>(in_range(line, "shard-minutes", default_shard_minutes, 1, 10'000));
  const auto wanted = static_cast<std::size_t>(std::ceil(std::min(all / of_shard, 1e9)));
  const std::size_t filling = plan.runs() / static_cast<std::size_t>(cpus);  // each with a run per core at least
  return std::clamp<std::size_t>(std::min(wanted, filling), 1, std::min(most_tasks, plan.runs()));
}

std::string own_program() {
  std::error_code failed;
  const fs::path path = fs::read_symlink("/proc/self/exe", failed);
  return failed ? "draagkracht" : path.string();
}

void check_folder(const std::string& folder, std::uint64_t room) {
  struct stat about {};
  if (::lstat(folder.c_str(), &about) == 0) refuse_file(folder, "exists already", {}, "Name another folder");
  check_output(folder, false, room);
}

// Throws InputError if a shard would take longer than any queue allows.
void check_time(const ExperimentPlan& plan, const ShardCost& cost, std::size_t shards, double most_hours) {
  if (time_limit(cost.seconds) <= most_hours * 3600) return;
  Issue issue;
  issue.key = "--shards";
  issue.problem = fmt::format("{} would ask for {} each", counted(shards, "shard", "shards"),
                              duration_text(time_limit(cost.seconds)));
  issue.why =
      fmt::format("twice what they are thought to take; at most {:g} h are allowed by --most-hours", most_hours);
  issue.suggestion = shards < plan.runs() ? "Use more shards or cores" : "Use fewer weeks or inhabitants";
  throw InputError(std::move(issue));
}

void write_job(const PlanPaths& paths, const StoredPlan& stored, const ShardCost& cost, const std::string& folder) {
  replace_file(paths.job(), sbatch_script({.program = own_program(),
                                           .folder = folder,
                                           .first = stored.batches.back().first_shard,
                                           .last = stored.shards(),
                                           .shards = stored.shards(),
                                           .cpus = stored.cpus,
                                           .seconds = cost.seconds,
                                           .memory = cost.memory}));
}

Json cost_in_json(const ShardCost& cost, std::uint64_t room) {
  return {{"seconds_per_shard", cost.seconds},
          {"time_limit_seconds", time_limit(cost.seconds)},
          {"core_seconds", cost.core_seconds},
          {"memory_bytes_per_shard", cost.memory},
          {"room_bytes", room}};
}

void print_plan(const std::string& folder, const StoredPlan& stored, const ExperimentPlan& plan, const ShardCost& cost,
                std::uint64_t room, bool dry) {
  const auto cpus = static_cast<std::size_t>(stored.cpus);
  std::cout << fmt::format("{}: {} in {}\n", folder, counted(plan.runs(), "run", "runs"),
                           counted(stored.shards(), "shard", "shards"));
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    std::cout << "  scenario  " << plan.frame.scenarios[s] << '\n' << plan.fork_text(s);
  }
  std::cout << fmt::format("  time      about {} per shard on {}, {:.1f} core hours in all\n",
                           duration_text(cost.seconds), counted(cpus, "core", "cores"), cost.core_seconds / 3600)
            << fmt::format("  memory    about {} per shard\n  disk      at most {} with the merged file\n",
                           size_text(cost.memory), size_text(room));
  if (dry) {
    std::cout << "Nothing was written (--dry-run).\n";
    return;
  }
  std::cout << fmt::format(
      "Next: sbatch {0}/job.sbatch, or draagkracht run --plan {0}; then draagkracht merge {0} -o "
      "FILE\n",
      folder);
}

// Shards, whole files and the merged one.
std::uint64_t room_for_plan(const ExperimentPlan& plan) { return 2 * room_for_results(plan.frame); }

}  // namespace

int execute_plan(const Words& words) {
  CommandLine line("plan SCENARIO... -o DIR [options]",
                   "Divides an experiment into shards that take equal time, measures what they take on short runs, and "
                   "writes\nall that is needed to run them anywhere to a new folder, with a script for Slurm.");
  line.take_words("scenario");
  line.add_options()("output,o", po::value<std::string>()->value_name("DIR"), "folder to make");
  add_plan_options(line);
  line.add_options()("shards", po::value<std::int64_t>()->value_name("N"), "number of shards")(
      "shard-minutes", po::value<std::int64_t>()->value_name("M"),
      "as many shards as make each take M minutes, with a run per core at least (default: 60)")(
      "cpus", po::value<std::int64_t>()->value_name("N"), "cores per shard (default: 24)")(
      "most-hours", po::value<std::int64_t>()->value_name("N"),
      "refuse a plan whose shards would ask for more (default: 120)")("dry-run", po::bool_switch(),
                                                                      "say what would be planned, and stop");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  const PlanRequest request = plan_request(line);
  if (!line.has("output")) throw UsageError("names no folder", "did you forget -o DIR");
  if (line.has("shards") && line.has("shard-minutes")) {
    throw UsageError("--shards and --shard-minutes exclude each other");
  }
  std::string folder = line.text("output");
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  const auto cpus = static_cast<int>(in_range(line, "cpus", default_cpus, 1, most_cpus));
  const std::int64_t most_hours = in_range(line, "most-hours", default_most_hours, 1, 100'000);

  Issues issues;
  const std::optional<ExperimentPlan> plan = make_plan(request, issues);
  const std::uint64_t room = plan ? room_for_plan(*plan) : 0;
  try {
    check_folder(folder, room);
  } catch (const InputError& error) {
    for (const Issue& issue : error.issues()) issues.add(issue);
  }
  issues.throw_if_any();

  StoredPlan stored = stored_plan(*plan, request, fmt::format("draagkracht plan {}", fmt::join(words, " ")));
  stored.cpus = cpus;
  stored.seconds_per_run = seconds_per_run(*plan, request);
  const std::size_t shards = shards_of(line, *plan, stored.seconds_per_run, cpus);
  stored.batches = {
      {.first_replication = 0, .replications = plan->frame.replications, .first_shard = 1, .shards = shards}};
  const ShardCost cost = cost_of_shards(*plan, runs_of_shards(*plan, stored), stored.seconds_per_run, cpus);
  check_time(*plan, cost, shards, static_cast<double>(most_hours));

  const bool dry = line.flag("dry-run");
  if (!dry) {
    const PlanPaths unfinished{make_temporary_folder(folder)};
    try {
      std::error_code failed;
      write_plan_folder(unfinished, stored, *plan);
      write_job(unfinished, stored, cost, fs::absolute(folder).lexically_normal().string());
      fs::rename(unfinished.folder, folder, failed);
      if (failed) throw WriteError(folder, "cannot be given its name (" + failed.message() + ")");
    } catch (const std::exception&) {
      remove_work_folder(unfinished.folder);
      throw;
    }
  }
  if (!line.flag("json")) {
    print_plan(folder, stored, *plan, cost, room, dry);
    return exit_done;
  }
  Json all{{"folder", folder}, {"runs", plan->runs()}, {"shards", shards}, {"cpus", cpus}};
  all.update(cost_in_json(cost, room));
  std::cout << all.dump(2) << '\n';
  return exit_done;
}

int execute_extend(const Words& words) {
  CommandLine line("extend DIR --replications N",
                   "Adds N replications to a plan, as shards of their own. What was planned or run before stays as it "
                   "is.");
  line.take_words("folder");
  line.add_options()("replications", po::value<std::int64_t>()->value_name("N"), "how many to add")(
      "shards", po::value<std::int64_t>()->value_name("N"),
      "number of shards for them (default: of the same size as the first ones)");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  if (line.words().size() != 1) throw UsageError("takes one plan folder");
  if (!line.has("replications")) throw UsageError("names no number", "did you forget --replications N");
  const PlanPaths paths{line.words()[0]};
  StoredPlan stored = read_plan(paths);
  if (stored.of_run) refuse_file(paths.folder, "belongs to a run", "only what `draagkracht plan` made can be extended");
  const auto most = most_replications - static_cast<std::int64_t>(stored.replications());
  const auto more = static_cast<std::uint32_t>(in_range(line, "replications", 1, 1, most));
  const PlanBatch& first = stored.batches.front();
  const std::size_t runs = more * stored.scenario_files.size() * stored.seconds_per_run.size();
  const std::size_t alike = (first.shards * more + first.replications - 1) / first.replications;
  const std::int64_t most_more =
      std::min<std::int64_t>(static_cast<std::int64_t>(runs), most_shards - static_cast<std::int64_t>(stored.shards()));
  const auto shards = static_cast<std::size_t>(
      in_range(line, "shards", static_cast<std::int64_t>(std::min(alike, runs)), 1, most_more));
  stored.batches.push_back({.first_replication = stored.replications(),
                            .replications = more,
                            .first_shard = stored.shards() + 1,
                            .shards = shards});
  const ExperimentPlan plan = load_experiment(paths, stored);
  std::vector<std::vector<RunKey>> all = runs_of_shards(plan, stored);
  all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(shards));
  const ShardCost cost = cost_of_shards(plan, all, stored.seconds_per_run, stored.cpus);
  write_job(paths, stored, cost, fs::absolute(paths.folder).lexically_normal().string());
  write_plan(paths, stored);
  if (!line.flag("json")) {
    std::cout << fmt::format(
        "{}: {} more, {} in all; shards {} to {} are new\n"
        "Next: sbatch {}, or draagkracht resume {}\n",
        paths.folder, counted(more, "replication", "replications"), stored.replications(),
        stored.batches.back().first_shard, stored.shards(), paths.job(), paths.folder);
    return exit_done;
  }
  Json told{{"folder", paths.folder},
            {"replications", stored.replications()},
            {"first_shard", stored.batches.back().first_shard},
            {"shards", stored.shards()}};
  told.update(cost_in_json(cost, room_for_plan(plan)));
  std::cout << told.dump(2) << '\n';
  return exit_done;
}

}  // namespace draagkracht
