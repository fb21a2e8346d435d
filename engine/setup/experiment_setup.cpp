#include "engine/setup/experiment_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/analysis/key_figures.h"
#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/model/compile.h"
#include "engine/population/read_input.h"
#include "engine/results/schema_union.h"
#include "engine/setup/choose_forks.h"
#include "engine/simulation/measure.h"

namespace draagkracht {
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

bool same_results(const ResultSchema& a, const ResultSchema& b) {
  const auto same_dimension = [](const ResultDimension& x, const ResultDimension& y) {
    return x.name == y.name && x.labels == y.labels && x.numbers == y.numbers;
  };
  const auto same_variable = [](const ResultVariable& x, const ResultVariable& y) {
    return x.name == y.name && x.group == y.group && x.dimensions == y.dimensions;
  };
  return std::equal(a.dimensions.begin(), a.dimensions.end(), b.dimensions.begin(), b.dimensions.end(),
                    same_dimension) &&
         std::equal(a.variables.begin(), a.variables.end(), b.variables.begin(), b.variables.end(), same_variable);
}

class ExperimentSetter {
 public:
  ExperimentSetter(const SetupRequest& request, std::vector<ScenarioInput>& inputs, Issues& issues)
      : request_(request), inputs_(inputs), issues_(issues) {}

  std::optional<ExperimentSetup> make() {
    check_options();
    for (ScenarioInput& input : inputs_) add_scenario(input);
    check_names();
    if (!files_.empty()) {
      settle_replications();
      settle_seed();
      settle_horizon();
      const std::vector<RegionArea> areas = region_areas();
      check_own_regions(areas);
      if (models_.size() == inputs_.size()) {
        unite_schemas();
        add_regions(areas);
      }
    }
    if (!found_.empty()) {
      hand_over();
      return std::nullopt;
    }
    setup_.experiment.forks = choose_forks(models_);
    setup_.experiment.models = std::move(models_);
    return std::move(setup_);
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

  void check_range(const char* option, const std::optional<std::int64_t>& value, std::int64_t low, std::int64_t high) {
    if (!value || (*value >= low && *value <= high)) return;
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
      setup_.inhabitants_share = share;
    }
  }

  // A length that is asked for; 0 if none is, or one that is out of range.
  static std::int64_t length_asked(const std::optional<std::int64_t>& value, std::int64_t most) {
    const std::int64_t length = value.value_or(0);
    return length >= 1 && length <= most ? length : 0;
  }

  void set_horizon(RunSpec& run) const {
    const std::int64_t weeks = length_asked(request_.weeks, most_weeks);
    if (weeks > 0) run.horizon.value = static_cast<double>(weeks) * static_cast<double>(one_week.ms);
    const std::int64_t years = length_asked(request_.years, most_years);
    if (years == 0) return;
    CivilDate end = civil_from_days(run.start.value);
    end.year += static_cast<int>(years);
    const std::int64_t days = days_from_civil(end) - run.start.value;
    run.horizon.value = static_cast<double>(days) * static_cast<double>(one_day.ms);
  }

  void add_scenario(ScenarioInput& input) {
    add_all(input.issues);
    if (input.scenario == nullptr) return;
    set_horizon(input.scenario->run);
    try {
      Model model = compile(*input.scenario, *input.tables, made_);
      if (input.issues.empty()) models_.push_back(std::move(model));
    } catch (const InputError& error) {
      // What was written wrongly was left as it was before: what that leads to is not a second mistake of the user.
      for (const Issue& issue : error.issues()) {
        const bool follows = std::any_of(input.issues.begin(), input.issues.end(),
                                         [&](const Issue& cause) { return related(cause.key, issue.key); });
        if (!follows) found_.add(issue);
      }
    }
    files_.push_back(&input);
  }

