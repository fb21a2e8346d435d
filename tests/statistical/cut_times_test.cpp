// Times that a law would draw below 0, measures of waits by working days and with something added, rates on holidays:
// exact, or against a formula with a bound of four standard errors (a false alarm in 16,000).
#include <cmath>

#include "tests/statistical/small_models.h"

namespace draagkracht::testing {
namespace {

// E[max(0, X)] and its variance, of a normal law with mean 1 and standard deviation 3 min.
struct CutNormal {
  double mean = 0, variance = 0;
};
CutNormal cut_normal(double m, double s) {
  const double z = m / s, below = 0.5 * std::erfc(z / std::sqrt(2.0));
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * 3.14159265358979323846);
  const double mean = m * (1 - below) + s * density, square = (m * m + s * s) * (1 - below) + m * s * density;
  return {mean, square - mean * mean};
}

const std::string law = R"({distribution = "normal", mean = "1 min", sd = "3 min"})";

void check_stay(const FinishedRun& run, double each_min = 0) {
  const WaitRecord& stays = run.wait("system");
  const auto [mean, variance] = cut_normal(1, 3);
  REQUIRE(stays.waits.count > 2000);
  const double error = std::sqrt(variance / static_cast<double>(stays.waits.count));
  CHECK(std::abs(stays.waits.mean() / 60'000 - each_min - mean) < 4 * error + 0.001);
}

}  // namespace

TEST_CASE("A normal time below 0 is 0 wherever a time is drawn") {
  const std::string comers = "stream.s = {interval = fixed(1 h), enters = \"v\"}\n";
  const auto long_run = [](const std::string& text) {
    return run_text(replaced(model(text), {{"run.horizon = \"2 weeks\"", "run.horizon = \"200 weeks\""}}), 1, 0);
  };
  check_stay(
      long_run("pool.d.servers = 1\n" + comers + "[pathway.v.step]\nd = {seize = \"d\", time = " + law + "}\nLEAVE"));
  check_stay(long_run(comers + "[pathway.v.step]\nd.delay = " + law + "\nLEAVE"));
  check_stay(long_run("number.k.unit = \"time\"\n" + comers + "[pathway.v.step]\nk = {sample = \"k\", time = " + law +
                      "}\nd.delay.value = \"k\"\nLEAVE"));
  // Patience: nobody is on duty, so everyone leaves then.
  check_stay(long_run("schedule.never.days.mon = \"00:00-00:01\"\npool.d = {servers = 1, schedule = \"never\"}\n" +
                      comers + "[pathway.v.step]\nd = {seize = \"d\", time = fixed(1 min), patience = " + law +
                      ", on_patience = \"leave\"}\nLEAVE"));
}

TEST_CASE("A normal interval below 0 is 0: requests at one instant") {
  const FinishedRun run = run_text(
      replaced(model("stream.s = {interval = " + law + ", enters = \"v\"}\n[pathway.v.step]\nLEAVE"), {}), 1, 0);
  const auto [mean, variance] = cut_normal(1, 3);
  const double expected = 14 * 1440 / mean;
  CHECK(std::abs(static_cast<double>(run.outcome("done")) - expected) < 4 * std::sqrt(expected * variance) / mean);
}

TEST_CASE("Working days are counted at a queue too, and something may be added at a book") {
  // From Friday 10:00 to Monday 09:00, when the desk opens: one working day.
  const FinishedRun queue = run_model(R"(
schedule.office.days.weekdays = "09:00-10:00"
pool.d = {servers = 1, schedule = "office"}
wait.days = {working_days = true, plus = "1 h", within = ["1 days", "26 h"]}
stream.s = {interval = fixed(10000 days), start = "6360 min", at_start = true, enters = "v"}
[pathway.v.step]
d = {seize = "d", time = fixed(1 min), wait = "days"}
LEAVE)");
  check_all_wait(queue.wait("days"), 1, 25 * 60 * minute);
  CHECK(queue.wait("days").within == std::vector<std::int64_t>{0, 1});
  const std::string book = R"(
schedule.office.days.weekdays = "09:00-10:00"
pool.d = {servers = 1, book = {slot = "10 min", sessions = "office", lead = "1 week"}}
stream.s = {interval = fixed(10000 days), start = "6360 min", at_start = true, enters = "v"}
wait.access = {plus = "30 min"}
[pathway.v.step]
d = {book = "d", on_none = "leave", wait = "access"}
LEAVE)";
  check_all_wait(run_model(book).wait("access"), 1, 4290 * minute);
  check_all_wait(run_model(book, {{"plus = \"30 min\"", "plus = \"30 min\", working_days = true"}}).wait("access"), 1,
                 (24 * 60 + 30) * minute);
}

}  // namespace draagkracht::testing
