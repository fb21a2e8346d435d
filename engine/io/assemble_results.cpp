// Journal in, placed file out.
#include "engine/io/assemble_results.h"

#include "engine/io/file_error.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"

namespace draagkracht {

void assemble_results(const Journal& journal, const std::string& target, const ExperimentFrame& frame,
                      const Provenance& provenance, bool force, AfterAssembly after) {
  if (journal.torn_bytes() > 0 || journal.damaged_records() > 0) {
    refuse_file(journal.folder(), "holds damaged runs",
                std::to_string(journal.damaged_records()) + " in the middle, " + std::to_string(journal.torn_bytes()) +
                    " bytes at the end",
                "Use `draagkracht resume`, which runs them again");
  }
  RunSource runs;
  for (const Journal::Entry& entry : journal.entries()) runs.keys.push_back(entry.key);
  runs.read = [&](std::size_t i) { return journal.read(i); };
  place_file(target, force, [&](const std::string& temporary) {
    write_results_file(temporary, frame, provenance, runs);
    verify_results_file(temporary, frame, runs);
  });
  if (after == AfterAssembly::remove_journal) remove_journal(journal.folder());
}

}  // namespace draagkracht
