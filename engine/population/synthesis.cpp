#include "engine/population/synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/population/attribute_tables.h"
#include "engine/population/band_ages.h"
#include "engine/population/counts.h"
#include "engine/population/life_courses.h"
#include "engine/population/need_factors.h"
#include "engine/population/places.h"
#include "engine/population/wijk_draws.h"

namespace draagkracht {
namespace {

// What a person has while it is made and the Population does not keep.
struct Draft {
  std::uint8_t age = 0;  // whole years
  Sex sex = Sex::male;
  std::array<double, person_needs> deviates{};
};

// Makes the people of one wijk after the other.
class Synthesis {
 public:
  Synthesis(const PopulationInput& input, std::uint32_t seed)
      : input_(input), seed_(seed), attributes_(input.attributes), needs_(input.needs, input.attributes, attributes_) {
    for (std::size_t band = 0; band < age_bands; ++band) {
      ages_.emplace_back(band, input.population_date.value_or(input.start_date));
      for (const ProjectionYear& year : input.projection) {
        if (year.year != population_year(input)) continue;
        female_[band] = year.persons[1][band] / (year.persons[0][band] + year.persons[1][band]);
      }
    }
  }

  const AttributeTables& attributes() const { return attributes_; }
  const NeedFactors& needs() const { return needs_; }

  void fill(Population& population, std::size_t wijk_index, const std::array<std::uint32_t, age_bands>& counts) {
    const Wijk& wijk = population.wijken[wijk_index];
    drafts_.assign(wijk.inhabitants, {});
    for (std::uint32_t ordinal = 0; ordinal < wijk.inhabitants; ++ordinal) {
      Person& person = population.persons[wijk.first + ordinal];
      person.entity = (std::uint64_t{wijk_number(wijk.code).value()} << 32) | ordinal;
      person.wijk = static_cast<std::uint16_t>(wijk_index);
    }
    fill_age_and_sex(population, wijk, counts);
    for (std::size_t a = 0; a < attributes_.size(); ++a) fill_attribute(population, wijk, a);
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      if (attributes_.kind(a) == AttributeRule::Kind::score) fill_score(population, wijk, a);
    }
    for (std::size_t n = 0; n < needs_.size(); ++n) fill_need(population, wijk, n);
  }

 private:
  void fill_age_and_sex(Population& population, const Wijk& wijk, const std::array<std::uint32_t, age_bands>& counts) {
    std::size_t band = 0;
    std::uint32_t end_of_band = wijk.first + counts[0];
    for_each_draw(population, wijk, seed_, name_hash(age_draw), [&](std::uint32_t i, const RandomBlock& block) {
      while (i >= end_of_band) end_of_band += counts[++band];
      const Age age = ages_[band].draw(block);
      population.persons[i].birth_day = static_cast<std::int32_t>(age.birth_day);
      drafts_[i - wijk.first].age = static_cast<std::uint8_t>(age.years);
    });
    band = 0;
    end_of_band = wijk.first + counts[0];
    for_each_draw(population, wijk, seed_, name_hash(sex_draw), [&](std::uint32_t i, const RandomBlock& block) {
      while (i >= end_of_band) end_of_band += counts[++band];
      drafts_[i - wijk.first].sex = uniform(block[0]) < female_[band] ? Sex::female : Sex::male;
    });
  }

  void fill_attribute(Population& population, const Wijk& wijk, std::size_t attribute) {
    switch (attributes_.kind(attribute)) {
      case AttributeRule::Kind::age_band:
        for (std::uint32_t i = 0; i < wijk.inhabitants; ++i) {
          population.persons[wijk.first + i].labels()[attribute] = attributes_.band(attribute, drafts_[i].age);
        }
        return;
      case AttributeRule::Kind::sex:
        for (std::uint32_t i = 0; i < wijk.inhabitants; ++i) {
          population.persons[wijk.first + i].labels()[attribute] = static_cast<std::uint8_t>(drafts_[i].sex);
        }
        return;
      case AttributeRule::Kind::score:
        return;  // when all else is known
      case AttributeRule::Kind::set_by_steps:
        return;  // the first label
      case AttributeRule::Kind::before_death:
      case AttributeRule::Kind::before_birth:
        return;  // when lives are made
      case AttributeRule::Kind::prevalence:
      case AttributeRule::Kind::participation:
        break;
    }
    const std::uint32_t address = name_hash(attribute_draw + input_.attributes[attribute].name);
    for_each_draw(population, wijk, seed_, address, [&](std::uint32_t i, const RandomBlock& block) {
      std::uint8_t* labels = population.persons[i].labels();
      const Draft& draft = drafts_[i - wijk.first];
      labels[attribute] = uniform(block[0]) < attributes_.chance(attribute, draft.age, draft.sex, labels) ? 1 : 0;
    });
  }

