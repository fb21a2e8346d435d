// The traffic equations against flows that can be told by hand or are published.
#include "engine/traffic/traffic.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "engine/model/day_values.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

constexpr double hours_per_year = 24 * days_per_year;
const std::string run = "run = {start = 2024-01-01, horizon = \"366 days\"}\n";

// Every pool is there for everyone.
TrafficInput input_of(const Model& model, std::vector<PersonGroup> groups = {}) {
  TrafficInput input;
  const std::size_t pools = model.pools.size();
  input.groups = std::move(groups);
  input.nobodys_pools.assign(pools, 1);
  input.coverage.assign(pools, 1.0);
  input.own_share.assign(pools, 0.0);
  input.staffed.resize(pools);
  input.books.resize(pools);
  return input;
}

PersonGroup persons(const Model& model, double number, std::vector<std::uint8_t> attributes) {
  PersonGroup group;
  group.persons = number;
  group.attributes = std::move(attributes);
  group.pools.assign(model.pools.size(), 1);
  return group;
}

double visits(const Model& model, const TrafficFlow& flow, const std::string& step) {
  const auto it = std::find(model.step_names.begin(), model.step_names.end(), step);
  REQUIRE(it != model.step_names.end());
  return flow.visits[static_cast<std::size_t>(it - model.step_names.begin())];
}

// One anonymous request per hour through these steps.
const std::string one_per_hour =
    run + "pool.desk.servers = 1\nstream.all = {rate = \"1 per hour\", enters = \"path\"}\n";
TrafficFlow flow_of(const Model& model) { return solve_traffic(model, input_of(model)); }

// All hours of the week alike.
std::string even_week() {
  std::string csv = "hour_of_week,even\n";
  for (int h = 0; h < 168; ++h) csv += std::to_string(h) + ",1\n";
  return csv;
}
const std::string even = "profile_table = \"week\", profile_column = \"even\"";
const std::string served =
    "[pathway.path.step]\nserve = {seize = \"desk\", time = {distribution = \"exponential\", mean = \"6 "
    "min\"}}\nout.exit = \"done\"\n";
const std::string two_ages =
    "population = {wijken = \"w\", projection = \"p\", attributes = \"a\", regions = \"r\"}\n"
    "attribute.age = {kind = \"age_band\", from_age = [0, 65], labels = [\"young\", \"old\"]}\nattribute.lacks = {kind "
    "= \"prevalence\", row = \"x\"}\n";

}  // namespace

