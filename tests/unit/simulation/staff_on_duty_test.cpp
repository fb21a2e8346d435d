// Hours on duty and who holds a session, in a first week with a holiday on Wednesday 3 January 2024.
#include "engine/simulation/staff_on_duty.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "engine/core/fault.h"
#include "engine/core/limits.h"

namespace draagkracht {
namespace {

constexpr std::int64_t hour = one_hour.ms;
constexpr std::int32_t at(int hours) { return static_cast<std::int32_t>(hours * hour); }
constexpr std::uint32_t fixed = 0, scheduled = 1, rostered = 2, night = 3;
constexpr Session morning{at(8), at(12)}, middle{at(9), at(15)}, afternoon{at(13), at(17)};

// Pools: three servers always; by schedule one until 12:00 and three from 13:00; staff on the hours that are open; and
// a night from Monday 20:00 to midnight.
struct Duty {
  Model model;
  Region region;
  Calendar calendar{19'723, 21, {19'725}};
  Clock clock{.horizon = one_week.ms};

  Duty() {
    DaySchedule numbers, open, late;
    for (int type = 0; type < 5; ++type) {
      numbers.changes[type] = {{at(8), 1}, {at(12), 0}, {at(13), 3}, {at(17), 0}};
      open.changes[type] = {{at(8), 1}, {at(12), 0}, {at(13), 1}, {at(17), 0}};
    }
    open.changes[sunday] = {{at(9), 1}, {at(11), 0}};
    late.changes[0] = {{at(20), 1}};
    region.schedules = {numbers, open, late};
    StaffRoster roster{.entity = 5, .servers = 3, .shifts = {}};
    for (int type = 0; type < 5; ++type) roster.shifts[type] = {{at(8), at(12), {}}, {at(13), at(17), {}}};
    roster.shifts[sunday] = {{at(9), at(11), {1}}};
    roster.shifts[0][0].seats = {0, 1};
    roster.shifts[0][1].seats = {0};
    roster.shifts[1][0].seats = {2};
    roster.shifts[2][0].seats = {0, 1, 2};  // not on the holiday, which is a Sunday
    roster.shifts[3][0].seats = {0};
    roster.shifts[3][1].seats = {0, 1, 2};
    region.rosters = {roster};
    model.pools.resize(4);
    region.pools.resize(4);
    region.periods[0].duty.resize(4);
    for (std::uint32_t pool = 0; pool < 4; ++pool) {
      model.pools[pool].name = "pool" + std::to_string(pool);
      region.pools[pool].kind = static_cast<Index>(pool);
    }
    region.pools[fixed].fixed = 3;
    region.periods[0].duty[scheduled].schedule = 0;
    region.periods[0].duty[rostered].schedule = 1;
    region.periods[0].duty[rostered].roster = 0;
    region.periods[0].duty[night].schedule = 2;
  }
  StaffOnDuty staff() const { return {model, region, calendar, RandomKey{1, 0}, 3}; }
  // After the days of the first week, or those before `days`.
  StaffOnDuty after(std::int32_t days, std::vector<Event>* events = nullptr) {
    StaffOnDuty staff = this->staff();
    std::vector<Event> known;
    for (std::int32_t day = 0; day < days; ++day) {
      clock.begin_day(day);
      known.clear();
      staff.begin_day(day, clock, known);
    }
    if (events != nullptr) *events = known;
    return staff;
  }
};

RequestLabels own(std::uint16_t place) {
  RequestLabels labels;
  labels.own_server = place;
  return labels;
}

}  // namespace

TEST_CASE("Hours on duty of a week with a holiday are those of its shifts and schedules") {
  Duty duty;
  const StaffOnDuty staff = duty.after(7);
  CHECK(staff.on_duty(fixed, 0) == 3 * 7 * 24 * hour);
  CHECK(staff.on_duty(scheduled, 0) == 4 * (4 + 3 * 4) * hour);
  // Monday 2 x 4 + 4, Tuesday 4, Wednesday as a Sunday 2, Thursday 4 + 3 x 4, Sunday 2.
  CHECK(staff.on_duty(rostered, 0) == (12 + 4 + 2 + 16 + 2) * hour);
  CHECK(staff.on_duty(night, 0) == 4 * hour);
  CHECK(staff.on_duty(rostered, 1) == 0);
}

