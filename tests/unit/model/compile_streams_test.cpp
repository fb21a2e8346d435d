// The whole message of each kind of mistake in streams.
#include <catch2/catch.hpp>

#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {

TEST_CASE("Issues of streams") {
  const std::string path = "pathway.path.step.out.exit = \"done\"\n";
  const std::string one_of =
      "must have exactly one of rate, interval, rates, rates_lookup, counts, lookup, per_person, participants and "
      "begins.";
  CHECK(issues_with(path + "stream.s = {enters = \"path\"}\n") == "model.toml:5:12: stream.s: " + one_of);
  CHECK(issues_with(path + "stream.s = {rate = \"1 per hour\", per_person = 1, enters = \"path\"}\n") ==
        "model.toml:5:12: stream.s: " + one_of);
  CHECK(issues_with(path + "stream.s = {rate = \"1 per hour\", interval = {distribution = \"exponential\", mean = "
                           "\"1 h\"}, enters = \"path\"}\n") == "model.toml:5:12: stream.s: " + one_of);
  CHECK(issues_with(path + "stream.s = {rate = \"1 per hour\", enters = \"pad\"}\n") ==
        "model.toml:5:43: stream.s.enters: unknown step or pathway \"pad\".");
  CHECK(issues_with(path + "stream.s = {interval = {distribution = \"deterministic\", mean = \"0 min\"}, enters = "
                           "\"path\"}\n") ==
        "model.toml:5:24: stream.s.interval: has a mean below 1 ms (time would stand still).");
  const auto issues_of_pace = [&](const std::string& pace) {
    return issues_with(path + "stream.s = {rate = \"1 per hour\", enters = \"path\", " + pace + "}\n");
  };
  CHECK(
      issues_of_pace("window = {from = \"22 h\", to = \"6 h\"}") ==
      "model.toml:5:60: stream.s.window: closes before it opens (a window over midnight closes after 24 hours, such as "
      "from \"22 h\" to \"30 h\").");
  CHECK(issues_of_pace("window = {from = \"1 h\", to = \"26 h\"}") ==
        "model.toml:5:60: stream.s.window: is longer than a day.");
  CHECK(issues_of_pace("days = [\"monday\"]") == "model.toml:5:59: stream.s.days: unknown day \"monday\".");
  CHECK(issues_of_pace("first_at_opening = true") ==
        "model.toml:5:43: stream.s.first_at_opening: needs a window, days or a schedule.");
  CHECK(issues_of_pace("schedule = \"s\", days = [\"mon\"]}\nschedule.s = {days.mon = \"08:00-09:00\"") ==
        "model.toml:5:62: stream.s.schedule: stands beside a window or days (only one of them can hold).");
  CHECK(issues_of_pace("factor = \"p\"}\nvariable.v.values = [\"a\", \"b\"]\nparameter.p = {value = 1, by = [\"v\"]") ==
        "model.toml:5:60: stream.s.factor: parameter \"p\" differs by v (it is read each midnight for a stream of "
        "requests "
        "without persons, where that is not known). a parameter of its own, without `by` and `lookup`?");
  const auto issues_of_table = [&](const std::string& rest, const std::string& csv) {
    return issues_with(
        path + "stream.s = {enters = \"path\", rates_lookup = {table = \"t\", column = \"n\"" + rest + "}}\n",
        {{"t", csv}});
  };
  CHECK(issues_of_table("", "hour,n\n0,1\n") ==
        "model.toml:5:45: stream.s.rates_lookup.by: must be [\"hour\"] or [\"hour_of_week\"].");
  CHECK(issues_of_table(", by = [\"hour\"]", "hour,n\n0,1\n1,2\n") ==
        "model.toml:5:45: stream.s.rates_lookup: table \"t\" has no row for hour 2 (every hour needs a rate, or "
        "`missing` "
        "one for all that are not there).");
  CHECK(issues_with(path +
                    "stream.s = {interval = {distribution = \"exponential\", mean = \"1 h\", factor = \"p\"}, enters "
                    "= \"path\"}\nparameter.p.value = 2\n") ==
        "model.toml:5:24: stream.s.interval: depends on labels or a parameter (gaps are drawn before anyone comes; a "
        "parameter may stand as `factor` at the stream itself).");
}

TEST_CASE("There are as many streams of due visits as their numbers have room for") {
  std::string streams;
  for (int n = 0; n < 257; ++n) {
    streams += "stream.s" + std::to_string(n) +
               " = {participants = \"ill\", visits = \"v\", enters = \"path\", profile_table = \"t\", profile_column = "
               "\"n\"}\n";
  }
  std::string hours = "hour_of_week,n\n";
  for (int h = 0; h < 168; ++h) hours += std::to_string(h) + ",1\n";
  const std::string issues = issues_with(
      "pathway.path.step.out.exit = \"done\"\nparameter.v.value = 1\nattribute.ill = {kind = \"prevalence\", row = "
      "\"x\"}\npopulation = {wijken = \"w\", projection = \"w\", attributes = \"w\", regions = \"w\"}\n" +
          streams,
      {{"t", hours}, {"w", "x\n1\n"}});
  CHECK(issues == "model.toml:264:15: stream.s256: is one stream of due visits too many (at most 256 are possible).");
}

}  // namespace draagkracht::testing