// Hillier and Lieberman, "Introduction to operations research", Jackson networks: a = (1, 4, 3), lambda = (5, 10, 7.5).
TEST_CASE("A published Jackson network with feedback") {
  const Model model = compiled(run + R"(
pool = {first.servers = 1, second.servers = 2, third.servers = 1}
stream.a = {rate = "1 per hour", enters = "stations.first"}
stream.b = {rate = "4 per hour", enters = "stations.second"}
stream.c = {rate = "3 per hour", enters = "stations.third"}
[pathway.stations.step.first]
seize = "first"
time = {distribution = "exponential", mean = "6 min"}
branches = [{share = 0.6, to = "second"}, {share = 0.3, to = "third"}, {to = "out"}]
[pathway.stations.step.second]
seize = "second"
time = {distribution = "exponential", mean = "6 min"}
branches = [{share = 0.1, to = "first"}, {share = 0.3, to = "third"}, {to = "out"}]
[pathway.stations.step.third]
seize = "third"
time = {distribution = "exponential", mean = "6 min"}
branches = [{share = 0.4, to = "first"}, {share = 0.4, to = "second"}, {to = "out"}]
[pathway.stations.step.out]
exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  const double lambda[] = {5, 10, 7.5};
  for (std::size_t pool = 0; pool < 3; ++pool) {
    CHECK(flow.asked_hours[pool] == Approx(lambda[pool] * 0.1 * hours_per_year).epsilon(1e-12));
  }
  CHECK(flow.outcomes[0] == Approx(8 * hours_per_year));
  CHECK(flow.requests == Approx(8 * hours_per_year));
  CHECK(flow.ends == Approx(flow.requests));
  CHECK(flow.endless.empty());
}

// The service-planning network of jackson-network-jupyterlite: lambda = (17.9699, 12.8035, 8.1850).
TEST_CASE("Another published Jackson network") {
  const Model model = compiled(run + R"(
pool = {first.servers = 7, second.servers = 6, third.servers = 5}
stream.a = {rate = "15 per hour", enters = "stations.first"}
stream.b = {rate = "3 per hour", enters = "stations.second"}
stream.c = {rate = "0.75 per hour", enters = "stations.third"}
[pathway.stations.step.first]
seize = "first"
time = {distribution = "exponential", mean = "20 min"}
branches = [{share = 0.5, to = "second"}, {share = 0.2, to = "third"}, {to = "out"}]
[pathway.stations.step.second]
seize = "second"
time = {distribution = "exponential", mean = "20 min"}
branches = [{share = 0.2, to = "first"}, {share = 0.3, to = "third"}, {to = "out"}]
[pathway.stations.step.third]
seize = "third"
time = {distribution = "exponential", mean = "30 min"}
branches = [{share = 0.05, to = "first"}, {share = 0.1, to = "second"}, {to = "out"}]
[pathway.stations.step.out]
exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  // Published utilisations, of 7, 6 and 5 servers.
  CHECK(flow.asked_hours[0] / (7 * hours_per_year) == Approx(0.8557).epsilon(1e-4));
  CHECK(flow.asked_hours[1] / (6 * hours_per_year) == Approx(0.7113).epsilon(1e-4));
  CHECK(flow.asked_hours[2] / (5 * hours_per_year) == Approx(0.8185).epsilon(1e-4));
}

TEST_CASE("A loop with a parameter's chance, and work after the task") {
  const Model model = compiled(one_per_hour + R"(
parameter.again.value = 0.75
[pathway.path.step.serve]
seize = "desk"
time = {distribution = "lognormal", mean = "3 min", cv = 1}
after_work = {distribution = "exponential", mean = "1 min"}
[pathway.path.step.more]
chance = "again"
yes = "serve"
no = "out"
[pathway.path.step.out]
exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  CHECK(visits(model, flow, "path.serve") == Approx(4 * hours_per_year));
  CHECK(flow.asked_hours[0] == Approx(4 * hours_per_year * 4 / 60));
}

TEST_CASE("A series of children, each made with a chance, of parents who go on") {
  const Model model = compiled(one_per_hour + R"(
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "1 min"}}
follow = {chance = 0.6, yes = "child", no = "out"}
child = {spawn = "path", after = {distribution = "deterministic", mean = "3 h"}}
out.exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  CHECK(visits(model, flow, "path.serve") == Approx(2.5 * hours_per_year));
  CHECK(visits(model, flow, "path.child") == Approx(1.5 * hours_per_year));
  CHECK(flow.outcomes[0] == Approx(2.5 * hours_per_year));
}

TEST_CASE("Draws by key; what is drawn decides the time; tallies by label") {
  const Model model =
      compiled(one_per_hour + R"(
variable.kind.values = ["a", "b"]
variable.form.values = ["short", "long", "none"]
tally.forms = {by = ["kind", "form"]}
tally.minutes = {by = ["form"], minutes = true}
[pathway.path.step]
which = {draw = "kind", lookup = {table = "kinds", column = "share"}}
how = {draw = "form", lookup = {table = "forms", column = "share", by = ["kind"], missing = 0}}
serve = {seize = "desk", time = {lookup = {table = "times", by = ["form"]}}, counts = ["forms", "minutes"]}
rest.delay = {distribution = "deterministic", mean = "1 min"}
out.exit = "done"
)",
               {{"kinds", "kind,share\na,0.25\nb,0.75\n"},
                {"forms", "kind,form,share\na,short,1\nb,short,0.4\nb,long,0.6\n"},
                {"times", "form,distribution,mean_min,cv\nshort,exponential,10,1\nlong,lognormal,20,0.5\n"}});
  const TrafficFlow flow = flow_of(model);
  const double per_hour[] = {0.25, 0, 0, 0.3, 0.45, 0};  // axes: kind, form
  for (std::size_t row = 0; row < 6; ++row) CHECK(flow.tallies[0][row] == Approx(per_hour[row] * hours_per_year));
  CHECK(flow.tallies[1][0] == Approx(5.5 * hours_per_year));
  CHECK(flow.tallies[1][1] == Approx(9 * hours_per_year));
  CHECK(flow.asked_hours[0] == Approx(14.5 / 60 * hours_per_year));
  CHECK(flow.without_time.empty());
  // Behind the last step that reads the labels there is one state, not six, and the exit has none.
  CHECK(flow.states == 1 + 2 + 3 + 1);
}

TEST_CASE("A task that lacks a time is named") {
  const Model model = compiled(one_per_hour + R"(
variable.form.values = ["short", "long"]
[pathway.path.step]
how = {draw = "form", lookup = {table = "forms", column = "share"}}
serve = {seize = "desk", time = {lookup = {table = "times", by = ["form"]}}}
out.exit = "done"
)",
                               {{"forms", "form,share\nshort,0.4\nlong,0.6\n"},
                                {"times", "form,distribution,mean_min,cv\nshort,exponential,10,1\n"}});
  CHECK(flow_of(model).without_time == std::vector<std::string>{"path.serve (form long)"});
}

