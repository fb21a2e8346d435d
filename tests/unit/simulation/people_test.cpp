// People on a day, of a small population whose events are written down here.
#include "engine/simulation/people.h"

#include <catch2/catch.hpp>
#include <vector>

namespace draagkracht {
namespace {

constexpr std::int32_t first_day = 1000;

Population small() {
  Population population;
  population.persons.reset(3, 2);
  population.newcomers = 1;  // the third
  population.needs = {{1.0F, 2.0F, 3.0F}};
  population.homes.resize(2);
  population.homes[0].wijk = 7;
  const auto event = [](std::int32_t day, std::uint32_t person, LifeEvent::Kind kind, std::uint8_t attribute = 0,
                        std::uint8_t label = 0, std::uint8_t before = 0) {
    return LifeEvent{first_day + day, person, kind, attribute, label, before, 0};
  };
  population.events = {event(2, 0, LifeEvent::Kind::label, 1, 4, 0), event(3, 1, LifeEvent::Kind::moves),
                       event(4, 2, LifeEvent::Kind::arrives),        event(4, 2, LifeEvent::Kind::label, 0, 1, 0),
                       event(5, 0, LifeEvent::Kind::dies),           event(6, 2, LifeEvent::Kind::leaves)};
  population.need_years = {first_day + 4};
  population.later_needs = {{{1.5F, 2.5F, 3.5F}}};
  return population;
}

}  // namespace

TEST_CASE("People are as the events until their midnight say, onwards and back") {
  const Population population = small();
  People people(&population, first_day);
  const auto check = [&](std::int32_t day) {
    CHECK(people.there(0) == (day < 5));
    CHECK(people.died(0) == (day >= 5));
    CHECK(people.there(1));
    CHECK(people.there(2) == (day >= 4 && day < 6));
    CHECK_FALSE(people.died(2));
    CHECK(people[0].label(1) == (day >= 2 ? 4 : 0));
    CHECK(people[1].wijk == (day >= 3 ? 7 : 0));
    CHECK(people[2].label(0) == (day >= 4 ? 1 : 0));
    CHECK(people.needs(0)[1] == (day >= 4 ? 2.5F : 2.0F));
  };
  for (const std::int32_t day : {0, 1, 2, 3, 4, 5, 6, 9, 6, 5, 4, 3, 2, 1, 0, 9, 0}) {
    people.go_to(day);
    CHECK(people.day() == day);
    check(day);
  }
}

TEST_CASE("Who changes is said each time") {
  const Population population = small();
  People people(&population, first_day);
  std::vector<std::uint32_t> changed;
  const auto note = [&](std::uint32_t person) { changed.push_back(person); };
  people.go_to(4, note);
  CHECK(changed == std::vector<std::uint32_t>{0, 1, 2, 2});
  changed.clear();
  people.go_to(4, note);
  CHECK(changed.empty());
  people.go_to(2, note);
  CHECK(changed == std::vector<std::uint32_t>{2, 2, 1});
}

TEST_CASE("Without events all are there for ever") {
  Population population;
  population.persons.reset(2, 1);
  People people(&population, first_day);
  CHECK_FALSE(people.change());
  people.go_to(5);
  CHECK(people.there(1));
  CHECK(people.come() == 2);
  CHECK(&people[1] == &population.persons[1]);
}

}  // namespace draagkracht
