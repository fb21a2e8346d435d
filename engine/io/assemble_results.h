// From the journal of an experiment to its result file: the one path that run, resume and shards share.
#pragma once

#include <string>

#include "engine/io/journal.h"
#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht {

enum class AfterAssembly { remove_journal, keep_journal };

// Writes all runs of the journal, in order of key, to `target`, reads them back and compares, puts the file in its
// place and then removes the journal. Runs of the frame that are not in the journal are missing in the file. Throws
// InputError if the journal has damaged or torn records (resume runs those again) or if `target` exists and `force` is
// not set; WriteError, with path and reason, if the file cannot be written. On any error the journal stays and neither
// `target` nor a temporary is left behind. Call it outside parallel regions, with the journal's writer closed.
void assemble_results(const Journal& journal, const std::string& target, const ExperimentFrame& frame,
                      const Provenance& provenance, bool force, AfterAssembly after = AfterAssembly::remove_journal);

}  // namespace draagkracht
