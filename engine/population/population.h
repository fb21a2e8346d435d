// The inhabitants of one region and the places (practices, posts) they belong to. Made once per seed and region and
// shared, read-only, by all runs; what changes during a run is kept by engine/simulation.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/des/request.h"

namespace draagkracht {

inline constexpr int person_attributes = owner_labels;  // how many labelled attributes a person can have
inline constexpr int person_needs = 2;                  // how many personal need factors
inline constexpr int person_scopes = owner_places;      // how many kinds of place beside the region itself

// What a request takes along of its person, see RequestLabels.
struct PersonLabels {
  std::uint64_t entity = 0;  // (wijk code, ordinal): what random numbers are addressed by
  std::uint16_t place[person_scopes] = {no_place, no_place, no_place};  // axis: scope - 1
  std::uint16_t own_server = no_server;             // own care provider within the pool that has continuity
  std::uint8_t attributes[person_attributes] = {};  // labels, in the order of the model's attributes
};

struct Person : PersonLabels {
  std::uint16_t wijk = 0;             // index in Population::wijken
  std::int32_t birth_day = 0;         // days since 1970-01-01
  float need[person_needs] = {1, 1};  // personal factor on the rate of potential requests; mean 1
};
static_assert(sizeof(Person) == 48 && std::is_trivially_copyable_v<Person>);

// Asks for a person before they are needed: a person may lie across two cache lines.
[[gnu::always_inline]] inline void fetch(const Person& person) {
  __builtin_prefetch(&person);
  __builtin_prefetch(&person.need);
}

struct Place {
  std::string name;
  std::uint32_t wijk = 0;         // where it stands
  std::uint32_t size_class = 0;   // row of the scope's size table
  std::uint32_t inhabitants = 0;  // who belong to it
  std::uint32_t room = 0;         // enrolment: for how many it has room at the start; 0: whoever comes
};

struct Wijk {
  std::string code;
  std::string municipality;
  std::uint32_t first = 0;  // its persons stand together: first and number
  std::uint32_t inhabitants = 0;
  std::string municipality_code;
};

struct Population {
  std::string region;                      // code
  std::vector<Person> persons;             // wijk by wijk
  std::vector<Wijk> wijken;                // in order of (municipality code, number in the wijk code)
  std::vector<std::vector<Place>> places;  // axes: scope, place; scope 0 is the region itself, one place
};

}  // namespace draagkracht
