// Experiments: the same results on any number of threads, runs that fail, scenarios that go on from another's state.
#include "engine/experiment/experiment.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <map>
#include <stdexcept>

#include "engine/simulation/measure.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

// One customer each half hour, for two weeks; `time` is the law or the expression of their service.
Model desk(const std::string& time) {
  return compiled(R"(
run = {start = 2024-01-01, horizon = "2 weeks"}
pool.desk.servers = 2
wait.queue = {}
tally.work = {minutes = true}
stream.a = {interval = {distribution = "deterministic", mean = "30 min"}, enters = "path"}
[pathway.path.step]
serve = {seize = "desk", time = {)" +
                  time + R"(}, wait = "queue", counts = ["work"]}
out.exit = "done"
)");
}
Model desk_of(int minutes) {
  return desk("distribution = \"deterministic\", mean = \"" + std::to_string(minutes) + " min\"");
}
const std::string drawn = "distribution = \"exponential\", mean = \"50 min\"";
// No time from that day on.
Model failing_on(int day) { return desk("value = \"1 min / max(0, " + std::to_string(day) + " - day)\""); }

// Finished runs by key.
struct Kept : ResultSink {
  std::map<RunKey, std::vector<double>> runs;
  void accept(const RunResult& result) override { CHECK(runs.emplace(result.key, result.payload).second); }

  double work(const Model& model, RunKey key) const {
    const ResultSchema schema = make_schema(model);
    return runs.at(key).at(schema.variable("work")->offset);
  }
};

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}
bool same_bits(const Kept& a, const Kept& b) {
  if (a.runs.size() != b.runs.size()) return false;
  for (const auto& [key, payload] : a.runs) {
    if (!b.runs.contains(key) || !same_bits(payload, b.runs.at(key))) return false;
  }
  return true;
}

const auto silent = [](const Progress&) {};

RunKey run(std::uint32_t scenario, std::uint32_t replication = 0) { return {scenario, 0, replication, 0}; }

}  // namespace

TEST_CASE("One thread and three give the same bits, whichever runs are asked for and in whatever order") {
  Experiment experiment;
  experiment.models = {desk(drawn), desk_of(10)};
  experiment.replications = 5;
  Kept one, three, some;
  const ExperimentOutcome outcome = run_experiment(experiment, 1, one, silent);
  CHECK(outcome.finished == 10);
  CHECK(outcome.failed.empty());
  CHECK(run_experiment(experiment, 3, three, silent).finished == 10);
  CHECK(same_bits(one, three));
  CHECK_FALSE(same_bits(one.runs.at(run(0, 0)), one.runs.at(run(0, 1))));  // each replication has luck of its own
  CHECK(same_bits(one.runs.at(run(1, 0)), one.runs.at(run(1, 1))));        // where there is any
  CHECK(run_experiment(experiment, {run(0, 4), run(1, 2), run(0, 1)}, 3, some, silent).finished == 3);
  REQUIRE(some.runs.size() == 3);
  for (const auto& [key, payload] : some.runs) CHECK(same_bits(payload, one.runs.at(key)));
  experiment.seed = 2;
  Kept other;
  run_experiment(experiment, 1, other, silent);
  CHECK_FALSE(same_bits(one.runs.at(run(0, 0)), other.runs.at(run(0, 0))));
}

TEST_CASE("Progress counts every run once, up to all of them") {
  Experiment experiment;
  experiment.models = {desk_of(10), failing_on(1)};
  experiment.replications = 3;
  Kept kept;
  std::vector<std::size_t> done;
  run_experiment(experiment, 3, kept, [&](const Progress& progress) {
    done.push_back(progress.done);
    CHECK(progress.all == 6);
    CHECK(progress.seconds_left >= 0);
  });
  CHECK(done == std::vector<std::size_t>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("Runs that fail are told with their reason in order of their keys, and the others go on") {
  Experiment experiment;
  experiment.models = {failing_on(3), desk_of(10), failing_on(2)};
  experiment.replications = 2;
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    Kept kept;
    const ExperimentOutcome outcome = run_experiment(experiment, threads, kept, silent);
    CHECK(outcome.finished == 2);
    CHECK(kept.runs.contains(run(1, 0)));
    CHECK(kept.runs.contains(run(1, 1)));
    REQUIRE(outcome.failed.size() == 4);
    const RunKey expected[] = {run(0, 0), run(0, 1), run(2, 0), run(2, 1)};
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(outcome.failed[i].key == expected[i]);
      CHECK(outcome.failed[i].reason ==
            "the expression for a time in step path.serve gives no time, or an endless one");
    }
  }
}

