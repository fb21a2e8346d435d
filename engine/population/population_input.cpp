#include "engine/population/population_input.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/population/attribute_tables.h"
#include "engine/population/counts.h"
#include "engine/population/need_factors.h"
#include "engine/population/places.h"
#include "engine/population/population.h"
#include "engine/population/synthesis.h"

namespace draagkracht {
namespace {

using Kind = AttributeRule::Kind;

constexpr std::size_t not_found = static_cast<std::size_t>(-1);

bool is_share(double x) { return x >= 0 && x <= 1; }
bool is_amount(double x) { return x >= 0 && std::isfinite(x); }

std::string number(std::size_t n) { return std::to_string(n); }

// Writes down what is wrong with one input.
class Check {
 public:
  explicit Check(const PopulationInput& input) : input_(input) {}

  void run() {
    check_wijken();
    check_projection();
    check_attributes();
    check_needs();
    if (input_.lives) check_lives();
    check_names(input_.numbers, "attribute", number_draw, limits::person_numbers);
    check_scopes();
    if (!(input_.share_of_inhabitants > 0 && input_.share_of_inhabitants <= 1)) {
      issues_.add({}, "share_of_inhabitants", "must be above 0 and at most 1");
    }
    issues_.throw_if_any();
  }

 private:
  void check_wijken() {
    if (input_.wijken.empty()) issues_.add({}, "region." + input_.region, "has no wijken");
    if (input_.wijken.size() >= no_place) issues_.add({}, "region." + input_.region, "has more than 65534 wijken");
    std::map<std::uint32_t, std::string> codes;
    for (const WijkCount& wijk : input_.wijken) {
      const std::optional<std::uint32_t> n = wijk_number(wijk.code);
      const std::string why = "the number in the code is what the random numbers of its people are addressed by";
      if (!n) {
        issues_.add({}, "wijk." + wijk.code, "has no number of at most 32 bits in its code", why);
      } else if (const auto [other, is_new] = codes.emplace(*n, wijk.code); !is_new) {
        issues_.add({}, "wijk." + wijk.code, "has the same number as " + other->second, why);
      }
    }
  }

  void check_projection() {
    std::map<int, int> years;
    for (const ProjectionYear& year : input_.projection) {
      const std::string key = "projection." + std::to_string(year.year);
      if (++years[year.year] == 2) issues_.add({}, key, "stands there twice");
      for (std::size_t band = 0; band < age_bands; ++band) {
        const double men = year.persons[0][band];
        const double women = year.persons[1][band];
        if (!is_amount(men) || !is_amount(women) || men + women <= 0) {
          issues_.add({}, key, "needs persons in band " + number(band), "the growth of a band is a ratio of them");
        }
      }
    }
    for (const int year : {input_.count_year, population_year(input_)}) {
      if (years.count(year) != 0) continue;
      years[year] = 1;  // once
      issues_.add({}, "projection", "has no year " + std::to_string(year),
                  "counts are multiplied by the growth from the year of the counts to that of the population date");
    }
    if (!input_.lives) return;
    for (int year = population_year(input_) + 1; year <= input_.lives->last_year + 1; ++year) {
      if (years.count(year) != 0) continue;
      const std::string from = std::to_string(years.begin()->first), to = std::to_string(years.rbegin()->first);
      issues_.add(
          input_.lives->where, "population.lives",
          "go on after the projection, which has no year " + std::to_string(year),
          "the run ends in " + std::to_string(input_.lives->last_year) +
              ", and who comes and leaves follows from the counts at its end",
          "Projected are " + from + " to " + to + ": end the run before the last New Year of these, or add years");
      return;
    }
  }

