#include "tools/experiment_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "engine/analysis/key_figures.h"
#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/io/provenance.h"
#include "engine/model/compile.h"
#include "engine/population/read_input.h"
#include "engine/results/schema_union.h"
#include "engine/simulation/measure.h"

namespace draagkracht {

namespace po = boost::program_options;

namespace {

// Wider horizons are slips of the pen: the projection of the population ends within them.
constexpr std::int64_t most_years = 20;
constexpr std::int64_t most_weeks = 53 * most_years;
constexpr std::int64_t most_replications = 1'000'000;
constexpr std::int64_t largest_seed = 4'294'967'295;

Location in_file(const std::string& path) {
  Location where;
  where.file = path;
  return where;
}

// Where a scenario says what a result is: its tally, wait, variable or attribute whose name the result's begins with.
std::pair<Location, std::string> origin_of(const Scenario& scenario, const std::string& result) {
  std::pair<Location, std::string> found;
  std::size_t longest = 0;
  const auto look = [&](const char* section, const auto& list) {
    for (const auto& one : list) {
      if (one.name.size() <= longest || !(result + '_').starts_with(one.name + '_')) continue;
      longest = one.name.size();
      found = {one.where, std::string(section) + '.' + one.name};
    }
  };
  look("tally", scenario.tallies);
  look("wait", scenario.waits);
  look("variable", scenario.variables);
  look("attribute", scenario.attributes);
  return found;
}

// A name in snake_case that results do not have themselves.
std::string free_name(const std::string& name) {
  std::string free;
  for (const char c : name.substr(0, 60)) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool stays = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    free += is_upper ? static_cast<char>(c - 'A' + 'a') : stays ? c : '_';
  }
  return free == name || free.front() < 'a' || free.front() > 'z' ? "my_" + free : free;
}

// Whether one key is the other, or a table around it.
bool related(const std::string& a, const std::string& b) {
  const std::string& shorter = a.size() < b.size() ? a : b;
  const std::string& longer = a.size() < b.size() ? b : a;
  if (!longer.starts_with(shorter)) return false;
  return longer.size() == shorter.size() || longer[shorter.size()] == '.' || longer[shorter.size()] == '[';
}

class Planner {
 public:
  Planner(const PlanRequest& request, Issues& issues) : request_(request), issues_(issues) {}

  std::optional<ExperimentPlan> make() {
    check_options();
    for (const std::string& path : request_.scenarios) add_scenario(path);
    check_names();
    if (!plan_.files.empty()) {
      settle_replications();
      settle_seed();
      settle_horizon();
      const std::vector<Name> codes = region_codes();
      if (models_.size() == request_.scenarios.size()) {
        unite_schemas();
        add_regions(codes);
      }
    }
    if (!found_.empty()) {
      hand_over();
      return std::nullopt;
    }
    plan_.forks = choose_forks(plan_.files, models_);
    for (const ForkChoice& choice : plan_.forks) plan_.experiment.forks.push_back(choice.fork);
    for (Model& model : models_) plan_.experiment.models.push_back(std::move(model));
    return std::move(plan_);
  }

 private:
  void add_all(const std::vector<Issue>& issues) {
    for (const Issue& issue : issues) found_.add(issue);
  }

  // Scenarios share files, so the same issue may have been found several times.
  void hand_over() {
    std::set<std::string> messages;
    for (const Issue& issue : found_.all()) {
      if (messages.insert(issue.message()).second) issues_.add(issue);
    }
  }

  static bool in_range(const std::optional<std::int64_t>& value, std::int64_t low, std::int64_t high) {
    return value && *value >= low && *value <= high;
  }

  void check_range(const char* option, const std::optional<std::int64_t>& value, std::int64_t low, std::int64_t high) {
    if (!value || in_range(value, low, high)) return;
    found_.add({}, option, fmt::format("must be between {} and {}, found {}", low, high, *value));
  }

  void check_options() {
    check_range("--replications", request_.replications, 1, most_replications);
    check_range("--seed", request_.seed, 0, largest_seed);
    check_range("--years", request_.years, 1, most_years);
    check_range("--weeks", request_.weeks, 1, most_weeks);
    const double share = request_.inhabitants_share.value_or(1);
    if (!(share > 0 && share <= 1)) {
      found_.add({}, "--inhabitants-share", fmt::format("must be above 0 and at most 1, found {:g}", share));
    } else {
      plan_.inhabitants_share = share;
    }
  }

