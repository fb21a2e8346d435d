// The Dutch model. An input is a list of edits of its files, LINE counting from 1:
//   try SCENARIO           a scenario beside (or, in the first such line, instead of) the baseline
//   set FILE LINE TEXT     replaces a line
//   add FILE LINE TEXT     puts one behind it
//   cut FILE LINE          removes it
// Line numbers are those before any edit. Traffic equations are solved for one input in 16. Of the wijken only those of
// one region are there, and of the inhabitants a few.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "engine/core/hash.h"
#include "tests/fuzz/edits.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"
#include "tests/fuzz/one_hour.h"
#include "tests/fuzz/text_mutator.h"
#include "tools/subcommand.h"

namespace draagkracht::fuzz {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

constexpr const char* region = "VR05";
constexpr double share_of_inhabitants = 0.002;

// The last path of a wijk's row is its region, wherever that column stands.
bool is_elsewhere(const std::string& row) {
  const std::size_t code = row.find("VR");
  return code != std::string::npos && row.compare(code, 4, region) != 0;
}

class DutchKind final : public Kind {
 public:
  explicit DutchKind(Workshop& workshop) : workshop_(workshop) {
    const fs::path sources = DRAAGKRACHT_SOURCES;
    for (const char* folder :
         {"data/care", "data/care/chains", "data/care/disciplines", "data/population", "data/regions", "scenarios"}) {
      for (const auto& entry : fs::directory_iterator(sources / folder)) {
        const std::string name = entry.path().lexically_relative(sources).string();
        if (name.ends_with(".meta.toml") || !(name.ends_with(".toml") || name.ends_with(".csv"))) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        Lines lines = lines_of({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
        if (name.find("wijken") != std::string::npos) std::erase_if(lines, is_elsewhere);
        files_[name] = std::move(lines);
      }
    }
    for (const auto& [name, lines] : files_) {
      names_.push_back(name);
      if (name.starts_with("data/care/") && name.ends_with(".toml")) model_.insert(model_.end(), lines.size(), name);
      if (name.starts_with("scenarios/")) scenarios_.push_back(fs::path(name).stem().string());
      workshop_.write(name, joined(lines));
    }
  }

  void try_input(const std::string& input) override {
    std::map<std::string, Lines> changed;
    Words scenarios;
    for (const std::string& line : lines_of(input)) {
      const std::vector<std::string> words = words_of(line, 4);
      if (words[0] == "try" && words.size() > 1 && scenarios.size() < 2) {
        if (std::find(scenarios_.begin(), scenarios_.end(), words[1]) == scenarios_.end()) continue;
        scenarios.push_back("scenarios/" + words[1] + ".toml");
      }
      if (words.size() < 3 || files_.count(words[1]) == 0) continue;
      Lines& lines = changed.try_emplace(words[1], files_[words[1]]).first->second;
      std::size_t at = 0;
      std::from_chars(words[2].data(), words[2].data() + words[2].size(), at);
      if (at < 1 || at > lines.size()) continue;
      std::string& there = lines[at - 1];
      if (words[0] == "cut") there.clear();
      if (words[0] == "set" && words.size() > 3) there = words[3] + '\n';
      if (words[0] == "add" && words.size() > 3) there += words[3] + '\n';
    }
    if (scenarios.empty()) scenarios.push_back("scenarios/baseline.toml");
    for (const auto& [name, lines] : changed) workshop_.write(name, joined(lines));
    try_scenarios(scenarios, mix(text_hash(input)));
    for (const auto& [name, lines] : changed) workshop_.write(name, joined(files_[name]));
  }

  void mutate(std::string& input, const std::vector<std::string>& others, Random& random) override {
    mutate_edits(input, others, random, [this](Random& luck) { return fresh(luck); });
  }

 private:
  void try_scenarios(const Words& scenarios, std::uint64_t lot) {
    if (lot % 64 == 0) {
      Words words = scenarios;
      for (const char* word : {"--threads", "1", "--regions", region, "--inhabitants-share", "0.002"})
        words.emplace_back(word);
      judge_command("check", [&] { return execute_check(words); });
    }
    std::optional<ExperimentPlan> plan;
    judge("plan", [&] {
      PlanRequest request;
      request.scenarios = scenarios;
      request.replications = 1;
      request.regions = region;
      request.inhabitants_share = share_of_inhabitants;
      Issues issues;
      plan = make_plan(request, issues);
      issues.throw_if_any();
    });
    if (!plan) return;
    look_at(*plan, lot % 16 == 1);
    const std::vector<RunResult> runs = simulate_an_hour(*plan);
    if (lot / 16 % 32 == 0) write_and_read(*plan, runs, workshop_);
  }

  std::string fresh(Random& random) {
    if (random.one_in(12)) return "try " + random.of(scenarios_);
    const std::string name = random.of(random.one_in(4) ? names_ : model_);
    const Lines& lines = files_[name];
    const std::size_t at = random.below(lines.size());
    const std::string place = name + ' ' + std::to_string(at + 1);
    if (random.one_in(12)) return "cut " + place;
    std::string text;
    for (int tries = 0; tries < 8 && (text.empty() || text == lines[at]); ++tries) {
      text = name.ends_with(".csv") ? changed_csv_line(lines[at], random) : changed_toml_line(lines[at], random);
    }
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    return (random.one_in(10) ? "add " : "set ") + place + ' ' + text;
  }

  Workshop& workshop_;
  std::map<std::string, Lines> files_;
  std::vector<std::string> names_;
  std::vector<std::string> model_;  // files of the model, each as often as it has lines
  Lines scenarios_;                 // without folder and ending
};

}  // namespace

std::unique_ptr<Kind> dutch_kind(Workshop& workshop) { return std::make_unique<DutchKind>(workshop); }

}  // namespace draagkracht::fuzz
