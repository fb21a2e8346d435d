#include "engine/io/toml_document.h"

#include <catch2/catch.hpp>

#include "tests/unit/io/parsed_toml.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

std::string refusal(const std::string& text) {
  return message_of<InputError>([&] { parsed(text); });
}

std::string keys(const ConfigNode& table) {
  std::string text;
  for (const ConfigEntry& entry : table.entries) text += (text.empty() ? "" : " ") + entry.key;
  return text;
}

}  // namespace

TEST_CASE("Each kind of value is read with its place") {
  const ConfigNode root = parsed(
      "t = 'x'\n"
      "i = 3\n"
      "  r = 2.5\n"
      "b = true\n"
      "\"\xC3\xA9\" = 2024-02-29\n"
      "a = [1,\n"
      "     'two']\n"
      "[tab]\n"
      "k = {l = 1}\n");
  CHECK(root.where == Location{"t.toml", 0, 0});
  CHECK(root.find("t")->text == "x");
  CHECK(root.find("i")->integer == 3);
  CHECK(root.find("r")->real == 2.5);
  CHECK(root.find("r")->where == Location{"t.toml", 3, 7});
  CHECK(root.entries[2].where == Location{"t.toml", 3, 3});
  CHECK(root.find("b")->boolean);
  CHECK(root.find("\xC3\xA9")->kind == ConfigNode::Kind::date);
  CHECK(root.find("\xC3\xA9")->integer == 19'782);
  CHECK(root.find("\xC3\xA9")->where == Location{"t.toml", 5, 7});  // columns count characters
  CHECK(root.find("a")->items[1].where == Location{"t.toml", 7, 6});
  CHECK(root.find("tab")->where == Location{"t.toml", 8, 1});
  CHECK(root.find("tab")->find("k")->find("l")->where == Location{"t.toml", 9, 10});
  CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("Keys keep the order written, plain values before tables") {
  const ConfigNode root = parsed(
      "zebra = 1\n"
      "apple = {z = 1, a = 2}\n"
      "mango = [1]\n"
      "[pool.z]\n"
      "[step]\n"
      "[pool.a]\n"
      "[[list]]\n"
      "[b]\n"
      "x.q = 1\n"
      "c = 2\n"
      "x.a = 3\n");
  CHECK(keys(root) == "zebra mango apple pool step list b");
  CHECK(keys(*root.find("apple")) == "z a");
  CHECK(keys(*root.find("pool")) == "z a");
  CHECK(keys(*root.find("b")) == "c x");
  CHECK(keys(*root.find("b")->find("x")) == "q a");
}

TEST_CASE("A syntax error stands alone, with its place") {
  CHECK(refusal("a = 1\na = 2\n[x]\n[x]\n") ==
        "t.toml:2:5: Error while parsing key-value pair: cannot redefine existing integer 'a'.");
  CHECK(refusal("a = \"\n") == "t.toml:1:7: Error while parsing string: encountered end-of-file.");
  CHECK(refusal("d = 2023-02-29\n") ==
        "t.toml:1:15: Error while parsing date: expected day between 1 and 28 (inclusive), saw 29.");
  CHECK(refusal("a = 99999999999999999999\n") ==
        "t.toml:1:25: Error while parsing decimal integer: '99999999999999999999' is not representable in 64 bits.");
  CHECK(refusal("pool huisarts\n") == "t.toml:1:6: Error while parsing key-value pair: expected '=', saw 'h'.");
}

TEST_CASE("Names that come twice in a list and times of day are issues, all in one go") {
  CHECK(refusal("[[pool]]\nname = 'a'\n[[pool]]\nname = 'b'\n[[pool]]\nname = 'a'\n"
                "[[pool.limit]]\nname = 'l'\n[[pool.limit]]\nname = 'l'\n"
                "[run]\nstart = 2024-01-01T08:00:00\nopen = 08:00:00\n") ==
        "t.toml:6:8: pool: two items have the name \"a\" (the first is on line 2).\n"
        "t.toml:10:8: pool[3].limit: two items have the name \"l\" (the first is on line 8).\n"
        "t.toml:12:9: run.start: dates with a time of day are not used here (write a date, such as 2024-01-01).\n"
        "t.toml:13:8: run.open: times of day are not used here (write a text, such as \"08:00\").");
}

TEST_CASE("A file is named in its issues as the user named it") {
  const ScratchFolder folder;
  write_bytes(folder / "a.toml",
              "\xEF\xBB\xBF"
              "x = 1\r\nextends = 'b'\r\nremove = ['c']\r\n");
  const ConfigNode root = load_toml(folder / "a.toml");
  CHECK(keys(root) == "x extends remove");
  CHECK(root.find("x")->where == Location{folder / "a.toml", 1, 5});
  write_bytes(folder / "a.toml", "x =");
  CHECK(message_of<InputError>([&] { load_toml(folder / "a.toml"); }) ==
        (folder / "a.toml") + ":1:4: Error while parsing key-value pair: encountered end-of-file.");
  CHECK(message_of<InputError>([&] { load_toml(folder / "b.toml"); }) ==
        (folder / "b.toml") + ": no such file. did you mean \"a.toml\"?");
}

TEST_CASE("What would make the parser call itself without end is refused before") {
  Issues issues;
  const auto refusal = [&](const std::string& text) -> std::string {
    try {
      parse_toml(text, "t.toml", issues);
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  };
  const std::string deep = "t.toml:2:37: lists and tables are nested too deeply (at most 32 levels are possible).";
  CHECK(refusal("x = 1\ny = " + std::string(100'000, '[') + std::string(100'000, ']')) == deep);
  CHECK(refusal("x = 1\ny = " + std::string(32, '[') + std::string(32, ']')).empty());
  std::string tables, ends, key;
  for (int i = 0; i < 50'000; ++i) {
    tables += "{a = ";
    ends += '}';
    key += "a.";
  }
  CHECK(refusal("y = " + tables + "1" + ends) ==
        "t.toml:1:165: lists and tables are nested too deeply (at most 32 levels are possible).");
  const std::string parts = " the key has too many parts (at most 16 are possible).";
  CHECK(refusal(key + "b = 1") == "t.toml:1:32:" + parts);
  CHECK(refusal("[" + key + "b]") == "t.toml:1:33:" + parts);
  CHECK(refusal("[[" + key + "b]]") == "t.toml:1:34:" + parts);
  CHECK(refusal("x = {" + key + "b = 1}") == "t.toml:1:37:" + parts);
  // In texts and comments all that is none of these.
  CHECK(refusal("# " + key + tables + " \xC3\xAE\nx = '" + key + tables + "'\n\"" + key.substr(0, 150) +
                "\" = \"\\\"[[[ \xC3\xAE\"\ny = [\n  1.5, # [[\n  2.5]\n")
            .empty());
  CHECK(refusal("x = \xC3\xAE") ==
        "t.toml:1:5: the character \"\xC3\xAE\" stands outside a text (names and texts with it are written in "
        "quotes).");
  CHECK(refusal("x = 1 \xE2\x80\xAE") ==
        "t.toml:1:7: the character U+202E stands outside a text (names and texts with it are written in quotes).");
}

TEST_CASE("Tables and lists that are too long are refused at once") {
  std::string keys, tables, texts;
  for (int i = 0; i < 20'000; ++i) {
    keys += "k" + std::to_string(i) + " = 1\n";
    tables += "[[t]]\nname = \"n" + std::to_string(i) + "\"\n";
  }
  const auto first = [](const std::string& text) {
    Issues issues;
    parse_toml(text, "t.toml", issues);
    return issues.all().at(0).message();
  };
  CHECK(first("[pool]\n" + keys) == "t.toml:1:1: pool: has 20000 keys (at most 5000 are possible).");
  CHECK(first(tables) == "t.toml:1:1: t: has 20000 items (at most 5000 are possible).");
}
