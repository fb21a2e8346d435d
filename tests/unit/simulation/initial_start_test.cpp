// Who is there at the start: a function of the person alone, in the numbers that follow from rates and times.
#include "engine/simulation/initial_start.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "engine/simulation/region_builder.h"
#include "tests/unit/model/compiled_text.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

constexpr std::uint32_t persons = 20'000;

// Two kinds of request, 3 and 4 per person-year, one in two of which is away for 30 days. START stands for who is
// there.
const std::string village = R"(
run = {start = 2024-01-01, horizon = "4 weeks"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
variable.kind.values = ["long", "short"]
parameter.more = {value = 1, most = 8}
pool.desk = {servers = SERVERS}
[stream.calls]
lookup = {table = "rates", column = "rate", by = ["kind"]}
factor = "more"
profile_table = "week"
profile_column = "calls"
enters = "path"
START
[pathway.path.step]
ask.branches = [{share = 0.5, to = "away"}, {to = "serve"}]
away = {delay = {distribution = "gamma", mean = "30 days", cv = 2}, then = "out"}
serve = {seize = "desk", time = "exponential 1 min"}
out.exit = "served"
)";

struct Village {
  Population population;
  SmallRun run;

  static Population people() {
    Population population;
    population.persons.reset(persons, 0);
    std::uint64_t entity = 1'000;
    for (Person& person : population.persons) person.entity = entity++;
    population.wijken.push_back({"WK000001", "Made up", 0, persons, "GM0000"});
    population.places = {{Place{"region", 0, 0, persons, 0}}};
    return population;
  }
  static std::string every_hour() {
    std::string week = "hour_of_week,calls\n";
    for (int hour_of_week = 0; hour_of_week < 168; ++hour_of_week) week += std::to_string(hour_of_week) + ",1\n";
    return week;
  }
  explicit Village(const std::string& start, const std::string& servers = "3", RandomKey key = {7, 0})
      : population(people()),
        run(compiled(std::regex_replace(std::regex_replace(village, std::regex("START"), start), std::regex("SERVERS"),
                                        servers),
                     {{"rates", "kind,rate\nlong,3\nshort,4\n"},
                      {"week", every_hour()},
                      {"w", "x\n1\n"},
                      {"p", "x\n1\n"},
                      {"a", "x\n1\n"},
                      {"r", "x\n1\n"}}),
            key, &population) {}

  std::vector<InitialArrival> arrivals() { return InitialStart(run.state).arrivals(); }
};

std::vector<std::uint32_t> persons_of(const std::vector<InitialArrival>& arrivals) {
  std::vector<std::uint32_t> all;
  for (const InitialArrival& arrival : arrivals) all.push_back(arrival.person);
  std::sort(all.begin(), all.end());
  return all;
}

// Five standard errors of a Poisson count: 6 false alarms in 10 million for another seed.
bool is_count(std::size_t found, double expected) {
  return std::abs(static_cast<double>(found) - expected) < 5 * std::sqrt(expected);
}

}  // namespace

TEST_CASE("As many are at a delay as the stream brings in its mean time, of each kind by its rate") {
  Village of("initial.away = {at = \"path.away\", share = 0.5}");
  const std::vector<InitialArrival> there = of.arrivals();
  const double years = persons * 0.5 * 30 / 365.25;
  CHECK(is_count(there.size(), 7 * years));
  const auto is_long = [](const InitialArrival& one) { return one.set->at(0).value == 0; };
  CHECK(is_count(static_cast<std::size_t>(std::count_if(there.begin(), there.end(), is_long)), 3 * years));
  CHECK_FALSE(is_count(there.size(), 8 * years));
  // Age and rest have the same law, of mean m2 / (2 m1) = 30 days * (1 + 4) / 2 = 75 days and a heavy tail.
  double age = 0, rest = 0, squares = 0;
  std::set<std::uint64_t> entities;
  for (const InitialArrival& one : there) {
    age += static_cast<double>(one.age_ms) / one_day.ms;
    rest += static_cast<double>(one.rest_ms) / one_day.ms;
    squares += std::pow(static_cast<double>(one.rest_ms) / one_day.ms, 2);
    entities.insert(one.entity);
  }
  const auto n = static_cast<double>(there.size());
  const double error = std::sqrt((squares / n - 75 * 75) / n);
  CHECK(std::abs(rest / n - 75) < 5 * error);
  CHECK(std::abs(age / n - 75) < 5 * error);
  CHECK(std::abs(rest / n - 30) > 5 * error);
  CHECK(entities.size() == there.size());
  CHECK(std::is_sorted(there.begin(), there.end(), [](const auto& a, const auto& b) { return a.age_ms > b.age_ms; }));
}

TEST_CASE("A share of the persons is there once each, whatever the pools; at a larger share they are there too") {
  const auto start = [](const std::string& share) {
    return "initial.away = {at = \"path.away\", stock = " + share + "}";
  };
  const std::vector<InitialArrival> quarter = Village(start("0.25")).arrivals();
  std::vector<std::uint32_t> who = persons_of(quarter);
  CHECK(std::adjacent_find(who.begin(), who.end()) == who.end());
  CHECK(std::abs(static_cast<double>(who.size()) - 0.25 * persons) < 5 * std::sqrt(persons * 0.25 * 0.75));
  const std::vector<InitialArrival> other = Village(start("0.25"), "9").arrivals();
  REQUIRE(other.size() == quarter.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    CHECK((other[i].entity == quarter[i].entity && other[i].rest_ms == quarter[i].rest_ms &&
           other[i].age_ms == quarter[i].age_ms));
  }
  const std::vector<std::uint32_t> more = persons_of(Village(start("0.3")).arrivals());
  CHECK(std::includes(more.begin(), more.end(), who.begin(), who.end()));
  CHECK(persons_of(Village(start("0.25"), "3", {7, 1}).arrivals()) != who);  // by replication
}

TEST_CASE("All who came within the time that a list has waited are in it") {
  Village of("initial.list = {at = \"path.serve\", share = 0.5, waited = \"deterministic 10 days\"}");
  const std::vector<InitialArrival> there = of.arrivals();
  CHECK(is_count(there.size(), persons * 7 * 0.5 * 10 / 365.25));
  CHECK(there.front().age_ms <= 10 * one_day.ms);
  CHECK(there.front().age_ms > 9 * one_day.ms);
  // Evenly over these days.
  const auto older = [](const InitialArrival& one) { return one.age_ms > 5 * one_day.ms; };
  CHECK(is_count(static_cast<std::size_t>(std::count_if(there.begin(), there.end(), older)),
                 persons * 7 * 0.5 * 5 / 365.25));
}

}  // namespace draagkracht::testing
