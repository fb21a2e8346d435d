// What compiling derives from a scenario, and the whole message of each kind of mistake.
#include "engine/model/compile.h"

#include <catch2/catch.hpp>

#include "engine/core/hash.h"
#include "engine/model/compile_parts.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

// Three lines; what a test adds starts on line 4.
const std::string run = "run.start = 2024-01-01\nrun.horizon = \"2 weeks\"\npool.desk.servers = 1\n";
const std::string step = "[pathway.path.step]\n";

std::string issues_with(const std::string& rest, const std::map<std::string, std::string>& csv = {}) {
  return issues_of(run + rest, csv);
}
// The same for one step on line 5, with an exit below it.
std::string issues_of_step(const std::string& rest, const std::map<std::string, std::string>& csv = {}) {
  return issues_with(step + rest + "\nout.exit = \"done\"\n", csv);
}

}  // namespace

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

TEST_CASE("Steps keep their order and get addresses by their names") {
  const Model model = compiled(run + R"(
[pathway.first.step]
b.delay = {distribution = "deterministic", mean = "1 min"}
a = {seize = "desk", time = {distribution = "deterministic", mean = "1 min"}, then = "second.z"}
[pathway.second.step]
z.exit = "done"
y.exit = "other"
x.exit = "done"
)");
  CHECK(model.step_names == std::vector<std::string>{"side "
      "job", "first.b", "first.a", "second.z", "second.y", "second.x"});
  CHECK(model.steps[1].next == 2);
  CHECK(model.steps[2].next == 3);
  CHECK(model.steps[2].address == name_hash("pathway/first/a"));
  CHECK(model.tasks.at(0).time_address == name_hash("task/first.a"));
  CHECK(model.outcomes == std::vector<std::string>{"done", "other"});
  CHECK(model.exits[model.steps[5].index].outcome == 0);
}

TEST_CASE("The classes of a pool are those that anyone can have there") {
  const std::string serve = "serve = {seize = \"desk\", time = {distribution = \"deterministic\", mean = \"1 min\"}";
  CHECK(compiled(run + step + serve + "}\nout.exit = \"x\"\n").pools[0].rules.classes == 1);
  CHECK(compiled(run + step + serve + ", priority = 4}\nout.exit = \"x\"\n").pools[0].rules.classes == 5);
  CHECK(compiled(run + step + serve + ", after_priority = 7, after_work = {distribution = \"deterministic\", mean = "
      "\"1 s\"}}\nout.exit = \"x\"\n")
            .pools[0].rules.classes == 8);
  CHECK(compiled(run + "pool.desk.preemptible = [2]\n").pools[0].rules.classes == 3);
  SECTION("Supervision counts too, also where there are limits") {
    const Model model = compiled(run + R"(
pool.gp = {servers = 1, limit.calls = {priorities = [0], cap = 1}}
pool.nurse.servers = 1
variable.who.values = ["gp", "nurse"]
variable.rule.values = ["none", "rule"]
parameter.share.value = 0.5
[pathway.path.step]
serve = {seize = "who", time = {distribution = "deterministic", mean = "1 min"}}
out.exit = "done"
[reallocation.rule]
variable = "who"
from = "gp"
to = "nurse"
rule_variable = "rule"
share = "share"
return_rate = "share"
return_to = "path.serve"
supervision = {distribution = "deterministic", mean = "1 min"}
supervision_priority = 6
supervisor = "gp"
)");
    const PoolRules& rules = model.pools[1].rules;
    CHECK(rules.classes == 7);
    std::vector<std::uint8_t> limits(7, no_limit);
    limits[0] = 0;
    CHECK(rules.limit_of_class == limits);
  }
}

