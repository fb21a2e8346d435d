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

// Of a normal law: the share of the untruncated one between lower and upper; mean, sd and bounds must make sense.
double normal_share(const DistributionSpec& spec);

// The values of a distribution on finitely many values, ascending, each once, with probabilities that sum to 1.
struct Atoms {
  std::vector<double> values;
  std::vector<double> shares;
};

// True if the distribution takes finitely many values: deterministic, uniform_integer, empirical, mixtures of those.
bool is_discrete(const DistributionSpec& spec);
Atoms atoms_of(const DistributionSpec& spec);

}  // namespace draagkracht::parts
