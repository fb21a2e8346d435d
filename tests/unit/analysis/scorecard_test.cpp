#include "engine/analysis/scorecard.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const ReportingFigures figures{52.18, 36, 2095};
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Indicator indicator(std::size_t goal, const std::string& id, const std::string& expression, double target,
                    IndicatorKind kind = IndicatorKind::outcome) {
  Issues issues;
  Indicator made;
  made.goal = goal;
  made.id = id;
  made.unit = std::string(1, '-');
  made.kind = kind;
  made.target = target;
  made.published_baseline = missing;
  made.at_most = true;
  made.better = Direction::down;
  if (!expression.empty()) {
    made.status = IndicatorStatus::computable;
    made.expression = Expression::parse(expression, clinic_schema(), {}, issues);
  }
  issues.throw_if_any();
  return made;
}

// The doctor's short visits are 10 in the baseline, 8 in the plan; the nurse's calls are missing.
ResultSet results() {
  ResultSet set(clinic_frame(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    set.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 10).set("answered", 0, missing).result());
    set.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 8).set("answered", 0, missing).result());
  }
  return set;
}

ScorecardRow row(Verdict verdict, IndicatorKind kind = IndicatorKind::outcome) {
  ScorecardRow made{indicator(0, "x", "", missing, kind), {}, verdict, missing, missing};
  return made;
}

}  // namespace

TEST_CASE("The colour of a goal counts computed outcomes with a target and nothing else") {
  const auto met = row(Verdict::met), failed = row(Verdict::not_met);
  const auto not_computed = row(Verdict::not_computed);
  CHECK(colour_of({met, met}) == GoalColour::green);
  CHECK(colour_of({met, failed}) == GoalColour::amber);
  CHECK(colour_of({failed}) == GoalColour::red);
  CHECK(colour_of({}) == GoalColour::grey);
  CHECK(colour_of({row(Verdict::not_computed), row(Verdict::no_target), row(Verdict::no_value)}) == GoalColour::grey);
  // Half of the outcomes is not enough.
  CHECK(colour_of({met, not_computed}) == GoalColour::grey);
  CHECK(colour_of({met, met, not_computed}) == GoalColour::green);
  CHECK(colour_of({met, failed, not_computed, row(Verdict::no_value)}) == GoalColour::grey);
  CHECK(colour_of({met, row(Verdict::no_target), not_computed}) == GoalColour::green);
  CHECK(colour_of({met, row(Verdict::not_computed, IndicatorKind::reach)}) == GoalColour::green);
  // Nor is all but a headline outcome.
  auto headline = not_computed;
  headline.indicator.headline = true;
  CHECK(colour_of({met, met, headline}) == GoalColour::grey);
  headline.verdict = Verdict::met;
  CHECK(colour_of({headline, met, not_computed}) == GoalColour::green);
  CHECK(colour_of({row(Verdict::met, IndicatorKind::reach)}) == GoalColour::grey);
  CHECK(colour_of({failed, row(Verdict::met, IndicatorKind::process)}) == GoalColour::red);
}

TEST_CASE("The margin is the distance to the target, above 0 on the good side") {
  Indicator down = indicator(0, "a", "", 0.85);
  CHECK(margin_to_target(down, 0.8) == Approx(0.05));
  CHECK(margin_to_target(down, 0.9) == Approx(-0.05));
  Indicator up = down;
  up.at_most = false;
  CHECK(margin_to_target(up, 0.9) == Approx(0.05));
  Indicator even = indicator(0, "a", "", 1.1);
  even.better = Direction::to_1;
  CHECK(margin_to_target(even, 1.2) == Approx(-0.1));
  CHECK(margin_to_target(even, 0.5) == Approx(-0.9));
  CHECK(std::isnan(margin_to_target(indicator(0, "a", "", missing), 1)));
  CHECK(std::isnan(margin_to_target(down, missing)));
}

