// Chunk by chunk from file to file.
#include "engine/io/merge_results.h"

#include <algorithm>
#include <utility>

#include "engine/io/file_error.h"
#include "engine/io/place_file.h"
#include "engine/io/results_file.h"
#include "engine/io/results_format.h"
#include "engine/io/results_writer.h"

namespace draagkracht {

using namespace hdf5;

namespace {

using results_format::n_run_axes;

// Calls `use` with the offset of every chunk that a run has in a variable.
template <class F>
void for_chunks_of(RunKey key, const ResultsWriter::Slot& slot, F&& use) {
  const Extents first = start_of(key, slot.count.size());
  Extents offset = first;
  for (;;) {
    use(offset);
    std::size_t axis = offset.size();
    while (axis-- > n_run_axes) {
      offset[axis] += slot.chunk[axis];
      if (offset[axis] < slot.count[axis]) break;
      offset[axis] = 0;
    }
    if (axis < n_run_axes) return;
  }
}

std::uint64_t chunks_per_run(const ResultsWriter::Slot& slot) {
  std::uint64_t n = 1;
  for (std::size_t axis = n_run_axes; axis < slot.count.size(); ++axis) {
    n *= (slot.count[axis] + slot.chunk[axis] - 1) / slot.chunk[axis];
  }
  return n;
}

std::string path_of(const ResultVariable& variable) {
  return variable.group.empty() ? variable.name : variable.group + '/' + variable.name;
}

// Wall times of all runs of the frame of a shard.
std::vector<double> read_seconds(hid_t file, Extents& extents) {
  const Handle dataset(H5Dopen2(file, "provenance/timings/seconds", H5P_DEFAULT), H5Dclose);
  const Handle space(H5Dget_space(dataset), H5Sclose);
  extents.resize(static_cast<std::size_t>(must(H5Sget_simple_extent_ndims(space))));
  must(H5Sget_simple_extent_dims(space, extents.data(), nullptr));
  std::vector<double> seconds(static_cast<std::size_t>(must(H5Sget_simple_extent_npoints(space))));
  must(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, seconds.data()));
  return seconds;
}

class Merger {
 public:
  explicit Merger(ResultsWriter& writer) : writer_(writer) {}

  void copy(const ShardFile& shard) {
    const Handle file(H5Fopen(shard.path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    for (const ResultsWriter::Slot& slot : writer_.slots()) {
      const Handle source(H5Dopen2(file, path_of(*slot.variable).c_str(), H5P_DEFAULT), H5Dclose);
      for (const RunKey key : shard.keys) {
        for_chunks_of(key, slot, [&](const Extents& offset) { copy_chunk(source, slot.dataset, offset); });
      }
    }
    Extents extents;
    const std::vector<double> seconds = read_seconds(file, extents);
    for (const RunKey key : shard.keys) {
      const std::size_t at =
          ((key.scenario * extents[1] + key.draw) * extents[2] + key.replication) * extents[3] + key.region;
      writer_.mark_finished(key, seconds.at(at));
    }
  }

 private:
  void copy_chunk(hid_t source, hid_t target, const Extents& offset) {
    hsize_t size = 0;
    must(H5Dget_chunk_storage_size(source, offset.data(), &size));
    if (size == 0) throw Hdf5Failure{"a run that it says to hold is not there"};
    chunk_.resize(size);
    std::uint32_t filters = 0;
    must(H5Dread_chunk(source, H5P_DEFAULT, offset.data(), &filters, chunk_.data()));
    must(H5Dwrite_chunk(target, H5P_DEFAULT, filters, offset.data(), size, chunk_.data()));
  }

  ResultsWriter& writer_;
  std::vector<char> chunk_;
};

// Whether the closed file holds all runs, with as many chunks in each variable as they have.
void count(const std::string& path, const std::vector<RunKey>& keys,
           const std::vector<std::pair<std::string, std::uint64_t>>& chunks) {
  if (stored_keys(path) != keys) throw WriteError(path, "does not hold the runs that were written to it");
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  for (const auto& [name, expected] : chunks) {
    const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    hsize_t found = 0;
    must(H5Dget_num_chunks(dataset, Handle(H5Dget_space(dataset), H5Sclose), &found));
    if (found != expected) throw WriteError(path, "does not hold what was written to it (" + name + ")");
  }
}

void write_merged(const std::vector<ShardFile>& shards, const std::vector<RunSource>& journals, const std::string& path,
                  const ExperimentFrame& frame, const Provenance& provenance) {
  std::vector<RunKey> keys;
  for (const ShardFile& shard : shards) keys.insert(keys.end(), shard.keys.begin(), shard.keys.end());
  for (const RunSource& journal : journals) keys.insert(keys.end(), journal.keys.begin(), journal.keys.end());
  std::sort(keys.begin(), keys.end());
  std::string at = path;
  try {
    must(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));  // no printing: reasons are told below
    ResultsWriter writer(path, frame);
    writer.write_provenance(provenance);
    Merger merger(writer);
    std::vector<std::pair<std::string, std::uint64_t>> chunks;
    for (const ResultsWriter::Slot& slot : writer.slots()) {
      chunks.emplace_back(path_of(*slot.variable), keys.size() * chunks_per_run(slot));
    }
    for (const ShardFile& shard : shards) {
      at = shard.path;
      merger.copy(shard);
    }
    at = path;
    for (const RunSource& journal : journals) {
      for (std::size_t i = 0; i < journal.keys.size(); ++i) writer.write_run(journal.read(i));
    }
    writer.finish();
    count(path, keys, chunks);
  } catch (const Hdf5Failure& failure) {
    const std::string what = at == path ? "cannot be written" : "cannot be made of " + at;
    throw WriteError(path, what + " (" + failure.reason + ")");
  }
}

}  // namespace

void merge_results(const std::vector<ShardFile>& shards, const std::vector<RunSource>& journals,
                   const std::string& target, const ExperimentFrame& frame, const Provenance& provenance, bool force) {
  std::vector<std::string> paths;
  for (const ShardFile& shard : shards) paths.push_back(shard.path);
  require_layout(paths, frame);
  place_file(target, force,
             [&](const std::string& temporary) { write_merged(shards, journals, temporary, frame, provenance); });
}

}  // namespace draagkracht
