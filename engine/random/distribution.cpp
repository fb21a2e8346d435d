// All that is known of a distribution: why it does not exist, its moments, and the exact functions behind its table:
// one switch over the kinds for each, none with a default. No tables here.
// Moments and CDFs: Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 1-2, 2nd ed. (1994-95).
#include "engine/random/distribution.h"

#include <algorithm>
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

// Beyond this many values a uniform_integer is refused, for its words would no longer be near equally many.
constexpr double most_integers = 1e6;

// The least share of a normal distribution that may lie between its truncation bounds.
constexpr double least_normal_share = 1e-9;

// Beyond these, squares and tails of a law leave what a double holds.
constexpr double largest_size = 1e100;
constexpr double smallest_size = 1e-100;

// A narrower gamma, lognormal or Erlang law lies within 0.7 % of its mean, and its tails cost seconds to compute.
constexpr double least_cv = 0.001;
constexpr int most_stages = 1'000'000;  // a cv of 0.001

std::string needs_finite(const char* name, double value) {
  if (!std::isfinite(value)) return std::string(name) + " must be given and finite";
  return std::abs(value) > largest_size ? std::string(name) + " must lie between -1e100 and 1e100" : "";
}

std::string needs_positive(const char* name, double value) {
  if (!std::isfinite(value) || value <= 0) return std::string(name) + " must be given and above 0";
  return value < smallest_size || value > largest_size ? std::string(name) + " must lie between 1e-100 and 1e100" : "";
}

std::string cv_problem(double cv) {
  if (!std::isfinite(cv) || cv <= 0) return "cv must be given and above 0";
  if (cv < least_cv) return "cv must be at least 0.001: what varies less is deterministic";
  return cv > 100 ? "cv must be at most 100" : "";
}

std::string stages_problem(int stages) {
  if (stages < 1) return "stages (shape) must be a whole number of at least 1";
  return stages > most_stages ? "stages (shape) must be at most 1000000: more are deterministic" : "";
}

std::string weights_problem(const std::vector<double>& weights, std::size_t n, const char* of) {
  if (weights.size() != n) return std::string("weights must be as many as ") + of;
  double sum = 0;
  for (const double weight : weights) {
    if (!std::isfinite(weight) || weight < 0) return "weights must be finite and not below 0";
    sum += weight;
  }
  if (!std::isfinite(sum)) return "the sum of the weights must be finite";
  return sum > 0 ? "" : "weights must not all be 0";
}

// The first problem that is not empty.
std::string first_of(std::initializer_list<std::string> problems) {
  for (const std::string& problem : problems) {
    if (!problem.empty()) return problem;
  }
  return {};
}

std::string normal_problem(const DistributionSpec& spec) {
  std::string problem = first_of({needs_finite("mean", spec.mean_value), needs_positive("sd", spec.sd),
                                  spec.lower ? needs_finite("lower", *spec.lower) : "",
                                  spec.upper ? needs_finite("upper", *spec.upper) : ""});
  if (!problem.empty()) return problem;
  if (spec.lower && spec.upper && *spec.lower >= *spec.upper) return "lower must be below upper";
  if (parts::normal_share(spec) < least_normal_share) return "lower and upper leave nothing of the distribution";
  return {};
}

std::string range_problem(const DistributionSpec& spec) {
  std::string problem = first_of({needs_finite("low", spec.low), needs_finite("high", spec.high)});
  if (!problem.empty()) return problem;
  const bool whole = spec.kind == DistributionKind::uniform_integer;
  if (whole && !(spec.step > 0 && std::isfinite(spec.step))) return "step must be above 0";
  const auto multiple = [&](double value) { return value / spec.step == std::floor(value / spec.step); };
  if (whole && (!multiple(spec.low) || !multiple(spec.high)))
    return std::string("low and high must be whole ") + (spec.step == 1 ? "numbers" : "multiples of the step");
  if (whole && (spec.high - spec.low) / spec.step >= most_integers)
    return "high must be less than 1000000 steps above low";
  if (whole ? spec.low > spec.high : spec.low >= spec.high)
    return whole ? "low must not be above high" : "low must be below high";
  if (!whole && spec.high - spec.low < smallest_size) return "high must be at least 1e-100 above low";
  if (spec.kind != DistributionKind::triangular) return {};
  if (!std::isfinite(spec.mode)) return needs_finite("mode", spec.mode);
  return spec.mode < spec.low || spec.mode > spec.high ? "mode must lie between low and high" : "";
}

std::string weibull_problem(const DistributionSpec& spec) {
  if (std::isnan(spec.mean_value) == std::isnan(spec.scale)) return "either mean or scale must be given";
  // A smaller shape has moments that a double barely holds.
  if (!(spec.shape >= 0.1 && std::isfinite(spec.shape))) return "shape must be given and at least 0.1";
  return std::isnan(spec.scale) ? needs_positive("mean", spec.mean_value) : needs_positive("scale", spec.scale);
}

std::string mixture_problem(const DistributionSpec& spec) {
  if (spec.components.empty()) return "components must not be empty";
  for (std::size_t i = 0; i < spec.components.size(); ++i) {
    const std::string problem = spec.components[i].problem();
    if (!problem.empty()) return "component " + std::to_string(i + 1) + ": " + problem;
  }
  return weights_problem(spec.weights, spec.components.size(), "components");
}

}  // namespace

std::string DistributionSpec::problem() const {
  switch (kind) {
    case DistributionKind::deterministic:
      return needs_finite("value", mean_value);
    case DistributionKind::exponential:
      return needs_positive("mean", mean_value);
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
      return first_of({needs_positive("mean", mean_value), cv_problem(cv)});
    case DistributionKind::normal:
      return normal_problem(*this);
    case DistributionKind::uniform:
    case DistributionKind::uniform_integer:
    case DistributionKind::triangular:
      return range_problem(*this);
    case DistributionKind::weibull:
      return weibull_problem(*this);
    case DistributionKind::erlang:
      return first_of({stages_problem(stages), needs_positive("mean", mean_value)});
    case DistributionKind::empirical:
      if (values.empty()) return "values must not be empty";
      for (const double value : values) {
        if (!std::isfinite(value)) return "values must be finite";
        if (std::abs(value) > largest_size) return "values must lie between -1e100 and 1e100";
      }
      return weights.empty() ? "" : weights_problem(weights, values.size(), "values");
    case DistributionKind::mixture:
      return mixture_problem(*this);
  }
  return "kind is unknown";
}

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
    case DistributionKind::exponential:
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
    case DistributionKind::normal:
    case DistributionKind::uniform:
    case DistributionKind::triangular:
    case DistributionKind::weibull:
    case DistributionKind::erlang:
      return false;
  }
  return false;
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
