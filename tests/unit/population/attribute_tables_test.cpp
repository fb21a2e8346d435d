// Chances by age, sex and earlier attributes, against what defines them: margins and odds ratios.
#include "engine/population/attribute_tables.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

double odds(double p) { return p / (1 - p); }

}  // namespace

TEST_CASE("A 2x2 table has the margins and the odds ratio asked for") {
  for (const double a : {0.001, 0.05, 0.3, 0.5, 0.97}) {
    for (const double b : {0.002, 0.2, 0.5, 0.9}) {
      for (const double ratio : {0.01, 0.5, 0.999999, 1.0, 1.000001, 1.8, 3.0, 200.0}) {
        const double both = share_with_both(a, b, ratio);
        const double made = both * (1 - a - b + both) / ((a - both) * (b - both));
        CHECK(made == Approx(ratio).epsilon(1e-6));
      }
      CHECK(share_with_both(a, b, 1) == Approx(a * b).epsilon(1e-13));
    }
  }
  // By hand: 40 + 10 with A, 20 + 30 without: both 0.4, odds ratio (40 x 30) / (10 x 20) = 6.
  CHECK(share_with_both(0.5, 0.6, 6) == Approx(0.4).epsilon(1e-13));
  CHECK(share_with_both(0, 0.3, 5) == 0);
  // Exactly: 1 + 0.3 - 1 is above 0.3 in doubles.
  for (const double ratio : {0.01, 1.0, 5.0}) {
    CHECK(share_with_both(1, 0.3, ratio) == 0.3);
    CHECK(share_with_both(0.3, 1, ratio) == 0.3);
    CHECK(share_with_both(1, 1, ratio) == 1);
  }
}

TEST_CASE("Prevalence is looked up by whole years and sex, and is 0 where no row is") {
  const AttributeTables tables(
      {prevalence("a", {{12, 24, Sex::male, 0.1}, {12, 24, Sex::female, 0.2}, {25, 120, {}, 0.3}})});
  const std::uint8_t none = 0;
  CHECK(tables.chance(0, 11, Sex::male, &none) == 0);
  CHECK(tables.chance(0, 12, Sex::male, &none) == 0.1);
  CHECK(tables.chance(0, 24, Sex::female, &none) == 0.2);
  CHECK(tables.chance(0, 25, Sex::female, &none) == 0.3);
  CHECK(tables.chance(0, 104, Sex::male, &none) == 0.3);
}

TEST_CASE("Age bands are labelled by the last first age that is not above the age") {
  AttributeRule rule;
  rule.name = "age";
  rule.first_ages = {0, 5, 18};
  const AttributeTables tables({rule});
  CHECK(tables.band(0, 0) == 0);
  CHECK(tables.band(0, 4) == 0);
  CHECK(tables.band(0, 5) == 1);
  CHECK(tables.band(0, 17) == 1);
  CHECK(tables.band(0, 18) == 2);
  CHECK(tables.band(0, 104) == 2);
}

TEST_CASE("One link keeps the margin and gives its odds ratio in every age and sex") {
  const AttributeTables tables({prevalence("a", {{0, 49, {}, 0.2}, {50, 120, {}, 0.6}}),
                                prevalence("b", {{0, 120, Sex::male, 0.1}, {0, 120, Sex::female, 0.35}}, {{"a", 3}})});
  for (const int age : {10, 80}) {
    for (const Sex sex : {Sex::male, Sex::female}) {
      const std::array<std::uint8_t, 2> without{0, 0}, with{1, 0};
      const double a = tables.share(0, age, sex);
      const double p0 = tables.chance(1, age, sex, without.data());
      const double p1 = tables.chance(1, age, sex, with.data());
      CHECK(a * p1 + (1 - a) * p0 == Approx(tables.share(1, age, sex)).epsilon(1e-12));
      CHECK(odds(p1) / odds(p0) == Approx(3).epsilon(1e-12));
    }
  }
}

TEST_CASE("Several links keep the margin, the first odds ratio over all, the others among those who are alike") {
  // c hangs on a and b, which hang together themselves; d on all three.
  const AttributeTables tables({prevalence("a", {{0, 120, {}, 0.3}}), prevalence("b", {{0, 120, {}, 0.15}}, {{"a", 4}}),
                                prevalence("c", {{0, 120, {}, 0.25}}, {{"b", 2.5}, {"a", 1.7}}),
                                prevalence("d", {{0, 120, {}, 0.4}}, {{"c", 2}, {"a", 0.5}, {"b", 3}})});
  std::array<double, 16> joint{};  // bit i: attribute i
  for (std::size_t pattern = 0; pattern < 16; ++pattern) {
    std::array<std::uint8_t, 4> labels{};
    for (std::size_t i = 0; i < 4; ++i) labels[i] = (pattern >> i) & 1U;
    joint[pattern] = 1;
    for (std::size_t i = 0; i < 4; ++i) {
      const double p = tables.chance(i, 40, Sex::male, labels.data());
      joint[pattern] *= labels[i] != 0 ? p : 1 - p;
    }
  }
  const auto share = [&](unsigned mask, unsigned wanted) {
    double sum = 0;
    for (unsigned pattern = 0; pattern < 16; ++pattern) sum += (pattern & mask) == wanted ? joint[pattern] : 0;
    return sum;
  };
  CHECK(share(1, 1) == Approx(0.3).epsilon(1e-12));
  CHECK(share(2, 2) == Approx(0.15).epsilon(1e-12));
  CHECK(share(4, 4) == Approx(0.25).epsilon(1e-12));
  CHECK(share(8, 8) == Approx(0.4).epsilon(1e-12));
  const auto ratio = [&](unsigned x, unsigned y) {
    return share(x | y, x | y) * share(x | y, 0) / (share(x | y, x) * share(x | y, y));
  };
  CHECK(ratio(1, 2) == Approx(4).epsilon(1e-10));
  CHECK(ratio(2, 4) == Approx(2.5).epsilon(1e-10));
  CHECK(ratio(4, 8) == Approx(2).epsilon(1e-10));
  // c with and without a, among those without b; d with and without b, among those with c and without a.
  const auto alike = [&](unsigned x, unsigned y, unsigned mask, unsigned given) {
    const unsigned all = mask | x | y;
    return share(all, given | x | y) * share(all, given) / (share(all, given | x) * share(all, given | y));
  };
  CHECK(alike(1, 4, 2, 0) == Approx(1.7).epsilon(1e-10));
  CHECK(alike(2, 8, 5, 4) == Approx(3).epsilon(1e-10));
  CHECK(alike(1, 8, 6, 6) == Approx(0.5).epsilon(1e-10));
}

