#include "engine/io/csv.h"

#include <catch2/catch.hpp>

#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string refusal(const std::string& text) {
  return message_of<InputError>([&] { parse_csv(text, "t.csv"); });
}

}  // namespace

TEST_CASE("Values, quotes and places are read as written") {
  const Table table = parse_csv("name,note,value\nhap,\"a, \"\"b\"\"\",1\n#\xC3\xA9,\"\", x \n,,\n", "t.csv");
  CHECK(table.file == "t.csv");
  CHECK(table.columns == std::vector<std::string>{"name", "note", "value"});
  CHECK(table.rows ==
        std::vector<std::vector<std::string>>{{"hap", "a, \"b\"", "1"}, {"#\xC3\xA9", "", " x "}, {"", "", ""}});
  CHECK(table.lines == std::vector<std::uint32_t>{2, 3, 4});
  CHECK(table.where(0, 2) == Location{"t.csv", 2, 16});
  CHECK(table.where(1, 1) == Location{"t.csv", 3, 4});  // columns count characters, not bytes
}

TEST_CASE("The last line needs no end, blank lines at the end are passed over, a header alone is a table") {
  CHECK(parse_csv("a,b\n1,2", "t.csv").rows == parse_csv("a,b\n1,2\n\n\n", "t.csv").rows);
  CHECK(parse_csv("a,b", "t.csv").rows.empty());
  CHECK(parse_csv("a\n1\n\"\"", "t.csv").rows == std::vector<std::vector<std::string>>{{"1"}, {""}});
}

TEST_CASE("A file with byte order mark and carriage returns gives the same table") {
  const ScratchFolder folder;
  write_bytes(folder / "t.csv",
              "\xEF\xBB\xBF"
              "a,b\r\n1,\"2\"\r\n");
  const Table table = read_csv(folder / "t.csv");
  CHECK(table.columns == std::vector<std::string>{"a", "b"});
  CHECK(table.rows == std::vector<std::vector<std::string>>{{"1", "2"}});
  CHECK(table.file == folder / "t.csv");
}

TEST_CASE("What is wrong in a header stands alone") {
  CHECK(refusal("") == "t.csv: is empty (expected a line with the names of the columns).");
  CHECK(refusal("\n\n") == "t.csv: is empty (expected a line with the names of the columns).");
  CHECK(refusal("a,b,a,,b\n1\n") ==
        "t.csv:1:5: a: two columns have this name (the first is column 1).\n"
        "t.csv:1:7: column 4 has no name.\n"
        "t.csv:1:8: b: two columns have this name (the first is column 2).");
  CHECK(refusal("a;b;c\n1;2;3\n") ==
        "t.csv:1:1: columns are separated by semicolons (they must be separated by commas).");
  CHECK(refusal("\"a,b\n1,2\n") == "t.csv:1:1: the quote is not closed on its line (values may not hold line ends).");
}

TEST_CASE("All wrong rows come in one go") {
  CHECK(refusal("a,b,c,d\n"
                "1,2,3\n"
                "1,2,3,4\n"
                "1\n"
                "1,2,3,4,5\n"
                "1,\"2\n"
                "3\",4,5,6\n"
                "\n"
                "1,\"2\"x,3,4\n"
                "1,\xC3\xA9 \"q\",3,4\n"
                "1,\"\"\",3,4\n") ==
        "t.csv:2:1: has 3 values, the header 4 columns.\n"
        "t.csv:4:1: has 1 value, the header 4 columns.\n"
        "t.csv:5:1: has 5 values, the header 4 columns.\n"
        "t.csv:6:3: the quote is not closed on its line (values may not hold line ends).\n"
        "t.csv:7:2: a quote inside a value that does not start with one (put the whole value in quotes and double the "
        "quotes inside).\n"
        "t.csv:8:1: the line is blank.\n"
        "t.csv:9:6: text behind the closing quote (a quote inside a value is written twice).\n"
        "t.csv:10:5: a quote inside a value that does not start with one (put the whole value in quotes and double the "
        "quotes inside).\n"
        "t.csv:11:3: the quote is not closed on its line (values may not hold line ends).");
}

TEST_CASE("After a hundred issues the rest of a file is not read") {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "1\n";
  try {
    parse_csv(text, "t.csv");
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    CHECK(error.issues().size() == 101);
    CHECK(error.issues().back().message() == "t.csv:102:1: not read from here on (too many issues).");
  }
}
