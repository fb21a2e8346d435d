// Tests engine/io/toml_extends.cpp: `extends` and `remove`.
#include <catch2/catch.hpp>

#include <filesystem>

#include "engine/io/toml_document.h"
#include "tests/unit/io/scratch_folder.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Files by name in a folder of their own; issues are told without the folder.
class Files {
 public:
  Files(std::initializer_list<std::pair<std::string, std::string>> files) {
    for (const auto& [name, text] : files) {
      std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
      write_bytes(folder_ / name, text);
    }
  }

  ConfigNode load(const std::string& name) const { return load_with_extends(folder_ / name); }
  std::string text(const std::string& name) const { return resolved_text(load(name)); }
  std::string refusal(const std::string& name) const {
    return without_folder(message_of<InputError>([&] { load(name); }));
  }
  std::string without_folder(std::string text) const {
    const std::string prefix = folder_.path() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }
  std::string where(const ConfigNode& node) const {
    return without_folder(node.where.file) + ':' + std::to_string(node.where.line);
  }
  const ScratchFolder& folder() const { return folder_; }

 private:
  ScratchFolder folder_;
};

}  // namespace

TEST_CASE("A file that extends nothing is itself, without its keys for the reader") {
  const Files files{{"a.toml", "extends = []\nx = 1\n[t]\nremove = []\ny = 2\n"}};
  CHECK(files.text("a.toml") == "x = 1\n\n[t]\ny = 2\n");
}

TEST_CASE("Tables merge key by key, base order first, new keys last, plain arrays replace") {
  const Files files{{"base.toml", "z = 1\ny = [1, 2]\n[run]\nseed = 1\nyears = 2\n[pool.a]\nservers = 1\n"},
                    {"top.toml",
                     "extends = 'base'\nnew = 'n'\ny = [3]\n[pool.b]\nservers = 5\n[run]\nyears = 7\nextra = 1\n"
                     "[pool.a]\nopen = true\n"}};
  CHECK(files.text("top.toml") ==
        "z = 1\ny = [3]\nnew = \"n\"\n"
        "\n[run]\nseed = 1\nyears = 7\nextra = 1\n"
        "\n[pool.a]\nservers = 1\nopen = true\n\n[pool.b]\nservers = 5\n");
}

TEST_CASE("Each value keeps the place where it was written") {
  const Files files{{"base.toml", "[run]\nseed = 1\nyears = 2\n"},
                    {"top.toml", "extends = 'base.toml'\n\n[run]\nyears = 7\n"}};
  const ConfigNode root = files.load("top.toml");
  CHECK(files.where(*root.find("run")->find("seed")) == "base.toml:2");
  CHECK(files.where(*root.find("run")->find("years")) == "top.toml:4");
  CHECK(files.where(*root.find("run")) == "top.toml:3");
  CHECK(files.where(root) == "top.toml:0");
}

TEST_CASE("Items of named lists merge by name; lists without names replace") {
  const Files files{{"base.toml",
                     "[[pool]]\nname = 'a'\nservers = 1\nopen = true\n[[pool]]\nname = 'b'\nservers = 2\n"
                     "[[branch]]\nshare = 0.2\n[[branch]]\nshare = 0.8\n"},
                    {"top.toml",
                     "extends = 'base'\n[[pool]]\nname = 'b'\nservers = 20\n[[pool]]\nname = 'c'\n"
                     "[[pool]]\nname = 'a'\nservers = 10\n[[branch]]\nshare = 1.0\n"}};
  CHECK(files.text("top.toml") ==
        "[[pool]]\nname = \"a\"\nservers = 10\nopen = true\n"
        "\n[[pool]]\nname = \"b\"\nservers = 20\n"
        "\n[[pool]]\nname = \"c\"\n"
        "\n[[branch]]\nshare = 1.0\n");
}

TEST_CASE("A named item may be written as a list item in one file and as a sub-table in another") {
  const Files files{
      {"list.toml", "[[pool]]\nname = 'a'\nservers = 1\n"},
      {"over_list.toml", "extends = 'list'\n[pool.a]\nservers = 2\n[pool.b]\nservers = 3\n"},
      {"table.toml", "[pool.a]\nservers = 1\n"},
      {"over_table.toml", "extends = 'table'\n[[pool]]\nname = 'a'\nservers = 2\n[[pool]]\nname = 'b'\nservers = 3\n"},
      {"remove.toml", "extends = 'over_list'\n[pool]\nremove = 'a'\n"}};
  CHECK(files.text("over_list.toml") == "[[pool]]\nname = \"a\"\nservers = 2\n\n[[pool]]\nname = \"b\"\nservers = 3\n");
  CHECK(files.text("over_table.toml") == "[pool.a]\nservers = 2\n\n[pool.b]\nservers = 3\n");
  CHECK(files.text("remove.toml") == "[[pool]]\nname = \"b\"\nservers = 3\n");
}

