// Experiments out of scenarios and tables in memory: what is asked for, what scenarios say, and what is refused.
#include "engine/setup/experiment_setup.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <deque>
#include <map>

#include "engine/des/calendar.h"
#include "engine/simulation/measure.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

using Csv = std::map<std::string, std::string>;

// One desk and nobody but customers, for two weeks from Monday 2024-01-01; what a test adds starts on line 8.
const std::string desk = R"(run = {start = 2024-01-01, horizon = "2 weeks", replications = 3, seed = 7}
pool.desk.servers = 2
wait.queue = {}
parameter.haste = {value = 1, most = 5}
stream.s = {rate = "1 per hour", factor = "haste", enters = "p"}
pathway.p.step.serve = {seize = "desk", time = {distribution = "exponential", mean = "10 min"}, wait = "queue"}
pathway.p.step.out.exit = "done"
)";

// Inhabitants of two regions, who all keep out of the model: 100 and 300 people in each band, as many as in 2021.
const std::string people = R"(run = {start = 2024-01-01, warm_up = "4 weeks", horizon = "2 weeks", regions = ["R2"]}
population = {wijken = "wijken", projection = "projection", attributes = "attributes", regions = "regions"}
pool.desk.servers = 1
stream.s = {rate = "1 per hour", enters = "p"}
pathway.p.step.serve = {seize = "desk", time = {distribution = "exponential", mean = "10 min"}}
pathway.p.step.out.exit = "done"
)";

Csv population_tables() {
  std::string head = "wijk_code,municipality_code,municipality,region_code", small = "WK000001,GM1,Near,R1",
              large = "WK000002,GM2,Far,R2", projection = "year,age_band,male,female\n";
  for (std::size_t band = 0; band < age_bands; ++band) {
    const bool last = band + 1 == age_bands;
    const std::string from = std::to_string(band * 5), to = std::to_string(band * 5 + 4);
    head += ",age_" + (last ? "95_plus" : from + '_' + to);
    small += ",100";
    large += ",300";
    for (const int year : {2021, 2024})
      projection += std::to_string(year) + ',' + (last ? "95+" : from + '-' + to) + ",50,50\n";
  }
  return {{"wijken", head + '\n' + small + '\n' + large + '\n'},
          {"projection", projection},
          {"attributes", "attribute,age_from,age_to,sex,share\n"},
          {"regions", "region_code,name\nR1,Near and about\nR2,Far away\n"}};
}

// Scenarios as they come from files, each called after its place.
class Inputs {
 public:
  Inputs& add(const std::string& name, const std::string& toml, const Csv& csv = {}) {
    ParsedScenario& parsed = parsed_.emplace_back(parse_scenario(toml, csv));
    parsed.scenario.name = {name, {}};
    inputs_.push_back({name + ".toml", &parsed.scenario, &parsed.tables, {}});
    return *this;
  }
  Inputs& add_unreadable(const std::string& name, std::vector<Issue> issues) {
    inputs_.push_back({name + ".toml", nullptr, nullptr, std::move(issues)});
    return *this;
  }
  Inputs& with_issue(Issue issue) {
    inputs_.back().issues.push_back(std::move(issue));
    return *this;
  }

  ExperimentSetup ready(const SetupRequest& request = {}) {
    Issues issues;
    std::optional<ExperimentSetup> setup = set_up(request, inputs_, issues);
    issues.throw_if_any();
    REQUIRE(setup);
    return std::move(*setup);
  }
  // All messages; "" if it can be set up.
  std::string refused(const SetupRequest& request = {}) {
    Issues issues;
    const bool is_ready = set_up(request, inputs_, issues).has_value();
    CHECK(is_ready == issues.empty());
    std::string text;
    for (const Issue& issue : issues.all()) text += issue.message() + '\n';
    return text;
  }

 private:
  std::deque<ParsedScenario> parsed_;
  std::vector<ScenarioInput> inputs_;
};

SetupRequest request_of(const std::string& regions) {
  SetupRequest request;
  request.regions = regions;
  return request;
}

}  // namespace

