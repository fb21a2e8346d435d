// The writer of result files, for those that fill them: from finished runs (results_writer.cpp) and from shards
// (merge_results.cpp). The layout stands in results_file.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/hdf5_objects.h"
#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht {

// Where the values of a run begin in a variable of so many axes.
hdf5::Extents start_of(RunKey key, std::size_t axes);

// Chunks of one run: as many whole last dimensions as fit in 1 MiB, evenly cut along the first that does not.
hdf5::Extents chunk_of_one_run(const hdf5::Extents& extents);

// Writes a file from top to bottom: runs and provenance in any order, then the end. Throws Hdf5Failure.
class ResultsWriter {
 public:
  ResultsWriter(const std::string& path, const ExperimentFrame& frame);
  void write_run(const RunResult& run);
  void write_provenance(const Provenance& provenance);
  // Counters, the mark that the file is whole, and the end.
  void finish();

  struct Slot {
    const ResultVariable* variable;
    hdf5::Handle dataset;
    hdf5::Handle file_space;
    hdf5::Handle memory_space;
    hdf5::Extents count;  // 1, 1, 1, 1, own extents
    hdf5::Extents chunk;
  };
  // For who writes the values of a run by other ways.
  const std::vector<Slot>& slots() const { return slots_; }
  void mark_finished(RunKey key, double seconds);

 private:
  hdf5::Axes make_axes(hid_t group, const std::vector<std::string>& own);
  void create_variable(hid_t group, const hdf5::Axes& axes, const ResultVariable& variable);
  void create_root(const std::vector<ResultVariable>& variables);
  void write_presence(const hdf5::Axes& axes, const PartialDimension& partial);
  void create_groups(const std::vector<ResultVariable>& variables);
  hdf5::Extents run_extents() const {
    return {frame_.scenarios.size(), frame_.draws, frame_.replications, frame_.regions.size()};
  }
  std::size_t place(RunKey key) const {
    return ((key.scenario * std::size_t{frame_.draws} + key.draw) * frame_.replications + key.replication) *
               frame_.regions.size() +
           key.region;
  }

  const ExperimentFrame& frame_;
  hdf5::Handle file_;
  std::vector<Slot> slots_;
  hdf5::Handle n_replications_;
  hdf5::Handle finished_;
  hdf5::Handle seconds_;
  std::vector<std::int8_t> finished_values_;  // axes scenario, draw, replication, region
  std::vector<double> seconds_values_;        // same axes
};

}  // namespace draagkracht
