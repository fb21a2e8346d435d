// What must not change anything: runs with one key are equal to the bit, and luck belongs to what is done, not to where
// it stands or who does it.
#include <catch2/catch.hpp>

#include "tests/statistical/small_models.h"

namespace draagkracht::testing {
namespace {

// A model with all kinds of luck.
const std::string random_model = R"(
pool.desk = {servers = 2, preemptible = [2]}
pool.clerk.servers = 1
variable.kind.values = ["a", "b"]
stream.people = {rate = "15 per hour", enters = "path", set = {kind = "b"}}
stream.others = {rate = "5 per hour", enters = "path"}
[pathway.path.step.serve]
seize = "desk"
task = "consult"
wait = "queue"
priority_by = "kind"
priorities = {a = 1, b = 2}
time = {distribution = "gamma", mean = "6 min", cv = 0.7}
patience = {distribution = "exponential", mean = "20 min"}
on_patience = "out"
[pathway.path.step.again]
branches = [{share = 0.2, to = "serve"}, {share = 0.1, to = "later"}, {to = "admin"}]
[pathway.path.step.later]
delay = {distribution = "exponential", mean = "3 days"}
then = "serve"
[pathway.path.step.admin]
seize = "clerk"
time = {distribution = "exponential", mean = "1 min"}
[pathway.path.step.leave]
seize = "gate"
time = fixed(0 min)
wait = "system"
[pathway.path.step.out]
exit = "done"
)";

void check_same_results(const FinishedRun& a, const FinishedRun& b) {
  for (const std::string measure : {"queue", "system"}) {
    CHECK(a.wait(measure).waits == b.wait(measure).waits);
    CHECK(a.wait(measure).histogram == b.wait(measure).histogram);
    CHECK(a.wait(measure).left == b.wait(measure).left);
  }
  for (const std::string pool : {"desk", "clerk"}) CHECK(a.busy_ms(pool) == b.busy_ms(pool));
  CHECK(a.outcome("done") == b.outcome("done"));
  CHECK(a.observer().entered == b.observer().entered);
  CHECK(a.observer().timed_events == b.observer().timed_events);
}

}  // namespace

TEST_CASE("Two runs with one key are equal to the bit, and runs with other keys are not") {
  const FinishedRun run = run_model(random_model, {}, 5, 3);
  CHECK(run.wait("queue").waits.count > 5'000);
  const std::string state = run.state();
  CHECK((state == run_model(random_model, {}, 5, 3).state()));
  CHECK((state != run_model(random_model, {}, 5, 4).state()));
  CHECK((state != run_model(random_model, {}, 6, 3).state()));
}

TEST_CASE("The name of a scenario means nothing to its results") {
  const FinishedRun renamed = run_model("name = \"another\"\ntitle_nl = \"Een ander\"\n" + random_model);
  CHECK(renamed.model().name == "another");
  CHECK((run_model(random_model).state() == renamed.state()));
}

TEST_CASE("A pathway that nobody enters before the run ends changes nothing, wherever it stands") {
  const std::string pathway = R"(
[pathway.added.step]
serve = {seize = "added", time = {distribution = "exponential", mean = "1 min"}, wait = "added", task = "other"}
out.exit = "elsewhere"
)";
  const std::string parts =
      "pool.added = {servers = 3}\nwait.added = {}\nstream.added = {interval = {distribution = "
      "\"deterministic\", mean = \"100 years\"}, enters = \"added\"}\n";
  const FinishedRun run = run_model(random_model);
  check_same_results(run, run_model(parts + random_model + pathway));
  const std::string first_step = "[pathway.path.step.serve]";
  check_same_results(run, run_model(random_model, {{first_step, parts + pathway + first_step}}));
}

TEST_CASE("A step that does nothing leaves all other luck alone") {
  const std::string first_step = "[pathway.path.step.serve]";
  const Replacements with_step = {{first_step, "[pathway.path.step.before]\nset.kind = \"b\"\n" + first_step},
                                  {"enters = \"path\"}", "enters = \"path.serve\"}"},
                                  {"set = {kind = \"b\"}", "set = {kind = \"a\"}"}};
  check_same_results(run_model(random_model), run_model(random_model, with_step));
}

TEST_CASE("The luck of a service is the task's, not the pool's") {
  // Nobody waits, so each patient's time in the system is the service time; `who` says who does it.
  const std::string rest = R"(
pool.doctor.unlimited = true
pool.nurse.unlimited = true
variable.who.values = ["doctor", "nurse"]
stream.people = {rate = "30 per hour", enters = "path", set = {who = "doctor"}}
[pathway.path.step]
serve = {seize = "who", task = "consult", time = {distribution = "lognormal", mean = "10 min", cv = 0.8}}
LEAVE
)";
  const FinishedRun doctor = run_model(rest);
  const FinishedRun nurse = run_model(rest, {{"set = {who = \"doctor\"}", "set = {who = \"nurse\"}"}});
  CHECK(doctor.busy_ms("doctor") > 0);
  CHECK(doctor.busy_ms("nurse") == 0);
  CHECK(nurse.busy_ms("nurse") == doctor.busy_ms("doctor"));
  CHECK(nurse.wait("system").histogram == doctor.wait("system").histogram);
  CHECK(nurse.wait("system").waits == doctor.wait("system").waits);
  // The same in another pathway with the same task, and not with another task.
  const Replacements elsewhere = {{"pathway.path", "pathway.other"}, {"enters = \"path\"", "enters = \"other\""}};
  CHECK(run_model(rest, elsewhere).wait("system").waits == doctor.wait("system").waits);
  const FinishedRun visit = run_model(rest, {{"task = \"consult\"", "task = \"visit\""}});
  CHECK(!(visit.wait("system").waits == doctor.wait("system").waits));
}

}  // namespace draagkracht::testing