  void fill_score(Population& population, const Wijk& wijk, std::size_t attribute) {
    for (std::uint32_t i = 0; i < wijk.inhabitants; ++i) {
      std::uint8_t* labels = population.persons[wijk.first + i].labels();
      labels[attribute] = attributes_.score(attribute, labels);
    }
  }

  void fill_need(Population& population, const Wijk& wijk, std::size_t need) {
    const std::uint32_t address = name_hash(need_draw + input_.needs[need].name);
    for_each_draw(population, wijk, seed_, address, [&](std::uint32_t i, const RandomBlock& block) {
      Draft& draft = drafts_[i - wijk.first];
      const double factor = needs_.multiplier(need, draft.age, draft.sex, population.persons[i].labels());
      population.needs[need][i] = static_cast<float>(needs_.gamma(need, block[0], draft.deviates.data()) * factor);
    });
  }

  const PopulationInput& input_;
  std::uint32_t seed_;
  AttributeTables attributes_;
  NeedFactors needs_;
  std::vector<BandAges> ages_;              // axis: band
  std::array<double, age_bands> female_{};  // share of women; axis: band
  std::vector<Draft> drafts_;               // axis: ordinal in the wijk at hand
};

// The numbers of one rule, for all persons, who have their places.
class Numbers {
 public:
  Numbers(const Population& population, const NumberRule& rule, const PopulationInput& input)
      : population_(population), rule_(rule) {
    for (const NumberRule::Axis& axis : rule.axes) {
      Index index;
      switch (axis.kind) {
        case NumberRule::Axis::Kind::attribute:
          for (std::size_t a = 0; a < input.attributes.size(); ++a) {
            if (input.attributes[a].name == axis.name) index.of = a;
          }
          break;
        case NumberRule::Axis::Kind::wijk: {
          const std::vector<std::size_t> order = wijk_order(input);
          for (const std::size_t w : order) index.rows.push_back(axis.of_wijk[w]);
          break;
        }
        case NumberRule::Axis::Kind::place:
          for (std::size_t s = 0; s < input.scopes.size(); ++s) {
            if (input.scopes[s].name == axis.name) index.of = s;
          }
          for (const Place& place : population.places[index.of + 1]) {
            const auto row = std::find(axis.rows.begin(), axis.rows.end(), place.name);
            index.rows.push_back(static_cast<std::uint32_t>(row - axis.rows.begin()));
          }
          break;
      }
      indices_.push_back(std::move(index));
    }
  }

  // Throws InputError if the table has no row for a person.
  double multiplier(const Person& person) const {
    std::size_t at = 0;
    bool known = true;
    for (std::size_t a = 0; a < rule_.axes.size(); ++a) {
      const std::size_t n = rule_.axes[a].rows.size();
      const std::size_t row = row_of(rule_.axes[a], indices_[a], person);
      known = known && row < n;
      at = at * n + (row < n ? row : 0);
    }
    double value = known ? rule_.values[at] : rule_.missing;
    if (std::isnan(value)) value = rule_.missing;
    if (std::isnan(value)) {
      const Wijk& wijk = population_.wijken[person.wijk];
      throw InputError(Issue{
          rule_.where, "attribute." + rule_.name + ".lookup",
          "its table has no row for persons of wijk " + wijk.code + " of " + wijk.municipality + places_of(person),
          "everybody needs a number, or `missing` one for all that are not there", ""});
    }
    return value * rule_.factor;
  }