  // Two names with one hash would draw the same numbers.
  template <class Rules>
  void check_names(const Rules& rules, const std::string& kind, const std::string& draw, std::size_t most) {
    if (rules.size() > most) {
      issues_.add(rules[most].where, kind + "." + rules[most].name, "is one too many",
                  "at most " + number(most) + " fit");
    }
    std::map<std::uint32_t, std::string> seen;
    for (const auto& rule : rules) {
      const auto [other, is_new] = seen.emplace(name_hash(draw + rule.name), rule.name);
      if (is_new) continue;
      const bool twice = other->second == rule.name;
      issues_.add(rule.where, kind + "." + rule.name,
                  twice ? "stands there twice" : "has the same hash as " + other->second,
                  twice ? "" : "their random numbers would be the same", twice ? "" : "give it another name");
    }
  }

  // The position of an attribute before `end` of one of the kinds; not_found with an issue if there is none.
  std::size_t attribute_before(std::size_t end, const std::string& name, const std::set<Kind>& kinds,
                               const Location& where, const std::string& key) {
    std::vector<std::string> candidates;
    for (std::size_t a = 0; a < end; ++a) {
      const AttributeRule& rule = input_.attributes[a];
      if (kinds.count(rule.kind) == 0) continue;
      if (rule.name == name) return a;
      candidates.push_back(rule.name);
    }
    const std::string which = kinds.count(Kind::participation) != 0 ? "prevalence or participation" : "prevalence";
    issues_.add(where, key, "\"" + name + "\" is no earlier attribute of kind " + which, "",
                did_you_mean(name, candidates));
    return not_found;
  }

  void check_attributes() {
    check_names(input_.attributes, "attribute", attribute_draw, person_attributes);
    for (std::size_t a = 0; a < input_.attributes.size(); ++a) {
      switch (input_.attributes[a].kind) {
        case Kind::age_band:
          check_age_band(input_.attributes[a]);
          break;
        case Kind::sex:
        case Kind::set_by_steps:
          break;
        case Kind::prevalence:
          check_prevalence(a);
          break;
        case Kind::participation:
          check_participation(a);
          break;
        case Kind::score:
          check_score(a);
          break;
        case Kind::before_death:
          break;
        case Kind::before_birth:
          check_before_birth(input_.attributes[a]);
          break;
      }
    }
  }

  void check_age_band(const AttributeRule& rule) {
    const std::vector<int>& first = rule.first_ages;
    const bool ascending =
        std::adjacent_find(first.begin(), first.end(), [](int a, int b) { return a >= b; }) == first.end();
    if (first.empty() || first.front() != 0 || !ascending || first.back() > oldest_age) {
      issues_.add(rule.where, "attribute." + rule.name, "first ages of the bands must ascend from 0 to at most 120",
                  "everybody needs a band");
    }
  }

