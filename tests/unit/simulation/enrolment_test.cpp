// Lists of practices against numbers worked out by hand. The statistical bound is 4 standard errors wide: false alarms
// below 1 in 10,000; what the twin has that must fail lies at least 8 away.
#include "engine/simulation/enrolment.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "engine/simulation/region_builder.h"
#include "engine/simulation/sensors.h"

namespace draagkracht {
namespace {

constexpr std::int32_t at(int hours) { return static_cast<std::int32_t>(hours * one_hour.ms); }
constexpr double week_ms = static_cast<double>(one_week.ms);
constexpr int parameters = 14;

// Practices of 100 persons and two nurses each, who stay, in one wijk each of one municipality, from Monday 1 January
// 2024.
struct Practices {
  enum : Index {
    inflow,
    age,
    fullness,
    stops,
    opens,
    every,
    within,
    asks,
    least,
    time_below,
    owner_age,
    no_successor,
    otherwise,
    again
  };
  Model model;
  Population population;
  std::size_t residents;

  Practices(int days, std::uint32_t practices) : residents(100 * practices) {
    model.start_day = 19'723;
    model.horizon_ms = days * one_day.ms;
    model.scopes.resize(2);
    model.scopes[1].name = "practice";
    DaySchedule week;
    for (int type = 0; type < 5; ++type) week.changes[type] = {{at(8), 1}, {at(12), 0}};
    model.schedules = {week};
    model.pools.resize(1);
    model.pools[0].name = "nurse";
    model.pools[0].scope = 1;
    model.pools[0].schedule = 0;
    StaffRule& rule = model.pools[0].staff;
    rule.any = true;
    rule.paid_hours = 40.0 * 100;  // per 10,000: 20 hours, five shifts, for each of two at a hundred persons
    rule.persons = 2.0 * 100;
    for (int p = 0; p < parameters; ++p) {
      Parameter one;
      one.name = "parameter" + std::to_string(p);
      one.values = {0};
      one.high = 1e9;
      one.first = static_cast<std::uint32_t>(p);
      model.parameters.push_back(one);
    }
    model.parameter_rows = parameters;
    Workforce force;
    force.name = "nurse";
    force.address = 7;
    force.pools = {0};
    force.ages = {{30, 1.0, 0}};
    force.until_age = 99;
    force.inflow = inflow;
    force.newcomer_age = age;
    force.newcomers_wait = 120;
    model.workforces = {force};
    PlaceSearch& search = model.scopes[1].search;
    search.pool = 0;
    search.fullness = fullness;
    search.stops_above = stops;
    search.opens_below = opens;
    search.every = every;
    search.every_unit = week_ms;
    search.asks = asks;
    set(age, 30);
    set(fullness, 0.5);
    set(stops, 1.05);
    set(opens, 1);
    set(every, 2);
    set(asks, 3);
    population.seed = 1;
    population.persons.reset(residents, 0);
    population.places.resize(2);
    for (std::uint32_t p = 0; p < practices; ++p) {
      population.wijken.push_back({"WK" + std::to_string(p), "here", p * 100, 100, "GM01"});
      population.places[1].push_back({"practice_" + std::to_string(p + 1), p, 0, 100, 100, 1});
    }
    for (std::size_t i = 0; i < residents; ++i) {
      population.persons[i].entity = 1'000 + i;
      population.persons[i].wijk = population.persons[i].place[0] = static_cast<std::uint16_t>(i / 100);
    }
  }
  PlaceSearch& search() { return model.scopes[1].search; }
  void set(Index parameter, double value) { model.parameters[parameter].values = {value}; }
  void from_day(Index parameter, std::int32_t day, double value) {
    LeverEffect effect;
    effect.course.operation = Course::set;
    effect.course.value = value;
    effect.course.from_day = day;
    effect.rows = {1};
    model.parameters[parameter].levers = {effect};
  }
  // So many newcomers, one after the other, before anything happens to them.
  void newcomers(std::uint32_t number) {
    Population grown;
    grown.persons.reset(residents + number, 0);
    for (std::size_t i = 0; i < residents + number; ++i) {
      grown.persons[i].entity = 1'000 + i;
      if (i < residents) set_home(grown.persons[i], home_of(population.persons[i]));
    }
    population.persons = grown.persons;
    population.newcomers = number;
  }
  void happens(std::int32_t day, std::size_t person, LifeEvent::Kind kind) {
    population.events.push_back(
        {static_cast<std::int32_t>(model.start_day) + day, static_cast<std::uint32_t>(person), kind, 0, 0, 0, 0});
  }
  void moves(std::int32_t day, std::size_t person, std::uint16_t wijk, std::uint16_t place) {
    happens(day, person, LifeEvent::Kind::moves);
    population.events.back().home = static_cast<std::uint32_t>(population.homes.size());
    Home home;
    home.wijk = wijk;
    home.place[0] = place;
    population.homes.push_back(home);
    population.homes.push_back(home_of(population.persons[person]));
  }

