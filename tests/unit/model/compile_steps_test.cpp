// Order, addresses and choices of steps, and the whole message of each kind of mistake.
#include <catch2/catch.hpp>

#include "engine/core/hash.h"
#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {

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
                                                     "job",
                                                     "first.b", "first.a", "second.z", "second.y", "second.x"});
  CHECK(model.steps[1].next == 2);
  CHECK(model.steps[2].next == 3);
  CHECK(model.steps[2].address == name_hash("pathway/first/a"));
  CHECK(model.verbs.seize.at(0).time_address == name_hash("task/first.a"));
  CHECK(model.outcomes == std::vector<std::string>{"done", "other"});
  CHECK(model.verbs.exit[model.steps[5].index].outcome == 0);
}

TEST_CASE("Names whose random numbers would be the same are refused, tasks too") {
  // "pathway/path/qffn" and "task/fteyz" have one hash.
  const auto issues_of_names = [](const std::string& path_step, const std::string& task) {
    return issues_with("name = \"x\"\n" + step + path_step + " = {seize = \"desk\", task = \"" + task +
                       "\", time = {distribution = \"deterministic\", mean = \"1 min\"}}\nout.exit = \"done\"\n");
  };
  CHECK(issues_of_names("qffn", "fteyz") ==
        "model.toml:4:8: task/fteyz: has the same random address as \"path.qffn\" (their draws would be equal). rename "
        "one of them?");
  CHECK(issues_of_names("qffn", "fteyx") == "");
}

TEST_CASE("Steps that do the same task share its luck") {
  const std::string serve =
      " = {seize = \"desk\", task = \"consult\", time = {distribution = \"deterministic\", mean = "
      "\"1 min\"}}\n";
  const Model model = compiled(run + step + "first" + serve + "second" + serve + "out.exit = \"done\"\n");
  CHECK(model.verbs.seize[0].task == "consult");
  CHECK(model.verbs.seize[1].task == "consult");
  CHECK(model.verbs.seize[0].time_address == model.verbs.seize[1].time_address);
}

