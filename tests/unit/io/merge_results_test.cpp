// What is merged from shards is what would have been written from all runs.
#include "engine/io/merge_results.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "engine/io/results_file.h"
#include "tests/unit/io/sample_results.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// A frame with a variable of several chunks per run, cut along two axes.
ExperimentFrame frame_of(std::uint32_t replications) {
  ExperimentFrame frame = sample_frame();
  frame.schema.add(ResultDimension{.name = "place", .long_name = "place", .numbers = std::vector<double>(1000, 0)});
  frame.schema.add(ResultDimension{.name = "minute", .long_name = "minute", .numbers = std::vector<double>(300, 0)});
  frame.schema.add(
      ResultVariable{.name = "queue", .dimensions = {"place", "minute"}, .units = "1", .long_name = "who waits"});
  frame.replications = replications;
  return frame;
}

// Runs of those replications, of a frame that may have fewer than the last of them is meant for.
std::vector<RunKey> keys_of(const ExperimentFrame& frame, std::uint32_t first, std::uint32_t last) {
  std::vector<RunKey> keys;
  for (const RunKey key : sample_runs(frame).keys) {
    if (key.replication >= first && key.replication < last) keys.push_back(key);
  }
  return keys;
}

ShardFile write_shard(const std::string& path, const ExperimentFrame& frame, std::uint32_t first, std::uint32_t last) {
  const std::vector<RunKey> keys = keys_of(frame, first, last);
  write_results_file(path, frame, sample_provenance(),
                     {keys, [&](std::size_t i) { return sample_run(frame, keys[i]); }});
  return {path, keys};
}

}  // namespace

TEST_CASE("Merged shards hold the runs bit for bit, also from frames with fewer replications") {
  const ScratchFolder folder;
  const ExperimentFrame frame = frame_of(4);
  const std::vector<ShardFile> shards{write_shard(folder / "b", frame, 3, 4),
                                      write_shard(folder / "a", frame_of(3), 0, 2),
                                      write_shard(folder / "c", frame, 2, 3)};
  merge_results(shards, {}, folder / "x.h5", frame, sample_provenance(), false);
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, sample_runs(frame)));
  const StoredResults stored = read_results_file(folder / "x.h5");
  CHECK(stored.provenance.entries == sample_provenance().entries);
  std::size_t at = 0;
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t d = 0; d < 2; ++d) {
      for (std::uint32_t n = 0; n < 4; ++n) {
        for (std::uint32_t r = 0; r < 2; ++r, ++at) {
          if (stored.results.has({s, d, n, r})) CHECK(stored.seconds[at] == 0.5 + n);
        }
      }
    }
  }
}

TEST_CASE("Runs of shards without a file come from elsewhere, and those that nobody gives are missing") {
  const ScratchFolder folder;
  const ExperimentFrame frame = frame_of(4);
  const std::vector<ShardFile> shards{write_shard(folder / "a", frame_of(3), 0, 2)};
  std::vector<RunSource> others;
  for (const std::vector<RunKey>& keys :
       {std::vector<RunKey>{{0, 1, 3, 0}, {1, 0, 3, 1}}, std::vector<RunKey>{{0, 0, 2, 1}}}) {
    others.push_back({keys, [&frame, keys](std::size_t i) { return sample_run(frame, keys[i]); }});
  }
  merge_results(shards, others, folder / "x.h5", frame, sample_provenance(), false);
  RunSource all{shards[0].keys, {}};
  for (const RunSource& other : others) all.keys.insert(all.keys.end(), other.keys.begin(), other.keys.end());
  std::sort(all.keys.begin(), all.keys.end());
  all.read = [&](std::size_t i) { return sample_run(frame, all.keys[i]); };
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, all));
  const StoredRuns stored = read_stored_runs(folder / "x.h5");
  CHECK(stored.keys == all.keys);
  CHECK(stored.planned == 32);
}

TEST_CASE("A shard that lacks a run it is to give is named, and nothing is left") {
  const ScratchFolder folder;
  const ExperimentFrame frame = frame_of(2);
  ShardFile shard = write_shard(folder / "a", frame, 0, 1);
  shard.keys = keys_of(frame, 1, 2);
  const std::string message =
      message_of<WriteError>([&] { merge_results({shard}, {}, folder / "x.h5", frame, sample_provenance(), false); });
  CHECK(message.find(": cannot be made of " + (folder / "a") + " (") != std::string::npos);
  CHECK(folder.names() == std::vector<std::string>{"a"});
}

TEST_CASE("A file that is there already is not merged over") {
  const ScratchFolder folder;
  const ExperimentFrame frame = frame_of(1);
  const ShardFile shard = write_shard(folder / "a", frame, 0, 1);
  write_bytes(folder / "x.h5", "mine");
  CHECK_THROWS_AS(merge_results({shard}, {}, folder / "x.h5", frame, sample_provenance(), false), InputError);
  CHECK(read_bytes(folder / "x.h5") == "mine");
  merge_results({shard}, {}, folder / "x.h5", frame, sample_provenance(), true);
  CHECK_NOTHROW(read_stored_runs(folder / "x.h5"));
}
