#include "tools/forecast.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>
#include <utility>

#include "engine/io/results_file.h"

namespace draagkracht {
namespace {

// Measured on the baseline for VR05 (648,516 inhabitants, 2024 with its warm-up) on one core of a 2020s x86-64 server:
// 17 s a run, and 80 MB with one thread; the people themselves take 48 bytes each and are shared by all threads.
constexpr double seconds_per_person_year = 20e-6;
constexpr double bytes_per_person = 48;
constexpr double bytes_per_person_and_thread = 60;
constexpr double bytes_per_person_and_state = 60;  // kept for scenarios that go on from it
constexpr double bytes_of_program = 20e6;
constexpr int most_threads = 1024;

// Bytes that this process may use: of the machine, of its control group.
std::uint64_t memory_limit() {
  std::uint64_t limit =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::ifstream own_group("/proc/self/cgroup");
  for (std::string line; std::getline(own_group, line);) {
    if (!line.starts_with("0::/")) continue;
    std::string group = line.substr(3);
    for (;;) {  // what holds for a group holds for those in it
      std::ifstream in("/sys/fs/cgroup" + group + "/memory.max");
      if (std::uint64_t most = 0; in >> most) limit = std::min(limit, most);
      if (group.empty()) break;
      group.resize(group.rfind('/'));
    }
  }
  return limit;
}

}  // namespace

Forecast forecast(const ExperimentPlan& plan, int threads) {
  Forecast result;
  double persons = 0, most_persons = 0;
  for (std::size_t region = 0; region < plan.frame.regions.size(); ++region) {
    persons += plan.inhabitants(region);
    most_persons = std::max(most_persons, plan.inhabitants(region));
  }
  const auto runs_at_once = static_cast<double>(std::min<std::size_t>(plan.runs(), static_cast<std::size_t>(threads)));
  const auto runs_per_region = static_cast<double>(plan.frame.scenarios.size() * plan.frame.replications);
  const double cores = std::min(runs_at_once, static_cast<double>(std::max(1U, std::thread::hardware_concurrency())));
  result.seconds = persons * runs_per_region * plan.simulated_years() * seconds_per_person_year / cores;
  std::set<std::pair<std::uint32_t, std::int32_t>> states;  // that a lead may leave behind before anyone takes them up
  for (const Fork& fork : plan.experiment.forks) {
    if (fork.day > 0) states.emplace(fork.from, fork.day);
  }
  std::size_t set_by_steps = 0;  // bytes per person: those of the model that has most
  for (std::size_t region = 0; region < plan.frame.regions.size(); ++region) {
    for (const Model& model : plan.experiment.models_of(region))
      set_by_steps = std::max(set_by_steps, 8 * model.person_values.size() + model.person_labels.size());
  }
  const auto noted = static_cast<double>(set_by_steps);
  const double per_thread =
      bytes_per_person_and_thread + noted + (bytes_per_person_and_state + noted) * static_cast<double>(states.size());
  const double payload = static_cast<double>(plan.frame.schema.payload_size) * sizeof(double);
  result.memory = static_cast<std::uint64_t>(bytes_of_program + most_persons * bytes_per_person +
                                             runs_at_once * (most_persons * per_thread + 2 * payload));
  result.room = room_for_results(plan.frame);
  return result;
}

void check_memory(const ExperimentPlan& plan, int threads) {
  const std::uint64_t needed = forecast(plan, threads).memory;
  const std::uint64_t limit = memory_limit();
  if (needed <= limit) return;
  int fitting = threads;
  while (fitting > 1 && forecast(plan, fitting).memory > limit) fitting /= 2;
  const bool fits = forecast(plan, fitting).memory <= limit;
  Issue issue;
  issue.key = "--threads";
  issue.problem = fmt::format("{} at the same time need about {} of memory",
                              threads == 1 ? "1 run" : fmt::format("{} runs", threads), size_text(needed));
  issue.why = fmt::format("{} are there", size_text(limit));
  issue.suggestion = fits ? fmt::format("Use --threads {}", fitting) : "Use a machine with more";
  throw InputError(std::move(issue));
}

std::string size_text(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (size < 1e6) return fmt::format("{:.0f} kB", size / 1e3);
  if (size < 1e9) return fmt::format("{:.0f} MB", size / 1e6);
  return fmt::format("{:.1f} GB", size / 1e9);
}

void add_threads_option(CommandLine& line) {
  line.add_options()("threads", boost::program_options::value<std::int64_t>()->value_name("N"),
                     "runs at the same time (default: the number of cores); results do not depend on it");
}

int threads_of(const CommandLine& line) {
  const std::int64_t threads = line.integer("threads").value_or(std::max(1U, std::thread::hardware_concurrency()));
  if (threads < 1 || threads > most_threads) {
    throw UsageError(fmt::format("--threads must be between 1 and {}, found {}", most_threads, threads));
  }
  return static_cast<int>(threads);
}

}  // namespace draagkracht
