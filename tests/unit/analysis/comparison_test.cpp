#include "engine/analysis/comparison.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "engine/core/fault.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const ReportingFigures figures{50, 40, 2000};  // 2,000 hours per fte
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Indicator indicator(const std::string& id, const std::string& expression, bool headline,
                    IndicatorKind kind = IndicatorKind::outcome) {
  Issues issues;
  Indicator made;
  made.id = id;
  made.unit = "share";
  made.headline = headline;
  made.kind = kind;
  made.status = IndicatorStatus::computable;
  made.target = made.published_baseline = missing;
  made.expression = Expression::parse(expression, clinic_schema(), {}, issues);
  issues.throw_if_any();
  return made;
}

// Short visits of the doctor: baseline 10 + k in replication k, plan that plus differences[k].
ResultSet results_with(const std::vector<double>& differences) {
  ResultSet results(clinic_frame(static_cast<std::uint32_t>(differences.size())));
  for (std::uint32_t k = 0; k < differences.size(); ++k) {
    results.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 10 + k).result());
    results.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 10 + k + differences[k]).result());
  }
  return results;
}

}  // namespace

TEST_CASE("Differences are paired by replication and have the t interval of the textbook") {
  const ResultSet results = results_with({1, 2, 3, 4, 5});
  const Comparison comparison = compare(results, {indicator("a", "contacts", false)}, figures, {});
  const Estimate& e = comparison.regions.at(0).scenarios.at(0).outcomes.at(0).estimate;
  CHECK(e.baseline.mean == 12);
  CHECK(e.scenario.mean == 15);
  CHECK(e.difference.mean == 3);
  CHECK(e.difference.n == 5);
  // t(0.975, 4) = 2.776445 (any table); standard error = sqrt(2.5 / 5).
  CHECK(e.difference.half_width == Approx(2.776445 * std::sqrt(0.5)).epsilon(1e-6));
  CHECK_FALSE(e.identical);
  CHECK(e.few);
  CHECK_FALSE(e.adjusted);
}

TEST_CASE("Headline outcomes have simultaneous intervals over scenarios x headline outcomes, others have not") {
  ResultSet results(clinic_frame(5, 1, {"baseline", "plan", "other"}));
  for (std::uint32_t s = 0; s < 3; ++s) {
    for (std::uint32_t k = 0; k < 5; ++k) {
      results.put(ClinicRun({s, 0, k, 0}).set("contacts", 0, 10 + s * (1.0 + k)).result());
    }
  }
  const std::vector<Indicator> indicators = {indicator("reach", "contacts", true, IndicatorKind::reach),
                                             indicator("plain", "contacts", false),
                                             indicator("head", "contacts", true)};
  const Comparison comparison = compare(results, indicators, figures, {});
  CHECK(comparison.n_headline == 1);
  CHECK(comparison.n_comparisons == 2);
  const std::vector<OutcomeRow>& rows = comparison.regions.at(0).scenarios.at(0).outcomes;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].indicator.id == "head");
  CHECK(rows[1].indicator.id == "plain");
  CHECK(rows[2].indicator.id == "reach");
  // t(1 - 0.025 / 2, 4) = 3.495406: Bonferroni's t for two comparisons.
  CHECK(rows[0].estimate.difference.half_width == Approx(3.495406 * std::sqrt(0.5)).epsilon(1e-6));
  CHECK(rows[0].estimate.adjusted);
  for (const std::size_t i : {1, 2}) {
    CHECK(rows[i].estimate.difference.half_width == Approx(2.776445 * std::sqrt(0.5)).epsilon(1e-6));
    CHECK_FALSE(rows[i].estimate.adjusted);
  }
  // The baseline against itself is no comparison of its own.
  const Comparison same = compare(results, indicators, figures, {0, {0, 1, 2}, 0.95, {}});
  CHECK(same.n_comparisons == 2);
  CHECK(same.regions.at(0).scenarios.at(0).outcomes.at(0).estimate.identical);
}

TEST_CASE("A scenario is without effect only if no value of any run differs, also one that no indicator shows") {
  const auto effect = [&](const ResultSet& results) {
    return !compare(results, {}, figures, {}).regions.at(0).scenarios.at(0).without_effect;
  };
  CHECK_FALSE(effect(results_with({0, 0, 0})));
  CHECK(effect(results_with({0, 0, 1e-9})));
  // Runs that one of them lacks tell nothing; without a pair nobody knows.
  ResultSet apart(clinic_frame(2));
  apart.put(ClinicRun({0, 0, 0, 0}).set("contacts", 0, 10).result());
  apart.put(ClinicRun({1, 0, 1, 0}).set("contacts", 0, 10).result());
  CHECK(effect(apart));
}