TEST_CASE("A loop that nobody leaves is named") {
  const Model model = compiled(one_per_hour + R"(
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "1 min"}}
child = {spawn = "path", then = "out"}
out.exit = "done"
)");
  CHECK(flow_of(model).endless == std::vector<std::string>{"path.serve", "path.child"});
}

TEST_CASE("A shifted draw mixes what is right with its neighbours") {
  const Model model = compiled(one_per_hour + R"(
variable.urgency.values = ["high", "middle", "low"]
variable.triage.values = ["high", "middle", "low"]
parameter.error.value = 0.2
tally.triage = {by = ["urgency", "triage"]}
[pathway.path.step]
which = {draw = "urgency", lookup = {table = "urgency", column = "share"}}
triage = {draw = "triage", shift_of = "urgency", shift_error = "error", shift_down = 0.4, counts = ["triage"]}
serve = {seize = "desk", time = {distribution = "deterministic", mean = "1 min"}}
out.exit = "done"
)",
                               {{"urgency", "urgency,share\nhigh,0.1\nmiddle,0.5\nlow,0.4\n"}});
  const TrafficFlow flow = flow_of(model);
  // A high one can only be taken as lower (0.4 of the errors), else it stays right.
  const double exact[] = {0.1 * 0.92, 0.1 * 0.08, 0, 0.5 * 0.12, 0.5 * 0.8, 0.5 * 0.08, 0, 0.4 * 0.12, 0.4 * 0.88};
  for (std::size_t row = 0; row < 9; ++row)
    CHECK(flow.tallies[0][row] / hours_per_year == Approx(exact[row]).margin(1e-9));
}

TEST_CASE("Appointments: no-show by its parameter, and none today for those who come too late") {
  const Model model = compiled(one_per_hour + R"(
parameter.stays_away.value = 0.1
schedule.morning.days = {weekdays = "08:00-12:00"}
pool.doctor = {servers = 1, book = {slot = "5 min", sessions = "morning", lead = "7 days", same_day_share = 0.5}}
[pathway.path.step]
today.book = "doctor"
today.same_day = true
today.on_none = "planned"
today.no_show = "stays_away"
today.on_no_show = "absent"
today.then = "serve"
planned = {book = "doctor", on_none = "absent", then = "serve"}
serve = {seize = "doctor", time = {distribution = "deterministic", mean = "5 min"}}
out.exit = "done"
absent.exit = "absent"
)");
  const TrafficFlow flow = flow_of(model);
  const double in_time = (12 - 5.0 / 60) / 24 * 262 / 366;  // on the year's working days five minutes before noon
  CHECK(visits(model, flow, "path.planned") == Approx((1 - in_time) * hours_per_year).epsilon(1e-9));
  CHECK(visits(model, flow, "path.absent") == Approx(0.1 * in_time * hours_per_year).epsilon(1e-9));
}

TEST_CASE("A full book: what it issues leads to half as much again, and the rest is refused") {
  const Model model = compiled(one_per_hour + R"(
schedule.morning.days = {weekdays = "08:00-12:00"}
pool.doctor = {servers = 1, book = {slot = "5 min", sessions = "morning", lead = "7 days"}}
[pathway.path.step]
plan = {book = "doctor", slots = 2, on_none = "refused"}
serve = {seize = "doctor", time = {distribution = "deterministic", mean = "10 min"}}
again = {branches = [{share = 0.5, to = "plan"}, {to = "out"}]}
out.exit = "done"
refused.exit = "refused"
)");
  TrafficInput input = input_of(model);
  std::size_t doctor = 0;
  while (model.pools[doctor].name != "doctor") ++doctor;
  input.books[doctor] = {{1, std::vector<double>(5, 40), input.nobodys_pools}};
  const double issued = 200 * 48 / 2, asked = hours_per_year + 0.5 * issued;
  TrafficFlow flow = solve_traffic(model, input);
  CHECK(visits(model, flow, "path.plan") == Approx(asked).epsilon(1e-3));
  CHECK(visits(model, flow, "path.serve") == Approx(issued).epsilon(1e-3));
  CHECK(visits(model, flow, "path.refused") == Approx(asked - issued).epsilon(1e-3));
  CHECK(flow.refused[doctor] == Approx(1 - issued / asked).epsilon(1e-3));
  // What is known of books is not sought again.
  const std::vector<std::vector<double>> never_full(model.pools.size(), {1.0});
  flow = solve_traffic(model, input, TrafficStart::long_ago, never_full);
  CHECK(visits(model, flow, "path.serve") == Approx(2 * hours_per_year));
  CHECK(flow.refused[doctor] == 0);
  // Twin: with room for all nobody is refused.
  input.books[doctor][0].rows.assign(5, 400);
  flow = solve_traffic(model, input);
  CHECK(visits(model, flow, "path.serve") == Approx(2 * hours_per_year));
}

