// For readers: why a scenario of an experiment cannot go on from the state of the first. See
// engine/setup/choose_forks.h, which compares compiled models; here is told what the files say otherwise.
#pragma once

#include <string>

#include "engine/io/scenario_file.h"

namespace draagkracht {

// Of two scenarios that differ from the start. A clause without its stop.
std::string why_alone(const ScenarioFile& first, const ScenarioFile& file);

}  // namespace draagkracht
