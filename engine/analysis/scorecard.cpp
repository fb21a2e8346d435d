#include "engine/analysis/scorecard.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
// Room for the rounding of decimal targets: 0.3 is met by 0.1 + 0.2.
constexpr double rounding = 1e-9;

bool meets(double margin) { return margin >= -rounding; }

// Whether an indicator needs variables of which a scenario has not a single cell: other scenarios beside it have them.
bool lacks_all(const Indicator& indicator, const ResultSet& results, std::uint32_t scenario) {
  const std::vector<bool>& lacking = results.lacking(scenario);
  if (lacking.empty() || indicator.needs.empty()) return false;
  return std::all_of(indicator.needs.begin(), indicator.needs.end(), [&](const std::string& name) {
    const ResultVariable* variable = results.frame().schema.variable(name);
    if (variable == nullptr) return true;
    const auto first = lacking.begin() + static_cast<std::ptrdiff_t>(variable->offset);
    return std::find(first, first + static_cast<std::ptrdiff_t>(variable->size), false) ==
           first + static_cast<std::ptrdiff_t>(variable->size);
  });
}

ScorecardRow make_row(const Indicator& indicator, const OutcomeRow* outcome, bool by_draw, bool lacks) {
  ScorecardRow row{indicator, {}, Verdict::not_computed, missing, missing};
  if (outcome == nullptr) return row;
  if (lacks) {
    row.indicator.status = IndicatorStatus::not_in_model;
    return row;
  }
  row.change = outcome->change;
  row.estimate = outcome->estimate;
  row.margin = margin_to_target(indicator, row.estimate.scenario.mean);
  if (std::isnan(row.estimate.scenario.mean)) {
    row.verdict = Verdict::no_value;
  } else if (std::isnan(indicator.target)) {
    row.verdict = Verdict::no_target;
  } else {
    row.verdict = meets(row.margin) ? Verdict::met : Verdict::not_met;
    if (by_draw) {
      double draws = 0, met = 0;
      for (const double value : outcome->scenario_values) {
        if (std::isnan(value)) continue;
        ++draws;
        met += meets(margin_to_target(indicator, value)) ? 1 : 0;
      }
      row.share_of_draws = met / draws;
    }
  }
  return row;
}

std::vector<GoalCard> goal_cards(const std::vector<Goal>& goals, const std::vector<Indicator>& indicators,
                                 const ResultSet& results, const ScenarioComparison& comparison, bool by_draw) {
  std::vector<GoalCard> cards;
  for (const Goal& goal : goals) cards.push_back({goal, GoalColour::grey, {}, {}});
  for (const Indicator& indicator : indicators) {
    DRAAGKRACHT_ENSURE(indicator.goal < cards.size());
    const auto found = std::find_if(comparison.outcomes.begin(), comparison.outcomes.end(),
                                    [&](const OutcomeRow& row) { return row.indicator.id == indicator.id; });
    GoalCard& card = cards[indicator.goal];
    (indicator.kind == IndicatorKind::outcome ? card.outcomes : card.others)
        .push_back(make_row(indicator, found == comparison.outcomes.end() ? nullptr : &*found, by_draw,
                            lacks_all(indicator, results, comparison.scenario)));
  }
  for (GoalCard& card : cards) {
    std::stable_partition(card.outcomes.begin(), card.outcomes.end(),
                          [](const ScorecardRow& row) { return row.indicator.headline; });
    card.colour = colour_of(card.outcomes);
  }
  return cards;
}

}  // namespace

std::size_t GoalCard::n_computed() const {
  return static_cast<std::size_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const ScorecardRow& row) { return row.is_computed(); }));
}

double margin_to_target(const Indicator& indicator, double value) {
  const double measured = indicator.better == Direction::to_1 ? std::max(value, 1 / value) : value;
  if (std::isnan(value) || std::isnan(indicator.target)) return missing;
  return indicator.at_most ? indicator.target - measured : measured - indicator.target;
}

GoalColour colour_of(const std::vector<ScorecardRow>& outcomes) {
  std::size_t all = 0, computed = 0, met = 0, judged = 0;
  for (const ScorecardRow& row : outcomes) {
    if (row.indicator.kind != IndicatorKind::outcome) continue;
    if (row.indicator.headline && !row.is_computed()) return GoalColour::grey;
    ++all;
    computed += row.is_computed() ? 1 : 0;
    met += row.verdict == Verdict::met ? 1 : 0;
    judged += row.verdict == Verdict::met || row.verdict == Verdict::not_met ? 1 : 0;
  }
  if (judged == 0 || 2 * computed <= all) return GoalColour::grey;
  if (met == judged) return GoalColour::green;
  return met == 0 ? GoalColour::red : GoalColour::amber;
}

