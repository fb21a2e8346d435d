// A result file that is open: held against its format object by object, for anybody may have made it. Throws Unfit or
// Hdf5Failure with the object that is wrong, InputError for what is no result file at all. Call it where HDF5 may crash
// (results_reader.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/hdf5_reading.h"
#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht {

// What most messages about a file say.
inline constexpr const char* damaged_file = "the file is cut short or damaged";

// Bytes of a plain file that can be read; else InputError.
std::uint64_t size_of_results_file(const std::string& path);

// A file that says it is whole, and of this format.
hdf5::Object open_whole(const std::string& path);

// The lengths of the four axes of runs; those that are numbered count from 1.
hdf5::Extents run_extents(const hdf5::Object& root);

// Runs that are marked as finished, in order of key.
std::vector<RunKey> finished_runs(const hdf5::Object& root, const hdf5::Extents& extents);

class OpenedResults {
 public:
  explicit OpenedResults(const std::string& path);
  const ExperimentFrame& frame() const { return frame_; }
  const std::vector<RunKey>& keys() const { return keys_; }
  std::vector<double> read_payload(RunKey key) const;
  std::vector<double> read_seconds() const;
  Provenance read_provenance() const;
  // Throws Unfit unless axes and results are those of a frame, but for the number of replications, and stored as the
  // writer stores them.
  void require_layout(const ExperimentFrame& frame) const;

 private:
  void read_frame();
  void read_presence(const ResultDimension& dimension);
  void add_dimension(const hdf5::Object& dataset, const std::string& name);
  void add_variables(const hdf5::Object& group, const std::string& name, const std::vector<hdf5::Member>& members);
  void add_variable(hdf5::Object dataset, const std::string& name, const std::string& group,
                    std::vector<std::string> axes);
  void check_sizes() const;

  hdf5::Object root_;
  hdf5::Extents runs_;
  ExperimentFrame frame_;
  std::vector<RunKey> keys_;
  std::vector<hdf5::Object> datasets_;  // of frame_.schema.variables
};

}  // namespace draagkracht
