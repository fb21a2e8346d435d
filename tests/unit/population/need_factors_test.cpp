// Need factors against the gamma law and against a correlation known in closed form.
#include "engine/population/need_factors.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "engine/core/hash.h"
#include "engine/random/philox.h"
#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

struct Moments {
  double mean_a = 0, mean_b = 0, variance_a = 0, variance_b = 0, correlation = 0;
};

// Of needs 0 and 1 over n persons.
Moments moments_of(const NeedFactors& needs, std::uint32_t n) {
  double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const RandomBlock block = random_block({7, population_replication}, i, name_hash("test"), 0);
    std::array<double, person_needs> deviates{};
    const double x = needs.gamma(0, block[0], deviates.data());
    const double y = needs.gamma(1, block[1], deviates.data());
    a += x, b += y, aa += x * x, bb += y * y, ab += x * y;
  }
  a /= n, b /= n, aa = aa / n - a * a, bb = bb / n - b * b, ab = ab / n - a * b;
  return {a, b, aa, bb, ab / std::sqrt(aa * bb)};
}

}  // namespace

TEST_CASE("The table of a gamma over deviates is the inverse CDF and carries the variance 1 / shape") {
  for (const double shape : {0.05, 0.1, 0.5, 0.973, 1.15, 4.0, 30.0}) {
    const GammaOfDeviate table(shape);
    const DistributionSpec law = DistributionSpec::gamma(1, 1 / std::sqrt(shape));
    for (const double z : {-2.0, -0.7, 0.013, 0.5, 1.9, 3.3}) {
      CHECK(table.at(z) == Approx(law.quantile(0.5 * std::erfc(-z / std::sqrt(2.0)))).epsilon(2e-3).margin(1e-4));
    }
    CHECK(table.at(40) == table.at(7));
    double variance = 0;
    for (const double a : table.hermite()) variance += a * a;
    CHECK(variance == Approx(1 / shape).epsilon(2e-4));
    CHECK(table.hermite().back() * table.hermite().back() < 1e-6 * variance);
  }
}

TEST_CASE("Deviates of gamma variates with one shape: equal ones give 1, opposed exponentials 1 - pi^2 / 6") {
  CHECK(deviate_correlation(1, 1, 0) == Approx(0).margin(1e-9));
  CHECK(reachable_correlations(1, 1).high == Approx(1).epsilon(1e-9));
  // -log U and -log(1 - U) have covariance 1 - pi^2 / 6, the least that two exponentials can have.
  CHECK(reachable_correlations(1, 1).low == Approx(1 - std::numbers::pi * std::numbers::pi / 6).epsilon(1e-3));
  // Two exponentials out of normal deviates with correlation r have a correlation a little below r.
  CHECK(deviate_correlation(1, 1, 0.6) > 0.6);
  CHECK(deviate_correlation(1, 1, 0.6) < 0.7);
}

TEST_CASE("Two needs have mean 1, variance 1 / shape and the correlation asked for") {
  const AttributeTables no_attributes({});
  const std::uint32_t n = 400'000;
  // Six figures per case, each a mean of n terms; bounds of 5 standard errors have a false-alarm rate of 6e-7 each.
  // The terms' standard deviations: sqrt(1 / k) for the mean; sqrt((2 + 6 / k) / k^2) for the variance (kurtosis 3 + 6
  // / k); for the correlation 0.26 to 1.0 in 200 repeats of these cases with n = 4000 under other keys, so 1.1 is
  // taken.
  for (const auto& [first, second, correlation] :
       {std::array{0.973084, 1.15076, 0.6}, std::array{0.973084, 1.15076, 0.9}, std::array{2.0, 0.8, 0.3},
        std::array{1.0, 1.0, -0.4}}) {
    const NeedFactors needs({need("a", first), need("b", second, "a", correlation)}, {}, no_attributes);
    const Moments made = moments_of(needs, n);
    const double root = std::sqrt(static_cast<double>(n));
    const auto variance_error = [root](double k) { return 5 * std::sqrt((2 + 6 / k)) / k / root; };
    CHECK(std::abs(made.mean_a - 1) < 5 / std::sqrt(first) / root);
    CHECK(std::abs(made.mean_b - 1) < 5 / std::sqrt(second) / root);
    CHECK(std::abs(made.variance_a - 1 / first) < variance_error(first));
    CHECK(std::abs(made.variance_b - 1 / second) < variance_error(second));
    CHECK(std::abs(made.correlation - correlation) < 0.03);
    CHECK(std::abs(made.correlation - correlation) < 5 * 1.1 / root);
    // Twins: a shape 5 % off, and taking the correlation of the factors for that of the deviates.
    CHECK_FALSE(std::abs(made.variance_a - 1 / (1.05 * first)) < variance_error(first));
    CHECK_FALSE(std::abs(made.correlation - deviate_correlation(first, second, correlation)) < 5 * 1.1 / root);
  }
}

TEST_CASE("A correlation leaves the factor it refers to as it was") {
  const AttributeTables no_attributes({});
  const NeedFactors with({need("a", 0.97), need("b", 1.15, "a", 0.6)}, {}, no_attributes);
  const NeedFactors without({need("a", 0.97), need("b", 1.15)}, {}, no_attributes);
  for (std::uint32_t word = 0; word < 0xf0000000U; word += 0x01234567U) {
    std::array<double, person_needs> deviates{};
    CHECK(with.gamma(0, word, deviates.data()) == without.gamma(0, word, deviates.data()));
  }
}

TEST_CASE("Shape 0 gives everyone 1") {
  const AttributeTables no_attributes({});
  const NeedFactors needs({need("a", 0)}, {}, no_attributes);
  std::array<double, person_needs> deviates{};
  CHECK(needs.gamma(0, 0, deviates.data()) == 1);
  CHECK(needs.gamma(0, 0xffffffffU, deviates.data()) == 1);
}

TEST_CASE("An attribute multiplies the need by its ratio, with mean 1 in each age and sex") {
  const std::vector<AttributeRule> rules{prevalence("ill", {{0, 64, {}, 0.2}, {65, 120, Sex::female, 0.7}})};
  const AttributeTables attributes(rules);
  NeedRule rule = need("a", 1);
  rule.multiplied_by = "ill";
  rule.multiplier = 3;
  const NeedFactors needs({rule}, rules, attributes);
  const std::uint8_t ill = 1, well = 0;
  for (const int age : {30, 80}) {
    for (const Sex sex : {Sex::male, Sex::female}) {
      const double share = attributes.share(0, age, sex);
      const double of_ill = needs.multiplier(0, age, sex, &ill);
      const double of_well = needs.multiplier(0, age, sex, &well);
      CHECK(of_ill / of_well == Approx(3));
      CHECK(share * of_ill + (1 - share) * of_well == Approx(1));
    }
  }
}
