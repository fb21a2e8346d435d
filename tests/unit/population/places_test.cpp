// Practices, posts and own servers: who belongs where.
#include "engine/population/places.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/population/synthesis.h"
#include "engine/random/distribution.h"
#include "engine/random/philox.h"
#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

constexpr std::uint32_t seed = 2024;

PopulationInput input_with(const std::string& region, std::vector<ScopeRule> scopes) {
  PopulationInput input = dutch_counts(region);
  input.scopes = std::move(scopes);
  return input;
}

// Twente with practices as scope 1 and posts as scope 2.
const Population& twente() {
  static const Population population = make_population(input_with("VR05", {practices(), posts()}), seed);
  return population;
}

struct Shares {
  double own_wijk = 0;      // of those enrolled whose wijk has a practice
  double municipality = 0;  // of those enrolled
};

Shares shares_of(const Population& people) {
  std::vector<bool> has_practice(people.wijken.size(), false);
  for (const Place& place : people.places[1]) has_practice[place.wijk] = true;
  double enrolled = 0, with_practice = 0;
  Shares shares;
  for (const Person& person : people.persons) {
    if (person.place[0] == no_place) continue;
    const std::uint32_t of_place = people.places[1][person.place[0]].wijk;
    ++enrolled;
    shares.municipality +=
        people.wijken[of_place].municipality_code == people.wijken[person.wijk].municipality_code ? 1 : 0;
    if (!has_practice[person.wijk]) continue;
    ++with_practice;
    shares.own_wijk += of_place == person.wijk ? 1 : 0;
  }
  return {shares.own_wijk / with_practice, shares.municipality / enrolled};
}

}  // namespace

TEST_CASE("Practices: number, sizes and room in Twente") {
  const std::vector<Place>& practices_made = twente().places[1];
  // 648,516 x 0.994 / (0.35 x 2200 + 0.43 x 3750 + 0.22 x 6170 = 3739.9) = 172.4; classes 60.2, 74.0, 37.8.
  REQUIRE(practices_made.size() == 172);
  std::array<int, 3> classes{};
  std::vector<std::uint32_t> members(practices_made.size(), 0);
  for (const Person& person : twente().persons) {
    if (person.place[0] != no_place) ++members[person.place[0]];
  }
  std::uint64_t room = 0;
  const std::vector<SizeClass> sizes = practices().size_classes;
  for (std::size_t i = 0; i < practices_made.size(); ++i) {
    const Place& place = practices_made[i];
    ++classes[place.size_class];
    CHECK(members[i] == place.inhabitants);
    CHECK(place.inhabitants <= place.room);
    CHECK(place.room / sizes[place.size_class].inhabitants == Approx(1).epsilon(0.02));
    room += place.room;
  }
  CHECK(classes == std::array<int, 3>{60, 74, 38});
  std::uint64_t enrolled = 0;
  for (const std::uint32_t n : members) enrolled += n;
  CHECK(room == enrolled);
  CHECK(practices_made[0].name == "practice_1");
}

TEST_CASE("60 per 10,000 are not enrolled, and the same people under a higher share") {
  double without = 0;
  for (const Person& person : twente().persons) without += person.place[0] == no_place ? 1 : 0;
  const double n = static_cast<double>(twente().persons.size());
  // 4.5 standard errors: false-alarm rate 7e-6 per seed.
  const auto within = [&](double share) {
    return std::abs(without / n - share) < 4.5 * std::sqrt(share * (1 - share) / n);
  };
  CHECK(within(0.006));
  CHECK_FALSE(within(0.0066));  // twin
  ScopeRule more = practices();
  more.share_not_enrolled = 0.02;
  const Population people = make_population(input_with("VR05", {more}), seed);
  bool nested = true;
  for (std::size_t i = 0; i < people.persons.size(); ++i) {
    nested = nested && (twente().persons[i].place[0] != no_place || people.persons[i].place[0] == no_place);
  }
  CHECK(nested);
}

TEST_CASE("People enrol near home: mostly in their municipality, and five times likelier in their wijk") {
  const Shares made = shares_of(twente());
  INFO("own wijk " << made.own_wijk << ", municipality " << made.municipality);
  CHECK(made.municipality > 0.9);
  ScopeRule indifferent = practices();
  indifferent.own_wijk_weight = 1;
  const Shares flat = shares_of(make_population(input_with("VR05", {indifferent}), seed));
  INFO("without preference: own wijk " << flat.own_wijk);
  CHECK(made.own_wijk > 1.5 * flat.own_wijk);
  CHECK(std::abs(made.municipality - flat.municipality) < 0.01);  // the preference acts inside the municipality
}

