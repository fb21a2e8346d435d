// What is short for something longer gives the same bits as what it is short for: models written both ways.
#include <catch2/catch.hpp>

#include "tests/statistical/small_models.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Two models do the same, event by event; a third, nearly the same, does not.
void check_same(const std::string& shorter, const std::string& longer, const std::string& another,
                const TableTexts& tables = {}) {
  const auto state_of = [&](const std::string& text) { return run_text(model(text), tables).state(); };
  const std::string state = state_of(longer);
  CHECK(state_of(shorter) == state);
  CHECK(state_of(another) != state);
}

const std::string people = R"(
pool.desk.servers = 2
pool.back.servers = 1
tally.calls = {}
variable.kind.values = ["short", "long"]
[stream.people]
rate = "20 per hour"
enters = "visit"
)";

std::string replaced_once(const std::string& text, const std::string& what, const std::string& by) {
  return replaced(text, {{what, by}});
}

}  // namespace

TEST_CASE("Laws in a line are the laws that they are short for") {
  const auto steps = [](const std::string& ask, const std::string& think, const std::string& away,
                        const std::string& luck) {
    return people + "[number.luck]\n[pathway.visit.step]\nask = {seize = \"desk\", wait = \"queue\", time = " + ask +
           ", after_work = " + think +
           ", patience = \"uniform 1 min to 20 min\", on_patience = \"gone\"}\nluck = {sample = \"luck\", law = " +
           luck + "}\nlong = {when = \"luck > 3\", yes = \"away\", no = \"leave\"}\naway = {delay = " + away +
           "}LEAVE\ngone.exit = \"gone\"\n";
  };
  const std::string shorter = steps("\"lognormal 6 min cv 0.5 times haste\"", "\"exponential 40 s\"",
                                    "\"normal 2 h sd 30 min low 1 min\"", "\"uniform 0 to 6\"") +
                              "[parameter.haste]\nvalue = 1.1\n";
  const std::string longer = steps(R"({distribution = "lognormal", mean = "6 min", cv = 0.5, factor = "haste"})",
                                   R"({distribution = "exponential", mean = "40 s"})",
                                   R"({distribution = "normal", mean = "2 h", sd = "30 min", low = "1 min"})",
                                   R"({distribution = "uniform", low = 0, high = 6})") +
                             "[parameter.haste]\nvalue = 1.1\n";
  check_same(shorter, longer, replaced_once(shorter, "exponential 40 s", "exponential 41 s"));
}

TEST_CASE("A template does what its steps do, written out") {
  const std::string written = people + R"(
[[pathway.visit.step]]
name = "first"
seize = "desk"
time = "gamma 4 min cv 0.6"
patience = "exponential 9 min"
on_patience = "first_gone"
then = "second"
priority = 1
counts = ["calls"]
[[pathway.visit.step]]
name = "first_gone"
exit = "gone"
[[pathway.visit.step]]
name = "second"
seize = "back"
time = "gamma 2 min cv 0.6"
patience = "exponential 9 min"
on_patience = "second_gone"
then = "leave"
wait = "queue"
[[pathway.visit.step]]
name = "second_gone"
exit = "gone"
[[pathway.visit.step]]
name = "leave"
exit = "done"
)";
  const std::string short_form = people + R"(
[template.ask]
arguments = ["of", "how_long"]
defaults = {of = "desk"}
[[template.ask.step]]
name = "{name}"
seize = "{of}"
time = "gamma {how_long} cv 0.6"
patience = "exponential 9 min"
on_patience = "{name}_gone"
[[template.ask.step]]
name = "{name}_gone"
exit = "gone"
[[pathway.visit.step]]
name = "first"
template = "ask"
arguments = {how_long = "4 min"}
then = "second"
priority = 1
counts = ["calls"]
[[pathway.visit.step]]
name = "second"
template = "ask"
arguments = {of = "back", how_long = "2 min"}
then = "leave"
wait = "queue"
[[pathway.visit.step]]
name = "leave"
exit = "done"
)";
  check_same(short_form, written, replaced_once(written, "gamma 2 min", "gamma 2.1 min"));
}

TEST_CASE("A pool, stream and pathway from a template do what they do written out") {
  const std::string written = people + R"(
[pool.speech]
servers = 2
[stream.to_speech]
rate = "9 per hour"
enters = "speech"
[pool.diet]
servers = 1
[stream.to_diet]
rate = "4 per hour"
enters = "diet"
[pathway.visit.step]
leave.exit = "done"
[pathway.speech.step]
serve = {seize = "speech", time = "exponential 10 min", wait = "queue"}
out.exit = "speech"
[pathway.diet.step]
serve = {seize = "diet", time = "exponential 10 min", wait = "queue"}
out.exit = "diet"
)";
  const std::string short_form = people + R"(
