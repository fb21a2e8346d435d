#include "engine/analysis/finished_runs.h"

#include <catch2/catch.hpp>

#include "engine/core/fault.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

ExperimentFrame three_regions() {
  ExperimentFrame frame = clinic_frame(4);
  frame.regions = {"R1", "R2", "R3"};
  frame.region_names = {"Dorp", "Stad", "Land"};
  return frame;
}

// All runs of the frame, save those of `plan` in R2 with the first and the last replication.
std::vector<RunKey> most_of(const ExperimentFrame& frame) {
  std::vector<RunKey> keys;
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t n = 0; n < frame.replications; ++n) {
      for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
        if (s == 0 || r != 1 || (n != 0 && n != 3)) keys.push_back({s, 0, n, r});
      }
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("Runs that are there are counted per scenario and region") {
  const ExperimentFrame frame = three_regions();
  const FinishedRuns finished = count_runs(frame, most_of(frame));
  CHECK(finished.planned == 4);
  CHECK(finished.counts == std::vector<std::vector<std::uint32_t>>{{4, 4, 4}, {4, 2, 4}});
  CHECK_FALSE(finished.all());
  CHECK(finished_text(finished, Language::en) ==
        "  scenario baseline: 4 of 4 replications\n"
        "  scenario plan: 4 of 4 replications in R1, R3; 2 in R2\n");
  CHECK(finished_text(finished, Language::nl) ==
        "  scenario baseline: 4 van 4 herhalingen\n"
        "  scenario plan: 4 van 4 herhalingen in R1, R3; 2 in R2\n");
  const FlatTable table = to_table(finished);
  CHECK(table.name == "replications");
  CHECK(table.columns == std::vector<std::string>{"region", "scenario", "finished", "planned"});
  REQUIRE(table.rows.size() == 6);
  CHECK(table.rows[3] ==
        std::vector<FlatCell>{std::string("R2"), std::string("plan"), std::int64_t{2}, std::int64_t{4}});
  CHECK_THROWS_AS(count_runs(frame, std::vector<RunKey>{{2, 0, 0, 0}}), LogicFault);
}

TEST_CASE("Runs of a set of results are counted as their keys are") {
  ResultSet results(clinic_frame(1));
  results.put(ClinicRun({1, 0, 0, 0}).result());
  CHECK(finished_text(count_runs(results), Language::en) ==
        "  scenario baseline: 0 of 1 replication\n  scenario plan: 1 of 1 replication\n");
  CHECK_FALSE(count_runs(results).all());
  results.put(ClinicRun({0, 0, 0, 0}).result());
  CHECK(count_runs(results).all());
}
