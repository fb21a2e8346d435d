// Tests engine/io/templates.cpp and gap_filler.cpp: what uses of templates become, and what is wrong with them.
#include "engine/io/templates.h"

#include <catch2/catch.hpp>

#include "tests/unit/io/parsed_toml.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string expanded(const std::string& text) {
  ConfigNode root = parsed(text);
  Issues issues;
  expand_templates(root, issues);
  issues.throw_if_any();
  return resolved_text(root);
}

std::string refusal(const std::string& text) {
  try {
    expanded(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

// The same for a file: what it removes is seen when files are merged.
std::string loaded(const std::string& text) {
  const ScratchFolder folder;
  write_bytes(folder / "t.toml", text);
  Issues issues;
  ConfigNode root = load_with_extends(folder / "t.toml", issues);
  expand_templates(root, issues);
  issues.throw_if_any();
  return resolved_text(root);
}

std::string refused(const std::string& text) {
  std::string told = message_of<InputError>([&] { loaded(text); });
  for (std::size_t at = told.find("/tmp"); at != std::string::npos; at = told.find("/tmp"))
    told.erase(at, told.find("t.toml", at + 5) - at);
  return told;
}

const std::string call = R"(
[template.call]
arguments = ["task", "rank", "counted"]
defaults = {rank = 2, counted = []}
[[template.call.step]]
name = "{name}"
seize = "desk"
task = "{task}"
priority = "{rank}"
counts = ["calls", "{counted}"]
on_patience = "{name}_gone"
[template.call.step.cases]
"{task}" = "{name}_{{x}}_{rank}"
[[template.call.step]]
name = "{name}_gone"
exit = "gone"
)";

}  // namespace

TEST_CASE("A step with a template becomes its steps, in its place, with gaps filled by type") {
  CHECK(expanded(call + R"(
[[pathway.visit.step]]
name = "first"
[[pathway.visit.step]]
name = "a"
template = "call"
arguments = {task = "triage", counted = ["x", "y"]}
[[pathway.visit.step]]
name = "last"
)") == expanded(R"(
[[pathway.visit.step]]
name = "first"
[[pathway.visit.step]]
name = "a"
seize = "desk"
task = "triage"
priority = 2
counts = ["calls", "x", "y"]
on_patience = "a_gone"
cases = {triage = "a_{x}_2"}
[[pathway.visit.step]]
name = "a_gone"
exit = "gone"
[[pathway.visit.step]]
name = "last"
)"));
}

TEST_CASE("Keys of the use and steps that are written win over those of the template") {
  const std::string text = expanded(call + R"(
[[pathway.visit.step]]
name = "a_gone"
counts = ["lost"]
[[pathway.visit.step]]
name = "a"
template = "call"
arguments = {task = "triage", rank = 1}
priority = 0
wait = "queue"
remove = ["on_patience", "cases"]
[[pathway.visit.step]]
name = "last"
)");
  CHECK(text ==
        "[[pathway.visit.step]]\nname = \"a\"\nseize = \"desk\"\ntask = \"triage\"\npriority = 0\ncounts = "
        "[\"calls\"]\nwait = \"queue\"\n"
        "\n[[pathway.visit.step]]\nname = \"a_gone\"\nexit = \"gone\"\ncounts = [\"lost\"]\n"
        "\n[[pathway.visit.step]]\nname = \"last\"\n");
}

TEST_CASE("A use, or its pathway, takes steps of the template away") {
  const std::string rest = "[[pathway.visit.step]]\nname = \"a\"\ntemplate = \"call\"\narguments = {task = \"x\"}\n";
  const std::string end = "[[pathway.visit.step]]\nname = \"last\"\nexit = \"last\"\n";
  const std::string left =
      "[[pathway.visit.step]]\nname = \"a\"\nseize = \"desk\"\ntask = \"x\"\npriority = 2\ncounts = [\"calls\"]\n\n" +
      end;
  CHECK(loaded(call + rest + "remove = [\"on_patience\", \"cases\", \"a_gone\"]\n" + end) == left);
  CHECK(loaded(call + "[pathway.visit]\nremove = [\"a_gone\"]\n" + rest + "remove = [\"on_patience\", \"cases\"]\n" +
               end) == left);
  CHECK(refused(call + "[pathway.visit]\nremove = [\"a_goen\"]\n" + rest + "remove = [\"of_patience\"]\n" + end) ==
        "t.toml:18:11: pathway.visit.remove: there is no \"a_goen\" to remove. did you mean \"a_gone\"?\n"
        "t.toml:23:11: pathway.visit.step.a.remove: there is no \"of_patience\" to remove. did you mean "
        "\"on_patience\"?");
}

TEST_CASE("Steps may be written as tables, and templates use templates") {
  CHECK(expanded(call + R"(
[template.two]
arguments = ["what"]
[template.two.step]
"{name}_1" = {template = "call", arguments = {task = "{what}"}, remove = ["cases"]}
"{name}" = {template = "call", arguments = {task = "{what}_again"}, remove = ["cases"]}
[pathway.visit.step]
all = {template = "two", arguments = {what = "ask"}, then = "end"}
end = {exit = "done"}
)") == expanded(R"(
[[pathway.visit.step]]
name = "all_1"
seize = "desk"
task = "ask"
priority = 2
counts = ["calls"]
on_patience = "all_1_gone"
[[pathway.visit.step]]
name = "all_1_gone"
exit = "gone"
[[pathway.visit.step]]
name = "all"
seize = "desk"
task = "ask_again"
priority = 2
counts = ["calls"]
on_patience = "all_gone"
then = "end"
[[pathway.visit.step]]
name = "all_gone"
exit = "gone"
[[pathway.visit.step]]
name = "end"
exit = "done"
)"));
}

TEST_CASE("A table with the name of a template is put under what is written") {
  CHECK(expanded(call + R"(
[template.discipline]
arguments = ["servers", "rate", "task"]
defaults.task = "session"
[template.discipline.pool."{name}"]
servers = "{servers}"
label = "{name} of {servers}"
[template.discipline.variable.kind]
values.add = ["{name}"]
[[template.discipline.pathway.visit.step]]
name = "choose"
cases = {"{name}" = "{name}"}
[[template.discipline.pathway.visit.step]]
name = "{name}"
template = "call"
arguments = {task = "{task}"}
remove = ["cases"]
[variable.kind]
values = ["none", "speech"]
[pool.desk]
servers = 1
[pool.speech]
servers = 7
[[pathway.visit.step]]
name = "choose"
select = "kind"
cases = {none = "out", speech = "out"}
[[pathway.visit.step]]
name = "out"
exit = "out"
[discipline.speech]
servers = 2
rate = "3 per hour"
[discipline.diet]
servers = 1.5
rate = "1 per hour"
task = "advice"
[template.discipline.stream."to_{name}"]
rate = "{rate}"
)") == expanded(R"(
[variable.kind]
values = ["none", "speech", "diet"]
[pool.desk]
servers = 1
[pool.speech]
servers = 7
label = "speech of 2"
[pool.diet]
servers = 1.5
label = "diet of 1.5"
[[pathway.visit.step]]
name = "choose"
select = "kind"
cases = {none = "out", speech = "out", diet = "diet"}
[[pathway.visit.step]]
name = "out"
exit = "out"
[[pathway.visit.step]]
name = "speech"
seize = "desk"
task = "session"
priority = 2
counts = ["calls"]
on_patience = "speech_gone"
[[pathway.visit.step]]
name = "speech_gone"
exit = "gone"
[[pathway.visit.step]]
name = "diet"
seize = "desk"
task = "advice"
priority = 2
counts = ["calls"]
on_patience = "diet_gone"
[[pathway.visit.step]]
name = "diet_gone"
exit = "gone"
[stream.to_speech]
rate = "3 per hour"
[stream.to_diet]
rate = "1 per hour"
)"));
}

TEST_CASE("Templates of parts use each other") {
  CHECK(expanded(R"(
[template.pair]
arguments = ["n"]
[template.pair.one."{name}_a"]
size = "{n}"
[template.pair.one."{name}_b"]
size = 1
[template.one]
arguments = ["size"]
[template.one.pool."{name}"]
servers = "{size}"
[pair.x]
n = 3
[one.y]
size = 4
)") == "[pool.x_a]\nservers = 3\n\n[pool.x_b]\nservers = 1\n\n[pool.y]\nservers = 4\n");
}

TEST_CASE("Values of a template are located in it, and arguments where they are given") {
  ConfigNode root = parsed(
      "[template.t]\narguments = ['n']\n[template.t.pool.\"{name}\"]\nservers = '{n}'\nopen = '{n}!'\n"
      "[t.x]\nn = 3\n");
  Issues issues;
  expand_templates(root, issues);
  const ConfigNode& pool = *root.find("pool")->find("x");
  CHECK(pool.find("servers")->where.line == 7);
  CHECK(pool.find("open")->where.line == 5);
  CHECK(pool.find("open")->text == "3!");
}

TEST_CASE("What is wrong in a template is told once, where it stands") {
  CHECK(refusal(R"(template.a = 1
[template.b]
arguments = ["x", "x", "name", 3]
defaults = {y = 1}
[template.c]
arguments = ["task", "idle"]
[[template.c.step]]
name = "{name}"
task = "{tsak}"
wait = "{open"
"{task}" = 1
[template.pool]
[template.pool.wait."{name}"]
[template.d]
step = [1]
[template.d.pool.x]
[pathway.p.step.q]
template = "c"
arguments = {task = 1, idle = 2}
)") == "t.toml:1:14: template.a: expected a table, found the number 1.\n"
       "t.toml:2:11: template.b: has nothing in it (it has steps, or parts of a model).\n"
       "t.toml:2:11: template.b: is used by nothing.\n"
       "t.toml:3:14: template.b.arguments: names \"x\", which fills no gap of the template.\n"
       "t.toml:3:19: template.b.arguments: names \"x\" twice.\n"
       "t.toml:3:24: template.b.arguments: names \"name\" twice (each use has its own name).\n"
       "t.toml:3:32: template.b.arguments: expected names, found the number 3.\n"
       "t.toml:4:13: template.b.defaults.y: is no argument of the template. did you mean \"x\"?\n"
       "t.toml:6:22: template.c.arguments: names \"idle\", which fills no gap of the template.\n"
       "t.toml:9:8: template.c.step.{name}.task: has a gap \"{tsak}\", which is no argument of the template (`{{` "
       "stands for a brace). did you mean \"task\"?\n"
       "t.toml:10:8: template.c.step.{name}.wait: has a brace that is not closed (`{{` stands for a brace).\n"
       "t.toml:12:11: template.pool: has the name of a section of the language (each table [pool.NAME] would be a use "
       "of it). another name?\n"
       "t.toml:12:11: template.pool: is used by nothing.\n"
       "t.toml:14:11: template.d: is used by nothing.\n"
       "t.toml:15:8: template.d.step: expected steps with names, found a list.\n"
       "t.toml:16:13: template.d.pool: stands beside `step` (a template has steps of a pathway, or parts of a model).");
}

TEST_CASE("What is wrong with a use is told where it is used") {
  CHECK(refusal(call + R"(
[template.parts]
arguments = ["n"]
[template.parts.pool."{name}"]
servers = "{n}"
[template.unused]
[template.unused.pool.x]
[pathway.visit.step.a]
template = "cal"
[pathway.visit.step.b]
template = "parts"
[pathway.visit.step.c]
template = "call"
arguments = {tsk = 1}
[pathway.visit.step.d]
template = "call"
arguments = 5
[pathway.visit.step.e]
template = "call"
arguments = {task = [1]}
[pathway.visit.step.f]
template = 3
[parts.one]
m = 1
[parts.two]
n = 1
name = "x"
[parts]
three = 4
)") == "t.toml:22:11: template.unused: is used by nothing.\n"
       "t.toml:25:12: pathway.visit.step.a.template: unknown template \"cal\". did you mean \"call\"?\n"
       "t.toml:27:12: pathway.visit.step.b.template: template \"parts\" has no steps.\n"
       "t.toml:30:13: pathway.visit.step.c.arguments.task: is missing (it is an argument of template \"call\").\n"
       "t.toml:30:14: pathway.visit.step.c.arguments.tsk: is no argument of template \"call\". did you mean \"task\"?\n"
       "t.toml:33:13: pathway.visit.step.d.arguments: expected a table, found the number 5.\n"
       "t.toml:36:21: pathway.visit.step.cases: is a list inside the text \"{task}\" (only a text that is nothing but "
       "{task} can become that).\n"
       "t.toml:38:12: pathway.visit.step.f.template: expected a text, found the number 3.\n"
       "t.toml:39:1: parts.one.n: is missing (it is an argument of template \"parts\").\n"
       "t.toml:40:1: parts.one.m: is no argument of template \"parts\". did you mean \"n\"?\n"
       "t.toml:43:1: parts.two.name: is no argument of template \"parts\".\n"
       "t.toml:45:9: parts.three: expected a table, found the number 4.");
}

TEST_CASE("Circles and towers of templates are refused") {
  CHECK(refusal(R"(
[template.a]
[[template.a.step]]
name = "{name}"
template = "b"
[template.b]
[[template.b.step]]
name = "{name}"
template = "a"
[template.p]
[template.p.q.x]
[template.q]
[template.q.p.x]
[p.one]
[pathway.visit.step.first]
template = "a"
)") == "t.toml:9:12: pathway.visit.step.first.template: template \"a\" goes round in a circle: a -> b -> a.\n"
       "t.toml:13:15: p.x: template \"p\" goes round in a circle: p -> q -> p.");
  std::string tower;
  for (int i = 0; i < 25; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    tower += "[template.t" + n + "]\n[[template.t" + n + ".step]]\nname = \"{name}\"\ntemplate = \"t" + next + "\"\n";
  }
  tower += "[template.t25]\n[[template.t25.step]]\nname = \"{name}\"\n[pathway.visit.step.s]\ntemplate = \"t0\"\n";
  CHECK(refusal(tower).find("is a template in too many templates (at most 20 are possible)") != std::string::npos);
  // Each doubles the next: 2^19 steps of a few values each are too many.
  std::string doubling;
  for (int i = 0; i < 19; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    for (const char* side : {"l", "r"})
      doubling += "[[template.t" + n + ".step]]\nname = \"{name}" + side + "\"\ntemplate = \"t" + next + "\"\n";
  }
  doubling += "[[template.t19.step]]\nname = \"{name}\"\n[pathway.visit.step.s]\ntemplate = \"t0\"\n";
  CHECK(refusal(doubling).find("is written out too often (all templates together give at most 1000000 values)") !=
        std::string::npos);
}
