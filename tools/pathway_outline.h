// The pathways of a scenario as a reader sees them: steps in order, indented below each the ways on, with times,
// shares, pools and where exits go; before them the pools. Values are those without levers. Lines are at most 100 wide,
// unless a single word is longer.
#pragma once

#include <string>

#include "engine/analysis/targets.h"
#include "engine/model/model.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// `model` is what `scenario` compiles to.
std::string outline_text(const Scenario& scenario, const Model& model, Language language);

}  // namespace draagkracht
