// Models and their issues from TOML text and CSV texts, as if they had been files.
#pragma once

#include <map>
#include <string>

#include "engine/io/csv.h"
#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/model/compile.h"
#include "engine/scenario/scenario.h"

namespace draagkracht::testing {

struct ParsedScenario {
  Scenario scenario;
  Tables tables;
};

// `csv`: name of a table -> its text. The TOML is "model.toml", table x is "x.csv".
inline ParsedScenario parse_scenario(const std::string& toml, const std::map<std::string, std::string>& csv = {}) {
  ParsedScenario parsed;
  Issues issues;
  read_fields(parse_toml(toml, "model.toml", issues), "", parsed.scenario, issues);
  issues.throw_if_any();
  for (const auto& [name, text] : csv) {
    parsed.tables.emplace(name, parse_csv(text, name + ".csv"));
    parsed.scenario.tables.push_back({name, {}, {{name + ".csv", {}}}});
  }
  return parsed;
}

inline Model compiled(const std::string& toml, const std::map<std::string, std::string>& csv = {}) {
  const ParsedScenario parsed = parse_scenario(toml, csv);
  return compile(parsed.scenario, parsed.tables);
}

// The whole message of a scenario that cannot be compiled; "" if it can.
inline std::string issues_of(const std::string& toml, const std::map<std::string, std::string>& csv = {}) {
  try {
    compiled(toml, csv);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace draagkracht::testing
