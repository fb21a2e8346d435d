// Personal need factors: gamma variates with mean 1 by inverse CDF, correlated through a Gaussian copula.
// The copula keeps the factor that others are correlated with as it is: changing a correlation changes only the later
// factor. Makes no words (engine/random/philox.h) and knows no persons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/population/attribute_tables.h"
#include "engine/population/population.h"
#include "engine/population/population_input.h"
#include "engine/random/distribution.h"

namespace draagkracht {

// A gamma variate with mean 1 as a function of a standard normal deviate, as a table linear between its nodes, so that
// drawing calls no libm; its mean over all deviates is 1 exactly.
class GammaOfDeviate {
 public:
  explicit GammaOfDeviate(double shape);
  double at(double deviate) const;

  // The coefficients of normalised Hermite polynomials 1, 2 ... of at(). The covariance of two such variates whose
  // deviates have correlation r is the sum over n of a_n b_n r^n.
  std::vector<double> hermite() const;

 private:
  static constexpr double end = 7;  // beyond: as at the end
  static constexpr int nodes_per_unit = 64;
  std::vector<double> nodes_;
};

// Pearson correlations that gamma variates of two shapes can have under a Gaussian copula.
struct CorrelationRange {
  double low = 0;
  double high = 0;
};
CorrelationRange reachable_correlations(double shape_a, double shape_b);

// The correlation of the normal deviates for which the gamma variates have `correlation`; it must be reachable.
double deviate_correlation(double shape_a, double shape_b, double correlation);

class NeedFactors {
 public:
  // The rules must have passed check_population_input; `attributes` are compiled from `attribute_rules`.
  NeedFactors(const std::vector<NeedRule>& rules, const std::vector<AttributeRule>& attribute_rules,
              const AttributeTables& attributes);

  std::size_t size() const { return needs_.size(); }

  // The gamma factor of a person, mean 1. Deviates of needs that others are correlated with are kept for these: call in
  // the order of the needs. Axis of `deviates`: need.
  double gamma(std::size_t need, std::uint32_t word, double* deviates) const;

  // The part of its own in a need's normal deviate that a word means.
  double own_deviate(std::uint32_t word) const { return normal_.sample(word); }
  // The factor by that part, as for gamma: the same law, by another table where the need is correlated with none.
  double gamma_of(std::size_t need, double own_deviate, double* deviates) const;

  // What a person's attribute makes of it: mean 1 over all persons of an age and sex.
  double multiplier(std::size_t need, int age, Sex sex, const std::uint8_t* labels) const;

 private:
  struct Need {
    double shape = 0;
    std::optional<QuantileTable> table;        // without correlation
    std::optional<GammaOfDeviate> of_deviate;  // with correlation
    std::optional<GammaOfDeviate> by_deviate;  // with one, for needs that change from year to year
    bool deviate_wanted = false;
    std::size_t base = 0;  // the need it is correlated with
    double weight_base = 0;
    double weight_own = 1;
    std::optional<std::size_t> attribute;
    double ratio = 1;
  };

  const AttributeTables& attributes_;
  QuantileTable normal_;
  std::vector<Need> needs_;
};

}  // namespace draagkracht
