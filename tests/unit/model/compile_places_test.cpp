// Sensors, numbers of places and rules as compiled.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string text = R"(
run = {start = 2024-01-01, horizon = "4 weeks"}
population = {wijken = "w", projection = "w", attributes = "w", regions = "w"}
scope.practice = {kind = "enrolment", size_table = "sizes"}
parameter.grows.value = 0.1
parameter.by_kind = {by = ["kind"], value = 1}
variable.kind.values = ["a", "b"]
pool.desk = {scope = "practice", servers = 2}
pool.post.servers = 1
sensor.at_desk = {pool = "desk", over = "13 weeks", start = 0.8}
sensor.at_post = {pool = "post", over = "1 day"}
global.all = {value = 3, scope = "region"}
global.maturity = {value = 0.2, scope = "practice"}
global.since = {unit = "time", time = "2 days", scope = "practice"}
rule.grow = {scope = "practice", every = "4 weeks", when = "at_desk < 1 and at_post < all", assign = {since = "now", maturity = "maturity + grows"}}
rule.all = {scope = "region", every = "3 days", assign = {all = "all * at_post"}}
)";

std::string with(const std::string& more) {
  return issues_of(text + more, {{"w", "wijk_code\nWK1\n"}, {"sizes", "size_class,share,patients\nall,1,10\n"}});
}

}  // namespace

TEST_CASE("Sensors fade by e for each `over`, and numbers and rules stand at their scopes") {
  const Model model = compiled(text, {{"w", "wijk_code\nWK1\n"}, {"sizes", "size_class,share,patients\nall,1,10\n"}});
  REQUIRE(model.sensors.size() == 2);
  CHECK(model.sensors[0].decay == Approx(std::exp(-1.0 / 13)).epsilon(1e-13));
  CHECK(model.sensors[1].decay == Approx(std::exp(-7.0)).epsilon(1e-13));
  CHECK(model.sensors[0].start == 0.8);
  CHECK(model.sensors[1].start == 0);
  CHECK(model.sensors[0].pool == 0);
  CHECK(model.sensors[1].pool == 1);
  CHECK(model.globals == std::vector<Model::Global>{{"all", 3, false}});
  CHECK(model.place_numbers ==
        std::vector<Model::PlaceNumber>{{"maturity", 0.2, false, 1}, {"since", 172'800'000.0, true, 1}});
  REQUIRE(model.place_rules.size() == 2);
  CHECK(model.place_rules[0].every_days == 28);
  CHECK(model.place_rules[0].scope == 1);
  CHECK(model.place_rules[0].assignments.size() == 2);
  CHECK(model.place_rules[0].assignments[0].number == NumberPlace{NumberPlace::place, 1});
  CHECK(model.place_rules[1].every_days == 3);
  CHECK(model.place_rules[1].scope == 0);
  CHECK(model.place_rules[1].when == none);
  CHECK(model.place_rules[1].assignments[0].number == NumberPlace{NumberPlace::model, 0});
}

TEST_CASE("A rule reads parameters that are one number, and levers for its places") {
  CHECK(with("").empty());
  CHECK(
      with("lever.m = {parameter = \"grows\", operation = \"set\", value = 1, where = {wijk = [\"WK1\"]}}\n").empty());
  CHECK(
      with("rule.k = {every = \"1 day\", assign = {all = \"by_kind\"}}\n") ==
      "model.toml:17:44: rule.k.assign.all: parameter \"by_kind\" differs by kind (it is read each time that the rule "
      "runs, for each place, where that is not known). a parameter of its own, without `by` and `lookup`?");
  CHECK(
      with("rule.k = {every = \"1 day\", assign = {all = \"grows\"}}\n"
           "lever.m = {parameter = \"grows\", operation = \"set\", value = 1, where = {wijk = [\"WK1\"]}}\n") ==
      "model.toml:18:80: lever.m.where.wijk: is not heard by rule.k.assign.all (parameter \"grows\" is read there each "
      "time that the rule runs, for each place). region: one of these serves a whole region?");
}

}  // namespace draagkracht::testing
