// What the traffic equations (engine/traffic/traffic.h) need to know of a region: groups of inhabitants who are alike,
// and hours on duty to hold the hours asked against. Solves nothing itself.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/simulation/region.h"
#include "engine/traffic/traffic.h"

namespace draagkracht {

// `region` as built for `model`; without inhabitants there are no groups.
TrafficInput traffic_input(const Model& model, const Region& region);

// The first day of the region's period that holds on most of the days that count: for it the equations take where pools
// are, and with whom one's own server is.
std::int32_t typical_day(const Model& model, const Region& region);

// Expected hours on duty per year of 365.25 days, at the average of the days that count, each with what levers make of
// it. Axis: pool kind. Staff who are away in a month are taken as the simulation draws them: each by herself, and one
// of them always stays.
std::vector<double> duty_hours_per_year(const Model& model, const Region& region);

}  // namespace draagkracht
