#include "engine/simulation/measure.h"

#include <utility>

#include "engine/core/fault.h"
#include "engine/results/result_names.h"
#include "engine/simulation/measure_parts.h"

namespace draagkracht {
namespace {

// Makes the schema.
class Naming : public MeasureSink {
 public:
  ResultSchema schema;
  std::vector<NameClash> clashes;
  std::vector<std::string> yearly;  // variables that have figures of years

  bool is_free(const std::string& name) {
    const std::string why = name_fault(schema, name);
    if (!why.empty()) clashes.push_back({name, why});
    return why.empty();
  }
  void dimension(const std::string& name, const std::string& long_name, std::vector<std::string> labels) override {
    if (!labels.empty() && is_free(name)) schema.add(ResultDimension{name, long_name, "1", std::move(labels), {}});
  }
  void numbers(const std::string& name, const std::string& long_name, const std::string& units,
               std::vector<double> values) override {
    if (!values.empty() && is_free(name)) schema.add(ResultDimension{name, long_name, units, {}, std::move(values)});
  }

 private:
  void take(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
            const std::string& long_name, const Values&, const std::string& group, bool is_amount) override {
    if (!is_free(name)) return;
    for (const std::string& axis : dimensions) {
      if (schema.dimension(axis) == nullptr) return;  // its name clashes
    }
    ResultVariable variable;
    variable.name = name;
    variable.group = group;
    variable.dimensions = std::move(dimensions);
    variable.units = units;
    variable.long_name = long_name;
    variable.zero_where_lacking = is_amount;
    schema.add(std::move(variable));
    if (years()) yearly.push_back(name);
  }
};

// Fills a payload.
class Filling : public MeasureSink {
 public:
  struct Span {
    std::size_t first, size;
  };
  std::vector<double> payload;
  std::vector<Span> yearly;  // values of the payload that have figures of years

  explicit Filling(bool only_years) : only_years_(only_years) {}

  void dimension(const std::string&, const std::string&, std::vector<std::string>) override {}
  void numbers(const std::string&, const std::string&, const std::string&, std::vector<double>) override {}

 private:
  void take(const std::string&, std::vector<std::string>, const std::string&, const std::string&, const Values& values,
            const std::string&, bool) override {
    if (only_years_ && !years()) return;
    const std::vector<double> more = values();
    if (years()) yearly.push_back({payload.size(), more.size()});
    payload.insert(payload.end(), more.begin(), more.end());
  }

  bool only_years_;  // of those that have figures of years
};

void everything(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  measure_labels(model, sink);
  sink.of_years();
  measure_people(model, run, sink);
  measure_enrolment(model, run, sink);
  measure_workforces(model, run, sink);
  measure_tallies(model, run, sink);
  sink.of_years();
  measure_asked(model, run, sink, model.asked_counts, "count", false);
  measure_asked(model, run, sink, model.asked_minutes, "minutes", true);
  measure_waits(model, run, sink);
  sink.of_years();
  measure_pools(model, run, sink);
  measure_occupancies(model, run, sink);
  measure_loads(model, run, sink);
  measure_loads_by_municipality(model, run, sink);
  measure_loads_by_week(model, run, sink);
  sink.of_years();
  measure_flows(model, run, sink);
  sink.of_years();
  measure_globals(model, run, sink);
}

// All variables: of the whole run, and then of its years.
Naming name_all(const Model& model) {
  Naming naming;
  everything(model, MeasuredRun{}, naming);
  if (model.years.empty()) return naming;
  for (const std::string& name : std::vector<std::string>(std::move(naming.yearly))) {
    const ResultVariable of_run = *naming.schema.variable(name);
    const auto values = [] { return std::vector<double>(); };
    const std::vector<std::string> axes = after("year", of_run.dimensions);
    if (of_run.zero_where_lacking) {
      naming.add_amount(name + "_by_year", axes, of_run.units, of_run.long_name + ", by year", values, "by_year");
    } else {
      naming.add(name + "_by_year", axes, of_run.units, of_run.long_name + ", by year", values, "by_year");
    }
  }
  return naming;
}

}  // namespace

ResultSchema make_schema(const Model& model) {
  Naming naming = name_all(model);
  DRAAGKRACHT_ENSURE(naming.clashes.empty());
  return std::move(naming.schema);
}

std::vector<NameClash> name_clashes(const Model& model) {
  Naming naming = name_all(model);
  for (const char* later : {"kpi", "kpi_value", "kpi_value_by_year"}) naming.is_free(later);
  return std::move(naming.clashes);
}

std::vector<double> measure(const Model& model, const Region& region, const RegionSimulation& simulation) {
  Filling filling(false);
  everything(model, MeasuredRun{&region, &simulation}, filling);
  if (model.years.empty()) return std::move(filling.payload);
  // The same values of each year, variable by variable.
  const std::vector<std::vector<double>>& of_years = simulation.state().years.results();
  DRAAGKRACHT_ENSURE(of_years.size() == model.years.size());
  std::size_t first = 0;
  for (const Filling::Span& span : filling.yearly) {
    for (const std::vector<double>& of_year : of_years) {
      const auto from = of_year.begin() + static_cast<std::ptrdiff_t>(first);
      filling.payload.insert(filling.payload.end(), from, from + static_cast<std::ptrdiff_t>(span.size));
    }
    first += span.size;
  }
  return std::move(filling.payload);
}

std::vector<double> measure_year(const RegionSimulation& simulation) {
  const RunState& run = simulation.state();
  Filling filling(true);
  everything(run.model, MeasuredRun{&run.region, &simulation, &run.years.start()}, filling);
  return std::move(filling.payload);
}

}  // namespace draagkracht
