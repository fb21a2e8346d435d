#include "tests/care/care_runs.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/analysis/expression.h"
#include "engine/core/fault.h"
#include "engine/io/scenario_file.h"
#include "engine/model/compile.h"
#include "engine/population/places.h"
#include "engine/population/read_input.h"
#include "engine/population/synthesis.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_builder.h"
#include "tests/unit/io/scratch_folder.h"

namespace draagkracht::testing {
namespace {

std::shared_ptr<const Population> make_people(const Model& model, const PopulationInput& input) {
  auto people = std::make_shared<Population>(make_population(input, care_seed));
  for (std::size_t scope = 1; scope < people->places.size(); ++scope) {
    if (!model.scopes[scope].enrolment) continue;
    const std::vector<std::uint32_t> row(people->places[scope].size(), no_server - 1U);
    assign_own_servers(*people, scope, row, care_seed);
    break;
  }
  return people;
}

// The same people for all scenarios that make them from the same input, and only once.
std::shared_ptr<const Population> people_of(const Model& model, const PopulationInput& input) {
  struct Made {
    PopulationInput input;
    std::shared_ptr<const Population> people;
  };
  static std::vector<Made> made;
  const auto it = std::find_if(made.begin(), made.end(), [&](const Made& m) { return m.input == input; });
  if (it != made.end()) return it->people;
  if (made.size() == 4) made.erase(made.begin());
  made.push_back({input, make_people(model, input)});
  return made.back().people;
}

}  // namespace

std::string shipped(const std::string& path) {
  const std::string text = read_bytes(std::string(DRAAGKRACHT_SOURCE_FOLDER) + "/" + path);
  DRAAGKRACHT_ENSURE(!text.empty());
  return text;
}

std::shared_ptr<const CareScenario> care_scenario(const CareSetting& setting, const std::string& changes) {
  const ScratchFolder folder;
  for (const auto& [name, text] : setting.files) write_bytes(folder / name, text);
  std::string text = "extends = \"" DRAAGKRACHT_SOURCE_FOLDER "/scenarios/" + setting.scenario + "\"\n";
  text += "run.warm_up = \"" + std::to_string(setting.warm_up_weeks) + " weeks\"\nrun.horizon = \"" +
          std::to_string(setting.weeks) + " weeks\"\n";
  if (!setting.past_like.empty()) text += "run.past_like = \"" + setting.past_like + "\"\n";
  write_bytes(folder / "changed.toml", text + changes);

  auto care = std::make_shared<CareScenario>();
  ScenarioFile file = load_scenario(folder / "changed.toml");
  care->scenario = std::move(file.scenario);
  care->tables = std::move(file.tables);
  care->model = compile(care->scenario, care->tables);
  Issues issues;
  care->input = read_population_input(care->scenario, care->tables, care->model, setting.region, issues);
  issues.throw_if_any();
  care->input.share_of_inhabitants = setting.share;
  care->population = people_of(care->model, care->input);
  care->region = build_region(care->model, care->population.get());
  return care;
}

CareRun::CareRun(std::shared_ptr<const CareScenario> scenario, std::uint32_t replication)
    : scenario_(std::move(scenario)),
      simulation_(
          std::make_unique<RegionSimulation>(scenario_->model, scenario_->region, RandomKey{care_seed, replication})),
      schema_(make_schema(scenario_->model)) {
  simulation_->run();
  payload_ = measure(scenario_->model, scenario_->region, *simulation_);
}

double CareRun::operator()(std::string_view expression) const {
  Issues issues;
  const Expression parsed = Expression::parse(expression, schema_, {}, issues);
  issues.throw_if_any();
  return parsed.evaluate(payload_);
}

std::vector<int> CareRun::per_person(const std::string& tally) const {
  const auto it =
      std::find_if(model().tallies.begin(), model().tallies.end(), [&](const Tally& t) { return t.name == tally; });
  DRAAGKRACHT_ENSURE(it != model().tallies.end() && it->person_count != 0xff);
  std::vector<int> counts;
  const PersonCounts& all = simulation_->person_counts();
  for (std::size_t i = 0; i < all.persons(); ++i) counts.push_back(all.of(i, it->person_count));
  return counts;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

const CareRun& baseline_year() {
  static const CareRun run({.share = 0.3, .warm_up_weeks = 26, .weeks = 52}, "");
  return run;
}

bool nothing_lost(const CareRun& run) {
  const double left = run("requests_left_whole_run");
  const bool by_outcome = run.model().warm_up_ms > 0 || run("requests_ended") == left;
  return left > 0 && by_outcome && run("requests_entered_whole_run") == left + run("requests_in_progress");
}

std::vector<std::vector<Arrival>> lives(const CareScenario& care, int days, std::uint32_t replication) {
  const Calendar calendar(care.model.start_day, days + 64, care.model.holidays);
  ParameterValues parameters(care.model, care.region);
  People people(care.region.population, care.model.start_day);
  Demand demand(care.model, care.region, calendar, people, {care_seed, replication});
  std::vector<std::vector<Arrival>> made;
  for (int day = 0; day < days; ++day) {
    parameters.set_day(day);
    made.push_back(demand.arrivals(day, parameters));
  }
  return made;
}

Index step_index(const Model& model, const std::string& step) {
  const auto it = std::find(model.step_names.begin(), model.step_names.end(), step);
  DRAAGKRACHT_ENSURE(it != model.step_names.end());
  return static_cast<Index>(it - model.step_names.begin());
}

double count_entering(const CareScenario& care, const std::vector<std::vector<Arrival>>& lives,
                      const std::string& step) {
  const Index enters = step_index(care.model, step);
  double count = 0;
  for (const std::vector<Arrival>& day : lives) {
    for (const Arrival& arrival : day) count += arrival.enters == enters ? 1 : 0;
  }
  return count;
}

double table_value(const CareScenario& care, const std::string& table, const std::string& column,
                   const std::map<std::string, std::string>& row) {
  const Table& figures = care.tables.at(table);
  std::vector<double> found;
  for (const std::vector<std::string>& cells : figures.rows) {
    const bool fits = std::all_of(row.begin(), row.end(), [&](const auto& wanted) {
      return cells.at(static_cast<std::size_t>(figures.column(wanted.first))) == wanted.second;
    });
    if (fits) found.push_back(std::stod(cells.at(static_cast<std::size_t>(figures.column(column)))));
  }
  DRAAGKRACHT_ENSURE(found.size() == 1);
  return found[0];
}

bool is_share_of(double count, double n, double p) { return std::abs(count - n * p) <= 4 * std::sqrt(n * p * (1 - p)); }

}  // namespace draagkracht::testing
