// Distributions and their tables against exact moments, published quantiles and goodness-of-fit tests.
#include "engine/random/distribution.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/random/philox.h"

using namespace draagkracht;

namespace {

struct Named {
  std::string name;
  DistributionSpec spec;
};

// Continuous laws without jumps.
std::vector<Named> continuous_laws() {
  return {
      {"exponential", DistributionSpec::exponential(12.5)},
      {"gamma cv 1.7", DistributionSpec::gamma(10, 1.7)},
      {"gamma cv 0.3", DistributionSpec::gamma(10, 0.3)},
      {"lognormal cv 1.7", DistributionSpec::lognormal(7.4, 1.7)},
      {"lognormal cv 0.2", DistributionSpec::lognormal(600000, 0.2)},
      {"lognormal of 28 days in ms", DistributionSpec::lognormal(28 * 86.4e6, 27.0 / 28)},
      {"normal", DistributionSpec::normal(10, 2)},
      {"normal above 0", DistributionSpec::normal(5, 4, 0.0)},
      {"normal in its tail", DistributionSpec::normal(0, 1, 3.0, 5.0)},
      {"weibull 1.5", DistributionSpec::weibull(30, 1.5)},
      {"weibull 0.7", DistributionSpec::weibull_of_scale(30, 0.7)},
      {"triangular", DistributionSpec::triangular(5, 8, 20)},
      {"triangular, mode low", DistributionSpec::triangular(5, 5, 20)},
      {"triangular, mode high", DistributionSpec::triangular(5, 20, 20)},
      {"uniform", DistributionSpec::uniform(3, 5)},
      {"erlang", DistributionSpec::erlang(4, 40)},
      {"beta", DistributionSpec::beta(2, 30, 11, 5)},
      {"beta, U-shaped", DistributionSpec::beta(0, 20, 8, 6)},
      {"beta near its low end", DistributionSpec::beta(1, 100, 2, 1)},
      {"exponential from 2", DistributionSpec::exponential(3).shifted(2)},
      {"gamma to 20", DistributionSpec::gamma(10, 1.7).truncated({}, 20)},
      {"lognormal between", DistributionSpec::lognormal(7.4, 1.7).truncated(2, 50)},
      {"lognormal in its tail", DistributionSpec::lognormal(7.4, 1.7).truncated(100, {})},
      {"weibull moved, then between", DistributionSpec::weibull(30, 1.5).shifted(5).truncated(10, 60)},
      {"erlang from 30", DistributionSpec::erlang(4, 40).truncated(30, {})},
      {"triangular around its mode", DistributionSpec::triangular(5, 8, 20).truncated(6, 15)},
      {"beta between", DistributionSpec::beta(2, 30, 11, 5).truncated(4, 12)},
      {"normal moved, above 3", DistributionSpec::normal(5, 4, 3.0).shifted(1)},
      {"two phases, between", DistributionSpec::mixture({0.3, 0.7}, {DistributionSpec::exponential(2).shifted(1),
                                                                     DistributionSpec::gamma(9, 0.5).truncated(3, {})})
                                  .truncated(2, 20)},
      {"two phases",
       DistributionSpec::mixture({0.3, 0.7}, {DistributionSpec::exponential(2), DistributionSpec::gamma(9, 0.5)})},
  };
}

// Mean and variance over all 2^32 words, from the two ends of each linear piece. A piece never crosses a boundary of
// the octaves' sixteenths of the tail count, so those are the only places to ask.
struct Moments {
  double mean = 0, variance = 0;
};

template <class Visit>
void for_each_piece(Visit visit) {
  for (const bool upper : {false, true}) {
    for (std::uint64_t octave = 1; octave < (1ULL << 31); octave *= 2) {
      const std::uint64_t step = std::max<std::uint64_t>(1, octave / 16);
      for (std::uint64_t first = octave; first < 2 * octave; first += step) {
        const auto a = static_cast<std::uint32_t>(first);
        const auto b = static_cast<std::uint32_t>(first + step - 1);
        if (upper) {
          visit(~b, ~a);
        } else {
          visit(a, b);
        }
      }
    }
    const std::uint32_t end = upper ? 0xffffffffU : 0U;
    visit(end, end);
  }
}

Moments moments_of(const QuantileTable& table, double centre) {
  Moments moments;
  double square = 0;
  for_each_piece([&](std::uint32_t first, std::uint32_t last) {
    const double n = static_cast<double>(last - first) + 1;
    const double a = table.sample(first) - centre;
    const double b = table.sample(last) - centre;
    const double middle = 0.5 * (a + b);
    const double spread = n > 1 ? (b - a) * (b - a) / 12 * (n + 1) / (n - 1) : 0;  // n equal steps from a to b
    moments.mean += n * 0x1p-32 * middle;
    square += n * 0x1p-32 * (middle * middle + spread);
  });
  moments.variance = square - moments.mean * moments.mean;
  moments.mean += centre;
  return moments;
}

// Kolmogorov-Smirnov: sqrt(n) * sup |F_n - F| of n sampled words.
double kolmogorov_smirnov(const QuantileTable& table, const DistributionSpec& law, std::uint32_t n) {
  std::vector<double> values(n);
  for (std::uint32_t i = 0; i < n; ++i) values[i] = table.sample(random_block({7, 1}, i, 99, 0)[service_lane]);
  std::sort(values.begin(), values.end());
  double worst = 0;
  for (std::uint32_t i = 0; i < n; i += 10) {  // the CDF at every tenth point: a lower bound that costs a tenth
    const double share = law.cdf(values[i]);
    worst = std::max({worst, std::abs(share - double(i) / n), std::abs(share - double(i + 1) / n)});
  }
  return worst * std::sqrt(double(n));
}

TEST_CASE("At the ends of what is accepted a table is finite, rises and keeps the mean") {
  using Spec = DistributionSpec;
  std::vector<Spec> laws = {Spec::gamma(6, 0.001),
                            Spec::gamma(6, 100),
                            Spec::lognormal(6, 0.001),
                            Spec::lognormal(6, 100),
                            Spec::erlang(1'000'000, 6),
                            Spec::weibull(6, 0.1),
                            Spec::weibull(6, 1e17),
                            Spec::normal(6, 1e-100),
                            Spec::uniform(6, std::nextafter(6.0, 7.0)),
                            Spec::triangular(6, 6, std::nextafter(6.0, 7.0)),
                            Spec::beta(0, 12, 6, 0.006001),
                            Spec::beta(0, 12, 6, 5.94),
                            Spec::beta(0, 1, 1e-6, 2e-6),
                            Spec::beta(0, 1, 1 - 1e-6, 2e-6),
                            Spec::poisson(3).truncated(13, {}),
                            Spec::gamma(6, 100).truncated(0.001, 0.002),
                            Spec::lognormal(6, 1).truncated({}, 0.11),
                            Spec::normal(6, 1).truncated(10, {}),
                            Spec::exponential(1).truncated(13.7, {}),
                            Spec::erlang(1'000'000, 6).truncated(6, 6.001),
                            Spec::exponential(6).shifted(1e9),
                            Spec::mixture({1, 1}, {Spec::gamma(6, 0.001), Spec::lognormal(12, 100)}),
                            Spec::mixture({1e-300, 1}, {Spec::deterministic(6), Spec::erlang(1'000'000, 6)})};
  for (const double size : {1e-100, 1e100}) {
    for (const Spec& law : {Spec::exponential(size), Spec::gamma(size, 100), Spec::lognormal(size, 100),
                            Spec::weibull(size, 0.1), Spec::weibull_of_scale(size, 0.1), Spec::erlang(3, size),
                            Spec::normal(size, size, 0.0), Spec::uniform(0, size), Spec::triangular(0, size / 3, size)})
      laws.push_back(law);
  }
  for (std::size_t i = 0; i < laws.size(); ++i) {
    CAPTURE(i);
    REQUIRE(laws[i].problem() == "");
    const QuantileTable table(laws[i]);
    const bool narrow = laws[i].lower || laws[i].upper;  // a difference of two shares, which costs digits
    CHECK(table.mean() == Approx(laws[i].mean()).epsilon(narrow ? 1e-7 : 1e-9));
    double before = table.sample(0);
    CHECK(std::isfinite(before));
    bool rises = true;
    for (std::uint32_t word = 0; word < 0xffff0000U; word += 0xffff) {
      rises = rises && table.sample(word) >= before;
      before = table.sample(word);
    }
    CHECK(rises);
    CHECK(table.sample(0xffffffffU) >= before);
    CHECK(std::isfinite(table.sample(0xffffffffU)));
  }
}

}  // namespace

