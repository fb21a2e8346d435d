// Brings a compiled model and the inhabitants of a region together: how many people staff each pool instance and when
// they work, numbers on duty, limits, and choices that depend on which pools a place has.
#pragma once

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/simulation/region.h"

namespace draagkracht {

inline constexpr char staff_draw[] = "population/staff/";  // pool; place: 0 hours per inhabitant against others'

// `population` must outlive the region; nullptr for models without inhabitants, which have one instance of each pool.
//
// Staff: hours of the region = hours per 10,000 x inhabitants x presence x share of time in the pool, turned into whole
// shifts (of the mean length of those of a week) and divided over places in proportion to their inhabitants by largest
// remainder (or whole persons to the largest places first); with StaffRule::cv, to inhabitants times a gamma factor of
// each place, the same in all replications. A place that must always have someone gets at least every
// shift of the week. A place's hours are spread over its shifts of all seven days, each at its own length.
// Rosters: number per 100,000 x inhabitants, rounded, at least 1, divided over places by largest remainder.
// Inhabitants are those of the region at the start or, where a pool says so, at each New Year; what is divided over
// places stays in proportion to those who belong to them at the start. Each day on which a lever or such a year changes
// one of these has them divided anew: a pure function of the day, its parameters and its year's inhabitants.
Region build_region(const Model& model, const Population* population);

}  // namespace draagkracht
