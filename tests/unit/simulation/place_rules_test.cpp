// Numbers of places and rules on a clock, against recursions in closed form and counts of who came.
#include "engine/simulation/place_rules.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "engine/model/difference.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "tests/unit/simulation/plain_bytes.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

constexpr std::uint32_t persons = 2'000;

// Two practices in two wijken, one of whom learns twice as fast. Each counts who comes.
const std::string practices = R"(
run = {start = 2024-01-01, horizon = "20 weeks"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
scope.practice = {kind = "enrolment", size_table = "sizes"}
parameter.grows.value = 0.1
parameter.fades.value = 0.05
lever.faster = {parameter = "grows", operation = "multiply", value = 2, where = {wijk = ["WK000002"]}}
pool.desk = {scope = "practice", servers = 50}
sensor.recent = {pool = "desk", over = "3 weeks"}
global.maturity = {scope = "practice", value = 0.2}
global.came.scope = "practice"
global.last = {scope = "practice", unit = "time"}
global.busiest.scope = "practice"
global.all = {}
rule.grow = {scope = "practice", every = "2 weeks", assign = {maturity = "maturity + grows * (1 - maturity) - fades * maturity"}}
rule.look = {scope = "practice", every = "1 week", when = "recent > busiest", assign = {busiest = "recent", last = "now"}}
rule.count = {every = "4 weeks", assign = {all = "all + now / 1 week"}}
stream.calls = {per_person = 17, profile_table = "week", profile_column = "calls", enters = "path"}
stream.nobody = {rate = "1 per hour", enters = "aside"}
[pathway.path.step]
note.assign.came = "came + 1"
serve = {seize = "desk", otherwise = "out", time = {distribution = "deterministic", mean = "20 min"}}
out.exit = "served"
[pathway.aside.step]
note.assign.came = "came + 1"
right = {when = "came == 0 and maturity == 0.2", yes = "out", no = "wrong"}
out.exit = "nobody"
wrong.exit = "wrong"
)";

std::string text_with(const std::string& what, const std::string& by, std::string text = practices) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

Model model_of(const std::string& text) {
  std::string week = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h) week += std::to_string(h) + ",1\n";
  return compiled(text, {{"week", week},
                         {"sizes", "size_class,share,patients\nall,1,1000\n"},
                         {"w", "wijk_code\nWK000001\nWK000002\n"},
                         {"p", "x\n1\n"},
                         {"a", "x\n1\n"},
                         {"r", "x\n1\n"}});
}

// Three of four persons belong to the first practice.
Population village() {
  Population population;
  population.persons.reset(persons, 0);
  population.wijken.push_back({"WK000001", "Made up", 0, persons / 2, "GM0000"});
  population.wijken.push_back({"WK000002", "Made up", persons / 2, persons / 2, "GM0000"});
  population.places = {{Place{"region", 0, 0, persons, 0}},
                       {Place{"one", 0, 0, 3 * persons / 4, 0}, Place{"other", 1, 0, persons / 4, 0}}};
  std::uint64_t entity = 1'000;
  for (Person& person : population.persons) {
    person.wijk = entity - 1'000 < persons / 2 ? 0 : 1;
    person.entity = entity++;
    person.place[0] = entity % 4 == 0 ? 1 : 0;
  }
  return population;
}

struct Run {
  Model model;
  Population population = village();
  Region region;
  RegionSimulation simulation;

  explicit Run(const std::string& text = practices, std::int32_t forked_on = 0)
      : model(model_of(text)), region(build_region(model, &population)), simulation(model, region, {7, 0}) {
    if (forked_on > 0) {
      RegionSimulation lead(model, region, {7, 0});
      lead.run_to(forked_on);
      simulation.take_up(lead.save());
    }
  }
  double number(const std::string& name, std::uint32_t place) const {
    for (Index i = 0; i < model.place_numbers.size(); ++i) {
      if (model.place_numbers[i].name == name) return simulation.state().place_values.number(i, place);
    }
    throw std::out_of_range(name);
  }
  std::vector<double> came(std::int32_t days) const {
    std::vector<double> by_place(2);
    const Calendar calendar(model.start_day, days, model.holidays);
    People people(&population, model.start_day);
    Demand demand(model, region, calendar, people, {7, 0});
    ParameterValues values(model, region);
    for (std::int32_t d = 0; d < days; ++d) {
      values.set_day(d);
      for (const Arrival& arrival : demand.arrivals(d, values)) ++by_place[population.persons[arrival.person].place[0]];
    }
    return by_place;
  }
  std::string bytes() {
    std::string all;
    simulation.visit([&]<class T>(const char*, const T& value) {
      if constexpr (std::is_trivially_copyable_v<T>) {
        all += plain_bytes(value);
      } else if constexpr (std::is_trivially_copyable_v<typename T::value_type>) {
        for (const auto& one : value) all += plain_bytes(one);
      }
    });
    return all;
  }
};

// Behind n steps of m' = m + a (1 - m) - b m.
double grown(double first, double a, double b, int n) {
  const double end = a / (a + b);
  return end + (first - end) * std::pow(1 - a - b, n);
}

}  // namespace

TEST_CASE("A rule is a recursion of each place, with the parameters of that place, on its own days") {
  Run run;
  CHECK(run.number("maturity", 0) == 0.2);
  for (const std::int32_t on : {1, 13, 14, 15, 27, 29, 60, 99, 140}) {
    CAPTURE(on);
    run.simulation.run_to(on);
    const int times = (on - 1) / 14;
    CHECK(run.number("maturity", 0) == Approx(grown(0.2, 0.1, 0.05, times)).epsilon(1e-13));
    CHECK(run.number("maturity", 1) == Approx(grown(0.2, 0.2, 0.05, times)).epsilon(1e-13));
  }
  // Of the region: 4 + 8 + 12 + 16 weeks.
  CHECK(run.simulation.global(0) == 40);
  // A twin of whom nobody learns faster is alike in both places.
  Run alike(text_with("value = 2, where", "value = 1, where"));
  alike.simulation.run_to(140);
  CHECK(alike.number("maturity", 1) == alike.number("maturity", 0));
}

