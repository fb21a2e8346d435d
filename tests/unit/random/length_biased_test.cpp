// Times met at a random moment, against the moments of the law that they are times of.
#include "engine/random/length_biased.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace draagkracht;

namespace {

using Law = DistributionSpec;

// Each kind of law that times may have; those that are moved and cut as well.
std::vector<std::pair<std::string, Law>> laws_of_times() {
  return {{"exponential", Law::exponential(12.5)},
          {"gamma", Law::gamma(60, 0.8)},
          {"gamma, wide", Law::gamma(10, 1.7)},
          {"lognormal", Law::lognormal(7.4, 1.2)},
          {"normal above 0", Law::normal(5, 4, 0.0)},
          {"uniform", Law::uniform(0, 7)},
          {"uniform_integer", Law::uniform_integer(1, 6)},
          {"triangular", Law::triangular(5, 8, 20)},
          {"weibull", Law::weibull(30, 0.8)},
          {"erlang", Law::erlang(4, 40)},
          {"beta", Law::beta(0, 20, 8, 6)},
          {"poisson", Law::poisson(2.5)},
          {"geometric", Law::geometric(3)},
          {"empirical", Law::empirical({0, 1, 10}, {0.5, 0.3, 0.2})},
          {"mixture", Law::mixture({0.3, 0.7}, {Law::exponential(2), Law::gamma(9, 0.5)})},
          {"half at once", Law::mixture({0.5, 0.5}, {Law::deterministic(0), Law::exponential(2)})},
          {"moved", Law::exponential(3).shifted(2)},
          {"cut", Law::lognormal(7.4, 1.7).truncated(2, 50)}};
}

constexpr std::uint32_t draws = 200'000;

// Standard errors between the mean of draws and a value.
template <class Draw>
double score(double exact, Draw draw) {
  double sum = 0, squares = 0;
  for (std::uint32_t n = 0; n < draws; ++n) {
    const double x = draw(n);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / draws, variance = squares / draws - mean * mean;
  return (mean - exact) / std::sqrt(variance / draws);
}

double met(const LengthBiased& law, std::uint32_t n) {
  return law.sample([n](std::uint32_t attempt) { return random_block({1, 2}, n, 3, attempt); });
}

}  // namespace

// Five standard errors: 1 in 90,000 that any of these 18 fails after a change of the random numbers. The twin takes
// times as often as they arise.
TEST_CASE("What is left of a time that somebody meets is m2 / (2 m1) on average, whatever the law") {
  for (const auto& [name, law] : laws_of_times()) {
    INFO(name);
    const QuantileTable table(law, 0, 0, 1e15);  // never below 0, as times are kept
    const LengthBiased biased(table);
    const double rest = (law.variance() + law.mean() * law.mean()) / (2 * law.mean());
    const auto part = [](std::uint32_t n) { return uniform(random_block({1, 2}, n, 4, 0)[0]); };
    CHECK(std::abs(score(rest, [&](std::uint32_t n) { return part(n) * met(biased, n); })) < 5);
    const auto plain = [&](std::uint32_t n) { return part(n) * table.sample(random_block({1, 2}, n, 3, 0)[1]); };
    CHECK(std::abs(score(rest, plain)) > 5);
  }
}

TEST_CASE("A time that is always the same is met as it is, and one of 0 never") {
  const QuantileTable always(Law::deterministic(7));
  const LengthBiased fixed(always);
  const QuantileTable table(Law::empirical({0, 1, 10}, {0.5, 0.3, 0.2}));
  const LengthBiased biased(table);
  std::uint32_t ones = 0;
  for (std::uint32_t n = 0; n < draws; ++n) {
    REQUIRE(met(fixed, n) == 7);
    const double time = met(biased, n);
    REQUIRE((time == 1 || time == 10));
    ones += time == 1 ? 1U : 0U;
  }
  // 0.3 of 2.3 parts of the time are spent in times of 1. Five standard errors: 6 false alarms in 10 million.
  const double share = 0.3 / 2.3, sd = std::sqrt(share * (1 - share) * draws);
  CHECK(std::abs(ones - share * draws) < 5 * sd);
}

TEST_CASE("A law that is rounded is met at its rounded times") {
  const QuantileTable table(Law::uniform(0, 10), 5);  // 0, 5 and 10 in 1, 2 and 1 of 4
  const LengthBiased biased(table);
  std::uint32_t fives = 0;
  for (std::uint32_t n = 0; n < draws; ++n) {
    const double time = met(biased, n);
    REQUIRE((time == 5 || time == 10));
    fives += time == 5 ? 1U : 0U;
  }
  CHECK(std::abs(fives - 0.5 * draws) < 5 * std::sqrt(0.25 * draws));
}

TEST_CASE("Times of 0 alone are met by nobody") {
  const QuantileTable table(Law::deterministic(0));
  CHECK_THROWS_AS(LengthBiased(table), LogicFault);
}
