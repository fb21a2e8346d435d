#include "engine/population/need_factors.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }
double normal_share_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double correlation_of(const std::vector<double>& a, const std::vector<double>& b, double deviate_correlation) {
  double covariance = 0;
  double variance_a = 0;
  double variance_b = 0;
  double power = 1;
  for (std::size_t n = 0; n < a.size(); ++n) {
    power *= deviate_correlation;
    covariance += a[n] * b[n] * power;
    variance_a += a[n] * a[n];
    variance_b += b[n] * b[n];
  }
  return covariance / std::sqrt(variance_a * variance_b);
}

template <class Rules>
std::size_t position_of(const Rules& rules, const std::string& name) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.name == name; });
  DRAAGKRACHT_ENSURE(found != rules.end());
  return static_cast<std::size_t>(found - rules.begin());
}

}  // namespace

GammaOfDeviate::GammaOfDeviate(double shape) {
  const DistributionSpec law = DistributionSpec::gamma(1, 1 / std::sqrt(shape));
  const int n = static_cast<int>(2 * end * nodes_per_unit);
  const auto deviate = [](int node) { return -end + static_cast<double>(node) / nodes_per_unit; };
  for (int node = 0; node <= n; ++node) nodes_.push_back(law.quantile(normal_share_below(deviate(node))));

  // The mean of the table: linear pieces against the normal law, and the two ends.
  double mean = normal_share_below(-end) * (nodes_.front() + nodes_.back());
  for (int node = 0; node < n; ++node) {
    const double a = deviate(node);
    const double b = deviate(node + 1);
    const double low = nodes_[static_cast<std::size_t>(node)];
    const double slope = (nodes_[static_cast<std::size_t>(node) + 1] - low) * nodes_per_unit;
    mean += (low - slope * a) * (normal_share_below(b) - normal_share_below(a));
    mean += slope * (normal_density(a) - normal_density(b));
  }
  for (double& value : nodes_) value /= mean;
}

double GammaOfDeviate::at(double deviate) const {
  const double place = (std::clamp(deviate, -end, end) + end) * nodes_per_unit;
  const std::size_t node = std::min(static_cast<std::size_t>(place), nodes_.size() - 2);
  return nodes_[node] + (nodes_[node + 1] - nodes_[node]) * (place - static_cast<double>(node));
}

std::vector<double> GammaOfDeviate::hermite() const {
  constexpr std::size_t degree = 40;  // a term this far is below 1e-6 of the variance for shapes from 0.05
  std::vector<double> coefficients(degree, 0.0);
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    const double z = -end + static_cast<double>(node) / nodes_per_unit;
    const double weight = nodes_[node] * normal_density(z) / nodes_per_unit;
    double before = 0;
    double polynomial = 1;
    for (std::size_t n = 1; n <= degree; ++n) {
      const double next =
          (z * polynomial - std::sqrt(static_cast<double>(n - 1)) * before) / std::sqrt(static_cast<double>(n));
      before = polynomial;
      polynomial = next;
      coefficients[n - 1] += weight * polynomial;
    }
  }
  return coefficients;
}

CorrelationRange reachable_correlations(double shape_a, double shape_b) {
  const std::vector<double> a = GammaOfDeviate(shape_a).hermite();
  const std::vector<double> b = GammaOfDeviate(shape_b).hermite();
  return {correlation_of(a, b, -1), correlation_of(a, b, 1)};
}

double deviate_correlation(double shape_a, double shape_b, double correlation) {
  const std::vector<double> a = GammaOfDeviate(shape_a).hermite();
  const std::vector<double> b = GammaOfDeviate(shape_b).hermite();
  double low = -1;
  double high = 1;
  DRAAGKRACHT_ENSURE(correlation_of(a, b, low) <= correlation && correlation <= correlation_of(a, b, high));
  // Both variates grow with their deviate, so their correlation grows with that of the deviates.
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (correlation_of(a, b, middle) < correlation ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

NeedFactors::NeedFactors(const std::vector<NeedRule>& rules, const std::vector<AttributeRule>& attribute_rules,
                         const AttributeTables& attributes)
    : attributes_(attributes), normal_(DistributionSpec::normal(0, 1)), needs_(rules.size()) {
  for (std::size_t n = 0; n < rules.size(); ++n) {
    const NeedRule& rule = rules[n];
    Need& need = needs_[n];
    need.shape = rule.shape;
    if (!rule.multiplied_by.empty()) {
      need.attribute = position_of(attribute_rules, rule.multiplied_by);
      need.ratio = rule.multiplier;
    }
    if (rule.shape <= 0) continue;
    if (rule.persistence < 1) need.by_deviate.emplace(rule.shape);
    if (rule.correlated_with.empty() || rule.correlation == 0) {
      need.table.emplace(DistributionSpec::gamma(1, 1 / std::sqrt(rule.shape)));
      continue;
    }
    need.base = position_of(rules, rule.correlated_with);
    DRAAGKRACHT_ENSURE(need.base < n);
    needs_[need.base].deviate_wanted = true;
    need.of_deviate.emplace(rule.shape);
    need.weight_base = deviate_correlation(needs_[need.base].shape, rule.shape, rule.correlation);
    need.weight_own = std::sqrt(1 - need.weight_base * need.weight_base);
  }
}

double NeedFactors::gamma(std::size_t need, std::uint32_t word, double* deviates) const {
  const Need& it = needs_[need];
  if (it.of_deviate) {
    deviates[need] = it.weight_base * deviates[it.base] + it.weight_own * normal_.sample(word);
    return it.of_deviate->at(deviates[need]);
  }
  if (it.deviate_wanted) deviates[need] = normal_.sample(word);
  return it.table ? it.table->sample(word) : 1.0;
}

double NeedFactors::gamma_of(std::size_t need, double own_deviate, double* deviates) const {
  const Need& it = needs_[need];
  deviates[need] = it.of_deviate ? it.weight_base * deviates[it.base] + it.weight_own * own_deviate : own_deviate;
  const std::optional<GammaOfDeviate>& law = it.of_deviate ? it.of_deviate : it.by_deviate;
  return law ? law->at(deviates[need]) : 1.0;
}

double NeedFactors::multiplier(std::size_t need, int age, Sex sex, const std::uint8_t* labels) const {
  const Need& it = needs_[need];
  if (!it.attribute) return 1;
  const double have = attributes_.share(*it.attribute, age, sex);
  return (labels[*it.attribute] != 0 ? it.ratio : 1.0) / (1 + (it.ratio - 1) * have);
}

}  // namespace draagkracht
