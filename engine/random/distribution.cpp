// The formulas of each law as it is named, before shift and truncation (truncation.cpp): its moments, and the exact
// functions behind its table: one switch over the kinds for each, none with a default. No tables here.
// Moments and CDFs: Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 1-2, 2nd ed. (1994-95).
#include "engine/random/distribution.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <string>
#include <utility>

#include "engine/random/distribution_parts.h"

namespace draagkracht {
namespace {

using parts::Tail;

// Plain doubles inside Boost.Math: the x87 format would be slower by far, and other bits on other machines.
using Plain =
    boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::underflow_error<boost::math::policies::ignore_error>>;

constexpr double sqrt_2 = 1.4142135623730950488;
constexpr double inverse_sqrt_2_pi = 0.39894228040143267794;
constexpr double infinity = std::numeric_limits<double>::infinity();

double normal_density(double z) { return inverse_sqrt_2_pi * std::exp(-0.5 * z * z); }
double normal_below(double z) { return 0.5 * std::erfc(-z / sqrt_2); }
double normal_above(double z) { return 0.5 * std::erfc(z / sqrt_2); }

// P(a < Z < b), by the tail that loses no digits.
double normal_between(double a, double b) {
  return a > 0 ? normal_above(a) - normal_above(b) : normal_below(b) - normal_below(a);
}

// The z with P(Z < z) = p, given also q = 1 - p; the smaller of the two is used.
double normal_quantile(double p, double q) {
  const double tail = std::min(p, q);
  if (tail <= 0) return p < q ? -infinity : infinity;
  const double z = sqrt_2 * boost::math::erfc_inv(2 * tail, Plain());
  return p < q ? -z : z;
}

// The truncated normal law in units of the untruncated one.
struct TruncatedNormal {
  double mean, sd;
  double lowest, highest;  // bounds before the shift, maybe infinite
  double from, to;         // standardised
  double share;            // of the untruncated law between them

  explicit TruncatedNormal(const DistributionSpec& spec)
      : mean(spec.mean_value),
        sd(spec.sd),
        lowest(spec.lower ? *spec.lower - spec.shift : -infinity),
        highest(spec.upper ? *spec.upper - spec.shift : infinity),
        from((lowest - mean) / sd),
        to((highest - mean) / sd),
        share(normal_between(from, to)) {}

  // (E[X] - mean) / sd
  double shift() const { return (normal_density(from) - normal_density(to)) / share; }
};

struct GammaShape {
  double shape, scale;
};

// Exponential and Erlang laws are gamma laws of shape 1 and of shape `stages`.
GammaShape gamma_shape(const DistributionSpec& spec) {
  double shape = 1;
  if (spec.kind == DistributionKind::gamma) shape = 1 / (spec.cv * spec.cv);
  if (spec.kind == DistributionKind::erlang) shape = spec.stages;
  return {shape, spec.mean_value / shape};
}

struct LognormalShape {
  double mu, sigma;
};

LognormalShape lognormal_shape(const DistributionSpec& spec) {
  const double variance = std::log1p(spec.cv * spec.cv);
  return {std::log(spec.mean_value) - 0.5 * variance, std::sqrt(variance)};
}

double weibull_scale(const DistributionSpec& spec) {
  return std::isnan(spec.scale) ? spec.mean_value / std::tgamma(1 + 1 / spec.shape) : spec.scale;
}

// A beta law on 0 ... 1 of exponents a and b, stretched to low ... high.
struct BetaShape {
  double a, b;
  double low, width;

