// Moments of distributions, and the exact functions behind their tables. No tables here.
// Moments and CDFs: Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 1-2, 2nd ed. (1994-95).
#include "engine/random/distribution.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
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
  double from, to;  // standardised bounds, maybe infinite
  double share;     // of the untruncated law between them

  explicit TruncatedNormal(const DistributionSpec& spec)
      : mean(spec.mean_value),
        sd(spec.sd),
        from(spec.lower ? (*spec.lower - mean) / sd : -infinity),
        to(spec.upper ? (*spec.upper - mean) / sd : infinity),
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
    const double share = parts::tail_share(spec, x, tail);
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

// Of a triangular law: P and E[X;] left of the mode from below, right of it from above.
struct ShareAndSum {
  double share, sum;
};

ShareAndSum triangular_tail(const DistributionSpec& s, double x, Tail tail) {
  const double width = s.high - s.low;
  const bool left = x <= s.mode && s.mode > s.low;
  double share = 0;
  double sum = 0;
  if (left) {
    share = (x - s.low) * (x - s.low) / (width * (s.mode - s.low));
    sum = share * (s.low + 2.0 / 3.0 * (x - s.low));
  } else {
    share = s.high > s.mode ? (s.high - x) * (s.high - x) / (width * (s.high - s.mode)) : 0.0;
    sum = share * (s.high - 2.0 / 3.0 * (s.high - x));
  }
  if (left == (tail == Tail::lower)) return {share, sum};
  return {1 - share, s.mean() - sum};
}

ShareAndSum atoms_tail(const DistributionSpec& spec, double x, Tail tail) {
  const parts::Atoms atoms = parts::atoms_of(spec);
  ShareAndSum result{0, 0};
  for (std::size_t i = 0; i < atoms.values.size(); ++i) {
    if ((atoms.values[i] <= x) != (tail == Tail::lower)) continue;
    result.share += atoms.shares[i];
    result.sum += atoms.shares[i] * atoms.values[i];
  }
  return result;
}

double atoms_quantile(const DistributionSpec& spec, double p, Tail tail) {
  const parts::Atoms atoms = parts::atoms_of(spec);
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

}  // namespace

double DistributionSpec::mean() const {
  switch (kind) {
    case DistributionKind::deterministic:
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
    case DistributionKind::erlang:
      return mean_value;
    case DistributionKind::normal:
      return mean_value + sd * TruncatedNormal(*this).shift();
    case DistributionKind::uniform:
    case DistributionKind::uniform_integer:
      return low + 0.5 * (high - low);
    case DistributionKind::triangular:
      return (low + mode + high) / 3;
    case DistributionKind::weibull:
      return weibull_scale(*this) * std::tgamma(1 + 1 / shape);
    case DistributionKind::empirical: {
      const std::vector<double> shares = normalised(weights, values.size());
      return std::inner_product(shares.begin(), shares.end(), values.begin(), 0.0);
    }
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(weights, components.size());
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * components[i].mean();
      return sum;
    }
  }
  return not_given;
}

double DistributionSpec::variance() const {
  switch (kind) {
    case DistributionKind::deterministic:
      return 0;
    case DistributionKind::exponential:
      return mean_value * mean_value;
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
      return mean_value * cv * mean_value * cv;
    case DistributionKind::erlang:
      return mean_value * mean_value / stages;
    case DistributionKind::normal: {
      const TruncatedNormal law(*this);
      const double from = std::isfinite(law.from) ? law.from * normal_density(law.from) : 0.0;
      const double to = std::isfinite(law.to) ? law.to * normal_density(law.to) : 0.0;
      return sd * sd * (1 + (from - to) / law.share - law.shift() * law.shift());
    }
    case DistributionKind::uniform:
      return (high - low) * (high - low) / 12;
    case DistributionKind::uniform_integer: {
      const double n = (high - low) / step + 1;
      return (n * n - 1) / 12 * step * step;
    }
    case DistributionKind::triangular:
      // (a^2 + b^2 + c^2 - ab - ac - bc) / 18, from the ends' distances to keep digits
      return ((high - low) * (high - low) - (mode - low) * (high - mode)) / 18;
    case DistributionKind::weibull: {
      const double first = std::tgamma(1 + 1 / shape);
      const double s = weibull_scale(*this);
      return s * s * (std::tgamma(1 + 2 / shape) - first * first);
    }
    case DistributionKind::empirical: {
      const std::vector<double> shares = normalised(weights, values.size());
      const double centre = mean();
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * (values[i] - centre) * (values[i] - centre);
      return sum;
    }
    case DistributionKind::mixture: {
      const std::vector<double> shares = normalised(weights, components.size());
      const double centre = mean();
      double sum = 0;
      for (std::size_t i = 0; i < shares.size(); ++i) {
        const double distance = components[i].mean() - centre;
        sum += shares[i] * (components[i].variance() + distance * distance);
      }
      return sum;
    }
  }
  return not_given;
}

