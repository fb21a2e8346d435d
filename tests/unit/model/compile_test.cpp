// What compiling derives from run, schedules, labels, keys and levers, and the whole message of each kind of mistake.
#include "engine/model/compile.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {

TEST_CASE("Without inhabitants a run begins on the Monday of its week, and the warm-up is as long as written") {
  const Model monday = compiled(run);
  CHECK(monday.start_day == days_from_civil({2024, 1, 1}));
  CHECK(monday.warm_up_ms == 0);
  CHECK(monday.horizon_ms == 14 * one_day.ms);
  const Model thursday = compiled("run = {start = 2024-02-01, warm_up = \"8 weeks\", horizon = \"1 day\"}\n");
  CHECK(thursday.start_day == days_from_civil({2024, 1, 29}));
  CHECK(thursday.warm_up_ms == 56 * one_day.ms);
  CHECK(thursday.horizon_ms == 57 * one_day.ms);
  const Model minutes = compiled("run = {start = 2024-01-01, warm_up = \"100 min\", horizon = \"1 day\"}\n");
  CHECK(minutes.warm_up_ms == 6'000'000);
}

TEST_CASE("Schedules by day: later names win, hours have numbers, midnight closes by itself") {
  const Model model = compiled(run + R"(
schedule.a.days = {weekdays = "08:00-12:00=2, 12:00-17:00", fri = "09:30-24:00", weekend = ""}
)");
  const DaySchedule& a = model.schedules.at(0);
  const auto changes = [&](int type) {
    std::vector<std::pair<std::int32_t, std::int32_t>> found;
    for (const DaySchedule::Change& change : a.changes[type]) found.emplace_back(change.ms / 60'000, change.level);
    return found;
  };
  using Found = std::vector<std::pair<std::int32_t, std::int32_t>>;
  CHECK(changes(0) == Found{{480, 2}, {720, 1}, {1020, 0}});
  CHECK(changes(3) == changes(0));
  CHECK(changes(4) == Found{{570, 1}});
  CHECK(changes(6).empty());
}

TEST_CASE("Lookups become rows by key, the last key fastest") {
  const std::map<std::string, std::string> csv = {
      {"shares", "age,sex,share\nold,f,0.4\nold,m,0.3\nyoung,m,0.1\nyoung,f,0.2\n"}};
  const Model model = compiled(run + R"(
variable.age.values = ["young", "old"]
variable.sex.values = ["m", "f"]
parameter.share = {lookup = {table = "shares", column = "share", by = ["age", "sex"], scale = 10}}
)",
                               csv);
  CHECK(model.parameters[0].values == std::vector<double>{1, 2, 3, 4});
  CHECK(model.parameters[0].key.parts[0].stride == 2);
  CHECK(model.parameters[0].key.parts[1].stride == 1);
}

TEST_CASE("Levers on some rows, and the highest that a parameter can become") {
  const Model model = compiled(run + R"(
variable.who.values = ["a", "b", "c"]
parameter.share = {value = 0.2, by = ["who"], most = 1}
[lever.more]
parameter = "share"
operation = "multiply"
value = 2
where = {who = "b"}
from = 2024-01-08
ramp = "10 days"
[lever.plus]
parameter = "share"
operation = "add"
value = 0.1
[pathway.p]
step = [
  {name = "know", draw = "who", shares = {a = 0.5, b = 0.25, c = 0.25}},
  {name = "sort", branches = [{share = "share", to = "out"}, {to = "out"}]},
  {name = "out", exit = "done"},
]
[stream.s]
rate = "1 per hour"
enters = "p"
)");
  const Parameter& share = model.parameters[0];
  CHECK(share.values == std::vector<double>{0.2, 0.2, 0.2});
  CHECK(share.levers[0].rows == std::vector<std::uint8_t>{0, 1, 0});
  CHECK(share.levers[0].course.from_day == 7);
  CHECK(share.levers[0].course.ramp_days == 10);
  CHECK(share.levers[1].rows == std::vector<std::uint8_t>{1, 1, 1});
  CHECK(share.most >= 0.5);
  CHECK(share.most <= 1);
}

TEST_CASE("Issues of run, variables, schedules") {
  CHECK(issues_of("name = \"x\"\n") == "model.toml:1:8: run.horizon: is missing (a run needs a length).");
  CHECK(issues_with("variable.a.values = [\"x\", \"y\", \"x\"]\n") ==
        "model.toml:4:32: variable.a.values: names \"x\" twice.");
  CHECK(issues_with("attribute.age = {kind = \"age_band\", from_age = [0, 65], labels = [\"all\"]}\n") ==
        "model.toml:4:17: attribute.age: needs inhabitants (the scenario has no population).\n"
        "model.toml:4:17: attribute.age.labels: names 1 labels (2 are needed).");
  CHECK(issues_with("schedule.s.days = {monday = \"08:00-12:00\"}\n") ==
        "model.toml:4:29: schedule.s.days: unknown day \"monday\".");
  for (const std::string hours : {"8:00-12:00", "08:00-25:00", "12:00-08:00",
                                  "08:00-12:00, "
                                  "11:00-13:00",
                                  "08:00", "08:00-12:00=x", "0x:00-12:00", "08:0a-12:00", "08:60-12:00"}) {
    CHECK(issues_with("schedule.s.days.mon = \"" + hours + "\"\n") ==
          "model.toml:4:23: schedule.s.days.mon: cannot read the hours \"" + hours +
              "\" (hours are written like \"08:00-12:00, 13:00-17:00=2\", in order and without overlap).");
  }
}