  // Calls each_day(enrolment, day, people, workforces) behind the midnight of every day.
  template <class EachDay>
  void run(std::uint32_t replication, EachDay each_day) const {
    const Region region = build_region(model, &population);
    const auto days = static_cast<std::int32_t>(model.horizon_ms / one_day.ms);
    const Calendar calendar(model.start_day, days, {});
    const RandomKey key{1, replication};
    Workforces workforces(model, region, calendar, key);
    ParameterValues values(model, region);
    const Sensors sensors(model, region);
    People people(&population, model.start_day, 1);
    Enrolment enrolment(model, region, calendar, key);
    for (std::int32_t day = 0; day < days; ++day) {
      values.set_day(day);
      people.go_to(day);
      enrolment.follow(day, values, people);
      workforces.begin_day(day, values, sensors);
      enrolment.begin_day(day, values, workforces, people);
      each_day(enrolment, day, people, workforces);
    }
  }
};

std::int64_t listed(const Enrolment& enrolment, std::uint32_t practices) {
  std::int64_t sum = 0;
  for (std::uint32_t place = 0; place < practices; ++place) sum += enrolment.list(place);
  return sum;
}

}  // namespace

TEST_CASE("With room everywhere who comes is without a practice until the first try", "[enrolment]") {
  Practices world(60, 4);
  world.newcomers(50);
  for (std::uint32_t n = 0; n < 50; ++n) {
    world.happens(1 + static_cast<std::int32_t>(n), world.residents + n, LifeEvent::Kind::arrives);
    world.population.persons[world.residents + n].wijk = static_cast<std::uint16_t>(n % 4);
  }
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People& people, const Workforces&) {
    CHECK(enrolment.without_place() == (day >= 1 && day <= 50 ? 1 : 0));
    CHECK(listed(enrolment, 4) + enrolment.without_place() == people.count());
    for (std::uint32_t n = 0; static_cast<std::int32_t>(n) + 2 <= day && n < 50; ++n)
      CHECK(people.place(world.residents + n) == n % 4);  // in their own wijk, which is asked first
  });
}

TEST_CASE("Who comes to full practices waits until one has room, and tries at equal distances", "[enrolment]") {
  Practices world(100, 4);
  world.set(Practices::fullness, 1.06);
  world.newcomers(30);
  for (std::uint32_t n = 0; n < 30; ++n) world.happens(1, world.residents + n, LifeEvent::Kind::arrives);
  // From day 50 on each has room for 120 at 100 on its list: 20 more until 1.05 x 120 = 126 are there.
  world.from_day(Practices::fullness, 50, 100.0 / 120);
  world.set(Practices::asks, 4);
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People& people, const Workforces&) {
    // Tries on days 2, 16, 30, 44 and 58.
    CHECK(enrolment.without_place() == (day >= 1 && day < 58 ? 30 : 0));
    CHECK(enrolment.places_by_state()[Enrolment::stopped] == (day < 50 ? 4 : day < 58 ? 0 : 1));
    CHECK(listed(enrolment, 4) + enrolment.without_place() == people.count());
    // All live in the first wijk: its practice takes 27, until it has more than 126.
    if (day == 99) CHECK(enrolment.list(0) == 127);
  });
}

