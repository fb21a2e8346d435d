// Pools that places have together, and lists that places shorten, in a small region of ten equal practices.
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/io/scenario_file.h"
#include "engine/model/compile.h"
#include "engine/population/read_input.h"
#include "engine/population/synthesis.h"
#include "engine/results/run.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_builder.h"
#include "engine/simulation/region_simulation.h"
#include "engine/stats/queueing.h"
#include "engine/traffic/traffic_groups.h"
#include "tests/statistical/model_runs.h"
#include "tests/unit/io/scratch_folder.h"
#include "tests/unit/simulation/plain_bytes.h"

namespace draagkracht::testing {
namespace {

constexpr int practices = 10;
constexpr int list = 300;  // persons of a practice
constexpr double calls_per_hour = 10;
constexpr double served_per_hour = 12;
constexpr double left_per_hour = 12;

// Everybody is 40 to 44 and lives in one wijk.
std::string wijken() {
  std::string header = "wijk_code,municipality_code,municipality,region_code";
  std::string row = "WK000101,GM0001,Town,R";
  for (int age = 0; age < 100; age += 5) {
    header += ",age_" + std::to_string(age) + (age == 95 ? "_plus" : "_" + std::to_string(age + 4));
    row += age == 40 ? "," + std::to_string(practices * list) : ",0";
  }
  return header + "\n" + row + "\n";
}
std::string projection() {
  std::string text = "year,age_band,male,female\n";
  for (const char* year : {"2021", "2024"}) {
    for (int age = 0; age < 100; age += 5)
      text += std::string(year) + "," + std::to_string(age) + (age == 95 ? "+" : "-" + std::to_string(age + 4)) +
              ",1000,1000\n";
  }
  return text;
}
std::string flat_week() {
  std::string text = "hour_of_week,calls\n";
  for (int hour = 0; hour < 168; ++hour) text += std::to_string(hour) + ",0.005952380952380952\n";
  return text;
}

// Calls to a line with one server per practice, from which callers leave; POOL stands for keys of the line.
const std::string calls = R"(
run = {start = 2024-01-01, warm_up = "1 week", horizon = "10 weeks"}
[population]
wijken = "wijken"
projection = "projection"
attributes = "attributes"
regions = "regions"
[attribute.age_band]
kind = "age_band"
from_age = [0, 65]
labels = ["0-64", "65+"]
[scope.practice]
kind = "enrolment"
size_table = "sizes"
not_enrolled = 0
[schedule.always.days]
every_day = "00:00-24:00"
[pool.line]
POOL
[wait.line]
[tally.callers]
by = ["age_band"]
[stream.calls]
family = "calls"
per_person = RATE
profile_table = "week"
profile_column = "calls"
enters = "call"
[[pathway.call.step]]
name = "line"
seize = "line"
time = "exponential 5 min"
patience = "exponential 5 min"
on_patience = "hung_up"
otherwise = "nobody"
wait = "line"
counts = ["callers"]
[[pathway.call.step]]
name = "served"
exit = "served"
[[pathway.call.step]]
name = "hung_up"
exit = "hung_up"
[[pathway.call.step]]
name = "nobody"
exit = "nobody"
)";
const std::string alone = "scope = \"practice\"\nservers = 1";
const std::string grouped = R"(scope = "line_group"
servers = 1
[scope.line_group]
kind = "group"
of = "practice"
size = "telephone_group"
[parameter.telephone_group]
value = 1
least = 1)";
std::string groups_of(int places) {
  return "[lever.together]\nparameter = \"telephone_group\"\noperation = \"set\"\nvalue = " + std::to_string(places) +
         "\n";
}

struct Town {
  Scenario scenario;
  Model model;
  Population population;
  Region region;
};

std::unique_ptr<Town> town(const std::string& pool, const std::string& more = "") {
  const ScratchFolder folder;
  const double per_year = calls_per_hour * 24 * 365.25 / list;
  std::string text = replaced(calls, {{"POOL", pool}, {"RATE", std::to_string(per_year)}}) + more;
  for (const auto& [name, csv] :
       TableTexts{{"wijken", wijken()},
                  {"projection", projection()},
                  {"attributes", "attribute,age_from,age_to,sex,share\n"},
                  {"regions", "region_code,name\nR,Region\n"},
                  {"sizes", "size_class,share,patients\none,1," + std::to_string(list) + "\n"},
                  {"hours",
                   "discipline,persons_per_10k,paid_hours_per_week_per_10k,presence,direct_share\n"
                   "line,40,5600,1,1\n"},
                  {"week", flat_week()}}) {
    write_bytes(folder / (name + ".csv"), csv);
    if (name != "hours" || text.find("\"hours\"") != std::string::npos)
      text += "\n[table." + name + "]\nfile = \"" + name + ".csv\"\n";
  }
  write_bytes(folder / "town.toml", text);
  const ScenarioFile file = load_scenario(folder / "town.toml");
  auto made = std::make_unique<Town>();
  made->scenario = file.scenario;
  made->model = compile(file.scenario, file.tables);
  Issues issues;
  made->population = make_population(read_population_input(file.scenario, file.tables, made->model, "R", issues), 1);
  issues.throw_if_any();
  made->region = build_region(made->model, &made->population);
  return made;
}

