// Persons on the staff against chains and cohorts worked out by hand. Each statistical bound is 4 standard errors wide:
// false alarms below 1 in 10,000; what the twin has that must fail lies at least 8 away.
#include "engine/simulation/workforces.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/simulation/region_builder.h"
#include "engine/simulation/sensors.h"
#include "engine/simulation/staff_on_duty.h"

namespace draagkracht {
namespace {

constexpr std::int32_t at(int hours) { return static_cast<std::int32_t>(hours * one_hour.ms); }
constexpr std::uint32_t persons = 2'000;
constexpr int parameters = 8;

// Two practices with a thousand persons each, who work one shift on working days, from Monday 1 January 2024.
struct Staff {
  enum : Index { inflow, age, sickness, wave, fill, hours, cover, leaving };
  Model model;
  Population population;

  explicit Staff(int days) {
    model.start_day = 19'723;
    model.horizon_ms = days * one_day.ms;
    model.scopes.resize(2);
    DaySchedule week;
    for (int type = 0; type < 5; ++type) week.changes[type] = {{at(8), 1}, {at(12), 0}};
    model.schedules = {week};
    model.pools.resize(1);
    model.pools[0].name = "nurse";
    model.pools[0].scope = 1;
    model.pools[0].schedule = 0;
    StaffRule& rule = model.pools[0].staff;
    rule.any = true;
    rule.paid_hours = 20.0 * persons;
    rule.persons = persons;
    for (int p = 0; p < parameters; ++p) {
      Parameter one;
      one.name = "parameter" + std::to_string(p);
      one.values = {1};
      one.high = 100;
      one.first = static_cast<std::uint32_t>(p);
      model.parameters.push_back(one);
    }
    model.parameter_rows = parameters;
    Workforce force;
    force.name = "nurse";
    force.address = 7;
    force.pools = {0};
    force.ages = {{30, 0.75, 0.1}, {50, 0.25, 0.4}};
    force.until_age = 60;
    force.inflow = inflow;
    force.newcomer_age = age;
    force.newcomers_wait = 12;
    set(inflow, 0);
    set(age, 30);
    model.workforces = {force};
    population.persons.reset(10'000, 0);
    population.places.resize(2);
    population.places[1].resize(2);
    for (Place& place : population.places[1]) place.inhabitants = 5'000;
  }
  Workforce& force() { return model.workforces[0]; }
  void set(Index parameter, double value) { model.parameters[parameter].values = {value}; }
  void ill(double share, double wave_factor) {
    force().spells = {{"short", 5, 0.25, true}, {"long", 100, 0.75, false}};
    force().sickness = sickness;
    force().wave = wave;
    set(sickness, share);
    set(wave, 1);
    LeverEffect effect;
    effect.course.operation = Course::multiply;
    effect.course.value = wave_factor;
    effect.course.from_day = 56;
    effect.course.until_day = 112;
    effect.rows = {1};
    model.parameters[wave].levers = {effect};
  }

  // Calls each_day(workforces, day) behind the midnight of every day.
  template <class EachDay>
  void run(std::uint32_t replication, EachDay each_day) const {
    const Region region = build_region(model, &population);
    const auto days = static_cast<std::int32_t>(model.horizon_ms / one_day.ms);
    const Calendar calendar(model.start_day, days, {});
    Workforces workforces(model, region, calendar, RandomKey{1, replication});
    ParameterValues values(model, region);
    const Sensors sensors(model, region);
    for (std::int32_t day = 0; day < days; ++day) {
      values.set_day(day);
      workforces.begin_day(day, values, sensors);
      each_day(workforces, day);
    }
  }
};

// Share of all persons who are ill on a day.
double ill_share(const Workforces& workforces, std::int32_t day) {
  int ill = 0;
  for (std::uint32_t seat = 0; seat < persons; ++seat) {
    const auto presence = workforces.presence(seat / 1'000, seat % 1'000, day, at(8));
    ill += presence.why == Workforces::Presence::ill ? 1 : 0;
  }
  return static_cast<double>(ill) / persons;
}

// Persons who are expected after so many months if nobody comes: each month that of their age.
double expected_after(const Workforce& force, int months, double factor) {
  double expected = 0;
  for (std::size_t band = 0; band < force.ages.size(); ++band) {
    const int from = force.ages[band].from_age * 12;
    const int to = (band + 1 < force.ages.size() ? force.ages[band + 1].from_age : force.until_age) * 12;
    for (int start = from; start < to; ++start) {
      double stays = 1;
      for (int m = 1; m <= months && stays > 0; ++m) {
        const int years = (start + m) / 12;
        const double rate = years >= force.ages[1].from_age ? force.ages[1].leaving : force.ages[0].leaving;
        stays *= years >= force.until_age ? 0 : std::exp(-rate * factor / 12);
      }
      expected += persons * force.ages[band].share * stays / (to - from);
    }
  }
  return expected;
}

}  // namespace

TEST_CASE("staff who leave by age are as many as cohorts say", "[workforces]") {
  Staff staff(3 * 365);
  std::int64_t left = 0, there = 0;
  staff.run(0, [&](const Workforces& workforces, std::int32_t) {
    there = workforces.persons(0);
    left = workforces.counts(0).left;
  });
  const double expected = expected_after(staff.force(), 35, 1);
  const double error = std::sqrt(expected * (1 - expected / persons));
  CHECK(std::abs(static_cast<double>(there) - expected) < 4 * error);
  CHECK(there + left == persons);
  // The twin: rates a half higher.
  CHECK(std::abs(static_cast<double>(there) - expected_after(staff.force(), 35, 1.5)) > 8 * error);
}

TEST_CASE("newcomers fill vacancies, and every person is accounted for", "[workforces]") {
  Staff staff(3 * 365);
  staff.set(Staff::inflow, 0.05);
  const auto expected_newcomers = 0.05 / 12 * persons * 35;
  staff.run(0, [&](const Workforces& workforces, std::int32_t) {
    const WorkforceCounts& counts = workforces.counts(0);
    REQUIRE(workforces.persons(0) == persons + counts.hired - counts.left);
    REQUIRE(workforces.persons(0) + workforces.vacancies(0) == persons);
    REQUIRE(counts.hired == counts.inflow);  // there is always a vacancy, and it is filled at once
    REQUIRE(counts.went_elsewhere == 0);
  });
  SECTION("as many as come") {
    std::int64_t inflow = 0;
    staff.run(1, [&](const Workforces& workforces, std::int32_t) { inflow = workforces.counts(0).inflow; });
    const double error = std::sqrt(expected_newcomers);
    CHECK(std::abs(static_cast<double>(inflow) - expected_newcomers) < 4 * error);
    CHECK(std::abs(static_cast<double>(inflow) - 1.5 * expected_newcomers) > 8 * error);  // the twin
  }
  SECTION("who finds no seat goes elsewhere a year later") {
    staff.force().ages = {{30, 1, 0}, {50, 0, 0}};
    staff.force().until_age = 100;
    std::vector<std::int64_t> inflow_by_day;
    staff.run(0, [&](const Workforces& workforces, std::int32_t) {
      const WorkforceCounts& counts = workforces.counts(0);
      REQUIRE(counts.hired == 0);
      inflow_by_day.push_back(counts.inflow);
      if (inflow_by_day.size() == 367)
        REQUIRE(counts.went_elsewhere == 0);  // 1 January 2025: the first came in February
    });
    staff.run(0, [&](const Workforces& workforces, std::int32_t day) {
      // On 1 February 2026 those have gone who came until 1 February 2025.
      if (day == 762) REQUIRE(workforces.counts(0).went_elsewhere == inflow_by_day[397]);
    });
  }
}

TEST_CASE("a vacancy is open as long as it takes to fill", "[workforces]") {
  Staff staff(6 * 365);
  staff.set(Staff::inflow, 1);  // more than enough come
  staff.force().fill_time = Staff::fill;
  staff.force().fill_time_unit = static_cast<double>(one_week.ms);
  staff.set(Staff::fill, 39);
  staff.set(Staff::age, 30);
  for (Workforce::AgeBand& band : staff.force().ages) band.leaving = 0.3;
  staff.force().until_age = 100;
  staff.force().ages[1].from_age = 99;
  // In the long run v seats are vacant: (1 - v) leave = v fill, each per month, hired in the month in which they go.
  const double leave = 1 - std::exp(-0.3 / 12), fill = 1 - std::exp(-365.25 / 12 / (39 * 7));
  const double vacant = leave * (1 - fill) / (leave + fill - leave * fill);
  double sum = 0;
  int months = 0;
  staff.run(0, [&](const Workforces& workforces, std::int32_t day) {
    if (day < 3 * 365 || (day - 3 * 365) % 30 != 0) return;
    sum += static_cast<double>(workforces.vacancies(0)) / persons;
    ++months;
  });
  // Months are alike one after the other: as if there were one in six.
  const double error = std::sqrt(vacant * (1 - vacant) / persons / (months / 6.0));
  CHECK(std::abs(sum / months - vacant) < 4 * error);
  CHECK(std::abs(sum / months - 2 * vacant) > 8 * error);  // the twin: twice as long
}

TEST_CASE("as many seats are vacant on the first day as the workforce says", "[workforces]") {
  Staff staff(40);
  staff.force().vacant_at_start = 0.1;
  staff.set(Staff::inflow, 0.5);
  for (Workforce::AgeBand& band : staff.force().ages) band.leaving = 0;
  staff.force().until_age = 100;
  std::int64_t vacant = 0;
  staff.run(0, [&](const Workforces& workforces, std::int32_t day) {
    if (day > 0) {
      // Those who come in February have the seats; inflow goes by who was there.
      REQUIRE(workforces.vacancies(0) == vacant - workforces.counts(0).hired + workforces.counts(0).left);
      return;
    }
    vacant = workforces.vacancies(0);
    CHECK(workforces.persons(0) + vacant == persons);
    std::int64_t empty = 0;
    for (std::uint32_t seat = 0; seat < persons; ++seat) {
      const auto presence = workforces.presence(seat / 1'000, seat % 1'000, day, at(8));
      empty += presence.why == Workforces::Presence::vacant ? 1 : 0;
    }
    CHECK(empty == vacant);
  });
  const double error = std::sqrt(0.1 * 0.9 * persons);
  CHECK(std::abs(static_cast<double>(vacant) - 0.1 * persons) < 4 * error);
  CHECK(std::abs(static_cast<double>(vacant) - 0.2 * persons) > 8 * error);  // the twin
  SECTION("with other luck other seats, and with more vacancies the same and others") {
    const auto seats_vacant = [&](std::uint32_t replication) {
      std::vector<bool> empty(persons);
      staff.run(replication, [&](const Workforces& workforces, std::int32_t day) {
        for (std::uint32_t seat = 0; day == 0 && seat < persons; ++seat)
          empty[seat] = workforces.presence(seat / 1'000, seat % 1'000, 0, at(8)).why == Workforces::Presence::vacant;
      });
      return empty;
    };
    const std::vector<bool> some = seats_vacant(0);
    CHECK(some != seats_vacant(1));
    staff.force().vacant_at_start = 0.2;
    const std::vector<bool> more = seats_vacant(0);
    for (std::uint32_t seat = 0; seat < persons; ++seat) REQUIRE((!some[seat] || more[seat]));
    CHECK(some != more);
  }
}

TEST_CASE("a wave of illness takes its share of the hours, and gives them back", "[workforces]") {
  Staff staff(168);
  staff.ill(0.08, 3);
  for (Workforce::AgeBand& band : staff.force().ages) band.leaving = 0;
  staff.force().until_age = 100;
  std::vector<double> by_week(24, 0.0);
  staff.run(0, [&](const Workforces& workforces, std::int32_t day) {
    by_week[static_cast<std::size_t>(day / 7)] += ill_share(workforces, day) / 7;
  });
  const auto mean_of = [&](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t w = from; w < to; ++w) sum += by_week[w];
    return sum / static_cast<double>(to - from);
  };
  // 0.08 in all; in the wave three times as much, all of it in short spells. The long ones hardly change in six weeks.
  const double error = std::sqrt(0.08 * 0.92 / persons);
  CHECK(std::abs(mean_of(0, 8) - 0.08) < 4 * error);
  CHECK(std::abs(mean_of(10, 16) - 0.24) < 4 * std::sqrt(0.24 * 0.76 / persons));
  CHECK(std::abs(mean_of(18, 24) - 0.08) < 4 * error);
  CHECK(std::abs(mean_of(10, 16) - 0.08) > 8 * error);  // the twin: no wave
}

TEST_CASE("seats of who is ill, and vacant ones, are covered as often as the parameter says", "[workforces]") {
  Staff staff(300);
  staff.ill(0.3, 1);
  staff.force().cover = Staff::cover;
  staff.set(Staff::cover, 0.4);
  std::int64_t away = 0, covered = 0;
  staff.run(0, [&](const Workforces& workforces, std::int32_t day) {
    for (std::uint32_t seat = 0; seat < persons; ++seat) {
      const auto presence = workforces.presence(seat / 1'000, seat % 1'000, day, at(8));
      away += presence.why == Workforces::Presence::works ? 0 : 1;
      covered += presence.covered ? 1 : 0;
    }
  });
  const double error = std::sqrt(0.24 / static_cast<double>(away));
  const double share = static_cast<double>(covered) / static_cast<double>(away);
  CHECK(std::abs(share - 0.4) < 4 * error);
  CHECK(std::abs(share - 0.42) > 8 * error);  // the twin
}

namespace {

// The same persons, who also stay at night: 40 from 0:00 to 8:00 every day, 2,240 h a week. Of these others do 0.2, and
// an hour costs 0.5 h of the shifts: 896 h a week.
struct NightStaff : Staff {
  static constexpr double hours_a_week = 20'000, off_a_week = 896;

