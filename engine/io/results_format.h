// What the writer and the reader of result files must take alike; the whole format stands in results_file.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace draagkracht::results_format {

inline constexpr const char* name = "draagkracht-results";
inline constexpr int version = 2;

// The first axes of all data of runs; the replication axis may grow.
inline const std::vector<std::string> run_axes{"scenario", "draw", "replication", "region"};
inline constexpr std::size_t n_run_axes = 4;
inline constexpr std::size_t replication_axis = 2;

// Of the flags that tell which labels of a dimension a scenario has.
inline std::string presence_name(const std::string& dimension) { return dimension + "_in_scenario"; }

}  // namespace draagkracht::results_format
