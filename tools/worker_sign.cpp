#include "tools/worker_sign.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "engine/io/file_error.h"
#include "tools/json_text.h"
#include "tools/plan_folder.h"

namespace draagkracht {

namespace fs = std::filesystem;

namespace {

constexpr const char* prefix = "running.";
constexpr double seconds_between_signs = 30;     // of life
constexpr double seconds_until_silent = 5 * 60;  // without one, a process on another host counts as gone
constexpr std::uint64_t most_bytes = 65'536;     // of a sign

// When a process of this host began, in ticks since the host did; empty if there is none. Numbers of processes are used
// again, this never.
std::string begin_of(long process) {
  std::ifstream in(fmt::format("/proc/{}/stat", process));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  std::string field;
  for (int i = 0; i < 20 && fields >> field; ++i) {
  }
  return field;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string slurm_job() {
  const std::string array = variable("SLURM_ARRAY_JOB_ID");
  return array.empty() ? variable("SLURM_JOB_ID") : array + '_' + variable("SLURM_ARRAY_TASK_ID");
}

std::string sign_in(const std::string& folder) {
  return fmt::format("{}/{}{}.{}", folder, prefix, host_name(), ::getpid());
}

std::size_t whole(double value) { return static_cast<std::size_t>(std::clamp(value, 0.0, 1e15)); }

}  // namespace

WorkerSign::WorkerSign(const std::string& folder) : path_(sign_in(folder)) {}

void WorkerSign::show(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  progress_ = progress;
  if (progress_.done > 0 && std::chrono::steady_clock::now() - written_ < std::chrono::seconds(1)) return;
  write();
}

void WorkerSign::refresh() {
  const std::lock_guard lock(mutex_);
  if (std::chrono::steady_clock::now() - written_ > std::chrono::duration<double>(seconds_between_signs)) write();
}

void WorkerSign::moved_to(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  path_ = sign_in(folder);
}

void WorkerSign::remove() {
  const std::lock_guard lock(mutex_);
  ::unlink(path_.c_str());
}

void WorkerSign::write() {
  written_ = std::chrono::steady_clock::now();
  const Json all{{"host", host_name()},
                 {"process", ::getpid()},
                 {"process_began", begin_of(::getpid())},
                 {"slurm_job", slurm_job()},
                 {"done", progress_.done},
                 {"all", progress_.all},
                 {"seconds", progress_.seconds},
                 {"seconds_left", progress_.seconds_left},
                 {"told", std::time(nullptr)}};
  try {
    replace_file(path_, all.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
  } catch (const WriteError&) {
    // Others then think that nobody works here; that does no harm.
  }
}

std::vector<Worker> workers_of(const std::string& folder) {
  std::vector<Worker> all;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    if (!is_sign(file.path().filename().string())) continue;
    const std::optional<Json> json = parse_object(small_file(file.path().string(), most_bytes).value_or(""));
    if (!json) continue;  // it has gone meanwhile
    Worker worker;
    worker.host = text_in(*json, "host");
    worker.process = static_cast<long>(whole(number_in(*json, "process")));
    worker.slurm_job = text_in(*json, "slurm_job");
    worker.done = whole(number_in(*json, "done"));
    worker.all = whole(number_in(*json, "all"));
    worker.seconds = number_in(*json, "seconds");
    const double silent = static_cast<double>(std::time(nullptr)) - number_in(*json, "told");
    const std::string began = text_in(*json, "process_began");
    worker.alive = worker.host == host_name() && !began.empty() ? begin_of(worker.process) == began
                                                                : silent < seconds_until_silent;
    worker.here = worker.alive && worker.host == host_name() && worker.process == ::getpid();
    worker.seconds_left = std::max(0.0, number_in(*json, "seconds_left") - silent);
    all.push_back(worker);
  }
  return all;
}

std::string host_name() {
  utsname about{};
  return ::uname(&about) == 0 ? about.nodename : "unknown";
}

bool is_sign(const std::string& name) { return name.starts_with(prefix) && !name.ends_with(".tmp"); }

}  // namespace draagkracht
