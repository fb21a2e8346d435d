// Places that people belong to beside the region: practices that they choose, posts that their wijk belongs to, and the
// own server that a person has at a place. Fills Population::places and Person::place; no staff, no opening hours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/population/population.h"
#include "engine/population/population_input.h"

namespace draagkracht {

inline constexpr char enrolled_draw[] = "population/enrolled";  // lane 0: not enrolled if below the share
inline constexpr char place_draw[] = "population/place/";       // scope; person: 0 turn, 1 choice near, 2 farther
// scope; place: 0 order of sizes, 1 where it stands, 2 its size. scope/preference; place: 0 how much it is liked
inline constexpr char site_draw[] = "population/site/";
inline constexpr char own_server_draw[] = "population/own_server";  // lane 0

// Enrolment with places of several sizes, as scope `scope` (1 or more; axis of Population::places).
//
// Number of places: persons expected to enrol / mean size, at least 1; size classes by largest remainder. A place has
// the size of its class times a gamma factor of its own (size_cv), and the sizes are scaled so that there is room for
// just those who enrol. Places in random order divide the row of inhabitants (wijk by wijk) in proportion to their
// room, and each stands in the wijk of a random inhabitant of its own part: a wijk has room in proportion to its
// inhabitants on average, and a municipality to within about the size of a place.
//
// With real places (ScopeRule::real_places) these are all there are, each in its wijk, with room in proportion to its
// patients; nothing of them is drawn.
//
// Choice: per municipality its enrolled persons come in random order and pick a place with chance in proportion to free
// room, in their own wijk times own_wijk_weight. Who finds the municipality full, or without a place, picks in the same
// way among all places of the region after everybody has had a turn at home. For whom a preference means, free room of
// a place counts times the place's own gamma factor; who comes last takes what is left, so places differ a little less.
//
// Throws InputError if there would be more places than a person can name.
void enrol(Population& population, const ScopeRule& rule, std::size_t scope, std::uint32_t seed);

// Catchment areas of nearly equal numbers: max(1, round(inhabitants / inhabitants_per_place)) places, but never more
// than inhabited wijken. Wijken in order of municipality fill one place after the other. The border between two places
// is the border between municipalities that lies nearest to the ideal one if that is within 10 % of a place's number,
// else the nearest border between wijken. A place stands in its largest wijk. No random numbers.
void assign_catchments(Population& population, const ScopeRule& rule, std::size_t scope);

// Gives each person who has a place in `scope` one of its servers, 0 ... servers - 1, each with the same chance; none
// where the place has 0 servers. Axis of `servers`: place.
void assign_own_servers(Population& population, std::size_t scope, std::span<const std::uint32_t> servers,
                        std::uint32_t seed);

}  // namespace draagkracht
