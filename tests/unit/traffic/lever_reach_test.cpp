// What a lever touches that is read by a rule on a clock.
#include "engine/traffic/lever_reach.h"

#include <catch2/catch.hpp>

#include "engine/simulation/region_builder.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {

TEST_CASE("A lever that a rule reads touches a region just if it holds at a place of the rule") {
  const auto idle = [](const std::string& scope, const std::string& where) {
    const Model model = compiled(R"(
run = {start = 2024-01-01, horizon = "4 weeks"}
population = {wijken = "w", projection = "w", attributes = "w", regions = "w"}
scope.practice = {kind = "enrolment", size_table = "sizes"}
parameter.grows.value = 0.1
lever.more = {parameter = "grows", operation = "set", value = 0.2)" +
                                     where + R"(}
global.maturity = {)" + scope + R"(}
[rule.grow]
every = "1 week"
assign = {maturity = "maturity + grows"}
)" + scope,
                                 {{"w", "wijk_code\nWK1\nWK2\n"}, {"sizes", "size_class,share,patients\nall,1,10\n"}});
    Population population;
    population.region = "VR1";
    population.wijken.push_back({"WK1", "Made up", 0, 0, "GM1"});
    population.wijken.push_back({"WK2", "Made up", 0, 0, "GM1"});
    population.places = {{Place{"region", 0, 0, 0, 0}}, {Place{"one", 0, 0, 0, 0}, Place{"other", 0, 0, 0, 0}}};
    const Region region = build_region(model, &population);
    const std::vector<LeverReach> reaches = lever_reaches(model, region, nullptr);
    REQUIRE(reaches.size() == 1);
    CHECK(reaches[0].readers == std::vector<std::string>{"rule.grow.assign.maturity"});
    CHECK(reaches[0].pools.empty());
    return reaches[0].nothing;
  };
  const std::string practice = "scope = \"practice\"";
  CHECK(!idle(practice, ""));
  CHECK(!idle("", ""));
  CHECK(!idle(practice, ", where = {wijk = [\"WK1\"]}"));
  CHECK(idle(practice, ", where = {wijk = [\"WK2\"]}"));  // where no practice stands
}

}  // namespace draagkracht::testing