TEST_CASE("Shares of a draw may stand in the step") {
  const std::string variable = "variable.who.values = [\"a\", \"b\", \"c\"]\n";
  const std::string rest = "out.exit = \"done\"\n";
  const Model model = compiled("run.horizon = \"1 day\"\n" + variable +
                               "[pathway.path.step]\nd = {draw = \"who\", shares = {c = 0.5, a = 0.5}}\n" + rest);
  const ChoiceRows& rows = model.choices[model.verbs.draw[0].choices];
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

TEST_CASE("A label that takes the rest of a draw is the last, so that a new label takes from it alone") {
  const auto rows_of = [](const std::string& values, const std::string& lookup, const std::string& csv) {
    const Model model =
        compiled("run.horizon = \"1 day\"\nvariable.kind.values = [\"x\", \"y\"]\nvariable.to.values = [" + values +
                     "]\n[pathway.path.step]\nd = {draw = \"to\", lookup = {table = \"t\", "
                     "column = \"share\", by = [\"kind\"]" +
                     lookup + "}}\nout.exit = \"done\"\n",
                 {{"t", "kind,to,share\n" + csv}});
    return model.choices[model.verbs.draw[0].choices];
  };
  const std::string rest = ", rest = \"none\"";
  const ChoiceRows one = rows_of("\"none\", \"a\"", rest, "x,a,0.25\ny,none,0.75\ny,a,0.25\n");
  const ChoiceRows two = rows_of("\"none\", \"a\", \"b\"", rest, "x,a,0.25\nx,b,0.125\ny,a,0.25\n");
  for (const std::uint32_t word : {0U, 0x3fffffffU}) {
    CHECK(one.pick(0, word) == 1);
    CHECK(two.pick(0, word) == 1);
  }
  CHECK(one.pick(0, 0x40000000U) == 0);
  CHECK(two.pick(0, 0x40000000U) == 2);
  CHECK(two.pick(0, 0x5fffffffU) == 2);
  CHECK(two.pick(0, 0x60000000U) == 0);
  CHECK(one.pick(1, 0x3fffffffU) == 1);
  CHECK(one.pick(1, 0x40000000U) == 0);
  CHECK(two.pick(1, 0xffffffffU) == 0);
  // As written out, where that label is the last one anyway; a key without rows has nothing but the rest.
  const ChoiceRows written = rows_of("\"a\", \"none\"", "", "x,a,0.1\nx,none,0.9\ny,none,1\n");
  CHECK(rows_of("\"a\", \"none\"", rest, "x,a,0.1\n") == written);
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
                       "min\"}" +
                       time + "}") ==
        "model.toml:5:9: pathway.path.step.serve.on_patience: is missing (those who wait too long must go somewhere).");
  CHECK(issues_with("pool.desk.queue_limit = 3\n" + step + "serve = {seize = \"desk\"" + time +
                    "}\nout.exit = "
                    "\"x\"\n") ==
        "model.toml:6:9: pathway.path.step.serve.on_full: is missing (the queue of pool \"desk\" has a limit).");
  CHECK(issues_of_step("serve = {seize = \"desk\", wait = \"w\"" + time + "}") ==
        "model.toml:5:33: pathway.path.step.serve.wait: unknown wait \"w\".");
  CHECK(issues_of_step("serve = {seize = \"desk\", counts = [\"t\"]" + time + "}") ==
        "model.toml:5:36: pathway.path.step.serve.counts: unknown tally \"t\".");
  CHECK(issues_of_step("serve = {seize = \"desk\", exit = \"x\"" + time + "}") ==
        "model.toml:5:9: pathway.path.step.serve: says more than one thing to do (a step has exactly one of " +
            all_verbs() + ").");
  CHECK(all_verbs().starts_with("seize, release, book, "));
  CHECK(all_verbs().ends_with(", reallocate, exit"));
  CHECK(issues_of_step("both = {chance = 0.1, adopts = \"habit\"}")
            .starts_with("model.toml:5:8: pathway.path.step.both: says more than one thing to do ("));
  CHECK(issues_of_step("idle = {}") ==
        "model.toml:5:8: pathway.path.step.idle: does nothing (a step needs something to do or to count, or `then`).");
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
  const auto with_variable = [&](const std::string& rest) {
    return issues_with(variable + step + rest +
                       "\nout.exit "
                       "= \"done\"\n");
  };
  CHECK(issues_of_step("b.branches = [{share = 0.5, to = \"out\"}, {share = 0.4, to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: shares sum to 0.9 (they must sum to 1).");
  CHECK(issues_of_step("b.branches = [{share = 0.8, to = \"out\"}, {share = 0.4, to = \"out\"}, {to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: shares sum to 1.2 (they must leave something for the last "
        "branch).");
  CHECK(issues_of_step("b.branches = [{to = \"out\"}, {share = 1, to = \"out\"}]") ==
        "model.toml:5:1: pathway.path.step.b.branches: only the last branch may have no share.");
  CHECK(issues_of_step("c = {chance = \"p\", yes = \"out\"}") ==
        "model.toml:5:15: pathway.path.step.c.chance: unknown parameter \"p\".");
  CHECK(issues_of_step("s = {select = \"who\", cases = {a = \"out\"}}") ==
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
      return issues_with(variable + step +
                             "d = {draw = \"who\", lookup = {table = \"t\", column = "
                             "\"share\"" +
                             rest + "}}\nout.exit = \"x\"\n",
                         {{"t", csv}});
    };
    CHECK(draw("who,share\ndesk,0.3\nhome,0.7\n") == "");
    CHECK(draw("who,share\ndesk,0.3\nhome,0.6\n") ==
          "model.toml:6:5: pathway.path.step.d.lookup: shares sum to 0.9 instead of 1.");
    CHECK(draw("who,share\nhome,1\n") == "");  // what is not there has a share of 0
    // A table without rows is one to which rows are still to come: the rest is all.
    CHECK(draw("who,share\n", ", rest = \"home\"") == "");
    CHECK(draw("who,share\n") ==
          "model.toml:6:5: pathway.path.step.d.lookup: table \"t\" has no shares (add the rows, or missing = 0 if such "
          "requests do not occur).");
    CHECK(draw("who,share\nhome,1\n", ", rest = \"home\", only = {who = \"desk\"}") ==
          "model.toml:6:29: pathway.path.step.d.lookup: no row of table \"t\" fits.");
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

}  // namespace draagkracht::testing