TEST_CASE("The first to choose picks by free room, own wijk times its weight") {
  // Two wijken, two practices of 100 with room for 200. Whoever comes first has the chances 5/6 and 1/6 if each wijk
  // has one practice. 2000 seeds, 4.5 standard errors: false-alarm rate 7e-6.
  ScopeRule rule;
  rule.name = "practice";
  rule.size_classes = {{"one", 1, 100}};
  rule.own_wijk_weight = 5;
  PopulationInput input = small_input(200, 8);
  input.scopes = {rule};
  double at_home = 0, all = 0;
  for (std::uint32_t s = 0; s < 2000; ++s) {
    const Population people = make_population(input, s);
    REQUIRE(people.places[1].size() == 2);
    CHECK(people.places[1][0].room == 100);
    CHECK(people.places[1][0].wijk == 0);
    CHECK(people.places[1][1].wijk == 1);
    // Who comes first: the lowest word of lane 0.
    const auto word = [&](const Person& p) {
      return random_block({s, population_replication}, p.entity, name_hash("population/place/practice"), 0)[0];
    };
    const Person& first = *std::min_element(people.persons.begin(), people.persons.end(),
                                            [&](const Person& a, const Person& b) { return word(a) < word(b); });
    ++all;
    at_home += first.place[0] == first.wijk ? 1 : 0;
  }
  const auto within = [&](double p) { return std::abs(at_home / all - p) < 4.5 * std::sqrt(p * (1 - p) / all); };
  CHECK(within(5.0 / 6));
  CHECK_FALSE(within(4.0 / 5));  // twin: weight 4
}

TEST_CASE("Real places are those of the list, each in its wijk, with room in proportion to its patients") {
  ScopeRule rule;
  rule.name = "practice";
  rule.size_classes = {{"small", 1, 50}, {"large", 1, 200}};
  rule.own_wijk_weight = 5;
  PopulationInput input = small_input(200, 8);
  REQUIRE(input.wijken.size() == 2);
  rule.real_places = {{"Zuid", input.wijken[1].code, 1, 300},
                      {"Noord", input.wijken[0].code, 0, 60},
                      {"Ook zuid", input.wijken[1].code, 0, 40}};
  input.scopes = {rule};
  const Population people = make_population(input, 1);
  const std::vector<Place>& places = people.places[1];
  REQUIRE(places.size() == 3);
  const std::vector<std::string> names = {places[0].name, places[1].name, places[2].name};
  CHECK(names == std::vector<std::string>{"Noord", "Zuid", "Ook zuid"});
  CHECK(places[0].wijk == 0);
  CHECK(places[1].wijk == 1);
  // 60, 300 and 40 of 400 patients.
  const double all = places[0].room + places[1].room + places[2].room;
  CHECK(places[0].room == Approx(0.15 * all).margin(1));
  CHECK(places[1].room == Approx(0.75 * all).margin(1));
  for (const Place& place : places) CHECK(place.inhabitants == place.room);
  CHECK(places[0].size == Approx(60.0 / 50));
  CHECK(places[1].size == Approx(300.0 / 200));
  CHECK(places[1].size_class == 1);
}

TEST_CASE("Each wijk has room in proportion to its inhabitants, on average over seeds") {
  PopulationInput input = dutch_counts("VR14");  // the smallest region
  input.scopes = {practices()};
  input.share_of_inhabitants = 0.05;
  input.scopes[0].size_classes = {{"small", 0.6, 60}, {"large", 0.4, 300}};
  constexpr int seeds = 400;
  // Axes: wijk. Room above what its inhabitants (or, for the twin, an equal part of the region) would say.
  std::vector<double> sum, squares, twin_sum;
  Population people;
  for (std::uint32_t s = 0; s < seeds; ++s) {
    people = make_population(input, s);
    const std::size_t n = people.wijken.size();
    sum.resize(n), squares.resize(n), twin_sum.resize(n);
    std::vector<double> room(n, 0);
    double all = 0;
    for (const Place& place : people.places[1]) room[place.wijk] += place.room, all += place.room;
    for (std::size_t w = 0; w < n; ++w) {
      const double off = room[w] - all * people.wijken[w].inhabitants / static_cast<double>(people.persons.size());
      sum[w] += off, squares[w] += off * off;
      twin_sum[w] += room[w] - all / static_cast<double>(n);
    }
  }
  // Means of 400 seeds within 4.5 of their standard errors, 37 wijken: false-alarm rate 2.5e-4 (t with 399 degrees).
  REQUIRE(sum.size() == 37);
  std::size_t twins_failed = 0;
  for (std::size_t w = 0; w < sum.size(); ++w) {
    const double error = std::sqrt(squares[w] - sum[w] * sum[w] / seeds);
    CHECK(std::abs(sum[w]) <= 4.5 * error);
    twins_failed += std::abs(twin_sum[w]) <= 4.5 * error ? 0 : 1;
  }
  CHECK(twins_failed > 20);
}

