#include "engine/model/difference.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

const std::string desk = R"(
run = {start = 2024-01-01, horizon = "8 weeks"}
parameter.haste = {value = 1, most = 5}
parameter.share = {value = 0.5}
pool.desk = {servers = 2}
stream.s = {rate = "1 per hour", factor = "haste", enters = "p"}
[pathway.p.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "10 min"}, branches = [{share = "share", to = "out"}, {to = "other"}]}
out.exit = "done"
other.exit = "other"
)";

Model with(const std::string& more, const std::string& model = desk) { return compiled(model + more); }

std::string lever(const std::string& name, const std::string& parameter, const std::string& more) {
  return "[lever." + name + "]\nparameter = \"" + parameter + "\"\noperation = \"multiply\"\nvalue = 0.5\n" + more +
         "\n";
}

std::string changed(std::string from, std::string to) {
  std::string text = desk;
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("A model differs from another from the day of the first lever that is not in both") {
  const Model base = with("");
  CHECK(difference(base, with("")).from_day == ModelDifference::never);
  CHECK(difference(base, with(lever("x", "haste", "from = 2024-01-09"))).from_day == 8);
  CHECK(difference(base, with(lever("x", "haste", ""))).from_day == 0);
  const std::string both = lever("a", "haste", "") + lever("b", "share", "from = 2024-02-01");
  CHECK(difference(with(both), with(both + lever("c", "haste", "from = 2024-01-03"))).from_day == 2);
  CHECK(difference(with(both + lever("c", "haste", "from = 2024-01-03")), with(both)).from_day == 2);
  // One that ends earlier is another lever.
  CHECK(difference(with(lever("x", "haste", "from = 2024-01-09")),
                   with(lever("x", "haste", "from = 2024-01-09\nuntil = 2024-02-01")))
            .from_day == 8);
}

TEST_CASE("What a model or a lever is called makes no difference, nor does its place among those it does not meet") {
  CHECK(difference(with(lever("x", "haste", "")), with(lever("y", "haste", ""))).from_day == ModelDifference::never);
  const std::string haste = lever("x", "haste", ""), share = lever("y", "share", "");
  CHECK(difference(with(haste + share), with(share + haste)).from_day == ModelDifference::never);
  CHECK(difference(with(""), with("[kpi.n]\nvalue = \"2 * 3\"\n")).from_day == ModelDifference::never);
}

TEST_CASE("A difference from the start is named by what differs") {
  const Model base = with("");
  const auto part = [&](const std::string& from, const std::string& to) {
    const ModelDifference found = difference(base, compiled(changed(from, to)));
    return found.from_day == 0 ? found.part : "not from the start";
  };
  CHECK(part("servers = 2", "servers = 3") == "pool desk");
  CHECK(part("value = 0.5", "value = 0.6") == "parameter share");
  CHECK(part("mean = \"10 min\"", "mean = \"11 min\"") == "time");
  CHECK(part("8 weeks", "9 weeks") == "run.horizon");
  CHECK(part("1 per hour", "2 per hour") == "time");
  CHECK(part("exit = \"other\"", "exit = \"gone\"") == "outcome");
}

}  // namespace draagkracht::testing
