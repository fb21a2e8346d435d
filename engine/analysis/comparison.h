// Scenarios against a baseline: differences run by run on the same lives and the same luck, with t intervals.
// Regions are kept apart. What is compared is data (targets.h); the hours of pools and what reallocation rules moved
// come from result variables that every model has. No texts for readers are made here, see result_text.h.
//
// A unit is what intervals count: a replication, or, if the experiment has parameter draws, a draw (the mean over its
// replications). Only runs that have a value in both scenarios count. If there is none, as for a label that one
// scenario lacks, the difference is missing and each scenario has its own values.
//
// Runs of two experiments that share neither people nor luck are no pairs: each side then has all of its own, and the
// difference has Welch's interval.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/analysis/flat_table.h"
#include "engine/analysis/targets.h"
#include "engine/results/run.h"
#include "engine/stats/interval.h"

namespace draagkracht {

// Below so many units an estimate is marked `few`.
inline constexpr std::int64_t fewest_units = 10;

// One quantity in two scenarios. All three intervals are over the same units, unless these are no pairs: then each side
// has its own, and the difference counts those of the side that has fewer.
struct Estimate {
  Interval baseline;       // never adjusted
  Interval scenario;       // never adjusted
  Interval difference;     // scenario - baseline; adjusted if `adjusted`
  bool identical = false;  // the difference is exactly 0 in every run
  bool few = false;
  bool adjusted = false;  // simultaneous with the other headline outcomes
  bool paired = true;
};

// What the value of a run is, for runs that are there. NaN if missing.
using RunValue = std::function<double(RunKey)>;

// One value per unit, in scenario and baseline; NaN where either is missing, or, if there is no pair at all, where the
// value itself is. Without pairing NaN where the value itself is missing.
struct PairedValues {
  std::vector<double> scenario;
  std::vector<double> baseline;
  bool identical = false;  // at least one pair of runs has values, and all pairs are exactly equal
  bool paired = true;
};

// How many units have a run in both: what failed in one scenario is left out of the other too.
std::uint32_t paired_units(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                           std::uint32_t region);

PairedValues paired_values(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                           std::uint32_t region, const RunValue& value, bool paired = true);

// With n_comparisons > 1 the interval of the difference is one of that many simultaneous ones.
Estimate estimate(const PairedValues& values, double confidence, std::size_t n_comparisons = 1);

// What became of an indicator, as far as the interval of the difference tells.
enum class Change {
  unknown,    // there is no interval, or the indicator has no good side
  not_shown,  // the interval holds 0
  better,
  worse,
};

struct OutcomeRow {
  Indicator indicator;
  Estimate estimate;
  std::vector<double> scenario_values;  // one per unit; NaN where missing
  Change change = Change::unknown;
};

// Hours are per year. A pool that a scenario lacks has 0 hours; its load is missing. Pools that both lack have no row.
struct PoolRow {
  std::string pool;  // "" for all pools together, which has no load
  Estimate load;     // hours asked / hours on duty
  Estimate on_duty_hours;
  Estimate asked_hours;
};

// What the rules between two disciplines moved, per year. A rule that a scenario lacks moves nothing; rules that both
// lack have no row.
struct ReallocationRow {
  std::string from;
  std::string to;
  std::vector<std::string> rules;
  Estimate contacts;
  Estimate minutes_from;  // that `from` would have spent
  Estimate minutes_to;    // that `to` spent
  Estimate supervision;   // minutes of `from`
  Estimate returns;       // contacts that came back
  Estimate saved;         // minutes_from - supervision
};

// Below either of these a group has no figure of its own: a few events say nothing of a group.
inline constexpr double fewest_events = 10;     // in the period that counts, mean over the runs
inline constexpr double fewest_persons = 5000;  // mean over the runs

// One group of persons. Figures below the floor are missing; the difference is there if either of both is.
struct GroupRow {
  std::string label;
  double persons = 0;    // in the scenario, mean over the runs
  Estimate value;        // events per 1,000 persons of the group and year, or what the figure says instead
  bool too_few = false;  // something is missing because of the floor
};

struct GroupTable {
  GroupFigure figure;
  std::vector<GroupRow> rows;  // axis: labels of the attribute that either scenario has
};

// What a scenario was about, as far as its file tells.
struct ScenarioSetting {
  std::string first_date, last_date;  // of the days that count, YYYY-MM-DD; empty: the run has no dates
  double days = 0;                    // that count, without the warm-up; 0: not known
  std::vector<std::string> levers;    // names
  int year = 0;                       // the calendar year whose results these are; 0: the period as it was counted
  std::string file;                   // of its results, if the baseline is of another

