// Makes the inhabitants of a region: who lives where, age, sex, attributes, need factors, and the places they belong
// to. Every draw is addressed by (seed, population_replication, person, "population/<what>"), so a person is the same
// whatever other persons, wijken or attributes there are. What becomes of them later: see life_courses.h. Households
// are not known: each person is drawn alone.
#pragma once

#include <cstdint>

#include "engine/population/population.h"
#include "engine/population/population_input.h"

namespace draagkracht {

// Addresses of draws; the name of an attribute, need or scope follows where the text ends in a slash.
inline constexpr char sex_draw[] = "population/sex";               // lane 0
inline constexpr char age_draw[] = "population/age";               // lane 0; from 95 years: lane 0 year, 1 day
inline constexpr char attribute_draw[] = "population/attribute/";  // lane 0
inline constexpr char number_draw[] = "population/number/";        // lane 0
inline constexpr char need_draw[] = "population/need/";            // lane 0

// Throws InputError as check_population_input says.
//
// Persons stand wijk by wijk (order: municipality code, number of the wijk), in a wijk from young to old bands. A
// person's entity is (number of the wijk) << 32 | ordinal in the wijk, the ordinals being 0, 1, 2 ... How many there
// are: see count_inhabitants. Age in days is uniform inside a five-year band; above 94 the years 95-104 lose 30 % of
// their number from each to the next (assumed: near the yearly mortality at that age), uniform inside a year. Places of
// a scope: see places.h.
Population make_population(const PopulationInput& input, std::uint32_t seed);

}  // namespace draagkracht