TEST_CASE("A difference is identical only if it is exactly 0 in every run") {
  const std::vector<Indicator> indicators = {indicator("a", "contacts", true)};
  const auto estimate_of = [&](const std::vector<double>& differences) {
    return compare(results_with(differences), indicators, figures, {})
        .regions.at(0)
        .scenarios.at(0)
        .outcomes.at(0)
        .estimate;
  };
  CHECK(estimate_of({0, 0, 0}).identical);
  CHECK(estimate_of({0, 0, 0}).difference.half_width == 0);
  CHECK_FALSE(estimate_of({1, -1}).identical);
  CHECK_FALSE(estimate_of({0, 0, 1e-12}).identical);
  CHECK_FALSE(estimate_of({missing, missing}).identical);
  CHECK_FALSE(estimate_of({0, missing}).identical);
  CHECK(estimate_of(std::vector<double>(10, 1.0)).few == false);
  CHECK(estimate_of(std::vector<double>(9, 1.0)).few);
}

TEST_CASE("Runs that are not there leave their pair out") {
  ResultSet results(clinic_frame(3));
  for (std::uint32_t k = 0; k < 3; ++k) results.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 100 * k).result());
  results.put(ClinicRun({1, 0, 0, 0}).set("contacts", 0, 1).result());
  results.put(ClinicRun({1, 0, 2, 0}).set("contacts", 0, 203).result());
  const Comparison comparison = compare(results, {indicator("a", "contacts", false)}, figures, {});
  const Estimate& e = comparison.regions.at(0).scenarios.at(0).outcomes.at(0).estimate;
  CHECK(e.difference.n == 2);
  CHECK(e.difference.mean == 2);
  CHECK(e.baseline.mean == 100);  // over the same two runs
}

TEST_CASE("Runs are paired by the number of their replication, and intervals rest on the pairs") {
  // Replications 1 to 5. The baseline lacks 3, the plan 1; in both are 2, 4, 5, with differences 1, 3, 5.
  ResultSet results(clinic_frame(5));
  const auto put = [&](std::uint32_t scenario, std::uint32_t number, double value) {
    results.put(ClinicRun({scenario, 0, number - 1, 0}).set("contacts", 0, value).result());
  };
  for (const auto& [number, value] : {std::pair{1U, 10.0}, {2U, 20.0}, {4U, 40.0}, {5U, 50.0}}) put(0, number, value);
  for (const auto& [number, value] : {std::pair{2U, 21.0}, {3U, 99.0}, {4U, 43.0}, {5U, 55.0}}) put(1, number, value);
  const Comparison comparison = compare(results, {indicator("a", "contacts", false)}, figures, {});
  const ScenarioComparison& plan = comparison.regions.at(0).scenarios.at(0);
  CHECK(comparison.units == 5);
  CHECK(plan.pairs == 3);
  const Estimate& e = plan.outcomes.at(0).estimate;
  CHECK(e.difference.n == 3);
  CHECK(e.difference.mean == 3);  // by place, 10 with 21 and so on, it would be 24.5
  CHECK(e.baseline.mean == Approx(110.0 / 3));
  CHECK(e.scenario.mean == Approx(119.0 / 3));
  // t(0.975, 2) = 4.302653; the standard deviation of 1, 3, 5 is 2.
  CHECK(e.difference.half_width == Approx(4.302653 * 2 / std::sqrt(3.0)).epsilon(1e-6));
  // A scenario by itself has all of its own.
  CHECK(paired_units(results, 0, 0, 0) == 4);
  CHECK(paired_units(results, 1, 1, 0) == 4);
}

TEST_CASE("Without a pair there is no difference, and each scenario has the mean of its own runs") {
  ResultSet results(clinic_frame(3));
  results.put(ClinicRun({0, 0, 0, 0}).set("contacts", 0, 10).result());
  results.put(ClinicRun({0, 0, 1, 0}).set("contacts", 0, 20).result());
  results.put(ClinicRun({1, 0, 2, 0}).set("contacts", 0, 7).result());
  const ScenarioComparison plan =
      compare(results, {indicator("a", "contacts", false)}, figures, {}).regions.at(0).scenarios.at(0);
  CHECK(plan.pairs == 0);
  const Estimate& e = plan.outcomes.at(0).estimate;
  CHECK(e.baseline.mean == 15);
  CHECK(e.scenario.mean == 7);
  CHECK(e.difference.n == 0);
  CHECK(std::isnan(e.difference.mean));
  CHECK_FALSE(e.identical);
}