  // Else one birth could end what goes before the next, and what goes before a birth must not be longer than a year.
  void check_before_birth(const AttributeRule& rule) {
    if (!rule.time || !input_.lives) return;
    const std::int64_t longest = days_before_event(rule, 0xFFFF'FFFF);
    if (longest <= input_.lives->births_apart_days) return;
    issues_.add(rule.where, "attribute." + rule.name + ".time",
                "can be " + std::to_string(longest) + " days, longer than births are apart",
                "births of one mother are at least " + std::to_string(input_.lives->births_apart_days) + " days apart",
                "population.lives.births_apart = \"" + std::to_string(longest) + " days\", or a law that ends earlier");
  }

  bool check_ages(int from, int to, const Location& where, const std::string& key) {
    if (0 <= from && from <= to && to <= oldest_age) return true;
    issues_.add(where, key, "ages " + std::to_string(from) + "-" + std::to_string(to) + " are no range within 0-120");
    return false;
  }

  void check_prevalence(std::size_t attribute) {
    const AttributeRule& rule = input_.attributes[attribute];
    const std::string key = "attribute." + rule.name;
    std::array<std::array<bool, oldest_age + 1>, 2> covered{};
    for (const PrevalenceRow& row : rule.rows) {
      if (!is_share(row.share)) issues_.add(rule.where, key, "a share must be between 0 and 1");
      if (!check_ages(row.age_from, row.age_to, rule.where, key)) continue;
      bool twice = false;
      for (const Sex sex : {Sex::male, Sex::female}) {
        if (row.sex && *row.sex != sex) continue;
        for (int age = row.age_from; age <= row.age_to; ++age) {
          bool& cell = covered[static_cast<std::size_t>(sex)][static_cast<std::size_t>(age)];
          twice = twice || cell;
          cell = true;
        }
      }
      if (twice) {
        issues_.add(rule.where, key,
                    "ages " + std::to_string(row.age_from) + "-" + std::to_string(row.age_to) +
                        " overlap with an earlier row of that sex");
      }
    }
    check_links(attribute);
  }

  void check_links(std::size_t attribute) {
    const AttributeRule& rule = input_.attributes[attribute];
    std::set<std::string> linked;
    for (const OddsLink& link : rule.links) {
      const std::string key = "attribute." + rule.name + ".odds." + link.attribute;
      attribute_before(attribute, link.attribute, {Kind::prevalence}, rule.where, key);
      if (!linked.insert(link.attribute).second) issues_.add(rule.where, key, "stands there twice");
      if (!(link.odds_ratio > 0 && std::isfinite(link.odds_ratio))) {
        issues_.add(rule.where, key, "an odds ratio must be above 0 and finite");
      }
    }
    const std::string key = "attribute." + rule.name + ".odds";
    if (rule.links.size() > most_links) {
      issues_.add(rule.where, key, number(rule.links.size()) + " links are too many", "at most " + number(most_links));
    } else if (const std::size_t n = linked_ancestors(input_.attributes, attribute).size(); n > most_ancestors) {
      issues_.add(rule.where, key, "depends on " + number(n) + " attributes through its links",
                  "at most " + number(most_ancestors) + ", for all their combinations are gone through");
    }
  }

  void check_score(std::size_t attribute) {
    const AttributeRule& rule = input_.attributes[attribute];
    const std::string key = "attribute." + rule.name;
    for (const ScorePoints& of : rule.points) {
      check_read_by_score(attribute, of.attribute, rule.where, key + ".points." + of.attribute);
      if (!std::isfinite(of.points)) issues_.add(rule.where, key, "points must be finite");
    }
    for (const ScoreException& exception : rule.exceptions) {
      for (const ScoreException::Condition& condition : exception.conditions)
        check_read_by_score(attribute, condition.attribute, rule.where, key + ".exception");
    }
    const std::vector<double>& first = rule.first_points;
    if (!std::is_sorted(first.begin(), first.end(), [](double a, double b) { return a <= b; }) || first.empty())
      issues_.add(rule.where, key, "points at which labels begin must rise", "each label needs points of its own");
  }

  void check_read_by_score(std::size_t score, const std::string& name, const Location& where, const std::string& key) {
    std::vector<std::string> candidates;
    for (std::size_t a = 0; a < input_.attributes.size(); ++a) {
      const AttributeRule& other = input_.attributes[a];
      if (a >= score && other.kind == Kind::score) continue;
      if (other.name == name) return;
      candidates.push_back(other.name);
    }
    issues_.add(where, key, "\"" + name + "\" is no attribute that this score can read", "",
                did_you_mean(name, candidates));
  }

  void check_participation(std::size_t attribute) {
    const AttributeRule& rule = input_.attributes[attribute];
    const std::string key = "attribute." + rule.name;
    if (!is_share(rule.share)) issues_.add(rule.where, key, "the share must be between 0 and 1");
    for (const ParticipationBasis& basis : rule.basis) {
      const std::string basis_key = key + ".basis." + basis.attribute;
      attribute_before(attribute, basis.attribute, {Kind::prevalence, Kind::participation}, rule.where, basis_key);
      if (!is_amount(basis.chance)) issues_.add(rule.where, basis_key, "a chance must be at least 0");
    }
    for (const AgeFactor& range : rule.age_factors) {
      check_ages(range.age_from, range.age_to, rule.where, key);
      if (!is_amount(range.factor)) issues_.add(rule.where, key, "an age factor must be at least 0");
    }
  }

  void check_needs() {
    check_names(input_.needs, "need", need_draw, person_needs);
    for (std::size_t n = 0; n < input_.needs.size(); ++n) {
      const NeedRule& rule = input_.needs[n];
      const std::string key = "need." + rule.name;
      // Below 0.05 hardly anybody has a need at all, and the tables of the inverse CDF lose their precision.
      if (!(rule.shape == 0 || (rule.shape >= 0.05 && std::isfinite(rule.shape)))) {
        issues_.add(rule.where, key + ".shape", "must be 0 (everyone the same) or at least 0.05");
      } else if (!rule.correlated_with.empty()) {
        check_correlation(n);
      }
      if (rule.multiplied_by.empty()) continue;
      attribute_before(input_.attributes.size(), rule.multiplied_by, {Kind::prevalence}, rule.where, key);
      if (!(rule.multiplier > 0 && std::isfinite(rule.multiplier))) {
        issues_.add(rule.where, key, "a multiplier must be above 0 and finite");
      }
    }
  }

  // Lives that go on: rates of all kinds.
  void check_lives() {
    const LifeRules& rules = *input_.lives;
    const auto is_sex = [](const AttributeRule& rule) { return rule.kind == Kind::sex; };
    if (std::none_of(input_.attributes.begin(), input_.attributes.end(), is_sex))
      issues_.add(rules.where, "population.lives", "needs an attribute of kind sex",
                  "rates of death and birth go by it");
    check_rates(rules.deaths, rules.where, "population.lives.deaths");
    check_rates(rules.births, rules.where, "population.lives.births");
    check_rates(rules.moves_within, rules.where, "population.lives.moves");
    check_rates(rules.moves_between, rules.where, "population.lives.moves");
    check_share(rules.stays_in_region, rules.where, "population.lives.stays_in_region");
    check_share(rules.keeps_place, rules.where, "population.lives.keeps_place");
    check_share(rules.keeps_place_between, rules.where, "population.lives.keeps_place_between");
    if (!(rules.trend > -1 && rules.trend < 1))
      issues_.add(rules.where, "population.lives.trend", "must lie between -1 and 1", "it is a growth per year");
    for (const NeedRule& need : input_.needs)
      check_share(need.persistence, need.where, "need." + need.name + ".persistence");
    for (const AttributeRule& rule : input_.attributes) {
      const std::string key = "attribute." + rule.name;
      check_rates(rule.begins, rule.where, key + ".begins");
      check_rates(rule.ends, rule.where, key + ".ends");
      if (!rule.ends.empty() && rule.begins.empty())
        issues_.add(rule.where, key + ".begins", "is missing",
                    "a condition that ends begins as well, or nobody is left");
    }
  }

  void check_share(double share, const Location& where, const std::string& key) {
    if (!(share >= 0 && share <= 1)) issues_.add(where, key, "must lie between 0 and 1");
  }

  void check_rates(const std::vector<RateRow>& rows, const Location& where, const std::string& key) {
    std::map<std::pair<int, int>, std::vector<bool>> seen;  // year, sex -> axis: age
    for (const RateRow& row : rows) {
      if (!check_ages(row.age_from, row.age_to, where, key)) continue;
      if (!(row.per_year >= 0 && row.per_year <= most_rate)) {
        issues_.add(where, key, "a rate of " + std::to_string(row.per_year) + " per year lies outside 0 to 365.25",
                    "nothing happens to somebody more than once a day");
      }
      for (int sex = 0; sex < 2; ++sex) {
        if (row.sex && static_cast<int>(*row.sex) != sex) continue;
        std::vector<bool>& ages = seen[{row.year_from, sex}];
        ages.resize(oldest_age + 1);
        for (int age = row.age_from; age <= row.age_to; ++age) {
          if (ages[static_cast<std::size_t>(age)]) {
            issues_.add(where, key, "has two rates at age " + std::to_string(age), "one of them would have no effect");
            return;
          }
          ages[static_cast<std::size_t>(age)] = true;
        }
      }
    }
  }

  void check_correlation(std::size_t need) {
    const NeedRule& rule = input_.needs[need];
    const std::string key = "need." + rule.name + ".correlation";
    std::vector<std::string> candidates;
    for (std::size_t n = 0; n < need; ++n) {
      const NeedRule& other = input_.needs[n];
      candidates.push_back(other.name);
      if (other.name != rule.correlated_with) continue;
      if (rule.correlation == 0 || !(other.shape == 0 || other.shape >= 0.05)) return;
      if (rule.shape == 0 || other.shape == 0) {
        issues_.add(rule.where, key, "cannot be met", "a need with shape 0 is the same for everyone");
        return;
      }
      const CorrelationRange range = reachable_correlations(other.shape, rule.shape);
      if (rule.correlation >= range.low && rule.correlation <= range.high) return;
      const auto two = [](double x) { return std::to_string(x).substr(0, x < 0 ? 5 : 4); };
      issues_.add(rule.where, key, "cannot be met",
                  "with these shapes it lies between " + two(range.low) + " and " + two(range.high));
      return;
    }
    issues_.add(rule.where, key, "\"" + rule.correlated_with + "\" is no earlier need", "",
                did_you_mean(rule.correlated_with, candidates));
  }

  void check_scopes() {
    check_names(input_.scopes, "scope", place_draw, person_scopes);
    for (const ScopeRule& rule : input_.scopes) {
      const std::string key = "scope." + rule.name;
      if (rule.kind == ScopeRule::Kind::catchment) {
        if (rule.place_names.empty() && !(rule.inhabitants_per_place > 0))
          issues_.add(rule.where, key, "inhabitants per place must be above 0");
        continue;
      }
      if (!is_share(rule.share_not_enrolled))
        issues_.add(rule.where, key, "the share not enrolled must be between 0 and 1");
      if (!(rule.own_wijk_weight >= 1 && std::isfinite(rule.own_wijk_weight))) {
        issues_.add(rule.where, key, "the weight of one's own wijk must be at least 1");
      }
      if (!is_amount(rule.size_cv)) issues_.add(rule.where, key, "the cv of sizes must be at least 0");
      check_names(rule.preferences, key + ".preference", site_draw + rule.name + "/", limits::preferences);
      for (const PlacePreference& preference : rule.preferences) check_preference(preference, key);
      double shares = 0;
      for (const SizeClass& size : rule.size_classes) {
        shares += size.share;
        if (!is_amount(size.share)) issues_.add(rule.where, key + "." + size.name, "the share must be at least 0");
        if (!(size.inhabitants > 0 && std::isfinite(size.inhabitants))) {
          issues_.add(rule.where, key + "." + size.name, "inhabitants must be above 0");
        }
      }
      if (!(shares > 0)) issues_.add(rule.where, key, "needs size classes with a share above 0");
    }
  }

  void check_preference(const PlacePreference& preference, const std::string& scope) {
    const std::string key = scope + ".preference." + preference.name;
    if (!is_amount(preference.cv)) issues_.add(preference.where, key, "the cv must be at least 0");
    if (preference.attribute >= input_.attributes.size()) issues_.add(preference.where, key, "has no such attribute");
  }

  static constexpr double most_rate = 365.25;  // events per person-year

  const PopulationInput& input_;
  Issues issues_;
};

}  // namespace

void check_population_input(const PopulationInput& input) { Check(input).run(); }

}  // namespace draagkracht