TEST_CASE("Who does what instead of whom: share, time factor, supervision and returns") {
  const std::string text = one_per_hour + R"(
pool.gp.servers = 1
pool.nurse.servers = 1
variable.who.values = ["gp", "nurse"]
variable.rule.values = ["none", "to_nurse"]
parameter = {share.value = 0.5, longer.value = 1.25, back.value = 0.2}
[reallocation.to_nurse]
variable = "who"
from = "gp"
to = "nurse"
rule_variable = "rule"
share = "share"
time_factor = "longer"
return_rate = "back"
return_to = "path.serve"
supervision = {distribution = "deterministic", mean = "2 min"}
supervisor = "gp"
spread_over_places = true
[pathway.path.step]
other = {reallocate = true}
serve = {seize = "who", time = {distribution = "exponential", mean = "10 min"}}
out.exit = "done"
)";
  const Model model = compiled(text);
  TrafficInput input = input_of(model);
  TrafficFlow flow = solve_traffic(model, input);
  const double moved = 0.5, back = 0.5 * 0.2;
  CHECK(flow.asked_hours[1] == Approx((1 - moved + back) * 10 / 60 * hours_per_year + moved * 2 / 60 * hours_per_year));
  CHECK(flow.asked_hours[2] == Approx(moved * 12.5 / 60 * hours_per_year));
  CHECK(flow.reallocations[0].contacts == Approx(moved * hours_per_year));
  CHECK(flow.reallocations[0].returns == Approx(back * hours_per_year));
  CHECK(flow.reallocations[0].supervision_hours == Approx(moved * 2 / 60 * hours_per_year));
  SECTION("Half of the places have a nurse: there everything goes to her") {
    input.coverage[2] = 0.5;
    flow = solve_traffic(model, input);
    CHECK(flow.reallocations[0].contacts == Approx(hours_per_year));
    input.nobodys_pools[2] = 0;
    CHECK(solve_traffic(model, input).reallocations[0].contacts == 0);
  }
}

TEST_CASE("Persons: rates by stratum, need, visits that are due, and no pool where there is none") {
  const Model model =
      compiled(run + two_ages + R"(
pool.desk.servers = 1
variable.reason.values = ["cold", "back"]
parameter.yearly.value = 2.5
tally.requests = {by = ["age", "reason"]}
stream.ask = {lookup = {table = "rates", column = "rate", by = ["reason", "age"], missing = 0}, enters = "path", )" +
                   even + R"(}
stream.due = {participants = "lacks", visits = "yearly", enters = "path.serve", )" +
                   even + R"(}
[pathway.path.step]
counted = {then = "serve", counts = ["requests"]}
serve = {seize = "desk", time = {distribution = "exponential", mean = "6 min"}, otherwise = "without"}
out.exit = "done"
without.exit = "without"
)",
               {{"week", even_week()}, {"rates", "reason,age,rate\ncold,young,2\ncold,old,1\nback,old,4\n"}});
  PersonGroup old_ones = persons(model, 100, {1, 1});
  old_ones.need = {1.5};
  PersonGroup far = persons(model, 10, {0, 0});
  far.pools = {0};
  const TrafficFlow flow = solve_traffic(model, input_of(model, {persons(model, 1000, {0, 0}), old_ones, far}));
  CHECK(flow.tallies[0][0] == Approx(2 * 1010));
  CHECK(flow.tallies[0][2] == Approx(100));  // the stream names no need: everyone has 1
  CHECK(flow.tallies[0][3] == Approx(400));
  const double due = 100 * 2.5 * 365.25 / 366;
  CHECK(flow.asked_hours[0] == Approx((2000 + 500 + due) / 10));
  CHECK(flow.outcomes[1] == Approx(20));
  CHECK(flow.requests == Approx(2020 + 500 + due));
}

TEST_CASE("Closed days: what arises on them comes later, elsewhere, or not, and on days of a type there is more") {
  // 366 days, two of them closed and one of them a feast; 3.66 requests per person and year are 0.01 a day.
  const std::string text = R"(
run = {start = 2024-01-01, horizon = "366 days", holidays = "days", day_types = "types"}
)" + two_ages +
                           R"(
