// The criterion of all kernel tests: means over replications agree with an exact value, precisely enough to tell a
// wrong model from the right one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {

// A quantity of a finished run with its exact expectation in the steady state.
struct ExactValue {
  std::string what;
  double exact;
  std::function<double(const FinishedRun&)> of_run;
  double widest = 0.01;  // half width of the 95 % interval, relative to the exact value
};

// Runs the model in `replications` replications and checks for every value that |z| <= 4 with the standard error from
// the replications, and that the interval is narrow enough. Then the twin, the same model with `wrong` put in: every
// value must have |z| > 4.
//
// False alarms: z has Student's t distribution with replications - 1 degrees of freedom. With 32 replications
// P(|t| > 4) = 0.00037 per value, so about 2 % that any of the some 50 values fails after a change of the random
// numbers, and nothing fails by chance while they stay as they are: the seeds are fixed.
void check_against_exact(const std::string& model, const Replacements& right, const Replacements& wrong,
                         const std::vector<ExactValue>& values, std::uint32_t replications = 32);
// The same of a model and its twin that stand in the test.
void check_against_exact_text(const std::string& model, const std::string& twin, const std::vector<ExactValue>& values,
                              std::uint32_t replications = 32);

}  // namespace draagkracht::testing
