// Plan folders. An input is a list of edits of a right one, which holds one finished shard and the journals of another:
//   json FILE POINTER VALUE   puts a value at a JSON pointer; no value: takes it away
//   text FILE TEXT            is all of a file
//   byte FILE OFFSET VALUE    changes a byte
//   cut FILE LENGTH           shortens a file
//   copy FILE TO              copies a file
//   drop FILE                 removes one
//   keep                      leaves the checksum of plan.json as it is; else it is made to fit what the file says
// Names of files are relative to the folder.
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/core/hash.h"
#include "engine/io/provenance.h"
#include "tests/fuzz/edits.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"
#include "tests/fuzz/small_experiment.h"
#include "tests/fuzz/text_mutator.h"
#include "tools/subcommand.h"

namespace draagkracht::fuzz {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Folder = std::map<std::string, std::string>;  // relative name -> bytes

constexpr const char* plan_folder = "plan";
constexpr const char* plan_file = "plan.json";

std::size_t size_in(const std::string& text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Pointers to all values of a tree.
void add_pointers(const Json& tree, const std::string& at, std::vector<std::string>& pointers) {
  if (!at.empty()) pointers.push_back(at);
  if (tree.is_object()) {
    for (const auto& [key, value] : tree.items()) add_pointers(value, at + '/' + key, pointers);
  } else if (tree.is_array()) {
    for (std::size_t i = 0; i < tree.size(); ++i) add_pointers(tree[i], at + '/' + std::to_string(i), pointers);
  }
}

void edit_json(std::string& text, const std::string& pointer, const std::string& value) {
  try {
    Json tree = Json::parse(text);
    const Json::json_pointer at(pointer);
    if (value.empty()) {
      tree.at(at.parent_pointer()).erase(at.back());
    } else {
      tree[at] = Json::parse(value);
    }
    text = tree.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
  } catch (const Json::exception&) {
    // The edit does not fit what other edits left.
  }
}

void fit_checksum(std::string& text) {
  try {
    Json tree = Json::parse(text);
    tree["content_checksum"] = checksum_text(text_hash(tree.at("content").dump()));
    text = tree.dump(1) + '\n';
  } catch (const Json::exception&) {
    // It is no plan any more.
  }
}

// Whether the runs of a plan are done in seconds: a million replications are right, and take their time.
bool is_small(const std::string& text) {
  constexpr double most = 100;
  try {
    double all = 0;
    const Json tree = Json::parse(text);
    for (const Json& batch : tree.at("content").at("batches")) all += batch.at("replications").get<double>();
    return all <= most;
  } catch (const Json::exception&) {
    return true;  // it is refused
  }
}

class PlanKind final : public Kind {
 public:
  explicit PlanKind(Workshop& workshop) : workshop_(workshop) {
    write_small_experiment(workshop);
    const auto must = [](const char* name, const std::function<int()>& action) {
      if (judge_command(name, action) != Outcome::done) std::abort();
    };
    const std::string folder = plan_folder;
    must("plan", [&] {
      return execute_plan({"desk.toml", "desk_fast.toml", "-o", folder, "--shards", "2", "--cpus", "1"});
    });
    must("run", [&] { return execute_run({"--plan", folder, "--shard", "1/2", "--threads", "1"}); });
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().lexically_relative(folder).string();
      right_[name] = workshop.read(folder + '/' + name);
      names_.push_back(name);
    }
    right_["shards/0002.runs/journal.host.1.00000001"] = "DRAAGJRN";
    right_["shards/0002.failed"] = R"({"reason": "2 of 2 runs failed", "runs": [
      {"scenario": "desk", "region": "none", "replication": 2, "reason": "it was so"},
      {"scenario": "desk_fast", "region": "none", "replication": 2, "reason": "it was so"}]})";
    right_["shards/0002.runs/running.host.1"] =
        R"({"done": 1, "all": 2, "seconds": 3, "seconds_left": 4, "slurm_job": "5_6"})";
    for (const char* name : {"shards/0002.runs/journal.host.1.00000001", "shards/0002.failed",
                             "shards/0002.runs/running.host.1", "shards/0002.h5", "request.json", "over.json"})
      names_.push_back(name);
    add_pointers(Json::parse(right_[plan_file]), "", pointers_);
  }

  void try_input(const std::string& input) override {
    workshop_.clear();
    Folder files = right_;
    bool keep = false;
    for (const std::string& line : lines_of(input)) keep = edit(files, line) || keep;
    if (!keep && files.count(plan_file) > 0) fit_checksum(files[plan_file]);
    const std::string folder = plan_folder;
    for (const auto& [name, bytes] : files) workshop_.write(folder + '/' + name, bytes);
    const std::uint64_t lot = mix(text_hash(input));
    judge_command("status", [&] { return execute_status({folder}); });
    if (lot % 4 == 0) judge_command("status", [&] { return execute_status({folder, "--json"}); });
    if (lot % 4 == 1) {
      Words words{folder, "-o", "merged.h5", "--force"};
      if (lot % 8 == 1) words.push_back("--without-failed");
      judge_command("merge", [&] { return execute_merge(words); });
    }
    if (lot % 4 == 2) judge_command("extend", [&] { return execute_extend({folder, "--replications", "1"}); });
    if (lot % 16 == 3 && is_small(files[plan_file])) {
      judge_command("run", [&] { return execute_run({"--plan", folder, "--threads", "1"}); });
      judge_command("merge", [&] { return execute_merge({folder, "-o", "merged.h5", "--force"}); });
    }
  }

  void mutate(std::string& input, const std::vector<std::string>& others, Random& random) override {
    mutate_edits(input, others, random, [this](Random& luck) { return fresh(luck); });
  }

 private:
  // True: the checksum stays as it is.
  static bool edit(Folder& files, const std::string& line) {
    const std::vector<std::string> words = words_of(line, 4);
    if (words[0] == "keep") return true;
    const auto plain = [](const std::string& name) {
      return !name.empty() && name[0] != '/' && name.find("..") == std::string::npos && name.size() < 100;
    };
    if (words.size() < 2 || !plain(words[1])) return false;
    const std::string& name = words[1];
    if (words[0] == "drop") files.erase(name);
    if (words[0] == "text") files[name] = words_of(line, 3).size() > 2 ? words_of(line, 3)[2] : "";
    if (words.size() < 3 || files.count(name) == 0) return false;
    std::string& bytes = files[name];
    if (words[0] == "json") edit_json(bytes, words[2], words.size() > 3 ? words[3] : "");
    if (words[0] == "cut") bytes.resize(std::min(bytes.size(), size_in(words[2])));
    if (words[0] == "copy" && plain(words[2])) files[words[2]] = bytes;
    if (words[0] == "byte" && words.size() > 3 && size_in(words[2]) < bytes.size()) {
      bytes[size_in(words[2])] = static_cast<char>(size_in(words[3]));
    }
    return false;
  }

  std::string fresh(Random& random) const {
    static const std::vector<std::string> values{"null",
                                                 "true",
                                                 "false",
                                                 "\"\"",
                                                 "\"x\"",
                                                 "[]",
                                                 "{}",
                                                 "[[]]",
                                                 "[null]",
                                                 "\"../../x\"",
                                                 "\"/dev/null\"",
                                                 "\"\\u0000\"",
                                                 "\"\\u001b[31m\"",
                                                 "[1, 2]",
                                                 "[\"a\"]",
                                                 "{\"a\": 1}",
                                                 "1e400",
                                                 "1e18",
                                                 "18446744073709551615",
                                                 "\"all\"",
                                                 "\"VR05\"",
                                                 "\"desk.toml\"",
                                                 "\"none\"",
                                                 "[[[[[[[[]]]]]]]]"};
    const std::size_t what = random.below(16);
    if (what < 10) {
      std::string value = random.one_in(2) ? random.of(values) : edge_number(random);
      if (random.one_in(8)) value.clear();
      return "json plan.json " + random.of(pointers_) + ' ' + value;
    }
    const std::string& name = random.of(names_);
    if (what < 11) return "cut " + name + ' ' + std::to_string(random.below(2000));
    if (what < 12) return "copy " + name + ' ' + random.of(names_);
    if (what < 13) return "drop " + name;
    if (what < 14) return "text " + name + ' ' + random.of(values);
    if (random.one_in(10)) return "keep";
    return "byte " + name + ' ' + std::to_string(random.below(200)) + ' ' + std::to_string(random.below(256));
  }

  Workshop& workshop_;
  Folder right_;
  std::vector<std::string> names_;
  std::vector<std::string> pointers_;
};

}  // namespace

std::unique_ptr<Kind> plan_kind(Workshop& workshop) { return std::make_unique<PlanKind>(workshop); }

}  // namespace draagkracht::fuzz
