// What a process that reads a result file sends to the one that asked it to: each `get` takes what its `put` sent.
#pragma once

#include "engine/core/issue.h"
#include "engine/io/child_process.h"
#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht {

void put_issue(PipeWriter& out, const Issue& issue);
Issue get_issue(PipeReader& in);

void put_pairs(PipeWriter& out, const TextPairs& pairs);
TextPairs get_pairs(PipeReader& in);

// Offsets and sizes in payloads are worked out anew. Throws LogicFault if variables and dimensions do not fit together.
void put_frame(PipeWriter& out, const ExperimentFrame& frame);
ExperimentFrame get_frame(PipeReader& in);

}  // namespace draagkracht
