// From shards, result files with some of the runs of one experiment, and journals of shards that have no file, to one
// file. Chunks of shards are copied as they are, not inflated: values are never looked at. Whether the shards belong
// together is for the caller to check.
#pragma once

#include <string>
#include <vector>

#include "engine/io/provenance.h"
#include "engine/io/results_file.h"
#include "engine/results/run.h"

namespace draagkracht {

struct ShardFile {
  std::string path;
  std::vector<RunKey> keys;  // ascending; all that is taken from it
};

// Writes the runs of all shards and journals to `target`, opens it again and counts, and puts it in its place
// (place_file). Each shard must have been written by this build, with a frame that differs from `frame` at most in the
// number of replications, and no run may be in two of them or of `journals`. Data, types, dimensions and attributes
// outside /provenance are those of a file written from the runs themselves. Throws InputError if `target` exists and
// `force` is not set, WriteError if a shard cannot be read or the file not be written.
void merge_results(const std::vector<ShardFile>& shards, const std::vector<RunSource>& journals,
                   const std::string& target, const ExperimentFrame& frame, const Provenance& provenance, bool force);

}  // namespace draagkracht