  explicit BetaShape(const DistributionSpec& spec) : low(spec.low), width(spec.high - spec.low) {
    const double mean = (spec.mean_value - spec.low) / width, rest = (spec.high - spec.mean_value) / width;
    const double both = mean * rest / (spec.sd / width * (spec.sd / width)) - 1;
    a = mean * both;
    b = rest * both;
  }
  // E[Y] and E[Y^2] / E[Y] of the law on 0 ... 1
  double first() const { return a / (a + b); }
  double second() const { return (a + 1) / (a + b + 1); }
  // P(Y <= y) or P(Y > y) of a law whose exponent a is `more` higher: y^n times the density is such a density.
  double share(double x, Tail tail, int more) const {
    const double y = std::clamp((x - low) / width, 0.0, 1.0);
    return tail == Tail::lower ? boost::math::ibeta(a + more, b, y, Plain())
                               : boost::math::ibetac(a + more, b, y, Plain());
  }
};

// The smallest value of a geometric law.
double geometric_low(const DistributionSpec& spec) { return std::isnan(spec.low) ? 0.0 : spec.low; }

std::vector<double> normalised(const std::vector<double>& weights, std::size_t n) {
  std::vector<double> shares = weights.empty() ? std::vector<double>(n, 1.0) : weights;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

// Bisection between the components' own quantiles, between which a mixture's quantile lies.
double mixture_quantile(const DistributionSpec& spec, double p, Tail tail) {
  const std::vector<double> shares = normalised(spec.weights, spec.components.size());
  double low = infinity;
  double high = -infinity;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] <= 0) continue;
    const double x = parts::tail_quantile(spec.components[i], p, tail);
    low = std::min(low, x);
    high = std::max(high, x);
  }
  const auto reached = [&](double x) {
    const double share = parts::base_share(spec, x, tail);
    return tail == Tail::lower ? share >= p : share <= p;
  };
  if (!(low < high) || reached(low)) return low;
  // The smallest x that is reached lies in (low, high]; 100 halvings end at neighbouring doubles.
  for (int i = 0; i < 100; ++i) {
    const double middle = low + 0.5 * (high - low);
    if (middle <= low || middle >= high || high - low <= 1e-15 * std::abs(middle)) break;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

double triangular_quantile(const DistributionSpec& s, double p, Tail tail) {
  const double q = 1 - p;
  const double below = tail == Tail::lower ? p : q;
  const double above = tail == Tail::lower ? q : p;
  const double width = s.high - s.low;
  if (below * width <= s.mode - s.low) return s.low + std::sqrt(below * width * (s.mode - s.low));
  return s.high - std::sqrt(above * width * (s.high - s.mode));
}

// P, E[X;] and E[X^2;] of one tail.
struct TailMoments {
  double share, sum, square;
};

// Left of the mode from below, right of it from above.
TailMoments triangular_tail(const DistributionSpec& s, double x, Tail tail) {
  const double width = s.high - s.low;
  const bool left = x <= s.mode && s.mode > s.low;
  double share = 0;
  double sum = 0;
  double square = 0;
  if (left) {
    const double t = x - s.low;
    share = t * t / (width * (s.mode - s.low));
    sum = share * (s.low + 2.0 / 3.0 * t);
    square = share * (s.low * s.low + t * (4.0 / 3.0 * s.low + 0.5 * t));
  } else {
    const double t = s.high - x;
    share = s.high > s.mode ? t * t / (width * (s.high - s.mode)) : 0.0;
    sum = share * (s.high - 2.0 / 3.0 * t);
    square = share * (s.high * s.high - t * (4.0 / 3.0 * s.high - 0.5 * t));
  }
  if (left == (tail == Tail::lower)) return {share, sum, square};
  const double mean = parts::base_mean(s);
  return {1 - share, mean - sum, parts::base_variance(s) + mean * mean - square};
}

TailMoments atoms_tail(const DistributionSpec& spec, double x, Tail tail) {
  const parts::Atoms atoms = parts::base_atoms(spec);
  TailMoments result{0, 0, 0};
  for (std::size_t i = 0; i < atoms.values.size(); ++i) {
    if ((atoms.values[i] <= x) != (tail == Tail::lower)) continue;
    result.share += atoms.shares[i];
    result.sum += atoms.shares[i] * atoms.values[i];
    result.square += atoms.shares[i] * atoms.values[i] * atoms.values[i];
  }
  return result;
}

double atoms_quantile(const DistributionSpec& spec, double p, Tail tail) {
  const parts::Atoms atoms = parts::base_atoms(spec);
  const std::size_t n = atoms.values.size();
  double share = 0;
  if (tail == Tail::lower) {
    for (std::size_t i = 0; i < n; ++i) {
      share += atoms.shares[i];
      if (share >= p) return atoms.values[i];
    }
    return atoms.values.back();
  }
  for (std::size_t i = n; i-- > 0;) {
    share += atoms.shares[i];
    if (share > p) return atoms.values[i];
  }
  return atoms.values.front();
}

using Pairs = std::vector<std::pair<double, double>>;  // value, share

// Counts of a smaller share than this, in that of the most likely one, are left out: no word of a table reaches them.
constexpr double least_count = 1e-18;

// From the most likely count in both directions, by the ratio of neighbours; then to a sum of 1.
void counts_of_poisson(const DistributionSpec& spec, Pairs& pairs) {
  const double mean = spec.mean_value / spec.step, top = std::floor(mean);
  double share = 1, sum = 0;
  for (double k = top; share > least_count; share *= mean / ++k) pairs.emplace_back(k, share);
  share = 1;
  for (double k = top; k > 0 && share > least_count;) {
    share *= k-- / mean;
    pairs.emplace_back(k, share);
  }
  std::sort(pairs.begin(), pairs.end());
  for (const auto& [count, part] : pairs) sum += part;
  for (auto& [count, part] : pairs) {
    count *= spec.step;
    part /= sum;
  }
}

void counts_of_geometric(const DistributionSpec& spec, Pairs& pairs) {
  const double low = geometric_low(spec), above = (spec.mean_value - low) / spec.step;
  const double ratio = above / (1 + above);
  double share = 1 / (1 + above);
  for (double k = 0; share > least_count / (1 + above); ++k, share *= ratio)
    pairs.emplace_back(low + k * spec.step, share);
}

}  // namespace

namespace parts {

double base_mean(const DistributionSpec& spec) {
  switch (spec.kind) {
    case DistributionKind::deterministic:
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
    case DistributionKind::erlang:
      return spec.mean_value;
    case DistributionKind::normal:
      return spec.mean_value + spec.sd * TruncatedNormal(spec).shift();
    case DistributionKind::beta:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
      return spec.mean_value;
    case DistributionKind::uniform:
    case DistributionKind::uniform_integer:
      return spec.low + 0.5 * (spec.high - spec.low);
    case DistributionKind::triangular:
      return (spec.low + spec.mode + spec.high) / 3;
    case DistributionKind::weibull:
      return weibull_scale(spec) * std::tgamma(1 + 1 / spec.shape);
    case DistributionKind::empirical: {
      const std::vector<double> shares = normalised(spec.weights, spec.values.size());
      return std::inner_product(shares.begin(), shares.end(), spec.values.begin(), 0.0);
    }
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(spec.weights, spec.components.size());
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * spec.components[i].mean();
      return sum;
    }
  }
  return DistributionSpec::not_given;
}

double base_variance(const DistributionSpec& spec) {
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return 0;
    case DistributionKind::exponential:
      return spec.mean_value * spec.mean_value;
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
      return spec.mean_value * spec.cv * spec.mean_value * spec.cv;
    case DistributionKind::erlang:
      return spec.mean_value * spec.mean_value / spec.stages;
    case DistributionKind::normal: {
      const TruncatedNormal law(spec);
      const double from = std::isfinite(law.from) ? law.from * normal_density(law.from) : 0.0;
      const double to = std::isfinite(law.to) ? law.to * normal_density(law.to) : 0.0;
      return spec.sd * spec.sd * (1 + (from - to) / law.share - law.shift() * law.shift());
    }
    case DistributionKind::uniform:
      return (spec.high - spec.low) * (spec.high - spec.low) / 12;
    case DistributionKind::uniform_integer: {
      const double n = (spec.high - spec.low) / spec.step + 1;
      return (n * n - 1) / 12 * spec.step * spec.step;
    }
    case DistributionKind::triangular:
      // (a^2 + b^2 + c^2 - ab - ac - bc) / 18, from the ends' distances to keep digits
      return ((spec.high - spec.low) * (spec.high - spec.low) - (spec.mode - spec.low) * (spec.high - spec.mode)) / 18;
    case DistributionKind::weibull: {
      const double first = std::tgamma(1 + 1 / spec.shape);
      const double s = weibull_scale(spec);
      return s * s * (std::tgamma(1 + 2 / spec.shape) - first * first);
    }
    case DistributionKind::beta:
      return spec.sd * spec.sd;
    case DistributionKind::poisson:
      return spec.mean_value * spec.step;
    case DistributionKind::geometric: {
      const double above = spec.mean_value - geometric_low(spec);
      return above * (above + spec.step);
    }
    case DistributionKind::empirical: {
      const std::vector<double> shares = normalised(spec.weights, spec.values.size());
      const double centre = base_mean(spec);
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i)
        sum += shares[i] * (spec.values[i] - centre) * (spec.values[i] - centre);
      return sum;
    }
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(spec.weights, spec.components.size());
      const double centre = base_mean(spec);
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) {
        const double distance = spec.components[i].mean() - centre;
        sum += shares[i] * (spec.components[i].variance() + distance * distance);
      }
      return sum;
    }
  }
  return DistributionSpec::not_given;
}

