// What an experiment will take, before it starts: rules of thumb measured on the Dutch model, for --dry-run and check.
#pragma once

#include <cstdint>
#include <string>

#include "tools/experiment_plan.h"

namespace draagkracht {

struct Forecast {
  double seconds = 0;        // wall time on that many threads; 0: cannot be told (a model without inhabitants)
  std::uint64_t memory = 0;  // bytes at the peak
  std::uint64_t room = 0;    // bytes on disk while the file is assembled; the file itself is smaller
};

Forecast forecast(const ExperimentPlan& plan, int threads);

// Throws InputError with the figures if this machine, or what Slurm or a control group leave of it, has too little
// memory for that many threads.
void check_memory(const ExperimentPlan& plan, int threads);

// "12 MB", "1.3 GB"; decimal, as disks are sold.
std::string size_text(std::uint64_t bytes);

// --threads, by default the number of cores that the program may use. Throws UsageError unless 1 to 1024.
void add_threads_option(CommandLine& line);
int threads_of(const CommandLine& line);

}  // namespace draagkracht
