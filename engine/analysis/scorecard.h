// The goals one by one: what each indicator is in the baseline and in a scenario, whether it meets its target, and
// whether it got worse. Only outcomes colour a goal, and only if enough of them are computed. The differences and their
// intervals are those of comparison.h. No texts for readers.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/comparison.h"
#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"

namespace draagkracht {

// Of the computed outcomes with a target, how many meet it: green all, amber some, red none. Grey: not more than half
// of the outcomes are computed, or not every headline outcome, or none has a target.
enum class GoalColour { grey, red, amber, green };

enum class Verdict {
  met,
  not_met,
  no_target,
  no_value,      // computable, but missing in every run
  not_computed,  // Indicator::status says why
};

struct ScorecardRow {
  Indicator indicator;
  Estimate estimate{};  // meaningful unless not_computed
  Verdict verdict = Verdict::not_computed;
  // Distance from the mean to the target, in the indicator's unit; above 0 on the good side. NaN without verdict.
  double margin;
  // With parameter draws: the share of draws whose mean meets the target. NaN without draws.
  double share_of_draws;
  Change change = Change::unknown;
  bool is_computed() const { return verdict != Verdict::not_computed && verdict != Verdict::no_value; }
};

struct GoalCard {
  Goal goal;
  GoalColour colour = GoalColour::grey;
  std::vector<ScorecardRow> outcomes;  // headline outcomes first
  std::vector<ScorecardRow> others;    // reach, process, context and input; they never count
  std::size_t n_computed() const;      // of the outcomes
};

struct Scorecard {
  std::string region_code;
  std::string region_name;
  std::string scenario;
  bool is_baseline = false;  // then there is no difference to show
  std::uint32_t pairs = 0;   // units that are there in scenario and baseline
  std::vector<GoalCard> goals;
};

struct Scorecards {
  Comparison comparison;         // of all scenarios, the baseline among them: the settings that hold for the cards
  std::vector<Scorecard> cards;  // axes: region, scenario; the baseline first
};

// Whether a value meets the target of an indicator, and by how much. For indicators that should go to 1 the value is
// max(value, 1 / value), so that a ratio of 0.5 is as bad as one of 2. NaN if value or target is missing.
double margin_to_target(const Indicator& indicator, double value);

GoalColour colour_of(const std::vector<ScorecardRow>& outcomes);

// `request.scenarios` need not name the baseline. Indicators point into `goals`.
Scorecards make_scorecards(const ResultSet& results, const std::vector<Goal>& goals,
                           const std::vector<Indicator>& indicators, const ReportingFigures& figures,
                           const ComparisonRequest& request);

// Tables "goals" (colours), "indicators" and "groups", one row per region, scenario and item.
std::vector<FlatTable> to_tables(const Scorecards& scorecards);

// Names in files: "green", "not_met", "needs_table".
std::string name_of(GoalColour colour);
std::string name_of(Verdict verdict, IndicatorStatus status);

}  // namespace draagkracht
