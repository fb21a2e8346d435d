#include "engine/analysis/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/analysis/group_rates.h"
#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? missing : sum / static_cast<double>(values.size());
}

// Means over the replications that have a value. Axes of the values: draw, replication.
std::vector<double> draw_means(const std::vector<double>& values, std::size_t draws) {
  const std::size_t replications = values.size() / draws;
  std::vector<double> means;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::vector<double> there;
    for (std::size_t i = draw * replications; i < (draw + 1) * replications; ++i) {
      if (!std::isnan(values[i])) there.push_back(values[i]);
    }
    means.push_back(mean_of(there));
  }
  return means;
}

// Cells of one variable of every run that are picked by place; missing if the schema lacks the variable.
class Cells {
 public:
  Cells(const ResultSchema& schema, const char* name) : variable_(schema.variable(name)) {}
  bool there() const { return variable_ != nullptr; }
  // The names of its places, if it has one dimension with labels; else nullptr.
  const ResultDimension* axis(const ResultSchema& schema) const {
    if (!there() || variable_->dimensions.size() != 1) return nullptr;
    const ResultDimension* dimension = schema.dimension(variable_->dimensions[0]);
    return dimension == nullptr || dimension->labels.empty() ? nullptr : dimension;
  }
  double at(std::span<const double> payload, std::size_t place) const {
    return there() && place < variable_->size ? payload[variable_->offset + place] : missing;
  }
  // For amounts of something a scenario may lack altogether: there is none of it then.
  double amount(std::span<const double> payload, std::size_t place) const {
    if (!there()) return missing;
    const double value = at(payload, place);
    return std::isnan(value) ? 0 : value;
  }

 private:
  const ResultVariable* variable_;
};

// What all rows of one scenario in one region need.
struct Pair {
  const ResultSet& results;
  std::uint32_t scenario;
  std::uint32_t baseline;
  std::uint32_t region;
  double confidence;
  bool paired;

  PairedValues values(const RunValue& value) const {
    return paired_values(results, scenario, baseline, region, value, paired);
  }
  Estimate of(const std::function<double(std::span<const double> payload)>& value) const {
    const RunValue of_run = [&](RunKey key) { return value(payload_of(results, key)); };
    return estimate(values(of_run), confidence);
  }
  // Whether either scenario has that place of the dimension.
  bool has(const ResultDimension& dimension, std::size_t place) const {
    return results.frame().has(scenario, dimension.name, place) || results.frame().has(baseline, dimension.name, place);
  }
};

bool is_known_headline(const Indicator& indicator) {
  return indicator.headline && indicator.kind == IndicatorKind::outcome;
}

bool is_headline_outcome(const Indicator& indicator) {
  return is_known_headline(indicator) && indicator.status == IndicatorStatus::computable;
}

// Of what should go to 1 the distance counts: a ratio of 0.5 is as bad as one of 2.
std::vector<double> farther_from_1(std::vector<double> values) {
  for (double& value : values) value = std::max(value, 1 / value);
  return values;
}

Interval difference_of(const PairedValues& values, double confidence, std::size_t n_comparisons) {
  return values.paired ? paired_interval(values.scenario, values.baseline, confidence, n_comparisons)
                       : welch_interval(values.scenario, values.baseline, confidence, n_comparisons);
}

Change change_of(const Indicator& indicator, const PairedValues& values, const Estimate& e, double confidence,
                 std::size_t n_comparisons) {
  if (indicator.better == Direction::unknown) return Change::unknown;
  if (values.identical) return Change::not_shown;
  Interval difference = e.difference;
  if (indicator.better == Direction::to_1) {
    const PairedValues distances{farther_from_1(values.scenario), farther_from_1(values.baseline), false,
                                 values.paired};
    difference = difference_of(distances, confidence, n_comparisons);
  }
  if (!std::isfinite(difference.low) || !std::isfinite(difference.high)) return Change::unknown;
  // What no luck changes, neither here nor there, is a matter of people and input: their draw is in no interval.
  if (!values.paired && difference.half_width == 0 && difference.mean != 0) return Change::unknown;
  if (difference.low <= 0 && difference.high >= 0) return Change::not_shown;
  return (difference.low > 0) == (indicator.better == Direction::up) ? Change::better : Change::worse;
}

