// What was accepted comes back bit for bit; what is torn, damaged or foreign is found.
#include "engine/io/journal.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <limits>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

const JournalIdentity identity{.plan = 0x1234, .build = "0.1.0 abc g++ 12 -O3", .run_length = 3};
constexpr std::size_t record_size = 48 + 3 * 8 + 4;

RunResult run(std::uint32_t scenario, std::uint32_t replication) {
  return {.key = {scenario, 0, replication, 1},
          .payload = {scenario + 0.1, replication * 1e300, std::numeric_limits<double>::quiet_NaN()},
          .seconds = 0.25 * replication};
}

// Returns the path of the journal.
std::string write_runs(const std::string& folder, std::uint32_t first, std::uint32_t last) {
  JournalWriter writer(folder, identity);
  for (std::uint32_t n = last; n-- > first;) writer.accept(run(n % 2, n));
  writer.close();
  return writer.path();
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

void check_whole(const Journal& journal, std::size_t i) {
  const RunResult found = journal.read(i);
  const RunResult expected = run(found.key.scenario, found.key.replication);
  CHECK(found.key == expected.key);
  CHECK(found.seconds == expected.seconds);
  CHECK(same_bits(found.payload, expected.payload));
}

}  // namespace

TEST_CASE("Runs come back from the journal bit for bit, in order of key") {
  const ScratchFolder scratch;
  const std::string folder = work_folder(scratch / "out.h5");
  CHECK(folder == scratch / "out.h5.runs");
  write_runs(folder, 0, 6);
  const Journal journal(folder, identity);
  REQUIRE(journal.entries().size() == 6);
  CHECK(journal.torn_bytes() == 0);
  CHECK(journal.damaged_records() == 0);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(journal.entries()[i].key ==
          RunKey{i < 3 ? 0U : 1U, 0, static_cast<std::uint32_t>(i < 3 ? 2 * i : 2 * i - 5), 1});
    check_whole(journal, i);
  }
}

TEST_CASE("A torn last record is left out and told, wherever it was torn") {
  for (std::size_t left = 1; left < record_size; left += 5) {
    const ScratchFolder scratch;
    const std::string folder = scratch / "out.h5.runs";
    const std::string file = write_runs(folder, 0, 3);
    const std::string whole = read_bytes(file);
    const std::string torn = whole.substr(0, whole.size() - record_size + left);
    write_bytes(file, torn);
    {
      const Journal journal(folder, identity);
      CHECK(journal.entries().size() == 2);
      CHECK(journal.torn_bytes() == left);
      CHECK(journal.remarks() == std::vector<std::string>{file + ": " + std::to_string(left) +
                                                          " bytes at its end are of a run that was cut off; they are "
                                                          "left out"});
    }
    write_runs(folder, 0, 4);
    CHECK(read_bytes(file) == torn);
    const Journal journal(folder, identity);
    REQUIRE(journal.entries().size() == 4);
    for (std::size_t i = 0; i < 4; ++i) check_whole(journal, i);
  }
}

TEST_CASE("Blocks that never reached the disk count as torn") {
  const ScratchFolder scratch;
  const std::string file = write_runs(scratch / "r", 0, 3);
  std::string bytes = read_bytes(file);
  bytes.replace(bytes.size() - record_size, record_size, record_size, '\0');
  write_bytes(file, bytes);
  const Journal journal(scratch / "r", identity);
  CHECK(journal.entries().size() == 2);
  CHECK(journal.torn_bytes() == record_size);
}

TEST_CASE("A flipped byte anywhere in a record loses that run alone") {
  const ScratchFolder scratch;
  const std::string file = write_runs(scratch / "r", 0, 3);
  const std::string whole = read_bytes(file);
  for (std::size_t i = 0; i < record_size; ++i) {
    std::string bytes = whole;
    char& flipped = bytes[bytes.size() - 2 * record_size + i];
    flipped = static_cast<char>(flipped ^ 0x10);
    write_bytes(file, bytes);
    const Journal journal(scratch / "r", identity);
    REQUIRE(journal.entries().size() == 2);
    CHECK(journal.remarks() == std::vector<std::string>{file + ": 1 damaged run is left out"});
    CHECK(journal.entries()[0].key == RunKey{0, 0, 0, 1});
    CHECK(journal.entries()[1].key == RunKey{0, 0, 2, 1});
    CHECK(journal.damaged_records() == 1);
    CHECK(journal.torn_bytes() == 0);
  }
}

TEST_CASE("A header that was being written when the program stopped is no journal yet") {
  const ScratchFolder scratch;
  const std::string file = write_runs(scratch / "r", 0, 1);
  const std::string whole = read_bytes(file);
  for (const std::size_t left : {0, 5, 20, 40}) {
    write_bytes(file, whole.substr(0, left));
    const Journal journal(scratch / "r", identity);
    CHECK(journal.entries().empty());
    CHECK(journal.torn_bytes() == left);
  }
}

