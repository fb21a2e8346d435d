#include "engine/traffic/traffic_groups.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {
namespace {

// Two practices, of which one has a nurse; a desk of the region. Attribute 0 is read by a tally, attribute 1 by
// nothing.
struct Small {
  Model model;
  Population population;
  Region region;

  Small() {
    model.attributes = {"age", "other"};
    model.attribute_labels = {{"young", "old"}, {"no", "yes"}};
    model.scopes.resize(2);
    Tally tally;
    tally.key.size = 1;
    tally.key.parts[0] = {LabelSource::of_attribute(0, 0), 1};
    tally.size = 2;
    model.tallies = {tally};
    model.pools.resize(3);
    model.pools[1].scope = model.pools[2].scope = 1;
    model.horizon_ms = 14 * one_day.ms;
    model.start_day = days_from_civil({2024, 1, 1});

    population.wijken.resize(2);
    population.wijken[0].code = "WK1";
    population.wijken[1].code = "WK2";
    population.region = "VR05";
    population.places.resize(2);
    population.places[0].resize(1);
    population.places[1].resize(2);
    population.places[1][0].inhabitants = 2;
    population.places[1][1].inhabitants = 1;
    population.persons.reset(4, 2);
    population.needs = {{1.0F, 3.0F, 0.5F, 2.0F}, {1.0F, 1.0F, 1.0F, 1.0F}};
    set_person(0, 0, 0, 0);
    set_person(1, 0, 1, 0);
    set_person(2, 1, 1, 1);
    set_person(3, 1, 0, no_place);

    region.population = &population;
    region.schedules.resize(1);
    for (int type = 0; type < 5; ++type)
      region.schedules[0].changes[type] = {{8 * 3'600'000, 1}, {45'000'000, 1}, {17 * 3'600'000, 0}};
    region.periods[0].pool_of = {{0}, {1, 2}, {nobody, 3}};
    region.periods[0].coverage = {1, 1, 1.0 / 3};
    region.pools.resize(4);
    region.pools[0].fixed = 2;
    region.pools[1].kind = region.pools[2].kind = 1;
    region.pools[3].kind = 2;
    region.pools[2].place = region.pools[3].place = 1;
    region.periods[0].duty.resize(4);
    region.periods[0].duty[3].roster = 0;
    region.rosters.resize(1);
    region.rosters[0].servers = 2;
    region.rosters[0].shifts[0] = {{8 * 3'600'000, 45'000'000, {0}}, {45'000'000, 17 * 3'600'000, {0, 1}}};
  }

  void set_person(std::size_t i, std::uint8_t age, std::uint8_t other, std::uint16_t practice) {
    Person& person = population.persons[i];
    person.labels()[0] = age;
    person.labels()[1] = other;
    person.place[0] = practice;
    person.wijk = static_cast<std::uint16_t>(i % 2);
  }
};

}  // namespace

TEST_CASE("Inhabitants who are alike in what the equations read are one group") {
  const Small small;
  const TrafficInput input = traffic_input(small.model, small.region);
  REQUIRE(input.groups.size() == 3);
  CHECK(input.groups[0].persons == 2);
  CHECK(input.groups[0].need[0] == 2);
  CHECK(input.groups[0].need[1] == 1);
  CHECK(input.groups[0].attributes == std::vector<std::uint8_t>{0, 0});
  CHECK(input.groups[0].pools == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(input.groups[1].attributes == std::vector<std::uint8_t>{1, 0});
  CHECK(input.groups[1].pools == std::vector<std::uint8_t>{1, 1, 1});
  CHECK(input.groups[2].pools == std::vector<std::uint8_t>{1, 0, 0});  // has no practice
  CHECK(input.nobodys_pools == std::vector<std::uint8_t>{1, 0, 0});
  CHECK(input.coverage == small.region.periods[0].coverage);
}

TEST_CASE("A lever for one wijk tells its people apart") {
  Small small;
  small.model.parameters.resize(1);
  LeverEffect lever;
  lever.places = {{LeverEffect::Place::wijk, {"WK2"}, {}}};
  small.model.parameters[0].levers = {lever};
  const TrafficInput input = traffic_input(small.model, small.region);
  REQUIRE(input.groups.size() == 4);
  CHECK(input.groups[0].lever_places == std::vector<std::uint8_t>{0});
  CHECK(input.groups[1].lever_places == std::vector<std::uint8_t>{1});
  small.model.parameters[0].levers[0].places = {{LeverEffect::Place::region, {"VR05"}, {}}};
  CHECK(traffic_input(small.model, small.region).groups.size() == 3);
}

TEST_CASE("Who is in when, and whose own server is") {
  Small small;
  small.model.pools[2].has_book = true;
  const std::vector<Session> day = {{8 * 3'600'000, 11 * 3'600'000}, {13 * 3'600'000, 16 * 3'600'000}};
  small.model.pools[2].book.sessions = {day, day};
  const TrafficInput input = traffic_input(small.model, small.region);
  CHECK(input.staffed[0].empty());
  CHECK(input.staffed[2] == std::vector<double>{1, 1, 0, 0});  // on Monday, not on Tuesday
  CHECK(input.own_share[2] == Approx(0.2));                    // two servers on one of five days
}

TEST_CASE("Hours on duty: fixed servers, schedules, and people of whom one always stays") {
  Small small;
  const double weeks = 365.25 / 7;
  std::vector<double> hours = duty_hours_per_year(small.model, small.region);
  CHECK(hours[0] == Approx(2 * 365.25 * 24));
  CHECK(hours[1] == Approx(2 * 45 * weeks));
  CHECK(hours[2] == Approx((4.5 + 2 * 4.5) * weeks));
  small.model.pools[2].presence_by_month.assign(12, 0.6);
  hours = duty_hours_per_year(small.model, small.region);
  // Alone one is always there; of two, 1.2 + 0.4 x 0.4 are.
  CHECK(hours[2] == Approx((4.5 + 1.36 * 4.5) * weeks));
  small.model.holidays = {small.model.start_day};
  CHECK(duty_hours_per_year(small.model, small.region)[1] == Approx(2 * 40.5 * weeks));
}

TEST_CASE("Books: how often in a year each session is held, and which pools there are beside") {
  Small small;
  small.model.pools[2].has_book = true;
  small.model.pools[2].book.sessions[0] = {{8 * 3'600'000, 11 * 3'600'000}, {13 * 3'600'000, 16 * 3'600'000}};
  const double weeks = 365.25 / 7;
  TrafficInput input = traffic_input(small.model, small.region);
  CHECK(input.books[0].empty());
  REQUIRE(input.books[2].size() == 1);
  const BookPlace& book = input.books[2][0];
  CHECK(book.inhabitants == 1);
  CHECK(book.pools == std::vector<std::uint8_t>{1, 1, 1});
  REQUIRE(book.rows.size() == 2);
  CHECK(book.rows[0] == Approx(weeks));
  CHECK(book.rows[1] == Approx(2 * weeks));
  small.model.holidays = {small.model.start_day};
  input = traffic_input(small.model, small.region);
  CHECK(input.books[2][0].rows[0] == Approx(weeks / 2));
}

TEST_CASE("A model without inhabitants has no groups") {
  Small small;
  small.region.population = nullptr;
  const TrafficInput input = traffic_input(small.model, small.region);
  CHECK(input.groups.empty());
  CHECK(input.nobodys_pools == std::vector<std::uint8_t>{1, 0, 0});
}

}  // namespace draagkracht::testing