struct Counted {
  double served = 0, left = 0, nobody = 0;
  std::int64_t entered = 0;  // warm-up included
  std::string payload;       // all results, as bytes
  double without = 0;        // persons without a practice

  double share_left() const { return left / (served + left); }
};

Counted simulate(const Town& town, std::uint32_t replication = 0) {
  RegionSimulation simulation(town.model, town.region, {1, replication});
  simulation.run();
  Counted counted;
  for (std::size_t o = 0; o < town.model.outcomes.size(); ++o) {
    const auto n = static_cast<double>(simulation.observer().outcomes[o]);
    if (town.model.outcomes[o] == "served") counted.served = n;
    if (town.model.outcomes[o] == "hung_up") counted.left = n;
    if (town.model.outcomes[o] == "nobody") counted.nobody = n;
  }
  counted.entered = simulation.observer().entered;
  const std::vector<double> payload = measure(town.model, town.region, simulation);
  for (const double value : payload) counted.payload += plain_bytes(value);
  counted.without = payload[make_schema(town.model).variable("inhabitants_without_place")->offset];
  return counted;
}

// |z| of the mean over replications against a value.
double off(const std::vector<double>& values, double exact) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double v : values) sum += v, squares += v * v;
  const double mean = sum / n;
  return std::abs(mean - exact) / std::sqrt((squares / n - mean * mean) / (n - 1));
}

}  // namespace

TEST_CASE("A pool of k equal practices is Erlang's A with k servers and k times the calls") {
  // 12 replications: P(|t| > 5 with 11 degrees of freedom) = 4e-4 for each of four values.
  for (const int k : {1, 5}) {
    const std::unique_ptr<Town> five = town(grouped, groups_of(k));
    REQUIRE(five->region.pools.size() == static_cast<std::size_t>(practices / k));
    std::vector<double> left;
    for (std::uint32_t r = 0; r < 12; ++r) {
      const Counted run = simulate(*five, r);
      left.push_back(run.share_left());
      CHECK(run.nobody == 0);
    }
    const auto law = [&](int servers) {
      return ErlangAQueue(servers * calls_per_hour, served_per_hour, servers, left_per_hour).share_leaving();
    };
    INFO(k << " practices: exact " << law(k));
    CHECK(off(left, law(k)) < 5);
    CHECK(off(left, law(k + 1)) > 5);  // twin
  }
}

TEST_CASE("Groups of one place are as pools of places, bit by bit; so is the load of the region") {
  const std::string load = "\n[load.lines]\npools = [\"line\"]\n";
  const Counted places = simulate(*town(alone, load));
  CHECK(simulate(*town(grouped, load)).payload == places.payload);
  const Counted together = simulate(*town(grouped, load + groups_of(3)));
  CHECK(together.payload != places.payload);
  CHECK(together.share_left() < places.share_left());
}

TEST_CASE("Ten practices in groups of three are three groups of neighbours, with what their practices had") {
  const std::string staffed = replaced(grouped, {{"servers = 1", R"(schedule = "always"
staff = {table = "hours", row = "line"}
[pool.line.limit.lines]
priorities = [0]
cap = 2)"}});
  const std::unique_ptr<Town> made = town(staffed, groups_of(3));
  const Region& region = made->region;
  REQUIRE(region.pools.size() == 3);
  CHECK(region.group_of[0] == std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 2, 2, 2});
  CHECK(region.periods[0].pool_of[0] == std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 2, 2, 2});
  // 5,600 hours per 10,000 inhabitants are 1,680 for these 3,000: ten always on duty.
  std::vector<std::int64_t> seats, caps;
  for (const PoolDuty& duty : region.periods[0].duty) {
    std::int64_t sum = 0;
    for (const Shift& shift : region.rosters[duty.roster].shifts[0])
      sum += static_cast<std::int64_t>(shift.seats.size());
    seats.push_back(sum);
    caps.push_back(region.schedules[duty.limits[0]].level(0, 0));
  }
  const auto per_place = static_cast<std::int64_t>(region.rosters[0].shifts[0].size());
  CHECK(seats == std::vector<std::int64_t>{4 * per_place, 3 * per_place, 3 * per_place});
  CHECK(caps == std::vector<std::int64_t>{8, 6, 6});
  CHECK(region.pools[0].inhabitants == 4 * list);
  CHECK(region.pools[1].place == 4);
}

