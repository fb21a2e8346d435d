// Shift and truncation of any law: the law as it is named (base_... of distribution_parts.h), moved by `shift`, and of
// that only what lies from `lower` to `upper`, both included. No kind of law is known here but the normal one, whose
// formulas have its bounds already.
#include <algorithm>
#include <cmath>

#include "engine/core/fault.h"
#include "engine/random/distribution.h"
#include "engine/random/distribution_parts.h"

namespace draagkracht {
namespace parts {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using TailFunction = double (*)(const DistributionSpec&, double, Tail);

// A function of a tail, also where it has none of the law or all of it.
double tail_of(TailFunction function, double all, const DistributionSpec& spec, double x, Tail tail) {
  if (std::isinf(x)) return (x > 0) == (tail == Tail::lower) ? all : 0.0;
  return function(spec, x, tail);
}

double square_of_all(const DistributionSpec& spec) {
  const double mean = base_mean(spec);
  return base_variance(spec) + mean * mean;
}

// What a truncated law keeps of the law before, in the places of that.
struct Kept {
  const DistributionSpec& spec;
  double from, to;  // a value is kept if it lies above `from` and not above `to`
  double below;     // P(X <= from)
  Tail tail;        // whose function loses fewer digits in between
  double share;

  explicit Kept(const DistributionSpec& law)
      : spec(law),
        from(law.lower ? std::nextafter(*law.lower - law.shift, -infinity) : -infinity),
        to(law.upper ? *law.upper - law.shift : infinity),
        below(tail_of(base_share, 1, law, from, Tail::lower)),
        tail(below > 0.5 ? Tail::upper : Tail::lower),
        share(between(base_share, 1, from, to)) {}

  double between(TailFunction function, double all, double a, double b) const {
    const double at_a = tail_of(function, all, spec, a, tail), at_b = tail_of(function, all, spec, b, tail);
    return tail == Tail::lower ? at_b - at_a : at_a - at_b;
  }
  // Of what is kept, on one side of x.
  double side(TailFunction function, double all, double x, Tail of) const {
    const double inside = std::clamp(x, from, to);
    return (of == Tail::lower ? between(function, all, from, inside) : between(function, all, inside, to)) / share;
  }
};

double quantile_of_kept(const DistributionSpec& spec, double p, Tail tail) {
  const Kept kept(spec);
  const double away = p * kept.share;
  const bool lower = tail == Tail::lower;
  const double below = lower ? kept.below + away : tail_of(base_share, 1, spec, kept.to, Tail::lower) - away;
  const double above = lower ? tail_of(base_share, 1, spec, kept.from, Tail::upper) - away
                             : tail_of(base_share, 1, spec, kept.to, Tail::upper) + away;
  double x = 0;
  if (below <= above) {
    x = below > 0 ? base_quantile(spec, below, Tail::lower) : kept.from;
  } else {
    x = above > 0 ? base_quantile(spec, above, Tail::upper) : kept.to;
  }
  return std::clamp(x, kept.from, kept.to);
}

// On one side of x, of the law before its shift.
double unshifted_share(const DistributionSpec& spec, double x, Tail tail) {
  return is_truncated(spec) ? Kept(spec).side(base_share, 1, x, tail) : base_share(spec, x, tail);
}
double unshifted_sum(const DistributionSpec& spec, double x, Tail tail) {
  return is_truncated(spec) ? Kept(spec).side(base_sum, base_mean(spec), x, tail) : base_sum(spec, x, tail);
}
double unshifted_square(const DistributionSpec& spec, double x, Tail tail) {
  return is_truncated(spec) ? Kept(spec).side(base_square, square_of_all(spec), x, tail) : base_square(spec, x, tail);
}
double unshifted_mean(const DistributionSpec& spec) {
  return is_truncated(spec) ? Kept(spec).side(base_sum, base_mean(spec), infinity, Tail::lower) : base_mean(spec);
}

}  // namespace

bool is_truncated(const DistributionSpec& spec) {
  return (spec.lower || spec.upper) && spec.kind != DistributionKind::normal;
}

double kept_share(const DistributionSpec& spec) { return Kept(spec).share; }

double tail_quantile(const DistributionSpec& spec, double p, Tail tail) {
  if (spec.shift == 0 && !is_truncated(spec)) return base_quantile(spec, p, tail);
  const double x = is_truncated(spec) ? quantile_of_kept(spec, p, tail) : base_quantile(spec, p, tail);
  return std::clamp(x + spec.shift, spec.lower.value_or(-infinity), spec.upper.value_or(infinity));
}

double tail_share(const DistributionSpec& spec, double x, Tail tail) {
  return unshifted_share(spec, x - spec.shift, tail);
}

double tail_sum(const DistributionSpec& spec, double x, Tail tail) {
  if (spec.shift == 0) return unshifted_sum(spec, x, tail);
  return unshifted_sum(spec, x - spec.shift, tail) + spec.shift * tail_share(spec, x, tail);
}

double tail_square(const DistributionSpec& spec, double x, Tail tail) {
  if (spec.shift == 0) return unshifted_square(spec, x, tail);
  const double s = spec.shift, at = x - s;
  return unshifted_square(spec, at, tail) + s * (2 * unshifted_sum(spec, at, tail) + s * tail_share(spec, x, tail));
}

Atoms atoms_of(const DistributionSpec& spec) {
  const Atoms all = base_atoms(spec);
  if (spec.shift == 0 && !is_truncated(spec)) return all;
  Atoms kept;
  double sum = 0;
  for (std::size_t i = 0; i < all.values.size(); ++i) {
    const double value = all.values[i] + spec.shift;
    if (value < spec.lower.value_or(-infinity) || value > spec.upper.value_or(infinity)) continue;
    kept.values.push_back(value);
    kept.shares.push_back(all.shares[i]);
    sum += all.shares[i];
  }
  for (double& share : kept.shares) share /= sum;
  return kept;
}

}  // namespace parts

double DistributionSpec::mean() const {
  const double unshifted = parts::unshifted_mean(*this);
  return shift == 0 ? unshifted : unshifted + shift;
}

double DistributionSpec::variance() const {
  if (!parts::is_truncated(*this)) return parts::base_variance(*this);
  const double mean = parts::unshifted_mean(*this);
  return parts::Kept(*this).side(parts::base_square, parts::square_of_all(*this), parts::infinity, parts::Tail::lower) -
         mean * mean;
}

double DistributionSpec::cdf(double x) const { return parts::tail_share(*this, x, parts::Tail::lower); }

double DistributionSpec::quantile(double p) const {
  DRAAGKRACHT_ENSURE(p > 0 && p < 1);
  return p <= 0.5 ? parts::tail_quantile(*this, p, parts::Tail::lower)
                  : parts::tail_quantile(*this, 1 - p, parts::Tail::upper);
}

}  // namespace draagkracht
