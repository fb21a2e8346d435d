// Tests engine/io/scenario_file.cpp: values that a verification replaces, also in what is written in short.
#include "engine/io/scenario_file.h"

#include <catch2/catch.hpp>

#include "engine/io/toml_document.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

const std::string text = R"(
table.numbers.file = "numbers.csv"
parameters.table = "numbers"
[parameter.reach]
value = 0.5
[template.ask]
arguments = ["priority"]
[template.ask.step."{name}"]
seize = "desk"
time = "gamma 4 min cv 0.5"
priority = "{priority}"
[template.line]
arguments = ["rate"]
[template.line.stream."to_{name}"]
rate = "{rate}"
enters = "visit"
[line.one]
rate = "3 per hour"
[pathway.visit.step]
first = {template = "ask", arguments = {priority = 1}}
second = {template = "ask", arguments = {priority = 2}}
pause.delay = "uniform 1 min to 5 min"
out.exit = "done"
)";

class ModelFile {
 public:
  ModelFile() {
    write_bytes(folder_ / "model.toml", text);
    write_bytes(folder_ / "numbers.csv", "name,value,unit\nreach,0.4,share\nhaste,1.5,factor\n");
  }

  ScenarioFile load(const NameMap& replacements, Issues& issues) const {
    return load_scenario(folder_ / "model.toml", replacements, issues);
  }
  ScenarioFile with(const std::string& path, const std::string& value) const {
    Issues issues;
    ScenarioFile file = load({{path, {value, {"verify.toml", 3, 5}}}}, issues);
    issues.throw_if_any();
    return file;
  }
  std::string refusal(const std::string& path, const std::string& value) const {
    return message_of<InputError>([&] { with(path, value); });
  }

 private:
  ScratchFolder folder_;
};

}  // namespace

TEST_CASE("Values behind templates, laws in a line and rows of parameters can be replaced") {
  const ModelFile model;
  const auto step_of = [](const ScenarioFile& file, std::size_t step) -> const StepSpec& {
    return file.scenario.pathways[0].item.steps[step].item;
  };
  const auto parameter_of = [](const ScenarioFile& file, const std::string& name) {
    for (const auto& parameter : file.scenario.parameters) {
      if (parameter.name == name) return parameter.item.value.value;
    }
    return -1.0;
  };
  // An argument of one use, the template itself, and a step that it gave.
  CHECK(step_of(model.with("pathway.visit.step.first.arguments.priority", "5"), 0).priority.value == 5);
  CHECK(step_of(model.with("pathway.visit.step.first.priority", "5"), 0).priority.value == 5);
  CHECK(step_of(model.with("pathway.visit.step.first.priority", "5"), 1).priority.value == 2);
  const ScenarioFile slower = model.with("template.ask.step.{name}.time.mean", "6 min");
  CHECK(step_of(slower, 0).time.mean.value == 360'000);
  CHECK(step_of(slower, 1).time.mean.value == 360'000);
  CHECK(step_of(model.with("pathway.visit.step.second.time.cv", "0.75"), 1).time.cv.number.value == 0.75);
  CHECK(step_of(model.with("pathway.visit.step.pause.delay.high", "9 min"), 2).delay.high.value == 540'000);
  CHECK(model.with("line.one.rate", "4 per hour").scenario.streams[0].item.rate.value == Approx(4 / 3.6e6));
  CHECK(model.with("stream.to_one.rate", "4 per hour").scenario.streams[0].item.rate.value == Approx(4 / 3.6e6));
  CHECK(parameter_of(model.with("parameter.reach.value", "0.3"), "reach") == 0.3);
  CHECK(parameter_of(model.with("parameter.haste.value", "2"), "haste") == 2);
  CHECK(parameter_of(model.with("parameter.haste.value", "2"), "reach") == 0.5);
}

TEST_CASE("What cannot be replaced in what is written in short is told") {
  const ModelFile model;
  CHECK(model.refusal("parameter.hast.value", "1") ==
        "verify.toml:3:5: parameter.hast.value: is not in the model (only what is there can be replaced). did you mean "
        "\"haste\"?");
  CHECK(model.refusal("pathway.visit.step.pause.delay.mean", "1 min") ==
        "verify.toml:3:5: pathway.visit.step.pause.delay.mean: is not in the model (only what is there can be "
        "replaced).");
  CHECK(model.refusal("pathway.visit.step.second.priority", "high") ==
        "verify.toml:3:5: pathway.visit.step.second.priority: is the number 2 and cannot become the text \"high\".");
}

TEST_CASE("The text of a file is written out, and reading it gives the same") {
  Issues issues;
  const ScenarioFile file = ModelFile().load({}, issues);
  CHECK(issues.empty());
  const ConfigNode tree = parse_toml(file.resolved_text, "resolved", issues);
  CHECK(issues.empty());
  CHECK(tree.find("template") == nullptr);
  CHECK(tree.find("line") == nullptr);
  CHECK(tree.find("parameter")->find("haste") != nullptr);
  CHECK(tree.find("stream")->find("to_one") != nullptr);
}
