// Results of calendar years: by hand where a clock gives them, and sums that are those of the whole run.
#include "engine/simulation/years.h"

#include <catch2/catch.hpp>

#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// One request an hour from 01:00 on at a desk that takes 90 minutes of each, with two servers; who waits? Nobody.
// Counted from Monday 23 December 2024 on, three weeks: 9 days of 2024 and 12 of 2025.
Model desk(const std::string& periods) {
  return compiled("run = {start = 2024-12-16, warm_up = \"1 week\", horizon = \"3 weeks\", periods = " + periods + R"(}
variable.kind.values = ["short", "long"]
pool.desk.servers = 2
load.desk.pools = ["desk"]
wait.queue = {within = ["1 min"]}
tally.seen = {by = ["kind"]}
tally.work = {minutes = true, periods = []}
stream.a = {interval = {distribution = "deterministic", mean = "1 h"}, enters = "path"}
[pathway.path.step]
sort = {draw = "kind", shares = {short = 0.5, long = 0.5}}
first = {seize = "desk", time = {distribution = "deterministic", mean = "90 min"}, wait = "queue", counts = ["seen", "work"]}
out.exit = "done"
)");
}

struct Results {
  Model model;
  Region region;
  RegionSimulation simulation;
  ResultSchema schema;
  std::vector<double> payload;

  explicit Results(Model its_model)
      : model(std::move(its_model)),
        region(build_region(model, nullptr)),
        simulation(model, region, {1, 0}),
        schema(make_schema(model)) {
    simulation.run();
    payload = measure(model, region, simulation);
  }
  std::vector<double> operator()(const std::string& name) const {
    const ResultVariable* variable = schema.variable(name);
    REQUIRE(variable != nullptr);
    const auto first = payload.begin() + static_cast<std::ptrdiff_t>(variable->offset);
    return {first, first + static_cast<std::ptrdiff_t>(variable->size)};
  }
};

}  // namespace

TEST_CASE("A run over New Year has results of each of its calendar years") {
  const Results results(desk("[\"year\"]"));
  CHECK(results.model.years == std::vector<CountedYear>{{2024, 7 * day, 16 * day}, {2025, 16 * day, 28 * day}});
  CHECK(results.schema.dimension("year")->numbers == std::vector<double>{2024, 2025});
  CHECK(results.payload.size() == results.schema.payload_size);
  CHECK(results("years_counted_by_year") == std::vector<double>{9 / 365.25, 12 / 365.25});
  // The request of each full hour has its service at once and is counted when it ends: that of 23:00 in the next year.
  // The first one that ends counted began at 23:00 in the warm-up.
  const std::vector<double> seen = results("seen_by_year");
  REQUIRE(seen.size() == 4);
  CHECK(seen[0] + seen[1] == 9 * 24);
  CHECK(seen[2] + seen[3] == 12 * 24);
  CHECK(seen[0] + seen[2] == results("seen")[0]);
  CHECK(results("queue_count_by_year") == std::vector<double>{9 * 24, 12 * 24});
  CHECK(results("queue_within_by_year") == std::vector<double>{9 * 24, 12 * 24});
  CHECK(results("queue_mean_by_year") == std::vector<double>{0, 0});
  CHECK(results("pool_asked_hours_by_year") == std::vector<double>{9 * 36, 12 * 36});
  CHECK(results("pool_on_duty_hours_by_year") == std::vector<double>{9 * 48, 12 * 48});
  CHECK(results("load_by_year") == std::vector<double>{0.75, 0.75});
  // At midnight the service of 23:00 has taken an hour of its 90 minutes: what has been given, and what has begun.
  CHECK(results("pool_busy_hours_by_year") == std::vector<double>{9 * 36, 12 * 36});
  CHECK(results("pool_started_hours_by_year") == std::vector<double>{9 * 36, 12 * 36});
  CHECK(results("requests_ended_by_year") == std::vector<double>{9 * 24, 12 * 24});
  CHECK(results.schema.variable("work_by_year") == nullptr);
  CHECK(results.schema.variable("requests_in_progress_by_year") == nullptr);
}

TEST_CASE("Results of the whole run do not depend on whether those of years are asked for") {
  const Results with(desk("[\"year\", \"week\", \"hour_of_week\"]")), without(desk("[]"));
  CHECK(without.schema.dimension("year") == nullptr);
  for (const ResultVariable& variable : without.schema.variables) {
    CAPTURE(variable.name);
    CHECK(with(variable.name) == without(variable.name));
  }
  // Week by week and hour by hour: 168 requests a week, three of an hour of the week.
  const std::vector<double> weeks = with("queue_count_by_week"), hours = with("queue_count_by_hour_of_week");
  CHECK(weeks == std::vector<double>{168, 168, 168});
  CHECK(hours == std::vector<double>(168, 3));
  CHECK(with("load_asked_hours_by_week") == std::vector<double>(3, 252));
  CHECK(with("load_on_duty_hours_by_week") == std::vector<double>(3, 336));
}

TEST_CASE("A run that is taken up in a later year has the results of the earlier ones") {
  const Model model = desk("[\"year\"]");
  const Region region = build_region(model, nullptr);
  const Results whole(model);
  for (const std::int32_t at : {3, 16, 17, 20}) {
    RegionSimulation lead(model, region, {1, 0}), follower(model, region, {1, 0});
    lead.run_to(at);
    follower.take_up(lead.save());
    follower.run();
    CHECK(measure(model, region, follower) == whole.payload);
  }
}

}  // namespace draagkracht::testing
