#include "engine/population/attribute_tables.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

std::size_t position_of(const std::vector<AttributeRule>& rules, const std::string& name) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const AttributeRule& r) { return r.name == name; });
  return static_cast<std::size_t>(found - rules.begin());
}

// p with odds(p) = factor x odds(even), where `even` in (0, 1).
double scale_odds(double even, double factor) { return even * factor / (1 - even + even * factor); }

// The t for which the chances scale_odds(t, factor_i), weighed, average to `target`. The average grows with t.
double even_chance(std::span<const double> weights, std::span<const double> factors, double target) {
  if (target <= 0 || target >= 1) return target;
  double total = 0;
  for (const double w : weights) total += w;
  if (total <= 0) return target;
  double low = 0;
  double high = 1;
  for (;;) {
    const double t = 0.5 * (low + high);
    if (t <= low || t >= high) return t;
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * scale_odds(t, factors[i]);
    (sum < target * total ? low : high) = t;
  }
}

}  // namespace

double share_with_both(double share_a, double share_b, double odds_ratio) {
  // The root of (r - 1) x^2 - s x + r a b = 0 that lies between 0 and min(a, b), in the form that also serves r = 1.
  const double s = 1 + (share_a + share_b) * (odds_ratio - 1);
  const double root = std::sqrt(std::max(0.0, s * s - 4 * odds_ratio * (odds_ratio - 1) * share_a * share_b));
  const double both = 2 * odds_ratio * share_a * share_b / (s + root);
  // Rounding only: the root lies between these bounds, which are equal where a share is 1, and may then be rounded past
  // each other.
  const double most = std::min(share_a, share_b);
  return std::clamp(both, std::min(most, std::max(0.0, share_a + share_b - 1)), most);
}

std::vector<std::size_t> linked_ancestors(const std::vector<AttributeRule>& rules, std::size_t attribute) {
  std::set<std::size_t> ancestors;
  std::vector<std::size_t> to_see{attribute};
  while (!to_see.empty()) {
    const std::size_t child = to_see.back();
    to_see.pop_back();
    if (rules[child].kind != AttributeRule::Kind::prevalence) continue;
    for (const OddsLink& link : rules[child].links) {
      const std::size_t parent = position_of(rules, link.attribute);
      if (parent < child && ancestors.insert(parent).second) to_see.push_back(parent);
    }
  }
  return {ancestors.begin(), ancestors.end()};
}

AttributeTables::AttributeTables(const std::vector<AttributeRule>& rules) : attributes_(rules.size()) {
  for (std::size_t a = 0; a < rules.size(); ++a) {
    attributes_[a].kind = rules[a].kind;
    switch (rules[a].kind) {
      case AttributeRule::Kind::age_band:
        for (std::size_t age = 0; age < ages; ++age) {
          const auto& first = rules[a].first_ages;
          const auto passed = std::upper_bound(first.begin(), first.end(), static_cast<int>(age)) - first.begin();
          attributes_[a].bands.push_back(static_cast<std::uint8_t>(passed - 1));
        }
        break;
      case AttributeRule::Kind::sex:
      case AttributeRule::Kind::set_by_steps:
      case AttributeRule::Kind::before_death:
      case AttributeRule::Kind::before_birth:
        break;
      case AttributeRule::Kind::prevalence:
        compile_prevalence(rules, a);
        break;
      case AttributeRule::Kind::participation:
        compile_participation(rules, a);
        break;
      case AttributeRule::Kind::score:
        compile_score(rules, a);
        break;
    }
  }
}

double AttributeTables::chance(std::size_t attribute, int age, Sex sex, const std::uint8_t* labels) const {
  const Attribute& it = attributes_[attribute];
  if (it.kind == AttributeRule::Kind::prevalence) {
    std::size_t pattern = 0;
    for (std::size_t i = 0; i < it.links.size(); ++i) pattern |= std::size_t{labels[it.links[i]]} << i;
    return it.given_links[(stratum(age, sex) << it.links.size()) | pattern];
  }
  DRAAGKRACHT_ENSURE(it.kind == AttributeRule::Kind::participation);
  double basis = 0;
  for (const Basis& b : it.basis) {
    if (labels[b.attribute] != 0 && age >= b.age_from) basis += b.chance;
  }
  return std::min(1.0, std::min(1.0, basis) * it.participation[static_cast<std::size_t>(age)]);
}

void AttributeTables::compile_participation(const std::vector<AttributeRule>& rules, std::size_t attribute) {
  const AttributeRule& rule = rules[attribute];
  Attribute& it = attributes_[attribute];
  for (const ParticipationBasis& b : rule.basis) {
    it.basis.push_back({position_of(rules, b.attribute), b.chance, b.age_from});
  }
  it.participation.assign(ages, rule.share);
  for (const AgeFactor& range : rule.age_factors) {
    for (int age = range.age_from; age <= std::min(range.age_to, oldest_age); ++age) {
      it.participation[static_cast<std::size_t>(age)] = rule.share * range.factor;
    }
  }
}

