// Journal in, placed file out.
#include "engine/io/assemble_results.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/io/place_file.h"
#include "engine/io/results_file.h"

namespace draagkracht {

RunSource runs_in(const Journal& journal, std::span<const RunKey> keys) {
  RunSource runs;
  std::vector<std::size_t> places;  // in the journal
  for (std::size_t i = 0; i < journal.entries().size(); ++i) {
    if (!std::binary_search(keys.begin(), keys.end(), journal.entries()[i].key)) continue;
    runs.keys.push_back(journal.entries()[i].key);
    places.push_back(i);
  }
  runs.read = [&journal, places = std::move(places)](std::size_t i) { return journal.read(places[i]); };
  return runs;
}

void assemble_results(const Journal& journal, std::span<const RunKey> keys, const std::string& target,
                      const ExperimentFrame& frame, const Provenance& provenance, bool force) {
  const RunSource runs = runs_in(journal, keys);
  place_file(
      target, force,
      [&](const std::string& temporary) {
        write_results_file(temporary, frame, provenance, runs);
        verify_results_file(temporary, frame, runs);
      },
      journal.folder());
}

}  // namespace draagkracht