TEST_CASE("With parameter draws the units are means over the replications of a draw") {
  ResultSet results(clinic_frame(2, 3));
  for (std::uint32_t d = 0; d < 3; ++d) {
    for (std::uint32_t k = 0; k < 2; ++k) {
      results.put(ClinicRun({0, d, k, 0}).result());
      results.put(ClinicRun({1, d, k, 0}).set("contacts", 0, 10 * (d + 1.0) + (k == 0 ? 1 : -1)).result());
    }
  }
  const Comparison comparison = compare(results, {indicator("a", "contacts", false)}, figures, {});
  CHECK(comparison.unit_of_variation == "draw");
  CHECK(comparison.units == 3);
  CHECK(comparison.regions.at(0).scenarios.at(0).pairs == 3);
  const OutcomeRow& row = comparison.regions.at(0).scenarios.at(0).outcomes.at(0);
  CHECK(row.scenario_values == std::vector<double>{10, 20, 30});
  // t(0.975, 2) = 4.302653; standard error = 10 / sqrt(3).
  CHECK(row.estimate.difference.half_width == Approx(4.302653 * 10 / std::sqrt(3.0)).epsilon(1e-6));
}

TEST_CASE("Hours of pools are per year, and a pool that a scenario lacks has none") {
  ResultSet results(clinic_frame(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    ClinicRun baseline({0, 0, k, 0}), plan({1, 0, k, 0});
    baseline.set("years_counted", 0, 0.5).set("pool_on_duty_hours", 0, 100).set("pool_on_duty_hours", 1, missing);
    baseline.set("pool_asked_hours", 0, 80).set("pool_asked_hours", 1, missing).set("pool_load", 1, missing);
    plan.set("years_counted", 0, 0.5).set("pool_on_duty_hours", 0, 100).set("pool_on_duty_hours", 1, 50);
    plan.set("pool_asked_hours", 0, 60).set("pool_asked_hours", 1, 40).set("pool_load", 1, 0.8);
    results.put(baseline.result());
    results.put(plan.result());
  }
  const Comparison comparison = compare(results, {}, figures, {});
  const std::vector<PoolRow>& pools = comparison.regions.at(0).scenarios.at(0).pools;
  REQUIRE(pools.size() == 3);
  CHECK(pools[0].asked_hours.difference.mean == -40);
  CHECK(pools[0].on_duty_hours.identical);
  CHECK(pools[1].on_duty_hours.difference.mean == 100);
  CHECK(pools[1].load.difference.n == 0);
  CHECK(pools[2].pool.empty());
  CHECK(pools[2].asked_hours.difference.mean == 40);

  const FlatTable table = to_tables(comparison).at(2);
  CHECK(table.name == "pools");
  REQUIRE(table.rows.size() == 3);
  const auto cell = [&](std::size_t row, const std::string& column) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (table.columns[c] == column) return table.rows[row].at(c);
    }
    FAIL(column);
    return FlatCell();
  };
  CHECK(cell(0, "pool") == FlatCell(std::string("doctor")));
  CHECK(cell(0, "asked_fte_difference") == FlatCell(-0.02));  // -40 h / 2,000 h
  CHECK(cell(0, "asked_hours_difference_per_1000_inhabitants") == FlatCell(-40.0));
  CHECK(cell(0, "asked_hours_difference_per_norm_practice") == FlatCell(-80.0));
  CHECK(cell(1, "load_difference") == FlatCell());
  CHECK(cell(2, "pool") == FlatCell(std::string("all")));
}