  void check_names() {
    std::map<std::string, std::string> path_of;
    for (std::size_t s = 0; s < files_.size(); ++s) {
      const Name& name = files_[s]->scenario->name;
      if (name.value.find_first_of("/\\") != std::string::npos || name.value.starts_with('.')) {
        found_.add(name.where.file.empty() ? in_file(files_[s]->file) : name.where, "name",
                   "must not hold / or \\, or begin with a dot", "files of results and copies are called by it",
                   "Say it in title_nl and title_en");
      }
      const auto [at, is_new] = path_of.emplace(name.value, files_[s]->file);
      if (!is_new && at->second == files_[s]->file) {
        found_.add(in_file(files_[s]->file), {}, "is named twice", "scenarios of one experiment differ");
      } else if (!is_new) {
        found_.add(in_file(files_[s]->file), "name", "the name \"" + name.value + "\" is taken",
                   at->second + " has the same name", "Give it another");
      }
      setup_.frame.scenarios.push_back(name.value);
    }
  }

  const Scenario& first() const { return *files_[0]->scenario; }

  // All scenarios of an experiment have the same runs; an option settles what they disagree in.
  template <class Get>
  void check_agreement(const char* key, const char* option, bool given, Get get) {
    for (std::size_t s = 1; !given && s < files_.size(); ++s) {
      if (get(files_[s]->scenario->run) == get(first().run)) continue;
      found_.add(in_file(files_[s]->file), key, "differs from that of scenario \"" + first().name.value + '"',
                 "scenarios of one experiment have the same runs", fmt::format("Settle it with {}", option));
    }
  }

  void settle_replications() {
    check_agreement("run.replications", "--replications", request_.replications.has_value(),
                    [](const RunSpec& run) { return run.replications; });
    const std::int64_t n = request_.replications.value_or(first().run.replications);
    setup_.frame.replications = setup_.experiment.replications =
        static_cast<std::uint32_t>(std::max<std::int64_t>(n, 1));
  }

  void settle_seed() {
    check_agreement("run.seed", "--seed", request_.seed.has_value(), [](const RunSpec& run) { return run.seed; });
    setup_.experiment.seed = static_cast<std::uint32_t>(request_.seed.value_or(first().run.seed));
  }

  void settle_horizon() {
    check_agreement("run.horizon", "--years or --weeks", request_.years || request_.weeks,
                    [](const RunSpec& run) { return run.horizon.value; });
  }

  // What is simulated; nothing for models without inhabitants.
  std::vector<RegionArea> region_areas() {
    const bool people = first().population.set;
    bool agree = true;
    for (std::size_t s = 1; s < files_.size(); ++s) {
      if (files_[s]->scenario->population.set == people) continue;
      agree = false;
      found_.add(in_file(files_[s]->file), "population",
                 fmt::format("is {}there, in scenario \"{}\" it is {}there", people ? "not " : "", first().name.value,
                             people ? "" : "not "),
                 "scenarios of one experiment have the same inhabitants", {});
    }
    if (!agree) return {};  // regions of some would only say the same again
    if (!people) {
      if (request_.regions) {
        found_.add({}, "--regions", fmt::format("scenario \"{}\" has no inhabitants", first().name.value),
                   "only a model with a population has regions");
      }
      setup_.frame.regions = setup_.frame.region_names = {no_region};
      return {};
    }
    if (!request_.regions) {
      check_agreement("run.regions", "--regions", false, [](const RunSpec& run) {
        std::vector<std::string> names;
        for (const Name& code : run.regions) names.push_back(code.value);
        return names;
      });
      if (first().run.regions.empty())
        found_.add(first().name.where, "run.regions", "names no region", "nothing would be simulated", {});
    }
    const std::vector<RegionArea> areas = asked_areas(*files_[0]);
    for (std::size_t s = 1; s < files_.size() && !areas.empty(); ++s) {
      const std::vector<RegionArea> others = asked_areas(*files_[s]);
      const auto same = [](const RegionArea& a, const RegionArea& b) {
        return a.asked == b.asked && a.wijken == b.wijken;
      };
      if (others.empty() || std::equal(areas.begin(), areas.end(), others.begin(), others.end(), same)) continue;
      found_.add(in_file(files_[s]->file), "population.own_regions",
                 "its regions are others than those of scenario \"" + first().name.value + '"',
                 "scenarios of one experiment have the same inhabitants", "Run it by itself");
    }
    for (const RegionArea& area : areas) {
      setup_.frame.regions.push_back(area.code);
      setup_.frame.region_names.push_back(area.name);
      setup_.asked_regions.push_back(area.asked);
    }
    return areas;
  }

