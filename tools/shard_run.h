// Makes the runs of one shard and its file, from nothing or from where an earlier attempt was stopped: the one path of
// run, run --plan and resume. Several processes may work on one shard: each writes to a journal of its own, and who is
// first puts the file in its place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/experiment/experiment.h"
#include "tools/json_text.h"
#include "tools/plan_folder.h"
#include "tools/signal_watch.h"

namespace draagkracht {

struct ShardWork {
  const ExperimentPlan& plan;
  std::vector<RunKey> keys;  // ascending
  std::string target;        // the file to be made
  std::string folder;        // of its journals
  Provenance provenance;     // all but timings
  int threads = 1;
  std::string command;   // for messages: "draagkracht run"
  bool replace = false;  // `target` may be replaced
  bool partial = false;  // if runs fail, the file is made of the others
  bool details = false;  // ShardDone::runs are wanted
};

struct ShardDone {
  struct Run {
    RunKey key;
    double seconds, timed_events, persons;
  };
  std::vector<Run> runs;          // in order of key, those of earlier attempts too
  std::size_t n_runs = 0;         // in the file
  std::vector<FailedRun> failed;  // in order of key
  double seconds = 0;             // of this attempt
  bool placed = false;            // the file is there
};

// What is done is kept whatever happens: in the journals until the file is there. The folder is not removed. A signal
// ends the program with 128 + its number, a second one at once. Throws InputError, WriteError.
ShardDone execute_shard(const ShardWork& work, const HeldSignals& signals);

// Whether a file is whole, of this plan and build, and holds just these runs.
bool holds_runs(const std::string& file, const Provenance& provenance, const std::vector<RunKey>& keys);

std::string utc_now();
std::string counted(std::size_t n, const char* one, const char* many);
// {"scenario", "region", "replication"}, and "reason".
Json name_in_json(const ExperimentPlan& plan, RunKey key);
Json in_json(const ExperimentPlan& plan, const FailedRun& run);
// "baseline, VR05, replication 3"
std::string name_of(const ExperimentPlan& plan, RunKey key);
// A line for each.
std::string list_of_failures(const ExperimentPlan& plan, const std::vector<FailedRun>& failed);

}  // namespace draagkracht