TEST_CASE("Lookups become rows by key, the last key fastest") {
  const std::map<std::string, std::string> csv = {
      {"shares", "age,sex,share\nold,f,0.4\nold,m,0.3\nyoung,m,0.1\nyoung,f,0.2\n"}};
  const Model model = compiled(run + R"(
variable.age.values = ["young", "old"]
variable.sex.values = ["m", "f"]
parameter.share = {lookup = {table = "shares", column = "share", by = ["age", "sex"], scale = 10}}
)", csv);
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
)");
  const Parameter& share = model.parameters[0];
  CHECK(share.values == std::vector<double>{0.2, 0.2, 0.2});
  CHECK(share.levers[0].rows == std::vector<std::uint8_t>{0, 1, 0});
  CHECK(share.levers[0].from_day == 7);
  CHECK(share.levers[0].ramp_days == 10);
  CHECK(share.levers[1].rows == std::vector<std::uint8_t>{1, 1, 1});
  CHECK(share.most >= 0.5);
  CHECK(share.most <= 1);
}

TEST_CASE("Issues of run, variables, schedules") {
  CHECK(issues_of("name = \"x\"\n") == "model.toml:1:8: run.horizon: is missing (a run needs a length).");
  CHECK(issues_with("variable.a.values = [\"x\", \"y\", \"x\"]\n") ==
        "model.toml:4:32: variable.a.values: names \"x\" twice.");
  CHECK(issues_with("attribute.age = {kind = \"age_band\", from_age = [0, 65], labels = [\"all\"]}\n") ==
        "model.toml:4:17: attribute.age.labels: names 1 labels (2 are needed).");
  CHECK(issues_with("schedule.s.days = {monday = \"08:00-12:00\"}\n") ==
        "model.toml:4:29: schedule.s.days: unknown day \"monday\".");
  for (const std::string hours : {"8:00-12:00", "08:00-25:00", "12:00-08:00", "08:00-12:00, "
      "11:00-13:00", "08:00", "08:00-12:00=x",
                                  "0x:00-12:00", "08:0a-12:00", "08:60-12:00"}) {
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
        "its parameter, attributes of persons, wijk and region).");
}