TEST_CASE("Rules between the same disciplines are one row; a rule that a scenario lacks moves nothing") {
  ResultSet results(clinic_frame(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    ClinicRun baseline({0, 0, k, 0}), plan({1, 0, k, 0});
    for (const int rule : {0, 1}) {
      baseline.set("reallocated_contacts", rule, missing).set("reallocated_minutes_from", rule, missing);
      baseline.set("reallocated_supervision", rule, missing);
      plan.set("reallocated_contacts", rule, 10 * (rule + 1)).set("reallocated_minutes_from", rule, 100);
      plan.set("reallocated_supervision", rule, 15).set("reallocated_returns", rule, 1);
    }
    results.put(baseline.result());
    results.put(plan.result());
  }
  ComparisonRequest request;
  request.rules = {{"hand_over", "doctor", "nurse"}, {"hand_back", "doctor", "nurse"}};
  const Comparison together = compare(results, {}, figures, request);
  const std::vector<ReallocationRow>& rows = together.regions.at(0).scenarios.at(0).reallocations;
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].rules == std::vector<std::string>{"hand_over", "hand_back"});
  CHECK(rows[0].contacts.difference.mean == 30);
  CHECK(rows[0].returns.difference.mean == 2);
  CHECK(rows[0].saved.difference.mean == 170);

  request.rules = {{"hand_over", "doctor", "nurse"}};
  const Comparison apart = compare(results, {}, figures, request);
  const std::vector<ReallocationRow>& two = apart.regions.at(0).scenarios.at(0).reallocations;
  REQUIRE(two.size() == 2);
  CHECK(two[1].from.empty());
  CHECK(two[1].to == "hand_back");
}

TEST_CASE("Scenarios must be in the results") {
  const ResultSet results = results_with({1});
  CHECK_THROWS_AS(compare(results, {}, figures, {2, {}, 0.95, {}}), LogicFault);
  CHECK_THROWS_AS(compare(results, {}, figures, {0, {5}, 0.95, {}}), LogicFault);
}

namespace {

// In how many of 2,000 made-up experiments of 12 replications all three headline intervals hold `truth`. The true
// differences are 1, replications vary normally.
int experiments_that_hold(double truth) {
  std::mt19937_64 generator(20240101);
  std::normal_distribution<double> normal;
  const std::vector<Indicator> indicators = {indicator("a", "contacts[discipline=doctor, kind=long+]", true),
                                             indicator("b", "contacts[discipline=nurse, kind=long+]", true),
                                             indicator("c", "contacts[discipline=nurse, kind=short visit]", true)};
  int held = 0;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    ResultSet results(clinic_frame(12));
    for (std::uint32_t k = 0; k < 12; ++k) {
      ClinicRun baseline({0, 0, k, 0}), plan({1, 0, k, 0});
      for (std::size_t cell = 1; cell < 4; ++cell) {
        const double luck = 50 * normal(generator);  // shared: pairing must take it out
        baseline.set("contacts", cell, luck);
        plan.set("contacts", cell, luck + 1 + normal(generator));
      }
      results.put(baseline.result());
      results.put(plan.result());
    }
    const Comparison comparison = compare(results, indicators, figures, {});
    bool all = true;
    for (const OutcomeRow& row : comparison.regions[0].scenarios[0].outcomes) {
      all = all && row.estimate.difference.low <= truth && truth <= row.estimate.difference.high;
    }
    held += all ? 1 : 0;
  }
  return held;
}

// Three independent intervals of 1 - 0.05 / 3 hold together with 0.9508: 1,902 of 2,000 expected, standard deviation
// 9.7. The bounds are 4.5 standard deviations away: false alarms once in 150,000 seeds.
bool holds_as_often_as_promised(int held) { return held >= 1858 && held <= 1946; }

}  // namespace

TEST_CASE("Headline intervals hold the true differences together as often as promised") {
  CHECK(holds_as_often_as_promised(experiments_that_hold(1)));
}

TEST_CASE("The same criterion fails for a wrong difference") {
  CHECK_FALSE(holds_as_often_as_promised(experiments_that_hold(1.3)));
}

