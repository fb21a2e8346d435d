// Writes the sample experiment of the unit tests to the file named on the command line, for readers in other languages.
#include <cstdio>
#include <exception>

#include "tests/unit/io/sample_results.h"

int main(int argc, char** argv) {
  using namespace draagkracht;
  if (argc != 2) return 2;
  try {
    const ExperimentFrame frame = testing::sample_frame();
    write_results_file(argv[1], frame, testing::sample_provenance(), testing::sample_runs(frame));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