TEST_CASE("A journal whose first bytes are damaged or foreign loses its runs alone, and is told") {
  const ScratchFolder scratch;
  const std::string file = write_runs(scratch / "r", 0, 1);
  const std::string other = write_runs(scratch / "r", 1, 3);
  const std::string whole = read_bytes(file);
  for (std::string bytes : {"my notes of last week", ""}) {
    if (bytes.empty()) bytes = std::string(whole).replace(20, 1, "x");
    write_bytes(file, bytes);
    const Journal journal(scratch / "r", identity);
    CHECK(journal.entries().size() == 2);
    CHECK(journal.remarks() == std::vector<std::string>{file + ": its first bytes are damaged; its runs are left out"});
    CHECK(read_bytes(file) == bytes);
  }
}

TEST_CASE("A journal of another plan, build or size is refused with both named") {
  const ScratchFolder scratch;
  const std::string folder = scratch / "r";
  const std::string file = write_runs(folder, 0, 1);
  JournalIdentity other = identity;
  other.plan = 0xabcd;
  CHECK(message_of<InputError>([&] { Journal(folder, other); }) ==
        file +
            ": belongs to another experiment (its plan is 0000000000001234, this plan is 000000000000abcd). "
            "Use the scenario files it was started with, or remove the file?");
  other = identity;
  other.build = "0.2.0";
  CHECK(message_of<InputError>([&] { Journal(folder, other); }) ==
        file +
            ": was written by another build of this program (its build is \"0.1.0 abc g++ 12 -O3\", this build is "
            "\"0.2.0\"). Use the build it was started with, or remove the file?");
  other = identity;
  other.run_length = 4;
  CHECK(message_of<InputError>([&] { Journal(folder, other); }) ==
        file +
            ": has runs of another size (3 values each, this experiment has 4). "
            "Use the scenario files it was started with, or remove the file?");
}

TEST_CASE("A folder without journals, or none at all, holds no runs") {
  const ScratchFolder scratch;
  CHECK(Journal(scratch / "r", identity).entries().empty());
  write_bytes(scratch / "notes", "mine");
  CHECK(Journal(scratch / "", identity).entries().empty());
  CHECK(Journal(scratch / "", identity).remarks().empty());
}

TEST_CASE("Each writer has a file of its own, and readers take the union") {
  const ScratchFolder scratch;
  JournalWriter first(scratch / "r", identity), second(scratch / "r", identity);
  CHECK(first.path() != second.path());
  for (std::uint32_t n = 0; n < 6; ++n) (n % 3 == 0 ? first : second).accept(run(n % 2, n));
  first.close();
  second.close();
  const Journal journal(scratch / "r", identity);
  REQUIRE(journal.entries().size() == 6);
  for (std::size_t i = 0; i < 6; ++i) check_whole(journal, i);
  CHECK(journal.has({1, 0, 3, 1}));
  CHECK_FALSE(journal.has({0, 0, 3, 1}));
}

TEST_CASE("A run written twice counts once") {
  const ScratchFolder scratch;
  write_runs(scratch / "r", 0, 3);
  write_runs(scratch / "r", 1, 4);
  CHECK(Journal(scratch / "r", identity).entries().size() == 4);
}

TEST_CASE("A run of another size is our own fault") {
  const ScratchFolder scratch;
  JournalWriter writer(scratch / "r", identity);
  RunResult result = run(0, 0);
  result.payload.pop_back();
  CHECK_THROWS_AS(writer.accept(result), LogicFault);
}

TEST_CASE("A journal in a folder that cannot be is an error with path and reason") {
  const ScratchFolder scratch;
  CHECK(message_of<WriteError>([&] { JournalWriter(scratch / "no/r", identity); }) ==
        scratch / "no/r" + ": the folder cannot be made (No such file or directory)");
}

TEST_CASE("On a full disk the journal names path and reason, keeps whole records and can go on") {
  const SmallDisk disk(64 * 1024);
  if (!disk.is_there()) {
    WARN("skipped: only root can mount a small disk");
    return;
  }
  write_bytes(disk.folder() / "ballast", std::string(16 * 1024, 'x'));
  const JournalIdentity wide{.plan = 1, .build = "b", .run_length = 500};
  JournalWriter writer(disk.folder() / "r", wide);
  std::uint32_t accepted = 0;
  std::string message;
  while (message.empty() && accepted < 100) {
    message = message_of<WriteError>([&] {
      writer.accept({.key = {0, 0, accepted, 0}, .payload = std::vector<double>(500, 1.5), .seconds = 0});
    });
    if (message.empty()) ++accepted;
  }
  CHECK(message == writer.path() + ": cannot be written (No space left on device)");
  CHECK(accepted > 5);
  CHECK(Journal(disk.folder() / "r", wide).torn_bytes() == 0);
  std::filesystem::remove(disk.folder() / "ballast");
  writer.accept({.key = {0, 0, accepted, 0}, .payload = std::vector<double>(500, 1.5), .seconds = 0});
  writer.close();
  const Journal journal(disk.folder() / "r", wide);
  CHECK(journal.entries().size() == accepted + 1);
  CHECK(journal.damaged_records() == 0);
}
