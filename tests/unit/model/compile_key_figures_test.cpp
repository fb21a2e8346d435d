// What key figures make a model count, and the whole message of each name that it does not have.
#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string visit = R"(run.start = 2024-01-01
run.horizon = "2 weeks"
variable.kind.values = ["short", "long"]
pool.desk = {servers = 3, occupancy = 2}
pool.nurse.servers = 1
tally.visits = {}
wait.queue = {}
wait.stay.from = "arrival"
stream.a = {rate = "1 per hour", enters = "visit"}
[pathway.visit.step]
serve = {seize = "desk", task = "intake", time = {distribution = "exponential", mean = "5 min"}, counts = ["visits"], wait = "queue"}
out = {exit = "done", wait = "stay"}
[kpi]
)";

std::string issues_of_figure(const std::string& value) {
  return issues_of(visit + "figure.value = \"" + value + "\"\n");
}

}  // namespace

TEST_CASE("A step that no key figure names is counted no more than it says") {
  const Model plain = compiled(visit + "figure.value = \"count(done) + count(visits) + count(queue)\"\n");
  CHECK(plain.asked_counts.empty());
  CHECK(plain.tallies.size() == 2);  // visits, and the stay at the exit
  CHECK(plain.steps.at(1).tallies == 1);
  CHECK(plain.steps.at(2).tallies == 1);
  const Model asked =
      compiled(visit + "figure.value = \"count(visit.serve) / count(visit.serve, all) + count( visit.serve )\"\n" +
               "more.value = \"minutes(desk[task=intake]) / minutes(desk, all)\"\n");
  REQUIRE(asked.asked_counts.size() == 2);
  CHECK(asked.asked_counts[0].name == "visit.serve");
  CHECK(asked.asked_counts[1].name == "visit.serve, all");
  REQUIRE(asked.asked_minutes.size() == 2);
  CHECK(asked.asked_minutes[0].name == "desk[task=intake]");
  CHECK(asked.asked_minutes[1].parts.empty());
  CHECK(asked.steps.at(1).tallies == 4);
  CHECK(asked.steps.at(2).tallies == 1);
}

TEST_CASE("Unknown names in key figures are told with a suggestion") {
  const std::string at = "model.toml:14:16: kpi.figure.value: ";
  CHECK(issues_of_figure("count(visit.serv)") == at + "unknown step \"visit.serv\". did you mean \"visit.serve\"?");
  CHECK(issues_of_figure("count(don, all)") == at + "unknown outcome \"don\". did you mean \"done\"?");
  CHECK(issues_of_figure("minutes(desc, all)") == at + "unknown pool \"desc\". did you mean \"desk\"?");
  CHECK(issues_of_figure("minutes(desk[task=intak])") ==
        at + "unknown task of pool \"desk\" \"intak\". did you mean \"intake\"?");
  CHECK(issues_of_figure("minutes(desk[kind=lon])") == at + "unknown label \"lon\". did you mean \"long\"?");
  CHECK(issues_of_figure("count(visit.serve[kind=long])") ==
        at + "selects labels of \"visit.serve\" (a step or outcome is counted as a whole). Count a tally of the step "
             "by those labels?");
}

TEST_CASE("Levels are known of pools that count them, as far as they do") {
  const std::string at = "model.toml:14:16: kpi.figure.value: ";
  CHECK(issues_of_figure("time_at(desk, 2)").empty());
  CHECK(issues_of_figure("time_at(nurse, 1)") == at + "asks how long servers of pool \"nurse\" were seized (the pool "
                                                      "does not count that). Give pool.nurse occupancy = 1?");
  CHECK(issues_of_figure("time_at(desk, 3)") ==
        at + "asks for 3 servers of pool \"desk\" (its occupancy is counted up to 2). Give it occupancy = 3?");
}

TEST_CASE("A step without a queue has no wait since joining one") {
  const std::string text = visit + "figure.value = \"count(done)\"\n";
  std::string wrong = text;
  wrong.replace(wrong.find("wait = \"stay\""), 13, "wait = \"queue\"");
  CHECK(issues_of(wrong) ==
        "model.toml:12:30: pathway.visit.step.out.wait: names measure \"queue\", which counts from joining a queue "
        "(nothing is waited for here). Give wait.queue from = \"arrival\"?");
}

}  // namespace draagkracht::testing