TEST_CASE("Staff are present for as long as their direct share says, from the day on which it is another") {
  Duty duty;
  RegionPeriod later = duty.region.periods[0];
  duty.region.periods[0].duty[rostered].direct_share = 0.5;
  later.from_day = 1;
  later.duty[rostered].direct_share = 0.8;
  duty.region.periods.push_back(later);
  // On Monday 12 hours, on the other days 24 (above): beside them as many, and a quarter of them.
  StaffOnDuty staff = duty.after(7);
  CHECK(staff.on_duty(rostered, 0) == 36 * hour);
  CHECK(staff.beside(rostered) == (12 + 24 / 4) * hour);
  for (const std::uint32_t pool : {fixed, scheduled, night}) CHECK(staff.beside(pool) == 0);
  SECTION("Of the warm-up nothing counts, of its last day what comes behind it") {
    duty.clock.warm_up = one_day.ms + 10 * hour;  // Tuesday, in a shift of one from 8 to 12
    staff = duty.after(7);
    CHECK(staff.on_duty(rostered, 0) == 22 * hour);
    CHECK(staff.beside(rostered) == 22 * hour / 4);
  }
  SECTION("A direct share of 1 has nothing beside it") {
    for (RegionPeriod& period : duty.region.periods) period.duty[rostered].direct_share = 1;
    CHECK(duty.after(7).beside(rostered) == 0);
  }
}

TEST_CASE("Hours count from the end of the warm-up, within its week too, to the horizon") {
  Duty duty;
  duty.clock.warm_up = (24 + 10) * hour;      // Tuesday 10:00
  duty.clock.horizon = (3 * 24 + 11) * hour;  // Thursday 11:00
  const StaffOnDuty staff = duty.after(4);
  CHECK(staff.on_duty(fixed, 0) == 3 * (14 + 24 + 11) * hour);
  CHECK(staff.on_duty(scheduled, 0) == ((2 + 12) + 3) * hour);
  CHECK(staff.on_duty(rostered, 0) == (2 + 2 + 3) * hour);
}

TEST_CASE("Time on duty in a window counts the hours in which both are open, times the servers") {
  Duty duty;
  DaySchedule window;
  window.changes[0] = {{at(10), 1}, {at(14), 0}};
  window.changes[3] = {{at(16), 1}};
  duty.model.schedules = {window};
  duty.model.windows = {{"of_numbers", scheduled, 0}, {"of_staff", rostered, 0}};
  const StaffOnDuty staff = duty.after(7);
  CHECK(staff.in_windows() == std::vector<std::int64_t>{(2 + 3 + 3) * hour, (2 * 2 + 1 + 3) * hour});
}

TEST_CASE("The calendar of a day has each change of duty and of limits, and what stays open until midnight closes") {
  Duty duty;
  duty.region.periods[0].duty[fixed].limits = {1, 0};
  std::vector<Event> known;
  duty.after(2, &known);  // Tuesday
  struct Change {
    std::uint32_t pool, what, level;
    int hours;
  };
  const std::uint32_t servers = StaffOnDuty::servers_level;
  std::vector<Change> expected;
  for (const std::uint32_t limit : {0U, 1U}) {
    const std::uint32_t what = limit << 24, most = limit == 0 ? 1 : 3;
    for (const Change& c :
         {Change{fixed, what, 1, 8}, {fixed, what, 0, 12}, {fixed, what, most, 13}, {fixed, what, 0, 17}})
      expected.push_back(c);
  }
  for (const Change& c : {Change{scheduled, servers, 1, 8},
                          {scheduled, servers, 0, 12},
                          {scheduled, servers, 3, 13},
                          {scheduled, servers, 0, 17},
                          {rostered, servers, 1, 8},
                          {rostered, servers, 0, 12},
                          {rostered, servers, 0, 13},
                          {rostered, servers, 0, 17},
                          {night, servers, 0, 0}})
    expected.push_back(c);
  REQUIRE(known.size() == expected.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    CAPTURE(i);
    CHECK(known[i].key == event_key(24 * hour + expected[i].hours * hour, EventKind::calendar));
    CHECK(known[i].id == expected[i].pool);
    CHECK(known[i].stamp == (expected[i].what | expected[i].level));
  }
}

