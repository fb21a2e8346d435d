// A caseload: so many clients at once, each with a visit every week until treatment ends, and a list of those who wait
// for a place. Told by hand, so that every number is exact.
#include <catch2/catch.hpp>

#include <regex>

#include "tests/statistical/model_runs.h"

namespace draagkracht::testing {
namespace {

constexpr std::int64_t hour = 3'600'000;

FinishedRun run_model(const std::string& rest) {
  return run_text("run.start = 2024-01-01\n" + std::regex_replace(rest, std::regex(R"(fixed\(([^)]*)\))"),
                                                                  R"({distribution = "deterministic", mean = "$1"})"));
}

}  // namespace

TEST_CASE("A caseload of two: a place is held from the first visit to the last, who comes third waits for it") {
  // Three visits of an hour, a week between the end of one and the next. They come at 1, 2 and 3 h. The first is there
  // until 1 + 2 * 169 + 1 = 340 h; then the third has a place and goes to the therapist, just before the second would
  // have its last visit: that is from 341 to 342 h. The third stays until 340 + 2 * 169 + 1 = 679 h.
  const FinishedRun run = run_model(R"toml(
run.horizon = "6 weeks"
run.arrivals = 3
number.visits = {}
pool.caseload = {servers = 2, occupancy = 2}
pool.therapist.servers = 1
wait.list = {}
wait.visit = {}
wait.treatment.from = "arrival"
stream.clients = {interval = fixed(1 h), enters = "care"}
[pathway.care.step]
admit = {seize = "caseload", hold = ["caseload"], wait = "list"}
visit = {seize = "therapist", time = fixed(1 h), wait = "visit"}
count.assign = {visits = "visits + 1"}
ready = {when = "visits == 3", yes = "discharge", no = "week"}
week = {delay = fixed(1 week), then = "visit"}
discharge.release = ["caseload"]
home = {exit = "home", wait = "treatment"}
[kpi]
full = {value = "time_at(caseload, 2)", unit = "h"}
visits = {value = "count(care.visit)"}
)toml");
  CHECK(run.outcome("home") == 3);
  CHECK(run.wait("list").waits.sum == 337 * hour);
  CHECK(run.wait("visit").waits.count == 9);
  CHECK(run.wait("visit").waits.sum == 1 * hour);
  CHECK(run.wait("treatment").waits.sum == (339 + 340 + 676) * hour);
  CHECK(run.busy_ms("caseload") == (339 + 340 + 339) * hour);
  CHECK(run.busy_ms("therapist") == 9 * hour);
  CHECK(run.key_figure("full") == 342 - 2);
  CHECK(run.key_figure("visits") == 9);
}

}  // namespace draagkracht::testing
