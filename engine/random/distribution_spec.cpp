// Distributions as written down: how each is made, and why one does not exist. No formulas of laws here.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

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

DistributionSpec DistributionSpec::deterministic(double value) {
  DistributionSpec spec;
  spec.mean_value = value;
  return spec;
}

DistributionSpec DistributionSpec::exponential(double mean) {
  DistributionSpec spec;
  spec.kind = DistributionKind::exponential;
  spec.mean_value = mean;
  return spec;
}

DistributionSpec DistributionSpec::gamma(double mean, double cv) {
  DistributionSpec spec;
  spec.kind = DistributionKind::gamma;
  spec.mean_value = mean;
  spec.cv = cv;
  return spec;
}

DistributionSpec DistributionSpec::lognormal(double mean, double cv) {
  DistributionSpec spec = gamma(mean, cv);
  spec.kind = DistributionKind::lognormal;
  return spec;
}

DistributionSpec DistributionSpec::normal(double mean, double sd, std::optional<double> lower,
                                          std::optional<double> upper) {
  DistributionSpec spec;
  spec.kind = DistributionKind::normal;
  spec.mean_value = mean;
  spec.sd = sd;
  spec.lower = lower;
  spec.upper = upper;
  return spec;
}

DistributionSpec DistributionSpec::uniform(double low, double high) {
  DistributionSpec spec;
  spec.kind = DistributionKind::uniform;
  spec.low = low;
  spec.high = high;
  return spec;
}

DistributionSpec DistributionSpec::uniform_integer(double low, double high, double step) {
  DistributionSpec spec = uniform(low, high);
  spec.kind = DistributionKind::uniform_integer;
  spec.step = step;
  return spec;
}

DistributionSpec DistributionSpec::triangular(double low, double mode, double high) {
  DistributionSpec spec = uniform(low, high);
  spec.kind = DistributionKind::triangular;
  spec.mode = mode;
  return spec;
}

DistributionSpec DistributionSpec::weibull(double mean, double shape) {
  DistributionSpec spec;
  spec.kind = DistributionKind::weibull;
  spec.mean_value = mean;
  spec.shape = shape;
  return spec;
}

DistributionSpec DistributionSpec::weibull_of_scale(double scale, double shape) {
  DistributionSpec spec = weibull(not_given, shape);
  spec.scale = scale;
  return spec;
}

DistributionSpec DistributionSpec::erlang(int stages, double mean) {
  DistributionSpec spec;
  spec.kind = DistributionKind::erlang;
  spec.stages = stages;
  spec.mean_value = mean;
  return spec;
}

DistributionSpec DistributionSpec::empirical(std::vector<double> values, std::vector<double> weights) {
  DistributionSpec spec;
  spec.kind = DistributionKind::empirical;
  spec.values = std::move(values);
  spec.weights = std::move(weights);
  return spec;
}

DistributionSpec DistributionSpec::mixture(std::vector<double> weights, std::vector<DistributionSpec> components) {
  DistributionSpec spec;
  spec.kind = DistributionKind::mixture;
  spec.weights = std::move(weights);
  spec.components = std::move(components);
  return spec;
}

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

}  // namespace draagkracht