TEST_CASE("What the runs are stands in the scenario, and options go before it") {
  const ExperimentSetup said = Inputs().add("a", desk).ready();
  CHECK(said.experiment.models.size() == 1);
  CHECK(said.experiment.replications == 3);
  CHECK(said.frame.replications == 3);
  CHECK(said.experiment.seed == 7);
  CHECK(said.experiment.models[0].horizon_ms == 2 * one_week.ms);
  CHECK(said.frame.scenarios == std::vector<std::string>{"a"});
  CHECK(said.frame.regions == std::vector<std::string>{no_region});
  CHECK(said.runs() == 3);
  CHECK(said.experiment.regions.empty());
  CHECK(said.inhabitants(0) == 0);
  CHECK(said.simulated_years() == 14 / 365.25);

  SetupRequest request;
  request.replications = 5;
  request.seed = 0;
  request.weeks = 3;
  const ExperimentSetup asked = Inputs().add("a", desk).ready(request);
  CHECK(asked.experiment.replications == 5);
  CHECK(asked.experiment.seed == 0);
  CHECK(asked.experiment.models[0].horizon_ms == 3 * one_week.ms);
}

TEST_CASE("A year ends on the date on which it began, whatever its length") {
  SetupRequest request;
  request.years = 1;
  CHECK(Inputs().add("a", desk).ready(request).experiment.models[0].horizon_ms == 366 * one_day.ms);
  request.years = 2;
  CHECK(Inputs().add("a", desk).ready(request).experiment.models[0].horizon_ms == (366 + 365) * one_day.ms);
}

TEST_CASE("Options out of their range are told together, with those of the scenarios") {
  SetupRequest request;
  request.replications = 0;
  request.seed = 4'294'967'296;
  request.years = 21;
  request.weeks = 0;
  request.inhabitants_share = 0;
  CHECK(Inputs().add("a", desk + "variable.v.values = [\"x\", \"x\"]\n").refused(request) ==
        "--replications: must be between 1 and 1000000, found 0.\n"
        "--seed: must be between 0 and 4294967295, found 4294967296.\n"
        "--years: must be between 1 and 20, found 21.\n"
        "--weeks: must be between 1 and 1060, found 0.\n"
        "--inhabitants-share: must be above 0 and at most 1, found 0.\n"
        "model.toml:8:27: variable.v.values: names \"x\" twice.\n");
  request = {};
  request.replications = 1'000'000;
  request.seed = 4'294'967'295;
  request.weeks = 1060;
  request.inhabitants_share = 1;
  CHECK(Inputs().add("a", desk).refused(request).empty());
}

TEST_CASE("Scenarios have the same runs; an option settles what they disagree in") {
  const auto text = [](std::string from, std::string to) {
    std::string changed = desk;
    return changed.replace(changed.find(from), from.size(), to);
  };
  Inputs three;
  three.add("a", desk).add("b", text("seed = 7", "seed = 8")).add("c", text("2 weeks", "3 weeks"));
  CHECK(three.refused() ==
        "b.toml: run.seed: differs from that of scenario \"a\" (scenarios of one experiment have the same runs). "
        "Settle it with --seed?\n"
        "c.toml: run.horizon: differs from that of scenario \"a\" (scenarios of one experiment have the same runs). "
        "Settle it with --years or --weeks?\n");
  SetupRequest request;
  request.seed = 8;
  request.weeks = 1;
  CHECK(three.refused(request).empty());
  CHECK(Inputs().add("a", desk).add("b", text("replications = 3", "replications = 4")).refused() ==
        "b.toml: run.replications: differs from that of scenario \"a\" (scenarios of one experiment have the same "
        "runs). Settle it with --replications?\n");
}

TEST_CASE("Scenarios are told apart by their names") {
  CHECK(Inputs().add("a", desk).add("a", desk).refused() ==
        "a.toml: is named twice (scenarios of one experiment differ).\n");
  CHECK(Inputs().add("../a", desk).refused() ==
        "../a.toml: name: must not hold / or \\, or begin with a dot (files of results and copies are called by it). "
        "Say it in title_nl and title_en?\n");
}

TEST_CASE("A scenario that could not be read does not keep what is wrong with others from being told") {
  Issue unread;
  unread.where.file = "b.toml";
  unread.problem = "cannot be read";
  Inputs two;
  two.add("a", desk + "variable.v.values = [\"x\", \"x\"]\n").add_unreadable("b", {unread});
  CHECK(two.refused() ==
        "model.toml:8:27: variable.v.values: names \"x\" twice.\n"
        "b.toml: cannot be read.\n");
  CHECK(Inputs().add_unreadable("b", {unread}).refused() == "b.toml: cannot be read.\n");
}