TEST_CASE("add lengthens an inherited list by what it lacks, in the order of the files") {
  const Files files{{"base.toml",
                     "one = 'x'\n[v]\nvalues = ['a', 'b']\nn = [1, 2.5]\n"
                     "[[s]]\nname = 'q'\nbranches = [{share = 0.2, to = 'x'}, {to = 'y'}]\n"},
                    {"c.toml", "[v]\nvalues.add = ['c', 'a', 'c']\nn.add = [3]\n"},
                    {"d.toml",
                     "one.add = ['y']\n[v]\nvalues.add = ['d']\n"
                     "[[s]]\nname = 'q'\nbranches.add = [{share = 0.1, to = 'z'}, {share = 0.2, to = 'x'}]\n"},
                    {"all.toml", "extends = ['base', 'c', 'd']\n"},
                    {"no_rest.toml", "extends = 'all'\n[[s]]\nname = 'q'\nbranches = [{share = 1, to = 'x'}]\n"},
                    {"behind.toml",
                     "extends = 'no_rest'\n[[s]]\nname = 'q'\nbranches.add = [{to = 'y'}, {share = 0.5, to = 'z'}]\n"}};
  CHECK(files.text("all.toml") ==
        "one = [\"x\", \"y\"]\n\n[v]\nvalues = [\"a\", \"b\", \"c\", \"d\"]\nn = [1, 2.5, 3]\n\n[[s]]\nname = \"q\"\n\n"
        "[[s.branches]]\nshare = 0.2\nto = \"x\"\n\n[[s.branches]]\nshare = 0.1\nto = \"z\"\n\n[[s.branches]]\nto = "
        "\"y\"\n");
  const ConfigNode behind = files.load("behind.toml");
  const ConfigNode& branches = *behind.find("s")->items[0].find("branches");
  REQUIRE(branches.items.size() == 3);
  CHECK(branches.items[1].find("to")->text == "z");
  CHECK(files.where(branches.items[1]) == "behind.toml:4");
}

TEST_CASE("What add cannot lengthen is an issue at the key") {
  const Files files{
      {"base.toml", "[v]\nt = {x = 1}\n[[pool]]\nname = 'a'\n"},
      {"top.toml",
       "extends = 'base'\n[v]\nvalues.add = ['c']\nt.add = [1]\nn = {add = 'x'}\n[w.new]\nlist.add = [1]\n"
       "[pool]\nadd = [{name = 'b'}]\n"}};
  CHECK(files.refusal("top.toml") ==
        "top.toml:3:8: v.values.add: there is no list to add to (`add` lengthens a list that is inherited).\n"
        "top.toml:4:3: v.t.add: there is no list to add to (`add` lengthens a list that is inherited).\n"
        "top.toml:7:6: w.new.list.add: there is no list to add to (`add` lengthens a list that is inherited).\n"
        "top.toml:9:1: pool.add: adds to a list of items with names (such items are added by writing them, each with "
        "its name).");
}

TEST_CASE("A folder stands for its TOML files, by name") {
  const Files files{
      {"b/2.toml", "last = '2'\ntwo = 2\n"},     {"b/10.toml", "last = '10'\nten = 10\n"},
      {"b/.3.toml", "last = 'hidden'\n"},        {"b/note.txt", "nothing"},
      {"b/in/4.toml", "last = 'deeper'\n"},      {"all.toml", "extends = ['b/2', 'b/*']\n"},
      {"ending.toml", "extends = 'b/*.toml'\n"}, {"none.toml", "extends = ['c/*', 'b/in/in/*.toml', 'b/1*']\n"},
      {"d/self.toml", "extends = '*'\n"}};
  CHECK(files.text("all.toml") == "last = \"10\"\ntwo = 2\nten = 10\n");
  CHECK(files.text("ending.toml") == "last = \"2\"\nten = 10\ntwo = 2\n");
  CHECK(files.refusal("none.toml") ==
        "none.toml:1:12: extends: there is no file \"c/*\".\n"
        "none.toml:1:19: extends: there is no file \"b/in/in/*.toml\".\n"
        "none.toml:1:37: extends: there is no file \"b/1*\". did you mean \"b/10\"?");
  CHECK(files.refusal("d/self.toml") ==
        "d/self.toml:1:11: extends: goes round in a circle: d/self.toml -> d/self.toml.");
}