TEST_CASE("Shares of 0 and 1 stay what they are whatever they are linked to") {
  const AttributeTables tables({prevalence("never", {}), prevalence("always", {{0, 120, {}, 1}}),
                                prevalence("b", {{0, 120, {}, 0.3}}, {{"never", 3}}),
                                prevalence("c", {{0, 120, {}, 0.3}}, {{"always", 3}, {"never", 2}}),
                                prevalence("d", {{0, 120, {}, 1}}, {{"b", 9}, {"c", 2}})});
  const std::array<std::uint8_t, 5> labels{0, 1, 1, 0, 0};
  CHECK(tables.chance(2, 30, Sex::male, labels.data()) == Approx(0.3));
  CHECK(tables.chance(3, 30, Sex::male, labels.data()) == Approx(0.3));
  CHECK(tables.chance(4, 30, Sex::male, labels.data()) == 1);
}

TEST_CASE("Participation: chances of the attributes one has add up to at most 1, times share and age factor") {
  AttributeRule rule;
  rule.name = "programme";
  rule.kind = AttributeRule::Kind::participation;
  rule.basis = {{"a", 0.55, 0}, {"b", 0.6, 18}};
  rule.share = 0.8;
  rule.age_factors = {{0, 4, 0}, {75, 120, 0.5}};
  const AttributeTables tables({prevalence("a", {{0, 120, {}, 0.5}}), prevalence("b", {{0, 120, {}, 0.5}}), rule});
  const std::array<std::uint8_t, 3> neither{0, 0, 0}, a{1, 0, 0}, b{0, 1, 0}, both{1, 1, 0};
  CHECK(tables.chance(2, 40, Sex::male, neither.data()) == 0);
  CHECK(tables.chance(2, 40, Sex::male, a.data()) == Approx(0.44));
  CHECK(tables.chance(2, 40, Sex::male, b.data()) == Approx(0.48));
  CHECK(tables.chance(2, 40, Sex::male, both.data()) == Approx(0.8));
  CHECK(tables.chance(2, 17, Sex::male, b.data()) == 0);
  CHECK(tables.chance(2, 17, Sex::male, both.data()) == Approx(0.44));
  CHECK(tables.chance(2, 4, Sex::male, a.data()) == 0);
  CHECK(tables.chance(2, 80, Sex::female, both.data()) == Approx(0.4));
}

TEST_CASE("A score: points of labels add up, thresholds make labels, exceptions move them in their order") {
  AttributeRule band;
  band.name = "band";
  band.first_ages = {0, 18, 65};
  AttributeRule score;
  score.name = "score";
  score.kind = AttributeRule::Kind::score;
  score.points = {{"a", 1, 0.1}, {"b", 1, 0.2}, {"band", 2, 1}, {"band", 0, -1}};
  score.first_points = {0.3, 1.3};
  score.exceptions = {{{{"a", {1}}, {"band", {1, 2}}}, 1, 255}, {{{"b", {1}}}, 0, 1}};
  const AttributeTables tables({band, prevalence("a", {}), prevalence("b", {}), score});
  const auto label = [&](std::uint8_t of_band, std::uint8_t a, std::uint8_t b) {
    const std::array<std::uint8_t, 4> labels{of_band, a, b, 0};
    return int{tables.score(3, labels.data())};
  };
  CHECK(label(1, 0, 0) == 0);
  CHECK(label(1, 0, 1) == 0);
  CHECK(label(1, 1, 1) == 1);  // 0.1 + 0.2, which in doubles is not 0.3
  CHECK(label(0, 1, 1) == 0);  // minus 1
  CHECK(label(2, 0, 0) == 1);
  CHECK(label(1, 1, 0) == 1);  // the first exception
  CHECK(label(0, 1, 0) == 0);  // it is not of this band
  CHECK(label(2, 1, 1) == 1);  // 1.3 would be 2: the second exception
  CHECK(label(2, 1, 0) == 1);
}