TEST_CASE("Issues of parameters and levers") {
  CHECK(issues_with("parameter.share.value = 0.2\nlever.a = {parameter = \"shares\", operation = \"set\", value = "
                    "1}\n") ==
        "model.toml:5:24: lever.a.parameter: unknown parameter \"shares\". did you mean \"share\"?");
  CHECK(issues_with("parameter.share = {value = 0.2, most = 1}\nlever.a = {parameter = \"share\", operation = "
                    "\"add\", value = 0.9}\n") ==
        "model.toml:5:60: lever.a.value: brings parameter \"share\" out of its range (it must stay between 0 and 1).");
  CHECK(issues_with("parameter.p.value = 1\nlever.a = {parameter = \"p\", operation = \"set\", value = 2}\n"
                    "lever.b = {parameter = \"p\", operation = \"set\", value = 3}\n") ==
        "model.toml:6:11: lever.b: sets parameter \"p\" like lever \"a\" does (two levers cannot both set one value "
        "at one "
        "time). make one of them multiply or add?");
  CHECK(issues_with("variable.who.values = [\"a\"]\nparameter.p.value = 1\n"
                    "lever.a = {parameter = \"p\", operation = \"set\", value = 2, where = {who = \"a\"}}\n") ==
        "model.toml:6:74: lever.a.where.who: parameter \"p\" does not differ by \"who\" (a lever can choose among "
        "the keys of "
        "its parameter, attributes of persons, wijk, gemeente, region and has_pool).");
}

TEST_CASE("Issues of keys: too many, unknown, missing and double rows") {
  const std::string variables =
      "variable = {a = {values = [\"x\", \"y\"]}, b.values = [\"x\"], c.values = [\"x\"], "
      "d.values = [\"x\"], "
      "e.values = [\"x\"], f.values = [\"x\"], g.values = [\"x\"], h.values = [\"x\"], i.values = [\"x\"]}\n";
  const std::string nine = "by = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\"]";
  CHECK(issues_with(variables + "tally.t = {" + nine + "}\n") ==
        "model.toml:5:11: tally.t.by: has 9 keys (at most 8 are possible).");
  CHECK(issues_with(variables + "wait.w = {" + nine + "}\n") ==
        "model.toml:5:10: wait.w.by: has 9 keys (at most 8 are possible).");
  CHECK(issues_with(variables + "parameter.p = {value = 1, " + nine + "}\n") ==
        "model.toml:5:15: parameter.p.by: has 9 keys (at most 8 are possible).");
  CHECK(issues_with(variables + "wait.w = {by = [\"aa\"]}\n") ==
        "model.toml:5:17: wait.w.by: unknown variable or attribute \"aa\". did you mean \"a\"?");
  const auto lookup = [&](const std::string& csv, const std::string& rest) {
    return issues_with(variables +
                           "parameter.p.lookup = {table = \"t\", column = \"share\", by = "
                           "[\"a\"]" +
                           rest + "}\n",
                       {{"t", csv}});
  };
  CHECK(lookup("a,share\nx,1\ny,2\n", "") == "");
  CHECK(lookup("a,share\nx,1\n", "") ==
        "model.toml:5:22: parameter.p.lookup: table \"t\" has no row for a \"y\" (every combination of labels needs "
        "a number, or "
        "`missing` one for all that are not there).");
  CHECK(lookup("a,share\nx,1\n", ", missing = 0") == "");
  CHECK(lookup("a,share\nx,1\ny,2\nx,3\n", "") == "t.csv:4:1: share: duplicate key (line 2 has the same one).");
  CHECK(lookup("a,shares\nx,1\ny,2\n", "") ==
        "model.toml:5:45: parameter.p.lookup.column: table \"t\" has no column \"share\". did you mean \"shares\"?");
  CHECK(lookup("b,share\nx,1\n", "") ==
        "model.toml:5:22: parameter.p.lookup.by: table \"t\" has no column \"a\". did you mean \"b\"?");
  CHECK(lookup("a,share\nx,one\ny,2\n", "").starts_with("t.csv:2:3: share: "));
  CHECK(lookup("a,share,kind\nx,1,k\ny,2,k\n", ", only = {kind = \"l\"}, missing = 1") ==
        "model.toml:5:22: parameter.p.lookup: no row of table \"t\" fits.");
}

TEST_CASE("What needs inhabitants says so in a scenario without") {
  CHECK(issues_with("scope.post = {kind = \"catchment\", inhabitants = 1000}\n") ==
        "model.toml:4:14: scope.post: needs inhabitants (the scenario has no population).");
  const std::string path = "pathway.path.step.out.exit = \"done\"\n";
  CHECK(issues_with(path + "stream.s = {per_person = 2, enters = \"path\"}\n")
            .find("model.toml:5:12: stream.s: needs inhabitants (the scenario has no "
                  "population).") != std::string::npos);
  const std::map<std::string, std::string> csv = {
      {"t", "discipline,paid_hours_per_week_per_10k,persons_per_10k,presence,direct_share\ngp,100,3,0.8,0.7\n"}};
  CHECK(issues_with("pool.a.staff = {table = \"t\", row = \"gp\"}\n", csv) ==
        "model.toml:4:6: pool.a.schedule: is missing (staff work at hours).\n"
        "model.toml:4:16: pool.a.staff: needs inhabitants (the scenario has no population).");
}

TEST_CASE("All issues of a scenario come at once, in the order of the file") {
  CHECK(issues_with("pool.a.servers = 1.5\nvariable.a.values = [\"x\", \"x\"]\nwait.w.by = [\"b\"]\n") ==
        "model.toml:4:18: pool.a.servers: must be a whole number (servers are whole; part-timers are a matter of "
        "schedules).\n"
        "model.toml:5:27: variable.a.values: names \"x\" twice.\n"
        "model.toml:6:14: wait.w.by: unknown variable or attribute \"b\". did you mean \"a\"?");
}

}  // namespace draagkracht::testing
