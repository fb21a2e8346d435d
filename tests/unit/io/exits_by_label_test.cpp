// Tests engine/io/exits_by_label.cpp.
#include "engine/io/exits_by_label.h"

#include <catch2/catch.hpp>

#include "tests/unit/io/parsed_toml.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string expanded(const std::string& text) {
  ConfigNode root = parsed(text);
  Issues issues;
  write_out_exits(root, issues);
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

}  // namespace

TEST_CASE("An exit by label becomes a select and an exit per label, behind it") {
  CHECK(expanded(R"(
[variable]
kind.values = ["a", "b"]
[[pathway.p.step]]
name = "out"
exit = "to_{kind}_{{x}}"
counts = ["left"]
[[pathway.p.step]]
name = "last"
exit = "last"
)") == resolved_text(parsed(R"(
[variable]
kind.values = ["a", "b"]
[[pathway.p.step]]
name = "out"
select = "kind"
cases = {a = "out_a", b = "out_b"}
[[pathway.p.step]]
name = "out_a"
exit = "to_a_{x}"
counts = ["left"]
[[pathway.p.step]]
name = "out_b"
exit = "to_b_{x}"
counts = ["left"]
[[pathway.p.step]]
name = "last"
exit = "last"
)")));
}

TEST_CASE("Labels of attributes may be left out, and one label may stand alone") {
  const std::string text = expanded(R"(
[[attribute]]
name = "sex"
kind = "sex"
[[attribute]]
name = "smokes"
kind = "prevalence"
[[attribute]]
name = "age"
kind = "age_band"
labels = ["0-17", "18+"]
[[variable]]
name = "one"
values = "x"
[pathway.p.step]
s.exit = "{sex}"
k.exit = "{smokes}"
g.exit = "{age}"
v.exit = "{one}"
)");
  for (const char* exit : {"male", "female", "no", "yes", "0-17", "18+", "x"})
    CHECK(text.find("exit = \"" + std::string(exit) + '"') != std::string::npos);
}

TEST_CASE("What is wrong with an exit by label is told at the exit") {
  CHECK(refusal(R"(
variable.kind.values = ["a", "b"]
[pathway.p.step]
one.exit = "{knd}"
two.exit = "{kind}{kind}"
open.exit = "{kind"
empty.exit = "x{}"
there.exit = "{kind}"
there_b.exit = "b"
)") == "t.toml:4:12: pathway.p.step.one.exit: unknown variable or attribute \"knd\". did you mean \"kind\"?\n"
       "t.toml:5:12: pathway.p.step.two.exit: has several gaps (one variable or attribute tells the outcome).\n"
       "t.toml:6:13: pathway.p.step.open.exit: has a brace that is not closed (`{{` stands for a brace).\n"
       "t.toml:7:14: pathway.p.step.empty.exit: has an empty gap (it names a variable or an attribute).\n"
       "t.toml:8:14: pathway.p.step.there.exit: makes the step \"there_b\", which is there.");
}
