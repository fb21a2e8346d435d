// Who works in a folder: each process leaves a small file `running.HOST.PID` there and renews it now and then.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "engine/experiment/experiment.h"

namespace draagkracht {

// Tells others that this process works in a folder, until it goes out of scope. A sign that cannot be written is no
// reason to stop: others then think that nobody works here.
class WorkerSign {
 public:
  explicit WorkerSign(const std::string& folder);
  WorkerSign(const WorkerSign&) = delete;
  WorkerSign& operator=(const WorkerSign&) = delete;
  ~WorkerSign() { remove(); }
  // How far the work is. Runs of milliseconds are not told one by one.
  void show(const Progress& progress);
  // To be called now and then.
  void refresh();
  // The folder has another name now.
  void moved_to(const std::string& folder);
  void remove();

 private:
  void write();

  std::mutex mutex_;
  std::string path_;
  Progress progress_;
  std::chrono::steady_clock::time_point written_;
};

// Who works in a folder, as its signs say.
struct Worker {
  std::string host;
  long process = 0;
  std::string slurm_job;          // such as 1234_5; empty outside Slurm
  std::size_t done = 0, all = 0;  // runs of this attempt
  double seconds = 0;             // since it began
  double seconds_left = 0;
  bool alive = false;  // it lives on this host, or was heard of in the last minutes
  bool here = false;   // it is this process
};
std::vector<Worker> workers_of(const std::string& folder);

std::string host_name();

// Whether a file is a sign, by its name.
bool is_sign(const std::string& name);

}  // namespace draagkracht
