// The script that runs shards as a job array of Slurm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace draagkracht {

struct SbatchJob {
  std::string program, folder;  // absolute paths
  std::size_t first = 1, last = 1, shards = 1;
  int cpus = 1;
  double seconds = 0;        // that a shard is thought to take
  std::uint64_t memory = 0;  // bytes
};

// Asks for twice the time, ten minutes at least, and half as much memory again.
std::string sbatch_script(const SbatchJob& job);

// Seconds that the script asks for.
double time_limit(double seconds);

}  // namespace draagkracht