  explicit NightStaff(int days) : Staff(days) {
    model.pools[0].staff.paid_hours = hours_a_week;
    force().ages = {{30, 1, 0}, {50, 0, 0}};
    RosterRule::Part part;
    for (auto& day : part.hours.changes) day = {{0, 1}, {at(8), 0}};
    part.per_100k = 400;
    PoolKind night;
    night.name = "night";
    night.roster.parts = {part};
    night.roster.factor = fill;
    model.pools.push_back(night);
    model.uses.push_back({fill, 0, Reading::duty, 0, 1, "pool.night.roster.factor", none});
    force().also = {{1}, cover, leaving};
    population.places[0].resize(1);
    population.places[0][0].inhabitants = 10'000;
    set(fill, 1);
    set(cover, 0.2);
    set(leaving, 0.5);
  }
  // From day 182 on, a Monday.
  void later(Index parameter, double value) {
    LeverEffect effect;
    effect.course.operation = Course::set;
    effect.course.value = value;
    effect.course.from_day = 182;
    effect.rows = {1};
    model.parameters[parameter].levers = {effect};
  }

  struct Weeks {
    double worked = 0, elsewhere = 0, ill = 0;  // hours a week
  };
  // Of who is not on leave, in days [from, to), as hours on duty are counted.
  Weeks weeks(std::int32_t from, std::int32_t to) const {
    const Region region = build_region(model, &population);
    const auto days = static_cast<std::int32_t>(model.horizon_ms / one_day.ms);
    const Calendar calendar(model.start_day, days, model.holidays);
    Workforces workforces(model, region, calendar, RandomKey{1, 0});
    StaffOnDuty staff(model, region, calendar, RandomKey{1, 0}, (days + 6) / 7, &workforces);
    ParameterValues values(model, region);
    const Sensors sensors(model, region);
    Clock clock{.horizon = model.horizon_ms};
    std::vector<Event> known;
    WorkforceCounts before, after;
    for (std::int32_t day = 0; day < to; ++day) {
      clock.begin_day(day);
      values.set_day(day);
      if (day == from) before = workforces.counts(0);
      workforces.begin_day(day, values, sensors);
      staff.set_day(values);
      known.clear();
      staff.begin_day(day, clock, known);
    }
    after = workforces.counts(0) - before;
    const double per_week = 7.0 / (to - from) / static_cast<double>(one_hour.ms);
    return {static_cast<double>(after.worked) * per_week, static_cast<double>(after.elsewhere) * per_week,
            static_cast<double>(after.ill) * per_week};
  }
};

// Of hours a week that each shift of 4 h is part of with a small chance, over so many weeks.
double error_of(double hours_a_week, int weeks) { return std::sqrt(hours_a_week / 4 / weeks) * 4; }

}  // namespace

TEST_CASE("duty elsewhere is taken off shifts, and what it takes as parameters stand is put back", "[workforces]") {
  NightStaff staff(364);
  const NightStaff::Weeks weeks = staff.weeks(0, 364);
  const double error = error_of(NightStaff::off_a_week, 52);
  CHECK(std::abs(weeks.elsewhere - NightStaff::off_a_week) < 4 * error);
  // The calendar year has a Monday and a Tuesday more than 52 weeks: a thousandth of what is put back.
  CHECK(std::abs(weeks.worked - NightStaff::hours_a_week) < 4 * error + 0.003 * NightStaff::off_a_week + 4);
  // The twin: nothing put back.
  staff.model.pools[0].staff.presence = NightStaff::hours_a_week / (NightStaff::hours_a_week + NightStaff::off_a_week);
  CHECK(staff.weeks(0, 364).worked < NightStaff::hours_a_week - 8 * error);
}

TEST_CASE("a lever on duty elsewhere takes or gives the hours that it is worth, from its day on", "[workforces]") {
  struct Lever {
    Index parameter;
    double value, off;
  };
  const Lever lever = GENERATE(Lever{Staff::fill, 1.2, 896 * 1.2}, Lever{Staff::fill, 0, 0},
                               Lever{Staff::cover, 0.6, 448}, Lever{Staff::leaving, 1, 1792});
  NightStaff staff(364);
  const NightStaff without = staff;
  staff.later(lever.parameter, lever.value);
  CAPTURE(lever.parameter, lever.value);
  const NightStaff::Weeks before = staff.weeks(0, 182), after = staff.weeks(182, 364);
  const double error = error_of(NightStaff::off_a_week, 26) + error_of(lever.off, 26);
  CHECK(before.worked == without.weeks(0, 182).worked);  // every bit: the lever is not foreseen
  CHECK(std::abs(after.elsewhere - lever.off) < 4 * error);
  CHECK(std::abs(after.worked + after.elsewhere - before.worked - before.elsewhere) < 1);  // the same shifts
  CHECK(std::abs(after.worked - (NightStaff::hours_a_week + NightStaff::off_a_week - lever.off)) < 4 * error + 8);
}

TEST_CASE("the shifts of who is on leave, ill or gone cost the others their hours elsewhere", "[workforces]") {
  NightStaff staff(364);
  SECTION("on leave, from places of five, where one of those in a shift stays") {
    staff.model.pools[0].presence_by_month.assign(12, 0.7);
    staff.population.places[1].resize(400);
    for (Place& place : staff.population.places[1]) place.inhabitants = 25;
  }
  SECTION("ill") {
    staff.force().spells = {{"short", 5, 0.25, true}, {"long", 100, 0.75, false}};
    staff.force().sickness = Staff::sickness;
    staff.set(Staff::sickness, 0.3);
  }
  SECTION("gone") {
    for (Workforce::AgeBand& band : staff.force().ages) band.leaving = 0.7;
  }
  const NightStaff::Weeks weeks = staff.weeks(182, 364);
  CHECK(std::abs(weeks.elsewhere - NightStaff::off_a_week) < 4 * error_of(NightStaff::off_a_week, 26));
  CHECK(weeks.worked < 0.85 * NightStaff::hours_a_week);
}

TEST_CASE("a holiday has the night of a Sunday and no shifts, which the other days of its week bear", "[workforces]") {
  NightStaff staff(364);
  for (auto& day : staff.model.pools[1].roster.parts[0].hours.changes) day.clear();
  staff.model.pools[1].roster.parts[0].hours.changes[sunday] = {{0, 1}, {at(8), 0}};  // 320 h, of which 128 h cost
  staff.model.holidays = {staff.model.start_day + 2, staff.model.start_day + 3};      // Wednesday and Thursday
  const NightStaff::Weeks first = staff.weeks(0, 7), others = staff.weeks(7, 364);
  CHECK(std::abs(first.elsewhere - 3 * 128) < 4 * error_of(3 * 128, 1));
  CHECK(std::abs(others.elsewhere - 128) < 4 * error_of(128, 51));
  CHECK(std::abs(first.elsewhere - 128) > 8 * error_of(128, 1));  // the twin: a week without holidays
}

}  // namespace draagkracht