  void set_horizon(RunSpec& run) const {
    if (in_range(request_.weeks, 1, most_weeks)) {
      run.horizon.value = static_cast<double>(*request_.weeks) * static_cast<double>(one_week.ms);
    }
    if (!in_range(request_.years, 1, most_years)) return;
    CivilDate end = civil_from_days(run.start.value);
    end.year += static_cast<int>(*request_.years);
    const std::int64_t days = days_from_civil(end) - run.start.value;
    run.horizon.value = static_cast<double>(days) * static_cast<double>(one_day.ms);
  }

  void add_scenario(const std::string& path) {
    Issues reading;
    ScenarioFile file;
    try {
      file = load_scenario(path, reading);
    } catch (const InputError& error) {
      add_all(reading.all());
      add_all(error.issues());
      return;
    }
    add_all(reading.all());
    set_horizon(file.scenario.run);
    try {
      Model model = compile(file.scenario, file.tables);
      if (reading.empty()) models_.push_back(std::move(model));
    } catch (const InputError& error) {
      // What was written wrongly was left as it was before: what that leads to is not a second mistake of the user.
      for (const Issue& issue : error.issues()) {
        const bool follows = std::any_of(reading.all().begin(), reading.all().end(),
                                         [&](const Issue& cause) { return related(cause.key, issue.key); });
        if (!follows) found_.add(issue);
      }
    }
    plan_.paths.push_back(path);
    plan_.files.push_back(std::move(file));
  }

  void check_names() {
    std::map<std::string, std::string> path_of;
    for (std::size_t s = 0; s < plan_.files.size(); ++s) {
      const Name& name = plan_.files[s].scenario.name;
      if (name.value.find_first_of("/\\") != std::string::npos || name.value.starts_with('.')) {
        found_.add(name.where.file.empty() ? in_file(plan_.paths[s]) : name.where, "name",
                   "must not hold / or \\, or begin with a dot", "files of results and copies are called by it",
                   "Say it in title_nl and title_en");
      }
      const auto [at, is_new] = path_of.emplace(name.value, plan_.paths[s]);
      if (!is_new && at->second == plan_.paths[s]) {
        found_.add(in_file(plan_.paths[s]), {}, "is named twice", "scenarios of one experiment differ");
      } else if (!is_new) {
        found_.add(in_file(plan_.paths[s]), "name", "the name \"" + name.value + "\" is taken",
                   at->second + " has the same name", "Give it another");
      }
      plan_.frame.scenarios.push_back(name.value);
    }
  }

  const Scenario& first() const { return plan_.files[0].scenario; }

  // All scenarios of an experiment have the same runs; an option settles what they disagree in.
  template <class Get>
  void check_agreement(const char* key, const char* option, bool given, Get get) {
    for (std::size_t s = 1; !given && s < plan_.files.size(); ++s) {
      if (get(plan_.files[s].scenario.run) == get(first().run)) continue;
      found_.add(in_file(plan_.paths[s]), key, "differs from that of scenario \"" + first().name.value + '"',
                 "scenarios of one experiment have the same runs", fmt::format("Settle it with {}", option));
    }
  }

  void settle_replications() {
    check_agreement("run.replications", "--replications", request_.replications.has_value(),
                    [](const RunSpec& run) { return run.replications; });
    const std::int64_t n = request_.replications.value_or(first().run.replications);
    plan_.frame.replications = plan_.experiment.replications = static_cast<std::uint32_t>(std::max<std::int64_t>(n, 1));
  }

  void settle_seed() {
    check_agreement("run.seed", "--seed", request_.seed.has_value(), [](const RunSpec& run) { return run.seed; });
    plan_.experiment.seed = static_cast<std::uint32_t>(request_.seed.value_or(first().run.seed));
  }

  void settle_horizon() {
    check_agreement("run.horizon", "--years or --weeks", request_.years || request_.weeks,
                    [](const RunSpec& run) { return run.horizon.value; });
  }

  // Names of regions with the place where each was written; nothing for models without inhabitants.
  std::vector<Name> region_codes() {
    const bool people = first().population.set;
    for (std::size_t s = 1; s < plan_.files.size(); ++s) {
      if (plan_.files[s].scenario.population.set == people) continue;
      found_.add(in_file(plan_.paths[s]), "population",
                 fmt::format("is {}there, in scenario \"{}\" it is {}there", people ? "not " : "", first().name.value,
                             people ? "" : "not "),
                 "scenarios of one experiment have the same inhabitants", {});
    }
    if (!people) {
      if (request_.regions) {
        found_.add({}, "--regions", fmt::format("scenario \"{}\" has no inhabitants", first().name.value),
                   "only a model with a population has regions");
      }
      plan_.frame.regions = plan_.frame.region_names = {no_region};
      return {};
    }
    Issues reading;
    const std::vector<std::pair<std::string, std::string>> known =
        read_regions(first(), plan_.files[0].tables, reading);
    add_all(reading.all());
    if (known.empty()) return {};
    return checked_codes(asked_codes(known), known);
  }

