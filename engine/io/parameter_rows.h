// Parameters that stand in tables, a row each, as if they had been written in the file.
#pragma once

#include "engine/core/issue.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// Puts each row of the tables that `parameters` names under [parameter.NAME]; what is written there wins over the row.
// Values are located in the table. Reads the files that the tables are in.
void write_out_parameter_rows(ConfigNode& root, Issues& issues);

}  // namespace draagkracht
