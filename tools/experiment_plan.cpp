#include "tools/experiment_plan.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/io/provenance.h"
#include "tools/why_alone.h"

namespace draagkracht {

namespace po = boost::program_options;

void add_plan_options(CommandLine& line) {
  line.add_options()("regions", po::value<std::string>()->value_name("CODE,..."),
                     "regions to simulate, such as VR05,VR13, or all (default: those of the scenarios). Municipalities "
                     "are together one region: \"Enschede,Hengelo\"; and so is what A+B or CODE=A+B names")(
      "replications", po::value<std::int64_t>()->value_name("N"), "runs with other luck, same people")(
      "seed", po::value<std::int64_t>()->value_name("N"), "of all random numbers, 0 to 4294967295")(
      "years", po::value<std::int64_t>()->value_name("N"), "count N calendar years from the scenarios' start")(
      "weeks", po::value<std::int64_t>()->value_name("N"), "count N weeks from the scenarios' start: for trying out")(
      "inhabitants-share", po::value<double>()->value_name("X"),
      "simulate only this share of the inhabitants: for trying out and for measuring memory. Staff shrinks with it, "
      "so waits are those of smaller practices");
}

PlanRequest plan_request(const CommandLine& line) {
  PlanRequest request;
  request.scenarios = line.words();
  if (request.scenarios.empty()) throw UsageError("names no scenario");
  if (line.has("regions")) request.regions = line.text("regions");
  request.replications = line.integer("replications");
  request.seed = line.integer("seed");
  request.years = line.integer("years");
  request.weeks = line.integer("weeks");
  request.inhabitants_share = line.number("inhabitants-share");
  if (request.years && request.weeks) throw UsageError("--years and --weeks exclude each other");
  return request;
}

std::string ExperimentPlan::fork_text(std::size_t scenario) const {
  if (scenario == 0) return {};
  const Fork& fork = experiment.forks[scenario];
  if (fork.day == 0)
    return "              runs alone: " +
           why_alone(files[0], files[scenario], experiment.models[0], experiment.models[scenario]) + '\n';
  const CivilDate date = civil_from_days(experiment.models[scenario].start_day + fork.day);
  return fmt::format("              goes on from {} on {:04}-{:02}-{:02}\n", frame.scenarios[fork.from], date.year,
                     date.month, date.day);
}

std::uint64_t ExperimentPlan::checksum() const {
  std::uint64_t all = combine(table_checksum(), experiment.seed);
  std::map<std::string, std::string> sums;  // of files, by path: scenarios share most of them
  for (const ScenarioFile& file : files) {
    all = text_hash(file.resolved_text, all);
    for (const std::string& input : file.inputs) {
      std::string& sum = sums[input];
      if (sum.empty()) sum = file_checksum(input);
      all = text_hash(sum, all);
    }
  }
  for (std::size_t region = 0; region < frame.regions.size(); ++region) {
    all = text_hash(frame.regions[region] + ' ', all);
    const bool made = !asked_regions.empty() && asked_regions[region] != frame.regions[region];
    if (made) all = text_hash(asked_regions[region] + ' ', all);
  }
  for (const Model& model : experiment.models) all = combine(all, static_cast<std::uint64_t>(model.horizon_ms));
  return text_hash(fmt::format("{:a}", inhabitants_share), all);
}

std::optional<ExperimentPlan> make_plan(const PlanRequest& request, Issues& issues) {
  ExperimentPlan plan;
  std::vector<ScenarioInput> inputs;
  plan.files.reserve(request.scenarios.size());  // inputs point to them
  for (const std::string& path : request.scenarios) {
    ScenarioInput& input = inputs.emplace_back();
    input.file = path;
    Issues reading;
    try {
      ScenarioFile& file = plan.files.emplace_back(load_scenario(path, request.replacements, reading));
      plan.paths.push_back(path);
      input.scenario = &file.scenario;
      input.tables = &file.tables;
      input.own_tables = &file.own_tables;
      input.issues = reading.all();
    } catch (const InputError& error) {
      input.issues = reading.all();
      input.issues.insert(input.issues.end(), error.issues().begin(), error.issues().end());
    }
  }
  std::optional<ExperimentSetup> setup = set_up(request, std::move(inputs), issues);
  if (!setup) return std::nullopt;
  static_cast<ExperimentSetup&>(plan) = std::move(*setup);
  return plan;
}

}  // namespace draagkracht
