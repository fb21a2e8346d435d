// Each way that leads on from a step is listed once, with its kind; and the paths as a whole that compiling refuses.
#include "engine/model/pathway_graph.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string run = "run.start = 2024-01-01\nrun.horizon = \"2 weeks\"\n";
const std::string in_a_minute = "{distribution = \"deterministic\", mean = \"1 min\"}";

// "kind which>step", with ! behind what may be instant.
std::vector<std::string> ways(const Model& model, const std::string& step) {
  static const char* const names[] = {"next",    "branch",    "yes",      "no",      "label",       "open",
                                      "closed",  "otherwise", "patience", "full",    "interrupted", "first",
                                      "no_slot", "refused",   "no_show",  "spawned", "returned",    "pool_closed"};
  const auto at = std::find(model.step_names.begin(), model.step_names.end(), "p." + step);
  std::vector<std::string> found;
  for (const StepEdge& edge : edges_of(model, static_cast<Index>(at - model.step_names.begin()))) {
    found.push_back(std::string(names[edge.kind]) + " " + std::to_string(edge.which) + ">" +
                    model.step_names[edge.to].substr(2) + (edge.instant ? "!" : ""));
  }
  return found;
}
using Ways = std::vector<std::string>;

std::string refusals(const std::string& steps) {
  return issues_of(run + "variable.kind.values = [\"a\", \"b\"]\nvariable.other.values = [\"a\", \"b\"]\n" +
                   "schedule.day.days = {weekdays = \"08:00-17:00\"}\n" +
                   "stream.s = {rate = \"1 per hour\", enters = \"p\"}\n" + "[pathway.p.step]\n" + steps +
                   "\nout.exit = \"done\"\n");
}

}  // namespace

TEST_CASE("What labels become at a step follows from its verb, and is told apart from those of a new request") {
  const Model model = compiled(run + R"(
variable.kind.values = ["a", "b"]
variable.other.values = ["a", "b"]
stream.s = {rate = "1 per hour", enters = "p"}
[pathway.p.step]
draw = {draw = "kind", shares = {a = 0.5, b = 0.5}}
set.set = {other = "b"}
copy.copy = "kind=other"
spawn = {spawn = "p.out", set = {kind = "b"}}
partly = {select = "kind", cases = {a = "out"}}
choose = {select = "kind", cases = {a = "out", b = "out"}}
out.exit = "done"
)");
  const auto told = [&](Index step) {
    std::string text;
    for (const LabelChange& change : label_changes(model, step)) {
      text += std::string(change.of_new ? "new " : "") + model.variables[change.variable] + ' ' +
              std::array{"set", "copied", "drawn", "maybe"}[change.kind] + ' ' + std::to_string(change.from);
    }
    return text;
  };
  CHECK(told(1) == "kind drawn 0");
  CHECK(told(2) == "other set 1");
  CHECK(told(3) == "kind copied 1");
  CHECK(told(4) == "new kind set 1");
  CHECK(told(5).empty());
  const auto leads_on = [&](Index step) { return goes_on(model.verbs, model.steps[step]); };
  CHECK(leads_on(4));
  CHECK(leads_on(5));
  CHECK_FALSE(leads_on(6));
  CHECK_FALSE(leads_on(7));
}

TEST_CASE("All ways on from a task") {
  const Model model = compiled(
      run + R"(
variable.kind.values = ["desk", "back"]
variable.rule.values = ["none", "r"]
parameter.share.value = 0.5
pool.desk = {servers = 1, queue_limit = 2, on_closed = "p.left"}
pool.back.servers = 1
[reallocation.r]
variable = "kind"
from = "desk"
to = "back"
rule_variable = "rule"
share = "share"
return_rate = "share"
return_to = "p.back"
[pathway.p.step]
serve = {seize = "kind", time = )" +
      in_a_minute + ", patience = " + in_a_minute +
      R"(, on_patience = "left", on_full = "full", otherwise = "none", branches = [{share = 0.5, to = "out"}, {to = "back"}]}
back = {seize = "back", time = )" +
      in_a_minute + R"(}
quick = {seize = "back", time = {distribution = "deterministic", mean = "0 min"}}
left.exit = "left"
full.exit = "full"
none.exit = "none"
out.exit = "done"
)");
  CHECK(ways(model, "serve") == Ways{"otherwise 0>none!", "full 0>full!", "patience 0>left", "pool_closed 0>left!",
                                     "returned 0>back", "branch 0>out", "branch 1>back"});
  CHECK(ways(model, "back") == Ways{"next 0>quick"});
  CHECK(ways(model, "quick") == Ways{"next 0>left!"});
  CHECK(ways(model, "out").empty());
}