TEST_CASE("What the baseline lacks has a value in the scenario, and no difference") {
  ExperimentFrame frame = clinic_frame(3, 1, {"baseline", "plan", "other"});
  frame.partial = {{"discipline", {{true, false}, {true, true}, {true, false}}},
                   {"pool", {{true, false}, {true, true}, {true, false}}},
                   {"rule", {{true, false}, {true, true}, {true, false}}}};
  ResultSet results(frame);
  for (std::uint32_t s = 0; s < 3; ++s) {
    const bool nurses = s == 1;
    for (std::uint32_t k = 0; k < 3; ++k) {
      ClinicRun run({s, 0, k, 0});
      run.set("contacts", 0, 10 + k);
      run.set("pool_on_duty_hours", 0, 8).set("pool_asked_hours", 0, 4).set("pool_load", 0, 0.5);
      for (const std::size_t cell : {2U, 3U}) run.set("contacts", cell, nurses ? 20 + k : missing);
      run.set("pool_on_duty_hours", 1, nurses ? 6 : 0).set("pool_asked_hours", 1, nurses ? 3 : 0);
      run.set("pool_load", 1, nurses ? 0.5 : missing).set("reallocated_contacts", 1, nurses ? 5 : missing);
      results.put(run.result());
    }
  }
  const std::vector<Indicator> indicators{indicator("nurse", "contacts[discipline=nurse,kind=long+]", true),
                                          indicator("all", "contacts", true)};
  const Comparison comparison = compare(results, indicators, figures, {});
  const ScenarioComparison& plan = comparison.regions.at(0).scenarios.at(0);
  const Estimate& nurse = plan.outcomes.at(0).estimate;
  CHECK(std::isnan(nurse.baseline.mean));
  CHECK(nurse.scenario.mean == 21);
  CHECK(std::isnan(nurse.difference.mean));
  CHECK(nurse.difference.n == 0);
  CHECK_FALSE(nurse.identical);
  CHECK(plan.outcomes.at(0).scenario_values == std::vector<double>{20, 21, 22});
  const Estimate& all = plan.outcomes.at(1).estimate;
  CHECK(all.baseline.mean == 11);
  CHECK(all.difference.mean == 42);
  REQUIRE(plan.pools.size() == 3);
  CHECK(std::isnan(plan.pools[1].load.difference.mean));
  CHECK(plan.pools[1].load.scenario.mean == 0.5);
  CHECK(plan.pools[1].on_duty_hours.difference.mean == 6);
  CHECK(plan.pools[2].asked_hours.difference.mean == 3);
  REQUIRE(plan.reallocations.size() == 2);
  CHECK(plan.reallocations[1].contacts.difference.mean == 5);

  // What neither has is not listed, and the other way round it is the scenario that lacks it.
  const ScenarioComparison& other = comparison.regions.at(0).scenarios.at(1);
  CHECK(other.pools.size() == 2);
  CHECK(other.reallocations.size() == 1);
  const Comparison back = compare(results, indicators, figures, {.baseline = 1, .scenarios = {0}});
  const Estimate& lost = back.regions.at(0).scenarios.at(0).outcomes.at(0).estimate;
  CHECK(lost.baseline.mean == 21);
  CHECK(std::isnan(lost.scenario.mean));
  CHECK(std::isnan(lost.difference.mean));
}

TEST_CASE("With draws too, one side that is missing everywhere leaves the other side's values") {
  ResultSet results(clinic_frame(2, 3));
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t d = 0; d < 3; ++d) {
      for (std::uint32_t k = 0; k < 2; ++k) {
        results.put(ClinicRun({s, d, k, 0}).set("contacts", 0, s == 0 ? missing : 10 * d + 2 * k).result());
      }
    }
  }
  const Expression expression = indicator("a", "contacts", false).expression;
  const PairedValues values =
      paired_values(results, 1, 0, 0, [&](RunKey key) { return expression.evaluate(results, key); });
  CHECK(values.scenario == std::vector<double>{1, 11, 21});
  CHECK(values.baseline.size() == 3);
  CHECK(std::isnan(values.baseline[0]));
  CHECK_FALSE(values.identical);
}

TEST_CASE("An outcome got worse if all of its interval lies on the bad side") {
  const auto change = [](const std::vector<double>& differences, Direction better) {
    Indicator one = indicator("a", "contacts", false);
    one.better = better;
    return compare(results_with(differences), {one}, figures, {}).regions.at(0).scenarios.at(0).outcomes.at(0).change;
  };
  CHECK(change({1, 2, 3, 4, 5}, Direction::down) == Change::worse);
  CHECK(change({1, 2, 3, 4, 5}, Direction::up) == Change::better);
  CHECK(change({-1, -2, -3, -4, -5}, Direction::up) == Change::worse);
  CHECK(change({-1, -2, -3, -4, -5}, Direction::down) == Change::better);
  CHECK(change({-1, 1, 2, 0, 1}, Direction::down) == Change::not_shown);
  CHECK(change({0, 0, 0}, Direction::down) == Change::not_shown);
  CHECK(change({2}, Direction::down) == Change::unknown);  // one pair has no interval
  CHECK(change({1, 2, 3, 4, 5}, Direction::unknown) == Change::unknown);
  // Of what should go to 1 the distance counts: from 10 + k down to 1/2 is nearer, up is farther.
  CHECK(change({-9.5, -10.5, -11.5, -12.5, -13.5}, Direction::to_1) == Change::better);
  CHECK(change({1, 2, 3, 4, 5}, Direction::to_1) == Change::worse);
  CHECK(change({-9.99, -10.99, -11.99, -12.99, -13.99}, Direction::to_1) == Change::worse);  // 0.01 is as bad as 100
}