[pathway.visit.step]
leave.exit = "done"
[template.discipline]
arguments = ["servers", "rate"]
[template.discipline.pool."{name}"]
servers = "{servers}"
[template.discipline.stream."to_{name}"]
rate = "{rate}"
enters = "{name}"
[template.discipline.pathway."{name}".step]
serve = {seize = "{name}", time = "exponential 10 min", wait = "queue"}
out.exit = "{name}"
[discipline.speech]
servers = 2
rate = "9 per hour"
[discipline.diet]
servers = 1
rate = "4 per hour"
)";
  check_same(short_form, written, replaced_once(written, "\"4 per hour\"", "\"4.1 per hour\""));
}

TEST_CASE("A time of a task is the row of the task and of who does it") {
  const TableTexts tables = {{"times",
                              "task,discipline,distribution,cv,mean_min\nask,nurse,gamma,0.5,4\n"
                              "note,nurse,exponential,1,1\nask,back,gamma,0.5,9\n"
                              "short,back,lognormal,1,3\nlong,back,lognormal,1,7\n"
                              "short,nurse,lognormal,1,3.5\nlong,nurse,lognormal,1,7.5\n"}};
  const auto steps = [](const std::string& ask, const std::string& note, const std::string& by_kind,
                        const std::string& either, const std::string& counted) {
    return replaced_once(people, "pool.desk.servers = 2", "pool.desk = {servers = 2, discipline = \"nurse\"}") +
           "[task_times]\ntable = \"times\"\n[variable.who]\nvalues = [\"desk\", \"back\"]\n"
           "[parameter.haste]\nvalue = 0.9\n[pathway.visit.step]\n"
           "kind = {draw = \"kind\", shares = {short = 0.5, long = 0.5}}\n"
           "ask = {seize = \"desk\", task = \"ask\", wait = \"queue\", time = " +
           ask + ", after_work = " + note +
           "}\n"
           "again = {seize = \"back\", task = \"more\", time = " +
           by_kind +
           "}\n"
           "who = {set = {who = \"back\"}}\n"
           "third = {seize = \"who\", task = \"ask\", time = " +
           either +
           "}\n"
           "count = {account = \"back\", time = " +
           counted + "}LEAVE\n";
  };
  const std::string shorter = steps("\"of task times haste\"", "\"of task note\"",
                                    "{task = \"kind\", factor = \"haste\"}", "\"of task\"", "\"of task ask\"");
  const std::string longer =
      steps(R"({lookup = {table = "times", only = {task = "ask", discipline = "nurse"}}, factor = "haste"})",
            R"({lookup = {table = "times", only = {task = "note", discipline = "nurse"}}})",
            R"({lookup = {table = "times", by = ["task=kind"], only = {discipline = "back"}}, factor = "haste"})",
            R"({lookup = {table = "times", by = ["discipline=who"], only = {task = "ask"}}})",
            R"({lookup = {table = "times", only = {task = "ask", discipline = "back"}}})");
  const std::string asked = replaced_once(longer, "[task_times]\ntable = \"times\"\n", "");
  check_same(shorter, asked, replaced_once(asked, "task = \"note\"", "task = \"ask\""), tables);
}

TEST_CASE("A mean that is a parameter scales the time as a factor does") {
  const auto steps = [](const std::string& time, const std::string& parameters) {
    return people + parameters + "[pathway.visit.step]\nask = {seize = \"desk\", wait = \"queue\", time = " + time +
           "}LEAVE\n";
  };
  const std::string of_five = "[parameter.how_long]\nvalue = 5\nunit = \"min\"\n";
  const std::string number = steps("\"gamma 5 min cv 0.7\"", "");
  const std::string named = steps("\"gamma how_long cv 0.7\"", of_five);
  check_same(named, number, steps("\"gamma how_long cv 0.7\"", replaced_once(of_five, "5", "5.1")));
  check_same(steps("\"uniform 0 min to how_long\"", of_five), steps("\"uniform 0 min to 5 min\"", ""), named);
  check_same(steps("{distribution = \"gamma\", mean = \"how_long\", cv = 0.7, round = \"1 min\"}", of_five),
             steps("{distribution = \"gamma\", mean = \"5 min\", cv = 0.7, round = \"1 min\"}", ""), named);
  // A lever that doubles the parameter doubles each time, as a factor of 2 does.
  const std::string doubled = "[lever.slow]\nparameter = \"how_long\"\noperation = \"multiply\"\nvalue = 2\n";
  const std::string factor = steps("\"gamma 5 min cv 0.7 times how_long\"", "[parameter.how_long]\nvalue = 1\n");
  check_same(steps("\"gamma how_long cv 0.7\"", of_five + doubled), factor + doubled, named);
}