TEST_CASE("What is worked out of a payload is worked out by its own scenario, and fails its run alone") {
  Experiment experiment;
  experiment.models = {desk_of(10), desk_of(20)};
  experiment.derive = {[](std::vector<double>& payload) { payload.push_back(77); },
                       [](std::vector<double>&) { throw std::runtime_error("no figure"); }};
  Kept kept;
  const ExperimentOutcome outcome = run_experiment(experiment, 1, kept, silent);
  CHECK(kept.runs.at(run(0)).back() == 77);
  CHECK(kept.runs.at(run(0)).size() == make_schema(experiment.models[0]).payload_size + 1);
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].key == run(1));
  CHECK(outcome.failed[0].reason == "no figure");
}

// 48 customers a day, the first half an hour after midnight; the one who comes when the horizon is reached does not.
// Forks are wrong on purpose, with models that differ before them too: so it shows whose state was taken up.
TEST_CASE("Followers take up the state of their lead and go on with what they are") {
  Experiment experiment;
  experiment.models = {desk_of(10), desk_of(20), desk_of(1), desk_of(7)};
  experiment.forks = {{}, {0, 5}, {0, 9}, {0, 5}};
  const auto work = [&](double before, int day, double after) {
    return before * (48 * day - 1) + after * (48 * (14 - day));
  };
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    Kept kept;
    CHECK(run_experiment(experiment, threads, kept, silent).finished == 4);
    CHECK(kept.work(experiment.models[0], run(0)) == work(10, 14, 0));
    CHECK(kept.work(experiment.models[1], run(1)) == work(10, 5, 20));
    CHECK(kept.work(experiment.models[2], run(2)) == work(10, 9, 1));
    CHECK(kept.work(experiment.models[3], run(3)) == work(10, 5, 7));
  }
}

TEST_CASE("A lead that nobody asked for is begun for its followers, but not for one alone") {
  Experiment experiment;
  experiment.models = {desk_of(10), desk_of(20), desk_of(1)};
  experiment.forks = {{}, {0, 5}, {0, 5}};
  Kept both, one;
  CHECK(run_experiment(experiment, {run(1), run(2)}, 1, both, silent).finished == 2);
  CHECK_FALSE(both.runs.contains(run(0)));
  CHECK(both.work(experiment.models[1], run(1)) == 10 * (48 * 5 - 1) + 20 * 48 * 9);
  CHECK(both.work(experiment.models[2], run(2)) == 10 * (48 * 5 - 1) + 1 * 48 * 9);
  CHECK(run_experiment(experiment, {run(1)}, 1, one, silent).finished == 1);
  CHECK(one.work(experiment.models[1], run(1)) == 20 * (48 * 14 - 1));
}

TEST_CASE("A lead that fails takes with it only those who follow from before") {
  Experiment experiment;
  experiment.models = {failing_on(7), desk_of(20), desk_of(4)};
  experiment.forks = {{}, {0, 1}, {0, 10}};
  Kept kept;
  const ExperimentOutcome outcome = run_experiment(experiment, 1, kept, silent);
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].key == run(0));
  CHECK(outcome.finished == 2);
  // The lead serves a seventh of a minute on its first day: 8,571 ms. Who would follow after its failure runs alone.
  CHECK(kept.work(experiment.models[1], run(1)) == Approx(47 * 8'571 / 60'000.0 + 20 * 48 * 13).epsilon(1e-12));
  CHECK(kept.work(experiment.models[2], run(2)) == 4 * (48 * 14 - 1));
}

TEST_CASE("An exception of the report or of the sink stops the experiment and comes out of it") {
  Experiment experiment;
  experiment.models = {desk_of(10)};
  experiment.replications = 20;
  Kept kept;
  const auto stop_at_third = [](const Progress& progress) {
    if (progress.done == 3) throw std::runtime_error("stop");
  };
  CHECK_THROWS_WITH(run_experiment(experiment, 1, kept, stop_at_third), "stop");
  CHECK(kept.runs.size() == 3);
  Kept of_three;
  CHECK_THROWS_WITH(run_experiment(experiment, 3, of_three, stop_at_third), "stop");
  CHECK(of_three.runs.size() == 3);  // runs that had begun end, and are not taken
  struct Full : ResultSink {
    void accept(const RunResult&) override { throw std::runtime_error("disk full"); }
  } full;
  CHECK_THROWS_WITH(run_experiment(experiment, 3, full, silent), "disk full");
}

}  // namespace draagkracht::testing
