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

// Where the cells of one label of an axis stand in a payload, of every variable that has the axis.
class CellsOfLabel {
 public:
  CellsOfLabel(const ResultSchema& schema, const std::string& axis, std::size_t label) : other_(schema.payload_size) {
    for (const ResultVariable& variable : schema.variables) {
      std::size_t stride = 1, labels = 0;
      for (const std::string& dimension : variable.dimensions) {
        const std::size_t size = schema.dimension(dimension)->size();
        if (labels > 0) stride *= size;
        if (dimension == axis) labels = size;
      }
      for (std::size_t i = 0; labels > 0 && i < variable.size; ++i)
        other_[variable.offset + i] = i / stride % labels != label;
    }
  }
  // Whether a value is one of another label.
  const std::vector<bool>& other() const { return other_; }

 private:
  std::vector<bool> other_;  // axis: value of a payload
};

// One group of one figure, run by run.
class Group {
 public:
  Group(const ResultSet& results, const GroupFigure& figure, std::size_t label)
      : results_(results),
        figure_(figure),
        label_(label),
        cells_(results.frame().schema, figure.attribute, label),
        years_(results.frame().schema.variable("years_counted")),
        tally_(figure.tally.empty() ? nullptr : results.frame().schema.variable(figure.tally)),
        persons_(results.frame().schema.variable("inhabitants_by_" + figure.attribute)) {
    DRAAGKRACHT_ENSURE((tally_ != nullptr || !figure.value.empty()) && persons_ != nullptr && years_ != nullptr);
  }

  double persons(RunKey key) const { return results_.values(*persons_, key)[label_]; }
  double events(RunKey key) const {
    const std::span<const double> counts = results_.values(*tally_, key);
    double sum = 0;
    bool any = false;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (cells_.other()[tally_->offset + i] || std::isnan(counts[i])) continue;
      sum += counts[i];
      any = true;
    }
    return any ? sum : missing;
  }
  double value(RunKey key) const {
    if (figure_.value.empty()) return 1000 * events(key) / persons(key) / results_.values(*years_, key)[0];
    // Cells of other labels are left out of its sums, as those are that a scenario lacks.
    const std::span<const double> all = payload_of(results_, key);
    std::vector<double> own(all.begin(), all.end());
    std::vector<bool> lacking = results_.lacking(key.scenario);
    lacking.resize(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (!cells_.other()[i]) continue;
      own[i] = missing;
      lacking[i] = true;
    }
    return figure_.value.evaluate(own, lacking);
  }

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
    const bool events_do =
        tally_ == nullptr || mean(scenario, region, [&](RunKey key) { return events(key); }) >= fewest_events;
    return events_do && mean(scenario, region, [&](RunKey key) { return persons(key); }) >= fewest_persons;
  }

 private:
  const ResultSet& results_;
  const GroupFigure& figure_;
  std::size_t label_;
  CellsOfLabel cells_;
  const ResultVariable* years_;
  const ResultVariable* tally_;  // nullptr: it has no events
  const ResultVariable* persons_;
};

GroupRow row_of(const ResultSet& results, const GroupFigure& figure, std::size_t label, std::uint32_t scenario,
                std::uint32_t baseline, std::uint32_t region, double confidence, bool paired) {
  const Group group(results, figure, label);
  GroupRow row;
  row.persons = group.mean(scenario, region, [&](RunKey key) { return group.persons(key); });
  const RunValue value = [&](RunKey key) { return group.value(key); };
  row.value = estimate(paired_values(results, scenario, baseline, region, value, paired), confidence);
  const bool before = group.enough(baseline, region), after = group.enough(scenario, region);
  row.too_few = !before || !after;
  if (!before) row.value.baseline = no_interval;
  if (!after) row.value.scenario = no_interval;
  if (!before && !after) {
    row.value.difference = no_interval;
    row.value.identical = false;
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