TEST_CASE("A scorecard has a card per region and scenario, the baseline first, reach beside outcomes") {
  const std::vector<Goal> goals = {{"1", {"Druk", "Pressure"}}, {"6c", {"Nacht", "Night"}}};
  std::vector<Indicator> indicators = {
      indicator(0, "1.2", "contacts", 5),
      indicator(0, "1.1", "contacts", 9),
      indicator(0, "1.3", "contacts", 100, IndicatorKind::reach),
      indicator(1, "6c.1", "answered[call_norm=0.5]", 1),
      indicator(1, "6c.2", "", 1),
      indicator(1, "6c.3", "contacts", missing),
  };
  indicators[1].headline = true;
  indicators[4].status = IndicatorStatus::needs_table;
  const Scorecards scorecards = make_scorecards(results(), goals, indicators, figures, {});
  REQUIRE(scorecards.cards.size() == 2);
  CHECK(scorecards.comparison.n_comparisons == 1);
  const Scorecard& baseline = scorecards.cards[0];
  const Scorecard& plan = scorecards.cards[1];
  CHECK(baseline.is_baseline);
  CHECK(baseline.goals[0].colour == GoalColour::red);
  CHECK(plan.scenario == "plan");
  CHECK(plan.goals[0].colour == GoalColour::amber);
  CHECK(plan.goals[1].colour == GoalColour::grey);
  REQUIRE(plan.goals[0].outcomes.size() == 2);
  CHECK(plan.goals[0].outcomes[0].indicator.id == "1.1");
  CHECK(plan.goals[0].outcomes[0].verdict == Verdict::met);
  CHECK(plan.goals[0].outcomes[0].margin == 1);
  CHECK(plan.goals[0].outcomes[0].estimate.difference.mean == -2);
  CHECK(plan.goals[0].outcomes[1].verdict == Verdict::not_met);
  REQUIRE(plan.goals[0].others.size() == 1);
  CHECK(plan.goals[0].others[0].verdict == Verdict::met);
  CHECK(plan.goals[1].outcomes[0].verdict == Verdict::no_value);
  CHECK(plan.goals[1].outcomes[1].verdict == Verdict::not_computed);
  CHECK(plan.goals[1].outcomes[2].verdict == Verdict::no_target);
  CHECK(std::isnan(plan.goals[0].outcomes[0].share_of_draws));

  const std::vector<FlatTable> tables = to_tables(scorecards);
  CHECK(tables.at(0).rows.size() == 4);
  CHECK(tables.at(1).rows.size() == 12);
  CHECK(tables.at(0).columns == std::vector<std::string>{"region", "scenario", "is_baseline", "goal", "name_nl",
                                                         "name_en", "colour", "outcomes", "computed", "worse"});
  const std::vector<FlatCell>& druk = tables.at(0).rows.at(2);
  CHECK(std::vector<FlatCell>(druk.begin() + 6, druk.end()) ==
        std::vector<FlatCell>{std::string("amber"), std::int64_t{2}, std::int64_t{2}, std::string()});
  for (const std::vector<FlatCell>& cells : tables.at(1).rows) CHECK(cells.size() == tables.at(1).columns.size());
  CHECK(name_of(Verdict::not_computed, IndicatorStatus::needs_table) == "needs_table");
  CHECK(name_of(Verdict::not_met, IndicatorStatus::computable) == "not_met");
}