std::vector<OutcomeRow> outcome_rows(const Pair& pair, const std::vector<Indicator>& indicators,
                                     std::size_t n_comparisons) {
  const auto rank = [](const Indicator& indicator) {
    if (is_headline_outcome(indicator)) return 0;
    return indicator.kind == IndicatorKind::outcome ? 1 : 2;
  };
  std::vector<OutcomeRow> rows;
  for (int wanted = 0; wanted < 3; ++wanted) {
    for (const Indicator& indicator : indicators) {
      if (indicator.status != IndicatorStatus::computable || rank(indicator) != wanted) continue;
      const RunValue value = [&](RunKey key) { return indicator.expression.evaluate(pair.results, key); };
      PairedValues values = pair.values(value);
      const std::size_t simultaneous = wanted == 0 ? n_comparisons : 1;
      OutcomeRow row{indicator, estimate(values, pair.confidence, simultaneous), {}};
      row.estimate.adjusted = wanted == 0;
      row.change = change_of(indicator, values, row.estimate, pair.confidence, simultaneous);
      row.scenario_values = std::move(values.scenario);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<PoolRow> pool_rows(const Pair& pair) {
  const ResultSchema& schema = pair.results.frame().schema;
  const Cells load(schema, "pool_load"), on_duty(schema, "pool_on_duty_hours"), asked(schema, "pool_asked_hours");
  const Cells years(schema, "years_counted");
  const ResultDimension* pools = on_duty.axis(schema);
  std::vector<PoolRow> rows;
  if (pools == nullptr) return rows;
  const auto hours_per_year = [&](const Cells& hours, std::size_t first, std::size_t last) {
    return pair.of([&, first, last](std::span<const double> payload) {
      double sum = 0;
      for (std::size_t p = first; p < last; ++p) sum += hours.amount(payload, p);
      return sum / years.at(payload, 0);
    });
  };
  for (std::size_t p = 0; p < pools->size(); ++p) {
    if (!pair.has(*pools, p)) continue;
    rows.push_back({pools->labels[p], pair.of([&](std::span<const double> payload) { return load.at(payload, p); }),
                    hours_per_year(on_duty, p, p + 1), hours_per_year(asked, p, p + 1)});
  }
  rows.push_back({"", pair.of([](std::span<const double>) { return missing; }),
                  hours_per_year(on_duty, 0, pools->size()), hours_per_year(asked, 0, pools->size())});
  return rows;
}

// Rules with the same two ends become one row.
struct Flow {
  std::string from, to;
  std::vector<std::size_t> rules;
};

std::vector<Flow> flows_of(const Pair& pair, const ResultDimension& rules, const std::vector<RuleEnds>& ends) {
  std::vector<Flow> flows;
  for (std::size_t r = 0; r < rules.size(); ++r) {
    if (!pair.has(rules, r)) continue;
    const auto named = std::find_if(ends.begin(), ends.end(), [&](const auto& e) { return e.rule == rules.labels[r]; });
    Flow flow = named == ends.end() ? Flow{"", rules.labels[r], {}} : Flow{named->from, named->to, {}};
    auto known =
        std::find_if(flows.begin(), flows.end(), [&](const Flow& f) { return f.from == flow.from && f.to == flow.to; });
    if (known == flows.end()) known = flows.insert(flows.end(), std::move(flow));
    known->rules.push_back(r);
  }
  return flows;
}

std::vector<ReallocationRow> reallocation_rows(const Pair& pair, const std::vector<RuleEnds>& ends) {
  const ResultSchema& schema = pair.results.frame().schema;
  const Cells contacts(schema, "reallocated_contacts"), returns(schema, "reallocated_returns");
  const Cells from(schema, "reallocated_minutes_from"), to(schema, "reallocated_minutes_to");
  const Cells supervision(schema, "reallocated_supervision"), years(schema, "years_counted");
  const ResultDimension* rules = contacts.axis(schema);
  std::vector<ReallocationRow> rows;
  if (rules == nullptr) return rows;
  for (const Flow& flow : flows_of(pair, *rules, ends)) {
    const auto total = [&](const Cells& cells, std::span<const double> payload) {
      double sum = 0;
      for (const std::size_t rule : flow.rules) sum += cells.amount(payload, rule);
      return sum / years.at(payload, 0);
    };
    const auto per_year = [&](const Cells& cells) {
      return pair.of([&](std::span<const double> payload) { return total(cells, payload); });
    };
    ReallocationRow row{
        flow.from,         flow.to, {}, per_year(contacts), per_year(from), per_year(to), per_year(supervision),
        per_year(returns), {}};
    row.saved =
        pair.of([&](std::span<const double> payload) { return total(from, payload) - total(supervision, payload); });
    for (const std::size_t rule : flow.rules) row.rules.push_back(rules->labels[rule]);
    rows.push_back(std::move(row));
  }
  return rows;
}

double inhabitants_of(const ResultSet& results, std::uint32_t baseline, std::uint32_t region) {
  const Cells inhabitants(results.frame().schema, "inhabitants");
  std::vector<double> values;
  for (std::uint32_t draw = 0; draw < results.frame().draws; ++draw) {
    for (std::uint32_t replication = 0; replication < results.frame().replications; ++replication) {
      const RunKey key{baseline, draw, replication, region};
      if (results.has(key)) values.push_back(inhabitants.at(payload_of(results, key), 0));
    }
  }
  return mean_of(values);
}

std::vector<std::uint32_t> compared_scenarios(const ExperimentFrame& frame, const ComparisonRequest& request) {
  DRAAGKRACHT_ENSURE(request.baseline < frame.scenarios.size());
  std::vector<std::uint32_t> scenarios = request.scenarios;
  if (scenarios.empty()) {
    for (std::uint32_t s = 0; s < frame.scenarios.size(); ++s) {
      if (s != request.baseline) scenarios.push_back(s);
    }
  }
  for (const std::uint32_t s : scenarios) DRAAGKRACHT_ENSURE(s < frame.scenarios.size());
  return scenarios;
}

bool same_values(const ResultSet& results, RunKey ours, RunKey theirs) {
  const std::vector<ResultVariable>& variables = results.frame().schema.variables;
  return std::all_of(variables.begin(), variables.end(), [&](const ResultVariable& variable) {
    const std::span<const double> a = results.values(variable, ours), b = results.values(variable, theirs);
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
  });
}

// Whether the runs that are there in both scenarios, at least one, give the same in everything that is recorded.
bool without_effect(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline, std::uint32_t region) {
  const ExperimentFrame& frame = results.frame();
  bool any = false;
  for (std::uint32_t draw = 0; draw < frame.draws; ++draw) {
    for (std::uint32_t replication = 0; replication < frame.replications; ++replication) {
      const RunKey ours{scenario, draw, replication, region}, theirs{baseline, draw, replication, region};
      if (!results.has(ours) || !results.has(theirs)) continue;
      if (!same_values(results, ours, theirs)) return false;
      any = true;
    }
  }
  return any;
}

ScenarioSetting setting_of(const ComparisonRequest& request, std::uint32_t scenario) {
  return scenario < request.settings.size() ? request.settings[scenario] : ScenarioSetting{};
}

}  // namespace

std::uint32_t paired_units(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                           std::uint32_t region) {
  const ExperimentFrame& frame = results.frame();
  std::uint32_t draws = 0, replications = 0;
  for (std::uint32_t draw = 0; draw < frame.draws; ++draw) {
    const std::uint32_t before = replications;
    for (std::uint32_t n = 0; n < frame.replications; ++n) {
      replications += results.has({scenario, draw, n, region}) && results.has({baseline, draw, n, region}) ? 1U : 0U;
    }
    draws += replications > before ? 1U : 0U;
  }
  return frame.draws > 1 ? draws : replications;
}

PairedValues paired_values(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                           std::uint32_t region, const RunValue& value, bool paired) {
  const ExperimentFrame& frame = results.frame();
  const bool by_draw = frame.draws > 1;
  const auto value_of = [&](RunKey key) { return results.has(key) ? value(key) : missing; };
  std::vector<double> ours, theirs;  // axes: draw, replication
  bool any = false, equal = true;
  for (std::uint32_t draw = 0; draw < frame.draws; ++draw) {
    for (std::uint32_t replication = 0; replication < frame.replications; ++replication) {
      const RunKey key{scenario, draw, replication, region}, other{baseline, draw, replication, region};
      ours.push_back(value_of(key));
      theirs.push_back(value_of(other));
      const double a = ours.back(), b = theirs.back();
      const bool complete = !std::isnan(a) && !std::isnan(b);
      any = any || complete;
      if (results.has(key) && results.has(other)) equal = equal && (complete ? a == b : std::isnan(a) == std::isnan(b));
    }
  }
  const bool identical = paired && any && equal;
  for (std::size_t i = 0; paired && any && i < ours.size(); ++i) {
    if (std::isnan(ours[i])) theirs[i] = missing;
    if (std::isnan(theirs[i])) ours[i] = missing;
  }
  if (!by_draw) return {std::move(ours), std::move(theirs), identical, paired};
  return {draw_means(ours, frame.draws), draw_means(theirs, frame.draws), identical, paired};
}

Estimate estimate(const PairedValues& values, double confidence, std::size_t n_comparisons) {
  Estimate result;
  result.baseline = mean_interval(values.baseline, confidence);
  result.scenario = mean_interval(values.scenario, confidence);
  result.difference = difference_of(values, confidence, n_comparisons);
  result.paired = values.paired;
  result.identical = values.identical;
  result.few = result.difference.n < fewest_units;
  return result;
}

Comparison compare(const ResultSet& results, const std::vector<Indicator>& indicators, const ReportingFigures& figures,
                   const ComparisonRequest& request) {
  const ExperimentFrame& frame = results.frame();
  const std::vector<std::uint32_t> scenarios = compared_scenarios(frame, request);
  Comparison comparison{
      frame.scenarios[request.baseline],
      frame.draws > 1 ? "draw" : "replication",
      frame.draws > 1 ? frame.draws : frame.replications,
      request.confidence,
      0,
      static_cast<std::size_t>(std::count_if(indicators.begin(), indicators.end(), is_known_headline)),
      1,
      figures,
      {},
      setting_of(request, request.baseline)};
  comparison.n_headline =
      static_cast<std::size_t>(std::count_if(indicators.begin(), indicators.end(), is_headline_outcome));
  // The baseline against itself is no comparison.
  const auto n_scenarios =
      scenarios.size() - static_cast<std::size_t>(std::count(scenarios.begin(), scenarios.end(), request.baseline));
  comparison.n_comparisons = std::max<std::size_t>(1, n_scenarios * comparison.n_headline);
  for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
    RegionComparison region{frame.regions[r], frame.region_names[r], inhabitants_of(results, request.baseline, r), {}};
    for (const std::uint32_t s : scenarios) {
      const BilingualText why = s < request.unpaired.size() ? request.unpaired[s] : BilingualText{};
      const bool paired = why.nl.empty();
      const Pair pair{results, s, request.baseline, r, request.confidence, paired};
      region.scenarios.push_back(
          {s,
           frame.scenarios[s],
           paired_units(results, s, request.baseline, r),
           outcome_rows(pair, indicators, comparison.n_comparisons),
           pool_rows(pair),
           reallocation_rows(pair, request.rules),
           group_tables(results, s, request.baseline, r, request.confidence, request.groups, paired),
           paired && without_effect(results, s, request.baseline, r),
           setting_of(request, s),
           why,
           {paired_units(results, s, s, r), paired_units(results, request.baseline, request.baseline, r)}});
    }
    comparison.regions.push_back(std::move(region));
  }
  return comparison;
}

namespace {

FlatRow start_of_row(const Comparison& comparison, const RegionComparison& region, const ScenarioComparison& scenario) {
  FlatRow row;
  row.add("region", region.code).add("scenario", scenario.name).add("baseline_scenario", comparison.baseline);
  return row;
}

void add_estimate(FlatRow& row, const std::string& prefix, const Estimate& e) {
  row.interval(prefix + "baseline_value", e.baseline).interval(prefix + "scenario_value", e.scenario);
  row.interval(prefix + "difference", e.difference);
}

void add_flags(FlatRow& row, const Estimate& e) {
  row.add("identical", e.identical).add("n", e.difference.n).add("few", e.few).add("adjusted", e.adjusted);
}

const char* name_of(IndicatorKind kind) {
  constexpr const char* names[] = {"reach", "process", "outcome", "context", "input"};
  return names[static_cast<std::size_t>(kind)];
}

void add_setting(FlatRow& row, const ScenarioComparison& scenario) {
  row.add("first_date", scenario.setting.first_date).add("last_date", scenario.setting.last_date);
  row.number("days", scenario.setting.days).add("without_effect", scenario.without_effect);
}

}  // namespace

std::string name_of(Change change) {
  constexpr const char* names[] = {"", "not_shown", "better", "worse"};
  return names[static_cast<std::size_t>(change)];
}

FlatTable groups_table(const Comparison& comparison) {
  FlatTable groups{"groups", {}, {}};
  for (const RegionComparison& region : comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      for (const GroupTable& table : scenario.groups) {
        if (!table.figure.value.empty()) continue;
        for (const GroupRow& group : table.rows) {
          FlatRow row = start_of_row(comparison, region, scenario);
          row.add("tally", table.figure.tally).add("name_nl", table.figure.name.nl);
          row.add("name_en", table.figure.name.en).add("attribute", table.figure.attribute);
          row.add("label", group.label).number("persons", group.persons);
          add_estimate(row, "per_1000_per_year_", group.value);
          add_flags(row, group.value);
          row.add("below_floor", group.too_few).put_into(groups);
        }
      }
    }
  }
  return groups;
}

