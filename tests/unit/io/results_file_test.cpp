// What is written comes back bit for bit; what is damaged, foreign or newer is refused in the user's words.
#include "engine/io/results_file.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "tests/unit/io/sample_results.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

void write_sample(const std::string& path) {
  const ExperimentFrame frame = sample_frame();
  write_results_file(path, frame, sample_provenance(), sample_runs(frame));
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void check_same_frame(const ExperimentFrame& found, const ExperimentFrame& expected) {
  CHECK(found.scenarios == expected.scenarios);
  CHECK(found.regions == expected.regions);
  CHECK(found.region_names == expected.region_names);
  CHECK(found.draws == expected.draws);
  CHECK(found.replications == expected.replications);
  REQUIRE(found.schema.dimensions.size() == expected.schema.dimensions.size());
  for (std::size_t i = 0; i < expected.schema.dimensions.size(); ++i) {
    const ResultDimension &a = found.schema.dimensions[i], &b = expected.schema.dimensions[i];
    CHECK(a.name == b.name);
    CHECK(a.long_name == b.long_name);
    CHECK(a.units == b.units);
    CHECK(a.labels == b.labels);
    CHECK(a.numbers == b.numbers);
  }
  REQUIRE(found.schema.variables.size() == expected.schema.variables.size());
  for (const ResultVariable& b : expected.schema.variables) {
    const ResultVariable* a = found.schema.variable(b.name);
    REQUIRE(a != nullptr);
    CHECK(a->group == b.group);
    CHECK(a->dimensions == b.dimensions);
    CHECK(a->units == b.units);
    CHECK(a->long_name == b.long_name);
    CHECK(a->size == b.size);
  }
}

std::string read_error(const std::string& path) {
  return message_of<InputError>([&] { read_results_file(path); });
}

}  // namespace

TEST_CASE("A result file gives back frame, runs, seconds and provenance bit for bit") {
  const ScratchFolder folder;
  write_sample(folder / "x.h5");
  const StoredResults stored = read_results_file(folder / "x.h5");
  const ExperimentFrame frame = sample_frame();
  check_same_frame(stored.results.frame(), frame);
  for (const RunKey key : sample_runs(frame).keys) {
    const RunResult expected = sample_run(frame, key);
    for (const ResultVariable& variable : frame.schema.variables) {
      const ResultVariable& found = *stored.results.frame().schema.variable(variable.name);
      CHECK(same_bits(stored.results.values(found, key),
                      std::span(expected.payload).subspan(variable.offset, variable.size)));
    }
  }
  CHECK_FALSE(stored.results.has({1, 0, 2, 0}));
  CHECK(stored.results.has({1, 0, 2, 1}));
  REQUIRE(stored.seconds.size() == 24);
  CHECK(stored.seconds[2] == 1.5);  // (0, 0, 1, 0)
  CHECK(std::isnan(stored.seconds[12 + 4]));
  const Provenance expected = sample_provenance();
  CHECK(stored.provenance.version == expected.version);
  CHECK(stored.provenance.entries == expected.entries);
  CHECK(stored.provenance.scenario_texts == expected.scenario_texts);
  CHECK(stored.provenance.inputs == expected.inputs);
  CHECK(stored.provenance.timings == expected.timings);
}

TEST_CASE("Equal runs give equal files") {
  const ScratchFolder folder;
  write_sample(folder / "x.h5");
  write_sample(folder / "y.h5");
  CHECK(read_bytes(folder / "x.h5") == read_bytes(folder / "y.h5"));
}

TEST_CASE("A run of many values is cut into chunks and comes back whole") {
  // 3 x 1,000 x 7 + 300,001 values: the second variable is cut along its only dimension, the first not.
  ExperimentFrame frame{
      .scenarios = {"s"}, .regions = {"r"}, .region_names = {"R"}, .draws = 1, .replications = 2, .schema = {}};
  const auto dimension = [&](const std::string& name, std::size_t size) {
    frame.schema.add(ResultDimension{.name = name, .long_name = name, .numbers = std::vector<double>(size, 1)});
  };
  dimension("a", 3);
  dimension("b", 1000);
  dimension("c", 7);
  dimension("d", 300'001);
  dimension("e", 50);
  frame.schema.add(ResultVariable{.name = "abc", .dimensions = {"a", "b", "c"}, .units = "1", .long_name = "abc"});
  frame.schema.add(ResultVariable{.name = "one_long", .dimensions = {"d"}, .units = "1", .long_name = "d"});
  frame.schema.add(ResultVariable{.name = "eba", .dimensions = {"e", "b", "c"}, .units = "1", .long_name = "ebc"});
  const ScratchFolder folder;
  RunSource runs{.keys = {{0, 0, 0, 0}, {0, 0, 1, 0}}, .read = {}};
  runs.read = [&](std::size_t i) { return sample_run(frame, runs.keys[i]); };
  write_results_file(folder / "x.h5", frame, {}, runs);
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, runs));
}

