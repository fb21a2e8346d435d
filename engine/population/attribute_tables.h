// Attribute rules compiled to chances by age, sex and the attributes one already has.
// Knows no persons and draws nothing; the rules must have passed check_population_input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/population/population_input.h"

namespace draagkracht {

// The share of persons with both A and B, from the shares with A and with B and the odds ratio of the 2x2 table.
// Closed form: the root of the quadratic that the definition of the odds ratio leads to.
double share_with_both(double share_a, double share_b, double odds_ratio);

inline constexpr std::size_t most_links = 4;       // odds ratios of one attribute
inline constexpr std::size_t most_ancestors = 12;  // attributes that those of its links depend on, themselves included

// Where `attribute` and all that it hangs on by odds ratios stand in `rules`, ascending, without itself. Unknown or
// later names are skipped.
std::vector<std::size_t> linked_ancestors(const std::vector<AttributeRule>& rules, std::size_t attribute);

// How links are met, within each age and sex: the share of the attribute is exact. With one link so is its odds ratio.
// With several, the first odds ratio is exact over all persons of that age and sex; each further one holds between
// persons who are alike in all other links, the odds being scaled so that the chance given the first attribute stays.
class AttributeTables {
 public:
  explicit AttributeTables(const std::vector<AttributeRule>& rules);

  std::size_t size() const { return attributes_.size(); }
  AttributeRule::Kind kind(std::size_t attribute) const { return attributes_[attribute].kind; }

  // Kind age_band: the label at an age in whole years.
  std::uint8_t band(std::size_t attribute, int age) const { return attributes_[attribute].bands[age]; }

  // Kind prevalence: the share of persons of this age and sex who have it.
  double share(std::size_t attribute, int age, Sex sex) const {
    return attributes_[attribute].shares[stratum(age, sex)];
  }

  // Kinds prevalence and participation: the chance of label 1, given the labels of the earlier attributes.
  // Axis of `labels`: attribute.
  double chance(std::size_t attribute, int age, Sex sex, const std::uint8_t* labels) const;

  // Kind score: the label, given those of all attributes that it reads.
  std::uint8_t score(std::size_t attribute, const std::uint8_t* labels) const;

 private:
  static constexpr std::size_t ages = oldest_age + 1;
  static constexpr std::size_t strata = 2 * ages;
  static std::size_t stratum(int age, Sex sex) {
    return static_cast<std::size_t>(sex) * ages + static_cast<std::size_t>(age);
  }

  struct Basis {
    std::size_t attribute = 0;
    double chance = 0;
    int age_from = 0;
  };
  struct PointsOfLabels {
    std::size_t attribute = 0;
    std::vector<double> points;  // axis: label; those beyond have 0
  };
  struct Exception {
    struct Condition {
      std::size_t attribute = 0;
      std::vector<std::uint8_t> labels;
    };
    std::vector<Condition> conditions;
    std::uint8_t at_least = 0, at_most = 255;
  };
  struct Attribute {
    AttributeRule::Kind kind = AttributeRule::Kind::age_band;
    std::vector<std::uint8_t> bands;  // axis: age
    std::vector<double> shares;       // axis: stratum
    std::vector<std::size_t> links;   // attributes
    std::vector<double> given_links;  // axes: stratum, which links one has (bit i: link i)
    std::vector<Basis> basis;
    std::vector<double> participation;  // axis: age; share x age factor
    std::vector<PointsOfLabels> points;
    std::vector<double> first_points;  // axis: label - 1
    std::vector<Exception> exceptions;
  };

  void compile_prevalence(const std::vector<AttributeRule>& rules, std::size_t attribute);
  void compile_participation(const std::vector<AttributeRule>& rules, std::size_t attribute);
  void compile_score(const std::vector<AttributeRule>& rules, std::size_t attribute);
  std::vector<double> joint_of_links(std::size_t attribute, const std::vector<std::size_t>& ancestors,
                                     std::size_t stratum) const;

  std::vector<Attribute> attributes_;
};

}  // namespace draagkracht