  bool same_period(const ScenarioSetting& other) const { return first_date == other.first_date && days == other.days; }
};

// Units that are there on each side.
struct UnitCounts {
  std::uint32_t scenario = 0;
  std::uint32_t baseline = 0;
};

struct ScenarioComparison {
  std::uint32_t scenario = 0;
  std::string name;
  std::uint32_t pairs = 0;           // units that are there in both scenarios
  std::vector<OutcomeRow> outcomes;  // headline outcomes, other outcomes, then all else; each in the table's order
  std::vector<PoolRow> pools;        // all together last; empty without pools
  std::vector<ReallocationRow> reallocations;  // in the order of the rules
  std::vector<GroupTable> groups;              // in the order asked for
  // No value of any run that both have differs, in this region: the scenario had no effect at all.
  bool without_effect = false;
  ScenarioSetting setting = {};
  BilingualText unpaired = {};  // why its runs and those of the baseline are no pairs; empty: they are
  UnitCounts units = {};
  bool paired() const { return unpaired.nl.empty(); }
};

struct RegionComparison {
  std::string code;
  std::string name;
  double inhabitants = 0;  // mean over the baseline's runs; NaN if not recorded
  std::vector<ScenarioComparison> scenarios;
};

struct Comparison {
  std::string baseline;
  std::string unit_of_variation;  // "replication" or "draw"
  std::uint32_t units = 0;        // planned; ScenarioComparison::pairs says how many are there
  double confidence = 0.95;
  std::size_t n_headline = 0;        // headline outcomes that can be computed
  std::size_t n_headline_known = 0;  // all headline outcomes, also those that cannot
  std::size_t n_comparisons = 1;     // over which headline intervals are simultaneous: scenarios x n_headline
  ReportingFigures figures;
  std::vector<RegionComparison> regions;
  ScenarioSetting setting = {};  // of the baseline
};

// Which disciplines a reallocation rule stands between: it is not in the results, so whoever knows the model tells.
struct RuleEnds {
  std::string rule;
  std::string from;
  std::string to;
};

struct ComparisonRequest {
  std::uint32_t baseline = 0;
  std::vector<std::uint32_t> scenarios = {};  // empty: all but the baseline
  double confidence = 0.95;
  std::vector<ScenarioSetting> settings = {};  // axis: scenario of the results; empty: not known
  std::vector<RuleEnds> rules = {};  // a rule that is not named here stands for itself, from "" to its own name
  std::vector<GroupFigure> groups = {};
  // Why runs are no pairs with those of the baseline; axis: scenario of the results; empty: all are.
  std::vector<BilingualText> unpaired = {};
};

// Indicators that are not computable are left out. Throws LogicFault if a scenario is not in the results.
Comparison compare(const ResultSet& results, const std::vector<Indicator>& indicators, const ReportingFigures& figures,
                   const ComparisonRequest& request);

// Name in files: "worse"; "" for unknown.
std::string name_of(Change change);

// Tables "scenarios", one row per region and scenario, and "outcomes", "pools", "reallocations" and "groups", one row
// per region, scenario and item.
std::vector<FlatTable> to_tables(const Comparison& comparison);
// The table "groups" alone.
FlatTable groups_table(const Comparison& comparison);
// The table "group_values": of groups what is no count per 1,000 of them.
FlatTable group_values_table(const Comparison& comparison);

}  // namespace draagkracht
