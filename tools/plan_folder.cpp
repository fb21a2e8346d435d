#include "tools/plan_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/hash.h"
#include "engine/io/file_descriptor.h"
#include "engine/io/file_error.h"
#include "engine/io/results_file.h"
#include "engine/io/temporary_name.h"
#include "tools/build_info.h"
#include "tools/json_text.h"
#include "tools/own_figures.h"

namespace draagkracht {

namespace fs = std::filesystem;

namespace {

constexpr int format_version = 2;

std::string checksum_of(const Json& content) {
  return checksum_text(text_hash(content.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// A whole number that fits: the library would turn any number into any type.
template <class T>
T whole(const Json& value) {
  const bool fits = value.is_number_unsigned()  ? std::in_range<T>(value.get<std::uint64_t>())
                    : value.is_number_integer() ? std::in_range<T>(value.get<std::int64_t>())
                                                : false;
  if (!fits) throw Json::out_of_range::create(406, "no whole number, or too large", &value);
  return value.get<T>();
}

std::optional<std::int64_t> optional_whole(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(whole<std::int64_t>(value));
}

Json to_json(const StoredPlan& plan) {
  Json inputs = Json::array(), batches = Json::array();
  for (const InputCopy& input : plan.inputs) {
    inputs.push_back({{"path", input.path}, {"file", input.file}, {"checksum", input.checksum}});
  }
  for (const PlanBatch& batch : plan.batches) {
    batches.push_back({{"first_replication", batch.first_replication + 1},
                       {"replications", batch.replications},
                       {"first_shard", batch.first_shard},
                       {"shards", batch.shards}});
  }
  return {{"of_run", plan.of_run},
          {"replace", plan.replace},
          {"traced", plan.traced},
          {"build", plan.build},
          {"checksum", plan.checksum},
          {"command_line", plan.command_line},
          {"scenario_paths", plan.scenario_paths},
          {"scenario_files", plan.scenario_files},
          {"inputs", inputs},
          {"regions", optional_json(plan.regions)},
          {"seed", plan.seed},
          {"years", optional_json(plan.years)},
          {"weeks", optional_json(plan.weeks)},
          {"inhabitants_share", plan.inhabitants_share},
          {"batches", batches},
          {"cpus", plan.cpus},
          {"short_warm_up", in_json(plan.short_warm_ups)},
          {"seconds_per_run", plan.seconds_per_run}};
}

StoredPlan from_json(const Json& json) {
  StoredPlan plan;
  plan.of_run = json.at("of_run").get<bool>();
  plan.replace = json.at("replace").get<bool>();
  plan.traced = json.value("traced", false);
  plan.build = json.at("build").get<std::string>();
  plan.checksum = json.at("checksum").get<std::string>();
  plan.command_line = json.at("command_line").get<std::string>();
  plan.scenario_paths = json.at("scenario_paths").get<std::vector<std::string>>();
  plan.scenario_files = json.at("scenario_files").get<std::vector<std::string>>();
  for (const Json& input : json.at("inputs")) {
    plan.inputs.push_back({input.at("path").get<std::string>(), input.at("file").get<std::string>(),
                           input.at("checksum").get<std::string>()});
  }
  if (const Json& regions = json.at("regions"); !regions.is_null()) plan.regions = regions.get<std::string>();
  plan.seed = whole<std::int64_t>(json.at("seed"));
  plan.years = optional_whole(json.at("years"));
  plan.weeks = optional_whole(json.at("weeks"));
  plan.inhabitants_share = json.at("inhabitants_share").get<double>();
  for (const Json& batch : json.at("batches")) {
    plan.batches.push_back({whole<std::uint32_t>(batch.at("first_replication")) - 1,
                            whole<std::uint32_t>(batch.at("replications")), whole<std::size_t>(batch.at("first_shard")),
                            whole<std::size_t>(batch.at("shards"))});
  }
  plan.cpus = whole<int>(json.at("cpus"));
  if (json.contains("short_warm_up")) plan.short_warm_ups = short_warm_ups_in(json.at("short_warm_up").dump());
  plan.seconds_per_run = json.at("seconds_per_run").get<std::vector<double>>();
  return plan;
}

[[noreturn]] void fail(const std::string& path, const std::string& doing, int reason) {
  throw WriteError(path, doing + " (" + std::strerror(reason) + ")");
}

void make_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) fail(folder, "the folder cannot be made", errno);
}

void sync_folder(const std::string& folder) {
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.is_open()) ::fsync(fd.get());
}

// What a plan says within the bounds of what `draagkracht plan` makes, whoever wrote it. Returns what is wrong, or "".
std::string fault_of(const StoredPlan& plan) {
  const auto leaves = [](const std::string& file) {
    const fs::path path(file);
    return file.empty() || path.is_absolute() || std::find(path.begin(), path.end(), fs::path("..")) != path.end();
  };
  for (const InputCopy& input : plan.inputs) {
    if (leaves(input.file)) return "inputs names a file outside the folder";
  }
  for (const std::string& file : plan.scenario_files) {
    if (leaves(file)) return "scenario_files names a file outside the folder";
  }
  if (plan.scenario_files.empty()) return "scenario_files is empty";
  if (plan.cpus < 1 || plan.cpus > most_cpus) return "cpus is out of range";
  if (!(plan.inhabitants_share > 0 && plan.inhabitants_share <= 1)) return "inhabitants_share is out of range";
  if (plan.batches.empty()) return "batches is empty";
  std::size_t next_shard = 1;
  std::uint64_t next_replication = 0;
  for (const PlanBatch& batch : plan.batches) {
    if (batch.first_replication != next_replication || batch.first_shard != next_shard || batch.shards < 1 ||
        batch.shards > most_shards || batch.replications < 1 || batch.replications > most_replications) {
      return "batches do not follow each other";
    }
    next_replication += batch.replications;
    next_shard += batch.shards;
    if (next_replication > most_replications || next_shard > most_shards + 1) return "batches are too many";
  }
  const auto is_time = [](double seconds) { return std::isfinite(seconds) && seconds >= 0; };
  if (!std::all_of(plan.seconds_per_run.begin(), plan.seconds_per_run.end(), is_time)) {
    return "seconds_per_run is out of range";
  }
  return {};
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) refuse_file(path, "cannot be read", std::strerror(errno));
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path absolute(const std::string& path) { return fs::absolute(path).lexically_normal(); }

// Folders that all these files are in.
fs::path common_folder(const std::vector<fs::path>& files) {
  fs::path common = files.at(0).parent_path();
  for (const fs::path& file : files) {
    const auto ends = std::mismatch(common.begin(), common.end(), file.begin(), file.end());
    fs::path shared;
    for (auto part = common.begin(); part != ends.first; ++part) shared /= *part;
    common = shared;
  }
  return common;
}

// A name of a scenario is a label and may hold anything; of its file only the number counts, the rest helps people.
std::string resolved_name(std::size_t scenario, const std::string& label) {
  constexpr std::size_t longest = 40;
  std::string text;
  for (const char c : label.substr(0, longest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    text += plain ? c : '-';
  }
  return fmt::format("{:04}-{}.toml", scenario + 1, text);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

std::size_t StoredPlan::shards() const { return batches.back().first_shard + batches.back().shards - 1; }

std::uint32_t StoredPlan::replications() const {
  return batches.back().first_replication + batches.back().replications;
}

std::string PlanPaths::shard_stem(std::size_t shard) const { return fmt::format("{}/{:04}", shards(), shard); }

void replace_file(const std::string& path, const std::string& text, bool durable) {
  std::string temporary;
  FileDescriptor file;
  do {  // a name of its own: what lies there already is somebody else's, or behind a link
    temporary = temporary_name(path);
    file = FileDescriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  } while (!file.is_open() && errno == EEXIST);
  if (!file.is_open()) fail(path, "cannot be written", errno);
  const auto give_up = [&](int reason) {
    ::unlink(temporary.c_str());
    fail(path, "cannot be written", reason);
  };
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(file.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) give_up(n < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(n);
  }
  if (durable && ::fsync(file.get()) != 0) give_up(errno);
  if (file.close() != 0) give_up(errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) give_up(errno);
}

StoredPlan stored_plan(const ExperimentPlan& plan, const PlanRequest& request, const std::string& command_line) {
  StoredPlan stored;
  stored.build = build_info().identity();
  stored.checksum = checksum_text(plan.checksum());
  stored.command_line = command_line;
  stored.scenario_paths = plan.paths;
  std::vector<fs::path> files;
  for (const ScenarioFile& file : plan.files) {
    for (const std::string& input : file.inputs) {
      const auto same = [&](const InputCopy& other) { return other.path == input; };
      if (std::any_of(stored.inputs.begin(), stored.inputs.end(), same)) continue;
      stored.inputs.push_back({input, {}, file_checksum(input)});
      files.push_back(absolute(input));
    }
  }
  const fs::path common = common_folder(files);
  for (std::size_t i = 0; i < files.size(); ++i) {
    stored.inputs[i].file = files[i].lexically_relative(common).string();
  }
  for (const std::string& path : plan.paths) {
    // A scenario may be named without its ending: its file is the one that was read.
    fs::path file = absolute(path);
    if (std::find(files.begin(), files.end(), file) == files.end()) file += ".toml";
    stored.scenario_files.push_back(file.lexically_relative(common).string());
  }
  if (!plan.experiment.regions.empty()) stored.regions = joined(plan.asked_regions);
  stored.seed = plan.experiment.seed;
  stored.years = request.years;
  stored.weeks = request.weeks;
  stored.inhabitants_share = plan.inhabitants_share;
  stored.short_warm_ups = short_warm_ups(plan);
  return stored;
}

void write_plan_folder(const PlanPaths& paths, const StoredPlan& stored, const ExperimentPlan& plan) {
  // Not each is brought to disk by itself, which takes longer than all else: their checksums tell if one was lost.
  std::error_code failed;
  for (const InputCopy& input : stored.inputs) {
    const fs::path copy = fs::path(paths.inputs()) / input.file;
    fs::create_directories(copy.parent_path(), failed);
    replace_file(copy.string(), text_of(input.path));
    if (file_checksum(copy.string()) != input.checksum) {
      refuse_file(input.path, "was changed while it was read", {}, "Begin again when it stays as it is");
    }
  }
  make_folder(paths.resolved());
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    replace_file(paths.resolved() + '/' + resolved_name(s, plan.frame.scenarios[s]), plan.files[s].resolved_text);
  }
  make_folder(paths.shards());
  write_plan(paths, stored);
}

void write_plan(const PlanPaths& paths, const StoredPlan& stored) {
  const Json content = to_json(stored);
  const Json all{{"format", plan_format},
                 {"format_version", format_version},
                 {"content", content},
                 {"content_checksum", checksum_of(content)}};
  replace_file(paths.plan(), all.dump(1) + '\n', true);
  sync_folder(paths.folder);
}

StoredPlan read_plan(const PlanPaths& paths) {
  const std::string path = paths.plan();
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    refuse_file(paths.folder, "is no plan folder", "there is no plan.json in it", "Make one with `draagkracht plan`");
  }
  const std::string remedy = "Put the file back as it was, or make the plan anew";
  if (!fs::is_regular_file(path, ignored)) refuse_file(path, "is not a plain file", {}, remedy);
  const std::optional<Json> all = parse_object(small_file(path, most_plan_bytes).value_or(""));
  if (!all || text_in(*all, "format") != plan_format || !all->contains("content")) {
    refuse_file(path, "is no plan, or damaged", {}, remedy);
  }
  if (const double version = number_in(*all, "format_version"); version != format_version) {
    refuse_file(path, fmt::format("has format version {:g}", version),
                "this program reads version " + std::to_string(format_version), "Use the build that made the plan");
  }
  if (const std::string sum = checksum_of((*all)["content"]), said = text_in(*all, "content_checksum"); said != sum) {
    refuse_file(path, "was changed after the plan was made",
                "its checksum is " + said + ", that of what it says is " + sum, remedy);
  }
  StoredPlan plan;
  try {
    plan = from_json((*all)["content"]);
  } catch (const Json::exception& error) {
    refuse_file(path, "is no plan, or damaged", printable(error.what()), remedy);
  }
  if (const std::string fault = fault_of(plan); !fault.empty()) {
    refuse_file(path, "is no plan, or damaged", fault, remedy);
  }
  return plan;
}

ExperimentPlan load_experiment(const PlanPaths& paths, const StoredPlan& stored) {
  if (stored.build != build_info().identity()) {
    refuse_file(paths.plan(), "was made by another build of this program",
                "its build is \"" + stored.build + "\", this build is \"" + build_info().identity() + '"',
                "Use the build that made it, or make the plan anew");
  }
  Issues issues;
  const auto changed = [&](const std::string& file, const std::string& why) {
    Location where;
    where.file = file;
    issues.add(where, {}, "was changed after the plan was made", why,
               "Put the file back as it was, or make the plan anew");
  };
  for (const InputCopy& input : stored.inputs) {
    const std::string copy = paths.inputs() + '/' + input.file;
    std::error_code ignored;
    if (!fs::exists(copy, ignored)) {
      changed(copy, "it is not there");
    } else if (const std::string sum = file_checksum(copy); sum != input.checksum) {
      changed(copy, "its checksum was " + input.checksum + ", now it is " + sum);
    }
  }
  issues.throw_if_any();
  PlanRequest request;
  for (const std::string& file : stored.scenario_files) request.scenarios.push_back(paths.inputs() + '/' + file);
  request.regions = stored.regions;
  request.replications = stored.replications();
  request.seed = stored.seed;
  request.years = stored.years;
  request.weeks = stored.weeks;
  request.inhabitants_share = stored.inhabitants_share;
  std::optional<ExperimentPlan> plan = make_plan(request, issues);
  issues.throw_if_any();
  const bool fits = std::all_of(stored.batches.begin(), stored.batches.end(), [&](const PlanBatch& batch) {
    return batch.shards <= std::size_t{batch.replications} * plan->frame.regions.size() * plan->frame.scenarios.size();
  });
  if (!fits || (!stored.of_run && stored.seconds_per_run.size() != plan->frame.regions.size())) {
    refuse_file(paths.plan(), "is no plan, or damaged", "its shards do not fit its runs",
                "Put the file back as it was, or make the plan anew");
  }
  if (const std::string sum = checksum_text(plan->checksum()); sum != stored.checksum) {
    refuse_file(paths.plan(), "no longer fits the files it was made of",
                "its checksum of them is " + stored.checksum + ", now it is " + sum,
                "Has a file changed that is named by an absolute path");
  }
  return std::move(*plan);
}

Provenance provenance_of(const ExperimentPlan& plan, const StoredPlan& stored) {
  const BuildInfo& info = build_info();
  Provenance provenance;
  provenance.version = info.version;
  provenance.entries = {
      {"commit", info.commit},
      {"compiler", info.compiler},
      {"flags", info.flags},
      {"plan", stored.checksum},
      {"table_checksum", checksum_text(plan.table_checksum())},
      {"seed", std::to_string(plan.experiment.seed)},
      {"inhabitants_share", fmt::format("{:g}", plan.inhabitants_share)},
      {"days_counted",
       std::to_string((plan.experiment.models[0].horizon_ms - plan.experiment.models[0].warm_up_ms) / one_day.ms)},
      {"command_line", stored.command_line}};
  if (const Json own = own_figures_json(plan); !own.empty()) provenance.entries.emplace_back("own_figures", own.dump());
  if (plan.asked_regions != plan.frame.regions && !plan.asked_regions.empty())
    provenance.entries.emplace_back("regions", joined(plan.asked_regions));
  if (!stored.short_warm_ups.empty())
    provenance.entries.emplace_back("short_warm_up", in_json(stored.short_warm_ups).dump());
  for (std::size_t s = 0; s < plan.files.size(); ++s) {
    provenance.scenario_texts.emplace_back(plan.frame.scenarios[s], plan.files[s].resolved_text);
  }
  for (const InputCopy& input : stored.inputs) provenance.inputs.emplace_back(input.path, input.checksum);
  return provenance;
}

JournalIdentity journal_identity(const ExperimentPlan& plan) {
  return {plan.checksum(), build_info().identity(), plan.frame.schema.payload_size};
}

bool is_of_plan(const TextPairs& provenance_entries, const StoredPlan& stored) {
  Provenance found;
  found.entries = provenance_entries;
  return found.entry("plan") == stored.checksum &&
         found.entry("commit") + "; " + found.entry("compiler") + "; " + found.entry("flags") == stored.build;
}

bool is_of_plan(const std::string& file, const StoredPlan& stored) {
  try {
    return is_of_plan(read_stored_runs(file).entries, stored);
  } catch (const InputError&) {
    return false;
  }
}

std::vector<std::vector<RunKey>> runs_of_shards(const ExperimentPlan& plan, const StoredPlan& stored) {
  const auto n_scenarios = static_cast<std::uint32_t>(plan.frame.scenarios.size());
  const auto n_regions = static_cast<std::uint32_t>(plan.frame.regions.size());
  std::vector<std::uint32_t> regions(n_regions);
  for (std::uint32_t r = 0; r < n_regions; ++r) regions[r] = r;
  const auto weight = [&](std::uint32_t region) { return std::max(1.0, std::round(plan.inhabitants(region))); };
  std::stable_sort(regions.begin(), regions.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return weight(a) > weight(b); });

