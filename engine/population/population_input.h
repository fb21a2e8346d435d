// What the inhabitants of one region are made from, as plain structs: counts, shares and rules, already parsed.
// Reads no files and derives nothing; engine/population/synthesis.h makes people of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/core/limits.h"
#include "engine/population/life_rules.h"
#include "engine/random/quantile_tables.h"

namespace draagkracht {

inline constexpr std::size_t age_bands = 20;  // five years each: 0-4, 5-9 ... 90-94, 95 and over

struct WijkCount {
  std::string code;  // holds its number (see wijk_number), by which random numbers of its people are addressed
  std::string municipality_code;
  std::string municipality;
  std::array<std::uint32_t, age_bands> persons{};  // on 1 January of PopulationInput::count_year
  friend bool operator==(const WijkCount&, const WijkCount&) = default;
};

// The whole country on 1 January of a year.
struct ProjectionYear {
  int year = 0;
  std::array<std::array<double, age_bands>, 2> persons{};  // axes: sex, band
  friend bool operator==(const ProjectionYear&, const ProjectionYear&) = default;
};

struct PrevalenceRow {
  int age_from = 0;  // whole years, both ends included
  int age_to = oldest_age;
  std::optional<Sex> sex;  // none: both
  double share = 0;        // of persons who have it
  friend bool operator==(const PrevalenceRow&, const PrevalenceRow&) = default;
};

// Odds of having it with the other attribute / odds without, given age and sex.
struct OddsLink {
  std::string attribute;  // an earlier one of kind prevalence
  double odds_ratio = 1;
  friend bool operator==(const OddsLink&, const OddsLink&) = default;
};

struct ParticipationBasis {
  std::string attribute;  // an earlier one of kind prevalence or participation
  double chance = 1;      // adds up over the attributes that a person has, to at most 1
  int age_from = 0;       // whole years; who is younger takes no part on this ground
  friend bool operator==(const ParticipationBasis&, const ParticipationBasis&) = default;
};

struct AgeFactor {
  int age_from = 0;  // whole years, both ends included
  int age_to = oldest_age;
  double factor = 1;  // an age that no range holds has factor 1
  friend bool operator==(const AgeFactor&, const AgeFactor&) = default;
};

struct ScorePoints {
  std::string attribute;
  std::uint8_t label = 0;
  double points = 0;  // of who has this label; all add up
  friend bool operator==(const ScorePoints&, const ScorePoints&) = default;
};

// Who has all of these labels gets a label between two of the score, whatever the points say.
struct ScoreException {
  struct Condition {
    std::string attribute;
    std::vector<std::uint8_t> labels;  // one of these
    friend bool operator==(const Condition&, const Condition&) = default;
  };
  std::vector<Condition> conditions;
  std::uint8_t at_least = 0, at_most = 255;
  friend bool operator==(const ScoreException&, const ScoreException&) = default;
};

// How the label of one attribute is found. Only the fields named at its kind are read.
struct AttributeRule {
  enum class Kind : std::uint8_t {
    age_band,       // first_ages; the label is the number of the band
    sex,            // label 0 male, 1 female
    prevalence,     // rows, links; label 1 has it; an age and sex without a row has share 0
    participation,  // basis, share, age_factors; label 1 takes part, with chance basis x share x age factor
    score,  // points, first_points, exceptions; draws nothing, and reads the labels of all that is no later score
    set_by_steps = 6,  // label 0: what happens in a run is not known here
    // share, time: label 1 for a time before the person dies, or gives birth; where lives go on.
    before_death,
    before_birth,
  };
  std::string name;
  Kind kind = Kind::age_band;
  std::vector<int> first_ages;  // whole years, ascending, the first one 0
  std::vector<PrevalenceRow> rows;
  std::vector<OddsLink> links;
  std::vector<ScorePoints> points;
  std::vector<double> first_points;        // rising; axis: label - 1
  std::vector<ScoreException> exceptions;  // in the order in which they apply
  std::vector<ParticipationBasis> basis;
  double share = 1;
  std::vector<AgeFactor> age_factors;
  // Of kind prevalence, where lives go on. At each birthday one has it as the rows say of that age and the labels that
  // one has then: whoever comes first in an order of persons that stays.
  bool at_birthdays = false;
  // Or: rates per person-year of those without it, and of those with it. Who has linked attributes begins more often by
  // as much as keeps the odds.
  std::vector<RateRow> begins, ends;
  std::optional<SharedTable> time;  // ms
  double time_factor = 1;
  Location where;
  friend bool operator==(const AttributeRule&, const AttributeRule&) = default;
};

// A number that each person has: drawn x factor x what the table says of the person.
struct NumberRule {
  struct Axis {
    enum class Kind : std::uint8_t {
      attribute,  // row: the label
      wijk,       // row: of_wijk
      place,      // row: of the place with that name in the scope
    };
    Kind kind = Kind::attribute;
    std::string name;                    // of the attribute or scope
    std::vector<std::string> rows;       // names of places; else only how many there are
    std::vector<std::uint32_t> of_wijk;  // axis: wijk of the input; as many as rows: none
    friend bool operator==(const Axis&, const Axis&) = default;
  };
  std::string name;
  std::optional<SharedTable> law;  // none: everyone has 1
  double factor = 1;
  std::vector<Axis> axes;
  std::vector<double> values{1.0};                            // axes: as `axes`, the last one fastest; NaN: no such row
  double missing = std::numeric_limits<double>::quiet_NaN();  // instead; NaN: it must not be missing
  Location where;
  friend bool operator==(const NumberRule& a, const NumberRule& b) {
    const auto same = [](double x, double y) { return x == y || (x != x && y != y); };
    return a.name == b.name && a.law == b.law && a.factor == b.factor && a.axes == b.axes &&
           same(a.missing, b.missing) &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), same);
  }
};

