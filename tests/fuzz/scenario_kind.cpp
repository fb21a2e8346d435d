// Scenario and model files, and the tables that they read.
#include <algorithm>
#include <optional>

#include "engine/core/hash.h"
#include "tests/fuzz/bundle.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"
#include "tests/fuzz/one_hour.h"
#include "tests/fuzz/text_mutator.h"
#include "tools/subcommand.h"

namespace draagkracht::fuzz {
namespace {

bool is_table(const BundledFile& file) { return file.name.ends_with(".csv"); }

class ScenarioKind : public Kind {
 public:
  ScenarioKind(Workshop& workshop, bool tables) : workshop_(workshop), tables_(tables) {}

  void try_input(const std::string& input) override {
    workshop_.clear();
    write_files(workshop_, unbundle(input));
    // What costs more than a search can afford each time comes with some inputs, by their own bytes.
    const std::uint64_t lot = mix(text_hash(input));
    if (lot % 16 == 0)
      judge_command("check", [] { return execute_check({main_file, "--threads", "1", "--pathways"}); });
    if (lot % 16 == 1) judge_command("check", [] { return execute_check({main_file, "--threads", "1", "--json"}); });
    std::optional<ExperimentPlan> plan;
    judge("plan", [&] {
      PlanRequest request;
      request.scenarios = {main_file};
      request.replications = 1;
      Issues issues;
      plan = make_plan(request, issues);
      issues.throw_if_any();
    });
    if (!plan) return;
    look_at(*plan);
    const std::vector<RunResult> runs = simulate_an_hour(*plan);
    if (lot / 16 % 16 == 0) write_and_read(*plan, runs, workshop_);
  }

  void mutate(std::string& input, const std::vector<std::string>& others, Random& random) override {
    std::vector<BundledFile> files = unbundle(input);
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (is_table(files[i]) == tables_ || random.one_in(10)) fitting.push_back(i);
    }
    if (fitting.empty()) fitting.push_back(0);
    BundledFile& file = files[random.of(fitting)];
    if (is_table(file)) {
      mutate_csv(file.text, random);
    } else {
      mutate_toml(file.text, others, random);
    }
    input = bundle(files);
  }

 private:
  Workshop& workshop_;
  bool tables_;
};

}  // namespace

std::unique_ptr<Kind> scenario_kind(Workshop& workshop) { return std::make_unique<ScenarioKind>(workshop, false); }
std::unique_ptr<Kind> csv_kind(Workshop& workshop) { return std::make_unique<ScenarioKind>(workshop, true); }

}  // namespace draagkracht::fuzz