TEST_CASE("A practice that stops opens again below the lower threshold alone", "[enrolment]") {
  Practices world(60, 1);
  world.set(Practices::fullness, 1.06);
  world.set(Practices::opens, 0.99);
  // One leaves a day: 1.06 x (1 - day / 100) is below 0.99 from day 7 on.
  for (std::int32_t day = 1; day <= 40; ++day)
    world.happens(day, static_cast<std::size_t>(day), LifeEvent::Kind::leaves);
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People&, const Workforces&) {
    CHECK(enrolment.list(0) == 100 - std::min(day, 40));
    CHECK(enrolment.places_by_state()[Enrolment::stopped] == (day < 7 ? 1 : 0));
  });
}

TEST_CASE("Lists that levers make shorter are full sooner, and nobody is sent away", "[enrolment]") {
  for (const auto& [size, stopped] : {std::pair(1'800.0, 0), std::pair(1'790.0, 2)}) {  // 0.9 x 2,095 / 1.05 = 1,796
    Practices world(30, 2);
    world.set(Practices::fullness, 0.9);
    world.set(Practices::otherwise, 2'095);
    world.model.scopes[1].list = {Practices::otherwise, none};
    world.from_day(Practices::otherwise, 20, size);
    world.run(0, [&, stops = stopped](const Enrolment& enrolment, std::int32_t day, const People&, const Workforces&) {
      CHECK(enrolment.places_by_state()[Enrolment::stopped] == (day >= 20 ? stops : 0));
      CHECK(enrolment.without_place() == 0);
    });
  }
}

TEST_CASE("Who moves keeps the practice, or looks for another; a child has that of its mother", "[enrolment]") {
  Practices world(30, 2);
  world.set(Practices::fullness, 1.2);  // nobody is taken
  world.newcomers(2);
  world.moves(3, 0, 1, 0);
  world.moves(3, 1, 1, 1);
  for (const std::uint32_t child : {0U, 1U}) {
    world.happens(5, world.residents + child, LifeEvent::Kind::arrives);
    world.population.events.back().label = 1;
    world.population.events.back().home = child;  // the mother: kept hers, lost hers
  }
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People& people, const Workforces&) {
    CHECK(people[0].wijk == (day >= 3 ? 1 : 0));
    CHECK(people.place(0) == 0);
    CHECK(people.place(1) == (day >= 3 ? no_place : 0));
    if (day >= 5) {
      CHECK(people.place(world.residents) == 0);
      CHECK(people.place(world.residents + 1) == no_place);
      CHECK(enrolment.list(0) == 100);
      CHECK(enrolment.without_place() == 2);
    }
  });
}

