// What compiling derives from pools and their books, and the whole message of each kind of mistake.
#include <catch2/catch.hpp>

#include "engine/model/compile.h"
#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {

TEST_CASE("The classes of a pool are those that anyone can have there") {
  const std::string serve = "serve = {seize = \"desk\", time = {distribution = \"deterministic\", mean = \"1 min\"}";
  CHECK(compiled(run + step + serve + "}\nout.exit = \"x\"\n").pools[0].rules.classes == 1);
  CHECK(compiled(run + step + serve + ", priority = 4}\nout.exit = \"x\"\n").pools[0].rules.classes == 5);
  CHECK(compiled(run + step + serve +
                 ", after_priority = 7, after_work = {distribution = \"deterministic\", mean = "
                 "\"1 s\"}}\nout.exit = \"x\"\n")
            .pools[0]
            .rules.classes == 8);
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

TEST_CASE("Direct time is at most all of the time that staff are present, whatever levers make of it") {
  const std::map<std::string, std::string> tables = {
      {"staff", "discipline,paid_hours_per_week_per_10k,persons_per_10k,presence,direct_share\na,100,4,0.9,0.6\n"}};
  const std::string pool =
      "schedule.day.days.weekdays = \"09:00-17:00\"\nparameter.direct = {value = 1, least = 0, most = 1000}\n"
      "pool.a = {schedule = \"day\", staff = {table = \"staff\", row = \"a\", direct_factor = \"direct\"}}\n";
  const auto told = [&](const std::string& more) { return issues_with(pool + more, tables); };
  const auto lever = [](const std::string& name, const std::string& operation, const std::string& value) {
    return "lever." + name + " = {parameter = \"direct\", operation = \"" + operation + "\", value = " + value + "}\n";
  };
  const std::string why =
      " (it is 0.6 in table \"staff\", and nobody is present for more than all of the time). Let "
      "parameter \"direct\" be at most 1.66667?";
  const std::string unread = told("");
  CHECK(unread.find("direct") == std::string::npos);
  CHECK(told(lever("more", "multiply", "1.5")) == unread);
  const std::string one = told(lever("more", "multiply", "1.8"));
  CHECK(one.find("model.toml:7:69: lever.more.value: brings the direct share of \"a\" to 1.08" + why) !=
        std::string::npos);
  const std::string two = told(lever("more", "multiply", "1.5") + lever("again", "multiply", "1.2"));
  CHECK(two.find("pool.a.staff.direct_factor: brings the direct share of \"a\" to 1.08" + why) != std::string::npos);
  const std::string base = issues_with(
      "schedule.day.days.weekdays = \"09:00-17:00\"\nparameter.direct = {value = 2, least = 0, most = 1000}\n"
      "pool.a = {schedule = \"day\", staff = {table = \"staff\", row = \"a\", direct_factor = \"direct\"}}\n",
      tables);
  CHECK(base.find("model.toml:6:82: pool.a.staff.direct_factor: brings the direct share of \"a\" to 1.2" + why) !=
        std::string::npos);
  CHECK(issues_with("schedule.day.days.weekdays = \"09:00-17:00\"\nparameter.direct.value = 1\n"
                    "pool.a = {schedule = \"day\", staff = {table = \"staff\", row = \"a\", all_present_time = true, "
                    "direct_factor = \"direct\"}}\n",
                    tables)
            .find("pool.a.staff.direct_factor: stands beside `all_present_time` (the pool has all of that time "
                  "already)") != std::string::npos);
}

TEST_CASE("Issues of pools") {
  const std::string one_of =
      "must have exactly one of servers, capacity, unlimited, staff and roster, or a schedule with "
      "numbers.";
  CHECK(issues_with("pool.a = {}\n") == "model.toml:4:10: pool.a: " + one_of);
  CHECK(issues_with("pool.a = {servers = 1, unlimited = true}\n") == "model.toml:4:10: pool.a: " + one_of);
  CHECK(issues_with("pool.a.servers = 1.5\n") ==
        "model.toml:4:18: pool.a.servers: must be a whole number (servers are whole; part-timers are a matter of "
        "schedules).");
  CHECK(issues_with("pool.a.schedule = \"day\"\n") ==
        "model.toml:4:6: pool.a: " + one_of + "\nmodel.toml:4:19: pool.a.schedule: unknown schedule \"day\".");
  CHECK(issues_with("pool.a = {servers = 1, scope = \"practice\"}\n") ==
        "model.toml:4:32: pool.a.scope: unknown scope \"practice\".");
  CHECK(issues_with("pool.a = {servers = 1, limit.l = {priorities = [0]}}\n") ==
        "model.toml:4:34: pool.a.limit.l.cap: is missing (a limit has a cap, or hours).");
  CHECK(issues_with("pool.a = {servers = 1, limit.l = {priorities = [0], cap = 0}}\n") == "");
  CHECK(issues_with("load.l.pools = [\"desk\", \"disk\"]\n") ==
        "model.toml:4:25: load.l.pools: unknown pool \"disk\". did you mean \"desk\"?");
}

TEST_CASE("Issues of seats that stay empty") {
  const auto pool = [&](const std::string& keys) {
    return issues_with(
        "schedule.day.days.weekdays = \"08:00-17:00=2\"\nparameter.away = {value = 0.1, least = 0, most = 1}\n"
        "parameter.rate = {value = 0.1}\npool.a = {" +
        keys + "}\n");
  };
  CHECK(pool("schedule = \"day\", absence = \"away\", unfilled = \"away\"") == "");
  CHECK(pool("schedule = \"day\", absence = \"gone\"") ==
        "model.toml:7:39: pool.a.absence: unknown parameter \"gone\".");
  CHECK(pool("servers = 2, unfilled = \"away\"") ==
        "model.toml:7:35: pool.a.unfilled: stands at a pool without shifts (a seat stays empty from one change of duty "
        "to "
        "the next). Give staff, a roster, or a schedule with numbers?");
  CHECK(pool("schedule = \"day\", absence = \"rate\"") ==
        "model.toml:7:39: pool.a.absence: parameter \"rate\" may leave 0 to 1, and is read as a share. least = 0 and "
        "most "
        "= 1 at the parameter?");
}

TEST_CASE("A server of one's own needs a place where one is enrolled") {
  using Catch::Matchers::Contains;
  const std::string rest =
      "schedule.day.days.weekdays = \"08:00-17:00\"\nvariable.known.values = [\"unknown\", \"another\", \"own\"]\n"
      "pool.a = {schedule = \"day\", staff = {table = \"staff\", row = \"a\", continuity = \"known\"}}\n";
  const std::string message =
      "model.toml:6:79: pool.a.staff.continuity: stands in a model without enrolment (people have a server of their "
      "own "
      "where they are enrolled). Add a scope with kind = \"enrolment\"?";
  CHECK_THAT(issues_with(rest), Contains(message));
  CHECK_THAT(issues_with(rest + "scope.practice = {kind = \"enrolment\"}\n"), !Contains("without enrolment"));
}

TEST_CASE("Issues of books") {
  const std::string hours = "schedule.day.days.weekdays = \"08:00-17:00\"\nschedule.late.days.sat = \"08:00-17:00\"\n";
  const auto book = [&](const std::string& rest) {
    return issues_with(hours + "pool.a = {servers = 1, book = {lead = \"2 weeks\", " + rest + "}}\n");
  };
  CHECK(book("sessions = \"day\"") == "");
  CHECK(book("sessions = \"dag\"") ==
        "model.toml:6:61: pool.a.book.sessions: unknown schedule \"dag\". did you mean \"day\"?");
  CHECK(book("sessions = \"late\"") == "");
  CHECK(issues_with("schedule.never.days.mon = \"\"\npool.a = {servers = 1, book = {lead = \"2 weeks\", sessions = "
                    "\"never\"}}\n") ==
        "model.toml:5:61: pool.a.book.sessions: schedule \"never\" is never open (appointments are in its hours).");
  CHECK(book("sessions = \"day\", slot = \"1 min\"") ==
        "model.toml:6:61: pool.a.book.sessions: has a session of more than 250 slots. longer slots?");
  CHECK(issues_with(hours + "pool.a = {servers = 1, book = {lead = \"400 days\", sessions = \"day\"}}\n") == "");
  CHECK(issues_with(hours + "pool.a = {servers = 1, book = {lead = \"401 days\", sessions = \"day\"}}\n") ==
        "model.toml:6:39: pool.a.book.lead: must be between 0 and 400 days, found \"401 days\".");
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

TEST_CASE("A roster by hours is that of parts with these schedules") {
  const std::string people = "population = {wijken = \"w\", projection = \"p\", attributes = \"a\", regions = \"r\"}\n";
  const std::string any = "x\n1\n";
  const auto model = [&](const std::string& text, const std::string& roster) {
    return compiled(run + people + text, {{"roster", roster}, {"w", any}, {"p", any}, {"a", any}, {"r", any}});
  };
  const Model by_parts = model(R"(
schedule.evening.days = {weekdays = "17:00-23:00"}
schedule.weekend.days = {sat = "08:00-23:00", sun = "08:00-23:00"}
schedule.night.days = {every_day = "00:00-08:00, 23:00-24:00"}
schedule.party.days = {sat = "20:00-24:00", sun = "00:00-02:30"}
pool.doctor.roster = {table = "roster", row = "doctor", parts = {evening = "evening", weekend = "weekend", night = "night", party = "party"}}
)",
                               "role,part_of_week,per_100k\ndoctor,evening,2\ndoctor,weekend,3\nnurse,night,9\ndoctor,"
                               "night,0.5\ndoctor,party,1\n");
  const Model by_hours =
      model("pool.doctor.roster = {table = \"roster\", row = \"doctor\"}\n",
            "role,days,from,to,per_100k\ndoctor,weekdays,17:00,23:00,2\ndoctor,weekend,08:00,23:00,3\n"
            "nurse,every_day,23:00,08:00,9\ndoctor,every_day,23:00,08:00,0.5\n"
            "doctor,sat,20:00,02:30,1\n");
  const std::vector<RosterRule::Part>&a = by_parts.pools[1].roster.parts, &b = by_hours.pools[1].roster.parts;
  REQUIRE(a.size() == 4);
  REQUIRE(b.size() == 4);
  for (std::size_t part = 0; part < 4; ++part) {
    CHECK(a[part].per_100k == b[part].per_100k);
    for (int type = 0; type < day_types; ++type) {
      CHECK(a[part].hours.total(type) == b[part].hours.total(type));
      for (std::int64_t ms = 0; ms < one_day.ms; ms += 30 * one_minute.ms)
        CHECK(a[part].hours.level(type, ms) == b[part].hours.level(type, ms));
    }
  }
}

TEST_CASE("What is wrong with a roster by hours is told at its cell") {
  const std::string any = "x\n1\n";
  const auto issues = [&](const std::string& roster) {
    return issues_of(run +
                         "population = {wijken = \"w\", projection = \"p\", attributes = \"a\", regions = \"r\"}\n"
                         "pool.doctor.roster = {table = \"roster\", row = \"doctor\"}\n",
                     {{"roster", roster}, {"w", any}, {"p", any}, {"a", any}, {"r", any}});
  };
  const std::string header = "role,days,from,to,per_100k\n";
  CHECK(issues(header + "doctor,mon,08:00,17:00,1\n") == "");
  CHECK(issues(header + "doctor,mon,08:00,08:00,1\n") ==
        "roster.csv:2:18: to: is the time from which the hours begin (it is not known whether that is a day or "
        "nothing). a "
        "whole day is 00:00 to 24:00?");
  CHECK(issues(header + "doctor,someday,08:00,17:00,1\n") == "roster.csv:2:8: days: unknown day \"someday\".");
  CHECK(issues(header + "doctor,mon,08:00,25:00,1\n") ==
        "roster.csv:2:12: from: cannot read the hours \"08:00-25:00\" (hours are written like \"08:00-12:00, "
        "13:00-17:00=2\", in order and without overlap).");
  CHECK(issues(header + "nurse,mon,08:00,17:00,1\n") ==
        "model.toml:5:47: pool.doctor.roster.row: table \"roster\" has no row for role \"doctor\".");
  CHECK(issues("role,part_of_week,per_100k\ndoctor,evening,1\n") ==
        "roster.csv:1:1: days: the column is missing.\nroster.csv:1:1: from: the column is missing.\n"
        "roster.csv:1:1: to: the column is missing.");
}

}  // namespace draagkracht::testing