Scorecards make_scorecards(const ResultSet& results, const std::vector<Goal>& goals,
                           const std::vector<Indicator>& indicators, const ReportingFigures& figures,
                           const ComparisonRequest& request) {
  ComparisonRequest all = request;
  if (all.scenarios.empty()) {
    for (std::uint32_t s = 0; s < results.frame().scenarios.size(); ++s) all.scenarios.push_back(s);
  }
  std::erase(all.scenarios, request.baseline);
  all.scenarios.insert(all.scenarios.begin(), request.baseline);
  Scorecards scorecards{compare(results, indicators, figures, all), {}};
  const bool by_draw = results.frame().draws > 1;
  for (const RegionComparison& region : scorecards.comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      scorecards.cards.push_back({region.code, region.name, scenario.name, scenario.scenario == request.baseline,
                                  scenario.pairs, goal_cards(goals, indicators, results, scenario, by_draw)});
    }
  }
  return scorecards;
}

std::string name_of(GoalColour colour) {
  constexpr const char* names[] = {"grey", "red", "amber", "green"};
  return names[static_cast<std::size_t>(colour)];
}

std::string name_of(Verdict verdict, IndicatorStatus status) {
  constexpr const char* verdicts[] = {"met", "not_met", "no_target", "no_value"};
  constexpr const char* statuses[] = {"computable", "not_modelled_yet", "needs_table", "not_recorded", "not_in_model"};
  return verdict == Verdict::not_computed ? statuses[static_cast<std::size_t>(status)]
                                          : verdicts[static_cast<std::size_t>(verdict)];
}

namespace {

// What the model lacks of what an indicator needs, if that is why it has no value.
std::string lacks_text(const Indicator& indicator) {
  std::string text;
  if (indicator.status != IndicatorStatus::not_in_model) return text;
  for (const std::string& name : indicator.needs) text += (text.empty() ? "" : ";") + name;
  return text;
}

}  // namespace

std::vector<FlatTable> to_tables(const Scorecards& scorecards) {
  constexpr const char* kinds[] = {"reach", "process", "outcome", "context", "input"};
  FlatTable goals{"goals", {}, {}}, rows{"indicators", {}, {}};
  for (const Scorecard& card : scorecards.cards) {
    const auto start = [&] {
      FlatRow row;
      row.add("region", card.region_code).add("scenario", card.scenario).add("is_baseline", card.is_baseline);
      return row;
    };
    for (const GoalCard& goal : card.goals) {
      FlatRow goal_row = start();
      goal_row.add("goal", goal.goal.id).add("name_nl", goal.goal.name.nl).add("name_en", goal.goal.name.en);
      std::string worse;
      for (const ScorecardRow& item : goal.outcomes) {
        if (item.change == Change::worse) worse += (worse.empty() ? "" : ";") + item.indicator.id;
      }
      goal_row.add("colour", name_of(goal.colour)).add("outcomes", static_cast<std::int64_t>(goal.outcomes.size()));
      goal_row.add("computed", static_cast<std::int64_t>(goal.n_computed())).add("worse", worse).put_into(goals);
      for (const std::vector<ScorecardRow>* part : {&goal.outcomes, &goal.others}) {
        for (const ScorecardRow& item : *part) {
          const Indicator& indicator = item.indicator;
          const bool computed = item.verdict != Verdict::not_computed;
          const Interval none{missing, missing, missing, missing, 0};
          FlatRow row = start();
          row.add("goal", goal.goal.id).add("id", indicator.id).add("name_nl", indicator.name.nl);
          row.add("name_en", indicator.name.en).add("unit", indicator.unit);
          row.add("kind", std::string(kinds[static_cast<std::size_t>(indicator.kind)]));
          row.add("headline", indicator.headline);
          row.interval("baseline", computed ? item.estimate.baseline : none);
          row.interval("value", computed ? item.estimate.scenario : none);
          row.interval("difference", computed && !card.is_baseline ? item.estimate.difference : none);
          row.add("identical", item.estimate.identical && !card.is_baseline);
          row.add("n", computed ? item.estimate.difference.n : std::int64_t{0});
          row.add("few", computed && item.estimate.few).add("adjusted", item.estimate.adjusted);
          row.add("change", card.is_baseline ? std::string() : name_of(item.change));
          row.add("target_op", std::string(indicator.at_most ? "<=" : ">=")).number("target", indicator.target);
          row.number("published_baseline", indicator.published_baseline);
          row.add("verdict", name_of(item.verdict, indicator.status)).number("margin", item.margin);
          row.number("share_of_draws", item.share_of_draws).add("remark", indicator.remark);
          row.add("lacks", lacks_text(indicator));
          row.add("source_key", indicator.source_key).put_into(rows);
        }
      }
    }
  }
  return {std::move(goals), std::move(rows), groups_table(scorecards.comparison),
          group_values_table(scorecards.comparison)};
}

}  // namespace draagkracht