FlatTable group_values_table(const Comparison& comparison) {
  FlatTable values{"group_values", {}, {}};
  for (const RegionComparison& region : comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      for (const GroupTable& table : scenario.groups) {
        if (table.figure.value.empty()) continue;
        for (const GroupRow& group : table.rows) {
          FlatRow row = start_of_row(comparison, region, scenario);
          row.add("name_nl", table.figure.name.nl).add("name_en", table.figure.name.en).add("unit", table.figure.unit);
          row.add("attribute", table.figure.attribute).add("label", group.label).number("persons", group.persons);
          add_estimate(row, "", group.value);
          add_flags(row, group.value);
          row.add("below_floor", group.too_few).put_into(values);
        }
      }
    }
  }
  return values;
}

std::vector<FlatTable> to_tables(const Comparison& comparison) {
  FlatTable scenarios{"scenarios", {}, {}}, outcomes{"outcomes", {}, {}}, pools{"pools", {}, {}};
  FlatTable reallocations{"reallocations", {}, {}};
  for (const RegionComparison& region : comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      FlatRow about = start_of_row(comparison, region, scenario);
      add_setting(about, scenario);
      about.put_into(scenarios);
      for (const OutcomeRow& outcome : scenario.outcomes) {
        FlatRow row = start_of_row(comparison, region, scenario);
        const Indicator& indicator = outcome.indicator;
        row.add("id", indicator.id).add("name_nl", indicator.name.nl).add("name_en", indicator.name.en);
        row.add("unit", indicator.unit).add("kind", std::string(name_of(indicator.kind)));
        row.add("headline", outcome.estimate.adjusted);
        add_estimate(row, "", outcome.estimate);
        add_flags(row, outcome.estimate);
        row.add("change", name_of(outcome.change));
        row.put_into(outcomes);
      }
      for (const PoolRow& pool : scenario.pools) {
        FlatRow row = start_of_row(comparison, region, scenario);
        row.add("pool", pool.pool.empty() ? std::string("all") : pool.pool);
        add_estimate(row, "load_", pool.load);
        add_estimate(row, "on_duty_hours_per_year_", pool.on_duty_hours);
        add_estimate(row, "asked_hours_per_year_", pool.asked_hours);
        for (const auto& [name, hours] : {std::pair{"on_duty_", pool.on_duty_hours.difference.mean},
                                          std::pair{"asked_", pool.asked_hours.difference.mean}}) {
          const std::string prefix = name;
          row.number(prefix + "fte_difference", hours / comparison.figures.hours_per_fte());
          row.number(prefix + "hours_difference_per_1000_inhabitants", hours * 1000 / region.inhabitants);
          row.number(prefix + "hours_difference_per_norm_practice",
                     hours * comparison.figures.norm_practice / region.inhabitants);
        }
        add_flags(row, pool.asked_hours);
        row.put_into(pools);
      }
      for (const ReallocationRow& flow : scenario.reallocations) {
        FlatRow row = start_of_row(comparison, region, scenario);
        std::string rules;
        for (const std::string& rule : flow.rules) rules += (rules.empty() ? "" : ";") + rule;
        row.add("from", flow.from).add("to", flow.to).add("rules", rules);
        add_estimate(row, "contacts_per_year_", flow.contacts);
        add_estimate(row, "minutes_from_per_year_", flow.minutes_from);
        add_estimate(row, "minutes_to_per_year_", flow.minutes_to);
        add_estimate(row, "supervision_minutes_per_year_", flow.supervision);
        add_estimate(row, "returns_per_year_", flow.returns);
        add_estimate(row, "saved_minutes_per_year_", flow.saved);
        add_flags(row, flow.contacts);
        row.put_into(reallocations);
      }
    }
  }
  return {std::move(scenarios),           std::move(outcomes),     std::move(pools), std::move(reallocations),
          group_values_table(comparison), groups_table(comparison)};
}

}  // namespace draagkracht