void AttributeTables::compile_score(const std::vector<AttributeRule>& rules, std::size_t attribute) {
  const AttributeRule& rule = rules[attribute];
  Attribute& it = attributes_[attribute];
  it.first_points = rule.first_points;
  for (const ScorePoints& of : rule.points) {
    PointsOfLabels& all = it.points.emplace_back();
    all.attribute = position_of(rules, of.attribute);
    all.points.assign(std::size_t{of.label} + 1, 0.0);
    all.points.back() = of.points;
  }
  for (const ScoreException& written : rule.exceptions) {
    Exception& exception = it.exceptions.emplace_back();
    exception.at_least = written.at_least;
    exception.at_most = written.at_most;
    for (const ScoreException::Condition& of : written.conditions)
      exception.conditions.push_back({position_of(rules, of.attribute), of.labels});
  }
}

std::uint8_t AttributeTables::score(std::size_t attribute, const std::uint8_t* labels) const {
  const Attribute& it = attributes_[attribute];
  DRAAGKRACHT_ENSURE(it.kind == AttributeRule::Kind::score);
  double sum = 0;
  for (const PointsOfLabels& of : it.points) {
    const std::uint8_t label = labels[of.attribute];
    if (label < of.points.size()) sum += of.points[label];
  }
  // Thrice 0.1 is to reach 0.3.
  constexpr double rounding = 1e-9;
  const auto passed = std::upper_bound(it.first_points.begin(), it.first_points.end(), sum + rounding);
  auto label = static_cast<std::uint8_t>(passed - it.first_points.begin());
  for (const Exception& exception : it.exceptions) {
    const bool fits =
        std::all_of(exception.conditions.begin(), exception.conditions.end(), [&](const Exception::Condition& of) {
          return std::find(of.labels.begin(), of.labels.end(), labels[of.attribute]) != of.labels.end();
        });
    if (fits) label = std::min(std::max(label, exception.at_least), exception.at_most);
  }
  return label;
}

void AttributeTables::compile_prevalence(const std::vector<AttributeRule>& rules, std::size_t attribute) {
  const AttributeRule& rule = rules[attribute];
  Attribute& it = attributes_[attribute];
  it.shares.assign(strata, 0.0);
  for (const PrevalenceRow& row : rule.rows) {
    for (const Sex sex : {Sex::male, Sex::female}) {
      if (row.sex && *row.sex != sex) continue;
      for (int age = row.age_from; age <= std::min(row.age_to, oldest_age); ++age)
        it.shares[stratum(age, sex)] = row.share;
    }
  }
  std::vector<double> ratios;
  for (const OddsLink& link : rule.links) {
    it.links.push_back(position_of(rules, link.attribute));
    ratios.push_back(link.odds_ratio);
  }
  if (it.links.empty()) {
    it.given_links = it.shares;
    return;
  }

  const std::vector<std::size_t> ancestors = linked_ancestors(rules, attribute);
  const std::size_t patterns = std::size_t{1} << it.links.size();
  it.given_links.resize(strata * patterns);
  // How the links after the first one scale the odds; axis: pattern without the first link.
  std::vector<double> factors(patterns / 2, 1.0);
  for (std::size_t rest = 0; rest < factors.size(); ++rest) {
    for (std::size_t i = 1; i < ratios.size(); ++i) factors[rest] *= ((rest >> (i - 1)) & 1U) != 0 ? ratios[i] : 1.0;
  }
  std::vector<double> weights(factors.size());
  for (std::size_t s = 0; s < strata; ++s) {
    const double first = attributes_[it.links[0]].shares[s];
    const double own = it.shares[s];
    const double both = share_with_both(first, own, ratios[0]);
    const std::vector<double> joint = joint_of_links(attribute, ancestors, s);
    for (std::size_t has_first = 0; has_first < 2; ++has_first) {
      const double of_these = has_first != 0 ? first : 1 - first;
      const double with_own = has_first != 0 ? both : own - both;
      // Where there is nobody with (or without) the first attribute, any chance will do.
      const double target = of_these > 0 ? std::clamp(with_own / of_these, 0.0, 1.0) : own;
      for (std::size_t rest = 0; rest < factors.size(); ++rest) weights[rest] = joint[rest * 2 + has_first];
      const double even = factors.size() == 1 ? target : even_chance(weights, factors, target);
      for (std::size_t rest = 0; rest < factors.size(); ++rest) {
        it.given_links[s * patterns + rest * 2 + has_first] = scale_odds(even, factors[rest]);
      }
    }
  }
}

// The shares of the patterns of an attribute's links in one stratum. Axis: pattern (bit i: link i).
std::vector<double> AttributeTables::joint_of_links(std::size_t attribute, const std::vector<std::size_t>& ancestors,
                                                    std::size_t stratum) const {
  const std::vector<std::size_t>& links = attributes_[attribute].links;
  std::vector<double> joint(std::size_t{1} << links.size(), 0.0);
  std::vector<std::uint8_t> labels(attributes_.size(), 0);
  const Sex sex = stratum < ages ? Sex::male : Sex::female;
  const int age = static_cast<int>(stratum % ages);
  for (std::size_t all = 0; all < (std::size_t{1} << ancestors.size()); ++all) {
    double share = 1;
    for (std::size_t i = 0; i < ancestors.size(); ++i) labels[ancestors[i]] = (all >> i) & 1U;
    for (const std::size_t a : ancestors) {
      const double p = chance(a, age, sex, labels.data());
      share *= labels[a] != 0 ? p : 1 - p;
    }
    std::size_t pattern = 0;
    for (std::size_t i = 0; i < links.size(); ++i) pattern |= std::size_t{labels[links[i]]} << i;
    joint[pattern] += share;
  }
  return joint;
}

}  // namespace draagkracht