double normal_share(const DistributionSpec& spec) { return TruncatedNormal(spec).share; }

double base_quantile(const DistributionSpec& spec, double p, Tail tail) {
  const bool lower = tail == Tail::lower;
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return spec.mean_value;
    case DistributionKind::exponential:
      return -spec.mean_value * (lower ? std::log1p(-p) : std::log(p));
    case DistributionKind::gamma:
    case DistributionKind::erlang: {
      const auto [shape, scale] = gamma_shape(spec);
      return scale *
             (lower ? boost::math::gamma_p_inv(shape, p, Plain()) : boost::math::gamma_q_inv(shape, p, Plain()));
    }
    case DistributionKind::lognormal: {
      const auto [mu, sigma] = lognormal_shape(spec);
      return std::exp(mu + sigma * (lower ? normal_quantile(p, 1 - p) : normal_quantile(1 - p, p)));
    }
    case DistributionKind::normal: {
      const TruncatedNormal law(spec);
      const double away = p * law.share;
      const double below = lower ? normal_below(law.from) + away : normal_below(law.to) - away;
      const double above = lower ? normal_above(law.from) - away : normal_above(law.to) + away;
      return std::clamp(spec.mean_value + spec.sd * normal_quantile(below, above), law.lowest, law.highest);
    }
    case DistributionKind::beta: {
      const BetaShape law(spec);
      double rest = 0;  // 1 - y, which keeps its digits where y is near 1
      const double y = lower ? boost::math::ibeta_inv(law.a, law.b, p, &rest, Plain())
                             : boost::math::ibetac_inv(law.a, law.b, p, &rest, Plain());
      return y <= 0.5 ? spec.low + y * law.width : spec.high - rest * law.width;
    }
    case DistributionKind::uniform:
      return lower ? spec.low + p * (spec.high - spec.low) : spec.high - p * (spec.high - spec.low);
    case DistributionKind::triangular:
      return triangular_quantile(spec, p, tail);
    case DistributionKind::weibull:
      return weibull_scale(spec) * std::pow(lower ? -std::log1p(-p) : -std::log(p), 1 / spec.shape);
    case DistributionKind::uniform_integer:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
    case DistributionKind::empirical:
      return atoms_quantile(spec, p, tail);
    case DistributionKind::mixture:
      return mixture_quantile(spec, p, tail);
  }
  return DistributionSpec::not_given;
}

