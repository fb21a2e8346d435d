// From the journals of an experiment to a result file: the one path that run, resume and shards share.
#pragma once

#include <span>
#include <string>

#include "engine/io/journal.h"
#include "engine/io/provenance.h"
#include "engine/io/results_file.h"
#include "engine/results/run.h"

namespace draagkracht {

// Those runs of the journal that are in `keys` (ascending). The journal must outlive it.
RunSource runs_in(const Journal& journal, std::span<const RunKey> keys);

// Those runs of the journal that are in `keys` (ascending). The journal must outlive the source.
RunSource runs_in(const Journal& journal, std::span<const RunKey> keys);

// Writes those runs of the journal that are in `keys` (ascending), in that order, to `target`, reads them back and
// compares, and puts the file in its place. All other runs of the frame are missing in the file. The temporary lies in
// the folder of the journal, if that is on the same disk; the folder stays, and removing it when all is done removes
// also what a kill left there. Throws
// InputError if `target` exists and `force` is not set; WriteError, with path and reason, if the file cannot be
// written. Call it outside parallel regions, with the journal's writer closed.
void assemble_results(const Journal& journal, std::span<const RunKey> keys, const std::string& target,
                      const ExperimentFrame& frame, const Provenance& provenance, bool force);

}  // namespace draagkracht
