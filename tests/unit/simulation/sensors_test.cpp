// Sensors against hours of service and on duty that are added up by hand, or from who came when.
#include "engine/simulation/sensors.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "engine/simulation/region_simulation.h"
#include "tests/unit/simulation/plain_bytes.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// A request every day at 10:00 that takes three hours of one server, who works 40 hours a week. Those of Saturday and
// Sunday wait until Monday: of a first week five are served in it, of all others seven.
const std::string office = R"(
schedule.office.days.weekdays = "09:00-17:00"
pool.desk.schedule = "office"
sensor.recent = {pool = "desk", over = "2 weeks", start = 0.3}
tally.above = {}
stream.daily = {interval = fixed(24 h), start = "10 h", at_start = true, enters = "path"}
[pathway.path.step]
ask = {when = "recent > 0.45", yes = "note", no = "serve"}
note = {counts = ["above"]}
serve = {seize = "desk", time = fixed(3 h)}
out.exit = "served"
)";

// One server, day and night: every day from 22:00 to 02:00 one is served.
const std::string night = R"(
pool.desk.servers = 1
sensor.recent = {pool = "desk", over = "2 weeks"}
stream.daily = {interval = fixed(24 h), start = "22 h", at_start = true, enters = "path"}
[pathway.path.step]
ask = {when = "recent > 9", yes = "out", no = "serve"}
serve = {seize = "desk", time = fixed(4 h)}
out.exit = "served"
)";