TEST_CASE("Of several extended files the later wins, and a shared base is merged once") {
  const Files files{{"base.toml", "reach = 0.0\nshare = 0.0\norder = 'base'\n"},
                    {"goals/one.toml", "extends = '../base'\nreach = 0.6\norder = 'one'\n"},
                    {"goals/two.toml", "extends = '../base.toml'\nshare = 0.2\norder = 'two'\n"},
                    {"both.toml", "extends = ['goals/one', 'goals/two']\nown = 1\n"},
                    {"turned.toml", "extends = ['goals/two', './goals/../goals/one', 'base']\n"}};
  CHECK(files.text("both.toml") == "reach = 0.6\nshare = 0.2\norder = \"two\"\nown = 1\n");
  CHECK(files.text("turned.toml") == "reach = 0.6\nshare = 0.2\norder = \"one\"\n");

  Issues issues;
  std::vector<std::string> read;
  load_with_extends(files.folder() / "both.toml", issues, &read);
  CHECK(issues.empty());
  CHECK(read == std::vector<std::string>{files.folder() / "base.toml", files.folder() / "goals/one.toml",
                                         files.folder() / "goals/two.toml", files.folder() / "both.toml"});
}

TEST_CASE("remove deletes keys and named items, and what is then written is new") {
  const Files files{
      {"base.toml",
       "a = 1\nb = 2\n[pool.x]\nservers = 1\nopen = true\n[pool.y]\nservers = 2\n"
       "[path]\nk = 1\n[[path.step]]\nname = 's'\nmean = 1\n[[path.step]]\nname = 't'\n"},
      {"keys.toml", "extends = 'base'\nremove = ['a', 'path']\n[pool]\nremove = ['y']\n[pool.x]\nremove = 'open'\n"},
      {"item.toml", "extends = 'base'\nremove = ['a', 'b', 'pool']\n[path]\nremove = ['s']\n"},
      {"dotted.toml", "extends = 'base'\nremove = ['a', 'b', 'pool', 'path.step.s.mean', 'path.k']\n"},
      {"anew.toml", "extends = 'base'\nremove = ['a', 'b', 'path']\n[pool]\nremove = ['x']\n[pool.x]\nopen = false\n"},
      {"all.toml", "extends = 'base'\nremove = ['a', 'b', 'pool']\n[path]\nremove = ['s', 't']\n"}};
  CHECK(files.text("keys.toml") == "b = 2\n\n[pool.x]\nservers = 1\n");
  CHECK(files.text("item.toml") == "[path]\nk = 1\n\n[[path.step]]\nname = \"t\"\n");
  CHECK(files.text("dotted.toml") == "[[path.step]]\nname = \"s\"\n\n[[path.step]]\nname = \"t\"\n");
  CHECK(files.text("anew.toml") == "[pool.y]\nservers = 2\n\n[pool.x]\nopen = false\n");
  CHECK(files.text("all.toml") == "[path]\nk = 1\nstep = []\n");
  Issues issues;
  const std::string text = files.text("all.toml");
  CHECK(same_content(parse_toml(text, "t", issues), files.load("all.toml")));
}

TEST_CASE("Wrong removes are issues, all in one go, and located where they were written") {
  const Files files{
      {"base.toml",
       "a = 1\n[pool.huisarts]\nservers = 1\n[path]\n[[path.step]]\nname = 's'\n[[path.tally]]\nname = 's'\n"},
      {"middle.toml", "extends = 'base'\n[pool]\nremove = ['huisart']\n"},
      {"top.toml",
       "extends = 'middle'\nremove = [1, 'zzz']\n"
       "[path]\nremove = ['s']\n[new]\nremove = ['servers']\n[pool.huisarts]\nremove = 3\n"
       "[[path.step]]\nname = 'n'\nremove = 'x'\n[[branch]]\nremove = ['y']\n"}};
  CHECK(files.refusal("top.toml") ==
        "middle.toml:3:11: pool.remove: there is no \"huisart\" to remove. did you mean \"huisarts\"?\n"
        "top.toml:2:11: remove: expected a name or a list of names, found the number 1.\n"
        "top.toml:2:14: remove: there is no \"zzz\" to remove.\n"
        "top.toml:4:11: path.remove: there are several items \"s\" to remove (each is in another list). did you mean "
        "\"step.s\" or \"tally.s\"?\n"
        "top.toml:6:11: new.remove: there is no \"servers\" to remove.\n"
        "top.toml:8:10: pool.huisarts.remove: expected a name or a list of names, found the number 3.\n"
        "top.toml:11:10: path.step.n.remove: there is no \"x\" to remove.\n"
        "top.toml:13:11: branch[1].remove: there is no \"y\" to remove.");
}

