// `draagkracht check`: whether scenarios are right, what they change, and what a run of them would take.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/core/printable.h"
#include "engine/io/toml_document.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/forecast.h"
#include "tools/model_lists.h"
#include "tools/own_figures.h"
#include "tools/pathway_outline.h"
#include "tools/progress.h"
#include "tools/result_tables.h"
#include "tools/traffic_load.h"
#include "tools/tree_difference.h"

namespace draagkracht {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// baseline.toml beside the first scenario, or that scenario itself.
std::string baseline_path(const CommandLine& line, const std::string& first) {
  if (line.has("baseline")) return line.text("baseline");
  const fs::path beside = fs::path(first).parent_path() / "baseline.toml";
  std::error_code ignored;
  return fs::exists(beside, ignored) ? beside.string() : first;
}

// Of what says who a scenario is, not what it does.
bool is_title(const std::string& path) { return path == "name" || path == "title_nl" || path == "title_en"; }

struct Changes {
  std::string scenario;
  std::vector<TreeDifference> differences;
};

std::vector<Changes> changes_of(const ExperimentPlan& plan, const std::string& baseline) {
  Issues ignored;  // make_plan has told them, or does not ask for this file
  const ConfigNode before = load_with_extends(baseline, ignored);
  std::vector<Changes> all;
  for (std::size_t s = 0; s < plan.paths.size(); ++s) {
    Changes changes{plan.frame.scenarios[s], tree_differences(before, load_with_extends(plan.paths[s], ignored))};
    std::erase_if(changes.differences, [](const TreeDifference& d) { return is_title(d.path); });
    all.push_back(std::move(changes));
  }
  return all;
}

std::string place_text(const Location& where) {
  return where.line == 0 ? where.file : fmt::format("{}:{}", where.file, where.line);
}

void print_changes(const Changes& changes, const std::string& baseline) {
  std::cout << "\n" << changes.scenario << ": ";
  if (changes.differences.empty()) {
    std::cout << "as " << baseline << '\n';
    return;
  }
  std::cout << changes.differences.size() << (changes.differences.size() == 1 ? " value" : " values")
            << " otherwise than in " << baseline << '\n';
  for (const TreeDifference& d : changes.differences) {
    const std::string value = d.after.empty()    ? "removed (was " + d.before + ")"
                              : d.before.empty() ? d.after + " (new)"
                                                 : d.after + " (was " + d.before + ")";
    std::cout << fmt::format("  {} = {}   {}\n", d.path, value, place_text(d.where));
  }
}

Json changes_in_json(const Changes& changes) {
  Json differences = Json::array();
  for (const TreeDifference& d : changes.differences) {
    differences.push_back(
        {{"key", d.path}, {"before", d.before}, {"after", d.after}, {"file", d.where.file}, {"line", d.where.line}});
  }
  return {{"scenario", changes.scenario}, {"differences", differences}};
}

// Whether a file says itself how pathways go, or is a list of files that do, rather than what it changes of those that
// it inherits.
bool has_pathways(const std::string& path) {
  Issues ignored;  // make_plan has told them
  const ConfigNode file = load_toml(path, ignored);
  const bool only_lists = file.entries.size() == 1 && file.find("extends") != nullptr;
  return only_lists || file.find("pathway") != nullptr;
}

Json loads_in_json(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads) {
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json rows = Json::array();
  for (std::size_t region = 0; region < loads.size(); ++region) {
    for (const ScenarioLoads& scenario : loads[region]) {
      for (const PoolLoad& pool : scenario.pools) {
        rows.push_back({{"region", plan.frame.regions[region]},
                        {"scenario", scenario.scenario},
                        {"pool", pool.pool},
                        {"asked_hours_per_year", number(pool.asked_hours)},
                        {"duty_hours_per_year", number(pool.duty_hours)},
                        {"load", number(pool.load())},
                        {"load_long_run", number(pool.long_run_load())},
                        {"appointments_refused", number(pool.refused)}});
      }
    }
  }
  return rows;
}

Json levers_in_json(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads) {
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json rows = Json::array();
  for (std::size_t region = 0; region < loads.size(); ++region) {
    for (const ScenarioLoads& scenario : loads[region]) {
      for (const LeverReach& lever : scenario.levers) {
        Json pools = Json::array();
        for (const LeverReach::Pool& pool : lever.pools) {
          pools.push_back({{"pool", pool.pool}, {"places", pool.places}, {"of", pool.all}});
          if (!pool.of_duty) continue;
          pools.back()["duty_hours_per_year_without"] = number(pool.hours_without);
          pools.back()["duty_hours_per_year"] = number(pool.hours);
        }
        rows.push_back({{"region", plan.frame.regions[region]},
                        {"scenario", scenario.scenario},
                        {"lever", lever.lever},
                        {"parameter", lever.parameter},
                        {"from_day", lever.from_day},
                        {"persons", lever.of_persons ? Json(lever.persons) : Json(nullptr)},
                        {"requests_per_year", lever.of_requests ? number(lever.requests) : Json(nullptr)},
                        {"pools", pools},
                        {"read_by", lever.readers},
                        {"changes_nothing", lever.nothing}});
      }
    }
  }
  return rows;
}

void add_list_options(CommandLine& line) {
  line.add_options()(
      "parameters", po::bool_switch(),
      "print instead all parameters of the first scenario: unit, low, value, high, evidence, source, who "
      "reads them")("labels", po::bool_switch(), "print instead all variables and attributes with their labels")(
      "areas", po::bool_switch(), "print instead the regions, municipalities (gemeente) and wijken of the run")(
      "tables", po::bool_switch(), "print instead all tables with their files and columns");
}

// The lists that are asked for, one behind the other.
std::vector<FlatTable> lists_of(const CommandLine& line, const ExperimentPlan& plan) {
  std::vector<FlatTable> lists;
  if (line.flag("parameters")) lists.push_back(parameter_list(plan.files[0], plan.experiment.models[0]));
  if (line.flag("labels")) lists.push_back(label_list(plan.experiment.models[0]));
  if (line.flag("areas")) lists.push_back(area_list(plan));
  if (line.flag("tables")) lists.push_back(table_list(plan.files[0]));
  return lists;
}

void print_lists(const std::vector<FlatTable>& lists, const std::string& file, bool json) {
  if (json) {
    Json all{{"file", file}};
    for (const FlatTable& list : lists) all[list.name] = json_rows(list);
    std::cout << all.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  for (std::size_t i = 0; i < lists.size(); ++i) std::cout << (i == 0 ? "" : "\n") << list_text(lists[i]);
}

// What each scenario's user ought to know though nothing is wrong, each thing once.
std::vector<std::string> notes_of(const ExperimentPlan& plan) {
  std::vector<std::string> notes;
  for (const Model& model : plan.experiment.models) {
    for (const std::string& note : model.notes) {
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    }
  }
  return notes;
}

}  // namespace

int execute_check(const Words& words) {
  CommandLine line(
      "check SCENARIO... [options]",
      "Reads scenarios and all tables, names everything that is wrong with them, and says what each changes "
      "against\nthe baseline and what a run would take. Simulates nothing.");
  line.take_words("scenario");
  line.add_options()("baseline", po::value<std::string>()->value_name("FILE"),
                     "scenario file to compare with (default: baseline.toml beside the first one)")(
      "pathways", po::bool_switch(),
      "print the pathways of all scenarios, not only of files that write some themselves")(
      "lang", po::value<std::string>()->value_name("nl|en")->default_value("nl"), "language of pathways");
  add_list_options(line);
  add_plan_options(line);
  add_threads_option(line);
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  const PlanRequest request = plan_request(line);
  const int threads = threads_of(line);
  const Language language = language_of(line);

  Issues issues;
  const std::optional<ExperimentPlan> plan = make_plan(request, issues);
  issues.throw_if_any();
  if (const std::vector<FlatTable> lists = lists_of(line, *plan); !lists.empty()) {
    print_lists(lists, plan->paths[0], line.flag("json"));
    return exit_done;
  }
  check_memory(*plan, threads);
  const std::string baseline = baseline_path(line, request.scenarios[0]);
  const std::vector<Changes> changes = changes_of(*plan, baseline);
  const std::vector<std::vector<ScenarioLoads>> loads = traffic_loads(*plan);
  const Forecast expected = forecast(*plan, threads);
  const std::vector<std::string> notes = notes_of(*plan);
  if (line.flag("json")) {
    Json scenarios = Json::array();
    for (const Changes& one : changes) scenarios.push_back(changes_in_json(one));
    const Json all{{"baseline", baseline},
                   {"scenarios", scenarios},
                   {"notes", notes},
                   {"own_figures", own_figures_json(*plan)},
                   {"short_warm_up", in_json(short_warm_ups(loads))},
                   {"levers", levers_in_json(*plan, loads)},
                   {"loads", loads_in_json(*plan, loads)},
                   {"runs", plan->runs()},
                   {"threads", threads},
                   {"seconds", expected.seconds},
                   {"memory_bytes", expected.memory},
                   {"room_bytes", expected.room}};
    std::cout << all.dump(2) << '\n';
    return exit_done;
  }
  std::cout << plan->paths.size() << (plan->paths.size() == 1 ? " scenario is" : " scenarios are") << " right.\n";
  for (std::size_t s = 0; s < changes.size(); ++s) {
    print_changes(changes[s], baseline);
    if (line.flag("pathways") || has_pathways(plan->paths[s]))
      std::cout << '\n' << outline_text(plan->files[s].scenario, plan->experiment.models[s], language);
  }
  for (const std::string& note : notes) std::cout << "\nNote: " << printable(note) << ".\n";
  if (const std::string text = own_figures_text(*plan); !text.empty()) std::cout << '\n' << text;
  if (const std::string text = warm_up_text(short_warm_ups(loads), {}, Language::en); !text.empty())
    std::cout << '\n' << text;
  std::cout << levers_text(*plan, loads) << '\n' << loads_text(*plan, loads) << staff_caveat(*plan, Language::en);
  std::cout << fmt::format("\nA run of all: {} runs, {} on {} threads, memory about {}, disk at most {}\n",
                           plan->runs(),
                           expected.seconds > 0 ? "about " + duration_text(expected.seconds) : "time not estimated",
                           threads, size_text(expected.memory), size_text(expected.room));
  return exit_done;
}

}  // namespace draagkracht