TEST_CASE("A municipality without a practice sends its people to others with room") {
  PopulationInput input = small_input(1000, 8);
  input.wijken.push_back({"WK000201", "GM0002", "Hamlet", {}});
  input.wijken.back().persons[8] = 10;
  ScopeRule rule;
  rule.name = "practice";
  rule.size_classes = {{"one", 1, 505}};
  input.scopes = {rule};
  for (std::uint32_t s = 0; s < 20; ++s) {
    const Population people = make_population(input, s);
    REQUIRE(people.places[1].size() == 2);
    std::uint32_t without = 0;
    for (const Person& person : people.persons) without += person.place[0] == no_place ? 1 : 0;
    CHECK(without == 0);
    CHECK(people.places[1][0].inhabitants == people.places[1][0].room);
  }
}

TEST_CASE("Places of a class differ by a gamma law, and there is room for just those who enrol") {
  PopulationInput input = input_with("VR05", {practices()});
  input.share_of_inhabitants = 0.2;
  ScopeRule& rule = input.scopes[0];
  rule.size_classes = {{"small", 0.6, 80}, {"large", 0.4, 240}};
  rule.size_cv = 0.25;
  const Population people = make_population(input, seed);
  double enrolled = 0, room = 0;
  for (const Person& person : people.persons) enrolled += person.place[0] == no_place ? 0 : 1;
  std::array<double, 2> n{}, sum{}, squares{};
  for (const Place& place : people.places[1]) {
    CHECK(place.inhabitants == place.room);
    room += place.room;
    const double of_mean = place.room / rule.size_classes[place.size_class].inhabitants;
    ++n[place.size_class], sum[place.size_class] += of_mean, squares[place.size_class] += of_mean * of_mean;
  }
  CHECK(room == enrolled);
  for (const std::size_t c : {0U, 1U}) {
    const double mean = sum[c] / n[c];
    const double cv = std::sqrt(squares[c] / n[c] - mean * mean) / mean;
    INFO(n[c] << " places of class " << c << ", mean " << mean << ", cv " << cv);
    // The variance of a sample from a gamma law with cv c has standard error c^2 sqrt((2 + 6 c^2) / n). 4.5 of them,
    // two classes: false-alarm rate 2e-5 per seed.
    const auto within = [&](double expected) {
      const double error = std::sqrt((2 + 6 * expected * expected) / n[c]) * expected * expected;
      return std::abs(cv * cv - expected * expected) < 4.5 * error;
    };
    CHECK(within(0.25));
    CHECK_FALSE(within(0.4));  // twin
  }
  SECTION("Where places stand does not depend on it, and below 0.001 it is none") {
    rule.size_cv = 0.0005;
    const Population alike = make_population(input, seed);
    rule.size_cv = 0;
    const Population none = make_population(input, seed);
    REQUIRE(alike.places[1].size() == none.places[1].size());
    for (std::size_t i = 0; i < none.places[1].size(); ++i) {
      CHECK(alike.places[1][i].room == none.places[1][i].room);
      CHECK(alike.places[1][i].inhabitants == none.places[1][i].inhabitants);
    }
  }
}

namespace {

// Persons of 40 to 44 in two wijken with a practice each, of whom those from 42 are meant by a preference.
PopulationInput liked_by_some(double cv) {
  PopulationInput input = small_input(200, 8);
  AttributeRule age;
  age.name = "age";
  age.first_ages = {0, 42};
  input.attributes = {age};
  ScopeRule rule;
  rule.name = "practice";
  rule.size_classes = {{"one", 1, 100}};
  rule.own_wijk_weight = 1;
  rule.preferences = {{"older", 0, {0, 1}, cv, {}}};
  input.scopes = {rule};
  return input;
}

}  // namespace