TEST_CASE("A session is held by whoever is on duty over all of it, of staff by the shifts that it lies in") {
  const Duty duty;
  const StaffOnDuty staff = duty.staff();
  const auto holders = [&](std::uint32_t pool, const Session& session, std::int32_t day) {
    std::vector<std::uint16_t> servers = {9};
    staff.in_session(pool, session, day, servers);
    return servers;
  };
  using Servers = std::vector<std::uint16_t>;
  CHECK(holders(fixed, middle, 6) == Servers{0, 1, 2});
  CHECK(holders(scheduled, morning, 0) == Servers{0});
  CHECK(holders(scheduled, middle, 0) == Servers{});  // nobody from 12:00 to 13:00
  CHECK(holders(scheduled, afternoon, 0) == Servers{0, 1, 2});
  CHECK(holders(scheduled, morning, 2) == Servers{});
  CHECK(holders(rostered, morning, 0) == Servers{0, 1});
  CHECK(holders(rostered, middle, 0) == Servers{0});  // who is there in both shifts
  CHECK(holders(rostered, afternoon, 0) == Servers{0});
  CHECK(holders(rostered, morning, 2) == Servers{1});
  CHECK(holders(rostered, afternoon, 3) == Servers{0, 1, 2});
  CHECK(holders(rostered, morning, 4) == Servers{});
}

TEST_CASE("No more hold a session than a book has room for") {
  Duty duty;
  duty.model.pools[scheduled].has_book = true;
  duty.model.pools[scheduled].book.sessions[1] = {morning, middle, afternoon};
  duty.region.periods[0].duty[scheduled].schedule = 3;
  DaySchedule many;
  many.changes[1] = {{at(8), 2000}, {at(12), 0}, {at(13), limits::book_servers}, {at(14), 2000}, {at(17), 0}};
  duty.region.schedules.push_back(many);
  CHECK_THROWS_AS(duty.staff().check_sessions(), RunFailure);
  duty.model.pools[scheduled].book.sessions[1] = {middle, afternoon};
  CHECK_NOTHROW(duty.staff().check_sessions());
  duty.model.pools[fixed].has_book = true;
  duty.model.pools[fixed].book.sessions[sunday] = {morning};
  duty.region.pools[fixed].fixed = limits::book_servers;
  CHECK_NOTHROW(duty.staff().check_sessions());
  ++duty.region.pools[fixed].fixed;
  CHECK_THROWS_AS(duty.staff().check_sessions(), RunFailure);
}

TEST_CASE("A person's own server is a place in the row of servers, and is there on the days of its shifts") {
  Duty duty;
  CHECK(duty.staff().own_server(rostered, own(0)) == 0);
  CHECK(duty.staff().own_server(rostered, own(0x8000)) == 1);
  CHECK(duty.staff().own_server(rostered, own(no_server - 1)) == 2);
  CHECK(duty.staff().own_server(rostered, own(no_server)) == no_server);
  CHECK(duty.staff().own_server(scheduled, own(0)) == no_server);
  const StaffOnDuty monday = duty.after(1), tuesday = duty.after(2);
  CHECK(monday.own_on_duty(rostered, own(0x8000)));
  CHECK_FALSE(monday.own_on_duty(rostered, own(no_server - 1)));
  CHECK_FALSE(tuesday.own_on_duty(rostered, own(0x8000)));
  CHECK(tuesday.own_on_duty(rostered, own(no_server - 1)));
  CHECK_FALSE(tuesday.own_on_duty(rostered, own(no_server)));
}

TEST_CASE("Of staff who are never present in a month the first of each shift stays; in others all are there") {
  Duty duty;
  duty.model.pools[rostered].presence_by_month.assign(12, 1.0);
  CHECK(duty.after(7).on_duty(rostered, 0) == 36 * hour);
  duty.model.pools[rostered].presence_by_month[0] = 0;
  CHECK(duty.after(7).on_duty(rostered, 0) == ((4 + 4) + 4 + 2 + (4 + 4) + 2) * hour);
}

