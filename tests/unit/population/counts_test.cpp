// Numbers of people: rounding that adds up, and the published totals.
#include "engine/population/counts.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "engine/core/fault.h"
#include "tests/unit/population/dutch_input.h"

using namespace draagkracht;
using namespace draagkracht::test;

namespace {

std::uint64_t total_of(const std::vector<std::array<std::uint32_t, age_bands>>& counts) {
  std::uint64_t sum = 0;
  for (const auto& wijk : counts) sum += std::accumulate(wijk.begin(), wijk.end(), std::uint64_t{0});
  return sum;
}

}  // namespace

TEST_CASE("Largest remainder gives floors and the rest to the largest fractions, the first of equal ones") {
  const std::vector<double> exact{1.2, 2.5, 0.9, 3.4};
  CHECK(largest_remainder(exact, 8) == std::vector<std::uint32_t>{1, 3, 1, 3});
  CHECK(largest_remainder(exact, 7) == std::vector<std::uint32_t>{1, 2, 1, 3});
  CHECK(largest_remainder(std::vector<double>{0.5, 0.5, 0.5, 0.5}, 2) == std::vector<std::uint32_t>{1, 1, 0, 0});
  CHECK(largest_remainder(std::vector<double>{4, 0, 2}, 6) == std::vector<std::uint32_t>{4, 0, 2});
  CHECK(largest_remainder(std::vector<double>{}, 0).empty());
  CHECK_THROWS_AS(largest_remainder(exact, 11), LogicFault);
  CHECK_THROWS_AS(largest_remainder(exact, 5), LogicFault);
}

TEST_CASE("The number of a wijk is what its code says after the first letters, in base 36 if it has more letters") {
  CHECK(wijk_number("WK001400") == 1400U);
  CHECK(wijk_number("WK197899") == 197'899U);
  CHECK(wijk_number("4294967295") == 0xffffffffU);
  CHECK_FALSE(wijk_number("4294967296").has_value());
  // ((((0 x 36 + 3) x 36 + 6) x 36 + 3) x 36 + 10) x 36 + 10
  CHECK(wijk_number("WK0363AA") == 5'323'042U);
  CHECK_FALSE(wijk_number("Centrum").has_value());
  CHECK_FALSE(wijk_number("WK01-3").has_value());
  CHECK_FALSE(wijk_number("WK0363AAAA").has_value());
}

TEST_CASE("At the date of the counts nothing changes") {
  PopulationInput input = dutch_counts("VR05");
  input.population_date = days_from_civil({2021, 1, 1});
  const auto counts = count_inhabitants(input);
  const auto order = wijk_order(input);
  REQUIRE(counts.size() == 127);
  for (std::size_t w = 0; w < counts.size(); ++w) CHECK(counts[w] == input.wijken[order[w]].persons);
  CHECK(total_of(counts) == 631'715);  // data/README.md
}

TEST_CASE("Twente grows to 648,516 at 1 January 2024, each band and wijk by its exact number rounded") {
  const PopulationInput input = dutch_counts("VR05");
  const auto counts = count_inhabitants(input);
  const auto order = wijk_order(input);
  // design: about 648,500; the sum below was also made outside this program, from the same two tables: 648,516.356
  CHECK(total_of(counts) == 648'516);
  CHECK(std::abs(static_cast<double>(total_of(counts)) / 648'500 - 1) < 0.005);
  for (std::size_t band = 0; band < age_bands; ++band) {
    double growth = 0;
    for (const ProjectionYear& year : input.projection) {
      if (year.year == 2024) growth += year.persons[0][band] + year.persons[1][band];
    }
    for (const ProjectionYear& year : input.projection) {
      if (year.year == 2021) growth /= year.persons[0][band] + year.persons[1][band];
    }
    double exact = 0;
    double made = 0;
    for (std::size_t w = 0; w < counts.size(); ++w) {
      const double of_wijk = input.wijken[order[w]].persons[band] * growth;
      exact += of_wijk;
      made += counts[w][band];
      CHECK(std::abs(counts[w][band] - of_wijk) < 1);
    }
    CHECK(std::abs(made - exact) < 1);
  }
}

TEST_CASE("The 25 regions together are the Netherlands of 1 January 2024") {
  std::uint64_t sum = 0;
  for (const Row& region : read_table("regions/regions.csv")) {
    sum += total_of(count_inhabitants(dutch_counts(region.at("region_code"))));
  }
  // CBS: 17,942,942. Each region is rounded by itself, and the tables differ from each other by some persons.
  CHECK(std::abs(static_cast<double>(sum) - 17'942'942) <= 15);
}

TEST_CASE("A share of the inhabitants keeps that share of every wijk, and of every band in the region") {
  PopulationInput input = dutch_counts("VR05");
  const auto all = count_inhabitants(input);
  for (const double share : {0.01, 0.1, 0.5}) {
    input.share_of_inhabitants = share;
    const auto kept = count_inhabitants(input);
    CHECK(total_of(kept) == static_cast<std::uint64_t>(std::floor(648'516 * share + 0.5)));
    std::array<double, age_bands> off{};
    for (std::size_t w = 0; w < all.size(); ++w) {
      const double of_wijk = std::accumulate(all[w].begin(), all[w].end(), 0.0);
      CHECK(std::abs(std::accumulate(kept[w].begin(), kept[w].end(), 0.0) - of_wijk * share) < 1);
      for (std::size_t band = 0; band < age_bands; ++band) {
        CHECK(kept[w][band] <= all[w][band]);
        off[band] += kept[w][band] - all[w][band] * share;
      }
    }
    // Each wijk's band is off by a number between -1 and 1 with mean 0 and variance at most 1/4 (plus the rounding of
    // the wijk); 127 of them: sd at most 5.7. Offsets are fixed numbers, so this either holds or not.
    for (const double sum : off) CHECK(std::abs(sum) < 4 * 5.7);
  }
  input.share_of_inhabitants = 1;
  CHECK(count_inhabitants(input) == all);
}
