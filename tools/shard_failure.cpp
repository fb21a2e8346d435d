#include "tools/shard_failure.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>

#include "engine/core/printable.h"
#include "tools/json_text.h"
#include "tools/plan_folder.h"
#include "tools/shard_run.h"

namespace draagkracht {
namespace {

std::optional<std::uint32_t> place_of(const std::string& name, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names.begin());
}

// Several lines are allowed, other characters that cannot be printed are not.
std::string lines_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  std::istringstream lines(found->get<std::string>());
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (!text.empty()) text += '\n';
    text += printable(std::string_view(line));
  }
  return text;
}

std::optional<FailedRun> run_of(const Json& one, const ExperimentFrame& frame) {
  if (!one.is_object()) return std::nullopt;
  const std::optional<std::uint32_t> scenario = place_of(text_in(one, "scenario"), frame.scenarios);
  const std::optional<std::uint32_t> region = place_of(text_in(one, "region"), frame.regions);
  const double replication = number_in(one, "replication");
  if (!scenario || !region || !(replication >= 1 && replication <= frame.replications)) return std::nullopt;
  const RunKey key{*scenario, 0, static_cast<std::uint32_t>(replication) - 1, *region};
  return FailedRun{key, lines_in(one, "reason")};
}

}  // namespace

std::string ShardFailure::text(const ExperimentPlan& plan) const {
  return runs.empty() ? reason : reason + ':' + list_of_failures(plan, runs);
}

void write_failure(const std::string& path, const ExperimentPlan& plan, const ShardFailure& failure) {
  Json runs = Json::array();
  for (const FailedRun& run : failure.runs) runs.push_back(in_json(plan, run));
  const Json all{{"reason", failure.reason}, {"runs", runs}};
  replace_file(path, all.dump(1, ' ', false, Json::error_handler_t::replace) + '\n');
}

ShardFailure read_failure(const std::string& path, const ExperimentPlan& plan) {
  ShardFailure failure;
  const std::optional<Json> all = parse_object(small_file(path, most_plan_bytes).value_or(""));
  if (!all) return {"the last attempt failed, and " + path + ", which said why, is damaged", {}};
  failure.reason = lines_in(*all, "reason");
  const auto runs = all->find("runs");
  if (runs == all->end() || !runs->is_array()) return failure;
  for (const Json& one : *runs) {
    if (std::optional<FailedRun> run = run_of(one, plan.frame)) failure.runs.push_back(std::move(*run));
  }
  const auto before = [](const FailedRun& a, const FailedRun& b) { return a.key < b.key; };
  const auto same = [](const FailedRun& a, const FailedRun& b) { return a.key == b.key; };
  std::sort(failure.runs.begin(), failure.runs.end(), before);
  failure.runs.erase(std::unique(failure.runs.begin(), failure.runs.end(), same), failure.runs.end());
  return failure;
}

}  // namespace draagkracht
