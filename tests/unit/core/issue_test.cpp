#include "engine/core/issue.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace draagkracht;

TEST_CASE("A message has place, key, problem, reason and suggestion, and leaves out what is empty") {
  const Location where{"care.toml", 12, 7};
  CHECK(Issue{where, "pool.huisarts", "unknown key", "not in the model", "did you mean \"servers\""}.message() ==
        "care.toml:12:7: pool.huisarts: unknown key (not in the model). did you mean \"servers\"?");
  CHECK(Issue{where, "", "is empty", "", ""}.message() == "care.toml:12:7: is empty.");
  CHECK(Issue{{"care.toml", 0, 0}, "run", "is missing", "", ""}.message() == "care.toml: run: is missing.");
  CHECK(Issue{{}, "", "is missing", "needed", ""}.message() == "is missing (needed).");
}

TEST_CASE("Issues are thrown together, in order of file, line and column") {
  Issues issues;
  CHECK(issues.empty());
  CHECK_NOTHROW(issues.throw_if_any());
  issues.add({"b.toml", 1, 1}, "", "fourth");
  issues.add({"a.toml", 10, 1}, "", "third");
  issues.add({"a.toml", 2, 9}, "", "second");
  issues.add({"a.toml", 2, 3}, "", "first");
  issues.add({"b.toml", 1, 1}, "", "fifth, as it was added later");
  CHECK(issues.size() == 5);
  try {
    issues.throw_if_any();
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) ==
          "a.toml:2:3: first.\na.toml:2:9: second.\na.toml:10:1: third.\nb.toml:1:1: fourth.\n"
          "b.toml:1:1: fifth, as it was added later.");
    CHECK(error.issues().size() == 5);
  }
}

TEST_CASE("The nearest name is suggested, and none if all are far") {
  const std::vector<std::string> names = {"huisarts", "doktersassistent", "poh_s", "poh_ggz", "a"};
  CHECK(did_you_mean("huisart", names) == "did you mean \"huisarts\"");
  CHECK(did_you_mean("hiusarts", names) == "did you mean \"huisarts\"");  // neighbours swapped
  CHECK(did_you_mean("dokterassistente", names) == "did you mean \"doktersassistent\"");
  CHECK(did_you_mean("poh_s", names) == "did you mean \"poh_s\"");
  CHECK(did_you_mean("wijkverpleging", names).empty());
  CHECK(did_you_mean("b", names) == "did you mean \"a\"");
  CHECK(did_you_mean("", std::vector<std::string>{}).empty());
}
TEST_CASE("Of very many issues the first are told and the others counted") {
  Issues issues;
  for (int i = 0; i < 1500; ++i) issues.add({"f.toml", static_cast<std::uint32_t>(i + 1), 1}, "key", "is wrong");
  CHECK(issues.size() == 1500);
  CHECK(issues.all().size() == 1000);
  try {
    issues.throw_if_any();
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    const std::string text = error.what();
    CHECK(std::count(text.begin(), text.end(), '\n') == 100);
    CHECK(text.ends_with("f.toml:100:1: key: is wrong.\nand 1400 more"));
  }
}

TEST_CASE("What was written is shown safely and not at length") {
  CHECK(Issue{{"f\n.toml", 1, 2}, "a\x1b[2J", "is wrong", {}, {}}.message() ==
        "f\\u{000A}.toml:1:2: a\\u{001B}[2J: is wrong.");
  CHECK(quoted(std::string(500, 'x')) == '"' + std::string(200, 'x') + "...\"");
  const std::string longer(101, 'a');
  CHECK(did_you_mean(longer, std::vector<std::string>{longer + "b"}).empty());
  CHECK(did_you_mean(longer.substr(1), std::vector<std::string>{longer}) == "did you mean \"" + longer + '"');
}
