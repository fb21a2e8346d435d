#include "engine/analysis/group_rates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr Interval no_interval{missing, missing, missing, missing, 0};

// One group of one figure, run by run.
class Group {
 public:
  Group(const ResultSet& results, const GroupFigure& figure, std::size_t label)
      : results_(results), label_(label), years_(results.frame().schema.variable("years_counted")) {
    const ResultSchema& schema = results.frame().schema;
    tally_ = schema.variable(figure.tally);
    persons_ = schema.variable("inhabitants_by_" + figure.attribute);
    DRAAGKRACHT_ENSURE(tally_ != nullptr && persons_ != nullptr && years_ != nullptr);
    bool behind = false;
    for (const std::string& axis : tally_->dimensions) {
      const std::size_t size = schema.dimension(axis)->size();
      if (behind) stride_ *= size;
      if (axis == figure.attribute) {
        behind = true;
        labels_ = size;
      }
    }
  }

  double persons(RunKey key) const { return results_.values(*persons_, key)[label_]; }
  double events(RunKey key) const {
    const std::span<const double> counts = results_.values(*tally_, key);
    double sum = 0;
    bool any = false;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (i / stride_ % labels_ != label_ || std::isnan(counts[i])) continue;
      sum += counts[i];
      any = true;
    }
    return any ? sum : missing;
  }
  double per_1000(RunKey key) const { return 1000 * events(key) / persons(key) / results_.values(*years_, key)[0]; }

  // Mean over the runs of a scenario that are there.
  template <class Value>
  double mean(std::uint32_t scenario, std::uint32_t region, Value value) const {
    double sum = 0, n = 0;
    for (std::uint32_t draw = 0; draw < results_.frame().draws; ++draw) {
      for (std::uint32_t replication = 0; replication < results_.frame().replications; ++replication) {
        const RunKey key{scenario, draw, replication, region};
        if (!results_.has(key) || std::isnan(value(key))) continue;
        sum += value(key);
        ++n;
      }
    }
    return n > 0 ? sum / n : missing;
  }
  bool enough(std::uint32_t scenario, std::uint32_t region) const {
    return mean(scenario, region, [&](RunKey key) { return events(key); }) >= fewest_events &&
           mean(scenario, region, [&](RunKey key) { return persons(key); }) >= fewest_persons;
  }

 private:
  const ResultSet& results_;
  std::size_t label_;
  std::size_t stride_ = 1, labels_ = 1;  // of the attribute's axis
  const ResultVariable* years_;
  const ResultVariable* tally_;
  const ResultVariable* persons_;
};

GroupRow row_of(const ResultSet& results, const GroupFigure& figure, std::size_t label, std::uint32_t scenario,
                std::uint32_t baseline, std::uint32_t region, double confidence, bool paired) {
  const Group group(results, figure, label);
  GroupRow row;
  row.persons = group.mean(scenario, region, [&](RunKey key) { return group.persons(key); });
  const RunValue value = [&](RunKey key) { return group.per_1000(key); };
  row.per_1000 = estimate(paired_values(results, scenario, baseline, region, value, paired), confidence);
  const bool before = group.enough(baseline, region), after = group.enough(scenario, region);
  row.too_few = !before || !after;
  if (!before) row.per_1000.baseline = no_interval;
  if (!after) row.per_1000.scenario = no_interval;
  if (!before && !after) {
    row.per_1000.difference = no_interval;
    row.per_1000.identical = false;
  }
  return row;
}

}  // namespace

std::vector<GroupTable> group_tables(const ResultSet& results, std::uint32_t scenario, std::uint32_t baseline,
                                     std::uint32_t region, double confidence, const std::vector<GroupFigure>& figures,
                                     bool paired) {
  std::vector<GroupTable> tables;
  for (const GroupFigure& figure : figures) {
    const ResultDimension* dimension = results.frame().schema.dimension(figure.attribute);
    DRAAGKRACHT_ENSURE(dimension != nullptr);
    GroupTable table{figure, {}};
    for (std::size_t label = 0; label < dimension->labels.size(); ++label) {
      const auto has = [&](std::uint32_t s) { return results.frame().has(s, figure.attribute, label); };
      if (!has(scenario) && !has(baseline)) continue;
      GroupRow row = row_of(results, figure, label, scenario, baseline, region, confidence, paired);
      if (std::isnan(row.persons)) continue;  // a place of another region
      row.label = dimension->labels[label];
      table.rows.push_back(std::move(row));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace draagkracht
