#include "engine/io/config_node.h"

#include <catch2/catch.hpp>

#include <cmath>

#include "tests/unit/io/parsed_toml.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// The tree also of texts that issues forbid: it must survive until they are told.
ConfigNode tree_of(const std::string& text) {
  Issues ignored;
  return parse_toml(text, "t.toml", ignored);
}

}  // namespace

TEST_CASE("The resolved text is TOML with plain values first, and reads as the same tree") {
  const ConfigNode root = parsed(
      "z = 1\n"
      "[pool.huisarts]\n"
      "open = true\n"
      "mean = { minimum = '5 min', maximum = \"15 min\" }\n"
      "servers = -3\n"
      "[pool]\n"
      "x.y = 0.1\n"
      "[[step]]\n"
      "name = 'a'\n"
      "[[step.branch]]\n"
      "share = 1.0\n"
      "[[step.branch]]\n"
      "[[step]]\n"
      "name = 'b'\n"
      "list = [1, [2.5, 'x'], {k = 1, l = [{m = 2}]}, []]\n");
  const std::string text = resolved_text(root);
  CHECK(text ==
        "z = 1\n"
        "\n[pool.huisarts]\n"
        "open = true\n"
        "servers = -3\n"
        "\n[pool.huisarts.mean]\n"
        "minimum = \"5 min\"\n"
        "maximum = \"15 min\"\n"
        "\n[pool.x]\n"
        "y = 0.1\n"
        "\n[[step]]\n"
        "name = \"a\"\n"
        "\n[[step.branch]]\n"
        "share = 1.0\n"
        "\n[[step.branch]]\n"
        "\n[[step]]\n"
        "name = \"b\"\n"
        "list = [1, [2.5, \"x\"], {k = 1, l = [{m = 2}]}, []]\n");
  CHECK(same_content(parsed(text), root));
  CHECK(resolved_text(parsed(text)) == text);
}

TEST_CASE("Awkward values survive being written and read") {
  const ConfigNode root = tree_of(
      "text = \"quote \\\" backslash \\\\ tab \\t line \\n bell \\u0007 delete \\u007F \xE2\x82\xAC\"\n"
      "multi = '''a\nb'''\n"
      "empty = \"\"\n"
      "reals = [0.1, 1e300, -0.0, 5e-324, 1e22, 123456789.0, inf, -inf, nan]\n"
      "integers = [0, 9223372036854775807, -9223372036854775808, 0x10]\n"
      "dates = [2024-02-29, 1950-01-01, 0001-01-01, 9999-12-31]\n"
      "flags = [true, false]\n"
      "none = []\n"
      "\"key with . and \\\" and \xC3\xA9\" = 1\n"
      "\"\" = 2\n"
      "[table.\"a b\"]\n"
      "[table.none]\n");
  const ConfigNode again = tree_of(resolved_text(root));
  CHECK(same_content(again, root));
  CHECK(std::signbit(again.find("reals")->items[2].real));
  CHECK(again.find("integers")->items[3].integer == 16);
  CHECK(again.find("dates")->items[0].integer == 19'782);
}

TEST_CASE("Trees differ by any key, value, kind or order") {
  const ConfigNode root = parsed("a = 1\nb = [1, 2]\n[c]\nd = 'x'\n");
  CHECK(same_content(root, parsed("\n\na   = 1\nb = [1,\n 2]\nc = {d = \"x\"}\n")));
  for (const char* other :
       {"a = 2\nb = [1, 2]\n[c]\nd = 'x'\n", "a = 1.0\nb = [1, 2]\n[c]\nd = 'x'\n", "b = [1, 2]\na = 1\n[c]\nd = 'x'\n",
        "a = 1\nb = [2, 1]\n[c]\nd = 'x'\n", "a = 1\nb = [1]\n[c]\nd = 'x'\n", "a = 1\nb = [1, 2]\n[c]\ne = 'x'\n",
        "a = 1\nb = [1, 2]\n[c]\nd = 'y'\n", "a = 1\nb = [1, 2]\n[c]\nd = 'x'\n[f]\n"}) {
    CAPTURE(other);
    CHECK_FALSE(same_content(root, parsed(other)));
  }
}

TEST_CASE("Named lists are those in which each item is a table with a text as name") {
  CHECK(parsed("[[p]]\nname = 'a'\n").find("p")->is_named_list());
  CHECK(parsed("p = [{name = 'a'}]\n").find("p")->is_named_list());
  CHECK_FALSE(parsed("[[p]]\nname = 'a'\n[[p]]\n").find("p")->is_named_list());
  CHECK_FALSE(parsed("[[p]]\nname = 1\n").find("p")->is_named_list());
  CHECK_FALSE(parsed("p = []\n").find("p")->is_named_list());
  CHECK_FALSE(parsed("[p]\nname = 'a'\n").find("p")->is_named_list());
  const ConfigNode root = parsed("[[p]]\nname = 'a'\n[[p]]\nname = 'b'\nx = 1\n");
  CHECK(root.find("p")->find_named("b") == &root.find("p")->items[1]);
  CHECK(root.find("p")->find_named("c") == nullptr);
}

TEST_CASE("What was found is named by kind and value, long texts by their start") {
  const ConfigNode root = tree_of("a = [{x = 1}, [], 'text', 15, 2.0, nan, true, 2024-01-01, \"two\\nlines\"]\n");
  std::string found;
  for (const ConfigNode& item : root.find("a")->items) found += describe_found(item) + '\n';
  CHECK(found ==
        "a table\na list\nthe text \"text\"\nthe number 15\nthe number 2.0\nthe number nan\ntrue\nthe date 2024-01-01\n"
        "the text \"two\\nlines\"\n");
  const std::string start(58, 'x');
  // The euro sign would be cut in two.
  CHECK(describe_found(*parsed("a = '" + start + "\xE2\x82\xAC-'\n").find("a")) == "the text \"" + start + "...\"");
}