TEST_CASE("Parameters in a table are those of the file") {
  const TableTexts tables = {{"numbers",
                              "name,value,low,high,least,most,kind,evidence,source,unit,label_nl,by,note\n"
                              "haste,1.2,1,1.5,0.5,2,effect,assumed,own,factor,Haast,kind,a remark\n"
                              "reach,0.4,,,,1,,,,,,,\n"
                              "gap,9,,,,,,,,min,,,\n"}};
  const std::string steps = R"([pathway.visit.step]
sort = {draw = "kind", shares = {short = 0.5, long = 0.5}}
ask = {seize = "desk", wait = "queue", time = "gamma 5 min cv 0.7 times haste"}
more = {chance = "reach", yes = "gap", no = "leave"}
gap = {delay = "exponential gap"}LEAVE
[lever.slow]
parameter = "haste"
operation = "multiply"
value = 1.5
where = {kind = "long"}
)";
  const std::string written = people + R"([parameter.haste]
value = 1.2
least = 0.5
most = 2
by = ["kind"]
[parameter.reach]
value = 0.5
most = 1
[parameter.gap]
value = 9
unit = "min"
)";
  const std::string top = "[parameters]\ntable = \"numbers\"\n[parameter.reach]\nvalue = 0.5\n";
  check_same(people + top + steps, written + steps, people + replaced_once(top, "0.5", "0.6") + steps, tables);
}

TEST_CASE("An exit by label is a select and an exit per label") {
  const std::string sort = R"([pathway.visit.step]
sort = {draw = "kind", shares = {short = 0.6, long = 0.4}}
ask = {seize = "desk", time = "gamma 5 min cv 0.7"}
)";
  const std::string written = people + "[tally.left]\nby = [\"kind\"]\n[wait.stay]\nfrom = \"arrival\"\n" + sort +
                              R"(out = {select = "kind", cases = {short = "out_short", long = "out_long"}}
out_short = {exit = "helped_short", wait = "stay", counts = ["left"]}
out_long = {exit = "helped_long", wait = "stay", counts = ["left"]}
)";
  const std::string shorter = people + "[tally.left]\nby = [\"kind\"]\n[wait.stay]\nfrom = \"arrival\"\n" + sort +
                              R"(out = {exit = "helped_{kind}", wait = "stay", counts = ["left"]}
)";
  check_same(shorter, written, replaced_once(written, "gamma 5 min", "gamma 5.1 min"));
  const FinishedRun run = run_text(model(shorter)), in_full = run_text(model(written));
  CHECK(run.model().outcomes == in_full.model().outcomes);
  CHECK(run.outcome("helped_short") == in_full.outcome("helped_short"));
  CHECK(run.outcome("helped_short") > run.outcome("helped_long"));
  CHECK(run.outcome("helped_long") > 0);
}

TEST_CASE("In a template an exit by label keeps its braces") {
  const std::string with_template = people + R"([template.out]
arguments = ["how"]
[[template.out.step]]
name = "{name}"
exit = "{how}_{{kind}}"
[pathway.visit.step]
sort = {draw = "kind", shares = {short = 0.6, long = 0.4}}
end = {template = "out", arguments = {how = "left"}}
)";
  CHECK(run_text(model(with_template)).model().outcomes == std::vector<std::string>{"left_short", "left_long"});
}

TEST_CASE("Labels of two variables are the same if their texts are") {
  const auto steps = [](const std::string& expression, const std::string& labels) {
    return people + "variable.other.values = [" + labels + "]\n" +
           "[pathway.visit.step]\none = {draw = \"kind\", shares = {short = 0.6, long = 0.4}}\n"
           "two = {draw = \"other\", lookup = {table = \"shares\", column = \"share\", by = [\"kind\"]}}\n"
           "same = {when = " +
           expression +
           ", yes = \"desk\", no = \"back\"}\n"
           "desk = {seize = \"desk\", time = \"4 min\", then = \"out\"}\n"
           "back = {seize = \"back\", time = \"2 min\"}\nout.exit = \"done\"\n";
  };
  const TableTexts tables = {{"shares",
                              "kind,other,share\nshort,short,0.5\nshort,long,0.3\nshort,none,0.2\n"
                              "long,short,0.1\nlong,long,0.2\nlong,none,0.7\n"}};
  const std::string both = "'(kind == \"short\" and other == \"short\") or (kind == \"long\" and other == \"long\")'";
  for (const std::string labels :
       {R"("short", "long", "none")", R"("none", "long", "short")", R"("long", "short", "none")"}) {
    const auto moved = [&](const std::string& expression) {
      return replaced_once(steps(expression, labels), "variable.other", "[variable.other]\n#");
    };
    const auto model_of = [&](const std::string& expression) {
      return replaced_once(moved(expression), "#.values", "values");
    };
    check_same(model_of("'kind == other'"), model_of(both), model_of("'kind != other'"), tables);
    check_same(model_of("'not kind != other'"), model_of(both), model_of("'other != kind'"), tables);
    check_same(model_of("\"kind == 'short'\""), model_of("'kind == \"short\"'"), model_of(both), tables);
  }
}
