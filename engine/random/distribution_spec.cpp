// How each distribution is written down. Whether it exists, and its formulas: distribution.cpp.
#include "engine/random/distribution.h"

#include <utility>

namespace draagkracht {

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

DistributionSpec DistributionSpec::beta(double low, double high, double mean, double sd) {
  DistributionSpec spec = uniform(low, high);
  spec.kind = DistributionKind::beta;
  spec.mean_value = mean;
  spec.sd = sd;
  return spec;
}

DistributionSpec DistributionSpec::poisson(double mean, double step) {
  DistributionSpec spec;
  spec.kind = DistributionKind::poisson;
  spec.mean_value = mean;
  spec.step = step;
  return spec;
}

DistributionSpec DistributionSpec::geometric(double mean, double low, double step) {
  DistributionSpec spec = poisson(mean, step);
  spec.kind = DistributionKind::geometric;
  spec.low = low;
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

DistributionSpec DistributionSpec::shifted(double by) const {
  DistributionSpec spec = *this;
  spec.shift = by;
  return spec;
}

DistributionSpec DistributionSpec::truncated(std::optional<double> from, std::optional<double> to) const {
  DistributionSpec spec = *this;
  spec.lower = from;
  spec.upper = to;
  return spec;
}

}  // namespace draagkracht