TEST_CASE("A file whose runs have no values, and one without any run, can be written and read") {
  const ScratchFolder folder;
  ExperimentFrame frame = sample_frame();
  write_results_file(folder / "none.h5", frame, {}, RunSource{});
  CHECK_FALSE(read_results_file(folder / "none.h5").results.has({0, 0, 0, 0}));
  frame.schema = {};
  write_results_file(folder / "empty.h5", frame, {}, sample_runs(frame));
  CHECK(read_results_file(folder / "empty.h5").results.has({0, 0, 0, 0}));
}

TEST_CASE("Verification sees one changed bit and one run too many or too few") {
  const ScratchFolder folder;
  write_sample(folder / "x.h5");
  const ExperimentFrame frame = sample_frame();
  RunSource runs = sample_runs(frame);
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, runs));
  const auto read = runs.read;
  runs.read = [&](std::size_t i) {
    RunResult run = read(i);
    if (i == 9) run.payload.back() = std::nextafter(run.payload.back(), 1e9);
    return run;
  };
  CHECK(message_of<WriteError>([&] { verify_results_file(folder / "x.h5", frame, runs); }) ==
        folder / "x.h5" + ": does not hold what was written to it (mean_wait)");
  runs = sample_runs(frame);
  runs.keys.pop_back();
  CHECK(message_of<WriteError>([&] { verify_results_file(folder / "x.h5", frame, runs); }) ==
        folder / "x.h5" + ": does not hold the runs that were written to it");
}

TEST_CASE("A file that is not there or not ours is refused") {
  const ScratchFolder folder;
  const std::string path = folder / "x.h5";
  CHECK(read_error(path) == path + ": cannot be read (No such file or directory).");
  write_bytes(path, "scenario,draw\n");
  CHECK(read_error(path) == path + ": not a Draagkracht result file (it is not an HDF5 file).");
  write_bytes(path, "");
  CHECK(read_error(path) == path + ": not a Draagkracht result file (it is not an HDF5 file).");
}

TEST_CASE("A file cut short anywhere is refused, never read in part") {
  const ScratchFolder folder;
  write_sample(folder / "x.h5");
  const std::string whole = read_bytes(folder / "x.h5");
  const std::string path = folder / "y.h5";
  for (std::size_t length = 512; length < whole.size(); length += 997) {
    write_bytes(path, whole.substr(0, length));
    const std::string message = read_error(path);
    CAPTURE(length, message);
    CHECK(message.find(path + ": the file is cut short or damaged (truncated file") == 0);
  }
}

TEST_CASE("Runs must be given in order and fit the frame") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  RunSource runs = sample_runs(frame);
  std::swap(runs.keys[0], runs.keys[1]);
  CHECK_THROWS_AS(write_results_file(folder / "x.h5", frame, {}, runs), LogicFault);
}

TEST_CASE("A path that cannot be written is an error with path and reason") {
  const ExperimentFrame frame = sample_frame();
  CHECK(message_of<WriteError>([&] { write_results_file("/no/folder/x.h5", frame, {}, sample_runs(frame)); }) ==
        "/no/folder/x.h5: cannot be written (No such file or directory)");
}

TEST_CASE("The room for results is an upper bound") {
  const ScratchFolder folder;
  write_sample(folder / "x.h5");
  CHECK(read_bytes(folder / "x.h5").size() < room_for_results(sample_frame()));
  ExperimentFrame frame = sample_frame();
  const std::uint64_t before = room_for_results(frame);
  frame.replications = 300;  // 24 runs become 2,400
  CHECK((room_for_results(frame) - before) / 2376 == 16 * frame.schema.payload_size + 52 + 500);
}

TEST_CASE("Which labels each scenario has stands in the file only if scenarios differ in them") {
  const ScratchFolder folder;
  ExperimentFrame frame = sample_frame();
  write_results_file(folder / "whole.h5", frame, {}, sample_runs(frame));
  CHECK(read_results_file(folder / "whole.h5").results.frame().partial.empty());
  CHECK(read_bytes(folder / "whole.h5").find("in_scenario") == std::string::npos);
  frame.partial = {{"discipline", {{true, true, false}, {true, true, true}}},
                   {"period", {{true, false}, {false, true}}}};
  write_results_file(folder / "partial.h5", frame, {}, sample_runs(frame));
  const StoredResults stored = read_results_file(folder / "partial.h5");
  CHECK(stored.results.frame().partial == frame.partial);
  check_same_frame(stored.results.frame(), frame);
  CHECK_NOTHROW(verify_results_file(folder / "partial.h5", frame, sample_runs(frame)));
  frame.partial[0].has[0][0] = false;
  CHECK(message_of<WriteError>([&] {
          verify_results_file(folder / "partial.h5", frame, sample_runs(frame));
        }).ends_with("partial.h5: does not hold which labels each scenario has"));
}