double base_share(const DistributionSpec& spec, double x, Tail tail) {
  const bool lower = tail == Tail::lower;
  const double nothing = lower ? 0.0 : 1.0;
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return (spec.mean_value <= x) == lower ? 1.0 : 0.0;
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::erlang: {
      if (x <= 0) return nothing;
      const auto [shape, scale] = gamma_shape(spec);
      return lower ? boost::math::gamma_p(shape, x / scale, Plain()) : boost::math::gamma_q(shape, x / scale, Plain());
    }
    case DistributionKind::lognormal: {
      if (x <= 0) return nothing;
      const auto [mu, sigma] = lognormal_shape(spec);
      const double z = (std::log(x) - mu) / sigma;
      return lower ? normal_below(z) : normal_above(z);
    }
    case DistributionKind::normal: {
      const TruncatedNormal law(spec);
      const double z = std::clamp((x - law.mean) / law.sd, law.from, law.to);
      return (lower ? normal_between(law.from, z) : normal_between(z, law.to)) / law.share;
    }
    case DistributionKind::uniform: {
      const double inside = std::clamp(x, spec.low, spec.high);
      return (lower ? inside - spec.low : spec.high - inside) / (spec.high - spec.low);
    }
    case DistributionKind::beta:
      return BetaShape(spec).share(x, tail, 0);
    case DistributionKind::triangular:
      return triangular_tail(spec, std::clamp(x, spec.low, spec.high), tail).share;
    case DistributionKind::weibull: {
      if (x <= 0) return nothing;
      const double power = std::pow(x / weibull_scale(spec), spec.shape);
      return lower ? -std::expm1(-power) : std::exp(-power);
    }
    case DistributionKind::uniform_integer:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
    case DistributionKind::empirical:
      return atoms_tail(spec, x, tail).share;
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(spec.weights, spec.components.size());
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * tail_share(spec.components[i], x, tail);
      return sum;
    }
  }
  return DistributionSpec::not_given;
}