TEST_CASE("moments of the laws equal published formulas", "[distribution]") {
  CHECK(DistributionSpec::gamma(10, 1.7).variance() == Approx(289.0));
  CHECK(DistributionSpec::lognormal(10, 0.5).variance() == Approx(25.0));
  CHECK(DistributionSpec::erlang(4, 40).variance() == Approx(400.0));
  CHECK(DistributionSpec::uniform(2, 8).variance() == Approx(3.0));
  CHECK(DistributionSpec::uniform_integer(1, 6).mean() == Approx(3.5));
  CHECK(DistributionSpec::uniform_integer(1, 6).variance() == Approx(35.0 / 12));
  CHECK(DistributionSpec::triangular(0, 0, 3).mean() == Approx(1.0));
  CHECK(DistributionSpec::triangular(0, 0, 3).variance() == Approx(0.5));
  // Rayleigh: Weibull of shape 2 and scale s: mean s sqrt(pi)/2, variance s^2 (1 - pi/4)
  const double pi = 3.14159265358979323846;
  CHECK(DistributionSpec::weibull_of_scale(2, 2).mean() == Approx(std::sqrt(pi)));
  CHECK(DistributionSpec::weibull_of_scale(2, 2).variance() == Approx(4 - pi));
  // Half-normal: mean sqrt(2/pi), variance 1 - 2/pi
  CHECK(DistributionSpec::normal(0, 1, 0.0).mean() == Approx(std::sqrt(2 / pi)));
  CHECK(DistributionSpec::normal(0, 1, 0.0).variance() == Approx(1 - 2 / pi));
  CHECK(DistributionSpec::empirical({1, 3}, {3, 1}).mean() == Approx(1.5));
  CHECK(DistributionSpec::empirical({1, 3}, {3, 1}).variance() == Approx(0.75));
  // Two exponentials of means 1 and 3, half each: mean 2, E[X^2] = (2 + 18) / 2 = 10, variance 6
  const auto hyper =
      DistributionSpec::mixture({1, 1}, {DistributionSpec::exponential(1), DistributionSpec::exponential(3)});
  CHECK(hyper.mean() == Approx(2.0));
  CHECK(hyper.variance() == Approx(6.0));
}