TEST_CASE("A missing base is an issue at the name, with a suggestion as the user would write it") {
  const Files files{{"a.toml", "x = 1\nextends = ['basline', 'sub/modle.toml', 3, '', 'sub']\n"},
                    {"baseline.toml", ""},
                    {"sub/model.toml", ""},
                    {"b.toml", "extends = true\n"}};
  CHECK(files.refusal("a.toml") ==
        "a.toml:2:12: extends: there is no file \"basline\". did you mean \"baseline\"?\n"
        "a.toml:2:23: extends: there is no file \"sub/modle.toml\". did you mean \"sub/model.toml\"?\n"
        "a.toml:2:41: extends: expected the name of a file or a list of names, found the number 3.\n"
        "a.toml:2:44: extends: there is no file \"\".\n"
        "a.toml:2:48: extends: there is no file \"sub\".");
  CHECK(files.refusal("b.toml") == "b.toml:1:11: extends: expected the name of a file or a list of names, found true.");
}

TEST_CASE("A cycle is an issue that names the chain") {
  const Files files{{"a.toml", "extends = 'b'\n"},
                    {"b.toml", "extends = ['fine', 'sub/c']\n"},
                    {"sub/c.toml", "\nextends = '../b'\n"},
                    {"fine.toml", ""},
                    {"self.toml", "extends = './self.toml'\n"}};
  CHECK(files.refusal("a.toml") == "sub/c.toml:2:11: extends: goes round in a circle: b.toml -> sub/c.toml -> b.toml.");
  CHECK(files.refusal("self.toml") == "self.toml:1:11: extends: goes round in a circle: self.toml -> self.toml.");
}

TEST_CASE("A syntax error in a base stands alone and names the base") {
  const Files files{{"a.toml", "extends = ['b', 'nowhere']\nremove = 'x'\n"}, {"b.toml", "x = \n"}};
  CHECK(files.refusal("a.toml") == "b.toml:1:5: Error while parsing key-value pair: expected value, saw '\\n'.");
  const Files bad{{"a.toml", "extends = 'b'\n"}, {"b.toml", "x = '\xE9'\n"}};
  CHECK(bad.refusal("a.toml") == "b.toml:1:6: the byte 0xE9 is not UTF-8 text (save the file as text in UTF-8).");
}

TEST_CASE("A value of another kind replaces what was there") {
  const Files files{{"base.toml", "[time]\nmean = '5 min'\n"},
                    {"top.toml", "extends = 'base'\ntime = 'x'\n"},
                    {"back.toml", "extends = 'top'\n[time]\nsd = '1 min'\n"}};
  CHECK(files.text("top.toml") == "time = \"x\"\n");
  CHECK(files.text("back.toml") == "[time]\nsd = \"1 min\"\n");
}

TEST_CASE("A law in a line is written out when a part of it is changed") {
  const Files files{{"base.toml", "a = 'gamma 3 min cv 0.5'\nb = '4 min'\nc = {factor = 'x'}\n"},
                    {"top.toml", "extends = 'base'\nc = '2 min'\n[a]\nmean = '5 min'\n[b]\nfactor = 'haste'\n"}};
  CHECK(files.text("top.toml") ==
        "c = \"2 min\"\n\n[a]\ndistribution = \"gamma\"\nmean = \"5 min\"\ncv = 0.5\n\n"
        "[b]\ndistribution = \"deterministic\"\nmean = \"4 min\"\nfactor = \"haste\"\n");
}

TEST_CASE("A chain of very many files is refused, and so is a tree of them") {
  const ScratchFolder folder;
  for (int i = 0; i < 1200; ++i) {
    write_bytes(folder / ("chain" + std::to_string(i) + ".toml"), "extends = 'chain" + std::to_string(i + 1) + "'\n");
    write_bytes(folder / ("leaf" + std::to_string(i) + ".toml"), "x = 1\n");
  }
  const auto refusal = [&](const std::string& name) {
    const std::string text = message_of<InputError>([&] { load_with_extends(folder / name); });
    return text.substr(text.rfind('/') + 1);
  };
  CHECK(refusal("chain0.toml") ==
        "chain99.toml:1:11: extends: is a chain of too many files (at most 100 are possible).");
  std::string all = "extends = [\n";
  for (int i = 0; i < 1001; ++i) all += "'leaf" + std::to_string(i) + "',\n";
  write_bytes(folder / "all.toml", all + "]\n");
  const std::string text = message_of<InputError>([&] { load_with_extends(folder / "all.toml"); });
  CHECK(text.find("all.toml:1001:1: extends: leads to too many files (at most 1000 are possible).") != text.npos);
}
