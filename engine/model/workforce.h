// Persons who staff pools: how old they are, how they leave and are replaced, and how often they are ill.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/keys.h"

namespace draagkracht {

struct Workforce {
  std::string name;
  std::uint32_t address = 0;  // of its random numbers
  std::vector<Index> pools;   // kinds, whose staff these persons are

  struct AgeBand {
    int from_age = 0;
    double share = 0;    // of the persons at the start
    double leaving = 0;  // per year
    friend bool operator==(const AgeBand&, const AgeBand&) = default;
  };
  std::vector<AgeBand> ages;  // in order of age
  int until_age = 0;          // nobody works at this age
  // Parameters; none: 1 for what multiplies, 0 for what is added.
  Index leaving_factor = none;
  Index load = none;                 // sensor: the load of a person's own place; none: load has no effect
  Index leaving_by_load = none;      // added to the rate per year, for each 0.1 of load above that of `strained_load`
  Index strained_load = none;        // parameter
  Index inflow = none;               // newcomers per year and person at the start
  Index newcomer_age = none;         // years
  Index newcomer_hours = none;       // share of the shifts of a seat that a newcomer works
  Index fill_time = none;            // mean time until a vacancy could be filled
  double fill_time_unit = 1;         // ms
  Index least_loaded_weight = none;  // of the third of the places with the lowest load, against the others
  std::int32_t newcomers_wait = 0;   // months, then they go elsewhere
  Index cover = none;                // share of the shifts of an empty seat that somebody from outside works
  double vacant_at_start = 0;        // share of the seats that have nobody on the first day

  struct Spell {
    std::string kind;
    double days = 0;           // mean
    double share_of_time = 0;  // of all time in spells, when season, wave and load are 1
    bool follows = false;      // season, wave and load change how many begin
    friend bool operator==(const Spell&, const Spell&) = default;
  };
  // Sickness absence; no spells: nobody is ill beyond what the presence of the staff says.
  std::vector<Spell> spells;
  Index sickness = none;                                              // parameter: share of paid time
  std::array<double, 12> season{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};  // axis: month
  Index wave = none;                                                  // parameter: factor
  Index sickness_by_load = none;                                      // parameter: factor for each 0.1 of load above 1

  // What else these persons do: an hour on duty there costs hours of their own shifts.
  struct Also {
    std::vector<Index> pools;      // kinds, without seats of persons; empty: nothing
    Index share_by_others = none;  // parameter: share of those hours that others work
    Index hours_off = none;        // parameter: hours of a shift that one hour there costs
    friend bool operator==(const Also&, const Also&) = default;
  };
  Also also;
  double overtime_price = -1;  // of an hour; below 0: not known

  friend bool operator==(const Workforce&, const Workforce&) = default;
};

}  // namespace draagkracht
