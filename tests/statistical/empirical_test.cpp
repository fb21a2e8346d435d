// Empirical laws whose values stand in a table beside the model.
#include <catch2/catch.hpp>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {

TEST_CASE("An empirical law has its values from a table, of times in minutes, with weights or without") {
  const std::string rest = R"toml(
run.start = 2024-01-01
run.horizon = "1 day"
run.arrivals = 400
number.n = {}
wait.stay.from = "arrival"
stream.a = {rate = "1 per min", enters = "path"}
[pathway.path.step]
rest.delay = {distribution = "empirical", table = "measured", column = "minutes"}
draw = {sample = "n", law = {distribution = "empirical", table = "measured", column = "number", weight_column = "n"}}
choose = {when = "n == -2.5", yes = "low", no = "high"}
low = {exit = "low", wait = "stay"}
high = {exit = "high", wait = "stay"}
)toml";
  const TableTexts measured = {{"measured", "minutes,number,n\n0.5,-2.5,1\n3,7,3\n3,1,0\n"}};
  const FinishedRun run = run_text(rest, measured);
  const std::int64_t short_ones = (400 * 180'000 - run.wait("stay").waits.sum) / 150'000;
  CHECK(run.wait("stay").waits.sum == short_ones * 30'000 + (400 - short_ones) * 180'000);
  CHECK(short_ones == Approx(400 / 3.0).margin(4 * 9.5));  // binomial sd 9.43
  CHECK(run.outcome("low") == Approx(100).margin(4 * 8.7));
  // The same as written out.
  const std::string written = replaced(
      replaced(rest, {{"table = \"measured\", column = \"minutes\"", "values = [\"30 s\", \"3 min\", \"3 min\"]"}}),
      {{"table = \"measured\", column = \"number\", weight_column = \"n\"",
        "values = [-2.5, 7, 1], weights = [1, 3, 0]"}});
  CHECK(run_text(written).state() == run.state());
}

}  // namespace draagkracht::testing
