// Journal in, result file out; the journal stays, and on any error nothing else is left.
#include "engine/io/assemble_results.h"

#include <signal.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "engine/io/place_file.h"
#include "tests/unit/io/sample_results.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

using Names = std::vector<std::string>;

namespace {

JournalIdentity identity_of(const ExperimentFrame& frame) {
  return {.plan = 7, .build = "test", .run_length = frame.schema.payload_size};
}

// Writes the runs last first, as threads might.
void write_journal(const std::string& folder, const ExperimentFrame& frame, const RunSource& runs) {
  JournalWriter writer(folder, identity_of(frame));
  for (std::size_t i = runs.keys.size(); i-- > 0;) writer.accept(runs.read(i));
  writer.close();
}

// An experiment whose values hardly compress: about 1.6 MB in 400 runs.
ExperimentFrame large_frame() {
  ExperimentFrame frame = sample_frame();
  frame.schema.add(ResultDimension{.name = "place", .long_name = "place", .numbers = std::vector<double>(500, 0)});
  frame.schema.add(ResultVariable{.name = "noise", .dimensions = {"place"}, .units = "1", .long_name = "noise"});
  frame.replications = 50;
  return frame;
}

RunSource large_runs(const ExperimentFrame& frame) {
  RunSource runs = sample_runs(frame);
  const auto read = runs.read;
  runs.read = [read](std::size_t i) {
    RunResult run = read(i);
    std::uint64_t state = i + 1;
    for (double& value : run.payload)
      value = static_cast<double>(state = state * 6364136223846793005ULL + 1442695040888963407ULL);
    return run;
  };
  return runs;
}

}  // namespace

TEST_CASE("A journal becomes a result file") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  const RunSource runs = sample_runs(frame);
  const std::string target = folder / "x.h5";
  write_journal(work_folder(target), frame, runs);
  assemble_results(Journal(work_folder(target), identity_of(frame)), runs.keys, target, frame, sample_provenance(),
                   false);
  CHECK(folder.names() == Names{"x.h5", "x.h5.runs"});
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "x.h5.runs"), {}) == 1);
  CHECK_NOTHROW(verify_results_file(target, frame, runs));
  const StoredRuns stored = read_stored_runs(target);
  CHECK(stored.keys == runs.keys);
  CHECK(stored.entries == sample_provenance().entries);
}

TEST_CASE("Runs that are not asked for stay out of the file") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  RunSource runs = sample_runs(frame);
  write_journal(folder / "r", frame, runs);
  runs.keys.resize(5);
  assemble_results(Journal(folder / "r", identity_of(frame)), runs.keys, folder / "x.h5", frame, {}, false);
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, runs));
}

TEST_CASE("The file does not depend on the order in which runs were finished") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  write_results_file(folder / "y.h5", frame, sample_provenance(), sample_runs(frame));
  write_journal(folder / "x.h5.runs", frame, sample_runs(frame));
  assemble_results(Journal(folder / "x.h5.runs", identity_of(frame)), sample_runs(frame).keys, folder / "x.h5", frame,
                   sample_provenance(), false);
  CHECK(read_bytes(folder / "x.h5") == read_bytes(folder / "y.h5"));
  CHECK(folder.names() == Names{"x.h5", "x.h5.runs", "y.h5"});
}

TEST_CASE("If the file has come to exist, it and the journal stay") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  write_journal(folder / "x.h5.runs", frame, sample_runs(frame));
  write_bytes(folder / "x.h5", "mine");
  const Journal journal(folder / "x.h5.runs", identity_of(frame));
  const std::vector<RunKey> keys = sample_runs(frame).keys;
  CHECK(message_of<InputError>([&] { assemble_results(journal, keys, folder / "x.h5", frame, {}, false); }) ==
        folder / "x.h5" + ": exists already. Use --force to overwrite?");
  CHECK(read_bytes(folder / "x.h5") == "mine");
  CHECK(folder.names() == Names{"x.h5", "x.h5.runs"});
  assemble_results(journal, keys, folder / "x.h5", frame, {}, true);
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, sample_runs(frame)));
  CHECK(folder.names() == Names{"x.h5", "x.h5.runs"});
}

TEST_CASE("Damaged runs are missing in the file, the others are there") {
  const ScratchFolder folder;
  const ExperimentFrame frame = sample_frame();
  write_journal(folder / "r", frame, sample_runs(frame));
  const std::string file = std::filesystem::directory_iterator(folder / "r")->path().string();
  std::string bytes = read_bytes(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_bytes(file, bytes + "xy");
  RunSource runs = sample_runs(frame);
  const std::vector<RunKey> all = runs.keys;
  const Journal journal(folder / "r", identity_of(frame));
  CHECK(std::erase_if(runs.keys, [&](RunKey key) { return !journal.has(key); }) == 1);
  assemble_results(journal, all, folder / "x.h5", frame, {}, false);
  runs.read = [&](std::size_t i) { return sample_run(frame, runs.keys[i]); };
  CHECK_NOTHROW(verify_results_file(folder / "x.h5", frame, runs));
}

TEST_CASE("On a full disk the reason is told, the journal stays and nothing is left behind") {
  const ScratchFolder journals;
  const ExperimentFrame frame = large_frame();
  write_journal(journals / "r", frame, large_runs(frame));
  const Journal journal(journals / "r", identity_of(frame));
  const std::vector<RunKey> keys = large_runs(frame).keys;
  for (const std::size_t size : {16, 64, 200, 600, 1000}) {
    const SmallDisk disk(size * 1024);
    if (!disk.is_there()) {
      WARN("skipped: only root can mount a small disk");
      return;
    }
    const std::string message = message_of<WriteError>(
        [&] { assemble_results(journal, keys, disk.folder() / "x.h5", frame, sample_provenance(), false); });
    CAPTURE(size, message);
    CHECK(message.find(disk.folder() / "x.h5.") == 0);
    CHECK(message.find(": cannot be written (No space left on device)") != std::string::npos);
    CHECK(disk.folder().names().empty());
  }
  CHECK(journals.names() == Names{"r"});
  assemble_results(journal, keys, journals / "x.h5", frame, sample_provenance(), false);
  CHECK(journals.names() == Names{"r", "x.h5"});
}

TEST_CASE("A file above the allowed size is told as such") {
  // As on a full disk, but for every user: the limit is set in the child alone.
  const ScratchFolder folder;
  const ExperimentFrame frame = large_frame();
  const auto place = [&] {
    place_file(folder / "x.h5", false, [&](const std::string& temporary) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{300'000, 300'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      write_results_file(temporary, frame, {}, large_runs(frame));
    });
  };
  const std::string message = message_of<WriteError>(place);
  CAPTURE(message);
  CHECK(message.find(": cannot be written (File too large)") != std::string::npos);
  CHECK(folder.names().empty());
}
