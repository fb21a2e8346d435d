// Checksums as text against the published values of 64-bit FNV-1a.
#include "engine/io/provenance.h"

#include <catch2/catch.hpp>

#include "engine/core/issue.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

TEST_CASE("Checksums are 16 hexadecimal digits") {
  CHECK(checksum_text(0) == "0000000000000000");
  CHECK(checksum_text(0x0123456789abcdefULL) == "0123456789abcdef");
}

TEST_CASE("A file's checksum is FNV-1a of its bytes") {
  const ScratchFolder folder;
  write_bytes(folder / "empty", "");
  CHECK(file_checksum(folder / "empty") == "cbf29ce484222325");
  write_bytes(folder / "foobar", "foobar");
  CHECK(file_checksum(folder / "foobar") == "85944171f73967e8");
  CHECK(message_of<InputError>([&] { file_checksum("/no/such/file"); }) ==
        "/no/such/file: cannot be read (No such file or directory).");
}

TEST_CASE("An entry is found by its name") {
  const Provenance provenance{
      .version = "1", .entries = {{"seed", "7"}}, .scenario_texts = {}, .inputs = {}, .timings = {}};
  CHECK(provenance.entry("seed") == "7");
  CHECK(provenance.entry("commit").empty());
}
