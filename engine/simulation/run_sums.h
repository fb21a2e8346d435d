// Sums over all requests and pools of a run, made where counting begins and where the run ends.
#pragma once

#include <cstdint>

#include "engine/simulation/run_state.h"

namespace draagkracht {

// Counting begins: what was seized, waited and asked for before now counts no more.
void forget_warm_up(RunState& run);

// Adds the remaining service time of those in service, ms, times `sign`, to Observer::rest. How long something will be
// held behind a service nobody knows.
void account_rests(RunState& run, std::int64_t sign);

// Services that go on count until now, and so does what is still seized, times `sign`: where the run ends, or for what
// stands at the turn of a year, which is taken back when it has been read.
void account_running(RunState& run, std::int64_t sign = 1);

// What came, waited and was served adds up, whatever the model. Throws LogicFault, see conservation.h.
void check_laws(const RunState& run);

// Requests that hold a server while they wait for one can wait for each other in a ring, and then for ever. Throws
// RunFailure, which names the pools, if some do.
void fail_on_deadlock(const RunState& run);

}  // namespace draagkracht