pool.desk.servers = 1
parameter.later = {value = 0.5, most = 0.8}
[stream.ask]
per_person = 3.6525
profile_table = "week"
profile_column = "even"
enters = "path"
closed_on_holidays = true
on_closed_days = {next_opening = "later", "path.elsewhere" = 0.2}
deferred_enters = "path.late"
day_factor.feast = {on = "feast", factor = 3}
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "6 min"}}
out.exit = "done"
elsewhere.exit = "elsewhere"
late.exit = "late"
)";
  const std::map<std::string, std::string> tables = {
      {"week", even_week()}, {"days", "date\n2024-05-09\n2024-05-10\n"}, {"types", "date,type\n2024-06-03,feast\n"}};
  const Model model = compiled(text, tables);
  const TrafficFlow flow = solve_traffic(model, input_of(model, {persons(model, 1000, {0, 0})}));
  const double a_day = 1000 * 0.01, per_year = 365.25 / 366;  // of the run's days
  CHECK(visits(model, flow, "path.serve") == Approx((363 + 3) * a_day * per_year));
  CHECK(visits(model, flow, "path.late") == Approx(2 * a_day * 0.5 * per_year));
  CHECK(visits(model, flow, "path.elsewhere") == Approx(2 * a_day * 0.2 * per_year));
  // Both days open on the 11th: a lever from the second one on is about what arises on that one alone.
  const Model later = compiled(
      text + "[lever.all]\nparameter = \"later\"\noperation = \"set\"\nvalue = 0.8\nfrom = 2024-05-10\n", tables);
  const TrafficFlow more = solve_traffic(later, input_of(later, {persons(later, 1000, {0, 0})}));
  CHECK(visits(later, more, "path.late") == Approx(a_day * (0.5 + 0.8) * per_year));
}

TEST_CASE("Levers: the mean over the days, and only those whom they concern") {
  const std::string text = run + two_ages + R"(
pool.desk.servers = 1
parameter.demand = {value = 1, most = 4}
tally.requests = {by = ["age"]}
stream.ask = {per_person = 1, factor = "demand", enters = "path", )" +
                           even + R"(}
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "6 min"}, counts = ["requests"]}
out.exit = "done"
)";
  const auto tally_with = [&](const std::string& lever) {
    const Model model = compiled(text + lever, {{"week", even_week()}});
    TrafficInput input = input_of(model, {persons(model, 1000, {0, 0}), persons(model, 100, {1, 0})});
    input.groups[0].lever_places = {1};
    input.groups[1].lever_places = {0};
    return solve_traffic(model, input).tallies[0];
  };
  const std::string three = "[lever.more]\nparameter = \"demand\"\noperation = \"set\"\nvalue = 3\n";
  CHECK(tally_with("")[0] == Approx(1000));
  CHECK(tally_with(three)[0] == Approx(3000));
  CHECK(tally_with(three + "from = 2024-07-02\n")[0] == Approx(2000));  // the 184th of 366 days
  CHECK(tally_with(three + "ramp = \"366 days\"\n")[0] == Approx(2000).epsilon(0.005));
  CHECK(tally_with(three + "where = {age = \"old\"}\n")[0] == Approx(1000));
  CHECK(tally_with(three + "where = {age = \"old\"}\n")[1] == Approx(300));
}

TEST_CASE("A habit: the mean share over the year beyond what is in the figures, of the eligible") {
  const Model model = compiled(run + two_ages + R"(
pool.desk.servers = 1
parameter = {start.value = 0.5, top.value = 0.5, zero.value = 0, counted.value = 0.2}
[diffusion.app]
initial = "start"
ceiling = "top"
innovation = "zero"
imitation = "zero"
relapse = "zero"
included = "counted"
eligible = {lacks = "no"}
[stream]
ask = {per_person = 1, enters = "path", )" +
                                   even + R"(}
anyone = {rate = "1 per hour", enters = "path"}
[pathway.path.step]
uses = {adopts = "app", yes = "solved", no = "serve"}
serve = {seize = "desk", time = {distribution = "exponential", mean = "6 min"}}
out.exit = "done"
solved.exit = "solved"
)",
                               {{"week", even_week()}});
  const TrafficFlow flow =
      solve_traffic(model, input_of(model, {persons(model, 1000, {0, 0}), persons(model, 500, {0, 1})}));
  CHECK(flow.outcomes[1] == Approx(300));
}

TEST_CASE("Rarer pools: a place without one sends its share to the fallback") {
  const Model model = compiled(run + two_ages + R"(
scope.practice = {kind = "catchment", inhabitants = 1000}
schedule.always.days = {every_day = "00:00-24:00"}
pool.gp = {scope = "practice", schedule = "always"}
pool.nurse = {scope = "practice", schedule = "always"}
variable.who.values = ["gp", "nurse"]
tally.seen = {by = ["who"]}
stream.ask = {per_person = 1, enters = "path", )" +
                                   even + R"(}
[pathway.path.step]
which = {draw = "who", lookup = {table = "who", column = "share"}, needs_pool = {nurse = "nurse"}, fallback = "gp"}
serve = {seize = "who", time = {distribution = "exponential", mean = "6 min"}, otherwise = "out", counts = ["seen"]}
out.exit = "done"
)",
                               {{"week", even_week()}, {"who", "who,share\ngp,0.9\nnurse,0.1\n"}});
  PersonGroup without = persons(model, 750, {0, 0});
  without.pools = {1, 0};
  TrafficInput input = input_of(model, {without, persons(model, 250, {0, 0})});
  input.coverage = {1, 0.25};
  const TrafficFlow flow = solve_traffic(model, input);
  CHECK(flow.tallies[0][0] == Approx(900));
  CHECK(flow.tallies[0][1] == Approx(100));
}