// A personal factor on the rate of requests: gamma with mean 1, in every age and sex.
struct NeedRule {
  std::string name;
  double shape = 0;             // of the gamma; 0: everyone has 1
  std::string correlated_with;  // an earlier need; empty: independent
  double correlation = 0;       // Pearson's, of the two gamma factors before any multiplication
  std::string multiplied_by;    // an attribute of kind prevalence; empty: none
  double multiplier = 1;        // mean of those who have it / mean of those of the same age and sex who do not
  double persistence = 1;       // correlation of a person's normal deviates of one year and the next
  Location where;
  friend bool operator==(const NeedRule&, const NeedRule&) = default;
};

struct SizeClass {
  std::string name;
  double share = 0;        // of the places; the shares need not sum to 1
  double inhabitants = 0;  // per place
  friend bool operator==(const SizeClass&, const SizeClass&) = default;
};

// A spread of places with a lower cv than this is none.
inline constexpr double least_spread = 0.001;

// Places differ in how likely persons with some labels pick them, against others.
struct PlacePreference {
  std::string name;
  std::size_t attribute = 0;         // position in PopulationInput::attributes
  std::vector<std::uint8_t> labels;  // axis: label; 1: meant
  double cv = 0;                     // of the factor over places: gamma with mean 1
  Location where;
  friend bool operator==(const PlacePreference&, const PlacePreference&) = default;
};

// A kind of place that people belong to, beside the region itself.
struct ScopeRule {
  enum class Kind : std::uint8_t {
    enrolment,  // all but what is of a catchment: people choose a place with room
    catchment,  // inhabitants_per_place, or place_names and place_of: whole wijken belong to a place
  };
  std::string name;
  Kind kind = Kind::enrolment;
  std::vector<SizeClass> size_classes;
  double share_not_enrolled = 0;
  double own_wijk_weight = 1;  // how much likelier a free place in one's own wijk is than one elsewhere; at least 1
  double size_cv = 0;          // of the room of places of one class
  std::vector<PlacePreference> preferences;  // at most limits::preferences
  double inhabitants_per_place = 0;
  // Real places instead of drawn ones; none: drawn by their size classes.
  struct RealPlace {
    std::string name;
    std::string wijk;  // code
    std::uint32_t size_class = 0;
    double patients = 0;  // room in proportion to this
    friend bool operator==(const RealPlace&, const RealPlace&) = default;
  };
  std::vector<RealPlace> real_places;
  std::vector<std::string> place_names;           // axis: place; none: equal slices of the inhabitants
  std::map<std::string, std::uint32_t> place_of;  // code of each wijk -> place
  Location where;
  friend bool operator==(const ScopeRule&, const ScopeRule&) = default;
};

struct PopulationInput {
  std::string region;  // code
  std::vector<WijkCount> wijken;
  int count_year = 2021;
  std::vector<ProjectionYear> projection;
  std::vector<AttributeRule> attributes;  // at most person_attributes
  std::vector<NeedRule> needs;            // at most person_needs
  std::vector<NumberRule> numbers;
  std::vector<ScopeRule> scopes;  // scope 1 and on, at most person_scopes; scope 0 is the region
  std::int64_t start_date = 0;    // days since 1970-01-01
  // The day on which people are counted and have their age; none: start_date. A run whose warm-up starts before the
  // year that it is about gives 1 January of that year.
  std::optional<std::int64_t> population_date;
  std::optional<LifeRules> lives;   // none: people stay as they are on that day
  double share_of_inhabitants = 1;  // below 1: only so many of them, for trying things out
  friend bool operator==(const PopulationInput&, const PopulationInput&) = default;
};

// How long before its event a person has an attribute of kind before_death or before_birth, for a word: 1 day to 3
// years.
inline constexpr int longest_before_event_years = 3;
inline std::int64_t days_before_event(const AttributeRule& rule, std::uint32_t word) {
  const auto days = static_cast<std::int64_t>((*rule.time)->sample(word) * rule.time_factor / 86'400'000);
  return std::clamp<std::int64_t>(days, 1, longest_before_event_years * 365);
}

// Throws InputError with everything that makes the input unusable: unknown names, shares outside 0 to 1, overlapping
// rows, wijken with one number, years that the projection lacks, correlations that two gamma factors cannot have.
void check_population_input(const PopulationInput& input);

}  // namespace draagkracht