namespace {

const std::string with_lists = R"(scope = "practice"
schedule = "always"
staff = {table = "hours", row = "line", factor = "staff_hours"}
[scope.practice.list]
size = "patients_per_gp"
pool = "line"
[parameter.patients_per_gp]
value = 2095
least = 0
[parameter.staff_hours]
value = 1
least = 0)";
std::string lever(const std::string& name, const std::string& parameter, double value, const std::string& more = "") {
  return "[lever." + name + "]\nparameter = \"" + parameter +
         "\"\noperation = \"set\"\nvalue = " + std::to_string(value) + "\n" + more;
}

}  // namespace

TEST_CASE("Shorter lists leave people without a practice, but not if hours are raised as much") {
  const Counted before = simulate(*town(with_lists));
  CHECK(before.without == 0);
  CHECK(before.nobody == 0);
  const double kept = 1800.0 / 2095;
  const Counted shorter = simulate(*town(with_lists, lever("lists", "patients_per_gp", 1800)));
  // Each of 3,000 persons is kept by chance: 4.5 standard errors, false-alarm rate 7e-6 per seed.
  constexpr double persons = practices * list;
  const auto within = [&](double share) {
    return std::abs(shorter.without / persons - (1 - share)) < 4.5 * std::sqrt(share * (1 - share) / persons);
  };
  CHECK(within(kept));
  CHECK_FALSE(within(0.9));  // twin
  // They ask as others do: 168,000 calls, shares within 4.5 standard errors.
  const double asked = shorter.served + shorter.left + shorter.nobody;
  const double share = shorter.without / persons;
  CHECK(std::abs(shorter.nobody / asked - share) < 4.5 * std::sqrt(share * (1 - share) / asked));
  CHECK(shorter.entered == before.entered);

  SECTION("With hours raised as much nobody is sent away") {
    const std::string hours = lever("hours", "staff_hours", 2095.0 / 1800);
    const Counted both = simulate(*town(with_lists, lever("lists", "patients_per_gp", 1800) + hours));
    CHECK(both.nobody == 0);
    CHECK(both.payload == simulate(*town(with_lists, hours)).payload);
  }
  SECTION("Fewer hours alone, or longer lists, send nobody away") {
    CHECK(simulate(*town(with_lists, lever("hours", "staff_hours", 0.8))).without == 0);
    CHECK(simulate(*town(with_lists, lever("lists", "patients_per_gp", 2350))).payload == before.payload);
  }
  SECTION("From the middle of the time on, on average half as many; who is kept by short lists is so by longer ones") {
    const Counted half = simulate(*town(with_lists, lever("lists", "patients_per_gp", 1800, "from = 2024-02-05\n")));
    CHECK(half.without == Approx(shorter.without / 2));
    const Counted less = simulate(*town(with_lists, lever("lists", "patients_per_gp", 1900)));
    CHECK(less.without < shorter.without);
    CHECK(less.nobody < shorter.nobody);
  }
}

TEST_CASE("The traffic equations know of lists and groups") {
  const auto flow = [](const Town& made) { return solve_traffic(made.model, traffic_input(made.model, made.region)); };
  const double year = practices * calls_per_hour * 24 * 365.25;
  const double kept = 1800.0 / 2095;
  const std::unique_ptr<Town> shorter = town(with_lists, lever("lists", "patients_per_gp", 1800));
  const TrafficFlow lists = flow(*shorter);
  CHECK(lists.asked_hours[0] == Approx(year * kept / served_per_hour).epsilon(1e-6));
  CHECK(lists.requests == Approx(year).epsilon(1e-6));
  const std::unique_ptr<Town> together = town(grouped, groups_of(3));
  CHECK(flow(*together).asked_hours[0] == Approx(year / served_per_hour).epsilon(1e-6));
  CHECK(duty_hours_per_year(together->model, together->region)[0] == Approx(practices * 24 * 365.25));
}

}  // namespace draagkracht::testing