TEST_CASE("Time of day: open or closed by the hours in which requests arise and wait") {
  const Model model = compiled(one_per_hour + R"(
schedule.day.days = {every_day = "06:00-18:00"}
schedule.first_hour.days = {every_day = "06:00-07:00"}
[pathway.path.step]
now = {select = "day", cases = {open = "in_time", closed = "wait"}}
in_time = {then = "wait"}
wait = {until = "day"}
then_ = {select = "first_hour", cases = {open = "early", closed = "out"}}
early = {then = "out"}
out.exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  CHECK(visits(model, flow, "path.in_time") == Approx(0.5 * hours_per_year));
  CHECK(visits(model, flow, "path.early") == Approx(13.0 / 24 * hours_per_year));  // the night's and the first hour's
}

TEST_CASE("From an empty start follow-ups are missing for as long as they take") {
  // Each request has one follow-up 183 days later: half of them fall behind the end of 366 days.
  const Model model = compiled(one_per_hour + R"(
variable.turn.values = ["first", "second"]
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "6 min"}}
which = {select = "turn", cases = {first = "child"}, otherwise = "out"}
child.spawn = "path"
child.after = {distribution = "deterministic", mean = "183 days"}
child.set = {turn = "second"}
child.then = "out"
out.exit = "done"
)");
  CHECK(flow_of(model).asked_hours[0] == Approx(0.2 * hours_per_year));
  const TrafficFlow flow = solve_traffic(model, input_of(model), TrafficStart::empty);
  CHECK(flow.asked_hours[0] == Approx(0.15 * hours_per_year).epsilon(1e-3));
}

TEST_CASE("Steps that only pass requests on are counted though they have no states") {
  const Model model = compiled(one_per_hour + R"(
variable.who.values = ["nurse", "doctor"]
variable.kind.values = ["a", "b"]
tally.sent = {by = ["kind", "who"]}
[pathway.path.step]
which = {draw = "kind", lookup = {table = "kinds", column = "share"}}
nurse = {set = {who = "nurse"}}
how = {select = "who", cases = {nurse = "instead", doctor = "serve"}, counts = ["sent"]}
instead = {set = {who = "doctor"}, then = "how"}
serve = {seize = "desk", time = {distribution = "deterministic", mean = "6 min"}}
out.exit = "done"
)",
                               {{"kinds", "kind,share\na,0.25\nb,0.75\n"}});
  const TrafficFlow flow = flow_of(model);
  CHECK(flow.states == 2 + 2);  // which and serve; how and instead for each kind, as they lead back to one another
  CHECK(visits(model, flow, "path.nurse") == Approx(hours_per_year));
  CHECK(visits(model, flow, "path.how") == Approx(2 * hours_per_year));
  CHECK(visits(model, flow, "path.instead") == Approx(hours_per_year));
  CHECK(visits(model, flow, "path.out") == Approx(hours_per_year));
  CHECK(flow.outcomes[0] == Approx(hours_per_year));
  CHECK(flow.asked_hours[0] == Approx(0.1 * hours_per_year));
  const double per_hour[] = {0.25, 0.25, 0.75, 0.75};  // axes: kind, who
  for (std::size_t row = 0; row < 4; ++row) CHECK(flow.tallies[0][row] == Approx(per_hour[row] * hours_per_year));
}

TEST_CASE("What is passed after a long delay is passed late") {
  // 183 days after they came: half of them do in 366 days.
  const Model model = compiled(one_per_hour + R"(
variable.turn.values = ["first", "second"]
[pathway.path.step]
wait.delay = {distribution = "deterministic", mean = "183 days"}
mark = {set = {turn = "second"}}
out.exit = "done"
)");
  CHECK(visits(model, flow_of(model), "path.mark") == Approx(hours_per_year));
  const TrafficFlow flow = solve_traffic(model, input_of(model), TrafficStart::empty);
  CHECK(visits(model, flow, "path.mark") == Approx(0.5 * hours_per_year).epsilon(1e-3));
  CHECK(flow.outcomes[0] == Approx(0.5 * hours_per_year).epsilon(1e-3));
}