TEST_CASE("Whom a preference means picks by free room times how much a place is liked, others by free room") {
  // The first to choose finds equal room: a person who is meant takes the place that is liked more with chance
  // a / (a + b), others with 1/2. 2000 seeds, 4.5 standard errors, two sorts: false-alarm rate 1.4e-5.
  const PopulationInput input = liked_by_some(0.8);
  const QuantileTable law(DistributionSpec::gamma(1, 0.8));
  std::array<double, 2> picked{}, expected{}, variance{}, all{};  // axis: meant
  for (std::uint32_t s = 0; s < 2000; ++s) {
    const Population people = make_population(input, s);
    const RandomKey key{s, population_replication};
    const auto word = [&](const Person& p) {
      return random_block(key, p.entity, name_hash("population/place/practice"), 0)[0];
    };
    const Person& first = *std::min_element(people.persons.begin(), people.persons.end(),
                                            [&](const Person& a, const Person& b) { return word(a) < word(b); });
    std::array<double, 2> liked{};
    for (const std::size_t place : {0U, 1U})
      liked[place] = law.sample(
          random_block(key, combine(text_hash("R"), place), name_hash("population/site/practice/older"), 0)[0]);
    const std::uint16_t more = liked[1] > liked[0] ? 1 : 0;
    const std::size_t meant = first.label(0);
    const double chance = meant == 1 ? liked[more] / (liked[0] + liked[1]) : 0.5;
    picked[meant] += first.place[0] == more ? 1 : 0;
    expected[meant] += chance, variance[meant] += chance * (1 - chance), ++all[meant];
  }
  for (const std::size_t meant : {0U, 1U}) {
    CHECK(std::abs(picked[meant] - expected[meant]) < 4.5 * std::sqrt(variance[meant]));
  }
  CHECK_FALSE(std::abs(picked[1] - 0.5 * all[1]) < 4.5 * std::sqrt(0.25 * all[1]));  // twin: as others
}

TEST_CASE("With a preference everybody still has a place, and one that is the same for all places changes nothing") {
  PopulationInput input = input_with("VR05", {practices()});
  input.share_of_inhabitants = 0.1;
  AttributeRule age;
  age.name = "age";
  age.first_ages = {0, 65};
  input.attributes = {age};
  const Population none = make_population(input, seed);
  input.scopes[0].preferences = {{"older", 0, {0, 1}, 0.0, {}}};
  const Population flat = make_population(input, seed);
  input.scopes[0].preferences[0].cv = 0.3;
  const Population liked = make_population(input, seed);
  // Share of older persons over places, and its variance beyond that of the luck of who picks.
  const auto spread = [](const Population& people) {
    std::vector<double> older(people.places[1].size(), 0);
    double all = 0, meant = 0;
    for (const Person& person : people.persons) {
      if (person.place[0] == no_place) continue;
      older[person.place[0]] += person.label(0), meant += person.label(0), ++all;
    }
    const double share = meant / all;
    double sum = 0;
    for (std::size_t i = 0; i < older.size(); ++i) {
      const double n = people.places[1][i].inhabitants;
      sum += (older[i] / n - share) * (older[i] / n - share) - share * (1 - share) / n;
    }
    return std::sqrt(std::max(sum / static_cast<double>(older.size()), 0.0)) / share;
  };
  bool same = true, complete = true;
  for (std::size_t i = 0; i < none.persons.size(); ++i) {
    same = same && none.persons[i].place[0] == flat.persons[i].place[0];
    complete = complete && (none.persons[i].place[0] == no_place) == (liked.persons[i].place[0] == no_place);
  }
  CHECK(same);
  CHECK(complete);
  for (const Place& place : liked.places[1]) CHECK(place.inhabitants == place.room);
  INFO("spread of the share of older persons: " << spread(none) << " without, " << spread(liked) << " with");
  // Between what wijken make alone and what a cv of 0.3 would add if no place ever filled up.
  CHECK(spread(liked) > spread(none) + 0.05);
  CHECK(spread(liked) < std::sqrt(spread(none) * spread(none) + 0.3 * 0.3) + 0.05);
}