TEST_CASE("An indicator that one of two scenarios has is not in the model of the other") {
  const std::vector<Goal> goals = {{"1", {"Druk", "Pressure"}}};
  std::vector<Indicator> indicators = {indicator(0, "1.1", "pool_load", 9), indicator(0, "1.2", "contacts", 9),
                                       indicator(0, "1.3", "", 9)};
  indicators[0].needs = {"pool_load"};
  indicators[2].needs = {"staff_hours"};
  indicators[2].status = IndicatorStatus::not_in_model;
  ExperimentFrame frame = clinic_frame(1);
  frame.partial = {{"pool", {{false, false}, {true, false}}}};  // the baseline has no pools, the plan one
  ResultSet set(frame);
  ClinicRun baseline({0, 0, 0, 0}), plan({1, 0, 0, 0});
  for (const std::size_t pool : {0, 1}) baseline.set("pool_load", pool, missing);
  plan.set("pool_load", 0, 2).set("pool_load", 1, missing);
  set.put(baseline.result());
  set.put(plan.result());
  const Scorecards scorecards = make_scorecards(set, goals, indicators, figures, {});
  const auto row = [&](std::size_t card, std::size_t at) { return scorecards.cards[card].goals[0].outcomes[at]; };
  CHECK(row(0, 0).verdict == Verdict::not_computed);
  CHECK(row(0, 0).indicator.status == IndicatorStatus::not_in_model);
  CHECK(row(1, 0).verdict == Verdict::met);
  CHECK(row(0, 1).verdict == Verdict::met);
  CHECK(row(1, 2).indicator.status == IndicatorStatus::not_in_model);
  // One of three in the baseline, two in the plan.
  CHECK(scorecards.cards[0].goals[0].colour == GoalColour::grey);
  CHECK(scorecards.cards[1].goals[0].colour == GoalColour::green);
  CHECK(name_of(Verdict::not_computed, IndicatorStatus::not_in_model) == "not_in_model");
  const FlatTable table = to_tables(scorecards).at(1);
  const auto lacks =
      static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), "lacks") - table.columns.begin());
  CHECK(std::get<std::string>(table.rows.at(0).at(lacks)) == "pool_load");
  CHECK(std::get<std::string>(table.rows.at(1).at(lacks)) == "");
  CHECK(std::get<std::string>(table.rows.at(2).at(lacks)) == "staff_hours");
  CHECK(std::get<std::string>(table.rows.at(3).at(lacks)) == "");
}

TEST_CASE("A goal tells what got worse also when another outcome got better") {
  ResultSet set(clinic_frame(3));
  for (std::uint32_t k = 0; k < 3; ++k) {
    set.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 10 + k).set("answered", 0, 5 + k).result());
    set.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, 8 + k).set("answered", 0, 7 + k).result());
  }
  const std::vector<Indicator> indicators = {indicator(0, "1.1", "contacts", 9),
                                             indicator(0, "1.2", "answered[call_norm=0.5]", 100),
                                             indicator(0, "1.3", "answered[call_norm=10]", 100)};
  const Scorecards scorecards = make_scorecards(set, {{"1", {"Druk", "Pressure"}}}, indicators, figures, {});
  const std::vector<ScorecardRow>& outcomes = scorecards.cards.at(1).goals.at(0).outcomes;
  CHECK(outcomes.at(0).change == Change::better);
  CHECK(outcomes.at(1).change == Change::worse);
  CHECK(outcomes.at(1).verdict == Verdict::met);
  CHECK(outcomes.at(2).change == Change::not_shown);
  CHECK(to_tables(scorecards).at(0).rows.at(1).back() == FlatCell(std::string("1.2")));
  CHECK(to_tables(scorecards).at(0).rows.at(0).back() == FlatCell(std::string()));
}

TEST_CASE("With parameter draws the share of draws that meet the target is told") {
  ResultSet set(clinic_frame(1, 4));
  for (std::uint32_t d = 0; d < 4; ++d) {
    set.put(ClinicRun({0, d, 0, 0}).set("contacts", 0, 10).result());
    set.put(ClinicRun({1, d, 0, 0}).set("contacts", 0, 7.0 + d).result());
  }
  const Scorecards scorecards =
      make_scorecards(set, {{"1", {"Druk", "Pressure"}}}, {indicator(0, "1.1", "contacts", 9)}, figures, {});
  CHECK(scorecards.cards.at(1).goals.at(0).outcomes.at(0).share_of_draws == 0.75);
}

TEST_CASE("A target that is met up to the rounding of decimals is met") {
  ResultSet set(clinic_frame(1));
  set.put(ClinicRun({0, 0, 0, 0}).set("contacts", 0, 0.1).set("contacts", 1, 0.2).result());
  set.put(ClinicRun({1, 0, 0, 0}).set("contacts", 0, 0.3001).result());
  const Scorecards scorecards =
      make_scorecards(set, {{"1", {"Druk", "Pressure"}}}, {indicator(0, "1.1", "contacts", 0.3)}, figures, {});
  CHECK(scorecards.cards.at(0).goals.at(0).outcomes.at(0).verdict == Verdict::met);
  CHECK(scorecards.cards.at(1).goals.at(0).outcomes.at(0).verdict == Verdict::not_met);
}
