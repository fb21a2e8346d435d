// The people of Twente and of small made-up regions, against the tables they are made from.
#include "engine/population/synthesis.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/population/attribute_tables.h"
#include "engine/population/counts.h"
#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

constexpr std::uint32_t seed = 2024;
constexpr std::size_t sex_attribute = 1;  // in dutch_input
constexpr std::size_t first_prevalence = 2;

const PopulationInput& twente_input() {
  static const PopulationInput input = dutch_input("VR05");
  return input;
}

const Population& twente() {
  static const Population population = make_population(twente_input(), seed);
  return population;
}

bool same_bits(const Population& a, const Population& b) {
  return a.persons.size() == b.persons.size() && a.persons.row_bytes() == b.persons.row_bytes() && a.needs == b.needs &&
         std::memcmp(&a.persons[0], &b.persons[0], a.persons.size() * a.persons.row_bytes()) == 0;
}

// All that belongs to the person alone: no wijk index and no places, which depend on who else there is.
bool same_person(const Population& all, std::size_t a, const Population& others, std::size_t b) {
  const Person &x = all.persons[a], &y = others.persons[b];
  bool same = x.entity == y.entity && x.birth_day == y.birth_day &&
              std::equal(x.labels(), x.labels() + label_room(twente_input().attributes.size()), y.labels());
  for (std::size_t n = 0; n < all.needs.size(); ++n) same = same && all.needs[n][a] == others.needs[n][b];
  return same;
}

// Ages in whole years of the people of Twente.
const std::vector<int>& twente_ages() {
  static const std::vector<int> ages = [] {
    std::vector<int> all;
    for (const Person& person : twente().persons)
      all.push_back(age_on(person.birth_day, *twente_input().population_date));
    return all;
  }();
  return ages;
}

// Standard deviations by which the number with label 1 is off what `shares` say of the same ages and sexes; `wrong`
// multiplies the expectation. The number is a sum of independent yes/no draws, so its variance is that of the sum.
double deviation(std::size_t attribute, const AttributeTables& shares, int from, int to, Sex sex, double wrong = 1) {
  double expected = 0;
  double variance = 0;
  double made = 0;
  for (std::size_t i = 0; i < twente().persons.size(); ++i) {
    const Person& person = twente().persons[i];
    const int age = twente_ages()[i];
    if (age < from || age > to || person.label(sex_attribute) != static_cast<std::uint8_t>(sex)) continue;
    const double share = shares.share(attribute, age, sex);
    expected += share * wrong;
    variance += share * (1 - share);
    made += person.label(attribute);
  }
  if (variance == 0) return made == expected ? 0 : 1e9;
  return (made - expected) / std::sqrt(variance);
}

}  // namespace