TEST_CASE("Requests assign and read the number of their own place; who has none reads the first, and is forgotten") {
  Run run;
  run.simulation.run_to(50);
  const std::vector<double> came = run.came(50);
  REQUIRE(came[0] > 2 * came[1]);
  REQUIRE(came[1] > 100);
  CHECK(run.number("came", 0) == came[0]);
  CHECK(run.number("came", 1) == came[1]);
  CHECK(run.simulation.observer().outcomes[position(run.model.outcomes, "nobody")] > 1'000);
  const auto& outcomes = run.simulation.observer().outcomes;
  CHECK(outcomes[position(run.model.outcomes, "wrong")] == 0);
}

TEST_CASE("A rule reads sensors of its place, and holds only where its condition does") {
  Run run;
  std::vector<double> busiest(2), last(2);
  for (std::int32_t week = 1; week < 20; ++week) {
    run.simulation.run_to(7 * week + 1);
    for (std::uint32_t place = 0; place < 2; ++place) {
      const double now = run.simulation.state().sensors.value_at(0, place, run.region.periods[0]);
      if (now > busiest[place]) last[place] = static_cast<double>(week * one_week.ms);
      busiest[place] = std::max(busiest[place], now);
      CAPTURE(week, place);
      CHECK(run.number("busiest", place) == busiest[place]);
      CHECK(run.number("last", place) == last[place]);
    }
  }
  CHECK(busiest[0] > 2 * busiest[1]);
}

TEST_CASE("Assignments of a rule, and rules, go one after the other") {
  Run run(text_with("rule.count = {every = \"4 weeks\", assign = {all = \"all + now / 1 week\"}}",
                    "global.first = {}\nglobal.second = {}\nglobal.third = {}\n"
                    "rule.one = {every = \"3 days\", assign = {first = \"first + 1\", second = \"10 * first\"}}\n"
                    "rule.two = {every = \"3 days\", assign = {third = \"second + first\", all = \"day\"}}"));
  run.simulation.run_to(10);  // days 3, 6 and 9
  CHECK(run.simulation.global(1) == 3);
  CHECK(run.simulation.global(2) == 30);
  CHECK(run.simulation.global(3) == 33);
  CHECK(run.simulation.global(0) == 9);
}

TEST_CASE("Who waits for a number goes on at the midnight at which a rule sets it") {
  const Model model = small_model(R"(
global.open = {}
rule.opens = {every = "10 days", assign = {open = "1"}}
stream.who = {interval = fixed(1000 days), start = "30 h", at_start = true, enters = "wait"}
wait.stay.from = "arrival"
[pathway.wait.step]
asked.await = "open > 0"
gone = {exit = "gone", wait = "stay"}
)");
  const Region region = build_region(model, nullptr);
  RegionSimulation simulation(model, region, {1, 0});
  simulation.run();
  const WaitRecord& record = simulation.observer().waits[0][0];
  CHECK(record.waits.count == 1);
  CHECK(record.waits.sum == 10 * day - 30 * hour);
}

TEST_CASE("Numbers of places stand in results as their mean") {
  Run run;
  run.simulation.run();
  const ResultSchema schema = make_schema(run.model);
  const std::vector<double> payload = measure(run.model, run.region, run.simulation);
  const auto at = [&](const char* name, std::size_t i) {
    const ResultVariable* variable = schema.variable(name);
    REQUIRE(variable != nullptr);
    REQUIRE(i < variable->size);
    return payload[variable->offset + i];
  };
  // Axis: all, maturity, came, busiest.
  CHECK(at("global_at_end", 0) == 40);
  CHECK(at("global_at_end", 1) == (run.number("maturity", 0) + run.number("maturity", 1)) / 2);
  const std::vector<double> came = run.came(140);
  CHECK(at("global_at_end", 2) == (came[0] + came[1]) / 2);
  CHECK(at("global_time_at_end", 0) ==
        Approx((run.number("last", 0) + run.number("last", 1)) / 2 / static_cast<double>(minute)).epsilon(1e-14));
}

TEST_CASE("Numbers of places are state of a run: forked on any day it has the same bits") {
  Run whole;
  whole.simulation.run();
  const std::string bytes = whole.bytes();
  for (const std::int32_t on : {1, 7, 13, 14, 15, 28, 57, 139}) {
    CAPTURE(on);
    Run forked(practices, on);
    forked.simulation.run();
    CHECK(forked.bytes() == bytes);
  }
}

TEST_CASE("Who asks for what does not hang on sensors, numbers of places or rules") {
  const Run with, without(text_with("maturity + grows * (1 - maturity)", "0 * grows"));
  CHECK(with.came(60) == without.came(60));
}

TEST_CASE("Models with other sensors, numbers of places or rules have no past in common") {
  const Model one = model_of(practices);
  CHECK(difference(one, model_of(practices)).from_day == ModelDifference::never);
  for (const auto& [what, by, name] :
       {std::tuple{"3 weeks", "4 weeks", "sensor recent"}, std::tuple{"value = 0.2", "value = 0.3", "global maturity"},
        std::tuple{"every = \"2 weeks\"", "every = \"3 weeks\"", "rule grow"}}) {
    const ModelDifference found = difference(one, model_of(text_with(what, by)));
    CHECK(found.from_day == 0);
    CHECK(found.part == name);
  }
}

}  // namespace draagkracht::testing