  std::vector<Name> asked_codes(const std::vector<std::pair<std::string, std::string>>& known) {
    std::vector<Name> codes;
    if (!request_.regions) {
      check_agreement("run.regions", "--regions", false, [](const RunSpec& run) {
        std::vector<std::string> names;
        for (const Name& code : run.regions) names.push_back(code.value);
        return names;
      });
      codes = first().run.regions;
      if (codes.empty())
        found_.add(first().name.where, "run.regions", "names no region", "nothing would be simulated", {});
    } else if (*request_.regions == "all") {
      for (const auto& [code, name] : known) codes.push_back({code, {}});
    } else {
      for (std::size_t from = 0; from <= request_.regions->size();) {
        const std::size_t comma = std::min(request_.regions->find(',', from), request_.regions->size());
        codes.push_back({request_.regions->substr(from, comma - from), {}});
        from = comma + 1;
      }
    }
    return codes;
  }

  std::vector<Name> checked_codes(const std::vector<Name>& asked,
                                  const std::vector<std::pair<std::string, std::string>>& known) {
    std::vector<std::string> candidates;
    for (const auto& [code, name] : known) candidates.push_back(code);
    std::vector<Name> codes;
    for (const Name& code : asked) {
      const std::string key = request_.regions ? "--regions" : "run.regions";
      const auto at = std::find(candidates.begin(), candidates.end(), code.value);
      if (at == candidates.end()) {
        const auto named =
            std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.second == code.value; });
        const std::string hint =
            named != known.end() ? "did you mean \"" + named->first + '"' : did_you_mean(code.value, candidates);
        found_.add(code.where, key, "unknown region \"" + code.value + '"', {}, hint);
      } else if (std::any_of(codes.begin(), codes.end(), [&](const Name& c) { return c.value == code.value; })) {
        found_.add(code.where, key, "names region \"" + code.value + "\" twice", {}, {});
      } else {
        codes.push_back(code);
        plan_.frame.regions.push_back(code.value);
        plan_.frame.region_names.push_back(known[static_cast<std::size_t>(at - candidates.begin())].second);
      }
    }
    return codes;
  }

  // Names that results cannot have, once for each thing in the scenario that they come from.
  bool check_result_names() {
    bool all_free = true;
    for (std::size_t s = 0; s < models_.size(); ++s) {
      std::set<std::string> told;
      for (const NameClash& clash : name_clashes(models_[s])) {
        all_free = false;
        auto [where, key] = origin_of(plan_.files[s].scenario, clash.name);
        if (where.file.empty()) where = in_file(plan_.paths[s]);
        if (!told.insert(key.empty() ? clash.name : key).second) continue;
        found_.add(where, key, fmt::format("results cannot have the name \"{}\"", clash.name), clash.why,
                   "Give it another name, such as \"" + free_name(clash.name) + '"');
      }
    }
    return all_free;
  }

  // A key figure has one unit in all scenarios: it is one row of the file and of every comparison.
  void check_units() {
    std::map<std::string, std::pair<std::size_t, std::string>> first;  // key figure -> scenario, unit
    for (std::size_t s = 0; s < plan_.files.size(); ++s) {
      for (const auto& [name, where, figure] : plan_.files[s].scenario.kpis) {
        const std::string unit = figure.unit.value.empty() ? "1" : figure.unit.value;
        const auto [known, is_new] = first.emplace(name, std::pair{s, unit});
        if (is_new || known->second.second == unit) continue;
        const auto& [other, other_unit] = known->second;
        found_.add(figure.unit.where.file.empty() ? where : figure.unit.where, "kpi." + name + ".unit",
                   fmt::format("has unit {} here and {} in scenario \"{}\" ({})", unit, other_unit,
                               plan_.frame.scenarios[other], plan_.paths[other]),
                   {}, "Give it one unit, or two names");
      }
    }
  }

  // One schema for all. A name that means two things is an error, once for each thing in the scenario it comes from.
  void unite_schemas() {
    check_units();
    if (!check_result_names()) return;
    std::vector<ResultSchema> schemas;
    for (std::size_t s = 0; s < models_.size(); ++s) {
      schemas.push_back(make_schema(models_[s]));
      const KeyFigures figures(plan_.files[s].scenario, schemas[s], found_);
      figures.add_to(schemas[s]);
      plan_.experiment.derive.push_back([figures](std::vector<double>& payload) {
        const std::vector<double> values = figures.values(payload);
        payload.insert(payload.end(), values.begin(), values.end());
      });
    }
    SchemaUnion all = unite(schemas);
    std::set<std::pair<std::size_t, std::string>> told;
    for (const SchemaConflict& conflict : all.conflicts) {
      auto [where, key] = origin_of(plan_.files[conflict.schema].scenario, conflict.name);
      if (where.file.empty()) where = in_file(plan_.paths[conflict.schema]);
      if (!told.emplace(conflict.schema, key.empty() ? conflict.name : key).second) continue;
      found_.add(where, key,
                 fmt::format("result {} is {} here, but {} in scenario \"{}\"", conflict.name, conflict.here,
                             conflict.there, plan_.frame.scenarios[conflict.other]),
                 "a name has one meaning in all scenarios of an experiment", "Give it another name");
    }
    plan_.frame.schema = std::move(all.schema);
    plan_.frame.partial = std::move(all.partial);
    plan_.experiment.placements = std::move(all.placements);
  }

  void add_regions(const std::vector<Name>& codes) {
    for (const Name& code : codes) {
      for (std::size_t s = 0; s < models_.size(); ++s) {
        const ScenarioFile& file = plan_.files[s];
        Issues reading;
        PopulationInput input = read_population_input(file.scenario, file.tables, models_[s], code.value, reading);
        input.share_of_inhabitants = plan_.inhabitants_share;
        try {
          reading.throw_if_any();
          check_population_input(input);
        } catch (const InputError& error) {
          add_all(error.issues());
          return;  // other regions would say the same
        }
        if (s == 0) {
          plan_.experiment.regions.push_back(std::move(input));
        } else if (!same_people(input, plan_.experiment.regions.back())) {
          found_.add(in_file(plan_.paths[s]), "population",
                     "its inhabitants differ from those of scenario \"" + first().name.value + '"',
                     "scenarios of one experiment have the same inhabitants on the same day", "Run it by itself");
          return;
        }
      }
    }
  }

  // Wherever the rules were written.
  static bool same_people(PopulationInput a, PopulationInput b) {
    for (PopulationInput* input : {&a, &b}) {
      for (AttributeRule& rule : input->attributes) rule.where = {};
      for (NeedRule& rule : input->needs) rule.where = {};
      for (ScopeRule& rule : input->scopes) rule.where = {};
    }
    return a == b;
  }

  const PlanRequest& request_;
  Issues& issues_;
  Issues found_;
  ExperimentPlan plan_;
  std::vector<Model> models_;
};

}  // namespace

