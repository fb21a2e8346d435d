#include "engine/traffic/week_clock.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string text = R"(
run = {start = 2024-01-01, horizon = "4 weeks"}
schedule.day.days = {weekdays = "08:00-17:00"}
schedule.night.days = {weekdays = "00:00-08:00, 17:00-24:00", weekend = "00:00-24:00"}
schedule.late.days = {weekdays = "16:30-17:00"}
schedule.morning.days = {weekdays = "08:00-10:00"}
pool.desk = {servers = 1, book = {slot = "5 min", sessions = "morning", lead = "7 days"}}
)";
const std::array<double, day_types> four_weeks{4, 4, 4, 4, 4, 4, 4};

Index schedule(const Model& model, const std::string& name) {
  return static_cast<Index>(std::find(model.schedule_names.begin(), model.schedule_names.end(), name) -
                            model.schedule_names.begin());
}

}  // namespace

TEST_CASE("At any time a schedule is open for its share of the week") {
  const Model model = compiled(text);
  const WeekClocks clocks(model, four_weeks);
  CHECK(clocks.share_open(WeekClocks::any_time, schedule(model, "day")) == Approx(45.0 / 168));
  CHECK(clocks.share_open(WeekClocks::any_time, schedule(model, "night")) == Approx(123.0 / 168));
  CHECK(clocks.share_open(WeekClocks::any_time, schedule(model, "late")) == Approx(2.5 / 168));
  const WeekClocks no_weekend(model, {4, 4, 4, 4, 4, 0, 0});
  CHECK(no_weekend.share_open(WeekClocks::any_time, schedule(model, "day")) == Approx(9.0 / 24));
}

TEST_CASE("Who waited until a schedule opened finds it open, and others closed; waiting again changes nothing") {
  const Model model = compiled(text);
  WeekClocks clocks(model, four_weeks);
  const Index day = schedule(model, "day"), night = schedule(model, "night");
  const Index waited = clocks.when_open(WeekClocks::any_time, day);
  CHECK(clocks.share_open(waited, day) == Approx(1));
  CHECK(clocks.share_open(waited, night) == 0);
  CHECK(clocks.when_open(waited, day) == waited);
  // Most come at eight: the 123 closed hours and the first of each day, of 168.
  CHECK(clocks.share_open(waited, schedule(model, "morning")) == Approx((123.0 + 10) / 168));
  // Back and forth does not make ever more clocks: the evening's five o'clock, the next morning's eight.
  const Index evening = clocks.when_open(waited, night), next = clocks.when_open(evening, day);
  CHECK(clocks.when_open(clocks.when_open(next, night), day) == next);
}

TEST_CASE("A slot of today is there for those who come before the last session ends and if somebody is in") {
  const Model model = compiled(text);
  WeekClocks clocks(model, four_weeks);
  const Index waited = clocks.when_open(WeekClocks::any_time, schedule(model, "day"));
  CHECK(clocks.share_with_slot_today(waited, 0, 0, {}) == Approx((123.0 + 10) / 168));
  // Half an hour must begin by half past nine.
  CHECK(clocks.share_with_slot_today(waited, 0, 6, {}) == Approx((123.0 + 5 + 2.5) / 168));
  const std::vector<double> half_the_places(14, 0.5);
  CHECK(clocks.share_with_slot_today(waited, 0, 0, half_the_places) == Approx((123.0 + 10) / 168 / 2));
  const Index seen = clocks.at_appointments(0);
  CHECK(clocks.share_open(seen, schedule(model, "morning")) == Approx(1));
}

TEST_CASE("A profile gives its hours") {
  Model model = compiled(text);
  WeekProfile profile;
  profile.day_share = {0.5, 0.5, 0, 0, 0, 0, 0};
  for (auto& hours : profile.hours) {
    for (std::size_t h = 0; h < 25; ++h) hours[h] = h <= 16 ? 0.0 : h >= 18 ? 1.0 : 0.5;  // 16 to 18 o'clock
  }
  model.profiles = {profile};
  WeekClocks clocks(model, four_weeks);
  const Index clock = clocks.of_profile(0);
  CHECK(clocks.share_open(clock, schedule(model, "day")) == Approx(0.5));
  CHECK(clocks.share_open(clock, schedule(model, "late")) == Approx(0.25));
}

}  // namespace draagkracht::testing
