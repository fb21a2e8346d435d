// The one rule for names of dimensions, variables and groups in result files.
#pragma once

#include <string>
#include <string_view>

#include "engine/results/run.h"

namespace draagkracht {

// Why a schema cannot take a name; "" if it can. Names are lower-case ASCII letters, digits and underscores, a letter
// first (valid in netCDF, HDF5, R and Python alike), and nothing that has the name already or that every file has.
std::string name_fault(const ResultSchema& schema, std::string_view name);

}  // namespace draagkracht
