// Who goes on from whose state, and from which day: by the days on which levers begin.
#include "engine/setup/choose_forks.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

// Four weeks from Monday 2024-01-01: days 0 to 27.
Model with(const std::string& levers, const std::string& servers = "2") {
  return compiled(R"(
run = {start = 2024-01-01, horizon = "4 weeks"}
parameter.haste = {value = 1, most = 5}
parameter.share.value = 0.5
pool.desk.servers = )" +
                  servers + R"(
stream.s = {rate = "1 per hour", factor = "haste", enters = "p"}
[pathway.p.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "10 min"}}
sort.branches = [{share = "share", to = "out"}, {to = "other"}]
out.exit = "done"
other.exit = "other"
)" + levers);
}

// A lever on a parameter from a day of January 2024; its name tells it from others.
std::string lever(const std::string& parameter, int date, const std::string& value = "0.5") {
  return "[lever." + parameter + std::to_string(date) + "]\nparameter = \"" + parameter +
         "\"\noperation = \"multiply\"\nvalue = " + value + "\nfrom = 2024-01-" + (date < 10 ? "0" : "") +
         std::to_string(date) + "\n";
}

struct From {
  std::uint32_t scenario;
  std::int32_t day;
  bool operator==(const From&) const = default;
};
constexpr From alone = {0, 0};

std::vector<From> forks(const std::vector<Model>& models) {
  std::vector<From> all;
  for (const Fork& fork : choose_forks(models)) all.push_back({fork.from, fork.day});
  return all;
}

}  // namespace

TEST_CASE("A scenario goes on from the first one until the day of its first own lever") {
  CHECK(forks({with("")}) == std::vector{alone});
  CHECK(forks({with(""), with(lever("haste", 10)), with(lever("share", 24))}) ==
        std::vector<From>{alone, {0, 9}, {0, 23}});
  CHECK(forks({with(lever("haste", 10)), with("")}) == std::vector<From>{alone, {0, 9}});
}

TEST_CASE("What differs from the start runs alone, and later scenarios can go on from it") {
  // The third shares its number of servers with the second, the fourth with the first.
  CHECK(forks({with(""), with("", "3"), with(lever("haste", 8), "3"), with(lever("haste", 8))}) ==
        std::vector<From>{alone, alone, {1, 7}, {0, 7}});
}

TEST_CASE("A scenario follows whom it equals the longest, but never one that follows itself") {
  const std::string first = lever("haste", 5);
  // The third equals the second for longer than the first; but the second goes on from the first.
  CHECK(forks({with(""), with(first), with(first + lever("share", 20))}) == std::vector<From>{alone, {0, 4}, {0, 4}});
  // The second runs alone if it differs from the start; then the third goes on from it.
  const std::string start = lever("haste", 1);
  CHECK(forks({with(""), with(start), with(start + lever("share", 20))}) == std::vector<From>{alone, alone, {1, 19}});
}

TEST_CASE("Scenarios that never differ while they run are one run to their end") {
  CHECK(forks({with(""), with("")}) == std::vector<From>{alone, {0, 28}});
  CHECK(forks({with(""), with(lever("haste", 28))}) == std::vector<From>{alone, {0, 27}});  // the last one
  CHECK(forks({with(""), with("[kpi.n]\nvalue = \"2 * 3\"\n")}) == std::vector<From>{alone, {0, 28}});
}

}  // namespace draagkracht::testing