TEST_CASE("All ways on from other steps") {
  const Model model = compiled(run + R"(
variable.kind.values = ["a", "b", "c"]
number.rounds = {}
parameter.share.value = 0.5
schedule.day.days = {weekdays = "08:00-17:00"}
pool.desk = {servers = 1, book = {sessions = "day", lead = "1 week"}}
[pathway.p.step]
booked = {book = "desk", on_none = "full", accepts = )" +
                               in_a_minute +
                               R"(, on_refused = "late", no_show = "share", on_no_show = "away", otherwise = "none"}
chance = {chance = 0.5, yes = "out"}
label = {select = "kind", cases = {b = "out"}, otherwise = "late"}
label_else = {select = "kind", cases = {c = "out"}}
hours = {select = "day", cases = {open = "out", closed = "late"}}
wait.until = "day"
child = {spawn = "p.hours", set = {kind = "b"}}
later_child = {spawn = "p.wait", after = )" +
                               in_a_minute + R"(, then = "out"}
when = {when = "rounds < 3", yes = "count", no = "out"}
count = {assign = {rounds = "rounds + 1"}, then = "when"}
as_long = {delay = {value = "rounds * 1 min"}}
full.exit = "full"
late.exit = "late"
away.exit = "away"
none.exit = "none"
out.exit = "done"
)");
  CHECK(ways(model, "booked") ==
        Ways{"otherwise 0>none!", "no_slot 0>full!", "refused 0>late!", "no_show 0>away", "next 0>chance"});
  CHECK(ways(model, "chance") == Ways{"yes 0>out!", "no 0>label!"});
  CHECK(ways(model, "label") == Ways{"label 0>late!", "label 1>out!", "label 2>late!"});
  CHECK(ways(model, "label_else") == Ways{"label 2>out!", "next 0>hours!"});
  CHECK(ways(model, "hours") == Ways{"open 0>out!", "closed 0>late!"});
  CHECK(ways(model, "wait") == Ways{"next 0>child!"});
  CHECK(ways(model, "child") == Ways{"spawned 0>hours!", "next 0>later_child!"});
  CHECK(ways(model, "later_child") == Ways{"spawned 0>wait", "next 0>out!"});
  CHECK(ways(model, "when") == Ways{"yes 0>count!", "no 0>out!"});
  CHECK(ways(model, "count") == Ways{"next 0>when!"});
  CHECK(ways(model, "as_long") == Ways{"next 0>full"});
}

TEST_CASE("What everybody holds who comes to a step") {
  const Model model = compiled(run + R"(
pool.bed.servers = 2
pool.nurse.servers = 1
stream.s = {rate = "1 per hour", enters = "p"}
[pathway.p.step]
admit = {seize = "nurse", with = ["bed"], hold = ["bed", "nurse"], patience = )" +
                               in_a_minute +
                               R"(, on_patience = "home"}
split = {chance = 0.5, yes = "early", no = "call"}
early.release = ["nurse"]
stay = {delay = )" + in_a_minute +
                               R"(, then = "leave"}
call = {spawn = "p.home", then = "long"}
long = {delay = )" + in_a_minute +
                               R"(}
later.release = ["nurse"]
leave.release = ["bed"]
home.exit = "home"
)");
  const std::vector<Index> nothing, bed = {0}, both = {0, 1};
  CHECK(pools_held(model) ==
        std::vector<std::vector<Index>>{both, nothing, both, both, bed, both, both, both, bed, nothing});
}

TEST_CASE("Without a stream no step is called unreached, and loops are found all the same") {
  CHECK(issues_of(run + "[pathway.p.step]\na.then = \"out\"\nb.then = \"out\"\nout.exit = \"done\"\n").empty());
  CHECK(issues_of(run + "[pathway.p.step]\na.then = \"a\"\nout.exit = \"done\"\n") ==
        "model.toml:4:1: pathway.p.step.a: leads to no exit (requests go round for ever: p.a, p.a). Add a way to an "
        "exit?");
}

TEST_CASE("A way in is a stream, a step, a child or what must be done again") {
  CHECK(refusals("a = {spawn = \"p.child\", then = \"out\"}\nchild.then = \"out\"").empty());
  CHECK(refusals("a.then = \"out\"\nb.then = \"out\"") ==
        "model.toml:9:1: pathway.p.step.b: is never reached (no stream enters it, and no step that is reached leads to "
        "it). Lead somebody there, or take it away with remove = [\"b\"]?");
}

TEST_CASE("At one moment a label that was seen is seen again") {
  const std::string round = ", cases = {b = \"on\"}, otherwise = \"back\"}\nback = {";
  const std::string stands =
      "model.toml:8:5: pathway.p.step.a: is in a loop that takes no time (a request could go "
      "round for ever at one moment: p.a, p.back, p.a). Put a delay into it?";
  const auto with = [&](const std::string& back) {
    return refusals("a = {select = \"kind\"" + round + back + "then = \"a\"}\non.then = \"out\"");
  };
  CHECK(with("set = {kind = \"b\"}, ").empty());
  CHECK(with("set = {kind = \"a\"}, ") == stands);
  CHECK(with("set = {other = \"b\"}, ") == stands);
  CHECK(with("copy = \"kind=other\", ") == stands);
  CHECK(with("spawn = \"p.on\", ") == stands);
  CHECK(with("delay = " + in_a_minute + ", ").empty());
  // Open or closed at this moment, not both.
  CHECK(refusals("a = {select = \"day\", cases = {open = \"b\", closed = \"out\"}}\n"
                 "b = {select = \"day\", cases = {open = \"out\", closed = \"a\"}}")
            .empty());
  const std::string both_open = refusals(
      "a = {select = \"day\", cases = {open = \"b\", closed = \"out\"}}\n"
      "b = {select = \"day\", cases = {open = \"a\", closed = \"out\"}}");
  CHECK(both_open.find("p.a, p.b, p.a") != std::string::npos);
}

}  // namespace draagkracht::testing
