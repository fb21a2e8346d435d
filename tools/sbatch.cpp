#include "tools/sbatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace draagkracht {
namespace {

constexpr double least_seconds = 600;
constexpr double least_megabytes = 1000;

// For the shell, whatever is in the path.
std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + '\'';
}

}  // namespace

double time_limit(double seconds) { return std::max(least_seconds, std::ceil(2 * seconds / 60) * 60); }

std::string sbatch_script(const SbatchJob& job) {
  const auto minutes = static_cast<long long>(time_limit(job.seconds) / 60);
  const double megabytes = std::max(least_megabytes, std::ceil(1.5 * static_cast<double>(job.memory) / 1e6));
  return fmt::format(
      R"(#!/bin/bash
# One task per shard, each with all its cores. Submit it as it is, or for some shards alone: sbatch --array=3,7 FILE
# The signal before the time limit lets a task end in order; what it has done is kept, and --requeue goes on with it.
#SBATCH --job-name=draagkracht
#SBATCH --array={first}-{last}
#SBATCH --cpus-per-task={cpus}
#SBATCH --mem={megabytes:.0f}M
#SBATCH --time={hours:02}:{minutes:02}:00
#SBATCH --signal=B:TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output="{folder}/slurm-%A_%a.out"
# Locks fail on some shared file systems, and nothing here needs them.
export HDF5_USE_FILE_LOCKING=FALSE
exec {program} run --plan {quoted_folder} \
  --shard "${{SLURM_ARRAY_TASK_ID}}/{shards}" --threads "${{SLURM_CPUS_PER_TASK}}"
)",
      fmt::arg("first", job.first), fmt::arg("last", job.last), fmt::arg("cpus", job.cpus),
      fmt::arg("megabytes", megabytes), fmt::arg("hours", minutes / 60), fmt::arg("minutes", minutes % 60),
      fmt::arg("folder", job.folder), fmt::arg("quoted_folder", quoted(job.folder)),
      fmt::arg("program", quoted(job.program)), fmt::arg("shards", job.shards));
}

}  // namespace draagkracht