TEST_CASE("Of seats a share stays empty, drawn per seat, date and shift; who is away at a share is at a higher one") {
  Duty duty;
  constexpr std::int32_t days = 21;
  duty.calendar = Calendar(19'723, days, {});
  duty.clock.horizon = days * one_day.ms;
  constexpr std::int32_t seats = 200;
  for (int type = 0; type < day_types; ++type)
    duty.region.schedules[0].changes[type] = {{at(8), seats}, {at(12), 0}, {at(13), seats}, {at(17), 0}};
  for (const char* name : {"absence", "unfilled"}) {
    Parameter share;
    share.name = name;
    share.values = {0};
    share.high = 1;
    share.first = static_cast<std::uint32_t>(duty.model.parameters.size());
    duty.model.parameters.push_back(share);
  }
  duty.model.parameter_rows = 2;
  duty.model.pools[scheduled].absence = 0;
  duty.model.pools[scheduled].unfilled = 1;
  // Who holds a morning and an afternoon on each day, and the hours on duty.
  struct Seen {
    std::vector<std::vector<std::uint16_t>> sessions;
    double seats = 0;  // filled, of all shifts
  };
  const auto run = [&](double absence, double unfilled) {
    duty.model.parameters[0].values = {absence};
    duty.model.parameters[1].values = {unfilled};
    StaffOnDuty staff = duty.staff();
    ParameterValues parameters(duty.model, duty.region);
    std::vector<Event> known;
    Seen seen;
    for (std::int32_t day = 0; day < days; ++day) {
      parameters.set_day(day);
      duty.clock.begin_day(day);
      staff.set_day(parameters);
      staff.begin_day(day, duty.clock, known);
      for (const Session& session : {morning, afternoon})
        staff.in_session(scheduled, session, day, seen.sessions.emplace_back());
    }
    for (std::int32_t week = 0; week < 3; ++week)
      seen.seats += static_cast<double>(staff.on_duty(scheduled, week)) / static_cast<double>(4 * hour);
    return seen;
  };
  constexpr double all = 2.0 * days * seats;
  const Seen full = run(0, 0), some = run(0.2, 0), more = run(0.4, 0), both = run(0.2, 0.5);
  CHECK(full.seats == all);
  // Binomial: five standard errors, of which one in a million runs is beyond. A share 0.03 off would be seen.
  const auto is_share = [&](double seen, double share) {
    return std::abs(seen - all * share) < 5 * std::sqrt(all * share * (1 - share));
  };
  CHECK(is_share(some.seats, 0.8));
  CHECK(is_share(more.seats, 0.6));
  CHECK(is_share(both.seats, 0.8 * 0.5));
  CHECK_FALSE(is_share(some.seats, 0.77));
  double held = 0;
  for (std::size_t s = 0; s < some.sessions.size(); ++s) {
    held += static_cast<double>(some.sessions[s].size());
    for (const Seen* fewer : {&more, &both}) {
      CHECK(std::includes(some.sessions[s].begin(), some.sessions[s].end(), fewer->sessions[s].begin(),
                          fewer->sessions[s].end()));
    }
    if (s > 0) CHECK(some.sessions[s] != some.sessions[s - 1]);
  }
  CHECK(held == some.seats);  // books know who is away
}

TEST_CASE("Each pool with staff has an own server for everyone, by one place in all rows") {
  Duty duty;
  StaffRoster nurses{.entity = 6, .servers = 5, .shifts = {}};
  for (std::uint16_t server = 0; server < 5; ++server) nurses.shifts[server] = {{at(8), at(12), {server}}};
  duty.region.rosters.push_back(nurses);
  duty.region.periods[0].duty[night] = duty.region.periods[0].duty[rostered];
  duty.region.periods[0].duty[night].roster = 1;
  const RequestLabels middle_of_row = own(0x8000);
  const StaffOnDuty monday = duty.after(1), tuesday = duty.after(2);
  CHECK(monday.own_server(rostered, middle_of_row) == 1);
  CHECK(monday.own_server(night, middle_of_row) == 2);
  CHECK(monday.own_on_duty(rostered, middle_of_row));
  CHECK_FALSE(monday.own_on_duty(night, middle_of_row));  // works on Wednesdays
  CHECK(monday.own_on_duty(night, own(0)));
  CHECK(tuesday.own_on_duty(night, own(0x4000)));
}

TEST_CASE("Among more than 64 people each has her own server, who is there on her days") {
  Duty duty;
  StaffRoster& roster = duty.region.rosters[0];
  roster.servers = 100;
  for (std::vector<Shift>& day : roster.shifts) {
    for (Shift& shift : day) shift.seats.clear();
  }
  for (std::uint16_t server = 0; server < 100; ++server)
    roster.shifts[server % 2 == 0 ? 0 : 1][0].seats.push_back(server);
  const StaffOnDuty monday = duty.after(1), tuesday = duty.after(2);
  CHECK(monday.on_duty(rostered, 0) == 50 * 4 * hour);
  int there = 0;
  for (std::uint32_t place = 0; place < no_server; place += 13) {
    const auto own_place = own(static_cast<std::uint16_t>(place));
    const std::uint16_t server = monday.own_server(rostered, own_place);
    CHECK(server == place * 100 / 65536);
    CHECK(monday.own_on_duty(rostered, own_place) == (server % 2 == 0));
    CHECK(tuesday.own_on_duty(rostered, own_place) == (server % 2 == 1));
    there += monday.own_on_duty(rostered, own_place) ? 1 : 0;
  }
  CHECK(there == Approx(65536.0 / 13 / 2).epsilon(0.02));
}

}  // namespace draagkracht