TEST_CASE("Wijken, ordinals and bands of Twente are the counts, exactly") {
  const Population& people = twente();
  const auto counts = count_inhabitants(twente_input());
  const std::int64_t date = *twente_input().population_date;
  REQUIRE(people.persons.size() == 648'516);
  REQUIRE(people.wijken.size() == counts.size());
  std::uint32_t first = 0;
  for (std::size_t w = 0; w < counts.size(); ++w) {
    const Wijk& wijk = people.wijken[w];
    REQUIRE(wijk.first == first);
    std::array<std::uint32_t, age_bands> made{};
    std::size_t last_band = 0;
    bool in_order = true;
    for (std::uint32_t ordinal = 0; ordinal < wijk.inhabitants; ++ordinal) {
      const Person& person = people.persons[first + ordinal];
      const auto band =
          std::min<std::size_t>(static_cast<std::size_t>(age_on(person.birth_day, date)) / 5, age_bands - 1);
      ++made[band];
      in_order = in_order && band >= last_band && person.wijk == w &&
                 person.entity == ((std::uint64_t{*wijk_number(wijk.code)} << 32) | ordinal);
      last_band = band;
    }
    CHECK(in_order);
    CHECK(made == counts[w]);
    first += wijk.inhabitants;
  }
  CHECK(first == people.persons.size());
  REQUIRE(people.places.size() == 3);
  REQUIRE(people.places[0].size() == 1);
  CHECK(people.places[0][0].inhabitants == people.persons.size());
}

TEST_CASE("Ages are uniform in days inside a band, and fall by 30 % a year above 94") {
  // 80,000 persons aged 60-64: 1,827 days. Chi-square over 20 parts; 99.9999 % point of chi-square(19) is 65.4
  // (false-alarm rate 1e-6 per seed).
  PopulationInput input = small_input(80'000, 12);
  const Population people = make_population(input, seed);
  const std::int64_t first = days_from_civil({1956, 1, 2});  // will be 65 tomorrow
  const std::int64_t last = days_from_civil({1961, 1, 1});   // becomes 60 today
  std::array<double, 20> parts{};
  const double days = static_cast<double>(last - first + 1);
  CHECK(days == 1827);
  bool inside = true;
  for (const Person& person : people.persons) {
    inside = inside && person.birth_day >= first && person.birth_day <= last;
    ++parts[static_cast<std::size_t>(static_cast<double>(person.birth_day - first) / days * 20)];
  }
  CHECK(inside);
  const auto chi_square = [&](double slope) {
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      // Days per part differ by less than 1 in 91; the exact number is used.
      const double part_days =
          std::ceil(static_cast<double>(i + 1) * days / 20) - std::ceil(static_cast<double>(i) * days / 20);
      const double expected = 80'000 * part_days / days * (1 + slope * (static_cast<double>(i) - 9.5) / 9.5);
      sum += (parts[i] - expected) * (parts[i] - expected) / expected;
    }
    return sum;
  };
  CHECK(chi_square(0) < 65.4);
  CHECK_FALSE(chi_square(0.05) < 65.4);  // twin: 5 % more at one end, 5 % fewer at the other

  input = small_input(80'000, 19);
  std::array<double, 10> years{};
  inside = true;
  for (const Person& person : make_population(input, seed).persons) {
    const int age = age_on(person.birth_day, input.start_date);
    inside = inside && age >= 95 && age <= 104;
    if (inside) ++years[static_cast<std::size_t>(age - 95)];
  }
  CHECK(inside);
  // Share of year i: 0.7^i x 0.3 / (1 - 0.7^10); 5 standard errors each, false-alarm rate 6e-6 over the ten.
  const auto off = [&](std::size_t i, double survival) {
    const double share = std::pow(survival, static_cast<double>(i)) * (1 - survival) / (1 - std::pow(survival, 10));
    return std::abs(years[i] / 80'000 - share) / std::sqrt(share * (1 - share) / 80'000);
  };
  for (std::size_t i = 0; i < years.size(); ++i) CHECK(off(i, 0.7) < 5);
  CHECK_FALSE(off(0, 0.72) < 5);
}

TEST_CASE("On 29 February ages are still whole years") {
  PopulationInput input = small_input(40'000, 4);
  input.projection.push_back(input.projection[0]);
  input.projection.back().year = 2024;
  input.start_date = days_from_civil({2024, 2, 29});
  int youngest = 200, oldest = 0;
  for (const Person& person : make_population(input, seed).persons) {
    youngest = std::min(youngest, age_on(person.birth_day, input.start_date));
    oldest = std::max(oldest, age_on(person.birth_day, input.start_date));
  }
  CHECK(youngest == 20);
  CHECK(oldest == 24);
}

TEST_CASE("The share of women per band is the projection's") {
  const Population& people = twente();
  const std::int64_t date = *twente_input().population_date;
  std::array<double, age_bands> all{}, women{};
  for (const Person& person : people.persons) {
    const auto band =
        std::min<std::size_t>(static_cast<std::size_t>(age_on(person.birth_day, date)) / 5, age_bands - 1);
    ++all[band];
    women[band] += person.label(sex_attribute);
  }
  for (const ProjectionYear& year : twente_input().projection) {
    if (year.year != 2024) continue;
    for (std::size_t band = 0; band < age_bands; ++band) {
      const double share = year.persons[1][band] / (year.persons[0][band] + year.persons[1][band]);
      // 4.5 standard errors, 20 bands: false-alarm rate 1.4e-4 per seed.
      CHECK(std::abs(women[band] / all[band] - share) < 4.5 * std::sqrt(share * (1 - share) / all[band]));
    }
    // Twin: half of the oldest being women.
    CHECK_FALSE(std::abs(women[18] / all[18] - 0.5) < 4.5 * std::sqrt(0.25 / all[18]));
  }
}

TEST_CASE("Attributes in Twente have the shares of the table by age and sex") {
  // Per attribute four ages x two sexes, 13 attributes: 104 numbers, each within 4 standard errors but for 6.3e-5:
  // false-alarm rate 0.7 % per seed, and the seed is fixed.
  const AttributeTables shares(twente_input().attributes);
  for (std::size_t a = first_prevalence; a < twente_input().attributes.size(); ++a) {
    INFO(twente_input().attributes[a].name);
    for (const auto& [from, to] : {std::pair{0, 17}, std::pair{18, 44}, std::pair{45, 74}, std::pair{75, 120}}) {
      for (const Sex sex : {Sex::male, Sex::female}) {
        CHECK(std::abs(deviation(a, shares, from, to, sex)) < 4);
      }
    }
    // Twin: shares 10 % higher, at the age where most have it.
    CHECK_FALSE(std::abs(deviation(a, shares, 45, 120, Sex::female, 1.1)) < 4);
  }
}

TEST_CASE("Linked attributes in Twente show their odds ratio given age and sex") {
  // Mantel-Haenszel over (whole year of age, sex); variance of its logarithm after Robins, Breslow and Greenland,
  // Biometrics 42 (1986) 311-323. 4.5 standard errors, 2 links: false-alarm rate 1.4e-5 per seed.
  const std::int64_t date = *twente_input().population_date;
  const auto position = [](const std::string& name) {
    const auto& rules = twente_input().attributes;
    return static_cast<std::size_t>(
        std::find_if(rules.begin(), rules.end(), [&](const AttributeRule& r) { return r.name == name; }) -
        rules.begin());
  };
  int links = 0;
  for (const AttributeRule& rule : twente_input().attributes) {
    for (const OddsLink& link : rule.links) {
      const std::size_t a = position(link.attribute);
      const std::size_t b = position(rule.name);
      std::array<std::array<double, 4>, 2 * (oldest_age + 1)> tables{};  // axes: stratum, (has a) x 2 + (has b)
      for (const Person& person : twente().persons) {
        const int age = age_on(person.birth_day, date);
        const auto stratum = static_cast<std::size_t>(person.label(sex_attribute) * (oldest_age + 1) + age);
        ++tables[stratum][person.label(a) * 2U + person.label(b)];
      }
      double r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0;
      for (const auto& t : tables) {
        const double n = t[0] + t[1] + t[2] + t[3];
        if (n == 0) continue;
        const double rk = t[3] * t[0] / n, sk = t[2] * t[1] / n;
        const double p = (t[3] + t[0]) / n, q = (t[2] + t[1]) / n;
        r += rk, s += sk, pr += p * rk, ps_qr += p * sk + q * rk, qs += q * sk;
      }
      const double error = std::sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s));
      INFO(rule.name << " with " << link.attribute << ": " << r / s << ", standard error of its logarithm " << error);
      CHECK(std::abs(std::log(r / s) - std::log(link.odds_ratio)) < 4.5 * error);
      CHECK_FALSE(std::abs(std::log(r / s) - std::log(link.odds_ratio * 1.15)) < 4.5 * error);  // twin
      CHECK_FALSE(std::abs(std::log(r / s)) < 4.5 * error);                                     // twin: independent
      ++links;
    }
  }
  CHECK(links == 2);
}

TEST_CASE("Need factors in Twente have mean 1, their shape and their correlation") {
  double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  const double n = static_cast<double>(twente().persons.size());
  for (std::size_t i = 0; i < twente().persons.size(); ++i) {
    const double x = twente().needs[0][i], y = twente().needs[1][i];
    a += x, b += y, aa += x * x, bb += y * y, ab += x * y;
  }
  a /= n, b /= n, aa = aa / n - a * a, bb = bb / n - b * b, ab = ab / n - a * b;
  const double first = twente_input().needs[0].shape, second = twente_input().needs[1].shape;
  // 5 standard errors; sizes as in need_factors_test.cpp; false-alarm rate 6e-7 each.
  CHECK(std::abs(a - 1) < 5 / std::sqrt(first * n));
  CHECK(std::abs(b - 1) < 5 / std::sqrt(second * n));
  CHECK(std::abs(aa - 1 / first) < 5 * std::sqrt((2 + 6 / first) / n) / first);
  CHECK(std::abs(bb - 1 / second) < 5 * std::sqrt((2 + 6 / second) / n) / second);
  CHECK_FALSE(std::abs(bb - 1 / first) < 5 * std::sqrt((2 + 6 / second) / n) / second);  // twin: the other need's shape
  CHECK(std::abs(ab / std::sqrt(aa * bb) - 0.6) < 5 * 1.1 / std::sqrt(n));
  CHECK_FALSE(std::abs(ab / std::sqrt(aa * bb) - 0.63) < 5 * 1.1 / std::sqrt(n));  // twin
}

TEST_CASE("People with an attribute that multiplies a need have that many times the need of others, all together 1") {
  PopulationInput input = small_input(400'000, 14);
  input.attributes = {prevalence("ill", {{0, 120, {}, 0.4}})};
  input.needs = {need("day", 0.97)};
  input.needs[0].multiplied_by = "ill";
  input.needs[0].multiplier = 3;
  std::array<double, 2> sum{}, n{};
  const Population people = make_population(input, seed);
  for (std::size_t i = 0; i < people.persons.size(); ++i) {
    sum[people.persons[i].label(0)] += people.needs[0][i];
    ++n[people.persons[i].label(0)];
  }
  // Gamma with cv 1 / sqrt(0.97); by the delta method the relative variance of the ratio is the sum of two of a mean.
  // 4.5 standard errors: false-alarm rate 7e-6 each. The mean over all has a sd per person below 1.5.
  const double ratio = sum[1] / n[1] / (sum[0] / n[0]);
  const double error = ratio * std::sqrt(1 / 0.97 / n[0] + 1 / 0.97 / n[1]);
  CHECK(std::abs(ratio - 3) < 4.5 * error);
  CHECK_FALSE(std::abs(ratio - 2.8) < 4.5 * error);  // twin
  CHECK(std::abs((sum[0] + sum[1]) / 400'000 - 1) < 4.5 * 1.5 / std::sqrt(400'000.0));
  CHECK_FALSE(std::abs((sum[0] + sum[1]) / 400'000 * (1 + 2 * 0.4) - 1) <
              4.5 * 1.5 / std::sqrt(400'000.0));  // not scaled
}

TEST_CASE("Participation in a region follows from the attributes people have") {
  PopulationInput input = small_input(200'000, 10);
  AttributeRule rule;
  rule.name = "programme";
  rule.kind = AttributeRule::Kind::participation;
  rule.basis = {{"a", 0.55, 0}, {"b", 0.7, 0}};
  rule.share = 0.8;
  input.attributes = {prevalence("a", {{0, 120, {}, 0.3}}), prevalence("b", {{0, 120, {}, 0.5}}), rule};
  double made = 0;
  for (const Person& person : make_population(input, seed).persons) made += person.label(2);
  // a alone 0.15 x 0.55, b alone 0.35 x 0.7, both 0.15 x 1, times 0.8. 4.5 standard errors: false-alarm rate 7e-6.
  const double share = 0.8 * (0.15 * 0.55 + 0.35 * 0.7 + 0.15);
  const auto within = [&](double p) { return std::abs(made / 200'000 - p) < 4.5 * std::sqrt(p * (1 - p) / 200'000); };
  CHECK(within(share));
  CHECK_FALSE(within(0.8 * (0.15 * 0.55 + 0.35 * 0.7 + 0.15 * 1.25)));  // twin: chances not capped at 1
}

TEST_CASE("A wijk has the same people whatever other wijken there are") {
  // At the date of the counts no number is rounded, so all must be equal.
  PopulationInput input = twente_input();
  input.population_date = days_from_civil({2021, 1, 1});
  const Population all = make_population(input, seed);
  PopulationInput part = input;
  part.wijken.clear();
  for (std::size_t w = 0; w < input.wijken.size(); w += 9) part.wijken.push_back(input.wijken[w]);
  const Population few = make_population(part, seed);
  REQUIRE(few.wijken.size() == 15);
  std::size_t compared = 0;
  for (const Wijk& wijk : few.wijken) {
    const auto found =
        std::find_if(all.wijken.begin(), all.wijken.end(), [&](const Wijk& w) { return w.code == wijk.code; });
    REQUIRE(found->inhabitants == wijk.inhabitants);
    for (std::uint32_t i = 0; i < wijk.inhabitants; ++i, ++compared) {
      if (!same_person(few, wijk.first + i, all, found->first + i)) FAIL_CHECK(wijk.code << " person " << i);
    }
  }
  CHECK(compared == few.persons.size());
}

TEST_CASE("At another date a wijk changes only where rounding moves the border of a band") {
  PopulationInput part = twente_input();
  part.wijken.resize(40);
  const Population few = make_population(part, seed);
  std::size_t others = 0;
  for (const Wijk& wijk : few.wijken) {
    const auto found = std::find_if(twente().wijken.begin(), twente().wijken.end(),
                                    [&](const Wijk& w) { return w.code == wijk.code; });
    for (std::uint32_t i = 0; i < std::min(wijk.inhabitants, found->inhabitants); ++i) {
      others += same_person(few, wijk.first + i, twente(), found->first + i) ? 0 : 1;
    }
  }
  // A band of a wijk is at most one person off, so a border at most 19: in fact far less.
  CHECK(static_cast<double>(others) < 0.01 * static_cast<double>(few.persons.size()));
}

TEST_CASE("An attribute that comes in leaves all other draws alone") {
  PopulationInput input = twente_input();
  input.wijken.resize(20);
  const Population before = make_population(input, seed);
  input.attributes.push_back(prevalence("new", {{0, 120, {}, 0.5}}));
  Population after = make_population(input, seed);
  for (Person& person : after.persons) person.labels()[input.attributes.size() - 1] = 0;
  CHECK(same_bits(before, after));
}

TEST_CASE("Two builds are equal to the bit, in any order of the rows; another seed makes other people") {
  CHECK(same_bits(twente(), make_population(twente_input(), seed)));
  PopulationInput input = twente_input();
  std::reverse(input.wijken.begin(), input.wijken.end());
  const Population turned = make_population(input, seed);
  CHECK(same_bits(twente(), turned));
  REQUIRE(turned.places[1].size() == twente().places[1].size());
  for (std::size_t i = 0; i < turned.places[1].size(); ++i)
    CHECK(turned.places[1][i].wijk == twente().places[1][i].wijk);
  CHECK_FALSE(same_bits(twente(), make_population(twente_input(), seed + 1)));
}

TEST_CASE("A share of the inhabitants is made of fewer people in the same wijken") {
  PopulationInput input = twente_input();
  input.share_of_inhabitants = 0.01;
  const Population few = make_population(input, seed);
  CHECK(few.persons.size() == 6485);
  CHECK(few.wijken.size() == twente().wijken.size());
}