std::string changed(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

struct Run {
  Model model;
  Region region;
  RegionSimulation simulation;

  explicit Run(const std::string& text, const std::string& horizon = "8 weeks", const std::string& warm_up = "0 min")
      : model(small_model(text, horizon, warm_up)),
        region(build_region(model, nullptr)),
        simulation(model, region, {1, 0}) {}
  // When the Monday begins behind so many weeks.
  double after(std::int32_t weeks) {
    simulation.run_to(7 * weeks + 1);
    return simulation.state().sensors.value(0, 0);
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

// Of hours by week, those of earlier weeks fading away with each week that passes.
struct Mean {
  double decay, service = 0, duty = 0;
  double add(double of_service, double of_duty) {
    service = service * decay + of_service;
    duty = duty * decay + of_duty;
    return service / duty;
  }
};

}  // namespace

TEST_CASE("A sensor is the mean of a pool's load over weeks that fade, and stands still between Mondays") {
  Run run(office);
  CHECK(run.simulation.state().sensors.value(0, 0) == 0.3);
  run.simulation.run_to(7);
  CHECK(run.simulation.state().sensors.value(0, 0) == 0.3);
  CHECK(run.simulation.state().sensors.value(0, nobody) == 0.3);
  Mean mean{std::exp(-0.5)};
  for (std::int32_t weeks = 1; weeks < 8; ++weeks) {
    CAPTURE(weeks);
    const double expected = mean.add(weeks == 1 ? 15 : 21, 40);
    CHECK(run.after(weeks) == Approx(expected).epsilon(1e-13));
    run.simulation.run_to(7 * weeks + 6);
    CHECK(run.simulation.state().sensors.value(0, 0) == Approx(expected).epsilon(1e-13));
    CHECK(run.simulation.state().sensors.value_at(0, 0, run.region.periods[0]) == Approx(expected).epsilon(1e-13));
  }
  // A twin that forgets faster says something else.
  Run faster(changed(office, "over = \"2 weeks\"", "over = \"1 week\""));
  Mean fading{std::exp(-1.0)}, slower{std::exp(-0.5)};
  for (std::int32_t weeks = 1; weeks < 4; ++weeks) {
    const double hours = weeks == 1 ? 15 : 21, other = slower.add(hours, 40);
    CHECK(faster.after(weeks) == Approx(fading.add(hours, 40)).epsilon(1e-13));
    if (weeks > 1) CHECK(std::abs(faster.after(weeks) - other) > 1e-3);
  }
}

TEST_CASE("Steps go by a sensor from the Monday on which it says so") {
  // 15/40 for the second week; then (15 d + 21) / (40 d + 40), d = exp(-1/2), is 0.468.
  Run run(office);
  const auto above = [&] { return run.simulation.observer().counts[run.model.tallies[0].offset]; };
  run.simulation.run_to(14);
  CHECK(above() == 0);
  run.simulation.run_to(15);
  CHECK(above() == 1);
  run.simulation.run_to(56);
  CHECK(above() == 42);
}

TEST_CASE("Of services and duty that go on over Sunday night each week has its own part") {
  Run run(night);
  Mean mean{std::exp(-0.5)};
  for (std::int32_t weeks = 1; weeks < 8; ++weeks)
    CHECK(run.after(weeks) == Approx(mean.add(weeks == 1 ? 26 : 28, 168)).epsilon(1e-13));
}

TEST_CASE("Of the week in which the warm-up ends a sensor hears what came behind it, and of others all") {
  for (const auto& [warm_up, service, duty] :
       {std::tuple{"10 days", 16.0, 96.0}, std::tuple{"7 days", 28.0, 168.0}, std::tuple{"14 days", 28.0, 168.0}}) {
    CAPTURE(warm_up);
    Run run(night, "5 weeks", warm_up);
    Mean mean{std::exp(-0.5)};
    CHECK(run.after(1) == Approx(mean.add(26, 168)).epsilon(1e-13));
    CHECK(run.after(2) == Approx(mean.add(service, duty)).epsilon(1e-13));
    CHECK(run.after(3) == Approx(mean.add(28, 168)).epsilon(1e-13));
    run.simulation.run();
  }
}

TEST_CASE("Servers that follow the state are on duty for a sensor, and may follow one") {
  // From the second week on 28 hours of 168 are served: then there are 10 * 1/6 servers, of which one is whole.
  Run run(changed(
      night, "pool.desk.servers = 1",
      "global.more = {value = 1}\npool.desk.capacity = \"more\"\npool.other.capacity = \"floor(10 * recent)\""));
  Mean mean{std::exp(-0.5)};
  for (std::int32_t weeks = 1; weeks < 8; ++weeks) {
    CHECK(run.after(weeks) == Approx(mean.add(weeks == 1 ? 26 : 28, 168)).epsilon(1e-13));
    CHECK(run.simulation.state().servers[1].on_duty == 1);
  }
  Run never(
      changed(night, "pool.desk.servers = 1", "pool.desk.servers = 1\npool.other.capacity = \"floor(5 * recent)\""));
  never.after(7);
  CHECK(never.simulation.state().servers[1].on_duty == 0);
}

TEST_CASE("Who waits for what a sensor says goes on at midnight") {
  Run run(changed(night, "[pathway.path.step]",
                  "stream.who = {interval = fixed(1000 days), start = \"30 h\", at_start = true, enters = \"wait\"}\n"
                  "wait.stay = {from = \"arrival\"}\n[pathway.wait.step]\nasked.await = \"recent > 0.16\"\n"
                  "gone = {exit = \"gone\", wait = \"stay\"}\n[pathway.path.step]"));
  run.simulation.run();
  const WaitRecord& record = run.simulation.observer().waits[0][0];
  // 26 / 168 after one week, more than 0.16 after two.
  CHECK(record.waits.count == 1);
  CHECK(record.waits.sum == 14 * day - 30 * hour);
}

TEST_CASE("Sensors are state of a run: forked on any day it has the same bits") {
  Run whole(office, "5 weeks", "10 days");
  whole.simulation.run();
  for (const std::int32_t on : {1, 6, 7, 8, 10, 14, 15, 29}) {
    CAPTURE(on);
    Run lead(office, "5 weeks", "10 days"), follower(office, "5 weeks", "10 days");
    lead.simulation.run_to(on);
    follower.simulation.take_up(lead.simulation.save());
    follower.simulation.run();
    CHECK(follower.bytes() == whole.bytes());
  }
}

TEST_CASE("Each place has a sensor of its own pool, and requests read that of their place") {
  // Persons of two practices, one of them with three times as many; servers enough, so that nobody waits.
  std::string week = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h) week += std::to_string(h) + ",1\n";
  const Model model = compiled(R"(
run = {start = 2024-01-01, horizon = "6 weeks"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
scope.practice = {kind = "enrolment", size_table = "sizes"}
pool.desk = {scope = "practice", servers = 50}
sensor.recent = {pool = "desk", over = "3 weeks"}
variable.busy.values = ["no", "yes"]
tally.visits.by = ["busy"]
stream.calls = {per_person = 17, profile_table = "week", profile_column = "calls", enters = "path"}
[pathway.path.step]
ask = {when = "recent > 0.01", yes = "mark", no = "serve"}
mark.set.busy = "yes"
serve = {seize = "desk", otherwise = "out", time = {distribution = "deterministic", mean = "20 min"}, counts = ["visits"]}
out.exit = "served"
)",
                               {{"week", week},
                                {"sizes", "size_class,share,patients\nall,1,1000\n"},
                                {"w", "x\n1\n"},
                                {"p", "x\n1\n"},
                                {"a", "x\n1\n"},
                                {"r", "x\n1\n"}});
  constexpr std::uint32_t persons = 2'000;
  Population population;
  population.persons.reset(persons, 0);
  population.wijken.push_back({"WK000001", "Made up", 0, persons, "GM0000"});
  population.places = {{Place{"region", 0, 0, persons, 0}},
                       {Place{"one", 0, 0, 1'500, 0}, Place{"other", 0, 0, 500, 0}}};
  std::uint64_t entity = 1'000;
  for (Person& person : population.persons) {
    person.entity = entity++;
    person.place[0] = entity % 4 == 0 ? 1 : 0;
  }
  const Region region = build_region(model, &population);
  RegionSimulation simulation(model, region, {7, 0});
  std::map<std::uint16_t, std::vector<std::int64_t>> came;  // by place
  {
    const Calendar calendar(model.start_day, 42, model.holidays);
    People people(&population, model.start_day);
    Demand demand(model, region, calendar, people, {7, 0});
    ParameterValues values(model, region);
    for (std::int32_t d = 0; d < 42; ++d) {
      values.set_day(d);
      for (const Arrival& arrival : demand.arrivals(d, values))
        came[population.persons[arrival.person].place[0]].push_back(arrival.ms);
    }
  }
  REQUIRE(came[0].size() > 2 * came[1].size());
  std::int64_t busy = 0;
  for (std::uint16_t place = 0; place < 2; ++place) {
    const std::uint32_t pool = region.periods[0].pool_of[0][place];
    Mean mean{std::exp(-1.0 / 3)};
    double value = 0;
    for (std::int32_t weeks = 1; weeks <= 6; ++weeks) {
      const std::int64_t from = (weeks - 1) * one_week.ms, to = weeks * one_week.ms;
      std::int64_t service = 0;
      for (const std::int64_t ms : came[place]) {
        service += std::max<std::int64_t>(0, std::min(ms + 20 * minute, to) - std::max(ms, from));
        busy += ms >= from && ms < to && value > 0.01 ? 1 : 0;
      }
      value = mean.add(static_cast<double>(service), 50.0 * static_cast<double>(one_week.ms));
      if (weeks == 5) {  // what holds in the sixth week
        RegionSimulation five(model, region, {7, 0});
        five.run_to(41);
        CHECK(five.state().sensors.value(0, pool) == Approx(value).epsilon(1e-13));
        CHECK(five.state().sensors.value_at(0, place, region.periods[0]) == Approx(value).epsilon(1e-13));
      }
    }
  }
  REQUIRE(busy > 0);
  REQUIRE(busy < static_cast<std::int64_t>(came[0].size() + came[1].size()));
  simulation.run();
  CHECK(simulation.observer().counts[model.tallies[0].offset + 1] == busy);
}

}  // namespace draagkracht::testing
