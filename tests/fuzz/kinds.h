// The kinds of input that are tried. Each knows how to try one input in this process and how to change one at random.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/fuzz/random.h"
#include "tests/fuzz/workshop.h"

namespace draagkracht::fuzz {

class Kind {
 public:
  virtual ~Kind() = default;
  // Does with the input what a user could; reports what must not happen (judge.h).
  virtual void try_input(const std::string& input) = 0;
  // Another input made of this one and, perhaps, of pieces of `others`.
  virtual void mutate(std::string& input, const std::vector<std::string>& others, Random& random) = 0;
};

// Scenario and model files with the tables that they read, as a bundle (bundle.h).
std::unique_ptr<Kind> scenario_kind(Workshop& workshop);
// The same; only the tables are changed.
std::unique_ptr<Kind> csv_kind(Workshop& workshop);
// Edits of the Dutch model, its scenarios and its tables.
std::unique_ptr<Kind> dutch_kind(Workshop& workshop);
// The bytes of a journal, with checksums that fit.
std::unique_ptr<Kind> journal_kind(Workshop& workshop);
// Edits of a plan folder.
std::unique_ptr<Kind> plan_kind(Workshop& workshop);
// Edits of a result file; `apart`: made in a process of their own, so that HDF5 may end on them.
std::unique_ptr<Kind> hdf5_kind(Workshop& workshop, bool apart);

}  // namespace draagkracht::fuzz
