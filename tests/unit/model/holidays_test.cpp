// Streams of persons that rest on holidays keep the total of each calendar year.
#include <catch2/catch.hpp>

#include <regex>

#include "engine/model/day_values.h"
#include "engine/scenario/field_range.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string start = R"(
run = {start = 2024-01-01, horizon = "731 days", holidays = "days"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
[pathway.path.step.out]
exit = "x"
[stream.calls]
per_person = 12
profile_table = "week"
profile_column = "calls"
season_table = "year"
season_column = "calls"
enters = "path"
)";

std::map<std::string, std::string> tables(const std::string& holidays) {
  std::string week = "hour_of_week,calls\n", year = "month,calls\n";
  for (int h = 0; h < 168; ++h) week += std::to_string(h) + ',' + std::to_string(h < 120 ? 5 + h / 24 : 1) + '\n';
  for (int m = 1; m <= 12; ++m) year += std::to_string(m) + ',' + std::to_string(m) + '\n';
  return {{"days", "date\n" + holidays},
          {"week", week},
          {"year", year},
          {"w", "x\n1\n"},
          {"p", "x\n1\n"},
          {"a", "x\n1\n"},
          {"r", "x\n1\n"}};
}

double total_of_year(const Model& model, int year) {
  const auto days = static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms);
  const Calendar calendar(model.start_day, days, model.holidays);
  double total = 0;
  for (std::int32_t d = 0; d < days; ++d) {
    if (civil_from_days(calendar.first_day() + d).year == year)
      total += share_of_year(model, model.families[0].entries[0], calendar, d);
  }
  return total;
}

}  // namespace

TEST_CASE("What does not arise on closed holidays arises on the other days of the year") {
  const std::string closed = start + "closed_on_holidays = true\n";
  // On a Monday in a full month, a Saturday, a Wednesday; in the second year two days in a row.
  const auto days = tables("2024-12-23\n2024-03-02\n2024-05-01\n2025-01-01\n2025-01-02\n");
  const Model whole = compiled(start, tables("2030-01-01\n"));
  const Model model = compiled(closed, days);
  CHECK(total_of_year(model, 2024) == Approx(total_of_year(whole, 2024)).epsilon(1e-12));
  CHECK(total_of_year(model, 2025) == Approx(total_of_year(whole, 2025)).epsilon(1e-12));
  CHECK(model.families[0].entries[0].open_days.size() == 2);
  CHECK(model.families[0].entries[0].open_days[0] > 1);
  // The twin: with a factor of one's own it is what that says.
  const Model fixed = compiled(closed + "open_days = 1\n", days);
  CHECK(total_of_year(fixed, 2024) < 0.995 * total_of_year(whole, 2024));
  // Without being closed, a holiday is a Sunday.
  CHECK(total_of_year(compiled(start, days), 2024) < total_of_year(whole, 2024));
}

TEST_CASE("What arises on closed days is as much as without holidays, day by day") {
  const auto days = tables("2024-12-23\n2024-03-02\n2024-05-01\n2025-01-01\n2025-01-02\n");
  const Model whole = compiled(start, tables("2030-01-01\n"));
  const Model model = compiled(start + "closed_on_holidays = true\non_closed_days = {next_opening = 0.5}\n", days);
  const auto n = static_cast<std::int32_t>(model.horizon_ms / one_day.ms);
  constexpr std::int32_t beyond = 60;  // days that books see after the run
  const Calendar calendar(model.start_day, n + beyond, model.holidays), plain(whole.start_day, n + beyond, {});
  const DemandEntry &entry = model.families[0].entries[0], &its = whole.families[0].entries[0];
  double of_holidays = 0;
  for (std::int32_t d = 0; d < n + beyond; ++d) {
    CHECK(share_of_year(model, entry, calendar, d) == share_of_year(whole, its, plain, d));
    CHECK(hours_of_day(model, entry, calendar, d) == hours_of_day(whole, its, plain, d));
    if (is_closed_on(entry, calendar, d)) of_holidays += share_of_year(model, entry, calendar, d);
  }
  CHECK(of_holidays > 0.005);
  // 2024-12-23 is a Monday, and 2025-01-01 and 02 are followed by a Friday.
  const auto at = [&](CivilDate date) { return static_cast<std::size_t>(days_from_civil(date) - model.start_day); };
  CHECK(entry.opens[at({2024, 12, 23})] == static_cast<std::int32_t>(at({2024, 12, 24})));
  CHECK(entry.opens[at({2025, 1, 1})] == static_cast<std::int32_t>(at({2025, 1, 3})));
  CHECK(entry.opens[at({2025, 1, 3})] == -1);
}

