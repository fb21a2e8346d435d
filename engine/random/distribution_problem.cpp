// Why a distribution does not exist: a switch over the kinds, none with a default, and what holds for all. No formulas.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

#include "engine/random/distribution.h"
#include "engine/random/distribution_parts.h"

namespace draagkracht {
namespace {

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

// A beta law outside these has an inverse that is slow or lost in rounding.
constexpr double least_exponent = 0.01;  // each of both
constexpr double most_exponents = 1e6;   // of both together: an sd of 0.001 of the widest

// Counts with a longer table than these means give are refused.
constexpr double most_counts = 1e4;
constexpr double least_counts = 1e-6;

// The least share of a truncated law that may lie between its bounds; of a smaller one too few digits would be left.
constexpr double least_share = 1e-6;

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

std::string beta_problem(const DistributionSpec& spec) {
  const std::string problem = first_of({needs_finite("low", spec.low), needs_finite("high", spec.high),
                                        needs_finite("mean", spec.mean_value), needs_positive("sd", spec.sd)});
  if (!problem.empty()) return problem;
  const double width = spec.high - spec.low;
  if (!(width > 0)) return "low must be below high";
  if (width < smallest_size) return "high must be at least 1e-100 above low";
  const double mean = (spec.mean_value - spec.low) / width, rest = (spec.high - spec.mean_value) / width;
  if (!(mean > 0 && rest > 0)) return "mean must lie between low and high";
  const double sd = spec.sd / width, both = mean * rest / (sd * sd) - 1;
  if (!(both > 0)) return "sd must be below the root of (mean - low) * (high - mean)";
  if (std::min(mean, rest) * both < least_exponent) return "sd is so large that nearly all lies at low and high";
  return both > most_exponents ? "sd must be at least a thousandth of the root of (mean - low) * (high - mean)" : "";
}

std::string counts_problem(const DistributionSpec& spec) {
  const bool geometric = spec.kind == DistributionKind::geometric;
  if (!(spec.step > 0 && std::isfinite(spec.step))) return "step must be above 0";
  const std::string problem = first_of({needs_positive("mean", spec.mean_value), needs_positive("step", spec.step)});
  if (!problem.empty()) return problem;
  const double low = geometric && !std::isnan(spec.low) ? spec.low : 0.0;
  if (!std::isfinite(low) || low / spec.step != std::floor(low / spec.step))
    return std::string("low must be a whole ") + (spec.step == 1 ? "number" : "multiple of the step");
  if (!(spec.mean_value > low)) return "mean must be above low";
  const double steps = (spec.mean_value - low) / spec.step;
  if (steps < least_counts) return "mean must be at least a millionth of a step above low";
  return steps > most_counts ? "mean must be at most 10000 steps (unit_step) above low" : "";
}

std::string mixture_problem(const DistributionSpec& spec) {
  if (spec.components.empty()) return "components must not be empty";
  for (std::size_t i = 0; i < spec.components.size(); ++i) {
    const std::string problem = spec.components[i].problem();
    if (!problem.empty()) return "component " + std::to_string(i + 1) + ": " + problem;
  }
  return weights_problem(spec.weights, spec.components.size(), "components");
}

std::string problem_of_kind(const DistributionSpec& spec) {
  switch (spec.kind) {
    case DistributionKind::deterministic:
      return needs_finite("value", spec.mean_value);
    case DistributionKind::exponential:
      return needs_positive("mean", spec.mean_value);
    case DistributionKind::gamma:
    case DistributionKind::lognormal:
      return first_of({needs_positive("mean", spec.mean_value), cv_problem(spec.cv)});
    case DistributionKind::normal:
      return normal_problem(spec);
    case DistributionKind::uniform:
    case DistributionKind::uniform_integer:
    case DistributionKind::triangular:
      return range_problem(spec);
    case DistributionKind::weibull:
      return weibull_problem(spec);
    case DistributionKind::erlang:
      return first_of({stages_problem(spec.stages), needs_positive("mean", spec.mean_value)});
    case DistributionKind::beta:
      return beta_problem(spec);
    case DistributionKind::poisson:
    case DistributionKind::geometric:
      return counts_problem(spec);
    case DistributionKind::empirical:
      if (spec.values.empty()) return "values must not be empty";
      for (const double value : spec.values) {
        if (!std::isfinite(value)) return "values must be finite";
        if (std::abs(value) > largest_size) return "values must lie between -1e100 and 1e100";
      }
      return spec.weights.empty() ? "" : weights_problem(spec.weights, spec.values.size(), "values");
    case DistributionKind::mixture:
      return mixture_problem(spec);
  }
  return "kind is unknown";
}

// Of shift and bounds, where the law itself exists.
std::string window_problem(const DistributionSpec& spec) {
  if (!std::isfinite(spec.shift) || std::abs(spec.shift) > largest_size) return needs_finite("shift", spec.shift);
  if (spec.kind == DistributionKind::normal || !parts::is_truncated(spec)) return {};
  if (spec.kind == DistributionKind::deterministic || spec.kind == DistributionKind::uniform_integer)
    return "it is not truncated: its own keys say what is left";
  const std::string problem = first_of({spec.lower ? needs_finite("truncate_low", *spec.lower) : "",
                                        spec.upper ? needs_finite("truncate_high", *spec.upper) : ""});
  if (!problem.empty()) return problem;
  if (spec.lower && spec.upper && *spec.lower >= *spec.upper && !parts::is_discrete(spec))
    return "truncate_low must be below truncate_high";
  if (spec.lower && spec.upper && *spec.lower > *spec.upper) return "truncate_low must not be above truncate_high";
  if (!(parts::kept_share(spec) >= least_share))
    return "less than a millionth of it lies within truncate_low and truncate_high";
  return {};
}

}  // namespace

std::string DistributionSpec::problem() const {
  const std::string problem = problem_of_kind(*this);
  return problem.empty() ? window_problem(*this) : problem;
}

}  // namespace draagkracht