TEST_CASE("What follows from a mistake of reading is not told again, and what two files share is told once") {
  const std::string wrong = desk + "variable.v.values = [\"x\", \"x\"]\n";
  Issue cause;
  cause.where = {"model.toml", 8, 12};
  cause.key = "variable.v";
  cause.problem = "was written wrongly";
  CHECK(Inputs().add("a", wrong).with_issue(cause).refused() == "model.toml:8:12: variable.v: was written wrongly.\n");
  cause.key = "variable.va";  // another thing, though its name begins alike
  CHECK(Inputs().add("a", wrong).with_issue(cause).refused() ==
        "model.toml:8:12: variable.va: was written wrongly.\n"
        "model.toml:8:27: variable.v.values: names \"x\" twice.\n");
  CHECK(Inputs().add("a", wrong).add("b", wrong).refused() ==
        "model.toml:8:27: variable.v.values: names \"x\" twice.\n");
}

TEST_CASE("Forks follow from the models: a lever from a day on leaves what was before it as one run") {
  const std::string lever =
      "lever.l = {parameter = \"haste\", operation = \"multiply\", value = 2, from = 2024-01-09}\n";
  const ExperimentSetup setup = Inputs().add("a", desk).add("b", desk + lever).ready();
  REQUIRE(setup.experiment.forks.size() == 2);
  CHECK(setup.experiment.forks[0].day == 0);
  CHECK(setup.experiment.forks[1].from == 0);
  CHECK(setup.experiment.forks[1].day == 8);
  CHECK(setup.runs() == 6);
}

TEST_CASE("Results of scenarios with other names stand in one schema, and key figures behind their payload") {
  const ExperimentSetup setup = Inputs()
                                    .add("a", desk + "kpi.six.value = \"2 * 3\"\n")
                                    .add("b", desk + "pool.room.servers = 1\n" + "kpi.seven.value = \"7\"\n" +
                                                  "pathway.p.step.more = {seize = \"room\", time = {distribution = "
                                                  "\"exponential\", mean = \"1 min\"}, then = \"out\"}\n" +
                                                  "stream.t = {rate = \"1 per day\", enters = \"p.more\"}\n")
                                    .ready();
  const ResultSchema& all = setup.frame.schema;
  REQUIRE(all.dimension("pool") != nullptr);
  CHECK(all.dimension("pool")->labels == std::vector<std::string>{"desk", "room"});
  REQUIRE(setup.frame.partial.size() > 0);
  CHECK_FALSE(setup.frame.has(0, "pool", 1));
  CHECK(setup.frame.has(1, "pool", 1));
  REQUIRE(all.dimension("kpi") != nullptr);
  CHECK(all.dimension("kpi")->labels == std::vector<std::string>{"six", "seven"});
  const std::size_t figures = all.variable("kpi_value")->offset;
  REQUIRE(setup.experiment.derive.size() == 2);
  for (std::size_t s = 0; s < 2; ++s) {
    std::vector<double> payload(make_schema(setup.experiment.models[s]).payload_size);
    setup.experiment.derive[s](payload);
    const std::vector<double> placed = setup.experiment.placements[s].place(payload);
    REQUIRE(placed.size() == all.payload_size);
    CHECK(placed[figures + s] == (s == 0 ? 6 : 7));
    CHECK(std::isnan(placed[figures + 1 - s]));  // the other's
  }
}

TEST_CASE("A name has one meaning and one unit in all scenarios, and none that results have themselves") {
  CHECK(Inputs()
            .add("a", desk + "kpi.k = {value = \"mean(queue)\", unit = \"min\"}\n")
            .add("b", desk + "kpi.k = {value = \"mean(queue)\", unit = \"h\"}\n")
            .refused() ==
        "model.toml:8:40: kpi.k.unit: has unit h here and min in scenario \"a\" (a.toml). Give it one unit, or two "
        "names?\n");
  const std::string variable = "variable.kind = {values = [\"x\", \"y\"]}\n";
  CHECK(Inputs()
            .add("a", desk + variable + "wait.stay = {from = \"arrival\"}\npathway.p.step.out.wait = \"stay\"\n")
            .add("b", desk + variable +
                          "wait.stay = {from = \"arrival\", by = [\"kind\"]}\npathway.p.step.out.wait = \"stay\"\n")
            .refused() ==
        "model.toml:9:13: wait.stay: result stay_count is \"waits that ended in service: stay\" [1] by kind here, but "
        "\"waits that ended in service: stay\" [1] in scenario \"a\" (a name has one meaning in all scenarios of an "
        "experiment). Give it another name?\n");
}

