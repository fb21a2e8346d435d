// The exact functions of a distribution that its table is compiled from; used inside this layer only.
// Each is asked for by tail, so that it keeps its relative precision far out on either side.
#pragma once

#include <vector>

#include "engine/random/distribution.h"

namespace draagkracht::parts {

enum class Tail { lower, upper };

// The x with P(X <= x) = p (lower) or P(X > x) = p (upper), for 0 < p < 1; where there is none, the smallest x whose
// P(X <= x) >= p, or whose P(X > x) <= p.
double tail_quantile(const DistributionSpec& spec, double p, Tail tail);

// P(X <= x) or P(X > x).
double tail_share(const DistributionSpec& spec, double x, Tail tail);

// E[X; X <= x] or E[X; X > x].
double tail_sum(const DistributionSpec& spec, double x, Tail tail);

// E[X^2; X <= x] or E[X^2; X > x].
double tail_square(const DistributionSpec& spec, double x, Tail tail);

// Of a normal law: the share of the untruncated one between lower and upper; mean, sd and bounds must make sense.
double normal_share(const DistributionSpec& spec);

// The values of a distribution on finitely many values, ascending, each once, with probabilities that sum to 1.
struct Atoms {
  std::vector<double> values;
  std::vector<double> shares;
};

// True if the distribution takes single values, but for some that no word reaches finitely many: deterministic,
// uniform_integer, poisson, geometric, empirical, mixtures of those.
bool is_discrete(const DistributionSpec& spec);
Atoms atoms_of(const DistributionSpec& spec);

// The same of the law before its shift, and before its truncation but for a normal law, whose formulas have it.
double base_mean(const DistributionSpec& spec);
double base_variance(const DistributionSpec& spec);
double base_quantile(const DistributionSpec& spec, double p, Tail tail);
double base_share(const DistributionSpec& spec, double x, Tail tail);
double base_sum(const DistributionSpec& spec, double x, Tail tail);
double base_square(const DistributionSpec& spec, double x, Tail tail);
Atoms base_atoms(const DistributionSpec& spec);

// True if the law is cut by truncation.cpp.
bool is_truncated(const DistributionSpec& spec);
// Of a truncated law: the share of the whole one between its bounds.
double kept_share(const DistributionSpec& spec);

}  // namespace draagkracht::parts
