// The shards of a plan folder: how far they are, running them, and the file of them all.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/plan_folder.h"
#include "tools/shard_run.h"
#include "tools/worker_sign.h"

namespace draagkracht {

// How far a shard is.
struct ShardState {
  enum class Kind {
    done,     // its file is whole and holds what it should
    damaged,  // its file is cut short, of another plan, or holds other runs
    running,  // a process works on it
    failed,   // the last attempt ended with an error
    stopped,  // some runs are done, nobody works on it
    missing,  // nothing is done
  };
  std::size_t shard = 1;
  Kind kind = Kind::missing;
  std::size_t runs = 0, runs_done = 0;
  std::vector<RunKey> left;       // runs that are not done, ascending
  std::vector<FailedRun> failed;  // those of them that failed in the last attempt
  std::string reason;             // of failed and damaged
  // Whether all runs that are not done were tried and failed.
  bool only_failures() const { return kind == Kind::failed && !failed.empty() && failed.size() == left.size(); }
  std::vector<Worker> workers;
  double core_seconds_left = 0;
};

std::string kind_text(ShardState::Kind kind);

// A plan that was read from its folder, ready for all its subcommands.
struct LoadedPlan {
  PlanPaths paths;
  StoredPlan stored;
  ExperimentPlan plan;
  std::vector<std::vector<RunKey>> shards;  // axis: shard, from 0
};

// Throws InputError if the folder has no plan, if that was made by another build, or if anything in it was changed.
LoadedPlan load_plan(std::string folder);

ShardState state_of(const LoadedPlan& loaded, std::size_t shard);

// Runs what is missing of one shard (from 1), or of all (0): then those that others work on are left alone. Returns an
// exit code: done, failed, or incomplete if others were left alone.
int run_shards(const LoadedPlan& loaded, std::size_t shard, int threads, bool json, const std::string& command);

}  // namespace draagkracht