TEST_CASE("Issues of keys: too many, unknown, missing and double rows") {
  const std::string variables = "variable = {a = {values = [\"x\", \"y\"]}, b.values = [\"x\"], c.values = [\"x\"], "
      "d.values = [\"x\"], "
                                "e.values = [\"x\"], f.values = [\"x\"]}\n";
  const std::string six = "by = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]";
  CHECK(issues_with(variables + "tally.t = {" + six + "}\n") ==
        "model.toml:5:11: tally.t.by: has too many axes (at most 5 are possible).");
  CHECK(issues_with(variables + "wait.w = {" + six + "}\n") ==
        "model.toml:5:10: wait.w.by: has too many axes (at most 5 are possible).");
  CHECK(issues_with(variables + "parameter.p = {value = 1, " + six + "}\n") ==
        "model.toml:5:15: parameter.p.by: has too many axes (at most 5 are possible).");
  CHECK(issues_with(variables + "wait.w = {by = [\"aa\"]}\n") ==
        "model.toml:5:17: wait.w.by: unknown variable or attribute \"aa\". did you mean \"a\"?");
  const auto lookup = [&](const std::string& csv, const std::string& rest) {
    return issues_with(variables + "parameter.p.lookup = {table = \"t\", column = \"share\", by = "
        "[\"a\"]" + rest + "}\n", {{"t", csv}});
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

TEST_CASE("Issues of pools") {
  const std::string one_of = "must have exactly one of servers, unlimited, staff and roster, or a schedule with "
      "numbers.";
  CHECK(issues_with("pool.a = {}\n") == "model.toml:4:10: pool.a: " + one_of);
  CHECK(issues_with("pool.a = {servers = 1, unlimited = true}\n") == "model.toml:4:10: pool.a: " + one_of);
  CHECK(issues_with("pool.a.servers = 1.5\n") ==
        "model.toml:4:18: pool.a.servers: must be a whole number (servers are whole; part-timers are a matter of "
        "schedules).");
  CHECK(issues_with("pool.a.schedule = \"day\"\n") == "model.toml:4:6: pool.a: " + one_of +
                                                      "\nmodel.toml:4:19: pool.a.schedule: unknown schedule \"day\".");
  CHECK(issues_with("pool.a = {servers = 1, scope = \"practice\"}\n") ==
        "model.toml:4:32: pool.a.scope: unknown scope \"practice\".");
  CHECK(issues_with("pool.a = {servers = 1, limit.l = {priorities = [0]}}\n") ==
        "model.toml:4:34: pool.a.limit.l.cap: is missing (a limit has a cap, or hours).");
  CHECK(issues_with("pool.a = {servers = 1, limit.l = {priorities = [0], cap = 0}}\n") == "");
  CHECK(issues_with("load.l.pools = [\"desk\", \"disk\"]\n") ==
        "model.toml:4:25: load.l.pools: unknown pool \"disk\". did you mean \"desk\"?");
}

TEST_CASE("Issues of books") {
  const std::string hours = "schedule.day.days.every_day = \"08:00-17:00\"\nschedule.late.days.sat = \"08:00-17:00\"\n";
  const auto book = [&](const std::string& rest) {
    return issues_with(hours + "pool.a = {servers = 1, book = {lead = \"2 weeks\", " + rest + "}}\n");
  };
  CHECK(book("sessions = \"day\"") == "");
  CHECK(book("sessions = \"dag\"") ==
        "model.toml:6:61: pool.a.book.sessions: unknown schedule \"dag\". did you mean \"day\"?");
  CHECK(book("sessions = \"late\"") ==
        "model.toml:6:61: pool.a.book.sessions: schedule \"late\" has no hours on Mondays (all "
                                       "working days have the sessions of a Monday).");
  CHECK(book("sessions = \"day\", slot = \"1 min\"") ==
        "model.toml:6:61: pool.a.book.sessions: has a session of more than 250 slots. longer slots?");
  CHECK(issues_with(hours + "pool.a = {servers = 1, book = {lead = \"64 days\", sessions = \"day\"}}\n") == "");
  CHECK(issues_with(hours + "pool.a = {servers = 1, book = {lead = \"65 days\", sessions = \"day\"}}\n") ==
        "model.toml:6:39: pool.a.book.lead: is too long (appointments are issued at most 64 days ahead).");
  CHECK(issues_of_step("get = {book = \"desk\", on_none = \"out\"}") ==
        "model.toml:5:7: pathway.path.step.get.book: pool \"desk\" has no book.");
  CHECK(issues_with(hours + "pool.a = {servers = 1, book = {lead = \"2 weeks\", sessions = \"day\"}}\n" + step +
                    "get = {book = \"a\", accepts = {distribution = \"deterministic\", mean = \"1 day\"}, no_show = "
                    "\"p\"}\nout.exit = \"x\"\n") ==
        "model.toml:8:7: pathway.path.step.get.on_none: is missing (there may be no slot).\n"
        "model.toml:8:7: pathway.path.step.get.on_refused: is missing (those who do not accept the wait must go "
        "somewhere).\n"
        "model.toml:8:7: pathway.path.step.get.on_no_show: is missing (those who do not come must go somewhere).\n"
        "model.toml:8:90: pathway.path.step.get.no_show: unknown parameter \"p\".");
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

TEST_CASE("Laws of times are the laws that they are called") {
  using Spec = DistributionSpec;
  constexpr double minute = 60'000, day = 86'400'000;
  const std::vector<std::pair<std::string, QuantileTable>> laws = {
      {R"(distribution = "deterministic", mean = "5 min")", QuantileTable(Spec::deterministic(5 * minute))},
      {R"(distribution = "exponential", mean = "5 min")", QuantileTable(Spec::exponential(5 * minute))},
      {R"(distribution = "gamma", mean = "5 min", cv = 0.5)", QuantileTable(Spec::gamma(5 * minute, 0.5))},
      {R"(distribution = "gamma", mean = "4 min", sd = "1 min")", QuantileTable(Spec::gamma(4 * minute, 0.25))},
      {R"(distribution = "erlang", mean = "5 min", shape = 3)", QuantileTable(Spec::erlang(3, 5 * minute))},
      {R"(distribution = "lognormal", mean = "28 days", sd = "27 days")",
       QuantileTable(Spec::lognormal(28 * day, 27.0 / 28))},
      {R"(distribution = "normal", mean = "0.87 min", sd = "0.21 min", low = "0.5 min")",
       QuantileTable(Spec::normal(0.87 * minute, 0.21 * minute, 0.5 * minute))},
      {R"(distribution = "normal", mean = "100 min", sd = "20 min", low = "60 min", high = "140 min", round = "1 min")",
       QuantileTable(Spec::normal(100 * minute, 20 * minute, 60 * minute, 140 * minute), minute)},
      {R"(distribution = "uniform", low = "10 min", high = "30 min", round = "1 min")",
       QuantileTable(Spec::uniform(10 * minute, 30 * minute), minute)},
      {R"(distribution = "uniform_integer", low = "3 days", high = "8 days", unit_step = "1 min")",
       QuantileTable(Spec::uniform_integer(3 * day, 8 * day, minute))},
      {R"(distribution = "uniform_integer", low = "3 min", high = "4 min")",
       QuantileTable(Spec::uniform_integer(3 * minute, 4 * minute))},
      {R"(distribution = "triangular", low = "60 min", mode = "180 min", high = "360 min")",
       QuantileTable(Spec::triangular(60 * minute, 180 * minute, 360 * minute))},
      {R"(distribution = "weibull", mean = "5 min", shape = 1.5)", QuantileTable(Spec::weibull(5 * minute, 1.5))},
      {R"(distribution = "empirical", values = ["1 min", "5 min"], weights = [3, 1])",
       QuantileTable(Spec::empirical({minute, 5 * minute}, {3, 1}))},
      {R"(distribution = "mixture", mixture = [{weight = 3, distribution = "exponential", mean = "2 min"},
  {distribution = "uniform", low = "10 min", high = "20 min"}])",
       QuantileTable(Spec::mixture({3, 1}, {Spec::exponential(2 * minute), Spec::uniform(10 * minute, 20 * minute)}))},
  };
  for (const auto& [text, table] : laws) {
    INFO(text);
    const Model model =
        compiled("run.horizon = \"1 day\"\n[pathway.path.step]\nrest.delay = {" + text + "}\nout.exit = \"done\"\n");
    CHECK(model.times[model.delays[0].time.tables[0]].checksum() == table.checksum());
  }
}

TEST_CASE("Laws of plain numbers may fall below 0") {
  const Scenario scenario;
  const Tables tables;
  Model model;
  Issues issues;
  Binder binder(scenario, tables, model, issues);
  LawSpec law;
  law.kind = static_cast<int>(DistributionKind::normal);
  law.mean.value = -2;
  law.sd.value = 1;
  law.high.value = -0.5;
  law.round.value = 0.25;
  CHECK(model.times[compile_law(binder, law, "law")].checksum() ==
        QuantileTable(DistributionSpec::normal(-2, 1, {}, -0.5), 0.25).checksum());
  law = {};
  law.kind = static_cast<int>(DistributionKind::uniform_integer);
  law.low.value = -4;
  law.high.value = 4;
  law.unit_step.value = 2;
  const QuantileTable& even = model.times[compile_law(binder, law, "law")];
  CHECK(even.sample(0) == -4);
  CHECK(even.sample(0x80000000U) == 0);
  CHECK(even.sample(0xffffffffU) == 4);
  CHECK(issues.empty());
  law.unit_step.value = 3;
  CHECK(compile_law(binder, law, "law") == none);
  CHECK(issues.size() == 1);
}

TEST_CASE("Issues of laws") {
  const auto issues_of_law = [](const std::string& law) { return issues_of_step("rest.delay = {" + law + "}"); };
  const std::string none_such = "model.toml:5:14: pathway.path.step.rest.delay: there is no such distribution ";
  CHECK(issues_of_law(R"(distribution = "uniform_integer", low = "0 min", high = "90 s", unit_step = "1 min")") ==
        none_such + "(low and high must be whole multiples of the step).");
  CHECK(issues_of_law(R"(distribution = "exponential", mixture = [{distribution = "exponential", mean = "1 min"}])") ==
        none_such + "(it has several laws and is no mixture).");
  CHECK(issues_of_law(R"(distribution = "mixture")") == none_such + "(components must not be empty).");
  CHECK(issues_of_law(
            R"(distribution = "mixture", weights = [1], mixture = [{distribution = "exponential", mean = "1 min"}])") ==
        none_such + "(each law of a mixture has its own weight).");
}

TEST_CASE("Shares of a draw may stand in the step") {
  const std::string variable = "variable.who.values = [\"a\", \"b\", \"c\"]\n";
  const std::string rest = "out.exit = \"done\"\n";
  const Model model = compiled("run.horizon = \"1 day\"\n" + variable +
                               "[pathway.path.step]\nd = {draw = \"who\", shares = {c = 0.5, a = 0.5}}\n" + rest);
  const ChoiceRows& rows = model.choices[model.draws[0].choices];
  CHECK(rows.n_rows == 1);
  CHECK(rows.pick(0, 0) == 0);
  CHECK(rows.pick(0, 0x7fffffffU) == 0);
  CHECK(rows.pick(0, 0x80000000U) == 2);
  const auto issues_of_draw = [&](const std::string& draw) {
    return issues_with(variable + "[pathway.path.step]\nd = {draw = \"who\", " + draw + "}\n" + rest);
  };
  CHECK(issues_of_draw("shares = {a = 0.5, b = 0.4}") ==
        "model.toml:6:5: pathway.path.step.d.shares: sum to 0.9 instead of 1.");
  CHECK(issues_of_draw("shares = {a = 0.5, d = 0.5}") ==
        "model.toml:6:43: pathway.path.step.d.shares: unknown label \"d\". did you mean \"a\"?");
  CHECK(issues_of_draw("shares = {a = 1}, lookup = {table = \"t\"}") ==
        "model.toml:6:5: pathway.path.step.d.shares: stand beside a lookup or `shift_of` (only one of them can hold).");
}

TEST_CASE("Issues of streams") {
  const std::string path = "pathway.path.step.out.exit = \"done\"\n";
  const std::string one_of =
      "must have exactly one of rate, interval, rates, rates_lookup, lookup, per_person and participants.";
  CHECK(issues_with(path + "stream.s = {enters = \"path\"}\n") == "model.toml:5:12: stream.s: " + one_of);
  CHECK(issues_with(path + "stream.s = {rate = \"1 per hour\", per_person = 1, enters = \"path\"}\n") ==
        "model.toml:5:12: stream.s: " + one_of);
  CHECK(issues_with(path + "stream.s = {rate = \"1 per hour\", interval = {distribution = \"exponential\", mean = "
      "\"1 h\"}, enters = \"path\"}\n") ==
        "model.toml:5:12: stream.s: " + one_of);
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
  CHECK(
      issues_of_pace("factor = \"p\"}\nvariable.v.values = [\"a\", \"b\"]\nparameter.p = {value = 1, by = [\"v\"]") ==
      "model.toml:5:60: stream.s.factor: parameter \"p\" differs by something that this stream does not know (requests "
      "of an anonymous stream have no person and no labels yet).");
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

TEST_CASE("Issues of steps") {
  const std::string time = ", time = {distribution = \"deterministic\", mean = \"1 min\"}";
  CHECK(issues_of_step("serve = {seize = \"disk\"" + time + "}") ==
        "model.toml:5:18: pathway.path.step.serve.seize: unknown pool \"disk\". did you mean \"desk\"?");
  CHECK(issues_of_step("serve.seize = \"desk\"") ==
        "model.toml:5:1: pathway.path.step.serve.time: is missing (a task takes time, unless it holds its pool).");
  CHECK(issues_of_step("serve = {seize = \"desk\", time = {}}") ==
        "model.toml:5:33: pathway.path.step.serve.time: needs a distribution, a lookup or a value.");
  CHECK(issues_of_step("serve = {seize = \"desk\", time = {distribution = \"exponential\"}}") ==
        "model.toml:5:33: pathway.path.step.serve.time: there is no such distribution (mean must be given and above "
        "0).");
  CHECK(issues_of_step("serve = {seize = \"desk\", patience = {distribution = \"deterministic\", mean = \"1 "
      "min\"}" + time + "}") ==
        "model.toml:5:9: pathway.path.step.serve.on_patience: is missing (those who wait too long must go somewhere).");
  CHECK(issues_with("pool.desk.queue_limit = 3\n" + step + "serve = {seize = \"desk\"" + time + "}\nout.exit = "
      "\"x\"\n") ==
        "model.toml:6:9: pathway.path.step.serve.on_full: is missing (the queue of pool \"desk\" has a limit).");
  CHECK(issues_of_step("serve = {seize = \"desk\", wait = \"w\"" + time + "}") ==
        "model.toml:5:33: pathway.path.step.serve.wait: unknown wait \"w\".");
  CHECK(issues_of_step("serve = {seize = \"desk\", counts = [\"t\"]" + time + "}") ==
        "model.toml:5:36: pathway.path.step.serve.counts: unknown tally \"t\".");
  CHECK(issues_of_step("serve = {seize = \"desk\", exit = \"x\"" + time + "}") ==
        "model.toml:5:9: pathway.path.step.serve: says more than one thing to do (a step has exactly one of seize, "
        "release, book, account, delay, until, draw, sample, assign, select, when, chance, adopts, set, copy, spawn, "
        "reallocate, exit).");
  CHECK(issues_of_step("idle = {}") ==
        "model.toml:5:8: pathway.path.step.idle: does nothing (a step needs something to do, or `then`).");
  CHECK(issues_of_step("go.then = \"ut\"") ==
        "model.toml:5:11: pathway.path.step.go.then: unknown step or pathway \"ut\". did you mean \"out\"?");
  CHECK(issues_with(step + "serve = {seize = \"desk\"" + time + "}\n") ==
        "model.toml:5:9: pathway.path.step.serve: is the last step of its pathway and no exit (a request must leave "
        "by an exit). "
        "add then = \"...\" or an exit?");
  CHECK(issues_with("pathway.path = {}\n") == "model.toml:4:16: pathway.path: has no steps.");
  CHECK(issues_of_step("wait.until = \"day\"") ==
        "model.toml:5:14: pathway.path.step.wait.until: unknown schedule \"day\".");
  CHECK(issues_of_step("c.copy = \"a\"") ==
        "model.toml:5:1: pathway.path.step.c.copy: must be written variable=other.");
}

TEST_CASE("Issues of choices") {
  const std::string variable = "variable.who.values = [\"desk\", \"home\"]\n";
  const auto with_variable = [&](const std::string& rest) { return issues_with(variable + step + rest + "\nout.exit "
      "= \"done\"\n"); };
  CHECK(issues_of_step("b.branches = [{share = 0.5, to = \"out\"}, {share = 0.4, to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: shares sum to 0.9 (they must sum to 1).");
  CHECK(issues_of_step("b.branches = [{share = 0.8, to = \"out\"}, {share = 0.4, to = \"out\"}, {to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: shares sum to 1.2 (they must leave something for the last "
        "branch).");
  CHECK(issues_of_step("b.branches = [{to = \"out\"}, {share = 1, to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: only the last branch may have no share.");
  CHECK(issues_of_step("c = {chance = \"p\", yes = \"out\"}") ==
        "model.toml:5:15: pathway.path.step.c.chance: unknown parameter \"p\".");
  CHECK(issues_of_step("s = {select = \"who\", cases = {}}") ==
        "model.toml:5:15: pathway.path.step.s.select: unknown variable or attribute \"who\".");
  CHECK(with_variable("s = {select = \"who\", cases = {dest = \"out\"}}") ==
        "model.toml:6:38: pathway.path.step.s.cases: unknown label \"dest\". did you mean \"desk\"?");
  CHECK(with_variable("s = {set = {who = \"homes\"}}") ==
        "model.toml:6:19: pathway.path.step.s.set.who: unknown label \"homes\". did you mean \"home\"?");
  CHECK(with_variable("d.draw = \"who\"") ==
        "model.toml:6:1: pathway.path.step.d.lookup: is missing (a draw needs `shares`, a lookup, or "
        "`shift_of`).");
  SECTION("Whoever finds no pool must go somewhere") {
    const std::string serve = "serve = {seize = \"who\", time = {distribution = \"deterministic\", mean = \"1 min\"}";
    CHECK(with_variable(serve + "}") ==
          "model.toml:6:9: pathway.path.step.serve.otherwise: is missing (label \"home\" of variable "
                                        "\"who\" has no such pool).");
    CHECK(with_variable(serve + ", otherwise = \"out\"}") == "");
  }
  SECTION("A select with a step for every label needs no step behind it") {
    const std::string before = variable + "[pathway.path.step]\nout.exit = \"done\"\n";
    CHECK(issues_with(before + "s = {select = \"who\", cases = {desk = \"out\", home = \"out\"}}\n") == "");
    CHECK(issues_with(before + "s = {select = \"who\", otherwise = \"out\"}\n") == "");
    CHECK(issues_with(before + "s = {select = \"who\", cases = {desk = \"out\"}}\n") ==
          "model.toml:7:5: pathway.path.step.s: is the last step of its pathway and no exit (a request must leave by "
          "an exit). add "
          "then = \"...\" or an exit?");
  }
  SECTION("Shares of a draw") {
    const auto draw = [&](const std::string& csv, const std::string& rest = "") {
      return issues_with(variable + step + "d = {draw = \"who\", lookup = {table = \"t\", column = "
      "\"share\"" + rest + "}}\nout.exit = \"x\"\n",
                         {{"t", csv}});
    };
    CHECK(draw("who,share\ndesk,0.3\nhome,0.7\n") == "");
    CHECK(draw("who,share\ndesk,0.3\nhome,0.6\n") ==
          "model.toml:6:5: pathway.path.step.d.lookup: shares sum to 0.9 instead of 1.");
    CHECK(draw("who,share\nhome,1\n") == "");  // what is not there has a share of 0
    CHECK(draw("who,share\nhouse,1\n") ==
          "model.toml:6:5: pathway.path.step.d.lookup: table \"t\" has no shares (add the rows, or missing = 0 if "
          "such requests do not occur).");
    const std::string by = ", by = [\"before\"]";
    const std::string other = "variable.before.values = [\"a\", \"b\"]\n";
    const auto draw_by = [&](const std::string& csv) {
      return issues_with(other + variable + step + "d = {draw = \"who\", lookup = {table = \"t\", column = \"share\"" +
                             by + "}}\nout.exit = \"x\"\n",
                         {{"t", csv}});
    };
    CHECK(draw_by("before,who,share\na,desk,1\nb,home,0.5\n") ==
          "model.toml:7:5: pathway.path.step.d.lookup: shares of before \"b\" sum to 0.5 instead of 1.");
    CHECK(draw_by("before,who,share\nb,home,1\n") ==
          "model.toml:7:5: pathway.path.step.d.lookup: table \"t\" has no shares of before \"a\" (add the rows, or "
          "missing = 0 if such requests do not occur).");
  }
}

TEST_CASE("All issues of a scenario come at once, in the order of the file") {
  CHECK(issues_with("pool.a.servers = 1.5\nvariable.a.values = [\"x\", \"x\"]\nwait.w.by = [\"b\"]\n") ==
        "model.toml:4:18: pool.a.servers: must be a whole number (servers are whole; part-timers are a matter of "
        "schedules).\n"
        "model.toml:5:27: variable.a.values: names \"x\" twice.\n"
        "model.toml:6:14: wait.w.by: unknown variable or attribute \"b\". did you mean \"a\"?");
}

}  // namespace draagkracht::testing
