#include "engine/io/text_file.h"

#include <catch2/catch.hpp>

#include <filesystem>

#include "engine/core/issue.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string refusal(const std::string& path) {
  return message_of<InputError>([&] { read_text_file(path); });
}

}  // namespace

TEST_CASE("A file is read whole, without byte order mark and carriage returns") {
  const ScratchFolder folder;
  const std::string path = folder / "a.txt";
  write_bytes(path, "\xEF\xBB\xBFone\r\ntwo \xE2\x82\xAC\r\n\rthree\r");
  CHECK(read_text_file(path) == "one\ntwo \xE2\x82\xAC\n\rthree\r");
  write_bytes(path, "");
  CHECK(read_text_file(path).empty());
  const std::string large(3'000'001, 'x');  // more than one block
  write_bytes(path, large);
  CHECK(read_text_file(path) == large);
}

TEST_CASE("Missing files, folders and unreadable files are told apart") {
  const ScratchFolder folder;
  write_bytes(folder / "baseline.toml", "");
  CHECK(refusal(folder / "basline.toml") ==
        (folder / "basline.toml") + ": no such file. did you mean \"baseline.toml\"?");
  CHECK(refusal(folder / "zzz.csv") == (folder / "zzz.csv") + ": no such file.");
  CHECK(refusal(folder / "no/a.toml") ==
        (folder / "no/a.toml") + ": no such file (there is no folder \"" + (folder / "no") + "\").");
  CHECK(refusal(folder.path()) == folder.path() + ": is a folder, not a file.");
  CHECK(refusal("") == "the name of a file is empty.");
  CHECK(refusal(folder / "baseline.toml" + "/x") == (folder / "baseline.toml" + "/x") +
                                                        ": no such file (there is no folder \"" +
                                                        (folder / "baseline.toml") + "\").");
  if (::geteuid() != 0) {  // root may read everything
    std::filesystem::permissions(folder / "baseline.toml", std::filesystem::perms::none);
    CHECK(refusal(folder / "baseline.toml") == (folder / "baseline.toml") + ": cannot be read (Permission denied).");
  }
}

TEST_CASE("A file that is too large is refused before it is read") {
  const ScratchFolder folder;
  const std::string path = folder / "large.csv";
  write_bytes(path, "");
  std::filesystem::resize_file(path, 5'000'000'000'000);  // sparse; reading it would take very long
  CHECK(refusal(path) == path + ": is too large: 5000000.0 MB (at most 64 MB).");
}

TEST_CASE("The first byte that is not UTF-8 is located by line and character") {
  struct Example {
    std::string bytes;
    std::string message;
  };
  const auto example =
      GENERATE(Example{"a\nb\xE9z", ":2:2: the byte 0xE9"},                     // Latin-1
               Example{"\xE2\x82\xAC\xE2\x82\xAC\xFF", ":1:3: the byte 0xFF"},  // columns count characters
               Example{"\xC0\x80", ":1:1: the byte 0xC0"},                      // overlong
               Example{"\xE0\x9F\xBF", ":1:1: the byte 0xE0"},                  // overlong
               Example{"\xF0\x8F\xBF\xBF", ":1:1: the byte 0xF0"},              // overlong
               Example{"\xED\xA0\x80", ":1:1: the byte 0xED"},                  // surrogate
               Example{"\xF4\x90\x80\x80", ":1:1: the byte 0xF4"},              // above U+10FFFF
               Example{"\xF5\x80\x80\x80", ":1:1: the byte 0xF5"},              // never a first byte
               Example{"ab\x80", ":1:3: the byte 0x80"},                        // a continuation alone
               Example{"ab\xE2\x82", ":1:3: the byte 0xE2"},                    // cut off
               Example{std::string("a\r\n\r\n\0", 6), ":3:1: the byte 0x00"},   // NUL
               Example{std::string("\xFF\xFE"
                                   "a\0",
                                   4),
                       ":1:1: the byte 0xFF"},                       // UTF-16
               Example{"\xEF\xBB\xBF\xE9", ":1:1: the byte 0xE9"});  // behind a byte order mark
  const ScratchFolder folder;
  write_bytes(folder / "a", example.bytes);
  CHECK(refusal(folder / "a") ==
        (folder / "a") + example.message + " is not UTF-8 text (save the file as text in UTF-8).");
}

TEST_CASE("The outermost characters of each length are accepted") {
  const std::string text =
      "\x01\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF0\x90\x80\x80"
      "\xF4\x8F\xBF\xBF";
  const ScratchFolder folder;
  write_bytes(folder / "a", text);
  CHECK(read_text_file(folder / "a") == text);
}
