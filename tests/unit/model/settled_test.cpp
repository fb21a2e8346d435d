// Numbers that are settled before the run, by a parameter instead of written out: the same model, what levers make of
// it, and the whole message of each mistake.
#include <catch2/catch.hpp>

#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {
namespace {

const std::map<std::string, std::string> tables = {{"t", "from,to,share\nx,a,0.9\nx,b,0.1\ny,a,0.5\ny,b,0.5\n"},
                                                   {"f", "from,factor\nx,4\ny,1.5\n"}};

// A draw whose factors are scaled and capped, one that is off by one label, and a delay; each with a number of its own.
std::string chosen(const std::string& scale, const std::string& cap, const std::string& down, const std::string& cv) {
  return "variable.from.values = [\"x\", \"y\"]\nvariable.to.values = [\"a\", \"b\"]\n"
         "variable.off.values = [\"a\", \"b\"]\n[parameter]\nerror.value = 0.2\n"
         "scale = {value = 1.25}\ncap = {value = 0.6}\ndown = {value = 0.3}\ncv = {value = 0.4}\n"
         "[pathway.path.step]\nd.draw = \"to\"\nd.lookup = {table = \"t\", column = \"share\", by = [\"from\"]}\n"
         "d.factors = {b = {table = \"f\", column = \"factor\", by = [\"from\"], scale = " +
         scale + "}}\nd.factor_cap = " + cap +
         "\ns = {draw = \"off\", shift_of = \"to\", shift_error = \"error\", shift_down = " + down +
         "}\nr.delay = {distribution = \"gamma\", mean = \"5 min\", cv = " + cv + "}\nout.exit = \"done\"\n";
}

const std::string by_name = chosen("\"scale\"", "\"cap\"", "\"down\"", "\"cv\"");

bool same_draws(const Model& a, const Model& b) {
  return a.choices == b.choices && a.times[0]->checksum() == b.times[0]->checksum();
}

std::string lever(const std::string& name, const std::string& value) {
  return "[lever." + name + "]\nparameter = \"" + name + "\"\noperation = \"set\"\nvalue = " + value + "\n";
}

}  // namespace

TEST_CASE("A number that is settled before the run may stand in a parameter") {
  const Model written = compiled(run + chosen("1.25", "0.6", "0.3", "0.4"), tables);
  CHECK(same_draws(compiled(run + by_name, tables), written));
  // Twins: each number counts.
  for (const std::string& other : {chosen("1.5", "0.6", "0.3", "0.4"), chosen("1.25", "0.4", "0.3", "0.4"),
                                   chosen("1.25", "0.6", "0.5", "0.4"), chosen("1.25", "0.6", "0.3", "0.8")})
    CHECK_FALSE(same_draws(compiled(run + other, tables), written));
  // Two shares whose complements do not add up to 1 in binary: 1 - 0.8 - 0.2 is below 0.
  CHECK_NOTHROW(compiled(run + chosen("1.25", "0.6", "0.2", "0.4"), tables));
}

TEST_CASE("A factor without keys is one for all") {
  const auto drawn = [](const std::string& shares, const std::string& factors) {
    return compiled(run + "variable.to.values = [\"a\", \"b\"]\n[pathway.path.step]\nd = {draw = \"to\", shares = " +
                        shares + factors + "}\nout.exit = \"done\"\n",
                    {{"f", "what,factor\ntwice,2\nthrice,3\n"}});
  };
  const auto factor_of = [](const std::string& what) {
    return ", factors = {b = {table = \"f\", column = \"factor\", only = {what = \"" + what + "\"}}}";
  };
  const std::string before = "{a = 0.75, b = 0.25}";
  CHECK(drawn(before, factor_of("twice")).choices == drawn("{a = 0.5, b = 0.5}", "").choices);
  CHECK(drawn(before, factor_of("thrice")).choices == drawn("{a = 0.25, b = 0.75}", "").choices);
  CHECK_FALSE(drawn(before, factor_of("twice")).choices == drawn(before, "").choices);
}

TEST_CASE("A lever for everyone on such a parameter is the number that it makes") {
  const std::vector<std::tuple<std::string, std::string, std::string>> levers = {
      {"scale", "1.5", chosen("1.5", "0.6", "0.3", "0.4")},
      {"cap", "0.4", chosen("1.25", "0.4", "0.3", "0.4")},
      {"down", "0.5", chosen("1.25", "0.6", "0.5", "0.4")},
      {"cv", "0.8", chosen("1.25", "0.6", "0.3", "0.8")}};
  for (const auto& [name, value, written] : levers) {
    INFO(name);
    CHECK(same_draws(compiled(run + by_name + lever(name, value), tables), compiled(run + written, tables)));
  }
}

TEST_CASE("What cannot be settled before the run is said") {
  CHECK(
      issues_with(by_name + lever("cap", "1.2") + lever("cv", "0.5") + "from = 2024-01-08\n", tables) ==
      "model.toml:17:16: pathway.path.step.d.factor_cap: parameter \"cap\" is 1.2 there (it must be between 0 and 1).\n"
      "model.toml:29:8: lever.cv.from: is not heard by pathway.path.step.r.delay.cv (parameter \"cv\" is read there "
      "once for everyone, before the run begins). leave `from` away, or compare runs that start on that day?");
  CHECK(
      issues_with(
          chosen("\"scales\"", "\"by_label\"", "0.3", "0.4") + "[parameter.by_label]\nvalue = 0.5\nby = [\"from\"]\n",
          tables) ==
      "model.toml:16:74: pathway.path.step.d.factors.b.scale: unknown parameter \"scales\". did you mean \"scale\"?\n"
      "model.toml:17:16: pathway.path.step.d.factor_cap: parameter \"by_label\" differs by from (it is read once for "
      "everyone, before the run begins, where that is not known). a parameter of its own, without `by` and `lookup`?");
  CHECK(
      issues_with("parameter.a.value = 2\nparameter.b.lookup = {table = \"f\", column = \"factor\", scale = \"a\"}\n" +
                      step + "out.exit = \"done\"\n",
                  tables) ==
      "model.toml:5:63: parameter.b.lookup.scale: names a parameter (numbers of a parameter are there before others "
      "are "
      "read). write the number?");
}

}  // namespace draagkracht::testing
