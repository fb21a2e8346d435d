// A plan on disk: all that is needed to make the runs of an experiment, on this machine or many others, and to go on
// with it after a kill. `draagkracht plan` makes such a folder with many shards; `run -o OUT` makes OUT.runs, with one.
//
// plan.json        what is to be run, with a checksum over itself: an edit is told, not followed
// inputs/          copies of all files that were read, so that what becomes of the originals does not matter
// resolved/NNNN-*  each scenario after inheritance, for people
// shards/NNNN.h5   a finished shard: a result file with some of the runs
// shards/NNNN.runs/    journals of a shard that is not finished, and who works on it
// shards/NNNN.failed   why the last attempt failed
// job.sbatch       runs all shards as a job array of Slurm
// request.json     only there while `run` has not yet written the plan
//
// plan.json is written last and moved into place: what lies there is whole.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/io/journal.h"
#include "engine/io/provenance.h"
#include "tools/experiment_plan.h"
#include "tools/warm_up.h"

namespace draagkracht {

inline constexpr const char* plan_format = "draagkracht-plan";
// A larger plan.json or request.json is not read.
inline constexpr std::uint64_t most_plan_bytes = 64'000'000;
inline constexpr std::int64_t most_cpus = 1024;
inline constexpr std::int64_t most_shards = 100'000;
inline constexpr std::int64_t most_replications = 1'000'000;

// Replications that were planned at one time, and the shards that make them.
struct PlanBatch {
  std::uint32_t first_replication = 0, replications = 0;  // from 0; plan.json says it from 1
  std::size_t first_shard = 1, shards = 1;                // shards count from 1
};

struct InputCopy {
  std::string path;  // as the user gave it
  std::string file;  // relative to inputs/
  std::string checksum;
};

// What plan.json says.
struct StoredPlan {
  bool of_run = false;   // one shard, whose result is the file beside the folder
  bool replace = false;  // of_run: --force was given
  bool traced = false;   // of_run: --trace was given
  std::string build;     // BuildInfo::identity()
  std::string checksum;  // ExperimentPlan::checksum()
  std::string command_line;
  std::vector<std::string> scenario_paths;  // as the user gave them
  std::vector<std::string> scenario_files;  // relative to inputs/
  std::vector<InputCopy> inputs;
  std::optional<std::string> regions;
  std::int64_t seed = 0;
  std::optional<std::int64_t> years, weeks;
  double inhabitants_share = 1;
  std::vector<PlanBatch> batches;
  int cpus = 1;  // per shard
  std::vector<ShortWarmUp> short_warm_ups = {};
  std::vector<double> seconds_per_run = {};  // axis region: what a run takes on one core; empty: not measured

  std::size_t shards() const;
  std::uint32_t replications() const;
};

// Where things are.
struct PlanPaths {
  std::string folder;
  std::string plan() const { return folder + "/plan.json"; }
  std::string request() const { return folder + "/request.json"; }
  std::string over() const { return folder + "/over.json"; }  // what the plan is called once the folder is to go
  std::string inputs() const { return folder + "/inputs"; }
  std::string resolved() const { return folder + "/resolved"; }
  std::string job() const { return folder + "/job.sbatch"; }
  std::string shards() const { return folder + "/shards"; }
  std::string shard_file(std::size_t shard) const { return shard_stem(shard) + ".h5"; }
  std::string shard_folder(std::size_t shard) const { return shard_stem(shard) + ".runs"; }
  std::string failed_file(std::size_t shard) const { return shard_stem(shard) + ".failed"; }

 private:
  std::string shard_stem(std::size_t shard) const;
};

// Writes a text beside `path` and moves it there: readers see the old one or the new one. `durable`: it is on disk, not
// only with the system, before that. Throws WriteError.
void replace_file(const std::string& path, const std::string& text, bool durable = false);

// The plan of an experiment that was read from the user's files; batches and cpus are left to the caller.
StoredPlan stored_plan(const ExperimentPlan& plan, const PlanRequest& request, const std::string& command_line);

// Copies inputs and writes the plan into a folder that is there. May be done twice. Throws InputError, WriteError.
void write_plan_folder(const PlanPaths& paths, const StoredPlan& stored, const ExperimentPlan& plan);
// plan.json alone, in place of an older one.
void write_plan(const PlanPaths& paths, const StoredPlan& stored);

// Throws InputError if there is none, or if it was edited.
StoredPlan read_plan(const PlanPaths& paths);
// Reads the copies of the scenarios. Throws InputError if another build made the plan, or if anything that it was made
// of has changed since.
ExperimentPlan load_experiment(const PlanPaths& paths, const StoredPlan& stored);

// Where results of this plan say they come from; all but timings.
Provenance provenance_of(const ExperimentPlan& plan, const StoredPlan& stored);
JournalIdentity journal_identity(const ExperimentPlan& plan);
// Whether a provenance is that of this plan and build.
bool is_of_plan(const TextPairs& provenance_entries, const StoredPlan& stored);
// Whether a file is a result file of this plan and build, with whatever runs.
bool is_of_plan(const std::string& file, const StoredPlan& stored);

// The runs of a shard (from 1), ascending: a pure function of plan and number. Runs of one region and replication stay
// together where there are enough of these for all shards, and shards take equal time as far as that allows.
std::vector<RunKey> runs_of_shard(const ExperimentPlan& plan, const StoredPlan& stored, std::size_t shard);
// The same for all shards at once.
std::vector<std::vector<RunKey>> runs_of_shards(const ExperimentPlan& plan, const StoredPlan& stored);

}  // namespace draagkracht
