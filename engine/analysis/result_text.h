// Comparisons, scorecards and validations as text for readers at a terminal: tables, what they rest on, and what they
// do not say. The numbers are those of the structs, rounded; whoever needs them unrounded takes to_tables().
#pragma once

#include <string>

#include "engine/analysis/comparison.h"
#include "engine/analysis/scorecard.h"
#include "engine/analysis/targets.h"
#include "engine/analysis/validation.h"

namespace draagkracht {

// Per region and scenario: outcomes, who did what instead of whom, and the hours of pools. `names` are the display
// names of pools and disciplines.
std::string comparison_text(const Comparison& comparison, const DisplayNames& names, Language language);

// Per region and scenario: the goals with their colours, then each goal's outcomes and, beside them, what never counts.
std::string scorecard_text(const Scorecards& scorecards, Language language);

// Per region: "x of y held-out figures within range", the counts per class, and the figures.
std::string validation_text(const Validation& validation, Language language);

}  // namespace draagkracht