TEST_CASE("moments of shifted, truncated and counting laws equal published formulas", "[distribution]") {
  using Spec = DistributionSpec;
  // Johnson, Kotz, Balakrishnan 1994, 1995; Johnson, Kemp, Kotz 2005 (zero-truncated Poisson).
  const auto check = [](const Spec& law, double mean, double variance) {
    REQUIRE(law.problem() == "");
    CHECK(law.mean() == Approx(mean).epsilon(1e-10));
    CHECK(law.variance() == Approx(variance).epsilon(1e-7));
  };
  check(Spec::beta(0, 1, 0.4, 0.2), 0.4, 0.04);
  check(Spec::beta(10, 30, 18, 4), 18, 16);
  check(Spec::poisson(3.5), 3.5, 3.5);
  check(Spec::poisson(6, 2), 6, 12);                   // counts of mean 3, times 2
  check(Spec::geometric(1.5), 1.5, 1.5 * 2.5);         // failures: m (1 + m)
  check(Spec::geometric(2.5, 1), 2.5, 1.5 * 2.5);      // trials: m (m - 1)
  check(Spec::geometric(20, 0, 10), 20, 100 * 2 * 3);  // in tens
  check(Spec::exponential(3).shifted(2), 5, 9);
  check(Spec::gamma(10, 0.5).shifted(-4), 6, 25);
  // An exponential law has no memory; up to b, with q = e^(-b/m), the mean is m - b q / (1 - q) and the variance
  // m^2 - b^2 q / (1 - q)^2.
  check(Spec::exponential(3).truncated(7, {}), 10, 9);
  const double q = std::exp(-2.0);
  check(Spec::exponential(3).truncated({}, 6), 3 - 6 * q / (1 - q), 9 - 36 * q / (1 - q) / (1 - q));
  check(Spec::erlang(1, 3).truncated({}, 6), 3 - 6 * q / (1 - q), 9 - 36 * q / (1 - q) / (1 - q));
  check(Spec::weibull(3, 1).truncated({}, 6), 3 - 6 * q / (1 - q), 9 - 36 * q / (1 - q) / (1 - q));
  check(Spec::gamma(3, 1).truncated({}, 6), 3 - 6 * q / (1 - q), 9 - 36 * q / (1 - q) / (1 - q));
  check(Spec::mixture({1, 2}, {Spec::exponential(3), Spec::weibull(3, 1)}).truncated({}, 6), 3 - 6 * q / (1 - q),
        9 - 36 * q / (1 - q) / (1 - q));
  check(Spec::exponential(3).shifted(2).truncated({}, 8), 5 - 6 * q / (1 - q), 9 - 36 * q / (1 - q) / (1 - q));
  // Above its median e^mu a lognormal law has the mean 2 E[X] Phi(sigma) and the square 2 E[X^2] Phi(2 sigma).
  const double sigma = std::sqrt(std::log1p(0.8 * 0.8)), median = 10 / std::exp(0.5 * sigma * sigma);
  const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  const double above = 20 * phi(sigma);
  check(Spec::lognormal(10, 0.8).truncated(median, {}), above, 200 * 1.64 * phi(2 * sigma) - above * above);
  check(Spec::uniform(2, 12).truncated(4, 10), 7, 3);
  // The left half of a symmetrical triangle is a triangle with its mode at the end: (a + 2 b) / 3, (b - a)^2 / 18.
  check(Spec::triangular(0, 6, 12).truncated({}, 6), 4, 2);
  check(Spec::triangular(0, 6, 12).truncated(6, {}), 8, 2);
  check(Spec::normal(5, 2).shifted(1).truncated(3, 9), Spec::normal(6, 2, 3.0, 9.0).mean(),
        Spec::normal(6, 2, 3.0, 9.0).variance());
  // Beta(2, 1) has the density 2 y: up to 1/2 that of a triangle.
  check(Spec::beta(0, 1, 2.0 / 3, std::sqrt(1.0 / 18)).truncated({}, 0.5), 1.0 / 3, 0.25 / 18);
  const double lambda = 1.7, group = lambda / (1 - std::exp(-lambda));
  check(Spec::poisson(lambda).truncated(1, {}), group, group * (1 + lambda - group));
  check(Spec::geometric(1.5).truncated(4, {}), 5.5, 1.5 * 2.5);
  check(Spec::geometric(1.5).shifted(1), 2.5, 1.5 * 2.5);
  check(Spec::empirical({1, 2, 3, 9}, {1, 1, 1, 7}).truncated(2, 3), 2.5, 0.25);
  // The twin: not what is cut off at the bound instead of drawn again, of which the mean is m (1 - q).
  CHECK(Spec::exponential(3).truncated({}, 6).mean() != Approx(3 * (1 - q)).epsilon(0.01));
}

TEST_CASE("quantiles of shifted and truncated laws equal closed forms", "[distribution]") {
  using Spec = DistributionSpec;
  const double pi = 3.14159265358979323846;
  for (const double p : {1e-9, 1e-4, 0.1, 0.5, 0.77, 0.9999}) {
    INFO(p);
    // Arcsine: sin^2(pi p / 2). Beta(1, 3): 1 - (1 - p)^(1/3).
    const double sine = std::sin(0.5 * pi * p);
    CHECK(Spec::beta(3, 7, 5, std::sqrt(2.0)).quantile(p) == Approx(3 + 4 * sine * sine).epsilon(1e-9));
    CHECK(Spec::beta(0, 1, 0.25, std::sqrt(3.0 / 80)).quantile(p) ==
          Approx(-std::expm1(std::log1p(-p) / 3)).epsilon(1e-9));
    CHECK(Spec::exponential(3).shifted(2).quantile(p) == Approx(2 - 3 * std::log1p(-p)).epsilon(1e-12));
    const double kept = 1 - std::exp(-2.0);
    CHECK(Spec::exponential(3).truncated({}, 6).quantile(p) == Approx(-3 * std::log1p(-p * kept)).epsilon(1e-9));
    CHECK(Spec::exponential(3).truncated(30, {}).quantile(p) == Approx(30 - 3 * std::log1p(-p)).epsilon(1e-9));
    CHECK(Spec::normal(5, 2).truncated(3, 9).quantile(p) == Spec::normal(5, 2, 3.0, 9.0).quantile(p));
  }
}

