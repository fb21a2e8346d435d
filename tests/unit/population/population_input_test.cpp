// What makes the input of a population unusable: the whole message of each issue, all of them at once.
#include "engine/population/population_input.h"

#include <catch2/catch.hpp>
#include <string>

#include "engine/population/synthesis.h"
#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

std::string complaints(const PopulationInput& input) {
  try {
    make_population(input, 1);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("The shipped input is usable") { CHECK(complaints(small_input(10, 3)).empty()); }

TEST_CASE("Wijken need different numbers") {
  PopulationInput input = small_input(10, 3);
  input.wijken.push_back({"GM000101", "GM0002", "Other", {}});
  input.wijken.push_back({"Centrum", "GM0002", "Other", {}});
  CHECK(complaints(input) ==
        "wijk.GM000101: has the same number as WK000101 "
        "(the number in the code is what the random numbers of its people are addressed by).\n"
        "wijk.Centrum: has no number of at most 32 bits in its code "
        "(the number in the code is what the random numbers of its people are addressed by).");
}

TEST_CASE("The projection needs the years it is asked for") {
  PopulationInput input = small_input(10, 3);
  input.start_date = days_from_civil({2024, 1, 1});
  CHECK(complaints(input) ==
        "projection: has no year 2024 "
        "(counts are multiplied by the growth from the year of the counts to that of the population date).");
  input = small_input(10, 3);
  input.projection[0].persons[0][7] = 0;
  input.projection[0].persons[1][7] = 0;
  CHECK(complaints(input) == "projection.2021: needs persons in band 7 (the growth of a band is a ratio of them).");
}

TEST_CASE("Attributes: names, shares, overlaps and links, all in one go") {
  PopulationInput input = small_input(10, 3);
  AttributeRule age;
  age.name = "age";
  age.first_ages = {5, 18};
  AttributeRule programme;
  programme.name = "programme";
  programme.kind = AttributeRule::Kind::participation;
  programme.basis = {{"diabetis", 1, 0}};
  programme.where = {"m.toml", 9, 2};
  AttributeRule diabetes = prevalence("diabetes", {{0, 50, {}, 0.2}, {50, 60, Sex::male, 1.2}});
  diabetes.where = {"m.toml", 3, 1};
  input.attributes = {age, diabetes, prevalence("copd", {}, {{"later", 2}, {"diabetes", 0}}), programme,
                      prevalence("later", {})};
  CHECK(complaints(input) ==
        "attribute.age: first ages of the bands must ascend from 0 to at most 120 (everybody needs a band).\n"
        "attribute.copd.odds.later: \"later\" is no earlier attribute of kind prevalence.\n"
        "attribute.copd.odds.diabetes: an odds ratio must be above 0 and finite.\n"
        "m.toml:3:1: attribute.diabetes: a share must be between 0 and 1.\n"
        "m.toml:3:1: attribute.diabetes: ages 50-60 overlap with an earlier row of that sex.\n"
        "m.toml:9:2: attribute.programme.basis.diabetis: \"diabetis\" is no earlier attribute of kind prevalence or "
        "participation. did you mean \"diabetes\"?");
}

TEST_CASE("A score reads what is no later score") {
  PopulationInput input = small_input(10, 3);
  AttributeRule score;
  score.name = "first";
  score.kind = AttributeRule::Kind::score;
  score.points = {{"second", 1, 1}, {"later", 1, 1}};
  score.first_points = {2, 2};
  AttributeRule second = score;
  second.name = "second";
  second.points = {{"first", 1, 1}};
  second.first_points = {1};
  input.attributes = {score, second, prevalence("later", {})};
  CHECK(complaints(input) ==
        "attribute.first.points.second: \"second\" is no attribute that this score can read.\n"
        "attribute.first: points at which labels begin must rise (each label needs points of its own).");
}

TEST_CASE("Correlations that two gamma laws cannot have are refused with the range they can have") {
  PopulationInput input = small_input(10, 3);
  input.needs = {need("a", 1), need("b", 1, "a", -0.7)};
  CHECK(complaints(input) == "need.b.correlation: cannot be met (with these shapes it lies between -0.64 and 1.00).");
  input.needs = {need("a", 0), need("b", 1, "a", 0.5)};
  CHECK(complaints(input) == "need.b.correlation: cannot be met (a need with shape 0 is the same for everyone).");
  input.needs = {need("a", 1), need("b", 1, "see", 0.5)};
  CHECK(complaints(input) == "need.b.correlation: \"see\" is no earlier need.");
}

TEST_CASE("Scopes need sizes") {
  PopulationInput input = small_input(10, 3);
  ScopeRule catchment;
  catchment.name = "post";
  catchment.kind = ScopeRule::Kind::catchment;
  ScopeRule enrolment;
  enrolment.name = "practice";
  enrolment.own_wijk_weight = 0.5;
  input.scopes = {catchment, enrolment};
  CHECK(complaints(input) ==
        "scope.post: inhabitants per place must be above 0.\n"
        "scope.practice: the weight of one's own wijk must be at least 1.\n"
        "scope.practice: needs size classes with a share above 0.");
}