 private:
  struct Index {
    std::size_t of = 0;               // attribute, scope
    std::vector<std::uint32_t> rows;  // axis: wijk, place
  };

  static std::size_t row_of(const NumberRule::Axis& axis, const Index& index, const Person& person) {
    if (axis.kind == NumberRule::Axis::Kind::attribute) return person.label(index.of);
    if (axis.kind == NumberRule::Axis::Kind::wijk) return index.rows[person.wijk];
    const std::uint16_t place = person.place[index.of];
    return place == no_place ? axis.rows.size() : index.rows[place];
  }
  std::string places_of(const Person& person) const {
    std::string text;
    for (std::size_t a = 0; a < rule_.axes.size(); ++a) {
      if (rule_.axes[a].kind != NumberRule::Axis::Kind::place) continue;
      const std::uint16_t place = person.place[indices_[a].of];
      text += place == no_place ? " without " + rule_.axes[a].name
                                : " at " + population_.places[indices_[a].of + 1][place].name;
    }
    return text;
  }

  const Population& population_;
  const NumberRule& rule_;
  std::vector<Index> indices_;  // axis: axis of the rule
};

void fill_numbers(Population& population, const PopulationInput& input, std::uint32_t seed) {
  for (const NumberRule& rule : input.numbers) {
    std::vector<float> numbers(population.persons.size());
    const Numbers of_rule(population, rule, input);
    if (rule.law) {
      for (const Wijk& wijk : population.wijken) {
        for_each_draw(population, wijk, seed, name_hash(number_draw + rule.name),
                      [&](std::uint32_t i, const RandomBlock& block) {
                        numbers[i] = static_cast<float>((*rule.law)->sample(block[0]));
                      });
      }
      for (std::size_t i = population.residents(); i < numbers.size(); ++i) {
        const RandomBlock block = random_block({seed, population_replication}, population.persons[i].entity,
                                               name_hash(number_draw + rule.name), 0);
        numbers[i] = static_cast<float>((*rule.law)->sample(block[0]));
      }
    } else {
      std::fill(numbers.begin(), numbers.end(), 1.0F);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = static_cast<float>(double{numbers[i]} * of_rule.multiplier(population.persons[i]));
    population.numbers.push_back(std::move(numbers));
  }
}

}  // namespace

Population make_population(const PopulationInput& input, std::uint32_t seed) {
  check_population_input(input);
  const std::vector<std::size_t> order = wijk_order(input);
  const std::vector<std::array<std::uint32_t, age_bands>> counts = count_inhabitants(input);

  Population population;
  population.region = input.region;
  population.seed = seed;
  std::uint32_t total = 0;
  for (std::size_t w = 0; w < order.size(); ++w) {
    const WijkCount& count = input.wijken[order[w]];
    std::uint32_t inhabitants = 0;
    for (const std::uint32_t n : counts[w]) inhabitants += n;
    population.wijken.push_back({count.code, count.municipality, total, inhabitants, count.municipality_code});
    total += inhabitants;
  }
  population.persons.reset(total, input.attributes.size());
  population.needs.assign(input.needs.size(), std::vector<float>(total));
  Synthesis synthesis(input, seed);
  for (std::size_t w = 0; w < population.wijken.size(); ++w) synthesis.fill(population, w, counts[w]);

  population.places.resize(1 + input.scopes.size());
  population.places[0].push_back({input.region, 0, 0, total, 0});
  for (std::size_t s = 0; s < input.scopes.size(); ++s) {
    switch (input.scopes[s].kind) {
      case ScopeRule::Kind::enrolment:
        enrol(population, input.scopes[s], s + 1, seed);
        break;
      case ScopeRule::Kind::catchment:
        assign_catchments(population, input.scopes[s], s + 1);
        break;
    }
  }
  if (input.lives) add_life_courses(population, input, synthesis.attributes(), synthesis.needs(), seed);
  fill_numbers(population, input, seed);
  return population;
}

}  // namespace draagkracht
