#include "engine/model/day_values.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace draagkracht::testing {

TEST_CASE("A lever for some places is not for everyone") {
  LeverEffect lever;
  CHECK(for_everyone(lever));
  lever.places.push_back({LeverEffect::Place::wijk, {"WK001401"}, {}});
  CHECK_FALSE(for_everyone(lever));
}

TEST_CASE("Without imitation a habit nears its ceiling exponentially") {
  // dF/dt = p (c - F) from 0: F = c (1 - exp(-p t)); a day's step of p / 365.25 is near enough to the limit.
  double share = 0;
  for (int day = 0; day < 2 * 365; ++day) share = share_after_a_day(share, {0.6, 0.5, 0, 0});
  CHECK(share == Approx(0.6 * (1 - std::exp(-0.5 * 730 / 365.25))).epsilon(1e-3));
  // Joining and stopping balance where p (c - F) = r F.
  for (int day = 0; day < 40'000; ++day) share = share_after_a_day(share, {0.6, 0.5, 0, 0.25});
  CHECK(share == Approx(0.4));
  CHECK(share_after_a_day(0.7, {0.6, 0.5, 0.5, 0}) == 0.7);  // above the ceiling nobody joins
}

TEST_CASE("The days of a week share a year's demand by the profile, the season and holidays") {
  Model model;
  WeekProfile profile;
  profile.day_share = {0.25, 0.25, 0.25, 0.25, 0, 0, 0};
  model.profiles = {profile};
  model.seasons = {{2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}};
  const std::int64_t monday = days_from_civil({2024, 1, 1});
  const Calendar calendar(monday, 40, {monday + 1});
  DemandEntry entry;
  CHECK(share_of_year(model, entry, calendar, 0) == Approx(0.25 * 7 / 365.25));
  CHECK(share_of_year(model, entry, calendar, 1) == 0);  // a holiday counts as a Sunday
  CHECK(share_of_year(model, entry, calendar, 4) == 0);
  entry.season = 0;
  CHECK(share_of_year(model, entry, calendar, 2) == Approx(2 * 0.25 * 7 / 365.25));
  CHECK(share_of_year(model, entry, calendar, 35) == Approx(0.25 * 7 / 365.25));  // 5 February
  entry.first_year = 2024;
  entry.open_days = {1.1};
  CHECK(share_of_year(model, entry, calendar, 35) == Approx(1.1 * 0.25 * 7 / 365.25));
  model.profiles[0].day_share = {0, 0, 0, 0, 0, 0, 1};
  CHECK(share_of_year(model, entry, calendar, 1) > 0);
  entry.closed_on_holidays = true;
  CHECK(share_of_year(model, entry, calendar, 1) == 0);
}

}  // namespace draagkracht::testing
