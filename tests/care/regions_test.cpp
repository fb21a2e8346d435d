// The model stands in every region, not only where it was fitted.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "engine/population/read_input.h"
#include "engine/population/synthesis.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

TEST_CASE("Each of the 25 regions runs for four weeks") {
  const auto twente = care_scenario({.share = 0.02});
  Issues issues;
  const std::vector<RegionArea> regions = RegionAreas(twente->scenario, twente->tables, issues).all();
  issues.throw_if_any();
  REQUIRE(regions.size() == 25);
  double everyone = 0;
  for (const RegionArea& area : regions) {
    const std::string& code = area.code;
    INFO(code << " " << area.name);
    const CareRun run({.region = code, .share = 0.02}, "");
    CHECK(run.population().region == code);
    CHECK(nothing_lost(run));
    const double persons = run("inhabitants");
    everyone += persons;
    CHECK(persons > 3000);
    // 5.04 contacts per person and year; four weeks from an empty start see fewer, and January has more.
    CHECK(run("contacts") / persons / run("years_counted") > 3.0);
    CHECK(run("contacts") / persons / run("years_counted") < 7.0);
    CHECK(run("hap_contacts") > 0);
    CHECK(run("places[scope=practice]") >= 1);
    CHECK(run("places[scope=post]") == 1);
  }
  CHECK(everyone == Approx(0.02 * 17.94e6).epsilon(0.01));  // CBS: 17.94 million on 1 January 2024
}

TEST_CASE("A region of one's own has the persons of its wijken; what is drawn for places is its own") {
  const auto care = care_scenario({});
  Issues issues;
  const RegionAreas areas(care->scenario, care->tables, issues);
  const auto people_of_region = [&](const std::string& list, std::uint32_t seed = care_seed) {
    const std::vector<RegionArea> asked = areas.asked(areas.items(list), "--regions", issues);
    issues.throw_if_any();
    REQUIRE(asked.size() == 1);
    const PopulationInput input = read_population_input(care->scenario, care->tables, care->model, asked[0], issues);
    issues.throw_if_any();
    return make_population(input, seed);
  };
  const Population twente = people_of_region("VR05");
  const Population four = people_of_region("Enschede,Hengelo,Almelo,Borne");
  std::string all;
  for (const Wijk& wijk : twente.wijken) all += (all.empty() ? "mine=" : "+") + wijk.code;
  const Population mine = people_of_region(all);
  const std::size_t attributes = care->model.attributes.size();
  const auto same = [&](const Person& a, const Person& b) {
    return a.entity == b.entity && a.birth_day == b.birth_day &&
           std::equal(a.labels(), a.labels() + attributes, b.labels());
  };
  // Every wijk of Twente under another code: the same persons with the same needs, at other practices.
  REQUIRE(mine.persons.size() == twente.persons.size());
  std::size_t moved = 0, other = 0;
  for (std::size_t i = 0; i < mine.persons.size(); ++i) {
    other += same(mine.persons[i], twente.persons[i]) ? 0U : 1U;
    moved += mine.persons[i].place[0] == twente.persons[i].place[0] ? 0U : 1U;
  }
  CHECK(other == 0);
  CHECK(mine.needs == twente.needs);
  CHECK(moved > mine.persons.size() / 2);
  // A part of it: counts are rounded over the whole region, so a wijk may have one person more or less in a band, and
  // the last of a wijk another age. Where not, they are the same. Who comes later hangs on the counts of all.
  const auto alike = [&](const Population& part) {
    std::map<std::uint64_t, const Person*> by_entity;
    for (const Person& person : twente.persons) by_entity.emplace(person.entity, &person);
    std::size_t n = 0;
    for (const Person& person : part.all_residents()) {
      const auto at = by_entity.find(person.entity);
      n += at != by_entity.end() && same(person, *at->second) ? 1U : 0U;
    }
    return static_cast<double>(n) / static_cast<double>(part.residents());
  };
  CHECK(alike(four) > 0.998);
  CHECK(alike(people_of_region("Enschede,Hengelo,Almelo,Borne", care_seed + 1)) < 0.9);  // twin
}

TEST_CASE("Zeeland has somebody of each role on duty in every hour of evening, night and weekend") {
  const CareRun run({.region = "VR19", .share = 0.05},
                    "[parameter]\nunfilled_triagist.value = 0\nunfilled_hap_gp.value = 0\n");
  CHECK(nothing_lost(run));
  CHECK(run("hap_contacts") > 100);
  const Model& model = run.model();
  constexpr std::int64_t hour_ms = 3'600'000;
  for (const std::string role : {"triagist", "triagist_coordinatie", "regiearts", "hap_huisarts", "visiteauto"}) {
    INFO(role);
    std::size_t instances = 0;
    for (std::size_t pool = 0; pool < run.region().pools.size(); ++pool) {
      if (model.pools[run.region().pools[pool].kind].name != role) continue;
      ++instances;
      const DaySchedule& hours = run.region().schedules[run.region().periods[0].duty[pool].schedule];
      for (int day = 0; day < 7; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
          const bool weekday = day < 5;
          // The doctor of the night stays until half past eight, for those who came in time.
          if (weekday && hour == 8 && role == "hap_huisarts") continue;
          const bool closed = weekday && hour >= 8 && hour < 17;
          const auto level = hours.level(day, hour * hour_ms);
          if (closed ? level != 0 : level < 1) FAIL_CHECK("day " << day << " hour " << hour << ": " << level);
        }
      }
    }
    CHECK(instances >= 1);
    // 30 hours of evenings, 30 of weekend days and 63 of nights a week, more on the holiday of 1 January.
    CHECK(run("pool_on_duty_hours[pool=" + role + "]") >= 4 * 123.0 * static_cast<double>(instances));
  }
  // By the table the night would have less than half a person.
  const double per_100k =
      table_value(run.scenario(), "hap_roster", "per_100k", {{"role", "triagist"}, {"part_of_week", "night_23_08"}});
  CHECK(per_100k * run("inhabitants") / 100'000 < 0.5);
}