TEST_CASE("counts have the shares of their law, to a word", "[distribution]") {
  using Spec = DistributionSpec;
  // Share of the count k. A table agrees if the words of each count end where the sum of shares says, to a word or two.
  const auto words_off = [](const QuantileTable& table, double first, double step, auto share) {
    double off = 0, below = 0;
    for (int k = 0; below < 1 - 1e-7; ++k) {
      below += share(k);
      const auto last = static_cast<std::int64_t>(below * 0x1p32);
      std::int64_t low = 0, high = 0x100000000;  // the first word beyond this count
      while (low < high) {
        const std::int64_t middle = (low + high) / 2;
        (table.sample(static_cast<std::uint32_t>(middle)) > first + step * (k + 0.5) ? high : low) = middle;
        if (high - low == 1) break;
      }
      off = std::max(off, std::abs(static_cast<double>(high - last)));
    }
    return off;
  };
  const auto poisson = [](double mean) {
    return [mean](int k) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)); };
  };
  const auto geometric = [](double mean) {
    return [mean](int k) { return std::pow(mean / (1 + mean), k) / (1 + mean); };
  };
  CHECK(words_off(QuantileTable(Spec::poisson(3.5)), 0, 1, poisson(3.5)) < 3);
  CHECK(words_off(QuantileTable(Spec::poisson(0.01)), 0, 1, poisson(0.01)) < 3);
  CHECK(words_off(QuantileTable(Spec::poisson(800, 2)), 0, 2, poisson(400)) < 200);  // lgamma has 13 digits there
  CHECK(words_off(QuantileTable(Spec::geometric(1.5)), 0, 1, geometric(1.5)) < 3);
  CHECK(words_off(QuantileTable(Spec::geometric(2.5, 1)), 1, 1, geometric(1.5)) < 3);
  CHECK(words_off(QuantileTable(Spec::geometric(1.5).truncated(4, {})), 4, 1, geometric(1.5)) < 3);
  CHECK(words_off(QuantileTable(Spec::geometric(60'000, 20'000, 20'000)), 20'000, 20'000, geometric(2)) < 3);
  CHECK(words_off(QuantileTable(Spec::poisson(3.5)), 0, 1, poisson(3.605)) > 1e6);  // twins: the mean 3 % off
  CHECK(words_off(QuantileTable(Spec::geometric(1.5)), 0, 1, geometric(1.545)) > 1e6);
  CHECK(QuantileTable(Spec::poisson(3.5)).mean() == Approx(3.5).epsilon(1e-8));
  CHECK(QuantileTable(Spec::geometric(2.5, 1)).mean() == Approx(2.5).epsilon(1e-8));
  CHECK(QuantileTable(Spec::geometric(10'000)).mean() == Approx(10'000).epsilon(1e-7));
  CHECK(QuantileTable(Spec::poisson(10'000)).mean() == Approx(10'000).epsilon(1e-7));
  for (const Spec& rare : {Spec::poisson(1e-6), Spec::geometric(1e-6)})  // to the share of a word
    CHECK(std::abs(QuantileTable(rare).mean() - 1e-6) < 0x1p-31);
  CHECK(QuantileTable(Spec::uniform_integer(1, 6).shifted(10)).sample(0xffffffffU) == 16);
  CHECK(QuantileTable(Spec::deterministic(4).shifted(10)).sample(7) == 14);
  CHECK(QuantileTable(Spec::deterministic(4).shifted(10)).mean() == 14);
}

TEST_CASE("quantiles equal published values", "[distribution]") {
  // Standard normal 0.975: 1.959963985; chi-square with 10 degrees 0.95: 18.307038 (gamma of shape 5, scale 2)
  CHECK(DistributionSpec::normal(0, 1).quantile(0.975) == Approx(1.959963985).epsilon(1e-9));
  CHECK(DistributionSpec::normal(0, 1).quantile(0.025) == Approx(-1.959963985).epsilon(1e-9));
  CHECK(DistributionSpec::gamma(10, 1 / std::sqrt(5.0)).quantile(0.95) == Approx(18.307038).epsilon(1e-7));
  CHECK(DistributionSpec::exponential(1).quantile(0.5) == Approx(std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("quantile and cdf are inverse for every continuous law", "[distribution]") {
  for (const Named& law : continuous_laws()) {
    INFO(law.name);
    for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.8, 0.99, 1 - 1e-6})
      CHECK(law.spec.cdf(law.spec.quantile(p)) == Approx(p).epsilon(1e-9));
  }
}

TEST_CASE("impossible parameters are named", "[distribution]") {
  using Spec = DistributionSpec;
  CHECK(Spec::exponential(0).problem() == "mean must be given and above 0");
  CHECK(Spec::gamma(1, -1).problem() == "cv must be given and above 0");
  CHECK(Spec::gamma(1, 1000).problem() == "cv must be at most 100");
  for (const Spec& narrow : {Spec::gamma(1, 1e-9), Spec::gamma(1, 0.0009), Spec::lognormal(1, 1e-300)})
    CHECK(narrow.problem() == "cv must be at least 0.001: what varies less is deterministic");
  CHECK(Spec::erlang(2'000'000'000, 1).problem() == "stages (shape) must be at most 1000000: more are deterministic");
  CHECK(Spec::exponential(1e-310).problem() == "mean must lie between 1e-100 and 1e100");
  CHECK(Spec::weibull_of_scale(1e300, 0.1).problem() == "scale must lie between 1e-100 and 1e100");
  CHECK(Spec::normal(0, 1e308).problem() == "sd must lie between 1e-100 and 1e100");
  CHECK(Spec::triangular(0, 1e299, 1e300).problem() == "high must lie between -1e100 and 1e100");
  CHECK(Spec::uniform(0, 1e-310).problem() == "high must be at least 1e-100 above low");
  CHECK(Spec::empirical({1, -1e200}).problem() == "values must lie between -1e100 and 1e100");
  CHECK(Spec::empirical({1, 2}, {1e308, 1e308}).problem() == "the sum of the weights must be finite");
  CHECK(Spec::mixture({1}, {Spec::gamma(1, 1e-9)}).problem() ==
        "component 1: cv must be at least 0.001: what varies less is deterministic");
  CHECK(Spec{}.problem() == "value must be given and finite");
  CHECK(Spec::normal(0, 1, 2.0, 1.0).problem() == "lower must be below upper");
  CHECK(Spec::normal(0, 1, 10.0).problem() == "lower and upper leave nothing of the distribution");
  CHECK(Spec::uniform(2, 2).problem() == "low must be below high");
  CHECK(Spec::uniform_integer(2, 2).problem().empty());
  CHECK(Spec::uniform_integer(0, 1.5).problem() == "low and high must be whole numbers");
  CHECK(Spec::triangular(0, 4, 3).problem() == "mode must lie between low and high");
  CHECK(Spec::weibull(1, 0).problem() == "shape must be given and at least 0.1");
  CHECK(Spec::erlang(0, 1).problem() == "stages (shape) must be a whole number of at least 1");
  CHECK(Spec::empirical({}).problem() == "values must not be empty");
  CHECK(Spec::empirical({1, 2}, {1}).problem() == "weights must be as many as values");
  CHECK(Spec::empirical({1, 2}, {0, 0}).problem() == "weights must not all be 0");
  CHECK(Spec::mixture({1}, {Spec::exponential(-1)}).problem() == "component 1: mean must be given and above 0");
  CHECK(Spec::beta(0, 1, 1, 0.1).problem() == "mean must lie between low and high");
  CHECK(Spec::beta(1, 1, 1, 0.1).problem() == "low must be below high");
  CHECK(Spec::beta(0, 1, 0.5, 0.5).problem() == "sd must be below the root of (mean - low) * (high - mean)");
  CHECK(Spec::beta(0, 1, 0.5, 0.499).problem() == "sd is so large that nearly all lies at low and high");
  CHECK(Spec::beta(0, 1, 0.5, 0.0004).problem() ==
        "sd must be at least a thousandth of the root of (mean - low) * (high - mean)");
  CHECK(Spec::poisson(0).problem() == "mean must be given and above 0");
  CHECK(Spec::poisson(10'001).problem() == "mean must be at most 10000 steps (unit_step) above low");
  CHECK(Spec::poisson(1e-9).problem() == "mean must be at least a millionth of a step above low");
  CHECK(Spec::geometric(1, 1).problem() == "mean must be above low");
  CHECK(Spec::geometric(2, 0.5).problem() == "low must be a whole number");
  CHECK(Spec::geometric(2, 0.5, 2).problem() == "low must be a whole multiple of the step");
  CHECK(Spec::geometric(2, 0, 0).problem() == "step must be above 0");
  CHECK(Spec::exponential(1).shifted(1e200).problem() == "shift must lie between -1e100 and 1e100");
  CHECK(Spec::exponential(1).truncated(2, 2).problem() == "truncate_low must be below truncate_high");
  CHECK(Spec::poisson(1).truncated(2, 2).problem().empty());
  CHECK(Spec::poisson(1).truncated(2, 1).problem() == "truncate_low must not be above truncate_high");
  CHECK(Spec::exponential(1).truncated(2, 1e200).problem() == "truncate_high must lie between -1e100 and 1e100");
  const std::string too_little = "less than a millionth of it lies within truncate_low and truncate_high";
  CHECK(Spec::exponential(1).truncated(14, {}).problem() == too_little);
  CHECK(Spec::exponential(1).shifted(3).truncated({}, 2).problem() == too_little);
  CHECK(Spec::poisson(1).truncated(1.2, 1.8).problem() == too_little);
  CHECK(Spec::deterministic(1).truncated(0, {}).problem() == "it is not truncated: its own keys say what is left");
  CHECK(Spec::mixture({1}, {Spec::exponential(1).truncated(14, {})}).problem() == "component 1: " + too_little);
  CHECK_THROWS_AS(QuantileTable(Spec::exponential(-1)), LogicFault);
}

TEST_CASE("a table keeps mean, variance and quantiles", "[distribution]") {
  for (const Named& law : continuous_laws()) {
    INFO(law.name);
    const QuantileTable table(law.spec);
    const Moments moments = moments_of(table, law.spec.mean());
    CHECK(std::abs(moments.mean / law.spec.mean() - 1) < 1e-9);
    CHECK(std::abs(table.mean() / law.spec.mean() - 1) < 1e-9);
    CHECK(std::abs(moments.variance / law.spec.variance() - 1) < 5e-3);
    for (const double p : {0.001, 0.01, 0.5, 0.99, 0.999}) {
      const double value = table.sample(static_cast<std::uint32_t>(p * 0x1p32));
      CHECK(std::abs(value / law.spec.quantile(p) - 1) < 5e-3);
    }
  }
}

TEST_CASE("a table never decreases", "[distribution]") {
  std::vector<Named> laws = continuous_laws();
  laws.push_back({"dice", DistributionSpec::uniform_integer(1, 6)});
  laws.push_back({"fixed", DistributionSpec::deterministic(4)});
  laws.push_back({"values", DistributionSpec::empirical({3, 1, 2}, {1, 2, 3})});
  laws.push_back({"narrow", DistributionSpec::uniform(1e6, 1e6 + 1e-4)});
  laws.push_back({"extreme", DistributionSpec::gamma(10, 10)});
  laws.push_back({"jump", DistributionSpec::mixture(
                              {0.3, 0.7}, {DistributionSpec::deterministic(0), DistributionSpec::uniform(10, 20)})});
  for (const Named& law : laws) {
    INFO(law.name);
    const QuantileTable table(law.spec);
    std::vector<std::uint32_t> words;
    for_each_piece([&](std::uint32_t first, std::uint32_t last) {
      for (const std::uint32_t word : {first, first + (last - first) / 3, last}) words.push_back(word);
    });
    std::sort(words.begin(), words.end());
    std::uint32_t falls = 0;
    for (std::size_t i = 1; i < words.size(); ++i) falls += table.sample(words[i]) < table.sample(words[i - 1]);
    CHECK(falls == 0);
  }
}

TEST_CASE("sampled words follow the law; a parameter 3 % off is seen", "[distribution]") {
  // 10^6 fixed words. The criterion 1.95 has a false-alarm rate of 0.1 % for each law (Kolmogorov's distribution), 1 %
  // for all nine; the twin's law has its mean 3 % off, which must fail the same criterion.
  const std::uint32_t n = 1'000'000;
  using Spec = DistributionSpec;
  const std::vector<std::pair<Spec, Spec>> pairs = {
      {Spec::exponential(10), Spec::exponential(10.3)},
      {Spec::gamma(10, 1.7), Spec::gamma(10.3, 1.7)},
      {Spec::lognormal(10, 1.7), Spec::lognormal(10.3, 1.7)},
      {Spec::normal(5, 4, 0.0), Spec::normal(5.15, 4, 0.0)},
      {Spec::weibull(10, 1.5), Spec::weibull(10.3, 1.5)},
      {Spec::triangular(0, 5, 20), Spec::triangular(0, 5, 20.6)},
      {Spec::beta(0, 20, 8, 5), Spec::beta(0, 20, 8.24, 5)},
      {Spec::exponential(8).shifted(2), Spec::exponential(8.3).shifted(2)},
      {Spec::lognormal(10, 1.7).truncated(2, 30), Spec::lognormal(11, 1.7).truncated(2, 30)},
  };
  for (const auto& [law, twin] : pairs) {
    INFO("kind " << static_cast<int>(law.kind));
    const QuantileTable table(law);
    CHECK(kolmogorov_smirnov(table, law, n) < 1.95);
    CHECK(kolmogorov_smirnov(table, twin, n) > 1.95);
  }
}

TEST_CASE("fixed and finite distributions give their values only", "[distribution]") {
  const QuantileTable fixed(DistributionSpec::deterministic(42));
  CHECK(fixed.sample(0) == 42);
  CHECK(fixed.sample(0x80000000U) == 42);
  CHECK(fixed.sample(0xffffffffU) == 42);
  CHECK(fixed.mean() == 42);

  const QuantileTable dice(DistributionSpec::uniform_integer(1, 6));
  CHECK(dice.sample(0) == 1);
  CHECK(dice.sample(0x2aaaaaaaU) == 1);
  CHECK(dice.sample(0x2aaaaaabU) == 2);
  CHECK(dice.sample(0xffffffffU) == 6);

  const QuantileTable values(DistributionSpec::empirical({30, 10, 20}, {0.25, 0.5, 0.25}));
  CHECK(values.sample(0) == 10);
  CHECK(values.sample(0x7fffffffU) == 10);
  CHECK(values.sample(0x80000000U) == 20);
  CHECK(values.sample(0xbfffffffU) == 20);
  CHECK(values.sample(0xc0000000U) == 30);
  CHECK(values.mean() == Approx(17.5));
}

TEST_CASE("whole numbers in steps", "[distribution]") {
  // 3 to 8 days in minutes, in ms: 7201 values, each as often.
  const auto law = DistributionSpec::uniform_integer(4320 * 60'000.0, 11520 * 60'000.0, 60'000);
  CHECK(law.mean() == 7920 * 60'000.0);
  CHECK(law.variance() == Approx((7201.0 * 7201 - 1) / 12 * 3.6e9).epsilon(1e-12));
  const QuantileTable table(law);
  CHECK(table.sample(0) == 4320 * 60'000.0);
  CHECK(table.sample(0xffffffffU) == 11520 * 60'000.0);
  std::uint32_t between = 0;
  for (std::uint64_t word = 0; word < (1ULL << 32); word += 40009) {
    between += static_cast<std::int64_t>(table.sample(static_cast<std::uint32_t>(word))) % 60'000 != 0;
  }
  CHECK(between == 0);
  CHECK(law.cdf(4320 * 60'000.0) == Approx(1 / 7201.0));
  CHECK(DistributionSpec::uniform_integer(0, 10, 4).problem() == "low and high must be whole multiples of the step");
  CHECK(DistributionSpec::uniform_integer(0, 10, 0).problem() == "step must be above 0");
}

TEST_CASE("rounded values are multiples with the mean of the rounded law", "[distribution]") {
  // Of an exponential law with mean m: r / (2 sinh(r / 2m)). A cell is straight, hence the fourth digit.
  const QuantileTable exponential(DistributionSpec::exponential(5), 2);
  CHECK(exponential.mean() == Approx(2 / (2 * std::sinh(2 / 10.0))).epsilon(1e-4));
  CHECK(exponential.mean() != Approx(5).epsilon(1e-3));
  // Between 10 and 30: 10 and 30 with 1/40, the others with 1/20; variance 2 (100 / 40 + 285 / 20) = 33.5.
  const QuantileTable uniform(DistributionSpec::uniform(10, 30), 1);
  CHECK(uniform.mean() == Approx(20).epsilon(1e-9));
  double squares = 0, off = 0;
  const int n = 1 << 20;
  for (int i = 0; i < n; ++i) {
    const double value = uniform.sample((static_cast<std::uint32_t>(i) << 12) + 2048);
    squares += (value - 20) * (value - 20) / n;
    off += value != std::floor(value) || value < 10 || value > 30;
  }
  CHECK(off == 0);
  CHECK(squares == Approx(33.5).epsilon(1e-4));
  // The mean over evenly spread words, of all forms of table.
  const std::vector<std::pair<DistributionSpec, double>> laws = {
      {DistributionSpec::lognormal(7.4, 1.2), 1},
      {DistributionSpec::normal(-3, 4), 0.5},
      {DistributionSpec::deterministic(7.5), 1},
      {DistributionSpec::uniform_integer(0, 9), 4},
      {DistributionSpec::empirical({1, 2.5, 9}, {1, 2, 1}), 5},
      {DistributionSpec::mixture({0.3, 0.7}, {DistributionSpec::deterministic(0), DistributionSpec::uniform(10, 20)}),
       3}};
  for (const auto& [law, to] : laws) {
    INFO("kind " << static_cast<int>(law.kind));
    const QuantileTable table(law, to);
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += table.sample((static_cast<std::uint32_t>(i) << 12) + 2048) / n;
    CHECK(table.mean() == Approx(sum).epsilon(1e-4));
  }
  CHECK(QuantileTable(DistributionSpec::deterministic(7.5), 1).sample(0) == 8);  // halves go up
  CHECK(QuantileTable(DistributionSpec::uniform(0, 1), 1).checksum() !=
        QuantileTable(DistributionSpec::uniform(0, 1)).checksum());
  CHECK_THROWS_AS(QuantileTable(DistributionSpec::uniform(0, 1), -1), LogicFault);
}

TEST_CASE("what lies outside the bounds counts as the bound, and the mean is that of what is drawn", "[distribution]") {
  using Spec = DistributionSpec;
  // E[max(0, X)] = m Phi(m / s) + s phi(m / s) of a normal law; a cell is straight, hence the fourth digit.
  const auto cut_mean = [](double m, double s) {
    const double z = m / s, pi = 3.14159265358979323846;
    return m * 0.5 * std::erfc(-z / std::sqrt(2.0)) + s * std::exp(-0.5 * z * z) / std::sqrt(2 * pi);
  };
  for (const auto& [m, s] : {std::pair{1.0, 3.0}, {10.0, 3.0}, {-2.0, 4.0}}) {
    const QuantileTable table(Spec::normal(m, s), 0, 0, 1e15);
    CHECK(table.mean() == Approx(cut_mean(m, s)).epsilon(2e-4));
    CHECK(table.sample(0) == 0);
    CHECK(table.sample(0xf0000000U) == QuantileTable(Spec::normal(m, s)).sample(0xf0000000U));
  }
  const std::vector<std::pair<Spec, double>> laws = {
      {Spec::normal(1, 3), 0},
      {Spec::normal(1, 3), 2},
      {Spec::uniform(-10, 30), 0},
      {Spec::uniform_integer(-3, 9), 0},
      {Spec::empirical({-5, 2.5, 90}, {1, 2, 1}), 4},
      {Spec::mixture({0.3, 0.7}, {Spec::deterministic(-1), Spec::normal(3, 3)}), 0}};
  const int n = 1 << 20;
  for (const auto& [law, to] : laws) {
    INFO("kind " << static_cast<int>(law.kind) << " to " << to);
    const QuantileTable cut(law, to, 0, 20), whole(law, to);
    double sum = 0;
    int off = 0;
    for (int i = 0; i < n; ++i) {
      const std::uint32_t word = (static_cast<std::uint32_t>(i) << 12) + 2048;
      const double value = cut.sample(word);
      sum += value / n;
      off += value != std::clamp(whole.sample(word), 0.0, 20.0) && to == 0;
      off += value < 0 || value > 20;
    }
    CHECK(off == 0);
    CHECK(cut.mean() == Approx(sum).epsilon(1e-4));
    CHECK(cut.checksum() != whole.checksum());
  }
  // Nothing is cut of what lies inside: the same bits.
  CHECK(QuantileTable(Spec::gamma(10, 2), 0, 0, 1e15).checksum() == QuantileTable(Spec::gamma(10, 2)).checksum());
}

TEST_CASE("a jump inside a mixture stays a jump", "[distribution]") {
  // 30 % take no time, the others between 10 and 20: nothing lies between, but for the one word at the jump.
  const auto law =
      DistributionSpec::mixture({0.3, 0.7}, {DistributionSpec::deterministic(0), DistributionSpec::uniform(10, 20)});
  const QuantileTable table(law);
  const auto edge = static_cast<std::uint32_t>(0.3 * 0x1p32);
  CHECK(table.sample(0) == 0);
  for (const std::uint32_t distance : {1U, 2U, 1000U, 1000000U, 40000000U, 100000000U}) {
    CHECK(table.sample(edge - distance) == 0);
    // The law's own quantile, to the rise of one word.
    const double value = 10 + 10 * ((edge + distance + 0.5) * 0x1p-32 - 0.3) / 0.7;
    CHECK(std::abs(table.sample(edge + distance) - value) < 1e-8);
  }
  CHECK(table.mean() == Approx(10.5).epsilon(1e-12));
  // A jump above the median, and one at a cell's edge.
  const QuantileTable above(
      DistributionSpec::mixture({0.8, 0.2}, {DistributionSpec::uniform(0, 1), DistributionSpec::uniform(5, 6)}));
  const QuantileTable at_edge(
      DistributionSpec::mixture({0.75, 0.25}, {DistributionSpec::uniform(0, 1), DistributionSpec::uniform(5, 6)}));
  std::uint32_t between = 0;
  for (std::uint64_t word = 0; word < (1ULL << 32); word += 40009) {
    const double a = above.sample(static_cast<std::uint32_t>(word));
    const double b = at_edge.sample(static_cast<std::uint32_t>(word));
    between += (a > 1 && a < 5) + (b > 1 && b < 5);
  }
  CHECK(between == 0);
  CHECK(above.mean() == Approx(0.8 * 0.5 + 0.2 * 5.5).epsilon(1e-12));
  CHECK(at_edge.mean() == Approx(0.75 * 0.5 + 0.25 * 5.5).epsilon(1e-12));
}

TEST_CASE("the checksum tells tables apart and is that of the bits", "[distribution]") {
  const QuantileTable a(DistributionSpec::gamma(10, 1.7));
  const QuantileTable b(DistributionSpec::gamma(10, 1.7));
  const QuantileTable c(DistributionSpec::gamma(10, 1.7000001));
  CHECK(a.checksum() == b.checksum());
  CHECK(a.checksum() != c.checksum());
  CHECK(QuantileTable(DistributionSpec::uniform_integer(1, 6)).checksum() !=
        QuantileTable(DistributionSpec::uniform_integer(1, 7)).checksum());
}

TEST_CASE("choices keep their shares, and what is impossible never happens", "[choice]") {
  const ChoiceTable quarter(std::vector<double>{1, 1, 2});
  CHECK(quarter.pick(0) == 0);
  CHECK(quarter.pick(0x3fffffffU) == 0);
  CHECK(quarter.pick(0x40000000U) == 1);
  CHECK(quarter.pick(0x7fffffffU) == 1);
  CHECK(quarter.pick(0x80000000U) == 2);
  CHECK(quarter.pick(0xffffffffU) == 2);

  const std::vector<std::uint32_t> edges = {0, 1, 0x7fffffffU, 0x80000000U, 0xfffffffeU, 0xffffffffU};
  for (std::size_t n : {1, 2, 3, 16, 17, 40}) {
    for (std::size_t sure = 0; sure < n; ++sure) {
      std::vector<double> weights(n, 0.0);
      weights[sure] = 0.7;
      const ChoiceTable table(weights);
      for (const std::uint32_t word : edges) CHECK(table.pick(word) == sure);
    }
  }
  // A choice of probability 0 at either end and in the middle, over all thresholds and their neighbours.
  const ChoiceTable holes(std::vector<double>{0, 0.3, 0, 0.7, 0});
  std::uint32_t word = 0;
  for (int i = 0; i < 100000; ++i, word += 42949) {
    const std::uint32_t choice = holes.pick(word);
    REQUIRE((choice == 1 || choice == 3));
  }
  for (const std::uint32_t edge : edges) CHECK((holes.pick(edge) == 1 || holes.pick(edge) == 3));
}

TEST_CASE("long rows are picked as short ones are", "[choice]") {
  std::vector<double> weights;
  for (int i = 0; i < 101; ++i) weights.push_back(i % 7);
  const ChoiceTable table(weights);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  double cumulative = 0;
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const double before = cumulative;
    cumulative += weights[i] / sum;
    if (weights[i] > 0) CHECK(table.pick(static_cast<std::uint32_t>((before + cumulative) / 2 * 0x1p32)) == i);
  }
}

TEST_CASE("rows of a probability table are picked by themselves", "[choice]") {
  const ChoiceRows rows = ChoiceRows::compile(3, 2, std::vector<double>{1, 0, 0, 1, 1, 3});
  for (const std::uint32_t word : {0U, 0x3fffffffU, 0x40000000U, 0xffffffffU}) {
    CHECK(rows.pick(0, word) == 0);
    CHECK(rows.pick(1, word) == 1);
    CHECK(rows.pick(2, word) == (word < 0x40000000U ? 0 : 1));
  }
  CHECK_THROWS_AS(ChoiceRows::compile(1, 2, std::vector<double>{0, 0}), LogicFault);
  CHECK_THROWS_AS(ChoiceTable(std::vector<double>{1, -1}), LogicFault);
}

TEST_CASE("one choice may be the last in the order of the words", "[choice]") {
  const std::vector<double> weights{2, 1, 1, 0, 3, 0, 0, 5};  // axes: row, choice
  const ChoiceRows rows = ChoiceRows::compile(2, 4, weights, 0);
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> first = {
      {0, 1}, {0x3fffffffU, 1}, {0x40000000U, 2}, {0x7fffffffU, 2}, {0x80000000U, 0}, {0xffffffffU, 0}};
  for (const auto& [word, choice] : first) CHECK(rows.pick(0, word) == choice);
  CHECK(rows.pick(1, 0) == 3);
  CHECK(rows.pick(1, 0xffffffffU) == 0);
  const std::vector<double> shares = rows.shares();
  const std::vector<double> wanted{0.5, 0.25, 0.25, 0, 0.375, 0, 0, 0.625};
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(shares[i] == Approx(wanted[i]).margin(1e-9));
  CHECK(ChoiceRows::compile(2, 4, weights, 3) == ChoiceRows::compile(2, 4, weights));
}

TEST_CASE("e^-x without libm", "[poisson]") {
  for (double x = 0; x <= 20; x += 0.0137) REQUIRE(std::abs(exp_minus(x) / std::exp(-x) - 1) < 2e-14);
}

TEST_CASE("Poisson counts are the inverse CDF of the word", "[poisson]") {
  CHECK(poisson_count(0, 0) == 0);
  CHECK(poisson_count(0, 0xffffffffU) == 0);
  CHECK_THROWS_AS(poisson_count(-1, 0), LogicFault);
  CHECK_THROWS_AS(poisson_count(20.5, 0), LogicFault);
  for (const double mean : {1e-6, 0.003, 0.5, 1.0, 3.0, 20.0}) {
    double share = std::exp(-mean);
    double below = share;
    for (std::uint32_t k = 0; below < 1 - 1e-8; ++k) {
      // The last word of count k and the first of count k + 1; one word of slack for the rounding of exp.
      const double edge = below * 0x1p32 - 0.5;
      if (edge > 2) CHECK(poisson_count(mean, static_cast<std::uint32_t>(edge - 1)) <= k);
      if (edge < 0x1p32 - 4) CHECK(poisson_count(mean, static_cast<std::uint32_t>(edge + 2)) >= k + 1);
      share *= mean / (k + 1);
      below += share;
    }
  }
}

TEST_CASE("the mean of Poisson counts over evenly spread words is the mean", "[poisson]") {
  // 2^20 midpoints of the word range: the error of the midpoint rule is below 2^-20 for each count that occurs.
  for (const double mean : {0.01, 0.5, 3.0, 12.0}) {
    const auto total = [&](double m) {
      double counts = 0;
      for (std::uint32_t i = 0; i < (1U << 20); ++i) counts += poisson_count(m, (i << 12) + 2048);
      return counts / (1U << 20);
    };
    CHECK(std::abs(total(mean) - mean) < 5e-5);
    CHECK(std::abs(total(mean * 1.03) - mean) > 5e-5);  // the twin
  }
}
