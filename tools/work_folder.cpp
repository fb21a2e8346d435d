#include "tools/work_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "engine/io/journal.h"
#include "tools/json_text.h"
#include "tools/worker_sign.h"

namespace draagkracht {

namespace fs = std::filesystem;

namespace {

// What the program makes at the top of its folders, beside signs, journals and temporary files.
constexpr std::array<std::string_view, 7> own_names{"plan.json", "request.json", "over.json", "job.sbatch",
                                                    "inputs",    "resolved",     "shards"};

bool is_own(const std::string& name) {
  return std::find(own_names.begin(), own_names.end(), name) != own_names.end() || is_sign(name) || is_journal(name) ||
         name.ends_with(".tmp");
}

// Whether a file is the plan of a `run`, or what a `run` leaves before it has one.
bool is_plan_of_run(const std::string& path) {
  const std::optional<Json> all = parse_object(small_file(path, most_plan_bytes).value_or(""));
  if (!all || text_in(*all, "format") != plan_format) return false;
  const auto content = all->find("content");
  if (content == all->end() || !content->is_object()) return false;
  const auto of_run = content->find("of_run");
  return of_run != content->end() && of_run->is_boolean() && of_run->get<bool>();
}

bool is_request(const std::string& path) {
  const std::optional<Json> all = parse_object(small_file(path, most_plan_bytes).value_or(""));
  return all && all->contains("words") && all->contains("build");
}

bool there(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(fs::symlink_status(path, ignored));
}

}  // namespace

FolderKind kind_of_folder(const PlanPaths& paths) {
  std::error_code failed;
  const fs::file_status status = fs::symlink_status(paths.folder, failed);
  if (status.type() == fs::file_type::not_found) return FolderKind::absent;
  if (!fs::is_directory(status)) return FolderKind::foreign;
  const auto holds_run = [](const std::string& plan) { return there(plan) && is_plan_of_run(plan); };
  if (holds_run(paths.plan())) return FolderKind::run;
  if (there(paths.plan())) return FolderKind::foreign;
  if (there(paths.request())) return is_request(paths.request()) ? FolderKind::request : FolderKind::foreign;
  if (there(paths.over())) {
    return is_request(paths.over()) || is_plan_of_run(paths.over()) ? FolderKind::over : FolderKind::foreign;
  }
  return fs::is_empty(paths.folder, failed) && !failed ? FolderKind::empty : FolderKind::foreign;
}

std::string others_in(const PlanPaths& paths) {
  for (const std::string& folder : {paths.folder, paths.shard_folder(1)}) {
    for (const Worker& worker : workers_of(folder)) {
      if (worker.alive && !worker.here) return fmt::format("{} process {}", worker.host, worker.process);
    }
  }
  return {};
}

void remove_work_folder(const std::string& folder) {
  std::error_code ignored;  // another process may do the same
  // From one moment to the next it is no folder to go on with, so that a removal that was killed is taken up again.
  const PlanPaths paths{folder};
  for (const std::string& name : {paths.plan(), paths.request()}) fs::rename(name, paths.over(), ignored);
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path() != paths.over() && is_own(entry.path().filename().string())) fs::remove_all(entry.path(), ignored);
  }
  ::unlink(paths.over().c_str());
  ::rmdir(folder.c_str());  // leaves it if anything else lies in it, or if it is a link
}

}  // namespace draagkracht
