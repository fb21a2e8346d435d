// HDF5 objects to be written: handles, attributes, data sets and dimension scales. Uses HDF5's C functions: each result
// is looked at, where the C++ classes print from their destructors, cannot keep the order of a group's members and lose
// the reason of an error. What is set here and in results_writer.cpp, and why: every line marked "for" was tried with
// the reader it names. Which groups and data sets there are is not said here.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht::hdf5 {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using Extents = std::vector<hsize_t>;

// An HDF5 call failed; caught at the border of the file that calls it.
struct Hdf5Failure {
  std::string reason;
};

// The innermost reason on HDF5's error stack; of its long text on system calls only the system's own words.
std::string innermost_reason();

template <class Status>
Status must(Status status) {
  if (status < 0) throw Hdf5Failure{innermost_reason()};
  return status;
}

// An open HDF5 object. Left open when an error is on its way: closing after a failed write can crash the process.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*closer)(hid_t)) : id_(must(id)), closer_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0 && std::uncaught_exceptions() == 0) closer_(id_);
  }
  operator hid_t() const { return id_; }
  void close() { must(closer_(std::exchange(id_, -1))); }

 private:
  hid_t id_ = -1;
  herr_t (*closer_)(hid_t) = nullptr;
};

Handle simple_space(const Extents& extents, const Extents& most = {});

// Strings of fixed length (for attributes) or of any length (H5T_VARIABLE, for data sets: with fixed ones R crashes).
Handle text_type(std::size_t size);

void write_text(hid_t object, const char* name, const std::string& text);
void write_texts(hid_t object, const TextPairs& pairs);
void write_int(hid_t object, const char* name, int value);
// What 0 and 1 mean.
void write_flags(hid_t object, const std::string& meanings);

// No times in objects, so that equal results give equal files; order of attributes kept, for appending with netCDF.
Handle object_creation(hid_t kind);
Handle create_group(hid_t parent, const std::string& name);

struct DatasetShape {
  Extents extents;
  Extents chunk;           // empty: not chunked
  bool unlimited = false;  // one axis may grow
  std::size_t unlimited_axis = 0;
  bool fill_missing = false;  // doubles that start as NaN
};

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const DatasetShape& shape);
void write_strings(hid_t dataset, const std::vector<std::string>& texts);

// The dimension scales of one group.
class Axes {
 public:
  void add_labels(hid_t group, const std::string& name, const std::string& long_name,
                  const std::vector<std::string>& labels);
  void add_numbers(hid_t group, const ResultDimension& dimension);
  // 1, 2, 3, ...
  void add_counter(hid_t group, const std::string& name, const std::string& long_name, std::uint32_t size,
                   bool unlimited);
  void attach(hid_t dataset, const std::vector<std::string>& names) const;

 private:
  void add(Handle scale, const std::string& name, const std::string& long_name);

  std::map<std::string, Handle> scales_;
};

}  // namespace draagkracht::hdf5