  // The regions that are asked for, as the tables of a scenario have them; none after an issue.
  std::vector<RegionArea> asked_areas(const ScenarioInput& file) {
    Issues reading;
    const RegionAreas known(*file.scenario, *file.tables, reading);
    std::vector<RegionArea> areas;
    if (reading.empty()) {
      if (!request_.regions) {
        areas = known.asked(first().run.regions, "run.regions", reading);
      } else if (*request_.regions == "all") {
        areas = known.all();
      } else {
        areas = known.asked(known.items(*request_.regions), "--regions", reading);
      }
    }
    add_all(reading.all());
    return areas;
  }

  // Names that results cannot have, once for each thing in the scenario that they come from.
  bool check_result_names() {
    bool all_free = true;
    for (std::size_t s = 0; s < models_.size(); ++s) {
      std::set<std::string> told;
      for (const NameClash& clash : name_clashes(models_[s])) {
        all_free = false;
        auto [where, key] = origin_of(*files_[s]->scenario, clash.name);
        if (where.file.empty()) where = in_file(files_[s]->file);
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
    for (std::size_t s = 0; s < files_.size(); ++s) {
      for (const auto& [name, where, figure] : files_[s]->scenario->kpis) {
        const std::string unit = figure.unit.value.empty() ? "1" : figure.unit.value;
        const auto [known, is_new] = first.emplace(name, std::pair{s, unit});
        if (is_new || known->second.second == unit) continue;
        const auto& [other, other_unit] = known->second;
        found_.add(figure.unit.where.file.empty() ? where : figure.unit.where, "kpi." + name + ".unit",
                   fmt::format("has unit {} here and {} in scenario \"{}\" ({})", unit, other_unit,
                               setup_.frame.scenarios[other], files_[other]->file),
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
      const KeyFigures figures(*files_[s]->scenario, schemas[s], found_);
      figures.add_to(schemas[s]);
      setup_.experiment.derive.push_back([figures](std::vector<double>& payload) {
        const std::vector<double> values = figures.values(payload);
        payload.insert(payload.end(), values.begin(), values.end());
      });
    }
    SchemaUnion all = unite(schemas);
    std::set<std::pair<std::size_t, std::string>> told;
    for (const SchemaConflict& conflict : all.conflicts) {
      auto [where, key] = origin_of(*files_[conflict.schema]->scenario, conflict.name);
      if (where.file.empty()) where = in_file(files_[conflict.schema]->file);
      if (!told.emplace(conflict.schema, key.empty() ? conflict.name : key).second) continue;
      found_.add(where, key,
                 fmt::format("result {} is {} here, but {} in scenario \"{}\"", conflict.name, conflict.here,
                             conflict.there, setup_.frame.scenarios[conflict.other]),
                 "a name has one meaning in all scenarios of an experiment", "Give it another name");
    }
    setup_.frame.schema = std::move(all.schema);
    setup_.frame.partial = std::move(all.partial);
    setup_.experiment.placements = std::move(all.placements);
  }

  // The tables of a scenario as a region has them.
  static Tables tables_in(const ScenarioInput& file, const std::string& region) {
    Tables tables = *file.tables;
    if (file.own_tables == nullptr) return tables;
    if (const auto own = file.own_tables->find(region); own != file.own_tables->end()) {
      for (const auto& [name, table] : own->second) tables[name] = table.table;
    }
    return tables;
  }

  // Regions that have tables of their own must be known, or a slip in a code would be passed over.
  void check_own_regions(const std::vector<RegionArea>& areas) {
    for (const ScenarioInput* file : files_) {
      if (file->own_tables == nullptr || file->own_tables->empty()) continue;
      if (!file->scenario->population.set) {
        for (const auto& [region, tables] : *file->own_tables)
          found_.add(tables.begin()->second.where, "region." + region, "this model has no population");
        continue;
      }
      Issues told;
      const RegionAreas known(*file->scenario, *file->tables, told);
      std::vector<std::string> codes;
      for (const RegionArea& area : known.all()) codes.push_back(area.code);
      for (const RegionArea& area : areas) codes.push_back(area.code);
      for (const auto& [region, tables] : *file->own_tables) {
        if (tables.empty() || known.knows(region)) continue;
        if (std::find(codes.begin(), codes.end(), region) != codes.end()) continue;
        found_.add(tables.begin()->second.where, "region", "unknown region " + quoted(region),
                   "a region has a code in the tables of regions, or is asked for as CODE=A+B",
                   did_you_mean(region, codes));
      }
    }
  }

  // Where the rows stand that are a region's own.
  static std::string own_file(const Table& own, const Table& everyone) {
    const auto other = std::find_if(own.files.begin(), own.files.end(),
                                    [&](const std::string& file) { return file != everyone.file; });
    return other == own.files.end() ? own.file : *other;
  }

  // What staff and rosters are read from.
  static bool says_staff(const Scenario& scenario, const std::string& table) {
    return std::any_of(scenario.pools.begin(), scenario.pools.end(), [&](const auto& pool) {
      return pool.item.staff.table.value == table || pool.item.roster.table.value == table;
    });
  }

  // Models of a region with figures of its own in some scenario; its results are those of everyone.
  void add_own_models(const RegionArea& area) {
    RegionModels& own = setup_.experiment.own.emplace_back();
    auto& figures = setup_.own_figures.emplace_back(files_.size());
    bool any = false;
    for (std::size_t s = 0; s < files_.size(); ++s) {
      if (files_[s]->own_tables == nullptr) continue;
      const auto tables = files_[s]->own_tables->find(area.code);
      if (tables == files_[s]->own_tables->end()) continue;
      any = any || !tables->second.empty();
      for (const auto& [name, table] : tables->second) {
        figures[s].push_back({name, own_file(table.table, files_[s]->tables->at(name)), table.rows,
                              table.table.rows.size(), says_staff(*files_[s]->scenario, name)});
      }
    }
    if (!any) return;
    const std::size_t before = found_.size();
    for (std::size_t s = 0; s < files_.size(); ++s) {
      try {
        own.models.push_back(
            figures[s].empty() ? models_[s] : compile(*files_[s]->scenario, tables_in(*files_[s], area.code), made_));
      } catch (const InputError& error) {
        add_all(error.issues());
        continue;
      }
      if (figures[s].empty() || same_results(make_schema(own.models.back()), make_schema(models_[s]))) continue;
      found_.add(files_[s]->own_tables->at(area.code).begin()->second.where, "region." + area.code,
                 "its tables have labels that those of everyone lack, or lack some of them",
                 "all regions of an experiment have the same results");
    }
    if (found_.size() > before) return own.models.clear();
    own.forks = choose_forks(own.models);
  }

  // A list of places is of the regions in which they stand.
  static void note_real_places(const ScenarioInput& file, const PopulationInput& input, const Model& model,
                               std::vector<ExperimentSetup::OwnFigures>& figures) {
    for (std::size_t s = 0; s < input.scopes.size(); ++s) {
      const ScopeRule& rule = input.scopes[s];
      if (rule.real_places.empty() && rule.place_names.empty()) continue;
      for (const auto& [name, where, spec] : file.scenario->scopes) {
        const auto table = file.tables->find(spec.places.value);
        if (name != rule.name || table == file.tables->end()) continue;
        const bool staffs = !model.scopes[s + 1].paid.empty();
        const auto own = std::find_if(figures.begin(), figures.end(),
                                      [&](const auto& one) { return one.table == spec.places.value; });
        if (own != figures.end()) {
          own->staffs = own->staffs || staffs;
          continue;
        }
        const int place = table->second.column("place");
        const auto is_here = [&](const std::vector<std::string>& row) {
          const std::string& one = row[static_cast<std::size_t>(place)];
          return std::any_of(rule.real_places.begin(), rule.real_places.end(),
                             [&](const ScopeRule::RealPlace& real) { return real.name == one; }) ||
                 std::find(rule.place_names.begin(), rule.place_names.end(), one) != rule.place_names.end();
        };
        const auto rows = std::count_if(table->second.rows.begin(), table->second.rows.end(), is_here);
        figures.push_back(
            {spec.places.value, table->second.file, static_cast<std::size_t>(rows), table->second.rows.size(), staffs});
      }
    }
  }

  void add_regions(const std::vector<RegionArea>& areas) {
    for (const RegionArea& area : areas) {
      const std::size_t before = found_.size();
      add_own_models(area);
      if (found_.size() > before) continue;
      const std::vector<Model>& models = setup_.experiment.own.back().models;
      for (std::size_t s = 0; s < models_.size(); ++s) {
        const ScenarioInput& file = *files_[s];
        Issues reading;
        PopulationInput input = read_population_input(*file.scenario, tables_in(file, area.code),
                                                      models.empty() ? models_[s] : models[s], area, reading);
        input.share_of_inhabitants = setup_.inhabitants_share;
        note_real_places(file, input, models.empty() ? models_[s] : models[s], setup_.own_figures.back()[s]);
        try {
          reading.throw_if_any();
          check_population_input(input);
        } catch (const InputError& error) {
          add_all(error.issues());
          return;  // other regions would say the same
        }
        if (s == 0) {
          setup_.experiment.regions.push_back(std::move(input));
        } else if (!same_people(input, setup_.experiment.regions.back())) {
          found_.add(in_file(files_[s]->file), "population",
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
      if (input->lives) input->lives->where = {};
      for (AttributeRule& rule : input->attributes) rule.where = {};
      for (NeedRule& rule : input->needs) rule.where = {};
      for (ScopeRule& rule : input->scopes) {
        rule.where = {};
        for (PlacePreference& preference : rule.preferences) preference.where = {};
      }
    }
    return a == b;
  }

  const SetupRequest& request_;
  std::vector<ScenarioInput>& inputs_;
  Issues& issues_;
  Issues found_;
  ExperimentSetup setup_;
  std::vector<const ScenarioInput*> files_;  // those that could be read
  std::vector<Model> models_;
  QuantileTables made_;  // of all models
};

}  // namespace

double ExperimentSetup::inhabitants(std::size_t region) const {
  if (experiment.regions.empty()) return 0;
  double persons = 0;
  for (const WijkCount& wijk : experiment.regions[region].wijken) {
    for (const std::uint32_t n : wijk.persons) persons += n;
  }
  return persons * inhabitants_share;
}

double ExperimentSetup::simulated_years() const {
  return static_cast<double>(experiment.models[0].horizon_ms) / (365.25 * static_cast<double>(one_day.ms));
}

std::uint64_t ExperimentSetup::table_checksum() const {
  std::uint64_t checksum = 0;
  const auto add = [&](const std::vector<Model>& models) {
    for (const Model& model : models) {
      for (const SharedTable& table : model.times) checksum = combine(checksum, table->checksum());
    }
  };
  add(experiment.models);
  for (const RegionModels& own : experiment.own) add(own.models);
  return checksum;
}

std::optional<ExperimentSetup> set_up(const SetupRequest& request, std::vector<ScenarioInput> scenarios,
                                      Issues& issues) {
  return ExperimentSetter(request, scenarios, issues).make();
}

}  // namespace draagkracht