  std::vector<std::vector<RunKey>> all;
  for (const PlanBatch& batch : stored.batches) {
    // Whole bundles of a region and replication, or single runs if these are too few.
    struct Bundle {
      std::vector<RunKey> runs;
      double weight;
    };
    std::vector<Bundle> bundles;
    const bool whole = std::size_t{n_regions} * batch.replications >= batch.shards;
    for (const std::uint32_t region : regions) {
      for (std::uint32_t n = 0; n < batch.replications; ++n) {
        for (std::uint32_t scenario = 0; scenario < n_scenarios; ++scenario) {
          if (scenario == 0 || !whole) bundles.push_back({{}, 0});
          bundles.back().runs.push_back({scenario, 0, batch.first_replication + n, region});
          bundles.back().weight += weight(region);
        }
      }
    }
    double left = 0;
    for (const Bundle& bundle : bundles) left += bundle.weight;
    std::size_t at = 0;
    for (std::size_t shard = 0; shard < batch.shards; ++shard) {
      const std::size_t shards_left = batch.shards - shard;
      const double aim = left / static_cast<double>(shards_left);
      double taken = 0;
      all.emplace_back();
      // One bundle at least, and one for each shard that is still to come; more while that comes nearer to the aim.
      while (at < bundles.size() && (taken == 0 || (bundles.size() - at >= shards_left &&
                                                    (shards_left == 1 || taken + bundles[at].weight / 2 <= aim)))) {
        taken += bundles[at].weight;
        all.back().insert(all.back().end(), bundles[at].runs.begin(), bundles[at].runs.end());
        ++at;
      }
      left -= taken;
      std::sort(all.back().begin(), all.back().end());
    }
  }
  return all;
}

std::vector<RunKey> runs_of_shard(const ExperimentPlan& plan, const StoredPlan& stored, std::size_t shard) {
  return runs_of_shards(plan, stored).at(shard - 1);
}

}  // namespace draagkracht
