#include "engine/model/stream_pace.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {
namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;

// Three weeks from Monday 1 January 2024, whose second Tuesday is a holiday.
Calendar three_weeks() {
  const std::int64_t monday = days_from_civil({2024, 1, 1});
  return {monday, 21, {monday + 8}};
}

StreamPace with_windows(std::int64_t from_ms, std::int64_t to_ms) {
  StreamPace pace;
  pace.always_open = false;
  pace.windows.fill({{from_ms, to_ms}});
  return pace;
}

void check_piece(const PacePiece& piece, std::int64_t from_ms, std::int64_t until_ms, double speed, bool opens) {
  CHECK(piece.from_ms == from_ms);
  CHECK(piece.until_ms == until_ms);
  CHECK(piece.speed == speed);
  CHECK(piece.opens == opens);
}

}  // namespace

TEST_CASE("A stream that is always open has days of one piece, and none before its start") {
  const Calendar calendar = three_weeks();
  const StreamPace pace;
  const auto whole = pieces_of_day(pace, calendar, 3, 1.5, 0);
  REQUIRE(whole.size() == 1);
  check_piece(whole[0], 3 * day, 4 * day, 1.5, false);
  CHECK(pieces_of_day(pace, calendar, 3, 1, 4 * day).empty());
  const auto part = pieces_of_day(pace, calendar, 3, 1, 3 * day + 5 * hour);
  REQUIRE(part.size() == 1);
  check_piece(part[0], 3 * day + 5 * hour, 4 * day, 1, false);
}

TEST_CASE("Rates cut the day where they change, wherever the day begins in their cycle") {
  const Calendar calendar = three_weeks();
  StreamPace pace;
  pace.rates = {0.25, 0, 0.5};
  pace.period_ms = 7 * hour;  // a cycle of 21 hours: day 1 begins in its first entry, with 4 hours to go
  const auto pieces = pieces_of_day(pace, calendar, 1, 2, 0);
  REQUIRE(pieces.size() == 4);
  check_piece(pieces[0], day, 28 * hour, 0.5, false);
  check_piece(pieces[1], 28 * hour, 35 * hour, 0, false);
  check_piece(pieces[2], 35 * hour, 42 * hour, 1, false);
  check_piece(pieces[3], 42 * hour, 48 * hour, 0.5, false);
}

TEST_CASE("Rates by the hour of the week are those of a Sunday on a holiday") {
  const Calendar calendar = three_weeks();
  StreamPace pace;
  for (int h = 0; h < 168; ++h) pace.rates.push_back(h);
  pace.by_hour_of_week = true;
  const auto tuesday = pieces_of_day(pace, calendar, 1, 1, 0), holiday = pieces_of_day(pace, calendar, 8, 1, 0);
  const auto sunday = pieces_of_day(pace, calendar, 13, 1, 0);
  REQUIRE(tuesday.size() == 24);
  REQUIRE(holiday.size() == 24);
  for (std::size_t h = 0; h < 24; ++h) {
    CHECK(tuesday[h].speed == 24 + static_cast<double>(h));
    CHECK(holiday[h].speed == 144 + static_cast<double>(h));
    CHECK(sunday[h].speed == holiday[h].speed);
  }
  pace.by_hour_of_week = false;  // the twin: rates in turn know no holiday
  CHECK(pieces_of_day(pace, calendar, 8, 1, 0)[0].speed == 24);
}

TEST_CASE("A window opens each day, and a start inside it is no opening") {
  const Calendar calendar = three_weeks();
  StreamPace pace = with_windows(8 * hour, 12 * hour);
  const auto pieces = pieces_of_day(pace, calendar, 2, 1, 0);
  REQUIRE(pieces.size() == 1);
  check_piece(pieces[0], 2 * day + 8 * hour, 2 * day + 12 * hour, 1, true);
  check_piece(pieces_of_day(pace, calendar, 2, 1, 2 * day + 8 * hour).at(0), 2 * day + 8 * hour, 2 * day + 12 * hour, 1,
              true);
  check_piece(pieces_of_day(pace, calendar, 2, 1, 2 * day + 9 * hour).at(0), 2 * day + 9 * hour, 2 * day + 12 * hour, 1,
              false);
  // Only its first piece opens.
  pace.rates = {1, 3};
  pace.period_ms = 10 * hour;
  const auto cut = pieces_of_day(pace, calendar, 0, 1, 0);
  REQUIRE(cut.size() == 2);
  check_piece(cut[0], 8 * hour, 10 * hour, 1, true);
  check_piece(cut[1], 10 * hour, 12 * hour, 3, false);
}

TEST_CASE("A window over midnight goes on the next day, also on a day without one") {
  const Calendar calendar = three_weeks();
  StreamPace pace = with_windows(22 * hour, 30 * hour);
  pace.windows[1].clear();  // not on Tuesdays
  const auto monday = pieces_of_day(pace, calendar, 0, 1, 0);
  REQUIRE(monday.size() == 1);
  check_piece(monday[0], 22 * hour, 24 * hour, 1, true);
  const auto tuesday = pieces_of_day(pace, calendar, 1, 1, 0);
  REQUIRE(tuesday.size() == 1);
  check_piece(tuesday[0], 24 * hour, 30 * hour, 1, false);
  const auto wednesday = pieces_of_day(pace, calendar, 2, 1, 0);
  REQUIRE(wednesday.size() == 1);
  check_piece(wednesday[0], 2 * day + 22 * hour, 3 * day, 1, true);
  CHECK(pieces_of_day(pace, calendar, 8, 1, 0).size() == 2);  // a holiday is a Sunday
}

TEST_CASE("Hours of a schedule that touch at midnight are one window, windows of each day are not") {
  const Calendar calendar = three_weeks();
  StreamPace pace = with_windows(0, day);
  CHECK(pieces_of_day(pace, calendar, 4, 1, 0).at(0).opens);
  pace.joins_at_midnight = true;
  CHECK(pieces_of_day(pace, calendar, 0, 1, 0).at(0).opens);
  CHECK_FALSE(pieces_of_day(pace, calendar, 4, 1, 0).at(0).opens);
  pace.windows[3] = {{0, 23 * hour}};
  CHECK(pieces_of_day(pace, calendar, 4, 1, 0).at(0).opens);
}

TEST_CASE("The arrivals that a day brings on average") {
  const Calendar calendar = three_weeks();
  StreamPace pace = with_windows(8 * hour, 14 * hour);
  const auto pieces = pieces_of_day(pace, calendar, 0, 1, 0);
  const QuantileTable exponential(DistributionSpec::exponential(240'000));
  const QuantileTable equal(DistributionSpec::deterministic(600'000));
  CHECK(expected_arrivals(pieces, pace, exponential) == Approx(90));
  CHECK(expected_arrivals(pieces, pace, equal) == 35);  // 8:10 ... 13:50
  pace.first_at_opening = true;
  CHECK(expected_arrivals(pieces, pace, exponential) == Approx(91));
  CHECK(expected_arrivals(pieces, pace, equal) == 36);
  const StreamPace always;
  CHECK(expected_arrivals(pieces_of_day(always, calendar, 0, 2, 0), always, equal) == Approx(288));
}

}  // namespace draagkracht::testing