TEST_CASE("Steps that are passed within a loop that nobody leaves are named with it") {
  const Model model = compiled(one_per_hour + R"(
variable.turn.values = ["first", "second"]
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "1 min"}}
mark = {set = {turn = "second"}}
child = {spawn = "path", then = "out"}
out.exit = "done"
)");
  const TrafficFlow flow = flow_of(model);
  CHECK(flow.endless == std::vector<std::string>{"path.serve", "path.mark", "path.child"});
  CHECK(visits(model, flow, "path.mark") == 0);
}

TEST_CASE("Both starts at once are as each alone") {
  const Model model = compiled(one_per_hour + R"(
schedule.morning.days = {weekdays = "08:00-12:00"}
pool.doctor = {servers = 1, book = {slot = "5 min", sessions = "morning", lead = "7 days"}}
[pathway.path.step]
plan = {book = "doctor", slots = 2, on_none = "refused"}
serve = {seize = "doctor", time = {distribution = "deterministic", mean = "10 min"}}
again = {branches = [{share = 0.5, to = "later"}, {to = "out"}]}
later = {delay = {distribution = "deterministic", mean = "90 days"}, then = "plan"}
out.exit = "done"
refused.exit = "refused"
)");
  TrafficInput input = input_of(model);
  std::size_t doctor = 0;
  while (model.pools[doctor].name != "doctor") ++doctor;
  input.books[doctor] = {{1, std::vector<double>(5, 40), input.nobodys_pools}};
  const TrafficFlows both = solve_traffic_both(model, input);
  const TrafficFlow long_ago = solve_traffic(model, input);
  CHECK(both.long_ago.visits == long_ago.visits);
  CHECK(both.long_ago.booked == long_ago.booked);
  CHECK(both.long_ago.refused == long_ago.refused);
  // Where books are known from the start, states are numbered otherwise.
  const TrafficFlow empty = solve_traffic(model, input, TrafficStart::empty, long_ago.booked);
  for (std::size_t step = 0; step < empty.visits.size(); ++step)
    CHECK(both.empty.visits[step] == Approx(empty.visits[step]).epsilon(1e-12));
  CHECK(both.empty.visits != both.long_ago.visits);
  CHECK(both.start_up.lead_ms == 7 * one_day.ms);
}

TEST_CASE("Work that comes back is missing at first, and grows slice by slice") {
  // Once an hour 6 minutes; half come back after 12 weeks: 1, 1.5, 1.75 ... visits an hour, 2 in the long run.
  const Model model = compiled(one_per_hour + R"(
[pathway.path.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "6 min"}}
again = {branches = [{share = 0.5, to = "later"}, {to = "out"}]}
later = {delay = {distribution = "deterministic", mean = "84 days"}, then = "serve"}
out.exit = "done"
)");
  const StartUp start_up = solve_start_up(model, input_of(model));
  CHECK(start_up.slice_ms == 14 * one_day.ms);
  CHECK(start_up.lead_ms == 0);
  CHECK(start_up.hours.size() == 52);
  CHECK(start_up.long_run.at(0) == Approx(0.2 * hours_per_year));
  for (std::size_t slice = 0; slice < 52; ++slice) {
    const double rounds = std::floor(static_cast<double>(slice) / 6);
    CHECK(start_up.hours[slice].at(0) == Approx(start_up.long_run[0] * (1 - std::pow(0.5, rounds + 1))));
  }
  const TrafficFlows both = solve_traffic_both(model, input_of(model));
  CHECK(both.start_up.hours == start_up.hours);
  CHECK(both.long_ago.asked_hours.at(0) == Approx(start_up.long_run[0]));
}

TEST_CASE("Without work that comes back later there is nothing to wait for") {
  const StartUp start_up = solve_start_up(compiled(one_per_hour + served), input_of(compiled(one_per_hour + served)));
  CHECK(start_up.hours.empty());
  CHECK(start_up.long_run.at(0) == Approx(0.1 * hours_per_year));
}

TEST_CASE("A load counts what is held") {
  // Once an hour a bed for 7 + 14 + 6 minutes and a nurse for 7 + 6.
  const std::string text = run + R"(
number.rounds = {}
pool.bed.servers = 2
pool.nurse.servers = 1
stream.s = {rate = "1 per hour", enters = "p"}
[pathway.p.step]
admit = {seize = "bed", with = ["nurse"], hold = ["bed"], time = {distribution = "exponential", mean = "7 min"}}
pause.DELAY
care = {seize = "nurse", time = {distribution = "exponential", mean = "6 min"}}
leave.release = ["bed"]
last.assign = {rounds = "1"}
out.exit = "home"
)";
  const auto with = [&](const std::string& delay) {
    std::string all = text;
    return compiled(all.replace(all.find("DELAY"), 5, "delay = " + delay));
  };
  const Model model = with(R"({distribution = "exponential", mean = "14 min"})");
  const TrafficFlow flow = flow_of(model);
  CHECK(flow.asked_hours[0] == Approx(hours_per_year * 27 / 60));
  CHECK(flow.asked_hours[1] == Approx(hours_per_year * 13 / 60));
  CHECK(follows_traffic(model));
  // An expression that reads nothing of a run has a mean of its own; one that does has none.
  const Model known = with("{value = \"2 * 7 min\"}");
  CHECK(follows_traffic(known));
  CHECK(flow_of(known).asked_hours[0] == Approx(hours_per_year * 27 / 60));
  CHECK_FALSE(follows_traffic(with("{value = \"max(14 min, elapsed)\"}")));
}