TEST_CASE("Posts: 648,516 / 168,000 makes four of nearly equal numbers, every wijk with one") {
  const std::vector<Place>& made = twente().places[2];
  REQUIRE(made.size() == 4);
  std::uint64_t all = 0;
  for (const Place& post : made) {
    CHECK(post.inhabitants / (648'516 / 4.0) == Approx(1).epsilon(0.2));
    all += post.inhabitants;
  }
  CHECK(all == twente().persons.size());
  std::map<std::string, std::map<std::uint16_t, int>> by_municipality;
  bool whole = true;
  for (const Wijk& wijk : twente().wijken) {
    for (std::uint32_t i = 0; i < wijk.inhabitants; ++i) {
      whole = whole && twente().persons[wijk.first + i].place[1] == twente().persons[wijk.first].place[1];
    }
    if (wijk.inhabitants > 0) ++by_municipality[wijk.municipality][twente().persons[wijk.first].place[1]];
  }
  CHECK(whole);
  // Three borders, so at most three of the 14 municipalities are cut.
  CHECK(by_municipality.size() == 14);
  CHECK(std::count_if(by_municipality.begin(), by_municipality.end(),
                      [](const auto& m) { return m.second.size() > 1; }) <= 3);
}

TEST_CASE("Posts are within 20 % of each other's mean in all 25 regions but where a wijk is too large") {
  for (const Row& region : read_table("regions/regions.csv")) {
    const std::string code = region.at("region_code");
    PopulationInput input = input_with(code, {posts()});
    input.share_of_inhabitants = 0.1;
    input.scopes[0].inhabitants_per_place *= 0.1;
    const Population people = make_population(input, seed);
    std::uint32_t largest_wijk = 0;
    for (const Wijk& wijk : people.wijken) largest_wijk = std::max(largest_wijk, wijk.inhabitants);
    const double mean = static_cast<double>(people.persons.size()) / static_cast<double>(people.places[1].size());
    INFO(code << " largest wijk " << largest_wijk << " mean " << mean);
    for (const Place& post : people.places[1]) {
      CHECK(std::abs(post.inhabitants - mean) <= std::max(0.2 * mean, 1.0 * largest_wijk));
      CHECK(post.inhabitants > 0);
    }
  }
}

TEST_CASE("A wijk as large as several posts still leaves people for each post") {
  PopulationInput input = small_input(2, 8);
  input.wijken[0].persons[8] = 1000;
  input.wijken[1].persons[8] = 10;
  ScopeRule rule = posts();
  rule.inhabitants_per_place = 100;
  input.scopes = {rule};
  const Population people = make_population(input, seed);
  REQUIRE(people.places[1].size() == 2);  // not ten: there are two wijken
  CHECK(people.places[1][0].inhabitants == 1000);
  CHECK(people.places[1][1].inhabitants == 10);
  rule.inhabitants_per_place = 1e6;
  input.scopes = {rule};
  CHECK(make_population(input, seed).places[1].size() == 1);
}

TEST_CASE("Own servers are spread evenly; none without a place or where there are none") {
  Population people = make_population(input_with("VR05", {practices()}), seed);
  std::vector<std::uint32_t> servers(people.places[1].size(), 3);
  servers[0] = 0;
  servers[1] = 1;
  assign_own_servers(people, 1, servers, seed);
  std::array<double, 3> members{};
  double all = 0;
  for (const Person& person : people.persons) {
    if (person.place[0] == no_place || person.place[0] == 0) {
      if (person.own_server != no_server) FAIL_CHECK("has a server where there is none");
    } else if (person.place[0] == 1) {
      if (person.own_server != 0) FAIL_CHECK("has another server than the only one");
    } else {
      REQUIRE(person.own_server < 3);
      ++members[person.own_server];
      ++all;
    }
  }
  // 4.5 standard errors, three numbers: false-alarm rate 2e-5 per seed.
  for (const double n : members) CHECK(std::abs(n / all - 1.0 / 3) < 4.5 * std::sqrt(2.0 / 9 / all));
  CHECK_FALSE(std::abs(members[0] / all - 0.34) < 4.5 * std::sqrt(2.0 / 9 / all));  // twin
  CHECK_THROWS_AS(assign_own_servers(people, 1, std::vector<std::uint32_t>{1}, seed), LogicFault);
}