double base_sum(const DistributionSpec& spec, double x, Tail tail) {
  const bool lower = tail == Tail::lower;
  const double nothing = lower ? 0.0 : base_mean(spec);
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return (spec.mean_value <= x) == lower ? spec.mean_value : 0.0;
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::erlang: {
      // x f(x) of shape k is the density of shape k + 1, up to the mean.
      if (x <= 0) return nothing;
      const auto [shape, scale] = gamma_shape(spec);
      return spec.mean_value * (lower ? boost::math::gamma_p(shape + 1, x / scale, Plain())
                                      : boost::math::gamma_q(shape + 1, x / scale, Plain()));
    }
    case DistributionKind::lognormal: {
      // x f(x) is the density with mu raised by sigma^2, up to the mean.
      if (x <= 0) return nothing;
      const auto [mu, sigma] = lognormal_shape(spec);
      const double z = (std::log(x) - mu) / sigma - sigma;
      return spec.mean_value * (lower ? normal_below(z) : normal_above(z));
    }
    case DistributionKind::normal: {
      const TruncatedNormal law(spec);
      const double z = std::clamp((x - law.mean) / law.sd, law.from, law.to);
      const double rise =
          lower ? normal_density(law.from) - normal_density(z) : normal_density(z) - normal_density(law.to);
      return law.mean * base_share(spec, x, tail) + law.sd * rise / law.share;
    }
    case DistributionKind::uniform: {
      const double inside = std::clamp(x, spec.low, spec.high);
      return base_share(spec, x, tail) * 0.5 * (inside + (lower ? spec.low : spec.high));
    }
    case DistributionKind::beta: {
      const BetaShape law(spec);
      return spec.low * law.share(x, tail, 0) + law.width * law.first() * law.share(x, tail, 1);
    }
    case DistributionKind::triangular:
      return triangular_tail(spec, std::clamp(x, spec.low, spec.high), tail).sum;
    case DistributionKind::weibull: {
      if (x <= 0) return nothing;
      const double s = weibull_scale(spec);
      const double power = std::pow(x / s, spec.shape);
      const double order = 1 + 1 / spec.shape;
      return s *
             (lower ? boost::math::tgamma_lower(order, power, Plain()) : boost::math::tgamma(order, power, Plain()));
    }
    case DistributionKind::uniform_integer:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
    case DistributionKind::empirical:
      return atoms_tail(spec, x, tail).sum;
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(spec.weights, spec.components.size());
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * tail_sum(spec.components[i], x, tail);
      return sum;
    }
  }
  return DistributionSpec::not_given;
}

