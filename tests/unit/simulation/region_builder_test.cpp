// Staff, rosters and limits of a region on the days of a run, against sums by hand.
#include "engine/simulation/region_builder.h"

#include <array>
#include <catch2/catch.hpp>

#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "engine/simulation/staff_on_duty.h"

namespace draagkracht {
namespace {

constexpr std::int64_t hour = one_hour.ms;
constexpr std::int32_t at(int hours) { return static_cast<std::int32_t>(hours * hour); }
constexpr std::int32_t weeks = 4;

// 10,000 inhabitants of two equal practices, four weeks from Monday 1 January 2024, and one pool, of each practice,
// which a parameter of value 1 works on.
struct Practices {
  Model model;
  Population population;

  Practices() {
    model.start_day = 19'723;
    model.horizon_ms = weeks * one_week.ms;
    model.scopes.resize(2);
    DaySchedule day, night;
    for (int type = 0; type < 5; ++type) day.changes[type] = {{at(8), 1}, {at(12), 0}, {at(13), 1}, {at(17), 0}};
    for (std::vector<DaySchedule::Change>& changes : night.changes) changes = {{0, 1}, {at(8), 0}};
    model.schedules = {day, night};
    model.pools.resize(1);
    model.pools[0].name = "nurse";
    model.pools[0].scope = 1;
    Parameter parameter;
    parameter.name = "capacity";
    parameter.values = {1};
    parameter.high = 100;
    model.parameters = {parameter};
    model.parameter_rows = 1;
    population.persons.reset(10'000, 0);
    population.places.resize(2);
    population.places[1].resize(2);
    for (Place& place : population.places[1]) place.inhabitants = 5'000;
  }

  // 80 hours a week: every half-day somebody at each practice.
  void staffed() {
    StaffRule& staff = model.pools[0].staff;
    staff.any = true;
    staff.paid_hours = 80;
    staff.persons = 2;
    staff.factor = 0;
    model.pools[0].schedule = 0;
    read(Reading::duty);
  }
  void read(Reading reading) { model.uses = {{0, 0, reading, 1, 0, "pool.nurse", none}}; }
  LeverEffect& lever(Course::Operation operation, double value, std::int32_t from, std::int32_t until) {
    LeverEffect effect;
    effect.course.operation = operation;
    effect.course.value = value;
    effect.course.from_day = from;
    effect.course.until_day = until;
    effect.rows = {1};
    model.parameters[0].levers.push_back(effect);
    return model.parameters[0].levers.back();
  }

  // Hours on duty of the two practices together. Axis: week.
  std::vector<std::int64_t> hours() const {
    const Region region = build_region(model, &population);
    const Calendar calendar(model.start_day, 7 * weeks, {});
    StaffOnDuty staff(model, region, calendar, RandomKey{1, 0}, weeks);
    Clock clock{.horizon = model.horizon_ms};
    std::vector<Event> known;
    for (std::int32_t day = 0; day < 7 * weeks; ++day) {
      clock.begin_day(day);
      staff.begin_day(day, clock, known);
    }
    std::vector<std::int64_t> sums;
    for (std::int32_t week = 0; week < weeks; ++week)
      sums.push_back((staff.on_duty(0, week) + staff.on_duty(1, week)) / hour);
    return sums;
  }
};

using Weeks = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("Half as many hours again from a Monday until another are on duty then, and no other hours") {
  Practices practices;
  practices.staffed();
  CHECK(practices.hours() == Weeks{80, 80, 80, 80});
  practices.lever(Course::multiply, 1.5, 7, 21);
  CHECK(practices.hours() == Weeks{80, 120, 120, 80});
  SECTION("From a Wednesday on, of that week the last three days") {
    practices.model.parameters[0].levers.clear();
    practices.lever(Course::multiply, 2, 9, Course::never);
    // Twice everyone, on three of five days.
    CHECK(practices.hours() == Weeks{80, 80 + 48, 160, 160});
  }
  SECTION("A factor of 0 leaves what every place has at least") {
    practices.model.parameters[0].levers[0].course.value = 0;
    CHECK(practices.hours() == Weeks{80, 80, 80, 80});
    practices.model.pools[0].staff.at_least_one = false;
    CHECK(practices.hours() == Weeks{80, 0, 0, 80});
  }
}

TEST_CASE("Places of a list have the hours that they pay, per patient of the list") {
  Practices practices;
  practices.staffed();
  Model& model = practices.model;
  model.scopes[1].size_names = {"one"};
  model.scopes[1].size_inhabitants = {5'000};
  practices.population.places[1][0].name = "Noord";
  practices.population.places[1][1].name = "Zuid";
  model.scopes[1].paid = {{"Noord", "nurse", 120}, {"Zuid", "nurse", 40}};
  const auto persons_and_hours = [&] {
    const Region region = build_region(model, &practices.population);
    std::vector<std::size_t> numbers;
    for (const PoolDuty& duty : region.periods[0].duty) {
      numbers.push_back(region.rosters[duty.roster].servers);
    }
    return numbers;
  };
  // 160 hours where the table of staff has 80: also twice the persons, three at one practice and one at the other.
  CHECK(practices.hours() == Weeks{160, 160, 160, 160});
  CHECK(persons_and_hours() == std::vector<std::size_t>{3, 1});
  SECTION("Twice the patients on the list are half the hours per person who enrols") {
    for (Place& place : practices.population.places[1]) place.size = 2;
    CHECK(practices.hours() == Weeks{80, 80, 80, 80});
  }
  SECTION("A list that does not name the pool, or another region's, leaves it as it is") {
    model.scopes[1].paid[0].pool = model.scopes[1].paid[1].pool = "doctor";
    CHECK(practices.hours() == Weeks{80, 80, 80, 80});
    model.scopes[1].paid = {{"Oost", "nurse", 120}, {"West", "nurse", 40}};
    CHECK(practices.hours() == Weeks{80, 80, 80, 80});
  }
}

TEST_CASE("Rosters follow a ramp on Mondays, as it is then") {
  Practices practices;
  practices.staffed();
  LeverEffect& lever = practices.lever(Course::multiply, 2, 7, Course::never);
  lever.course.shape = Course::ramp;
  lever.course.ramp_days = 10;
  const Region region = build_region(practices.model, &practices.population);
  for (std::int32_t day = 0; day < 28; ++day) {
    std::size_t half_days = 0;
    for (const PoolDuty& duty : region.period_on(day).duty) {
      for (const std::vector<Shift>& day_of_week : region.rosters[duty.roster].shifts) {
        for (const Shift& shift : day_of_week) half_days += shift.seats.size();
      }
    }
    const int tenths = std::clamp(7 * (day / 7) - 7, 0, 10);
    CAPTURE(day);
    CHECK(half_days == static_cast<std::size_t>(20 + 2 * tenths));
  }
  CHECK(region.periods.size() == 3);
}

TEST_CASE("Numbers of a roster follow a lever from its day on; a part of 0 stays empty") {
  Practices practices;
  practices.model.pools[0].roster.parts = {{practices.model.schedules[0], 100},
                                           {practices.model.schedules[1], 0}};  // by day 10 for 10,000, by night nobody
  practices.model.pools[0].roster.factor = 0;
  practices.read(Reading::duty);
  CHECK(practices.hours() == Weeks{400, 400, 400, 400});
  practices.lever(Course::multiply, 2, 14, Course::never);
  CHECK(practices.hours() == Weeks{400, 400, 800, 800});
  practices.model.pools[0].roster.parts[1].per_100k = 20;  // two by night, 8 hours on 7 nights
  CHECK(practices.hours() == Weeks{512, 512, 1024, 1024});
}

TEST_CASE("Places that a lever does not concern keep what they have, and so do all before it holds") {
  Practices practices;
  practices.staffed();
  practices.model.parameters[0].by_person = true;
  practices.population.wijken.resize(2);
  practices.population.wijken[0].code = "WK1";
  practices.population.wijken[1].code = "WK2";
  practices.population.places[1][1].wijk = 1;
  LeverEffect& lever = practices.lever(Course::multiply, 3, 7, Course::never);
  lever.places = {{LeverEffect::Place::wijk, {"WK2"}, {}}};
  CHECK(practices.hours() == Weeks{80, 160, 160, 160});
  const Region region = build_region(practices.model, &practices.population);
  REQUIRE(region.periods.size() == 2);
  CHECK(region.periods[0].duty[0] == region.periods[1].duty[0]);
  CHECK(region.periods[0].duty[1] != region.periods[1].duty[1]);
}

TEST_CASE("The largest place has staff from the day on which a lever brings a person, and every place a number") {
  Practices practices;
  practices.staffed();
  practices.model.pools[0].staff.largest_first = true;
  practices.model.pools[0].staff.persons = 1;
  practices.model.pools[0].staff.paid_hours = 40;
  practices.population.places[1][0].inhabitants = 4'000;
  practices.population.places[1][1].inhabitants = 6'000;
  practices.lever(Course::multiply, 2, 7, 14);
  const Region region = build_region(practices.model, &practices.population);
  REQUIRE(region.pools.size() == 2);
  REQUIRE(region.periods.size() == 3);
  for (const std::size_t period : {0U, 2U}) {
    CHECK(region.periods[period].pool_of[0] == std::vector<std::uint32_t>{nobody, 1});
    CHECK(region.periods[period].coverage[0] == 0.6);
  }
  CHECK(region.periods[1].pool_of[0] == std::vector<std::uint32_t>{0, 1});
  CHECK(region.periods[1].coverage[0] == 1);
  CHECK(region.ever_there(0));
  CHECK_FALSE(region.always_there(0));
  CHECK(practices.hours() == Weeks{40, 80, 40, 40});
}

TEST_CASE("A cap holds from the midnight of a lever's day to that of the day on which it ends") {
  Practices practices;
  PoolKind& pool = practices.model.pools[0];
  pool.servers = 5;
  pool.limits.resize(1);
  pool.limits[0].parameter = 0;
  pool.rules.limits = 1;
  practices.model.parameters[0].values = {3};
  practices.read(Reading::limit);
  practices.lever(Course::add, 2, 7, 9);
  const Region region = build_region(practices.model, &practices.population);
  const Calendar calendar(practices.model.start_day, 28, {});
  StaffOnDuty staff(practices.model, region, calendar, RandomKey{1, 0}, weeks);
  Clock clock{.horizon = practices.model.horizon_ms};
  for (std::int32_t day = 0; day < 28; ++day) {
    std::vector<Event> known;
    clock.begin_day(day);
    staff.begin_day(day, clock, known);
    CAPTURE(day);
    REQUIRE(known.size() == 2);  // one for each practice
    CHECK(known[1].key == event_key(start_of_day(day).ms, EventKind::calendar));
    CHECK(known[1].stamp == (day == 7 || day == 8 ? 5U : 3U));
  }
}

TEST_CASE("A Saturday of three hours costs three hours, and staff work on whatever days are open") {
  Practices practices;
  practices.staffed();
  practices.model.schedules[0].changes[5] = {{at(9), 1}, {at(12), 0}};
  StaffRule& staff = practices.model.pools[0].staff;
  staff.paid_hours = 2 * 43;  // the week of both practices
  CHECK(practices.hours() == Weeks{86, 86, 86, 86});
  Region region = build_region(practices.model, &practices.population);
  CHECK(region.rosters[0].shifts[5].size() == 1);
  CHECK(region.rosters[0].shifts[5][0].seats == std::vector<std::uint16_t>{0});
  SECTION("Twice the hours are two people in each shift") {
    staff.paid_hours *= 2;
    CHECK(practices.hours() == Weeks{172, 172, 172, 172});
  }
  SECTION("What does not fill the week goes to the mornings first, Saturday's last of them") {
    staff.at_least_one = false;
    staff.paid_hours = 2 * 6 * 43.0 / 11;               // six shifts of mean length each: 23.45 hours
    CHECK(practices.hours() == Weeks{46, 46, 46, 46});  // five of 4 and one of 3
    staff.paid_hours = 2 * 5 * 43.0 / 11;
    CHECK(practices.hours() == Weeks{40, 40, 40, 40});
  }
  SECTION("Only weekends") {
    for (int type = 0; type < 5; ++type) practices.model.schedules[0].changes[type].clear();
    practices.model.schedules[0].changes[sunday] = {{at(10), 1}, {at(15), 0}};
    staff.paid_hours = 16;  // 3 + 2.5 + 2.5 a week each
    CHECK(practices.hours() == Weeks{16, 16, 16, 16});
    region = build_region(practices.model, &practices.population);
    CHECK(region.rosters[0].shifts[sunday].size() == 2);  // cut at 12:30
    CHECK(region.rosters[0].shifts[0].empty());
  }
}

TEST_CASE("Hours per inhabitant differ between places by a gamma law, and the region's hours stay to the shift") {
  Practices practices;
  practices.staffed();
  StaffRule& staff = practices.model.pools[0].staff;
  staff.at_least_one = false;
  constexpr std::size_t places = 10'000;
  practices.population.places[1].assign(places, {});
  for (Place& place : practices.population.places[1]) place.inhabitants = 1;
  staff.paid_hours = 40 * places;  // ten half-days of four hours each, on average
  const auto half_days = [&] {
    const Region region = build_region(practices.model, &practices.population);
    std::vector<double> numbers;
    for (const PoolDuty& duty : region.periods[0].duty) {
      double n = 0;
      if (duty.there) {
        for (const std::vector<Shift>& day : region.rosters[duty.roster].shifts) {
          for (const Shift& shift : day) n += static_cast<double>(shift.seats.size());
        }
      }
      numbers.push_back(n);
    }
    return numbers;
  };
  CHECK(half_days() == std::vector<double>(places, 10));
  staff.cv = 0.3;
  const std::vector<double> differ = half_days();
  double sum = 0, squares = 0;
  for (const double n : differ) sum += n, squares += n * n;
  CHECK(sum == 10 * places);
  const double cv_2 = squares / places / 100 - 1;
  INFO("cv " << std::sqrt(cv_2));
  // Rounding to whole shifts adds 1/12 to the variance. 4.5 standard errors: false-alarm rate 7e-6 per seed.
  const auto within = [&](double cv) {
    const double law = cv * cv + 1.0 / 12 / 100;
    return std::abs(cv_2 - law) < 4.5 * law * std::sqrt((2 + 6 * law) / places);
  };
  CHECK(within(0.3));
  CHECK_FALSE(within(0.33));  // twin
  CHECK(half_days() == differ);
  SECTION("Another pool, and another seed, have other luck; a factor on the hours has not") {
    practices.model.pools[0].name = "doctor";
    CHECK(half_days() != differ);
    practices.model.pools[0].name = "nurse";
    practices.population.seed = 2;
    CHECK(half_days() != differ);
    practices.population.seed = 0;
    practices.lever(Course::multiply, 3, 0, Course::never);
    const std::vector<double> more = half_days();
    for (std::size_t place = 0; place < places; ++place) CHECK(std::abs(more[place] - 3 * differ[place]) <= 2);
  }
}

TEST_CASE("Caps of the size table follow a place's own size, at least one; places that share a pool add theirs up") {
  Practices practices;
  practices.model.scopes[1].enrolment = true;
  PoolKind& pool = practices.model.pools[0];
  pool.servers = 9;
  pool.limits.resize(1);
  pool.limits[0].hours = {{at(8), at(12), {2, 1}}, {at(12), at(17), {0, 1}}};
  pool.rules.limits = 1;
  std::vector<Place>& places = practices.population.places[1];
  places.resize(4);
  const auto caps = [&](int o_clock) {
    const Region region = build_region(practices.model, &practices.population);
    std::vector<std::int32_t> levels;
    for (const PoolDuty& duty : region.periods[0].duty)
      levels.push_back(region.schedules[duty.limits[0]].level(0, at(o_clock)));
    return levels;
  };
  using Levels = std::vector<std::int32_t>;
  places[3].size_class = 1;
  CHECK(caps(9) == Levels{2, 2, 2, 1});
  CHECK(caps(13) == Levels{0, 0, 0, 1});
  for (const std::size_t i : {0U, 1U, 2U, 3U}) places[i].size = std::array{1.3, 0.7, 0.2, 0.4}[i];
  CHECK(caps(9) == Levels{3, 1, 1, 1});  // 2.6, 1.4, and one where the class has one
  CHECK(caps(13) == Levels{0, 0, 0, 1});
  practices.model.groups = {{"pairs", 1, 2}};
  pool.group = 0;
  CHECK(caps(9) == Levels{4, 2});
}

namespace {

// Three years from 1 January 2024, of which one begins with 2,000 more, and one with 4,000 fewer.
Practices of_three_years() {
  Practices practices;
  practices.model.horizon_ms = (366 + 365 + 365) * one_day.ms;
  practices.staffed();
  Population& population = practices.population;
  population.persons.reset(12'000, 0);
  population.newcomers = 2'000;
  const auto event = [&](std::int64_t day, std::uint32_t person, LifeEvent::Kind kind) {
    population.events.push_back({static_cast<std::int32_t>(practices.model.start_day + day), person, kind});
  };
  for (std::uint32_t i = 0; i < 2'000; ++i) event(100, 10'000 + i, LifeEvent::Kind::arrives);
  for (std::uint32_t i = 0; i < 2'000; ++i) event(400, i, LifeEvent::Kind::dies);
  event(500, 9'000, LifeEvent::Kind::moves);
  for (std::uint32_t i = 0; i < 2'000; ++i) event(731, 2'000 + i, LifeEvent::Kind::leaves);  // New Year 2026
  event(732, 5'000, LifeEvent::Kind::dies);
  return practices;
}

// Hours of a week of all who are in the rosters of a day.
std::int64_t staff_hours(const Region& region, std::int32_t day) {
  std::int64_t ms = 0;
  for (const PoolDuty& duty : region.period_on(day).duty) {
    for (const std::vector<Shift>& of_type : region.rosters[duty.roster].shifts) {
      for (const Shift& shift : of_type)
        ms += static_cast<std::int64_t>(shift.seats.size()) * (shift.end_ms - shift.start_ms);
    }
  }
  return ms / hour;
}

}  // namespace

TEST_CASE("More direct time is more shifts of the same persons, and hours present stay") {
  Practices practices;
  practices.staffed();
  StaffRule& staff = practices.model.pools[0].staff;
  staff.factor = none;
  staff.direct_factor = 0;
  staff.pool_share = 0.5;
  staff.paid_hours = 320;  // 160 in the pool: two for each half-day at each practice
  staff.persons = 8;
  Practices plain = practices;
  plain.model.pools[0].staff.direct_factor = none;
  plain.model.uses.clear();
  CHECK(practices.hours() == Weeks{160, 160, 160, 160});
  CHECK(plain.hours() == practices.hours());
  LeverEffect& lever = practices.lever(Course::multiply, 1.5, 7, 21);
  CHECK(practices.hours() == Weeks{160, 240, 240, 160});
  const auto persons = [&](const Region& region, std::uint32_t pool, std::int32_t day) {
    return region.rosters[region.period_on(day).duty[pool].roster].servers;
  };
  Region region = build_region(practices.model, &practices.population);
  REQUIRE(region.periods.size() == 3);
  for (const std::int32_t day : {0, 7, 21}) {
    CHECK(persons(region, 0, day) == 4);
    CHECK(persons(region, 1, day) == 4);
    CHECK(region.period_on(day).duty[0].direct_share == (day == 7 ? 0.75 : 0.5));
  }
  SECTION("half as many hours again are half as many persons again, each with the direct time of before") {
    staff.direct_factor = none;
    staff.factor = 0;
    region = build_region(practices.model, &practices.population);
    CHECK(practices.hours() == Weeks{160, 240, 240, 160});
    CHECK(persons(region, 0, 7) == 6);
    CHECK(region.period_on(7).duty[0].direct_share == 0.5);
  }
  SECTION("at one practice, the other keeps what it has") {
    practices.population.wijken.resize(2);
    practices.population.wijken[0].code = "WK1";
    practices.population.wijken[1].code = "WK2";
    practices.population.places[1][1].wijk = 1;
    practices.model.parameters[0].by_person = true;
    lever.places = {{LeverEffect::Place::wijk, {"WK2"}, {}}};
    region = build_region(practices.model, &practices.population);
    CHECK(practices.hours() == Weeks{160, 200, 200, 160});
    CHECK(region.period_on(7).duty[0].direct_share == 0.5);
    CHECK(region.period_on(7).duty[1].direct_share == 0.75);
    CHECK(persons(region, 1, 7) == 4);
  }
}

TEST_CASE("Staff of each year's inhabitants change at New Year, else stay whatever becomes of people") {
  Practices practices = of_three_years();
  const Region as_at_start = build_region(practices.model, &practices.population);
  CHECK(as_at_start.periods.size() == 1);
  CHECK(staff_hours(as_at_start, 1'000) == 80);
  StaffRule& staff = practices.model.pools[0].staff;
  staff.each_year = true;
  staff.at_least_one = false;
  const Region region = build_region(practices.model, &practices.population);
  REQUIRE(region.periods.size() == 3);
  CHECK(region.periods[1].from_day == 366);
  CHECK(region.periods[2].from_day == 731);
  CHECK(staff_hours(region, 365) == 80);
  CHECK(staff_hours(region, 366) == 96);
  CHECK(staff_hours(region, 730) == 96);
  CHECK(staff_hours(region, 731) == 64);
  CHECK(staff_hours(region, 1'095) == 64);

  SECTION("A trend by year multiplies these, and the numbers at the start") {
    staff.trend = {1, 1.25, 1.5};
    const Region grown = build_region(practices.model, &practices.population);
    CHECK(staff_hours(grown, 365) == 80);
    CHECK(staff_hours(grown, 366) == 120);
    CHECK(staff_hours(grown, 731) == 96);
    staff.each_year = false;
    const Region of_the_start = build_region(practices.model, &practices.population);
    CHECK(staff_hours(of_the_start, 366) == 100);
    CHECK(staff_hours(of_the_start, 731) == 120);
  }
  SECTION("A lever from a day on changes nothing before it, and works on what there is then") {
    practices.lever(Course::multiply, 1.5, 400, Course::never);
    const Region levered = build_region(practices.model, &practices.population);
    for (const std::int32_t day : {0, 365, 366, 399}) CHECK(staff_hours(levered, day) == staff_hours(region, day));
    CHECK(staff_hours(levered, 400) == 144);
    CHECK(staff_hours(levered, 731) == 96);
  }
  SECTION("A longer run begins as a shorter one") {
    practices.model.horizon_ms = 366 * one_day.ms;
    const Region brief = build_region(practices.model, &practices.population);
    CHECK(brief.periods.size() == 1);
    CHECK(staff_hours(brief, 0) == staff_hours(region, 0));
  }
}

TEST_CASE("A run from 1 July has in each year, or part of one, the hours of that year's inhabitants and trend") {
  // 10,000 inhabitants until New Year 2025, a Wednesday; 20,000 in 2025; 10,000 from New Year 2026, a Thursday, until
  // 30 June, a Tuesday. 16 hours a working day of 10,000 where the trend is 1.
  Practices practices;
  Model& model = practices.model;
  model.start_day = 19'905;  // Monday 1 July 2024
  constexpr std::int32_t in_2025 = 184, in_2026 = in_2025 + 365, end = in_2026 + 181;
  model.horizon_ms = end * one_day.ms;
  model.years = {{2024, 0, in_2025 * one_day.ms},
                 {2025, in_2025 * one_day.ms, in_2026 * one_day.ms},
                 {2026, in_2026 * one_day.ms, end * one_day.ms}};
  practices.staffed();
  StaffRule& staff = model.pools[0].staff;
  staff.each_year = true;
  staff.trend = {2, 1.5, 1};
  model.loads = {{0}};
  model.load_names = {"nurses"};
  model.load_periods = {{.year = true}};
  model.load_by_municipality = {0};
  Population& population = practices.population;
  population.persons.reset(20'000, 0);
  population.newcomers = 10'000;
  for (std::uint32_t i = 0; i < 10'000; ++i)
    population.events.push_back(
        {static_cast<std::int32_t>(model.start_day + 100), 10'000 + i, LifeEvent::Kind::arrives});
  for (std::uint32_t i = 0; i < 10'000; ++i)
    population.events.push_back({static_cast<std::int32_t>(model.start_day + in_2025 + 9), i, LifeEvent::Kind::leaves});

  const auto hours_by_year = [&] {
    const Region region = build_region(model, &population);
    RegionSimulation simulation(model, region, {1, 0});
    simulation.run();
    const std::vector<double> results = measure(model, region, simulation);
    const ResultSchema schema = make_schema(model);
    const ResultVariable* hours = schema.variable("pool_on_duty_hours_by_year");
    REQUIRE(hours != nullptr);
    const auto first = results.begin() + static_cast<std::ptrdiff_t>(hours->offset);
    return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(hours->size));
  };
  // 26 weeks and two working days; 52 weeks and one; 25 weeks and four.
  constexpr double days[] = {26 * 5 + 2, 52 * 5 + 1, 25 * 5 + 4};
  CHECK(hours_by_year() == std::vector<double>{days[0] * 16 * 2, days[1] * 16 * 2 * 1.5, days[2] * 16});
  staff.trend.clear();
  CHECK(hours_by_year() == std::vector<double>{days[0] * 16, days[1] * 16 * 2, days[2] * 16});
  staff.each_year = false;
  CHECK(hours_by_year() == std::vector<double>{days[0] * 16, days[1] * 16, days[2] * 16});
}

TEST_CASE("Numbers of a roster are of each year's inhabitants where that is asked") {
  Practices practices = of_three_years();
  practices.model.pools[0].staff = {};
  practices.model.pools[0].schedule = none;
  practices.model.pools[0].roster.parts = {{practices.model.schedules[1], 100.0}};  // 10 of 10,000
  practices.model.uses.clear();
  const auto number = [](const Region& region, std::int32_t day) {
    std::int32_t all = 0;
    for (const PoolDuty& duty : region.period_on(day).duty) all += region.schedules[duty.schedule].level(0, at(1));
    return all;
  };
  CHECK(number(build_region(practices.model, &practices.population), 1'000) == 10);
  practices.model.pools[0].roster.each_year = true;
  const Region region = build_region(practices.model, &practices.population);
  CHECK(number(region, 365) == 10);
  CHECK(number(region, 366) == 12);
  CHECK(number(region, 731) == 8);
}

}  // namespace draagkracht
