// For readers: why a scenario of an experiment cannot go on from the state of the first. engine/setup/choose_forks.h
// compares compiled models; here is told what the files say otherwise, where that can be told.
#pragma once

#include <string>

#include "engine/io/scenario_file.h"
#include "engine/model/model.h"

namespace draagkracht {

// Of two scenarios that differ from the start. A clause without its stop.
std::string why_alone(const ScenarioFile& first, const ScenarioFile& file, const Model& first_model,
                      const Model& model);

}  // namespace draagkracht