double base_square(const DistributionSpec& spec, double x, Tail tail) {
  const bool lower = tail == Tail::lower;
  const double mean = base_mean(spec);
  const double nothing = lower ? 0.0 : base_variance(spec) + mean * mean;
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return (spec.mean_value <= x) == lower ? spec.mean_value * spec.mean_value : 0.0;
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::erlang: {
      if (x <= 0) return nothing;
      const auto [shape, scale] = gamma_shape(spec);
      return spec.mean_value * (shape + 1) * scale *
             (lower ? boost::math::gamma_p(shape + 2, x / scale, Plain())
                    : boost::math::gamma_q(shape + 2, x / scale, Plain()));
    }
    case DistributionKind::lognormal: {
      if (x <= 0) return nothing;
      const auto [mu, sigma] = lognormal_shape(spec);
      const double z = (std::log(x) - mu) / sigma - 2 * sigma;
      return mean * mean * (1 + spec.cv * spec.cv) * (lower ? normal_below(z) : normal_above(z));
    }
    case DistributionKind::normal: {
      const TruncatedNormal law(spec);
      const double z = std::clamp((x - law.mean) / law.sd, law.from, law.to);
      const double from = lower ? law.from : z, to = lower ? z : law.to;
      const auto slope = [](double at) { return std::isfinite(at) ? at * normal_density(at) : 0.0; };
      return (law.mean * law.mean + law.sd * law.sd) * base_share(spec, x, tail) +
             law.sd *
                 (2 * law.mean * (normal_density(from) - normal_density(to)) + law.sd * (slope(from) - slope(to))) /
                 law.share;
    }
    case DistributionKind::uniform: {
      const double inside = std::clamp(x, spec.low, spec.high), end = lower ? spec.low : spec.high;
      return base_share(spec, x, tail) * (inside * inside + inside * end + end * end) / 3;
    }
    case DistributionKind::beta: {
      const BetaShape law(spec);
      return spec.low * spec.low * law.share(x, tail, 0) +
             law.width * law.first() *
                 (2 * spec.low * law.share(x, tail, 1) + law.width * law.second() * law.share(x, tail, 2));
    }
    case DistributionKind::triangular:
      return triangular_tail(spec, std::clamp(x, spec.low, spec.high), tail).square;
    case DistributionKind::weibull: {
      if (x <= 0) return nothing;
      const double s = weibull_scale(spec);
      const double power = std::pow(x / s, spec.shape);
      const double order = 1 + 2 / spec.shape;
      return s * s *
             (lower ? boost::math::tgamma_lower(order, power, Plain()) : boost::math::tgamma(order, power, Plain()));
    }
    case DistributionKind::uniform_integer:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
    case DistributionKind::empirical:
      return atoms_tail(spec, x, tail).square;
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(spec.weights, spec.components.size());
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * tail_square(spec.components[i], x, tail);
      return sum;
    }
  }
  return DistributionSpec::not_given;
}

bool is_discrete(const DistributionSpec& spec) {
  switch (spec.kind) {
    case DistributionKind::deterministic:
    case DistributionKind::uniform_integer:
    case DistributionKind::poisson:
    case DistributionKind::geometric:
    case DistributionKind::empirical:
      return true;
    case DistributionKind::mixture:
      return std::all_of(spec.components.begin(), spec.components.end(), is_discrete);
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
    case DistributionKind::normal:
    case DistributionKind::uniform:
    case DistributionKind::triangular:
    case DistributionKind::weibull:
    case DistributionKind::erlang:
    case DistributionKind::beta:
      return false;
  }
  return false;
}

Atoms base_atoms(const DistributionSpec& spec) {
  Pairs pairs;
  if (spec.kind == DistributionKind::deterministic) pairs.emplace_back(spec.mean_value, 1.0);
  if (spec.kind == DistributionKind::uniform_integer) {
    const auto n = static_cast<std::int64_t>((spec.high - spec.low) / spec.step) + 1;
    for (std::int64_t i = 0; i < n; ++i) {
      pairs.emplace_back(spec.low + static_cast<double>(i) * spec.step, 1 / static_cast<double>(n));
    }
  }
  if (spec.kind == DistributionKind::poisson) counts_of_poisson(spec, pairs);
  if (spec.kind == DistributionKind::geometric) counts_of_geometric(spec, pairs);
  if (spec.kind == DistributionKind::empirical) {
    const std::vector<double> shares = normalised(spec.weights, spec.values.size());
    for (std::size_t i = 0; i < shares.size(); ++i) pairs.emplace_back(spec.values[i], shares[i]);
  }
  if (spec.kind == DistributionKind::mixture) {
    const std::vector<double> shares = normalised(spec.weights, spec.components.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Atoms inner = atoms_of(spec.components[i]);
      for (std::size_t j = 0; j < inner.values.size(); ++j)
        pairs.emplace_back(inner.values[j], shares[i] * inner.shares[j]);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  Atoms atoms;
  for (const auto& [value, share] : pairs) {
    if (share <= 0) continue;
    if (!atoms.values.empty() && atoms.values.back() == value) {
      atoms.shares.back() += share;
    } else {
      atoms.values.push_back(value);
      atoms.shares.push_back(share);
    }
  }
  return atoms;
}

}  // namespace parts
}  // namespace draagkracht