TEST_CASE("On days of a type demand is multiplied, all day or in some hours, and may be that of another day") {
  auto csv = tables("2024-04-01\n");
  csv["kinds"] = "date,type\n2024-04-01,feast\n2024-12-31,eve\n2024-05-04,calm\n";
  const std::string typed = std::regex_replace(start, std::regex("holidays = "), "day_types = \"kinds\", holidays = ");
  const Model plain = compiled(start, tables("2024-04-01\n")), model = compiled(typed + R"(
day_factor.feast = {on = "feast", factor = 1.1}
day_factor.eve = {on = ["eve", "feast"], factor = 1.5, hours = "20:00-24:00"}
day_factor.calm = {on = "calm", like = "tue"}
)",
                                                                                csv);
  const auto n = static_cast<std::int32_t>(model.horizon_ms / one_day.ms);
  const Calendar calendar(model.start_day, n, model.holidays);
  const DemandEntry &entry = model.families[0].entries[0], &its = plain.families[0].entries[0];
  const auto ratio = [&](CivilDate date) {
    const auto d = static_cast<std::int32_t>(days_from_civil(date) - model.start_day);
    return share_of_year(model, entry, calendar, d) / share_of_year(plain, its, calendar, d);
  };
  // All hours of a day of this profile weigh the same, so that four of them are a sixth of the day.
  CHECK(ratio({2024, 4, 1}) == Approx(1.1 * (20 + 4 * 1.5) / 24).epsilon(1e-12));
  CHECK(ratio({2024, 12, 31}) == Approx((20 + 4 * 1.5) / 24).epsilon(1e-12));
  CHECK(ratio({2024, 5, 4}) == Approx(6.0 / 1).epsilon(1e-12));  // a Saturday's hour weighs 1, a Tuesday's 6
  CHECK(ratio({2024, 4, 2}) == 1);
  const auto eve = static_cast<std::int32_t>(days_from_civil({2024, 12, 31}) - model.start_day);
  const std::array<double, 25>& hours = hours_of_day(model, entry, calendar, eve);
  CHECK(hours[20] == Approx(20.0 / 26).epsilon(1e-12));
  CHECK(hours[22] == Approx(23.0 / 26).epsilon(1e-12));
  CHECK(hours[24] == 1);
}

TEST_CASE("Factors of one day multiply to the same bits, whatever their order in the file") {
  auto csv = tables("2024-04-01\n");
  csv["kinds"] = "date,type\n2024-04-01,feast\n";
  const std::string typed = std::regex_replace(start, std::regex("holidays = "), "day_types = \"kinds\", holidays = ");
  const std::string a = "day_factor.a = {on = \"feast\", factor = 1.1}\n",
                    b = "day_factor.b = {on = \"feast\", factor = 1.3}\n",
                    c = "day_factor.c = {on = \"feast\", factor = 0.7}\n";
  REQUIRE(1.1 * 1.3 * 0.7 != 0.7 * 1.3 * 1.1);  // the rounding tells
  const Model first = compiled(typed + a + b + c, csv), other = compiled(typed + c + b + a, csv);
  CHECK(first.day_profiles == other.day_profiles);
  CHECK(first.families == other.families);
}

TEST_CASE("A stream that is closed on all its days can make up for nothing") {
  std::string all;
  for (std::int64_t day = days_from_civil({2024, 1, 1}); day < days_from_civil({2027, 1, 1}); ++day)
    all += date_text(day) + '\n';
  CHECK(
      issues_of(start + "closed_on_holidays = true\n", tables(all)) ==
      "model.toml:6:1: stream.calls.closed_on_holidays: is closed on all days of 2024 (no day is left that could carry "
      "it).");
}

}  // namespace draagkracht::testing