void add_plan_options(CommandLine& line) {
  line.add_options()("regions", po::value<std::string>()->value_name("CODE,..."),
                     "regions to simulate, such as VR05,VR13, or all (default: those of the scenarios)")(
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
  const ForkChoice& choice = forks[scenario];
  if (choice.fork.day == 0) return "              runs alone: " + choice.why + '\n';
  const CivilDate date = civil_from_days(experiment.models[scenario].start_day + choice.fork.day);
  return fmt::format("              goes on from {} on {:04}-{:02}-{:02}\n", frame.scenarios[choice.fork.from], date.year,
                     date.month, date.day);
}

double ExperimentPlan::inhabitants(std::size_t region) const {
  if (experiment.regions.empty()) return 0;
  double persons = 0;
  for (const WijkCount& wijk : experiment.regions[region].wijken) {
    for (const std::uint32_t n : wijk.persons) persons += n;
  }
  return persons * inhabitants_share;
}

double ExperimentPlan::simulated_years() const {
  return static_cast<double>(experiment.models[0].horizon_ms) / (365.25 * static_cast<double>(one_day.ms));
}

std::uint64_t ExperimentPlan::table_checksum() const {
  std::uint64_t checksum = 0;
  for (const Model& model : experiment.models) {
    for (const QuantileTable& table : model.times) checksum = combine(checksum, table.checksum());
  }
  return checksum;
}

std::uint64_t ExperimentPlan::checksum() const {
  std::uint64_t all = combine(table_checksum(), experiment.seed);
  for (const ScenarioFile& file : files) {
    all = text_hash(file.resolved_text, all);
    for (const std::string& input : file.inputs) all = text_hash(file_checksum(input), all);
  }
  for (const std::string& region : frame.regions) all = text_hash(region + ' ', all);
  for (const Model& model : experiment.models) all = combine(all, static_cast<std::uint64_t>(model.horizon_ms));
  return text_hash(fmt::format("{:a}", inhabitants_share), all);
}

std::optional<ExperimentPlan> make_plan(const PlanRequest& request, Issues& issues) {
  return Planner(request, issues).make();
}

}  // namespace draagkracht
