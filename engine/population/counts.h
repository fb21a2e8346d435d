// How many people of each age band live in each wijk, and how whole numbers are made of parts.
// Whole numbers only: no persons, no random numbers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/population/population_input.h"

namespace draagkracht {

// Whole numbers near `exact` that sum to `total`, by largest remainder: each is the floor of its exact number or one
// more; of equal remainders the first gets it. `total` must lie between the sums of the floors and of the floors + 1.
std::vector<std::uint32_t> largest_remainder(std::span<const double> exact, std::uint64_t total);

// The number in a wijk code from its first digit on: 1400 in "WK001400". Some municipalities use letters there: these
// codes are read in base 36 ("WK0363AA" is 5,323,042), which for six characters fits in 32 bits. None if there is no
// digit, another character, or the number passes 32 bits.
std::optional<std::uint32_t> wijk_number(const std::string& code);

// The year of the projection that people are counted by: that in which the population date lies.
int population_year(const PopulationInput& input);

// Positions in input.wijken in the order (municipality code, number of the wijk): the order of Population::wijken.
std::vector<std::size_t> wijk_order(const PopulationInput& input);

// Persons on the population date. Axes: wijk (in wijk_order), band.
//
// Exact numbers are counts x growth of the band in the whole country. They are rounded from the top: the region's total
// to the nearest number, its bands to that total, the wijken of a band to the band's number, the last two by largest
// remainder. So totals are exact, and other wijken change a band of a wijk by one person at most.
//
// A share of the inhabitants below 1 then keeps the nearest number of that share of the region, divided over wijken by
// largest remainder; inside a wijk the kept persons are spread evenly over its people in order of age, from an offset
// that the wijk's number decides, so that over many wijken no band is favoured.
std::vector<std::array<std::uint32_t, age_bands>> count_inhabitants(const PopulationInput& input);
// The same by the projection of another year.
std::vector<std::array<std::uint32_t, age_bands>> count_inhabitants(const PopulationInput& input, int year);

}  // namespace draagkracht