double DistributionSpec::cdf(double x) const { return parts::tail_share(*this, x, Tail::lower); }

double DistributionSpec::quantile(double p) const {
  DRAAGKRACHT_ENSURE(p > 0 && p < 1);
  return p <= 0.5 ? parts::tail_quantile(*this, p, Tail::lower) : parts::tail_quantile(*this, 1 - p, Tail::upper);
}

namespace parts {

double normal_share(const DistributionSpec& spec) { return TruncatedNormal(spec).share; }

double tail_quantile(const DistributionSpec& spec, double p, Tail tail) {
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
      return std::clamp(spec.mean_value + spec.sd * normal_quantile(below, above), spec.lower.value_or(-infinity),
                        spec.upper.value_or(infinity));
    }
    case DistributionKind::uniform:
      return lower ? spec.low + p * (spec.high - spec.low) : spec.high - p * (spec.high - spec.low);
    case DistributionKind::triangular:
      return triangular_quantile(spec, p, tail);
    case DistributionKind::weibull:
      return weibull_scale(spec) * std::pow(lower ? -std::log1p(-p) : -std::log(p), 1 / spec.shape);
    case DistributionKind::uniform_integer:
    case DistributionKind::empirical:
      return atoms_quantile(spec, p, tail);
    case DistributionKind::mixture:
      return mixture_quantile(spec, p, tail);
  }
  return DistributionSpec::not_given;
}

double tail_share(const DistributionSpec& spec, double x, Tail tail) {
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
    case DistributionKind::triangular:
      return triangular_tail(spec, std::clamp(x, spec.low, spec.high), tail).share;
    case DistributionKind::weibull: {
      if (x <= 0) return nothing;
      const double power = std::pow(x / weibull_scale(spec), spec.shape);
      return lower ? -std::expm1(-power) : std::exp(-power);
    }
    case DistributionKind::uniform_integer:
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

double tail_sum(const DistributionSpec& spec, double x, Tail tail) {
  const bool lower = tail == Tail::lower;
  const double nothing = lower ? 0.0 : spec.mean();
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
      return law.mean * tail_share(spec, x, tail) + law.sd * rise / law.share;
    }
    case DistributionKind::uniform: {
      const double inside = std::clamp(x, spec.low, spec.high);
      return tail_share(spec, x, tail) * 0.5 * (inside + (lower ? spec.low : spec.high));
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

bool is_discrete(const DistributionSpec& spec) {
  switch (spec.kind) {
    case DistributionKind::deterministic:
    case DistributionKind::uniform_integer:
    case DistributionKind::empirical:
      return true;
    case DistributionKind::mixture:
      return std::all_of(spec.components.begin(), spec.components.end(), is_discrete);
    default:
      return false;
  }
}

Atoms atoms_of(const DistributionSpec& spec) {
  std::vector<std::pair<double, double>> pairs;  // value, share
  if (spec.kind == DistributionKind::deterministic) pairs.emplace_back(spec.mean_value, 1.0);
  if (spec.kind == DistributionKind::uniform_integer) {
    const auto n = static_cast<std::int64_t>((spec.high - spec.low) / spec.step) + 1;
    for (std::int64_t i = 0; i < n; ++i) {
      pairs.emplace_back(spec.low + static_cast<double>(i) * spec.step, 1 / static_cast<double>(n));
    }
  }
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