TEST_CASE("Regions are looked up with their people, on the day from which results count") {
  const Csv csv = population_tables();
  SetupRequest all = request_of("all");
  all.inhabitants_share = 0.25;
  const ExperimentSetup both = Inputs().add("a", people, csv).ready(all);
  CHECK(both.frame.regions == std::vector<std::string>{"R1", "R2"});
  CHECK(both.frame.region_names == std::vector<std::string>{"Near and about", "Far away"});
  REQUIRE(both.experiment.regions.size() == 2);
  CHECK(both.experiment.regions[0].wijken.size() == 1);
  CHECK(both.experiment.regions[0].wijken[0].code == "WK000001");
  CHECK(both.experiment.regions[0].share_of_inhabitants == 0.25);
  CHECK(both.experiment.regions[1].start_date == days_from_civil({2023, 12, 4}));
  CHECK(both.experiment.regions[1].population_date == days_from_civil({2024, 1, 1}));
  CHECK(both.inhabitants(0) == 100 * age_bands / 4.0);
  CHECK(both.inhabitants(1) == 300 * age_bands / 4.0);
  CHECK(both.runs() == 2 * both.experiment.replications);

  CHECK(Inputs().add("a", people, csv).ready().frame.regions == std::vector<std::string>{"R2"});
  CHECK(Inputs().add("a", people, csv).ready(request_of("R2,R1")).frame.regions ==
        std::vector<std::string>{"R2", "R1"});
}

TEST_CASE("Regions that are not there, stand there twice or have nobody are refused") {
  Csv csv = population_tables();
  CHECK(Inputs().add("a", people, csv).refused(request_of("R1,R3,R1,Far away")) ==
        "--regions: unknown region \"R3\". did you mean \"R1\"?\n"
        "--regions: names region \"R1\" twice.\n"
        "--regions: unknown region \"Far away\". did you mean \"R2\"?\n");
  CHECK(Inputs().add("a", desk).refused(request_of("R1")) ==
        "--regions: scenario \"a\" has no inhabitants (only a model with a population has regions).\n");
  csv["regions"] += "R4,Nowhere\n";
  CHECK(Inputs().add("a", people, csv).refused(request_of("R4")) ==
        "wijken.csv: region_code: has no wijken of region \"R4\".\n");
}

TEST_CASE("Scenarios of one experiment have the same inhabitants") {
  const Csv csv = population_tables();
  CHECK(Inputs().add("a", people, csv).add("b", people, csv).refused().empty());
  Csv more = csv;
  more["wijken"].replace(more["wijken"].rfind("300"), 3, "301");
  CHECK(Inputs().add("a", people, csv).add("b", people, more).refused() ==
        "b.toml: population: its inhabitants differ from those of scenario \"a\" (scenarios of one experiment have "
        "the same inhabitants on the same day). Run it by itself?\n");
  CHECK(Inputs().add("a", people, csv).add("b", people, more).refused(request_of("R1")).empty());
  // What people are made of may stand in a parameter, and a lever on it makes others of them.
  const std::string needy = people + "need.n.shape = \"spread\"\nparameter.spread.value = 2\n";
  const std::string lever = "lever.l = {parameter = \"spread\", operation = \"set\", value = ";
  CHECK(Inputs().add("a", needy, csv).add("b", needy + lever + "2}\n", csv).refused().empty());
  CHECK(Inputs().add("a", needy, csv).add("b", needy + lever + "3}\n", csv).refused() ==
        "b.toml: population: its inhabitants differ from those of scenario \"a\" (scenarios of one experiment have "
        "the same inhabitants on the same day). Run it by itself?\n");
  CHECK(Inputs().add("b", needy + lever + "3, from = 2024-01-08}\n", csv).refused() ==
        "model.toml:9:71: lever.l.from: is not heard by need.n.shape (parameter \"spread\" is read there once for "
        "everyone, "
        "when inhabitants are made). leave `from` away, or compare runs that start on that day?\n");
  std::string without = people;
  without.replace(without.find(", regions"), without.find("pool.desk") - without.find(", regions"), "}\n");
  CHECK(Inputs().add("a", people, csv).add("b", without).refused() ==
        "b.toml: population: is not there, in scenario \"a\" it is there (scenarios of one experiment have the same "
        "inhabitants).\n");
}

TEST_CASE("The checksum of tables tells models with other times apart, and no others") {
  const std::uint64_t ten = Inputs().add("a", desk).ready().table_checksum();
  CHECK(Inputs().add("b", desk + "kpi.k.value = \"1\"\n").ready().table_checksum() == ten);
  std::string eleven = desk;
  eleven.replace(eleven.find("10 min"), 6, "11 min");
  CHECK(Inputs().add("a", eleven).ready().table_checksum() != ten);
}

}  // namespace draagkracht::testing
