// A file is there whole or not at all, whatever happens to the process that writes it.
#include "engine/io/place_file.h"

#include <signal.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

using Names = std::vector<std::string>;

TEST_CASE("A placed file holds what was written, and nothing else is left") {
  const ScratchFolder folder;
  place_file(folder / "x.h5", false, [](const std::string& path) { write_bytes(path, "whole"); });
  CHECK(read_bytes(folder / "x.h5") == "whole");
  CHECK(folder.names() == Names{"x.h5"});
}

TEST_CASE("An existing file is replaced only under force") {
  const ScratchFolder folder;
  write_bytes(folder / "x.h5", "old");
  const auto place = [&](bool force) {
    place_file(folder / "x.h5", force, [](const std::string& path) { write_bytes(path, "new"); });
  };
  CHECK(message_of<InputError>([&] { place(false); }) ==
        folder / "x.h5" + ": exists already. Use --force to overwrite?");
  CHECK(read_bytes(folder / "x.h5") == "old");
  CHECK(folder.names() == Names{"x.h5"});
  place(true);
  CHECK(read_bytes(folder / "x.h5") == "new");
  CHECK(folder.names() == Names{"x.h5"});
}

TEST_CASE("What the writer throws reaches the caller, and nothing is left behind") {
  const ScratchFolder folder;
  const std::string text = "x.h5: " + std::string(100'000, 'y');  // more than a pipe holds
  const auto place = [&] {
    place_file(folder / "x.h5", false, [&](const std::string& path) {
      write_bytes(path, "half");
      throw WriteError(text);
    });
  };
  CHECK(message_of<WriteError>(place) == text);
  CHECK(folder.names().empty());
}

TEST_CASE("A writer that crashes does not take the caller with it") {
  const ScratchFolder folder;
  const auto place = [&] {
    place_file(folder / "x.h5", true, [&](const std::string& path) {
      write_bytes(path, "half");
      ::signal(SIGSEGV, SIG_DFL);
      ::raise(SIGSEGV);
    });
  };
  CHECK(message_of<WriteError>(place) ==
        folder / "x.h5" + ": the process that wrote it ended early (signal 11; perhaps the disk or memory is full)");
  CHECK(folder.names().empty());
}

TEST_CASE("A folder that went away is an error with path and reason") {
  const ScratchFolder folder;
  const std::string message = message_of<WriteError>(
      [&] { place_file(folder / "gone/x.h5", false, [](const std::string& path) { write_bytes(path, "x"); }); });
  CHECK(message.find(folder / "gone/x.h5.") == 0);
  CHECK(message.find(".tmp: cannot be made (No such file or directory)") != std::string::npos);
}

TEST_CASE("Whether a file can be written is known before an experiment starts") {
  const ScratchFolder folder;
  const auto message = [&](const std::string& path, bool force = false, std::uint64_t bytes = 0) {
    return message_of<InputError>([&] { check_output(path, force, bytes); });
  };
  CHECK(message(folder / "x.h5").empty());
  CHECK(message(folder / "x.h5", false, 1).empty());
  CHECK(message("x_that_is_not_there.h5").empty());
  CHECK(message("") == "(no name): is no name of a file.");
  write_bytes(folder / "x.h5", "old");
  CHECK(message(folder / "x.h5") == folder / "x.h5" + ": exists already. Use --force to overwrite?");
  CHECK(message(folder / "x.h5", true).empty());
  CHECK(message(folder.path(), true) == folder.path() + ": is a folder (a file is to be written). Name a file in it?");
  CHECK(message(folder / "new/") == folder / "new/" + ": its folder cannot be used (" + folder / "new" +
                                        ": No such file or directory). Make the folder first?");
  CHECK(message(folder / "no/x.h5") == folder / "no/x.h5" + ": its folder cannot be used (" + folder / "no" +
                                           ": No such file or directory). Make the folder first?");
  CHECK(message(folder / "x.h5/y.h5") ==
        folder / "x.h5/y.h5" + ": its folder cannot be used (" + folder / "x.h5" + " is not a folder).");
  CHECK(message("/dev/null", true) == "/dev/null: is not a plain file (it could not be replaced). Name another file?");
  CHECK(message(folder / "y.h5", false, std::uint64_t{1} << 62)
            .find(folder / "y.h5" + ": the disk has too little room (4611686018428 MB are needed, ") == 0);
  if (::geteuid() != 0) {
    ::chmod(folder.path().c_str(), 0555);
    CHECK(message(folder / "y.h5") ==
          folder / "y.h5" + ": its folder cannot be written to (" + folder.path() + ": Permission denied).");
    ::chmod(folder.path().c_str(), 0755);
  }
}
