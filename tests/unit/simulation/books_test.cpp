// Books open day by day as far ahead as they reach.
#include "engine/simulation/books.h"

#include <catch2/catch.hpp>

namespace draagkracht {
namespace {

constexpr std::int64_t at(std::int32_t day, int minutes) { return day * one_day.ms + minutes * one_minute.ms; }

// Two pools of one server, of which the second has a book: three slots on each working day, three days ahead. Tuesday
// 2 January 2024 is a holiday.
struct Bookings {
  Model model;
  Region region;
  Calendar calendar{19'723, 30, {19'724}};

  Bookings() {
    model.pools.resize(2);
    model.pools[1].has_book = true;
    model.pools[1].book = {.slot_ms = 20 * 60'000, .lead_days = 3, .sessions = {}};
    for (std::size_t type = 0; type < 5; ++type) model.pools[1].book.sessions[type] = {{9 * 3'600'000, 10 * 3'600'000}};
    region.pools.resize(2);
    region.periods[0].duty.resize(2);
    for (Index kind = 0; kind < 2; ++kind) {
      region.pools[kind].kind = kind;
      region.pools[kind].fixed = 1;
    }
    region.pools[1].book = 0;
  }
};

}  // namespace

TEST_CASE("On the first day all days within reach open, later one a day, and days off stay closed") {
  const Bookings b;
  const StaffOnDuty staff(b.model, b.region, b.calendar, {1, 0}, 3);
  Books books(b.model, b.region, b.calendar, staff);
  ParameterValues parameters(b.model, b.region);
  const auto next = [&](std::int32_t from, std::int32_t to) {
    return books.of(1).plan(0, from, to, 1, no_server).at_ms;
  };
  books.begin_day(0, parameters);
  CHECK(next(1, 1) == -1);  // the holiday
  for (const std::int32_t day : {2, 3}) {
    for (const int minutes : {540, 560, 580}) CHECK(next(1, 3) == at(day, minutes));
  }
  CHECK(next(1, 3) == -1);
  books.begin_day(1, parameters);
  CHECK(next(2, 4) == at(4, 540));
  books.begin_day(2, parameters);
  books.begin_day(3, parameters);
  CHECK(next(4, 6) == at(4, 560));
  CHECK(next(4, 6) == at(4, 580));
  CHECK(next(4, 6) == -1);  // a weekend
  books.begin_day(4, parameters);
  CHECK(next(5, 7) == at(7, 540));  // the row of Wednesday the 3rd, cleared
  CHECK(books.of(1).issued() == 10);
}

TEST_CASE("What a parameter keeps free until the day itself is kept on all days within reach") {
  Bookings b;
  Parameter share;
  share.values = {1.0 / 3};
  share.high = 1;
  b.model.parameters = {share};
  b.model.parameter_rows = 1;
  b.model.pools[1].same_day = 0;
  const StaffOnDuty staff(b.model, b.region, b.calendar, {1, 0}, 3);
  Books books(b.model, b.region, b.calendar, staff);
  ParameterValues parameters(b.model, b.region);
  parameters.set_day(0);
  books.begin_day(0, parameters);
  for (const std::int32_t day : {2, 3}) {
    for (const int minutes : {540, 560}) CHECK(books.of(1).plan(0, 1, 3, 1, no_server).at_ms == at(day, minutes));
  }
  CHECK(books.of(1).plan(0, 1, 3, 1, no_server).at_ms == -1);
  CHECK(books.of(1).same_day(0, Time{at(2, 0)}, 1, no_server).at_ms == at(2, 580));
}

}  // namespace draagkracht
