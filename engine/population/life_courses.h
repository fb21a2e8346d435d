// Courses of life: who is born, moves, gets a condition, leaves and dies in the years behind the population date, made
// once per seed and region. A pure function of (seed, person, year, what): nothing that happens in a run changes it.
#pragma once

#include <cstdint>

#include "engine/population/attribute_tables.h"
#include "engine/population/need_factors.h"
#include "engine/population/population.h"
#include "engine/population/population_input.h"

namespace draagkracht {

// Addresses of draws of persons, on visit number `calendar year`; the name of an attribute or need follows a slash.
inline constexpr char death_draw[] = "lives/death";       // lane 0
inline constexpr char move_draw[] = "lives/move";         // 0 within, 1 between, 2 stays in region, 3 where to
inline constexpr char new_home_draw[] = "lives/home";     // 0 keeps the place, 1 wijk
inline constexpr char birth_draw[] = "lives/birth";       // lane 0
inline constexpr char begin_draw[] = "lives/begin/";      // lane 0; the end of a condition: lane 1. What goes before
                                                          // an event, visit: its year; 0 whether, 1 how long
inline constexpr char surplus_draw[] = "lives/leaves";    // 0 who leaves, 1 when
inline constexpr char arrival_draw[] = "lives/arrives";   // lane 0: when
inline constexpr char later_need_draw[] = "lives/need/";  // lane 0
inline constexpr char arrival_place_draw[] = "lives/place/";  // scope; visit: number of the choice; lane 0

// Adds to residents who have their labels, needs and places all that happens until LifeRules::last_year is over: those
// who come later, the events, and the needs of later years. Years begin on the day of the population date.
//
// Death, moves, births and conditions have the rate of the person's age, before and behind the birthday, and sex; in
// part of a year x per year of time t they happen with chance xt / (1 + xt / 2), evenly over it; births and moves,
// which end nothing, with xt. A condition changes once a year at most. Then wijken and bands are filled up, or emptied,
// to the counts of the next year's projection: who comes is drawn as residents are, with conditions as they have grown
// until then, and lives on like others from that day; who leaves for that reason is drawn among all who lived there. So
// each band of each wijk is at each New Year what count_inhabitants says. What goes before a death goes before that of
// whoever would stay: it may be in one of the next years, whose draws are looked up. Children move apart from their
// parents: households are not known. A child is born even if its mother then leaves so that the counts come out.
void add_life_courses(Population& population, const PopulationInput& input, const AttributeTables& attributes,
                      const NeedFactors& needs, std::uint32_t seed);

}  // namespace draagkracht
