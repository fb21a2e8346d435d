// Results made by hand for the tests of this layer: one clinic, two regions at most, values that the test chooses.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/results/run.h"
#include "engine/scenario/table.h"

namespace draagkracht {

// inhabitants 1, years_counted 1, contacts (discipline 2 x kind 2) 4, answered (call_norm 2) 2, load (pool 2) 2,
// pool_load, pool_on_duty_hours, pool_asked_hours (pool 2) 6, five reallocated_ variables (rule 2) 10: 26 doubles.
inline ResultSchema clinic_schema() {
  ResultSchema schema;
  schema.add(ResultDimension{"discipline", "who", "1", {"doctor", "nurse"}, {}});
  schema.add(ResultDimension{"kind", "what", "1", {"short visit", "long+"}, {}});
  schema.add(ResultDimension{"pool", "servers", "1", {"doctor", "nurse"}, {}});
  schema.add(ResultDimension{"rule", "rule", "1", {"hand_over", "hand_back"}, {}});
  schema.add(ResultDimension{"call_norm", "norm", "min", {}, {0.5, 10}});
  const auto add = [&](const char* name, std::vector<std::string> dimensions) {
    schema.add(ResultVariable{name, "", std::move(dimensions), "1", name});
  };
  add("inhabitants", {});
  add("years_counted", {});
  add("contacts", {"discipline", "kind"});
  add("answered", {"call_norm"});
  add("pool_load", {"pool"});
  add("pool_on_duty_hours", {"pool"});
  add("pool_asked_hours", {"pool"});
  for (const char* name : {"reallocated_contacts", "reallocated_returns", "reallocated_minutes_from",
                           "reallocated_minutes_to", "reallocated_supervision"}) {
    add(name, {"rule"});
  }
  return schema;
}

inline ExperimentFrame clinic_frame(std::uint32_t replications, std::uint32_t draws = 1,
                                    std::vector<std::string> scenarios = {"baseline", "plan"}) {
  return {std::move(scenarios), {"R1"}, {"Dorp"}, draws, replications, clinic_schema()};
}

// A payload of zeros but for 1,000 inhabitants and one year, in which single cells are set.
class ClinicRun {
 public:
  explicit ClinicRun(RunKey key) : schema_(clinic_schema()) {
    result_.key = key;
    result_.payload.assign(schema_.payload_size, 0.0);
    set("inhabitants", 0, 1000).set("years_counted", 0, 1);
  }
  ClinicRun& set(const char* variable, std::size_t cell, double value) {
    result_.payload.at(schema_.variable(variable)->offset + cell) = value;
    return *this;
  }
  const RunResult& result() const { return result_; }

 private:
  ResultSchema schema_;
  RunResult result_;
};

inline Table table_of(std::string file, std::vector<std::string> columns, std::vector<std::vector<std::string>> rows) {
  Table table;
  table.file = std::move(file);
  table.columns = std::move(columns);
  table.rows = std::move(rows);
  for (std::size_t row = 0; row < table.rows.size(); ++row) table.lines.push_back(static_cast<std::uint32_t>(row) + 2);
  return table;
}

inline std::string messages(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues.all()) text += issue.message() + '\n';
  return text;
}

}  // namespace draagkracht