TEST_CASE("The interval by which a headline outcome got worse is the simultaneous one") {
  ResultSet results(clinic_frame(5, 1, {"baseline", "plan", "other"}));
  for (std::uint32_t k = 0; k < 5; ++k) {
    results.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 10).result());
    // Mean 2.2, standard error sqrt(0.5): t = 3.11, above 2.78 (one interval), below 3.50 (two at once).
    results.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 10 + 0.2 + k).result());
    results.put(ClinicRun({2, 0, k, 0}).set("contacts", 0, 10).result());
  }
  for (const bool headline : {false, true}) {
    Indicator one = indicator("a", "contacts", headline);
    one.better = Direction::down;
    const Comparison comparison = compare(results, {one}, figures, {});
    CHECK(comparison.n_headline_known == (headline ? 1 : 0));
    CHECK(comparison.regions.at(0).scenarios.at(0).outcomes.at(0).change ==
          (headline ? Change::not_shown : Change::worse));
  }
}

TEST_CASE("Runs that are no pairs have Welch's interval, and each side all of its own") {
  // Baseline 1 ... 5, plan 10 and 14: squared errors 0.5 and 4, degrees 4.5^2 / (0.5^2 / 4 + 4^2) = 20.25 / 16.0625.
  ResultSet results(clinic_frame(5));
  for (std::uint32_t k = 0; k < 5; ++k)
    results.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 1 + k).set("pool_load", 0, 0.5).result());
  for (std::uint32_t k = 0; k < 2; ++k)
    results.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 10 + 4 * k).set("pool_load", 0, 0.5).result());
  ComparisonRequest request;
  request.unpaired = {{}, {"de mensen verschillen", "the people differ"}};
  const std::vector<Indicator> indicators = {indicator("a", "contacts", true), indicator("b", "answered", false)};
  const ScenarioComparison plan = compare(results, indicators, figures, request).regions.at(0).scenarios.at(0);
  CHECK_FALSE(plan.paired());
  CHECK(plan.units.scenario == 2);
  CHECK(plan.units.baseline == 5);
  const Estimate& e = plan.outcomes.at(0).estimate;
  CHECK_FALSE(e.paired);
  CHECK(e.baseline.mean == 3);
  CHECK(e.baseline.n == 5);
  CHECK(e.scenario.mean == 12);
  CHECK(e.scenario.n == 2);
  CHECK(e.difference.mean == 9);
  CHECK(e.difference.n == 2);
  CHECK(e.difference.half_width == Approx(student_t_quantile(0.975, 20.25 / 16.0625) * std::sqrt(4.5)));
  CHECK(plan.outcomes.at(0).change == Change::not_shown);
  // As pairs they would be 9 and 12: 10.5.
  CHECK(
      compare(results, indicators, figures, {}).regions.at(0).scenarios.at(0).outcomes.at(0).estimate.difference.mean ==
      10.5);
  // Equal means of samples that have nothing to do with each other are no sign of the same runs.
  CHECK_FALSE(plan.outcomes.at(1).estimate.identical);
  CHECK(plan.pools.at(0).load.difference.half_width == 0);
  CHECK_FALSE(plan.pools.at(0).load.paired);
  CHECK_FALSE(plan.without_effect);
}

TEST_CASE("Without pairs a figure that no luck changes is not shown to be better or worse") {
  ResultSet results(clinic_frame(3));
  for (std::uint32_t k = 0; k < 3; ++k) {
    results.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 5).result());
    results.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 6).result());
  }
  const std::vector<Indicator> indicators = {indicator("a", "contacts", true)};
  ComparisonRequest request;
  CHECK(compare(results, indicators, figures, request).regions.at(0).scenarios.at(0).outcomes.at(0).change ==
        Change::better);
  request.unpaired = {{}, {"de mensen verschillen", "the people differ"}};
  const OutcomeRow row = compare(results, indicators, figures, request).regions.at(0).scenarios.at(0).outcomes.at(0);
  CHECK(row.change == Change::unknown);
  CHECK(row.estimate.difference.mean == 1);
}