TEST_CASE("Where steps go by a label that steps set no load is known beforehand; counting by it changes nothing") {
  const std::string text = run + R"(
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
attribute.known.kind = "set_by_steps"
person_number.last.unit = "time"
pool.desk.servers = 2
tally.seen.by = ["known"]
wait.since.since = "last"
stream.s = {per_person = 2, profile_table = "week", profile_column = "calls", enters = "p"}
[pathway.p.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "7 min"}, counts = ["seen"]}
measure.wait = "since"
note.assign = {last = "now"}
known.set.known = "yes"
out.exit = "home"
)";
  std::string week = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h) week += std::to_string(h) + ",1\n";
  const auto with = [&](const std::string& measure) {
    std::string all = text;
    return compiled(all.replace(all.find("measure."), 8, measure),
                    {{"week", week}, {"w", "x\n1\n"}, {"p", "x\n1\n"}, {"a", "x\n1\n"}, {"r", "x\n1\n"}});
  };
  CHECK(follows_traffic(with("measure.")));
  CHECK_FALSE(follows_traffic(with("ask = {select = \"known\", cases = {yes = \"out\"}}\nmeasure.")));
  CHECK_FALSE(
      follows_traffic(with("ask = {when = \"now - last < 7 days\", yes = \"out\", no = \"measure\"}\nmeasure.")));
}

TEST_CASE("Waits for no server, orders and numbers of servers change no flow; one of each group leads") {
  // Once an hour: two parts of 5 min, then groups of four, whose first has 20 min of the doctor and the others 6.
  const std::string text = run + R"(
global.open = {value = 1}
pool.doctor.capacity = "1 + open"
pool.part.servers = 1
stream.s = {rate = "1 per hour", enters = "p"}
[pathway.p.step]
made = {spawn = "part", copies = "1"}
more.spawn = "part"
both = {join = ["made", "more"]}
group = {gather = 4, first = "lead"}
opened = {await = "open >= 1"}
own = {seize = "doctor", order_by = "-now", time = {distribution = "exponential", mean = "6 min"}}
out.exit = "home"
lead = {seize = "doctor", time = {distribution = "exponential", mean = "20 min"}, then = "out"}
[pathway.part.step]
serve = {seize = "part", time = {distribution = "exponential", mean = "5 min"}}
out.exit = "made"
)";
  const auto without_copies = [&] {
    std::string all = text;
    return compiled(all.replace(all.find(", copies = \"1\""), 14, ""));
  };
  CHECK_FALSE(follows_traffic(compiled(text)));  // how many copies is a matter of an expression
  const Model model = without_copies();
  CHECK(follows_traffic(model));
  const TrafficFlow flow = flow_of(model);
  CHECK(flow.asked_hours[0] == Approx(hours_per_year * (0.25 * 20 + 0.75 * 6) / 60));
  CHECK(flow.asked_hours[1] == Approx(hours_per_year * 10 / 60));
}

TEST_CASE("Only attributes that something reads tell persons apart") {
  const auto rest = [](const std::string& factor) {
    return R"(
pool.desk.servers = 1
stream.ask = {lookup = {table = "rates", column = "rate", by = ["age"]}, enters = "path", )" +
           factor + even + "}\n" + served;
  };
  const std::map<std::string, std::string> csv{{"week", even_week()}, {"rates", "age,rate\nyoung,1\nold,2\n"}};
  CHECK(traffic_reads(compiled(run + two_ages + rest(""), csv)).attributes == std::vector<std::uint8_t>{1, 0});
  const Model for_some = compiled(run + two_ages + R"(
parameter.p = {value = 1, most = 4}
stream.more = {per_person = 1, factor = "p", enters = "path", )" +
                                      even + R"(}
lever.here = {parameter = "p", operation = "multiply", value = 2, where = {lacks = "yes"}})" +
                                      rest("factor = \"p\", "),
                                  csv);
  CHECK(traffic_reads(for_some).attributes == std::vector<std::uint8_t>{1, 1});
  CHECK(traffic_reads(for_some).place_levers.empty());
}

}  // namespace draagkracht::testing