TEST_CASE("A practice that closes sends its persons to the others, and its staff too", "[enrolment]") {
  Practices world(120, 3);
  world.search().closing.otherwise = Practices::otherwise;
  world.search().closing.reopens = Practices::again;
  world.search().closing.reopens_with = {0};
  world.model.place_closed = 1;
  // The second closes for sure on 1 February, and opens on 1 April; the others never do.
  LeverEffect effect;
  effect.course.operation = Course::set;
  effect.course.value = 1e9;
  effect.course.from_day = 31;
  effect.course.until_day = 32;
  effect.rows = {1};
  LeverEffect::Place there;
  there.kind = LeverEffect::Place::wijk;
  there.codes = {"WK1"};
  effect.places = {there};
  world.model.parameters[Practices::otherwise].levers = {effect};
  world.model.parameters[Practices::otherwise].by_person = true;
  world.from_day(Practices::again, 91, 1e9);
  const bool room = GENERATE(true, false);
  if (!room) world.set(Practices::fullness, 1.06);
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People& people, const Workforces& workforces) {
    const bool shut = day >= 31 && day < 91;
    CHECK(enrolment.closed(1) == shut);
    CHECK(workforces.closed(1) == shut);
    CHECK(workforces.persons(0) == (day < 31 ? 6 : day < 91 ? 4 : 5));
    CHECK(workforces.vacancies(0) == (day < 91 ? 0 : 1));
    CHECK(listed(enrolment, 3) + enrolment.without_place() == people.count());
    if (day == 31) CHECK(enrolment.without_place() == 100);
    if (room && day >= 32) CHECK(enrolment.without_place() == 0);
    if (!room && day >= 31 && day < 91) CHECK(enrolment.without_place() == 100);
    // One of two nurses is back: room for half of 100 / 1.06, and one more than 1.05 of it.
    if (!room && day == 119) CHECK(enrolment.list(1) == 50);
    if (day == 119) CHECK(enrolment.counts().place_closed == 100);
  });
}

TEST_CASE("A practice with too little staff for a time closes, and those with a successor do not", "[enrolment]") {
  Practices world(300, 2);
  world.search().closing.staff_below = Practices::least;
  world.search().closing.after = Practices::time_below;
  world.search().closing.after_unit = week_ms;
  world.model.place_closed = 1;
  world.set(Practices::time_below, 8);
  world.set(Practices::least, 41);  // two nurses of 20 hours
  LeverEffect effect;
  effect.course.operation = Course::set;
  effect.course.value = 40;
  effect.course.from_day = 0;
  effect.rows = {1};
  LeverEffect::Place there;
  there.kind = LeverEffect::Place::wijk;
  there.codes = {"WK0"};
  effect.places = {there};
  world.model.parameters[Practices::least].levers = {effect};
  world.model.parameters[Practices::least].by_person = true;
  world.run(0, [&](const Enrolment& enrolment, std::int32_t day, const People&, const Workforces&) {
    // Seen first on 1 February, day 31; eight weeks later is day 87, and 1 April is day 91.
    CHECK(enrolment.closed(1) == (day >= 91));
    CHECK_FALSE(enrolment.closed(0));
  });
}

TEST_CASE("Practices close at their rates, by the age of the owner", "[enrolment]") {
  const auto closed_in_a_year = [](double rate, double owner_age) {
    Practices world(366, 400);
    world.search().closing.owned = {1};
    world.search().closing.owner_from_age = Practices::owner_age;
    world.search().closing.without_successor = Practices::no_successor;
    world.search().closing.otherwise = Practices::otherwise;
    world.model.place_closed = 1;
    world.set(Practices::owner_age, owner_age);
    world.set(Practices::no_successor, rate);
    world.set(Practices::otherwise, 0.02);
    std::int64_t closed = 0;
    for (const std::uint32_t replication : {0U, 1U}) {
      world.run(replication, [&](const Enrolment& enrolment, std::int32_t day, const People&, const Workforces&) {
        if (day == 365) closed += enrolment.places_by_state()[Enrolment::shut];
      });
    }
    return static_cast<double>(closed);
  };
  // Eleven firsts of a month behind the first day, 800 practices.
  const auto expected = [](double rate) { return 800 * (1 - std::exp(-rate * 11 / 12)); };
  const auto error = [&](double rate) { return std::sqrt(expected(rate) * std::exp(-rate * 11 / 12)); };
  CHECK(std::abs(closed_in_a_year(0.3, 20) - expected(0.3)) < 4 * error(0.3));
  CHECK(std::abs(closed_in_a_year(0.3, 99) - expected(0.02)) < 4 * error(0.02));  // none is that old
  CHECK(std::abs(closed_in_a_year(0.6, 20) - expected(0.3)) > 4 * error(0.3));    // the twin
}

}  // namespace draagkracht
