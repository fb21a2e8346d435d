// Streams of persons that rest on holidays keep the total of each calendar year.
#include <catch2/catch.hpp>

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
